"""How electricity is paid for: a source, the tariff's numbers, and one slot worked out before it is kept."""

from datetime import datetime, timedelta
from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant, SupportsResponse
from homeassistant.data_entry_flow import FlowResultType, InvalidData
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.translation import async_get_translations
from homeassistant.util import dt as dt_util
import pytest
from pytest_homeassistant_custom_component.test_util.aiohttp import AiohttpClientMocker

from custom_components.v2h_planner.core.tariff.demand import DemandTerms
from custom_components.v2h_planner.core.tariff.import_terms import MarketTerms, Price
from custom_components.v2h_planner.core.tariff.presets import LOOOP_AREAS, MARKET_PRESETS
from custom_components.v2h_planner.core.tariff.supply_areas import LOSS_RATES
from custom_components.v2h_planner.core.tariff.table_presets import TABLE_PRESETS
from custom_components.v2h_planner.feeds.looop import URL
from custom_components.v2h_planner.settings.adder_rows import parse_adders
from custom_components.v2h_planner.settings.from_entry import price_settings
from custom_components.v2h_planner.settings.price_breakdown import energy_line, sum_line
from tests.ha import flow_walk
from tests.ha.entry_forms import CHIYODA, EXPORT, LOOOP, OPTIONS, PRICES, STORM, TABLE, home_entry
from tests.ha.flow_walk import WORDS, Walk, added, new_home, options_of, terms
from tests.ha.sources.test_discovery import dashboard

house, setup_entry = flow_walk.house, flow_walk.setup_entry
pytestmark = pytest.mark.usefixtures("setup_entry", "tokyo", "house")

SOURCE = {"price_entity": "sensor.prices", "plan": "market"}
TERMS = {key: value for key, value in PRICES.items() if key not in SOURCE}


@pytest.fixture
async def tokyo(hass: HomeAssistant, freezer: FrozenDateTimeFactory) -> None:
    freezer.move_to(datetime.fromisoformat("2026-11-22T10:00:00+09:00"))
    await hass.config.async_set_time_zone("Asia/Tokyo")


async def configuring(hass: HomeAssistant, **prices: Any) -> Walk:
    """The prices of a home that is set up."""
    for old in hass.config_entries.async_entries("v2h_planner"):
        await hass.config_entries.async_remove(old.entry_id)
    walk = await options_of(
        hass, added(hass, home_entry(options={**OPTIONS, "prices": {**PRICES, **prices}}))
    )
    await walk.choose("prices")
    return walk


async def at_terms(hass: HomeAssistant, source: dict[str, Any]) -> Walk:
    """The terms of a plan; Looop's with a market price of one's own are for homes that have such a sensor already."""
    listed = source["plan"].startswith("looop_")
    walk = await (configuring(hass) if listed else new_home(hass))
    await walk.at_terms(source)
    assert walk.result["step_id"] == "price_terms", walk.result
    return walk


def rows(walk: Walk) -> list[dict[str, Any]]:
    """The adders that stand in the form."""
    found: list[dict[str, Any]] = walk.suggested["other"]["adders"]
    return found


def options(hass: HomeAssistant) -> Any:
    """What the home's entry holds."""
    (entry,) = hass.config_entries.async_entries("v2h_planner")
    return dict(entry.options)


def row(name: str, price: float, **more: Any) -> dict[str, Any]:
    return {"name": name, "price": price, **more}


def shown(walk: Walk, language: str) -> str:
    """What a person reads above the menu or form."""
    words: Any = WORDS[language]
    for key in walk.path:
        words = words[key]
    text: str = words["step"][walk.result["step_id"]]["description"]
    return text.format(**walk.result["description_placeholders"])


async def test_one_slot_is_worked_out_before_it_is_kept(hass: HomeAssistant) -> None:
    walk = await at_terms(hass, SOURCE)
    await walk.fill("price_terms", terms({**TERMS, "limits": {"cut": True}}))
    assert walk.errors == {}
    english, japanese = shown(walk, "en"), shown(walk, "ja")
    for text in (english, japanese):
        assert "18:00" in text
        assert "11.00 / (1 - 6.9 %) × 1.1 = 12.99" in text
        assert "12.99 + 19.09 (all of them) = 32.08" in text
    assert "**32.08 ¥/kWh**, and earn **16.00 ¥/kWh**" in english
    assert "買電 **32.08円/kWh**、売電 **16.00円/kWh**" in japanese


