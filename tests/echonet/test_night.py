"""A night of orders reaches the unit over each real library, and the docs show the frames as they arrived."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from pyhems import EOJ, REGISTRY, Property
import pytest

from custom_components.v2h_planner.readers.storage import guess_options
from custom_components.v2h_planner.settings.model import (
    Beside,
    Confirmation,
    Control,
    ControlKind,
    Method,
    Methods,
)
from custom_components.v2h_planner.sources.beside import methods_of
from custom_components.v2h_planner.sources.echonet import V2H as V2H_CLASS

from .devices import V2H, Plug
from .libraries import chonet, free_port, hems
from .night import NIGHT, Night, line
from .node import Node
from .record import kept

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("socket_enabled")]
DOCS = Path(__file__).parents[2] / "docs" / "echonet-frames.md"
UNIT = V2H.eoj


def control_of(platform: str) -> tuple[Control, dict[str, Any]]:
    """How the unit is commanded with the entities of an integration, each named by its property; and what they show."""
    found, shown = {}, {}
    for item in kept(platform)["v2h"]["027e01"]:
        last = item["unique_id"].split("-")[-1]
        code = f"{int(last):02x}" if platform == "echonetlite" else last.split("_")[0]
        if item["domain"] in ("select", "number", "button"):
            entity_id = f"{item['domain']}.{code}"
            found[code] = item
            shown[entity_id] = item["state"] if item["domain"] == "select" else _number(item["state"])
    charging, discharging = (
        Methods(f"select.{code}", methods_of(found[code]["attributes"]["options"])) for code in ("dc", "dd")
    )
    # as it comes from the factory
    shown |= {item.entity_id: item.options[Method.MOST] for item in (charging, discharging)}
    button = "button.cd" if "cd" in found else None
    control = Control(
        kind=ControlKind.SELECT,
        entity_id="select.da",
        options=guess_options(found["da"]["attributes"]["options"]),
        charge_number="number.eb" if "eb" in found else None,
        discharge_number="number.ec" if "ec" in found else None,
        beside=Beside(charging=charging, discharging=discharging),
    )
    if button is not None:
        confirmation = Confirmation(button, "sensor.c7", (V2H_CLASS, 0xC7))
        control = replace(control, beside=replace(control.beside, confirmation=confirmation))
    return control, shown


def _number(text: str) -> float | None:
    return float(text) if text.isdecimal() else None


def by_pyhems(client: Any, state: Any) -> Callable[[int, Any], Awaitable[bool]]:
    """Write as `echonet_lite` does: an option by its code, a power in four bytes, the one value of a button."""
    items = {item.epc: item for item in REGISTRY.entities[V2H_CLASS]}

    async def write(epc: int, value: Any) -> bool:
        choices = items[epc].enum_values
        if value is None:
            edt = choices[0].edt
        elif isinstance(value, str):
            (edt,) = (item.edt for item in choices if _letters(item.key) == _letters(value))
        else:
            edt = round(value)
        data = bytes((edt,)) if not isinstance(edt, bytes) and choices else edt
        data = data if isinstance(data, bytes) else data.to_bytes(4)
        answer = await client.set_properties(state.node_id, EOJ(UNIT), [Property(epc, data)])
        return epc in answer.accepted_epcs

    return write


def by_pychonet(thing: Any) -> Callable[[int, Any], Awaitable[bool]]:
    """Write as `echonetlite` does: an option by its code."""

    async def write(epc: int, value: Any) -> bool:
        (code,) = (code for code, word in thing.EPC_FUNCTIONS[epc][1].items() if word == value)
        return bool(await thing.setMessage(epc, code))

    return write


def _letters(text: str) -> str:
    return text.replace("_", "").lower()


async def spend(node: Node, night: Night) -> list[str]:
    """Live through the night; return a line for each order."""
    lines = []
    for when, verb, power in NIGHT:
        before = len(node.written)
        await night.obey(verb, power)
        lines.append(line(when, verb, power, node.written[before:]))
    return lines


@pytest.mark.parametrize("platform", ["echonet_lite", "echonetlite"])
async def test_the_docs_show_the_frames_of_a_night(platform: str, monkeypatch: pytest.MonkeyPatch) -> None:
    control, shown = control_of(platform)
    node = await Node.start("127.0.0.2", free_port(monkeypatch), [V2H(charge_method=1, discharge_method=1)])
    # a car that is ready has nothing to confirm
    control = replace(control, beside=replace(control.beside, confirmation=None))
    try:
        if platform == "echonet_lite":
            async with hems(node) as (client, states):
                lines = await spend(node, Night(control, by_pyhems(client, states[UNIT]), shown))
        else:
            async with chonet(node) as objects:
                lines = await spend(node, Night(control, by_pychonet(objects[UNIT][0]), shown))
    finally:
        node.stop()
    text = DOCS.read_text("utf-8")
    section = text.split(f"## `{platform}`")[1].split("\n## ")[0]
    assert [row for row in section.splitlines() if row.startswith("| ") and ":" in row] == lines


async def test_a_car_that_is_not_permitted_yet_is_confirmed_before_its_order(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    control, shown = control_of("echonet_lite")
    unit = V2H(permitted=False)
    node = await Node.start("127.0.0.2", free_port(monkeypatch), [unit])
    try:
        async with hems(node) as (client, states):
            night = Night(control, by_pyhems(client, states[UNIT]), shown)
            _, verb, power = NIGHT[2]
            await night.obey(verb, power)
    finally:
        node.stop()
    assert [(epc, value.hex()) for _, epc, value in node.written] == [
        (0xCD, "10"),
        (0xEB, "000012c0"),
        (0xDC, "03"),
        (0xDA, "42"),
    ]
    assert unit.plug is Plug.READY
    assert unit.power == 4_800
