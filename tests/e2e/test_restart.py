"""Home Assistant is restarted while the card is open: it says so, and comes back by itself."""

from playwright.sync_api import expect

from demo.browser import WIDE
from demo.client import Client
from tests.e2e.conftest import Show, until


def test_the_card_survives_a_restart(client: Client, show: Show) -> None:
    page = show("en", WIDE)
    page.evaluate("window.samePage = true")
    client.post("services/homeassistant/restart", {})
    card = page.locator("v2h-planner-card")
    expect(card).to_contain_text("Connection lost", timeout=60_000)
    expect(page.locator("v2h-plan-chart")).to_be_visible()  # what was known stays in view
    until(lambda: _runs(client), "Home Assistant", seconds=300)
    expect(card.get_by_text("Connection lost")).to_have_count(0, timeout=60_000)
    expect(card.get_by_text("V2H Planner is not running")).to_have_count(0, timeout=60_000)
    page.get_by_role("button", name="Mode: Economy. Change").click()  # and what can be done works again
    page.get_by_role("radio", name="Low CO2").click()
    until(lambda: client.state("select.v2h_planner_mode") == "co2", "the mode")
    page.locator("v2h-toast").get_by_role("button", name="Undo").click()
    until(lambda: client.state("select.v2h_planner_mode") == "economy", "the former mode")
    assert page.evaluate("window.samePage")


def _runs(client: Client) -> bool:
    try:
        return bool(client.get("config")["state"] == "RUNNING")
    except OSError, ValueError:
        return False
