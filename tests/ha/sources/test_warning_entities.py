"""Other integrations warn of a storm: the house gets ready, and says so where it cannot tell."""

from copy import deepcopy
from typing import Any

import pytest

from tests.ha.conftest import FakeHome, entry
from tests.ha.entry_forms import OPTIONS
from tests.readers.entity_states import fixture

MODE = "select.v2h_planner_mode"


def warned_by(entity_id: str) -> Any:
    """The planner of a home that is warned by this entity alone."""
    options = deepcopy(OPTIONS)
    options["storm"]["warnings"] = [entity_id]
    return entry(options=options)


@pytest.mark.parametrize(
    "name", ["warning_jma_weather", "warning_disasterinformation", "warning_smhi_alerts", "warning_geosphere"]
)
async def test_the_house_gets_ready_for_what_an_integration_tells(home: FakeHome, name: str) -> None:
    shown = fixture(name)
    home.entry = warned_by(shown["entity_id"])
    home.hass.states.async_set(shown["entity_id"], "なし")
    await home.start()
    assert home.shows(MODE) == "economy"
    # in force for as long as it is listed, whatever the year of the recording
    attributes = {key: value for key, value in shown["attributes"].items() if key not in ("start", "end")}
    for message in attributes.get("messages", ()):
        message.pop("start")
    home.set(shown["entity_id"], shown["state"], **attributes)
    await home.replan()
    assert home.shows(MODE) == "resilience"


async def test_rain_of_level_two_is_no_storm_and_of_level_four_is_one(home: FakeHome) -> None:
    shown = fixture("warning_jma_weather_rain")
    home.entry = warned_by(shown["entity_id"])
    home.hass.states.async_set(shown["entity_id"], "on", shown["attributes"])
    await home.start()
    assert home.shows(MODE) == "economy"
    home.set(shown["entity_id"], "on", level=4)
    await home.replan()
    assert home.shows(MODE) == "resilience"


@pytest.mark.parametrize(
    ("calm", "storm"), [("いいえ", "はい"), ("平常", "発令中"), ("none", "Storm Warning")]
)
async def test_a_template_may_say_it_in_its_own_words(home: FakeHome, calm: str, storm: str) -> None:
    home.entry = warned_by("sensor.template")
    home.set("sensor.template", calm)
    await home.start()
    assert home.shows(MODE) == "economy"
    home.set("sensor.template", storm)
    await home.replan()
    assert home.shows(MODE) == "resilience"


async def test_a_word_that_nobody_knows_becomes_a_repair(home: FakeHome) -> None:
    home.entry = warned_by("sensor.template")
    home.set("sensor.template", "エラー")
    await home.start()
    await home.wait(minutes=6)
    await home.replan()
    assert home.issues["sensor.template"] == "input_unknown"


async def test_a_storm_that_takes_the_place_of_an_advisory_is_seen_at_once_though_the_count_stays(
    home: FakeHome,
) -> None:
    shown = fixture("warning_jma_weather")
    home.entry = warned_by(shown["entity_id"])
    thunder = {"code": "14", "name": "雷注意報", "level": None, "status": "発表"}
    home.hass.states.async_set(shown["entity_id"], "1", {"warnings": [thunder]})
    await home.start()
    assert home.shows(MODE) == "economy"
    home.set(shown["entity_id"], "1", warnings=[shown["attributes"]["warnings"][0]])
    await home.replan()
    assert home.shows(MODE) == "resilience"
