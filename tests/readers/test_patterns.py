"""No pattern of the component needs more than one pass over a text, and those that do see only short ones."""

import ast
from collections.abc import Iterator
from pathlib import Path
import re
from re import _constants as code, _parser as parser  # type: ignore[attr-defined]
from typing import Any

import pytest

import custom_components.v2h_planner as component

ROOT = Path(component.__file__).parent
FUNCTIONS = {"compile", "match", "fullmatch", "search", "split", "sub", "subn", "findall", "finditer"}
REPEATS = {code.MAX_REPEAT, code.MIN_REPEAT}
# Searched from every letter on, but only in what `text.narrow` or `text.brief` has cut.
SHORT_ONLY = {r"[^\s()・、,]+(?:警報|注意報)"}
CUT_BY_BRIEF = {"readers/warning_vocabulary.py", "readers/warning_texts.py", "readers/warning_records.py"}


def written() -> Iterator[tuple[str, str]]:
    """Yield every pattern of the source, with its place; what is put into one counts as a letter."""
    for path in sorted(ROOT.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args):
                continue
            if not (isinstance(node.func.value, ast.Name) and node.func.value.id == "re"):
                continue
            if node.func.attr == "escape":  # letters, no pattern
                continue
            assert node.func.attr in FUNCTIONS, ast.unparse(node)
            pattern = node.args[0]
            if isinstance(pattern, ast.Constant) and isinstance(pattern.value, str):
                yield str(path.relative_to(ROOT)), pattern.value
            elif isinstance(pattern, ast.JoinedStr):
                parts = (part.value if isinstance(part, ast.Constant) else "X" for part in pattern.values)
                yield str(path.relative_to(ROOT)), "".join(map(str, parts))


def endless(item: tuple[Any, Any]) -> bool:
    operator, argument = item
    return operator in REPEATS and argument[1] == code.MAXREPEAT


def parts(item: tuple[Any, Any]) -> Iterator[list[tuple[Any, Any]]]:
    """Yield the sequences within an item of a pattern."""
    operator, argument = item
    if operator in REPEATS:
        yield list(argument[2])
    elif operator is code.BRANCH:
        yield from (list(branch) for branch in argument[1])


def flat(sequence: list[tuple[Any, Any]]) -> Iterator[tuple[Any, Any]]:
    """Yield the items of a sequence and of its groups, one after another."""
    for operator, argument in sequence:
        if operator is code.SUBPATTERN:
            yield from flat(list(argument[3]))
        else:
            yield operator, argument


def slow(sequence: list[tuple[Any, Any]], within: bool = False) -> bool:
    """Whether a repeat without end is within another, or follows another with nothing fixed between them."""
    open_ended = False
    for item in flat(sequence):
        if endless(item):
            if within or open_ended:
                return True
            open_ended = True
        elif item[0] in {code.LITERAL, code.IN, code.ANY, code.NOT_LITERAL, code.CATEGORY}:
            open_ended = False
        if any(slow(inner, within or endless(item)) for inner in parts(item)):
            return True
    return False


PATTERNS = sorted(set(written()))


def test_the_patterns_are_found() -> None:
    assert len(PATTERNS) > 15


@pytest.mark.parametrize(("place", "pattern"), PATTERNS, ids=range(len(PATTERNS)))
def test_no_pattern_goes_over_a_text_again_and_again(place: str, pattern: str) -> None:
    if place in CUT_BY_BRIEF:
        return
    sequence = list(flat(list(parser.parse(pattern))))
    assert not slow(sequence), place
    assert pattern in SHORT_ONLY or not endless(sequence[0]) or anchored(place, pattern), place


def anchored(place: str, pattern: str) -> bool:
    """Whether a pattern that begins with a repeat is only tried at the beginning, or splits at it."""
    source = (ROOT / place).read_text()
    names = re.findall(r"(\w+)(?:: Final)? = re\.compile\(\s*r?f?" + re.escape(f'"{pattern}"'), source)
    if not names:
        return f're.split(r"{pattern}"' in source
    return all(use in {"match", "fullmatch"} for use in re.findall(rf"\b{names[0]}\.(\w+)\(", source))


@pytest.mark.parametrize(
    "pattern", [r"^(\D*?)\s*(\d{1,2})$", r"(a+)+$", r"(?:a|b+)*c", r"\s+\d*\s+", r"a*(b)?a*"]
)
def test_patterns_that_are_slow_are_known_as_such(pattern: str) -> None:
    assert slow(list(parser.parse(pattern)))
