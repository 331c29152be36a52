"""The page after a form, for each entity with more states than on and off: which of them count."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

from homeassistant.components.select import ATTR_OPTIONS
from homeassistant.config_entries import ConfigFlowResult
from homeassistant.helpers.translation import async_get_translations
from homeassistant.util import dt as dt_util
import probatio

from .. import const as c
from ..readers.entity_state import EntityState
from ..sources.entity_reader import async_entity_state
from .base import HomeForm
from .checks import HasFaults, Problems
from .fields import own_words

type StatesReader = Callable[[EntityState, datetime, Collection[str]], HasFaults]

# More states are no list to choose from, and no state is longer. What is typed is kept to the same.
MOST_STATES = 100
LONGEST_STATE = 255

# The attributes in which an enum sensor, a select and an event list their possible states.
_POSSIBLE = (ATTR_OPTIONS, "event_types")


@dataclass(frozen=True, slots=True, kw_only=True)
class StateQuestion:
    """The question which states of an entity count: its form, its page and its reader.

    `proposed`: states to choose from; `guessed`: those that are chosen at first; `needed`: whether some must be
    chosen, though the present state is understood; `reading`: how it is understood, in words.
    """

    form: str
    step: str
    read: StatesReader
    proposed: Callable[[EntityState], Iterable[str]]
    guessed: Callable[[EntityState], Iterable[str]]
    needed: Callable[[EntityState], bool] = lambda _: False
    reading: Callable[[EntityState], str] = lambda _: ""


def possible_states(entity_state: EntityState) -> list[str]:
    """Return the states that an entity lists as possible."""
    for key in _POSSIBLE:
        options = entity_state.attributes.get(key)
        if isinstance(options, (list, tuple)):
            words = (
                option for option in options if isinstance(option, str) and 0 < len(option) <= LONGEST_STATE
            )
            return list(islice(dict.fromkeys(words), MOST_STATES))
    return []


class StateForms(HomeForm):
    """The pages, one for each entity."""

    _answer: dict[str, Any]
    _left: list[str]

    async def async_ask_states(
        self, question: StateQuestion, answer: dict[str, Any], entities: Iterable[str]
    ) -> ConfigFlowResult:
        """Ask about these entities one by one, then store the answer with the chosen states."""
        self._answer = answer
        self._left = list(entities)
        return await self.async_states(question, None)

    async def async_states(
        self, question: StateQuestion, user_input: dict[str, Any] | None
    ) -> ConfigFlowResult:
        """Show one entity's page; after the last, store the answer."""
        if not self._left:
            return await self.async_answer(question.form, self._answer)
        entity_id = self._left[0]
        entity_state = async_entity_state(self.hass, entity_id)
        problems = Problems(self.answered().get(question.form))
        if user_input is not None:
            typed = (text.strip() for text in user_input.get(c.CONF_STATES, ()))
            chosen = list(islice(dict.fromkeys(text[:LONGEST_STATE] for text in typed if text), MOST_STATES))
            problems.check_entity(
                self.hass,
                {c.CONF_STATES: entity_id},
                c.CONF_STATES,
                lambda state, now: question.read(state, now, chosen),
            )
            if not chosen and question.needed(entity_state):
                problems.add(
                    c.CONF_STATES, "states_needed", entity=entity_id, found=entity_state.state or "-"
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
            chosen = list(stored.get(entity_id, ()) or question.guessed(entity_state))
        schema = probatio.Schema(
            {
                probatio.Optional(c.CONF_STATES): own_words(
                    list(dict.fromkeys([*question.proposed(entity_state), *chosen]))
                )
            }
        )
        name = entity_state.attributes.get("friendly_name") or entity_id
        await async_get_translations(self.hass, self.hass.config.language, "common", {c.DOMAIN})
        shown = {
            "name": str(name),
            "state": entity_state.state or "-",
            "read": question.reading(entity_state),
        }
        return self._show(question.step, schema, {c.CONF_STATES: chosen}, problems, shown)

    def understood(self, question: StateQuestion, entity_id: str) -> bool:
        """Return whether the entity's present state is understood without a choice."""
        return not question.read(async_entity_state(self.hass, entity_id), dt_util.now(), ()).faults