async def test_numbers_that_look_wrong_are_corrected_in_the_same_flow(hass: HomeAssistant) -> None:
    walk = await at_terms(hass, SOURCE)
    await walk.fill("price_terms", terms({**TERMS, "adders": [row("service", 70.0)]}))
    assert "70.00 (service)" in shown(walk, "en")
    assert rows(walk) == [row("service", 70.0)]
    await walk.fill("price_terms", terms(TERMS))
    assert "19.09 (all of them)" in shown(walk, "en")
    assert (await walk.fill("price_terms", terms(TERMS)))["step_id"] == "found"


async def test_a_preset_fills_the_form_and_says_where_it_is_from(hass: HomeAssistant) -> None:
    walk = await at_terms(hass, {**SOURCE, "plan": "looop_tokyo"})
    assert walk.suggested["loss_percent"] == 6.9
    assert walk.suggested["limits"]["cut"] is True
    assert rows(walk) == [
        row("service", 7.0, first="2025-04-01"),
        row("wheeling", 8.28, first="2025-04-01"),
        row("renewable levy", 3.98, first="2025-05-01", last="2026-04-30"),
        row("renewable levy", 4.18, first="2026-05-01"),
    ]
    assert "looop-denki.com" in shown(walk, "en")
    assert "2025-04-01時点" in shown(walk, "ja")


async def test_the_names_of_adders_are_in_the_language_of_the_home(hass: HomeAssistant) -> None:
    hass.config.language = "ja"
    walk = await at_terms(hass, {**SOURCE, "plan": "looop_chubu"})
    assert rows(walk)[:2] == [
        row("サービス料", 7.0, first="2025-04-01"),
        row("託送料金", 7.91, first="2025-04-01"),
    ]


@pytest.mark.parametrize("area", sorted(set(LOOOP_AREAS.values()) - {"tokyo", "chubu"}))
async def test_where_a_number_is_not_known_the_person_must_enter_it(hass: HomeAssistant, area: str) -> None:
    walk = await at_terms(hass, {**SOURCE, "plan": f"looop_{area}"})
    assert walk.suggested["loss_percent"] == pytest.approx(100 * LOSS_RATES[area])
    adders = rows(walk)
    await walk.fill("price_terms", terms({**TERMS, "adders": adders}))
    assert walk.errors == {"wheeling": "number_missing"}
    await walk.fill("price_terms", terms({**TERMS, "adders": adders, "wheeling": 9.21}))
    assert "9.21 (wheeling)" in shown(walk, "en")


async def test_every_preset_reads_back_from_its_form(hass: HomeAssistant) -> None:
    others = {key: preset for key, preset in MARKET_PRESETS.items() if key != PRICES["plan"]}
    for key, preset in others.items():
        walk = await configuring(hass)
        await walk.at_terms({**SOURCE, "plan": key})
        adders = parse_adders(rows(walk))
        assert [adder.yen_per_kwh for adder in adders] == [a.yen_per_kwh for a in preset.adders]


async def test_an_all_in_price_is_asked_for_no_loss_and_no_tax(hass: HomeAssistant) -> None:
    walk = await at_terms(hass, {**SOURCE, "plan": "all_in"})
    assert {"loss_percent", "tax_percent", "limits"}.isdisjoint(map(str, walk.result["data_schema"].schema))
    assert "11.00 = 11.00" in shown(walk, "en")


