"""A newcomer at the browser: finds the integration, reads each screen, fills in what is missing, and clicks on."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
import re
import time
from typing import Any

from PIL import Image, ImageDraw, ImageFont
from playwright.sync_api import Locator, Page, expect

from demo.browser import open_panel
from demo.client import Client

MARGIN = 24  # pixels
# More than this is no five minutes, and is an end.
MOST_STEPS = 12

# What people read in a minute, and what a click takes them.
WORDS_A_MINUTE = {"en": 200, "ja": 500}  # words; characters
SECONDS_A_CLICK = 5

_ADD = {"en": "Add integration", "ja": "統合を追加"}
_DIALOG = "dialog-data-entry-flow"
_SCREENS = "step-flow-form, step-flow-menu, step-flow-create-entry, step-flow-abort"
# The flow of a storage has its kind for a handler.
_SHOWN = """({step}) => ({type: step.type, errors: step.errors ?? {}, step: step.step_id,
  name: [step.handler].flat().slice(1).concat(step.step_id).join('.')})"""
# Another screen stands there, or the same one once more.
_GONE_ON = """([dialog, screens]) => {
  const root = document.querySelector('home-assistant').shadowRoot.querySelector(dialog)?.shadowRoot;
  const pierce = (from) => { for (const one of from.querySelectorAll('*')) {
    if (one.matches(screens)) return one;
    const inner = one.shadowRoot && pierce(one.shadowRoot);
    if (inner) return inner;
  }};
  const shown = root && pierce(root);
  return shown?.step && shown.step !== window.leftScreen;
}"""
# Every text that a person sees, through shadow roots and slots, with what stands in the fields.
_READ = """(dialog) => {
  const words = [];
  const folded = (one, style) => style.display === 'none' || style.visibility === 'hidden'
    || (style.display !== 'contents' && style.overflowY !== 'visible' && one.clientHeight === 0);
  const read = (node) => {
    if (node.nodeType === Node.TEXT_NODE) words.push(node.textContent.trim());
    if (node.nodeType !== Node.ELEMENT_NODE || ['style', 'svg'].includes(node.localName)) return;
    if (folded(node, getComputedStyle(node))) return;
    if (node.localName === 'input') words.push(node.value);
    const slotted = node.localName === 'slot' ? node.assignedNodes() : [];
    (slotted.length ? slotted : (node.shadowRoot ?? node).childNodes).forEach(read);
  };
  (dialog.shadowRoot ?? dialog).childNodes.forEach(read);
  return words.filter(Boolean).join(' ');
}"""
_HIDDEN_BELOW = """(dialog) => {
  let most = 0;
  const look = (root) => { for (const one of root.querySelectorAll(':not(ha-dropdown):not(ha-dropdown *)')) {
    if (['auto', 'scroll'].includes(getComputedStyle(one).overflowY))
      most = Math.max(most, one.scrollHeight - one.clientHeight);
    if (one.shadowRoot) look(one.shadowRoot);
  }};
  look(dialog.shadowRoot);
  return most;
}"""
# The window of the dialog, without what lies behind it.
_BOX = """(dialog) => {
  const find = (root) => { for (const one of root.querySelectorAll('*')) {
    if (one.localName === 'dialog') return one;
    const inner = one.shadowRoot && find(one.shadowRoot);
    if (inner) return inner;
  }};
  const {x, y, width, height} = find(dialog.shadowRoot).getBoundingClientRect();
  return {x, y, width, height};
}"""

_GAP, _HEAD, _GROUND = 16, 26, (226, 230, 232)


@dataclass(slots=True)
class Count:
    """What the set-up took: screens seen, fields typed into, choices made by clicks, and the words on the screens."""

    language: str
    screens: list[str] = field(default_factory=list)
    typed: list[str] = field(default_factory=list)
    chosen: list[str] = field(default_factory=list)
    clicks: int = 0
    read: int = 0
    machine_seconds: float = 0.0

    @property
    def person_seconds(self) -> float:
        """Estimate what a person takes who reads everything that is not folded away."""
        reading = 60 * self.read / WORDS_A_MINUTE[self.language]
        return reading + SECONDS_A_CLICK * (self.clicks + len(self.typed))

    def __str__(self) -> str:
        """Tell it in a line for each."""
        unit = {"en": "words", "ja": "characters"}[self.language]
        return (
            f"{len(self.screens)} screens: {', '.join(self.screens)}\n"
            f"{len(self.typed)} typed: {', '.join(self.typed)}; {len(self.chosen)} chosen: {', '.join(self.chosen)}; "
            f"{self.clicks} clicks\n{self.read} {unit}: {self.person_seconds / 60:.1f} minutes for a person, "
            f"{self.machine_seconds:.0f} s for the machine"
        )


@dataclass(slots=True)
class Newcomer:
    """Somebody who walks through the forms. `frames`: where a picture of each screen goes."""

    page: Page
    client: Client
    language: str
    frames: Path | None = None
    count: Count = field(init=False)
    pictures: list[Path] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Have seen nothing yet."""
        self.count = Count(self.language)

    @property
    def dialog(self) -> Locator:
        """The window with the forms."""
        return self.page.locator(_DIALOG)

    @property
    def screen(self) -> Locator:
        """The screen in it."""
        return self.dialog.locator(_SCREENS).first

    def add_integration(self, name: str) -> None:
        """Go from the list of integrations to the first screen."""
        open_panel(self.page, self.client, "/config/integrations/dashboard", settle_ms=0)
        began = time.monotonic()
        self.page.get_by_role("button", name=_ADD[self.language]).last.click()
        window = self.page.locator("dialog-add-integration")
        window.locator("input").first.fill(name)
        found = window.get_by_text(name, exact=True).first
        expect(found).to_be_visible()
        self._photograph(window, "search")
        found.click()
        self.screen.wait_for()
        self.count.clicks += 2
        self.count.machine_seconds += time.monotonic() - began

    def set_up(self, known: Mapping[str, Mapping[str, Any]]) -> None:
        """Answer screen after screen: what is known by screen and field, else as it stands there; of a menu the first."""
        began = time.monotonic()
        for _ in range(MOST_STEPS):
            shown = self.screen.evaluate(_SHOWN)
            if shown["type"] == "create_entry":
                self._photograph(self.dialog, "end")
                self.count.machine_seconds += time.monotonic() - began
                return
            assert shown["type"] in ("form", "menu"), shown
            assert not shown["errors"], shown
            screen: str = shown["name"]
            for name, value in known.get(screen, {}).items() if screen not in self.count.screens else ():
                self.enter(name, value)
            self._note(screen)
            if shown["type"] == "menu":
                self._leave(self.screen.locator("ha-list-item").first)
            else:
                self.submit()
        raise AssertionError(f"the forms do not end: {self.count}")

    def enter(self, name: str, value: Any) -> None:
        """Type a number or a text, or choose an option."""
        box = self.field(name)
        if box.locator("ha-select").count():
            box.locator("ha-picker-field").click()
            _with(box.locator("ha-dropdown-item"), "value", value).click()
            self.count.chosen.append(name)
            self.count.clicks += 2
        else:
            box.locator("input").first.fill(str(value))
            self.count.typed.append(name)

    def field(self, name: str) -> Locator:
        """The field of that name."""
        return _with(self.dialog.locator("ha-selector"), "name", name)

    def submit(self) -> None:
        """Send the form and wait for what comes."""
        self._leave(self.dialog.locator("ha-dialog-footer").get_by_role("button").last)

    def _leave(self, button: Locator) -> None:
        self.screen.evaluate("(screen) => { window.leftScreen = screen.step; }")
        button.click()
        self.count.clicks += 1
        self.page.wait_for_function(_GONE_ON, arg=[_DIALOG, _SCREENS])

    def _note(self, screen: str) -> None:
        """Read the screen from top to bottom."""
        again = screen in self.count.screens
        self.count.screens.append(screen)
        self._photograph(self.dialog, screen)
        # Of a page that comes once more, what is new is the text at its head.
        words: str = (self.screen.locator("ha-markdown").first if again else self.dialog).evaluate(_READ)
        if self.language == "ja":
            self.count.read += len(re.sub(r"\s", "", words))
        else:
            self.count.read += len(words.split())

    def _photograph(self, window: Locator, step: str) -> None:
        """Save a picture of the whole window, as long as it is."""
        if self.frames is None:
            return
        self.frames.mkdir(parents=True, exist_ok=True)
        before = self.page.viewport_size
        assert before is not None
        below = window.evaluate(_HIDDEN_BELOW)
        if below:
            self.page.set_viewport_size(
                {"width": before["width"], "height": before["height"] + below + MARGIN}
            )
        self.page.mouse.move(0, 0)
        self.page.wait_for_timeout(500)  # the window has slid in, and the last click's ripple is gone
        file = self.frames / f"{len(self.pictures):02d}-{step}.png"
        self.page.screenshot(path=file, clip=window.evaluate(_BOX))
        self.pictures.append(file)
        self.page.set_viewport_size(before)


