"""How electricity is paid for: a source, the tariff's numbers, and one slot worked out before it is kept."""

from copy import deepcopy
from datetime import datetime, timedelta
from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant, SupportsResponse
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.translation import async_get_translations
from homeassistant.util import dt as dt_util
import pytest
from pytest_homeassistant_custom_component.test_util.aiohttp import AiohttpClientMocker

from custom_components.v2h_planner.core.tariff.import_terms import MarketTerms, Price
from custom_components.v2h_planner.core.tariff.presets import LOOOP_AREAS, MARKET_PRESETS
from custom_components.v2h_planner.core.tariff.supply_areas import LOSS_RATES
from custom_components.v2h_planner.feeds.looop import URL
from custom_components.v2h_planner.settings.adder_rows import parse_adders
from custom_components.v2h_planner.settings.price_breakdown import energy_line, sum_line
from tests.ha import flow_walk
from tests.ha.entry_forms import EXPORT, LOOOP, OPTIONS, PRICES, TABLE, home_entry
from tests.ha.flow_walk import WORDS, Walk, added, new_home, options_of

house, setup_entry = flow_walk.house, flow_walk.setup_entry
pytestmark = pytest.mark.usefixtures("setup_entry", "tokyo", "house")

SOURCE = {"price_entity": "sensor.prices", "plan": "market"}
TERMS = {key: value for key, value in PRICES.items() if key not in SOURCE}


@pytest.fixture
async def tokyo(hass: HomeAssistant, freezer: FrozenDateTimeFactory) -> None:
    freezer.move_to(datetime.fromisoformat("2026-11-22T10:00:00+09:00"))
    await hass.config.async_set_time_zone("Asia/Tokyo")


async def at_source(hass: HomeAssistant, form: str) -> Walk:
    walk = await new_home(hass)
    await walk.choose(form)
    return walk


async def at_terms(hass: HomeAssistant, form: str, source: dict[str, Any]) -> Walk:
    walk = await at_source(hass, form)
    await walk.fill(form, source)
    assert walk.result["step_id"] == "price_terms", walk.result
    return walk


def shown(walk: Walk, language: str) -> str:
    """What a person reads above the menu or form."""
    words: Any = WORDS[language]
    for key in walk.path:
        words = words[key]
    text: str = words["step"][walk.result["step_id"]]["description"]
    return text.format(**walk.result["description_placeholders"])


async def test_one_slot_is_worked_out_before_it_is_kept(hass: HomeAssistant) -> None:
    walk = await at_terms(hass, "price_entity", SOURCE)
    await walk.fill("price_terms", {**TERMS, "limits": {"cut": True}})
    assert walk.result["type"] is FlowResultType.MENU
    english, japanese = shown(walk, "en"), shown(walk, "ja")
    for text in (english, japanese):
        assert "18:00" in text
        assert "11.00 / (1 - 6.9 %) × 1.1 = 12.99" in text
        assert "12.99 + 19.09 (all of them) = 32.08" in text
    assert "**32.08 ¥/kWh**, and earn **16.00 ¥/kWh**" in english
    assert "買電 **32.08円/kWh**、売電 **16.00円/kWh**" in japanese


async def test_numbers_that_look_wrong_are_corrected_in_the_same_flow(hass: HomeAssistant) -> None:
    walk = await at_terms(hass, "price_entity", SOURCE)
    await walk.fill("price_terms", {**TERMS, "adders": ["service 70"]})
    assert "70.00 (service)" in shown(walk, "en")
    await walk.choose("price_terms")
    assert walk.suggested["adders"] == ["service 70"]
    await walk.fill("price_terms", TERMS)
    assert (await walk.choose("price_keep"))["step_id"] == "home"


async def test_a_preset_fills_the_form_and_says_where_it_is_from(hass: HomeAssistant) -> None:
    walk = await at_terms(hass, "price_entity", {**SOURCE, "plan": "looop_tokyo"})
    assert walk.suggested["loss_percent"] == 6.9
    assert walk.suggested["limits"]["cut"] is True
    assert walk.suggested["adders"] == [
        "service 7.00 2025-04-01~",
        "wheeling 8.28 2025-04-01~",
        "renewable levy 3.98 2025-05-01~2026-04-30",
        "renewable levy 4.18 2026-05-01~",
    ]
    assert "looop-denki.com" in shown(walk, "en")
    assert "2025-04-01時点" in shown(walk, "ja")


