"""Phrases: hassil templates with what each means, from rules that stand in for each other.

`<car>` in a template is the rule of that name; hassil's own rules cannot be given to a sentence trigger. Every phrase
names the car, the unit, charging, power or a mode of ours, so that none takes a sentence away from Home Assistant.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
import re
from typing import Final
import unicodedata

from .meaning import Meaning

_RULE: Final = re.compile(r"<(\w+)>")
# What hassil would read as its own.
_SYNTAX: Final = re.compile(r"[()\[\]{}<>|\\;@:#*+~]")
_ANYWHERE: Final = ("[{", "{")
# How a template is a regular expression.
_SIGN: Final = re.compile(r"\{(?P<name>\w+)\}|.")
_REGEX: Final = {"(": "(?:", ")": ")", "[": "(?:", "]": ")?", "|": "|", " ": " ?"}
_PUNCTUATION: Final = re.compile(r"[。,?!…]")
_OF_MODES: Final = (Meaning.MODE, Meaning.ECO, Meaning.NORMAL)
_SWITCHES: Final = {"!": True, "~": False}
# What may be anything ends with a word, where words have spaces between them: "the" holds no "he".
_ANYTHING: Final = re.compile(r"\[\{(\w+)\}\] ")
# A group of alternatives one of which is attached to the word before it: `the car (is|'s)`.
_CLITIC: Final = re.compile(r" ?([(\[])((?:[^()\[\]{}]*\|)?'[a-z][^()\[\]{}]*)([)\]])")


@dataclass(frozen=True, slots=True)
class Phrase:
    """A template and what it means. `switches`: a mode on or off by its name, which another entity may have too.

    `exactly`: what it understands of a language without spaces, whose words a wildcard of hassil cannot tell.
    """

    template: str
    meaning: Meaning
    switches: bool | None = None
    exactly: re.Pattern[str] | None = None


@dataclass(frozen=True, slots=True)
class Grammar:
    """The rules of a language, and what is said around a question and around a command.

    `lead`: what may come before a template, unless that begins with anything; before one of a mode only `mode_lead`, for an
    air conditioner has modes too. `bounds`: wildcards that stand for something of
    a kind only, as templates. To hassil they are anything: it would try all words everywhere, for a hundred times as long.
    `others`: words that make a sentence another's.
    """

    rules: Mapping[str, str]
    question: str
    command: str
    lead: str = ""
    mode_lead: str = ""
    bounds: Mapping[str, str] = field(default_factory=dict)
    others: str = ""

    def phrases(self, meaning: Meaning, templates: Iterable[str], names: Iterable[str]) -> Iterator[Phrase]:
        """Yield the phrases of a meaning; what begins with `!` switches a mode on, with `~` off.

        All of them are one template: Home Assistant parses it once, with what stands around it, not a hundred times.
        """
        frame = self.command if meaning.is_command or meaning is Meaning.ECO else self.question
        rules = {**self.rules, "names": _alternatives(names)}
        bodies: dict[bool | None, list[str]] = {}
        for template in templates:
            bodies.setdefault(_SWITCHES.get(template[0]), []).append(template.lstrip("!~ "))
        bounds = {name: _regex(_expand(bound, rules), {}) for name, bound in self.bounds.items()}
        lead = self.mode_lead if meaning in _OF_MODES else self.lead
        for switches, said in bodies.items():
            template = _expand(frame.replace("<phrase>", f"({_led(lead, said)})"), rules)
            yield Phrase(template, meaning, switches, self._exactly(template, bounds))

    def _exactly(self, template: str, bounds: Mapping[str, str]) -> re.Pattern[str] | None:
        if not bounds:
            return None
        not_theirs = f"(?!.*(?:{self.others}))" if self.others else ""
        return re.compile(not_theirs + _regex(template, bounds))


def _led(lead: str, templates: list[str]) -> str:
    """Return templates as alternatives, with what may lead to them written once."""
    led = [template for template in templates if not template.startswith(_ANYWHERE)]
    free = [template for template in templates if template.startswith(_ANYWHERE)]
    return "|".join([f"{lead}({'|'.join(led)})", *free] if led else free)


def exactly(phrase: Phrase, text: str, phrases: Iterable[Phrase]) -> Phrase | None:
    """Return the phrase that a sentence is, after hassil took it for `phrase`; None if it is none of ours."""
    if phrase.exactly is None:
        return phrase
    text = _PUNCTUATION.sub("", _folded(text)).strip()
    return next((one for one in phrases if one.exactly is not None and one.exactly.fullmatch(text)), None)


def _regex(template: str, bounds: Mapping[str, str]) -> str:
    """Return a template as a regular expression. `bounds`: of wildcards by name, as regular expressions."""

    def one(found: re.Match[str]) -> str:
        if (name := found["name"]) is None:
            return _REGEX.get(found[0]) or re.escape(found[0])
        return f"{bounds[name]}{{1,12}}" if name in bounds else ".+?"

    return _SIGN.sub(one, _folded(template))


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


def _expand(template: str, rules: Mapping[str, str]) -> str:
    template = _ANYTHING.sub(r"[{\1} ]", template)
    while _RULE.search(template):
        template = _RULE.sub(lambda found: f"({rules[found[1]]})", template)
    # Speech to text leaves apostrophes out as it likes.
    return _CLITIC.sub(_attached, template).replace("'", "[']")


def _attached(found: re.Match[str]) -> str:
    """Let 's and 'll follow the word before them, while their alternatives keep the space."""
    opening, inner, closing = found.groups()
    parts = (part if part.startswith("'") else f" {part.lstrip()}" for part in inner.split("|"))
    return f"{opening}{'|'.join(parts)}{closing}"


def _alternatives(names: Iterable[str]) -> str:
    """Return names as alternatives that hassil reads as text; a word that nobody says where there is none."""
    plain = (" ".join(_SYNTAX.sub(" ", name).split()) for name in names)
    return "|".join(dict.fromkeys(name for name in plain if name)) or "v2hplanner"
