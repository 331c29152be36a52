"""Tariffs to start from: every number has a source and a day, and what is not known is asked."""

from datetime import date, datetime
import json
from math import isclose
from pathlib import Path
import re

import pytest

from custom_components.v2h_planner.core.tariff.import_terms import EVERY_DAY, JST, MarketTerms, TimeOfUse
from custom_components.v2h_planner.core.tariff.presets import (
    FUEL,
    LEVY,
    LOOOP_AREAS,
    MARKET,
    MARKET_PRESETS,
    SERVICE,
    WHEELING,
    Preset,
    in_area,
    looop,
    plans_of,
)
from custom_components.v2h_planner.core.tariff.supply_areas import LOSS_RATES, SUPPLY_AREAS, supply_area
from custom_components.v2h_planner.core.tariff.table_presets import TABLE_PRESETS
from custom_components.v2h_planner.settings.time_of_use_rows import band_fields, parse_table

from .preset_rows import DOCS, Language, drawn

ALL = MARKET_PRESETS | TABLE_PRESETS
EVENING = datetime(2026, 11, 22, 18, tzinfo=JST)
TRANSLATIONS = Path(__file__).parents[3] / "custom_components" / "v2h_planner" / "translations"

# 2026: a Monday in August, a Sunday in August, 3 November (文化の日, a Tuesday) and the Wednesday after.
SUMMER_DAY, SUMMER_SUNDAY = date(2026, 8, 3), date(2026, 8, 2)
CULTURE_DAY, AUTUMN_DAY = date(2026, 11, 3), date(2026, 11, 4)


def terms(preset: Preset) -> MarketTerms:
    assert preset.loss is not None
    return MarketTerms(loss=preset.loss, tax=preset.tax, adders=preset.adders, decimals=preset.decimals)


def table(key: str) -> TimeOfUse:
    return parse_table(band_fields(TABLE_PRESETS[key].bands))


def day(key: str, when: date) -> dict[int, float]:
    """Return the hours at which the price changes, and the prices."""
    prices = [table(key).price(datetime(when.year, when.month, when.day, hour)) for hour in range(24)]
    return {hour: price for hour, price in enumerate(prices) if hour == 0 or price != prices[hour - 1]}


def test_every_preset_says_when_it_was_right_and_where_its_numbers_are_from() -> None:
    for preset in ALL.values():
        assert preset.as_of <= date(2026, 11, 28)
        numbers = preset.loss or preset.adders
        assert preset.source.startswith("https://") or not numbers, preset.key
        assert all(seen.startswith(("https://", "http://")) for seen in preset.seen_in), preset.key


def test_every_preset_has_a_name_in_both_languages() -> None:
    for language in ("en", "ja"):
        words = json.loads((TRANSLATIONS / f"{language}.json").read_text())
        names = words["selector"]["plan"]["options"]
        assert set(names) == set(ALL)
        assert len(set(names.values())) == len(names)


@pytest.mark.parametrize("preset", TABLE_PRESETS.values(), ids=lambda preset: preset.key)
def test_every_table_makes_a_price_for_every_hour_once_its_prices_are_known(preset: Preset) -> None:
    rows = [{"price": 30.0 + number} | row for number, row in enumerate(band_fields(preset.bands))]
    prices = parse_table(rows)
    for when in (SUMMER_DAY, SUMMER_SUNDAY, CULTURE_DAY, AUTUMN_DAY):
        for band in preset.bands:
            assert 10 < prices.price(datetime.combine(when, band.start)) < 60


def test_the_ten_regional_companies_each_have_a_plan() -> None:
    assert {preset.area for preset in TABLE_PRESETS.values()} == {*SUPPLY_AREAS, None}


def test_fuel_adjustment_is_asked_for_every_plan_by_the_clock() -> None:
    for preset in TABLE_PRESETS.values():
        if preset.key != "own_table":
            assert preset.missing == (FUEL,)
            assert {adder.name for adder in preset.adders} == {LEVY}


def test_a_price_that_could_not_be_checked_is_asked() -> None:
    asked = {key for key, preset in TABLE_PRESETS.items() if preset.asks_prices}
    assert asked >= {"kepco_hapie_r", "rikuden_night12", "octopus_ev", "tepco_night12"}
    assert "price" not in band_fields(TABLE_PRESETS["octopus_ev"].bands)[0]


def test_smart_life_of_tepco() -> None:
    assert day("tepco_smart_life", AUTUMN_DAY) == {0: 35.76, 1: 27.86, 6: 35.76}


def test_night_and_morning_of_chubus_smart_life() -> None:
    assert day("chuden_smart_life", AUTUMN_DAY) == {0: 16.52, 8: 28.61, 10: 38.80, 17: 28.61, 22: 16.52}
    assert day("chuden_smart_life", CULTURE_DAY) == {0: 16.52, 8: 28.61, 22: 16.52}
    assert day("chuden_smart_life_morning", SUMMER_SUNDAY) == {0: 16.52, 9: 28.61, 23: 16.52}
    assert day("chuden_smart_life_night", SUMMER_SUNDAY) == {0: 16.52, 7: 28.61, 21: 16.52}


def test_chugoku_has_a_summer_and_free_holidays() -> None:
    assert day("energia_denka_style", SUMMER_DAY) == {0: 30.35, 9: 46.46, 21: 30.35}
    assert day("energia_denka_style", AUTUMN_DAY) == {0: 30.35, 9: 44.40, 21: 30.35}
    assert day("energia_night_holiday", CULTURE_DAY) == {0: 34.65}
    assert day("energia_simple", CULTURE_DAY) == {0: 38.21}


