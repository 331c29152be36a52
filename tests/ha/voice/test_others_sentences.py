"""None of Home Assistant's own sentences is taken away: samples of all its English and Japanese templates."""

from itertools import islice
import json
from pathlib import Path
from random import Random
from typing import Final

from hassil.errors import MissingListError, MissingRuleError
from hassil.intents import Intents, TextSlotList, WildcardSlotList
from hassil.sample import sample_sentence
import home_assistant_intents
import pytest

from .hearing import Ear

DATA: Final = Path(home_assistant_intents.__file__).parent / "data"
NAMES: Final = {
    "en": ["Light", "Bedroom lamp", "Air conditioner", "garage door", "car port"],
    "ja": ["ライト", "エアコン", "寝室の電気", "車庫"],
}
AREAS: Final = {"en": ["kitchen", "garage"], "ja": ["キッチン", "車庫"]}
ANYTHING: Final = {"en": ["milk", "car wax"], "ja": ["牛乳", "車のワックス"]}
EACH: Final = 3
AMONG: Final = 200


@pytest.mark.parametrize("language", ["en", "ja"])
def test_none_of_home_assistants_own_sentences_is_ours(language: str) -> None:
    ear, random = Ear(), Random(7)
    theirs = Intents.from_dict(json.loads((DATA / f"{language}.json").read_text(encoding="utf-8")))
    lists = {
        name: TextSlotList.from_strings(ANYTHING[language], name=name)
        for name, values in theirs.slot_lists.items()
        if isinstance(values, WildcardSlotList)
    }
    lists |= {
        "name": TextSlotList.from_strings(NAMES[language], name="name"),
        "area": TextSlotList.from_strings(AREAS[language], name="area"),
        "floor": TextSlotList.from_strings(["upstairs"], name="floor"),
    }
    heard, taken = 0, []
    for intent in theirs.intents.values():
        for data in intent.data:
            slots = {**theirs.slot_lists, **data.slot_lists, **lists}
            rules = {**theirs.expansion_rules, **data.expansion_rules}
            for sentence in data.sentences:
                try:
                    found = list(islice(sample_sentence(sentence, slots, rules, language), AMONG))
                except MissingListError, MissingRuleError:
                    continue
                for text in random.sample(found, min(EACH, len(found))):
                    heard += 1
                    if (phrase := ear.phrase(text)) is not None:
                        taken.append((text, phrase.meaning))
    assert heard > 60
    assert taken == []
