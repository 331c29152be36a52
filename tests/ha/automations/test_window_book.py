"""Deadlines by a clock at home, and what has begun in several homes."""

from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from homeassistant.core import HomeAssistant
from hypothesis import given, strategies as st

from custom_components.v2h_planner.automations.window_ask import DailyWindow, former_time, next_time
from custom_components.v2h_planner.automations.window_book import async_window_book
from custom_components.v2h_planner.core.windows import Objective, Window

BERLIN = ZoneInfo("Europe/Berlin")
NIGHT = DailyWindow(
    length=timedelta(hours=2), before=time(7), after=None, load_kw=1.0, objective=Objective.CHEAPEST
)


def window(start: datetime) -> Window:
    """Two hours at no cost."""
    return Window(
        start=start,
        end=start + timedelta(hours=2),
        kwh=2.0,
        yen=0.0,
        co2_kg=0.0,
        published=True,
        priced_until=None,
        complete=True,
    )


@given(
    now=st.datetimes(datetime(2025, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC)),
    clock=st.times(),
    zone=st.sampled_from([BERLIN, ZoneInfo("Asia/Tokyo"), ZoneInfo("America/New_York")]),
)
def test_a_deadline_is_the_next_time_that_the_clock_shows_it(
    now: datetime, clock: time, zone: ZoneInfo
) -> None:
    """Within a day of 23, 24 or 25 hours; the former one lies a day before."""
    deadline = next_time(now, clock, zone)
    assert deadline.timetz().replace(tzinfo=None) == clock
    ahead = deadline.timestamp() - now.timestamp()
    assert 0 < ahead <= 25 * 3600
    assert former_time(deadline, clock, zone).date() == deadline.date() - timedelta(days=1)


def test_a_night_in_which_clocks_change_has_its_own_length() -> None:
    """From eleven to seven it is nine hours long in October and seven in March."""
    ask = DailyWindow(
        length=timedelta(hours=1), before=time(7), after=time(23), load_kw=1.0, objective=Objective.CHEAPEST
    )
    for day, hours in (
        (datetime(2026, 10, 24, 12, tzinfo=BERLIN), 9),
        (datetime(2026, 3, 28, 12, tzinfo=BERLIN), 7),
    ):
        request = ask.request(day.astimezone(UTC), BERLIN)
        assert request.before.timestamp() - request.after.timestamp() == hours * 3600


async def test_a_home_that_is_removed_takes_only_its_own_windows_with_it(
    hass: HomeAssistant, hass_storage: dict[str, Any]
) -> None:
    """The other home's stay, on the disk too."""
    book = await async_window_book(hass)
    start = datetime(2026, 5, 17, 2, tzinfo=UTC)
    for home in ("here", "there"):
        book.begin(home, NIGHT, start + timedelta(hours=5), window(start))
    await book.async_forget("here")
    assert book.begun("here", NIGHT) is None
    assert book.begun("there", NIGHT) is not None
    assert [key.split()[0] for key in hass_storage["v2h_planner.windows"]["data"]] == ["there"]


async def test_what_has_not_begun_for_weeks_is_forgotten(hass: HomeAssistant) -> None:
    """An automation that somebody has changed leaves nothing behind."""
    book = await async_window_book(hass)
    start = datetime(2026, 5, 1, 2, tzinfo=UTC)
    book.begin("here", NIGHT, start + timedelta(hours=5), window(start))
    later = start + timedelta(days=20)
    book.begin("there", NIGHT, later + timedelta(hours=5), window(later))
    assert book.begun("here", NIGHT) is None
    await book.async_forget("there")
