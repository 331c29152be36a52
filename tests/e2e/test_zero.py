"""From nothing to the dashboard, as a newcomer clicks: "Add integration", every form, the plan.

It comes last: the demo's home moves out, and a usual one with ECHONET Lite devices moves in. Pictures of all screens land
in build/pictures; with SETUP_FILM=docs/images the strips of the documentation are made, in both languages and widths.
`pytest -s` prints the counts.
"""

import os
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, expect
import pytest

from demo.browser import PHONE, Screen
from demo.client import Client
from tests.e2e.conftest import ROOT, Show
from tests.e2e.newcomer import Newcomer, strip
from tests.e2e.test_looks import ask

DESK = Screen(1280, 900)
# What only a person knows of this home: its plan, and this month's fuel adjustment from the bill.
KNOWN: dict[str, dict[str, Any]] = {"user": {"plan": "tepco_smart_life"}, "price_terms": {"fuel": -7.5}}
MOST_SCREENS, MOST_TYPED = 8, 8
# For somebody who reads every word.
MOST_MINUTES = 5.5
FILM = os.environ.get("SETUP_FILM")
# Language, window; how wide a screen is in the strip.
WALKS = [("en", DESK), ("ja", PHONE), *([("ja", DESK), ("en", PHONE)] if FILM else [])]
WIDTHS = {DESK: 340, PHONE: 230}
DRY_RUN = {"en": "Dry run: nothing is commanded", "ja": "試運転中：機器には指示していません"}
START = {"en": "Start control", "ja": "自動制御を始める"}

_CALL = """([method, path, data]) => document.querySelector('home-assistant').hass.callApi(method, path, data)
  .catch((error) => { throw new Error(JSON.stringify(error)) })"""


def call(page: Page, method: str, path: str, data: dict[str, Any] | None = None) -> Any:
    """Call Home Assistant as its pages do."""
    return page.evaluate(_CALL, [method, path, data])


def move_in(page: Page, language: str) -> None:
    """Take the demo's home away, and what was set up before; let the usual home stand there, in that language."""
    for domain in ("v2h_planner", "v2h_demo", "echonet_lite"):
        for old in ask(page, type="config_entries/get", domain=domain):
            call(page, "DELETE", f"config/config_entries/entry/{old['entry_id']}")
    ask(page, type="energy/save_prefs", energy_sources=[], device_consumption=[])
    ask(page, type="config/core/update", language=language)
    added = call(page, "POST", "config/config_entries/flow", {"handler": "echonet_lite"})
    assert added["type"] == "create_entry"


@pytest.mark.parametrize(("language", "screen"), WALKS, ids=lambda one: getattr(one, "width", one))
def test_from_add_integration_to_the_dashboard(
    client: Client, show: Show, language: str, screen: Screen
) -> None:
    page = show(language, screen, path="/profile")
    page.wait_for_function("document.querySelector('home-assistant')?.hass?.connected")
    move_in(page, language)
    name = f"setup-{language}{'-phone' if screen is PHONE else ''}"
    newcomer = Newcomer(page, client, language, ROOT / "build" / "pictures" / name)
    newcomer.add_integration("V2H Planner")
    newcomer.set_up(KNOWN)
    print(f"\n{name}: {newcomer.count}")  # noqa: T201
    assert len(newcomer.count.screens) <= MOST_SCREENS
    assert len(newcomer.count.typed) + len(newcomer.count.chosen) <= MOST_TYPED
    assert newcomer.count.person_seconds < 60 * MOST_MINUTES

    with page.context.expect_page() as opened:
        newcomer.dialog.locator("a[href='/v2h-planner']").click()
    dashboard = opened.value
    expect(dashboard.get_by_role("heading", name=DRY_RUN[language])).to_be_visible()
    card = dashboard.locator("v2h-planner-card")
    expect(card.locator("v2h-plan-chart")).to_be_visible()  # at once: there is a plan
    expect(card.get_by_text("EV", exact=True).first).to_be_visible()
    expect(card.get_by_role("button", name=START[language]).first).to_be_visible()
    if FILM is not None:
        dashboard.wait_for_timeout(2000)  # tiles and icons
        last = newcomer.pictures[-1].with_name("99-dashboard.png")
        wide = {"x": 0, "y": 0, "width": 848, "height": DESK.height}  # the card, without the tiles beside it
        dashboard.screenshot(path=last, clip=wide if screen is DESK else None)
        shown = [file for file in newcomer.pictures if not file.stem.endswith("-end")]
        strip([*_once(shown), last], WIDTHS[screen], Path(FILM) / f"{name}.png")


def _once(files: list[Path]) -> list[Path]:
    """Leave out what is shown a second time: the price as it is worked out after a change."""
    return list({file.stem[3:]: file for file in files}.values())
