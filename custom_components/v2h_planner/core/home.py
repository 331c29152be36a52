"""What a home is: its storages, its limits, its terms. Nothing here changes during a day."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from enum import StrEnum
from typing import Self

from .public_holidays import is_public_holiday

QUIET_HOUSE_KW = 0.1  # what a house draws when all is quiet
START_MARGIN_KW = 0.3  # a unit starts to charge so far under the contract limit,
START_MARGIN_SHARE = 0.2  # or this share of what its least power leaves of it, where that is nearly all
# What a kWh costs that is missing on the road: a detour to a fast charger, its price and the wait. With 100 yen, two homes
# to which nobody tells anything ran short more often, and paid no less (docs/evaluation.md).
SHORT_YEN_PER_KWH = 300.0
LEAST_DELIVERED = 0.01  # a charger that has brought less than this share of its rating has not been measured


class Mode(StrEnum):
    """What the plan is for."""

    ECONOMY = "economy"
    CO2 = "co2"
    RESILIENCE = "resilience"


class StorageKind(StrEnum):
    """What a storage is."""

    V2H_EV = "v2h_ev"
    CHARGER_EV = "charger_ev"
    HOME_BATTERY = "home_battery"

    @property
    def is_ev(self) -> bool:
        """Whether it drives away."""
        return self is not StorageKind.HOME_BATTERY


class ChargeControl(StrEnum):
    """What a unit does when it is told to charge."""

    SET_POINT = "set_point"  # any power from minimum to maximum
    FIXED_RATE = "fixed_rate"  # full power or none
    FIXED_OR_SURPLUS = "fixed_or_surplus"  # full power, or what PV leaves over


class DischargeControl(StrEnum):
    """What a unit does when it is told to discharge."""

    LOAD_FOLLOWING = "load_following"  # all of what the house draws, up to its maximum
    SET_POINT = "set_point"  # any power from minimum to maximum
    NONE = "none"  # it cannot


@dataclass(frozen=True, slots=True, kw_only=True)
class Departure:
    """A weekly trip as its driver tells it.

    `weekdays`: 0 = Monday. `soc`: the target at departure. `energy_kwh`: drawn from the battery until
    `back` (local time; earlier than `leave` means the next day). `except_holidays`: not made on public holidays;
    `skipped`: nor on these days, which a person has taken out.
    """

    weekdays: frozenset[int]
    leave: time
    back: time
    soc: float
    energy_kwh: float
    except_holidays: bool = False
    skipped: frozenset[date] = frozenset()

    def is_usual_on(self, day: date) -> bool:
        """Whether its weekday is that of `day`, whatever day that is otherwise."""
        return day.weekday() in self.weekdays

    def holds_on(self, day: date) -> bool:
        """Whether it is made on that day."""
        off = day in self.skipped or (self.except_holidays and is_public_holiday(day))
        return self.is_usual_on(day) and not off

    def span_on(self, day: date, zone: tzinfo) -> tuple[datetime, datetime]:
        """Return when it leaves on that day and when it is back, in UTC.

        Local wall time: a day has 23 or 25 hours where clocks change. A time that the change skips is taken an hour
        later, one that comes twice the first time. One that is back at the hour at which it left takes a day.
        """
        home_on = day if self.back > self.leave else day + timedelta(days=1)
        leave = datetime.combine(day, self.leave, tzinfo=zone).astimezone(UTC)
        return leave, datetime.combine(home_on, self.back, tzinfo=zone).astimezone(UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Storage:
    """An EV on a V2H unit, an EV on a one-way charger, or a home battery.

    Powers are on the AC side. `overhead_kw` is drawn while the unit charges or discharges.
    `start_up_yen` is the start-up cost, what one use of the relay and contactor takes of their life;
    `degradation_yen_per_kwh` the degradation cost of the battery, per kWh through it, charged or discharged.
    `min_soc` is never gone below by our command; `max_soc` is the everyday upper limit, above which only a
    storm, a departure or a person goes. `full_within`: so long before it a departure may lift it, or as long as charging
    takes; None: the night before. `learns_trips`: the past of the car tells when it will drive.
    `short_yen_per_kwh`: what a kWh costs that an unplanned drive lacks; `km_per_kwh`: how far it drives with one as a
    person says, None to learn that.
    """

    id: str
    name: str
    kind: StorageKind
    capacity_kwh: float
    charge_max_kw: float
    discharge_max_kw: float = 0.0
    charge_min_kw: float = 0.0
    discharge_min_kw: float = 0.0
    charge_efficiency: float = 0.9
    discharge_efficiency: float = 0.9
    overhead_kw: float = 0.1
    start_up_yen: float = 2.0
    degradation_yen_per_kwh: float = 0.0
    min_soc: float = 0.2
    max_soc: float = 0.9
    storm_soc: float = 1.0
    charge_control: ChargeControl = ChargeControl.SET_POINT
    discharge_control: DischargeControl = DischargeControl.LOAD_FOLLOWING
    departures: tuple[Departure, ...] = ()
    learns_trips: bool = True
    short_yen_per_kwh: float = SHORT_YEN_PER_KWH
    km_per_kwh: float | None = None
    full_within: timedelta | None = None

    def __post_init__(self) -> None:
        if self.capacity_kwh <= 0 or self.charge_max_kw <= 0 or self.discharge_max_kw < 0:
            raise ValueError(f"{self.name}: capacity and charging power must be above zero")
        if self.short_yen_per_kwh < 0 or (self.km_per_kwh is not None and self.km_per_kwh <= 0):
            raise ValueError(f"{self.name}: a missing kWh costs nothing or more, and a kWh drives somewhere")
        if not (0 < self.charge_efficiency <= 1 and 0 < self.discharge_efficiency <= 1):
            raise ValueError(f"{self.name}: efficiencies lie in (0, 1]")
        if not 0 <= self.min_soc <= self.max_soc <= 1:
            raise ValueError(f"{self.name}: 0 <= min SOC <= max SOC <= 1 does not hold")

    def charge_hours(self, soc: float, target_soc: float, delivered_kw: float | None = None) -> float:
        """Return the hours at full power from one SOC to another; `delivered_kw` is what the charger really brings."""
        power = self.full_charge_kw(delivered_kw)
        return max(target_soc - soc, 0.0) * self.capacity_kwh / (self.charge_efficiency * power)

    def stored_kw(self, power_kw: float) -> float:
        """Return what reaches the battery (below zero: leaves it) at a power on the AC side, charging positive."""
        return power_kw * self.charge_efficiency if power_kw > 0 else power_kw / self.discharge_efficiency

    def full_charge_kw(self, delivered_kw: float | None) -> float:
        """Return the power of charging at full power: the rating, or what the charger really brings where that is less."""
        known = delivered_kw is not None and delivered_kw > LEAST_DELIVERED * self.charge_max_kw
        return min(delivered_kw, self.charge_max_kw) if known and delivered_kw else self.charge_max_kw

    @property
    def least_charge_kw(self) -> float:
        """The least power with which it charges from the grid; a unit of one power knows no other."""
        set_point = self.charge_control is ChargeControl.SET_POINT
        return min(self.charge_min_kw, self.charge_max_kw) if set_point else self.charge_max_kw

    @property
    def can_discharge(self) -> bool:
        """Whether it can feed the house."""
        return self.discharge_max_kw > 0 and self.discharge_control is not DischargeControl.NONE


def wear_yen_per_kwh(pack_yen: float, cycles: float, capacity_kwh: float) -> float:
    """Return the degradation cost of each kWh through a battery, charged or discharged: a cycle is its capacity both ways.

    `cycles`: full ones until it is worn out, at 70 to 80 % of its capacity. What time alone takes costs no kWh anything.
    """
    return pack_yen / (2.0 * cycles * capacity_kwh)


@dataclass(frozen=True, slots=True, kw_only=True)
class SkippedTrip:
    """A weekly trip that is not made this once: it would leave at `leave`."""

    storage_id: str
    leave: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldDay:
    """A day from `start` to `end` of which a person has told all that a car drives: no habit adds to it."""

    storage_id: str
    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class GridTerms:
    """What the connection allows.

    `contract_kw`: 契約アンペア x 100 V / 1000 (60 A = 6 kW), None without a limit. `export_limit_kw`:
    0 for a home that may not export. `push_up`: discharging while PV is exported is allowed.
    `v2g`: a storage may itself feed the grid. Both are off for a home in Japan unless it has a
    contract that says otherwise.
    """

    contract_kw: float | None = None
    export_limit_kw: float = 100.0
    push_up: bool = False
    v2g: bool = False


def least_contract_kw(storage: Storage) -> float:
    """Return the least contract, kW, from which this unit can charge: its least power, its own draw, and a quiet house."""
    return storage.least_charge_kw + storage.overhead_kw + QUIET_HOUSE_KW


def start_margin_kw(storage: Storage, contract_kw: float) -> float:
    """Return how far under the contract limit this unit starts: on the very edge it would switch to and fro."""
    return min(START_MARGIN_KW, START_MARGIN_SHARE * max(contract_kw - storage.least_charge_kw, 0.0))


def never_charges(storage: Storage, grid: GridTerms) -> bool:
    """Return whether this unit can never charge from this contract, however quiet the house is; the sun may still do."""
    return grid.contract_kw is not None and grid.contract_kw < least_contract_kw(storage) - 1e-6


@dataclass(frozen=True, slots=True, kw_only=True)
class Home:
    """A home: its storages (at least one), its connection and what it values.

    `carbon_price_yen_per_kg` is added to the price in economy mode.
    """

    storages: tuple[Storage, ...]
    grid: GridTerms = GridTerms()
    carbon_price_yen_per_kg: float = 0.0

    def __post_init__(self) -> None:
        if not self.storages:
            raise ValueError("a home needs a storage to plan for")
        if len({storage.id for storage in self.storages}) != len(self.storages):
            raise ValueError("storage ids must differ")

    def without(self, skipped: Iterable[SkippedTrip], zone: tzinfo) -> Self:
        """Return the home without the weekly trips that are not made this once."""
        out = [(one.storage_id, one.leave, one.leave.astimezone(zone).date()) for one in skipped]
        if not out:
            return self

        def days(storage: Storage, departure: Departure) -> frozenset[date]:
            """Return the days on which this row is taken out."""
            return frozenset(
                day
                for storage_id, leave, day in out
                if storage_id == storage.id and departure.span_on(day, zone)[0] == leave
            )

        storages = (
            replace(
                storage,
                departures=tuple(
                    replace(row, skipped=row.skipped | days(storage, row)) for row in storage.departures
                ),
            )
            for storage in self.storages
        )
        return replace(self, storages=tuple(storages))

    def storage(self, storage_id: str) -> Storage:
        """Return the storage of that id; KeyError without one."""
        for storage in self.storages:
            if storage.id == storage_id:
                return storage
        raise KeyError(storage_id)
