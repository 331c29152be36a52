"""What if, on the home's own past: actions that wait or do not, one simulation at a time, and the passes go first."""

from collections.abc import Callable, Iterator
from datetime import time
import logging
from time import sleep
from typing import Any
from unittest.mock import PropertyMock, patch

from homeassistant.components.recorder import Recorder
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError, Unauthorized
import probatio
import pytest
from pytest_homeassistant_custom_component.common import MockUser
from pytest_homeassistant_custom_component.typing import WebSocketGenerator

from custom_components.v2h_planner.coordinator import V2HCoordinator
from custom_components.v2h_planner.core.simulation.what_if import Life
from custom_components.v2h_planner.core.tariff.import_terms import Band, MarketTerms, TimeOfUse
from custom_components.v2h_planner.core.tariff.tariff import Tariff
from custom_components.v2h_planner.settings.model import PriceSettings
from custom_components.v2h_planner.sources.home_past import area_share
from custom_components.v2h_planner.what_if.desk import async_simulation_desk

from .conftest import FakeHome
from .sources.test_recorder_history import remember, sun
from .test_face import asked, events_of
from .test_services import call

pytestmark = pytest.mark.filterwarnings("ignore::aiohttp.web_exceptions.NotAppKeyWarning")

NIGHT = {"name": "Night", "bands": ["7:00 38", "23:00 21"]}
AREA_SHARE = "custom_components.v2h_planner.sources.home_past.area_share"
QUICK = {"drivers": ["timer"], "days": 5}


@pytest.fixture(autouse=True)
def no_access_log(caplog: pytest.LogCaptureFixture) -> None:
    """The access log asks the clock for its zone, which a frozen one does not know."""
    caplog.set_level(logging.WARNING, "aiohttp.access")


@pytest.fixture(autouse=True)
def no_rest() -> Iterator[None]:
    """The event loop's clock stands still here: whoever rested would never wake."""
    with patch("custom_components.v2h_planner.what_if.desk.REST_S", 0):
        yield


async def a_moment(home: FakeHome, seconds: float = 0.01) -> None:
    """Let real time pass."""
    await home.hass.async_add_executor_job(sleep, seconds)


@pytest.fixture
async def past(recorder_mock: Recorder, home: FakeHome) -> FakeHome:
    """A home that has been metered for ten days; its grid meter counts export as positive."""
    await remember(home, "sensor.grid", lambda hour: -1200.0 if hour >= 18 else sun(hour) - 400.0, days=10)
    await remember(home, "sensor.pv", sun, days=10)
    await remember(home, "sensor.v2h_power", lambda _hour: 0.0, days=10)
    await remember(home, "sensor.prices", lambda hour: 32.0 if 17 <= hour < 22 else 14.0, days=10)
    await home.start()
    return home


class Slow:
    """Lets a simulation live one half hour at a time, and no more than the test allows."""

    def __init__(self) -> None:
        """Begin held."""
        self.may_go = False

    def __call__(self, life: Life, _seconds: float, stop: Any) -> None:
        """Live a half hour where that is allowed."""
        if self.may_go and not stop():
            life.lived = len(life)


def held_by(slow: Slow) -> Callable[..., None]:
    """A method in place of `Life.go_on`: only functions are bound."""

    def go_on(life: Life, seconds: float, stop: Any) -> None:
        slow(life, seconds, stop)

    return go_on


async def held(home: FakeHome) -> None:
    """Give a simulation time to begin."""
    desk = async_simulation_desk(home.hass, home.entry.runtime_data)
    for _ in range(200):
        await a_moment(home)
        if desk.progress is not None and desk.progress.case is not None:
            return
    raise AssertionError("it does not begin")


async def test_the_answer_is_a_table_by_month_with_the_worst_of_each(past: FakeHome) -> None:
    answer = await call(past, "simulate", scenarios=[NIGHT], drivers=["planner", "timer"], days=3)
    assert [(row["name"], row["driver"]) for row in answer["cases"]] == [
        ("As it is now", "planner"),
        ("As it is now", "timer"),
        ("Night", "planner"),
        ("Night", "timer"),
    ]
    assert answer["days"] == 3
    row = answer["cases"][0]
    assert row["total"]["cost_yen"] == pytest.approx(sum(m["cost_yen"] for m in row["months"]), abs=2)
    assert row["worst_day"]["cost_yen"] <= row["worst_month"]["cost_yen"]
    assert row["peak_kw"] > 0
    assert answer["answer"].startswith(("No:", "Yes:", "In single months:"))
    assert "weekly table" in " ".join(answer["notes"])
    assert "3 days are no year" in answer["notes"][0]
    assert "means of hours" in " ".join(answer["notes"])
    assert "{" not in str([answer["answer"], *answer["findings"], *answer["notes"]])