async def test_a_sensor_without_a_price_list_is_refused_with_what_was_found(hass: HomeAssistant) -> None:
    walk = await new_home(hass)
    assert walk.suggested["price_entity"] == "sensor.prices"
    await walk.fill("user", {**SOURCE, "price_entity": "sensor.pv"})

    assert walk.errors == {"price_entity": "wrong_unit"}
    assert walk.result["description_placeholders"] == {"entity": "sensor.pv", "found": "W"}
    assert walk.suggested["plan"] == "market"

    hass.states.async_set("sensor.odd", "31", {"unit_of_measurement": "円/kWh", "level": ["low", "high"]})
    await walk.fill("user", {**SOURCE, "price_entity": "sensor.odd"})

    assert walk.errors == {"price_entity": "unknown_shape"}
    assert "level" in walk.result["description_placeholders"]["found"]
    assert walk.suggested["price_entity"] == "sensor.odd"  # what was typed is still there

    result = await walk.fill("user", SOURCE)
    assert result["step_id"] == "price_terms"


async def test_a_sensor_whose_integration_tells_prices_when_asked_is_taken(hass: HomeAssistant) -> None:
    entity_id = er.async_get(hass).async_get_or_create("sensor", "nordpool", "SE3-current_price").entity_id
    hass.states.async_set(entity_id, "0.5", {"unit_of_measurement": "SEK/kWh"})
    hass.services.async_register(
        "nordpool", "get_prices_for_date", lambda call: {}, supports_response=SupportsResponse.ONLY
    )
    walk = await new_home(hass)
    result = await walk.fill("user", {**SOURCE, "price_entity": entity_id})
    assert result["step_id"] == "price_terms"


async def test_a_price_sensor_that_is_off_for_now_is_taken_and_an_invented_price_is_worked_out(
    hass: HomeAssistant,
) -> None:
    hass.states.async_set("sensor.prices", "unavailable")
    walk = await at_terms(hass, SOURCE)
    await walk.fill("price_terms", terms(TERMS))
    assert "14.00 / (1 - 6.9 %) × 1.1" in shown(walk, "en")


async def test_a_price_sensor_that_does_not_exist_is_refused(hass: HomeAssistant) -> None:
    walk = await new_home(hass)
    await walk.fill("user", {**SOURCE, "price_entity": "sensor.nowhere"})

    assert walk.errors == {"price_entity": "missing"}


async def test_the_retailers_list_is_looked_at_before_it_is_chosen(
    hass: HomeAssistant, aioclient_mock: AiohttpClientMocker
) -> None:
    aioclient_mock.get(URL, params={"select_area": "03"}, text="<html>maintenance</html>")
    walk = await new_home(hass)
    await walk.fill("user", {"plan": "looop_tokyo"})
    assert walk.errors == {"base": "no_prices"}
    assert walk.result["description_placeholders"] == {
        "entity": "Looop",
        "found": "＜html>maintenance＜/html>",
    }

    aioclient_mock.clear_requests()
    aioclient_mock.get(URL, params={"select_area": "03"}, json={"1": {"price_data": [15.0] * 48}})
    # the sensor that was found is sent along, and means nothing here
    await walk.fill("user", {"plan": "looop_tokyo", "price_entity": "sensor.prices"})
    assert [one["name"] for one in rows(walk)] == ["service", "wheeling", "renewable levy", "renewable levy"]
    assert "15.00 + 7.00 (service) + 8.28 (wheeling) + 4.18 (renewable levy) = 34.46" in shown(walk, "en")
    await walk.keep(LOOOP)
    assert aioclient_mock.call_count == 1


async def test_a_list_that_cannot_be_had_today_does_not_keep_its_home_from_changing_the_terms(
    hass: HomeAssistant, aioclient_mock: AiohttpClientMocker
) -> None:
    aioclient_mock.get(URL, params={"select_area": "03"}, text="<html>maintenance</html>")
    walk = await options_of(hass, added(hass, home_entry(options={**OPTIONS, "prices": LOOOP})))
    await walk.choose("prices")
    assert walk.suggested == {"plan": "looop_tokyo"}
    await walk.fill("prices", {"plan": "looop_tokyo"})
    result = await walk.keep(LOOOP)
    assert result["type"] is FlowResultType.CREATE_ENTRY


