"""Observes a home every minute, plans every half hour and when something changes, commands its units.

A pass and a tick have the same three steps: `_observe` reads the home and works out what follows, `_apply`
takes that over, `build_snapshot` shows it.
"""

import asyncio
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta
import logging
from typing import override

from homeassistant.config_entries import ConfigEntry
from homeassistant.const import EVENT_HOMEASSISTANT_STOP
from homeassistant.core import CoreState, Event, HomeAssistant, callback
from homeassistant.exceptions import ServiceValidationError
from homeassistant.helpers.start import async_at_started
from homeassistant.helpers.translation import async_load_integrations
from homeassistant.helpers.update_coordinator import DataUpdateCoordinator, UpdateFailed
from homeassistant.util import dt as dt_util

from .books.book_keeper import BookKeeper, Closing
from .const import DOMAIN
from .core.accounting.baseline import Savings
from .core.accounting.books import Accounts, Books, accounts
from .core.accounting.metering import DayLedger, Meters
from .core.control import mode_machine as modes
from .core.control.pause import forbids_pause, still_paused
from .core.control.supervisor import relays_after
from .core.home import Mode, SkippedTrip
from .core.pipeline import plan_onward
from .core.plan import Command, Plan
from .core.public_holidays import is_public_holiday
from .core.readings import StorageReading
from .core.storm.counterfactual import Counterfactual
from .core.trail import Trail
from .core.trips import OneOffTrip, TripLog
from .core.weekly_trips import WeeklyTrip
from .evening.log import Answer, Refused
from .evening.usual import Ways
from .evening.wording import Asked
from .notifications.notifier import Notifier
from .presentation.plan_view import PlanView
from .presentation.tomorrow import Tomorrow
from .repairs import Reporter
from .runtime.commander import Commander
from .runtime.drift import DriftWatch
from .runtime.evening import asked_in_time, desk_of, standing_questions, ways_of, with_answer
from .runtime.limits import OneAtATime, OneJob
from .runtime.observation import Observation, PassResult, build_snapshot
from .runtime.persistence import StateStore
from .runtime.persistent_state import PersistentState
from .runtime.restoring import Part
from .runtime.scheduler import Scheduler
from .runtime.tracking import estimate_soc, judge_soc, settled, told, track, with_delivered
from .settings.model import Settings
from .settings.trip_limits import TripError
from .sources.collector import InputCollector
from .sources.entity_reader import EntityReader
from .sources.recorded_trips import TripMemory
from .sources.situation import async_read_situation
from .sources.trip_calendars import TripCalendars
from .sources.weather import WeatherSource
from .state.snapshot import Snapshot

_LOGGER = logging.getLogger(__name__)

# How long a pass waits for the solver.
SOLVER_LIMIT_S = 120.0
# How long a pass that is ended may take to end.
PASS_END_LIMIT_S = 10.0
# A fault that comes and goes is logged no more often than this.
LOG_AGAIN = timedelta(hours=1)

# Without a storage there is nothing to plan: the entry is loaded, but has no coordinator and no entities.
type V2HConfigEntry = ConfigEntry[V2HCoordinator]
type AnyV2HConfigEntry = ConfigEntry[V2HCoordinator | None]


