"""A whole home on each kind of tariff: what it plans with, and what it shows."""

from datetime import timedelta
import json
from typing import Any

from homeassistant.core import HomeAssistant, SupportsResponse
from homeassistant.helpers import entity_registry as er
from homeassistant.util import dt as dt_util
import pytest
from pytest_homeassistant_custom_component.test_util.aiohttp import AiohttpClientMocker

from custom_components.v2h_planner.feeds.looop import URL
from tests.ha.conftest import FakeHome, day_of_prices, entry
from tests.ha.entry_forms import EXPORT, LOOOP, OPTIONS, PRICES, TABLE

PRICE = "sensor.v2h_planner_import_price"
LOOOP_PRICE = "sensor.v2h_planner_looop_price"


def days(*prices: list[float]) -> str:
    """The retailer's answer for yesterday, today and so on."""
    return json.dumps({str(i): {"price_data": day} for i, day in enumerate(prices)})


def on(home: FakeHome, prices: dict[str, Any]) -> None:
    home.entry = entry(options={**OPTIONS, "prices": prices})


def planned(home: FakeHome, hours: float, key: str = "import_price") -> float:
    """A price of the plan, so many hours after now."""
    slot = home.entry.runtime_data.data.plan.slot_at(dt_util.utcnow() + timedelta(hours=hours))
    return {"import_price": slot.import_yen_per_kwh, "export_price": slot.export_yen_per_kwh}[key]


@pytest.fixture
def looop_home(home: FakeHome, aioclient_mock: AiohttpClientMocker) -> FakeHome:
    aioclient_mock.get(URL, params={"select_area": "03"}, text=days(day_of_prices(), day_of_prices()))
    on(home, LOOOP)
    return home


async def test_the_retailers_prices_are_planned_with_and_shown(
    looop_home: FakeHome, aioclient_mock: AiohttpClientMocker
) -> None:
    await looop_home.start()
    assert looop_home.shows(LOOOP_PRICE) == "1.0"
    assert float(looop_home.shows(PRICE)) == pytest.approx(1.0 + 19.46)
    shown = looop_home.state(LOOOP_PRICE).attributes
    assert len(shown["today"]) == 48
    assert shown["today"][21] == {
        "start": "2026-05-16T10:30:00+09:00",
        "end": "2026-05-16T11:00:00+09:00",
        "value": 1.0,
    }
    assert shown["tomorrow"] == []
    assert looop_home.state(PRICE).attributes["known_until"] == "2026-05-16T15:00:00+00:00"

    aioclient_mock.clear_requests()
    aioclient_mock.get(
        URL, params={"select_area": "03"}, text=days(day_of_prices(), day_of_prices(), day_of_prices(60.0))
    )
    for _ in range(13):
        await looop_home.wait(minutes=30)
    await looop_home.replan()
    assert aioclient_mock.call_count == 1
    assert len(looop_home.state(LOOOP_PRICE).attributes["tomorrow"]) == 48
    assert looop_home.state(PRICE).attributes["known_until"] == "2026-05-17T15:00:00+00:00"
    assert looop_home.issues == {}


async def test_when_the_retailer_is_down_the_plan_goes_on_and_one_notice_says_so(
    looop_home: FakeHome, aioclient_mock: AiohttpClientMocker
) -> None:
    await looop_home.start()
    aioclient_mock.clear_requests()
    aioclient_mock.get(URL, params={"select_area": "03"}, text="<html>maintenance</html>")
    for _ in range(30):
        await looop_home.wait(minutes=30)
    assert looop_home.issues == {"Looop 03": "input_no_prices"}
    assert aioclient_mock.call_count <= 10
    assert looop_home.shows("binary_sensor.v2h_planner_plan_problem") == "on"
    assert float(looop_home.shows(PRICE)) > 19.46, "forecast from the days that are known"
    aioclient_mock.clear_requests()
    aioclient_mock.get(
        URL, params={"select_area": "03"}, text=days(day_of_prices(), day_of_prices(), day_of_prices())
    )
    for _ in range(30):
        await looop_home.wait(minutes=30)
    assert looop_home.issues == {}


