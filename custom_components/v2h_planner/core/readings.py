"""One checked reading of the home, and what was wrong with it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

# Readings further apart than this say nothing of what was between.
LONGEST_GAP = timedelta(minutes=5)


class FaultKind(StrEnum):
    """What can be wrong with an input. Each has a repair text and, where another entity would do, a flow."""

    MISSING = "missing"  # the entity does not exist
    UNAVAILABLE = "unavailable"
    UNKNOWN = "unknown"
    STALE = "stale"  # no update for longer than it may be
    NOT_A_NUMBER = "not_a_number"  # text, NaN, infinity
    WRONG_UNIT = "wrong_unit"
    OUT_OF_RANGE = "out_of_range"  # a number that cannot be
    JUMPED = "jumped"  # a number that cannot follow the one before it
    FROZEN = "frozen"  # one that stays although it cannot
    LOOKS_LIKE_FRACTION = "looks_like_fraction"  # an SOC of 0..1 where percent is meant
    UNKNOWN_SHAPE = "unknown_shape"  # prices in a form that no reader knows
    TOO_SHORT = "too_short"  # a list that ends before the day does
    NO_PRICES = "no_prices"  # a feed or an action that was asked and gave none
    DUPLICATED = "duplicated"  # two values for one time
    UNORDERED = "unordered"
    DISOBEYED = "disobeyed"  # a device that did not do what it was told
    FEED_SILENT = "feed_silent"  # a public feed that does not answer
    FEED_FROZEN = "feed_frozen"  # one that answers, but says nothing new
    FEED_SHAPE = "feed_shape"  # one that answers in a form that no reader knows
    NO_ANSWER = "no_answer"  # a source that was waited for in vain
    AREA_GONE = "area_gone"  # a municipality that a public feed does not know any more
    NOT_TOLD = "not_told"  # somebody whom no notification reaches


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong, with what its message needs.

    `source`: the entity id (or feed). `found`: what was there, shortened.
    `fatal`: the value was not used; otherwise it was repaired (sorted, scaled) and is used.
    """

    kind: FaultKind
    source: str
    found: str = ""
    fatal: bool = True


class Verb(StrEnum):
    """What a unit does or is told to do, in one vocabulary for all makes."""

    CHARGE = "charge"  # from the grid, at a power or at full power
    SURPLUS = "surplus"  # with what PV leaves over
    DISCHARGE = "discharge"
    STANDBY = "standby"


@dataclass(frozen=True, slots=True, kw_only=True)
class StorageReading:
    """One storage, now. None where it is not known; `soc` is a fraction; charging is positive.

    `plug_silent`: there is a plug sensor, and it tells nothing (`connected` is None). A car without a plug
    sensor also has `connected` None; it is commanded all the same. `soc_at`, `power_at`: when the sensor told it,
    None for just now. `soc_counted`: `soc` is what flowed since the last good reading, not a reading; `soc_low`:
    what it is at least, None where `soc` says it. `delivered_kw`: mean AC power of recent charging at full power.
    `told_at`: when an entity that commands it last changed, whoever did that; `set_kw`: the charging power it is set to.
    `may_charge`, `may_discharge`: what the plugged in car is ready for, None where its plug does not say.
    `odometer_km`: what the car has driven in its life. `at_home`: what its tracker says, whether it is plugged in or not.
    """

    storage_id: str
    soc: float | None
    connected: bool | None
    plug_silent: bool = False
    power_kw: float | None = None
    doing: Verb | None = None
    delivered_kw: float | None = None
    soc_at: datetime | None = None
    power_at: datetime | None = None
    soc_low: float | None = None
    soc_counted: bool = False
    may_charge: bool | None = None
    may_discharge: bool | None = None
    told_at: datetime | None = None
    set_kw: float | None = None
    odometer_km: float | None = None
    at_home: bool | None = None

    @property
    def is_home(self) -> bool | None:
        """Whether the car is at home: as its plug says, and where that is out or unknown, as its tracker does."""
        if self.connected or self.at_home is None:
            return self.connected
        return self.at_home


@dataclass(frozen=True, slots=True, kw_only=True)
class Readings:
    """The home, now. Powers in kW, None where not known; import is positive in `grid_kw`.

    `load_kw` is the house without storages. `drawn_kw`, told at `drawn_at`: the house with them, where nothing meters
    it without; `core/control/balance.py` makes the load of it.
    """

    at: datetime
    storages: tuple[StorageReading, ...]
    pv_kw: float | None = None
    load_kw: float | None = None
    grid_kw: float | None = None
    faults: tuple[Fault, ...] = ()
    drawn_kw: float | None = None
    drawn_at: datetime | None = None

    @property
    def net_load_kw(self) -> float | None:
        """What the house draws beyond its PV, below zero where PV is left over; None where the load is not known."""
        return None if self.load_kw is None else self.load_kw - (self.pv_kw or 0.0)

    def find(self, storage_id: str) -> StorageReading | None:
        """Return the reading of that storage, None without one."""
        return next((reading for reading in self.storages if reading.storage_id == storage_id), None)

    def storage(self, storage_id: str) -> StorageReading:
        """Return the reading of that storage; KeyError without one."""
        for reading in self.storages:
            if reading.storage_id == storage_id:
                return reading
        raise KeyError(storage_id)
