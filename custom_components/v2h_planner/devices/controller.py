"""One unit: commanded, watched every minute, commanded again with patience; left to a person who handles it.

An order is ours until the unit has obeyed another one, or stands in its safe state. Nothing that a unit, its
integration or the network does ends that: each call has a time limit, and whatever it raises is a refusal.
"""

import asyncio
from collections import deque
from collections.abc import Callable, Coroutine
from dataclasses import replace
from datetime import datetime, timedelta
import logging

from homeassistant.const import STATE_UNAVAILABLE, STATE_UNKNOWN
from homeassistant.core import (
    CALLBACK_TYPE,
    Context,
    Event,
    EventStateChangedData,
    HassJob,
    HomeAssistant,
    State,
    callback,
)
from homeassistant.helpers.event import async_call_later, async_track_state_change_event
from homeassistant.util import dt as dt_util

from ..core.control.relays import direction
from ..core.plan import Command
from ..core.readings import Fault, FaultKind, StorageReading, Verb
from ..readers.storage import doing_of
from ..settings.model import ControlKind, StorageSettings
from .judgement import NEAR_END_SOC, Flow, flow, is_reached
from .orders import Order, Write, order_for, safe_order
from .pacing import Pacing
from .service_calls import answers, async_refusal, async_run, async_write, is_as, is_nothing

_LOGGER = logging.getLogger(__name__)

