"""Sentences as Home Assistant's agent recognizes them, without its slower rest."""

from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from hassil.intents import Intents, WildcardSlotList
from hassil.recognize import recognize_all

from custom_components.v2h_planner.voice.listening import understand
from custom_components.v2h_planner.voice.meaning import Meaning, Said
from custom_components.v2h_planner.voice.phrases import Phrase
from custom_components.v2h_planner.voice.repertoire import repertoire

TOKYO: Final = ZoneInfo("Asia/Tokyo")
# Friday evening.
SAID_AT: Final = datetime(2026, 9, 4, 19, 10, tzinfo=TOKYO)
NAMES: Final = {"car": "リーフ", "second": "Leaf"}


class Ear:
    """Recognizes what the phrases of a home understand."""

    def __init__(self) -> None:
        """Read all phrases, as the agent does before the first sentence."""
        self.phrases = repertoire(NAMES.values())
        said = {"said": {"data": [{"sentences": list(self.phrases)}]}}
        self._intents = Intents.from_dict({"language": "ja", "intents": said})
        for name in ("any", "more", "rest", "end", "because"):
            self._intents.slot_lists[name] = WildcardSlotList(name)

    def phrase(self, text: str) -> Phrase | None:
        """Return the phrase that understands a sentence."""
        for result in recognize_all(text, self._intents):
            assert result.intent_sentence is not None and result.intent_sentence.text is not None
            return self.phrases[result.intent_sentence.text]
        return None

    def said(self, text: str) -> tuple[str | None, dict[str, str]]:
        """Return what a sentence means, and what it says beside."""
        phrase = self.phrase(text)
        if phrase is None:
            return None, {}
        said = understand(phrase.meaning, text, SAID_AT, TOKYO, NAMES)
        return phrase.meaning.value, slots(said)


def slots(said: Said) -> dict[str, str]:
    """Return what was said as the lists of sentences write it."""
    when = None if said.when is None else f"{said.when.astimezone(TOKYO):%Y-%m-%dT%H:%M}"
    found = {
        "mode": said.mode,
        "percent": None if said.soc is None else f"{100 * said.soc:.0f}",
        "km": None if said.km is None else f"{said.km:g}",
        "hours": None if said.hours is None else f"{said.hours:g}",
    }
    match said.meaning:
        case Meaning.TRIP:
            found["leave"] = when
        case Meaning.PAUSE:
            found["until"] = when
        case Meaning.CHEAPEST:
            found["before"] = when
            found["day"] = None if when or said.on is None else said.on.isoformat()
        case Meaning.PLAN:
            found["day"] = said.day
        case Meaning.SAVED:
            found["period"] = said.period
    return {name: value for name, value in found.items() if value is not None}