def strip(pictures: list[Path], width: int, to: Path) -> None:
    """Lay pictures side by side in their order, each this wide; short ones stand below each other."""
    frames = [_frame(file, number, width) for number, file in enumerate(pictures, 1)]
    most = max(frame.height for frame in frames)
    columns: list[list[Image.Image]] = []
    for frame in frames:
        if columns and sum(one.height + _GAP for one in columns[-1]) + frame.height <= most:
            columns[-1].append(frame)
        else:
            columns.append([frame])
    sheet = Image.new("RGB", (len(columns) * (width + _GAP) + _GAP, most + 2 * _GAP), _GROUND)
    for at, column in enumerate(columns):
        top = _GAP
        for frame in column:
            sheet.paste(frame, (_GAP + at * (width + _GAP), top))
            top += frame.height + _GAP
    to.parent.mkdir(parents=True, exist_ok=True)
    sheet.quantize(128, dither=Image.Dither.NONE).save(to, optimize=True)


def _frame(file: Path, number: int, width: int) -> Image.Image:
    """Return a picture in that width, under its number."""
    with Image.open(file) as shot:
        frame = shot.convert("RGB").resize(
            (width, round(shot.height * width / shot.width)), Image.Resampling.LANCZOS
        )
    numbered = Image.new("RGB", (width, frame.height + _HEAD), _GROUND)
    numbered.paste(frame, (0, _HEAD))
    font = ImageFont.load_default(18)
    ImageDraw.Draw(numbered).text((4, _HEAD // 2), str(number), fill="black", anchor="lm", font=font)
    return numbered


def _with(elements: Locator, name: str, value: str) -> Locator:
    """Return the element whose property has that value."""
    elements.first.wait_for(state="attached")
    found: list[str] = elements.evaluate_all("(all, name) => all.map((one) => one[name])", name)
    return elements.nth(found.index(value))
