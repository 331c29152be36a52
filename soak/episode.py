"""An episode: a house, a day and its troubles, all drawn from one seed."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum
from random import Random

from custom_components.v2h_planner.core.home import (
    ChargeControl,
    Departure,
    DischargeControl,
    GridTerms,
    Home,
    Storage,
    StorageKind,
)

HOURS = (3, 7)  # an episode's length
MOST_TROUBLES = 4
# So many seeds are planned by the real pass and its solver; the others by `planner.Whim`, which asks for worse.
PASS_EVERY = 50


class TroubleKind(StrEnum):
    """What can go wrong. `on` of a trouble is an entity's key (`leaf.soc`, `grid`), a storage's id, or empty."""

    FREEZE = "freeze"  # a sensor repeats an old value
    SILENT = "silent"  # it shows an old value and tells nothing
    JUMP = "jump"  # it is off by `value`: kW, or a share of the SOC
    VANISH = "vanish"  # unavailable (0), unknown (1), removed (2)
    SCALE = "scale"  # it lies by the factor `value`
    FLIP = "flip"  # its sign
    UNIT = "unit"  # kW, and it says so (0); or volts (1)
    LOST = "lost"  # a command that nobody heard
    LATE = "late"  # obeyed after `value` minutes
    REFUSED = "refused"
    HANGS = "hangs"  # the call never returns
    UNDONE = "undone"  # obeyed, and taken back by the unit after `value` minutes
    EARLY = "early"  # the car leaves `value` hours before its time
    DELAYED = "delayed"  # or after it
    OTHER_SOC = "other_soc"  # and comes back with this SOC
    NO_PRICES = "no_prices"
    CLOCK = "clock"  # set by `value` minutes, and back at the end
    RESTART = "restart"  # Home Assistant stops in order; away for that long
    CRASH = "crash"  # it just dies
    CORRUPT = "corrupt"  # it dies, and a part of what was saved is garbled
    LATER = "later"  # and finds a file of a later version
    STALL = "stall"  # nobody looks at the home, though Home Assistant runs
    SOLVER_FAILS = "solver_fails"
    SOLVER_HANGS = "solver_hangs"
    RIVAL = "rival"  # another planner writes to the unit every `value` minutes
    HAND = "hand"  # a person sets the unit
    OUTAGE = "outage"  # the grid fails


SENSOR = frozenset(
    {
        TroubleKind.FREEZE,
        TroubleKind.SILENT,
        TroubleKind.JUMP,
        TroubleKind.VANISH,
        TroubleKind.SCALE,
        TroubleKind.FLIP,
        TroubleKind.UNIT,
    }
)
COMMAND = frozenset(
    {TroubleKind.LOST, TroubleKind.LATE, TroubleKind.REFUSED, TroubleKind.HANGS, TroubleKind.UNDONE}
)
DOWN = frozenset({TroubleKind.RESTART, TroubleKind.CRASH, TroubleKind.CORRUPT, TroubleKind.LATER})
OTHERS = frozenset({TroubleKind.RIVAL, TroubleKind.HAND})


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """One thing that goes wrong, from minute `at` on, for `minutes`."""

    kind: TroubleKind
    at: int
    minutes: int
    on: str = ""
    value: float = 0.0

    def holds(self, minute: int, after: int = 0) -> bool:
        """Return whether it is there at that minute, or was within the last `after` minutes."""
        return self.at <= minute < self.at + self.minutes + after


class Wiring(StrEnum):
    """How a unit is commanded."""

    SELECT = "select"  # its mode, and a number for the charging power where it takes one
    NUMBERS = "numbers"  # one for charging, one for discharging
    SWITCH = "switch"


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitForm:
    """A storage as the home knows it, its wiring, and its first SOC. `metered`: there is a power sensor."""

    storage: Storage
    wiring: Wiring
    soc: float
    metered: bool

    @property
    def id(self) -> str:
        """The storage's id."""
        return self.storage.id


@dataclass(frozen=True, slots=True, kw_only=True)
class Trip:
    """When the car leaves and comes back, in minutes, and what it uses."""

    storage_id: str
    leave: int
    back: int
    energy_kwh: float
    soc: float  # that it is to leave with