async def test_rows_that_nobody_understands_stand_in_the_form_to_be_mended(hass: HomeAssistant) -> None:
    walk = await configuring(hass, adders=["levy ?", "", "service 7"])
    await walk.fill("prices", SOURCE)
    assert rows(walk) == [{"name": "levy ?"}]
    assert walk.suggested["service"] == 7.0
    assert walk.result["description_placeholders"]["price"] == "–"

    entry = home_entry(options={**OPTIONS, "prices": {**TABLE, "bands": ["at night 22", "07:00 31.8"]}})
    (old,) = hass.config_entries.async_entries("v2h_planner")
    await hass.config_entries.async_remove(old.entry_id)
    walk = await options_of(hass, added(hass, entry))
    await walk.choose("prices")
    await walk.fill("prices", {"plan": "own_table"})
    assert walk.suggested["bands"] == [{"start": "00:00"}, {"start": "07:00", "price": 31.8}]


async def test_the_export_price_of_the_energy_dashboard_is_filled_in(hass: HomeAssistant) -> None:
    grid = {"type": "grid", "stat_energy_from": "sensor.bought", "number_energy_price_export": 16.0}
    with dashboard(hass, grid):
        walk = await at_terms(hass, {"plan": "own_table"})
    assert walk.suggested["export"] == {"export_price": 16.0}


async def test_where_the_evening_is_not_published_yet_the_last_price_is_the_example(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory
) -> None:
    midnight = dt_util.start_of_local_day()
    slots = [{"start": (midnight + timedelta(minutes=30 * i)).isoformat(), "price": 12.0} for i in range(30)]
    hass.states.async_set("sensor.prices", "12", {"unit_of_measurement": "円/kWh", "prices": slots})
    walk = await at_terms(hass, {**SOURCE, "plan": "all_in"})
    assert walk.result["description_placeholders"]["time"] == "14:30"


async def test_the_plans_of_the_stored_municipality_come_first(hass: HomeAssistant) -> None:
    osaka = {**CHIYODA, "code": "2710000", "class10": "270000"}
    walk = await options_of(
        hass, added(hass, home_entry(options={**OPTIONS, "storm": {**STORM, "jma_area": osaka}}))
    )
    await walk.choose("prices")
    listed = walk.result["data_schema"].schema["plan"].config["options"]
    assert listed[0] == "market"  # what is stored
    assert (MARKET_PRESETS | TABLE_PRESETS)[listed[1]].area == "kansai"


async def test_what_nobody_chose_is_asked_for(hass: HomeAssistant) -> None:
    walk = await new_home(hass)
    await walk.fill("user", {})
    assert walk.errors == {"plan": "plan_missing"}
    await walk.fill("user", SOURCE)
    bare = {key: value for key, value in TERMS.items() if key != "loss_percent"}
    await walk.fill("price_terms", terms(bare))
    assert walk.errors == {"loss_percent": "number_missing"}
    assert walk.result["description_placeholders"]["price"] == "–"
    assert (await walk.keep(TERMS))["step_id"] == "found"


async def test_a_plan_that_needs_a_sensor_asks_for_one(hass: HomeAssistant) -> None:
    hass.states.async_remove("sensor.prices")
    walk = await new_home(hass)
    assert set(walk.result["data_schema"].schema) == {"plan"}
    await walk.fill("user", {"plan": "all_in"})
    await walk.fill("price_sensor", {"price_entity": "sensor.pv"})
    assert walk.errors == {"price_entity": "wrong_unit"}
    hass.states.async_set("sensor.later", "unavailable")
    assert (await walk.fill("price_sensor", {"price_entity": "sensor.later"}))["step_id"] == "price_terms"


async def test_two_rows_for_the_same_time_are_told(hass: HomeAssistant) -> None:
    walk = await at_terms(hass, {"plan": "own_table"})
    assert walk.suggested["bands"] == [
        {"start": "07:00", "price": 31.8},
        {"start": "23:00", "price": 22.0},
    ]
    twice = [{"start": "07:00:00", "price": 31.8}, {"start": "07:00:00", "price": 22.0}]
    await walk.fill("price_terms", terms({"bands": twice, "export": EXPORT}))

    assert walk.errors == {"bands": "band_not_understood"}
    assert walk.result["description_placeholders"]["found"] == "07:00 22.0"


