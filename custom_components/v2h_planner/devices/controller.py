"""One unit: commanded, checked, commanded again at most twice, then reported; left to a person who handles it."""

import asyncio
from collections import deque
from collections.abc import Callable
from datetime import datetime, timedelta
import logging

from homeassistant.const import STATE_UNAVAILABLE
from homeassistant.core import (
    CALLBACK_TYPE,
    Context,
    Event,
    EventStateChangedData,
    HassJob,
    HomeAssistant,
    callback,
)
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers.event import async_call_later, async_track_state_change_event
from homeassistant.util import dt as dt_util
import probatio

from ..core.plan import Command
from ..core.readings import Fault, FaultKind, StorageReading, Verb
from ..readers.storage import doing_of
from ..settings.model import ControlKind, StorageSettings
from .orders import Order, order_for
from .service_calls import answers, async_run, async_write, is_as

_LOGGER = logging.getLogger(__name__)

REPEATS = 2
CHECK_AGAIN = timedelta(minutes=10)  # whether a unit that was given up obeys after all
# A unit that ends by itself (full, unplugged) reports its mode and its reason in one poll, but not in one event.
JUDGE_AFTER = timedelta(seconds=5)
OUR_CONTEXTS = 20
AT_REST_KW = 0.5  # what a unit may draw or give without counting as charging or discharging; some burn 0.3
NEAR_END_SOC = 0.03  # a car that stops so near its target has stopped by itself
CAR_FULL_SOC = 0.95  # above it the car decides by itself when it is full


