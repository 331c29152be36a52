"""Blueprints for cheap hours, and what they have brought."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from homeassistant.core import ServiceCall, SupportsResponse
from homeassistant.util import dt as dt_util
import pytest
from pytest_homeassistant_custom_component.common import async_mock_service

from tests.ha.conftest import FakeHome

from .house import LANGUAGES, Phone, Use, cheap, clock, flat, show

pytestmark = [
    pytest.mark.filterwarnings("ignore::aiohttp.web_exceptions.NotAppKeyWarning"),
    pytest.mark.usefixtures("blueprints"),
]


@LANGUAGES
async def test_cheap_hours_of_tomorrow_are_told_in_the_evening(
    still: FakeHome, phone: Phone, use: Use, ja: bool
) -> None:
    """Today's cheaper ones are not meant, and a dear day is not told."""
    plan = flat(still.entry.runtime_data.data.plan)
    await show(still, plan=cheap(cheap(plan, "02:00", yen=11.6), "20:00", yen=1.0))
    await use("low_prices_tomorrow", ja, notify_device=phone.device_id)
    await clock(still, 16, 18)
    assert phone.said == [
        ("明日の安い時間", "2:00～4:00がいちばん安く、1kWhあたり11.6円です。")
        if ja
        else ("Tomorrow's cheap hours", "Power is cheapest from 2:00 to 4:00: 11.6 yen a kWh.")
    ]
    await show(still, plan=plan)
    await clock(still, 17, 18)
    assert len(phone.shown) == 1


@LANGUAGES
async def test_a_price_that_is_only_forecast_is_told_as_that(
    still: FakeHome, phone: Phone, use: Use, ja: bool
) -> None:
    """Nobody has published it yet."""
    plan = flat(still.entry.runtime_data.data.plan, price_known=False)
    await show(still, plan=cheap(plan, "02:00"))
    await use("low_prices_tomorrow", ja, notify_device=phone.device_id)
    await clock(still, 16, 18)
    assert ("円です（予想）。" if ja else "yen a kWh (forecast).") in phone.said[0][1]


@pytest.mark.parametrize("kind", ["switch", "input_boolean", "button", "input_button", "script"])
async def test_the_water_heater_runs_in_the_cheapest_hours(still: FakeHome, use: Use, kind: str) -> None:
    """A switch goes on and off; a button or a script is pressed once."""
    pressed = async_mock_service(still.hass, kind, "press") if "button" in kind else []
    on = async_mock_service(still.hass, "homeassistant", "turn_on")
    off = async_mock_service(still.hass, "homeassistant", "turn_off")
    await show(still, plan=cheap(flat(still.entry.runtime_data.data.plan), "02:00"))
    await use("water_heater", True, heater=f"{kind}.heater")
    await clock(still, 17, 1, 59)
    assert not [*pressed, *on, *off]
    await clock(still, 17, 2)
    await clock(still, 17, 4)
    if "button" in kind:
        assert ([call.data["entity_id"] for call in pressed], on, off) == (
            [["button.heater".replace("button", kind)]],
            [],
            [],
        )
    else:
        assert (len(on), len(off)) == (1, 0 if kind == "script" else 1)


async def test_the_water_heater_runs_while_sun_is_left_over(still: FakeHome, use: Use) -> None:
    """It follows bonus hours where a person wants that, and not the window too."""
    on = async_mock_service(still.hass, "homeassistant", "turn_on")
    off = async_mock_service(still.hass, "homeassistant", "turn_off")
    plan = flat(still.entry.runtime_data.data.plan)
    await use("water_heater", False, heater="switch.heater", when="bonus", before="13:00:00")
    await show(still, plan=flat(plan, import_kw=0.0, export_kw=3.0))
    assert (len(on), len(off)) == (1, 0)
    await clock(still, 16, 11, 30)
    await show(still, plan=plan)
    assert (len(on), len(off)) == (1, 1)


async def test_the_water_heater_stays_off_in_an_outage(still: FakeHome, use: Use) -> None:
    """The cheapest hours of a plan from before the outage do not count."""
    on = async_mock_service(still.hass, "homeassistant", "turn_on")
    await show(still, plan=cheap(flat(still.entry.runtime_data.data.plan), "12:00"))
    await use("water_heater", True, heater="switch.heater")
    await show(still, situation=replace(still.entry.runtime_data.data.situation, outage=True))
    await clock(still, 16, 12)
    assert on == []


@LANGUAGES
async def test_the_savings_of_the_week_are_told_on_the_chosen_day(
    still: FakeHome, phone: Phone, use: Use, ja: bool
) -> None:
    """The sum, and the best day; without any record, that."""
    asked: list[dict[str, Any]] = []
    entity_id = "sensor.v2h_planner_savings_today"
    start = dt_util.start_of_local_day() - timedelta(days=6)
    days: list[dict[str, Any]] = [
        {"start": (start + timedelta(days=i)).isoformat(), "change": yen}
        for i, yen in enumerate([0.0, 200.4, -10.0, 310.2, 0.0, 499.4, 200.0])
    ]
    days[0]["change"] = None  # nothing was recorded before

    async def statistics(call: ServiceCall) -> Any:
        asked.append(dict(call.data))
        return {"statistics": {entity_id: days} if days else {}}

    still.hass.services.async_register(
        "recorder", "get_statistics", statistics, supports_response=SupportsResponse.ONLY
    )
    await use(
        "weekly_report",
        ja,
        notify_device=phone.device_id,
        savings_entity=entity_id,
        weekday="sun",
        at="20:00:00",
    )
    await clock(still, 16, 20)
    assert phone.shown == [], "it is Saturday"
    await clock(still, 17, 20)
    assert phone.said == [
        ("今週の節約", "この7日間で1,200円節約しました。いちばん節約できた日は5/15で、499円でした。")
        if ja
        else ("Savings of the week", "1,200 yen saved in seven days. Best day: 5/15 with 499 yen.")
    ]
    assert asked[0]["statistic_ids"] == [entity_id]
    assert str(asked[0]["start_time"]).startswith("2026-05-11 00:00:00+09:00")
    days.clear()
    await clock(still, 24, 20)
    assert phone.said[1][1] == ("まだ記録がありません。" if ja else "Nothing is recorded yet.")