async def test_who_wants_no_response_does_not_wait_and_reads_it_later(past: FakeHome) -> None:
    assert await call(past, "simulate", answers=False, **QUICK) is None
    running = await call(past, "get_simulation")
    assert running["progress"]["percent"] == 0
    assert running["result"] is None
    await past.settle()
    found = await call(past, "get_simulation")
    assert found["progress"] is None
    assert [row["driver"] for row in found["result"]["cases"]] == ["timer"]
    assert "market-linked" in found["result"]["answer"]


async def test_a_simulation_is_cancelled_at_once_and_the_last_finding_stays(past: FakeHome) -> None:
    first = await call(past, "simulate", **QUICK)
    with patch.object(Life, "go_on", held_by(Slow())):
        waiting = past.hass.async_create_task(call(past, "simulate", **QUICK))
        await held(past)
        await call(past, "cancel_simulation", answers=False)
        with pytest.raises(ServiceValidationError, match="cancelled"):
            await waiting
    assert (await call(past, "get_simulation"))["result"] == first
    await call(past, "cancel_simulation", answers=False)  # nothing is under way: nothing happens


async def test_one_simulation_runs_at_a_time(past: FakeHome) -> None:
    slow = Slow()
    with patch.object(Life, "go_on", held_by(slow)):
        await call(past, "simulate", answers=False, **QUICK)
        with pytest.raises(ServiceValidationError, match="under way"):
            await call(past, "simulate", answers=False, **QUICK)
        slow.may_go = True
        await past.settle()
    await call(past, "simulate", **QUICK)


async def test_while_a_pass_runs_the_simulation_stands_still(past: FakeHome) -> None:
    slow = Slow()
    slow.may_go = True
    with (
        patch.object(Life, "go_on", held_by(slow)),
        patch.object(V2HCoordinator, "is_planning", new_callable=PropertyMock, return_value=True) as planning,
    ):
        await call(past, "simulate", answers=False, **QUICK)
        desk = async_simulation_desk(past.hass, past.entry.runtime_data)
        await a_moment(past, 0.3)
        assert desk.progress is not None
        assert desk.progress.case is None
        planning.return_value = False
        await past.settle()
    assert desk.finding is not None


async def test_a_pass_is_made_while_a_simulation_runs(past: FakeHome) -> None:
    with patch.object(Life, "go_on", lambda life, s, stop: None):
        await call(past, "simulate", answers=False, **QUICK)
        await held(past)
        before = past.entry.runtime_data.data.plan
        await past.entry.runtime_data.async_refresh()
        assert past.entry.runtime_data.data.plan is not before
        await call(past, "cancel_simulation", answers=False)
        await past.settle()


async def test_a_reload_ends_it_and_forgets_what_was_found(past: FakeHome) -> None:
    await call(past, "simulate", **QUICK)
    with patch.object(Life, "go_on", lambda life, s, stop: None):
        await call(past, "simulate", answers=False, **QUICK)
        await held(past)
        assert await past.hass.config_entries.async_reload(past.entry.entry_id)
        await past.settle()
    assert await call(past, "get_simulation") == {"progress": None, "result": None}


async def test_a_home_without_a_past_says_what_it_needs(recorder_mock: Recorder, home: FakeHome) -> None:
    await home.start()
    with pytest.raises(HomeAssistantError, match="does not know a whole day"):
        await call(home, "simulate", **QUICK)
    with pytest.raises(HomeAssistantError, match="does not know a whole day"):
        await call(home, "simulate", scenarios=[{"v2h": False}], **QUICK)


async def test_a_market_that_nobody_knows_is_never_guessed(past: FakeHome) -> None:
    """From a list with tax in it the area's price cannot be told."""
    with patch(AREA_SHARE, return_value=None), pytest.raises(HomeAssistantError, match="No market price"):
        await call(past, "simulate", scenarios=[{"tariff": "looop_tokyo"}], **QUICK)


