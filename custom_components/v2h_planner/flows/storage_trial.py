"""The guided step that tries a verb on the unit, so that a person sees what it does before the planner commands it.

Offered when a storage is changed, and at the end of setting one up: then its answers are not saved yet, and whoever leaves
the step goes on to what comes after the last form.
"""

import asyncio
from functools import partial
from types import MappingProxyType
from typing import Any, Final

from homeassistant.config_entries import (
    SOURCE_RECONFIGURE,
    ConfigEntryState,
    ConfigSubentry,
    SubentryFlowResult,
)
from homeassistant.const import ATTR_UNIT_OF_MEASUREMENT
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers.translation import async_get_translations
from homeassistant.util import dt as dt_util
import probatio

from .. import const as c
from ..core.home import Home
from ..core.readings import Readings, Verb
from ..devices.orders import Order, Press, Write
from ..devices.service_calls import set_point
from ..devices.trial import Outcome, Trial, trial_order
from ..presentation.translation import wording
from ..settings.errors import SettingsError
from ..settings.from_entry import settings_from_entry
from ..settings.model import StorageSettings
from ..sources.beside import async_beside
from ..sources.entity_reader import EntityReader
from ..state.snapshot import Snapshot
from .checks import BASE, Problems
from .fields import choice
from .storage_ready import ReadyForms

# What forbids a trial, which is also its error; what came of one, which is also its text.
NOT_CONNECTED, IN_OUTAGE, IN_STORM, COMMANDED, NO_ROOM = (
    "trial_not_connected",
    "trial_outage",
    "trial_storm",
    "trial_commanded",
    "trial_no_room",
)
# Beside the verbs: none of them.
LEAVE: Final = "leave"
_UNSAVED: Final = "unsaved"


class TrialForms(ReadyForms):
    """The steps: which verb, a wait, and what came of it."""

    _trial: Trial | None = None
    _trial_task: asyncio.Task[Outcome] | None = None

    async def async_step_try_it(self, user_input: dict[str, Any] | None = None) -> SubentryFlowResult:
        """Show what each verb writes, and ask which to try."""
        if self._this() is not None:
            self._get_reconfigure_subentry()  # which may have been removed
        try:
            reader = self._reader()
        except SettingsError:  # of another storage or of the home: a repair tells of it, and this one is kept
            return await self.async_step_try_end()
        settings = reader.settings.storage(self._this() or _UNSAVED)
        orders = {verb: order for verb in Verb if (order := trial_order(settings, verb)) is not None}
        problems = Problems()
        if user_input is not None:
            if user_input[c.CONF_VERB] == LEAVE:
                return await self.async_step_try_end()
            # In another window it may have been changed, so that it can no longer be told this.
            if (order := orders.get(Verb(user_input[c.CONF_VERB]))) is not None:
                if (hindrance := self._hindrance(reader, settings, order)) is None:
                    return await self._start(reader, settings, order)
                problems.add(BASE, hindrance)
        await async_get_translations(self.hass, self.hass.config.language, "common", {c.DOMAIN})
        lines = (
            wording(self.hass).text(f"trial_{verb}", {"writes": _written(self.hass, order)})
            for verb, order in orders.items()
        )
        schema = probatio.Schema(
            {probatio.Required(c.CONF_VERB, default=LEAVE): choice([*orders, LEAVE], "verb")}
        )
        more = {"orders": "\n".join(f"- {line}" for line in lines)}
        return self._form("try_it", schema, user_input or {}, problems, more)

    async def _start(
        self, reader: EntityReader, settings: StorageSettings, order: Order
    ) -> SubentryFlowResult:
        """Start the trial; it needs the home no more, and puts the unit back although that is removed meanwhile."""
        self._trial = Trial(
            self.hass,
            settings,
            order,
            read=lambda: reader.storage(settings.storage.id, dt_util.utcnow()),
            hindrance=lambda: self._hindrance(reader, settings, order, under_way=True),
            outage=lambda: _outage(reader, self._home()),
            commanded=lambda: self._commanded(self._home()),
        )
        self._trial_task = self.hass.async_create_task(self._trial.async_run(), "v2h_planner: trial")
        return await self.async_step_try_wait()

    async def async_step_try_wait(self, user_input: dict[str, Any] | None = None) -> SubentryFlowResult:
        """Wait for the unit; a window that is closed ends the trial, and what it changed is put back."""
        assert self._trial is not None and self._trial_task is not None
        if not self._trial_task.done():
            trial, task = self._trial, self._trial_task

            async def follow() -> None:
                try:
                    await asyncio.shield(task)
                except asyncio.CancelledError:
                    trial.end()
                    raise

            return self.async_show_progress(
                step_id="try_wait",
                progress_action="try_it",
                progress_task=self.async_get_progress_task()
                or self.hass.async_create_task(follow(), "v2h_planner: follow a trial"),
            )
        return self.async_show_progress_done(next_step_id="try_done")

    async def async_step_try_done(self, user_input: dict[str, Any] | None = None) -> SubentryFlowResult:
        """Show what came of it."""
        assert self._trial_task is not None
        outcome = self._trial_task.result()
        words = wording(self.hass)
        texts = [words.text(_verdict(outcome), {"refusal": outcome.refusal or ""})]
        if outcome.shown:
            texts.append(words.text("trial_shown", {"state": outcome.shown}))
        if outcome.power_kw is not None:
            texts.append(words.text("trial_power", {"power": f"{outcome.power_kw:.1f}"}))
        texts.append(words.text("trial_restored" if outcome.restored else "trial_not_restored"))
        return self.async_show_menu(
            step_id="try_done",
            menu_options=["try_it", "try_end"],
            description_placeholders={"outcome": " ".join(texts)},
        )

    async def async_step_try_end(self, user_input: dict[str, Any] | None = None) -> SubentryFlowResult:
        """Close the window; a storage that is not saved yet is, now."""
        if self.source == SOURCE_RECONFIGURE:
            return self.async_abort(reason="tried")
        return await self._async_ready()

    # -- what is known now ----------------------------------------------------------------------------

    def _reader(self) -> EntityReader:
        unsaved = None
        if self._this() is None:
            unsaved = ConfigSubentry(
                data=MappingProxyType(self._answers),
                subentry_id=_UNSAVED,
                subentry_type=self._subentry_type,
                title=self._name,
                unique_id=None,
            )
        beside = partial(async_beside, self.hass)
        return EntityReader(self.hass, settings_from_entry(self._get_entry(), beside, unsaved))

    def _home(self) -> Snapshot | None:
        """Return the home as the planner sees it, None while it is not set up or where it is removed."""
        entry = self.hass.config_entries.async_get_entry(self._entry_id)
        loaded = entry is not None and entry.state is ConfigEntryState.LOADED
        coordinator = getattr(entry, "runtime_data", None) if loaded else None
        snapshot = getattr(coordinator, "data", None)
        return snapshot if isinstance(snapshot, Snapshot) else None

    def _commanded(self, home: Snapshot | None) -> bool:
        """Return whether the planner commands this unit: never one that it does not know yet."""
        return home is not None and home.control and self._this() is not None

    def _hindrance(
        self, reader: EntityReader, settings: StorageSettings, order: Order, *, under_way: bool = False
    ) -> str | None:
        """Return what forbids a trial now."""
        home = self._home()
        if self._commanded(home):
            return COMMANDED
        if _outage(reader, home):
            return IN_OUTAGE
        if home is not None and home.storm:
            return IN_STORM
        now = dt_util.utcnow()
        reading = reader.storage(settings.storage.id, now)
        if reading.connected is False or (reading.connected is None and settings.storage.kind.is_ev):
            return NOT_CONNECTED
        readings = reader.readings(now) if home is None else home.readings
        if not under_way and not _has_room(reader.settings.home, readings, settings, order):
            return NO_ROOM
        return None


