"""What is typed into a form has its bounds, and two names that look alike are one."""

from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import InvalidData
import pytest

from custom_components.v2h_planner.settings.adder_rows import parse_adders
from custom_components.v2h_planner.settings.errors import AdderError, BandError
from custom_components.v2h_planner.settings.time_of_use_rows import parse_table
from tests.ha import flow_walk
from tests.ha.entry_forms import BATTERY, DEPARTURES, NO_TRIP, POWERS, V2H_EV, home_entry, storage
from tests.ha.flow_walk import Walk, added, bare_entry, change_storage, new_storage, storage_page

house, setup_entry = flow_walk.house, flow_walk.setup_entry
pytestmark = pytest.mark.usefixtures("setup_entry", "house")


def battery(name: str, soc: str = "sensor.kei_soc") -> dict[str, Any]:
    told = {"soc_entity": soc, "capacity_kwh": 20, "power_charging_positive": True}
    return storage_page(name, told, POWERS, "none")


@pytest.mark.parametrize(
    ("name", "error"),
    [
        ("x" * 65, "name_too_long"),
        ("あ" * 1_000_000, "name_too_long"),
        ("   \n\t ", "name_missing"),
        ("\u202e\u200b", "name_missing"),
        ("leaf", "name_taken"),
        ("Ｌｅａｆ", "name_taken"),
        (" Leaf\n", "name_taken"),
        ("Le\u200baf", "name_taken"),
    ],
)
async def test_a_name_that_nobody_can_tell_is_refused(hass: HomeAssistant, name: str, error: str) -> None:
    entry = added(hass, home_entry(storage("v2h_ev", V2H_EV, name="Leaf", subentry_id="leaf")))
    walk = await new_storage(hass, entry, "v2h_ev")
    await walk.fill("found", battery(name))
    assert walk.errors == {"name": error}


async def test_a_name_of_two_lines_becomes_one(hass: HomeAssistant) -> None:
    walk = await new_storage(hass, bare_entry(hass), "v2h_ev")
    await walk.fill("found", battery("  Second\u2028car\x00 of ours "))
    assert walk.result["description_placeholders"]["name"] == "Second car of ours"


def test_a_tariff_of_more_rows_than_any_has_is_refused() -> None:
    with pytest.raises(AdderError):
        parse_adders(["service 1.0"] * 201)
    with pytest.raises(BandError):
        parse_table([f"{i % 24}:{i % 60:02} {i}" for i in range(100_000)])
    assert len(parse_adders(["service 1.0"] * 200)) == 200


async def at_departures(hass: HomeAssistant) -> Walk:
    car = storage("v2h_ev", V2H_EV, name="Leaf", subentry_id="leaf")
    walk = await change_storage(hass, added(hass, home_entry(car)))
    await walk.choose("departures")
    return walk


def weekly(**trip: Any) -> dict[str, Any]:
    first = {**DEPARTURES["trip_1"], **trip}
    return {"trips_from": "weekly", "trip_1": first, "trip_2": NO_TRIP, "trip_3": NO_TRIP}


@pytest.mark.parametrize("leave", ["7:30", "07:30", "０７:３０:００", " 07:30:15 "])
async def test_a_time_is_understood_however_it_is_typed(hass: HomeAssistant, leave: str) -> None:
    walk = await at_departures(hass)
    await walk.fill("departures", weekly(leave=leave))
    assert walk.result["reason"] == "reconfigure_successful"


@pytest.mark.parametrize("leave", ["25:00", "07:30+09:00", "noon", "", 730, None, ["07:30"], "7" * 100_000])
async def test_what_is_no_time_is_refused(hass: HomeAssistant, leave: object) -> None:
    walk = await at_departures(hass)
    with pytest.raises(InvalidData):
        await walk.fill("departures", weekly(leave=leave))


async def test_a_trip_of_seconds_is_none(hass: HomeAssistant) -> None:
    walk = await at_departures(hass)
    await walk.fill("departures", weekly(leave="07:30:00", back="07:30:30"))
    assert walk.errors == {"base": "leave_is_back"}


async def test_a_day_that_is_said_twice_does_not_overlap_itself(hass: HomeAssistant) -> None:
    walk = await at_departures(hass)
    await walk.fill("departures", weekly(weekdays=["mon", "mon"]))
    assert walk.result["reason"] == "reconfigure_successful"


async def test_yes_is_no_number(hass: HomeAssistant) -> None:
    walk = await new_storage(hass, bare_entry(hass), "v2h_ev")
    with pytest.raises(InvalidData):
        await walk.fill("found", storage_page("Leaf", {**BATTERY, "capacity_kwh": True}, POWERS))
