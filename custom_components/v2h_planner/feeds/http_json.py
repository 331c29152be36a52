"""A JSON file on a server that is asked again and again: politely, and with little trust in what comes."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from http import HTTPStatus
import json
from typing import Final

from aiohttp import ClientError, ClientSession, ClientTimeout

from ..readers.numbers import shorten

LONGEST_PAUSE: Final = timedelta(minutes=30)
# The most of what a server may ask us to wait.
LONGEST_WAIT: Final = timedelta(hours=6)

TIMEOUT: Final = ClientTimeout(total=15)
MOST_BYTES: Final = 5_000_000
_CHUNK: Final = 65_536
# Larger answers are decoded beside the event loop, which nothing may hold for long.
_INLINE_BYTES: Final = 50_000


class UnavailableError(Exception):
    """No usable answer; the text says what came instead."""

    def __init__(self, message: str, *, missing: bool = False, wait: timedelta | None = None) -> None:
        """`missing`: there is no such file. `wait`: so long the server wants to be left alone."""
        super().__init__(message)
        self.missing = missing
        self.wait = wait


@dataclass(frozen=True, slots=True)
class Answer:
    """A decoded file, and the headers to ask with next time."""

    payload: object
    seen: dict[str, str]


@dataclass(slots=True, kw_only=True)
class JsonFile:
    """One file and how it has answered. `paths`: where it may be; `path`: where it was last."""

    paths: tuple[str, ...]
    path: int = 0
    asked_at: datetime | None = None
    answered_at: datetime | None = None
    failures: int = 0
    requests: int = 0
    seen: dict[str, str] = field(default_factory=dict)

    def due(self, period: timedelta, spread: timedelta, now: datetime) -> datetime:
        """When to ask next: at this home's own marks of the clock, later and later while it fails.

        A mark is a multiple of the period, plus `spread`; the next one counts that is half a period away at least.
        """
        if self.asked_at is None:
            return now
        if self.failures:
            return self.asked_at + min(period * (1 << min(self.failures, 8)), LONGEST_PAUSE)
        epoch = datetime.fromtimestamp(0, UTC) + spread
        marks = -((epoch - self.asked_at - period / 2) // period)
        return (epoch + marks * period).astimezone(self.asked_at.tzinfo)

    async def async_ask(self, session: ClientSession, base_url: str, now: datetime) -> Answer | None:
        """What it says, None when it is as it was. Where there is no file, it is looked for at its other paths.

        UnavailableError without a usable answer. Call `took` once the answer was understood, `failed` otherwise.
        """
        self.asked_at = now
        for left in range(len(self.paths), 0, -1):
            self.requests += 1
            try:
                return await async_fetch(session, f"{base_url}/{self.paths[self.path]}", self.seen)
            except UnavailableError as err:
                if not err.missing:
                    raise
                self.path = (self.path + 1) % len(self.paths)
                self.seen = {}
                if left == 1:
                    raise
        raise UnavailableError("no path", missing=True)

    def took(self, now: datetime, answer: Answer | None) -> None:
        """The answer was good."""
        self.failures, self.answered_at = 0, now
        if answer is not None:
            self.seen = answer.seen

    def failed(self) -> None:
        """There was none, or it was not understood. What is `seen` stays: it is the last good one's."""
        self.failures += 1


async def async_fetch(
    session: ClientSession, url: str, seen: Mapping[str, str] | None = None
) -> Answer | None:
    """One request; None when it is as it was `seen`. UnavailableError without a usable answer."""
    try:
        async with session.get(url, headers=dict(seen or {}), timeout=TIMEOUT) as response:
            headers = response.headers
            if response.status == HTTPStatus.NOT_MODIFIED and seen:
                return None
            if response.status != HTTPStatus.OK:
                raise UnavailableError(
                    f"HTTP {response.status}",
                    missing=response.status in (HTTPStatus.NOT_FOUND, HTTPStatus.GONE),
                    wait=retry_after(headers.get("Retry-After"), headers.get("Date")),
                )
            body = bytearray()
            stream = response.content
            while chunk := await stream.read(_CHUNK):
                body += chunk
                if len(body) > MOST_BYTES:
                    raise UnavailableError(f"> {MOST_BYTES} bytes")
    except TimeoutError as err:
        raise UnavailableError("timeout") from err
    except (ClientError, OSError) as err:
        raise UnavailableError(shorten(str(err) or type(err).__name__)) from err
    pairs = (("If-None-Match", "ETag"), ("If-Modified-Since", "Last-Modified"))
    again = {ours: headers[theirs] for ours, theirs in pairs if theirs in headers}
    if len(body) <= _INLINE_BYTES:
        return Answer(_decoded(bytes(body)), again)
    loop = asyncio.get_running_loop()
    return Answer(await loop.run_in_executor(None, _decoded, bytes(body)), again)


def _decoded(body: bytes) -> object:
    try:
        payload: object = json.loads(body)
    except (ValueError, RecursionError) as err:
        start = body[:200].decode(errors="replace")
        raise UnavailableError(shorten(" ".join(start.split()) or "∅")) from err
    return payload


def retry_after(header: str | None, date: str | None = None) -> timedelta | None:
    """How long `Retry-After` asks to wait: seconds, or a time by the clock of the server's `Date`."""
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
