"""What each choice would cost: as an action's response, and beside the mode."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from unittest.mock import patch

from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.helpers import device_registry as dr
import pytest

from custom_components.v2h_planner.const import DOMAIN
from custom_components.v2h_planner.core.comparison import NoLongerWantedError
from custom_components.v2h_planner.face.desk import Desk

from .conftest import FakeHome, leaf
from .entry_forms import HOME_BATTERY, home_entry, storage

MODE = "select.v2h_planner_mode"
COMPARE = "custom_components.v2h_planner.face.desk.compare_modes"


async def compare(home: FakeHome, **data: Any) -> dict[str, Any]:
    found = await home.hass.services.async_call(DOMAIN, "compare", data, blocking=True, return_response=True)
    return dict(found or {})


async def test_every_choice_is_told_with_what_it_costs_more_and_nothing_is_changed(home: FakeHome) -> None:
    await home.start()
    before = home.entry.runtime_data.data.plan
    found = await compare(home)
    assert found["mode"] == "economy"
    assert found["prices_known"] is True
    assert list(found["modes"]) == ["economy", "co2", "resilience"]
    assert set(found["modes"]["co2"]) == {
        *("cost_yen", "co2_kg", "backup_h", "least_backup_h", "more_yen", "more_co2_kg")
    }
    assert found["modes"]["economy"]["more_yen"] == 0
    assert found["modes"]["resilience"]["more_yen"] > 0
    assert found["modes"]["resilience"]["least_backup_h"] <= found["modes"]["resilience"]["backup_h"]
    assert found["storm"]["expected"] is False
    assert found["storm"]["by"] == "2026-05-16T22:30:00+09:00"
    assert found["storm"]["least_backup_h"] > 0
    assert 0 < found["storm"]["more_yen"] <= found["modes"]["resilience"]["more_yen"]
    assert found["charge"] is None
    assert home.entry.runtime_data.data.plan is before
    assert home.chosen == []
    assert home.shows(MODE) == "economy"


async def test_eighty_by_seven_costs_more_than_the_plan(home: FakeHome) -> None:
    await home.start()
    charge = (await compare(home, by="07:00:00", charge_to=80))["charge"]
    assert charge["soc"] == 80
    assert charge["by"] == "2026-05-17T07:00:00+09:00"
    assert charge["reached_soc"] == pytest.approx(80, abs=1)
    assert charge["more_yen"] > 0
    assert home.entry.runtime_data.data.charge_now == ()


async def test_by_seven_alone_means_full(home: FakeHome) -> None:
    await home.start()
    charge = (await compare(home, by="2026-05-17 07:00:00"))["charge"]
    assert charge["soc"] == 100
    assert charge["reached_soc"] == pytest.approx(100, abs=1)
    assert charge["more_yen"] > 0


@pytest.mark.parametrize(
    ("data", "key"),
    [
        ({"charge_to": 80}, "compare_by_missing"),
        ({"by": "2026-05-16 10:00:00"}, "compare_by_past"),
        ({"by": "0001-01-01T00:00:00+14:00"}, "compare_by_past"),
        ({"by": "2026-05-20 10:00:00"}, "compare_by_far"),
        ({"by": "9999-12-31T23:59:59-12:00"}, "compare_by_far"),
        ({"by": "07:00:00", "device_id": "nobody"}, "which_unit"),
    ],
)
async def test_what_cannot_be_compared_is_refused_with_the_reason(
    home: FakeHome, data: dict[str, Any], key: str
) -> None:
    await home.start()
    with pytest.raises(ServiceValidationError) as refused:
        await compare(home, **data)
    assert refused.value.translation_key == key


async def test_of_a_car_and_a_battery_the_car_is_meant_unless_the_battery_is_chosen(home: FakeHome) -> None:
    home.set("sensor.battery_soc", 40, unit_of_measurement="%", device_class="battery")
    home.entry = home_entry(
        storage("v2h_ev", leaf(), name="Leaf", subentry_id="leaf"),
        storage("home_battery", HOME_BATTERY, name="Battery", subentry_id="battery"),
    )
    await home.start()
    devices = dr.async_entries_for_config_entry(dr.async_get(home.hass), home.entry.entry_id)
    battery = next(device.id for device in devices if device.name == "Battery")
    asked: list[str] = []

    def seen(*args: Any) -> Any:
        asked.append(args[1].storage_id)
        raise TimeoutError

    with patch("custom_components.v2h_planner.compare_services.compare_charge", seen):
        for data in ({}, {"device_id": battery}):
            with pytest.raises(HomeAssistantError) as slow:
                await compare(home, by="07:00:00", **data)
            assert slow.value.translation_key == "compare_too_slow"
    assert asked == ["leaf", "battery"]


async def test_in_an_outage_there_is_nothing_to_compare(home: FakeHome) -> None:
    await home.start()
    home.set("binary_sensor.outage", "on")
    await home.replan()
    with pytest.raises(ServiceValidationError) as refused:
        await compare(home)
    assert refused.value.translation_key == "compare_outage"


async def test_without_a_plan_there_is_nothing_to_compare_with(home: FakeHome) -> None:
    with patch("custom_components.v2h_planner.coordinator.plan_onward", side_effect=ValueError):
        await home.start()
    with pytest.raises(ServiceValidationError) as refused:
        await compare(home)
    assert refused.value.translation_key == "no_plan"


@pytest.mark.usefixtures("modes_are_compared")
async def test_the_mode_shows_what_each_would_cost_a_minute_after_the_plan(home: FakeHome) -> None:
    await home.start()
    assert home.state(MODE).attributes["next_24h"] == {}
    plan = home.entry.runtime_data.data.plan
    assert plan is not None
    await home.wait(seconds=61)
    shown = home.state(MODE).attributes
    assert shown["compared_at"] == plan.made_at.isoformat()
    assert list(shown["next_24h"]) == ["economy", "co2", "resilience"]
    assert (await compare(home))["modes"] == shown["next_24h"]


@pytest.mark.usefixtures("modes_are_compared")
async def test_modes_are_compared_once_a_plan_and_not_for_each_look(home: FakeHome) -> None:
    await home.start()
    with patch(COMPARE, side_effect=NoLongerWantedError) as compared:
        for _ in range(4):
            await home.wait(minutes=1)
        assert compared.call_count == 1
        await home.wait(minutes=31)
        await home.wait(seconds=61)
        assert compared.call_count == 2


@pytest.mark.usefixtures("modes_are_compared")
async def test_a_pass_that_begins_comes_before_the_comparison(home: FakeHome) -> None:
    await home.start()
    coordinator = home.entry.runtime_data
    asked: list[bool] = []

    def look(_inputs: Any, wanted: Any) -> None:
        asked.append(wanted())
        with patch.object(type(coordinator), "is_planning", True):
            asked.append(wanted())
        raise NoLongerWantedError

    with patch(COMPARE, look):
        await home.wait(seconds=61)
    assert asked == [True, False]
    assert home.state(MODE).attributes["next_24h"] == {}
    assert coordinator.data.failures == 0


@pytest.mark.usefixtures("modes_are_compared")
async def test_in_an_outage_nothing_is_compared(home: FakeHome) -> None:
    home.set("binary_sensor.outage", "on")
    await home.start()
    with patch(COMPARE, side_effect=NoLongerWantedError) as compared:
        await home.wait(seconds=61)
    compared.assert_not_called()


@pytest.mark.usefixtures("modes_are_compared")
async def test_a_home_that_is_removed_leaves_no_comparison_behind(home: FakeHome) -> None:
    await home.start()
    with patch(COMPARE, side_effect=NoLongerWantedError) as compared:
        assert await home.hass.config_entries.async_unload(home.entry.entry_id)
        home.freezer.tick(timedelta(minutes=5))
        await home.settle()
    compared.assert_not_called()


async def test_a_comparison_that_comes_too_late_is_kept_for_the_next_look(home: FakeHome) -> None:
    await home.start()

    async def too_late(_desk: Desk, _asker: object, job: Callable[[], object]) -> None:
        await home.hass.async_add_executor_job(job)
        raise TimeoutError

    with patch.object(Desk, "async_ask", too_late), pytest.raises(HomeAssistantError) as slow:
        await compare(home)
    assert slow.value.translation_key == "compare_too_slow"
    with patch(COMPARE) as compared:
        assert (await compare(home))["mode"] == "economy"
    compared.assert_not_called()