def test_kyushu_has_a_winter_too() -> None:
    assert day("kyuden_night22", date(2027, 1, 6)) == {0: 14.59, 8: 27.63, 22: 14.59}
    assert day("kyuden_night22", AUTUMN_DAY) == {0: 14.59, 8: 24.74, 22: 14.59}
    assert day("kyuden_night21", CULTURE_DAY) == {0: 14.59, 7: 18.61, 21: 14.59}
    assert day("kyuden_night23", SUMMER_SUNDAY) == {0: 14.59, 9: 22.01, 23: 14.59}


def test_ev_plans_are_cheap_at_noon() -> None:
    assert day("octopus_ev_tokyo", SUMMER_DAY) == {0: 25.77, 1: 14.60, 5: 25.77, 11: 12.60, 13: 25.77}
    assert day("machi_ene_day_tokyo", SUMMER_DAY) == {0: 37.43, 9: 26.65, 15: 37.43, 16: 44.32, 21: 37.43}


def test_etime3_is_as_its_page_says() -> None:
    assert day("hepco_etime3", SUMMER_DAY) == {0: 26.74, 8: 43.61, 13: 51.02, 18: 43.61, 22: 26.74}


def test_looop_in_tokyo_and_chubu_is_known_and_elsewhere_wheeling_is_asked() -> None:
    tokyo, chubu = looop("tokyo"), looop("chubu")
    assert isclose(terms(tokyo).all_in(14.0, EVENING), 16.54 + 7.0 + 8.28 + 4.18)
    assert isclose(terms(chubu).all_in(14.0, EVENING), 16.57 + 7.0 + 7.91 + 4.18)
    for area in set(LOOOP_AREAS.values()) - {"tokyo", "chubu"}:
        preset = looop(area)
        assert preset.loss == LOSS_RATES[area]
        assert preset.missing == (WHEELING,)
        assert {adder.name for adder in preset.adders} == {SERVICE, LEVY}


def test_the_retailers_own_prices_have_loss_and_tax_in_them() -> None:
    assert isclose(terms(looop("tokyo", published=True)).all_in(27.51, EVENING), 27.51 + 19.46)


def test_a_market_linked_plan_takes_the_loss_of_the_homes_area() -> None:
    assert in_area(MARKET, "kyushu").loss == 0.086
    assert in_area(looop("tokyo"), "kyushu").loss == 0.069
    assert MARKET_PRESETS["sanix_spot"].missing == (SERVICE, WHEELING)


def test_the_plans_of_the_homes_area_come_first() -> None:
    plans = plans_of(TABLE_PRESETS, "kyushu")
    assert plans[:3] == ["kyuden_night21", "kyuden_night22", "kyuden_night23"]
    assert plans[3] == "own_table"
    assert set(plans) == set(TABLE_PRESETS)
    assert plans_of(TABLE_PRESETS, None)[0] == "own_table"


@pytest.mark.parametrize(
    ("code", "region", "area"),
    [
        ("0110000", "016010", "hokkaido"),
        ("1510000", "150010", "tohoku"),  # 新潟市
        ("1410011", "140010", "tokyo"),  # 横浜市北部
        ("1920100", "190010", "tokyo"),  # 甲府市
        ("2310000", "230010", "chubu"),  # 名古屋市
        ("2213000", "220040", "chubu"),  # 浜松市
        ("2220300", "220030", "tokyo"),  # 沼津市
        ("2220500", "220020", "tokyo"),  # 熱海市
        ("1720100", "170010", "hokuriku"),  # 金沢市
        ("1820100", "180010", "hokuriku"),  # 福井市
        ("1820400", "180020", "kansai"),  # 小浜市
        ("1820200", "180020", "hokuriku"),  # 敦賀市
        ("2710000", "270000", "kansai"),  # 大阪市
        ("3410000", "340010", "chugoku"),  # 広島市
        ("3720100", "370000", "shikoku"),  # 高松市
        ("4653500", "460040", "kyushu"),  # 与論町
        ("4720100", "471010", "okinawa"),  # 那覇市
        ("4800000", "", None),
        ("", "", None),
        ("東京", "", None),
    ],
)
def test_a_home_lies_in_the_supply_area_of_its_prefecture(code: str, region: str, area: str | None) -> None:
    assert supply_area(code, region) == area


def test_the_loss_of_every_area_is_known() -> None:
    assert tuple(LOSS_RATES) == SUPPLY_AREAS
    assert all(0.05 < loss < 0.1 for loss in LOSS_RATES.values())
    assert not any(preset.loss is None for preset in TABLE_PRESETS.values())
    assert all(band.weekdays for preset in TABLE_PRESETS.values() for band in preset.bands)
    assert TABLE_PRESETS["own_table"].bands[0].weekdays == EVERY_DAY


@pytest.mark.parametrize("language", DOCS)
def test_the_documents_show_every_plan_with_its_numbers(language: Language) -> None:
    text = DOCS[language].read_text()
    assert text == drawn(text, language), "draw it anew: python -m tests.core.tariff.preset_rows"
    assert text.count("\n| ") > len(ALL)


@pytest.mark.parametrize("language", DOCS)
def test_the_documents_show_the_loss_rates(language: Language) -> None:
    lines = DOCS[language].read_text().splitlines()
    used = [line.split("|")[2].replace(" ", "") for line in lines if re.search(r"\d ?% \|", line)]
    assert used == [f"{100 * loss:.1f}%" for loss in LOSS_RATES.values()]
