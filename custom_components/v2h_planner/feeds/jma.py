"""JMA's warnings, floods, timeline, early notices and typhoons for one municipality: which files, and when.

Files and rules: `docs/warnings.md`. Every file has its own period, shorter while a warning is in force; each request
names the last answer (ETag, Last-Modified), so most are answered by an empty 304. Nothing but the office's code and the
ids of typhoons is ever sent: whether a typhoon's area or an area's outline holds the home is worked out here.
"""

import asyncio
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
import logging
from typing import Any, Final

from aiohttp import ClientSession

from ..core.hazard import Severity
from ..core.readings import Fault, FaultKind
from ..readers.jma import SOURCE
from ..readers.jma.areas import Areas, JmaArea, read_areas
from ..readers.jma.bulletin import COUNTRY_SILENT, JmaBulletin, JmaParts, compile_bulletin
from ..readers.jma.flood import read_flood
from ..readers.jma.geo import Place, candidates, is_inside, nearest, read_boxes
from ..readers.jma.json_shapes import JmaPart, JmaShapeError, describe, instant, mapping
from ..readers.jma.likelihood import read_likelihood
from ..readers.jma.timeline import read_timeline
from ..readers.jma.typhoon import Typhoon, read_targets, read_typhoon
from ..readers.jma.warnings import read_warnings
from ..readers.numbers import shorten
from .http_json import JsonFile, UnavailableError, async_fetch

_LOGGER = logging.getLogger(__name__)

BASE_URL: Final = "https://www.jma.go.jp/bosai"

# Versions of the files' form, the present one first: "r8" is the era's year of 2026.
VERSIONS: Final = ("r8", "r9", "r10")
# Offices whose forecasts stand in another's file, if they have none of their own.
FORECAST_OFFICES: Final[Mapping[str, str]] = {"014030": "014100", "460040": "460100"}

# Without a good answer about warnings for so long, the source is silent.
SILENT_AFTER: Final = timedelta(minutes=30)
# A failure is reported once it lasts so many tries.
PATIENCE: Final = 3
# How often frozen warnings are looked for under the next version's name.
LOOK_AHEAD: Final = timedelta(hours=6)


@dataclass(frozen=True, slots=True)
class Period:
    """How often a file is asked: in calm weather, and while a watch is on or a warning in force."""

    calm: timedelta
    stormy: timedelta


WARNINGS, FLOOD, TIMELINE, LIKELIHOOD = "warnings", "flood", "timeline", "likelihood"
MAP_TIME, TYPHOONS, TYPHOON = "map_time", "typhoons", "typhoon"

