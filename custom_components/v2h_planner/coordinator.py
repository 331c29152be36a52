"""One pass through the house, every half hour and whenever something changes that matters."""

from dataclasses import replace
from datetime import datetime
import logging
from typing import override

from homeassistant.config_entries import ConfigEntry
from homeassistant.const import EVENT_HOMEASSISTANT_STOP
from homeassistant.core import CoreState, Event, HomeAssistant, callback
from homeassistant.helpers.start import async_at_started
from homeassistant.helpers.translation import async_load_integrations
from homeassistant.helpers.update_coordinator import DataUpdateCoordinator, UpdateFailed
from homeassistant.util import dt as dt_util

from .const import DOMAIN
from .core.accounting.baseline import Savings
from .core.control import mode_machine as modes
from .core.control.dispatch import decide
from .core.home import Mode
from .core.outage.endurance import Endurance, estimate_endurance
from .core.pipeline import plan_home, saved_today
from .core.plan import Command, SocTarget, TargetKind
from .core.readings import Fault, Readings
from .core.situation import Situation
from .core.storm.readiness import readiness
from .core.trips import OneOffTrip
from .devices import DeviceControllers
from .notifications.notifier import Notifier
from .presentation.plan_view import PlanView, draw
from .repairs import Reporter
from .runtime.persistence import StateStore
from .runtime.persistent_state import PersistentState
from .runtime.scheduler import Scheduler
from .runtime.tracking import track, with_charge_rates
from .settings.model import Settings
from .sources.collector import InputCollector
from .sources.entity_reader import EntityReader
from .sources.situation import sense
from .sources.weather import WeatherSource
from .state.snapshot import Snapshot, drifts

_LOGGER = logging.getLogger(__name__)

# So many broken passes in a row and the units are let go.
GIVE_UP_AFTER = 3

type V2HConfigEntry = ConfigEntry[V2HCoordinator]


