"""A change of one key, anywhere in any of JMA's files: what threatens is still known, or a fault says that it is not.

Every key of every file is damaged in every way, one at a time, in the middle of a storm and in the first answer ever.
"""

from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import pytest

from custom_components.v2h_planner.core.readings import FaultKind
from custom_components.v2h_planner.feeds.jma import JmaFeed
from tests.readers.jma import files
from tests.readers.jma.files import HOME, NAGOYA, QUIET, kind, likelihood, report, river, timeline
from tests.readers.jma.office import (
    BASE,
    FLOOD,
    LIKELIHOOD,
    R8,
    SPECIFICATIONS,
    TARGETS,
    TIMELINE,
    Clock,
    Office,
    calm_office,
)

# Every file has something to say that none of the others has.
STORM: dict[str, Any] = {
    R8: [
        report("VPWW60", -1, kind("06", "発表", "30"), region=[kind("06", "発表")]),
        report("VPWW56", -2, kind("29", "継続", "41"), region=[kind("29", "継続")]),
        report("VPWW58", -3, QUIET, region=[QUIET]),
        report("VPWW61", -4, kind("14", "継続", "20"), region=[kind("14", "継続")]),
    ],
    FLOOD: [
        river("例川", "41", class20Codes=[NAGOYA.code], officeCodes=[NAGOYA.office]),
        river("見本川", "20", class20Codes=[NAGOYA.code]),
    ],
    TIMELINE: timeline(0, 高潮危険度=["11", "31", "31", "11"], 大雨浸水危険度=["11", "11", "31", "41"]),
    LIKELIHOOD: likelihood(0, 潮位=["", "", "中", "高"], 波=["", "", "", "高"]),
    TARGETS: files.TARGETS,
    SPECIFICATIONS: files.SPECIFICATIONS,
}
MISSING = ("renamed", "left out")
DAMAGE: dict[str, Any] = {"null": None, "[]": [], "{}": {}, "text": "x", "number": 7, "nested": [[{"x": 1}]]}
# Empty, these say what they always say when there is nothing.
NOTHING = {(FLOOD, ()), (TARGETS, ())}


def places(payload: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Every place in a document, the whole of it first."""
    yield path
    inner = (
        payload.items()
        if isinstance(payload, dict)
        else enumerate(payload)
        if isinstance(payload, list)
        else ()
    )
    for key, value in inner:
        yield from places(value, (*path, key))


def at(payload: Any, path: tuple[Any, ...]) -> Any:
    """What stands at a place; a number that is written as a text is a number."""
    for key in path:
        payload = payload[key]
    return int(payload) if isinstance(payload, str) and payload.isdigit() and path[-1] == "km" else payload


def damaged(payload: Any, path: tuple[Any, ...], how: str) -> Any:
    """The document with one place renamed, left out, or holding something else."""
    if not path:
        return deepcopy(DAMAGE[how])
    copy = deepcopy(payload)
    inside = copy
    for key in path[:-1]:
        inside = inside[key]
    if how in DAMAGE:
        inside[path[-1]] = deepcopy(DAMAGE[how])
    else:
        value = inside.pop(path[-1])
        if how == "renamed":
            inside[f"{path[-1]}2"] = value
    return copy


def told(feed: JmaFeed) -> set[tuple[Any, ...]]:
    """What threatens, and how badly; an end is only an end."""
    return {
        (one.kind, one.severity, one.in_force, one.start) for one in feed.bulletin.hazards if not one.in_force
    } | {(one.kind, one.severity, one.in_force) for one in feed.bulletin.hazards if one.in_force}


def at_least(now: set[tuple[Any, ...]], before: set[tuple[Any, ...]]) -> bool:
    """Whether all that threatened still does, as badly or worse, if only as something that no table knows."""
    return all(
        any(one[0] in (two[0], "unknown") and one[2:] == two[2:] and one[1] >= two[1] for one in now)
        for two in before
    )


def shapes(feed: JmaFeed) -> set[str]:
    """Files of which a fault says that they cannot be read."""
    kinds = (FaultKind.UNKNOWN_SHAPE, FaultKind.AREA_GONE)
    return {fault.source for fault in feed.faults if fault.kind in kinds}


async def feed_in(storm: dict[str, Any]) -> tuple[JmaFeed, Office, Clock]:
    """A feed that has asked for everything once."""
    clock = Clock()
    office = calm_office(clock)
    office.files |= storm
    feed = JmaFeed(office, NAGOYA, HOME, clock=clock, base_url=BASE)
    await feed.async_refresh()
    return feed, office, clock


async def test_the_undamaged_storm_is_read_without_a_fault() -> None:
    feed, _, _ = await feed_in(STORM)
    assert feed.faults == ()
    names = {(hazard.kind.value, hazard.in_force) for hazard in feed.bulletin.hazards}
    assert {name for name, here in names if here} == {"snow", "landslide", "flood", "thunder"}
    assert {name for name, here in names if not here} == {"surge", "rain", "waves", "wind"}


def cases(file: str, how: str) -> Iterator[tuple[tuple[Any, ...], Any]]:
    """Each place of a file, and the file damaged there."""
    for path in places(STORM[file]):
        fits = (bool(path) and isinstance(path[-1], str)) if how in MISSING else True
        # Another number in the place of one is another place or width of a storm; nobody could tell.
        number = how == "number" and isinstance(at(STORM[file], path), int | float)
        # A file that is a number is none: the office answers by that status.
        if (
            fits
            and not number
            and not (how == "[]" and (file, path) in NOTHING)
            and (path or how != "number")
        ):
            yield path, damaged(STORM[file], path, how)


@pytest.mark.parametrize("how", [*DAMAGE, *MISSING])
@pytest.mark.parametrize("file", STORM)
async def test_a_damaged_key_in_a_storm_leaves_the_last_good_word_or_the_same_one(
    file: str, how: str
) -> None:
    calm = []
    for path, payload in cases(file, how):
        feed, office, clock = await feed_in(STORM)
        before = told(feed)
        office.files[file] = payload
        clock.forward(minutes=10)
        await feed.async_refresh(force=True)
        if not at_least(told(feed), before) and not (
            how == "[]" and path[-1:] == ("properties",) and shapes(feed)
        ):
            calm.append(path)
    assert calm == []


@pytest.mark.parametrize("how", [*DAMAGE, *MISSING])
@pytest.mark.parametrize("file", STORM)
async def test_a_damaged_key_in_the_first_answer_is_never_calm_without_a_fault(file: str, how: str) -> None:
    whole, _, _ = await feed_in(STORM)
    calm = []
    for path, payload in cases(file, how):
        feed, _, _ = await feed_in(STORM | {file: payload})
        if not shapes(feed) and not at_least(told(feed), told(whole)) and not (payload == [] and file == R8):
            calm.append(path)
    assert calm == []


async def test_a_storm_that_cannot_be_read_any_more_is_believed_for_half_a_day_and_let_go() -> None:
    for path, payload in cases(R8, "null"):
        feed, office, clock = await feed_in({R8: STORM[R8]})
        office.files[R8] = payload
        clock.forward(minutes=10)
        await feed.async_refresh(force=True)
        lost = {one.id for one in feed.bulletin.hazards if feed.report.doubts(one)}
        for _ in range(14):
            clock.forward(hours=1)
            await feed.async_refresh(force=True)
        still = {one.id for one in feed.bulletin.hazards if one.in_force}
        assert not lost & still, path
