"""A Japanese sentence that only looks like one of ours goes to the agent that was asked."""

from typing import Literal, override

from homeassistant.components import conversation
from homeassistant.components.conversation.chat_log import async_get_chat_log
from homeassistant.core import Context, HomeAssistant
from homeassistant.helpers import intent
from homeassistant.helpers.chat_session import async_get_chat_session
from pytest_homeassistant_custom_component.common import MockConfigEntry

from .conftest import FakePlanner
from .hearing import Ear
from .others_ja import SENTENCES


class Model(conversation.AbstractConversationAgent):
    """A language model, as far as it goes: it answers everything."""

    def __init__(self) -> None:
        """Have been asked nothing."""
        self.asked: list[str] = []

    @property
    @override
    def supported_languages(self) -> list[str] | Literal["*"]:
        return "*"

    @override
    async def async_process(
        self, user_input: conversation.ConversationInput
    ) -> conversation.ConversationResult:
        self.asked.append(user_input.text)
        response = intent.IntentResponse(language=user_input.language)
        response.async_set_speech("モデルの答え")
        return conversation.ConversationResult(response=response, conversation_id=user_input.conversation_id)


async def test_what_only_looks_like_ours_goes_to_the_model_that_was_asked(
    hass: HomeAssistant, planner: FakePlanner
) -> None:
    ear = Ear()
    text = next(text for text in SENTENCES if ear.reached(text) is not None and ear.phrase(text) is None)
    entry = MockConfigEntry()
    entry.add_to_hass(hass)
    model = Model()
    conversation.async_set_agent(hass, entry, model)
    # as a voice pipeline does that asks the model only after the sentences of the home
    with async_get_chat_session(hass) as session:
        spoken = conversation.ConversationInput(
            text=text,
            context=Context(),
            conversation_id=session.conversation_id,
            device_id=None,
            satellite_id=None,
            language="ja",
            agent_id=entry.entry_id,
        )
        with async_get_chat_log(hass, session, spoken) as chat_log:
            answer = await conversation.async_handle_sentence_triggers(hass, spoken, chat_log)
    assert answer == "モデルの答え"
    assert model.asked == [text]
    assert planner.told == []
