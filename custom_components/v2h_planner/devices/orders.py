"""A verb as the order for one unit: what to write where.

A verb that the unit does not know falls back to the nearest one that does no harm: SURPLUS to CHARGE at the
surplus power where the unit takes a power; everything else to STANDBY. A unit that cannot be told STANDBY is
then told nothing.
"""

from dataclasses import dataclass
from typing import Any

from ..core.home import Storage
from ..core.readings import Verb
from ..settings.model import Control, ControlKind

SAME_KW = 0.1  # a set-point that moves less is not worth a write
SAME_SOC = 0.02


@dataclass(frozen=True, slots=True)
class Write:
    """One entity and the value it is to have: an option, a set-point in kW, on or off."""

    entity_id: str
    value: str | float | bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """A command on its way to the device. `writes` in their order; `sequence` is an HA action sequence instead."""

    verb: Verb
    power_kw: float | None = None
    until_soc: float | None = None
    writes: tuple[Write, ...] = ()
    sequence: tuple[dict[str, Any], ...] = ()

    @property
    def has_set_point(self) -> bool:
        """Whether the unit is told a power."""
        return any(not isinstance(write.value, (bool, str)) for write in self.writes)

    def same_as(self, other: Order) -> bool:
        """Return whether giving this order after the other would change nothing that matters."""
        if self.verb is not other.verb:
            return False
        if not _near(self.power_kw, other.power_kw, SAME_KW):
            return False
        return not self.sequence or _near(self.until_soc, other.until_soc, SAME_SOC)


def order_for(
    control: Control, storage: Storage, verb: Verb, power_kw: float | None, until_soc: float | None
) -> Order | None:
    """Return the order for a verb, None where the unit cannot be told."""
    known = _known(control)
    if verb not in known:
        settable = control.kind in (ControlKind.SELECT, ControlKind.NUMBER) and control.charge_number
        by_power = verb is Verb.SURPLUS and power_kw is not None and settable
        verb = Verb.CHARGE if by_power and Verb.CHARGE in known else Verb.STANDBY
    if verb not in known:
        return None
    if verb is Verb.STANDBY:
        power_kw = None
    match control.kind:
        case ControlKind.SELECT:
            assert control.entity_id is not None
            mode = Write(control.entity_id, control.options[verb])
            writes = (*_set_point(control, storage, verb, power_kw), mode)
        case ControlKind.NUMBER:
            writes = _set_points(control, storage, verb, power_kw)
        case ControlKind.SWITCH:
            assert control.entity_id is not None
            writes = (Write(control.entity_id, verb is Verb.CHARGE),)
        case _:
            writes = ()
    return Order(
        verb=verb,
        power_kw=power_kw,
        until_soc=until_soc,
        writes=writes,
        sequence=tuple(control.actions[verb]) if control.kind is ControlKind.ACTIONS else (),
    )


def _known(control: Control) -> frozenset[Verb]:
    """Return the verbs that the unit can be told."""
    match control.kind:
        case ControlKind.SELECT if control.entity_id is not None:
            return frozenset(control.options)
        case ControlKind.NUMBER:
            verbs = {Verb.STANDBY}
            if control.charge_number is not None:
                verbs.add(Verb.CHARGE)
            if control.discharge_number is not None:
                verbs.add(Verb.DISCHARGE)
            return frozenset(verbs)
        case ControlKind.SWITCH if control.entity_id is not None:
            return frozenset({Verb.CHARGE, Verb.STANDBY})
        case ControlKind.ACTIONS:
            return frozenset(control.actions)
    return frozenset()


def _set_point(control: Control, storage: Storage, verb: Verb, power_kw: float | None) -> tuple[Write, ...]:
    """Return the power to set before the mode, where the unit has a number for it."""
    if verb is Verb.CHARGE and control.charge_number is not None:
        power = storage.charge_max_kw if power_kw is None else power_kw
        return (Write(control.charge_number, power),)
    if verb is Verb.DISCHARGE and control.discharge_number is not None:
        power = storage.discharge_max_kw if power_kw is None else power_kw
        signed = control.discharge_number == control.charge_number
        return (Write(control.discharge_number, -power if signed else power),)
    return ()


def _set_points(control: Control, storage: Storage, verb: Verb, power_kw: float | None) -> tuple[Write, ...]:
    """Return all numbers of a unit that has nothing else; the one that ends comes before the one that starts."""
    powers = _set_point(control, storage, verb, power_kw)
    numbers = dict.fromkeys((control.charge_number, control.discharge_number))
    written = {write.entity_id for write in powers}
    zeros = tuple(Write(n, 0.0) for n in numbers if n is not None and n not in written)
    return (*zeros, *powers)


def _near(one: float | None, other: float | None, tolerance: float) -> bool:
    if one is None or other is None:
        return one is other
    return abs(one - other) < tolerance
