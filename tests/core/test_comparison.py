"""What each choice would come to, before anybody chooses."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from custom_components.v2h_planner.core.comparison import (
    LIMITS,
    NoLongerWantedError,
    compare_charge,
    compare_modes,
    compare_storm,
)
from custom_components.v2h_planner.core.hazard import StormTarget, Tier
from custom_components.v2h_planner.core.home import Home, Mode, StorageKind
from custom_components.v2h_planner.core.pipeline import PipelineInput, plan_home
from custom_components.v2h_planner.core.plan import SocTarget, TargetKind
from custom_components.v2h_planner.core.readings import Readings, StorageReading
from custom_components.v2h_planner.core.series import StepSeries
from custom_components.v2h_planner.core.situation import Situation
from custom_components.v2h_planner.core.trips import TripLog

from .homes import NOW, after, storage

HALF_HOUR = timedelta(minutes=30)
# From 18:00: dear until midnight, cheap until 6:00, usual by day, and so again.
DAY = [40.0] * 12 + [18.0] * 12 + [30.0] * 24


def home(soc: float = 0.5, prices: Sequence[float] = DAY * 3, **changes: Any) -> PipelineInput:
    """A house with one car at home, that draws 0.6 kW."""
    usual: dict[str, Any] = {
        "now": NOW,
        "zone": "Asia/Tokyo",
        "home": Home(storages=(storage(),)),
        "readings": Readings(
            at=NOW,
            load_kw=0.6,
            pv_kw=0.0,
            storages=(StorageReading(storage_id="car", soc=soc, connected=True),),
        ),
        "situation": Situation(mode=Mode.ECONOMY),
        "published": StepSeries.regular(NOW, HALF_HOUR, prices),
        "trips": TripLog(since=NOW),
        "limits": LIMITS,
        "holdings": False,
    }
    return PipelineInput(**(usual | changes))


def test_each_mode_is_told_with_its_cost_its_co2_and_what_it_keeps() -> None:
    modes = compare_modes(home())
    assert list(modes.choices) == list(Mode)
    assert modes.present is Mode.ECONOMY
    economy, resilience = modes.choices[Mode.ECONOMY], modes.choices[Mode.RESILIENCE]
    assert economy.more_yen == economy.more_co2_kg == 0
    assert resilience.more_yen > 0
    assert resilience.more_yen == pytest.approx(resilience.outlook.cost_yen - economy.outlook.cost_yen)
    mean, least = resilience.outlook.mean_backup_h, resilience.outlook.least_backup_h
    assert mean is not None
    assert least is not None
    assert economy.outlook.mean_backup_h is not None
    assert least <= mean
    assert mean > economy.outlook.mean_backup_h


def test_the_mode_that_holds_is_what_the_others_are_compared_with() -> None:
    modes = compare_modes(home(situation=Situation(mode=Mode.RESILIENCE)))
    assert modes.present is Mode.RESILIENCE
    assert modes.choices[Mode.RESILIENCE].more_yen == 0
    assert modes.choices[Mode.ECONOMY].more_yen < 0


def test_in_a_storm_that_is_in_force_no_mode_changes_anything() -> None:
    storm = StormTarget(tier=Tier.ACT, by=NOW, until=after(9))
    modes = compare_modes(
        home(situation=Situation(mode=Mode.RESILIENCE, wanted=Mode.ECONOMY, storm=storm), soc=0.9)
    )
    assert modes.present is Mode.ECONOMY
    assert modes.choices[Mode.RESILIENCE].more_yen == pytest.approx(0, abs=20)


def test_a_car_that_feeds_no_house_keeps_no_hours() -> None:
    charger = storage(kind=StorageKind.CHARGER_EV, discharge_max_kw=0.0)
    choice = compare_modes(home(home=Home(storages=(charger,)))).choices[Mode.ECONOMY]
    assert choice.outlook.mean_backup_h is None
    assert choice.outlook.least_backup_h is None


def test_a_comparison_that_nobody_waits_for_ends_before_its_next_plan() -> None:
    asked: list[bool] = []

    def once() -> bool:
        asked.append(True)
        return len(asked) < 2

    with pytest.raises(NoLongerWantedError):
        compare_modes(home(), once)
    assert len(asked) == 2


def test_in_fair_weather_being_ready_is_priced_for_a_storm_in_twelve_hours() -> None:
    inputs = home(soc=0.3)
    usual = compare_modes(inputs).usual
    storm = compare_storm(inputs, usual)
    assert not storm.expected
    assert storm.by == after(12)
    assert 0 < storm.choice.more_yen < compare_modes(inputs).choices[Mode.RESILIENCE].more_yen
    full = compare_storm(home(soc=1.0), usual)
    assert full.choice.outlook.mean_backup_h is not None
    assert storm.choice.outlook.least_backup_h is not None
    assert full.choice.outlook.mean_backup_h > storm.choice.outlook.least_backup_h


def test_a_storm_that_is_expected_costs_what_the_plan_says_that_it_does() -> None:
    storm = StormTarget(tier=Tier.WATCH, by=after(6), until=after(20), onset=after(8))
    inputs = home(soc=0.3, situation=Situation(mode=Mode.ECONOMY, storm=storm))
    modes = compare_modes(inputs)
    found = compare_storm(inputs, modes.usual)
    assert found.expected
    assert found.by == after(6)
    told = plan_home(replace(inputs, holdings=True))[0].storm_yen
    assert told is not None
    assert found.choice.more_yen == pytest.approx(told, rel=0.05, abs=2)


def charge(inputs: PipelineInput, soc: float, hours: float) -> tuple[float | None, float]:
    target = SocTarget(kind=TargetKind.PERSON, storage_id="car", soc=soc, by=after(hours))
    found = compare_charge(inputs, target, compare_modes(inputs).usual)
    return found.reached_soc, found.choice.more_yen


def test_full_by_an_early_hour_costs_more_than_full_by_the_morning() -> None:
    inputs = home()
    reached_early, early = charge(inputs, 0.9, 5)
    reached_late, late = charge(inputs, 0.9, 13)
    assert reached_early == pytest.approx(0.9, abs=0.01)
    assert reached_late == pytest.approx(0.9, abs=0.02)
    assert early > late + 50
    assert 0 < late < 20


def test_a_charge_by_the_day_after_tomorrow_is_compared_until_then() -> None:
    reached, more = charge(home(), 0.9, 40)
    assert reached == pytest.approx(0.9, abs=0.02)
    assert abs(more) < 20


def test_what_cannot_be_reached_in_time_says_how_far_it_comes() -> None:
    reached, _ = charge(home(soc=0.3), 1.0, 1)
    assert reached is not None
    assert 0.35 < reached < 0.5


def test_a_charge_that_the_plan_makes_anyway_costs_nothing() -> None:
    _, more = charge(home(soc=0.9), 0.3, 2)
    assert more == pytest.approx(0, abs=3)  # two plans are found within half a percent


def test_a_soc_that_nobody_knows_can_be_compared_too() -> None:
    readings = Readings(at=NOW, storages=(StorageReading(storage_id="car", soc=None, connected=True),))
    modes = compare_modes(replace(home(), readings=readings))
    assert modes.choices[Mode.CO2].outlook.mean_backup_h is None
