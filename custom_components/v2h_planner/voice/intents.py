"""Voice: set the mode, and ask what the planner is doing and why.

Two intents (language models and custom sentences reach them too), and the project's own phrases as sentence
triggers of the default agent, which is the way that needs no file in the user's configuration.
"""

from typing import Any, Final, Protocol, override

from hassil.recognize import RecognizeResult
from homeassistant.components.conversation import DOMAIN as CONVERSATION_DOMAIN, ConversationInput
from homeassistant.components.conversation.agent_manager import get_agent_manager
from homeassistant.components.conversation.trigger import TRIGGER_CALLBACK_TYPE
from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.exceptions import Unauthorized
from homeassistant.helpers import intent
from homeassistant.helpers.translation import async_get_translations
import probatio

from ..const import DOMAIN
from ..core.home import Mode
from ..permissions import CONTROL, READ, async_check
from ..presentation.translation import wording
from ..presentation.wording import Wording
from ..settings.model import Settings, StorageSettings
from ..state.snapshot import Snapshot
from .sentences import STATUS_PHRASES, mode_phrases

INTENT_SET_MODE: Final = "V2HSetMode"
INTENT_GET_STATUS: Final = "V2HGetStatus"

# The languages of our texts, and what stands between two sentences in each; others get the first.
_SEPARATORS: Final = {"en": " ", "ja": ""}


class Planner(Protocol):
    """What voice needs of a home: `V2HCoordinator` offers it.

    A protocol, for the coordinator lies above and starts what is in here.
    """

    settings: Settings
    data: Snapshot

    def async_pick_mode(self, mode: Mode) -> None:
        """Set the mode that a person picked."""


@callback
def async_listen(hass: HomeAssistant, planner: Planner) -> CALLBACK_TYPE:
    """Register the intents and the phrases, until the returned function is called."""
    intent.async_register(hass, SetMode(planner))
    intent.async_register(hass, GetStatus(planner))
    manager = get_agent_manager(hass)
    unregister = [
        manager.register_trigger(mode_phrases(mode), _by_intent(hass, INTENT_SET_MODE, {"mode": mode.value}))
        for mode in Mode
    ]
    unregister.append(manager.register_trigger(STATUS_PHRASES, _by_intent(hass, INTENT_GET_STATUS, {})))

    @callback
    def stop() -> None:
        for unregister_phrase in unregister:
            unregister_phrase()
        intent.async_remove(hass, INTENT_SET_MODE)
        intent.async_remove(hass, INTENT_GET_STATUS)

    return stop


class SetMode(intent.IntentHandler):
    """Sets the mode."""

    intent_type = INTENT_SET_MODE
    description = "Sets what the V2H energy planner plans for: economy, co2 or resilience"

    def __init__(self, planner: Planner) -> None:
        """Serve that home."""
        self._planner = planner

    @property
    @override
    def slot_schema(self) -> dict[Any, Any]:
        """Slots of the intent: the mode."""
        return {probatio.Required("mode"): probatio.In([mode.value for mode in Mode])}

    @override
    async def async_handle(self, intent_obj: intent.Intent) -> intent.IntentResponse:
        """Set the mode, and say so."""
        slots = self.async_validate_slots(intent_obj.slots)
        if (refusal := await _refusal(intent_obj, CONTROL)) is not None:
            return refusal
        mode = Mode(slots["mode"]["value"])
        words = await _words(intent_obj)
        self._planner.async_pick_mode(mode)
        wins = mode is not Mode.RESILIENCE and bool(self._planner.data.mode.storm.in_force)
        key = "voice_mode_set_in_storm" if wins else "voice_mode_set"
        return _say(intent_obj, words.text(key, {"mode": words.text(f"voice_mode_{mode}")}))


