"""Whatever an ECHONET Lite integration shows of a unit, the forms open filled in and take what they open with."""

from dataclasses import replace

from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
import pytest

from custom_components.v2h_planner.core.home import StorageKind
from custom_components.v2h_planner.sources.discovery import async_guess_home, async_guess_storage
from custom_components.v2h_planner.sources.storage_guess import StorageGuess
from tests.ha import flow_walk
from tests.ha.flow_walk import bare_entry, new_storage, only_storage

from .furnish import PLATFORMS, show

setup_entry = flow_walk.setup_entry
V2H, CHARGER, BATTERY, PV, METER, BOARD, PCS = 0x027E, 0x02A1, 0x027D, 0x0279, 0x0288, 0x0287, 0x02A5
MANY = 20  # entities, and more


@pytest.mark.parametrize("platform", PLATFORMS)
async def test_a_v2h_unit_is_found_whole(hass: HomeAssistant, platform: str) -> None:
    shown = show(hass, platform, "v2h")
    assert len(shown.ids) > MANY

    assert await async_guess_storage(hass, StorageKind.V2H_EV) == StorageGuess(
        soc_entity=shown[V2H, "e4"],
        capacity_kwh=40.0,
        connected_entity=shown[V2H, "c7"],
        power_entity=shown[V2H, "d3"],
        charge_max_kw=6.0,
        discharge_max_kw=5.9,
        charge_min_kw=0.5,
        discharge_min_kw=0.5,
        select=shown[V2H, "da"],
        charge_number=shown[V2H, "eb"] if platform == "echonet_lite" else None,
        discharge_number=shown[V2H, "ec"] if platform == "echonet_lite" else None,
    )


@pytest.mark.parametrize("platform", PLATFORMS)
async def test_without_its_car_a_unit_is_found_and_the_capacity_is_left_to_the_person(
    hass: HomeAssistant, platform: str
) -> None:
    shown = show(hass, platform, "v2h_away")
    guess = await async_guess_storage(hass, StorageKind.V2H_EV)

    assert (guess.soc_entity, guess.capacity_kwh) == (shown[V2H, "e4"], None)
    assert (guess.connected_entity, guess.charge_max_kw) == (shown[V2H, "c7"], 6.0)


@pytest.mark.parametrize("platform", PLATFORMS)
@pytest.mark.parametrize(("whole", "stored", "capacity"), [("unknown", 24000, 40.0), (15000, 24000, 40.0)])
async def test_a_unit_that_does_not_tell_the_whole_tells_it_by_what_is_in(
    hass: HomeAssistant, platform: str, whole: object, stored: int, capacity: float
) -> None:
    shown = show(hass, platform, "v2h")
    shown.set(V2H, "d0", whole)
    shown.set(V2H, "e2", stored)

    assert (await async_guess_storage(hass, StorageKind.V2H_EV)).capacity_kwh == capacity


async def test_without_a_power_sensor_its_current_is_found(hass: HomeAssistant) -> None:
    shown = show(hass, "echonetlite", "v2h")
    shown.set(V2H, "d3", "Invalid setting")

    assert (await async_guess_storage(hass, StorageKind.V2H_EV)).power_entity == shown[V2H, "d4"]


@pytest.mark.parametrize("platform", PLATFORMS)
@pytest.mark.usefixtures("setup_entry")
async def test_the_forms_take_what_they_open_with(hass: HomeAssistant, platform: str) -> None:
    show(hass, platform, "v2h")
    entry = bare_entry(hass)
    walk = await new_storage(hass, entry, "v2h_ev")
    assert walk.suggested["name"] == "EV"
    least = {key: walk.suggested["more"][key] for key in ("charge_min_kw", "discharge_min_kw")}
    assert least == {"charge_min_kw": 0.5, "discharge_min_kw": 0.5}
    await walk.fill("found", walk.suggested)
    result = await walk.fill("control_found", walk.suggested)

    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert only_storage(entry).data["control"]["options"].keys() == {"charge", "discharge", "standby"}