class V2HCoordinator(DataUpdateCoordinator[Snapshot]):
    """Reads the home, plans, commands; owns time and everything that is kept."""

    config_entry: V2HConfigEntry

    def __init__(
        self, hass: HomeAssistant, entry: V2HConfigEntry, settings: Settings, device_id: str
    ) -> None:
        """Nothing is read yet. `device_id`: the home's device."""
        super().__init__(hass, _LOGGER, config_entry=entry, name=DOMAIN)
        self.settings = settings
        self.device_id = device_id
        self._gatherer = EntityReader(hass, settings)
        self._keeper = StateStore(hass, entry.entry_id)
        self._outside = InputCollector(hass, entry.entry_id, self._gatherer, self._soon)
        self._weather = WeatherSource(hass, entry.entry_id, self._soon)
        self._notifier = Notifier(hass, entry, self.async_ignore_storm)
        self._reporter = Reporter(hass, entry)
        self._units = self._make_units()
        self._triggers: Scheduler
        self._kept: PersistentState
        self._mode: modes.ModeState
        self._pass_faults: tuple[Fault, ...] = ()
        self._disobeying: frozenset[str] = frozenset()
        self._chart: PlanView | None = None
        self._savings: Savings | None = None
        self._failures = 0

    def _make_units(self) -> DeviceControllers:
        return DeviceControllers(
            self.hass,
            self.settings.storages,
            look=lambda storage_id: self._gatherer.storage(storage_id, dt_util.utcnow()),
            on_hands=self._on_hands,
            on_fault=self._on_fault,
        )

    @callback
    def _soon(self) -> None:
        """News lead to a pass."""
        self._triggers.soon()

    # Coming and going

    @override
    async def _async_setup(self) -> None:
        """Read what was kept and begin to listen."""
        await async_load_integrations(self.hass, {DOMAIN})
        self._kept, self._mode = await self._keeper.async_load(dt_util.utcnow())
        if self._kept.plan is not None:
            self._chart = await self.hass.async_add_executor_job(draw, self._kept.plan)
        self._triggers = Scheduler(
            self.hass,
            run=self._run,
            tick=self._tick,
            prices_are_news=self._outside.prices_are_news,
        )
        self._triggers.listen(self.settings)
        entry = self.config_entry
        self._weather.use(self.settings.sources.jma_area, self._kept.jma)
        entry.async_on_unload(self._weather.stop)
        entry.async_on_unload(self._notifier.listen())
        entry.async_on_unload(self._outside.stop)
        entry.async_on_unload(self._triggers.stop)
        entry.async_on_unload(self._stop_units)
        entry.async_on_unload(self._reporter.clear)
        entry.async_on_unload(self.hass.bus.async_listen(EVENT_HOMEASSISTANT_STOP, self._stopping))
        entry.async_on_unload(async_at_started(self.hass, self._started))

    @callback
    def _stop_units(self) -> None:
        self._units.async_stop()

    async def async_let_go(self) -> None:
        """Every unit in its safe state, everything written."""
        self._triggers.stop()
        await self._units.async_release()
        await self._keeper.async_save(self._kept, self._mode)

    async def _stopping(self, _event: Event) -> None:
        """Home Assistant stops: nobody will watch the units."""
        await self._units.async_release()

    @callback
    def _started(self, _hass: HomeAssistant) -> None:
        """Everything is loaded; a pass before that would have seen half a home."""
        if self.data is not None:
            self._triggers.soon()

    async def async_use(self, settings: Settings) -> None:
        """Go on with changed settings, without a restart."""
        if settings == self.settings:
            return
        former, self.settings = self.settings, settings
        self._gatherer.settings = settings
        self._outside.forget_history()
        if [item.control for item in settings.storages] != [item.control for item in former.storages]:
            await self._units.async_release()
        if settings.storages != former.storages:
            self._units.async_stop()
            self._units = self._make_units()
        self._triggers.listen(settings)
        self._weather.use(settings.sources.jma_area)
        await self._command(self._show())
        self._triggers.soon()

    # The pass

    @callback
    def _run(self) -> None:
        """A whole pass; a second one waits for the first."""
        self.config_entry.async_create_background_task(self.hass, self.async_refresh(), f"{DOMAIN} pass")

    @override
    async def _async_update_data(self) -> Snapshot:
        """Look, forecast, plan, decide, command."""
        snapshot = self._look()
        if self.hass.state is not CoreState.running:
            return snapshot
        try:
            asked = await self._outside.async_ask(snapshot, self._kept, self._units.faults)
            inputs, self._pass_faults = asked.inputs, asked.faults
            self._kept = self._kept.with_said(asked.kept)
            plan, counterfactual = await self.hass.async_add_executor_job(
                plan_home, inputs, self._kept.counterfactual
            )
            chart = await self.hass.async_add_executor_job(draw, plan)
            savings = await self.hass.async_add_executor_job(saved_today, self._kept.ledger, inputs, plan)
        except Exception as err:
            await self._fail(err)
            raise UpdateFailed(translation_domain=DOMAIN, translation_key="plan_failed") from err
        self._failures = 0
        self._kept = replace(self._kept, plan=plan).with_counterfactual_plan(counterfactual)
        self._chart, self._savings = chart, savings
        # The home has moved on while the solver was at work.
        snapshot = replace(self._look(), inputs=inputs)
        await self._command(snapshot)
        self._tell(snapshot)
        self._keeper.async_save_soon(self._kept, self._mode)
        return snapshot

    @callback
    def _tell(self, snapshot: Snapshot) -> None:
        """Let people know what is news."""
        told = self._notifier.tell(snapshot, self.settings, self._kept.sent_notices)
        if told != self._kept.sent_notices:
            self._kept = replace(self._kept, sent_notices=told)
            self._keeper.async_save_soon(self._kept, self._mode)

    async def _fail(self, err: Exception) -> None:
        """A broken pass: the last plan holds while it lives; repeated, the units must not be forgotten."""
        self._failures += 1
        if self._failures == 1:
            _LOGGER.error("The plan could not be made", exc_info=err)
        if self.data is not None:
            self.data = self._look()
            await self._command(self.data)

    @callback
    def _look(self) -> Snapshot:
        """Everything that is known without waiting; what is wrong is reported."""
        now, home = dt_util.utcnow(), self.settings.home
        sensed = sense(self._gatherer, self._weather.report, self._mode, self._rules, self._kept.one_off, now)
        self._mode, situation = sensed.mode, sensed.situation
        self._triggers.at(modes.next_change(self._mode, self._rules))
        self._weather.hurry(situation.storm is not None)
        readings = with_charge_rates(self._gatherer.readings(now, outage=situation.outage), self._kept)
        ordered = () if self.data is None or not self._kept.control else self.data.commands
        zone = dt_util.get_default_time_zone()
        self._kept = replace(
            track(self._kept, readings, situation, ordered, home, zone), jma=self._weather.kept
        )
        endurance = self._estimate_endurance(readings, situation)
        if self.hass.state is CoreState.running:
            found = (
                *readings.faults,
                *sensed.faults,
                *self._weather.faults,
                *self._notifier.faults,
                *self._pass_faults,
                *self._units.faults,
            )
            self._reporter.report(found, now)
        plan = self._kept.plan
        commands = decide(plan, home, readings, situation, now)
        return Snapshot(
            at=now,
            mode=self._mode,
            situation=situation,
            readings=readings,
            report=sensed.report,
            threats=sensed.threats,
            jma=self._weather.said,
            readiness=() if plan is None else readiness(plan, situation.storm, home, readings, now),
            storm_cost=self._kept.storm_cost,
            endurance=endurance,
            outage_log=self._kept.outage,
            control=self._kept.control,
            plan=plan,
            chart=self._chart,
            inputs=None if self.data is None else self.data.inputs,
            commands=tuple(command for command in commands if not self._is_blind(readings, command)),
            disobeying=self._disobeying,
            one_off=self._kept.one_off,
            charge_now=self._kept.charge_now,
            ledger=self._kept.ledger,
            savings=self._savings,
            failures=self._failures,
        )

    def _estimate_endurance(self, readings: Readings, situation: Situation) -> Endurance | None:
        """How long the house lasts without the grid; which of it is worth a notice is kept."""
        plan, log, terms = self._kept.plan, self._kept.outage, self.settings.outage
        if not situation.outage or log is None:
            return None
        endurance = estimate_endurance(
            () if plan is None else plan.slots,
            self.settings.home,
            readings,
            terms,
            present_kw=self._kept.recent_load.mean_kw,
            reserves=situation.reserves,
        )
        self._kept = replace(self._kept, outage=log.noticed(endurance, terms)[0])
        return endurance

    def _is_blind(self, readings: Readings, command: Command) -> bool:
        """Whether nobody knows if the car is there at all."""
        item = self.settings.storage(command.storage_id)
        return item.connected_entity is not None and readings.storage(command.storage_id).connected is None

    async def _command(self, snapshot: Snapshot) -> None:
        """Tell the units, if the user lets us. Without a planner only what needs no plan is told."""
        able = self._failures < GIVE_UP_AFTER or snapshot.needs_no_plan
        if snapshot.control and able:
            await self._units.async_obey(snapshot.commands, snapshot.situation)
        else:
            await self._units.async_release()

    # Between passes

    async def _tick(self, _now: datetime) -> None:
        """Follow what the home does, and plan again when it drifts off."""
        if self.data is None or self.hass.state is not CoreState.running:
            return
        snapshot = self._show()
        self._tell(snapshot)
        await self._command(snapshot)
        if drifts(snapshot):
            self._triggers.soon()

    @callback
    def _show(self) -> Snapshot:
        """Look again and let the entities know; no plan is made."""
        self.data = self._look()
        self.async_update_listeners()
        return self.data

    @property
    def _rules(self) -> modes.ModeRules:
        return modes.ModeRules(hazard=self.settings.hazards, hands_off=self.settings.hands_off)

    @callback
    def _on_fault(self, storage_id: str, fault: Fault | None) -> None:
        """A unit disobeys, or obeys again."""
        others = self._disobeying - {storage_id}
        self._disobeying = others if fault is None else others | {storage_id}
        self._show()

    # What people do

    @callback
    def _changed(self, event: modes.Event | None = None, kept: PersistentState | None = None) -> Snapshot:
        """Something was decided: show it now, plan with it soon."""
        if event is not None:
            self._mode = modes.step(self._mode, event, self._rules)
        if kept is not None:
            self._kept = kept
        self._keeper.async_save_soon(self._kept, self._mode)
        self._triggers.soon()
        return self._show()

    @callback
    def async_pick_mode(self, mode: Mode) -> None:
        """A person picks a mode."""
        self._changed(modes.PersonPicked(at=dt_util.utcnow(), mode=mode))

    @callback
    def _on_hands(self, storage_id: str) -> None:
        """A person has changed a unit."""
        self._changed(modes.HandsOn(at=dt_util.utcnow(), storage_id=storage_id))

    async def async_ask_weather(self) -> None:
        """A person wants to know now what JMA says; news lead to a pass."""
        await self._weather.async_ask(force=True)

    @callback
    def async_ignore_storm(self) -> None:
        """A person does not want what the weather asks for."""
        self._changed(modes.StormIgnored(at=dt_util.utcnow()))

    @callback
    def async_heed_storm(self) -> None:
        """A person wants it after all."""
        self._changed(modes.StormHeeded(at=dt_util.utcnow()))

    @callback
    def async_take_back(self, storage_id: str) -> None:
        """A person gives a unit back to the planner."""
        self._changed(modes.HandsBack(at=dt_util.utcnow(), storage_id=storage_id))

    async def async_set_control(self, on: bool) -> None:
        """Begin to command, or let go of everything."""
        await self._command(self._changed(kept=replace(self._kept, control=on)))

    @callback
    def async_charge_now(self, storage_id: str) -> None:
        """Charge at full power from now on up to the everyday ceiling; a car that is there, to the brim."""
        storage, now = self.settings.storage(storage_id).storage, dt_util.utcnow()
        soc = self._gatherer.storage(storage_id, now).soc
        target = storage.max_soc if soc is None or soc < storage.max_soc - 0.01 else 1.0
        need = SocTarget(kind=TargetKind.PERSON, storage_id=storage_id, soc=target, by=now)
        others = tuple(wish for wish in self._kept.charge_now if wish.storage_id != storage_id)
        kept = replace(self._kept, charge_now=(*others, need))
        self._changed(modes.HandsBack(at=now, storage_id=storage_id), kept)

    @callback
    def async_plan_trip(self, trip: OneOffTrip) -> None:
        """Announce a trip."""
        self._changed(kept=replace(self._kept, one_off=(*self._kept.one_off, trip)))

    @callback
    def async_cancel_trip(self, trip_id: str) -> bool:
        """Take an announced trip back; False when it is not known."""
        others = tuple(trip for trip in self._kept.one_off if trip.id != trip_id)
        if len(others) == len(self._kept.one_off):
            return False
        self._changed(kept=replace(self._kept, one_off=others))
        return True
