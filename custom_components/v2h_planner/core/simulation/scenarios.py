"""What could have been otherwise: another tariff, car, battery or driver, as what the simulator lives in."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, timedelta
from enum import StrEnum

from ..arrays import Floats
from ..home import DischargeControl, Home, Mode, Storage, StorageKind
from ..horizon import HALF_HOUR, Horizon
from ..milp.data import SolverLimits
from ..tariff.export_terms import ExportTerms
from ..tariff.tariff import Tariff
from .past import Past, filled
from .policies import NightTimer, Planned, PlugAndCharge
from .world import Observation, Policy, Record

# A plan for every so many half hours, and where a battery is so far off the plan; docs/what-if.md has what that costs.
EVERY = 4
OFF_PLAN_SOC = 0.01
LIMITS = SolverLimits(seconds=3.0)
BATTERY = "what_if_battery"
# A usual home battery: its power goes with its size, up to what one unit brings.
BATTERY_KW_PER_KWH = 0.5
BATTERY_MOST_KW = 5.9
BATTERY_EFFICIENCY = 0.95
# What surplus earns after FIT where nobody says otherwise: the regional companies' standard prices.
AFTER_FIT_YEN = 8.5


class Driver(StrEnum):
    """Who runs the home."""

    PLANNER = "planner"
    TIMER = "timer"
    PLUG = "plug"


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherCar:
    """What another car, or its unit, has; None: as it is now."""

    capacity_kwh: float | None = None
    charge_kw: float | None = None
    discharge_kw: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """The home with something otherwise. What is None or left out is as it is now.

    `after_fit_yen`: what a sold kWh earns, FIT being over. `battery_kwh`: so much more in a home battery. `car`:
    in place of the first one. `v2h`: whether cars may feed the house.
    """

    id: str
    tariff: Tariff | None = None
    after_fit_yen: float | None = None
    battery_kwh: float = 0.0
    car: OtherCar | None = None
    v2h: bool = True


NOW = Scenario(id="now")


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A scenario and who runs it."""

    scenario: Scenario
    driver: Driver


def tariff_of(scenario: Scenario, present: Tariff) -> Tariff:
    """Return the tariff of a scenario."""
    tariff = present if scenario.tariff is None else scenario.tariff
    if scenario.after_fit_yen is None:
        return tariff
    return replace(tariff, export=ExportTerms(yen_per_kwh=scenario.after_fit_yen))


def home_of(scenario: Scenario, home: Home) -> Home:
    """Return the home of a scenario."""
    storages = list(home.storages)
    if scenario.car is not None:
        first = next((i for i, s in enumerate(storages) if s.kind.is_ev), None)
        if first is not None:
            storages[first] = _other_car(storages[first], scenario.car)
    if not scenario.v2h:
        storages = [_charging_only(s) if s.kind.is_ev else s for s in storages]
    if scenario.battery_kwh > 0.0:
        storages = _with_battery(storages, scenario.battery_kwh)
    return replace(home, storages=tuple(storages))


def _other_car(storage: Storage, car: OtherCar) -> Storage:
    """Return the storage with another battery and unit; its trips need the same energy from it."""
    capacity = car.capacity_kwh or storage.capacity_kwh
    charge = car.charge_kw or storage.charge_max_kw
    discharge = storage.discharge_max_kw if car.discharge_kw is None else car.discharge_kw
    share = storage.capacity_kwh / capacity
    return replace(
        storage,
        capacity_kwh=capacity,
        charge_max_kw=charge,
        charge_min_kw=min(storage.charge_min_kw, charge),
        discharge_max_kw=discharge,
        discharge_min_kw=min(storage.discharge_min_kw, discharge),
        departures=tuple(replace(d, soc=min(d.soc * share, 1.0)) for d in storage.departures),
    )


def _charging_only(storage: Storage) -> Storage:
    return replace(
        storage, discharge_max_kw=0.0, discharge_min_kw=0.0, discharge_control=DischargeControl.NONE
    )


