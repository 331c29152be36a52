"""The demo as a visitor sees it, in a real browser: the plan, why, a storm and its end, both languages.

The pictures land in build/pictures; script/pictures takes the ones of the README the same way.
"""

from collections.abc import Callable
from pathlib import Path
import time

import pytest

from demo.browser import PHONE, WIDE, Screen, open_panel, page
from demo.client import Client

PICTURES = Path(__file__).parents[2] / "build" / "pictures"
# The dashboard speaks the reader's language, the demo's own stage the one that it was started in.
SEEN = {"ja": ("今日", "試してみる"), "en": ("Today", "試してみる")}


def until(true: Callable[[], bool], what: str, seconds: float = 90) -> None:
    """Wait for something to become true."""
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, f"did not happen within {seconds:.0f} s: {what}"
        time.sleep(1)


def test_the_home_is_planned_from_the_first_minute(client: Client) -> None:
    # a car that is away has an action before there is a plan
    until(lambda: client.state("sensor.v2h_planner_plan") not in ("unknown", "unavailable"), "a plan")
    plan = client.post("services/v2h_planner/get_plan?return_response", {})["service_response"]
    assert len(plan["slots"]) == 96
    assert plan["method"] in ("optimal", "incumbent")
    assert client.state("switch.v2h_planner_control") == "off"  # nothing is commanded until a person says so
    assert len(client.state("sensor.ev_reason")) > 5
    assert "reason_" not in client.state("sensor.ev_reason")


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize("screen", [WIDE, PHONE], ids=["wide", "phone"])
def test_the_dashboard_shows_the_plan(client: Client, language: str, screen: Screen) -> None:
    errors: list[str] = []
    with page(client, language, screen) as tab:
        tab.on("pageerror", lambda error: errors.append(str(error)))
        open_panel(tab, client, "/lovelace/overview")
        for words in SEEN[language]:
            assert tab.get_by_text(words, exact=True).count() >= 1
        assert tab.locator("v2h-planner-card").bounding_box() is not None
        assert tab.locator("hui-error-card").count() == 0
        wide = "light" if screen is WIDE else "phone"
        PICTURES.mkdir(parents=True, exist_ok=True)
        tab.screenshot(path=PICTURES / f"dashboard-{language}-{wide}.png", full_page=True)
    assert errors == []


def test_a_storm_that_is_only_expected_is_prepared_for_without_taking_over(client: Client) -> None:
    mode = client.state("select.v2h_planner_mode")
    client.choose("select.demo_stage_weather", "expected_tonight")
    try:
        until(lambda: client.state("binary_sensor.v2h_planner_storm_expected") == "on", "the watch")
        assert client.state("sensor.v2h_planner_weather_warning") == "advisory"
        assert client.state("binary_sensor.v2h_planner_storm") == "off"
        assert client.state("select.v2h_planner_mode") == mode
    finally:
        client.press("button.demo_stage_all_well")
    until(lambda: client.state("binary_sensor.v2h_planner_storm_expected") == "off", "calm weather")


def test_a_storm_takes_over_charges_the_car_and_gives_back(client: Client) -> None:
    client.post("services/select/select_option", {"entity_id": "select.v2h_planner_mode", "option": "co2"})
    client.post("services/switch/turn_on", {"entity_id": "switch.v2h_planner_control"})
    try:
        client.choose("select.demo_stage_weather", "storm_warning")
        until(lambda: client.state("select.v2h_planner_mode") == "resilience", "resilience mode")
        # On a weekday the car may be away at work; then nothing can be charged.
        if client.state("sensor.demo_v2h_vehicle_connection_status") == "chargeable_dischargeable":
            until(lambda: client.state("select.demo_v2h_operation_mode") == "charge", "the order to charge")
            until(
                lambda: float(client.state("sensor.demo_v2h_charging_discharging_power")) > 4000, "charging"
            )
        with page(client, "ja", WIDE) as tab:
            open_panel(tab, client, "/lovelace/overview")
            PICTURES.mkdir(parents=True, exist_ok=True)
            tab.screenshot(path=PICTURES / "storm-ja.png")
        client.choose("select.demo_stage_weather", "lifted")
        until(lambda: client.state("select.v2h_planner_mode") == "co2", "the former mode", seconds=180)
        assert client.state("binary_sensor.v2h_planner_storm") == "off"
    finally:
        client.press("button.demo_stage_all_well")
        client.post("services/switch/turn_off", {"entity_id": "switch.v2h_planner_control"})
        client.post(
            "services/select/select_option", {"entity_id": "select.v2h_planner_mode", "option": "economy"}
        )


def test_assist_answers_why_in_japanese_and_english(client: Client) -> None:
    asked = {"ja": "V2Hは今何してる", "en": "what is the V2H planner doing"}
    for language, text in asked.items():
        answer = client.post("conversation/process", {"text": text, "language": language})
        speech = answer["response"]["speech"]["plain"]["speech"]
        assert answer["response"]["response_type"] == "action_done"
        assert len(speech) > 5
