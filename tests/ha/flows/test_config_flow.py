"""A newcomer is led from the prices to the first car; later every form of the home can be changed by itself."""

from typing import Any

from homeassistant.config_entries import SOURCE_USER
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
import pytest

from custom_components.v2h_planner.const import DOMAIN
from custom_components.v2h_planner.flows.storm import policy_schema
from custom_components.v2h_planner.settings.from_entry import contract_kw
from tests.ha import flow_walk
from tests.ha.entry_forms import HOME, OPTIONS, OUTAGE, PEOPLE, PRICES, STORM, TABLE, home_entry
from tests.ha.flow_walk import WORDS, Walk, added, bare_entry, home_page, new_home, options_of

house, setup_entry = flow_walk.house, flow_walk.setup_entry
pytestmark = pytest.mark.usefixtures("setup_entry", "house")


PAGE = home_page(HOME, STORM, OUTAGE, PEOPLE)
# Which warnings count is asked later: until then it is the core's own policy.
SET_UP = {**OPTIONS, "storm": {**STORM, "policy": policy_schema()({})}}


async def test_a_newcomer_is_led_from_the_prices_to_the_first_car(hass: HomeAssistant) -> None:
    walk = await new_home(hass)
    await walk.pay(PRICES)
    assert walk.suggested["more"]["co2"] == "sensor.co2"
    await walk.fill("found", PAGE)
    result = await walk.choose("v2h_ev")

    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert result["title"] == "V2H Planner"
    entry = result["result"]
    assert entry.options == SET_UP
    assert entry.data == {}

    kind, flow_id = result["next_flow"]
    (storage_flow,) = hass.config_entries.subentries.async_progress()
    assert kind == "config_subentries_flow"
    assert storage_flow["flow_id"] == flow_id
    assert storage_flow["step_id"] == "found"
    assert storage_flow["handler"] == (entry.entry_id, "v2h_ev")


@pytest.mark.parametrize("kind", ["charger_ev", "home_battery"])
async def test_the_first_storage_may_be_another_kind(hass: HomeAssistant, kind: str) -> None:
    walk = await new_home(hass)
    await walk.pay(TABLE)
    await walk.fill("found", PAGE)
    result = await walk.choose(kind)

    assert result["result"].options == {**SET_UP, "prices": TABLE}
    (storage_flow,) = hass.config_entries.subentries.async_progress()
    assert storage_flow["handler"][1] == kind


async def test_a_home_is_set_up_once(hass: HomeAssistant) -> None:
    bare_entry(hass)
    result = await hass.config_entries.flow.async_init(DOMAIN, context={"source": SOURCE_USER})

    assert result["type"] is FlowResultType.ABORT
    assert result["reason"] == "single_instance_allowed"


async def at_home_form(hass: HomeAssistant) -> Walk:
    walk = await options_of(hass, added(hass, home_entry()))
    await walk.choose("home")
    return walk


@pytest.mark.parametrize(
    ("change", "errors"),
    [
        ({"pv_power": "sensor.leaf_soc"}, {"pv_power": "wrong_unit"}),
        ({"grid_power": "sensor.v2h_connection"}, {"grid_power": "not_a_number"}),
        ({"contract": "kva"}, {"contract_kva": "contract_kva_missing"}),
        ({"more": {**HOME["more"], "co2": "sensor.pv"}}, {"base": "wrong_unit"}),
    ],
)
async def test_a_sensor_that_cannot_be_what_it_is_chosen_for_is_refused(
    hass: HomeAssistant, change: dict[str, Any], errors: dict[str, str]
) -> None:
    walk = await at_home_form(hass)
    await walk.fill("home", {**HOME, **change})

    assert walk.errors == errors


async def test_the_load_must_be_known_or_derived(hass: HomeAssistant) -> None:
    walk = await at_home_form(hass)
    blind = {key: value for key, value in HOME.items() if key not in ("load_power", "grid_power")}
    await walk.fill("home", blind)
    assert walk.errors == {"base": "load_or_grid"}

    result = await walk.fill("home", {**blind, "grid_power": "sensor.grid"})
    assert result["type"] is FlowResultType.CREATE_ENTRY


@pytest.mark.parametrize(
    ("form", "stored", "change"),
    [
        ("home", "home", {"contract": "40"}),
        ("storm", "storm", {"warnings": []}),
        ("outage", "outage", {"thrifty_kw": 0.4, "notice_hours": ["48"]}),
        ("people", "people", {"hands_off_hours": 6.0}),
    ],
)
async def test_options_change_one_form_and_keep_the_others(
    hass: HomeAssistant, form: str, stored: str, change: dict[str, Any]
) -> None:
    entry = added(hass, home_entry())
    walk = await options_of(hass, entry)
    await walk.choose(form)
    before = OPTIONS[stored]
    assert walk.suggested == before
    result = await walk.fill(form, {**before, **change})

    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert entry.options == {**OPTIONS, stored: {**before, **change}}


