"""Odd people in front of the forms: nonsense in every field, and homes or storages that are removed meanwhile.

Whatever is sent is refused in words, or it is kept and can be planned with.
"""

from collections.abc import Iterator
from copy import deepcopy
from typing import Any
from unittest.mock import AsyncMock

from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType, InvalidData, section
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.v2h_planner.settings.errors import SettingsError
from custom_components.v2h_planner.settings.from_entry import settings_from_entry
from tests.ha import flow_walk
from tests.ha.entry_forms import (
    CHARGER_EV,
    HOME,
    HOME_BATTERY,
    OPTIONS,
    OUTAGE,
    PEOPLE,
    PRICES,
    STORM,
    TABLE,
    V2H_EV,
    home_entry,
    storage,
)
from tests.ha.flow_walk import (
    Walk,
    added,
    change_storage,
    home_page,
    new_home,
    new_storage,
    options_of,
    storage_page,
)
from tests.ha.flows import test_nothing_is_lost
from tests.ha.flows.test_nothing_is_lost import as_it_stands

house, setup_entry = flow_walk.house, flow_walk.setup_entry
away = test_nothing_is_lost.away
pytestmark = pytest.mark.usefixtures("setup_entry", "house", "away")

NONSENSE: list[Any] = [
    None,
    "",
    "７",
    "x" * 300,
    "sensor.nowhere",
    True,
    -1,
    10**400,
    float("nan"),
    [None],
    [[["mon"]]],
    [{"start": "07:00", "price": "31,8", "days": [["mon"]], "months": [13]}],
    [{"name": "<b>{x}</b>", "price": 1, "first": "2026"}],
    [{"start": "07:00:00", "price": 30.0}] * 300,
    {"x": 1},
]


