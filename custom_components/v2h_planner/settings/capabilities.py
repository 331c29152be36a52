"""What a unit can do, by how it is commanded: data from which the model of its storage is built."""

from enum import StrEnum
import json

from ..core.home import ChargeControl, DischargeControl
from ..core.readings import Verb
from .model import Control, ControlKind, Method, Methods


class Capability(StrEnum):
    """One thing that a unit can be told."""

    CHARGE = "charge"  # at full power, or at what is set on it
    CHARGE_SET_POINT = "charge_set_point"
    SURPLUS = "surplus"  # it follows by itself what PV leaves over
    DISCHARGE = "discharge"
    DISCHARGE_SET_POINT = "discharge_set_point"
    LOAD_FOLLOWING = "load_following"  # it can be told to follow the house by itself
    STANDBY = "standby"
    V2G = "v2g"  # it can be told to give more than the house draws


def capabilities(control: Control) -> frozenset[Capability]:
    """Return what can be told by this way of commanding; nothing where it is not commanded at all."""
    told = _verbs(control)
    found = {_OF_VERB[verb] for verb in told}
    by_power = {Verb.CHARGE: control.charge_number, Verb.DISCHARGE: control.discharge_number}
    set_points = {verb for verb in told if by_power.get(verb) is not None or _takes_power(control, verb)}
    if Verb.CHARGE in set_points:
        found.add(Capability.CHARGE_SET_POINT)
    if Verb.DISCHARGE in set_points:
        found |= {Capability.DISCHARGE_SET_POINT, Capability.V2G}
    if control.kind is ControlKind.SELECT:
        if Verb.CHARGE in told and _has(control.beside.charging, Method.FOLLOWING):
            found.add(Capability.SURPLUS)
        if Verb.DISCHARGE in told and _has(control.beside.discharging, Method.FOLLOWING):
            found.add(Capability.LOAD_FOLLOWING)
    return frozenset(found)


def charge_control(control: Control) -> ChargeControl:
    """Return what charging amounts to."""
    can = capabilities(control)
    if Capability.CHARGE_SET_POINT in can:
        return ChargeControl.SET_POINT
    return ChargeControl.FIXED_OR_SURPLUS if Capability.SURPLUS in can else ChargeControl.FIXED_RATE


def discharge_control(control: Control) -> DischargeControl:
    """Return what discharging amounts to; a unit that follows the house by itself does so best."""
    can = capabilities(control)
    if not can:
        return DischargeControl.LOAD_FOLLOWING
    if Capability.DISCHARGE not in can:
        return DischargeControl.NONE
    by_power = Capability.DISCHARGE_SET_POINT in can and Capability.LOAD_FOLLOWING not in can
    return DischargeControl.SET_POINT if by_power else DischargeControl.LOAD_FOLLOWING


_OF_VERB = {
    Verb.CHARGE: Capability.CHARGE,
    Verb.SURPLUS: Capability.SURPLUS,
    Verb.DISCHARGE: Capability.DISCHARGE,
    Verb.STANDBY: Capability.STANDBY,
}


def _verbs(control: Control) -> frozenset[Verb]:
    """Return the verbs that it can be told."""
    match control.kind:
        case ControlKind.SELECT:
            return frozenset(control.options)
        case ControlKind.NUMBER:
            numbers = {Verb.CHARGE: control.charge_number, Verb.DISCHARGE: control.discharge_number}
            return frozenset(
                {Verb.STANDBY, *(verb for verb, number in numbers.items() if number is not None)}
            )
        case ControlKind.SWITCH:
            return frozenset({Verb.CHARGE, Verb.STANDBY})
        case ControlKind.ACTIONS:
            return frozenset(control.actions)
        case ControlKind.NONE:
            return frozenset()


def _has(methods: Methods | None, method: Method) -> bool:
    return methods is not None and method in methods.options


def _takes_power(control: Control, verb: Verb) -> bool:
    """Return whether the action of that verb uses the power it is given."""
    text = json.dumps(control.actions.get(verb, []), default=str)
    return "power_w" in text or "power_kw" in text
