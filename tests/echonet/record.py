"""Write entities/*.json: what each integration shows of this house. `python -m tests.echonet.record`."""

import asyncio
from collections.abc import Callable, Iterable, Mapping
import json
from pathlib import Path
from typing import Any

import pytest

from .devices import V2H, Battery, Board, Charger, Meter, MultipleInput, Plug, Solar, Thing
from .integrations import of_echonet_lite, of_echonetlite
from .libraries import chonet, free_port, hems
from .node import Node

ENTITIES = Path(__file__).parent / "entities"

# Homes, a node each; pychonet 2.8.2 cannot describe a charger (0x02A1), so its integration shows none.
HOMES: Mapping[str, Callable[[], list[Thing]]] = {
    "v2h": lambda: [V2H()],
    "v2h_away": lambda: [V2H(plugged=False)],
    "v2h_not_ready": lambda: [V2H(permitted=False)],
    "v2h_unsure": lambda: [V2H(unsure=True)],
    "v2h_outage": lambda: [V2H(independent=True, mode=0x43)],
    "v2h_automatic": lambda: [V2H(mode=0x49)],
    "charger": lambda: [Charger()],
    "charger_not_ready": lambda: [Charger(plug=Plug.NOT_READY)],
    "battery": lambda: [Battery()],
    "house": lambda: [V2H(), Battery(), Solar(), Meter(), Board()],
    "board": lambda: [Solar(), Board()],
    "pcs": lambda: [Solar(), MultipleInput()],
}
type Entities = dict[str, list[dict[str, Any]]]


async def record_echonet_lite(things: Iterable[Thing], patch: pytest.MonkeyPatch) -> Entities:
    """Return the entities of `echonet_lite`, by object."""
    node = await Node.start("127.0.0.2", free_port(patch), things)
    try:
        async with hems(node) as (_, states):
            return {
                f"{eoj:06x}": [shown.as_dict() for shown in of_echonet_lite(state)]
                for eoj, state in sorted(states.items())
            }
    finally:
        node.stop()


async def record_echonetlite(things: Iterable[Thing], patch: pytest.MonkeyPatch) -> Entities:
    """Return the entities of `echonetlite`, by object."""
    node = await Node.start("127.0.0.2", free_port(patch), things)
    try:
        async with chonet(node) as objects:
            return {
                f"{eoj:06x}": [shown.as_dict() for shown in of_echonetlite(node.identity.hex(), *polled)]
                for eoj, polled in sorted(objects.items())
            }
    finally:
        node.stop()


RECORDERS = {"echonet_lite": record_echonet_lite, "echonetlite": record_echonetlite}


def kept(platform: str) -> dict[str, Entities]:
    """Return what is kept of an integration: home -> object -> entities."""
    return json.loads((ENTITIES / f"{platform}.json").read_text())


def homes_of(platform: str) -> list[str]:
    """Return the homes that an integration can show."""
    return [name for name in HOMES if platform == "echonet_lite" or not name.startswith("charger")]


def write(path: Path, shown: Mapping[str, Entities]) -> None:
    """Write what an integration shows, an entity a line."""

    def lines(entities: list[dict[str, Any]]) -> str:
        return ",\n".join(f"   {json.dumps(item, ensure_ascii=False)}" for item in entities)

    homes = [
        f"{json.dumps(home)}: {{\n"
        + ",\n".join(f'  "{eoj}": [\n{lines(items)}\n  ]' for eoj, items in objects.items())
        + "\n }"
        for home, objects in shown.items()
    ]
    path.write_text("{\n " + ",\n ".join(homes) + "\n}\n")


def main() -> None:
    """Write all files."""
    ENTITIES.mkdir(exist_ok=True)
    with pytest.MonkeyPatch.context() as patch:
        for platform, record in RECORDERS.items():
            # a loop each: pychonet leaves its socket in the one it had
            shown = {name: asyncio.run(record(HOMES[name](), patch)) for name in homes_of(platform)}
            write(ENTITIES / f"{platform}.json", shown)


if __name__ == "__main__":
    main()
