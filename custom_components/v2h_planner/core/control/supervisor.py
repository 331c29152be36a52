"""The last line before a unit: every command passes here, whatever made it. Pure, and read in one sitting.

It knows no plan, no price and no forecast: only what a command is, what is read now, and what the unit did lately.
It lets a command pass, lowers its power, puts STANDBY in its place, or stops it (no command: the unit is released).

| rule | what it stops |
|---|---|
| unknown | a command for a storage that the home does not have, or that a person handles |
| late | any command by readings that are minutes old |
| verb | discharging a unit that cannot; a power that is no number or beyond the unit's own |
| blind | charging or discharging without an SOC, or a car that is not plugged in or whose plug tells nothing |
| soc | discharging at the min SOC, charging a full battery |
| contract | charging while the meter shows more than the contract |
| export | feeding the grid from a storage where that is not allowed |
| starts | closing the relay once more than so often within the hour |

In an outage the house comes first: *late*, *blind* and *starts* do not stop a unit that feeds it.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from math import isfinite

from ..home import DischargeControl, GridTerms, Home, Storage
from ..plan import Command
from ..readings import Readings, StorageReading, Verb
from ..situation import Situation
from .relays import Relay

LATE_AFTER = timedelta(minutes=3)
OVER_KW = 0.1  # above the contract, or into the grid: less is a meter's error
STARTS_PER_HOUR = 12  # a relay that clicks more often than that follows a fault, whatever it is


class Rule(StrEnum):
    """What stopped or changed a command."""

    UNKNOWN = "unknown"
    LATE = "late"
    VERB = "verb"
    BLIND = "blind"
    SOC = "soc"
    CONTRACT = "contract"
    EXPORT = "export"
    STARTS = "starts"


@dataclass(frozen=True, slots=True)
class Starts:
    """When each unit's relay was closed within the last hour, and which are closed now, by storage id."""

    at: dict[str, tuple[datetime, ...]] = field(default_factory=dict)
    on: frozenset[str] = frozenset()

    def after(self, commands: tuple[Command, ...], now: datetime) -> Starts:
        """Return the count after these commands."""
        on = frozenset(command.storage_id for command in commands if command.verb is not Verb.STANDBY)
        at = {storage_id: self.lately(storage_id, now) for storage_id in {*self.at, *on}}
        for storage_id in on - self.on:
            at[storage_id] = (*at[storage_id], now)
        return Starts(at, on)

    def lately(self, storage_id: str, now: datetime) -> tuple[datetime, ...]:
        """Return the starts of the last hour; a clock that was set back starts the count anew."""
        return tuple(at for at in self.at.get(storage_id, ()) if timedelta() <= now - at < timedelta(hours=1))


@dataclass(frozen=True, slots=True)
class Ruling:
    """What becomes of a command: itself, a lower one, STANDBY, or None; and which rule changed it, None for itself."""

    storage_id: str
    command: Command | None
    rule: Rule | None = None


@dataclass(frozen=True, slots=True)
class _Case:
    """A command and all that it is judged by."""

    command: Command
    storage: Storage
    reading: StorageReading
    readings: Readings
    grid: GridTerms
    outage: bool
    starts: Starts
    now: datetime

    @property
    def feeds_in_outage(self) -> bool:
        return self.outage and self.command.verb is Verb.DISCHARGE

    @property
    def charges(self) -> bool:
        return self.command.verb in (Verb.CHARGE, Verb.SURPLUS)

    def standby(self) -> Command:
        """Return STANDBY in place of the command; the reason stays that of who gave it."""
        return replace(self.command, verb=Verb.STANDBY, power_kw=None, until_soc=None)

    def at_most(self, power_kw: float, least_kw: float) -> Command:
        """Return the command at no more than a power, STANDBY where the unit cannot go so low."""
        if power_kw < max(least_kw, OVER_KW):
            return self.standby()
        return replace(self.command, power_kw=power_kw)


# Each returns what the command becomes; the command itself where the rule has nothing against it.
type _Check = Callable[[_Case], Command | None]


def _late(case: _Case) -> Command | None:
    fresh = abs(case.now - case.readings.at) <= LATE_AFTER
    return case.command if fresh or case.feeds_in_outage else None


def _verb(case: _Case) -> Command:
    command, storage = case.command, case.storage
    if command.verb is Verb.DISCHARGE and not storage.can_discharge:
        return case.standby()
    if command.power_kw is None or command.verb is Verb.STANDBY:
        return command
    if not isfinite(command.power_kw) or command.power_kw < 0.0:
        return case.standby()
    most = storage.discharge_max_kw if command.verb is Verb.DISCHARGE else storage.charge_max_kw
    return command if command.power_kw <= most else replace(command, power_kw=most)