async def test_a_sensor_named_for_it_tells_the_market_price(past: FakeHome) -> None:
    """It is asked about five days and knows three."""
    past.set("sensor.area_price", 9.0, unit_of_measurement="JPY/kWh")
    with patch.dict("tests.ha.sources.test_recorder_history.SOURCES", {"sensor.area_price": "JPY/kWh"}):
        await remember(past, "sensor.area_price", lambda hour: 8.0 + hour / 4, days=4)
    answer = await call(
        past,
        "simulate",
        scenarios=[{"tariff": "looop_tokyo"}],
        market_price_entity="sensor.area_price",
        **QUICK,
    )
    assert answer["days"] < 5
    assert "a market price of them is not known" in " ".join(answer["notes"])


@pytest.mark.parametrize(
    ("scenario", "message"),
    [
        ({"name": "nothing"}, "changes nothing"),
        ({"tariff": "octopus_ev"}, "must be entered"),
        ({"bands": ["soon"]}, "not understood"),
        ({"tariff": "looop_kyushu"}, "must be entered"),
    ],
)
async def test_a_scenario_that_cannot_be_lived_is_refused(
    home: FakeHome, scenario: dict[str, Any], message: str
) -> None:
    await home.start()
    with pytest.raises(ServiceValidationError, match=message):
        await call(home, "simulate", scenarios=[scenario])


@pytest.mark.parametrize(
    "data",
    [
        {"scenarios": [{"v2h": False}] * 9},
        {"scenarios": [{"car_kwh": 0}]},
        {"scenarios": [{"car_kwh": float("nan")}]},
        {"scenarios": [{"unknown": 1}]},
        {"drivers": []},
        {"drivers": ["nobody"]},
        {"days": 0},
        {"days": 5000},
    ],
)
async def test_nonsense_is_no_simulation(home: FakeHome, data: dict[str, Any]) -> None:
    await home.start()
    with pytest.raises(probatio.Invalid):
        await call(home, "simulate", **data)


async def test_who_may_only_look_may_read_and_not_begin_or_cancel(
    home: FakeHome, hass_read_only_user: MockUser
) -> None:
    await home.start()
    assert (await call(home, "get_simulation", by=hass_read_only_user.id))["result"] is None
    for action in ("simulate", "cancel_simulation"):
        with pytest.raises(Unauthorized):
            await call(home, action, answers=False, by=hass_read_only_user.id)


async def test_a_page_is_told_the_tariffs_then_the_progress_and_then_the_result(
    past: FakeHome, hass_ws_client: WebSocketGenerator
) -> None:
    client = await hass_ws_client(past.hass)
    assert (await asked(client, "simulation", language="ja"))["success"]
    whole = (await client.receive_json())["event"]
    assert (whole["progress"], whole["result"], whole["may_control"]) == (None, None, True)
    tariffs = {row["key"]: row for row in whole["tariffs"]}
    assert tariffs["octopus_ev_tokyo"]["asks"] is None
    assert tariffs["octopus_ev"]["asks"] == "bands"
    assert tariffs["market"]["asks"] == "adders"
    await call(past, "simulate", scenarios=[{"v2h": False}], **QUICK)
    events = await events_of(client)
    assert events[0]["progress"]["percent"] == 0
    assert events[-1]["progress"] is None
    results = [event["result"] for event in events if "result" in event]
    assert len(results) == 1
    assert [row["name"] for row in results[0]["cases"]] == ["いまのまま", "V2Hなし（充電のみ）"]
    with patch(AREA_SHARE, return_value=None), pytest.raises(HomeAssistantError):
        await call(past, "simulate", scenarios=[{"tariff": "looop_tokyo"}], **QUICK)
    assert (await events_of(client))[-1]["failed"] == "simulation_no_market"
    await past.hass.config_entries.async_unload(past.entry.entry_id)
    assert (await events_of(client))[-1] == {"gone": True}


@pytest.mark.parametrize(
    ("prices", "share"),
    [
        (PriceSettings(tariff=Tariff(terms=MarketTerms(loss=0.069, tax=0.1))), 1.0),
        (PriceSettings(tariff=Tariff(terms=MarketTerms(adders_yen_per_kwh=20.0))), None),
        (PriceSettings(tariff=Tariff(table=TimeOfUse((Band(time(), 30.0),)))), None),
        (PriceSettings(looop_area="03"), (1 - 0.069) / 1.1),
    ],
)
def test_the_areas_price_is_told_by_a_source_that_has_no_tax_in_it(
    prices: PriceSettings, share: float | None
) -> None:
    """And by the retailer's list, whose loss and tax are known; never by a list that may hold anything."""
    assert area_share(prices) == pytest.approx(share)
