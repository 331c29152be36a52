"""Makes the plan in a home's diagnostics again, from what it was made from, and says where it differs."""

from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import datetime, timedelta
import json
from math import isclose
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from custom_components.v2h_planner.core.codec import UNREADABLE, decode
from custom_components.v2h_planner.core.pipeline import PipelineInput, plan_home
from custom_components.v2h_planner.core.plan import Plan

# What differs by less is another machine's rounding.
SAME = 1e-6
# So long the search may take here: a slower machine is to find the same end.
PATIENCE = timedelta(minutes=10)


class NotReplayableError(ValueError):
    """A file of which no plan can be made; the message says why."""


@dataclass(frozen=True, kw_only=True)
class Record:
    """What a plan was made from, and the plan."""

    inputs: PipelineInput
    plan: Plan


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One figure of one slot that is another one now. `what`: its place in the slot."""

    start: datetime
    what: str
    then: Any
    now: Any


def read_record(path: Path) -> Record:
    """Read a diagnostics file as Home Assistant saves it, or its data alone."""
    try:
        file = json.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError) as err:
        raise NotReplayableError(f"{path.name} cannot be read as JSON: {err}") from err
    return record_of(file)


def record_of(file: Any) -> Record:
    """Return what the file of a download, or its data, holds."""
    data = file.get("data", file) if isinstance(file, dict) else None
    if not isinstance(data, dict) or "entry" not in data:
        raise NotReplayableError("these are no diagnostics of V2H Planner")
    if data.get("inputs") is None or data.get("plan") is None:
        raise NotReplayableError("no plan was made since the last start: plan once, and download again")
    try:
        return Record(inputs=decode(PipelineInput, data["inputs"]), plan=decode(Plan, data["plan"]))
    except UNREADABLE as err:
        raise NotReplayableError(f"of another version of V2H Planner: {err!r}") from err


def made_again(record: Record) -> Plan:
    """Make the plan again; the clock of this machine ends no search before its proof."""
    inputs, seconds = record.inputs, PATIENCE.total_seconds()
    return plan_home(replace(inputs, limits=replace(inputs.limits, seconds=seconds)))[0]


def differences(then: Plan, now: Plan) -> list[Difference]:
    """Return every figure of every slot that is another one, in time order."""
    found = []
    for before, after in zip(then.slots, now.slots, strict=False):
        found += [Difference(start=before.start, what=w, then=a, now=b) for w, a, b in _apart(before, after)]
    if len(then.slots) != len(now.slots):
        start = min(then.slots, now.slots, key=len)[-1].end
        found.append(
            Difference(start=start, what="number of slots", then=len(then.slots), now=len(now.slots))
        )
    return found


def _apart(then: Any, now: Any, where: str = "") -> Iterator[tuple[str, Any, Any]]:
    if is_dataclass(then) and type(then) is type(now):
        for part in fields(then):
            name = f"{where}.{part.name}" if where else part.name
            yield from _apart(getattr(then, part.name), getattr(now, part.name), name)
    elif isinstance(then, tuple) and isinstance(now, tuple) and len(then) == len(now):
        for number, (before, after) in enumerate(zip(then, now, strict=True)):
            yield from _apart(before, after, f"{where}[{number}]")
    elif isinstance(then, dict) and isinstance(now, dict) and then.keys() == now.keys():
        for key in then:
            yield from _apart(then[key], now[key], f"{where}.{key}")
    elif not _same(then, now):
        yield where, then, now


def _same(then: Any, now: Any) -> bool:
    numbers = all(isinstance(value, int | float) and not isinstance(value, bool) for value in (then, now))
    return isclose(then, now, rel_tol=SAME, abs_tol=SAME) if numbers else bool(then == now)


def told(record: Record, found: list[Difference]) -> str:
    """Say in a few lines whether the plan is the same."""
    plan, zone = record.plan, ZoneInfo(record.inputs.zone)
    made = plan.made_at.astimezone(zone)
    head = f"{len(plan.slots)} slots from {made:%Y-%m-%d %H:%M}, {plan.cost_yen:.0f} yen, {plan.method.value}"
    if not found:
        return f"{head}\nsame to the last slot"
    slots = sorted({difference.start for difference in found})
    lines = [f"{head}\n{len(slots)} slots differ"]
    for start in slots:
        parts = [f"{d.what} {_short(d.then)} -> {_short(d.now)}" for d in found if d.start == start]
        lines.append(f"{start.astimezone(zone):%m-%d %H:%M}  {'; '.join(parts)}")
    return "\n".join(lines)


def _short(value: Any) -> str:
    return f"{value:.3f}" if isinstance(value, float) else str(value)
