"""A unit on ECHONET Lite is read as its owner would: what its plug, its modes and its silence mean."""

from datetime import datetime, timedelta
from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
from homeassistant.util import dt as dt_util
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.v2h_planner.core.control.soc_estimate import SocEstimate
from custom_components.v2h_planner.core.plan import Command
from custom_components.v2h_planner.core.readings import FaultKind, Readings, StorageReading, Verb
from custom_components.v2h_planner.readers.outage import read_outage
from custom_components.v2h_planner.sources.discovery import async_guess_home
from custom_components.v2h_planner.sources.entity_reader import EntityReader, async_entity_state

from .furnish import PLATFORMS, Shown, car_of, show

V2H, CHARGER = 0x027E, 0x02A1
HOUR = timedelta(hours=1)
NOW = datetime.fromisoformat("2026-05-16T01:30:00+00:00")


@pytest.fixture(autouse=True)
def morning(freezer: FrozenDateTimeFactory) -> None:
    """A day in May."""
    freezer.move_to(NOW)


def look(reader: EntityReader) -> StorageReading:
    """The car, now."""
    return reader.storage("car", dt_util.utcnow())


def faults(reader: EntityReader, *entity_ids: str) -> list[FaultKind]:
    """What is wrong with these entities."""
    readings: Readings = reader.readings(dt_util.utcnow())
    return [fault.kind for fault in readings.faults if fault.source in entity_ids]


# -- the plug ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("platform", PLATFORMS)
@pytest.mark.parametrize(
    ("home", "connected", "ready"),
    [
        ("v2h", True, (True, True)),
        ("v2h_not_ready", True, (False, False)),
        ("v2h_away", False, (None, None)),
    ],
)
async def test_a_plug_says_whether_the_car_is_there_and_what_it_is_ready_for(
    hass: HomeAssistant, platform: str, home: str, connected: bool, ready: tuple[bool | None, bool | None]
) -> None:
    show(hass, platform, home)
    _, reader = await car_of(hass)
    reading = look(reader)

    assert reading.connected is connected
    assert (reading.may_charge, reading.may_discharge) == ready


@pytest.mark.parametrize("platform", PLATFORMS)
async def test_a_car_of_which_the_unit_is_not_sure_what_it_can_is_there(
    hass: HomeAssistant, platform: str
) -> None:
    show(hass, platform, "v2h_unsure")
    _, reader = await car_of(hass)
    reading = look(reader)

    assert (reading.connected, reading.may_charge, reading.may_discharge) == (True, None, None)


async def test_a_charger_whose_car_does_not_let_itself_be_charged_has_a_car(hass: HomeAssistant) -> None:
    shown = show(hass, "echonet_lite", "charger_not_ready")
    found = {"soc_entity": shown[CHARGER, "e4"], "connected_entity": shown[CHARGER, "c7"]}
    _, reader = await car_of(hass, **found)
    reading = look(reader)

    assert (reading.connected, reading.may_charge, reading.may_discharge) == (True, False, False)


async def test_connected_is_only_connected_where_it_is_no_property_of_echonet(hass: HomeAssistant) -> None:
    show(hass, "echonetlite", "v2h")
    hass.states.async_set("sensor.wallbox", "connected")
    _, reader = await car_of(hass, connected_entity="sensor.wallbox")
    reading = look(reader)

    assert (reading.connected, reading.may_charge) == (True, None)


@pytest.mark.parametrize("platform", PLATFORMS)
async def test_what_a_unit_shows_without_its_car_is_no_fault(hass: HomeAssistant, platform: str) -> None:
    shown = show(hass, platform, "v2h_away")
    _, reader = await car_of(hass)

    assert look(reader).soc is None
    assert faults(reader, *shown.ids.values()) == []


# -- numbers and words ---------------------------------------------------------------------------------


@pytest.mark.parametrize("platform", PLATFORMS)
async def test_soc_power_and_mode_are_read_with_and_without_units(hass: HomeAssistant, platform: str) -> None:
    shown = show(hass, platform, "v2h")
    shown.set(V2H, "d3", -1500)
    _, reader = await car_of(hass)
    reading = look(reader)

    assert (reading.soc, reading.power_kw, reading.doing) == (0.6, -1.5, Verb.STANDBY)


