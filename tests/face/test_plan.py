"""The plan as a card draws it."""

from dataclasses import replace
import json

from custom_components.v2h_planner.core.hazard import StormTarget, Tier
from custom_components.v2h_planner.core.trips import OneOffTrip
from custom_components.v2h_planner.face.plan import plan_of
from tests.core.homes import NOW, TOKYO, after

from .house import EN, HOME, JA, plan

TRIP = OneOffTrip(id="abc", storage_id="car", leave=after(40.25), back=after(44), soc=0.6, energy_kwh=4.0)


def test_every_slot_has_a_sentence_and_later_ones_speak_of_the_future() -> None:
    said = plan_of(plan(), HOME, (), EN, TOKYO)
    assert len(said["slots"]) == 96
    charging = said["slots"][10]["storages"]["car"]
    assert (charging["action"], charging["charge"]) == ("charge", 6.0)
    assert charging["why"].startswith("Will charge")
    assert not said["slots"][0]["storages"]["car"]["why"].startswith("Will")


def test_targets_have_their_true_times_even_where_slots_are_hours() -> None:
    said = plan_of(plan(), HOME, (TRIP,), JA, TOKYO)
    assert [(target["by"], target["soc"]) for target in said["targets"]] == [
        ("2026-11-24T22:30:00Z", 80.0),
        ("2026-11-26T01:15:00Z", 60.0),
    ]


def test_a_storm_ahead_is_a_target_and_one_that_is_here_is_not() -> None:
    ahead = StormTarget(tier=Tier.WATCH, by=after(6), until=after(20), onset=after(8))
    said = plan_of(plan(storm=ahead), HOME, (), JA, TOKYO)
    assert said["storm"] == {"onset": "2026-11-24T17:00:00Z", "until": "2026-11-25T05:00:00Z"}
    assert [target["kind"] for target in said["targets"]] == ["storm", "departure"]
    here = plan_of(plan(storm=replace(ahead, tier=Tier.ACT, by=NOW, onset=None)), HOME, (), JA, TOKYO)
    assert [target["kind"] for target in here["targets"]] == ["departure"]


def test_it_is_json() -> None:
    said = plan_of(plan(), HOME, (TRIP,), JA, TOKYO)
    assert json.loads(json.dumps(said, allow_nan=False)) == said