WATCH_EVERY = timedelta(minutes=1)
# So many minutes in a row it may look as if it had stopped obeying: its entities are not all read at once.
DOUBTS = 2
# A power that still shows what was before the order tells something after so long: what flows does not stand still.
OLD_POWER_TELLS = timedelta(minutes=5)
# A car that is plugged in and not ready yet (a handshake) is waited for; one that is not ready for so long is reported.
NOT_READY_FOR = timedelta(minutes=15)
# A unit that ends by itself (full, unplugged) reports its mode and its reason in one poll, but not in one event.
JUDGE_AFTER = timedelta(seconds=5)
# A mode that nobody can read may be a unit between two states.
JUDGE_UNKNOWN_AFTER = timedelta(seconds=60)
OUR_CONTEXTS = 20
LATEST_ECHO = timedelta(
    minutes=10
)  # an order that the unit did not show may be obeyed so long after the next one
WRITE_LIMIT_S = 20.0  # how long one call may take; it is not waited for longer, whatever it does
LET_GO_TRIES = 3  # at unload nobody watches on: a refused safe state is tried so often,
LET_GO_APART_S = 2.0  # with so much between


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
        owed: Verb | None = None,
    ) -> None:
        """Listen to the entities that are commanded. `owed`: the order that a former run has left it under."""
        self._hass = hass
        self._settings = settings
        self._read = read
        self._on_hands = on_hands
        self._on_fault = on_fault
        self._order: Order | None = None
        self._adopted = False
        self._releasing = False
        self._closed = False
        self._settled = False
        self._stands_in = False
        self._doubts = 0
        self._pacing = Pacing()
        self._refused = False
        self._of_round: list[Order] = []
        self._unheard: list[tuple[Order, datetime]] = []
        self._ordered_at = self._written_at = dt_util.utcnow()
        self._contexts: deque[str] = deque(maxlen=OUR_CONTEXTS)
        self._lock = asyncio.Lock()
        self._waiting: tuple[Order, bool] | None = None
        self._cancel_check: CALLBACK_TYPE | None = None
        self._cancel_judge: CALLBACK_TYPE | None = None
        self.fault: Fault | None = None
        self._commanded = settings.control.entities
        plug = [] if settings.connected_entity is None else [settings.connected_entity]
        self._cancel_listen = async_track_state_change_event(hass, [*self._commanded, *plug], self._changed)
        if (
            owed is not None
            and (order := order_for(settings.control, settings.storage, owed, None, None)) is not None
        ):
            self._order, self._adopted = order, True

    @property
    def ordered(self) -> Verb | None:
        """Verb that the unit is under orders to do, None when it is released."""
        return None if self._order is None or self._releasing else self._order.verb

    @property
    def owed(self) -> Verb | None:
        """Verb that the unit was last told and is not yet released from, its safe state included."""
        return None if self._order is None else self._order.verb

    # -- what it is told ------------------------------------------------------------------------------

    async def async_obey(self, command: Command) -> None:
        """Give the unit its order, if that changes something."""
        if self._closed:
            return
        control, storage = self._settings.control, self._settings.storage
        order = order_for(control, storage, command.verb, command.power_kw, command.until_soc)
        if order is not None and any(is_nothing(self._hass, write) for write in order.writes):
            order = order_for(control, storage, Verb.STANDBY, None, None) or order
        if order is None:
            self.forget()
            return
        await self._async_take(order, releasing=False)

    async def async_release(self, *, outage: bool = False) -> None:
        """Put a unit that is under our orders into its safe state, and forget it once it is.

        In an outage it stays as it is, only one that charges goes back to feeding the house: the sun goes down. It is
        ours until the grid is back, and a safe state is owed to it then.
        """
        if self._order is None or self._releasing:
            return
        order = self._safe_order(outage=outage)
        if order is not None:
            await self._async_take(order, releasing=not outage)
        elif not outage:
            self.forget()

    @callback
    def close(self) -> None:
        """Take no order any more but that to release the unit."""
        self._closed = True
        if self._cancel_judge is not None:
            self._judge(dt_util.utcnow())
        self._waiting = None

    async def async_insist(self) -> None:
        """Try a safe state that was refused again: nobody will watch the unit soon. It stays owed where that fails."""
        for _ in range(LET_GO_TRIES - 1):
            if (order := self._order) is None or not self._refused:
                return
            await asyncio.sleep(LET_GO_APART_S)
            await self._async_tell(order, again=True)

    def _safe_order(self, *, outage: bool) -> Order | None:
        control, storage = self._settings.control, self._settings.storage
        if not outage:
            return safe_order(control, storage)
        if self._order is None or self._order.verb not in (Verb.CHARGE, Verb.SURPLUS):
            return None
        return order_for(control, storage, Verb.DISCHARGE, None, None) if storage.can_discharge else None

    @callback
    def forget(self) -> None:
        """Leave the unit as it is, without an order."""
        self._order = None
        self._waiting = None
        self._releasing = self._adopted = self._settled = self._stands_in = False
        self._pacing = self._pacing.obeyed()
        self._cancel_timers()
        self._report(None)

    @callback
    def stop(self) -> None:
        """Stop the timers and the listening."""
        self._closed = True
        self._cancel_timers()
        self._cancel_listen()

    async def _async_take(self, order: Order, *, releasing: bool) -> None:
        """Put the unit under this order; one that follows another does not hide that the unit obeyed neither."""
        if self._cancel_judge is not None:
            self._waiting = (order, releasing)
            return
        known, self._releasing = self._order, releasing
        if known is not None and order.same_as(known) and not self._adopted:
            if order.until_soc != known.until_soc:  # where it may have ended by itself
                self._order = replace(known, until_soc=order.until_soc)
                if (
                    self._cancel_check is None
                ):  # whoever tells the unit just now has an order that is none any more
                    self._plan_check()
            return
        # nobody sets a unit to just the power that it was told before; what turns back to a verb may be a person's
        if known is not None and (known.verb is order.verb or not self._stands(known)):
            self._may_be_heard(known)
        self._order, self._adopted, self._ordered_at = order, False, dt_util.utcnow()
        other_verb = known is None or known.verb is not order.verb
        if other_verb:
            self._settled, self._doubts = False, 0
        # what it still shows of the last order is to end now, however badly it obeyed
        ends = other_verb and known is not None and self._stands(known)
        safe = releasing or order.verb is Verb.STANDBY
        at_once = safe or ends or not self._pacing.given_up or self._stands(order)
        if not at_once:  # a unit that obeys nothing is not asked more often because what it is asked changes
            pacing = self._pacing.hurried(dt_util.utcnow()) if other_verb else None
            if pacing is None:
                self._plan_check()
                return
            self._pacing = pacing
        await self._async_tell(order)

    async def _async_tell(self, order: Order, *, again: bool = False) -> None:
        """Write the order, `again` all of it, otherwise what differs."""
        async with self._lock:
            if order is not self._order:
                return
            wishes = [write for write in order.wishes if not is_as(self._hass, write)]
            # what a unit may round is no reason to leave it a little above the contract
            writes = [write for write in order.writes if again or not is_as(self._hass, write, rounded=0.0)]
            writes = wishes + writes
            self._refused = self._stands_in = False
            self._written_at = dt_util.utcnow()
            self._pacing = self._pacing.told(self._written_at)
            self._of_round.append(order)
            await self._async_write(order, writes)
            if order is self._order:
                self._plan_check()

    async def _async_write(self, order: Order, writes: list[Write]) -> None:
        """Write in turn; a set-point that is refused is not followed by the mode that would use the old one."""
        context, name = self._new_context(), self._settings.storage.name
        calls = [async_write(self._hass, write, context) for write in writes]
        if order.sequence:
            calls.append(async_run(self._hass, name, order, context))
        if (refusal := await self._async_first_refusal(calls)) is None:
            return
        self._refused = True
        log = _LOGGER.debug if self._pacing.failed else _LOGGER.warning
        log("%s could not be told to %s: %s", name, order.verb, refusal)
        if order.has_set_point:
            await self._async_stand_in(order)

    async def _async_stand_in(self, order: Order) -> None:
        """Stand by in place of an order whose power the unit does not keep to: the contract would not hold."""
        instead = order_for(self._settings.control, self._settings.storage, Verb.STANDBY, None, None)
        if instead is None or order.verb is Verb.STANDBY or all(is_as(self._hass, w) for w in instead.writes):
            return
        self._stands_in = True
        self._may_be_heard(instead)
        context = self._new_context()
        await self._async_first_refusal([async_write(self._hass, write, context) for write in instead.writes])

    @staticmethod
    async def _async_first_refusal(calls: list[Coroutine[object, object, None]]) -> str | None:
        """Make the calls in turn, up to one that comes to nothing; return why."""
        refusal = None
        for call in calls:
            if refusal is None:
                refusal = await async_refusal(WRITE_LIMIT_S, call)
            else:
                call.close()
        return refusal

    def _new_context(self) -> Context:
        context = Context()
        self._contexts.append(context.id)
        return context

    # -- whether it obeys -----------------------------------------------------------------------------

    @callback
    def _plan_check(self) -> None:
        """Look again when the round is over, otherwise in a minute."""
        if self._cancel_check is not None:
            self._cancel_check()
        now, wait = dt_util.utcnow(), WATCH_EVERY
        if (judged_at := self._pacing.judged_at(self._settings.control.verify_after, now)) is not None:
            wait = judged_at - now
        self._cancel_check = async_call_later(
            self._hass, max(wait, timedelta(seconds=1)), HassJob(self._async_check, cancel_on_shutdown=True)
        )

    async def _async_check(self, _now: datetime) -> None:
        """Check whether the unit obeys; otherwise command it again when its time has come, or report it."""
        self._cancel_check = None
        order, now = self._order, dt_util.utcnow()
        if order is None or self._cancel_judge is not None:
            return
        if self._obeys():
            self._obeyed(order)
            return
        if self._waits_for_car(order):
            if now - self._ordered_at >= NOT_READY_FOR:
                self._report(Fault(FaultKind.DISOBEYED, *self._found(order)))
            self._plan_check()
            return
        judged_at = self._pacing.judged_at(self._settings.control.verify_after, now)
        if judged_at is None and self._settled and (self._ended_by_itself(order) or not self._in_doubt()):
            self._plan_check()
            return
        if judged_at is not None and now >= judged_at:
            await self._async_disobeyed(order)
            if order is not self._order:
                return
        if self._pacing.round_at is None and now >= self._pacing.told_again_at(now):
            await self._async_tell(order, again=True)
        else:
            self._plan_check()

    def _waits_for_car(self, order: Order) -> bool:
        """Return whether the car is plugged in, and its plug tells that it is not ready for this order."""
        reading = self._read()
        if reading is None or reading.connected is not True:
            return False
        ready = reading.may_discharge if order.verb is Verb.DISCHARGE else reading.may_charge
        return ready is False and order.verb is not Verb.STANDBY

    def _in_doubt(self) -> bool:
        """Count a minute in which it seems not to obey any more; return whether it is one too many."""
        self._doubts += 1
        if self._doubts < DOUBTS:
            return False
        self._settled, self._doubts = False, 0
        return True

    @callback
    def _obeyed(self, order: Order) -> None:
        self._settled, self._doubts, self._of_round = True, 0, []
        self._pacing = self._pacing.obeyed()
        self._report(None)
        if not self._stands(order):  # it shows an earlier power of this round: the last one is judged in turn
            self._pacing, self._of_round = self._pacing.told(self._written_at), [order]
        elif self._releasing:
            self.forget()
            return
        self._plan_check()

    async def _async_disobeyed(self, order: Order) -> None:
        """Take note of a round in which it did not obey; one that draws too much stands by before it is told again."""
        self._pacing, self._of_round = self._pacing.disobeyed(), []
        too_much = self._pacing.failed > 1 and self._flow(order) is Flow.TOO_MUCH
        if too_much:  # told again at once, it would draw too much again at once
            self._pacing = self._pacing.given_up_now()
        if self._pacing.given_up:
            self._report(Fault(FaultKind.DISOBEYED, *self._found(order)))
        if too_much:
            async with self._lock:
                await self._async_stand_in(order)

    def _obeys(self) -> bool:
        """Return whether entities and power show the order, or an earlier one of this round: units take their time."""
        order = self._order
        orders = [] if order is None else [order, *(o for o in self._of_round if o.verb is order.verb)]
        if self._stands_in:
            return False
        return any(self._stands(o) for o in orders) and any(self._flow(o) is Flow.AS_ORDERED for o in orders)

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

    def _flow(self, order: Order) -> Flow:
        """Return what the power says of an order, as far as it is known since that was given."""
        entity_id, reading = self._settings.power_entity, self._read()
        state = None if entity_id is None else self._hass.states.get(entity_id)
        if state is None or reading is None:
            return Flow.AS_ORDERED
        if state.last_reported < self._ordered_at and dt_util.utcnow() - self._ordered_at < OLD_POWER_TELLS:
            return Flow.AS_ORDERED
        return flow(order, reading)

    def _found(self, order: Order) -> tuple[str, str]:
        """Return which entity disobeys, and its state."""
        for write in order.writes:
            if not is_as(self._hass, write):
                return write.entity_id, self._shown(write.entity_id, STATE_UNAVAILABLE)
        source = self._settings.power_entity or self._settings.storage.id
        checked = self._settings.control.entity_id
        if checked is not None and not self._says(order.verb):
            source = checked
        return source, self._shown(source, "")

    def _shown(self, entity_id: str, otherwise: str) -> str:
        state = self._hass.states.get(entity_id)
        return otherwise if state is None else state.state

    # -- who changed it -------------------------------------------------------------------------------

    @callback
    def _changed(self, event: Event[EventStateChangedData]) -> None:
        """Find out who changed an entity that we command: we, the unit, or a person."""
        order, old, new = self._order, event.data["old_state"], event.data["new_state"]
        context, entity_id = event.context, event.data["entity_id"]
        ours = context.id in self._contexts or context.parent_id in self._contexts
        if order is None or new is None or ours or (old is not None and old.state == new.state):
            return
        if entity_id not in self._commanded or old is None or not answers(old):
            if answers(new):
                self._sign_of_life(order)
            return
        if not self._tells_a_mode(new):
            return
        if self._stands(order):
            if self.fault is not None and self._obeys():
                self._obeyed(order)
            return
        if context.user_id is not None or context.parent_id is not None:
            self._taken_over()
        elif not self._settled or self._is_late_echo(entity_id):
            self._sign_of_life(order)
        elif self._cancel_judge is None:
            after = JUDGE_AFTER if answers(new) else JUDGE_UNKNOWN_AFTER
            self._cancel_judge = async_call_later(
                self._hass, after, HassJob(self._judge, cancel_on_shutdown=True)
            )

    def _may_be_heard(self, order: Order) -> None:
        """Remember a former order that the unit may show yet, or once more."""
        self._unheard = [*self._may_be_heard_yet(), (order, dt_util.utcnow())]

    def _may_be_heard_yet(self) -> list[tuple[Order, datetime]]:
        """Return the former orders that the unit may show yet: networks and units keep some."""
        now = dt_util.utcnow()
        return [(order, at) for order, at in self._unheard if timedelta() <= now - at < LATEST_ECHO]

    def _is_late_echo(self, entity_id: str) -> bool:
        """Return whether an entity shows what a former order of ours was to make it."""
        writes = (write for order, _ in self._may_be_heard_yet() for write in order.writes)
        return any(write.entity_id == entity_id and is_as(self._hass, write) for write in writes)

    def _tells_a_mode(self, new: State) -> bool:
        """Return whether a state is an answer: a mode that its integration has no word for is one, too."""
        return answers(new) or (
            new.state == STATE_UNKNOWN and self._settled and new.entity_id == self._settings.control.entity_id
        )

    @callback
    def _sign_of_life(self, order: Order) -> None:
        """Tell a unit again that did not obey and may do so now."""
        if self._obeys() or self._waits_for_car(order) or (self._settled and self._ended_by_itself(order)):
            return
        if self._closed or (pacing := self._pacing.hurried(dt_util.utcnow())) is None:
            return
        self._pacing = pacing
        self._hass.async_create_task(self._async_tell(order, again=True), "v2h_planner: unit is back")

    @callback
    def _judge(self, _now: datetime) -> None:
        """Decide whose a change without an author was: the unit's own, or a person's at the unit."""
        if self._cancel_judge is not None:
            self._cancel_judge()
            self._cancel_judge = None
        order, waiting = self._order, self._waiting
        self._waiting = None
        if order is None:
            return
        if not self._stands(order) and not self._ended_by_itself(order):
            self._taken_over()
            return
        self._plan_check()
        if waiting is not None and not self._closed:
            self._hass.async_create_task(
                self._async_take(waiting[0], releasing=waiting[1]), "v2h_planner: order that waited"
            )

    def _ended_by_itself(self, order: Order) -> bool:
        reading = self._read()
        if reading is None or reading.connected is False or self._waits_for_car(order):
            return True
        if reading.soc is None or order.verb is Verb.STANDBY:
            return False
        if reading.doing is not None and direction(reading.doing) == -direction(order.verb):
            return False  # what ends by itself rests, and does not turn round
        if order.verb is Verb.DISCHARGE:
            return reading.soc <= self._settings.storage.min_soc + NEAR_END_SOC
        return is_reached(order, reading)

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
