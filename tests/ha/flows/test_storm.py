"""Three forms about bad days: who warns and what counts, what knows of outages, whom to tell."""

from collections.abc import Iterator
from typing import Any
from unittest.mock import patch

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
import pytest

from custom_components.v2h_planner.core.hazard import HazardPolicy
from custom_components.v2h_planner.feeds.http_json import UnavailableError
from custom_components.v2h_planner.flows.states import MOST_STATES, possible_states
from custom_components.v2h_planner.readers.entity_state import EntityState
from custom_components.v2h_planner.readers.jma.areas import Areas, JmaArea
from custom_components.v2h_planner.settings.from_entry import settings_from_entry
from tests.ha import flow_walk
from tests.ha.entry_forms import CHIYODA, HOME, OPTIONS, OUTAGE, PEOPLE, POLICY, PRICES, STORM, home_entry
from tests.ha.flow_walk import Walk, added, home_page, new_home, options_of

house, setup_entry = flow_walk.house, flow_walk.setup_entry
pytestmark = pytest.mark.usefixtures("setup_entry", "house")

FLOW = "custom_components.v2h_planner.flows.storm"
HOME_AREA = JmaArea(**CHIYODA)
LABEL = "東京都 千代田区 (Chiyoda City)"
AREAS = Areas(
    {
        area.code: area
        for area in (
            HOME_AREA,
            JmaArea(code="1410011", name="横浜市北部", office="140000", prefecture="神奈川県"),
            JmaArea(code="1410012", name="横浜市南部", office="140000", prefecture="神奈川県"),
        )
    }
)


class Jma:
    """JMA's lists: whether they can be had, and how often they were asked for."""

    def __init__(self) -> None:
        self.away = False
        self.asked = 0
        self.listed = AREAS
        self.found: JmaArea | None = HOME_AREA

    async def areas(self, *_: object) -> Areas:
        self.asked += 1
        if self.away:
            raise UnavailableError("timeout")
        return self.listed

    async def find(self, *_: object) -> JmaArea | None:
        return self.found


@pytest.fixture
def jma() -> Iterator[Jma]:
    """JMA as the flow sees it."""
    office = Jma()
    with patch(f"{FLOW}.async_areas", office.areas), patch(f"{FLOW}.async_find", office.find):
        yield office


@pytest.fixture
def japan(hass: HomeAssistant) -> None:
    """The home is in Tokyo."""
    hass.config.country = "JP"
    hass.config.latitude, hass.config.longitude = 35.68, 139.76


async def at_home_page(hass: HomeAssistant) -> Walk:
    walk = await new_home(hass)
    await walk.pay(PRICES)
    return walk


PAGE = home_page(HOME, {"warnings": []}, OUTAGE, PEOPLE)


async def changing(hass: HomeAssistant, form: str, **answers: dict[str, Any]) -> Walk:
    """The options of a home with these forms answered."""
    walk = await options_of(hass, added(hass, home_entry(options={**OPTIONS, **answers})))
    await walk.choose(form)
    return walk


def stored(hass: HomeAssistant) -> Any:
    (entry,) = hass.config_entries.async_entries("v2h_planner")
    return entry.options


# --------------------------------------------------------------------------------- JMA


@pytest.mark.usefixtures("japan")
async def test_a_home_in_japan_has_its_municipality_filled_in(hass: HomeAssistant, jma: Jma) -> None:
    walk = await at_home_page(hass)
    assert walk.suggested["jma_area"] == LABEL
    await walk.fill("found", {**PAGE, "jma_area": LABEL})
    result = await walk.choose("v2h_ev")

    assert result["result"].options["storm"]["jma"] is True
    assert result["result"].options["storm"]["jma_area"] == CHIYODA
    assert jma.asked == 1


@pytest.mark.usefixtures("japan")
async def test_a_flow_of_defaults_is_the_policy_of_the_core(hass: HomeAssistant, jma: Jma) -> None:
    walk = await changing(hass, "storm")
    await walk.fill("storm", {"jma": False, "policy": {}})
    (entry,) = hass.config_entries.async_entries("v2h_planner")

    assert settings_from_entry(home_entry(options=dict(entry.options))).hazards == HazardPolicy()


