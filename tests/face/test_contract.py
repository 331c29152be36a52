"""The contract: backend and card speak of the same fields."""

from pathlib import Path
import re
from typing import Any, get_type_hints

import pytest

from custom_components.v2h_planner.face import contract

FACE_TS = Path(__file__).parents[2] / "card" / "src" / "face.ts"

OURS = [
    "StorageFacts",
    "HomeFacts",
    "StorageNow",
    "Now",
    "Banner",
    "PlanSlot",
    "Target",
    "Plan",
    "Trip",
    "Evening",
    "PastSlot",
    "Face",
    "Preview",
    "ModeOutlook",
    "StormOutlook",
]


def fields_of_card(name: str) -> set[str]:
    """The fields of an interface of the card; those of the objects within it do not count."""
    text = re.sub(r"/\*.*?\*/", "", FACE_TS.read_text("utf-8"), flags=re.DOTALL)
    found = re.search(rf"export interface {name} \{{(.*?)^\}}", text, re.DOTALL | re.MULTILINE)
    assert found is not None, f"the card knows no {name}"
    body, shallow = found[1], found[1]
    while (shallow := re.sub(r"\{[^{}]*\}", "object", body)) != body:
        body = shallow
    return set(re.findall(r"^\s*(\w+)\??:", body, re.MULTILINE))


def choices_of_card(name: str) -> set[str]:
    """The strings that a type of the card allows."""
    found = re.search(rf"export type {name} =(.*?);", FACE_TS.read_text("utf-8"), re.DOTALL)
    assert found is not None, f"the card knows no {name}"
    return set(re.findall(r'"(\w+)"', found[1]))


@pytest.mark.parametrize("name", OURS)
def test_both_sides_know_the_same_fields(name: str) -> None:
    ours: type[Any] = getattr(contract, name)
    assert set(get_type_hints(ours)) == fields_of_card(name)


@pytest.mark.parametrize("name", ["BannerKind", "Offer"])
def test_both_sides_know_the_same_choices(name: str) -> None:
    assert set(getattr(contract, name).__value__.__args__) == choices_of_card(name)
