"""The page of a new storage about its commands: what was recognised stands in it, to confirm or to choose another way."""

from typing import Any

from homeassistant.config_entries import SubentryFlowResult
from homeassistant.data_entry_flow import section
import probatio

from .. import const as c
from ..core.readings import Verb
from ..readers.storage import guess_options
from ..settings.model import ControlKind
from .checks import Problems
from .storage_control import ControlForms
from .storage_schemas import (
    TRY_FIRST,
    control_schema,
    mapping_schema,
    numbers_schema,
    select_schema,
    switch_schema,
)

_STEP = "control_found"
# In a section: hardly anyone changes what was found for these.
_LAST = frozenset({c.CONF_SAFE, c.CONF_VERIFY_SECONDS})
_DETAILS = _LAST | {c.CONF_CHARGE_NUMBER, c.CONF_DISCHARGE_NUMBER}


class FoundControlForms(ControlForms):
    """The page; where nothing was recognised, or another way is chosen, the forms of the ways follow."""

    async def async_step_control_found(self, user_input: dict[str, Any] | None = None) -> SubentryFlowResult:
        """Show how it is commanded."""
        found = self._found_control()
        kind = ControlKind(found[c.CONF_KIND])
        if kind is ControlKind.NONE:
            return await self.async_step_control()
        options = self._select_options(found[c.CONF_ENTITY]) if kind is ControlKind.SELECT else []
        schema, problems = self._found_schema(kind, options), Problems()
        answer = _recognised(found, options) if user_input is None else user_input
        form = {**answer, **answer[c.CONF_MORE]}
        if user_input is not None:
            if (chosen := ControlKind(form[c.CONF_KIND])) is not kind:
                self._control = {c.CONF_KIND: chosen.value}
                return await self._control_form(chosen)
            self._control = {c.CONF_KIND: kind.value}
            if kind is ControlKind.SELECT and form[c.CONF_ENTITY] != found[c.CONF_ENTITY]:
                keys = map(str, select_schema(self.kind).schema)
                return await self.async_step_control_select({key: form[key] for key in keys if key in form})
            self._check_control(form, problems)
            if kind is ControlKind.SELECT:
                self._map_options(options, form, problems)
            if not problems:
                self._set_control(form, c.CONF_ENTITY, c.CONF_CHARGE_NUMBER, c.CONF_DISCHARGE_NUMBER)
                return await self._answer_control(form)
            problems.show_at(set(map(str, schema.schema)))
        if kind is ControlKind.SELECT:
            form[c.CONF_OPTIONS] = {verb.value: form[verb] for verb in Verb if form.get(verb)}
        return self._form(_STEP, schema, answer, problems, await self._contract_warning(form))

    def _found_control(self) -> dict[str, Any]:
        """Return the way of commanding that was found, none where its page would not be complete."""
        guess = self._guess
        kind = ControlKind(self._answers[c.CONF_CONTROL][c.CONF_KIND])
        numbers = {c.CONF_CHARGE_NUMBER: guess.charge_number, c.CONF_DISCHARGE_NUMBER: guess.discharge_number}
        found: dict[str, Any] = {c.CONF_KIND: kind.value}
        if kind is ControlKind.SELECT:
            verbs = guess_options(self._select_options(guess.select or ""))
            if not {Verb.CHARGE, Verb.STANDBY} <= verbs.keys():
                return {c.CONF_KIND: ControlKind.NONE.value}
            found[c.CONF_ENTITY] = guess.select
        elif kind is ControlKind.SWITCH:
            found[c.CONF_ENTITY] = guess.switch
        return found | {key: number for key, number in numbers.items() if number is not None}

    def _found_schema(self, kind: ControlKind, options: list[str]) -> probatio.Schema:
        """Build the schema: the way, its entity and what each verb means; details in a section."""
        fields = dict(control_schema(self.kind).schema)
        if kind is ControlKind.SELECT:
            fields |= select_schema(self.kind).schema | mapping_schema(self.kind, options).schema
        elif kind is ControlKind.NUMBER:
            fields |= numbers_schema(self.kind).schema
        else:
            fields |= switch_schema().schema
        hidden = _LAST if kind is ControlKind.NUMBER else _DETAILS
        details = {marker: field for marker, field in fields.items() if marker in hidden}
        shown = {marker: field for marker, field in fields.items() if marker not in hidden}
        more = {probatio.Required(c.CONF_MORE): section(probatio.Schema(details), {"collapsed": True})}
        return probatio.Schema(shown | TRY_FIRST | more)


def _recognised(found: dict[str, Any], options: list[str]) -> dict[str, Any]:
    """Fill the page with what was found and what its options seem to mean."""
    verbs = {verb.value: option for verb, option in guess_options(options).items()}
    return {**found, **verbs, c.CONF_MORE: found}