async def test_a_row_that_contradicts_itself_is_explained_in_japanese(hass: HomeAssistant) -> None:
    hass.config.language = "ja"
    walk = await at_terms(hass, {"plan": "own_table"})
    night = row("夜間割引", -2.0, start="23:00:00")
    await walk.fill("price_terms", terms({"bands": TABLE["bands"], "adders": [night], "export": EXPORT}))

    assert walk.errors == {"base": "adder_not_understood"}
    words = await async_get_translations(hass, "ja", "config", ["v2h_planner"])
    text = words["component.v2h_planner.config.error.adder_not_understood"]
    said = text.format(**walk.result["description_placeholders"])
    assert said.startswith("この行には名前と金額が必要です")
    assert "夜間割引" in said


@pytest.mark.parametrize("key", sorted(TABLE_PRESETS))
async def test_of_a_plan_by_the_clock_only_what_nobody_knows_is_asked(hass: HomeAssistant, key: str) -> None:
    walk = await at_terms(hass, {"plan": key})
    preset, bands = TABLE_PRESETS[key], walk.suggested["bands"]
    form = {"bands": bands, "adders": walk.suggested["other"]["adders"], "export": EXPORT}
    form |= dict.fromkeys(preset.missing, -7.5)
    if preset.asks_prices:
        await walk.fill("price_terms", terms(form))
        assert walk.errors == {"bands": "band_without_price"}
        assert walk.result["description_placeholders"]["price"] == "–"
        form["bands"] = [{"price": 31.0, **band} for band in bands]
    assert (await walk.keep(form))["step_id"] == "found"


@pytest.mark.parametrize(
    "bands",
    [
        ["07:00 31.8"],
        "07:00 31.8",
        [{"start": "7 o'clock", "price": 1.0}],
        [{"start": "07:00", "price": float("nan")}],
        [{"start": "07:00", "price": 31.8, "until": "23:00"}],
    ],
)
async def test_what_is_no_row_does_not_pass_the_form(hass: HomeAssistant, bands: Any) -> None:
    walk = await at_terms(hass, {"plan": "own_table"})
    with pytest.raises(InvalidData):
        await walk.fill("price_terms", terms({"bands": bands, "export": EXPORT}))


async def test_a_known_table_needs_the_months_fuel_adjustment(hass: HomeAssistant) -> None:
    walk = await at_terms(hass, {"plan": "tepco_smart_life"})
    assert [(band["start"], band["price"]) for band in walk.suggested["bands"]] == [
        ("01:00", 27.86),
        ("06:00", 35.76),
    ]
    form = {"bands": walk.suggested["bands"], "adders": rows(walk), "export": EXPORT}
    await walk.fill("price_terms", terms(form))
    assert walk.errors == {"fuel": "number_missing"}
    await walk.fill("price_terms", terms({**form, "fuel": -7.5}))
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
    walk = await at_terms(hass, SOURCE)
    await walk.fill("price_terms", terms({**TERMS, **change}))
    assert walk.errors == {"base": error}


async def test_a_share_of_the_market_needs_the_market_price(hass: HomeAssistant) -> None:
    share = {**EXPORT, "export_kind": "market_share", "market_share_percent": 90.0, "export_price": 0.0}
    walk = await at_terms(hass, {"plan": "own_table"})
    await walk.fill("price_terms", terms({"bands": TABLE["bands"], "export": share}))
    assert walk.errors == {"base": "no_market_price"}

    walk = await at_terms(hass, SOURCE)
    await walk.fill("price_terms", terms({**TERMS, "export": share}))
    assert "earn **9.90 ¥/kWh**" in shown(walk, "en")


async def test_two_step_fit_shows_this_years_price(hass: HomeAssistant) -> None:
    walk = await at_terms(hass, SOURCE)
    await walk.fill(
        "price_terms", terms({**TERMS, "export": {**EXPORT, "export_kind": "fit", "fit_start": "2026-02-03"}})
    )
    assert "earn **24.00 ¥/kWh**" in shown(walk, "en")


