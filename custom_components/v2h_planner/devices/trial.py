"""One verb tried on a unit because a person wants to see it: told, watched for a while, put back as it was.

Put back it is whatever happens: a refusal, a closed window, Home Assistant's end. Only two go before: the planner, once
it commands the unit itself, and an outage, in which a unit that charged feeds the house and any other stays as it is.
"""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
import logging

from homeassistant.components.number import ATTR_VALUE, SERVICE_SET_VALUE
from homeassistant.components.select import ATTR_OPTION, SERVICE_SELECT_OPTION
from homeassistant.const import (
    ATTR_ENTITY_ID,
    EVENT_HOMEASSISTANT_STOP,
    SERVICE_TURN_OFF,
    SERVICE_TURN_ON,
    STATE_OFF,
    STATE_ON,
)
from homeassistant.core import Context, Event, HomeAssistant, callback, split_entity_id
from homeassistant.util import dt as dt_util

from ..core.readings import StorageReading, Verb
from ..readers.storage import doing_of
from ..settings.model import StorageSettings
from .judgement import Flow, flow
from .orders import Order, Press, order_for
from .service_calls import answers, async_refusal, async_run, async_write, is_as

_LOGGER = logging.getLogger(__name__)

LOOK_EVERY_S = 1.0
SHOWN_FOR_S = 5.0  # so long a unit that obeys goes on, for a person to see it
CALL_LIMIT_S = 20.0
RESTORE_TRIES = 3
LEAST_KW = 0.5  # what is tried where no least power is known


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What came of a trial. `obeyed`: None where nothing tells. `ended_by`: what ended it before its time."""

    obeyed: bool | None
    refusal: str | None
    shown: str
    power_kw: float | None
    restored: bool
    ended_by: str | None = None


def trial_order(settings: StorageSettings, verb: Verb) -> Order | None:
    """Return the order that tries a verb at the least power that can be set; None where it cannot be told."""
    storage = settings.storage
    discharges = verb is Verb.DISCHARGE
    low, high = (
        (storage.discharge_min_kw, storage.discharge_max_kw)
        if discharges
        else (storage.charge_min_kw, storage.charge_max_kw)
    )
    order = order_for(settings.control, storage, verb, min(low or LEAST_KW, high), None)
    return None if order is None or order.verb is not verb else order


class Trial:
    """One trial of one order. `hindrance`: what forbids it now, None while nothing does; `outage`: whether there is one."""

    def __init__(
        self,
        hass: HomeAssistant,
        settings: StorageSettings,
        order: Order,
        *,
        read: Callable[[], StorageReading],
        hindrance: Callable[[], str | None],
        outage: Callable[[], bool],
        commanded: Callable[[], bool],
    ) -> None:
        """Remember how the unit stands; nothing is told yet."""
        self._hass = hass
        self._settings = settings
        self._order = order
        self._read = read
        self._hindrance = hindrance
        self._outage = outage
        self._commanded = commanded
        self._over = asyncio.Event()
        self._context = Context()
        written = (write for write in (*order.wishes, *order.writes) if not isinstance(write.value, Press))
        self._before = {write.entity_id: hass.states.get(write.entity_id) for write in written}
        self._did = read().doing
        checked = None if settings.control.entity_id is None else hass.states.get(settings.control.entity_id)
        if order.sequence and checked is not None:
            self._did = doing_of(checked.state)

    @callback
    def end(self) -> None:
        """End the trial now."""
        self._over.set()

    async def async_run(self) -> Outcome:
        """Tell, watch, put back."""

        @callback
        def stopping(_event: Event) -> None:
            self.end()

        stop_listening = self._hass.bus.async_listen(EVENT_HOMEASSISTANT_STOP, stopping)
        told_at, obeyed, refusal, restored = dt_util.utcnow(), None, None, False
        shown, power, hindrance = "", None, None
        try:
            refusal = await self._async_tell(self._order)
            if refusal is None:
                obeyed, hindrance = await self._async_watch(told_at)
            shown, power = self._shown(), self._read().power_kw
        finally:
            restored = await self._async_restore()
            stop_listening()
        return Outcome(
            obeyed=False if refusal is not None else obeyed,
            refusal=refusal,
            shown=shown,
            power_kw=power,
            restored=restored,
            ended_by=hindrance,
        )

    async def _async_tell(self, order: Order) -> str | None:
        """Write an order and return why it was refused."""
        wishes = [write for write in order.wishes if not is_as(self._hass, write)]
        for write in (*wishes, *order.writes):
            refusal = await async_refusal(CALL_LIMIT_S, async_write(self._hass, write, self._context))
            if refusal is not None:
                return refusal
        if order.sequence:
            name = self._settings.storage.name
            return await async_refusal(CALL_LIMIT_S, async_run(self._hass, name, order, self._context))
        return None

    async def _async_watch(self, told_at: datetime) -> tuple[bool | None, str | None]:
        """Wait until the unit obeys, or has had its time; return whether it does, and what ended it early."""
        left = self._settings.control.verify_after.total_seconds()
        obeyed: bool | None = self._obeys(told_at)
        while left > 0 and not self._over.is_set():
            if (hindrance := self._hindrance()) is not None:
                return obeyed, hindrance
            wait = SHOWN_FOR_S if obeyed else LOOK_EVERY_S
            left -= wait
            with suppress(TimeoutError):
                await asyncio.wait_for(self._over.wait(), wait)
            was, obeyed = obeyed, self._obeys(told_at)
            if was and obeyed:
                break
        return obeyed, None

    def _obeys(self, told_at: datetime) -> bool | None:
        """Return whether mode and power show the order; None where neither can."""
        entity_id, checked = self._settings.power_entity, self._settings.control.entity_id
        power = None if entity_id is None else self._hass.states.get(entity_id)
        if not self._order.writes:
            mode = None if checked is None else self._hass.states.get(checked)
            doing = None if mode is None else doing_of(mode.state)
            if doing is None and power is None:
                return None
            if doing not in (None, self._order.verb):
                return False
        if not all(is_as(self._hass, write) for write in self._order.writes):
            return False
        if power is None:
            return True
        return power.last_reported >= told_at and flow(self._order, self._read()) is Flow.AS_ORDERED

    def _shown(self) -> str:
        """Return what the entity that commands the unit shows."""
        named = self._settings.control.entity_id or next(iter(self._before), None)
        state = None if named is None else self._hass.states.get(named)
        return "" if state is None else state.state

    # -- as it was ------------------------------------------------------------------------------------

    async def _async_restore(self) -> bool:
        """Put everything back, the mode first; return whether nothing of it was refused."""
        if self._commanded():
            return False
        if self._outage():
            return await self._async_feed_the_house()
        if self._order.sequence or not self._remembers_mode():
            return await self._async_stand(self._did or Verb.STANDBY)
        left = list(reversed(self._before))
        for attempt in range(RESTORE_TRIES):
            if attempt:
                await asyncio.sleep(LOOK_EVERY_S)
            left = [entity_id for entity_id in left if not await self._async_put(entity_id)]
            if not left:
                return True
        _LOGGER.warning("%s could not be put back after it was tried: %s", self._settings.storage.name, left)
        await self._async_stand(Verb.STANDBY)
        return False

    def _remembers_mode(self) -> bool:
        """Return whether the last entity that was written, which sets the unit going, had a value before."""
        return bool(self._before) and answers(list(self._before.values())[-1])

    async def _async_stand(self, verb: Verb) -> bool:
        """Put the unit into a verb instead of what nobody knows of before."""
        order = order_for(self._settings.control, self._settings.storage, verb, None, None)
        return order is not None and await self._async_tell(order) is None

    async def _async_feed_the_house(self) -> bool:
        """Leave a unit as it is without the grid, but one that charges."""
        if self._order.verb not in (Verb.CHARGE, Verb.SURPLUS) or not self._settings.storage.can_discharge:
            return False
        return await self._async_stand(Verb.DISCHARGE)

    async def _async_put(self, entity_id: str) -> bool:
        """Set an entity to what it was; return whether it took it, or had no value before."""
        before = self._before[entity_id]
        if before is None or not answers(before):
            return True
        domain = split_entity_id(entity_id)[0]
        data: dict[str, str] = {ATTR_OPTION: before.state}
        service = SERVICE_SELECT_OPTION
        if before.state in (STATE_ON, STATE_OFF) and domain in ("switch", "input_boolean"):
            service, data = (SERVICE_TURN_ON if before.state == STATE_ON else SERVICE_TURN_OFF), {}
        elif domain in ("number", "input_number"):
            service, data = SERVICE_SET_VALUE, {ATTR_VALUE: before.state}
        target = {ATTR_ENTITY_ID: entity_id, **data}

        async def put() -> None:
            await self._hass.services.async_call(
                domain, service, target, blocking=True, context=self._context
            )

        return await async_refusal(CALL_LIMIT_S, put()) is None