async def test_a_home_elsewhere_is_not_asked_for_a_municipality(hass: HomeAssistant, jma: Jma) -> None:
    walk = await at_home_page(hass)
    assert "jma_area" not in walk.result["data_schema"].schema
    await walk.fill("found", PAGE)
    result = await walk.choose("v2h_ev")
    assert result["result"].options["storm"]["jma"] is False
    assert jma.asked == 0


async def test_a_home_without_a_country_is_where_it_is(hass: HomeAssistant, jma: Jma) -> None:
    hass.config.country = None
    hass.config.latitude, hass.config.longitude = 37.5, 127.0  # Seoul, within the box round Japan
    jma.found = None
    walk = await at_home_page(hass)
    assert "jma_area" not in walk.suggested
    assert (await walk.fill("found", PAGE))["step_id"] == "first_storage"


@pytest.mark.usefixtures("japan")
async def test_a_home_in_japan_whose_municipality_nobody_knows_is_asked_once(
    hass: HomeAssistant, jma: Jma
) -> None:
    jma.found = None
    walk = await at_home_page(hass)
    await walk.fill("found", PAGE)
    assert walk.errors == {"jma_area": "no_municipality"}
    assert (await walk.fill("found", PAGE))["step_id"] == "first_storage"


async def test_who_switches_it_on_elsewhere_is_asked_for_the_municipality(
    hass: HomeAssistant, jma: Jma
) -> None:
    walk = await changing(hass, "storm")
    await walk.fill("storm", {"jma": True, "policy": {}})
    assert walk.errors == {"jma_area": "jma_area_unknown"}
    result = await walk.fill("storm", {"jma": True, "jma_area": "横浜市南部", "policy": {}})
    assert result["type"] is FlowResultType.CREATE_ENTRY


@pytest.mark.usefixtures("japan")
@pytest.mark.parametrize(
    ("words", "error"), [("横浜", "jma_area_ambiguous"), ("アトランティス", "jma_area_unknown")]
)
async def test_a_name_must_mean_one_municipality(
    hass: HomeAssistant, jma: Jma, words: str, error: str
) -> None:
    walk = await at_home_page(hass)
    await walk.fill("found", {**PAGE, "jma_area": words})
    assert walk.errors == {"jma_area": error}


@pytest.mark.usefixtures("japan")
async def test_two_municipalities_of_one_name_are_told_apart(hass: HomeAssistant, jma: Jma) -> None:
    twins = {code: JmaArea(code=code, name="泊村", office="1", prefecture="北海道") for code in ("1", "2")}
    jma.listed, jma.found = Areas(twins), None
    walk = await at_home_page(hass)
    options = walk.result["data_schema"].schema["jma_area"].config["options"]
    assert options == ["北海道 泊村", "北海道 泊村 2"]
    await walk.fill("found", {**PAGE, "jma_area": options[1]})
    result = await walk.choose("v2h_ev")
    assert result["result"].options["storm"]["jma_area"]["code"] == "2"


@pytest.mark.usefixtures("japan")
async def test_without_jma_the_form_says_so_and_goes_on(hass: HomeAssistant, jma: Jma) -> None:
    jma.away = True
    walk = await at_home_page(hass)
    assert walk.errors == {"base": "jma_unreachable"}
    assert "jma_area" not in walk.result["data_schema"].schema
    assert (await walk.fill("found", PAGE))["step_id"] == "first_storage"

    walk = await changing(hass, "storm")
    await walk.fill("storm", {"jma": True, "policy": {}})
    assert walk.errors == {"base": "jma_unreachable"}


