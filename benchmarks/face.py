"""What a push to the cards costs: the parts of a face that may change with every minute, and their JSON for twenty tablets.

    .venv/bin/python -m benchmarks.face [--pushes 200]

The plan in words is made once a plan, in the executor; its time stands beside. CPU time of one thread. Prints a
Markdown table; nothing passes or fails by the clock.
"""

from collections.abc import Callable
from dataclasses import replace
import json
import sys
from time import process_time

from custom_components.v2h_planner.core.home import Home
from custom_components.v2h_planner.face.banners import banners_of
from custom_components.v2h_planner.face.home_facts import home_facts
from custom_components.v2h_planner.face.now import now_of
from custom_components.v2h_planner.face.past import past_of
from custom_components.v2h_planner.face.plan import plan_of
from custom_components.v2h_planner.face.trips import trips_of
from tests.core.homes import TOKYO
from tests.face.house import CAR, JA, plan, settings, snapshot

HOMES = {
    "1 EV": Home(storages=(CAR,)),
    "2 EV + 1 battery": Home(storages=tuple(replace(CAR, id=name) for name in ("car", "second", "battery"))),
}


def median_ms(work: Callable[[], object], times: int) -> float:
    """Return the median CPU time of some work, ms."""
    spent = []
    for _ in range(times):
        began = process_time()
        work()
        spent.append(1000.0 * (process_time() - began))
    return sorted(spent)[times // 2]


def row(name: str, home: Home, pushes: int) -> str:
    """Return a row of the table."""
    made, given = plan(home), settings(home)
    shot = snapshot(made, home=home, control=False)

    def push() -> list[bytes]:
        parts = {
            "home": home_facts(
                "entry",
                "Home",
                given,
                made,
                absences={},
                has_pv=True,
                card="1",
                time_zone="Asia/Tokyo",
                entities={},
                devices={},
            ),
            "now": now_of(shot, given, JA),
            "banners": banners_of(shot, given, JA),
            "trips": trips_of(shot, given, TOKYO),
            "past": past_of(shot.ledger, shot.at, TOKYO, has_pv=True, has_load=True),
        }
        text = json.dumps(parts["now"]).encode()
        return [b'{"id":%d,"type":"event","event":%b}' % (number, text) for number in range(20)]

    told = plan_of(made, home, (), JA, TOKYO)
    words_ms = median_ms(lambda: plan_of(made, home, (), JA, TOKYO), max(pushes // 10, 1))
    size = len(json.dumps(told, ensure_ascii=False).encode())
    return f"| {name} | {median_ms(push, pushes):.2f} | {words_ms:.1f} | {size / 1000:.1f} |"


def main() -> None:
    """Print the table."""
    pushes = int(sys.argv[sys.argv.index("--pushes") + 1]) if "--pushes" in sys.argv else 200
    print("| home | push, ms on the loop | plan in words, ms in the executor | plan, kB |")
    print("|---|---|---|---|")
    for name, home in HOMES.items():
        print(row(name, home, pushes))


if __name__ == "__main__":
    main()
