"""How long the house's energy lasts in an outage, by simulation under a load and a sun.

`driving_reserve.py` says what stays in the cars, `log.py` what an outage took; docs/outage.md has the formulas.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from math import inf

from ..home import ChargeControl, Home, Storage
from ..plan import PlanSlot
from ..readings import Readings, StorageReading
from ..situation import DrivingReserve

# The recent load is its mean over this long: a kettle of 1.2 kW adds 0.2 kW for its three minutes.
RECENT = timedelta(minutes=15)
# Without sun nothing needs a forecast; what lasts this long is not simulated any further.
LONGEST_HOURS = 14 * 24.0
# Less than this is empty.
NOTHING_KWH = 1e-6


@dataclass(frozen=True, slots=True, kw_only=True)
class OutageTerms:
    """A person's settings for an outage.

    `thrifty_kw`: load of the house when it saves. `keep_driving`: leave the energy of the next trip in the
    car. `notice_hours`: give notice when the present load leaves fewer hours than these.
    """

    thrifty_kw: float = 0.3
    keep_driving: bool = False
    notice_hours: tuple[float, ...] = (24.0, 12.0, 6.0, 3.0, 1.0)


@dataclass(frozen=True, slots=True)
class LoadReading:
    """The house's load at one time."""

    at: datetime
    kw: float


@dataclass(frozen=True, slots=True, kw_only=True)
class RecentLoad:
    """The house's load of the last minutes, oldest first."""

    seen: tuple[LoadReading, ...] = ()

    def after(self, readings: Readings) -> RecentLoad:
        """Return it with one more reading; what is older than `RECENT` is forgotten."""
        recent = tuple(reading for reading in self.seen if timedelta() < readings.at - reading.at <= RECENT)
        if readings.load_kw is None:
            return RecentLoad(seen=recent)
        return RecentLoad(seen=(*recent, LoadReading(readings.at, readings.load_kw)))

    @property
    def mean_kw(self) -> float | None:
        """Mean in which each reading holds until the next one; None without any."""
        if len(self.seen) < 2:
            return self.seen[0].kw if self.seen else None
        pairs = zip(self.seen, self.seen[1:], strict=False)
        kws = sum(reading.kw * (later.at - reading.at).total_seconds() for reading, later in pairs)
        return kws / (self.seen[-1].at - self.seen[0].at).total_seconds()


class Gives(StrEnum):
    """Whether a storage feeds the house, and why not."""

    YES = "yes"
    EMPTY = "empty"  # at its minimum SOC, or at what it keeps for driving
    AWAY = "away"
    ONE_WAY = "one_way"  # a charger that cannot discharge
    SOC_UNKNOWN = "soc_unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """One storage's part: `usable_kwh` at the house's side, down to `kept_soc`; `soc` now.

    `reserve`: the trip that it keeps `kept_soc` for, None where that is its minimum SOC.
    """

    storage_id: str
    gives: Gives
    usable_kwh: float
    kept_soc: float
    soc: float | None
    reserve: DrivingReserve | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Lasting:
    """Hours until the house has no power.

    `outlasts`: it still has power where the forecast of the sun ends; `hours` are then what would be left if the sun
    never rose again after that: at least so many.
    """

    hours: float
    outlasts: bool = False

    @property
    def bound(self) -> float:
        """Hours, infinite where it outlasts the forecast."""
        return inf if self.outlasts else self.hours


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """How long a load of `load_kw` can be served: without sun, and with the sun's tenths and its expected."""

    load_kw: float
    no_sun: Lasting
    low_sun: Lasting
    sun: Lasting
    high_sun: Lasting


@dataclass(frozen=True, slots=True, kw_only=True)
class Endurance:
    """How long the house's energy lasts. `most_kw`: what the units can give at once.

    `present`: under the recent load, or the forecast's mean of the next day where there is no reading.
    """

    at: datetime
    usable_kwh: float
    most_kw: float
    present: Outlook
    thrifty: Outlook
    shares: tuple[Share, ...]

    @property
    def blind(self) -> bool:
        """Whether a storage may carry the house of which nobody knows for how long; the hours are then the least."""
        return any(share.gives is Gives.SOC_UNKNOWN for share in self.shares)

    @property
    def leading(self) -> Lasting | None:
        """The one figure that is shown everywhere: at the present load, without sun; None where nobody can tell."""
        return None if self.blind and self.usable_kwh <= 0 else self.present.no_sun

    @property
    def overloaded(self) -> bool:
        """Whether the present load is more than the units can give."""
        return self.present.load_kw > self.most_kw


