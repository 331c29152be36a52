"""House load: recent days' mean by half hour and kind of day, adjusted to the present reading."""

from datetime import tzinfo

import numpy as np

from ..arrays import Floats
from ..horizon import Horizon
from ..series import StepSeries
from .day_table import DayTable, cut, recency, shape, tabulate

WINDOW_DAYS = 35
HALF_LIFE_DAYS = 10.0
# A Saturday says little about a Monday, but it is better than nothing.
OTHER_KIND = 0.1
# What the house draws above its habit now is half gone after this time: a kettle, an oven, a bath.
NOW_HALF_LIFE_HOURS = 0.75
# Without any history: a Japanese household of about 4,400 kWh a year, or the present reading if a house can draw
# that all day. It counts like half a day where the history is shorter than a day.
UNKNOWN_KW = 0.5
ALL_DAY_KW = (0.1, 2.0)
PRIOR_HALVES = 24.0
# A low-voltage connection carries no more.
HIGHEST_KW = 50.0


def forecast_load(
    horizon: Horizon, zone: tzinfo, history: StepSeries | DayTable, now_kw: float | None = None
) -> Floats:
    """Forecast the load without storages, kW, shape (N,). `history` is metered load in kW, in any step length.

    A present reading that no house can have is not believed.
    """
    pieces = cut(horizon, zone)
    today = int(pieces.day[0])
    table = history if isinstance(history, DayTable) else tabulate(history, zone)
    recent = table.before(today + 1, WINDOW_DAYS)
    if now_kw is not None and not 0.0 <= now_kw <= HIGHEST_KW:
        now_kw = None
    least, most = ALL_DAY_KW
    usual = now_kw if now_kw is not None and least <= now_kw <= most else UNKNOWN_KW
    work, rest = (
        shape(recent, recency(recent, today, HALF_LIFE_DAYS, OTHER_KIND, free), usual, PRIOR_HALVES)
        for free in (False, True)
    )
    values = np.where(pieces.free, rest[pieces.half], work[pieces.half])
    if now_kw is not None:
        values = values + (now_kw - values[0]) * 0.5 ** (pieces.since_first / NOW_HALF_LIFE_HOURS)
    return np.maximum(pieces.mean(values), 0.0)
