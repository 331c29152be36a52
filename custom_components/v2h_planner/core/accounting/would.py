"""What a plan would have saved of what it did not command: a day of it, followed beside the home.

In a dry run the home's plan is made anew each half hour for a home that does not follow it, so the sum of its first half
hours is no life that could have been lived. Followed is the plan as it stood at the day's beginning, on what was metered
then, by the physics of the baseline; at midnight the real SOC counts again. It is compared with what the home really did.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, tzinfo

from ..home import Home
from ..plan import Command, Plan, Reason, ReasonCode
from ..readings import Verb
from .baseline import UnitState, relived, simple_command
from .ledger import Mark, MeteredSlot
from .physics import UnitModel
from .stored_value import stored_worth

# What is followed of a plan: a day, and an hour where clocks change.
FOLLOWED = timedelta(hours=25)


@dataclass(frozen=True, slots=True, kw_only=True)
class Intent:
    """What a plan has for a storage in one slot; `until_soc`: where its run of that verb ends."""

    start: datetime
    end: datetime
    storage_id: str
    verb: Verb
    power_kw: float
    until_soc: float

    def command(self) -> Command:
        """Return it as a unit is told it."""
        reason = Reason(ReasonCode.WAIT_NOTHING)
        until = 1.0 if self.verb is Verb.SURPLUS else self.until_soc
        power = self.power_kw or None
        return Command(
            storage_id=self.storage_id, verb=self.verb, power_kw=power, until_soc=until, reason=reason
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Would:
    """The plan that is followed beside the home, its units, and what they hold more than the home, in yen."""

    intents: tuple[Intent, ...]
    units: dict[str, UnitState]
    worth_yen: float = 0.0

    @classmethod
    def after(
        cls,
        would: Would | None,
        last: MeteredSlot,
        home: Home,
        real_kwh: Mapping[str, float],
        plan: Plan | None,
        now: datetime,
        zone: tzinfo,
    ) -> Would | None:
        """Return what is followed from now on: the same until midnight, then the plan of then; None while we command."""
        if not _is_dry(last):
            return None
        is_midnight = now.astimezone(zone).date() != (now - timedelta(minutes=1)).astimezone(zone).date()
        if would is not None and not is_midnight:
            return would
        if plan is None or not plan.priced or plan.outage:
            return None
        connected = {part.storage_id: part.connected for part in last.storages}
        units = {
            storage.id: UnitState(kwh=real_kwh[storage.id], connected=connected.get(storage.id, True))
            for storage in home.storages
            if storage.id in real_kwh
        }
        return cls(intents=_intents(plan, now), units=units)

    def lived(
        self,
        pieces: Sequence[MeteredSlot],
        home: Home,
        zone: tzinfo,
        real_kwh: Mapping[str, float],
        plan: Plan | None,
        now: datetime,
    ) -> tuple[Would, float]:
        """Return it after a half hour, and what the plan would have saved in it, yen; nothing at unknown prices."""
        storages = [storage for storage in home.storages if storage.id in self.units]
        units = [self.units[storage.id].unit(storage) for storage in storages]
        saved = 0.0
        for piece in pieces:
            dry = _is_dry(piece)
            mine = tuple(replace(part, ours=dry and not part.ours) for part in piece.storages)
            lived = relived(replace(piece, storages=mine), units, home, self._orders)
            saved += piece.cost_yen - lived.cost_yen
        worth = 0.0
        for unit in units:
            more = unit.energy_kwh - real_kwh.get(unit.storage.id, unit.energy_kwh)
            each = None if plan is None else stored_worth(unit.storage, more, plan, now)
            if each is None:  # nobody knows: as it was
                worth = self.worth_yen
                break
            worth += each.yen
        after = replace(self, units={unit.storage.id: UnitState.of(unit) for unit in units}, worth_yen=worth)
        return after, saved + worth - self.worth_yen

    def _orders(self, unit: UnitModel, when: datetime, _surplus_kw: float) -> Command:
        for intent in self.intents:
            if intent.storage_id == unit.storage.id and intent.start <= when < intent.end:
                return intent.command()
        return simple_command(unit.storage, Verb.STANDBY)


def _is_dry(slot: MeteredSlot) -> bool:
    """Return whether a plan could have been followed and was not."""
    metered = slot.priced and not slot.outage and slot.marks.storages is not Mark.MISSING
    return metered and any(not part.ours for part in slot.storages)


def _intents(plan: Plan, now: datetime) -> tuple[Intent, ...]:
    """Return what the plan has for the next day, from its end to its beginning and turned round."""
    found, ends = list[Intent](), dict[str, tuple[Verb, float]]()
    for slot in reversed([s for s in plan.slots if s.end > now and s.start < now + FOLLOWED]):
        for part in slot.storages:
            verb, soc = ends.get(part.storage_id, (part.verb, part.soc_end))
            ends[part.storage_id] = (part.verb, soc if verb is part.verb else part.soc_end)
            found.append(
                Intent(
                    start=slot.start,
                    end=slot.end,
                    storage_id=part.storage_id,
                    verb=part.verb,
                    power_kw=part.charge_kw + part.discharge_kw,
                    until_soc=ends[part.storage_id][1],
                )
            )
    return tuple(reversed(found))