class GetStatus(intent.IntentHandler):
    """Says what is being done and why."""

    intent_type = INTENT_GET_STATUS
    description = "Says what the V2H energy planner is doing with the car and the battery now, and why"

    def __init__(self, planner: Planner) -> None:
        """Serve that home."""
        self._planner = planner

    @override
    async def async_handle(self, intent_obj: intent.Intent) -> intent.IntentResponse:
        """Say it in one sentence for each storage."""
        if (refusal := await _refusal(intent_obj, READ)) is not None:
            return refusal
        words = await _words(intent_obj)
        sentences = status_sentences(self._planner.settings, self._planner.data, words)
        return _say(intent_obj, _SEPARATORS[_language(intent_obj)].join(sentences))


def status_sentences(settings: Settings, snapshot: Snapshot, words: Wording) -> list[str]:
    """Return sentences on what overrides the plan, and on what each storage does and why."""
    sentences = []
    if snapshot.situation.outage:
        sentences.append(_outage(snapshot, words))
    elif snapshot.storm:
        sentences.append(words.text("voice_storm"))
    elif (storm := snapshot.situation.storm) is not None and storm.onset is not None:
        sentences.append(words.text("voice_watch", {"onset": words.moment(storm.onset, snapshot.at)}))
    if not snapshot.control:
        sentences.append(words.text("voice_dry_run"))
    return sentences + [_doing(item, snapshot, words) for item in settings.storages]


def _outage(snapshot: Snapshot, words: Wording) -> str:
    """Say that the grid is down and, where that is known, for how long there is power."""
    endurance = snapshot.endurance
    if endurance is None or endurance.leading is None:
        return words.text("voice_outage")
    return words.text("voice_outage_left", {"span": words.span(endurance.leading)})


def _doing(item: StorageSettings, snapshot: Snapshot, words: Wording) -> str:
    storage = item.storage
    values = {"name": storage.name}
    command = snapshot.command(storage.id)
    if command is not None:
        values["reason"] = words.reason(command.reason, snapshot.at)
        return words.text("voice_doing", values)
    if storage.id in snapshot.situation.hands_off:
        return words.text("voice_hands_off", values)
    reading = snapshot.readings.find(storage.id)
    if reading is not None and reading.connected is False:
        return words.text("voice_away", values)
    return words.text("voice_unknown", values)


def _language(intent_obj: intent.Intent) -> str:
    """Return the language to answer in: the spoken one where we have texts in it."""
    spoken = intent_obj.language.partition("-")[0].lower()
    return spoken if spoken in _SEPARATORS else next(iter(_SEPARATORS))


async def _words(intent_obj: intent.Intent) -> Wording:
    language = _language(intent_obj)
    await async_get_translations(intent_obj.hass, language, "common", {DOMAIN})
    return wording(intent_obj.hass, language)


async def _refusal(intent_obj: intent.Intent, policy: str) -> intent.IntentResponse | None:
    """Return what is said to a person who may not do that, None to one who may."""
    try:
        await async_check(intent_obj.hass, intent_obj.context, policy)
    except Unauthorized:  # an unknown user too
        response = intent_obj.create_response()
        words = await _words(intent_obj)
        response.async_set_error(
            intent.IntentResponseErrorCode.FAILED_TO_HANDLE, words.text("voice_not_allowed")
        )
        return response
    return None


def _say(intent_obj: intent.Intent, text: str) -> intent.IntentResponse:
    response = intent_obj.create_response()
    response.async_set_speech(text)
    return response


def _by_intent(hass: HomeAssistant, intent_type: str, slots: dict[str, str]) -> TRIGGER_CALLBACK_TYPE:
    """Return a trigger callback that hands a sentence to its intent."""

    async def handle(spoken: ConversationInput, _result: RecognizeResult) -> str | None:
        response = await intent.async_handle(
            hass,
            DOMAIN,
            intent_type,
            {name: {"value": value} for name, value in slots.items()},
            spoken.text,
            spoken.context,
            spoken.language,
            assistant=CONVERSATION_DOMAIN,
            device_id=spoken.device_id,
            conversation_agent_id=spoken.agent_id,
        )
        return str(response.speech["plain"]["speech"])

    return handle