@pytest.mark.usefixtures("japan")
async def test_whoever_waits_for_jma_in_vain_waits_once(
    hass: HomeAssistant, jma: Jma, freezer: FrozenDateTimeFactory
) -> None:
    jma.away = True
    walk = await at_home_page(hass)
    await walk.fill("found", {**PAGE, "load_power": "sensor.nowhere"})
    assert walk.errors == {"load_power": "missing"}
    assert jma.asked == 1
    freezer.tick(31)
    jma.away = False
    await walk.fill("found", {**PAGE, "load_power": "sensor.nowhere"})
    assert "jma_area" in walk.result["data_schema"].schema


@pytest.mark.usefixtures("japan")
async def test_a_municipality_that_is_stored_needs_no_jma(hass: HomeAssistant, jma: Jma) -> None:
    jma.away = True
    walk = await changing(hass, "storm", storm={**STORM, "jma": True, "jma_area": CHIYODA})
    assert walk.errors == {}
    assert walk.suggested["jma_area"] == LABEL
    await walk.fill("storm", {**STORM, "jma": True, "jma_area": LABEL, "warnings": []})

    assert stored(hass)["storm"]["jma_area"] == CHIYODA


@pytest.mark.usefixtures("japan")
@pytest.mark.parametrize(("language", "letters"), [("en", "Chiyoda City"), ("ja", "ちよだく")])
async def test_a_municipality_is_found_by_letters_that_a_person_can_type(
    hass: HomeAssistant, jma: Jma, language: str, letters: str
) -> None:
    hass.config.language = language
    walk = await at_home_page(hass)
    options = walk.result["data_schema"].schema["jma_area"].config["options"]
    assert options[0] == f"東京都 千代田区 ({letters})"


# ---------------------------------------------------------------------- other entities


async def test_of_a_sensor_the_states_that_count_are_asked(hass: HomeAssistant) -> None:
    hass.states.async_set("sensor.alert", "警報(暴風警報)", {"friendly_name": "Alert"})
    walk = await changing(hass, "storm")
    result = await walk.fill("storm", {**STORM, "warnings": ["binary_sensor.storm", "sensor.alert"]})
    assert result["step_id"] == "storm_states"
    assert result["description_placeholders"]["name"] == "Alert"
    await walk.fill("storm_states", {"states": ["暴風警報", " 大雪警報 "]})

    assert stored(hass)["storm"]["states"] == {"sensor.alert": ["暴風警報", "大雪警報"]}
    walk = await options_of(hass, hass.config_entries.async_entries("v2h_planner")[0])
    await walk.choose("storm")
    await walk.fill("storm", {**STORM, "warnings": ["sensor.alert"]})
    assert walk.suggested["states"] == ["暴風警報", "大雪警報"]


async def test_an_event_offers_what_it_may_say(hass: HomeAssistant) -> None:
    types = {"event_types": ["issued", "warning"], "event_type": "warning"}
    hass.states.async_set("event.alert", "2026-11-22T00:00:00+00:00", types)
    walk = await changing(hass, "storm")
    await walk.fill("storm", {**STORM, "warnings": ["event.alert"]})
    assert walk.result["data_schema"].schema["states"].config["options"] == ["issued", "warning"]
    await walk.fill("storm_states", {})

    assert "states" not in stored(hass)["storm"]


async def test_meteoalarm_is_on_from_yellow_so_its_colours_are_asked(hass: HomeAssistant) -> None:
    meteoalarm = {"attribution": "Information provided by MeteoAlarm"}
    hass.states.async_set("binary_sensor.meteoalarm", "off", meteoalarm)
    walk = await changing(hass, "storm")
    await walk.fill("storm", {**STORM, "warnings": ["binary_sensor.meteoalarm"]})
    assert walk.suggested["states"] == ["orange", "red"]


