"""Voice in Home Assistant: an intent for each thing that is meant, and the project's phrases as one sentence trigger.

Language models and custom sentences reach the intents; the trigger of the default agent needs no file in the user's
configuration.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Final, override

from hassil.recognize import RecognizeResult
from homeassistant.components import conversation
from homeassistant.components.conversation import DOMAIN as CONVERSATION_DOMAIN, ConversationInput
from homeassistant.components.conversation.agent_manager import get_agent_manager
from homeassistant.components.conversation.chat_log import current_chat_log
from homeassistant.components.homeassistant.exposed_entities import async_should_expose
from homeassistant.core import CALLBACK_TYPE, Context, HomeAssistant, callback
from homeassistant.exceptions import Unauthorized
from homeassistant.helpers import config_validation as cv, entity_registry as er, intent
from homeassistant.helpers.translation import async_get_cached_translations, async_get_translations
from homeassistant.util import dt as dt_util
import probatio

from ..const import DOMAIN
from ..coordinator import V2HCoordinator
from ..core.home import Mode
from ..core.trips import km_per_kwh
from ..permissions import CONTROL, READ, async_check
from .answers import View, answer
from .commands import Commands
from .listening import understand
from .meaning import Day, Meaning, Period, Said
from .phrases import Phrase, exactly
from .recorded import async_saved_yen
from .repertoire import repertoire
from .spoken import SpokenWording

INTENT_SET_MODE: Final = "V2HSetMode"
INTENT_GET_STATUS: Final = "V2HGetStatus"

# The languages of our texts, and what stands between two sentences in each; others get the first.
_BETWEEN: Final = {"en": " ", "ja": ""}

INTENTS: Final[Mapping[Meaning, str]] = {
    Meaning.MODE: INTENT_SET_MODE,
    Meaning.NORMAL: "V2HUsualMode",
    Meaning.ECO: "V2HWhichEco",
    Meaning.WHICH_MODE: "V2HGetMode",
    Meaning.DOING: INTENT_GET_STATUS,
    Meaning.WHY_NOT: "V2HWhyNot",
    Meaning.LEVEL: "V2HGetCharge",
    Meaning.RANGE: "V2HGetRange",
    Meaning.FULL: "V2HWhenFull",
    Meaning.PLUGGED: "V2HIsPluggedIn",
    Meaning.SAVED: "V2HGetSavings",
    Meaning.COST: "V2HGetCost",
    Meaning.PRICE: "V2HGetPrice",
    Meaning.CHEAPEST: "V2HWhenCheapest",
    Meaning.PLAN: "V2HGetPlan",
    Meaning.STORM: "V2HGetWarnings",
    Meaning.BACKUP: "V2HGetBackupTime",
    Meaning.COMMANDING: "V2HIsCommanding",
    Meaning.TO_KNOW: "V2HWhatToKnow",
    Meaning.TRIP: "V2HPlanTrip",
    Meaning.CANCEL_TRIP: "V2HCancelTrip",
    Meaning.AS_USUAL: "V2HTomorrowAsUsual",
    Meaning.STAYS: "V2HCarStaysHome",
    Meaning.CHARGE: "V2HChargeNow",
    Meaning.STOP: "V2HStopCharging",
    Meaning.PAUSE: "V2HPause",
    Meaning.RESUME: "V2HResume",
    Meaning.HEED: "V2HHeedStorm",
    Meaning.IGNORE: "V2HIgnoreStorm",
}

_SOC = probatio.All(probatio.Coerce(float), probatio.Range(min=0, max=100))
_KM = probatio.All(probatio.Coerce(float), probatio.Range(min=0, max=3000))
_HOURS = probatio.All(probatio.Coerce(float), probatio.Range(min=0.05, max=168))
SLOTS: Final[dict[Any, Any]] = {
    probatio.Optional("mode"): probatio.In([mode.value for mode in Mode]),
    probatio.Optional("percent"): _SOC,
    probatio.Optional("km"): _KM,
    probatio.Optional("hours"): _HOURS,
    probatio.Optional("time"): cv.datetime,
    probatio.Optional("date"): cv.date,
    probatio.Optional("day"): probatio.In([day.value for day in Day]),
    probatio.Optional("period"): probatio.In([period.value for period in Period]),
    probatio.Optional("storage_id"): cv.string,
}


@callback
def async_listen(hass: HomeAssistant, planner: V2HCoordinator) -> CALLBACK_TYPE:
    """Register the intents and the phrases, until the returned function is called."""
    for meaning in INTENTS:
        intent.async_register(hass, PlannerIntent(planner, meaning))
    names = {item.storage.id: item.storage.name for item in planner.settings.storages}
    listener = _Listener(hass, names)
    # One trigger for all of them: Home Assistant would run every one that understands a sentence.
    forget = get_agent_manager(hass).register_trigger(list(listener.phrases), listener.async_hear)

    @callback
    def stop() -> None:
        forget()
        for intent_type in INTENTS.values():
            intent.async_remove(hass, intent_type)

    return stop


class PlannerIntent(intent.IntentHandler):
    """Answers a question, or does as it is told and says so."""

    description: str

    def __init__(self, planner: V2HCoordinator, meaning: Meaning) -> None:
        """Serve that home."""
        self._planner = planner
        self._meaning = meaning
        self.intent_type = INTENTS[meaning]
        self.description = f"V2H energy planner: {meaning.value.replace('_', ' ')}"

    @property
    @override
    def slot_schema(self) -> dict[Any, Any]:
        """Slots of the intent; only a mode that is to be set must be named."""
        if self._meaning is Meaning.MODE:
            return {**SLOTS, probatio.Required("mode"): probatio.In([mode.value for mode in Mode])}
        return SLOTS

    @override
    async def async_handle(self, intent_obj: intent.Intent) -> intent.IntentResponse:
        """Do it, and say so."""
        slots = self.async_validate_slots(intent_obj.slots)
        response = intent_obj.create_response()
        words = await async_spoken(intent_obj.hass, intent_obj.language)
        try:
            said = said_by(self._meaning, {name: slot["value"] for name, slot in slots.items()})
            text = await async_respond(intent_obj.hass, self._planner, said, words, intent_obj.context)
        except Unauthorized:  # an unknown user too
            code = intent.IntentResponseErrorCode.FAILED_TO_HANDLE
            response.async_set_error(code, words.text("voice_not_allowed"))
            return response
        response.async_set_speech(text)
        return response


async def async_respond(
    hass: HomeAssistant, planner: V2HCoordinator, said: Said, words: SpokenWording, context: Context
) -> str:
    """Return the answer, after what was commanded; Unauthorized where this person may not."""
    await async_check(hass, context, CONTROL if said.meaning.is_command else READ)
    if said.meaning.is_command:
        return await Commands(planner, words).async_do(said)
    saved = None
    if said.meaning is Meaning.SAVED and said.period not in (None, Period.TODAY):
        saved = await async_saved_yen(hass, planner, said.period)
    return answer(said, _view(planner, saved), words)


def _view(planner: V2HCoordinator, saved_yen: float | None) -> View:
    absences = planner.trip_log.absences
    known = {
        storage.id: storage.km_per_kwh or km_per_kwh(absences.get(storage.id, ()))
        for storage in planner.settings.home.storages
    }
    return View(
        settings=planner.settings,
        snapshot=planner.data,
        saved_yen=saved_yen,
        km_per_kwh={storage_id: km for storage_id, km in known.items() if km is not None},
    )


def said_by(meaning: Meaning, slots: Mapping[str, Any]) -> Said:
    """Return what the slots of an intent say; a time without a zone is the home's."""
    when: datetime | None = slots.get("time")
    if when is not None and when.tzinfo is None:
        when = when.replace(tzinfo=dt_util.get_default_time_zone())
    on: date | None = slots.get("date")
    return Said(
        meaning=meaning,
        mode=Mode(slots["mode"]) if "mode" in slots else None,
        soc=slots["percent"] / 100 if "percent" in slots else None,
        km=slots.get("km"),
        hours=slots.get("hours"),
        when=when,
        on=on,
        day=Day(slots["day"]) if "day" in slots else None,
        period=Period(slots["period"]) if "period" in slots else None,
        storage_id=slots.get("storage_id"),
    )


