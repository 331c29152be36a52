"""Home Assistant's own settings, as it keeps them in `.storage`."""

import json
from pathlib import Path
from typing import Any


def write(config: Path, key: str, data: dict[str, Any], version: int = 1, minor_version: int = 1) -> None:
    """Store `data` under that key."""
    path = config / ".storage" / key
    path.parent.mkdir(parents=True, exist_ok=True)
    stored = {"version": version, "minor_version": minor_version, "key": key, "data": data}
    path.write_text(json.dumps(stored, ensure_ascii=False, indent=2))


def read(config: Path, key: str) -> dict[str, Any] | None:
    """Return what is stored under that key; None when nothing is."""
    path = config / ".storage" / key
    return json.loads(path.read_text())["data"] if path.exists() else None
