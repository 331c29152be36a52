"""One night's orders to a V2H unit, and what each integration writes for them: only what differs, in its own words."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, Final

from custom_components.v2h_planner.core.home import Storage, StorageKind
from custom_components.v2h_planner.core.readings import Verb
from custom_components.v2h_planner.devices.orders import Press, Soc, Write, order_for, safe_order
from custom_components.v2h_planner.settings.model import Control

CAR: Final = Storage(
    id="car",
    name="Car",
    kind=StorageKind.V2H_EV,
    capacity_kwh=40,
    charge_max_kw=6,
    discharge_max_kw=5.9,
    charge_min_kw=0.5,
)
# When, what is ordered, kW; the last is control switched off.
NIGHT: Final[tuple[tuple[str, Verb | None, float | None], ...]] = (
    ("18:00", Verb.DISCHARGE, None),
    ("23:00", Verb.STANDBY, None),
    ("01:00", Verb.CHARGE, 4.8),
    ("03:30", Verb.CHARGE, 3.0),
    ("05:00", Verb.STANDBY, None),
    ("06:30", Verb.DISCHARGE, None),
    ("09:30", Verb.SURPLUS, 1.5),
    ("15:00", None, None),
)
type Set = Callable[[int, str | float | None], Awaitable[bool]]


@dataclass
class Night:
    """A unit under a control whose entities are named by their property (`select.da`). `shown`: what each has now."""

    control: Control
    set: Set
    shown: dict[str, str | float] = field(default_factory=dict)

    async def obey(self, verb: Verb | None, power_kw: float | None) -> None:
        """Write what differs, as the controller does."""
        order = (
            safe_order(self.control, CAR)
            if verb is None
            else order_for(self.control, CAR, verb, power_kw, None)
        )
        assert order is not None
        for write in (*order.wishes, *order.writes):
            value = _plain(write)
            if value is not None and self.shown.get(write.entity_id) == value:
                continue
            assert await self.set(int(write.entity_id.rpartition(".")[2], 16), value)
            if value is not None:
                self.shown[write.entity_id] = value


def _plain(write: Write) -> Any:
    """Return an option, or a power in W; None for a press."""
    if isinstance(write.value, (Press, Soc)):
        return None
    return write.value if isinstance(write.value, str) else round(write.value * 1000)


def line(when: str, verb: Verb | None, power_kw: float | None, frames: list[tuple[int, int, bytes]]) -> str:
    """Return one row of the docs: what was ordered, and the properties as they arrived."""
    told = "control off" if verb is None else verb.value
    power = "" if power_kw is None else f" {power_kw} kW"
    wire = " ".join(f"{epc:02X}={value.hex().upper()}" for _, epc, value in frames) or "–"
    return f"| {when} | {told}{power} | {wire} |"
