"""Take the README's pictures: the demo before and through a storm, both languages, wide and on a phone."""

import argparse
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
import signal
import subprocess
import sys
import tempfile
import time

from playwright.sync_api import Browser

from .browser import (
    PHONE,
    WIDE,
    Screen,
    chromium,
    shoot_card,
    shoot_form,
    shoot_modes,
    shoot_notices,
    shoot_whole,
)
from .client import PASSWORD, USER, Client

ROOT = Path(__file__).parent.parent
DASHBOARD = "/lovelace/overview"
WHAT_IF = "/lovelace/what_if"
SIMULATION = {
    "days": 14,
    "scenarios": [
        {"tariff": "octopus_ev_tokyo", "adders": ["燃料費調整額 -2.1"]},
        {"battery_kwh": 10},
        {"v2h": False},
    ],
}


# A picture, the weather that makes it, and what tells that it has come.
STORM = (
    ("watch", "expected_tonight", "binary_sensor.v2h_planner_storm_expected", "on"),
    ("act", "storm_warning", "select.demo_v2h_operation_mode", "charge"),
    ("hold", "lifted", "binary_sensor.v2h_planner_storm", "off"),
    ("lifted", "lifted", "select.v2h_planner_mode", "economy"),
)
STORM_FORM = {"ja": "災害への備え（気象）", "en": "Storms"}
CONTROL = "switch.v2h_planner_control"
UNIT = "select.demo_v2h_operation_mode"
PATIENCE_SECONDS = 180
MEASURED_SECONDS = 15  # the virtual meters have seen it


@dataclass(frozen=True)
class Photographer:
    """Somebody with a browser in a running demo."""

    browser: Browser
    client: Client
    language: str
    out: Path

    def shoot(self, name: str, screen: Screen, *, dark: bool = False) -> None:
        """Save a picture of the dashboard; its name says language and screen."""
        kind = "-phone" if screen is PHONE else ""
        to = self.out / f"{name}-{self.language}{kind}.png"
        shoot_card(self.browser, self.client, self.language, screen, DASHBOARD, to, dark=dark)

    def shoot_both(self, name: str, *, dark: bool = False) -> None:
        """Save the dashboard as a phone and a wide window show it."""
        self.shoot(name, PHONE, dark=dark)
        self.shoot(name, WIDE, dark=dark)

    def shoot_modes(self) -> None:
        """Save the modes compared, as a phone shows them."""
        to = self.out / f"modes-{self.language}-phone.png"
        shoot_modes(self.browser, self.client, self.language, DASHBOARD, to)

    def wait_for(self, entity: str, state: str, settle: float = 0) -> None:
        """Wait until an entity has that state, and a while longer."""
        ends = time.monotonic() + PATIENCE_SECONDS
        while self.client.state(entity) != state:
            if time.monotonic() > ends:
                raise TimeoutError(f"{entity} did not become {state}")
            time.sleep(0.5)
        time.sleep(settle)


