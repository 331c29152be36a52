"""The plan: what each storage does in each slot, why, and what it costs."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from . import trips
from .hazard import StormTarget
from .home import Mode
from .horizon import Horizon
from .readings import Fault, Verb

# So long a car that should have left keeps what it has, and a person what was asked for.
LATE = trips.LATE


class TargetKind(StrEnum):
    """Where an SOC target comes from."""

    DEPARTURE = "departure"
    STORM = "storm"
    PERSON = "person"  # "charge now", a one-off trip


@dataclass(frozen=True, slots=True, kw_only=True)
class SocTarget:
    """An SOC that a storage is to have at `by`, and until `until` where it is to be held; a fraction."""

    kind: TargetKind
    storage_id: str
    soc: float
    by: datetime
    until: datetime | None = None


class GridEventKind(StrEnum):
    """What a DR or VPP programme asks for."""

    DISCHARGE = "discharge"  # less import (or export where allowed)
    IMPORT = "import"  # more import


@dataclass(frozen=True, slots=True, kw_only=True)
class GridEvent:
    """A window in which a programme pays for discharge or for extra import (charging).

    `cap_kw` limits what is paid; `committed_kw` is promised, at `penalty_yen_per_kwh` for what is
    not delivered (0 = nothing promised).
    """

    id: str
    kind: GridEventKind
    start: datetime
    end: datetime
    reward_yen_per_kwh: float
    cap_kw: float
    committed_kw: float = 0.0
    penalty_yen_per_kwh: float = 0.0


class ShortfallKind(StrEnum):
    """What a plan could not do."""

    DEPARTURE = "departure"  # kWh below the target at a departure
    STORM = "storm"  # kWh below the target for a storm
    PERSON = "person"
    FLOOR = "floor"  # kWh below the min SOC, worst slot
    CONTRACT = "contract"  # kW above the contract limit, worst slot
    TRIP = "trip"  # kWh that a trip needs and the battery does not have
    GRID_EVENT = "grid_event"  # kWh promised and not delivered
    OUTAGE = "outage"  # kWh of load that cannot be served


@dataclass(frozen=True, slots=True, kw_only=True)
class Shortfall:
    """A target or limit that the plan does not meet, and by how much (`unit`: kWh or kW).

    `penalty_yen` is what the model was charged for it (`core/planning/penalties.py`): a plan that met it
    would have cost more than that, or could not be. Real money only where a grid event has a penalty.
    `reason`: why a target is missed, where it is the contract's limit.
    `hours`: how long the house lacks power in an outage, or a grid event what was promised.
    """

    kind: ShortfallKind
    at: datetime
    amount: float
    storage_id: str | None = None
    wanted_soc: float | None = None
    reached_soc: float | None = None
    penalty_yen: float = 0.0
    hours: float | None = None
    reason: Reason | None = None

    @property
    def unit(self) -> str:
        """The unit of measurement of `amount`."""
        return "kW" if self.kind is ShortfallKind.CONTRACT else "kWh"


class ReasonCode(StrEnum):
    """Why a storage does what it does in a slot. Words live in translations/*.json, `common`."""

    AWAY = "away"
    SOC_UNKNOWN = "soc_unknown"
    CHARGE_WORTH = "charge_worth"  # price, value
    CHARGE_CHEAP = "charge_cheap"  # price, later_price, later_at
    CHARGE_CLEAN = "charge_clean"  # co2, later_co2, later_at
    CHARGE_CLEAN_WORTH = "charge_clean_worth"  # co2, value: as charge_worth, in kg of CO2
    CHARGE_SURPLUS = "charge_surplus"  # power, export_price
    CHARGE_SUN_AND_GRID = "charge_sun_and_grid"  # power, sun, export_price
    CHARGE_NEGATIVE_PRICE = "charge_negative_price"  # price
    CHARGE_DEPARTURE = "charge_departure"  # soc, by
    CHARGE_TRIPS = "charge_trips"  # energy, by, until: driving in the next days
    CHARGE_STORM = "charge_storm"  # soc, by
    CHARGE_STORM_NOW = "charge_storm_now"  # soc: at full power
    CHARGE_STORM_ACT = "charge_storm_act"  # soc: as charge_storm_now, with less than full power
    CHARGE_STORM_LATE = "charge_storm_late"  # soc, by: no time left to wait for cheaper hours
    CHARGE_RESILIENCE = "charge_resilience"  # soc: a person's mode, no warning
    CHARGE_PERSON = "charge_person"  # soc, by
    CHARGE_FLOOR = "charge_floor"  # soc
    CHARGE_RESERVE = "charge_reserve"  # soc
    CHARGE_GRID_EVENT = "charge_grid_event"  # reward
    CHARGE_OUTAGE = "charge_outage"  # power: what PV leaves over while the grid is down
    CHARGE_PEAK = "charge_peak"  # peak, yen: with less power than it has, for a new peak would cost that
    CHARGE_LEAST = "charge_least"  # no single cause: the whole plan costs least so
    DISCHARGE_DEAR = "discharge_dear"  # price, value
    DISCHARGE_SELL = "discharge_sell"  # export_price, value: into the grid
    DISCHARGE_DIRTY = "discharge_dirty"  # co2, value: as discharge_dear, in kg of CO2
    DISCHARGE_GRID_EVENT = "discharge_grid_event"  # reward
    DISCHARGE_OUTAGE = "discharge_outage"
    DISCHARGE_BLIND = "discharge_blind"  # in an outage, with an SOC or a plug that nobody knows
    DISCHARGE_LIMIT = "discharge_limit"  # limit: keeps import under the contract
    DISCHARGE_PEAK = "discharge_peak"  # peak: keeps the half hour from a new one
    DISCHARGE_LEAST = "discharge_least"
    HOLD_DEARER = "hold_dearer"  # price, later_price, later_at
    HOLD_DEPARTURE = "hold_departure"  # soc, by
    HOLD_TRIPS = "hold_trips"  # energy, by, until
    HOLD_STORM = "hold_storm"  # soc, until
    HOLD_PERSON = "hold_person"  # soc, by
    HOLD_RESILIENCE = "hold_resilience"  # soc
    HOLD_RESERVE = "hold_reserve"  # soc
    HOLD_FLOOR = "hold_floor"  # soc
    HOLD_FULL = "hold_full"  # soc
    HOLD_PAUSED = "hold_paused"  # a person's pause
    HOLD_LIMIT = "hold_limit"  # limit: charging would break the contract limit
    HOLD_OTHER = "hold_other"  # limit: another storage charges with what the contract leaves
    HOLD_PEAK = "hold_peak"  # peak: charging would set a new one
    HOLD_CARE = "hold_care"  # soc, at, by: charged beyond it only just before the departure
    HOLD_DIRTIER = "hold_dirtier"  # co2, later_co2, later_at
    WAIT_CLEANER = "wait_cleaner"  # co2, later_co2, later_at
    WAIT_CHEAPER = "wait_cheaper"  # price, later_price, later_at
    WAIT_NOT_WORTH = "wait_not_worth"  # price, value: discharging would cost more than the grid
    WAIT_NOT_CLEAN = "wait_not_clean"  # co2, value: as wait_not_worth, in kg of CO2
    WAIT_DEAR = "wait_dear"  # price, value: charging would cost more than it is worth
    WAIT_DIRTY = "wait_dirty"  # co2, value: as wait_dear, in kg of CO2
    WAIT_SMALL_LOAD = "wait_small_load"  # load: the unit's own draw would eat too much of it
    WAIT_SMALL_SUN = "wait_small_sun"  # power: less than the unit can charge with
    WAIT_SELL = "wait_sell"  # export_price, value: selling the sun earns more than storing it
    WAIT_FULL_LATER = "wait_full_later"  # soc, by: later sun fills it anyway
    WAIT_LEAST = "wait_least"
    WAIT_NOTHING = "wait_nothing"
    WAIT_RELAY = (
        "wait_relay"  # the dispatcher's alone: it stopped or started a moment ago, or too often today
    )


@dataclass(frozen=True, slots=True)
class Reason:
    """A code and the numbers or times its sentence needs (yen/kWh, kg/kWh, kW, fraction, aware time)."""

    code: ReasonCode
    numbers: dict[str, float] = field(default_factory=dict)
    times: dict[str, datetime] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class StorageSlot:
    """One storage in one slot. Powers are means over the slot, AC side.

    A storage whose SOC is not known stands by, counts as away and has `soc_end` 0; its reason says so. `share`: of
    the slot, in which it can charge; it charges the more at a time. `driven_soc`: what driving takes of `soc_end`
    within the slot. `keeps`: the target that holds at its end, its SOC no more than the plan has then; nothing is
    discharged below it. `presence`: how surely it is there, 0 to 1; `likely`: what is planned may as well not happen,
    because it may be away, or because the plan is too far ahead to settle on a verb.
    """

    storage_id: str
    verb: Verb
    charge_kw: float
    discharge_kw: float
    soc_end: float
    away: bool
    reason: Reason
    share: float = 1.0
    driven_soc: float = 0.0
    keeps: SocTarget | None = None
    presence: float = 1.0
    likely: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanSlot:
    """One slot of the plan. Powers in kW, means over the slot; CO2 is the grid's factor.

    `pv_low_kw`, `pv_high_kw`: PV that is exceeded in 9 and in 1 of 10 cases, None where nobody knows.
    """

    start: datetime
    end: datetime
    import_kw: float
    export_kw: float
    curtail_kw: float
    pv_kw: float
    load_kw: float
    import_yen_per_kwh: float
    export_yen_per_kwh: float
    co2_kg_per_kwh: float
    price_known: bool
    storages: tuple[StorageSlot, ...]
    pv_low_kw: float | None = None
    pv_high_kw: float | None = None

    @property
    def hours(self) -> float:
        """Length of the slot in hours."""
        return (self.end - self.start).total_seconds() / 3600.0

    @property
    def cost_yen(self) -> float:
        """What the meter will charge, less what export earns."""
        return self.hours * (
            self.import_kw * self.import_yen_per_kwh - self.export_kw * self.export_yen_per_kwh
        )

    @property
    def co2_kg(self) -> float:
        """CO2 of the energy imported."""
        return self.hours * self.import_kw * self.co2_kg_per_kwh

    def storage(self, storage_id: str) -> StorageSlot:
        """Return that storage's part; KeyError without one."""
        for part in self.storages:
            if part.storage_id == storage_id:
                return part
        raise KeyError(storage_id)


class Method(StrEnum):
    """How a plan was found, best first."""

    OPTIMAL = "optimal"  # within the demanded gap
    INCUMBENT = "incumbent"  # the solver's best when its time was over
    ROUNDED = "rounded"  # the relaxation with verbs rounded
    RULE = "rule"  # charge to the next target in the cheapest known slots


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """What holding a reserve or reaching a target costs, against a plan without it."""

    kind: TargetKind | None  # None: the unplanned-trip reserve
    storage_id: str
    until: datetime
    cost_yen: float


@dataclass(frozen=True, kw_only=True)
class Plan:
    """A whole plan. `gap` is the proven relative distance from the optimum, None where unproven.

    `stored_yen_per_kwh`: what one more kWh in each storage is worth now, by storage id, in real yen: what refilling it
    costs (`core/accounting/stored_value.py`); empty where nobody knows prices. The holdings are in what the mode
    counts: in CO2 mode that is CO2 at its price there, not the bill. `priced`: the prices are known or forecast.
    `storm_yen`: what being ready for the storm costs more than the plan that the person's mode would make, in real
    yen over the horizon, by relaxations of both; None in fair weather. `peak_kw`: the mean of a
    half hour that import is to stay within, where a new peak is charged for. `faults` make a plan degraded: it says so.
    """

    made_at: datetime
    mode: Mode
    horizon: Horizon
    slots: tuple[PlanSlot, ...]
    method: Method
    gap: float | None
    seconds: float
    storm: StormTarget | None = None
    outage: bool = False
    shortfalls: tuple[Shortfall, ...] = ()
    holdings: tuple[Holding, ...] = ()
    storm_yen: float | None = None
    peak_kw: float | None = None
    stored_yen_per_kwh: dict[str, float] = field(default_factory=dict)
    faults: tuple[Fault, ...] = ()
    priced: bool = True

    @property
    def degraded(self) -> bool:
        """Whether an input was broken or the solver had to be helped."""
        return self.method is Method.RULE or any(fault.fatal for fault in self.faults)

    @property
    def cost_yen(self) -> float:
        """Planned cost over the horizon."""
        return sum(slot.cost_yen for slot in self.slots)

    @property
    def co2_kg(self) -> float:
        """Planned CO2 over the horizon."""
        return sum(slot.co2_kg for slot in self.slots)

    def slot_at(self, when: datetime) -> PlanSlot | None:
        """Return the slot that holds `when`, None outside the plan."""
        index = self.horizon.index_at(when)
        return None if index is None else self.slots[index]


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """What one unit is to do now. `power_kw` where the unit takes one, None = as much as it does.

    `until_soc`: charging stops there (discharging stops at the min SOC in any case).
    """

    storage_id: str
    verb: Verb
    power_kw: float | None
    until_soc: float | None
    reason: Reason
