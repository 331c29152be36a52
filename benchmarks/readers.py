"""How long the longest lists hold the event loop that readers accept, and twice as long ones that they refuse.

    .venv/bin/python -m benchmarks.readers

CPU time of one process; prints a Markdown table. Nothing passes or fails by the clock.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from time import process_time
from typing import Any
from zoneinfo import ZoneInfo

from custom_components.v2h_planner.readers.entity_state import EntityState
from custom_components.v2h_planner.readers.price_formats.quote import MOST_STEPS
from custom_components.v2h_planner.readers.prices import read_prices
from custom_components.v2h_planner.readers.solar import add, read_wh_hours

TOKYO = ZoneInfo("Asia/Tokyo")
NOON = datetime(2026, 6, 1, 12, tzinfo=TOKYO)
QUARTER = timedelta(minutes=15)


def times(count: int) -> list[str]:
    """Return quarter hours from midnight on, as sources write them."""
    return [(NOON - timedelta(hours=12) + QUARTER * i).isoformat() for i in range(count)]


def read_price_list(count: int) -> None:
    """Read a list of records."""
    attributes: dict[str, Any] = {"prices": [{"start": at, "price": 20.0} for at in times(count)]}
    read_prices(
        EntityState(entity_id="sensor.x", state="20", attributes=attributes, updated=NOON), NOON, TOKYO
    )


def read_two_roofs(count: int) -> None:
    """Read and add two arrays."""
    found = read_wh_hours({"wh_hours": dict.fromkeys(times(count), 100.0)}, TOKYO, "x").value
    if found is not None:
        add([found, found])


def milliseconds(read: Callable[[int], None], count: int) -> float:
    """Return the least of five readings."""
    taken = []
    for _ in range(5):
        begun = process_time()
        read(count)
        taken.append(1000.0 * (process_time() - begun))
    return min(taken)


def main() -> None:
    """Print the table."""
    counts = (768, MOST_STEPS // 2, MOST_STEPS, 2 * MOST_STEPS)
    print("| ms for steps | " + " | ".join(map(str, counts)) + " |\n|---" + "|---" * len(counts) + "|")
    for name, read in (("price list", read_price_list), ("two roofs", read_two_roofs)):
        print(f"| {name} | " + " | ".join(f"{milliseconds(read, count):.1f}" for count in counts) + " |")


if __name__ == "__main__":
    main()
