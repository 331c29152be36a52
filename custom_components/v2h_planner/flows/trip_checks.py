"""Checks of the weekly trips of a form: what cannot be driven is an error, what may be meant so is asked about once."""

from collections.abc import Mapping
from typing import Any

from .. import const as c
from ..settings.from_entry import weekly_trips
from ..settings.weekly_table import span, table_errors
from .checks import Problems, Warned


def check_trips(form: Mapping[str, Any], capacity_kwh: float, problems: Problems, *, where: str) -> None:
    """Check the trips that count: times differ, no two overlap, none takes more than the battery holds."""
    for key, values in table_errors(weekly_trips(form), capacity_kwh):
        problems.add(where, key, **values)


def question_trips(
    form: Mapping[str, Any],
    min_soc_percent: float,
    capacity_kwh: float,
    problems: Problems,
    warned: Warned,
    *,
    where: str,
) -> None:
    """Warn of trips that leave below the min SOC, and of those that take more than they leave with."""
    for trip in weekly_trips(form):
        soc, energy = trip[c.CONF_SOC_PERCENT], trip[c.CONF_ENERGY]
        stored = capacity_kwh * soc / 100
        found, target = span(trip), f"{soc:g}"
        if soc < min_soc_percent:
            floor = f"{min_soc_percent:g}"
            problems.warn(warned, where, "departure_below_floor", found=found, target=target, floor=floor)
        if energy > stored:
            values = {"energy": f"{energy:g}", "target": target, "stored": f"{stored:.3g}"}
            problems.warn(warned, where, "trip_takes_too_much", found=found, **values)
