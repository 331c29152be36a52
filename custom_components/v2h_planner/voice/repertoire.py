"""All phrases of both languages, the more special before the more general."""

from collections.abc import Iterable

from . import english, japanese
from .phrases import Phrase


def repertoire(names: Iterable[str]) -> dict[str, Phrase]:
    """Return the phrases by their templates. `names`: of the cars and batteries, as a person calls them."""
    called = tuple(names)
    found: dict[str, Phrase] = {}
    for language in (english, japanese):
        for meaning, templates in language.TEMPLATES.items():
            for phrase in language.GRAMMAR.phrases(meaning, templates, called):
                found.setdefault(phrase.template, phrase)
    return found
