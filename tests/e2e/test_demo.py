"""The demo as a visitor sees it, in a real browser: the plan, why, weather that may come, both languages.

The pictures land in build/pictures; script/pictures takes the ones of the README the same way.
"""

from playwright.sync_api import expect
import pytest

from demo.browser import PHONE, WIDE, Screen
from demo.client import Client
from tests.e2e.conftest import ROOT, Show, until

PICTURES = ROOT / "build" / "pictures"
# The dashboard speaks the reader's language, the demo's own stage the one that it was started in.
SEEN = {"ja": ("今日", "試してみる"), "en": ("Today", "試してみる")}


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
def test_the_dashboard_shows_the_plan(show: Show, language: str, screen: Screen) -> None:
    page = show(language, screen)
    for words in SEEN[language]:
        expect(page.get_by_text(words, exact=True).first).to_be_visible()
    assert page.locator("hui-error-card").count() == 0
    PICTURES.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=PICTURES / f"dashboard-{language}-{screen.width}.png", full_page=True)


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


def test_assist_answers_why_in_japanese_and_english(client: Client) -> None:
    asked = {"ja": "V2Hは今何してる", "en": "what is the V2H planner doing"}
    for language, text in asked.items():
        answer = client.post("conversation/process", {"text": text, "language": language})
        speech = answer["response"]["speech"]["plain"]["speech"]
        assert answer["response"]["response_type"] == "action_done"
        assert len(speech) > 5
