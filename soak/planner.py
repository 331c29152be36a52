"""Who plans: a whim for most episodes, the real pass for some.

The whim asks for whatever it likes in each half hour, which no solver would: the hands below it must do no harm all
the same. It keeps two promises of a plan only: it charges in good time for a departure and keeps that, and in an
outage it carries the house.
"""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from random import Random
from zoneinfo import ZoneInfo

from custom_components.v2h_planner.core.home import Home, Mode, Storage
from custom_components.v2h_planner.core.horizon import HALF_HOUR, Horizon, slot_floor
from custom_components.v2h_planner.core.pipeline import PipelineInput, plan_home
from custom_components.v2h_planner.core.plan import (
    Method,
    Plan,
    PlanSlot,
    Reason,
    ReasonCode,
    SocTarget,
    StorageSlot,
    TargetKind,
)
from custom_components.v2h_planner.core.readings import Readings, Verb
from custom_components.v2h_planner.core.series import StepSeries
from custom_components.v2h_planner.core.situation import Situation
from custom_components.v2h_planner.core.trips import TripLog

SLOTS = 12  # six hours
EARLY_HOURS, EARLY_SHARE = 1.5, 1.6  # a departure's charging begins so much before it has to
_REASONS = {
    Verb.CHARGE: ReasonCode.CHARGE_CHEAP,
    Verb.SURPLUS: ReasonCode.CHARGE_SURPLUS,
    Verb.DISCHARGE: ReasonCode.DISCHARGE_DEAR,
    Verb.STANDBY: ReasonCode.WAIT_CHEAPER,
}


def charging_begins(storage: Storage, soc: float, target: float, leave: datetime) -> datetime:
    """Return when the whim begins to charge for a departure."""
    hours = storage.charge_hours(soc, target) * EARLY_SHARE + EARLY_HOURS
    return leave - timedelta(hours=hours)


