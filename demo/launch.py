"""Start Home Assistant with the virtual home: prepare the folder, wait until it runs, say where it is."""

import argparse
import os
from pathlib import Path
import shutil
import signal
import socket
import subprocess
import sys
import time
from types import FrameType

from .client import PASSWORD, USER, Client
from .prepare import link_component, prepare
from .waiting import Progress, StalledError, wait_until

ROOT = Path(__file__).parent.parent
CONSOLE = "console.log"
# Without any progress, in seconds: Home Assistant itself gives a slow part some minutes, and says so in its log.
START_PATIENCE = 180.0
STOP_PATIENCE = 120.0
# How Home Assistant ends when it is to be started again.
RESTART = 100
# What takes longest, in the order in which it comes.
AWAITED = ("recorder", "history", "energy", "v2h_demo", "v2h_planner")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="script/demo", description=__doc__)
    parser.add_argument(
        "--language", choices=("ja", "en"), default=None, help="default: as last time, else ja"
    )
    parser.add_argument("--port", type=int, default=8123)
    parser.add_argument(
        "--stop-after", type=float, metavar="SECONDS", help="stop by itself, this long after it runs"
    )
    parser.add_argument(
        "--config", type=Path, default=ROOT / "demo" / "config", help="where the demo keeps its data"
    )
    parser.add_argument(
        "--shape",
        choices=("echonet_lite", "echonetlite"),
        default="echonet_lite",
        help="whose V2H unit a new demo shows: with a set-point and units, or without",
    )
    parser.add_argument(
        "--quick",
        action="store_true",
        help="a new demo where nothing takes long and the car makes no trips: for tests",
    )
    parser.add_argument(
        "--ask", action="store_true", help="a new demo asks at once what the car does tomorrow"
    )
    parser.add_argument(
        "--beside", type=Path, default=None, metavar="FOLDER", help="one more custom integration: for tests"
    )
    parser.add_argument("--fresh", action="store_true", help="forget the demo's past and start anew")
    return parser.parse_args()


def _port_is_taken(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return True
    return False


class _Start:
    """What is known of a Home Assistant that starts; its web server answers before everything is set up."""

    def __init__(self, process: subprocess.Popen[bytes], port: int, log: Path) -> None:
        self._process, self._log = process, log
        self._url = f"http://127.0.0.1:{port}"
        self._client: Client | None = None
        self._components: frozenset[str] = frozenset()

    def done(self) -> bool:
        """Return whether everything is set up; leave if the process has ended."""
        try:
            self._client = self._client or Client.log_in(self._url, USER, PASSWORD)
            config = self._client.get("config")
            self._components = frozenset(config["components"])
            if config["state"] == "RUNNING":
                return True
        except OSError, ValueError, KeyError:
            pass  # not up yet
        if self._process.poll() is not None:
            code = self._process.returncode
            sys.exit(f"Home Assistant stopped with code {code}. Its log: {self._log}\n{_tail(self._log)}")
        return False

    def there(self) -> int:
        """Return how much is set up."""
        return len(self._components) + (self._client is not None)

    def awaited(self) -> str:
        """Say what is not there yet."""
        if self._client is None:
            return "its web server"
        missing = [name for name in AWAITED if name not in self._components]
        return ", ".join(missing) or "the end of its start"


def _wait(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    """Wait until Home Assistant has set everything up."""
    start = _Start(process, port, log)
    progress = Progress(process.pid, (log, log.with_name(CONSOLE)), start.there)
    try:
        wait_until(start.done, what=start.awaited, progress=progress, patience=START_PATIENCE)
    except StalledError as err:
        process.send_signal(signal.SIGINT)
        _wait_for_end(process, log)
        sys.exit(f"Home Assistant did not come up: {err}. Its log: {log}\n{_tail(log)}")


def _wait_for_end(process: subprocess.Popen[bytes], log: Path) -> None:
    """Wait until a Home Assistant that was told to stop has done so; one that gets nowhere is killed."""
    progress = Progress(process.pid, (log, log.with_name(CONSOLE)))
    try:
        wait_until(
            lambda: process.poll() is not None,
            what=lambda: "Home Assistant to stop",
            progress=progress,
            patience=STOP_PATIENCE,
        )
    except StalledError as err:
        process.kill()
        sys.exit(f"Home Assistant did not stop and was killed: {err}. Its log: {log}\n{_tail(log)}")


def _tail(log: Path) -> str:
    return "\n".join(log.read_text(errors="replace").splitlines()[-15:]) if log.exists() else ""


def main() -> None:
    """Run the demo until it is stopped."""
    arguments = _arguments()
    if _port_is_taken(arguments.port):
        sys.exit(
            f"Port {arguments.port} is taken. Stop what runs there, or choose another: script/demo --port 8124"
        )
    config: Path = arguments.config.resolve()
    if arguments.fresh:
        shutil.rmtree(config, ignore_errors=True)
    language = prepare(
        config, arguments.port, arguments.language, arguments.shape, quick=arguments.quick, ask=arguments.ask
    )
    if arguments.beside is not None:
        link_component(config, arguments.beside.resolve())
    log = config / "home-assistant.log"
    log.unlink(missing_ok=True)
    started = time.monotonic()
    # Home Assistant's voice pipeline imports two packages that want a compiler; text does without them.
    environment = os.environ | {"PYTHONPATH": str(ROOT / "demo" / "stand_ins")}
    command = [
        sys.executable,
        "-m",
        "homeassistant",
        "--config",
        str(config),
        "--skip-pip",
        "--log-file",
        str(log),
    ]
    with (config / CONSOLE).open("wb") as console:

        def start() -> subprocess.Popen[bytes]:
            return subprocess.Popen(
                command, stdout=console, stderr=subprocess.STDOUT, cwd=config, env=environment
            )

        process = start()

        def stop(_signal: int, _frame: FrameType | None) -> None:
            process.send_signal(signal.SIGINT)

        signal.signal(signal.SIGINT, stop)
        signal.signal(signal.SIGTERM, stop)
        _wait(process, arguments.port, log)
        print(f"Home Assistant runs ({time.monotonic() - started:.0f} s, language {language}).")
        print(f"  Address   http://127.0.0.1:{arguments.port}")
        print(f"  Log-in    {USER} / {PASSWORD}")
        print(
            "  Stop      Ctrl-C"
            if arguments.stop_after is None
            else f"  Stops by itself in {arguments.stop_after:g} s"
        )
        sys.stdout.flush()
        ends = None if arguments.stop_after is None else time.monotonic() + arguments.stop_after
        try:
            # Somebody chose "Restart" in Home Assistant: it asks whoever started it to start it again.
            while process.wait(None if ends is None else ends - time.monotonic()) == RESTART:
                process = start()
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGINT)
        _wait_for_end(process, log)


if __name__ == "__main__":
    main()