async def test_the_names_of_adders_are_in_the_language_of_the_home(hass: HomeAssistant) -> None:
    hass.config.language = "ja"
    walk = await at_terms(hass, "price_entity", {**SOURCE, "plan": "looop_chubu"})
    assert walk.suggested["adders"][:2] == ["サービス料 7.00 2025-04-01~", "託送料金 7.91 2025-04-01~"]


@pytest.mark.parametrize("area", sorted(set(LOOOP_AREAS.values()) - {"tokyo", "chubu"}))
async def test_where_a_number_is_not_known_the_person_must_enter_it(hass: HomeAssistant, area: str) -> None:
    walk = await at_terms(hass, "price_entity", {**SOURCE, "plan": f"looop_{area}"})
    assert walk.suggested["loss_percent"] == pytest.approx(100 * LOSS_RATES[area])
    rows = walk.suggested["adders"]
    await walk.fill("price_terms", {**TERMS, "adders": rows})
    assert walk.errors == {"wheeling": "number_missing"}
    await walk.fill("price_terms", {**TERMS, "adders": rows, "wheeling": 9.21})
    assert "9.21 (wheeling)" in shown(walk, "en")


async def test_every_preset_reads_back_from_its_form(hass: HomeAssistant) -> None:
    for key, preset in MARKET_PRESETS.items():
        walk = await at_terms(hass, "price_entity", {**SOURCE, "plan": key})
        rows = parse_adders(walk.suggested["adders"])
        assert [adder.yen_per_kwh for adder in rows] == [a.yen_per_kwh for a in preset.adders]


async def test_an_all_in_price_is_asked_for_no_loss_and_no_tax(hass: HomeAssistant) -> None:
    walk = await at_terms(hass, "price_entity", {**SOURCE, "plan": "all_in"})
    assert {"loss_percent", "tax_percent", "limits"}.isdisjoint(map(str, walk.result["data_schema"].schema))
    await walk.fill("price_terms", {"export": EXPORT})
    assert "11.00 = 11.00" in shown(walk, "en")


async def test_a_sensor_without_a_price_list_is_refused_with_what_was_found(hass: HomeAssistant) -> None:
    walk = await at_source(hass, "price_entity")
    assert walk.suggested["price_entity"] == "sensor.prices"
    await walk.fill("price_entity", {**SOURCE, "price_entity": "sensor.pv"})

    assert walk.errors == {"price_entity": "wrong_unit"}
    assert walk.result["description_placeholders"] == {"entity": "sensor.pv", "found": "W"}

    hass.states.async_set("sensor.odd", "31", {"unit_of_measurement": "円/kWh", "level": ["low", "high"]})
    await walk.fill("price_entity", {**SOURCE, "price_entity": "sensor.odd"})

    assert walk.errors == {"price_entity": "unknown_shape"}
    assert "level" in walk.result["description_placeholders"]["found"]
    assert walk.suggested["price_entity"] == "sensor.odd"  # what was typed is still there

    result = await walk.fill("price_entity", SOURCE)
    assert result["step_id"] == "price_terms"


async def test_a_sensor_whose_integration_tells_prices_when_asked_is_taken(hass: HomeAssistant) -> None:
    entity_id = er.async_get(hass).async_get_or_create("sensor", "nordpool", "SE3-current_price").entity_id
    hass.states.async_set(entity_id, "0.5", {"unit_of_measurement": "SEK/kWh"})
    hass.services.async_register(
        "nordpool", "get_prices_for_date", lambda call: {}, supports_response=SupportsResponse.ONLY
    )
    walk = await at_source(hass, "price_entity")
    result = await walk.fill("price_entity", {**SOURCE, "price_entity": entity_id})
    assert result["step_id"] == "price_terms"


async def test_a_price_sensor_that_is_off_for_now_is_taken_and_an_invented_price_is_worked_out(
    hass: HomeAssistant,
) -> None:
    hass.states.async_set("sensor.prices", "unavailable")
    walk = await at_terms(hass, "price_entity", SOURCE)
    await walk.fill("price_terms", TERMS)
    assert "14.00 / (1 - 6.9 %) × 1.1" in shown(walk, "en")