def estimate_endurance(
    slots: Sequence[PlanSlot],
    home: Home,
    readings: Readings,
    terms: OutageTerms,
    *,
    present_kw: float | None = None,
    reserves: Iterable[DrivingReserve] = (),
) -> Endurance:
    """Estimate how long the energy lasts from `readings.at` on.

    `slots`: the last plan's, for its sun (none: no sun). `present_kw`: the recent load (`RecentLoad.mean_kw`).
    `reserves`: empty unless a person asked for them.
    """
    now = readings.at
    kept = {reserve.storage_id: reserve for reserve in reserves if reserve.leave > now}
    shares = tuple(
        _share(storage, readings.find(storage.id), kept.get(storage.id)) for storage in home.storages
    )
    ahead = [slot for slot in slots if slot.end > now]
    load_kw = _forecast_load(ahead, now) if present_kw is None else present_kw
    giving = [share for share in shares if share.gives in (Gives.YES, Gives.EMPTY)]
    edges = [(max(_hours(now, slot.start), 0.0), _hours(now, slot.end)) for slot in ahead]
    lows = [slot.pv_kw if slot.pv_low_kw is None else slot.pv_low_kw for slot in ahead]
    highs = [slot.pv_kw if slot.pv_high_kw is None else slot.pv_high_kw for slot in ahead]

    def outlook(kw: float) -> Outlook:
        def lasting(suns: Sequence[float]) -> Lasting:
            stores = [_Store.of(home.storage(share.storage_id), share, now) for share in giving]
            sunny = [(*edge, sun) for edge, sun in zip(edges, suns, strict=True)] if any(suns) else []
            return _simulate(stores, kw, sunny)

        return Outlook(
            load_kw=kw,
            no_sun=lasting([0.0] * len(ahead)),
            low_sun=lasting(lows),
            sun=lasting([slot.pv_kw for slot in ahead]),
            high_sun=lasting(highs),
        )

    return Endurance(
        at=now,
        usable_kwh=sum(share.usable_kwh for share in shares),
        most_kw=sum(
            home.storage(share.storage_id).discharge_max_kw
            for share in shares
            if share.gives in (Gives.YES, Gives.SOC_UNKNOWN)
        ),
        present=outlook(load_kw),
        thrifty=outlook(min(terms.thrifty_kw, load_kw)),
        shares=shares,
    )


def lasting_hours(home: Home, readings: Readings, needs: Sequence[_Piece]) -> float | None:
    """Return the hours that the house lasts at what it needs beyond its sun, kW, until at most the last piece ends.

    None where no storage that is here is known to give.
    """
    shares = [_share(storage, readings.find(storage.id), None) for storage in home.storages]
    giving = [share for share in shares if share.gives in (Gives.YES, Gives.EMPTY)]
    if not giving:
        return None
    stores = [_Store.of(home.storage(share.storage_id), share, readings.at) for share in giving]
    pieces = [(start, end, -need) for start, end, need in needs]
    return min(_simulate(stores, 0.0, pieces).hours, pieces[-1][1]) if pieces else 0.0


def usable_kwh(storage: Storage, soc: float, kept_soc: float) -> float:
    """Return what the storage can give the house from one SOC down to another, kWh at the house's side."""
    return max(soc - kept_soc, 0.0) * storage.capacity_kwh * storage.discharge_efficiency


def _share(storage: Storage, reading: StorageReading | None, reserve: DrivingReserve | None) -> Share:
    kept = storage.min_soc if reserve is None else max(storage.min_soc, reserve.soc)
    soc = None if reading is None else reading.soc
    usable = 0.0
    if not storage.can_discharge:
        gives = Gives.ONE_WAY
    elif reading is not None and reading.connected is False:
        gives = Gives.AWAY
    elif soc is None:
        gives = Gives.SOC_UNKNOWN
    else:
        usable = usable_kwh(storage, soc, kept)
        gives = Gives.YES if usable > NOTHING_KWH else Gives.EMPTY
        if gives is Gives.EMPTY and reading is not None and reading.soc_counted:
            gives = Gives.SOC_UNKNOWN  # only a reading says that it is empty; until then it goes on
    return Share(
        storage_id=storage.id,
        gives=gives,
        usable_kwh=usable,
        kept_soc=kept,
        soc=soc,
        reserve=reserve if gives in (Gives.YES, Gives.EMPTY) else None,
    )


