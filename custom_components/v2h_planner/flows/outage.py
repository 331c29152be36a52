"""The form about outages: entities that detect them, and how the house saves in one."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any

from homeassistant.config_entries import ConfigFlowResult
from homeassistant.util import dt as dt_util
import probatio

from .. import const as c
from ..core.outage.endurance import OutageTerms
from ..readers.entity_state import EntityState
from ..readers.outage import read_outage
from .checks import Problems
from .fields import choice, entity, number, toggle
from .states import StateForms, StateQuestion, possible_states
from .storage_checks import check_watts

OUTAGE_DOMAINS = ("binary_sensor", "sensor", "select", "input_boolean", "input_select", "switch")
NOTICE_HOURS = ("48", "24", "12", "6", "3", "2", "1")

# More is W: a house that saves draws some hundred.
MOST_THRIFTY_KW = 10.0

_USUAL = OutageTerms()

OUTAGE_SCHEMA = probatio.Schema(
    {
        probatio.Optional(c.CONF_OUTAGES): entity(*OUTAGE_DOMAINS, multiple=True),
        probatio.Required(c.CONF_THRIFTY_KW, default=_USUAL.thrifty_kw): number(
            0.05, 100_000, "kW", step=0.05
        ),
        probatio.Required(c.CONF_KEEP_DRIVING, default=_USUAL.keep_driving): toggle,
        probatio.Required(
            c.CONF_NOTICE_HOURS, default=[f"{hours:g}" for hours in _USUAL.notice_hours]
        ): choice(NOTICE_HOURS, "notice_hours", multiple=True),
    }
)


def _guessed(entity_state: EntityState) -> list[str]:
    """Return the states of the entity that the reader takes for an outage."""
    now = dt_util.now()
    return [
        state
        for state in possible_states(entity_state)
        if read_outage(replace(entity_state, state=state), now).value
    ]


_QUESTION = StateQuestion(
    form=c.CONF_OUTAGE, step="outage_states", read=read_outage, proposed=possible_states, guessed=_guessed
)


class OutageForms(StateForms):
    """The form, and a page for each entity whose states are not understood without help."""

    async def async_step_outage(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Ask for entities that detect outages, and how the house saves in one."""
        stored: Mapping[str, Any] = self.answered().get(c.CONF_OUTAGE, {})
        problems = Problems(stored)
        if user_input is not None:
            warnings = self.answered().get(c.CONF_STORMS, {}).get(c.CONF_WARNINGS, ())
            self.check_outage(user_input, warnings, problems)
            if not problems:
                return await self.async_ask_outage_states(user_input)
        return self._show("outage", OUTAGE_SCHEMA, user_input or stored, problems)

    def check_outage(self, form: Mapping[str, Any], warnings: Collection[str], problems: Problems) -> None:
        """Check that what tells of outages is there, and tells of no warnings; and that the load is in kW."""
        for entity_id in form.get(c.CONF_OUTAGES, ()):
            if entity_id in warnings:
                problems.add(c.CONF_OUTAGES, "outage_is_warning", entity=entity_id)
            else:
                problems.check_there(self.hass, c.CONF_OUTAGES, entity_id)
        check_watts(c.CONF_THRIFTY_KW, form[c.CONF_THRIFTY_KW], problems, MOST_THRIFTY_KW)

    async def async_ask_outage_states(self, answer: dict[str, Any]) -> ConfigFlowResult:
        """Ask of entities that are not understood without it, and of those of which it was asked before."""
        chosen = self.answered().get(c.CONF_OUTAGE, {}).get(c.CONF_STATES, {})
        ask = [
            entity_id
            for entity_id in answer.get(c.CONF_OUTAGES, ())
            if entity_id in chosen or not self.understood(_QUESTION, entity_id)
        ]
        return await self.async_ask_states(_QUESTION, answer, ask)

    async def async_step_outage_states(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Ask which states of one entity mean an outage."""
        return await self.async_states(_QUESTION, user_input)