def places(schema: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Every field of a form, those within its sections included."""
    for marker, inner in schema.schema.items():
        yield (*path, str(marker))
        if isinstance(inner, section):
            yield from places(inner.schema, (*path, str(marker)))


def with_nonsense(answer: dict[str, Any], place: tuple[str, ...], nonsense: Any) -> dict[str, Any]:
    changed = deepcopy(answer)
    inner = changed
    for key in place[:-1]:
        inner = inner[key]
    inner[place[-1]] = nonsense
    return changed


async def send(walk: Walk, answer: dict[str, Any]) -> bool:
    """Send an answer until it is kept (True) or refused; whoever is asked whether it is meant says yes."""
    for _ in range(4):
        try:
            await walk.go(deepcopy(answer))
        except InvalidData:  # the form says so beside its field
            return False
        if walk.result["type"] is not FlowResultType.FORM:
            return True
        answer = as_it_stands(walk.result["data_schema"])
    return False


def kept(entry: MockConfigEntry) -> list[dict[str, Any]]:
    """What is stored of the home and of its storages."""
    return [
        deepcopy(dict(part)) for part in (entry.options, *(sub.data for sub in entry.subentries.values()))
    ]


async def harmed(hass: HomeAssistant, entry: MockConfigEntry, start: Any) -> list[tuple[Any, ...]]:
    """Put all nonsense into every field of the form with which `start` begins; return what did harm there.

    Harm is an answer that was refused and stored all the same, and one that was kept and cannot be read.
    """
    options, harm = deepcopy(dict(entry.options)), []
    walk = await start()
    answer = as_it_stands(walk.result["data_schema"])
    for place in places(walk.result["data_schema"]):
        for nonsense in NONSENSE:
            walk = await start()
            before = kept(entry)
            if not await send(walk, with_nonsense(answer, place, nonsense)) and kept(entry) != before:
                harm.append((place, nonsense, "was refused and stored"))
            try:
                settings_from_entry(entry)
            except SettingsError as err:
                harm.append((place, nonsense, err.key))
            hass.config_entries.async_update_entry(entry, options=deepcopy(options))
            for flow in hass.config_entries.options.async_progress():
                hass.config_entries.options.async_abort(flow["flow_id"])
    return harm


@pytest.mark.parametrize("form", ["home", "storm", "outage", "people", "dashboard"])
async def test_nonsense_in_a_form_of_the_home_is_refused_or_harmless(hass: HomeAssistant, form: str) -> None:
    entry = added(hass, home_entry())
    entry.add_update_listener(AsyncMock())  # as one that is set up has

    async def start() -> Walk:
        walk = await options_of(hass, entry)
        await walk.choose(form)
        return walk

    assert await harmed(hass, entry, start) == []


@pytest.mark.parametrize("prices", [PRICES, TABLE])
async def test_nonsense_in_the_terms_of_a_tariff_is_refused_or_harmless(
    hass: HomeAssistant, prices: dict[str, Any]
) -> None:
    entry = added(hass, home_entry(options={**OPTIONS, "prices": prices}))
    entry.add_update_listener(AsyncMock())

    async def start() -> Walk:
        walk = await options_of(hass, entry)
        await walk.choose("prices")
        await walk.at_terms(prices)
        return walk

    assert await harmed(hass, entry, start) == []


@pytest.mark.parametrize(
    ("kind", "data"), [("v2h_ev", V2H_EV), ("charger_ev", CHARGER_EV), ("home_battery", HOME_BATTERY)]
)
async def test_nonsense_in_a_form_of_a_storage_is_refused_or_harmless(
    hass: HomeAssistant, kind: str, data: dict[str, Any]
) -> None:
    entry = added(hass, home_entry(storage(kind, data, name="Leaf", subentry_id="leaf")))
    entry.add_update_listener(AsyncMock())
    for form in data:

        async def start(form: str = form) -> Walk:
            subentry = entry.subentries["leaf"]
            hass.config_entries.async_update_subentry(entry, subentry, data=deepcopy(data), title="Leaf")
            walk = await change_storage(hass, entry)
            await walk.choose(form)
            return walk

        assert await harmed(hass, entry, start) == []


async def test_nonsense_on_the_page_of_a_new_storage_is_refused_or_harmless(hass: HomeAssistant) -> None:
    entry = added(hass, home_entry(storage("charger_ev", CHARGER_EV, name="Kei", subentry_id="kei")))
    entry.add_update_listener(AsyncMock())

    async def start() -> Walk:
        for subentry_id in [key for key in entry.subentries if key != "kei"]:
            hass.config_entries.async_remove_subentry(entry, subentry_id)
        for flow in hass.config_entries.subentries.async_progress():
            hass.config_entries.subentries.async_abort(flow["flow_id"])
        return await new_storage(hass, entry, "v2h_ev")

    assert await harmed(hass, entry, start) == []


async def test_a_home_that_is_removed_meanwhile_ends_the_form_of_a_new_storage(hass: HomeAssistant) -> None:
    entry = added(hass, home_entry())
    walk = await new_storage(hass, entry, "home_battery")
    answer = as_it_stands(walk.result["data_schema"])
    await hass.config_entries.async_remove(entry.entry_id)
    result = await walk.go(answer | {"soc_entity": "sensor.battery_soc", "capacity_kwh": 9.8})
    assert (result["type"], result["reason"]) == (FlowResultType.ABORT, "home_removed")


async def test_a_home_that_is_removed_meanwhile_ends_its_options(hass: HomeAssistant) -> None:
    entry = added(hass, home_entry())
    walk = await options_of(hass, entry)
    await walk.choose("people")
    await hass.config_entries.async_remove(entry.entry_id)
    result = await walk.go({"hands_off_hours": 3, "stale_minutes": 60})
    assert (result["type"], result["reason"]) == (FlowResultType.ABORT, "home_removed")


@pytest.mark.parametrize("form", ["battery", "powers", "departures", "control"])
async def test_a_storage_that_is_removed_meanwhile_ends_its_form(hass: HomeAssistant, form: str) -> None:
    entry = added(hass, home_entry())
    entry.add_update_listener(AsyncMock())
    walk = await change_storage(hass, entry)
    await walk.choose(form)
    hass.config_entries.async_remove_subentry(entry, "leaf")
    for _ in range(4):
        if walk.result["type"] is FlowResultType.FORM:
            await walk.go(as_it_stands(walk.result["data_schema"]))
    assert (walk.result["type"], walk.result["reason"]) == (FlowResultType.ABORT, "storage_removed")


# ------------------------------------------------------------------------------------ odd homes

HOME_PAGE = home_page(HOME, STORM, OUTAGE, PEOPLE)
LEAF_PAGE = storage_page("Leaf", V2H_EV["battery"], V2H_EV["powers"])
CAR_OPTIONS = {"charge": "charge", "discharge": "discharge", "standby": "standby"}


@pytest.mark.parametrize("state", ["unavailable", "unknown"])
async def test_a_home_in_which_nothing_answers_just_now_is_set_up_all_the_same(
    hass: HomeAssistant, state: str
) -> None:
    for shown in hass.states.async_all():
        hass.states.async_set(shown.entity_id, state, shown.attributes)
    walk = await new_home(hass)
    await walk.pay(PRICES)
    await walk.fill("found", HOME_PAGE)
    while walk.result["step_id"] != "first_storage":  # what does not answer may have states to choose from
        assert walk.errors == {}
        await walk.go(as_it_stands(walk.result["data_schema"]))
    result = await walk.choose("v2h_ev")
    assert result["type"] is FlowResultType.CREATE_ENTRY
    walk = await new_storage(hass, result["result"], "v2h_ev")
    await walk.fill("found", LEAF_PAGE)
    await walk.fill("control", {"kind": "select"})
    await walk.fill(
        "control_select", {"entity": "select.v2h_mode", "charge_number": "number.v2h_charge_power"}
    )
    result = await walk.fill("control_options", {**CAR_OPTIONS, "safe": "standby", "verify_seconds": 90})
    assert result["type"] in (FlowResultType.CREATE_ENTRY, FlowResultType.MENU)


async def test_a_sensor_that_is_renamed_while_the_page_is_open_is_asked_for_and_nothing_else(
    hass: HomeAssistant,
) -> None:
    walk = await new_home(hass)
    await walk.pay(PRICES)
    load = hass.states.get("sensor.load")
    hass.states.async_remove("sensor.load")
    hass.states.async_set("sensor.house", load.state, load.attributes)
    meters = {**HOME_PAGE["meters"], "contract_kva": 8}
    await walk.fill("found", {**HOME_PAGE, "contract": "kva", "meters": meters})
    assert walk.errors == {"load_power": "missing"}
    again = as_it_stands(walk.result["data_schema"])
    assert (again["contract"], again["meters"]["contract_kva"]) == ("kva", 8)
    await walk.fill("found", again | {"load_power": "sensor.house"})
    assert walk.result["step_id"] == "first_storage"


async def test_a_set_up_that_was_left_in_the_middle_can_be_begun_again(hass: HomeAssistant) -> None:
    left = await new_home(hass)
    await left.pay(PRICES)
    walk = await new_home(hass)
    await walk.pay(PRICES)
    await walk.fill("found", HOME_PAGE)
    entry = (await walk.choose("v2h_ev"))["result"]
    # The window that was left is still open somewhere: it can end in words only.
    assert not hass.config_entries.flow.async_progress_by_handler("v2h_planner")
    assert hass.config_entries.async_entries("v2h_planner") == [entry]


async def test_two_windows_cannot_make_two_storages_of_one_name(hass: HomeAssistant) -> None:
    entry = added(hass, home_entry(storage("charger_ev", CHARGER_EV, name="Kei", subentry_id="kei")))
    entry.add_update_listener(AsyncMock())
    one, other = [await new_storage(hass, entry, "v2h_ev") for _ in range(2)]
    for walk in (one, other):
        await walk.fill("found", LEAF_PAGE)
    await one.fill("control", {"kind": "none"})
    await other.fill("control", {"kind": "none"})
    assert other.errors == {"name": "name_taken", "soc_entity": "soc_in_use"}
    assert [item.title for item in entry.subentries.values()] == ["Kei", "Leaf"]
