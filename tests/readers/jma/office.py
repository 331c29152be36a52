"""An office that answers as JMA's server does, without a network."""

from collections.abc import Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
import json
from typing import Any

from aiohttp import ClientConnectionError

from tests.readers.jma.files import NAGOYA, NOW, likelihood, timeline

BASE = "https://office.example/bosai"
R8 = f"warning/data/r8/{NAGOYA.office}.json"
R9 = f"warning/data/r9/{NAGOYA.office}.json"
MAP_TIME = "warning/data/r8/map_time.json"
FLOOD = "flood/data/r8/flood_xml.json"
TIMELINE = f"warning_timeline/data/{NAGOYA.office}.json"
LIKELIHOOD = f"probability/data/probability/r8/{NAGOYA.office}.json"
TARGETS = "typhoon/data/targetTc.json"
SPECIFICATIONS = "typhoon/data/TC2622/specifications.json"


class Clock:
    """A clock that is put forward by hand."""

    def __init__(self) -> None:
        """It is NOW."""
        self.now = NOW

    def __call__(self) -> datetime:
        """What it shows."""
        return self.now

    def forward(self, **span: float) -> None:
        """Some time passes."""
        self.now += timedelta(**span)


class _Stream:
    def __init__(self, body: bytes) -> None:
        self._body = body

    async def read(self, count: int) -> bytes:
        """The next bytes, fewer than asked for, as a network gives them."""
        chunk, self._body = self._body[: count // 2], self._body[count // 2 :]
        return chunk


@dataclass
class _Response:
    status: int
    headers: dict[str, str]
    content: _Stream


@dataclass
class Office:
    """`files`: path below `base` to payload; an int is a status, a bytes the raw body, an exception is raised."""

    clock: Clock
    files: dict[str, Any] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    answered: list[int] = field(default_factory=list)
    sent: list[Mapping[str, str]] = field(default_factory=list)
    base: str = BASE

    @asynccontextmanager
    async def get(
        self, url: str, *, headers: Mapping[str, str], timeout: object, allow_redirects: bool
    ) -> Any:
        """As a session's."""
        assert not allow_redirects
        assert url.startswith(self.base + "/"), url
        path = url.removeprefix(self.base + "/")
        self.asked.append(path)
        self.sent.append(headers)
        payload = self.files.get(path, 404)
        if isinstance(payload, Callable):
            payload = payload()
        if isinstance(payload, Exception):
            raise payload
        status, body, back = 200, b"", dict(self.headers)
        if isinstance(payload, int):
            status = payload
        else:
            body = payload if isinstance(payload, bytes) else json.dumps(payload).encode()
            back |= {"ETag": f'"{hash(body)}"', "Last-Modified": "Sun, 20 Sep 2026 09:00:00 GMT"}
            if headers.get("If-None-Match") == back["ETag"]:
                status, body = 304, b""
        self.answered.append(status)
        yield _Response(status, back, _Stream(body))

    def offline(self) -> None:
        """Nothing is reached any more."""
        self.files = {path: ClientConnectionError("no route") for path in self.files}


def calm_office(clock: Clock) -> Office:
    """A prefecture without a cloud, whose country is alive."""
    return Office(
        clock,
        {
            R8: [],
            MAP_TIME: lambda: {"latestControlDatetime": (clock.now - timedelta(minutes=20)).isoformat()},
            FLOOD: [],
            TIMELINE: timeline(0, 風危険度=["01"] * 12),
            LIKELIHOOD: likelihood(0, 大雨=[]),
            TARGETS: [],
        },
    )