def _slots(said: Said) -> intent._SlotsType:
    """Return what was said as slots of an intent."""
    values = {
        "mode": said.mode,
        "percent": None if said.soc is None else round(100 * said.soc, 1),
        "km": said.km,
        "hours": said.hours,
        "time": None if said.when is None else said.when.isoformat(),
        "date": None if said.on is None else said.on.isoformat(),
        "day": said.day,
        "period": said.period,
        "storage_id": said.storage_id,
    }
    return {name: {"value": value} for name, value in values.items() if value is not None}


async def async_spoken(hass: HomeAssistant, language: str | None) -> SpokenWording:
    """Return the words to answer in: of the spoken language where we have texts in it."""
    spoken = (language or hass.config.language).partition("-")[0].lower()
    if spoken not in _BETWEEN:
        spoken = next(iter(_BETWEEN))
    await async_get_translations(hass, spoken, "common", {DOMAIN})
    texts = async_get_cached_translations(hass, spoken, "common", DOMAIN)
    return SpokenWording(texts, dt_util.get_default_time_zone(), _BETWEEN[spoken])


def _speech(response: intent.IntentResponse) -> str:
    return str(response.speech.get("plain", {}).get("speech", ""))


class _Listener:
    """Takes what a phrase has understood to its intent."""

    def __init__(self, hass: HomeAssistant, names: Mapping[str, str]) -> None:
        """Listen for the phrases; `names`: storages by id."""
        self._hass = hass
        self._names = names
        self.phrases: dict[str, Phrase] = repertoire(names.values())

    async def async_hear(self, spoken: ConversationInput, result: RecognizeResult) -> str | None:
        """Answer a sentence."""
        sentence = result.intent_sentence
        assert sentence is not None and sentence.text is not None
        phrase = exactly(self.phrases[sentence.text], spoken.text, self.phrases.values())
        if phrase is None:
            return await self._async_pass_on(spoken)
        if phrase.switches is not None and self._is_of_another(spoken.text):
            if (told := await self._async_by_home_assistant(spoken)) is not None:
                return told
        zone, now = dt_util.get_default_time_zone(), dt_util.utcnow()
        said = understand(phrase.meaning, spoken.text, now, zone, self._names)
        response = await intent.async_handle(
            self._hass,
            DOMAIN,
            INTENTS[phrase.meaning],
            _slots(said),
            spoken.text,
            spoken.context,
            spoken.language,
            assistant=CONVERSATION_DOMAIN,
            device_id=spoken.device_id,
            conversation_agent_id=spoken.agent_id,
        )
        return _speech(response)

    async def _async_pass_on(self, spoken: ConversationInput) -> str:
        """Give back what is none of ours: to Home Assistant's own sentences, then to the agent that was asked."""
        if (told := await self._async_by_home_assistant(spoken)) is not None:
            return told
        if spoken.agent_id in (None, conversation.HOME_ASSISTANT_AGENT):  # it would only ask us again
            return (await async_spoken(self._hass, spoken.language)).text("voice_not_understood")
        result = await conversation.async_converse(
            self._hass,
            spoken.text,
            spoken.conversation_id,
            spoken.context,
            language=spoken.language,
            agent_id=spoken.agent_id,
            device_id=spoken.device_id,
            satellite_id=spoken.satellite_id,
            extra_system_prompt=spoken.extra_system_prompt,
        )
        return _speech(result.response)

    async def _async_by_home_assistant(self, spoken: ConversationInput) -> str | None:
        """Return what Home Assistant says to a sentence, as to switch an air conditioner with an economy mode."""
        if (chat_log := current_chat_log.get()) is None:
            return None
        response = await conversation.async_handle_intents(self._hass, spoken, chat_log)
        return None if response is None else _speech(response)

    def _is_of_another(self, text: str) -> bool:
        """Return whether an exposed entity that is not ours is called so."""
        registry, text = er.async_get(self._hass), text.casefold()
        for state in self._hass.states.async_all():
            entry = registry.async_get(state.entity_id)
            if (entry is not None and entry.platform == DOMAIN) or not async_should_expose(
                self._hass, CONVERSATION_DOMAIN, state.entity_id
            ):
                continue
            names = intent.async_get_entity_aliases(self._hass, entry, state=state)
            if any(name.casefold() in text for name in names if name):
                return True
        return False
