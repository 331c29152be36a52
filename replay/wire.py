"""The weather office on the line: a client session that asks it instead of the network, at the replay's own time."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from email.utils import format_datetime
from http import HTTPStatus
from typing import Any, Self

from custom_components.v2h_planner.feeds.jma import BASE_URL
from demo.custom_components.v2h_demo.office import Answer, WeatherOffice


class Wire:
    """What `JmaFeed` uses of an aiohttp session."""

    def __init__(self, office: WeatherOffice, clock: Callable[[], datetime]) -> None:
        """`clock`: what time it is in the replay."""
        self._office = office
        self._clock = clock

    def get(self, url: str, *, headers: Mapping[str, str], **_options: Any) -> _Response:
        """Answer one request."""
        path = url.removeprefix(BASE_URL)
        return _Response(self._office.answer(path, self._clock(), headers.get("If-None-Match")))


class _Response:
    def __init__(self, answer: Answer) -> None:
        self.status = int(answer.status)
        self.headers: dict[str, str] = {}
        if answer.status in (HTTPStatus.OK, HTTPStatus.NOT_MODIFIED):
            self.headers["ETag"] = answer.etag
            if answer.modified is not None:
                self.headers["Last-Modified"] = format_datetime(answer.modified.astimezone(UTC), usegmt=True)
        self.content = _Body(answer.body)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        return None


class _Body:
    def __init__(self, body: bytes) -> None:
        self._left = body

    async def read(self, most: int) -> bytes:
        part, self._left = self._left[:most], self._left[most:]
        return part
