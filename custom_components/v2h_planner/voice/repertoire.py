"""All phrases of both languages, the more special before the more general."""

from collections.abc import Iterable

from . import english, japanese
from .meaning import Meaning
from .phrases import Phrase


def repertoire(names: Iterable[str]) -> dict[str, Phrase]:
    """Return the phrases by their templates. `names`: of the cars and batteries, as a person calls them."""
    called = tuple(names)
    found: dict[str, Phrase] = {}
    for language in (english, japanese):
        speak = language.GRAMMAR.phrases
        phrases = [
            *(
                phrase
                for mode, templates in language.MODES.items()
                for phrase in speak(Meaning.MODE, templates, called, mode)
            ),
            *(
                phrase
                for meaning, templates in language.TEMPLATES.items()
                for phrase in speak(meaning, templates, called)
            ),
        ]
        for phrase in phrases:
            found.setdefault(phrase.template, phrase)
    return found
