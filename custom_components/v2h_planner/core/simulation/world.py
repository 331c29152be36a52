"""The closed loop: a policy decides with what is known, the physics does what happens, the meters count.

Every half hour, and when a car comes home, the policy observes and plans; every few minutes it may correct its
commands; every minute the units obey. A record holds means of half hours; within one, load and sun are
spread over the minutes by a fixed pseudo-random pattern with the same mean (load: bursts of appliances; sun:
a little flicker), the same for every policy. Driving takes its energy evenly over the absence. A car away
cannot be read: its SOC stays at what it was when it left.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from typing import Literal, Protocol
from zoneinfo import ZoneInfo

import numpy as np

from ..accounting.ledger import MeteredSlot, MeteredStorage
from ..accounting.peaks import PeakLog
from ..accounting.physics import Meter, UnitModel, step
from ..arrays import Floats
from ..forecast.clear_sky import Place
from ..home import Home
from ..horizon import HALF_HOUR, Horizon
from ..plan import Command
from ..public_holidays import JAPAN, days_off
from ..readings import Readings, StorageReading
from ..series import Step, StepSeries
from ..tariff.tariff import Tariff
from ..trips import Absence

MINUTES = 30
COMMAND_MINUTES = 5
LOAD_BURSTS = 4.0  # shape of the gamma distribution of a minute's load: half its mean is its spread
PV_FLICKER = 0.1
# What a home knows of its past: see sources/recorder_history.py and runtime/persistent_state.py.
FINE_DAYS = 10
COARSE_DAYS = 28
PRICE_DAYS = 28


@dataclass(frozen=True, kw_only=True)
class Record:
    """What happened to a home, by half hours from `start` (a local half hour), arrays of shape (T,).

    Powers kW (PV as it could have been, before curtailment), market prices yen/kWh as `tariff` takes them, CO2
    kg/kWh. `absences`: by storage id, in time order, not overlapping. `place`: of the roof, as a home rounds it,
    None where it is not known. `published_at`: local time from which the next day's prices are known.
    """

    start: datetime
    zone: ZoneInfo
    load_kw: Floats
    pv_kw: Floats
    market_yen: Floats
    co2: Floats
    tariff: Tariff = Tariff()
    absences: Mapping[str, tuple[Absence, ...]] = field(default_factory=dict)
    place: Place | None = None
    published_at: time = time(16, 0)

    def __len__(self) -> int:
        return len(self.load_kw)

    def time_of(self, index: int) -> datetime:
        """Return the start of a half hour, UTC."""
        return self.start.astimezone(UTC) + HALF_HOUR * index

    def index_of(self, when: datetime) -> int:
        """Return the half hour that holds `when`."""
        return int((when - self.time_of(0)) // HALF_HOUR)

    def mean(self, values: Floats, horizon: Horizon) -> Floats:
        """Return the mean of one of the record's arrays over each slot; beyond its end the last day repeats."""
        edges = np.array([(edge - self.start).total_seconds() / 1800.0 for edge in horizon.edges])
        missing = max(0, int(np.ceil(edges[-1])) - len(values))
        if missing:
            values = np.concatenate([values, np.tile(values[-48:], missing // 48 + 1)])
        first = int(edges[0])
        part = values[first : int(np.ceil(edges[-1]))]
        total = np.concatenate([[0.0], np.cumsum(part)])
        at = np.interp(edges - first, np.arange(len(total)), total)
        return np.asarray(np.diff(at) / np.diff(edges))

    @cached_property
    def days_off(self) -> tuple[date, ...]:
        """Days on which the country does not work, until a week after the record's end."""
        first, last = (self.time_of(i).astimezone(self.zone).date() for i in (0, len(self) + 7 * 48))
        return days_off(first, last) if self.zone.key == JAPAN else ()

    @cached_property
    def import_yen(self) -> Floats:
        """What a kWh from the grid costs, all-in yen."""
        edges = tuple(self.start.astimezone(UTC) + HALF_HOUR * i for i in range(len(self) + 1))
        return self.tariff.terms.over(Horizon(edges), self.market_yen, self.zone)

    @cached_property
    def export_yen(self) -> Floats:
        """What a kWh given to the grid earns, yen."""
        export = self.tariff.export
        fixed = [export.fixed(self.time_of(i).astimezone(self.zone).date()) for i in range(len(self))]
        return np.array(fixed) + export.market_share * self.market_yen

    @cached_property
    def minute_shares(self) -> tuple[Floats, Floats]:
        """Load and PV of each minute as shares of the half hour's mean, shape (T, 30) each."""
        draw = np.random.default_rng(20251)
        load = draw.gamma(LOAD_BURSTS, 1.0, (len(self), MINUTES))
        pv = np.maximum(1.0 + PV_FLICKER * draw.standard_normal((len(self), MINUTES)), 0.0)
        return load / load.mean(axis=1, keepdims=True), pv / pv.mean(axis=1, keepdims=True)

    @cached_property
    def _recorded(self) -> Mapping[str, tuple[tuple[Step, ...], tuple[Step, ...]]]:
        """Steps of the whole record as half-hourly and as hourly means."""
        clock = self.start.minute // 30  # 1 where the record begins in the middle of an hour
        series = {}
        for name in ("load_kw", "pv_kw", "co2"):
            fine: Floats = getattr(self, name)
            coarse, pairs = fine.copy(), (len(fine) - clock) // 2 * 2
            coarse[clock : clock + pairs] = np.repeat(fine[clock : clock + pairs].reshape(-1, 2).mean(1), 2)
            series[name] = (self._steps(fine), self._steps(coarse))
        return series

    @cached_property
    def _market(self) -> tuple[Step, ...]:
        return self._steps(self.market_yen)

    def _steps(self, values: Floats) -> tuple[Step, ...]:
        return StepSeries.regular(self.start, HALF_HOUR, values).steps

    def recorded(self, name: Literal["load_kw", "pv_kw", "co2"], now: datetime) -> StepSeries:
        """Return what the recorder has of a series until `now`: the last days by half hours, hours before them."""
        fine, coarse = self._recorded[name]
        stop = self.index_of(now)
        middle, first = max(stop - 48 * FINE_DAYS, 0), max(stop - 48 * COARSE_DAYS, 0)
        return StepSeries(coarse[first:middle] + fine[middle:stop])

    def past_prices(self, now: datetime) -> StepSeries:
        """Return the market prices of the last weeks, as they are remembered from their publication."""
        stop = self.index_of(now)
        return StepSeries(self._market[max(stop - 48 * PRICE_DAYS, 0) : stop])

    def published(self, now: datetime) -> StepSeries:
        """Return the market prices from the running half hour to the end of what is published."""
        first, wall = self.index_of(now), now.astimezone(self.zone)
        days = 2 if wall.time() >= self.published_at else 1
        end = datetime.combine(wall.date() + timedelta(days=days), time(), tzinfo=self.zone)
        return StepSeries(self._market[first : self.index_of(end)])


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation:
    """What a policy may see. `record` is for what lies before `readings.at` and for published prices."""

    record: Record
    readings: Readings
    away_since: Mapping[str, datetime]
    peaks: PeakLog = PeakLog()

    @property
    def now(self) -> datetime:
        """When it was made."""
        return self.readings.at


class Policy(Protocol):
    """How a home decides."""

    def plan(self, observation: Observation) -> None:
        """Every half hour and when a car comes home."""

    def command(self, readings: Readings, taken_kwh: float = 0.0) -> tuple[Command, ...]:
        """Every few minutes: what each unit is to do; a unit without a command stands by.

        `taken_kwh`: what the running half hour has imported.
        """


@dataclass(frozen=True, slots=True, kw_only=True)
class Departed:
    """A departure and the kWh it lacked."""

    storage_id: str
    at: datetime
    needed_kwh: float
    short_kwh: float


@dataclass(frozen=True, kw_only=True)
class Simulation:
    """What happened under a policy. `start_kwh`, `end_kwh`, `start_ups`: by storage id."""

    home: Home
    slots: tuple[MeteredSlot, ...]
    departures: tuple[Departed, ...]
    start_kwh: Mapping[str, float]
    end_kwh: Mapping[str, float]
    start_ups: Mapping[str, int]
    over_contract_kwh: float


def simulate(
    record: Record,
    home: Home,
    policy: Policy,
    *,
    first: int = 0,
    count: int | None = None,
    start_soc: float = 0.5,
    progress: Callable[[], None] | None = None,
) -> Simulation:
    """Live `count` half hours from `first` on. `progress` is called after each."""
    stop = len(record) if count is None else min(first + count, len(record))
    world = World(record, home, first=first, start_soc=start_soc)
    start_kwh = world.stored_kwh
    slots = []
    for index in range(first, stop):
        slots.append(world.half_hour(index, policy))
        if progress is not None:
            progress()
    return Simulation(
        home=home,
        slots=tuple(slots),
        departures=tuple(world.departures),
        start_kwh=start_kwh,
        end_kwh=world.stored_kwh,
        start_ups=world.start_ups,
        over_contract_kwh=world.over_contract_kwh,
    )


class World:
    """The units, the cars' trips and the meters, from half hour `first` on; each is lived once, in order."""

    def __init__(self, record: Record, home: Home, *, first: int = 0, start_soc: float = 0.5) -> None:
        self._record = record
        self._home = home
        self._units = [UnitModel(storage=s, energy_kwh=start_soc * s.capacity_kwh) for s in home.storages]
        # trips that began before the first half hour are left out
        begin = record.time_of(first)
        self._trips = {
            s.id: [trip for trip in record.absences.get(s.id, ()) if trip.start >= begin]
            for s in home.storages
        }
        self._driving: dict[str, tuple[datetime, datetime, float]] = {}  # since, until, kW
        self._left_kwh: dict[str, float] = {}
        self.departures: list[Departed] = []
        self.over_contract_kwh = 0.0
        self._peaks = PeakLog()

    @property
    def stored_kwh(self) -> dict[str, float]:
        """Energy in each storage now, by its id."""
        return {unit.storage.id: unit.energy_kwh for unit in self._units}

    @property
    def start_ups(self) -> dict[str, int]:
        """How often each relay has closed, by storage id."""
        return {unit.storage.id: unit.switch_ons for unit in self._units}

    def half_hour(self, index: int, policy: Policy) -> MeteredSlot:
        """Live one half hour."""
        record = self._record
        start = record.time_of(index)
        meter = Meter()
        load_share, pv_share = record.minute_shares
        loads = (record.load_kw[index] * load_share[index]).tolist()
        suns = (record.pv_kw[index] * pv_share[index]).tolist()
        before = max(index - 1, 0)
        driven = dict.fromkeys(self._trips, 0.0)
        connected = {}
        for minute in range(MINUTES):
            now = start + timedelta(minutes=minute)
            came_home = self._move(now, driven)
            if minute == 0:
                connected = {unit.storage.id: unit.connected for unit in self._units}
            if minute == 0 or came_home:
                # what a home knows of its power is its recent mean, not the coming half hour's
                recent = self._readings(now, float(record.load_kw[before]), float(record.pv_kw[before]))
                policy.plan(
                    Observation(
                        record=record,
                        readings=recent,
                        away_since=self._away_since(),
                        peaks=replace(self._peaks, running=start, running_kwh=meter.import_kwh),
                    )
                )
            if minute % COMMAND_MINUTES == 0 or came_home:
                seen = self._readings(now, loads[minute], suns[minute])
                commands = {c.storage_id: c for c in policy.command(seen, meter.import_kwh)}
                for unit in self._units:
                    unit.command = commands.get(unit.storage.id)
            step(self._units, loads[minute], suns[minute], 1.0 / 60.0, self._home.grid, meter)
        self.over_contract_kwh += meter.over_contract_kwh
        slot = MeteredSlot(
            start=start,
            hours=0.5,
            import_kwh=meter.import_kwh,
            export_kwh=meter.export_kwh,
            curtailed_kwh=meter.curtailed_kwh,
            load_kwh=meter.load_kwh,
            pv_kwh=meter.pv_kwh,
            import_yen_per_kwh=float(record.import_yen[index]),
            export_yen_per_kwh=float(record.export_yen[index]),
            co2_kg_per_kwh=float(record.co2[index]),
            storages=tuple(
                MeteredStorage(
                    storage_id=unit.storage.id,
                    connected=connected[unit.storage.id],
                    charge_kwh=meter.charge_kwh.get(unit.storage.id, 0.0),
                    discharge_kwh=meter.discharge_kwh.get(unit.storage.id, 0.0),
                    drive_kwh=driven[unit.storage.id],
                    soc_end=unit.soc,
                    on_hours=meter.on_hours.get(unit.storage.id, 0.0),
                )
                for unit in self._units
            ),
        )
        self._peaks = self._peaks.after([slot], record.zone)
        return slot

    def _move(self, now: datetime, driven: dict[str, float]) -> bool:
        """Departures, driving and returns of this minute; whether a car came home."""
        came_home = False
        for unit in self._units:
            key = unit.storage.id
            if key in self._driving:
                _since, until, kw = self._driving[key]
                if now >= until:
                    del self._driving[key]
                    unit.plug_in()
                    came_home = True
                else:
                    unit.drive(kw / 60.0)
                    driven[key] += kw / 60.0
            trips = self._trips[key]
            while trips and key not in self._driving and trips[0].start <= now:
                trip = trips.pop(0)
                until = trip.end or trip.start
                hours = max((until - now).total_seconds() / 3600.0, 1.0 / 60.0)
                self._left_kwh[key] = unit.energy_kwh
                short = unit.drive_off(trip.energy_kwh)
                self.departures.append(
                    Departed(storage_id=key, at=trip.start, needed_kwh=trip.energy_kwh, short_kwh=short)
                )
                kw = trip.energy_kwh / hours
                self._driving[key] = (now, now + timedelta(hours=hours), kw)
                unit.drive(kw / 60.0)
                driven[key] += kw / 60.0
                came_home = False
        return came_home

    def _away_since(self) -> Mapping[str, datetime]:
        return {key: since for key, (since, _until, _kw) in self._driving.items()}

    def _readings(self, now: datetime, load_kw: float, pv_kw: float) -> Readings:
        return Readings(
            at=now,
            pv_kw=pv_kw,
            load_kw=load_kw,
            storages=tuple(
                StorageReading(
                    storage_id=unit.storage.id,
                    soc=(
                        unit.energy_kwh
                        if unit.connected
                        else self._left_kwh.get(unit.storage.id, unit.energy_kwh)
                    )
                    / unit.storage.capacity_kwh,
                    connected=unit.connected,
                    power_kw=unit.power_kw,
                    doing=unit.doing,
                )
                for unit in self._units
            ),
        )
