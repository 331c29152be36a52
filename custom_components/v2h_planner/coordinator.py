"""One pass through the house, every half hour and whenever something changes that matters."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
import logging
from typing import override

from homeassistant.config_entries import ConfigEntry
from homeassistant.const import EVENT_HOMEASSISTANT_STOP
from homeassistant.core import CoreState, Event, HomeAssistant, callback
from homeassistant.helpers.start import async_at_started
from homeassistant.helpers.translation import async_load_integrations
from homeassistant.helpers.update_coordinator import DataUpdateCoordinator, UpdateFailed
from homeassistant.util import dt as dt_util

from .chart import Chart, draw
from .const import DOMAIN
from .core import modes
from .core.dispatch import decide
from .core.forecast.sun import Place, Published
from .core.hazard import HazardRules
from .core.home import Mode
from .core.ledger import Savings
from .core.plan import Command, Need, NeedKind, PlanSlot
from .core.readings import Fault, Readings
from .core.series import StepSeries
from .devices import Units
from .gather import Gatherer, async_look
from .history import History, async_history, async_solar_forecast
from .metering import metered
from .planning import PassInput, run, saved_today
from .price_source import PriceSource, source_id
from .readers.prices import read_prices
from .readers.solar import SolarForecast
from .repairs import Reporter
from .senses import past_prices, price_factor, sense_mode, standing_in
from .settings import Settings
from .snapshot import Snapshot, drifts, is_open
from .store import Keeper, Kept, OneOffTrip
from .triggers import Triggers

_LOGGER = logging.getLogger(__name__)

# The recorder's means change slowly; every half hour they are read again.
HISTORY_LIFE = timedelta(minutes=25)
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
        self._gatherer = Gatherer(hass, settings)
        self._keeper = Keeper(hass, entry.entry_id)
        self._reporter = Reporter(hass, entry)
        self._units = self._make_units()
        self._triggers: Triggers
        self._prices: PriceSource
        self._kept: Kept
        self._mode: modes.ModeState
        self._history = History()
        self._history_at: datetime | None = None
        self._published = StepSeries()
        self._pass_faults: tuple[Fault, ...] = ()
        self._disobeying: frozenset[str] = frozenset()
        self._chart: Chart | None = None
        self._savings: Savings | None = None
        self._failures = 0

    def _make_units(self) -> Units:
        return Units(
            self.hass,
            self.settings.storages,
            look=lambda storage_id: self._gatherer.storage(storage_id, dt_util.utcnow()),
            on_hands=self._on_hands,
            on_fault=self._on_fault,
        )

    # Coming and going

    @override
    async def _async_setup(self) -> None:
        """Read what was kept and begin to listen."""
        await async_load_integrations(self.hass, {DOMAIN})
        self._kept, self._mode = await self._keeper.async_load(dt_util.utcnow())
        if self._kept.plan is not None:
            self._chart = await self.hass.async_add_executor_job(draw, self._kept.plan)
        self._triggers = Triggers(
            self.hass, run=self._run, tick=self._tick, prices_are_news=self._prices_are_news
        )
        self._triggers.listen(self.settings)
        entry = self.config_entry
        self._prices = PriceSource(self.hass, entry.entry_id, self._triggers.soon)
        entry.async_on_unload(self._prices.stop)
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
        self._history_at = None
        if [item.control for item in settings.storages] != [item.control for item in former.storages]:
            await self._units.async_release()
        if settings.storages != former.storages:
            self._units.async_stop()
            self._units = self._make_units()
        self._triggers.listen(settings)
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
            given = await self._given(snapshot)
            plan = await self.hass.async_add_executor_job(run, given)
            chart = await self.hass.async_add_executor_job(draw, plan)
            savings = await self.hass.async_add_executor_job(saved_today, self._kept.ledger, given, plan)
        except Exception as err:
            await self._fail(err)
            raise UpdateFailed(translation_domain=DOMAIN, translation_key="plan_failed") from err
        self._failures = 0
        self._kept = replace(self._kept, plan=plan)
        self._chart, self._savings = chart, savings
        # The home has moved on while the solver was at work.
        snapshot = replace(self._look(), given=given)
        await self._command(snapshot)
        self._keeper.async_save_soon(self._kept, self._mode)
        return snapshot

    async def _fail(self, err: Exception) -> None:
        """A broken pass: the last plan holds while it lives; repeated, the units must not be forgotten."""
        self._failures += 1
        if self._failures == 1:
            _LOGGER.error("The plan could not be made", exc_info=err)
        if self.data is not None:
            self.data = replace(self.data, failures=self._failures)
        if self._failures >= GIVE_UP_AFTER:
            await self._units.async_release()

    @callback
    def _look(self) -> Snapshot:
        """Everything that is known without waiting; what is wrong is reported."""
        now, home = dt_util.utcnow(), self.settings.home
        readings = self._gatherer.readings(now)
        self._mode, faults = sense_mode(self.hass, self._gatherer, self._mode, self._rules, now)
        self._triggers.at(modes.next_change(self._mode, self._rules))
        trips = self._kept.trips
        for storage in home.storages:
            if storage.kind.is_ev:
                trips = trips.seen(readings.storage(storage.id), storage.capacity_kwh, now)
        self._kept = replace(
            self._kept,
            trips=trips,
            one_off=tuple(trip for trip in self._kept.one_off if trip.back > now),
            charge_now=tuple(need for need in self._kept.charge_now if is_open(need, readings)),
            ledger=metered(
                self._kept.ledger, readings, self._slot(now), home, dt_util.get_default_time_zone()
            ),
        )
        if self.hass.state is CoreState.running:
            found = (*readings.faults, *faults, *self._pass_faults, *self._units.faults)
            self._reporter.report(found, now)
        who = modes.situation(self._mode, now, self._rules)
        commands = decide(self._kept.plan, home, readings, who, now)
        return Snapshot(
            at=now,
            mode=self._mode,
            situation=who,
            readings=readings,
            control=self._kept.control,
            plan=self._kept.plan,
            chart=self._chart,
            given=None if self.data is None else self.data.given,
            commands=tuple(command for command in commands if not self._is_blind(readings, command)),
            disobeying=self._disobeying,
            one_off=self._kept.one_off,
            charge_now=self._kept.charge_now,
            ledger=self._kept.ledger,
            savings=self._savings,
            failures=self._failures,
        )

    def _slot(self, now: datetime) -> PlanSlot | None:
        return None if self._kept.plan is None else self._kept.plan.slot_at(now)

    def _is_blind(self, readings: Readings, command: Command) -> bool:
        """Whether nobody knows if the car is there at all."""
        item = self.settings.storage(command.storage_id)
        return item.connected_entity is not None and readings.storage(command.storage_id).connected is None

    async def _given(self, snapshot: Snapshot) -> PassInput:
        """What the plan is made from."""
        now, zone = snapshot.at, dt_util.get_default_time_zone()
        if self._history_at is None or now - self._history_at >= HISTORY_LIFE:
            self._history = await async_history(self.hass, self.settings, now)
            # An empty one may only be late: the recorder starts beside us.
            self._history_at = now if self._history.load_kw else None
        sources = self.settings.sources
        solar = await async_solar_forecast(self.hass, sources, now, zone)
        sun = solar.value or SolarForecast()
        self._kept = self._kept.with_solar(
            sun.expected, sources.solar_forecast_entries + sources.solar_forecast_entities, now
        )
        co2 = self._gatherer.co2_kg_per_kwh(now)
        faults = [*solar.faults, *co2.faults]
        past, self._published = StepSeries(), StepSeries()
        prices = self.settings.prices
        self._kept = self._kept.priced_by(source_id(prices))
        if prices.table is None:
            said = await self._prices.async_read(prices, self._kept.prices, now, zone)
            read = standing_in(said, self._kept.prices, now, zone)
            faults += read.faults
            self._published = read.series
            factor = price_factor(self.hass, prices.entity_id)
            self._kept = self._kept.with_prices(read.series, now)
            past = past_prices(self._history.price, factor, self._kept.prices, now)
        self._pass_faults = tuple(faults)
        found = (*snapshot.readings.faults, *faults, *self._units.faults)
        return PassInput(
            now=now,
            zone=self.hass.config.time_zone,
            settings=self.settings,
            readings=replace(snapshot.readings, faults=found),
            situation=snapshot.situation,
            published=self._published,
            past_prices=past,
            history=self._history,
            solar=Published(expected=sun.expected, low=sun.low, high=sun.high, seen=self._kept.solar),
            # whole degrees do for the sun, and tell nobody where the home is
            place=Place(round(self.hass.config.latitude), round(self.hass.config.longitude)),
            co2_kg_per_kwh=co2.value,
            co2_forecast=self._gatherer.co2_forecast(),
            trips=self._kept.trips,
            one_off=self._kept.one_off,
            charge_now=self._kept.charge_now,
            previous=self._kept.plan,
        )

    async def _command(self, snapshot: Snapshot) -> None:
        """Tell the units, if the user lets us."""
        if snapshot.control and self._failures < GIVE_UP_AFTER:
            await self._units.async_obey(snapshot.commands, snapshot.situation)
        else:
            await self._units.async_release()

    # Between passes

    async def _tick(self, _now: datetime) -> None:
        """Follow what the home does, and plan again when it drifts off."""
        if self.data is None or self.hass.state is not CoreState.running:
            return
        snapshot = self._show()
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
        hazard = HazardRules(cooldown=self.settings.cooldown)
        return modes.ModeRules(hazard=hazard, hands_off=self.settings.hands_off)

    def _prices_are_news(self) -> bool:
        """Whether the price entity publishes something else than it did at the last pass."""
        if (entity_id := self.settings.prices.entity_id) is None:
            return False
        look = async_look(self.hass, entity_id)
        read = read_prices(look, dt_util.utcnow(), dt_util.get_default_time_zone())
        return bool(read.series) and read.series != self._published

    @callback
    def _on_fault(self, storage_id: str, fault: Fault | None) -> None:
        """A unit disobeys, or obeys again."""
        others = self._disobeying - {storage_id}
        self._disobeying = others if fault is None else others | {storage_id}
        self._show()

    # What people do

    @callback
    def _changed(self, event: modes.Event | None = None, kept: Kept | None = None) -> Snapshot:
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
        target = storage.ceiling_soc if soc is None or soc < storage.ceiling_soc - 0.01 else 1.0
        need = Need(kind=NeedKind.PERSON, storage_id=storage_id, soc=target, by=now)
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
