"""Orders -> service calls, and whether an entity is what it was ordered to be."""

import asyncio
from collections.abc import Coroutine
import logging
from math import copysign, trunc

from homeassistant.components.button import SERVICE_PRESS
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
from homeassistant.helpers import config_validation as cv, entity_registry as er
from homeassistant.helpers.script import Script, async_validate_actions_config
from homeassistant.util import dt as dt_util
from homeassistant.util.async_ import create_eager_task

from ..const import DOMAIN
from ..core.readings import Verb
from ..readers.entity_state import EntityState
from ..readers.numbers import shorten
from ..readers.storage import read_plug
from ..readers.units_of_measurement import UNITLESS, power_factor
from .orders import Order, Press, Soc, Write

_LOGGER = logging.getLogger(__name__)

ROUNDED = 0.05  # units round a set-point; so far from it still counts as obeyed
SLACK = 1e-6  # of a step: what binary fractions lose is no step
WISH_LIMIT_S = 8.0  # how long a wish may keep the order waiting


def answers(state: State | None) -> bool:
    """Return whether the entity has a value at all."""
    return state is not None and state.state not in (STATE_UNAVAILABLE, STATE_UNKNOWN)


def is_as(hass: HomeAssistant, write: Write, rounded: float = ROUNDED) -> bool:
    """Return whether the entity is what the write makes it; `rounded`: a set-point that far off, as a share, is."""
    if isinstance(write.value, Press):
        return _is_pressed(hass, write.value)
    state = hass.states.get(write.entity_id)
    if state is None or not answers(state):
        return False
    if isinstance(write.value, bool):
        return state.state == (STATE_ON if write.value else STATE_OFF)
    if isinstance(write.value, str):
        return state.state == write.value
    try:
        found, wanted = float(state.state), _number(hass, state, write.value)
    except ValueError, HomeAssistantError:
        return False
    step = float(state.attributes.get(ATTR_STEP, 0.0))
    return found == wanted if wanted == 0 else abs(found - wanted) <= max(step / 2, rounded * abs(wanted))


def is_nothing(hass: HomeAssistant, write: Write) -> bool:
    """Return whether a power is written that is none at the number's steps: the unit would be on, and do nothing."""
    state = hass.states.get(write.entity_id)
    if not isinstance(write.value, float) or write.value == 0.0 or state is None or not answers(state):
        return False
    try:
        return _number(hass, state, write.value) == 0.0
    except HomeAssistantError:
        return False


def set_point(hass: HomeAssistant, state: State, power_kw: float) -> float:
    """Return the power in the number's own unit of measurement, within its limits, and never more than was meant.

    A current is one at 200 V; without a unit it is W, as ECHONET Lite has it.
    """
    unit = state.attributes.get(ATTR_UNIT_OF_MEASUREMENT) or _unit_of(hass, state.entity_id)
    if (factor := power_factor(str(unit))) is None:
        raise HomeAssistantError(
            translation_domain=DOMAIN,
            translation_key="not_a_power",
            translation_placeholders={"entity_id": state.entity_id, "unit": str(unit)},
        )
    return _fitted(state, power_kw / factor)


def _unit_of(hass: HomeAssistant, entity_id: str) -> str:
    """Return the unit of a number that shows none."""
    entry = er.async_get(hass).async_get(entity_id)
    return UNITLESS.get("" if entry is None else entry.platform, UnitOfPower.WATT)


def _fitted(state: State, value: float) -> float:
    """Return the value at the number's step towards zero, within its limits."""
    step = float(state.attributes.get(ATTR_STEP, 0.0))
    if step > 0:
        value = round(trunc(value / step + copysign(SLACK, value)) * step, 6)
    low, high = state.attributes.get(ATTR_MIN), state.attributes.get(ATTR_MAX)
    value = value if low is None else max(value, float(low))
    return value if high is None else min(value, float(high))


def _number(hass: HomeAssistant, state: State, wanted: float | Soc) -> float:
    """Return what a number is to show."""
    if isinstance(wanted, Soc):
        return _fitted(state, wanted.fraction * 100)
    return set_point(hass, state, wanted)


def _is_pressed(hass: HomeAssistant, press: Press) -> bool:
    """Return whether there is nothing to confirm: the car is ready for the verb, away, or nobody knows."""
    confirmation = press.confirmation
    if (state := hass.states.get(confirmation.plug)) is None:
        return True
    entity = EntityState(
        entity_id=state.entity_id,
        state=state.state,
        attributes=state.attributes,
        updated=state.last_reported,
        echonet=confirmation.echonet,
    )
    plug = read_plug(entity, dt_util.utcnow()).value
    if plug is None or not plug.connected:
        return True
    return (plug.discharge if press.verb is Verb.DISCHARGE else plug.charge) is not False


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
    return None if error is None else shorten(str(error) or type(error).__name__)


async def async_write(hass: HomeAssistant, write: Write, context: Context) -> None:
    """Set one entity to its value; a wish that comes to nothing is no refusal."""
    if not write.wish:
        await _async_write(hass, write, context)
    elif (refusal := await async_refusal(WISH_LIMIT_S, _async_write(hass, write, context))) is not None:
        _LOGGER.debug("%s did not take %s: %s", write.entity_id, write.value, refusal)


async def _async_write(hass: HomeAssistant, write: Write, context: Context) -> None:
    data: dict[str, str | float] = {}
    if isinstance(write.value, Press):
        service = SERVICE_PRESS
    elif isinstance(write.value, bool):
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
        service, data = SERVICE_SET_VALUE, {ATTR_VALUE: _number(hass, state, write.value)}
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
