"""A real browser in the demo: log in, open a page, look at it. Needs Playwright and a Chromium."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
import json
import os
from pathlib import Path
import shutil
import time

from PIL import Image, ImageChops
from playwright.sync_api import Browser, Page, sync_playwright

from .client import Client

MARGIN = 24  # pixels left under the last card
COMPARED_MS = 90_000  # five plans
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")

# Home Assistant builds its pages of nested shadow roots; a panel is there when the loading screen is gone.
_PANEL_IS_THERE = """() => {
  const home = document.querySelector('home-assistant');
  const main = home?.shadowRoot?.querySelector('home-assistant-main');
  const panel = main?.shadowRoot?.querySelector('partial-panel-resolver')?.firstElementChild;
  return panel && panel.localName !== 'hass-loading-screen';
}"""


@dataclass(frozen=True, slots=True)
class Screen:
    """Size of the window. Heights are such that no card is cut."""

    width: int
    height: int
    scale: float = 1.0


WIDE = Screen(1280, 1400)
PHONE = Screen(390, 844, 2.0)
NOTICES = Screen(500, 800, 2.0)
FORM = Screen(1000, 1500)

_CONFIGURE = {"ja": "設定", "en": "Configure"}
_SHOW_NOTICES = """() => document.querySelector('home-assistant').shadowRoot
  .querySelector('home-assistant-main').dispatchEvent(new CustomEvent('hass-show-notifications'))"""


def find_chromium() -> str | None:
    """Return the browser that BROWSER names, else one on the path; None without either."""
    if browser := os.environ.get("BROWSER"):
        return browser
    for name in CHROMIUM_NAMES:
        if path := shutil.which(name):
            return path
    return None


@contextmanager
def chromium() -> Iterator[Browser]:
    """Yield a browser without a window."""
    program = find_chromium()
    if program is None:
        raise FileNotFoundError("No Chromium found. On Debian and Ubuntu: apt install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=program,
            headless=True,
            args=[
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--disable-background-networking",
            ],
        )
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def tab(
    browser: Browser, client: Client, language: str, screen: Screen, *, dark: bool = False
) -> Iterator[Page]:
    """Yield a page of that browser, logged in, in that language."""
    tokens = {**client.tokens, "expires": int(time.time() * 1000) + client.tokens["expires_in"] * 1000}
    tokens["ha_auth_provider"] = "homeassistant"
    seed = (
        f"localStorage.setItem('hassTokens', {json.dumps(json.dumps(tokens))});"
        f"localStorage.setItem('selectedLanguage', {json.dumps(json.dumps(language))});"
        "localStorage.setItem('dockedSidebar', JSON.stringify('always_hidden'));"
    )
    context = browser.new_context(
        viewport={"width": screen.width, "height": screen.height},
        device_scale_factor=screen.scale,
        locale={"ja": "ja-JP", "en": "en-GB"}[language],
        timezone_id="Asia/Tokyo",
        color_scheme="dark" if dark else "light",
        service_workers="block",
    )
    context.add_init_script(f"if (location.origin === {json.dumps(client.url)}) {{ {seed} }}")
    try:
        yield context.new_page()
    finally:
        context.close()


@contextmanager
def page(client: Client, language: str, screen: Screen, *, dark: bool = False) -> Iterator[Page]:
    """Yield a logged-in page in a browser of its own."""
    with chromium() as browser, tab(browser, client, language, screen, dark=dark) as found:
        yield found


def open_panel(tab: Page, client: Client, path: str, settle_ms: int = 3000) -> None:
    """Open a page of Home Assistant and wait until it has been drawn."""
    tab.goto(f"{client.url}{path}")
    tab.wait_for_function(_PANEL_IS_THERE, timeout=60_000)
    tab.wait_for_timeout(settle_ms)


def shoot_card(
    browser: Browser,
    client: Client,
    language: str,
    screen: Screen,
    path: str,
    to: Path,
    *,
    dark: bool = False,
) -> None:
    """Save a picture of the dashboard, as far down as its first card goes, or the screen."""
    to.parent.mkdir(parents=True, exist_ok=True)
    with tab(browser, client, language, screen, dark=dark) as found:
        open_panel(found, client, path, settle_ms=0)
        found.wait_for_selector("v2h-plan-chart")
        found.wait_for_timeout(2000)  # tiles and icons
        card = found.locator("v2h-planner-card").bounding_box()
        end = screen.height if card is None else card["y"] + card["height"] + MARGIN
        found.screenshot(
            path=to, clip={"x": 0, "y": 0, "width": screen.width, "height": min(end, screen.height)}
        )
    _lighten(to)


def shoot_whole(
    browser: Browser, client: Client, language: str, screen: Screen, path: str, card: str, to: Path
) -> None:
    """Save a picture of a view with one card, as far down as that goes."""
    to.parent.mkdir(parents=True, exist_ok=True)
    with tab(browser, client, language, screen) as found:
        open_panel(found, client, path, settle_ms=0)
        found.wait_for_selector(card)
        found.wait_for_timeout(3000)
        box = found.locator(card).bounding_box()
        height = screen.height if box is None else int(box["y"] + box["height"] + MARGIN)
        found.set_viewport_size({"width": screen.width, "height": height})
        found.wait_for_timeout(1000)


def shoot_modes(browser: Browser, client: Client, language: str, path: str, to: Path) -> None:
    """Save a picture of the modes compared, as a phone shows them."""
    with tab(browser, client, language, PHONE) as found:
        open_panel(found, client, path, settle_ms=0)
        found.locator("v2h-chips .mode").click()
        found.wait_for_selector("v2h-mode-picker .storm", timeout=COMPARED_MS)
        found.wait_for_timeout(1500)  # it rises
        found.screenshot(path=to)
    _lighten(to)


def shoot_notices(client: Client, language: str, to: Path) -> None:
    """Save a picture of Home Assistant's own list of notifications."""
    with page(client, language, NOTICES) as tab:
        open_panel(tab, client, "/profile")
        tab.evaluate(_SHOW_NOTICES)
        tab.wait_for_timeout(2500)
        tab.screenshot(path=to)
    _lighten(to)


def shoot_form(client: Client, language: str, domain: str, form: str, to: Path) -> None:
    """Save a picture of one of an integration's forms, its sections open. `form`: its name in the menu."""
    with page(client, language, FORM) as tab:
        open_panel(tab, client, f"/config/integrations/integration/{domain}")
        tab.locator(f'[aria-label="{_CONFIGURE[language]}"]').first.click()
        tab.get_by_text(form, exact=True).last.click()
        tab.wait_for_timeout(4000)
        for section in tab.locator("ha-expansion-panel").all():
            section.click()
            tab.wait_for_timeout(1500)
        tab.screenshot(path=to)
    _lighten(to)


def _lighten(file: Path) -> None:
    """Cut the empty space under the cards and keep 255 colours: a quarter of the size, and nobody sees it."""
    with Image.open(file) as shot:
        whole = shot.convert("RGB")
    ground = Image.new("RGB", whole.size, whole.getpixel((0, whole.height - 1)))
    content = ImageChops.difference(whole, ground).getbbox()
    below = whole.height if content is None else min(content[3] + MARGIN, whole.height)
    whole.crop((0, 0, whole.width, below)).quantize(255, dither=Image.Dither.NONE).save(file, optimize=True)