def _outage(reader: EntityReader, home: Snapshot | None) -> bool:
    """Return whether the grid is gone, by the entities themselves where nobody watches them yet."""
    return home.situation.outage if home is not None else reader.outage(dt_util.utcnow()).value is True


def _has_room(home: Home, now: Readings, settings: StorageSettings, order: Order) -> bool:
    """Return whether the contract allows what a trial of charging draws, as far as the load is known."""
    limit, load = home.grid.contract_kw, now.drawn_kw if now.load_kw is None else now.load_kw
    if order.verb not in (Verb.CHARGE, Verb.SURPLUS) or limit is None or load is None:
        return True
    set_to = order.power_kw if order.has_set_point else None
    draws = settings.storage.charge_max_kw if set_to is None else set_to
    return load - (now.pv_kw or 0.0) + draws <= limit


def _verdict(outcome: Outcome) -> str:
    """Return the text that says whether it obeyed."""
    if outcome.refusal is not None:
        return "trial_refused"
    if outcome.ended_by is not None:
        return "trial_ended"
    return {True: "trial_obeyed", False: "trial_disobeyed", None: "trial_unknown"}[outcome.obeyed]


def _written(hass: HomeAssistant, order: Order) -> str:
    """Return what an order writes, in the entities' own words."""
    if order.sequence:
        return wording(hass).text("trial_actions")
    writes = (write for write in (*order.wishes, *order.writes) if not isinstance(write.value, Press))
    return ", ".join(f"{write.entity_id} → {_value(hass, write)}" for write in writes)


def _value(hass: HomeAssistant, write: Write) -> str:
    value, state = write.value, hass.states.get(write.entity_id)
    if isinstance(value, bool):
        return "on" if value else "off"
    if not isinstance(value, (int, float)):
        return str(value)
    try:
        number = value if state is None else set_point(hass, state, value)
    except HomeAssistantError:
        number = value
    unit = "" if state is None else state.attributes.get(ATTR_UNIT_OF_MEASUREMENT, "")
    return f"{number:g} {unit}".strip()