def _blind(case: _Case) -> Command:
    reading = case.reading
    known = reading.soc is not None and 0.0 <= reading.soc <= 1.0
    seen = known and not reading.plug_silent and reading.connected is not False
    return case.command if seen or case.feeds_in_outage else case.standby()


def _soc(case: _Case) -> Command:
    reading, storage = case.reading, case.storage
    if reading.soc is None or (case.outage and reading.soc_counted):
        return case.command
    least = reading.soc if reading.soc_low is None or case.outage else min(reading.soc, reading.soc_low)
    empty = case.command.verb is Verb.DISCHARGE and least <= storage.min_soc
    return case.standby() if empty or (case.charges and reading.soc >= 1.0) else case.command


def _contract(case: _Case) -> Command:
    contract, grid_kw = case.grid.contract_kw, case.readings.grid_kw
    drawn = case.reading.power_kw or 0.0
    if not case.charges or contract is None or grid_kw is None or drawn <= 0.0:
        return case.command
    left = drawn - (grid_kw - contract)
    wanted = case.storage.charge_max_kw if case.command.power_kw is None else case.command.power_kw
    if grid_kw <= contract + OVER_KW or wanted <= left:
        return case.command
    return case.at_most(left, case.storage.least_charge_kw)


def _export(case: _Case) -> Command:
    needed, storage = case.readings.net_load_kw, case.storage
    if needed is None and case.readings.grid_kw is not None and case.reading.power_kw is not None:
        needed = case.readings.grid_kw - case.reading.power_kw  # what the meter would show without this unit
    free = case.grid.push_up or case.grid.v2g or case.outage
    if free or case.command.verb is not Verb.DISCHARGE or needed is None:
        return case.command
    if storage.discharge_control is not DischargeControl.SET_POINT or case.command.power_kw is None:
        return case.command
    if case.command.power_kw <= max(needed, storage.discharge_min_kw) + OVER_KW:
        return case.command
    return case.at_most(needed, storage.discharge_min_kw)


def _starts(case: _Case) -> Command:
    storage_id = case.storage.id
    begins = case.command.verb is not Verb.STANDBY and storage_id not in case.starts.on
    often = begins and len(case.starts.lately(storage_id, case.now)) >= STARTS_PER_HOUR
    return case.standby() if often and not case.feeds_in_outage else case.command


_CHECKS: tuple[tuple[Rule, _Check], ...] = (
    (Rule.LATE, _late),
    (Rule.VERB, _verb),
    (Rule.BLIND, _blind),
    (Rule.SOC, _soc),
    (Rule.CONTRACT, _contract),
    (Rule.EXPORT, _export),
    (Rule.STARTS, _starts),
)


def supervise(
    commands: tuple[Command, ...],
    home: Home,
    readings: Readings,
    situation: Situation,
    starts: Starts,
    now: datetime,
) -> tuple[Ruling, ...]:
    """Return what becomes of each command. `starts`: of the commands that passed before."""
    known = {storage.id: storage for storage in home.storages}
    rulings = []
    for command in commands:
        storage = known.get(command.storage_id)
        if storage is None or storage.id in situation.hands_off:
            rulings.append(Ruling(command.storage_id, None, Rule.UNKNOWN))
            continue
        reading = readings.find(storage.id) or StorageReading(storage_id=storage.id, soc=None, connected=None)
        case = _Case(command, storage, reading, readings, home.grid, situation.outage, starts, now)
        rulings.append(_ruling(case))
    return tuple(rulings)


def _ruling(case: _Case) -> Ruling:
    """Ask the rules in turn, each with what the ones before have left of the command."""
    broken = None
    for rule, check in _CHECKS:
        command = check(case)
        if command is None:
            return Ruling(case.storage.id, None, rule)
        if command != case.command:
            broken = broken or rule
            case = replace(case, command=command)
    return Ruling(case.storage.id, case.command, broken)


def relays_after(
    before: Mapping[str, Relay],
    dispatched: Mapping[str, Relay],
    rulings: Iterable[Ruling],
    readings: Readings,
    now: datetime,
) -> dict[str, Relay]:
    """Return the relays once the rulings are obeyed: `dispatched`, but for units whose command was changed."""
    relays = dict(dispatched)
    for ruling in rulings:
        if ruling.rule is not None and ruling.storage_id in dispatched:
            reading = readings.find(ruling.storage_id)
            former = before.get(ruling.storage_id, Relay())
            soc = None if reading is None else reading.soc
            relays[ruling.storage_id] = former.after(
                ruling.command, now, soc=soc, barred=True, tight=False, counts=True
            )
    return relays
