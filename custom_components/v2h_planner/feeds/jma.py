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

from ..core.hazard import HazardKind, HazardPolicy, HazardReport, Severity
from ..core.readings import Fault, FaultKind
from ..readers.jma import SOURCE
from ..readers.jma.areas import JmaArea
from ..readers.jma.bulletin import COUNTRY_SILENT, JmaBulletin, JmaParts, carried, compile_bulletin
from ..readers.jma.flood import read_flood
from ..readers.jma.geo import Place
from ..readers.jma.json_shapes import JmaAreaError, JmaPart, JmaShapeError, describe, instant, mapping
from ..readers.jma.likelihood import read_likelihood
from ..readers.jma.timeline import read_timeline
from ..readers.jma.typhoon import Typhoon, read_targets, read_typhoon
from ..readers.jma.warnings import read_warnings
from ..readers.numbers import shorten
from .http_json import LONGEST_PAUSE, Answer, UnavailableError, async_fetch
from .jma_areas import BASE_URL, async_areas, async_find
from .jma_files import (
    FLOOD,
    LIKELIHOOD,
    MAP_TIME,
    PERIODS,
    TIMELINE,
    TYPHOONS,
    VERSIONS,
    WARNINGS,
    jma_files,
    label_of,
    specifications,
)

__all__ = ["BASE_URL", "JmaFeed", "JmaFeedState", "async_areas", "async_find"]

_LOGGER = logging.getLogger(__name__)

# Without a good answer for so long, a file that says what is in force is silent.
SILENT_AFTER: Final = timedelta(minutes=30)
# So long what is in force is believed and shown without a new word about it.
BELIEVED: Final = HazardPolicy().lost_after
# A failure is reported once it lasts so many tries.
PATIENCE: Final = 3
# How often frozen warnings are looked for under the next version's name.
LOOK_AHEAD: Final = timedelta(hours=6)
# How often the list of municipalities is looked at, and how soon again where that failed or an announcement does
# not list ours.
AREAS_PERIOD: Final = timedelta(days=7)
AREAS_AGAIN: Final = timedelta(hours=12)
# No file takes longer, whatever the network does.
PATIENCE_S: Final = 60


_FLOOD_ID: Final = f"{SOURCE}:{HazardKind.FLOOD}"

_READERS: Final[Mapping[str, Callable[[object, JmaArea], JmaPart]]] = {
    WARNINGS: read_warnings,
    FLOOD: read_flood,
    TIMELINE: read_timeline,
    LIKELIHOOD: read_likelihood,
}


# Faults that no patience mends.
_AT_ONCE: Final = frozenset({FaultKind.UNKNOWN_SHAPE, FaultKind.AREA_GONE})


