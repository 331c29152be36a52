"""What people see: every entity, its words, its numbers."""

from collections import Counter
from datetime import timedelta
import json
from pathlib import Path
from typing import Any

from homeassistant.components.calendar import DOMAIN as CALENDAR
from homeassistant.components.diagnostics import REDACTED
from homeassistant.components.recorder import Recorder
from homeassistant.components.recorder.history import get_significant_states
from homeassistant.core import Event, EventStateChangedData, callback
from homeassistant.exceptions import ServiceValidationError
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.event import async_track_state_change_event
from homeassistant.setup import async_setup_component
from homeassistant.util import dt as dt_util
import pytest
from pytest_homeassistant_custom_component.common import get_system_health_info
from pytest_homeassistant_custom_component.components.recorder.common import async_wait_recording_done
from syrupy.assertion import SnapshotAssertion

from custom_components.v2h_planner import diagnostics
from custom_components.v2h_planner.binary_sensor import HOME, STORAGE
from custom_components.v2h_planner.core.codec import decode
from custom_components.v2h_planner.core.pipeline import PipelineInput, plan_home

from .conftest import FakeHome, day_of_prices

PLAN = "sensor.v2h_planner_plan"


def described(home: FakeHome) -> dict[str, dict[str, Any]]:
    """Every entity as it is registered, by its id."""
    registry = er.async_get(home.hass)
    return {
        item.entity_id: {
            "name": item.original_name,
            "unique_id": item.unique_id.replace(home.entry.entry_id, "entry"),
            "class": item.original_device_class,
            "unit": item.unit_of_measurement,
            "category": item.entity_category,
            "on": item.disabled_by is None,
            "subentry": item.config_subentry_id,
            "capabilities": item.capabilities,
        }
        for item in sorted(
            er.async_entries_for_config_entry(registry, home.entry.entry_id),
            key=lambda item: item.entity_id,
        )
        if item.domain != "image"
    }


async def test_every_entity(home: FakeHome, as_delivered: None, snapshot: SnapshotAssertion) -> None:
    await home.start()
    assert described(home) == snapshot


async def test_entity_ids_are_the_same_in_a_japanese_home_and_names_are_japanese(home: FakeHome) -> None:
    home.hass.config.language = "ja"
    await home.start()
    assert home.state("select.v2h_planner_mode").name == "V2H Planner モード"
    assert home.state("sensor.leaf_reason").state.endswith(("。", "です。"))
    assert home.state("sensor.v2h_planner_backup_time").name == "V2H Planner 停電時の目安"
    assert home.state("sensor.v2h_planner_plan").name == "V2H Planner 計画した時刻"
    assert home.state("calendar.v2h_planner_plan").name == "V2H Planner 動作の予定"
    assert home.state("image.v2h_planner_plan").name == "V2H Planner 計画の図"
    assert home.state("binary_sensor.v2h_planner_storm").name == "V2H Planner 備える警報"


def test_no_two_entities_of_a_device_have_one_name() -> None:
    for language in ("en", "ja"):
        path = Path(diagnostics.__file__).parent / "translations" / f"{language}.json"
        names = Counter(
            entity["name"]
            for platform in json.loads(path.read_text(encoding="utf-8"))["entity"].values()
            for entity in platform.values()
        )
        assert max(names.values()) == 1, names.most_common(1)


def test_no_problem_shows_home_assistants_own_words() -> None:
    path = Path(diagnostics.__file__).parent / "translations" / "ja.json"
    words = json.loads(path.read_text(encoding="utf-8"))["entity"]["binary_sensor"]
    for description in (*HOME, *STORAGE):
        assert set(words[description.key]["state"]) == {"on", "off"}, description.key


async def test_no_entity_is_unavailable_or_unknown_in_a_home_that_is_well(home: FakeHome) -> None:
    await home.start()
    silent = {"button", "event", "calendar", "image"}
    # without any past of the roof no sun is expected, and no share of it is used; nothing is metered yet
    no_past = {"self_consumption", "savings_today", "equivalent_cycles"}
    only_in_a_storm = {"full_for_storm", "outage_hours"}
    registry = er.async_get(home.hass)
    for item in er.async_entries_for_config_entry(registry, home.entry.entry_id):
        key = item.translation_key or ""
        of_the_books = key.endswith(("_yesterday", "_month", "_year", "_total"))
        if item.domain not in silent and not of_the_books and key not in no_past | only_in_a_storm:
            assert home.shows(item.entity_id) not in {"unavailable", "unknown"}, item.entity_id


async def test_the_price_is_all_in(home: FakeHome) -> None:
    await home.start()
    # 1 yen at the exchange, 6.9 % loss, 10 % tax, 19.09 yen of adders
    assert float(home.shows("sensor.v2h_planner_import_price")) == pytest.approx(
        1 / 0.931 * 1.1 + 19.09, abs=0.001
    )


async def test_backup_time_counts_the_sun_and_says_how_long_without(home: FakeHome) -> None:
    await home.start()
    state = home.state("sensor.v2h_planner_backup_time")
    # 12 kWh above the floor at 92 %, about 0.6 kW of load and 0.15 kW of the unit
    assert 10 < state.attributes["without_sun"] < 20
    assert float(state.state) >= state.attributes["without_sun"]


