"""Answers on money: what was saved and spent, what power costs, and when it costs least."""

from datetime import datetime, time, timedelta
import math

from ..core.home import Home
from ..core.windows import NoWindow, Window, WindowRequest, find_window
from ..state.snapshot import Snapshot
from .meaning import Period, Said
from .spoken import SpokenWording

# Nobody says for how long: an hour then.
_USUAL_HOURS = 1.0
_LONGEST_HOURS = 24.0
_DAY = timedelta(days=1)
# Less than this is nothing.
_NOTHING_YEN = 0.5


def saved(snapshot: Snapshot, period: Period | None, recorded_yen: float | None, words: SpokenWording) -> str:
    """Say what was saved against a night timer; in a dry run that nothing is."""
    today = period in (None, Period.TODAY)
    savings = snapshot.saved_today
    yen = recorded_yen if not today else None if savings is None else savings.yen
    when = words.text(f"spoken_period_{period or Period.TODAY}")
    if yen is None:
        key = "voice_saved_unknown" if today else "voice_saved_not_recorded"
        return words.text(key, {"when": when})
    if abs(yen) < _NOTHING_YEN:
        key = "voice_saved_nothing" if snapshot.control else "voice_saved_dry_run"
        return words.text(key, {"when": when})
    key = "voice_saved" if yen > 0 else "voice_lost"
    return words.text(key, {"when": when, "yen": f"{abs(yen):.0f}"})


def cost(snapshot: Snapshot, words: SpokenWording) -> str:
    """Say what power has cost today, or earned."""
    if snapshot.ledger is None or not snapshot.ledger.slots:
        return words.text("voice_cost_unknown")
    yen = snapshot.ledger.cost_yen
    return words.text("voice_cost" if yen >= 0 else "voice_earned", {"yen": f"{abs(yen):.0f}"})


def price(snapshot: Snapshot, words: SpokenWording) -> str:
    """Say what a kWh costs now, and when it is cheapest in the next day."""
    slot, plan = snapshot.slot, snapshot.plan
    if slot is None or plan is None or not plan.priced:
        return words.text("voice_no_price")
    now = snapshot.at
    key = "voice_price" if slot.price_known else "voice_price_forecast"
    sentences = [words.text(key, {"price": f"{slot.import_yen_per_kwh:.1f}"})]
    ahead = [one for one in plan.slots if now < one.start < now + _DAY]
    least = min(ahead, key=lambda one: one.import_yen_per_kwh, default=None)
    if least is not None and least.import_yen_per_kwh < slot.import_yen_per_kwh - 1:
        values = {"time": words.moment(least.start, now), "price": f"{least.import_yen_per_kwh:.1f}"}
        sentences.append(words.text("voice_price_later", values))
    return words.joined(sentences)


def cheapest(snapshot: Snapshot, home: Home, said: Said, words: SpokenWording) -> str:
    """Say when a further load costs least; on the day, for the hours and by the time that are asked for."""
    plan, now = snapshot.plan, snapshot.at
    if plan is None:
        return words.text("voice_no_plan")
    after, before = _between(said, now, words)
    hours = min(max(said.hours or _USUAL_HOURS, 0.5), _LONGEST_HOURS)
    request = WindowRequest(length=timedelta(hours=hours), after=after, before=before)
    found = find_window(plan, home.grid.contract_kw, request)
    if isinstance(found, NoWindow):
        return words.text(f"voice_window_{found}")
    return _window(found, now, words)


def _window(found: Window, now: datetime, words: SpokenWording) -> str:
    assert found.yen_per_kwh is not None
    values = {
        "start": words.moment(found.start, now),
        "end": words.moment(found.end, now),
        "price": f"{found.yen_per_kwh:.1f}",
    }
    return words.text("voice_window" if found.published else "voice_window_forecast", values)


def _between(said: Said, now: datetime, words: SpokenWording) -> tuple[datetime, datetime]:
    """Return from when until when a window may lie: the day that is named, or the next 24 hours."""
    today = now.astimezone(words.zone).date()
    after, before = now, now + _DAY
    if said.when is not None:
        return after, said.when
    if said.on is not None and said.on != today:
        after = datetime.combine(said.on, time(), words.zone)
        before = datetime.combine(said.on + _DAY, time(), words.zone)
    elif said.day is None and said.on == today:
        before = datetime.combine(today + _DAY, time(), words.zone)
    return after, max(before, after + timedelta(hours=math.ceil(said.hours or _USUAL_HOURS)))