async def test_a_price_sensor_that_does_not_exist_is_refused(hass: HomeAssistant) -> None:
    walk = await at_source(hass, "price_entity")
    await walk.fill("price_entity", {**SOURCE, "price_entity": "sensor.nowhere"})

    assert walk.errors == {"price_entity": "missing"}


async def test_the_retailers_list_is_looked_at_before_it_is_chosen(
    hass: HomeAssistant, aioclient_mock: AiohttpClientMocker
) -> None:
    aioclient_mock.get(URL, params={"select_area": "03"}, text="<html>maintenance</html>")
    walk = await at_source(hass, "price_looop")
    await walk.fill("price_looop", {"looop_area": "03"})
    assert walk.errors == {"base": "no_prices"}
    assert walk.result["description_placeholders"] == {
        "entity": "Looop",
        "found": "＜html>maintenance＜/html>",
    }

    aioclient_mock.clear_requests()
    aioclient_mock.get(URL, params={"select_area": "03"}, json={"1": {"price_data": [15.0] * 48}})
    await walk.fill("price_looop", {"looop_area": "03"})
    assert [row.split()[0] for row in walk.suggested["adders"]] == [
        "service",
        "wheeling",
        "renewable",
        "renewable",
    ]
    terms = {key: value for key, value in LOOOP.items() if key != "looop_area"}
    await walk.fill("price_terms", terms)
    assert "15.00 + 7.00 (service) + 8.28 (wheeling) + 4.18 (levy) = 34.46" in shown(walk, "en")
    await walk.choose("price_keep")
    assert aioclient_mock.call_count == 1


async def test_a_row_of_the_table_that_is_not_understood_is_shown(hass: HomeAssistant) -> None:
    walk = await at_terms(hass, "price_table", {"plan": "own_table"})
    assert walk.suggested["bands"] == ["07:00 31.80", "23:00 22.00"]
    await walk.fill("price_terms", {"bands": ["07:00 31.8", "at night 22"], "export": EXPORT})

    assert walk.errors == {"bands": "band_not_understood"}
    assert walk.result["description_placeholders"]["found"] == "at night 22"


async def test_a_bad_row_is_explained_in_japanese(hass: HomeAssistant) -> None:
    hass.config.language = "ja"
    walk = await at_terms(hass, "price_table", {"plan": "own_table"})
    await walk.fill(
        "price_terms", {"bands": ["07:00 31.8", "夜 22"], "adders": ["託送料金 ?"], "export": EXPORT}
    )

    assert walk.errors == {"adders": "adder_not_understood"}  # the other row's turn comes next
    words = await async_get_translations(hass, "ja", "config", ["v2h_planner"])
    text = words["component.v2h_planner.config.error.adder_not_understood"]
    said = text.format(**walk.result["description_placeholders"])
    assert said == "この行には名前と金額が必要です。読み取れない部分があります：託送料金 ?"


async def test_a_known_table_needs_the_months_fuel_adjustment(hass: HomeAssistant) -> None:
    walk = await at_terms(hass, "price_table", {"plan": "tepco_smart_life"})
    assert walk.suggested["bands"] == ["01:00 27.86", "06:00 35.76"]
    form = {"bands": walk.suggested["bands"], "adders": walk.suggested["adders"], "export": EXPORT}
    await walk.fill("price_terms", form)
    assert walk.errors == {"fuel": "number_missing"}
    await walk.fill("price_terms", {**form, "fuel": -7.5})
    assert "35.76 + 4.18 (renewable levy) - 7.50 (fuel adjustment) = 32.44" in shown(walk, "en")


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"export": {**EXPORT, "export_kind": "fit"}}, "fit_start_missing"),
        ({"limits": {"floor_price": 5.0, "cap_price": 4.0, "cut": False}}, "floor_above_cap"),
    ],
)
async def test_terms_that_contradict_each_other_are_refused(
    hass: HomeAssistant, change: dict[str, Any], error: str
) -> None:
    walk = await at_terms(hass, "price_entity", SOURCE)
    await walk.fill("price_terms", {**TERMS, **change})
    assert walk.errors == {"base": error}


