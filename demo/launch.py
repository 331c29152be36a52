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
from .prepare import prepare

ROOT = Path(__file__).parent.parent
START_SECONDS = 180


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


def _wait(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    """Wait until Home Assistant has set everything up; its web server answers earlier."""
    deadline = time.monotonic() + START_SECONDS
    client: Client | None = None
    while True:
        try:
            client = client or Client.log_in(f"http://127.0.0.1:{port}", USER, PASSWORD)
            if client.running:
                return
        except OSError, ValueError, KeyError:
            pass  # not up yet
        if process.poll() is not None:
            sys.exit(f"Home Assistant stopped with code {process.returncode}. Its log: {log}\n{_tail(log)}")
        if time.monotonic() > deadline:
            process.terminate()
            sys.exit(f"Home Assistant did not come up within {START_SECONDS} s. Its log: {log}\n{_tail(log)}")
        time.sleep(0.25)


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
    language = prepare(config, arguments.port, arguments.language)
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
    with (config / "console.log").open("wb") as console:
        process = subprocess.Popen(
            command, stdout=console, stderr=subprocess.STDOUT, cwd=config, env=environment
        )

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
        try:
            process.wait(arguments.stop_after)
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGINT)
        try:
            process.wait(60)
        except subprocess.TimeoutExpired:
            process.kill()
            sys.exit("Home Assistant did not stop within 60 s and was killed.")


if __name__ == "__main__":
    main()
