"""Trips by the card, with a thumb: planned, changed, skipped, and each taken back."""

from datetime import datetime, timedelta
import re
from zoneinfo import ZoneInfo

from playwright.sync_api import Locator, Page, expect

from demo.browser import PHONE
from tests.e2e.conftest import Show
from tests.e2e.test_card import toast, undo

ZONE = ZoneInfo("Asia/Tokyo")


def trips(page: Page, kind: str) -> Locator:
    """Return the card's trips of that kind."""
    return page.locator(f"v2h-trips li.{kind}")


def editor(page: Page) -> Locator:
    """Return what a trip is changed in."""
    return page.locator("v2h-trip-editor")


def test_a_trip_is_planned_with_its_price_in_view_and_cancelled(show: Show) -> None:
    page = show(screen=PHONE)
    page.locator("v2h-trips").get_by_role("button", name="Add").click()
    leave = datetime.now(ZONE) + timedelta(hours=26)
    editor(page).get_by_label("Day of departure").fill(leave.strftime("%Y-%m-%d"))
    editor(page).get_by_label("Time of departure").fill("05:30")
    editor(page).get_by_label("Distance").fill("80")
    editor(page).get_by_label("Distance").blur()
    expect(editor(page).locator(".effect")).to_contain_text(re.compile("This trip (costs|saves)"))
    expect(editor(page).locator(".drawing svg").first).to_be_visible()
    editor(page).get_by_role("button", name="Add", exact=True).click()
    expect(toast(page)).to_contain_text("The trip is added")
    expect(trips(page, "announced")).to_contain_text("80 km")
    trips(page, "announced").get_by_role("button").click()
    editor(page).get_by_role("button", name="Cancel the trip").click()
    expect(trips(page, "announced")).to_have_count(0)
    undo(page)
    expect(trips(page, "announced")).to_contain_text("80 km")
    trips(page, "announced").get_by_role("button").click()
    editor(page).get_by_role("button", name="Cancel the trip").click()
    expect(trips(page, "announced")).to_have_count(0)


def test_a_weekly_trip_is_changed_this_time_only_with_the_price_moving_along(show: Show) -> None:
    page = show(screen=PHONE)
    first = trips(page, "weekly").first
    expect(first).to_contain_text("60%")
    first.get_by_role("button").click()
    slider = editor(page).get_by_role("slider")
    slider.focus()
    for _ in range(4):
        slider.press("PageUp")
    expect(editor(page).locator("output")).to_have_text("80%")
    expect(editor(page).locator(".effect")).to_contain_text(re.compile("The cost stays|It costs about"))
    editor(page).get_by_role("button", name="Save").click()
    expect(toast(page)).to_contain_text("The trip is changed")
    expect(first).to_contain_text("80%")
    undo(page)
    expect(first).to_contain_text("60%")


def test_a_weekly_trip_is_skipped_and_put_back(show: Show) -> None:
    page = show(screen=PHONE)
    first = trips(page, "weekly").first
    first.get_by_role("button").click()
    editor(page).get_by_role("button", name="Skip this time").click()
    expect(toast(page)).to_contain_text("The trip is skipped this time")
    expect(first).to_contain_text("Skipped this time")
    first.get_by_role("button", name="Put back").click()
    expect(first).not_to_contain_text("Skipped")
    expect(first).to_contain_text("60%")
