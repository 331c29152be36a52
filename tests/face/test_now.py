"""What matters at this moment."""

from dataclasses import replace
from datetime import timedelta
import json
from math import nan
from typing import Any

import pytest

from custom_components.v2h_planner.core.control.mode_machine import ModeState
from custom_components.v2h_planner.core.home import Mode
from custom_components.v2h_planner.core.outage.endurance import Endurance, Lasting, Outlook
from custom_components.v2h_planner.core.plan import Command, Reason, ReasonCode
from custom_components.v2h_planner.core.readings import Readings, StorageReading, Verb
from custom_components.v2h_planner.core.situation import Pause, Situation
from custom_components.v2h_planner.face.now import now_of
from custom_components.v2h_planner.settings.model import Control
from tests.core.homes import NOW, after

from .house import EN, JA, plan, settings, snapshot


def test_it_says_what_the_car_does_and_what_comes_next() -> None:
    now = now_of(snapshot(plan()), settings(), JA)
    (car,) = now["storages"]
    assert (car["action"], car["soc"], car["plugged"]) == ("standby", 50.0, True)
    assert car["until"] == "2026-11-24T14:00:00Z"
    assert car["next"] == {
        "action": "charge",
        "start": "2026-11-24T14:00:00Z",
        "energy_kwh": 12.0,
        "soc_end": 77.0,
    }
    assert car["why"].endswith("。")
    assert (now["price"], now["mode"]) == (30.0, "economy")


def test_what_is_still_done_after_a_new_plan_is_not_said_to_go_on_as_long_as_the_plan_rests() -> None:
    still = Command(
        storage_id="car",
        verb=Verb.DISCHARGE,
        power_kw=None,
        until_soc=None,
        reason=Reason(ReasonCode.DISCHARGE_LEAST),
    )
    (car,) = now_of(snapshot(plan(), commands=(still,)), settings(), JA)["storages"]
    assert (car["action"], car["until"]) == ("discharge", None)


def test_without_prices_there_is_no_price() -> None:
    assert now_of(snapshot(plan(priced=False)), settings(), JA)["price"] is None


def test_without_a_plan_what_depends_on_it_is_not_known() -> None:
    now = now_of(snapshot(None, commands=()), settings(), JA)
    (car,) = now["storages"]
    assert (now["backup_h"], now["price"], car["next"], car["until"]) == (None, None, None, None)
    assert (car["action"], car["why"]) == ("standby", "")


def test_a_car_that_has_left_is_away() -> None:
    (car,) = now_of(snapshot(plan(), connected=False), settings(), JA)["storages"]
    assert (car["action"], car["power_kw"], car["plugged"]) == ("away", None, False)


@pytest.mark.parametrize("soc", [None, nan])
def test_what_nobody_knows_is_null_and_never_nan(soc: float | None) -> None:
    readings = Readings(
        at=NOW, storages=(StorageReading(storage_id="car", soc=soc, connected=True),), pv_kw=nan
    )
    now = now_of(snapshot(readings=readings), settings(), JA)
    assert now["storages"][0]["soc"] is None
    assert now["pv_kw"] is None
    json.dumps(now, allow_nan=False)


def test_a_storage_that_was_added_a_moment_ago_waits_for_its_first_reading() -> None:
    empty = Readings(at=NOW, storages=())
    assert now_of(snapshot(readings=empty, commands=()), settings(), JA)["storages"] == []


PAUSED = Situation(mode=Mode.ECONOMY, pauses=(Pause(storage_id="car", until=after(2)),))
HANDS = {
    "situation": Situation(mode=Mode.ECONOMY, hands_off=frozenset({"car"})),
    "mode": ModeState(hands_off_until={"car": after(1)}),
    "commands": (),
}


@pytest.mark.parametrize(
    ("changes", "standing", "until"),
    [
        ({}, "commanded", None),
        ({"control": False}, "dry_run", None),
        (HANDS, "hands_off", "2026-11-24T10:00:00Z"),
        ({"situation": PAUSED}, "paused", "2026-11-24T11:00:00Z"),
        ({"situation": replace(PAUSED, pauses=(Pause(storage_id="car"),))}, "paused", None),
    ],
)
def test_it_says_what_becomes_of_commands(changes: dict[str, Any], standing: str, until: str | None) -> None:
    (car,) = now_of(snapshot(plan(), **changes), settings(), JA)["storages"]
    assert (car["standing"], car["standing_until"]) == (standing, until)


def test_a_unit_without_orders_is_only_planned() -> None:
    usual = settings()
    read_only = replace(usual, storages=tuple(replace(one, control=Control()) for one in usual.storages))
    (car,) = now_of(snapshot(plan()), read_only, EN)["storages"]
    assert car["standing"] == "no_orders"
    assert car["why"].startswith("Plan only")


def test_what_a_person_does_by_hand_is_what_it_does() -> None:
    doing = StorageReading(storage_id="car", soc=0.5, connected=True, doing=Verb.CHARGE, power_kw=3.0)
    readings = Readings(at=NOW, storages=(doing,))
    (car,) = now_of(snapshot(plan(), readings=readings, **HANDS), settings(), JA)["storages"]
    assert (car["action"], car["power_kw"]) == ("charge", 3.0)


def lasting(hours: float, *, more: bool = False) -> Outlook:
    span = Lasting(hours=hours, outlasts=more)
    return Outlook(load_kw=0.5, no_sun=span, low_sun=span, sun=span, high_sun=span)


def test_in_an_outage_hours_are_those_at_the_present_load_and_with_what_is_needed_alone() -> None:
    endurance = Endurance(
        at=NOW,
        usable_kwh=10.0,
        most_kw=6.0,
        present=lasting(9.3),
        thrifty=lasting(30.0, more=True),
        shares=(),
    )
    situation = Situation(mode=Mode.ECONOMY, outage=True)
    now = now_of(snapshot(plan(), situation=situation, endurance=endurance), settings(), JA)
    assert (now["outage"], now["backup_h"], now["thrifty_h"]) == (True, 9.3, 30.0)
    assert not now["backup_at_least"]


def test_a_house_that_outlasts_the_plan_lasts_at_least_so_long() -> None:
    readings = snapshot().readings
    full = replace(readings, storages=(replace(readings.storages[0], soc=1.0),))
    quiet = plan()
    slots = tuple(replace(slot, load_kw=0.01) for slot in quiet.slots)
    now = now_of(snapshot(replace(quiet, slots=slots), readings=full), settings(), JA)
    assert (now["backup_h"], now["backup_at_least"]) == (60.0, True)


def test_times_are_utc() -> None:
    now = now_of(snapshot(plan(), at=NOW + timedelta(seconds=1)), settings(), JA)
    assert now["at"] == "2026-11-24T09:00:01Z"
