"""Take the README's pictures: the demo before and through a storm, both languages, wide and on a phone."""

import argparse
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
import signal
import subprocess
import sys
import tempfile
import time

from .browser import PHONE, WIDE, shoot, shoot_form, shoot_notices
from .client import PASSWORD, USER, Client

ROOT = Path(__file__).parent.parent
DASHBOARD = "/lovelace/overview"


# A picture and the weather that makes it. The demo's cool-down is a minute: held, then lifted for good.
STORM = (
    ("watch", "expected_tonight"),
    ("act", "storm_warning"),
    ("hold", "lifted"),
    ("lifted", "lifted"),
)
STORM_FORM = {"ja": "災害への備え（気象）", "en": "Storms"}
SETTLED_SECONDS = {"watch": 30, "act": 45, "hold": 8, "lifted": 75, "outage": 45}


def shoot_both(client: Client, language: str, out: Path, name: str) -> None:
    """Save a page as a wide window and a phone show it."""
    shoot(client, language, WIDE, DASHBOARD, out / f"{name}-{language}.png")
    shoot(client, language, PHONE, DASHBOARD, out / f"{name}-{language}-phone.png")


@contextmanager
def running(language: str, port: int) -> Iterator[Client]:
    """Run a fresh demo in that language, with control switched on."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "demo.launch", "--port", str(port), "--config", f"{folder}/config"]
        with subprocess.Popen(
            [*command, "--language", language], cwd=ROOT, stdout=subprocess.PIPE, text=True
        ) as process:
            assert process.stdout is not None
            for line in process.stdout:
                if "Stop" in line:
                    break
            try:
                client = Client.log_in(f"http://127.0.0.1:{port}", USER, PASSWORD)
                client.post("services/switch/turn_on", {"entity_id": "switch.v2h_planner_control"})
                time.sleep(45)  # the orders have been given and the unit has answered
                yield client
            finally:
                process.send_signal(signal.SIGINT)
                process.wait(90)


def main() -> None:
    """Take all pictures."""
    parser = argparse.ArgumentParser(prog="script/pictures", description=__doc__)
    parser.add_argument("--port", type=int, default=8125)
    parser.add_argument("--out", type=Path, default=ROOT / "docs" / "images")
    arguments = parser.parse_args()
    for language in ("ja", "en"):
        with running(language, arguments.port) as client:
            shoot_both(client, language, arguments.out, "demo")
            for name, weather in STORM:
                client.choose("select.demo_stage_weather", weather)
                time.sleep(SETTLED_SECONDS[name])
                shoot_both(client, language, arguments.out, name)
                if name in ("watch", "act"):
                    shoot_notices(client, language, arguments.out / f"notice-{name}-{language}.png")
            shoot_form(
                client, language, "v2h_planner", STORM_FORM[language], arguments.out / f"form-{language}.png"
            )
            client.press("button.demo_stage_all_well")
            client.press("button.demo_stage_cut_grid")
            time.sleep(SETTLED_SECONDS["outage"])
            shoot_both(client, language, arguments.out, "outage")


if __name__ == "__main__":
    main()