async def test_in_the_set_up_states_are_asked_of_what_nobody_understands_and_of_nothing_else(
    hass: HomeAssistant,
) -> None:
    meteoalarm = {"attribution": "Information provided by MeteoAlarm"}
    hass.states.async_set("binary_sensor.meteoalarm", "off", meteoalarm)
    hass.states.async_set("sensor.dam", "stage 1")
    hass.states.async_set("sensor.warning", "平常")
    warnings = ["binary_sensor.storm", "binary_sensor.meteoalarm", "sensor.dam", "sensor.warning"]
    walk = await at_home_page(hass)
    await walk.fill("found", {**PAGE, "storm": {"warnings": warnings}})
    assert walk.result["description_placeholders"]["name"] == "sensor.dam"
    await walk.fill("storm_states", {"states": ["stage 3"]})
    result = await walk.choose("v2h_ev")
    assert result["result"].options["storm"]["states"] == {
        "binary_sensor.meteoalarm": ["orange", "red"],
        "sensor.dam": ["stage 3"],
    }


async def test_in_the_set_up_an_outage_that_is_not_understood_is_asked_about(hass: HomeAssistant) -> None:
    hass.states.async_set("sensor.unit", "mode 7")
    walk = await at_home_page(hass)
    await walk.fill("found", {**PAGE, "outages": ["sensor.unit"]})
    await walk.fill("outage_states", {"states": ["mode 9", "mode 7"]})
    result = await walk.choose("v2h_ev")
    assert result["result"].options["outage"]["states"] == {"sensor.unit": ["mode 9", "mode 7"]}
    assert result["result"].options["people"] == PEOPLE


async def test_a_sensor_that_is_not_understood_needs_its_states(hass: HomeAssistant) -> None:
    hass.states.async_set("sensor.dam", "stage 1")
    walk = await changing(hass, "storm")
    await walk.fill("storm", {**STORM, "warnings": ["sensor.dam"]})
    await walk.fill("storm_states", {})
    assert walk.errors == {"states": "states_needed"}
    result = await walk.fill("storm_states", {"states": ["stage 3"]})
    assert result["type"] is FlowResultType.CREATE_ENTRY


JMA_WEATHER = {
    "warnings": [{"code": "05", "name": "暴風警報", "level": None, "status": "発表"}],
    "summary": "暴風警報",
    "max_level": None,
}


@pytest.mark.parametrize(
    ("state", "attributes", "reading"),
    [
        ("1", JMA_WEATHER, "暴風警報"),
        ("0", {**JMA_WEATHER, "warnings": [], "summary": "なし"}, "calm"),
        ("平常", {}, "calm"),
        ("暴風警報", {}, "暴風警報"),
        ("雷注意報", {}, "雷注意報, no more than an advisory"),
        ("???", {}, "not understood; choose which states count"),
        ("unavailable", {}, "no answer at the moment"),
        ("0", {}, "calm, but what it would show in a storm is not understood; choose which states count"),
    ],
)
async def test_the_form_says_how_the_present_state_is_read(
    hass: HomeAssistant, state: str, attributes: dict[str, Any], reading: str
) -> None:
    hass.states.async_set("sensor.alert", state, attributes)
    walk = await changing(hass, "storm")
    await walk.fill("storm", {**STORM, "warnings": ["sensor.alert"]})
    assert walk.result["description_placeholders"]["read"] == reading


async def test_the_form_says_it_in_japanese(hass: HomeAssistant) -> None:
    hass.config.language = "ja"
    hass.states.async_set("sensor.alert", "いいえ")
    walk = await changing(hass, "storm")
    await walk.fill("storm", {**STORM, "warnings": ["sensor.alert"]})
    assert walk.result["description_placeholders"]["read"] == "平常"


async def test_a_sensor_that_measures_something_is_refused_before_a_storm(hass: HomeAssistant) -> None:
    hass.states.async_set("sensor.wind", "3.2", {"unit_of_measurement": "m/s", "device_class": "wind_speed"})
    walk = await changing(hass, "storm")
    await walk.fill("storm", {**STORM, "warnings": ["sensor.wind"]})
    assert walk.errors == {"warnings": "never_a_warning"}
    assert walk.result["description_placeholders"]["found"] == "3.2 m/s"


