"""How many requests a day costs JMA: the table of docs/warnings.md."""

from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest

from custom_components.v2h_planner.feeds.jma import JmaFeed
from tests.readers.jma import files
from tests.readers.jma.files import HOME, NAGOYA, NOW, kind, report
from tests.readers.jma.office import BASE, R8, SPECIFICATIONS, TARGETS, Clock, calm_office

DOC = Path(__file__).parents[2] / "docs" / "warnings.md"
ROWS = ("warnings", "flood", "timeline", "likelihood", "map_time", "typhoons", "typhoon")


async def day(stormy: bool) -> tuple[Counter[str], int]:
    """A day's requests by file, and how many were answered with a body, in a storm that stays as it is."""
    clock = Clock()
    office = calm_office(clock)
    if stormy:
        office.files |= {
            R8: [report("VPWW58", -1, kind("05", "発表"))],
            TARGETS: files.TARGETS,
            SPECIFICATIONS: files.SPECIFICATIONS,
        }
    feed = JmaFeed(office, NAGOYA, HOME, clock=clock, spread=timedelta(seconds=77), base_url=BASE)
    while feed.due < NOW + timedelta(days=1):
        clock.now = max(feed.due, clock.now)
        await feed.async_refresh()
    assert feed.requests == len(office.asked) == feed.request_counts.total()
    return feed.request_counts, office.answered.count(200)


@pytest.mark.parametrize(("stormy", "column"), [(False, 0), (True, 1)])
async def test_a_day_of_requests_is_as_documented(stormy: bool, column: int) -> None:
    asked, with_body = await day(stormy)
    table = {
        cells[0].split()[0].strip("`*"): cells[-2:]
        for line in DOC.read_text(encoding="utf-8").splitlines()
        if line.startswith(("| `", "| **"))
        if len(cells := [cell.strip() for cell in line.strip("|").split("|")]) == 5
    }
    documented = {row: int(table[row][column]) for row in ROWS}
    assert documented == {row: asked[row] for row in ROWS}
    assert int(table["all"][column].strip("*")) == asked.total()
    assert with_body <= 48 + len(ROWS), "all but the country's clock are empty 304 while nothing changes"
