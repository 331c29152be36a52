"""Value and attributes of the sensor that tells tomorrow's prices."""

from homeassistant.util import dt as dt_util

from ..core.day_prices import PriceSpan
from ..presentation.figures import rounded
from ..presentation.plan_view import Points
from ..presentation.tomorrow import Tomorrow, tomorrow_sentence
from .plan_values import STATE_LENGTH, Attributes, View


def _tomorrow(view: View) -> Tomorrow | None:
    snapshot = view.snapshot
    if snapshot.inputs is None:
        return None
    runs = {} if snapshot.chart is None else snapshot.chart.runs
    zone = dt_util.get_default_time_zone()
    return Tomorrow.of(
        snapshot.inputs, runs, view.home, snapshot.at, zone, view.prices_come, snapshot.prices_came
    )


def prices_tomorrow(view: View) -> str | None:
    """Return tomorrow's prices and what the plan makes of them, in a sentence cut to what a state may hold."""
    tomorrow = _tomorrow(view)
    if tomorrow is None:
        return None
    zone = dt_util.get_default_time_zone()
    text = tomorrow_sentence(tomorrow, view.words, view.snapshot.at, zone)
    return text if len(text) <= STATE_LENGTH else f"{text[: STATE_LENGTH - 1]}…"


def prices_tomorrow_details(view: View) -> Attributes:
    """Return the same as numbers, for automations; yen/kWh, all-in."""
    tomorrow = _tomorrow(view)
    if tomorrow is None:
        return {}
    prices, come = tomorrow.prices, tomorrow.comes_at
    whole = prices.whole
    return {
        "day": prices.day.isoformat(),
        "published": prices.published,
        "expected_at": None if prices.published or come is None else dt_util.as_local(come).isoformat(),
        "missing_hours": prices.missing_hours,
        "lowest": None if whole is None else rounded(whole.least, 2),
        "highest": None if whole is None else rounded(whole.most, 2),
        "mean": None if whole is None else rounded(whole.mean, 2),
        "cheapest": [_span(span) for span in prices.cheapest],
        "dearest": [_span(span) for span in prices.dearest],
        "slots": _slots(tomorrow),
    }


def _span(span: PriceSpan) -> dict[str, str | float]:
    return {
        "start": dt_util.as_local(span.start).isoformat(),
        "end": dt_util.as_local(span.end).isoformat(),
        "mean": rounded(span.mean, 2),
    }


def _slots(tomorrow: Tomorrow) -> Points:
    return [
        {
            "start": dt_util.as_local(step.start).isoformat(),
            "end": dt_util.as_local(step.end).isoformat(),
            "value": rounded(step.value, 2),
        }
        for step in tomorrow.prices.steps
    ]
