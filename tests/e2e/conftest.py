"""One demo for all browser tests: a real Home Assistant, started as a visitor starts it."""

from collections.abc import Iterator
from pathlib import Path
import re
import signal
import socket
import subprocess
import sys

import pytest

from demo.client import PASSWORD, USER, Client

ROOT = Path(__file__).parents[2]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    """Somebody who is logged in to a running demo."""
    config = tmp_path_factory.mktemp("demo") / "config"
    port = _free_port()
    command = [sys.executable, "-m", "demo.launch", "--port", str(port), "--config", str(config)]
    with subprocess.Popen(
        [*command, "--language", "ja"], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:
        assert process.stdout is not None
        said = ""
        for line in process.stdout:
            said += line
            if "Stop" in line:
                break
        address = re.search(r"http://\S+", said)
        assert address is not None, f"the demo did not start:\n{said}"
        try:
            yield Client.log_in(address.group(), USER, PASSWORD)
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(300)  # it waits itself, while there is progress
    log = (config / "home-assistant.log").read_text()
    ours = [line for line in log.splitlines() if " ERROR " in line and "v2h_" in line]
    assert ours == []
