"""What is wrong with the settings is said in the language of the person, by key: no code carries a sentence."""

from collections.abc import Iterator
from itertools import product
import json
from pathlib import Path
from typing import Any

import pytest

from custom_components.v2h_planner import settings
from custom_components.v2h_planner.core.home import StorageKind
from custom_components.v2h_planner.core.horizon import SLOTS
from custom_components.v2h_planner.core.milp.data import Shape
from custom_components.v2h_planner.core.milp.program import program_path
from custom_components.v2h_planner.settings.errors import (
    AdderError,
    BandError,
    FitStartError,
    HomeTooLargeError,
    NoStorageError,
    PriceLimitsError,
    SettingsError,
    StorageError,
)
from custom_components.v2h_planner.settings.home_size import MOST_BATTERIES, MOST_EVS, check_home_size
from custom_components.v2h_planner.settings.scenario_rows import (
    ScenarioAreaError,
    ScenarioError,
    ScenarioPriceError,
)

TRANSLATIONS = Path(settings.__path__[0]).parent / "translations"
WORDS: dict[str, Any] = {
    language: json.loads((TRANSLATIONS / f"{language}.json").read_text("utf-8")) for language in ("en", "ja")
}
STORAGES = [("config_subentries", kind.value) for kind in StorageKind]

# Each error with what its text may speak of, and the parts of the forms that show it in the same words.
TREE: dict[type[SettingsError], tuple[dict[str, str], list[tuple[str, ...]]]] = {
    SettingsError: ({}, []),
    AdderError: ({"found": "託送料金 ?"}, [("config", "error"), ("options", "error")]),
    BandError: ({"found": "夜 22"}, [("config", "error"), ("options", "error")]),
    FitStartError: ({}, [("config", "error"), ("options", "error")]),
    PriceLimitsError: ({}, [("config", "error"), ("options", "error")]),
    StorageError: ({"found": "リーフ"}, [(*kind, "error") for kind in STORAGES]),
    NoStorageError: ({}, []),
    ScenarioError: ({"found": "月の電気"}, []),
    ScenarioPriceError: ({"found": "hepco_smart"}, []),
    ScenarioAreaError: ({}, []),
    HomeTooLargeError: ({"evs": "2", "batteries": "1"}, [(*kind, "abort") for kind in STORAGES]),
}


def leaves(error: type[SettingsError]) -> Iterator[type[SettingsError]]:
    """The error and those below it that have a text of their own."""
    if "key" in vars(error):
        yield error
    for below in error.__subclasses__():
        yield from leaves(below)


def at(words: Any, *path: str) -> Any:
    for key in path:
        words = words[key]
    return words


def test_every_error_of_the_tree_is_known_here_and_has_a_key_of_its_own() -> None:
    tree = list(leaves(SettingsError))
    assert set(tree) == set(TREE)
    assert len({error.key for error in tree}) == len(tree)


@pytest.mark.parametrize("language", WORDS)
@pytest.mark.parametrize("error", TREE, ids=lambda error: error.key)
def test_every_error_has_a_text_and_forms_say_it_in_the_same_words(
    error: type[SettingsError], language: str
) -> None:
    placeholders, forms = TREE[error]
    text = at(WORDS[language], "exceptions", error.key, "message")
    said = text.format(**placeholders)
    assert all(value in said for value in placeholders.values())
    for form in forms:
        assert at(WORDS[language], *form, error.key) == text


def test_an_error_carries_what_its_text_speaks_of() -> None:
    for error, (placeholders, _) in TREE.items():
        arguments = map(int, placeholders.values()) if error is HomeTooLargeError else placeholders.values()
        assert error(*arguments).placeholders == placeholders


@pytest.mark.parametrize("language", WORDS)
@pytest.mark.parametrize("error", [NoStorageError, HomeTooLargeError])
def test_a_home_of_the_wrong_size_is_a_repair_too(error: type[SettingsError], language: str) -> None:
    issue = WORDS[language]["issues"][error.key]
    for part in ("title", "description"):
        assert issue[part].format(name="家", **TREE[error][0])


def of(evs: int, batteries: int) -> list[StorageKind]:
    return [StorageKind.V2H_EV, *[StorageKind.CHARGER_EV] * evs][:evs] + [
        StorageKind.HOME_BATTERY
    ] * batteries


def test_every_home_up_to_the_limits_has_a_program_so_that_the_text_is_true() -> None:
    for evs, batteries in product(range(MOST_EVS + 1), range(MOST_BATTERIES + 1)):
        if evs or batteries:
            check_home_size(of(evs, batteries))
            assert program_path(Shape(evs, batteries, SLOTS)).exists()


@pytest.mark.parametrize(("evs", "batteries"), [(MOST_EVS + 1, 0), (0, MOST_BATTERIES + 1), (3, 2)])
def test_a_home_beyond_the_limits_is_told_the_limits(evs: int, batteries: int) -> None:
    with pytest.raises(HomeTooLargeError) as error:
        check_home_size(of(evs, batteries))
    assert error.value.placeholders == {"evs": str(MOST_EVS), "batteries": str(MOST_BATTERIES)}


def test_a_home_without_storages_has_no_size() -> None:
    with pytest.raises(NoStorageError):
        check_home_size([])