async def test_what_is_stored_stands_in_the_forms_again(hass: HomeAssistant) -> None:
    walk = await configuring(hass)
    assert walk.suggested == SOURCE
    await walk.fill("prices", SOURCE)
    assert {**walk.suggested, "limits": {}} == {**terms(PRICES), "limits": {}}
    result = await walk.keep({**PRICES, "loss_percent": 7.1})

    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert options(hass) == {**OPTIONS, "prices": {**PRICES, "loss_percent": 7.1}}


async def test_another_tariff_brings_its_own_numbers_and_keeps_what_is_sold(hass: HomeAssistant) -> None:
    walk = await configuring(hass)
    await walk.fill("prices", {**SOURCE, "plan": "looop_chubu"})
    assert walk.suggested["loss_percent"] == 7.1
    assert walk.suggested["export"] | walk.suggested["selling"] == EXPORT


async def test_adders_may_be_taken_away(hass: HomeAssistant) -> None:
    walk = await configuring(hass)
    await walk.fill("prices", SOURCE)
    await walk.keep({key: value for key, value in PRICES.items() if key != "adders"})
    assert "adders" not in options(hass)["prices"]


def test_a_limit_is_seen_in_the_worked_example() -> None:
    terms = MarketTerms(loss=0.069, tax=0.1, cap=40.0)
    price = terms.price(50.0, dt_util.utcnow())
    assert energy_line(terms, price) == "50.00 / (1 - 6.9 %) × 1.1 = 59.08 → 40.00"
    assert sum_line(Price(market=1.0, energy=1.1, adders=(("night", -2.0), ("", 19.09)))) == (
        "1.10 - 2.00 (night) + 19.09 = 18.19"
    )


# ------------------------------------------------------------------------ boxes in place of rows

OWN = {**TERMS, "adders": [row("renewable levy", 4.18, first="2026-05-01")]}


async def test_what_only_the_bill_knows_is_asked_for_in_boxes(hass: HomeAssistant) -> None:
    walk = await at_terms(hass, SOURCE)
    assert not any("?" in row for row in rows(walk))
    await walk.fill("price_terms", terms(OWN))
    assert walk.errors == {"service": "number_missing", "wheeling": "number_missing"}

    await walk.fill("price_terms", terms({**OWN, "service": 7.0, "wheeling": 8.28}))
    assert "4.18 (renewable levy) + 7.00 (service) + 8.28 (wheeling)" in shown(walk, "en")


async def test_what_was_entered_in_a_box_stands_in_it_again(hass: HomeAssistant) -> None:
    walk = await at_terms(hass, SOURCE)
    await walk.fill("price_terms", terms({**OWN, "service": 7.0, "wheeling": 8.28}))
    assert (walk.suggested["service"], walk.suggested["wheeling"]) == (7.0, 8.28)
    assert rows(walk) == OWN["adders"]


async def test_a_box_is_stored_as_a_row_and_opened_as_a_box(hass: HomeAssistant) -> None:
    walk = await configuring(hass)
    await walk.fill("prices", SOURCE)
    await walk.keep({**OWN, "service": 7.0, "wheeling": 0.0})
    stored = [*OWN["adders"], row("service", 7.0), row("wheeling", 0.0)]
    assert options(hass)["prices"] == {**PRICES, "adders": stored}

    (entry,) = hass.config_entries.async_entries("v2h_planner")
    walk = await options_of(hass, entry)
    await walk.choose("prices")
    await walk.fill("prices", SOURCE)
    assert rows(walk) == OWN["adders"]
    assert (walk.suggested["service"], walk.suggested["wheeling"]) == (7.0, 0.0)


async def test_a_row_with_dates_or_hours_stays_a_row(hass: HomeAssistant) -> None:
    text = ["service 7.00 2025-04-01~", "wheeling 8.28", "託送料金 -1 23:00-07:00"]
    walk = await configuring(hass, adders=text)
    await walk.fill("prices", SOURCE)
    assert walk.suggested["wheeling"] == 8.28
    assert rows(walk) == [
        row("service", 7.0, first="2025-04-01"),
        row("託送料金", -1.0, start="23:00", end="07:00"),
    ]


