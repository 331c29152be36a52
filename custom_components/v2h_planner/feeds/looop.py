"""Looop Denki's own price list (スマートタイムONE), by area.

`GET https://looop-denki.com/api/prices?select_area=03` answers
`{"0": yesterday, "1": today, "2": tomorrow, "label": [...], "timelist": [...]}`, each day
`{"price_data": [48 numbers], "level": [...], "text": {...}}`; tomorrow is missing or empty until about 16:00 JST.
The numbers are the energy price in yen/kWh with loss and tax, without service, wheeling and levy. The list is not
documented and may change or vanish; everything in it is checked. No day is named in it: see `parse`.
"""

from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from itertools import islice
from typing import Final, override

from aiohttp import ClientSession

from ..core.horizon import HALF_HOUR
from ..core.series import Step, StepSeries
from ..core.tariff.import_terms import JST
from ..readers.numbers import parse_number, shorten
from .http_json import UnavailableError, async_fetch
from .price_feed import NoPricesError, PriceFeed
from .release_schedule import Schedule

URL: Final = "https://looop-denki.com/api/prices"
# Tomorrow's prices, since midnight in Japan.
READY: Final = timedelta(hours=16, minutes=5)

SLOTS: Final = 48
# yen/kWh; JEPX's highest was 251 (January 2021).
ABSURD: Final = 1000.0

_DAYS: Final = (("0", -1), ("1", 0), ("2", 1))


def release(now: datetime) -> datetime:
    """Return when the prices of Japan's next day come out, or came out today."""
    return datetime.combine(now.astimezone(JST).date(), time(), JST) + READY


def parse(payload: object, now: datetime, known: StepSeries | None = None) -> StepSeries:
    """Read the prices of an answer, in yen/kWh; NoPricesError when it has none for today.

    A list that is not 48 long says nothing: nobody knows which half hour is missing. A value that is no number is
    a hole. Days are counted from `now` in Japan, unless what was `known` of yesterday comes back as today: then a
    cache on the way has answered with yesterday's page.
    """
    days = {offset: _day(payload, key) for key, offset in _DAYS}
    if not any(value is not None for value in days[0]):
        raise NoPricesError(_describe(payload))
    today = now.astimezone(JST).date()
    if known and _is_same(known, today - timedelta(days=1), days[0]) and not _is_same(known, today, days[0]):
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
    """Return the values of a day, None in holes; empty without a whole list."""
    day = payload.get(key) if isinstance(payload, Mapping) else None
    values = day.get("price_data") if isinstance(day, Mapping) else None
    if not isinstance(values, list) or len(values) != SLOTS:
        return []
    numbers = (parse_number(value) for value in values)
    return [None if number is None or abs(number) > ABSURD else number for number in numbers]


def _describe(payload: object) -> str:
    """Describe an answer without today's prices."""
    if not isinstance(payload, Mapping):
        return shorten(payload)
    day = payload.get("1")
    values = day.get("price_data") if isinstance(day, Mapping) else None
    if isinstance(values, list):
        return f"price_data: {len(values)} / {SLOTS}"
    return shorten(", ".join(map(str, islice(payload, SLOTS))) or "{}")


def _is_same(known: StepSeries, day: date, values: list[float | None]) -> bool:
    """Return whether exactly these prices are known for that day."""
    midnight = _midnight(day)
    steps = {
        step.start: step.value for step in known if midnight <= step.start < midnight + timedelta(days=1)
    }
    return bool(steps) and steps == {
        midnight + HALF_HOUR * i: value for i, value in enumerate(values) if value is not None
    }


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), JST)


class LooopFeed(PriceFeed):
    """Looop's prices of one area."""

    def __init__(
        self,
        session: ClientSession,
        area: str,
        *,
        clock: Callable[[], datetime],
        known: StepSeries | None = None,
        spread: timedelta = timedelta(),
    ) -> None:
        """`spread`: how much later than other homes, so that not all ask at once."""
        super().__init__(Schedule(READY + spread, JST), clock, known)
        self._area = area
        self._session = session
        self._validators: dict[str, str] = {}

    @override
    async def _async_fetch(self, now: datetime) -> StepSeries:
        """Fetch the list; the known prices when the server says that its last answer still holds."""
        try:
            answer = await async_fetch(self._session, f"{URL}?select_area={self._area}", self._validators)
        except UnavailableError as err:
            raise NoPricesError(str(err), wait=err.wait) from err
        if answer is None:
            return self.series
        prices = parse(answer.payload, now, self.series)
        self._validators = answer.validators
        return prices
