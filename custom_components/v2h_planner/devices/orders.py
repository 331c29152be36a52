"""A verb as the order for one unit: what to write where.

A verb that the unit does not know falls back to the nearest one that does no harm: SURPLUS to CHARGE at the
surplus power where the unit takes a power; everything else to STANDBY. A unit that cannot be told STANDBY is
then told nothing.

Where a unit has methods (ECHONET Lite: 充電方式, 放電方式), a set-point counts only with the right one: it is
written with the order and checked like it. A method that only makes the order better is a wish: many units show
theirs, but do not take another.
"""

from dataclasses import dataclass
from typing import Any

from ..core.home import Storage
from ..core.readings import Verb
from ..settings.model import Confirmation, Control, ControlKind, Method, Methods

SAME_KW = 0.1  # a set-point that moves less is not worth a write
SAME_SOC = 0.02


@dataclass(frozen=True, slots=True)
class Soc:
    """A state of charge as the value of a number in percent."""

    fraction: float


@dataclass(frozen=True, slots=True)
class Press:
    """A press of the button that confirms a car's connection, while the car is not ready for the verb."""

    confirmation: Confirmation
    verb: Verb


@dataclass(frozen=True, slots=True)
class Write:
    """One entity and the value it is to have: an option, a set-point in kW, on or off, a limit of charge.

    `wish`: refused, it changes nothing else.
    """

    entity_id: str
    value: str | float | bool | Soc | Press
    wish: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """A command on its way to the device. `writes` in their order; `sequence` is an HA action sequence instead.

    `wishes`: written first, but not insisted on. `free`: the unit then decides by itself what it does.
    """

    verb: Verb
    power_kw: float | None = None
    until_soc: float | None = None
    writes: tuple[Write, ...] = ()
    wishes: tuple[Write, ...] = ()
    sequence: tuple[dict[str, Any], ...] = ()
    free: bool = False

    @property
    def has_set_point(self) -> bool:
        """Whether the unit is told a power, or what decides it: refused, it would keep to another one."""
        numbers = any(not isinstance(write.value, (bool, str)) for write in self.writes)
        return numbers or len(self.writes) > 1

    def same_as(self, other: Order) -> bool:
        """Return whether giving this order after the other would change nothing that matters."""
        if self.verb is not other.verb or self.free is not other.free:
            return False
        if not _near(self.power_kw, other.power_kw, SAME_KW):
            return False
        told = self.sequence or any(isinstance(write.value, Soc) for write in self.wishes)
        return not told or _near(self.until_soc, other.until_soc, SAME_SOC)


def order_for(
    control: Control, storage: Storage, verb: Verb, power_kw: float | None, until_soc: float | None
) -> Order | None:
    """Return the order for a verb, None where the unit cannot be told."""
    known = _known(control)
    if verb not in known:
        by_power = verb is Verb.SURPLUS and power_kw is not None and control.charge_number is not None
        verb = Verb.CHARGE if by_power and Verb.CHARGE in known else Verb.STANDBY
    if verb not in known:
        return None
    if verb is Verb.STANDBY or _follows_surplus(control, verb):
        power_kw = None
    writes = _writes(control, storage, verb, power_kw)
    return Order(
        verb=verb,
        power_kw=power_kw,
        until_soc=until_soc,
        writes=tuple(write for write in writes if not write.wish),
        wishes=(
            *_beforehand(control, verb, until_soc),
            *(write for write in writes if write.wish),
        ),
        sequence=tuple(control.actions[verb]) if control.kind is ControlKind.ACTIONS else (),
    )


def safe_order(control: Control, storage: Storage) -> Order | None:
    """Return the order that leaves the unit in its safe state, None where it is left as it is."""
    if control.safe_option is not None and control.entity_id is not None:
        mode = Write(control.entity_id, control.safe_option)
        return Order(verb=Verb.STANDBY, writes=(mode,), free=True)
    return None if control.safe is None else order_for(control, storage, control.safe, None, None)