async def test_a_current_in_tenths_of_an_ampere_is_a_power_at_200_volts(hass: HomeAssistant) -> None:
    shown = show(hass, "echonetlite", "v2h")
    shown.set(V2H, "d4", 150)
    _, reader = await car_of(hass, power_entity=shown[V2H, "d4"])

    assert look(reader).power_kw == pytest.approx(3.0)


async def test_a_current_is_a_power_of_any_unit(hass: HomeAssistant) -> None:
    show(hass, "echonetlite", "v2h")
    hass.states.async_set("sensor.amperes", "16", {"unit_of_measurement": "A"})
    _, reader = await car_of(hass, power_entity="sensor.amperes")

    assert look(reader).power_kw == pytest.approx(3.2)


@pytest.mark.parametrize("platform", PLATFORMS)
@pytest.mark.parametrize(("home", "outage"), [("v2h", False), ("v2h_outage", True)])
async def test_a_unit_that_stands_alone_tells_of_an_outage(
    hass: HomeAssistant, platform: str, home: str, outage: bool
) -> None:
    shown = show(hass, platform, home)

    assert (await async_guess_home(hass)).outages == (shown[V2H, "db"],)
    assert read_outage(async_entity_state(hass, shown[V2H, "db"]), NOW).value is outage


@pytest.mark.parametrize("platform", PLATFORMS)
async def test_a_conditioner_that_carries_the_house_tells_of_an_outage(
    hass: HomeAssistant, platform: str
) -> None:
    shown = show(hass, platform, "pcs")

    assert read_outage(async_entity_state(hass, shown[0x02A5, "d0"]), NOW).value is True


@pytest.mark.parametrize("platform", PLATFORMS)
async def test_a_unit_in_automatic_does_none_of_our_verbs(hass: HomeAssistant, platform: str) -> None:
    show(hass, platform, "v2h_automatic")
    _, reader = await car_of(hass, power_entity=None)

    assert look(reader).doing is None


# -- silence ------------------------------------------------------------------------------------------


async def for_hours(
    freezer: FrozenDateTimeFactory,
    reader: EntityReader,
    hours: float,
    verb: Verb = Verb.STANDBY,
    told: dict[str, Any] | None = None,
    shown: Shown | None = None,
) -> tuple[StorageReading, FaultKind | None]:
    """Time passes, a look a minute; `told`: what the unit tells at each, which is always something else."""
    item = reader.settings.storage("car")
    estimate = SocEstimate()
    command = Command(storage_id="car", verb=verb, power_kw=None, until_soc=None, reason=None)
    for minute in range(round(60 * hours)):
        freezer.tick(60)
        for key, value in (told or {}).items():
            shown.set(V2H, key, value + minute % 2)
        now = dt_util.utcnow()
        estimate = estimate.after(command, look(reader), item.storage, now)
    return estimate.judge(look(reader), reader.settings.stale_after, dt_util.utcnow())


@pytest.mark.parametrize("verb", [Verb.STANDBY, Verb.CHARGE, Verb.SURPLUS, Verb.DISCHARGE])
async def test_a_battery_at_rest_has_the_same_charge_in_the_morning(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, verb: Verb
) -> None:
    show(hass, "echonet_lite", "v2h")  # which tells nothing, because nothing changes
    _, reader = await car_of(hass)

    reading, fault = await for_hours(freezer, reader, 9, verb)
    assert (reading.soc, fault) == (0.6, None)


async def test_a_unit_without_a_power_sensor_and_with_a_mode_of_its_own_keeps_its_charge(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory
) -> None:
    show(hass, "echonet_lite", "v2h_automatic")
    _, reader = await car_of(hass, power_entity=None)

    reading, fault = await for_hours(freezer, reader, 3)
    assert (reading.soc, fault) == (0.6, None)


async def test_a_quiet_night_of_300_watts_moves_the_charge_by_less_than_its_sensor_shows(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory
) -> None:
    shown = show(hass, "echonetlite", "v2h")
    _, reader = await car_of(hass)

    reading, fault = await for_hours(freezer, reader, 2, Verb.DISCHARGE, {"d3": -300}, shown)
    assert fault is None
    assert reading.soc == pytest.approx(0.6 - 0.6 / 40 / 0.9, abs=0.01)