@contextmanager
def running(language: str, port: int, *more: str) -> Iterator[Client]:
    """Run a fresh demo in that language."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "demo.launch", "--port", str(port), "--config", f"{folder}/config"]
        with subprocess.Popen(
            [*command, "--language", language, *more], cwd=ROOT, stdout=subprocess.PIPE, text=True
        ) as process:
            assert process.stdout is not None
            for line in process.stdout:
                if "Stop" in line:
                    break
            try:
                client = Client.log_in(f"http://127.0.0.1:{port}", USER, PASSWORD)
                yield client
            finally:
                process.send_signal(signal.SIGINT)
                process.wait(90)


def take_all(photographer: Photographer) -> None:
    """Take the dashboard in everything that can happen to a home."""
    client = photographer.client
    photographer.wait_for("sensor.ev_action", client.state("sensor.ev_action"), settle=MEASURED_SECONDS)
    photographer.shoot_both("dry")
    client.post("services/switch/turn_on", {"entity_id": CONTROL})
    time.sleep(3 * MEASURED_SECONDS)
    photographer.shoot_both("demo")
    photographer.shoot_both("demo-dark", dark=True)
    photographer.shoot_modes()
    for name, weather, entity, state in STORM:
        client.choose("select.demo_stage_weather", weather)
        photographer.wait_for(entity, state, settle=2 if name == "lifted" else MEASURED_SECONDS)
        photographer.shoot_both(name)
    client.press("button.demo_stage_all_well")
    client.press("button.demo_stage_cut_grid")
    photographer.wait_for("binary_sensor.v2h_planner_power_outage", "on", settle=MEASURED_SECONDS)
    photographer.shoot_both("outage")
    client.press("button.demo_stage_all_well")
    photographer.wait_for("binary_sensor.v2h_planner_power_outage", "off", settle=3 * MEASURED_SECONDS)
    client.choose(UNIT, "standby" if client.state(UNIT) != "standby" else "charge")
    photographer.wait_for("binary_sensor.ev_hands_off", "on", settle=MEASURED_SECONDS)
    photographer.shoot_both("hands")


def take_question(photographer: Photographer) -> None:
    """Take the evening question on the card."""
    photographer.client.post("services/switch/turn_on", {"entity_id": CONTROL})
    time.sleep(3 * MEASURED_SECONDS)
    photographer.shoot_both("question")


def take_what_if(browser: Browser, client: Client, language: str, out: Path) -> None:
    """Take the page of simulations with an answer on it."""
    client.post("services/v2h_planner/simulate", SIMULATION)
    while client.post("services/v2h_planner/get_simulation?return_response", {})["service_response"][
        "progress"
    ]:
        time.sleep(2)
    for kind, screen in (("", WIDE), ("-phone", PHONE)):
        to = out / f"what-if-{language}{kind}.png"
        shoot_whole(browser, client, language, screen, WHAT_IF, "v2h-planner-simulate-card", to)


def take_modes(photographer: Photographer) -> None:
    """Take the modes compared."""
    photographer.client.post("services/switch/turn_on", {"entity_id": CONTROL})
    time.sleep(3 * MEASURED_SECONDS)
    photographer.shoot_modes()


def take_others(client: Client, language: str, out: Path) -> None:
    """Take the notices of a storm and the form of storms."""
    client.post("services/switch/turn_on", {"entity_id": CONTROL})
    for name, weather in (("watch", "expected_tonight"), ("act", "storm_warning")):
        client.choose("select.demo_stage_weather", weather)
        time.sleep(2 * MEASURED_SECONDS)
        shoot_notices(client, language, out / f"notice-{name}-{language}.png")
    shoot_form(client, language, "v2h_planner", STORM_FORM[language], out / f"form-{language}.png")


def main() -> None:
    """Take all pictures."""
    parser = argparse.ArgumentParser(prog="script/pictures", description=__doc__)
    parser.add_argument("--port", type=int, default=8125)
    parser.add_argument("--languages", nargs="+", choices=("ja", "en"), default=("ja", "en"))
    parser.add_argument("--question", action="store_true", help="the evening question alone")
    parser.add_argument("--out", type=Path, default=ROOT / "docs" / "images")
    parser.add_argument("--modes", action="store_true", help="the modes compared alone")
    arguments = parser.parse_args()
    for language in arguments.languages:
        if arguments.modes:
            with running(language, arguments.port) as client, chromium() as browser:
                take_modes(Photographer(browser, client, language, arguments.out))
            continue
        with running(language, arguments.port, "--ask") as client:
            with chromium() as browser:
                take_question(Photographer(browser, client, language, arguments.out))
            shoot_notices(client, language, arguments.out / f"notice-question-{language}.png")
        if arguments.question:
            continue
        with running(language, arguments.port) as client, chromium() as browser:
            take_all(Photographer(browser, client, language, arguments.out))
            take_what_if(browser, client, language, arguments.out)
        with running(language, arguments.port) as client:
            take_others(client, language, arguments.out)


if __name__ == "__main__":
    main()