@dataclass(frozen=True, slots=True, kw_only=True)
class Episode:
    """All that is needed to live it again. `lag`: the units' sensors are a minute behind the meter."""

    seed: int
    start: datetime
    minutes: int
    units: tuple[UnitForm, ...]
    grid: GridTerms
    trips: tuple[Trip, ...]
    load_metered: bool
    lag: bool
    load_kw: float
    pv_kw: float
    troubles: tuple[Trouble, ...]

    @property
    def home(self) -> Home:
        """The home that is planned."""
        return Home(storages=tuple(form.storage for form in self.units), grid=self.grid)

    @property
    def by_pass(self) -> bool:
        """Whether the real pass plans it."""
        return self.seed % PASS_EVERY == 0

    def troubled(
        self, kinds: Iterable[TroubleKind], minute: int, after: int = 0, on: Iterable[str] | None = None
    ) -> bool:
        """Return whether one of these troubles is there, or was within `after` minutes."""
        return any(
            t.kind in kinds and t.holds(minute, after) and (on is None or t.on in on) for t in self.troubles
        )


def draw(seed: int) -> Episode:
    """Draw the episode of a seed."""
    rng = Random(seed)
    start = datetime(2026, 5, 16, rng.randrange(24), rng.choice((0, 30)), tzinfo=UTC)
    minutes = 60 * rng.randint(*HOURS)
    trips: list[Trip] = []
    units = tuple(_units(rng, start, minutes, trips))
    contract = rng.choice((None, 4.0, 5.0, 6.0, 10.0))
    load_metered, pv_kw = rng.random() < 0.6, rng.choice((0.0, 4.0, 6.0))
    episode = Episode(
        seed=seed,
        start=start,
        minutes=minutes,
        units=units,
        grid=GridTerms(contract_kw=contract),
        trips=tuple(trips),
        load_metered=load_metered,
        lag=rng.random() < 0.3,
        load_kw=rng.uniform(0.3, 1.2),
        pv_kw=pv_kw,
        troubles=(),
    )
    count = rng.choice((0, *range(1, MOST_TROUBLES + 1), 1, 2))
    troubles = sorted((_trouble(rng, episode) for _ in range(count)), key=lambda t: (t.at, t.kind))
    return replace_troubles(episode, _one_at_a_time(troubles))


def replace_troubles(episode: Episode, troubles: Iterable[Trouble]) -> Episode:
    """Return the episode with other troubles."""
    return replace(episode, troubles=tuple(troubles))


def _one_at_a_time(troubles: list[Trouble]) -> list[Trouble]:
    """Leave out what would begin while Home Assistant is down, or while the same thing is wrong already."""
    kept: list[Trouble] = []
    for trouble in troubles:
        down = any(k.kind in DOWN and k.holds(trouble.at, after=1) for k in kept)
        same = any(
            (k.kind is trouble.kind or {k.kind, trouble.kind} <= SENSOR)
            and k.on == trouble.on
            and k.holds(trouble.at, after=1)
            for k in kept
        )
        if not (trouble.kind in DOWN and down) and not same:
            kept.append(trouble)
    return kept


def _units(rng: Random, start: datetime, minutes: int, trips: list[Trip]) -> Iterable[UnitForm]:
    shape = rng.randrange(6)
    if shape != 5:
        yield _car(rng, start, minutes, shape, trips)
    if shape == 5 or rng.random() < 0.25:
        yield _battery(rng, "battery")
    if shape == 5 and rng.random() < 0.3:
        yield _battery(rng, "cellar")


def _battery(rng: Random, name: str) -> UnitForm:
    return UnitForm(
        storage=Storage(
            id=name,
            name=name,
            kind=StorageKind.HOME_BATTERY,
            capacity_kwh=9.8,
            charge_max_kw=4.0,
            discharge_max_kw=4.0,
            min_soc=0.1,
            max_soc=1.0,
            discharge_control=DischargeControl.SET_POINT,
        ),
        wiring=Wiring.NUMBERS,
        soc=rng.uniform(0.1, 0.95),
        metered=rng.random() < 0.85,
    )


