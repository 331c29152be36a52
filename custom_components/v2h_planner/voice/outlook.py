"""Answers on what is to come: when a car is full, when it charges next, what is planned tonight."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, time, timedelta
import math

from ..core.home import Storage
from ..core.plan import Plan
from ..presentation.runs import Action, Run
from ..state.snapshot import Snapshot
from .meaning import Day, Said
from .spoken import SpokenWording

# An SOC so little below another is the same.
_SAME_SOC = 0.01
# Nobody wants to hear of single minutes.
_STEP_S = 300
# A night ends when people get up.
MORNING = time(7)
EVENING = time(17)
# More than these nobody keeps in mind.
_MOST_RUNS = 2


def full_at(snapshot: Snapshot, storage: Storage, soc: float | None, words: SpokenWording) -> str:
    """Say when the plan has a storage at an SOC; without one, at its everyday limit."""
    wanted = storage.max_soc if soc is None else soc
    values = {"name": storage.name, "soc": f"{100 * wanted:.0f}"}
    reading = snapshot.readings.find(storage.id)
    if reading is not None and reading.connected is False:
        return words.text("voice_away", values)
    if reading is None or reading.soc is None:
        return words.text("voice_level_unknown", values)
    if reading.soc >= wanted - _SAME_SOC:
        return words.text("voice_full_already", values | {"now": f"{100 * reading.soc:.0f}"})
    if snapshot.plan is None:
        return words.text("voice_no_plan")
    when = _reaches(snapshot.plan, storage.id, reading.soc, wanted, snapshot.at)
    if when is not None:
        return words.text("voice_full_at", values | {"time": words.moment(when, snapshot.at)})
    highest = max(
        (slot.storage(storage.id).soc_end for slot in snapshot.plan.slots if slot.end > snapshot.at),
        default=reading.soc,
    )
    return words.text("voice_full_never", values | {"highest": f"{100 * max(highest, reading.soc):.0f}"})


def _reaches(plan: Plan, storage_id: str, soc: float, wanted: float, now: datetime) -> datetime | None:
    """Return when the plan crosses an SOC, interpolated within its slot and in whole five minutes."""
    before = soc
    for slot in plan.slots:
        if slot.end <= now:
            continue
        after = slot.storage(storage_id).soc_end
        if after >= wanted - _SAME_SOC:
            start = max(slot.start, now)
            share = 1.0 if after <= before else min(max((wanted - before) / (after - before), 0.0), 1.0)
            minutes = (slot.end - start) / timedelta(minutes=1) * share
            exact = start + timedelta(minutes=minutes)
            return datetime.fromtimestamp(_STEP_S * math.ceil(exact.timestamp() / _STEP_S), UTC)
        before = after
    return None


def next_charge(snapshot: Snapshot, storage: Storage, words: SpokenWording) -> str:
    """Say when it charges next by the plan."""
    values = {"name": storage.name}
    if snapshot.plan is None:
        return words.text("voice_no_plan")
    run = next((run for run in _ahead(snapshot, storage.id) if _charges(run)), None)
    if run is None:
        return words.text("voice_no_charge", values)
    values |= {"start": words.moment(run.start, snapshot.at), "soc": f"{100 * run.soc_end:.0f}"}
    return words.text("voice_next_charge", values)


def plan(snapshot: Snapshot, storages: Iterable[Storage], said: Said, words: SpokenWording) -> Iterator[str]:
    """Say what each storage does in the time that is asked about; without one, when it charges next."""
    if snapshot.plan is None:
        yield words.text("voice_no_plan")
        return
    for storage in storages:
        if said.day is None:
            yield next_charge(snapshot, storage, words)
            continue
        start, end = _span(said.day, snapshot.at, words)
        runs = [
            run
            for run in _ahead(snapshot, storage.id, running=True)
            if run.moves and run.start < end and run.end > start
        ]
        values = {"name": storage.name, "when": words.text(f"spoken_day_{said.day}")}
        if not runs:
            yield words.text("voice_plan_nothing", values)
            continue
        since = start if said.day is Day.TOMORROW else snapshot.at
        parts = [
            _run(run, max(start, snapshot.at), since, words)
            for run in sorted(runs, key=_energy)[-_MOST_RUNS:][::-1]
        ]
        in_order = [part for _, part in sorted(parts, key=lambda item: item[0])]
        yield words.text("voice_plan", values | {"parts": words.listed(in_order)})


def _run(run: Run, first: datetime, now: datetime, words: SpokenWording) -> tuple[datetime, str]:
    """Return when a run begins, and what is said of it as of `now`; what was before `first` is left out."""
    values = {
        "start": words.moment(max(run.start, first), now),
        "end": words.moment(run.end, now),
        "soc": f"{100 * run.soc_end:.0f}",
    }
    return run.start, words.text(f"spoken_plan_{run.action}", values)


def _energy(run: Run) -> float:
    return run.energy_kwh


def _charges(run: Run) -> bool:
    return run.action in (Action.CHARGE, Action.SURPLUS)


def _ahead(snapshot: Snapshot, storage_id: str, *, running: bool = False) -> Iterator[Run]:
    runs = () if snapshot.chart is None else snapshot.chart.runs.get(storage_id, ())
    return (run for run in runs if (run.end if running else run.start) > snapshot.at)


def _span(day: Day, now: datetime, words: SpokenWording) -> tuple[datetime, datetime]:
    """Return from when to when a day, or a night, lasts."""
    local = now.astimezone(words.zone)
    midnight = datetime.combine(local.date(), time(), words.zone)
    tomorrow = datetime.combine(local.date() + timedelta(days=1), time(), words.zone)
    if day is Day.TOMORROW:
        return tomorrow, datetime.combine(local.date() + timedelta(days=2), time(), words.zone)
    if day is Day.TODAY:
        return now, tomorrow
    if local.time() < MORNING:
        return now, datetime.combine(midnight.date(), MORNING, words.zone)
    evening = datetime.combine(local.date(), EVENING, words.zone)
    return max(now, evening), datetime.combine(tomorrow.date(), MORNING, words.zone)