@pytest.mark.parametrize(
    ("state", "attributes"), [("0", {}), ("clear", {"options": ["clear", "elevated", "dire"]})]
)
async def test_a_calm_sensor_whose_storm_nobody_would_understand_needs_its_states(
    hass: HomeAssistant, state: str, attributes: dict[str, Any]
) -> None:
    hass.states.async_set("sensor.alert", state, attributes)
    walk = await changing(hass, "storm")
    await walk.fill("storm", {**STORM, "warnings": ["sensor.alert"]})
    await walk.fill("storm_states", {})
    assert walk.errors == {"states": "states_needed"}
    result = await walk.fill("storm_states", {"states": ["dire", "3"]})
    assert result["type"] is FlowResultType.CREATE_ENTRY


async def test_of_a_binary_sensor_with_levels_the_levels_may_be_chosen(hass: HomeAssistant) -> None:
    hass.states.async_set("binary_sensor.rain", "on", {"level": 2, "status": "継続", "friendly_name": "大雨"})
    walk = await changing(hass, "storm")
    await walk.fill("storm", {**STORM, "warnings": ["binary_sensor.rain"]})
    assert walk.result["description_placeholders"]["read"] == "大雨, no more than an advisory"
    result = await walk.fill("storm_states", {})
    assert result["type"] is FlowResultType.CREATE_ENTRY


async def test_a_sensor_that_lists_warnings_is_found(hass: HomeAssistant) -> None:
    calm = {**JMA_WEATHER, "warnings": [], "summary": "なし"}
    hass.states.async_set("sensor.jma_weather_4044700_warnings", "0", calm)
    hass.states.async_set("sensor.printer_warnings", "0")
    walk = await at_home_page(hass)
    assert walk.suggested["storm"]["warnings"] == ["sensor.jma_weather_4044700_warnings"]


async def test_a_warning_that_does_not_exist_is_refused(hass: HomeAssistant) -> None:
    walk = await changing(hass, "storm")
    await walk.fill("storm", {**STORM, "warnings": ["sensor.nobody"]})
    assert walk.errors == {"warnings": "missing"}


async def test_an_outage_is_not_a_warning(hass: HomeAssistant) -> None:
    walk = await changing(hass, "outage")
    await walk.fill("outage", {**OUTAGE, "outages": ["binary_sensor.storm"]})
    assert walk.errors == {"outages": "outage_is_warning"}


async def test_on_one_page_an_outage_is_no_warning_either(hass: HomeAssistant) -> None:
    walk = await at_home_page(hass)
    await walk.fill("found", {**PAGE, "storm": {"warnings": ["binary_sensor.outage"]}})
    assert walk.errors == {"base": "warning_is_outage"}


async def test_a_warning_is_not_an_outage(hass: HomeAssistant) -> None:
    walk = await changing(hass, "storm")
    await walk.fill("storm", {**STORM, "warnings": ["binary_sensor.outage"]})
    assert walk.errors == {"warnings": "warning_is_outage"}


async def test_hazards_are_chosen_one_by_one(hass: HomeAssistant) -> None:
    walk = await changing(hass, "storm")
    policy = {**POLICY, "wind": "emergency_warning", "thunder": "advisory", "watch_from": "off"}
    await walk.fill("storm", {**STORM, "policy": policy})
    assert stored(hass)["storm"]["policy"] == policy


# ----------------------------------------------------------------------------- outages


async def test_what_is_understood_is_not_asked_about(hass: HomeAssistant) -> None:
    hass.states.async_set("sensor.ups", "OL CHRG")
    hass.states.async_set("sensor.v2h_grid", "reverse_power_flow_acceptable")
    walk = await changing(hass, "outage")
    result = await walk.fill("outage", {**OUTAGE, "outages": ["sensor.ups", "sensor.v2h_grid"]})
    assert result["type"] is FlowResultType.CREATE_ENTRY


