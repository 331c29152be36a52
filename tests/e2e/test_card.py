"""What a person does on the card, with a click: each does what it says, and can be taken back."""

from collections.abc import Iterator
import re

from playwright.sync_api import Locator, Page, expect
import pytest

from demo.browser import PHONE
from demo.client import Client
from tests.e2e.conftest import Show, until

MODE = "select.v2h_planner_mode"
UNIT = "select.demo_v2h_operation_mode"


def button(page: Page, name: str) -> Locator:
    """Return the card's button of that name."""
    return page.locator("v2h-planner-card").get_by_role("button", name=name, exact=True)


def toast(page: Page) -> Locator:
    """Return what says what was done."""
    return page.locator("v2h-toast .toast.open")


def undo(page: Page) -> None:
    """Take the last deed back."""
    toast(page).get_by_role("button", name="Undo").click()
    expect(toast(page)).to_contain_text("Undone")


@pytest.fixture
def calm(client: Client) -> Iterator[None]:
    """All is well again after the test."""
    yield
    client.press("button.demo_stage_all_well")
    client.press("button.ev_give_back_to_the_planner")


def test_a_mode_is_picked_by_what_it_would_cost_and_can_be_taken_back(client: Client, show: Show) -> None:
    page = show()
    page.get_by_role("button", name="Mode: Economy. Change").click()
    low = page.get_by_role("radio", name=re.compile("Low CO2"))
    expect(low).to_contain_text(re.compile(r"\d yen[\s\S]*\d kg"))  # the outlook of all modes has come
    low.click()
    expect(toast(page)).to_contain_text("Mode: Low CO2 (dry run: only the plan changes)")
    until(lambda: client.state(MODE) == "co2", "the mode")
    undo(page)
    until(lambda: client.state(MODE) == "economy", "the former mode")


def test_control_starts_only_after_it_was_said_what_the_unit_will_do(client: Client, show: Show) -> None:
    page = show()
    expect(page.get_by_role("heading", name="Dry run: nothing is commanded")).to_be_visible()
    button(page, "Start control").first.click()
    sheet = page.locator("v2h-start-control v2h-sheet")
    expect(sheet).to_contain_text("First command:")
    expect(sheet).to_contain_text("When control ends it is left in:")
    sheet.get_by_role("button", name="Start control").click()
    until(lambda: client.state("switch.v2h_planner_control") == "on", "control")
    expect(page.get_by_role("heading", name="Dry run: nothing is commanded")).to_have_count(0)
    undo(page)
    until(lambda: client.state("switch.v2h_planner_control") == "off", "a dry run again")


@pytest.mark.usefixtures("control")
def test_charge_now_charges_the_car_and_stop_ends_it(client: Client, show: Show) -> None:
    page = show()
    button(page, "Charge now").click()
    expect(toast(page)).to_contain_text("EV is charged to 90% now")
    until(lambda: client.state(UNIT) == "charge", "the order to charge")
    button(page, "Stop charging").click()
    expect(toast(page)).to_contain_text("charge now is cancelled")
    until(lambda: client.state(UNIT) != "charge", "the end of charging")
    expect(button(page, "Charge now")).to_be_visible()


@pytest.mark.usefixtures("control")
def test_a_pause_stands_on_the_card_until_it_is_taken_back(client: Client, show: Show) -> None:
    page = show()
    button(page, "Pause").click()
    page.locator("v2h-pause-menu").get_by_role("button", name=re.compile("For an hour")).click()
    expect(page.get_by_role("heading", name="Paused")).to_be_visible()
    until(lambda: client.state("switch.ev_pause") == "on", "the pause")
    undo(page)
    expect(page.get_by_role("heading", name="Paused")).to_have_count(0)
    until(lambda: client.state("switch.ev_pause") == "off", "the end of the pause")


@pytest.mark.usefixtures("control", "calm")
def test_a_unit_that_does_not_obey_is_told_of_until_it_obeys(client: Client, show: Show) -> None:
    page = show()
    until(lambda: client.state(UNIT) in ("discharge", "standby"), "the order of the plan")
    client.press("button.demo_stage_disobey")
    button(page, "Charge now").click()
    repairs = page.locator("v2h-banners").get_by_role("link", name="Open repairs")
    expect(repairs).to_be_visible(timeout=60_000)
    assert client.state("binary_sensor.ev_disobeys") == "on"
    repairs.click()
    repair = page.get_by_role("button", name=re.compile("does not follow its orders"))
    expect(repair).to_be_visible()
    client.press("button.demo_stage_disobey")
    # Somebody mends the unit and does at it what it was told.
    client.post(
        "services/number/set_value",
        {"entity_id": "number.demo_v2h_charging_power_setting", "value": 6000},
    )
    client.choose(UNIT, "charge")
    until(lambda: client.state("binary_sensor.ev_disobeys") == "off", "obedience")
    expect(repair).to_have_count(0)
    page.go_back()
    expect(page.locator("v2h-plan-chart")).to_be_visible()
    expect(repairs).to_have_count(0)


@pytest.mark.usefixtures("control", "calm")
def test_a_storm_goes_from_the_warning_to_a_full_car_and_back_to_the_former_mode(
    client: Client, show: Show
) -> None:
    page = show(screen=PHONE)
    storm = page.locator("v2h-banners .large.storm")
    client.choose("select.demo_stage_weather", "storm_warning")
    expect(storm).to_be_visible()
    expect(storm).to_contain_text("Source: Japan Meteorological Agency")
    until(lambda: client.state(MODE) == "resilience", "resilience mode")
    until(lambda: client.state(UNIT) == "charge", "the order to charge")
    until(lambda: float(client.state("sensor.demo_v2h_charging_discharging_power")) > 4000, "charging")
    storm.get_by_role("button", name="Ignore the storm").click()
    until(lambda: client.state(MODE) == "economy", "the former mode")
    undo(page)
    until(lambda: client.state(MODE) == "resilience", "resilience mode again")
    client.choose("select.demo_stage_weather", "lifted")
    until(lambda: client.state("binary_sensor.v2h_planner_storm") == "off", "the end of the warning")
    expect(storm).to_have_count(0, timeout=90_000)  # held for the cool-down, then over
    until(lambda: client.state(MODE) == "economy", "the former mode")