async def test_prices_outlive_a_restart_and_are_not_asked_for_again(
    looop_home: FakeHome, aioclient_mock: AiohttpClientMocker
) -> None:
    await looop_home.start()
    await looop_home.hass.config_entries.async_reload(looop_home.entry.entry_id)
    await looop_home.settle()
    assert looop_home.shows(LOOOP_PRICE) == "1.0"
    assert aioclient_mock.call_count == 1


async def test_prices_of_another_source_are_forgotten(looop_home: FakeHome, hass: HomeAssistant) -> None:
    await looop_home.start()
    looop_home.publish([30.0] * 48)
    hass.config_entries.async_update_entry(
        looop_home.entry,
        options={
            **OPTIONS,
            "prices": {**PRICES, "plan": "all_in", "loss_percent": 0.0, "tax_percent": 0.0, "adders": []},
        },
    )
    await looop_home.settle()
    await looop_home.replan()
    assert looop_home.shows(PRICE) == "30.0"
    assert hass.states.get(LOOOP_PRICE) is None
    assert {step.value for step in looop_home.entry.runtime_data.data.inputs.past_prices} == {30.0}


async def test_a_table_pays_its_adders_when_they_hold(home: FakeHome) -> None:
    on(
        home,
        {
            **TABLE,
            "bands": ["00:00 30"],
            "adders": ["levy 4", "evening 6 17:00-20:00", "later 1 2026-05-17~"],
        },
    )
    await home.start()
    assert float(home.shows(PRICE)) == 34.0
    assert planned(home, 7) == pytest.approx(40.0)
    assert planned(home, 16) == pytest.approx(35.0)


async def test_adders_by_the_clock_hold_in_the_forecast_too(home: FakeHome) -> None:
    on(home, {**PRICES, "loss_percent": 0.0, "tax_percent": 0.0, "adders": ["evening 100 17:00-20:00"]})
    await home.start()
    assert planned(home, 7) == pytest.approx(122.0)
    assert planned(home, 31) == pytest.approx(122.0), "tomorrow is not published"
    assert planned(home, 28) == pytest.approx(1.0)


async def test_export_follows_the_market_where_the_contract_says_so(home: FakeHome) -> None:
    export = {**EXPORT, "export_kind": "market_share", "market_share_percent": 90.0, "export_price": 0.0}
    on(home, {**PRICES, "export": export})
    await home.start()
    assert planned(home, 0, "export_price") == pytest.approx(0.9)
    assert planned(home, 9, "export_price") == pytest.approx(0.9 * 22.0)


async def test_fit_falls_to_its_second_step_on_the_day(home: FakeHome) -> None:
    on(home, {**PRICES, "export": {**EXPORT, "export_kind": "fit", "fit_start": "2022-05-17"}})
    await home.start()
    assert planned(home, 0, "export_price") == 24.0
    assert planned(home, 16, "export_price") == 8.3


async def test_an_integrations_action_is_called_for_its_prices(home: FakeHome, hass: HomeAssistant) -> None:
    calls = 0

    async def answer(_call: Any) -> Any:
        nonlocal calls
        calls += 1
        slots = home.state("sensor.prices").attributes["prices"]
        return {"prices": {"Home": [{"start_time": s["start"], "price": s["price"]} for s in slots]}}

    entity_id = er.async_get(hass).async_get_or_create("sensor", "tibber", "home-price").entity_id
    hass.states.async_set(entity_id, "1.0", {"unit_of_measurement": "NOK/kWh"})
    hass.services.async_register("tibber", "get_prices", answer, supports_response=SupportsResponse.ONLY)
    on(home, {**PRICES, "price_entity": entity_id, "plan": "all_in", "loss_percent": 0.0, "tax_percent": 0.0})
    await home.start()
    assert float(home.shows(PRICE)) == pytest.approx(1.0 + 19.09)
    assert planned(home, 9) == pytest.approx(22.0 + 19.09)
    for _ in range(4):
        await home.wait(minutes=30)
    assert calls == 1
    assert home.issues == {}
