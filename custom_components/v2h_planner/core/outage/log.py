"""The log of an outage: what it took of each storage, and which notices of it are due. It survives a restart."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from ..home import Home, Storage, StorageKind
from ..readings import LONGEST_GAP, Readings, StorageReading
from .endurance import Endurance, OutageTerms

# A notice that was given is given again only after the hours rose so far above it.
REARM_SHARE, REARM_HOURS = 1.25, 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class StorageTake:
    """One storage in an outage: SOC before it, lowest and last; AC kWh given and taken; whether it was ever away.

    Only what was observed at home counts: what a drive took is not the outage's.
    """

    storage_id: str
    soc_before: float | None = None
    soc_lowest: float | None = None
    soc: float | None = None
    given_kwh: float = 0.0
    taken_kwh: float = 0.0
    at_home: bool = True
    was_away: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class OutageLog:
    """One outage. `until` is None while it lasts; `at`: the last reading; `told`: the notices already given.

    `load_kwh` and `sun_kwh` are of the `seen_hours`: what flowed between readings far apart is not known.
    """

    since: datetime
    at: datetime
    until: datetime | None = None
    storages: tuple[StorageTake, ...] = ()
    load_kwh: float = 0.0
    sun_kwh: float = 0.0
    seen_hours: float = 0.0
    told: tuple[float, ...] = ()

    @property
    def hours(self) -> float:
        """How long it has lasted, or did."""
        return ((self.until or self.at) - self.since).total_seconds() / 3600.0

    def noticed(self, endurance: Endurance, terms: OutageTerms) -> tuple[OutageLog, float | None]:
        """Return the log with the notices for the hours left without sun, and the one that is due."""
        if endurance.blind:  # nobody knows how many are left
            return self, None
        due, told = crossed(self.told, endurance.present.no_sun.bound, terms)
        return replace(self, told=told), due

    def given_kwh(self, home: Home, kind: StorageKind) -> float:
        """Return what the storages of that kind fed into the house."""
        kinds = {storage.id: storage.kind for storage in home.storages}
        return sum(take.given_kwh for take in self.storages if kinds.get(take.storage_id) is kind)


def tracked(log: OutageLog | None, readings: Readings, home: Home, *, outage: bool) -> OutageLog | None:
    """Return the log after a reading: it begins, goes on, ends, or stays as the last outage left it."""
    going_on = log is not None and log.until is None
    if log is None or not going_on:
        return _began(readings, home) if outage else log
    gap = readings.at - log.at
    if gap < timedelta():
        return log
    hours = gap.total_seconds() / 3600.0
    seen = gap <= LONGEST_GAP
    takes = {take.storage_id: take for take in log.storages}
    return replace(
        log,
        at=readings.at,
        until=None if outage else readings.at,
        storages=tuple(
            _took(
                takes.get(storage.id, StorageTake(storage_id=storage.id)),
                readings.find(storage.id),
                storage,
                hours if seen else None,
            )
            for storage in home.storages
        ),
        load_kwh=log.load_kwh + (hours * (readings.load_kw or 0.0) if seen else 0.0),
        sun_kwh=log.sun_kwh + (hours * (readings.pv_kw or 0.0) if seen else 0.0),
        seen_hours=log.seen_hours + (hours if seen else 0.0),
    )


def crossed(
    told: Iterable[float], hours: float, terms: OutageTerms
) -> tuple[float | None, tuple[float, ...]]:
    """Return the notice that is due at so many hours left, and those that count as given from now on.

    One notice for several thresholds crossed at once: the lowest. One that was given is armed again when the
    hours rose by a quarter and half an hour above it, so that a kettle does not give it twice.
    """
    still = {limit for limit in told if hours <= REARM_SHARE * limit + REARM_HOURS}
    under = {limit for limit in terms.notice_hours if hours <= limit}
    due = min(under, default=None)
    return None if due in still else due, tuple(sorted(still | under))


def _began(readings: Readings, home: Home) -> OutageLog:
    """Return the log of an outage that begins now."""
    return OutageLog(
        since=readings.at,
        at=readings.at,
        storages=tuple(
            _took(StorageTake(storage_id=storage.id), readings.find(storage.id), storage, None)
            for storage in home.storages
        ),
    )


def _took(
    take: StorageTake, reading: StorageReading | None, storage: Storage, hours: float | None
) -> StorageTake:
    """Add one storage since the last reading: by its meter, or over a gap (`hours` None) by its SOC."""
    if reading is None or reading.connected is False:
        return replace(take, at_home=False, was_away=True)
    given = taken = 0.0
    soc = None if reading.soc_counted else reading.soc  # what was counted proves nothing
    if take.at_home:
        if reading.power_kw is not None and hours is not None:
            given, taken = max(-reading.power_kw, 0.0) * hours, max(reading.power_kw, 0.0) * hours
        elif soc is not None and take.soc is not None:
            kwh = (soc - take.soc) * storage.capacity_kwh
            given = max(-kwh, 0.0) * storage.discharge_efficiency
            taken = max(kwh, 0.0) / storage.charge_efficiency
    socs = [s for s in (take.soc_lowest, soc) if s is not None]
    return replace(
        take,
        soc_before=soc if take.soc_before is None else take.soc_before,
        soc_lowest=min(socs, default=None),
        soc=take.soc if soc is None else soc,
        given_kwh=take.given_kwh + given,
        taken_kwh=take.taken_kwh + taken,
        at_home=True,
    )