class V2HCoordinator(DataUpdateCoordinator[Snapshot]):
    """Observes the home, plans, commands; owns time and everything that survives a restart."""

    config_entry: AnyV2HConfigEntry

    def __init__(
        self, hass: HomeAssistant, entry: AnyV2HConfigEntry, settings: Settings, device_id: str
    ) -> None:
        """Put the parts together; nothing is read yet. `device_id`: the home's device."""
        super().__init__(hass, _LOGGER, config_entry=entry, name=DOMAIN)
        self.settings = settings
        self.device_id = device_id
        self._reader = EntityReader(hass, settings)
        self._store = StateStore(hass, entry.entry_id)
        self._keeper = BookKeeper(hass, entry.entry_id)
        self._collector = InputCollector(hass, entry.entry_id, self._reader, self._request_pass_in_turn)
        self._weather = WeatherSource(hass, entry.entry_id, self._request_pass)
        self._scheduler = Scheduler(
            hass, run=self._run, tick=self._tick, prices_changed=self._collector.prices_changed
        )
        self._notifier = Notifier(hass, entry, self.async_ignore_storm, self._answer_from_phone)
        self._reporter = Reporter(hass, entry)
        self._units = Commander(
            hass,
            settings,
            read=lambda storage_id: self._reader.storage(storage_id, dt_util.utcnow()),
            grid_is_back=lambda: self._reader.outage(dt_util.utcnow()).value is False,
            on_hands=self._on_hands,
            on_fault=self._show,
        )
        self._state: PersistentState
        self._mode: modes.ModeState
        self._last_pass = PassResult()
        self._trail: Trail | None = None  # never stored: after a restart the first search starts from nothing
        self._passes = OneAtATime()
        self._running = set[asyncio.Task[None]]()
        self._solver = OneJob(hass, SOLVER_LIMIT_S)
        self._drift = DriftWatch()
        self._calendars = TripCalendars(hass)
        self._memory = TripMemory(hass)
        self._failure_logged_at: datetime | None = None

    @callback
    def _storage_now(self, storage_id: str) -> StorageReading:
        """Return one storage, now, with the SOC that counts."""
        now, item = dt_util.utcnow(), self.settings.storage(storage_id)
        reading = self._reader.storage(storage_id, now)
        estimate = estimate_soc(self._state, reading, self._held, item, now)
        return estimate.judge(reading, self.settings.stale_after, now)[0]

    @property
    def _held(self) -> tuple[Command, ...]:
        """The orders that hold until now, as the supervisor let them pass; none in a dry run."""
        return self._units.passed if self._state.control else ()

    @property
    def _rules(self) -> modes.ModeRules:
        return modes.ModeRules(hazard=self.settings.hazards, hands_off=self.settings.hands_off)

    # From setup to unload

    @override
    async def _async_setup(self) -> None:
        """Load the state and begin to listen."""
        await async_load_integrations(self.hass, {DOMAIN})
        by_holidays = (d.except_holidays for s in self.settings.home.storages for d in s.departures)
        # both are looked at before the first plan
        if self.settings.evening_at is not None or any(by_holidays):
            await self.hass.async_add_executor_job(is_public_holiday, dt_util.now().date())  # loads them
        state, self._mode = await self._store.async_load(dt_util.utcnow())
        self._state = state.fitting(self.settings.home)
        self._units.adopt(state.orders)
        await self._keeper.async_load(dt_util.utcnow(), state.ledger, self.settings, self._state.plan)
        self._report_damage()
        if self._state.plan is not None:
            chart = await self.hass.async_add_executor_job(PlanView.of, self._state.plan)
            self._last_pass = PassResult(chart=chart)
        self._scheduler.start(self.settings)
        self._weather.use(self.settings.sources.jma_area, self._state.jma)
        for stop in (
            self._weather.stop,
            self._notifier.listen(),
            self._collector.stop,
            self._scheduler.stop,
            self._units.stop,
            self._reporter.clear,
            self.hass.bus.async_listen(EVENT_HOMEASSISTANT_STOP, self._on_stop),
            async_at_started(self.hass, self._on_started),
        ):
            self.config_entry.async_on_unload(stop)

    @callback
    def _report_damage(self) -> None:
        """Tell what of the saved state and of the books could not be read."""
        lost, kept_as = set[Part](), None
        if (damage := self._store.damage) is not None:
            if Part.CONTROL in damage.lost:
                self._units.forget_orders()
            lost, kept_as = set(damage.lost), damage.kept_as
        books_damaged, books_kept_as = self._keeper.damage
        if books_damaged:
            lost.add(Part.BOOKS)
        if lost:
            self._reporter.report_damage(lost, kept_as or books_kept_as)

    async def async_let_go(self) -> None:
        """End what is under way, put every unit into its safe state and save."""
        self._scheduler.stop()
        await self._end_passes()
        await self._units.async_let_go()
        self._remember_orders()
        await self._store.async_save(self._state, self._mode)
        await self._keeper.async_save()

    async def _on_stop(self, _event: Event) -> None:
        """Release the units: Home Assistant stops, and nobody will watch them."""
        self._scheduler.stop()
        await self._end_passes()
        await self._units.async_let_go()
        self._remember_orders()

    async def _end_passes(self) -> None:
        """End the passes: one that went on would command units that have been let go."""
        for task in self._running:
            task.cancel()
        if self._running:
            await asyncio.wait(set(self._running), timeout=PASS_END_LIMIT_S)

    @callback
    def _remember_orders(self) -> None:
        """Save under which orders the units are: after a crash they are still ours."""
        if self._units.orders != self._state.orders:
            self._state = replace(self._state, orders=self._units.orders)
            self._store.async_save_soon(self._state, self._mode)

    @callback
    def _on_started(self, _hass: HomeAssistant) -> None:
        """Plan when everything is loaded; a pass before that would have read half a home."""
        if self.data is not None:
            self._request_pass()

    async def async_use(self, settings: Settings) -> None:
        """Go on with changed settings, without a restart."""
        if settings == self.settings:
            return
        self.settings = settings
        self._reader.settings = settings
        self._collector.forget_history()
        await self._units.async_use(settings)
        self._scheduler.follow(settings)
        self._weather.use(settings.sources.jma_area)
        await self._command(self._show())
        self._request_pass()

    @callback
    def async_entity_renamed(self, old: str, new: str) -> None:
        """Keep what an entity published under its former id."""
        self._state = replace(self._state, publications=self._state.publications.renamed(old, new))
        self._store.async_save_soon(self._state, self._mode)

    # Observe, apply, show

    def _observe(self) -> Observation:
        """Read the home and work out what follows from it; nothing here is changed by that."""
        now, settings, zone = dt_util.utcnow(), self.settings, dt_util.get_default_time_zone()
        state = replace(self._state, jma=self._weather.feed_state)
        read = async_read_situation(
            self._reader,
            self._weather.report,
            self._mode,
            self._rules,
            (*state.one_off, *state.evening.made(self._calendars.trips)),
            now,
            state.skipped,
        )
        state = replace(state, pauses=still_paused(state.pauses, read.situation, now))
        situation = replace(read.situation, pauses=state.pauses)
        commands = self._held
        seen = settled(state, self._reader.readings(now, outage=situation.outage), settings)
        state, readings = judge_soc(state, seen, commands, settings)
        readings = with_delivered(readings, state.charge_rates)
        reached = told(commands, settings)
        sources = settings.sources
        meters = Meters(sun=sources.sun, co2=sources.co2 is not None)
        state, endurance = track(
            state, readings, situation, reached, settings.home, settings.outage, zone, meters
        )
        ways = self._ways(state)
        # a calendar may know of a journey
        if self.hass.state is CoreState.running and self._calendars.was_made:
            state = asked_in_time(state, ways, situation, settings.evening_at, now)
        return Observation(
            state=state,
            mode=read.mode,
            situation=situation,
            readings=readings,
            report=read.report,
            threats=read.threats,
            jma=self._weather.bulletin,
            endurance=endurance,
            faults=(
                *readings.faults,
                *read.faults,
                *self._weather.faults,
                *self._notifier.faults,
                *self._last_pass.faults,
                *self._calendars.faults,
                *self._memory.faults,
                *self._units.faults,
            ),
            calendar_trips=state.trips.going_on(state.evening.made(self._calendars.trips), readings, now),
            evening=standing_questions(state, self._ways(state), now),
            next_change=min(
                (
                    when
                    for when in (modes.next_change(read.mode, self._rules), *(p.until for p in state.pauses))
                    if when is not None
                ),
                default=None,
            ),
        )

    @callback
    def _apply(self, observation: Observation) -> None:
        """Take the new state over; set the timer, JMA's period and the repairs by it."""
        self._state, self._mode = observation.state, observation.mode
        self._scheduler.run_at(observation.next_change)
        self._weather.hurry(observation.situation.storm is not None)
        if self.hass.state is CoreState.running:
            self._reporter.report(observation.faults, observation.readings.at)

    @callback
    def _advance(self) -> Snapshot:
        """Observe the home, apply that and return what it shows; no plan is made."""
        observation = self._observe()
        self._apply(observation)
        snapshot = build_snapshot(observation, self._last_pass, self.settings.home, self._units.disobeying)
        return self._units.foreseen(snapshot)

    @callback
    def _show(self) -> Snapshot:
        """Advance and update the entities."""
        self.data = self._advance()
        self.async_update_listeners()
        return self.data

    async def _command(self, snapshot: Snapshot) -> None:
        """Command the units, and remember what they and their relays were told."""
        before = self._state.relays
        self._state = replace(self._state, relays=snapshot.relays)
        await self._units.async_command(snapshot)
        if self._units.rulings and self._state.relays is snapshot.relays:
            rulings, readings = self._units.rulings, snapshot.readings
            relays = relays_after(before, snapshot.relays, rulings, readings, snapshot.at)
            self._state = replace(self._state, relays=relays)
        self._remember_orders()

    # A pass, and the ticks between passes

    @property
    def is_planning(self) -> bool:
        """Whether a pass is under way or about to begin."""
        return self._passes.busy

    @callback
    def _request_pass(self) -> None:
        self._scheduler.request_pass()

    @callback
    def _request_pass_in_turn(self) -> None:
        self._scheduler.request_pass(urgent=False)

    @callback
    def _run(self) -> None:
        """Run a whole pass in the background."""
        task = self.config_entry.async_create_background_task(
            self.hass, self.async_refresh(), f"{DOMAIN} pass"
        )
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    @override
    async def async_refresh(self) -> None:
        """Run a whole pass; one runs and one waits, and news join the one that waits."""
        await self._passes.run(super().async_refresh)

    @override
    async def _async_update_data(self) -> Snapshot:
        """Observe, collect inputs, plan, observe again, command, notify."""
        snapshot = self._advance()
        if self.hass.state is not CoreState.running:
            return snapshot
        try:
            await self._plan(snapshot)
        except Exception as err:
            first = self.data is None
            await self._fail(err)
            if first:  # without a plan, a home is still kept safe from storms and outages
                return self._advance()
            raise UpdateFailed(translation_domain=DOMAIN, translation_key="plan_failed") from err
        # The home has moved on while the solver was at work.
        snapshot = self._advance()
        await self._command(snapshot)
        self._notify(snapshot)
        self._store.async_save_soon(self._state, self._mode)
        return snapshot

    async def _plan(self, snapshot: Snapshot) -> None:
        """Collect inputs and make the plan; the slow parts run in the executor."""
        past = await self._memory.async_recall(self.settings, self._state.recalled, snapshot.at)
        self._state = self._state.with_recalled(past, snapshot.at)
        await self._calendars.async_read(self.settings, self._state.trips, snapshot.at)
        snapshot = self._advance()
        collected = await self._collector.async_collect(
            snapshot, self._state.publications, self._state.trips, self._units.faults
        )
        self._state = replace(self._state, publications=collected.publications)
        self._last_pass = replace(self._last_pass, faults=collected.faults)
        inputs = replace(collected.inputs, trail=self._trail)
        former, ledger, books = self._state.counterfactual, self._state.ledger, self._keeper.books
        settings = self.settings

        def solve() -> tuple[Plan, Counterfactual | None, Trail | None, PassResult]:
            plan, counterfactual, trail = plan_onward(inputs, former)
            savings, shown = _looked_into(books, ledger, settings, plan, inputs.now)
            result = PassResult(
                inputs=inputs,
                chart=PlanView.of(plan),
                savings=savings,
                accounts=shown,
                faults=collected.faults,
            )
            return plan, counterfactual, trail, result

        plan, counterfactual, self._trail, self._last_pass = await self._solver.async_run(solve)
        self._state = self._state.with_plans(plan, counterfactual)

    async def _fail(self, err: Exception) -> None:
        """Go on with the last plan while it is fresh; after repeated failures the units are let go."""
        self._last_pass = replace(self._last_pass, failures=self._last_pass.failures + 1)
        now, logged_at = dt_util.utcnow(), self._failure_logged_at
        lately = logged_at is not None and logged_at <= now < logged_at + LOG_AGAIN
        if self._last_pass.failures == 1 and not lately:
            self._failure_logged_at = now
            _LOGGER.error("The plan could not be made", exc_info=err)
        if self.data is not None:
            self.data = self._advance()
            await self._command(self.data)

    async def _tick(self, _now: datetime) -> None:
        """Follow the home, and request a pass when it drifts off the plan."""
        if self.data is None or self.hass.state is not CoreState.running:
            return
        snapshot = self._show()
        self._notify(snapshot)
        await self._command(snapshot)
        if self._drift.calls_for_a_plan(snapshot):
            self._request_pass_in_turn()
        if self._keeper.is_due(self._state.ledger):
            self.config_entry.async_create_background_task(self.hass, self._keep_books(), f"{DOMAIN} books")

    async def _keep_books(self) -> None:
        """Close the half hours that are over, and show it."""
        state = self._state
        if state.ledger is None:
            return
        prices = state.publications.prices
        await self._keeper.async_keep(
            Closing(ledger=state.ledger, settings=self.settings, plan=state.plan, published=prices)
        )
        savings, shown = await self.hass.async_add_executor_job(
            _looked_into, self._keeper.books, state.ledger, self.settings, state.plan, state.ledger.at
        )
        if self._keeper.stopped:
            return
        self._last_pass = replace(self._last_pass, savings=savings, accounts=shown)
        self._show()

    @callback
    def _notify(self, snapshot: Snapshot) -> None:
        """Send the notices that are news."""
        sent = self._notifier.tell(
            snapshot, self.settings, self._state.sent_notices, self._tomorrow(snapshot)
        )
        if sent != self._state.sent_notices:
            self._state = replace(self._state, sent_notices=sent)
            self._store.async_save_soon(self._state, self._mode)

    def _tomorrow(self, snapshot: Snapshot) -> Tomorrow | None:
        """Return tomorrow's prices where somebody wants to be told of them."""
        inputs, chart, zone = snapshot.inputs, snapshot.chart, dt_util.get_default_time_zone()
        if self.settings.prices_at is None or inputs is None:
            return None
        runs = {} if chart is None else chart.runs
        return Tomorrow.of(inputs, runs, self.settings.home, snapshot.at, zone)

    # What people do

    @callback
    def _decided(self, event: modes.Event | None = None, state: PersistentState | None = None) -> Snapshot:
        """Save and show what a person decided, and plan with it soon."""
        if event is not None:
            self._mode = modes.step(self._mode, event, self._rules)
        self._state = (state or self._state).with_relays_forgiven()
        self._store.async_save_soon(self._state, self._mode)
        self._request_pass()
        return self._show()

    @callback
    def async_pick_mode(self, mode: Mode) -> None:
        """Take the mode that a person picked."""
        self._decided(modes.PersonPicked(at=dt_util.utcnow(), mode=mode))

    @callback
    def _on_hands(self, storage_id: str) -> None:
        """Step back from a unit that a person has changed."""
        self._decided(modes.HandsOn(at=dt_util.utcnow(), storage_id=storage_id))

    @callback
    def async_take_back(self, storage_id: str) -> None:
        """Command a unit again that a person had changed."""
        self._decided(modes.HandsBack(at=dt_util.utcnow(), storage_id=storage_id))

    async def async_ask_weather(self) -> None:
        """Ask JMA now; news lead to a pass."""
        await self._weather.async_ask(force=True)

    @callback
    def async_ignore_storm(self) -> None:
        """Do not prepare for the storm."""
        self._decided(modes.StormIgnored(at=dt_util.utcnow()))

    @callback
    def async_heed_storm(self) -> None:
        """Prepare for the storm after all."""
        self._decided(modes.StormHeeded(at=dt_util.utcnow()))

    async def async_set_control(self, on: bool) -> None:
        """Begin to command, or let every unit go."""
        await self._command(self._decided(state=replace(self._state, control=on)))

    @callback
    def async_charge_now(self, storage_id: str, soc: float | None = None) -> None:
        """Charge at full power from now on, up to an SOC (a fraction), also where a person had changed the unit."""
        storage, now = self.settings.storage(storage_id).storage, dt_util.utcnow()
        state = self._state.with_charge_now(storage, self._storage_now(storage_id).soc, now, soc)
        self._decided(modes.HandsBack(at=now, storage_id=storage_id), state)

    @callback
    def async_cancel_charge_now(self, storage_id: str) -> None:
        """Take *Charge now* back, and what is kept of it."""
        self._decided(state=self._state.without_charge_now(storage_id))

    async def async_pause(self, storage_ids: Iterable[str], until: datetime | None = None) -> None:
        """Let units stand by until a time or until they are resumed; not in an outage or a storm in force."""
        situation = self.data.situation
        if forbids_pause(situation):
            key = "pause_outage" if situation.outage else "pause_storm"
            raise ServiceValidationError(translation_domain=DOMAIN, translation_key=key)
        state, mode = self._state, self._mode
        for storage_id in storage_ids:
            state = state.with_pause(storage_id, until)
            mode = modes.step(mode, modes.HandsBack(at=dt_util.utcnow(), storage_id=storage_id), self._rules)
        self._mode = mode
        await self._command(self._decided(state=state))

    async def async_resume(self, storage_ids: Iterable[str]) -> None:
        """Command these units again, whether they were paused or are in a person's hands."""
        state, mode = self._state, self._mode
        for storage_id in storage_ids:
            state = state.without_pause(storage_id)
            mode = modes.step(mode, modes.HandsBack(at=dt_util.utcnow(), storage_id=storage_id), self._rules)
        self._mode = mode
        await self._command(self._decided(state=state))

    @property
    def announced_trips(self) -> tuple[OneOffTrip, ...]:
        """Trips that are announced and not over, also those of a moment ago."""
        now = dt_util.utcnow()
        calendars = self._state.evening.made(self._calendars.trips)
        return tuple(trip for trip in (*self._state.one_off, *calendars) if trip.back > now)

    @property
    def trip_log(self) -> TripLog:
        """The trips that the cars have made."""
        return self._state.trips

    @callback
    def async_plan_trip(self, trip: OneOffTrip, instead_of: SkippedTrip | None = None) -> None:
        """Plan with an announced trip, in place of the one of its id, or of a weekly one."""
        state = self._state.with_trip(trip)
        self._decided(state=state if instead_of is None else state.with_skipped(instead_of))

    @callback
    def async_cancel_trip(self, trip_id: str) -> bool:
        """Forget an announced trip; return False when it is not known."""
        if all(trip.id != trip_id for trip in self._state.one_off):
            return False
        self._decided(state=self._state.without_trip(trip_id))
        return True

    @callback
    def async_skip_trip(self, trip: WeeklyTrip) -> None:
        """Take a weekly trip out this once, also one that was changed."""
        self._decided(state=self._state.without_trip(trip.id).with_skipped(trip.as_skipped))

    @callback
    def async_restore_trip(self, trip: WeeklyTrip) -> None:
        """Expect a weekly trip again, as its table has it."""
        self._decided(state=self._state.without_trip(trip.id).without_skipped(trip.as_skipped))

    # The evening question

    def _ways(self, state: PersistentState) -> Ways:
        return ways_of(state, self._calendars.trips, self.settings.home, dt_util.get_default_time_zone())

    def evening_question(self, storage_id: str, day: date | None = None) -> Asked:
        """Return what is asked of a car; TripError where its day has begun, or is another one."""
        state, now, ways = self._state, dt_util.utcnow(), self._ways(self._state)
        storage = self.settings.storage(storage_id).storage
        return Asked.of(desk_of(state, self._calendars.trips, ways, now).question(storage, day), ways)

    @callback
    def async_answer_evening(
        self, storage_id: str, answer: Answer, day: date | None = None, *, by_phone: bool = False
    ) -> Asked:
        """Take an answer, in place of the last one of that car and day; TripError says why not."""
        now, storage = dt_util.utcnow(), self.settings.storage(storage_id).storage
        desk = desk_of(self._state, self._calendars.trips, self._ways(self._state), now)
        taken = desk.take(storage, answer, day, by_phone=by_phone)
        self._decided(state=with_answer(self._state, taken))
        if self.hass.state is CoreState.running:
            self._notify(self.data)
        return Asked.of(taken.question, self._ways(self._state))

    @callback
    def _answer_from_phone(self, storage_id: str, answer: Answer | None, day: date) -> None:
        """Take the answer of a notification; what cannot be is said by another one."""
        if all(item.storage.id != storage_id for item in self.settings.storages):
            return
        why = "evening_not_understood"
        if answer is not None:
            try:
                self.async_answer_evening(storage_id, answer, day, by_phone=True)
            except TripError as err:
                why = err.key
            else:
                return
        refused = Refused(storage_id=storage_id, at=dt_util.utcnow(), key=why)
        self._state = replace(self._state, evening=replace(self._state.evening, refused=refused))
        self._notify(self._show())


def _looked_into(
    books: Books, ledger: DayLedger | None, settings: Settings, plan: Plan | None, now: datetime
) -> tuple[Savings | None, Accounts]:
    """Return the savings of the day, None before anything is metered, and what else the books show; it takes a while."""
    zone = dt_util.get_default_time_zone()
    shown = accounts(books, ledger, settings.home, zone, plan, now, settings.baseline)
    return (None if ledger is None or not ledger.slots else shown.savings(ledger.since)), shown
