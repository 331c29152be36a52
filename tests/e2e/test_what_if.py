"""The page of simulations: one is begun and cancelled, another one's answer is read, in a real browser."""

from playwright.sync_api import Locator, Page, expect

from demo.browser import PHONE
from demo.client import Client
from tests.e2e.conftest import Show

PAGE = "/lovelace/what_if"
DAYS = 3


def card(page: Page) -> Locator:
    return page.locator("v2h-planner-simulate-card")


def simulate(client: Client) -> None:
    """Live some days under the timer alone, which takes no time, and wait for the answer."""
    data = {"days": DAYS, "drivers": ["timer"], "scenarios": [{"name": "Flat", "price": 31}]}
    client.post("services/v2h_planner/simulate?return_response", data)


def test_a_simulation_is_begun_and_cancelled_on_the_page(client: Client, show: Show) -> None:
    page = show(path=PAGE)
    form = card(page).locator("v2h-simulate-form")
    form.get_by_label("Another tariff").select_option(label="One price all day")
    form.get_by_label("Without V2H, only charging").check()
    form.get_by_role("button", name="Simulate").click()
    expect(card(page).get_by_role("progressbar")).to_be_visible()
    card(page).get_by_role("button", name="Cancel").click()
    expect(form.get_by_role("button", name="Simulate")).to_be_visible()


def test_the_answer_is_a_sentence_and_a_table_that_a_phone_can_read(client: Client, show: Show) -> None:
    simulate(client)
    page = show("ja", PHONE, path=PAGE)
    result = card(page).locator("v2h-simulate-result")
    expect(result.locator(".answer")).to_contain_text("市場連動型")
    expect(result.get_by_role("columnheader", name="Flat")).to_be_visible()
    assert page.evaluate("document.scrollingElement.scrollWidth") <= PHONE.width
    result.get_by_role("button", name="買電（kWh）").click()
    expect(result.get_by_role("region")).to_have_attribute("aria-label", "買電（kWh）")
    with page.expect_download() as saved:
        result.get_by_role("button", name="CSVで保存").click()
    assert saved.value.suggested_filename.endswith(".csv")
