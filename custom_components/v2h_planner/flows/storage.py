"""The subentry flow of a storage: battery, powers, weekly trips, and how it is commanded."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from homeassistant.components.select import ATTR_OPTIONS
from homeassistant.config_entries import SOURCE_RECONFIGURE, ConfigSubentryFlow, SubentryFlowResult
from homeassistant.const import CONF_NAME
from homeassistant.helpers.translation import async_get_translations
import probatio

from .. import const as c
from ..core.home import StorageKind
from ..core.readings import Verb
from ..presentation.translation import wording
from ..readers.numbers import read_power_kw, read_soc
from ..readers.storage import guess_options, read_connected
from ..settings.contract import KEY, Excess, contract_excess
from ..settings.errors import HomeTooLargeError
from ..settings.from_entry import control_from_form, grid_terms, storage_from_forms, storage_kinds
from ..settings.home_size import check_home_size
from ..settings.model import Control, ControlKind
from ..sources.discovery import async_guess_storage
from ..sources.entity_reader import UNIT_VOLTS, async_entity_state
from ..sources.storage_guess import StorageGuess
from .checks import BASE, Problems
from .storage_schemas import (
    actions_schema,
    battery_schema,
    control_schema,
    departures_schema,
    mapping_schema,
    numbers_schema,
    powers_schema,
    select_schema,
    storage_start,
    switch_schema,
)
from .trip_checks import check_trips


class StorageFlow(ConfigSubentryFlow):
    """Add a storage form by form, or reconfigure one form of it."""

    def __init__(self) -> None:
        """Start without answers."""
        self._answers: dict[str, Any] = {}
        self._name = ""
        self._guess = StorageGuess()
        self._control: dict[str, Any] = {}
        self._warned: set[Excess] = set()

    @property
    def kind(self) -> StorageKind:
        """Return the kind of storage, which is the subentry's type."""
        return StorageKind(self._subentry_type)

    async def async_step_user(self, user_input: dict[str, Any] | None = None) -> SubentryFlowResult:
        """Start with what is found in the home; abort when the solver could not plan one more storage."""
        try:
            check_home_size((*storage_kinds(self._get_entry()), self.kind))
        except HomeTooLargeError as err:
            return self.async_abort(reason=err.key, description_placeholders=err.placeholders)
        others = self._other_storages().values()
        taken = frozenset(item[c.CONF_BATTERY][c.CONF_SOC_ENTITY] for item in others)
        self._guess = await async_guess_storage(self.hass, self.kind, taken)
        self._answers = storage_start(self.kind, self._guess)
        return await self.async_step_battery()

    async def async_step_reconfigure(self, user_input: dict[str, Any] | None = None) -> SubentryFlowResult:
        """Ask which form to change; each opens as it was left."""
        subentry = self._get_reconfigure_subentry()
        self._name = subentry.title
        self._answers = {**subentry.data}
        self._guess = StorageGuess(select=subentry.data[c.CONF_CONTROL].get(c.CONF_ENTITY))
        forms = [c.CONF_BATTERY, c.CONF_POWERS, c.CONF_CONTROL]
        if self.kind.is_ev:
            forms.insert(2, c.CONF_DEPARTURES)
        return self.async_show_menu(step_id="reconfigure", menu_options=forms)

    async def async_step_battery(self, user_input: dict[str, Any] | None = None) -> SubentryFlowResult:
        """Ask for the battery: name, capacity and the entities that it is read from."""
        problems = Problems()
        if user_input is not None:
            self._check_battery(user_input, problems)
            if not problems:
                self._name = user_input[CONF_NAME].strip()
                return await self._answer(
                    c.CONF_BATTERY, {key: item for key, item in user_input.items() if key != CONF_NAME}
                )
        else:
            user_input = self._answers[c.CONF_BATTERY] | ({CONF_NAME: self._name} if self._name else {})
        return self._form(c.CONF_BATTERY, battery_schema(self.kind), user_input, problems)

    def _check_battery(self, form: dict[str, Any], problems: Problems) -> None:
        """Check that the entities can be read and that no other storage has the same name or SOC entity."""
        name = form[CONF_NAME].strip()
        if not name:
            problems.add(CONF_NAME, "name_missing")
        for title, other in self._other_storages().items():
            if title.casefold() == name.casefold():
                problems.add(CONF_NAME, "name_taken", found=title)
            if other[c.CONF_BATTERY][c.CONF_SOC_ENTITY] == form[c.CONF_SOC_ENTITY]:
                problems.add(c.CONF_SOC_ENTITY, "soc_in_use", entity=form[c.CONF_SOC_ENTITY], found=title)
        problems.check_entity(self.hass, form, c.CONF_SOC_ENTITY, read_soc)
        problems.check_entity(self.hass, form, c.CONF_CONNECTED_ENTITY, read_connected)
        problems.check_entity(self.hass, form, c.CONF_POWER_ENTITY, partial(read_power_kw, volts=UNIT_VOLTS))

    async def async_step_powers(self, user_input: dict[str, Any] | None = None) -> SubentryFlowResult:
        """Ask for powers, SOC limits and details."""
        problems = Problems()
        if user_input is not None:
            self._check_powers(user_input, problems)
            if not problems:
                return await self._answer(c.CONF_POWERS, user_input)
        else:
            user_input = self._answers[c.CONF_POWERS]
        return self._form(c.CONF_POWERS, powers_schema(self.kind), user_input, problems)

    def _check_powers(self, form: dict[str, Any], problems: Problems) -> None:
        """Check that limits are in order and that the trips still fit."""
        more = form[c.CONF_MORE]
        if form[c.CONF_MIN_SOC] > form[c.CONF_MAX_SOC]:
            problems.add(c.CONF_MIN_SOC, "floor_above_ceiling", found=f"{form[c.CONF_MAX_SOC]:g}")
        if form[c.CONF_STORM] < form[c.CONF_MIN_SOC]:
            problems.add(c.CONF_STORM, "storm_below_floor", found=f"{form[c.CONF_MIN_SOC]:g}")
        if more[c.CONF_CHARGE_MIN] > form[c.CONF_CHARGE_MAX]:
            problems.add(c.CONF_CHARGE_MAX, "min_above_max", found=f"{more[c.CONF_CHARGE_MIN]:g}")
        if more.get(c.CONF_DISCHARGE_MIN, 0) > form.get(c.CONF_DISCHARGE_MAX, 0):
            problems.add(c.CONF_DISCHARGE_MAX, "min_above_max", found=f"{more[c.CONF_DISCHARGE_MIN]:g}")
        if not problems:
            # The core has the last word on what a storage may be.
            with problems.noting(BASE):
                storage_from_forms(
                    "", self._name, self.kind, self._answers[c.CONF_BATTERY], form, {}, Control()
                )
            chosen = more[c.CONF_CHARGE_CONTROL] != c.AUTO
            if self.source == SOURCE_RECONFIGURE or chosen:  # otherwise it follows from how it is commanded
                problems.warn(self._warned, BASE, self._excess(form, self._answers[c.CONF_CONTROL]))
            check_trips(
                self._answers.get(c.CONF_DEPARTURES, {}),
                form[c.CONF_MIN_SOC],
                self._answers[c.CONF_BATTERY][c.CONF_CAPACITY],
                problems,
                where=BASE,
            )

    async def async_step_departures(self, user_input: dict[str, Any] | None = None) -> SubentryFlowResult:
        """Ask for weekly trips: times, SOC target at departure, energy."""
        problems = Problems()
        if user_input is not None:
            check_trips(
                user_input,
                self._answers[c.CONF_POWERS][c.CONF_MIN_SOC],
                self._answers[c.CONF_BATTERY][c.CONF_CAPACITY],
                problems,
                where=BASE,
            )
            if not problems:
                return await self._answer(c.CONF_DEPARTURES, user_input)
        else:
            user_input = self._answers[c.CONF_DEPARTURES]
        return self._form(c.CONF_DEPARTURES, departures_schema(), user_input, problems)

    async def async_step_control(self, user_input: dict[str, Any] | None = None) -> SubentryFlowResult:
        """Ask how it is commanded."""
        before: Mapping[str, Any] = self._answers[c.CONF_CONTROL]
        if user_input is None:
            return self._form(c.CONF_CONTROL, control_schema(self.kind), before, Problems())
        kind = ControlKind(user_input[c.CONF_KIND])
        self._control = {**before, **user_input} if before[c.CONF_KIND] == kind else user_input
        match kind:
            case ControlKind.SELECT:
                return await self.async_step_control_select()
            case ControlKind.NUMBER:
                return await self.async_step_control_number()
            case ControlKind.SWITCH:
                return await self.async_step_control_switch()
            case ControlKind.ACTIONS:
                return await self.async_step_control_actions()
            case ControlKind.NONE:
                return await self._answer(c.CONF_CONTROL, {c.CONF_KIND: kind.value})

    async def async_step_control_select(self, user_input: dict[str, Any] | None = None) -> SubentryFlowResult:
        """Ask for the select of the operation mode, and for numbers for the power."""
        problems = Problems()
        if user_input is not None:
            self._check_control(user_input, problems)
            if not problems and not self._select_options(user_input[c.CONF_ENTITY]):
                problems.add(c.CONF_ENTITY, "no_options", entity=user_input[c.CONF_ENTITY])
            if not problems:
                if user_input[c.CONF_ENTITY] != self._control.get(c.CONF_ENTITY):
                    self._control.pop(c.CONF_OPTIONS, None)
                self._set_control(user_input, c.CONF_ENTITY, c.CONF_CHARGE_NUMBER, c.CONF_DISCHARGE_NUMBER)
                return await self.async_step_control_options()
        else:
            user_input = {
                c.CONF_ENTITY: self._guess.select,
                c.CONF_CHARGE_NUMBER: self._guess.charge_number,
                c.CONF_DISCHARGE_NUMBER: self._guess.discharge_number,
            } | self._control
        return self._form("control_select", select_schema(self.kind), user_input, problems)

    async def async_step_control_options(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Ask which option of the select stands for which verb."""
        problems = Problems()
        options = self._select_options(self._control[c.CONF_ENTITY])
        if user_input is not None:
            chosen = {verb.value: user_input[verb] for verb in Verb if user_input.get(verb)}
            self._check_verbs(chosen, user_input[c.CONF_SAFE], problems)
            for verb, option in chosen.items():
                if list(chosen.values()).count(option) > 1:
                    problems.add(verb, "same_option", found=option)
            if not problems:
                self._control[c.CONF_OPTIONS] = chosen
                return await self._answer_control(user_input)
        else:
            stored = self._control.get(c.CONF_OPTIONS)
            guess = {verb.value: option for verb, option in guess_options(options).items()}
            user_input = self._control | (guess if stored is None else stored)
        schema = mapping_schema(self.kind, [*options, *self._control.get(c.CONF_OPTIONS, {}).values()])
        options_so_far = {verb.value: user_input[verb] for verb in Verb if user_input.get(verb)}
        more = await self._contract_warning({**self._control, c.CONF_OPTIONS: options_so_far})
        return self._form("control_options", schema, user_input, problems, more)

    async def async_step_control_number(self, user_input: dict[str, Any] | None = None) -> SubentryFlowResult:
        """Ask for the numbers that take a power."""
        problems = Problems()
        if user_input is not None:
            self._check_control(user_input, problems)
            if not problems:
                self._set_control(user_input, c.CONF_CHARGE_NUMBER, c.CONF_DISCHARGE_NUMBER)
                return await self._answer_control(user_input)
        else:
            user_input = {
                c.CONF_CHARGE_NUMBER: self._guess.charge_number,
                c.CONF_DISCHARGE_NUMBER: self._guess.discharge_number,
            } | self._control
        return self._form("control_number", numbers_schema(self.kind), user_input, problems)

    async def async_step_control_switch(self, user_input: dict[str, Any] | None = None) -> SubentryFlowResult:
        """Ask for the switch that charges."""
        problems = Problems()
        if user_input is not None:
            self._check_control(user_input, problems)
            if not problems:
                self._set_control(user_input, c.CONF_ENTITY)
                return await self._answer_control(user_input)
        more = await self._contract_warning(self._control)
        return self._form("control_switch", switch_schema(), user_input or self._control, problems, more)

    async def async_step_control_actions(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Ask for an action sequence for each verb."""
        problems = Problems()
        if user_input is not None:
            chosen = {verb.value: user_input[verb] for verb in Verb if user_input.get(verb)}
            self._check_verbs(chosen, user_input[c.CONF_SAFE], problems)
            if not problems:
                self._control[c.CONF_ACTIONS] = chosen
                self._set_control(user_input, c.CONF_ENTITY)
                return await self._answer_control(user_input)
        else:
            user_input = self._control | self._control.get(c.CONF_ACTIONS, {})
        actions_so_far = {verb.value: user_input[verb] for verb in Verb if user_input.get(verb)}
        more = await self._contract_warning({**self._control, c.CONF_ACTIONS: actions_so_far})
        return self._form("control_actions", actions_schema(self.kind), user_input, problems, more)

    def _check_control(self, form: dict[str, Any], problems: Problems) -> None:
        """Check that no other storage commands the same entities and that set-points are powers."""
        for where in (c.CONF_ENTITY, c.CONF_CHARGE_NUMBER, c.CONF_DISCHARGE_NUMBER):
            entity_id = form.get(where)
            for title, other in self._other_storages().items():
                if entity_id and entity_id in other[c.CONF_CONTROL].values():
                    problems.add(where, "control_in_use", entity=entity_id, found=title)
        for where in (c.CONF_CHARGE_NUMBER, c.CONF_DISCHARGE_NUMBER):
            problems.check_entity(
                self.hass, form, where, lambda state, now: read_power_kw(state, now, stale_after=None)
            )
        if form.get(c.CONF_ENTITY) and async_entity_state(self.hass, form[c.CONF_ENTITY]).state is None:
            problems.add(c.CONF_ENTITY, "missing", entity=form[c.CONF_ENTITY])

    def _excess(self, powers: Mapping[str, Any], control: Mapping[str, Any]) -> Excess | None:
        """Return how a unit that is commanded so exceeds the home's contract."""
        auto = powers[c.CONF_MORE][c.CONF_CHARGE_CONTROL] == c.AUTO
        if auto and control[c.CONF_KIND] == ControlKind.NONE:
            return None
        form = {c.CONF_SAFE: c.SAFE_LEAVE, c.CONF_VERIFY_SECONDS: 0, **control}
        storage = storage_from_forms(
            "", self._name, self.kind, self._answers[c.CONF_BATTERY], powers, {}, control_from_form(form)
        )
        return contract_excess(storage, grid_terms(self._get_entry().options[c.CONF_HOME]))

    async def _contract_warning(self, control: Mapping[str, Any]) -> dict[str, str]:
        """Return a sentence in place of `warning` for a unit that can never charge from the contract, else none."""
        excess = self._excess(self._answers[c.CONF_POWERS], control)
        if excess is None or control.get(c.CONF_ACTIONS) == {}:  # actions may yet take a power
            return {"warning": ""}
        await async_get_translations(self.hass, self.hass.config.language, "common", {c.DOMAIN})
        return {"warning": wording(self.hass).text(f"{KEY}_warning", excess.placeholders)}

    def _check_verbs(self, chosen: Mapping[str, Any], safe: str, problems: Problems) -> None:
        """Check that charging can be commanded, and the safe verb too."""
        if Verb.CHARGE not in chosen and Verb.SURPLUS not in chosen:
            problems.add(Verb.CHARGE, "no_verb")
        if safe != c.SAFE_LEAVE and safe not in chosen:
            problems.add(c.CONF_SAFE, "safe_without_order")

    def _select_options(self, entity_id: str) -> list[str]:
        """Return the options of a select, none while it is unavailable."""
        return list(async_entity_state(self.hass, entity_id).attributes.get(ATTR_OPTIONS, ()))

    def _set_control(self, form: Mapping[str, Any], *keys: str) -> None:
        """Take over these answers; an empty field takes the answer back."""
        for key in keys:
            self._control.pop(key, None)
            if form.get(key):
                self._control[key] = form[key]

    async def _answer_control(self, form: Mapping[str, Any]) -> SubentryFlowResult:
        """Store how it is commanded: the last form, of whatever kind."""
        self._set_control(form, c.CONF_SAFE, c.CONF_VERIFY_SECONDS)
        return await self._answer(c.CONF_CONTROL, self._control)

    async def _answer(self, form: str, answer: dict[str, Any]) -> SubentryFlowResult:
        """Keep an answer and go on to the next form; when reconfiguring, store it."""
        self._answers = {**self._answers, form: answer}
        if self.source == SOURCE_RECONFIGURE:
            entry = self._get_entry()
            result = self.async_update_and_abort(
                entry, self._get_reconfigure_subentry(), data=self._answers, title=self._name
            )
            if not entry.update_listeners:  # the entry could not be set up: try again with this
                self.hass.config_entries.async_schedule_reload(entry.entry_id)
            return result
        match form:
            case c.CONF_BATTERY:
                return await self.async_step_powers()
            case c.CONF_POWERS if self.kind.is_ev:
                return await self.async_step_departures()
            case c.CONF_POWERS | c.CONF_DEPARTURES:
                return await self.async_step_control()
        return self.async_create_entry(title=self._name, data=self._answers)

    def _other_storages(self) -> dict[str, Mapping[str, Any]]:
        """Return the forms of the other storages by name."""
        this = self._reconfigure_subentry_id if self.source == SOURCE_RECONFIGURE else None
        return {
            subentry.title: subentry.data
            for subentry in self._get_entry().subentries.values()
            if subentry.subentry_id != this and c.CONF_BATTERY in subentry.data
        }

    def _form(
        self,
        step: str,
        schema: probatio.Schema,
        values: Mapping[str, Any],
        problems: Problems,
        more: Mapping[str, str] | None = None,
    ) -> SubentryFlowResult:
        """Show a form filled with these values."""
        known = {key: value for key, value in values.items() if value is not None}
        return self.async_show_form(
            step_id=step,
            data_schema=self.add_suggested_values_to_schema(schema, known),
            errors=problems.errors,
            description_placeholders={"name": self._name, **problems.placeholders, **(more or {})},
        )
