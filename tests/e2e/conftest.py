"""One demo and one browser for all tests: a real Home Assistant, started as a visitor starts it."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
import os
from pathlib import Path
import re
import signal
import socket
import subprocess
import sys
import time
from typing import Protocol

from playwright.sync_api import Browser, ConsoleMessage, Page, expect
import pytest

from demo.browser import WIDE, Screen, chromium, open_panel, tab
from demo.client import PASSWORD, USER, Client

ROOT = Path(__file__).parents[2]
OVERVIEW = "/lovelace/overview"
# What a browser says of a server that is away.
_AWAY = re.compile(r"net::ERR_CONNECTION|WebSocket connection to")

expect.set_options(timeout=30_000)


def until(true: Callable[[], bool], what: str, seconds: float = 90) -> None:
    """Wait for something to become true."""
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, f"did not happen within {seconds:.0f} s: {what}"
        time.sleep(0.5)


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    """Somebody who is logged in to a running demo: one of its own, or one that DEMO has the address of."""
    if address := os.environ.get("DEMO"):
        yield Client.log_in(address, USER, PASSWORD)
        return
    config = tmp_path_factory.mktemp("demo") / "config"
    command = [sys.executable, "-m", "demo.launch", "--port", str(free_port()), "--config", str(config)]
    beside = Path(__file__).parent / "fixtures" / "echonet_lite"
    with subprocess.Popen(
        [*command, "--language", "ja", "--quick", "--beside", str(beside)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        assert process.stdout is not None
        said = ""
        for line in process.stdout:
            said += line
            if "Stop" in line:
                break
        there = re.search(r"http://\S+", said)
        assert there is not None, f"the demo did not start:\n{said}"
        try:
            yield Client.log_in(there.group(), USER, PASSWORD)
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(300)  # it waits itself, while there is progress
    log = (config / "home-assistant.log").read_text()
    ours = [line for line in log.splitlines() if " ERROR " in line and "v2h_" in line]
    assert ours == []


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A browser without a window."""
    with chromium() as found:
        yield found


class Show(Protocol):
    """Opens a page of the demo and waits until it is drawn."""

    def __call__(
        self,
        language: str = "en",
        screen: Screen = WIDE,
        *,
        dark: bool = False,
        path: str = OVERVIEW,
        by: Client | None = None,
    ) -> Page:
        """Return it. `by`: somebody else than the demo's own user."""


class Complaints:
    """What browsers complained of in our files. A page that was opened is watched until the test is over."""

    def __init__(self) -> None:
        self.all: list[str] = []

    def watch(self, page: Page) -> None:
        """Write down this page's complaints."""
        page.on("pageerror", lambda error: self._note(f"{error}\n{error.stack}"))
        page.on("console", self._hear)

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self._note(f"{message.text} {message.location['url']}")

    def _note(self, words: str) -> None:
        if "v2h" in words and not _AWAY.search(words):
            self.all.append(words)


@pytest.fixture
def complaints() -> Iterator[Complaints]:
    """No page of any test says that something is wrong."""
    found = Complaints()
    yield found
    assert found.all == []


@pytest.fixture
def show(client: Client, browser: Browser, complaints: Complaints) -> Iterator[Show]:
    """Open pages of the demo."""
    with ExitStack() as stack:

        def open_page(
            language: str = "en",
            screen: Screen = WIDE,
            *,
            dark: bool = False,
            path: str = OVERVIEW,
            by: Client | None = None,
        ) -> Page:
            person = by or client
            page = stack.enter_context(tab(browser, person, language, screen, dark=dark))
            complaints.watch(page)
            open_panel(page, person, path, settle_ms=0)
            if path == OVERVIEW:
                expect(page.locator("v2h-plan-chart")).to_be_visible()
            return page

        yield open_page


@pytest.fixture
def control(client: Client) -> Iterator[None]:
    """Commands are given, until the test is over."""
    client.post("services/switch/turn_on", {"entity_id": "switch.v2h_planner_control"})
    yield
    client.press("button.ev_cancel_charge_now")
    client.post("services/switch/turn_off", {"entity_id": "switch.v2h_planner_control"})