async def test_a_share_of_the_market_needs_the_market_price(hass: HomeAssistant) -> None:
    share = {**EXPORT, "export_kind": "market_share", "market_share_percent": 90.0, "export_price": 0.0}
    walk = await at_terms(hass, "price_table", {"plan": "own_table"})
    await walk.fill("price_terms", {"bands": TABLE["bands"], "export": share})
    assert walk.errors == {"base": "no_market_price"}

    walk = await at_terms(hass, "price_entity", SOURCE)
    await walk.fill("price_terms", {**TERMS, "export": share})
    assert "earn **9.90 ¥/kWh**" in shown(walk, "en")


async def test_two_step_fit_shows_this_years_price(hass: HomeAssistant) -> None:
    walk = await at_terms(hass, "price_entity", SOURCE)
    await walk.fill(
        "price_terms", {**TERMS, "export": {**EXPORT, "export_kind": "fit", "fit_start": "2026-02-03"}}
    )
    assert "earn **24.00 ¥/kWh**" in shown(walk, "en")


async def test_what_is_stored_stands_in_the_forms_again(hass: HomeAssistant) -> None:
    entry = added(hass, home_entry())
    walk = await options_of(hass, entry)
    await walk.choose("price_entity")
    assert walk.suggested == SOURCE
    await walk.fill("price_entity", SOURCE)
    assert walk.suggested == TERMS
    await walk.fill("price_terms", {**TERMS, "loss_percent": 7.1})
    result = await walk.choose("price_keep")

    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert entry.options == {**OPTIONS, "prices": {**PRICES, "loss_percent": 7.1}}


async def test_another_tariff_brings_its_own_numbers_and_keeps_what_is_sold(hass: HomeAssistant) -> None:
    entry = added(hass, home_entry())
    walk = await options_of(hass, entry)
    await walk.choose("price_entity")
    await walk.fill("price_entity", {**SOURCE, "plan": "looop_chubu"})
    assert walk.suggested["loss_percent"] == 7.1
    assert walk.suggested["export"] == EXPORT


async def test_adders_may_be_taken_away(hass: HomeAssistant) -> None:
    entry = added(hass, home_entry())
    walk = await options_of(hass, entry)
    await walk.choose("price_entity")
    await walk.fill("price_entity", SOURCE)
    bare = deepcopy(TERMS)
    del bare["adders"]
    await walk.fill("price_terms", bare)
    await walk.choose("price_keep")
    assert "adders" not in entry.options["prices"]


def test_a_limit_is_seen_in_the_worked_example() -> None:
    terms = MarketTerms(loss=0.069, tax=0.1, cap=40.0)
    price = terms.price(50.0, dt_util.utcnow())
    assert energy_line(terms, price) == "50.00 / (1 - 6.9 %) × 1.1 = 59.08 → 40.00"
    assert sum_line(Price(market=1.0, energy=1.1, adders=(("night", -2.0), ("", 19.09)))) == (
        "1.10 - 2.00 (night) + 19.09 = 18.19"
    )


# ------------------------------------------------------------------------ boxes in place of rows

OWN = {**TERMS, "adders": ["renewable levy 4.18 2026-05-01~"]}


async def test_what_only_the_bill_knows_is_asked_for_in_boxes(hass: HomeAssistant) -> None:
    walk = await at_terms(hass, "price_entity", SOURCE)
    assert not any("?" in row for row in walk.suggested["adders"])
    await walk.fill("price_terms", OWN)
    assert walk.errors == {"service": "number_missing", "wheeling": "number_missing"}

    await walk.fill("price_terms", {**OWN, "service": 7.0, "wheeling": 8.28})
    assert "4.18 (renewable levy) + 7.00 (service) + 8.28 (wheeling)" in shown(walk, "en")


async def test_what_was_entered_in_a_box_stands_in_it_again(hass: HomeAssistant) -> None:
    walk = await at_terms(hass, "price_entity", SOURCE)
    await walk.fill("price_terms", {**OWN, "service": 7.0, "wheeling": 8.28})
    await walk.choose("price_terms")
    assert (walk.suggested["service"], walk.suggested["wheeling"]) == (7.0, 8.28)
    assert walk.suggested["adders"] == OWN["adders"]