PERIODS: Final[Mapping[str, Period]] = {
    WARNINGS: Period(timedelta(minutes=5), timedelta(minutes=2)),
    FLOOD: Period(timedelta(minutes=10), timedelta(minutes=5)),
    TIMELINE: Period(timedelta(minutes=30), timedelta(minutes=10)),
    LIKELIHOOD: Period(timedelta(minutes=30), timedelta(minutes=10)),
    MAP_TIME: Period(timedelta(minutes=30), timedelta(minutes=30)),
    TYPHOONS: Period(timedelta(hours=1), timedelta(hours=1)),
    TYPHOON: Period(timedelta(hours=1), timedelta(hours=1)),
}
_READERS: Final[Mapping[str, Callable[[object, JmaArea], JmaPart]]] = {
    WARNINGS: read_warnings,
    FLOOD: read_flood,
    TIMELINE: read_timeline,
    LIKELIHOOD: read_likelihood,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class JmaFeedState:
    """State that a restart in the middle of a storm must not lose; `codec.encode` makes JSON of it."""

    area: str
    parts: JmaParts
    bulletin: JmaBulletin = JmaBulletin()
    answered_at: datetime | None = None
    alive_seen_at: datetime | None = None
    paths: dict[str, int] = field(default_factory=dict)


class JmaFeed:
    """Bulletin of JMA about one municipality, kept up to date."""

    def __init__(
        self,
        session: ClientSession,
        area: JmaArea,
        place: Place | None,
        *,
        clock: Callable[[], datetime],
        spread: timedelta = timedelta(),
        base_url: str = BASE_URL,
        state: JmaFeedState | None = None,
    ) -> None:
        """`place`: of the home, for typhoons. `spread`: how far after others' marks. `state`: from before a restart."""
        self.bulletin = JmaBulletin()
        # By kind of file.
        self.request_counts: Counter[str] = Counter()
        # To be set while a watch is on, so that news comes faster.
        self.watching = False
        self._session = session
        self._area = area
        self._place = place
        self._clock = clock
        self._spread = spread
        self._base_url = base_url.rstrip("/")
        self._started = clock()
        self._lock = asyncio.Lock()
        self._wait_until: datetime | None = None
        self._looked_ahead_at: datetime | None = None
        self._parts = JmaParts()
        self._faults: dict[str, Fault] = {}
        self._logged: set[str] = set()
        self._files = _files(area.office)
        # None for one that has weakened.
        self._storms: dict[str, Typhoon | None] = {}
        if state is not None and state.area == area.code:
            self._restore(state)

    @property
    def requests(self) -> int:
        """Number of requests that were made."""
        return self.request_counts.total()

    @property
    def stormy(self) -> bool:
        """Whether news are wanted faster: a watch is on, or any warning is in force."""
        severity = self.bulletin.severity
        return self.watching or (severity is not None and severity >= Severity.WARNING)

    @property
    def due(self) -> datetime:
        """When to ask next; now or earlier means at once."""
        now = self._clock()
        first = min(self._due(name, now) for name in self._files)
        return max(first, self._wait_until) if self._wait_until else first

    @property
    def silent(self) -> bool:
        """Whether it is not to be relied on: no good answer about warnings for half an hour, or frozen ones."""
        last = self._files[WARNINGS].answered_at or self._started
        return self.bulletin.stale or self._clock() - last > SILENT_AFTER

    @property
    def faults(self) -> tuple[Fault, ...]:
        """Faults: a file of another form, one that does not answer once that lasts, frozen warnings."""
        faults = [
            fault
            for name, fault in self._faults.items()
            if fault.kind is FaultKind.UNKNOWN_SHAPE or self._files[name].failures >= PATIENCE
        ]
        if self.bulletin.stale:
            last = self.bulletin.reported_at
            faults.append(Fault(FaultKind.STALE, SOURCE, last.isoformat(timespec="minutes") if last else ""))
        return tuple(faults)

    @property
    def state(self) -> JmaFeedState:
        """State for a feed of the same area after a restart."""
        return JmaFeedState(
            area=self._area.code,
            parts=self._parts,
            bulletin=self.bulletin,
            answered_at=self._files[WARNINGS].answered_at,
            alive_seen_at=self._files[MAP_TIME].answered_at,
            paths={name: file.path for name, file in self._files.items() if file.path},
        )

    def _restore(self, state: JmaFeedState) -> None:
        self._parts, self.bulletin = state.parts, state.bulletin
        self._files[WARNINGS].answered_at = state.answered_at
        self._files[MAP_TIME].answered_at = state.alive_seen_at
        for name, path in state.paths.items():
            if name in self._files and 0 <= path < len(self._files[name].paths):
                self._files[name].path = path
        for typhoon in state.parts.typhoons:
            self._storms[typhoon.id] = typhoon
            self._files[typhoon.id] = _specifications(typhoon.id)

    async def async_refresh(self, force: bool = False) -> bool:
        """Ask for what is due, or for everything (`force`). Return whether the bulletin has changed."""
        async with self._lock:
            now = self._clock()
            if self._wait_until and now < self._wait_until:
                return False
            self._wait_until = None
            asked: set[str] = set()
            back = False
            while name := self._next(now, asked, force=force, back=back):
                asked.add(name)
                failing = self._files[name].failures > 0
                await self._async_fetch(name, now)
                back = back or (failing and name in self._files and not self._files[name].failures)
            before = self.bulletin
            self.bulletin = compile_bulletin(self._parts_to_compile(now), now, before)
            if self.bulletin.stale and self._may_look_ahead(now):
                await self._async_look_ahead(now)
            self._log()
            return self.bulletin != before

    def _log(self) -> None:
        """Log what no table has, and what was read by a rare rule: once each."""
        for words, level in ((self.bulletin.unknown, logging.WARNING), (self.bulletin.odd, logging.INFO)):
            for word in words:
                if word not in self._logged:
                    self._logged.add(word)
                    _LOGGER.log(level, "JMA, %s: %s", self._area.label, word)

    def _next(self, now: datetime, asked: set[str], *, force: bool, back: bool) -> str | None:
        """Return the next file to ask for now, in order; asking for the typhoons may have brought files.

        Once the server is `back`, whatever failed has waited long enough.
        """
        if self._wait_until is not None:
            return None
        left = (name for name in self._files if name not in asked)
        return next(
            (n for n in left if force or (back and self._files[n].failures) or self._due(n, now) <= now), None
        )

    def _due(self, name: str, now: datetime) -> datetime:
        period = PERIODS[_label(name)]
        return self._files[name].due(period.stormy if self.stormy else period.calm, self._spread, now)

    async def _async_fetch(self, name: str, now: datetime) -> None:
        """Ask for one file and read it. One of another form leaves the last good one in place."""
        file = self._files[name]
        source = f"{SOURCE} {_label(name)}"
        before = file.requests
        try:
            answer = await file.async_fetch(self._session, self._base_url, now)
            if answer is not None:
                self._take(name, answer.payload)
        except UnavailableError as err:
            file.failed()
            if err.wait:
                self._wait_until = now + err.wait
            kind = FaultKind.MISSING if err.missing else FaultKind.UNAVAILABLE
            self._faults[name] = Fault(kind, source, shorten(err), fatal=False)
        except JmaShapeError as err:
            file.failed()
            self._faults[name] = Fault(FaultKind.UNKNOWN_SHAPE, source, shorten(err))
        else:
            file.succeeded(now, answer)
            self._faults.pop(name, None)
        finally:
            self.request_counts[_label(name)] += file.requests - before

    def _take(self, name: str, payload: object) -> None:
        """Read an answer; JmaShapeError when its form has changed."""
        if name in _READERS:
            # JmaParts has a field of the same name for each of them.
            part: dict[str, Any] = {name: _READERS[name](payload, self._area)}
            self._parts = replace(self._parts, **part)
        elif name == MAP_TIME:
            at = instant(mapping(payload).get("latestControlDatetime"))
            if at is None:
                raise JmaShapeError(f"{MAP_TIME}: {describe(payload)}")
            self._parts = replace(self._parts, alive_at=at)
        else:
            if name == TYPHOONS:
                self._follow(read_targets(payload))
            else:
                self._storms[name] = read_typhoon(payload, name, self._place)
            typhoons = tuple(typhoon for typhoon in self._storms.values() if typhoon)
            self._parts = replace(self._parts, typhoons=typhoons)

    def _follow(self, storms: tuple[str, ...]) -> None:
        """Ask for the present typhoons from now on, and forget the others."""
        for gone in self._storms.keys() - set(storms):
            del self._storms[gone]
            del self._files[gone]
            self._faults.pop(gone, None)
        for storm in storms:
            if storm not in self._storms:
                self._storms[storm] = None
                self._files[storm] = _specifications(storm)

    def _parts_to_compile(self, now: datetime) -> JmaParts:
        """Return the parts, with the country's last announcement only while its file answers.

        Nothing is called frozen that could not be asked: while we are offline, and for some hours after the start
        if that file does not answer.
        """
        answered = self._files[WARNINGS].answered_at
        offline = answered is None or now - answered > SILENT_AFTER
        if offline and not self.bulletin.stale:
            return replace(self._parts, alive_at=now)
        country = self._files[MAP_TIME]
        if country.failures and (country.answered_at is None or now - country.answered_at > COUNTRY_SILENT):
            grace = now - self._started <= COUNTRY_SILENT
            return replace(self._parts, alive_at=now if grace else None)
        return self._parts

    def _may_look_ahead(self, now: datetime) -> bool:
        looked = self._looked_ahead_at
        return self._wait_until is None and (looked is None or now - looked >= LOOK_AHEAD)

    async def _async_look_ahead(self, now: datetime) -> None:
        """Look whether frozen warnings go on under the next version's name: those of May 2026 did."""
        self._looked_ahead_at = now
        path = self._files[WARNINGS].path + 1
        if path >= len(VERSIONS):
            return
        self.request_counts[WARNINGS] += 1
        url = f"{self._base_url}/{self._files[WARNINGS].paths[path]}"
        try:
            answer = await async_fetch(self._session, url)
            fresh = read_warnings(answer.payload if answer else None, self._area)
        except UnavailableError, JmaShapeError:
            return
        last = self.bulletin.reported_at
        if fresh.reported_at is None or (last is not None and fresh.reported_at <= last):
            return
        for name, file in _files(self._area.office).items():
            if name in (WARNINGS, MAP_TIME, FLOOD, LIKELIHOOD):
                file.path = path
                self._files[name] = file
        self._files[WARNINGS].asked_at = self._files[WARNINGS].answered_at = now
        self._parts = replace(self._parts, warnings=fresh, alive_at=fresh.reported_at)
        self.bulletin = compile_bulletin(self._parts, now, self.bulletin)


def _files(office: str) -> dict[str, JsonFile]:
    """Return the files of one office, the most important first. Version by version: `path` is the version's place."""
    forecasts = tuple(dict.fromkeys((office, FORECAST_OFFICES.get(office, office))))
    likely = [
        path for code in forecasts for path in _versions(f"probability/data/probability/{{}}/{code}.json")
    ]
    return {
        WARNINGS: JsonFile(paths=_versions(f"warning/data/{{}}/{office}.json")),
        MAP_TIME: JsonFile(paths=_versions("warning/data/{}/map_time.json")),
        FLOOD: JsonFile(paths=_versions("flood/data/{}/flood_xml.json")),
        TIMELINE: JsonFile(paths=tuple(f"warning_timeline/data/{code}.json" for code in forecasts)),
        LIKELIHOOD: JsonFile(paths=tuple(likely)),
        TYPHOONS: JsonFile(paths=("typhoon/data/targetTc.json",)),
    }


def _versions(path: str) -> tuple[str, ...]:
    return tuple(path.format(version) for version in VERSIONS)


def _specifications(storm: str) -> JsonFile:
    return JsonFile(paths=(f"typhoon/data/{storm}/specifications.json",))


def _label(name: str) -> str:
    """Return the kind of a file: typhoons' own files are named by their ids."""
    return name if name in PERIODS else TYPHOON


# ---------------------------------------------------------------------- areas, for the config flow


async def async_areas(session: ClientSession, base_url: str = BASE_URL) -> Areas:
    """Fetch all areas; UnavailableError without a usable answer. They change once a year or less: keep them."""
    try:
        return read_areas(await _async_constant(session, base_url, "area.json"))
    except JmaShapeError as err:
        raise UnavailableError(shorten(err)) from err


async def async_find(
    session: ClientSession, lat: float, lon: float, base_url: str = BASE_URL, areas: Areas | None = None
) -> JmaArea | None:
    """Find the area of a place, None outside Japan. The place stays here: boxes and outlines are fetched and compared.

    JMA's own page finds "here" the same way: the boxes that contain the place, then their outlines; on the shore,
    where there is none, the nearest box. UnavailableError without a usable answer.
    """
    place = (lat, lon)
    areas = areas or await async_areas(session, base_url)
    try:
        boxes = read_boxes(await _async_constant(session, base_url, "class20relm.json"))
    except JmaShapeError as err:
        raise UnavailableError(shorten(err)) from err
    boxes = {code: box for code, box in boxes.items() if areas.get(code)}
    around = candidates(boxes, place)
    for code in around:
        try:
            outline = await _async_constant(session, base_url, f"geojson/class20s/{code}.json")
        except UnavailableError:
            continue
        if is_inside(outline, place):
            return areas.get(code)
    shore = nearest(boxes, place)
    return areas.get(shore) if shore else None


async def _async_constant(session: ClientSession, base_url: str, name: str) -> object:
    answer = await async_fetch(session, f"{base_url.rstrip('/')}/common/const/{name}")
    return answer.payload if answer else None
