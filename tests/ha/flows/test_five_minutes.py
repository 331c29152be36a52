"""Five minutes and a few words: whole set-ups of homes of each kind, with the screens and the fields counted.

A person sends what stands in a form, and fills in what does not: that is "typed". "Visible" is what no closed section
hides. `pytest -s` prints the table.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from unittest.mock import AsyncMock, patch

from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType, section
import probatio
import pytest

from custom_components.v2h_planner.core.tariff.presets import MARKET_PRESETS
from custom_components.v2h_planner.core.tariff.table_presets import TABLE_PRESETS
from custom_components.v2h_planner.feeds.http_json import UnavailableError
from custom_components.v2h_planner.readers.jma.areas import Areas, JmaArea
from custom_components.v2h_planner.settings.from_entry import settings_from_entry
from tests.echonet.furnish import PLATFORMS, show
from tests.ha import flow_walk
from tests.ha.entry_forms import CHIYODA
from tests.ha.flow_walk import Walk, new_home, new_storage, suggestions

house, setup_entry = flow_walk.house, flow_walk.setup_entry
pytestmark = pytest.mark.usefixtures("setup_entry", "surroundings")

MOST_SCREENS, MOST_TYPED = 8, 8
HERE = JmaArea(**CHIYODA)
STORM = "custom_components.v2h_planner.flows.storm"
READY = "custom_components.v2h_planner.flows.storage_ready"


@pytest.fixture
def surroundings(hass: HomeAssistant) -> Iterator[None]:
    """A browser, a telephone, and JMA."""
    hass.services.async_register("notify", "mobile_app_pixel", lambda call: None)

    async def areas(*_: object) -> Areas:
        return Areas({HERE.code: HERE})

    async def find(*_: object) -> JmaArea:
        return HERE

    with (
        patch(f"{READY}.async_has_dashboards", return_value=True),
        patch(f"{STORM}.async_areas", areas),
        patch(f"{STORM}.async_find", find),
    ):
        yield


def in_japan(hass: HomeAssistant) -> None:
    hass.config.country = "JP"
    hass.config.latitude, hass.config.longitude = 35.68, 139.76


@dataclass(slots=True)
class Count:
    """What a set-up asked of a person."""

    screens: list[str] = field(default_factory=list)
    total: int = 0
    visible: int = 0
    typed: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        told = f"{len(self.screens)} screens, {self.total} fields, {self.visible} visible, {len(self.typed)} typed"
        return f"{told}\n    screens: {', '.join(self.screens)}\n    typed: {', '.join(self.typed)}"


def answer(schema: Any, known: Mapping[str, Any], count: Count, *, seen: bool = True) -> dict[str, Any]:
    """Send what stands there; where nothing does, type what is known."""
    given, found = {}, suggestions(schema)
    for marker, inner in schema.schema.items():
        name = str(marker)
        if isinstance(inner, section):
            given[name] = answer(inner.schema, known, count, seen=seen and not inner.options["collapsed"])
            continue
        count.total += 1
        count.visible += seen
        if name in found:
            given[name] = found[name]
        elif not isinstance(marker.default, probatio.Undefined):
            given[name] = marker.default()
        elif name in known:
            given[name] = known[name]
            count.typed.append(name)
        else:
            assert isinstance(marker, probatio.Optional), f"nobody knows {name}"
    return given


async def set_up(
    hass: HomeAssistant, known: dict[str, dict[str, Any]], choices: tuple[str, ...] = ()
) -> Count:
    """Walk from the first screen to the last."""
    count, walk = Count(), await new_home(hass)
    while True:
        result = walk.result
        if result["type"] is FlowResultType.CREATE_ENTRY:
            if "next_flow" not in result:
                return count
            (flow,) = hass.config_entries.subentries.async_progress()
            first = hass.config_entries.subentries.async_get(flow["flow_id"])
            assert first["flow_id"] == result["next_flow"][1]
            path = ("config_subentries", flow["handler"][1])
            shown = await hass.config_entries.subentries.async_configure(flow["flow_id"])
            walk = Walk(hass.config_entries.subentries, path, shown)
            continue
        name = f"{walk.path[-1]}.{result['step_id']}"
        count.screens.append(name)
        if result["type"] is FlowResultType.MENU:
            options = result["menu_options"]
            await walk.choose(next((option for option in options if option in choices), options[0]))
            continue
        assert not result["errors"], (name, result["errors"], result["description_placeholders"])
        assert len(count.screens) < 2 * MOST_SCREENS, count
        await walk.go(answer(result["data_schema"], known.get(name, {}), count))


def told(home: str, count: Count) -> None:
    print(f"\n{home}: {count}")  # noqa: T201


def planned(hass: HomeAssistant) -> Any:
    """The home as it is planned for: a set-up that planned nothing would be no set-up."""
    (entry,) = hass.config_entries.async_entries("v2h_planner")
    return settings_from_entry(entry)


def plans(walk: Walk) -> list[str]:
    """The list of plans to choose from."""
    options: list[str] = walk.result["data_schema"].schema["plan"].config["options"]
    return options


async def test_the_plans_of_the_supply_area_come_first(hass: HomeAssistant) -> None:
    in_japan(hass)
    shown = plans(await new_home(hass))
    presets = MARKET_PRESETS | TABLE_PRESETS
    here = [key for key, preset in presets.items() if preset.area == "tokyo"]
    assert set(shown[: len(here)]) == set(here)
    assert set(shown) == set(presets)
    assert shown.index("own_table") < shown.index("looop_okinawa")


async def test_without_jma_the_list_is_there_all_the_same(hass: HomeAssistant) -> None:
    in_japan(hass)
    with patch(f"{STORM}.async_areas", AsyncMock(side_effect=UnavailableError("timeout"))):
        assert set(plans(await new_home(hass))) == set(MARKET_PRESETS | TABLE_PRESETS)


@pytest.mark.parametrize(("country", "plan"), [("JP", "market"), ("DE", "all_in")])
@pytest.mark.usefixtures("house")
async def test_a_price_sensor_that_is_found_is_proposed(hass: HomeAssistant, country: str, plan: str) -> None:
    hass.config.country = country
    walk = await new_home(hass)
    assert walk.suggested == {"plan": plan, "price_entity": "sensor.prices"}
    assert plans(walk)[0] == plan


async def test_whoever_closes_the_window_after_the_home_adds_the_car_later(hass: HomeAssistant) -> None:
    in_japan(hass)
    show(hass, "echonet_lite", "v2h")
    show(hass, "echonet_lite", "board")
    walk, count = await new_home(hass), Count()
    while walk.result["type"] is FlowResultType.FORM:
        known = TEPCO.get(f"config.{walk.result['step_id']}", {})
        await walk.go(answer(walk.result["data_schema"], known, count))
    (flow,) = hass.config_entries.subentries.async_progress()
    hass.config_entries.subentries.async_abort(flow["flow_id"])
    (entry,) = hass.config_entries.async_entries("v2h_planner")
    assert entry.options.keys() == {"prices", "home", "storm", "outage", "people"}
    assert not entry.subentries

    again = await new_storage(hass, entry, "v2h_ev")
    await again.go(answer(again.result["data_schema"], {}, count))
    await again.go(answer(again.result["data_schema"], {}, count))
    await again.choose("ready_plain")
    assert len(entry.subentries) == 1


# What only a person knows of the usual home: its plan, and this month's fuel adjustment from the bill.
TEPCO: dict[str, dict[str, Any]] = {
    "config.user": {"plan": "tepco_smart_life"},
    "config.price_terms": {"fuel": -7.5},
}


@pytest.mark.parametrize("language", ["en", "ja"])
@pytest.mark.parametrize("platform", PLATFORMS)
async def test_the_usual_home_is_set_up_in_few_screens_and_with_few_words(
    hass: HomeAssistant, platform: str, language: str
) -> None:
    hass.config.language = language
    in_japan(hass)
    show(hass, platform, "v2h")
    show(hass, platform, "board")
    count = await set_up(hass, TEPCO)
    told(f"ECHONET home ({platform}, {language})", count)
    assert count.typed == ["plan", "fuel"]
    assert len(count.screens) < MOST_SCREENS
    home = planned(hass)
    assert home.notify == ("notify.mobile_app_pixel",)
    assert home.sources.jma_area == HERE
    assert home.home.grid.contract_kw == 6.0
    assert home.home.storages[0].learns_trips
    assert home.storages[0].control.kind == "select"


@pytest.mark.parametrize("platform", PLATFORMS)
async def test_with_a_battery_beside_the_car_one_click_says_which_comes_first(
    hass: HomeAssistant, platform: str
) -> None:
    in_japan(hass)
    show(hass, platform, "house")
    count = await set_up(hass, TEPCO, choices=("v2h_ev",))
    told(f"ECHONET home with a battery ({platform})", count)
    assert "config.first_storage" in count.screens
    assert len(count.screens) <= MOST_SCREENS
    assert len(count.typed) <= MOST_TYPED
    assert planned(hass).home.storages[0].kind == "v2h_ev"


async def test_of_two_telephones_none_is_chosen(hass: HomeAssistant) -> None:
    hass.services.async_register("notify", "mobile_app_tablet", lambda call: None)
    in_japan(hass)
    show(hass, "echonet_lite", "v2h")
    show(hass, "echonet_lite", "board")
    await set_up(hass, TEPCO)
    assert planned(hass).notify == ()


async def test_without_a_board_the_contract_is_asked_for(hass: HomeAssistant) -> None:
    in_japan(hass)
    show(hass, "echonet_lite", "v2h")
    show(hass, "echonet_lite", "pcs")
    count = await set_up(hass, {**TEPCO, "config.found": {"contract": "40"}})
    told("ECHONET home without a board", count)
    assert count.typed == ["plan", "fuel", "contract"]
    assert len(count.screens) <= MOST_SCREENS


@pytest.mark.parametrize(("home", "kind"), [("charger", "charger_ev"), ("battery", "home_battery")])
async def test_a_charger_and_a_battery_take_no_more(hass: HomeAssistant, home: str, kind: str) -> None:
    in_japan(hass)
    show(hass, "echonet_lite", home)
    show(hass, "echonet_lite", "board")
    count = await set_up(hass, TEPCO)
    told(kind, count)
    assert len(count.screens) <= MOST_SCREENS
    assert len(count.typed) <= MOST_TYPED
    assert planned(hass).home.storages[0].kind == kind


@pytest.mark.usefixtures("house")
async def test_a_home_made_by_hand_takes_little_more(hass: HomeAssistant) -> None:
    in_japan(hass)
    for gone in ("sensor.kei_soc", "sensor.battery_soc"):
        hass.states.async_remove(gone)
    known = {
        "config.price_terms": {"service": 7.0, "wheeling": 8.28},
        "config.found": {"load_power": "sensor.load", "grid_power": "sensor.grid", "contract": "60"},
        "v2h_ev.found": {
            "capacity_kwh": 40.0,
            "connected_entity": "sensor.v2h_connection",
            "power_entity": "sensor.v2h_power",
        },
        "v2h_ev.control": {},
    }
    count = await set_up(hass, known)
    told("home made by hand, only watched", count)
    assert len(count.screens) <= MOST_SCREENS
    assert len(count.typed) <= MOST_TYPED + 1
    assert planned(hass).storages[0].control.kind == "none"


async def test_a_home_of_input_numbers_outside_japan_is_set_up_too(hass: HomeAssistant) -> None:
    hass.config.country = "DE"
    hass.config.latitude, hass.config.longitude = 52.5, 13.4
    watts = {"unit_of_measurement": "W"}
    for name, state in (("roof", "900"), ("meter", "300"), ("box", "0")):
        hass.states.async_set(f"input_number.{name}", state, watts)
    hass.states.async_set("input_number.car", "55", {"unit_of_measurement": "%"})
    known = {
        "config.user": {"plan": "own_table"},
        "config.found": {
            "grid_power": "input_number.meter",
            "pv_power": "input_number.roof",
            "contract": "none",
        },
        "charger_ev.found": {
            "soc_entity": "input_number.car",
            "capacity_kwh": 52.0,
            "power_entity": "input_number.box",
        },
    }
    count = await set_up(hass, known, choices=("charger_ev",))
    told("home of input numbers outside Japan", count)
    assert "jma_area" not in count.typed
    assert planned(hass).home.storages[0].capacity_kwh == 52.0