async def test_a_charger_is_found(hass: HomeAssistant) -> None:
    shown = show(hass, "echonet_lite", "charger")

    assert await async_guess_storage(hass, StorageKind.CHARGER_EV) == StorageGuess(
        soc_entity=shown[CHARGER, "e4"],
        capacity_kwh=40.0,
        connected_entity=shown[CHARGER, "c7"],
        power_entity=shown[CHARGER, "d3"],
        charge_max_kw=6.0,
        charge_min_kw=1.2,
        select=shown[CHARGER, "da"],
    )


@pytest.mark.parametrize("platform", PLATFORMS)
async def test_a_home_battery_is_found(hass: HomeAssistant, platform: str) -> None:
    shown = show(hass, platform, "battery")
    both = {0: shown[BATTERY, "eb"], 1: shown[BATTERY, "ec"]}

    assert await async_guess_storage(hass, StorageKind.HOME_BATTERY) == StorageGuess(
        soc_entity=shown[BATTERY, "e4"],
        capacity_kwh=9.8,
        power_entity=shown[BATTERY, "d3"],
        charge_max_kw=3.0,
        discharge_max_kw=2.9,
        charge_min_kw=0.1,
        discharge_min_kw=0.1,
        select=shown[BATTERY, "da"],
        charge_number=both[0],
        discharge_number=both[1],
    )


@pytest.mark.parametrize("platform", PLATFORMS)
async def test_the_taken_units_other_percentages_are_not_a_second_car(
    hass: HomeAssistant, platform: str
) -> None:
    shown = show(hass, platform, "v2h")
    other = {**hass.states.get(shown[V2H, "c4"]).attributes, "friendly_name": "EV battery remaining SOC"}
    hass.states.async_set(shown[V2H, "c4"], "50", other | {"device_class": "battery"})

    guess = await async_guess_storage(hass, StorageKind.V2H_EV, frozenset({shown[V2H, "e4"]}))
    assert guess == StorageGuess()


@pytest.mark.parametrize("platform", PLATFORMS)
@pytest.mark.parametrize(
    ("home", "grid", "breaker"),
    [("house", (METER, "e7"), 60), ("board", (BOARD, "c6"), 60), ("pcs", (PCS, "e7"), None)],
)
async def test_sun_grid_and_contract_of_a_house_are_found(
    hass: HomeAssistant, platform: str, home: str, grid: tuple[int, str], breaker: int | None
) -> None:
    shown = show(hass, platform, home)
    guess = await async_guess_home(hass)

    assert (guess.pv_power, guess.grid_power, guess.grid_import_positive) == (
        shown[PV, "e0"],
        shown[grid],
        True,
    )
    assert guess.main_breaker_a == breaker


@pytest.mark.parametrize(
    ("amperes", "contract"),
    [("60", {"contract": "60"}), ("75", {"contract": "kva", "contract_kva": 15.0}), ("unknown", {})],
)
async def test_the_contract_that_goes_with_a_main_breaker_stands_in_the_form(
    hass: HomeAssistant, amperes: str, contract: dict[str, object]
) -> None:
    show(hass, "echonet_lite", "house").set(BOARD, "b0", amperes)
    from custom_components.v2h_planner.flows.home import home_start

    form = home_start(await async_guess_home(hass), {})
    assert {key: form[key] for key in ("contract", "contract_kva") if key in form} == contract


@pytest.mark.parametrize("platform", PLATFORMS)
async def test_what_the_form_would_refuse_is_not_proposed(hass: HomeAssistant, platform: str) -> None:
    shown = show(hass, platform, "v2h")
    whole = await async_guess_storage(hass, StorageKind.V2H_EV)
    for key in ("c7", "d3", "d4"):
        shown.set(V2H, key, "sideways")

    guess = await async_guess_storage(hass, StorageKind.V2H_EV)
    assert guess == replace(whole, connected_entity=None, power_entity=None)
