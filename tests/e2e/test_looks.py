"""What everybody sees: on a phone, in the dark, in both languages, by ear, and who may only look."""

from collections.abc import Iterator
from datetime import datetime, timedelta
import re
from typing import Any
from zoneinfo import ZoneInfo

from playwright.sync_api import Page, expect
import pytest

from demo.browser import Screen
from demo.client import PASSWORD, Client
from tests.e2e.conftest import ROOT, Show

FIRST_SCREEN = Screen(390, 844)
NARROW = Screen(320, 640)
AXE = ROOT / "card" / "node_modules" / "axe-core" / "axe.min.js"
VIEWS = ("overview", "plan", "trips", "storm", "savings", "what_if", "settings", "health")
MARKUP = '<img src="nowhere" onerror="window.marked = true">'
VISITOR = "visitor"
ZONE = ZoneInfo("Asia/Tokyo")

# What Home Assistant's own pages ask with.
_ASK = "(message) => document.querySelector('home-assistant').hass.callWS(message)"
# Whatever axe finds, with the path to it through all shadow roots; what stands in no element of ours is not ours.
_AXE = """async () => {
  const found = await axe.run({include: [['home-assistant']]}, {resultTypes: ['violations']});
  return found.violations.flatMap(({id, nodes}) => nodes
    .filter(({target}) => target.flat().some((part) => part.includes('v2h-')))
    .map(({target, failureSummary}) => `${id}: ${target.flat().slice(-2).join(' ')}: ${failureSummary}`));
}"""


def ask(page: Page, **message: Any) -> Any:
    """Send a command to Home Assistant as the page's user."""
    return page.evaluate(_ASK, message)


def go(page: Page, view: str) -> None:
    """Open another view of the dashboard, as a tap on its icon does."""
    page.evaluate("view => history.pushState(null, '', `/lovelace/${view}`)", view)
    page.evaluate("window.dispatchEvent(new CustomEvent('location-changed'))")
    page.wait_for_timeout(1000)


@pytest.mark.parametrize("language", ["en", "ja"])
@pytest.mark.usefixtures("control")
def test_the_whole_chart_is_within_the_first_screen_of_a_phone(show: Show, language: str) -> None:
    page = show(language, FIRST_SCREEN)
    # what the tests before have stirred up goes within a minute
    expect(page.locator("v2h-banners section")).to_have_count(0, timeout=120_000)
    chart = page.locator("v2h-plan-chart").bounding_box()
    assert chart is not None
    assert chart["y"] + chart["height"] <= FIRST_SCREEN.height


def test_no_view_is_wider_than_the_narrowest_phone(show: Show) -> None:
    page = show(screen=NARROW)
    for view in VIEWS:
        go(page, view)
        assert page.evaluate("document.scrollingElement.scrollWidth") <= NARROW.width, view
        for card in page.locator("v2h-planner-card, v2h-planner-trips-card").all():
            assert card.evaluate("card => card.scrollWidth <= card.clientWidth"), view


@pytest.mark.parametrize(
    ("language", "words", "mode"),
    [
        ("en", "Dry run: nothing is commanded", "Economy"),
        ("ja", "試運転中：機器には指示していません", "節約"),
    ],
)
def test_the_card_speaks_the_readers_language(show: Show, language: str, words: str, mode: str) -> None:
    page = show(language)
    expect(page.get_by_role("heading", name=words)).to_be_visible()
    expect(page.locator("v2h-chips .mode")).to_contain_text(mode)
    page.locator("v2h-plan-chart").get_by_role("slider").press("End")
    told = page.locator("v2h-plan-chart").get_by_role("slider").get_attribute("aria-valuetext") or ""
    assert ("円" in told) == (language == "ja")
    assert ("yen" in told) == (language == "en")


