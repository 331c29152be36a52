"""PV power from the roof's last days, adjusted to the present reading: what is left without a place."""

from datetime import tzinfo

import numpy as np

from ..arrays import Floats
from ..horizon import Horizon
from ..series import StepSeries
from .day_table import HALVES, DayTable, cut, tabulate

# The brightest of these days stands for a clear sky at this time of year.
WINDOW_DAYS = 21
CLEAR_QUANTILE = 0.9
HALF_LIFE_DAYS = 4.0
# How long the clouds of now stay as they are.
NOW_HALF_LIFE_HOURS = 3.0
# Below this share of the day's peak the ratio of reading to clear sky says nothing.
TELLING_SHARE = 0.1


def forecast_pv(
    horizon: Horizon, zone: tzinfo, history: StepSeries | DayTable, now_kw: float | None = None
) -> Floats:
    """Forecast PV power, kW, shape (N,), 0 at night: the last weeks' clear sky times a clearness.

    The clearness goes from now's to the last days'. `history`: metered power, kW.
    """
    pieces = cut(horizon, zone)
    table = history if isinstance(history, DayTable) else tabulate(history, zone)
    today = int(pieces.day[0])
    recent = table.before(today + 1, WINDOW_DAYS)
    clear, usual = _sky(recent, today)
    typical = float(usual.sum() / clear.sum()) if clear.sum() > 0 else 0.0
    values = usual[pieces.half]
    above = clear[pieces.half[0]]
    if now_kw is not None and above > TELLING_SHARE * float(clear.max(initial=0.0)) and typical > 0:
        # at most half again above the clear sky: one bright minute between clouds is not the day
        ratio = min(now_kw / above, 1.5) / typical
        values = values * (1.0 + (ratio - 1.0) * 0.5 ** (pieces.since_first / NOW_HALF_LIFE_HOURS))
        values = np.minimum(values, np.maximum(clear[pieces.half], values[0]))
    return np.maximum(pieces.mean(values), 0.0)


def _sky(recent: DayTable, today: int) -> tuple[Floats, Floats]:
    """Return clear-sky and usual power by half hour, shape (48,) each."""
    known = np.isfinite(recent.values)
    if not known.any():
        return np.zeros(HALVES), np.zeros(HALVES)
    filled = np.where(known, recent.values, 0.0)
    clear = np.quantile(filled, CLEAR_QUANTILE, axis=0)
    weight = 0.5 ** (np.maximum(today - recent.days, 0) / HALF_LIFE_DAYS)[:, None] * known
    total = weight.sum(axis=0)
    usual = (weight * filled).sum(axis=0) / np.where(total > 0, total, 1.0)
    return clear, usual