def _forecast_load(ahead: Sequence[PlanSlot], now: datetime) -> float:
    """Return the mean load of the next day, kW, 0 without a forecast."""
    day = [slot for slot in ahead if slot.start < now + timedelta(days=1)]
    hours = sum(slot.hours for slot in day)
    return sum(slot.load_kw * slot.hours for slot in day) / hours if hours > 0 else 0.0


def _hours(now: datetime, when: datetime) -> float:
    return (when - now).total_seconds() / 3600.0


type _Piece = tuple[float, float, float]  # from, until (hours from now), PV in kW


@dataclass(slots=True)
class _Store:
    """One storage under simulation; energies in kWh of its battery, times in hours from now."""

    storage: Storage
    energy: float
    kept: float
    leave: float
    back: float
    trip_kwh: float
    home: bool = True

    @classmethod
    def of(cls, storage: Storage, share: Share, now: datetime) -> _Store:
        capacity, reserve = storage.capacity_kwh, share.reserve
        return cls(
            storage,
            energy=(share.soc or 0.0) * capacity,
            kept=share.kept_soc * capacity,
            leave=inf if reserve is None else _hours(now, reserve.leave),
            back=inf if reserve is None else _hours(now, reserve.back),
            trip_kwh=0.0 if reserve is None else reserve.energy_kwh,
        )

    @property
    def usable(self) -> float:
        """Energy for the house, kWh at the house's side."""
        return max(self.energy - self.kept, 0.0) * self.storage.discharge_efficiency

    def travel(self, at: float) -> None:
        """Leave, or come back with the trip's energy less, once it is time; the reserve is for one trip."""
        if at < self.leave:
            return
        self.home = at >= self.back
        if self.home:
            self.energy = max(self.energy - self.trip_kwh, 0.0)
            self.kept = self.storage.min_soc * self.storage.capacity_kwh
            self.leave = inf

    def charge(self, spare_kw: float, hours: float) -> float:
        """Take what it can of the spare power, and return it; nothing where its unit needs more than there is."""
        storage = self.storage
        fixed = storage.charge_control is ChargeControl.FIXED_RATE
        power = min(spare_kw, storage.charge_max_kw)
        if power < (storage.charge_max_kw if fixed else storage.charge_min_kw):
            return 0.0
        gained = min(power * storage.charge_efficiency * hours, storage.capacity_kwh - self.energy)
        self.energy += max(gained, 0.0)
        return power if gained > 0 else 0.0


def _simulate(stores: list[_Store], load_kw: float, sunny: Sequence[_Piece]) -> Lasting:
    """Simulate until the house has no power.

    The units at home that hold something feed it and draw their overhead; they empty in proportion to what they
    hold. Without any unit at home there is no power even in the sun: nothing makes a grid for the inverter.
    """
    cuts = sorted(cut for store in stores for cut in (store.leave, store.back) if cut < inf)
    foreseen = sunny[-1][1] if sunny else LONGEST_HOURS
    for start, end, pv_kw in _pieces(sunny, cuts):
        for store in stores:
            store.travel(start)
        here = [store for store in stores if store.home]
        if not here:
            return Lasting(hours=start, outlasts=start >= foreseen)
        holding = {store.storage.id: usable for store in here if (usable := store.usable) > NOTHING_KWH}
        usable, hours = sum(holding.values()), end - start
        need_kw = load_kw - pv_kw
        for store in here:
            if store.storage.id in holding or not holding:
                need_kw += store.storage.overhead_kw
        if need_kw * hours > usable:
            return Lasting(hours=start + usable / need_kw, outlasts=start >= foreseen)
        spare = max(-need_kw, 0.0)
        for store in here:
            if need_kw > 0:
                part = holding.get(store.storage.id, 0.0) / usable
                store.energy -= part * need_kw * hours / store.storage.discharge_efficiency
            elif spare > 0:
                spare -= store.charge(spare, hours)
    return Lasting(hours=end, outlasts=True)


def _pieces(sunny: Sequence[_Piece], cuts: Sequence[float]) -> Iterator[_Piece]:
    """Yield pieces of constant sun in which no car leaves or comes back; after the last of the sun, one without."""
    dusk = sunny[-1][1] if sunny else 0.0
    for start, end, kw in (*sunny, (dusk, dusk + LONGEST_HOURS, 0.0)):
        at = start
        for cut in cuts:
            if at < cut < end:
                yield at, cut, kw
                at = cut
        yield at, end, kw
