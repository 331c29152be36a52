"""Scenarios as a person gives them: tariffs by their presets with what must be added, and what changes nothing is refused."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from custom_components.v2h_planner.core.home import Home, Storage, StorageKind
from custom_components.v2h_planner.core.horizon import make_horizon
from custom_components.v2h_planner.core.simulation.scenarios import OtherCar, Scenario
from custom_components.v2h_planner.core.tariff.presets import MARKET_PRESETS
from custom_components.v2h_planner.core.tariff.table_presets import TABLE_PRESETS
from custom_components.v2h_planner.settings.errors import SettingsError
from custom_components.v2h_planner.settings.model import PriceSettings, Settings, Sources
from custom_components.v2h_planner.settings.scenario_rows import (
    TARIFFS,
    AskedScenario,
    ScenarioAreaError,
    ScenarioError,
    ScenarioPriceError,
    home_area,
    parse_scenarios,
)

CAR = Storage(id="ev", name="EV", kind=StorageKind.V2H_EV, capacity_kwh=40.0, charge_max_kw=6.0)
TOKYO = ZoneInfo("Asia/Tokyo")


def settings(storage: Storage = CAR, **sources: Any) -> Settings:
    return Settings(
        home=Home(storages=(storage,)), prices=PriceSettings(), sources=Sources(**sources), storages=()
    )


def one(row: dict[str, Any], of: Settings | None = None) -> AskedScenario:
    (asked,) = parse_scenarios([row], of or settings(co2_area="tokyo"))
    return asked


def test_a_car_a_battery_and_no_v2h_are_what_they_say() -> None:
    asked = one({"name": "Leaf+", "car_kwh": 60.0, "battery_kwh": 10.0, "v2h": False, "export_price": 8.0})
    assert asked.name == "Leaf+"
    assert asked.scenario == Scenario(
        id="s1", car=OtherCar(capacity_kwh=60.0), battery_kwh=10.0, v2h=False, after_fit_yen=8.0
    )


def test_a_flat_price_holds_all_day() -> None:
    tariff = one({"price": 31.8, "adders": ["再エネ賦課金 4.18"]}).scenario.tariff
    assert tariff is not None
    assert tariff.table is not None
    horizon = make_horizon(datetime(2026, 7, 1, tzinfo=TOKYO))
    assert tariff.terms.over(horizon, tariff.table.on(horizon, TOKYO), TOKYO) == pytest.approx(35.98)


def test_a_preset_brings_its_source_its_day_and_what_is_not_in_it() -> None:
    asked = one({"tariff": "octopus_ev_tokyo"})
    preset = TABLE_PRESETS["octopus_ev_tokyo"]
    assert asked.note is not None
    assert (asked.note.source, asked.note.as_of, asked.note.without) == (
        preset.source,
        preset.as_of,
        ("fuel",),
    )


def test_whoever_enters_the_fuel_adjustment_by_any_name_has_it_in() -> None:
    note = one({"tariff": "octopus_ev_tokyo", "adders": ["燃料費調整額 -2.1"]}).note
    assert note is not None
    assert note.without == ()


def test_a_preset_whose_prices_nobody_could_check_needs_them() -> None:
    with pytest.raises(ScenarioPriceError):
        one({"tariff": "octopus_ev"})
    tariff = one({"tariff": "octopus_ev", "bands": ["3:00 15", "5:00 30"]}).scenario.tariff
    assert tariff is not None
    assert tariff.table is not None


def test_a_market_linked_tariff_takes_the_homes_area_and_says_which_part_is_missing() -> None:
    asked = one({"tariff": "looop_tokyo"})
    assert asked.scenario.tariff is not None
    assert asked.scenario.tariff.table is None
    assert asked.scenario.tariff.terms.loss == 0.069
    with pytest.raises(ScenarioPriceError, match="wheeling"):
        one({"tariff": "looop_kyushu"})
    whole = one({"tariff": "market", "adders": ["サービス料 7", "託送料金 8.28"]}).scenario.tariff
    assert whole is not None
    assert whole.terms.loss == 0.069
    with pytest.raises(ScenarioAreaError):
        one({"tariff": "market", "adders": ["service 7", "wheeling 8.28"]}, settings())
    named = one({"tariff": "market", "area": "kyushu", "adders": ["service 7", "wheeling 8"]}, settings())
    assert named.scenario.tariff is not None
    assert named.scenario.tariff.terms.loss == 0.086


def test_the_area_is_known_by_what_the_home_has_told() -> None:
    assert home_area(settings()) is None
    assert home_area(settings(co2_area="tokyo")) == "tokyo"


@pytest.mark.parametrize(
    "row",
    [
        {},
        {"name": "as it is"},
        {"v2h": True},
        {"tariff": "no such"},
        {"adders": ["service 7"]},
        {"bands": ["what is that"]},
        {"price": 5000.0},
    ],
)
def test_what_changes_nothing_or_cannot_be_read_is_refused(row: dict[str, Any]) -> None:
    with pytest.raises((SettingsError, ValueError)):
        one(row)


def test_a_home_without_a_car_has_no_other_one() -> None:
    battery = Storage(id="b", name="B", kind=StorageKind.HOME_BATTERY, capacity_kwh=10.0, charge_max_kw=3.0)
    for row in ({"car_kwh": 60.0}, {"v2h": False}):
        with pytest.raises(ScenarioError):
            one(row, settings(battery))


def test_every_preset_that_can_be_lived_is_offered() -> None:
    assert set(TARIFFS) == {*MARKET_PRESETS, *TABLE_PRESETS} - {"all_in", "own_table"}
