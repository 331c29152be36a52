"""The page after a form with entities that say more than on or off: which of their states count."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from homeassistant.components.select import ATTR_OPTIONS
from homeassistant.config_entries import ConfigFlowResult
from homeassistant.util import dt as dt_util
import probatio

from .. import const as c
from ..readers.entity_state import EntityState
from ..sources.entity_reader import async_entity_state
from .base import HomeForm
from .checks import HasFaults, Problems
from .fields import own_words

type StatesReader = Callable[[EntityState, datetime, Collection[str]], HasFaults]

# In attributes: what an enum sensor, a select and an event may say.
_SAYABLE = (ATTR_OPTIONS, "event_types")


@dataclass(frozen=True, slots=True, kw_only=True)
class StateQuestion:
    """Which states of an entity count: for which form, on which page, and who reads them.

    `proposed`: what is offered; `guessed`: what of it is chosen at first.
    """

    form: str
    step: str
    read: StatesReader
    proposed: Callable[[EntityState], Iterable[str]]
    guessed: Callable[[EntityState], Iterable[str]]


def sayable(look: EntityState) -> list[str]:
    """What an entity may say, by its own account."""
    for key in _SAYABLE:
        options = look.attributes.get(key)
        if isinstance(options, (list, tuple)):
            return [option for option in options if isinstance(option, str)]
    return []


class StateForms(HomeForm):
    """One page for each entity."""

    _answer: dict[str, Any]
    _left: list[str]

    async def async_ask_states(
        self, question: StateQuestion, answer: dict[str, Any], entities: Iterable[str]
    ) -> ConfigFlowResult:
        """Ask about these entities one by one, then keep the answer with the states that were chosen."""
        self._answer = answer
        self._left = list(entities)
        return await self.async_states(question, None)

    async def async_states(
        self, question: StateQuestion, user_input: dict[str, Any] | None
    ) -> ConfigFlowResult:
        """One entity's page, or what follows the last."""
        if not self._left:
            return await self.async_answer(question.form, self._answer)
        entity_id = self._left[0]
        look = async_entity_state(self.hass, entity_id)
        problems = Problems()
        if user_input is not None:
            chosen = [state for text in user_input.get(c.CONF_STATES, ()) if (state := text.strip())]
            problems.check_entity(
                self.hass,
                {c.CONF_STATES: entity_id},
                c.CONF_STATES,
                lambda look, now: question.read(look, now, chosen),
            )
            if c.CONF_STATES in problems.errors:
                problems.errors[c.CONF_STATES] = "states_needed"
            else:
                if chosen:
                    states = self._answer.get(c.CONF_STATES, {})
                    self._answer[c.CONF_STATES] = {**states, entity_id: chosen}
                del self._left[0]
                return await self.async_states(question, None)
        else:
            stored: Mapping[str, Any] = self.answered().get(question.form, {}).get(c.CONF_STATES, {})
            chosen = list(stored.get(entity_id, ()) or question.guessed(look))
        schema = probatio.Schema(
            {
                probatio.Optional(c.CONF_STATES): own_words(
                    list(dict.fromkeys([*question.proposed(look), *chosen]))
                )
            }
        )
        name = look.attributes.get("friendly_name") or entity_id
        shown = {"name": str(name), "state": look.state or "-"}
        return self._show(question.step, schema, {c.CONF_STATES: chosen}, problems, shown)

    def understood(self, question: StateQuestion, entity_id: str) -> bool:
        """Whether what the entity says now is read without a choice."""
        return not question.read(async_entity_state(self.hass, entity_id), dt_util.now(), ()).faults
