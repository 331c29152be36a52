"""Looop Denki's own price list (スマートタイムONE), by area.

`GET https://looop-denki.com/api/prices?select_area=03` answers
`{"0": yesterday, "1": today, "2": tomorrow, "label": [...], "timelist": [...]}`, each day
`{"price_data": [48 numbers], "level": [...], "text": {...}}`; tomorrow is missing or empty until about 16:00 JST.
The numbers are the energy price in yen/kWh with loss and tax, without service, wheeling and levy. The list is not
documented and may change or vanish; everything in it is checked. No day is named in it: see `parse`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from http import HTTPStatus
import json
from typing import Final, override

from aiohttp import ClientError, ClientSession, ClientTimeout

from ..core.series import Step, StepSeries
from ..core.tariff.import_terms import JST
from ..readers.numbers import parse_number, shorten
from .price_feed import NoPricesError, PriceFeed
from .release_schedule import Schedule

URL: Final = "https://looop-denki.com/api/prices"
# Tomorrow's prices, since midnight in Japan.
READY: Final = timedelta(hours=16, minutes=5)

SLOTS: Final = 48
HALF_HOUR: Final = timedelta(minutes=30)
# yen/kWh; JEPX's highest was 251 (January 2021).
ABSURD: Final = 1000.0

_DAYS: Final = (("0", -1), ("1", 0), ("2", 1))
_TIMEOUT: Final = ClientTimeout(total=15)


def parse(text: str, now: datetime, known: StepSeries | None = None) -> StepSeries:
    """The prices of an answer, in yen/kWh; NoPricesError when it has none for today.

    A list that is not 48 long says nothing: nobody knows which half hour is missing. A value that is no number is
    a hole. Days are counted from `now` in Japan, unless what was `known` of yesterday comes back as today: then a
    cache on the way has answered with yesterday's page.
    """
    try:
        payload = json.loads(text)
    except ValueError as err:
        raise NoPricesError(shorten(" ".join(text.split()) or "∅")) from err
    days = {offset: _day(payload, key) for key, offset in _DAYS}
    if not any(value is not None for value in days[0]):
        raise NoPricesError(_found(payload))
    today = now.astimezone(JST).date()
    if known and _same(known, today - timedelta(days=1), days[0]) and not _same(known, today, days[0]):
        today -= timedelta(days=1)
    steps: list[Step] = []
    for offset, values in days.items():
        midnight = _midnight(today + timedelta(days=offset))
        steps += [
            Step(midnight + HALF_HOUR * i, midnight + HALF_HOUR * (i + 1), value)
            for i, value in enumerate(values)
            if value is not None
        ]
    return StepSeries(tuple(steps))


def _day(payload: object, key: str) -> list[float | None]:
    """The values of a day, None in holes; empty without a whole list."""
    day = payload.get(key) if isinstance(payload, Mapping) else None
    values = day.get("price_data") if isinstance(day, Mapping) else None
    if not isinstance(values, list) or len(values) != SLOTS:
        return []
    numbers = (parse_number(value) for value in values)
    return [None if number is None or abs(number) > ABSURD else number for number in numbers]


def _found(payload: object) -> str:
    """What an answer without today's prices has instead."""
    if not isinstance(payload, Mapping):
        return shorten(payload)
    day = payload.get("1")
    values = day.get("price_data") if isinstance(day, Mapping) else None
    if isinstance(values, list):
        return f"price_data: {len(values)} / {SLOTS}"
    return shorten(", ".join(map(str, payload)) or "{}")


def _same(known: StepSeries, day: date, values: list[float | None]) -> bool:
    """Whether exactly these prices are known for that day."""
    midnight = _midnight(day)
    steps = {
        step.start: step.value for step in known if midnight <= step.start < midnight + timedelta(days=1)
    }
    return bool(steps) and steps == {
        midnight + HALF_HOUR * i: value for i, value in enumerate(values) if value is not None
    }


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), JST)


@dataclass(frozen=True, slots=True)
class _Seen:
    """What the server said of its last answer, to be asked whether it still holds."""

    etag: str | None
    modified: str | None

    @property
    def headers(self) -> dict[str, str]:
        pairs = (("If-None-Match", self.etag), ("If-Modified-Since", self.modified))
        return {name: value for name, value in pairs if value}


class LooopFeed(PriceFeed):
    """Prices of one area."""

    def __init__(
        self,
        session: ClientSession,
        area: str,
        *,
        clock: Callable[[], datetime],
        known: StepSeries | None = None,
        spread: timedelta = timedelta(),
    ) -> None:
        """`spread`: so much later than others, so that not all homes ask at once."""
        super().__init__(Schedule(READY + spread, JST), clock, known)
        self._area = area
        self._session = session
        self._seen = _Seen(None, None)

    @override
    async def _async_ask(self, now: datetime) -> StepSeries:
        """Fetch and read the list; the one we have when the server says that it still holds."""
        seen, self._seen = self._seen, _Seen(None, None)
        try:
            async with self._session.get(
                URL, params={"select_area": self._area}, headers=seen.headers, timeout=_TIMEOUT
            ) as response:
                if response.status == HTTPStatus.NOT_MODIFIED:
                    self._seen = seen
                    return self.series
                if response.status != HTTPStatus.OK:
                    raise NoPricesError(f"HTTP {response.status}")
                text = await response.text(errors="replace")
                headers = response.headers
        except TimeoutError as err:
            raise NoPricesError("timeout") from err
        except ClientError as err:
            raise NoPricesError(shorten(str(err) or type(err).__name__)) from err
        prices = parse(text, now, self.series)
        self._seen = _Seen(headers.get("ETag"), headers.get("Last-Modified"))
        return prices