class Whim:
    """Plans as it likes, the same for the same seed."""

    def __init__(self, seed: int, home: Home) -> None:
        """Remember whose whims these are."""
        self._seed = seed
        self._home = home

    def plan(self, readings: Readings, situation: Situation, now: datetime) -> Plan:
        """Return a plan from now on."""
        first = slot_floor(now.astimezone(UTC))
        edges = (now.astimezone(UTC), *(first + HALF_HOUR * i for i in range(1, SLOTS + 1)))
        load, pv = readings.load_kw or 0.5, readings.pv_kw or 0.0
        parts = [
            self._storage(s, readings, edges, situation, surplus_kw=pv - load) for s in self._home.storages
        ]
        slots = tuple(
            PlanSlot(
                start=start,
                end=end,
                import_kw=max(load - pv, 0.0),
                export_kw=max(pv - load, 0.0),
                curtail_kw=0.0,
                pv_kw=pv,
                load_kw=load,
                import_yen_per_kwh=30.0,
                export_yen_per_kwh=8.0,
                co2_kg_per_kwh=0.4,
                price_known=True,
                storages=tuple(part[i] for part in parts),
            )
            for i, (start, end) in enumerate(pairwise(edges))
        )
        return Plan(
            made_at=now,
            mode=Mode.ECONOMY,
            horizon=Horizon(edges),
            slots=slots,
            method=Method.RULE,
            gap=None,
            seconds=0.0,
            outage=situation.outage,
        )

    def _storage(
        self,
        storage: Storage,
        readings: Readings,
        edges: tuple[datetime, ...],
        situation: Situation,
        *,
        surplus_kw: float,
    ) -> list[StorageSlot]:
        reading = readings.storage(storage.id)
        soc = 0.5 if reading.soc is None else reading.soc
        target = _next_target(storage, edges[0])
        parts = []
        for start, end in pairwise(edges):
            verb, reason, keeps = self._verb(storage, start, soc, target, situation, surplus_kw)
            charge = storage.charge_max_kw if verb in (Verb.CHARGE, Verb.SURPLUS) else 0.0
            discharge = min(2.0, storage.discharge_max_kw) if verb is Verb.DISCHARGE else 0.0
            hours = (end - start).total_seconds() / 3600.0
            gain = hours * storage.stored_kw(charge - discharge) / storage.capacity_kwh
            most = (
                target.soc
                if keeps is not None and target is not None and verb is Verb.CHARGE
                else storage.max_soc
            )
            soc = min(max(soc + gain, storage.min_soc), max(most, soc))
            parts.append(
                StorageSlot(
                    storage_id=storage.id,
                    verb=verb,
                    charge_kw=charge,
                    discharge_kw=discharge,
                    soc_end=soc,
                    away=reading.connected is False,
                    reason=reason,
                    keeps=keeps,
                )
            )
        return parts

    def _verb(
        self,
        storage: Storage,
        start: datetime,
        soc: float,
        target: SocTarget | None,
        situation: Situation,
        surplus_kw: float,
    ) -> tuple[Verb, Reason, SocTarget | None]:
        if situation.outage:
            verb = Verb.SURPLUS if surplus_kw > storage.least_charge_kw else Verb.DISCHARGE
            code = ReasonCode.CHARGE_OUTAGE if verb is Verb.SURPLUS else ReasonCode.DISCHARGE_OUTAGE
            return verb, Reason(code), None
        if (
            target is not None
            and charging_begins(storage, soc, target.soc, target.by) <= start + HALF_HOUR
            and start < target.by
        ):
            verb = Verb.CHARGE if soc < target.soc else Verb.STANDBY
            code = ReasonCode.CHARGE_DEPARTURE if verb is Verb.CHARGE else ReasonCode.HOLD_DEPARTURE
            return verb, Reason(code, {"soc": target.soc}, {"by": target.by}), target
        rng = Random(f"{self._seed}/{storage.id}/{slot_floor(start).isoformat()}")
        verbs = [Verb.CHARGE, Verb.SURPLUS, Verb.STANDBY]
        if storage.can_discharge:
            verbs += [Verb.DISCHARGE, Verb.DISCHARGE]
        verb = rng.choice(verbs)
        return verb, Reason(_REASONS[verb], {"price": 30.0}), None


def _next_target(storage: Storage, now: datetime) -> SocTarget | None:
    """Return the next departure of the day or of the next, as a target."""
    soonest = None
    for departure in storage.departures:
        for days in (0, 1):
            day = (now + timedelta(days=days)).date()
            leave = datetime.combine(day, departure.leave, tzinfo=UTC)
            if (
                leave > now
                and day.weekday() in departure.weekdays
                and (soonest is None or leave < soonest.by)
            ):
                soonest = SocTarget(
                    kind=TargetKind.DEPARTURE, storage_id=storage.id, soc=departure.soc, by=leave
                )
    return soonest


class Pass:
    """The real pass and its solver, with a day of prices and nothing of the past."""

    def __init__(self, home: Home, *, has_pv: bool) -> None:
        """Plan this home."""
        self._home = home
        self._has_pv = has_pv
        self._previous: Plan | None = None

    def plan(self, readings: Readings, situation: Situation, now: datetime, *, priced: bool) -> Plan:
        """Return the plan from now on."""
        first = slot_floor(now)
        prices = [8.0 + 22.0 * (((first.hour * 2 + i) * 7) % 48) / 48 for i in range(48)]
        published = StepSeries.regular(first, HALF_HOUR, prices) if priced else StepSeries()
        inputs = PipelineInput(
            now=now,
            zone=ZoneInfo("UTC").key,
            home=self._home,
            has_pv=self._has_pv,
            readings=readings,
            situation=situation,
            published=published,
            trips=TripLog(since=now),
            previous=self._previous,
            holdings=False,
        )
        self._previous = plan_home(inputs)[0]
        return self._previous