async def test_slots_are_never_recorded(recorder_mock: Recorder, home: FakeHome) -> None:
    before = dt_util.utcnow()
    await home.start()
    await async_wait_recording_done(home.hass)
    ids = [PLAN, "sensor.v2h_planner_import_price", "sensor.v2h_planner_pv_left_today"]
    recorded = await home.hass.async_add_executor_job(
        lambda: get_significant_states(home.hass, before - timedelta(hours=1), entity_ids=ids)
    )
    for entity_id in ids:
        assert len(home.state(entity_id).attributes["slots"]) == 96
        assert all("slots" not in state.attributes for state in recorded[entity_id])


async def test_the_calendar_shows_what_comes_with_its_reason(home: FakeHome) -> None:
    home.publish(day_of_prices(90.0), day_of_prices(90.0))
    await home.start()
    response: Any = await home.hass.services.async_call(
        CALENDAR,
        "get_events",
        {
            "entity_id": "calendar.v2h_planner_plan",
            "start_date_time": dt_util.utcnow(),
            "end_date_time": dt_util.utcnow() + timedelta(hours=36),
        },
        blocking=True,
        return_response=True,
    )
    events = response["calendar.v2h_planner_plan"]["events"]
    served = [event for event in events if event["summary"] == "Leaf: Discharge"]
    assert any(event["start"][11:14] >= "17:" or event["start"][11:14] >= "18:" for event in served)
    assert all(event["description"] for event in events)


async def test_decisions_are_events(home: FakeHome) -> None:
    await home.start()
    heard: list[str] = []

    @callback
    def hear(event: Event[EventStateChangedData]) -> None:
        assert event.data["new_state"] is not None
        heard.append(event.data["new_state"].attributes["event_type"])

    async_track_state_change_event(home.hass, "event.v2h_planner_decision", hear)
    home.set("binary_sensor.storm", "on")
    await home.replan()
    assert heard[:2] == ["storm_started", "mode_changed"]
    home.set("binary_sensor.outage", "on")
    await home.replan()
    assert "outage_started" in heard


async def test_a_mode_has_a_switch_that_a_speaker_can_use(home: FakeHome) -> None:
    await home.start()
    await home.act("turn_on", "switch.v2h_planner_resilience_mode")
    assert home.shows("select.v2h_planner_mode") == "resilience"
    await home.act("turn_off", "switch.v2h_planner_resilience_mode")
    assert home.shows("select.v2h_planner_mode") == "economy"
    await home.act("turn_off", "switch.v2h_planner_resilience_mode")
    assert home.shows("select.v2h_planner_mode") == "economy"


async def test_a_person_who_picks_another_mode_in_a_storm_wins(home: FakeHome) -> None:
    await home.start()
    home.set("binary_sensor.storm", "on")
    await home.replan()
    await home.act("select_option", "select.v2h_planner_mode", option="economy")
    assert home.shows("select.v2h_planner_mode") == "economy"
    storm = home.state("binary_sensor.v2h_planner_storm")
    assert (storm.state, storm.attributes["overruled"], storm.attributes["tier"]) == ("on", True, "none")


async def test_a_min_soc_above_the_max_soc_is_refused(home: FakeHome) -> None:
    await home.start()
    with pytest.raises(ServiceValidationError, match="cannot be above the max SOC of 85 %"):
        await home.act("set_value", "number.leaf_floor_soc", value=90)


@pytest.mark.parametrize(
    ("number", "value", "words"),
    [
        ("storm_soc", 70, "below the max SOC of other days .85 %."),
        ("storm_soc", 10, "below the min SOC"),
    ],
)
async def test_an_soc_that_contradicts_another_one_is_refused(
    home: FakeHome, number: str, value: float, words: str
) -> None:
    await home.start()
    before = home.shows(f"number.leaf_{number}")
    with pytest.raises(ServiceValidationError, match=words):
        await home.act("set_value", f"number.leaf_{number}", value=value)
    assert home.shows(f"number.leaf_{number}") == before


@pytest.mark.parametrize(
    "number", ["number.leaf_floor_soc", "number.leaf_storm_soc", "number.v2h_planner_carbon_price"]
)
@pytest.mark.parametrize("value", ["nan", "inf", "-inf"])
async def test_a_number_is_a_number(home: FakeHome, number: str, value: str) -> None:
    await home.start()
    before = home.shows(number)
    with pytest.raises(ServiceValidationError):
        await home.act("set_value", number, value=value)
    assert home.shows(number) == before


async def test_diagnostics_are_enough_to_make_the_same_plan_again(home: FakeHome) -> None:
    await home.start()
    plan = home.entry.runtime_data.data.plan
    shown = await diagnostics.async_get_config_entry_diagnostics(home.hass, home.entry)
    assert shown["entry"]["title"] == REDACTED
    assert shown["inputs"]["home"]["storages"][0]["name"] == REDACTED
    again, _ = plan_home(decode(PipelineInput, shown["inputs"]))
    assert again.cost_yen == pytest.approx(plan.cost_yen)
    verbs = [slot.storages[0].verb for slot in again.slots]
    assert verbs == [slot.storages[0].verb for slot in plan.slots]


async def test_system_health_tells_how_planning_goes(home: FakeHome) -> None:
    await home.start()
    assert await async_setup_component(home.hass, "system_health", {})
    await home.settle()
    info = await get_system_health_info(home.hass, "v2h_planner")
    assert info["homes"] == info["plans"] == 1
    assert info["degraded"] == info["failures"] == 0
