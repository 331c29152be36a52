"""Orders -> service calls, and whether an entity is what it was ordered to be."""

import asyncio
from collections.abc import Coroutine

from homeassistant.components.number import ATTR_MAX, ATTR_MIN, ATTR_STEP, ATTR_VALUE, SERVICE_SET_VALUE
from homeassistant.components.select import ATTR_OPTION, SERVICE_SELECT_OPTION
from homeassistant.const import (
    ATTR_ENTITY_ID,
    ATTR_UNIT_OF_MEASUREMENT,
    SERVICE_TURN_OFF,
    SERVICE_TURN_ON,
    STATE_OFF,
    STATE_ON,
    STATE_UNAVAILABLE,
    STATE_UNKNOWN,
    UnitOfPower,
)
from homeassistant.core import Context, HomeAssistant, State, split_entity_id
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import config_validation as cv
from homeassistant.helpers.script import Script, async_validate_actions_config
from homeassistant.util.async_ import create_eager_task
from homeassistant.util.unit_conversion import PowerConverter

from ..const import DOMAIN
from .orders import Order, Write

ROUNDED = 0.05  # units round a set-point; so far from it still counts as obeyed


def answers(state: State | None) -> bool:
    """Return whether the entity has a value at all."""
    return state is not None and state.state not in (STATE_UNAVAILABLE, STATE_UNKNOWN)


def is_as(hass: HomeAssistant, write: Write, rounded: float = ROUNDED) -> bool:
    """Return whether the entity is what the write makes it; `rounded`: a set-point that far off, as a share, is."""
    state = hass.states.get(write.entity_id)
    if state is None or not answers(state):
        return False
    if isinstance(write.value, bool):
        return state.state == (STATE_ON if write.value else STATE_OFF)
    if isinstance(write.value, str):
        return state.state == write.value
    try:
        found, wanted = float(state.state), set_point(state, write.value)
    except ValueError, HomeAssistantError:
        return False
    step = float(state.attributes.get(ATTR_STEP, 0.0))
    return found == wanted if wanted == 0 else abs(found - wanted) <= max(step / 2, rounded * abs(wanted))


def set_point(state: State, power_kw: float) -> float:
    """Return the power in the number's own unit of measurement (without one: W, as ECHONET Lite), within its limits."""
    unit = state.attributes.get(ATTR_UNIT_OF_MEASUREMENT, UnitOfPower.WATT)
    if unit not in PowerConverter.VALID_UNITS:
        raise HomeAssistantError(
            translation_domain=DOMAIN,
            translation_key="not_a_power",
            translation_placeholders={"entity_id": state.entity_id, "unit": str(unit)},
        )
    value = PowerConverter.convert(power_kw, UnitOfPower.KILO_WATT, unit)
    step = float(state.attributes.get(ATTR_STEP, 0.0))
    if step > 0:
        value = round(round(value / step) * step, 6)
    low, high = state.attributes.get(ATTR_MIN), state.attributes.get(ATTR_MAX)
    value = value if low is None else max(value, float(low))
    return value if high is None else min(value, float(high))


async def async_refusal(limit_s: float, call: Coroutine[object, object, None]) -> str | None:
    """Make a call and return why it came to nothing: it raised, or has no end within `limit_s`; None if it did.

    It is somebody else's code, which may raise anything, and may not even let itself be cancelled.
    """
    task = create_eager_task(call)
    try:
        if not task.done():
            await asyncio.wait({task}, timeout=limit_s)
    except asyncio.CancelledError:
        task.cancel()
        raise
    if not task.done():
        task.cancel()
        return f"no answer within {limit_s:.0f} s"
    if task.cancelled():
        return "cancelled"
    error = task.exception()
    return None if error is None else str(error) or type(error).__name__


async def async_write(hass: HomeAssistant, write: Write, context: Context) -> None:
    """Set one entity to its value."""
    data: dict[str, str | float] = {}
    if isinstance(write.value, bool):
        service = SERVICE_TURN_ON if write.value else SERVICE_TURN_OFF
    elif isinstance(write.value, str):
        service, data = SERVICE_SELECT_OPTION, {ATTR_OPTION: write.value}
    else:
        state = hass.states.get(write.entity_id)
        if state is None or not answers(state):
            raise HomeAssistantError(
                translation_domain=DOMAIN,
                translation_key="not_there",
                translation_placeholders={"entity_id": write.entity_id},
            )
        service, data = SERVICE_SET_VALUE, {ATTR_VALUE: set_point(state, write.value)}
    await hass.services.async_call(
        split_entity_id(write.entity_id)[0],
        service,
        {ATTR_ENTITY_ID: write.entity_id, **data},
        blocking=True,
        context=context,
    )


async def async_run(hass: HomeAssistant, name: str, order: Order, context: Context) -> None:
    """Run an order's action sequence with `verb`, `power_w`, `power_kw` and `until_soc` (percent)."""
    sequence = await async_validate_actions_config(hass, cv.SCRIPT_SCHEMA(list(order.sequence)))
    script = Script(hass, sequence, name, DOMAIN)
    variables = {
        "verb": order.verb.value,
        "power_kw": order.power_kw,
        "power_w": None if order.power_kw is None else round(order.power_kw * 1000),
        "until_soc": None if order.until_soc is None else round(order.until_soc * 100),
    }
    try:
        await script.async_run(variables, context)
    finally:
        await script.async_unload()