async def test_reconfiguring_changes_one_form_and_keeps_the_others(hass: HomeAssistant) -> None:
    entry = added(hass, home_entry())
    result = await entry.start_reconfigure_flow(hass)
    walk = Walk(hass.config_entries.flow, ("config",), result)
    await walk.choose("prices")
    result = await walk.pay(TABLE)

    assert result["type"] is FlowResultType.ABORT
    assert result["reason"] == "reconfigure_successful"
    assert entry.options == {**OPTIONS, "prices": TABLE}


async def test_an_answer_that_was_taken_back_stays_away(hass: HomeAssistant) -> None:
    entry = added(hass, home_entry())
    walk = await options_of(hass, entry)
    await walk.choose("home")
    without_sun = {key: value for key, value in HOME.items() if key != "pv_power"}
    await walk.fill("home", without_sun)
    walk = await options_of(hass, entry)
    await walk.choose("home")

    assert "pv_power" not in walk.suggested


async def test_a_forecast_that_is_gone_can_still_be_seen_and_taken_out(hass: HomeAssistant) -> None:
    entry = added(hass, home_entry(options={**OPTIONS, "home": {**HOME, "solar_forecast": ["gone"]}}))
    walk = await options_of(hass, entry)
    await walk.choose("home")
    assert walk.suggested["solar_forecast"] == ["gone"]
    await walk.fill("home", HOME)

    assert "solar_forecast" not in entry.options["home"]


def test_the_same_form_has_the_same_words_wherever_it_is_shown() -> None:
    for words in WORDS.values():
        for step in (
            "prices",
            "price_sensor",
            "price_terms",
            "home",
            "storm",
            "storm_states",
            "outage",
            "outage_states",
            "people",
            "dashboard",
        ):
            assert words["config"]["step"][step] == words["options"]["step"][step]
        car, charger, battery = (
            words["config_subentries"][kind]["step"] for kind in ("v2h_ev", "charger_ev", "home_battery")
        )
        assert car["departures"] == charger["departures"]
        for step in battery:
            assert car[step]["title"] == charger[step]["title"]
            assert step == "found" or car[step]["title"] == battery[step]["title"]  # which names it


def test_both_languages_say_the_same_things() -> None:
    def keys(node: Any) -> Any:
        return {key: keys(item) for key, item in node.items()} if isinstance(node, dict) else None

    for part in ("config", "options", "config_subentries"):
        assert keys(WORDS["en"][part]) == keys(WORDS["ja"][part])


def test_every_field_of_every_step_is_explained() -> None:
    def unexplained(node: Any, path: str) -> set[str]:
        if not isinstance(node, dict):
            return set()
        data = node.get("data")
        here = (
            {f"{path}.{key}" for key in data if not node.get("data_description", {}).get(key)}
            if data
            else set()
        )
        return here.union(*(unexplained(inner, f"{path}.{key}") for key, inner in node.items()))

    for language, words in WORDS.items():
        flows = {part: words[part] for part in ("config", "options", "config_subentries")}
        assert unexplained(flows, language) == set()
        fields = {name: one["fields"] for name, one in words["selector"].items() if "fields" in one}
        assert fields
        assert all(
            field["name"] and field["description"] for one in fields.values() for field in one.values()
        )


def test_whoever_does_not_know_kw_from_kwh_is_told() -> None:
    for words in WORDS.values():
        pages = [
            words["config"]["step"]["home"],
            *(kind["step"]["found"] for kind in words["config_subentries"].values()),
            *(kind["step"]["powers"] for kind in words["config_subentries"].values()),
        ]
        assert all("kWh" in page["description"] and "kW" in page["description"] for page in pages)


# ------------------------------------------------------------------------------- what contradicts itself


@pytest.mark.parametrize(
    ("change", "errors"),
    [
        ({"load_power": "sensor.pv"}, {"load_power": "sensor_in_use"}),
        ({"grid_power": "sensor.pv"}, {"grid_power": "sensor_in_use"}),
        ({"load_power": "sensor.grid"}, {"grid_power": "sensor_in_use"}),
    ],
)
async def test_one_sensor_is_not_two_things(
    hass: HomeAssistant, change: dict[str, Any], errors: dict[str, str]
) -> None:
    walk = await at_home_form(hass)
    await walk.fill("home", {**HOME, **change})
    assert walk.errors == errors
    labels = WORDS["en"]["config"]["step"]["home"]["data"]
    assert walk.result["description_placeholders"]["found"] in (labels["pv_power"], labels["load_power"])


