"""Raw statistics of a month, hour by hour: out of Home Assistant's database, or out of a file of the same numbers.

The file is JSON: by statistic id its `unit` and `rows`, each [start as a time stamp, mean or null, sum or null].
"""

from collections.abc import Iterable, Mapping
from contextlib import closing
from dataclasses import dataclass
import json
from pathlib import Path
import sqlite3
from typing import Any

# To kW, kWh and a fraction; other units are taken as they are.
UNITS = {"W": 1e-3, "kW": 1.0, "MW": 1e3, "Wh": 1e-3, "kWh": 1.0, "MWh": 1e3, "%": 0.01, "g/kWh": 1e-3}
HOUR = 3600


@dataclass(frozen=True, kw_only=True)
class Recorded:
    """One statistic by the time stamp of each hour's start: its mean, and its sum at the hour's end."""

    means: Mapping[int, float]
    sums: Mapping[int, float]

    def flow(self, hour: int) -> float | None:
        """Return by how much a total grew in an hour; None where it is not known."""
        before, after = self.sums.get(hour - HOUR), self.sums.get(hour)
        return None if before is None or after is None else after - before


def read_database(path: Path, ids: Iterable[str], start: int, end: int) -> dict[str, Recorded]:
    """Return the statistics of a recorder's SQLite database, read only."""
    found = dict[str, Recorded]()
    with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as database:
        for name in ids:
            meta = database.execute(
                "SELECT id, unit_of_measurement FROM statistics_meta WHERE statistic_id = ?", (name,)
            ).fetchone()
            if meta is None:
                continue
            rows = database.execute(
                "SELECT start_ts, mean, sum FROM statistics "
                "WHERE metadata_id = ? AND start_ts >= ? AND start_ts < ?",
                (meta[0], start - HOUR, end),
            ).fetchall()
            found[name] = _recorded(rows, meta[1])
    return found


def read_file(path: Path, ids: Iterable[str], start: int, end: int) -> dict[str, Recorded]:
    """Return the statistics of a JSON file."""
    data: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return {
        name: _recorded(
            (row for row in data[name]["rows"] if start - HOUR <= row[0] < end), data[name]["unit"]
        )
        for name in ids
        if name in data
    }


def _recorded(rows: Iterable[Any], unit: str | None) -> Recorded:
    factor = UNITS.get(unit or "", 1.0)
    means, sums = dict[int, float](), dict[int, float]()
    for at, mean, total in rows:
        if mean is not None:
            means[round(at)] = mean * factor
        if total is not None:
            sums[round(at)] = total * factor
    return Recorded(means=means, sums=sums)