def _car(rng: Random, start: datetime, minutes: int, shape: int, trips: list[Trip]) -> UnitForm:
    departures: tuple[Departure, ...] = ()
    if rng.random() < 0.6:
        leave = rng.randrange(minutes // 2, minutes - 10)
        leave -= (start + timedelta(minutes=leave)).minute % 5
        away = rng.randrange(30, 180)
        wanted = rng.uniform(0.4, 0.85)
        trips.append(
            Trip(storage_id="leaf", leave=leave, back=leave + away, energy_kwh=rng.uniform(2, 8), soc=wanted)
        )
        departures = (_departure(start, trips[-1]),)
    one_way = shape == 3
    control = (
        ChargeControl.SET_POINT,
        ChargeControl.FIXED_RATE,
        ChargeControl.FIXED_OR_SURPLUS,
        ChargeControl.FIXED_RATE,
        ChargeControl.SET_POINT,
    )[shape]
    return UnitForm(
        storage=Storage(
            id="leaf",
            name="Leaf",
            kind=StorageKind.CHARGER_EV if one_way else StorageKind.V2H_EV,
            capacity_kwh=rng.choice((24.0, 40.0, 60.0)),
            charge_max_kw=3.0 if one_way else rng.choice((3.0, 6.0)),
            charge_min_kw=1.0 if control is ChargeControl.SET_POINT else 0.0,
            discharge_max_kw=0.0 if one_way else 6.0,
            discharge_control=DischargeControl.NONE if one_way else DischargeControl.LOAD_FOLLOWING,
            charge_control=control,
            departures=departures,
            learns_trips=False,
        ),
        wiring=Wiring.SWITCH if one_way else Wiring.SELECT,
        soc=rng.uniform(0.15, 0.95),
        metered=rng.random() < 0.75,
    )


def _departure(start: datetime, trip: Trip) -> Departure:
    """Return the trip as its driver tells it, in the clock's own zone (UTC here)."""
    leave, back = (start + timedelta(minutes=m) for m in (trip.leave, trip.back))
    return Departure(
        weekdays=frozenset({leave.weekday()}),
        leave=time(leave.hour, leave.minute),
        back=time(back.hour, back.minute),
        soc=trip.soc,
        energy_kwh=trip.energy_kwh,
    )


def sensor_keys(episode: Episode) -> list[str]:
    """Return the keys of all sensors of the house."""
    keys = ["grid"]
    if episode.pv_kw:
        keys.append("pv")
    if episode.load_metered:
        keys.append("load")
    for form in episode.units:
        keys.append(f"{form.id}.soc")
        if form.metered:
            keys.append(f"{form.id}.power")
        if form.storage.kind.is_ev:
            keys.append(f"{form.id}.plug")
    return keys


def _trouble(rng: Random, episode: Episode) -> Trouble:
    """Draw one trouble; what lasts is as likely as what passes."""
    kinds = [k for k in TroubleKind if episode.trips or k not in _OF_TRIPS]
    # outages and restarts in every state are worth more than their share
    kind = rng.choice([*kinds, TroubleKind.OUTAGE, TroubleKind.CRASH, TroubleKind.RESTART])
    at = rng.randrange(5, episode.minutes - 20)
    minutes = rng.choice((rng.randint(1, 8), rng.randint(8, 40), rng.randint(40, 200)))
    on = ""
    if kind in SENSOR:
        on = rng.choice(sensor_keys(episode))
        if on.endswith(".plug"):
            kind = rng.choice((TroubleKind.FREEZE, TroubleKind.VANISH))
    elif kind in COMMAND or kind in OTHERS:
        on = rng.choice(episode.units).id
    if kind in DOWN:
        minutes = rng.choice((1, 2, 5, 30))
    return Trouble(kind=kind, at=at, minutes=minutes, on=on, value=_value(rng, kind, on))


_OF_TRIPS = frozenset({TroubleKind.EARLY, TroubleKind.DELAYED, TroubleKind.OTHER_SOC})


def _value(rng: Random, kind: TroubleKind, on: str) -> float:
    values: dict[TroubleKind, Callable[[], float]] = {
        TroubleKind.JUMP: lambda: (
            rng.choice((-1, 1)) * (rng.uniform(0.06, 0.6) if "soc" in on else rng.uniform(1, 6))
        ),
        TroubleKind.VANISH: lambda: rng.randrange(3),
        TroubleKind.SCALE: lambda: rng.choice((0.001, 0.1, 10.0, 1000.0)),
        TroubleKind.UNIT: lambda: rng.randrange(2),
        TroubleKind.LATE: lambda: rng.uniform(0.2, 6.0),
        TroubleKind.UNDONE: lambda: rng.uniform(0.2, 6.0),
        TroubleKind.EARLY: lambda: rng.uniform(0.2, 2.0),
        TroubleKind.DELAYED: lambda: rng.uniform(0.2, 2.0),
        TroubleKind.OTHER_SOC: lambda: rng.uniform(0.1, 1.0),
        TroubleKind.CLOCK: lambda: rng.choice((-60.0, -30.0, -7.0, 7.0, 30.0, 60.0)),
        TroubleKind.RIVAL: lambda: rng.choice((2.0, 5.0, 15.0)),
        TroubleKind.HAND: lambda: rng.randrange(2),
        TroubleKind.CORRUPT: lambda: rng.randrange(1000),
    }
    return float(values[kind]()) if kind in values else 0.0