async def test_the_power_of_a_car_is_not_the_load_of_the_house(hass: HomeAssistant) -> None:
    entry = added(hass, home_entry())
    walk = await options_of(hass, entry)
    await walk.choose("home")
    await walk.fill("home", {**HOME, "load_power": "sensor.v2h_power"})
    assert walk.errors == {"load_power": "sensor_in_use"}
    assert walk.result["description_placeholders"]["found"] == "Leaf"


async def test_the_contract_is_asked_for(hass: HomeAssistant) -> None:
    walk = await new_home(hass)
    await walk.pay(PRICES)
    assert "contract" not in walk.suggested
    await walk.fill("found", {key: value for key, value in PAGE.items() if key != "contract"})
    assert walk.errors == {"contract": "contract_missing"}


async def test_a_contract_by_demand_needs_the_peak_to_hold(hass: HomeAssistant) -> None:
    walk = await at_home_form(hass)
    await walk.fill("home", {**HOME, "contract": "demand"})
    assert walk.errors == {"contract_kva": "contract_kva_missing"}
    await walk.fill("home", {**HOME, "contract": "demand", "contract_kva": 5.5})
    assert walk.result["type"] is FlowResultType.CREATE_ENTRY
    assert contract_kw({"contract": "demand", "contract_kva": 5.5}) == 5.5
    assert contract_kw({"contract": "none", "contract_kva": 5.5}) is None


async def test_amperes_in_place_of_kva_are_asked_about(hass: HomeAssistant) -> None:
    walk = await at_home_form(hass)
    amperes = {**HOME, "contract": "kva", "contract_kva": 60.0}
    await walk.fill("home", amperes)
    assert walk.errors == {"contract_kva": "contract_in_amperes"}
    assert walk.result["description_placeholders"]["meant"] == "6"
    assert (await walk.fill("home", amperes))["type"] is FlowResultType.CREATE_ENTRY


async def test_an_export_limit_in_watts_is_refused(hass: HomeAssistant) -> None:
    walk = await at_home_form(hass)
    await walk.fill("home", {**HOME, "more": {**HOME["more"], "export_limit_kw": 4500.0}})
    assert walk.errors == {"base": "looks_like_watts"}
    assert walk.result["description_placeholders"]["meant"] == "4.5"


async def test_a_thrifty_load_in_watts_is_refused(hass: HomeAssistant) -> None:
    walk = await options_of(hass, added(hass, home_entry()))
    await walk.choose("outage")
    await walk.fill("outage", {**OUTAGE, "thrifty_kw": 250.0})
    assert walk.errors == {"thrifty_kw": "looks_like_watts"}


async def test_a_sensor_of_the_sun_now_is_no_forecast_and_is_told_so(hass: HomeAssistant) -> None:
    walk = await at_home_form(hass)
    await walk.fill("home", {**HOME, "solar_forecast_entities": ["sensor.pv"]})
    assert walk.errors == {"solar_forecast_entities": "no_solar_forecast"}
    for words in WORDS.values():
        text = words["config"]["error"]["no_solar_forecast"].format(**walk.result["description_placeholders"])
        assert "sensor.pv" in text
        assert not any(word in text for word in ("price", "価格", "単価"))


async def test_two_sensors_that_are_wrong_are_told_one_after_the_other(hass: HomeAssistant) -> None:
    walk = await at_home_form(hass)
    wrong = {**HOME, "pv_power": "sensor.leaf_soc", "grid_power": "sensor.v2h_connection"}
    await walk.fill("home", wrong)
    assert walk.errors == {"pv_power": "wrong_unit"}
    assert walk.result["description_placeholders"] == {"entity": "sensor.leaf_soc", "found": "63 %"}
    await walk.fill("home", {**wrong, "pv_power": "sensor.pv"})
    assert walk.errors == {"grid_power": "not_a_number"}
    assert walk.result["description_placeholders"]["entity"] == "sensor.v2h_connection"


async def test_feeding_the_grid_needs_a_home_that_may_sell(hass: HomeAssistant) -> None:
    walk = await at_home_form(hass)
    form = {**HOME, "more": {**HOME["more"], "v2g": True, "may_export": False}}
    await walk.fill("home", form)
    assert walk.errors == {"base": "feeds_without_selling"}
    assert (await walk.fill("home", form))["type"] is FlowResultType.CREATE_ENTRY
