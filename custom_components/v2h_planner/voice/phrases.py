"""Phrases: hassil templates with what each means, from rules that stand in for each other.

`<car>` in a template is the rule of that name; hassil's own rules cannot be given to a sentence trigger. Every phrase
names the car, the unit, charging, power or a mode of ours, so that none takes a sentence away from Home Assistant.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
import re
from typing import Final

from .meaning import Meaning

_RULE: Final = re.compile(r"<(\w+)>")
# What hassil would read as its own.
_SYNTAX: Final = re.compile(r"[()\[\]{}<>|\\;@:#*+~]")
_SWITCHES: Final = {"!": True, "~": False}
# What may be anything ends with a word, where words have spaces between them: "the" holds no "he".
_ANYTHING: Final = re.compile(r"\[\{(\w+)\}\] ")
# A group of alternatives one of which is attached to the word before it: `the car (is|'s)`.
_CLITIC: Final = re.compile(r" ?([(\[])((?:[^()\[\]{}]*\|)?'[a-z][^()\[\]{}]*)([)\]])")


@dataclass(frozen=True, slots=True)
class Phrase:
    """A template and what it means. `switches`: a mode on or off by its name, which another entity may have too."""

    template: str
    meaning: Meaning
    switches: bool | None = None


@dataclass(frozen=True, slots=True)
class Grammar:
    """The rules of a language, and what is said around a question and around a command."""

    rules: Mapping[str, str]
    question: str
    command: str

    def phrases(self, meaning: Meaning, templates: Iterable[str], names: Iterable[str]) -> Iterator[Phrase]:
        """Yield the phrases of a meaning; what begins with `!` switches a mode on, with `~` off.

        All of them are one template: Home Assistant parses it once, with what stands around it, not a hundred times.
        """
        frame = self.command if meaning.is_command or meaning is Meaning.ECO else self.question
        rules = {**self.rules, "names": _alternatives(names)}
        bodies: dict[bool | None, list[str]] = {}
        for template in templates:
            bodies.setdefault(_SWITCHES.get(template[0]), []).append(template.lstrip("!~ "))
        for switches, said in bodies.items():
            yield Phrase(_expand(frame.replace("<phrase>", f"({'|'.join(said)})"), rules), meaning, switches)


def _expand(template: str, rules: Mapping[str, str]) -> str:
    template = _ANYTHING.sub(r"[{\1} ]", template)
    while _RULE.search(template):
        template = _RULE.sub(lambda found: f"({rules[found[1]]})", template)
    return _CLITIC.sub(_attached, template)


def _attached(found: re.Match[str]) -> str:
    """Let 's and 'll follow the word before them, while their alternatives keep the space."""
    opening, inner, closing = found.groups()
    parts = (part if part.startswith("'") else f" {part.lstrip()}" for part in inner.split("|"))
    return f"{opening}{'|'.join(parts)}{closing}"


def _alternatives(names: Iterable[str]) -> str:
    """Return names as alternatives that hassil reads as text; a word that nobody says where there is none."""
    plain = (" ".join(_SYNTAX.sub(" ", name).split()) for name in names)
    return "|".join(dict.fromkeys(name for name in plain if name)) or "v2hplanner"
