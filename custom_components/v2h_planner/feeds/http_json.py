"""The one HTTP client of the feeds: polite to servers, and with little trust in what they answer."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from http import HTTPStatus
import json
from typing import Final

from aiohttp import ClientError, ClientResponse, ClientSession, ClientTimeout
from yarl import URL

from ..readers.numbers import shorten

LONGEST_PAUSE: Final = timedelta(minutes=30)
# No server is obeyed for longer than this.
LONGEST_WAIT: Final = timedelta(hours=6)

# For an answer with all its redirects, and for silence in the midst of it.
PATIENCE_S: Final = 15.0
TIMEOUT: Final = ClientTimeout(total=PATIENCE_S, sock_read=10.0)
# Of the answer as it is read, not as it is packed for the way.
MOST_BYTES: Final = 5_000_000
# The deepest file that is known has nine levels.
MOST_LEVELS: Final = 32
MOST_REDIRECTS: Final = 3
_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
_CHUNK: Final = 65_536
# Larger answers are decoded off the event loop, which nothing may hold for long.
_INLINE_BYTES: Final = 50_000


class UnavailableError(Exception):
    """No usable answer; the text says what came instead."""

    def __init__(self, message: str, *, missing: bool = False, wait: timedelta | None = None) -> None:
        """`missing`: there is no such file. `wait`: how long the server asks to be left alone."""
        super().__init__(message)
        self.missing = missing
        self.wait = wait


@dataclass(frozen=True, slots=True)
class Answer:
    """A decoded file, and the request headers that ask next time whether it still holds."""

    payload: object
    validators: dict[str, str]


@dataclass(slots=True, kw_only=True)
class JsonFile:
    """A file that is asked for again and again. `paths`: where it may be; `path`: which of them it was last at."""

    paths: tuple[str, ...]
    path: int = 0
    asked_at: datetime | None = None
    answered_at: datetime | None = None
    failures: int = 0
    requests: int = 0
    validators: dict[str, str] = field(default_factory=dict)

    def due(self, period: timedelta, spread: timedelta, now: datetime) -> datetime:
        """Return when to ask next: at this home's own marks of the clock, ever more rarely while it fails.

        A mark is a multiple of the period, plus `spread`; the next one counts that is half a period away at least.
        """
        if self.asked_at is None:
            return now
        if self.failures:
            return self.asked_at + min(period * (1 << min(self.failures, 8)), LONGEST_PAUSE)
        epoch = datetime.fromtimestamp(0, UTC) + spread
        marks = -((epoch - self.asked_at - period / 2) // period)
        return (epoch + marks * period).astimezone(self.asked_at.tzinfo)

    async def async_fetch(self, session: ClientSession, base_url: str, now: datetime) -> Answer | None:
        """Fetch it, None when it has not changed. Where there is no file, its other paths are tried.

        UnavailableError without a usable answer. Call `succeeded` once the answer was understood, `failed` otherwise.
        """
        self.asked_at = now
        for left in range(len(self.paths), 0, -1):
            self.requests += 1
            try:
                return await async_fetch(session, f"{base_url}/{self.paths[self.path]}", self.validators)
            except UnavailableError as err:
                if not err.missing:
                    raise
                self.path = (self.path + 1) % len(self.paths)
                self.validators = {}
                if left == 1:
                    raise
        raise UnavailableError("no path", missing=True)

    def succeeded(self, now: datetime, answer: Answer | None) -> None:
        """Note a good answer."""
        self.failures, self.answered_at = 0, now
        if answer is not None:
            self.validators = answer.validators

    def failed(self) -> None:
        """Note an answer that was missing or not understood. The validators stay: they are of the last good one."""
        self.failures += 1


async def async_fetch(
    session: ClientSession, url: str, validators: Mapping[str, str] | None = None
) -> Answer | None:
    """Fetch a file, None when it is still that of the `validators`. UnavailableError without a usable answer."""
    try:
        async with asyncio.timeout(PATIENCE_S):
            found = await _async_body(session, url, validators or {})
    except TimeoutError as err:
        raise UnavailableError("timeout") from err
    except (ClientError, OSError, ValueError) as err:
        raise UnavailableError(shorten(str(err) or type(err).__name__)) from err
    if found is None:
        return None
    body, headers = found
    pairs = (("If-None-Match", "ETag"), ("If-Modified-Since", "Last-Modified"))
    again = {ours: headers[theirs] for ours, theirs in pairs if theirs in headers}
    if len(body) <= _INLINE_BYTES:
        return Answer(_decoded(body), again)
    loop = asyncio.get_running_loop()
    return Answer(await loop.run_in_executor(None, _decoded, body), again)


async def _async_body(
    session: ClientSession, url: str, validators: Mapping[str, str]
) -> tuple[bytes, Mapping[str, str]] | None:
    """Return the body of the answer and its headers, None when nothing has changed."""
    for _ in range(1 + MOST_REDIRECTS):
        # A redirect is followed here, so that no other host is ever asked.
        async with session.get(
            url, headers=dict(validators), timeout=TIMEOUT, allow_redirects=False
        ) as response:
            headers = response.headers
            if response.status in _REDIRECTS:
                url = _redirected(url, headers.get("Location", ""))
                continue
            if response.status == HTTPStatus.NOT_MODIFIED and validators:
                return None
            if response.status != HTTPStatus.OK:
                raise UnavailableError(
                    f"HTTP {response.status}",
                    missing=response.status in (HTTPStatus.NOT_FOUND, HTTPStatus.GONE),
                    wait=retry_after(headers.get("Retry-After"), headers.get("Date")),
                )
            return await _async_read(response), headers
    raise UnavailableError(f"> {MOST_REDIRECTS} redirects")


async def _async_read(response: ClientResponse) -> bytes:
    """Read an answer, no further than one may be long."""
    stated = response.headers.get("Content-Length", "")
    if stated.isascii() and stated.isdigit() and (len(stated) > 12 or int(stated) > MOST_BYTES):
        raise UnavailableError(f"> {MOST_BYTES} bytes")
    body, content = bytearray(), response.content
    while chunk := await content.read(_CHUNK):
        body += chunk
        if len(body) > MOST_BYTES:
            raise UnavailableError(f"> {MOST_BYTES} bytes")
    return bytes(body)


def _redirected(url: str, location: str) -> str:
    """Return where a redirect leads; UnavailableError where that is another host, or less safe."""
    here = URL(url)
    there = here.join(URL(location))
    elsewhere = there.host != here.host or there.port not in {here.port, 443}
    if elsewhere or there.scheme not in {here.scheme, "https"}:
        raise UnavailableError(f"→ {shorten(there.host or location)}")
    return str(there)


def _decoded(body: bytes) -> object:
    """Decode a file in any of JSON's encodings; UnavailableError where it is none, or nested without end."""
    try:
        payload: object = json.loads(body.decode(json.detect_encoding(body)))
        if b"\\u" in body:
            json.dumps(
                payload, ensure_ascii=False
            ).encode()  # half a letter: what nobody can write down again
    except (ValueError, RecursionError) as err:
        start = body[:200].decode(errors="replace")
        raise UnavailableError(shorten(" ".join(start.split()) or "∅")) from err
    if _levels_exceed(payload, MOST_LEVELS):
        raise UnavailableError(f"> {MOST_LEVELS} levels")
    return payload


def _levels_exceed(payload: object, most: int) -> bool:
    """Return whether lists and mappings are nested deeper than that: readers go down without counting."""
    level = [payload]
    for _ in range(most):
        level = [
            inner
            for outer in level
            if isinstance(outer, (list, dict))
            for inner in (outer.values() if isinstance(outer, dict) else outer)
            if isinstance(inner, (list, dict))
        ]
        if not level:
            return False
    return True


def retry_after(header: str | None, date: str | None = None) -> timedelta | None:
    """Return how long `Retry-After` asks to wait: seconds, or a time by the clock of the server's `Date`."""
    if not header:
        return None
    words = header.strip()
    if words.isascii() and words.isdigit():
        return min(timedelta(seconds=int(words[:8])), LONGEST_WAIT)
    try:
        wait = parsedate_to_datetime(words) - parsedate_to_datetime(date or "")
    except TypeError, ValueError:
        return None
    return min(max(wait, timedelta()), LONGEST_WAIT) or None
