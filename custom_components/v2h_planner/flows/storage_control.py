"""The forms about how a storage is commanded: a select, numbers, a switch, or any actions."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from homeassistant.config_entries import SOURCE_RECONFIGURE, SubentryFlowResult
from homeassistant.helpers.translation import async_get_translations
import probatio

from .. import const as c
from ..core.readings import Verb
from ..presentation.translation import wording
from ..readers.numbers import read_power_kw
from ..readers.storage import guess_automatic, guess_options
from ..readers.units_of_measurement import UNIT_VOLTS
from ..settings.contract import KEY, Excess, contract_excess
from ..settings.from_entry import control_from_form, grid_terms, storage_from_forms
from ..settings.model import ControlKind
from ..sources.entity_reader import async_entity_state
from .checks import Problems
from .states import possible_states
from .storage_base import StorageForm
from .storage_schemas import (
    TRY_FIRST,
    actions_schema,
    control_schema,
    mapping_schema,
    numbers_schema,
    select_schema,
    switch_schema,
)


class ControlForms(StorageForm):
    """The steps: the way of commanding, then its entities and what each verb means for them."""

    async def async_step_control(self, user_input: dict[str, Any] | None = None) -> SubentryFlowResult:
        """Ask how it is commanded."""
        before: Mapping[str, Any] = self._answers[c.CONF_CONTROL]
        if user_input is None:
            return self._form(c.CONF_CONTROL, control_schema(self.kind), before, Problems())
        kind = ControlKind(user_input[c.CONF_KIND])
        self._control = {**before, **user_input} if before[c.CONF_KIND] == kind else user_input
        return await self._control_form(kind)

    async def _control_form(self, kind: ControlKind) -> SubentryFlowResult:
        """Show the form of this way of commanding; without any there is nothing more to ask."""
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
        problems = self._problems()
        if user_input is not None:
            self._check_control(user_input, problems)
            known = user_input[c.CONF_ENTITY] == self._control.get(c.CONF_ENTITY)
            if not problems and not known and not self._select_options(user_input[c.CONF_ENTITY]):
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
        problems = self._problems()
        options = self._select_options(self._control[c.CONF_ENTITY])
        if user_input is not None:
            self._map_options(options, user_input, problems)
            if not problems:
                return await self._answer_control(user_input)
        else:
            stored = self._control.get(c.CONF_OPTIONS)
            guess = {verb.value: option for verb, option in guess_options(options).items()}
            user_input = self._control | (guess if stored is None else stored)
        kept = [*self._control.get(c.CONF_OPTIONS, {}).values(), self._control.get(c.CONF_AUTOMATIC)]
        schema = mapping_schema(self.kind, [*options, *filter(None, kept)])
        options_so_far = {verb.value: user_input[verb] for verb in Verb if user_input.get(verb)}
        more = await self._contract_warning({**self._control, c.CONF_OPTIONS: options_so_far})
        return self._last_form("control_options", schema, user_input, problems, more)

    def _map_options(self, options: list[str], form: Mapping[str, Any], problems: Problems) -> None:
        """Check which option stands for which verb, and keep it."""
        chosen = {verb.value: form[verb] for verb in Verb if form.get(verb)}
        self._check_verbs(chosen, form[c.CONF_SAFE], problems)
        for verb, option in chosen.items():
            if list(chosen.values()).count(option) > 1:
                problems.add(verb, "same_option", found=option)
        if not problems:
            self._control[c.CONF_OPTIONS] = chosen
            automatic = guess_automatic(options) or self._control.get(c.CONF_AUTOMATIC)
            self._control.pop(c.CONF_AUTOMATIC, None)
            if form[c.CONF_SAFE] == c.SAFE_AUTOMATIC:
                self._control[c.CONF_AUTOMATIC] = automatic

    async def async_step_control_number(self, user_input: dict[str, Any] | None = None) -> SubentryFlowResult:
        """Ask for the numbers that take a power."""
        problems = self._problems()
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
        return self._last_form("control_number", numbers_schema(self.kind), user_input, problems)

    async def async_step_control_switch(self, user_input: dict[str, Any] | None = None) -> SubentryFlowResult:
        """Ask for the switch that charges."""
        problems = self._problems()
        if user_input is not None:
            self._check_control(user_input, problems)
            if not problems:
                self._set_control(user_input, c.CONF_ENTITY, c.CONF_CHARGE_NUMBER)
                return await self._answer_control(user_input)
        else:
            user_input = {
                c.CONF_ENTITY: self._guess.switch,
                c.CONF_CHARGE_NUMBER: self._guess.charge_number,
            } | self._control
        more = await self._contract_warning({**self._control, **user_input})
        return self._last_form("control_switch", switch_schema(), user_input, problems, more)

    async def async_step_control_actions(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Ask for an action sequence for each verb."""
        problems = self._problems()
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
        return self._last_form("control_actions", actions_schema(self.kind), user_input, problems, more)

    def _check_control(self, form: dict[str, Any], problems: Problems) -> None:
        """Check that no other storage commands the same entities and that set-points are powers."""
        for where in (c.CONF_ENTITY, c.CONF_CHARGE_NUMBER, c.CONF_DISCHARGE_NUMBER):
            entity_id = form.get(where)
            for title, other in self._other_storages().items():
                if entity_id and entity_id in other[c.CONF_CONTROL].values():
                    problems.add(where, "control_in_use", entity=entity_id, found=title)
        if (entity_id := form.get(c.CONF_ENTITY)) and entity_id == self._answers[c.CONF_BATTERY].get(
            c.CONF_CONNECTED_ENTITY
        ):
            problems.add(c.CONF_ENTITY, "control_is_plug", entity=entity_id)
        for where in (c.CONF_CHARGE_NUMBER, c.CONF_DISCHARGE_NUMBER):
            problems.check_entity(
                self.hass, form, where, partial(read_power_kw, stale_after=None, volts=UNIT_VOLTS)
            )
        if form.get(c.CONF_ENTITY):
            problems.check_there(self.hass, c.CONF_ENTITY, form[c.CONF_ENTITY])

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
        if safe not in (c.SAFE_LEAVE, c.SAFE_AUTOMATIC, *chosen):
            problems.add(c.CONF_SAFE, "safe_without_order")

    def _select_options(self, entity_id: str) -> list[str]:
        """Return the options of a select, none while it is unavailable."""
        return possible_states(async_entity_state(self.hass, entity_id))

    def _set_control(self, form: Mapping[str, Any], *keys: str) -> None:
        """Take over these answers; an empty field takes the answer back."""
        for key in keys:
            self._control.pop(key, None)
            if form.get(key):
                self._control[key] = form[key]

    def _last_form(
        self,
        step: str,
        schema: probatio.Schema,
        values: Mapping[str, Any],
        problems: Problems,
        more: Mapping[str, str] | None = None,
    ) -> SubentryFlowResult:
        """Show the last form; with a new storage it offers to try it first, which a saved one has in its menu."""
        if self.source != SOURCE_RECONFIGURE:
            schema = schema.extend(TRY_FIRST)
        return self._form(step, schema, values, problems, more)

    async def _answer_control(self, form: Mapping[str, Any]) -> SubentryFlowResult:
        """Store how it is commanded: the last form, of whatever kind."""
        self._try_first = form.get(c.CONF_TRY_FIRST, False)
        self._set_control(form, c.CONF_SAFE, c.CONF_VERIFY_SECONDS)
        return await self._answer(c.CONF_CONTROL, self._control)