def _known(control: Control) -> frozenset[Verb]:
    """Return the verbs that the unit can be told."""
    match control.kind:
        case ControlKind.SELECT if control.entity_id is not None:
            follows = _follows_surplus(control, Verb.SURPLUS)
            return frozenset({*control.options, Verb.SURPLUS}) if follows else frozenset(control.options)
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


def _writes(control: Control, storage: Storage, verb: Verb, power_kw: float | None) -> tuple[Write, ...]:
    """Return what is to be written: what decides the power before the mode that uses it."""
    powers = _set_point(control, storage, verb, power_kw)
    match control.kind:
        case ControlKind.SELECT:
            assert control.entity_id is not None
            mode = Verb.CHARGE if verb not in control.options else verb
            method = _method(control, verb, has_set_point=bool(powers))
            return (*powers, *method, Write(control.entity_id, control.options[mode]))
        case ControlKind.NUMBER:
            # the one that ends comes before the one that starts
            numbers = dict.fromkeys((control.charge_number, control.discharge_number))
            written = {write.entity_id for write in powers}
            zeros = tuple(Write(n, 0.0) for n in numbers if n is not None and n not in written)
            return (*zeros, *powers)
        case ControlKind.SWITCH:
            assert control.entity_id is not None
            return (*powers, Write(control.entity_id, verb is Verb.CHARGE))
    return ()


def _set_point(control: Control, storage: Storage, verb: Verb, power_kw: float | None) -> tuple[Write, ...]:
    """Return the power to set before the mode, where the unit has a number for it."""
    if verb is Verb.CHARGE and control.charge_number is not None:
        power = storage.charge_max_kw if power_kw is None else power_kw
        return (Write(control.charge_number, power),)
    if verb is Verb.DISCHARGE and control.discharge_number is not None:
        if power_kw is None and Method.FOLLOWING in _options(control.beside.discharging):
            return ()
        power = storage.discharge_max_kw if power_kw is None else power_kw
        signed = control.discharge_number == control.charge_number
        return (Write(control.discharge_number, -power if signed else power),)
    return ()


def _method(control: Control, verb: Verb, *, has_set_point: bool) -> tuple[Write, ...]:
    """Return the method that goes with a mode, where the unit has a choice."""
    methods, otherwise = control.beside.charging, Method.MOST
    if verb is Verb.DISCHARGE:
        methods, otherwise = control.beside.discharging, Method.FOLLOWING
    method = Method.SET_POINT if has_set_point else otherwise
    if verb is Verb.SURPLUS:
        if not _follows_surplus(control, verb):
            return ()
        method = Method.FOLLOWING
    if methods is None or verb is Verb.STANDBY or method not in methods.options:
        return ()
    needed = has_set_point or verb is Verb.SURPLUS
    return (Write(methods.entity_id, methods.options[method], wish=not needed),)


def _follows_surplus(control: Control, verb: Verb) -> bool:
    """Return whether the verb is to charge with surplus, and the unit does so by a method rather than a mode."""
    if verb is not Verb.SURPLUS or control.kind is not ControlKind.SELECT or verb in control.options:
        return False
    return Verb.CHARGE in control.options and Method.FOLLOWING in _options(control.beside.charging)


def _options(methods: Methods | None) -> dict[Method, str]:
    return {} if methods is None else methods.options


def _beforehand(control: Control, verb: Verb, until_soc: float | None) -> tuple[Write, ...]:
    """Return what is done first: a car's connection is confirmed, and its own limit does not stop it early."""
    beside, wishes = control.beside, []
    if verb is not Verb.STANDBY and (confirmation := beside.confirmation) is not None:
        wishes.append(Write(confirmation.button, Press(confirmation, verb), wish=True))
    if verb in (Verb.CHARGE, Verb.SURPLUS) and beside.limit is not None and until_soc is not None:
        wishes.append(Write(beside.limit, Soc(until_soc), wish=True))
    return tuple(wishes)


def _near(one: float | None, other: float | None, tolerance: float) -> bool:
    if one is None or other is None:
        return one is other
    return abs(one - other) < tolerance
