"""Every blueprint loads, speaks one language, and does the same in both; what each does is in `automations/`."""

from pathlib import Path
import re
from typing import Any

from homeassistant.components.blueprint import models
from homeassistant.util import yaml as yaml_util
import pytest

from tests.ha.automations.house import ENGLISH, FILES, SCHEMAS

JAPANESE = re.compile("[ぁ-ゖァ-ヺ一-鿿。、（）「」～：]")


def test_there_are_twelve_in_two_languages() -> None:
    """Ten automations and two scripts, each with a file for each language."""
    assert len(ENGLISH) == 12
    assert len(FILES) == 24
    assert {path.with_stem(f"{path.stem}_ja") for path in ENGLISH} | set(ENGLISH) == set(FILES)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_each_speaks_one_language_and_knows_where_it_comes_from(path: Path) -> None:
    """English has no Japanese letter; the Japanese has no English sentence."""
    whole: dict[str, Any] = yaml_util.load_yaml_dict(path)
    models.Blueprint(
        whole,
        path=path.name,
        expected_domain=path.parent.parent.name,
        schema=SCHEMAS[path.parent.parent.name],
    )
    blueprint, domain = whole["blueprint"], path.parent.parent.name
    assert blueprint["source_url"].endswith(f"/blueprints/{domain}/v2h_planner/{path.name}")
    assert all("selector" in value for value in blueprint["input"].values())
    text = path.read_text(encoding="utf-8")
    if not path.stem.endswith("_ja"):
        assert not JAPANESE.search(text)
        return
    read = [blueprint["name"], blueprint["description"]]
    read += [
        value[key] for value in blueprint["input"].values() for key in ("name", "description") if key in value
    ]
    assert all(JAPANESE.search(words) for words in read)
    spaced = "[ぁ-ゖァ-ヺ一-鿿] +[A-Za-z0-9]|[A-Za-z0-9] +[ぁ-ゖァ-ヺ一-鿿]"
    assert [words for words in read if re.search(spaced, words)] == []


def shape(value: Any) -> Any:
    """What two languages have in common: all but the words."""
    if isinstance(value, dict):
        return {
            key: shape(item)
            for key, item in value.items()
            if key not in ("name", "description", "source_url")
        }
    if isinstance(value, list):
        return [shape(item) for item in value]
    return type(value).__name__ if isinstance(value, str) else value


@pytest.mark.parametrize("path", ENGLISH, ids=lambda path: path.stem)
def test_both_languages_do_the_same(path: Path) -> None:
    """Word for word the same, but for the words."""

    def words(value: Any) -> list[str]:
        if isinstance(value, dict):
            return [word for item in value.values() for word in words(item)]
        if isinstance(value, list):
            return [word for item in value for word in words(item)]
        return [value] if isinstance(value, str) else []

    english = yaml_util.load_yaml_dict(path)
    japanese = yaml_util.load_yaml_dict(path.with_stem(f"{path.stem}_ja"))
    assert shape(english) == shape(japanese)
    differ = [
        (a, b) for a, b in zip(words(english), words(japanese), strict=False) if a != b and "://" not in a
    ]
    assert [a for a, b in differ if not JAPANESE.search(b)] == []
