"""The form about outages: entities that detect them, and how the house saves in one."""

from dataclasses import replace
from typing import Any

from homeassistant.config_entries import ConfigFlowResult
from homeassistant.util import dt as dt_util
import probatio

from .. import const as c
from ..core.outage.endurance import OutageTerms
from ..readers.entity_state import EntityState
from ..readers.outage import read_outage
from ..sources.discovery import async_guess_home
from ..sources.entity_reader import async_entity_state
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
        problems = Problems()
        stored = self.answered().get(c.CONF_OUTAGE)
        if user_input is not None:
            outages = user_input.get(c.CONF_OUTAGES, ())
            warnings = self.answered().get(c.CONF_STORMS, {}).get(c.CONF_WARNINGS, ())
            for entity_id in outages:
                if entity_id in warnings:
                    problems.add(c.CONF_OUTAGES, "outage_is_warning", entity=entity_id)
                elif async_entity_state(self.hass, entity_id).state is None:
                    problems.add(c.CONF_OUTAGES, "missing", entity=entity_id)
            check_watts(c.CONF_THRIFTY_KW, user_input[c.CONF_THRIFTY_KW], problems, MOST_THRIFTY_KW)
            if not problems:
                chosen = (stored or {}).get(c.CONF_STATES, {})
                ask = [
                    entity_id
                    for entity_id in outages
                    if entity_id in chosen or not self.understood(_QUESTION, entity_id)
                ]
                return await self.async_ask_states(_QUESTION, user_input, ask)
        elif stored is not None:
            user_input = dict(stored)
        else:
            guess = await async_guess_home(self.hass)
            user_input = {c.CONF_OUTAGES: list(guess.outages)} if guess.outages else {}
        return self._show("outage", OUTAGE_SCHEMA, user_input, problems)

    async def async_step_outage_states(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Ask which states of one entity mean an outage."""
        return await self.async_states(_QUESTION, user_input)