async def test_a_box_is_stored_as_a_row_and_opened_as_a_box(hass: HomeAssistant) -> None:
    entry = added(hass, home_entry(options={**OPTIONS, "prices": {**PRICES, "plan": "market"}}))
    walk = await options_of(hass, entry)
    await walk.choose("price_entity")
    await walk.fill("price_entity", SOURCE)
    await walk.fill("price_terms", {**OWN, "service": 7.0, "wheeling": 0.0})
    await walk.choose("price_keep")
    rows = [*OWN["adders"], "service 7.00", "wheeling 0.00"]
    assert entry.options["prices"] == {**PRICES, "adders": rows}

    walk = await options_of(hass, entry)
    await walk.choose("price_entity")
    await walk.fill("price_entity", SOURCE)
    assert walk.suggested == {**OWN, "service": 7.0, "wheeling": 0.0}


async def test_a_row_with_dates_or_hours_stays_a_row(hass: HomeAssistant) -> None:
    rows = ["service 7.00 2025-04-01~", "wheeling 8.28", "託送料金 -1 23:00-07:00"]
    entry = added(hass, home_entry(options={**OPTIONS, "prices": {**PRICES, "adders": rows}}))
    walk = await options_of(hass, entry)
    await walk.choose("price_entity")
    await walk.fill("price_entity", SOURCE)
    assert walk.suggested["wheeling"] == 8.28
    assert walk.suggested["adders"] == [rows[0], rows[2]]


@pytest.mark.parametrize(
    ("change", "errors"),
    [
        ({"adders": ["levy 4.18", "levy 3.98", "x 1"]}, {"adders": "adder_twice"}),
        ({"adders": ["levy ４．１８", "ＬＥＶＹ　3.98", "x 1"]}, {"adders": "adder_twice"}),
        ({"adders": ["all of them 320"]}, {"adders": "unusual_price"}),
        ({"loss_percent": 0.069}, {"loss_percent": "share_not_percent"}),
        ({"tax_percent": 0.1}, {"tax_percent": "share_not_percent"}),
        ({"export": {**EXPORT, "export_price": 160.0}}, {"base": "unusual_export"}),
    ],
)
async def test_numbers_that_hardly_anybody_pays_are_asked_about_once(
    hass: HomeAssistant, change: dict[str, Any], errors: dict[str, str]
) -> None:
    walk = await at_terms(hass, "price_entity", SOURCE)
    await walk.fill("price_terms", {**TERMS, **change})
    assert walk.errors == errors
    result = await walk.fill("price_terms", {**TERMS, **change})
    assert result["step_id"] == "price_example"


@pytest.mark.parametrize("row", ["07:00 0.0318", "07:00 -31.8", "07:00 318"])
async def test_a_price_by_the_clock_in_another_unit_is_asked_about(hass: HomeAssistant, row: str) -> None:
    walk = await at_terms(hass, "price_table", {"plan": "own_table"})
    await walk.fill("price_terms", {"bands": [row, "23:00 22"], "export": EXPORT})
    assert walk.errors == {"bands": "unusual_price"}
    assert walk.result["description_placeholders"]["found"] == row


async def test_last_years_levy_and_this_years_are_no_doubles(hass: HomeAssistant) -> None:
    walk = await at_terms(hass, "price_entity", {**SOURCE, "plan": "looop_tokyo"})
    result = await walk.fill("price_terms", {**TERMS, "adders": walk.suggested["adders"]})
    assert result["step_id"] == "price_example"


async def test_a_forecast_of_the_sun_is_told_what_it_is(hass: HomeAssistant) -> None:
    now = dt_util.now()
    watts = {(now + timedelta(hours=hour)).isoformat(): 500 for hour in range(6)}
    hass.states.async_set("sensor.sun_tomorrow", "12.3", {"unit_of_measurement": "kWh", "watts": watts})
    walk = await at_source(hass, "price_entity")
    await walk.fill("price_entity", {**SOURCE, "price_entity": "sensor.sun_tomorrow"})
    assert walk.errors == {"price_entity": "is_solar_forecast"}