@dataclass(frozen=True, slots=True, kw_only=True)
class JmaFeedState:
    """State that a restart in the middle of a storm must not lose; `codec.encode` makes JSON of it."""

    area: str
    parts: JmaParts
    bulletin: JmaBulletin = JmaBulletin()
    answered_at: datetime | None = None
    alive_seen_at: datetime | None = None
    flood_answered_at: datetime | None = None
    doubted: dict[str, datetime] = field(default_factory=dict)
    area_gone: bool = False
    areas_due: datetime | None = None
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
        # The server's wish to be left alone: since when, and for how long.
        self._wait: tuple[datetime, timedelta] | None = None
        # In force, and nothing new is heard of it: by id, since when.
        self._doubted: dict[str, datetime] = {}
        self._area_gone = False
        self._areas_due = self._started + AREAS_PERIOD
        self._looked_ahead_at: datetime | None = None
        self._parts = JmaParts()
        self._faults: dict[str, Fault] = {}
        self._logged: set[str] = set()
        self._files = jma_files(area.office)
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
        wait = self._waits_until(now)
        return max(first, wait) if wait else first

    @property
    def silent(self) -> bool:
        """Whether nothing is known of what is in force: no good answer about warnings for half an hour, or frozen ones."""
        return self.bulletin.stale or self._is_silent(WARNINGS, self._clock())

    @property
    def report(self) -> HazardReport:
        """Hazards, and of which of them nothing new is heard. Each file by itself: a fresh one counts."""
        doubted = frozenset(self._doubted)
        if self._is_silent(FLOOD, self._clock()):
            doubted |= {_FLOOD_ID}
        heard = {SOURCE}
        if self.silent and _FLOOD_ID not in doubted:
            heard.add(_FLOOD_ID)
        silent = frozenset({SOURCE}) if self.silent else doubted
        return HazardReport(hazards=self.bulletin.hazards, silent=silent, heard=frozenset(heard))

    @property
    def faults(self) -> tuple[Fault, ...]:
        """Faults: a file of another form, one that does not answer once that lasts, frozen ones, a municipality gone."""
        faults = [
            fault
            for name, fault in self._faults.items()
            if fault.kind in _AT_ONCE or self._files[name].failures >= PATIENCE
        ]
        if self.bulletin.stale:
            faults.append(_stale(SOURCE, self.bulletin.reported_at))
        for name in self.bulletin.frozen:
            part: JmaPart | None = getattr(self._parts, name)
            faults.append(_stale(f"{SOURCE} {name}", part.reported_at if part else None))
        if self._area_gone and not any(fault.kind is FaultKind.AREA_GONE for fault in faults):
            faults.append(Fault(FaultKind.AREA_GONE, SOURCE, self._area.label))
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
            flood_answered_at=self._files[FLOOD].answered_at,
            doubted=dict(self._doubted),
            area_gone=self._area_gone,
            areas_due=self._areas_due,
            paths={name: file.path for name, file in self._files.items() if file.path},
        )

    def _restore(self, state: JmaFeedState) -> None:
        self._parts, self.bulletin = state.parts, state.bulletin
        self._files[WARNINGS].answered_at = state.answered_at
        self._files[MAP_TIME].answered_at = state.alive_seen_at
        self._files[FLOOD].answered_at = state.flood_answered_at
        self._doubted = dict(state.doubted)
        self._area_gone = state.area_gone
        self._areas_due = state.areas_due or self._areas_due
        for name, path in state.paths.items():
            if name in self._files and 0 <= path < len(self._files[name].paths):
                self._files[name].path = path
        for typhoon in state.parts.typhoons:
            self._storms[typhoon.id] = typhoon
            self._files[typhoon.id] = specifications(typhoon.id)

    async def async_refresh(self, force: bool = False) -> bool:
        """Ask for what is due, or for everything (`force`). Return whether the bulletin has changed."""
        async with self._lock:
            now = self._clock()
            self._forget_the_future(now)
            if self._waits_until(now):
                return False
            self._wait = None
            asked: set[str] = set()
            back = False
            while name := self._next(now, asked, force=force, back=back):
                asked.add(name)
                failing = self._files[name].failures > 0
                await self._async_fetch(name, now)
                back = back or (failing and name in self._files and not self._files[name].failures)
            before = self.bulletin
            self.bulletin = self._compiled(now)
            if self.bulletin.stale and self._may_look_ahead(now):
                await self._async_look_ahead(now)
            if self._wait is None and now >= self._areas_due:
                await self._async_check_area(now)
            self._log()
            return self.bulletin != before

    def _forget_the_future(self, now: datetime) -> None:
        """Forget times after now: the clock was ahead, and nothing must wait until it is there again."""
        for file in self._files.values():
            if file.asked_at and file.asked_at > now:
                file.asked_at = None
            if file.answered_at and file.answered_at > now:
                file.answered_at = now
        if self._wait and self._wait[0] > now:
            self._wait = None
        if self._looked_ahead_at and self._looked_ahead_at > now:
            self._looked_ahead_at = None
        self._started = min(self._started, now)
        self._areas_due = min(self._areas_due, now + AREAS_PERIOD)
        self._doubted = {key: min(since, now) for key, since in self._doubted.items()}

    def _waits_until(self, now: datetime) -> datetime | None:
        """Return until when the server wants peace, None if it does not: in a storm it gets half an hour at most."""
        if self._wait is None or self._wait[0] > now:
            return None
        since, wish = self._wait
        until = since + (min(wish, LONGEST_PAUSE) if self.stormy else wish)
        return until if until > now else None

    def _is_silent(self, name: str, now: datetime) -> bool:
        """Return whether a file that says what is in force has had no good answer for too long."""
        return now - (self._files[name].answered_at or self._started) > SILENT_AFTER

    def _compiled(self, now: datetime) -> JmaBulletin:
        """Return the bulletin of the files as last read, less what has been doubted for too long."""
        parts = self._parts_to_compile(now)
        draft = compile_bulletin(parts, now, self.bulletin)
        # What does not answer is silent, not frozen; what was frozen before stays so.
        stale = draft.stale and (self.bulletin.stale or not self._is_silent(WARNINGS, now))
        frozen = tuple(name for name in draft.frozen if not self._files[name].failures)
        doubted = self._doubts(now, stale, frozen)
        self._doubted = {key: self._doubted.get(key, now) for key in doubted}
        given_up = frozenset(key for key, since in self._doubted.items() if now - since >= BELIEVED)
        bulletin = compile_bulletin(parts, now, self.bulletin, doubted=doubted, given_up=given_up)
        return replace(bulletin, stale=stale, frozen=frozen)

    def _doubts(self, now: datetime, stale: bool, frozen: tuple[str, ...]) -> frozenset[str]:
        """Return what is in force by the last word of a file that is silent, frozen, or not read in this."""
        doubted: set[str] = set()
        for name, part, still in (
            (WARNINGS, self._parts.warnings, stale),
            (FLOOD, self._parts.flood, FLOOD in frozen),
        ):
            lost = still or self._is_silent(name, now)
            if part is not None:
                doubted |= {one.id for one in part.hazards if lost or one.kind not in part.about}
        return frozenset(doubted)

    def _log(self) -> None:
        """Log what no table has, and what was read by a rare rule: once each."""
        for words, level in ((self.bulletin.unknown, logging.WARNING), (self.bulletin.odd, logging.INFO)):
            for word in words:
                if word not in self._logged:
                    self._logged.add(word)
                    _LOGGER.log(level, "JMA: %s", word)

    def _next(self, now: datetime, asked: set[str], *, force: bool, back: bool) -> str | None:
        """Return the next file to ask for now, in order; asking for the typhoons may have brought files.

        Once the server is `back`, whatever failed has waited long enough.
        """
        if self._wait is not None:
            return None
        left = (name for name in self._files if name not in asked)
        return next(
            (n for n in left if force or (back and self._files[n].failures) or self._due(n, now) <= now), None
        )

    def _due(self, name: str, now: datetime) -> datetime:
        period, file = PERIODS[label_of(name)], self._files[name]
        if file.asked_at and file.asked_at > now:
            return now
        return file.due(period.stormy if self.stormy else period.calm, self._spread, now)

    async def _async_fetch(self, name: str, now: datetime) -> None:
        """Ask for one file and read it. What of it cannot be read leaves its last good word in place."""
        file = self._files[name]
        before = file.requests
        try:
            async with asyncio.timeout(PATIENCE_S):
                answer = await file.async_fetch(self._session, self._base_url, now)
            unread = self._take(name, answer.payload) if answer is not None else ()
        except (UnavailableError, TimeoutError) as err:
            file.failed()
            if isinstance(err, UnavailableError) and err.wait:
                self._wait = (now, err.wait)
            missing = isinstance(err, UnavailableError) and err.missing
            self._blame(name, FaultKind.MISSING if missing else FaultKind.UNAVAILABLE, str(err) or "timeout")
        except JmaAreaError as err:
            file.failed()
            self._areas_due = min(self._areas_due, max(now, self._areas_due - AREAS_PERIOD + AREAS_AGAIN))
            self._blame(name, FaultKind.AREA_GONE, str(err))
        except JmaShapeError as err:
            file.failed()
            self._blame(name, FaultKind.UNKNOWN_SHAPE, str(err))
        except Exception as err:
            file.failed()
            self._blame(name, FaultKind.UNKNOWN_SHAPE, shorten(repr(err)))
            if repr(err) not in self._logged:
                self._logged.add(repr(err))
                _LOGGER.exception("JMA: no reading of %s", name)
        else:
            # Half a file is asked for again in full.
            file.succeeded(now, Answer(None, {}) if unread else answer)
            if unread:
                self._blame(name, FaultKind.UNKNOWN_SHAPE, "; ".join(unread))
            else:
                self._faults.pop(name, None)
        finally:
            self.request_counts[label_of(name)] += file.requests - before

    def _blame(self, name: str, kind: FaultKind, found: str) -> None:
        self._faults[name] = Fault(kind, f"{SOURCE} {label_of(name)}", shorten(found), fatal=kind in _AT_ONCE)

    def _take(self, name: str, payload: object) -> tuple[str, ...]:
        """Read an answer; return what of it could not be read. JmaShapeError when that is all of it."""
        if name in _READERS:
            return self._take_part(name, _READERS[name](payload, self._area))
        if name == MAP_TIME:
            at = instant(mapping(payload).get("latestControlDatetime"))
            if at is None:
                raise JmaShapeError(f"{MAP_TIME} latestControlDatetime: {describe(payload)}")
            self._parts = replace(self._parts, alive_at=at)
            return ()
        unread: tuple[str, ...] = ()
        if name == TYPHOONS:
            self._follow(read_targets(payload))
        else:
            typhoon, before = read_typhoon(payload, name, self._place), self._storms[name]
            if typhoon and typhoon.broken:
                unread = typhoon.broken
                typhoon = typhoon.near_as(before)
            self._storms[name] = typhoon
        typhoons = tuple(typhoon for typhoon in self._storms.values() if typhoon)
        self._parts = replace(self._parts, typhoons=typhoons)
        return unread

    def _take_part(self, name: str, part: JmaPart) -> tuple[str, ...]:
        """Take a file's word over, with what it neither repeats nor says to be over; return what was not read."""
        new = carried(getattr(self._parts, name), part)
        # JmaParts has a field of the same name for each of them.
        fields: dict[str, Any] = {name: new}
        self._parts = replace(self._parts, **fields)
        if not part.lists_area:
            raise JmaAreaError(self._area.label)
        lost = [one.kind for one in new.hazards if one.in_force and one not in part.hazards]
        if lost and part.reported_at is None and not part.broken:
            raise JmaShapeError(f"{name}: []")
        return part.broken or tuple(f"{name} {kind}: []" for kind in lost)

    def _follow(self, storms: tuple[str, ...]) -> None:
        """Ask for the present typhoons from now on, and forget the others."""
        for gone in self._storms.keys() - set(storms):
            del self._storms[gone]
            del self._files[gone]
            self._faults.pop(gone, None)
        for storm in storms:
            if storm not in self._storms:
                self._storms[storm] = None
                self._files[storm] = specifications(storm)

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

    async def _async_check_area(self, now: datetime) -> None:
        """Look whether the municipality is still what it was chosen as: JMA divides them anew every year."""
        self.request_counts["areas"] += 1
        self._areas_due = now + AREAS_AGAIN
        try:
            async with asyncio.timeout(PATIENCE_S):
                areas = await async_areas(self._session, self._base_url)
        except UnavailableError, TimeoutError:
            return
        self._areas_due = now + AREAS_PERIOD
        listed, ours = areas.get(self._area.code), self._area
        self._area_gone = listed is None or (listed.office, listed.class10, listed.class15) != (
            ours.office,
            ours.class10,
            ours.class15,
        )

    def _may_look_ahead(self, now: datetime) -> bool:
        looked = self._looked_ahead_at
        return self._wait is None and (looked is None or now - looked >= LOOK_AHEAD)

    async def _async_look_ahead(self, now: datetime) -> None:
        """Look whether frozen warnings go on under the next version's name: those of May 2026 did."""
        self._looked_ahead_at = now
        path = self._files[WARNINGS].path + 1
        if path >= len(VERSIONS):
            return
        self.request_counts[WARNINGS] += 1
        url = f"{self._base_url}/{self._files[WARNINGS].paths[path]}"
        try:
            async with asyncio.timeout(PATIENCE_S):
                answer = await async_fetch(self._session, url)
            fresh = read_warnings(answer.payload if answer else None, self._area)
        except UnavailableError, TimeoutError, JmaShapeError:
            return
        last = self.bulletin.reported_at
        if fresh.broken or fresh.reported_at is None or (last is not None and fresh.reported_at <= last):
            return
        for name, file in jma_files(self._area.office).items():
            if name in (WARNINGS, MAP_TIME, FLOOD, LIKELIHOOD):
                file.path = path
                file.answered_at = self._files[name].answered_at
                self._files[name] = file
        self._files[WARNINGS].asked_at = self._files[WARNINGS].answered_at = now
        self._parts = replace(self._parts, warnings=fresh, alive_at=fresh.reported_at)
        self.bulletin = self._compiled(now)


def _stale(source: str, last: datetime | None) -> Fault:
    return Fault(FaultKind.STALE, source, last.isoformat(timespec="minutes") if last else "")
