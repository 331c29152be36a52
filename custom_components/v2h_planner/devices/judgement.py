"""Whether the power that flows is what was ordered. Pure."""

from enum import Enum, auto

from ..core.readings import StorageReading, Verb
from .orders import Order

AT_REST_KW = 0.5  # what a unit may draw or give without counting as charging or discharging; some burn 0.3
LEAST_FLOW_KW = 0.1  # a unit that is on draws more than this, whatever it was told
OVER_SHARE, OVER_KW = (
    0.15,
    0.3,
)  # a set-point may be exceeded by so much: it is rounded, and measured elsewhere
NEAR_END_SOC = 0.03  # a car that stops so near its target has stopped by itself
CAR_FULL_SOC = 0.95  # above it the car decides by itself when it is full


class Flow(Enum):
    """What the power says of an order."""

    AS_ORDERED = auto()
    OTHERWISE = auto()  # nothing flows, or the other way
    TOO_MUCH = auto()  # more than the set-point


def flow(order: Order, reading: StorageReading) -> Flow:
    """Judge the power of a unit by its order; what is not known is as ordered."""
    power = reading.power_kw
    if power is None or reading.connected is False or order.free:
        return Flow.AS_ORDERED
    match order.verb:
        case Verb.CHARGE:
            nearly_full = reading.soc is None or reading.soc >= CAR_FULL_SOC or is_reached(order, reading)
            if power <= (-AT_REST_KW if nearly_full else LEAST_FLOW_KW):
                return Flow.OTHERWISE
        case Verb.SURPLUS if power <= -AT_REST_KW:
            return Flow.OTHERWISE
        case Verb.DISCHARGE if power >= AT_REST_KW:
            return Flow.OTHERWISE
        case Verb.STANDBY if abs(power) >= AT_REST_KW:
            return Flow.OTHERWISE
    return Flow.TOO_MUCH if _exceeds(order, power) else Flow.AS_ORDERED


def is_reached(order: Order, reading: StorageReading) -> bool:
    """Return whether a charging unit is so near its target that it may have stopped by itself."""
    target = 1.0 if order.until_soc is None else order.until_soc
    return reading.soc is not None and reading.soc >= min(target - NEAR_END_SOC, CAR_FULL_SOC)


def _exceeds(order: Order, power_kw: float) -> bool:
    """Return whether more flows than the set-point that the unit was given allows."""
    if order.power_kw is None or not order.has_set_point:
        return False
    return abs(power_kw) > order.power_kw * (1.0 + OVER_SHARE) + OVER_KW