class DeviceController:
    """One storage's unit and the order it is under."""

    def __init__(
        self,
        hass: HomeAssistant,
        settings: StorageSettings,
        *,
        read: Callable[[], StorageReading | None],
        on_hands: Callable[[], None],
        on_fault: Callable[[Fault | None], None],
    ) -> None:
        """Listen to the entities that are commanded."""
        self._hass = hass
        self._settings = settings
        self._read = read
        self._on_hands = on_hands
        self._on_fault = on_fault
        self._order: Order | None = None
        self._releasing = False
        self._settled = False
        self._attempts = 0
        self._written_at = dt_util.utcnow()
        self._contexts: deque[str] = deque(maxlen=OUR_CONTEXTS)
        self._lock = asyncio.Lock()
        self._cancel_check: CALLBACK_TYPE | None = None
        self._cancel_judge: CALLBACK_TYPE | None = None
        self.fault: Fault | None = None
        control = settings.control
        watched = (control.entity_id, control.charge_number, control.discharge_number)
        self._entities = [entity for entity in dict.fromkeys(watched) if entity is not None]
        self._cancel_listen = async_track_state_change_event(hass, self._entities, self._changed)

    @property
    def ordered(self) -> Verb | None:
        """Verb that the unit is under orders to do, None when it is released."""
        return None if self._order is None or self._releasing else self._order.verb

    async def async_obey(self, command: Command) -> None:
        """Give the unit its order, if that changes something."""
        order = order_for(
            self._settings.control,
            self._settings.storage,
            command.verb,
            command.power_kw,
            command.until_soc,
        )
        if order is None:
            self.forget()
            return
        await self._async_take(order, releasing=False)

    async def async_release(self, *, outage: bool = False) -> None:
        """Put a unit that is under our orders into its safe state, and forget it once it is.

        In an outage it stays as it is, only one that charges goes back to feeding the house: the sun goes down.
        """
        if self._order is None or self._releasing:
            return
        safe = self._settings.control.safe
        if outage:
            charging = self._order.verb in (Verb.CHARGE, Verb.SURPLUS)
            safe = Verb.DISCHARGE if charging and self._settings.storage.can_discharge else None
        order = None
        if safe is not None:
            order = order_for(self._settings.control, self._settings.storage, safe, None, None)
        if order is None:
            self.forget()
            return
        await self._async_take(order, releasing=True)

    @callback
    def forget(self) -> None:
        """Leave the unit as it is, without an order."""
        self._order = None
        self._releasing = False
        self._cancel_timers()
        self._report(None)

    @callback
    def stop(self) -> None:
        """Stop the timers and the listening."""
        self._cancel_timers()
        self._cancel_listen()

    async def _async_take(self, order: Order, *, releasing: bool) -> None:
        known = self._order
        self._releasing = releasing
        if known is not None and order.same_as(known):
            return
        self._order = order
        self._attempts = 0
        await self._async_attempt(order)

    async def _async_attempt(self, order: Order) -> None:
        """Write the order, and check later. The first time only what differs is written."""
        async with self._lock:
            if order is not self._order:
                return
            self._cancel_timers()
            self._settled = False
            self._attempts += 1
            self._written_at = dt_util.utcnow()
            context = Context()
            self._contexts.append(context.id)
            name = self._settings.storage.name
            try:
                for write in order.writes:
                    if self._attempts > 1 or not is_as(self._hass, write):
                        await async_write(self._hass, write, context)
                if order.sequence:
                    await async_run(self._hass, name, order, context)
            except (HomeAssistantError, probatio.Invalid, ValueError) as err:
                log = _LOGGER.warning if self._attempts == 1 else _LOGGER.debug
                log("%s could not be told to %s: %s", name, order.verb, err)
            if order is self._order:
                self._check_in(self._settings.control.verify_after)

    async def _async_check(self, _now: datetime) -> None:
        """Check whether the unit obeys; otherwise command it again, or report it."""
        self._cancel_check = None
        order = self._order
        if order is None:
            return
        if self._obeys(order):
            self._settled = True
            self._report(None)
            if self._releasing:
                self.forget()
        elif self._attempts <= REPEATS:
            await self._async_attempt(order)
        else:
            self._report(Fault(FaultKind.DISOBEYED, *self._found(order)))
            self._check_in(CHECK_AGAIN)

    @callback
    def _check_in(self, delay: timedelta) -> None:
        self._cancel_check = async_call_later(
            self._hass, delay, HassJob(self._async_check, cancel_on_shutdown=True)
        )

    def _obeys(self, order: Order) -> bool:
        """Return whether the entities show the order and the power follows it."""
        return self._stands(order) and self._flows(order.verb)

    def _stands(self, order: Order) -> bool:
        """Return whether the entities still show what was ordered."""
        return all(is_as(self._hass, write) for write in order.writes) and self._says(order.verb)

    def _says(self, verb: Verb) -> bool:
        """Return whether the entity by which actions are checked agrees, as far as its states are known."""
        control = self._settings.control
        if control.kind is not ControlKind.ACTIONS or control.entity_id is None:
            return True
        state = self._hass.states.get(control.entity_id)
        doing = doing_of(state.state) if state is not None and answers(state) else None
        return doing is None or doing is verb or {doing, verb} == {Verb.CHARGE, Verb.SURPLUS}

    def _flows(self, verb: Verb) -> bool:
        """Return whether the power goes the way of the verb, as far as it is known since the order."""
        state = None
        if self._settings.power_entity is not None:
            state = self._hass.states.get(self._settings.power_entity)
        reading = self._read()
        if state is None or reading is None or reading.power_kw is None:
            return True
        if state.last_reported < self._written_at or reading.connected is False:
            return True
        power = reading.power_kw
        match verb:
            case Verb.CHARGE:
                nearly_full = reading.soc is None or reading.soc >= CAR_FULL_SOC
                return power > (-AT_REST_KW if nearly_full else 0.0)
            case Verb.SURPLUS:
                return power > -AT_REST_KW
            case Verb.DISCHARGE:
                return power < AT_REST_KW
        return abs(power) < AT_REST_KW

    def _found(self, order: Order) -> tuple[str, str]:
        """Return which entity disobeys, and its state."""
        for write in order.writes:
            if not is_as(self._hass, write):
                state = self._hass.states.get(write.entity_id)
                return write.entity_id, STATE_UNAVAILABLE if state is None else state.state
        source = self._settings.power_entity or self._settings.storage.id
        checked = self._settings.control.entity_id
        if checked is not None and not self._says(order.verb):
            source = checked
        state = self._hass.states.get(source)
        return source, "" if state is None else state.state

    @callback
    def _changed(self, event: Event[EventStateChangedData]) -> None:
        """Find out who changed an entity that we command: we, the unit, or a person."""
        order, old, new = self._order, event.data["old_state"], event.data["new_state"]
        if order is None or new is None or not answers(new):
            return
        if old is None or not answers(old):
            if not self._stands(order):
                self._attempts = 0
                self._hass.async_create_task(self._async_attempt(order), "v2h_planner: unit is back")
            return
        if old.state == new.state:
            return
        context = event.context
        if context.id in self._contexts or context.parent_id in self._contexts:
            return
        if self._stands(order):
            if self.fault is not None:
                self._report(None)
            return
        if context.user_id is not None or context.parent_id is not None:
            self._taken_over()
        elif self._settled and self._cancel_judge is None:
            self._cancel_judge = async_call_later(
                self._hass, JUDGE_AFTER, HassJob(self._judge, cancel_on_shutdown=True)
            )

    @callback
    def _judge(self, _now: datetime) -> None:
        """Decide whose a change without an author was: the unit's own, or a person's at the unit."""
        self._cancel_judge = None
        order = self._order
        if order is None or self._stands(order):
            return
        if not self._ended_by_itself(order):
            self._taken_over()

    def _ended_by_itself(self, order: Order) -> bool:
        reading = self._read()
        if reading is None or reading.connected is False:
            return True
        if reading.soc is None or order.verb is Verb.STANDBY:
            return False
        if order.verb is Verb.DISCHARGE:
            return reading.soc <= self._settings.storage.min_soc + NEAR_END_SOC
        target = 1.0 if order.until_soc is None else order.until_soc
        return reading.soc >= min(target - NEAR_END_SOC, CAR_FULL_SOC)

    @callback
    def _taken_over(self) -> None:
        """Leave the unit to a person; one who takes over while it is being released is no news."""
        releasing = self._releasing
        self.forget()
        if not releasing:
            self._on_hands()

    @callback
    def _report(self, fault: Fault | None) -> None:
        if fault != self.fault:
            self.fault = fault
            self._on_fault(fault)

    @callback
    def _cancel_timers(self) -> None:
        if self._cancel_check is not None:
            self._cancel_check()
            self._cancel_check = None
        if self._cancel_judge is not None:
            self._cancel_judge()
            self._cancel_judge = None