async def test_a_charge_that_stands_still_while_kilowatts_flow_is_not_believed(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory
) -> None:
    shown = show(hass, "echonet_lite", "v2h")
    _, reader = await car_of(hass)

    reading, fault = await for_hours(freezer, reader, 3, Verb.DISCHARGE, {"d3": -3000}, shown)
    assert (reading.soc, fault) == (None, FaultKind.FROZEN)


async def test_a_unit_that_died_beside_others_is_not_taken_for_one_at_rest(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory
) -> None:
    entry = MockConfigEntry(domain="echonet_lite")
    entry.add_to_hass(hass)
    shown = show(hass, "echonet_lite", "v2h", entry=entry)
    shown.set(V2H, "d3", -3000)
    elsewhere = "fe00009900000000000000000000000001-028801-e7_0"
    # another node, which makes the integration go on calling the first one's entities available

    er.async_get(hass).async_get_or_create("sensor", "echonet_lite", elsewhere, config_entry=entry)
    _, reader = await car_of(hass)

    reading, fault = await for_hours(freezer, reader, 3, Verb.DISCHARGE)
    assert (reading.soc, fault) == (None, FaultKind.STALE)


async def test_a_steady_power_is_as_fresh_as_what_else_its_node_tells(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory
) -> None:
    entry = MockConfigEntry(domain="echonet_lite")
    entry.add_to_hass(hass)
    shown = show(hass, "echonet_lite", "v2h", entry=entry)

    er.async_get(hass).async_get_or_create("sensor", "echonet_lite", "fe99-028801-e7_0", config_entry=entry)
    shown.set(V2H, "d3", 3000)
    _, reader = await car_of(hass)
    freezer.tick(3 * HOUR)
    assert look(reader).power_kw is None
    shown.set(V2H, "e2", 33_000)
    assert look(reader).power_kw == 3.0


# -- a car that comes ----------------------------------------------------------------------------------


async def away_and_back(freezer: FrozenDateTimeFactory, shown: Shown, reader: EntityReader) -> None:
    """The car leaves for two hours, and is plugged in again; its unit shows the charge that it left with."""
    there = shown.hass.states.get(shown[V2H, "c7"]).state
    away = "not_connected" if shown.platform == "echonet_lite" else "Not Connected"
    shown.set(V2H, "c7", away)
    look(reader)
    freezer.tick(2 * HOUR)
    shown.set(V2H, "c7", there)
    freezer.tick(20)


@pytest.mark.parametrize("platform", PLATFORMS)
async def test_the_charge_that_a_car_left_with_is_not_the_one_it_came_with(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, platform: str
) -> None:
    shown = show(hass, platform, "v2h")
    _, reader = await car_of(hass)
    await away_and_back(freezer, shown, reader)

    assert (look(reader).connected, look(reader).soc) == (True, None)
    shown.set(V2H, "e4", 31)
    assert look(reader).soc == 0.31


@pytest.mark.parametrize("platform", PLATFORMS)
async def test_a_car_that_was_only_unplugged_is_not_unknown_for_ever(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, platform: str
) -> None:
    shown = show(hass, platform, "v2h")
    _, reader = await car_of(hass)
    await away_and_back(freezer, shown, reader)
    assert look(reader).soc is None
    freezer.tick(timedelta(minutes=6))

    assert look(reader).soc == 0.6


async def test_a_sensor_of_another_make_has_longer_to_tell_what_the_car_came_with(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory
) -> None:
    shown = show(hass, "echonet_lite", "v2h")
    hass.states.async_set("sensor.leaf", "70", {"unit_of_measurement": "%"})
    _, reader = await car_of(hass, soc_entity="sensor.leaf")
    await away_and_back(freezer, shown, reader)
    freezer.tick(timedelta(minutes=20))
    assert look(reader).soc is None
    freezer.tick(timedelta(minutes=20))
    assert look(reader).soc == pytest.approx(0.7)


async def test_a_plug_that_changes_its_mind_about_discharging_is_no_arrival(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory
) -> None:
    shown = show(hass, "echonet_lite", "v2h")
    _, reader = await car_of(hass)
    freezer.tick(HOUR)
    shown.set(V2H, "c7", "chargeable")

    assert look(reader).soc == 0.6