@pytest.mark.parametrize(
    ("change", "errors"),
    [
        ({"adders": [row("levy", 4.18), row("levy", 3.98), row("x", 1)]}, {"base": "adder_twice"}),
        ({"adders": [row("levy ", 4.18), row("ＬＥＶＹ", 3.98), row("x", 1)]}, {"base": "adder_twice"}),
        ({"adders": [row("all of them", 320)]}, {"base": "unusual_price"}),
        ({"loss_percent": 0.069}, {"loss_percent": "share_not_percent"}),
        ({"tax_percent": 0.1}, {"tax_percent": "share_not_percent"}),
        ({"export": {**EXPORT, "export_price": 160.0}}, {"base": "unusual_export"}),
    ],
)
async def test_numbers_that_hardly_anybody_pays_are_asked_about_once(
    hass: HomeAssistant, change: dict[str, Any], errors: dict[str, str]
) -> None:
    walk = await at_terms(hass, SOURCE)
    await walk.fill("price_terms", terms({**TERMS, **change}))
    assert walk.errors == errors
    assert (await walk.keep({**TERMS, **change}))["step_id"] == "found"


@pytest.mark.parametrize("price", [0.0318, -31.8, 318.0])
async def test_a_price_by_the_clock_in_another_unit_is_asked_about(hass: HomeAssistant, price: float) -> None:
    walk = await at_terms(hass, {"plan": "own_table"})
    bands = [{"start": "07:00:00", "price": price}, {"start": "23:00:00", "price": 22.0}]
    await walk.fill("price_terms", terms({"bands": bands, "export": EXPORT}))
    assert walk.errors == {"bands": "unusual_price"}
    assert walk.result["description_placeholders"]["found"] == f"07:00 {price}"


async def test_a_contract_by_the_highest_half_hour_is_kept_with_its_price(hass: HomeAssistant) -> None:
    walk = await at_terms(hass, SOURCE)
    told = {**TERMS, "demand": {"demand_yen": 513.0, "demand_kw": 4.2}}
    assert (await walk.keep(told))["step_id"] == "found"
    entry = added(hass, home_entry(options={**OPTIONS, "prices": {**PRICES, "demand": told["demand"]}}))
    demand = price_settings(entry.options["prices"]).tariff.demand
    assert demand == DemandTerms(yen_per_kw_month=513.0, known_kw=4.2)
    assert price_settings(PRICES).tariff.demand is None


async def test_a_contract_power_without_its_price_is_asked_for(hass: HomeAssistant) -> None:
    walk = await at_terms(hass, SOURCE)
    await walk.fill("price_terms", terms({**TERMS, "demand": {"demand_kw": 4.2}}))
    assert walk.errors == {"base": "demand_without_price"}
    assert (await walk.keep(TERMS))["step_id"] == "found"


async def test_next_months_fuel_is_entered_ahead_and_is_no_double(hass: HomeAssistant) -> None:
    walk = await at_terms(hass, SOURCE)
    fuel = [row("燃料費調整額", -5.0), row("燃料費調整額", -3.5, first="2026-12-01")]
    assert (await walk.keep({**TERMS, "adders": fuel}))["step_id"] == "found"


async def test_last_years_levy_and_this_years_are_no_doubles(hass: HomeAssistant) -> None:
    walk = await at_terms(hass, {**SOURCE, "plan": "looop_tokyo"})
    result = await walk.keep({**TERMS, "adders": rows(walk)})
    assert result["type"] is FlowResultType.CREATE_ENTRY


async def test_a_forecast_of_the_sun_is_told_what_it_is(hass: HomeAssistant) -> None:
    now = dt_util.now()
    watts = {(now + timedelta(hours=hour)).isoformat(): 500 for hour in range(6)}
    hass.states.async_set("sensor.sun_tomorrow", "12.3", {"unit_of_measurement": "kWh", "watts": watts})
    walk = await new_home(hass)
    await walk.fill("user", {**SOURCE, "price_entity": "sensor.sun_tomorrow"})
    assert walk.errors == {"price_entity": "is_solar_forecast"}
