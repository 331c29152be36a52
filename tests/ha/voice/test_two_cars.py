"""With two cars a question is answered for each, and a command asks which one is meant."""

from dataclasses import replace
from typing import Any, cast

import pytest

from custom_components.v2h_planner.coordinator import V2HCoordinator
from custom_components.v2h_planner.core.readings import StorageReading
from custom_components.v2h_planner.voice.answers import View, answer
from custom_components.v2h_planner.voice.commands import Commands
from custom_components.v2h_planner.voice.meaning import Meaning, Said
from tests.face import house

from .conftest import FakePlanner
from .table import words

HOME = replace(
    house.HOME,
    storages=(
        replace(house.CAR, name="Leaf"),
        replace(house.CAR, id="second", name="Sakura", departures=()),
    ),
)


@pytest.fixture
def planner() -> FakePlanner:
    """A home whose two cars are plugged in."""
    snapshot = house.snapshot(house.plan(HOME), home=HOME)
    return FakePlanner(settings=house.settings(HOME), data=snapshot)


async def told(planner: FakePlanner, **said: Any) -> str:
    """Command something."""
    return await Commands(cast("V2HCoordinator", planner), words("en")).async_do(Said(**said))


def test_a_question_is_answered_for_each(planner: FakePlanner) -> None:
    view = View(planner.settings, planner.data)
    assert answer(Said(meaning=Meaning.LEVEL), view, words("en")) == "Leaf is at 50%. Sakura is at 50%."
    named = Said(meaning=Meaning.LEVEL, storage_id="second")
    assert answer(named, view, words("en")) == "Sakura is at 50%."


async def test_a_command_asks_which_car(planner: FakePlanner) -> None:
    assert await told(planner, meaning=Meaning.CHARGE) == "Which car: Leaf or Sakura?"
    assert planner.told == []
    await told(planner, meaning=Meaning.CHARGE, storage_id="second")
    assert planner.told == [("charge", ("second", None))]


async def test_the_only_car_that_is_there_is_meant(planner: FakePlanner) -> None:
    gone = StorageReading(storage_id="second", soc=0.5, connected=False)
    here = planner.data.readings.storage("car")
    planner.data = replace(planner.data, readings=replace(planner.data.readings, storages=(here, gone)))
    await told(planner, meaning=Meaning.CHARGE)
    assert planner.told == [("charge", ("car", None))]