def test_in_the_dark_the_card_is_dark(show: Show) -> None:
    page = show(dark=True)
    expect(page.locator("v2h-planner-card[dark]")).to_be_visible()
    ground, ink = page.locator("v2h-planner-card ha-card").evaluate(
        "card => [getComputedStyle(card).backgroundColor, getComputedStyle(card).color]"
    )
    assert sum(map(int, re.findall(r"\d+", ground)[:3])) < 3 * 60
    assert sum(map(int, re.findall(r"\d+", ink)[:3])) > 3 * 180


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_axe_finds_nothing_of_ours(show: Show, *, dark: bool) -> None:
    if not AXE.exists():
        pytest.skip("card/node_modules lacks axe-core: script/card installs it")
    page = show(dark=dark)
    page.add_script_tag(path=AXE)
    assert "\n".join(page.evaluate(_AXE)) == ""
    chart = page.locator("v2h-plan-chart").get_by_role("slider")
    chart.press("PageDown")
    chart.press("Enter")
    expect(page.locator("v2h-planner-card .panel")).to_be_visible()
    assert "\n".join(page.evaluate(_AXE)) == ""
    page.get_by_role("button", name="Mode: Economy. Change").click()
    expect(page.locator("v2h-mode-picker")).to_contain_text("kg")
    page.wait_for_timeout(400)  # it rises
    assert "\n".join(page.evaluate(_AXE)) == ""
    page.get_by_role("button", name="Close").click()
    page.locator("v2h-trips li.weekly").first.get_by_role("button").click()
    expect(page.locator("v2h-trip-editor .drawing svg").first).to_be_visible()
    page.wait_for_timeout(400)
    assert "\n".join(page.evaluate(_AXE)) == ""


@pytest.fixture
def visitor(client: Client, show: Show) -> Iterator[Client]:
    """Somebody who may read, and no more."""
    page = show()
    user = ask(page, type="config/auth/create", name=VISITOR, group_ids=["system-read-only"])["user"]
    ask(
        page,
        type="config/auth_provider/homeassistant/create",
        user_id=user["id"],
        username=VISITOR,
        password=PASSWORD,
    )
    yield Client.log_in(client.url, VISITOR, PASSWORD)
    ask(page, type="config/auth/delete", user_id=user["id"])


def test_who_may_only_read_sees_the_plan_and_nothing_to_press(show: Show, visitor: Client) -> None:
    page = show(by=visitor)
    expect(page.locator("v2h-chips")).to_contain_text("Economy")
    expect(page.locator("v2h-trips li.weekly").first).to_be_visible()
    for part in ("v2h-chips", "v2h-banners", "v2h-trips"):
        expect(page.locator(f"v2h-planner-card {part}").get_by_role("button")).to_have_count(0)
    refused = page.evaluate(
        """() => document.querySelector('home-assistant').hass.callService('v2h_planner', 'ignore_storm', {})
          .then(() => 'done', (error) => error.message)"""
    )
    assert refused == "Unauthorized"


def test_words_of_others_are_never_markup(client: Client, show: Show) -> None:
    page = show()
    [entry] = ask(page, type="config_entries/get", domain="v2h_planner")
    [car] = ask(page, type="config_entries/subentries/list", entry_id=entry["entry_id"])
    named = {"entry_id": entry["entry_id"], "subentry_id": car["subentry_id"]}
    leave = datetime.now(ZONE).replace(minute=0, second=0, microsecond=0) + timedelta(hours=9)
    trip = {
        "summary": f"{MARKUP} 80km",
        "description": MARKUP,
        "dtstart": leave.isoformat(),
        "dtend": (leave + timedelta(hours=1)).isoformat(),
    }
    ask(page, type="calendar/event/create", entity_id="calendar.v2h_planner_trips", event=trip)
    ask(page, type="config_entries/subentries/update", **named, title=MARKUP)
    try:
        expect(page.locator("v2h-trips li.announced")).to_contain_text("80 km")
        expect(page.locator("v2h-planner-card .soc-name, v2h-planner-card .top")).to_contain_text("<img")
        page.get_by_role("button", name="Mode: Economy. Change").click()
        page.keyboard.press("Escape")
        for view in VIEWS:
            go(page, view)
            assert page.locator("img[src=nowhere]").count() == 0, view
        assert page.evaluate("window.marked") is None
    finally:
        ask(page, type="config_entries/subentries/update", **named, title=car["title"])
        go(page, "overview")
        page.locator("v2h-trips li.announced").get_by_role("button").first.click()
        page.get_by_role("button", name="Cancel the trip").click()
        expect(page.locator("v2h-trips li.announced")).to_have_count(0)
