"""Storms lived again, each as far as its point is made; `script/replay` lives them whole, with their costs."""

from dataclasses import replace
from datetime import timedelta

from custom_components.v2h_planner.core.hazard import Tier
from replay.comparison import FULL_ENOUGH, Life, live_normally, live_ready, record_of
from replay.policy import StormReady
from replay.scenarios import SCENARIOS, Scenario


def scenario(name: str, days: int) -> Scenario:
    """The first days of one."""
    return replace(next(one for one in SCENARIOS if one.name == name), days=days)


def lived(one: Scenario) -> tuple[Life, StormReady]:
    """Our way through it."""
    return live_ready(one, record_of(one))


def tiers(ready: StormReady) -> list[Tier]:
    """In the order of their coming."""
    return [tier for _, tier in ready.tiers]


def test_full_before_the_wind_that_was_announced_at_23_with_the_car_at_35_percent() -> None:
    life, ready = lived(scenario("sudden", 2))
    assert life.onset_soc is not None
    assert life.onset_soc >= FULL_ENOUGH
    assert tiers(ready)[:2] == [Tier.NONE, Tier.ACT]


def test_a_thunder_advisory_changes_nothing() -> None:
    one = scenario("thunder", 1)
    record = record_of(one)
    life, ready = live_ready(one, record)
    assert tiers(ready) == [Tier.NONE]
    assert ready.first_sign is None
    assert life.slots == live_normally(one, record).slots


def test_full_at_the_onset_but_not_at_once_although_r8_became_r9_in_between() -> None:
    one = scenario("r9", 3)
    life, ready = lived(one)
    assert life.onset_soc is not None
    assert life.onset_soc >= FULL_ENOUGH
    assert tiers(ready) == [Tier.NONE, Tier.WATCH, Tier.ACT]
    assert ready.watch.stale_at is None
    assert not ready.watch.feed.silent
    # it was only likely: at full power it would have been full five hours after the car's return at 18:30
    assert life.full_at is not None
    assert life.full_at > one.at(2, 0)


def test_a_feed_that_stands_still_is_reported_believed_for_twelve_hours_and_given_up() -> None:
    one = replace(scenario("frozen", 2), start=(0, 18.0))
    _, ready = lived(one)
    assert ready.watch.stale_at is not None
    assert one.at(1, 8) <= ready.watch.stale_at <= one.at(1, 8.5)  # six hours after it stood still
    assert tiers(ready)[-3:] == [Tier.ACT, Tier.HOLD, Tier.NONE]
    (held_at, _), (released_at, _) = ready.tiers[-2:]
    assert held_at - ready.watch.stale_at >= timedelta(hours=11.9)
    assert released_at - held_at <= timedelta(hours=3.2)


def test_a_departure_in_the_middle_of_the_storm_has_its_energy() -> None:
    life, ready = lived(replace(scenario("departure", 2), start=(1, 0.0)))
    assert Tier.ACT in tiers(ready)
    assert life.short_departures == 0
    assert life.onset_soc is not None
    assert life.onset_soc >= FULL_ENOUGH


def test_a_false_alarm_ends_by_itself() -> None:
    _, ready = lived(replace(scenario("false-alarm", 2), start=(0, 9.0)))
    assert tiers(ready) == [Tier.NONE, Tier.WATCH, Tier.NONE]