def _with_battery(storages: Sequence[Storage], kwh: float) -> list[Storage]:
    """Return the storages with so much more in a home battery: the one that is there grows, else there is a new one."""
    own = next((s for s in storages if s.kind is StorageKind.HOME_BATTERY), None)
    power = min(BATTERY_KW_PER_KWH * kwh, BATTERY_MOST_KW)
    if own is None:
        return [*storages, _battery(kwh, power)]
    larger = replace(
        own,
        capacity_kwh=own.capacity_kwh + kwh,
        charge_max_kw=own.charge_max_kw + power,
        discharge_max_kw=own.discharge_max_kw + power,
    )
    return [larger if storage is own else storage for storage in storages]


def _battery(kwh: float, power: float) -> Storage:
    return Storage(
        id=BATTERY,
        name="",
        kind=StorageKind.HOME_BATTERY,
        capacity_kwh=kwh,
        charge_max_kw=power,
        discharge_max_kw=power,
        charge_efficiency=BATTERY_EFFICIENCY,
        discharge_efficiency=BATTERY_EFFICIENCY,
        overhead_kw=0.03,
        start_up_yen=0.0,
        min_soc=0.1,
        max_soc=1.0,
    )


def market_of(scenario: Scenario, present: Tariff, past: Past) -> Floats | None:
    """Return the market prices that the scenario's tariff needs, NaN where nobody knows; None for a fixed table."""
    if tariff_of(scenario, present).table is not None:
        return None
    return past.own_yen if scenario.tariff is None else past.area_yen


def record_of(scenario: Scenario, present: Tariff, past: Past) -> Record:
    """Return what is lived in a scenario."""
    tariff = tariff_of(scenario, present)
    if (market := market_of(scenario, present, past)) is None:
        assert tariff.table is not None
        edges = tuple(past.start.astimezone(UTC) + HALF_HOUR * i for i in range(len(past) + 1))
        market = tariff.table.on(Horizon(edges), past.zone)
        # what a kWh sold earns knows of no market
        tariff = replace(tariff, export=replace(tariff.export, market_share=0.0))
    return Record(
        start=past.start,
        zone=past.zone,
        load_kw=filled(past.load_kw),
        pv_kw=filled(past.pv_kw),
        market_yen=filled(market),
        co2=past.co2,
        tariff=tariff,
        absences=past.absences,
        place=past.place,
    )


def policy_of(case: Case, record: Record, home: Home, mode: Mode = Mode.ECONOMY) -> Policy:
    """Return who runs the home, with an empty memory."""
    match case.driver:
        case Driver.PLANNER:
            return SparePlanner(home, mode)
        case Driver.TIMER:
            return NightTimer(home, record)
        case Driver.PLUG:
            return PlugAndCharge(home)


class SparePlanner(Planned):
    """The planner with fewer passes: every `every` half hours, when a car comes or goes, at new prices, and off the plan."""

    def __init__(
        self, home: Home, mode: Mode = Mode.ECONOMY, *, every: int = EVERY, limits: SolverLimits = LIMITS
    ) -> None:
        super().__init__(home, mode, limits)
        self._every = every
        self._away: frozenset[str] | None = None
        self.plans = 0

    def plan(self, observation: Observation) -> None:
        """Plan where it is due."""
        away = frozenset(observation.away_since)
        if away != self._away or self._is_due(observation):
            super().plan(observation)
            self.plans += 1
        self._away = away

    def _is_due(self, observation: Observation) -> bool:
        record, now = observation.record, observation.now
        wall = now.astimezone(record.zone)
        if self._is_off_plan(observation):
            return True
        news = (wall.hour, wall.minute) == (record.published_at.hour, record.published_at.minute)
        return news or int((now - record.time_of(0)) / HALF_HOUR) % self._every == 0

    def _is_off_plan(self, observation: Observation) -> bool:
        """Return whether a battery that is here holds something else than its plan had it hold by now."""
        slot = None if self._plan is None else self._plan.slot_at(observation.now - timedelta(minutes=1))
        if slot is None:
            return True
        readings = [observation.readings.storage(part.storage_id) for part in slot.storages]
        return any(
            reading.connected and abs((reading.soc or 0.0) - part.soc_end) > OFF_PLAN_SOC
            for part, reading in zip(slot.storages, readings, strict=True)
        )


def cases_of(scenarios: Sequence[Scenario], drivers: Sequence[Driver]) -> list[Case]:
    """Return every scenario under every driver, the home as it is first."""
    others = [s for s in scenarios if s.id != NOW.id]
    return [Case(scenario=s, driver=d) for s in (NOW, *others) for d in drivers]
