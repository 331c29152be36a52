from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from custom_components.v2h_planner.core.forecast.day_table import (
    HALVES,
    DayTable,
    cut,
    moments,
    offsets,
    quantiles,
    shapes,
    tabulate,
)
from custom_components.v2h_planner.core.horizon import HALF_HOUR, make_horizon
from custom_components.v2h_planner.core.series import Step, StepSeries

# offsets that are no whole hours, a clock that moves by half an hour, one that moves by two, a day that never was
ZONES = (
    "Asia/Tokyo",
    "Europe/Berlin",
    "Asia/Kathmandu",
    "Australia/Lord_Howe",
    "Antarctica/Troll",
    "Pacific/Apia",
)


def years_end(zone: str) -> datetime:
    """Half a year before which every clock above has changed twice."""
    return (
        datetime(2012, 1, 20, 3, 10, tzinfo=UTC)
        if zone == "Pacific/Apia"
        else datetime(2026, 11, 20, tzinfo=UTC)
    )


@pytest.mark.parametrize("zone", ZONES)
def test_wall_time_is_what_every_single_moment_shows(zone):
    tz = ZoneInfo(zone)
    stamps = years_end(zone).timestamp() - np.random.default_rng(3).uniform(0.0, 400 * 86400.0, 6000)
    each = [datetime.fromtimestamp(at, tz).utcoffset().total_seconds() for at in stamps]
    assert offsets(stamps, tz).tolist() == each
    fixed = timezone(timedelta(hours=9, minutes=30))
    assert set(offsets(stamps, fixed)) == {9.5 * 3600}


@pytest.mark.parametrize("zone", ZONES)
def test_the_clock_on_the_wall_says_what_moment_it_is(zone):
    tz, first = ZoneInfo(zone), years_end(zone).timestamp() - 400 * 86400.0
    walls = np.round(first + np.random.default_rng(9).uniform(0.0, 400 * 86400.0, 6000), 6)
    times = (datetime(1970, 1, 1) + timedelta(seconds=float(wall)) for wall in walls)
    assert moments(walls, tz).tolist() == [wall.replace(tzinfo=tz).timestamp() for wall in times]


def cell_by_cell(series: StepSeries, zone: ZoneInfo) -> dict[tuple[int, int], float]:
    """Tabulate minute by minute."""
    cells: dict[tuple[int, int], list[float]] = {}
    for step in series:
        at = step.start
        while at < step.end:
            wall = at.astimezone(zone)
            cells.setdefault((wall.toordinal(), wall.hour * 2 + wall.minute // 30), []).append(step.value)
            at += timedelta(minutes=1)
    return {cell: sum(values) / len(values) for cell, values in cells.items() if len(values) >= 15}


@pytest.mark.parametrize("zone", ZONES)
def test_a_table_is_what_its_minutes_are(zone):
    tz, rng, steps = ZoneInfo(zone), np.random.default_rng(5), []
    for month in range(0, 400, 3):  # 400 days with holes
        at = years_end(zone) - timedelta(days=400 - month)
        for length in (30, 20, 60, 30, 15):
            end = at + timedelta(minutes=length)
            steps.append(Step(at, end, float(rng.normal())))
            at = end
    table = tabulate(StepSeries(tuple(steps)), tz)
    expected = cell_by_cell(StepSeries(tuple(steps)), tz)
    known = {
        (int(table.days[row]), int(half)): float(table.values[row, half])
        for row, half in zip(*np.nonzero(np.isfinite(table.values)), strict=True)
    }
    assert known.keys() == expected.keys()
    assert list(known.values()) == pytest.approx([expected[cell] for cell in known])


@pytest.mark.parametrize("zone", ZONES)
def test_slots_lie_where_the_clock_on_the_wall_puts_their_middle(zone):
    tz = ZoneInfo(zone)
    for day in range(0, 400, 7):
        horizon = make_horizon((years_end(zone) - timedelta(days=day)).astimezone(tz))
        pieces = cut(horizon, tz)
        for ahead, ordinal, half in zip(pieces.ahead, pieces.day, pieces.half, strict=True):
            wall = datetime.fromtimestamp(horizon.start.timestamp() + 3600.0 * ahead, tz)
            assert (wall.toordinal(), wall.hour * 2 + wall.minute // 30) == (ordinal, half)


def test_quantiles_are_those_of_numpy_whatever_is_unknown():
    rng = np.random.default_rng(7)
    for rows in (1, 2, 7, 63):
        values = np.where(rng.random((rows, HALVES)) < 0.3, np.nan, rng.normal(size=(rows, HALVES)))
        values[:, 5] = np.nan
        there = np.isfinite(values).any(axis=0)
        ours = quantiles(values, (0.1, 0.5, 0.9))
        assert (ours[:, there] == np.nanquantile(values[:, there], [0.1, 0.5, 0.9], axis=0)).all()
        assert np.isnan(ours[:, ~there]).all()


def test_several_means_at_once_are_those_one_by_one():
    rng = np.random.default_rng(11)
    values = np.where(rng.random((20, HALVES)) < 0.2, np.nan, rng.normal(size=(20, HALVES)))
    values[:, 7] = np.nan
    weights = rng.random((4, 20)) * (rng.random((4, 20)) < 0.5)
    weights[3] = 0.0
    together = shapes(DayTable(np.arange(20), values), weights, 0.5, 3.0)
    for row, weight in zip(together, weights, strict=True):
        known = np.isfinite(values) & (weight[:, None] > 0)
        seen = known.any(axis=0)
        mass = (weight[:, None] * known).sum(axis=0)
        total = (weight[:, None] * np.where(known, values, 0.0)).sum(axis=0)
        assert row[seen] == pytest.approx(total[seen] / mass[seen])
        assert row[~seen] == pytest.approx((total.sum() + 1.5) / (mass.sum() + 3.0))


def test_a_slot_takes_the_mean_of_the_steps_in_it():
    rng, start = np.random.default_rng(13), datetime(2026, 5, 1, 3, 7, tzinfo=UTC)
    horizon, steps, at = make_horizon(start), [], start - timedelta(hours=7)
    while at < start + timedelta(days=4):
        end = at + timedelta(minutes=int(rng.integers(1, 90)))
        if rng.random() < 0.8:
            steps.append(Step(at, end, float(rng.normal())))
        at = end
    series = StepSeries(tuple(steps))
    for slot, mean in enumerate(series.on(horizon)):
        lo, hi = horizon.edges[slot : slot + 2]
        parts = [
            ((min(s.end, hi) - max(s.start, lo)) / HALF_HOUR, s.value)
            for s in steps
            if s.end > lo and s.start < hi
        ]
        covered = sum(length for length, _ in parts)
        if covered < (hi - lo) / HALF_HOUR / 2:
            assert np.isnan(mean)
        else:
            assert mean == pytest.approx(sum(length * value for length, value in parts) / covered)
    assert np.isnan(StepSeries().on(horizon)).all()