async def test_the_v2h_units_own_mode_may_tell_of_outages(hass: HomeAssistant) -> None:
    walk = await changing(hass, "outage")
    await walk.fill("outage", {**OUTAGE, "outages": ["select.v2h_mode"]})
    assert walk.result["data_schema"].schema["states"].config["options"] == [
        "charge",
        "discharge",
        "standby",
        "automatic",
    ]
    await walk.fill("outage_states", {})
    assert walk.errors == {"states": "states_needed"}
    await walk.fill("outage_states", {"states": ["automatic"]})
    assert stored(hass)["outage"] == {
        **OUTAGE,
        "outages": ["select.v2h_mode"],
        "states": {"select.v2h_mode": ["automatic"]},
    }

    walk = await options_of(hass, hass.config_entries.async_entries("v2h_planner")[0])
    await walk.choose("outage")
    await walk.fill("outage", {**OUTAGE, "outages": ["select.v2h_mode"]})
    assert walk.suggested["states"] == ["automatic"]


async def test_a_unit_that_is_switched_off_may_still_tell(hass: HomeAssistant) -> None:
    hass.states.async_set("sensor.v2h_grid", "unavailable", {"options": ["independent", "acceptable"]})
    walk = await changing(hass, "outage")
    await walk.fill("outage", {**OUTAGE, "outages": ["sensor.v2h_grid"]})
    assert walk.suggested["states"] == ["independent"]
    result = await walk.fill("outage_states", {})
    assert result["type"] is FlowResultType.CREATE_ENTRY


async def test_what_is_found_is_filled_in(hass: HomeAssistant) -> None:
    walk = await at_home_page(hass)
    assert walk.suggested["outages"] == ["binary_sensor.outage"]


async def test_an_outage_entity_that_does_not_exist_is_refused(hass: HomeAssistant) -> None:
    walk = await changing(hass, "outage")
    await walk.fill("outage", {**OUTAGE, "outages": ["binary_sensor.nobody"]})
    assert walk.errors == {"outages": "missing"}


# ------------------------------------------------------------------------------ people


async def test_phones_and_notify_entities_are_offered(hass: HomeAssistant) -> None:
    for name in ("mobile_app_pixel", "send_message", "persistent_notification", "notify"):
        hass.services.async_register("notify", name, lambda call: None)
    hass.states.async_set("notify.family", "unknown", {"friendly_name": "Family"})
    walk = await changing(hass, "people", people={**PEOPLE, "notify": ["notify.gone"]})
    options = walk.result["data_schema"].schema["notify"].config["options"]
    assert {option["value"]: option["label"] for option in options} == {
        "notify.mobile_app_pixel": "notify.mobile_app_pixel",
        "notify.family": "Family",
        "notify.gone": "notify.gone",
    }
    await walk.fill("people", {**PEOPLE, "notify": ["notify.family", "notify.mobile_app_pixel"]})
    assert stored(hass)["people"]["notify"] == ["notify.family", "notify.mobile_app_pixel"]


async def test_the_times_of_the_evening_are_optional_and_can_be_taken_back(hass: HomeAssistant) -> None:
    walk = await changing(hass, "people")
    await walk.fill("people", {**PEOPLE, "evening_time": "20:00", "prices_time": "19:30"})
    times = {key: stored(hass)["people"].get(key) for key in ("evening_time", "prices_time")}
    assert times == {"evening_time": "20:00:00", "prices_time": "19:30:00"}
    (entry,) = hass.config_entries.async_entries("v2h_planner")
    again = await options_of(hass, entry)
    await again.choose("people")
    await again.fill("people", PEOPLE)
    assert "prices_time" not in stored(hass)["people"]


async def test_with_nobody_to_tell_nobody_is_asked_for(hass: HomeAssistant) -> None:
    walk = await changing(hass, "people")
    assert "notify" not in walk.result["data_schema"].schema


async def test_states_without_end_are_no_list_to_choose_from(hass: HomeAssistant) -> None:
    odd = [None, 3, "", "x" * 300, "calm", "calm", *(f"state {i}" for i in range(1000))]
    shown = possible_states(
        EntityState(entity_id="sensor.odd", state="calm", attributes={"options": odd}, updated=None)
    )
    assert shown[:2] == ["calm", "state 0"]
    assert len(shown) == MOST_STATES
