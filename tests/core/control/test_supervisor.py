"""Whatever asks for it, no command that could do harm passes the supervisor."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from math import nan

from hypothesis import given, settings, strategies as st
import pytest

from custom_components.v2h_planner.core.control.supervisor import (
    OVER_KW,
    STARTS_PER_HOUR,
    Rule,
    Ruling,
    Starts,
    supervise,
)
from custom_components.v2h_planner.core.home import (
    ChargeControl,
    DischargeControl,
    GridTerms,
    Home,
    Mode,
    Storage,
    StorageKind,
)
from custom_components.v2h_planner.core.plan import Command, Reason, ReasonCode
from custom_components.v2h_planner.core.readings import Readings, StorageReading, Verb
from custom_components.v2h_planner.core.situation import Situation

NOW = datetime(2026, 1, 12, 12, tzinfo=UTC)
CALM, OUTAGE = Situation(mode=Mode.ECONOMY), Situation(mode=Mode.ECONOMY, outage=True)
CAR = Storage(
    id="ev",
    name="Leaf",
    kind=StorageKind.V2H_EV,
    capacity_kwh=40.0,
    charge_max_kw=6.0,
    charge_min_kw=1.0,
    discharge_max_kw=6.0,
    discharge_min_kw=0.5,
    discharge_control=DischargeControl.SET_POINT,
)
CHARGER = replace(
    CAR, kind=StorageKind.CHARGER_EV, discharge_max_kw=0.0, discharge_control=DischargeControl.NONE
)
SEEN = StorageReading(storage_id="ev", soc=0.5, connected=True, power_kw=0.0)


def command(verb: Verb, power_kw: float | None = None) -> Command:
    reason = Reason(ReasonCode.CHARGE_CHEAP)
    return Command(storage_id="ev", verb=verb, power_kw=power_kw, until_soc=None, reason=reason)


def ruled(
    wanted: Command,
    reading: StorageReading = SEEN,
    *,
    car: Storage = CAR,
    grid: GridTerms = GridTerms(),
    situation: Situation = CALM,
    starts: Starts = Starts(),
    now: datetime = NOW,
    age: timedelta = timedelta(),
    **home: float,
) -> Ruling:
    readings = Readings(at=now - age, storages=(reading,), **home)
    (ruling,) = supervise((wanted,), Home(storages=(car,), grid=grid), readings, situation, starts, now)
    return ruling


def stands_by(ruling: Ruling) -> bool:
    return ruling.command is not None and ruling.command.verb is Verb.STANDBY


def test_what_does_no_harm_passes_as_it_is() -> None:
    for wanted in (command(Verb.CHARGE, 3.0), command(Verb.DISCHARGE), command(Verb.STANDBY)):
        assert ruled(wanted) == Ruling("ev", wanted)


@pytest.mark.parametrize(
    "change",
    [
        {"soc": None},
        {"soc": nan},
        {"soc": 1.2},
        {"connected": False},
        {"connected": None, "plug_silent": True},
    ],
)
@pytest.mark.parametrize("verb", [Verb.CHARGE, Verb.SURPLUS, Verb.DISCHARGE])
def test_no_order_is_given_blind(verb: Verb, change: dict[str, float]) -> None:
    ruling = ruled(command(verb), replace(SEEN, **change))
    assert stands_by(ruling)
    assert ruling.rule is Rule.BLIND


def test_in_an_outage_the_house_is_fed_blind_and_by_old_readings() -> None:
    wanted = command(Verb.DISCHARGE)
    unseen = replace(SEEN, soc=None, connected=None, plug_silent=True)
    assert ruled(wanted, unseen, situation=OUTAGE, age=timedelta(hours=1)).command == wanted
    assert stands_by(ruled(command(Verb.CHARGE), unseen, situation=OUTAGE))


def test_readings_that_are_minutes_old_command_nothing() -> None:
    assert ruled(command(Verb.CHARGE), age=timedelta(minutes=4)) == Ruling("ev", None, Rule.LATE)


def test_at_the_min_soc_nothing_is_discharged_and_a_full_battery_is_not_charged() -> None:
    assert stands_by(ruled(command(Verb.DISCHARGE), replace(SEEN, soc=0.2)))
    assert stands_by(ruled(command(Verb.DISCHARGE), replace(SEEN, soc=0.25, soc_low=0.19)))
    assert stands_by(ruled(command(Verb.CHARGE), replace(SEEN, soc=1.0)))
    assert not stands_by(ruled(command(Verb.CHARGE), replace(SEEN, soc=0.2)))


def test_a_charger_never_discharges_and_no_power_is_beyond_the_unit() -> None:
    assert stands_by(ruled(command(Verb.DISCHARGE), car=CHARGER))
    assert ruled(command(Verb.CHARGE, 60.0)).command == command(Verb.CHARGE, 6.0)
    assert stands_by(ruled(command(Verb.CHARGE, nan)))
    assert stands_by(ruled(command(Verb.CHARGE, -3.0)))


def test_more_than_the_contract_is_taken_back_by_as_much() -> None:
    charging, grid = replace(SEEN, power_kw=6.0), GridTerms(contract_kw=6.0)
    assert ruled(command(Verb.CHARGE, 6.0), charging, grid=grid, grid_kw=8.0).command == command(
        Verb.CHARGE, 4.0
    )
    assert stands_by(ruled(command(Verb.CHARGE, 6.0), charging, grid=grid, grid_kw=11.5))
    fixed = replace(CAR, charge_control=ChargeControl.FIXED_RATE)
    assert stands_by(ruled(command(Verb.CHARGE), charging, car=fixed, grid=grid, grid_kw=8.0))
    lowered = ruled(command(Verb.CHARGE, 4.0), charging, grid=grid, grid_kw=8.0)
    assert lowered.rule is None, "what is asked for already is low enough: the unit is on its way"


def test_a_storage_feeds_the_grid_only_where_that_is_allowed() -> None:
    wanted = command(Verb.DISCHARGE, 5.0)
    assert ruled(wanted, load_kw=2.0, pv_kw=0.5).command == command(Verb.DISCHARGE, 1.5)
    assert stands_by(ruled(wanted, load_kw=0.5, pv_kw=4.0))
    assert ruled(wanted, grid=GridTerms(v2g=True), load_kw=2.0).command == wanted
    assert ruled(command(Verb.DISCHARGE), load_kw=0.5, pv_kw=4.0).rule is None, (
        "it follows the load by itself"
    )


def test_a_relay_that_clicks_all_the_time_is_left_open() -> None:
    starts, now = Starts(), NOW
    for minute in range(60):
        wanted = command(Verb.CHARGE if minute % 2 else Verb.STANDBY)
        ruling = ruled(wanted, starts=starts, now=now)
        assert ruling.command is not None
        starts, now = starts.after((ruling.command,), now), now + timedelta(minutes=1)
    assert len(starts.lately("ev", now)) == STARTS_PER_HOUR
    assert not stands_by(ruled(command(Verb.DISCHARGE), starts=starts, now=now, situation=OUTAGE))


def test_a_persons_unit_and_one_that_is_gone_get_nothing() -> None:
    hands = replace(CALM, hands_off=frozenset({"ev"}))
    assert ruled(command(Verb.CHARGE), situation=hands).command is None
    gone = replace(command(Verb.CHARGE), storage_id="gone")
    assert ruled(gone).command is None


number = st.one_of(st.none(), st.floats(-20, 20), st.just(nan))


@settings(max_examples=1000, deadline=None)
@given(
    verb=st.sampled_from(Verb),
    power=number,
    soc=st.one_of(st.none(), st.floats(-0.5, 1.5), st.just(nan)),
    connected=st.sampled_from([True, False, None]),
    plug_silent=st.booleans(),
    unit_kw=st.one_of(st.none(), st.floats(-8, 8)),
    grid_kw=st.one_of(st.none(), st.floats(-10, 15)),
    load_kw=st.one_of(st.none(), st.floats(0, 10)),
    outage=st.booleans(),
    old=st.integers(0, 10),
)
def test_nothing_that_passes_can_do_harm(
    verb: Verb,
    power: float | None,
    soc: float | None,
    connected: bool | None,
    plug_silent: bool,
    unit_kw: float | None,
    grid_kw: float | None,
    load_kw: float | None,
    outage: bool,
    old: int,
) -> None:
    reading = StorageReading(
        storage_id="ev", soc=soc, connected=connected, plug_silent=plug_silent, power_kw=unit_kw
    )
    readings = Readings(at=NOW, storages=(reading,), grid_kw=grid_kw, load_kw=load_kw)
    home = Home(storages=(CAR,), grid=GridTerms(contract_kw=6.0))
    now = NOW + timedelta(minutes=old)
    situation = OUTAGE if outage else CALM
    (ruling,) = supervise((command(verb, power),), home, readings, situation, Starts(), now)
    passed = ruling.command
    if passed is None or passed.verb is Verb.STANDBY:
        return
    assert passed.verb is verb, "it never makes another order of it"
    assert passed.power_kw is None or 0.0 <= passed.power_kw <= 6.0
    if not (outage and verb is Verb.DISCHARGE):
        assert soc is not None
        assert connected is not False
        assert not plug_silent
        assert old <= 3
    if soc is not None and verb is Verb.DISCHARGE and 0.0 <= soc <= 1.0:
        assert soc > CAR.min_soc
    if verb is not Verb.DISCHARGE and grid_kw is not None and unit_kw is not None and unit_kw > 0.0:
        asked = CAR.charge_max_kw if passed.power_kw is None else passed.power_kw
        assert grid_kw <= 6.0 + OVER_KW or asked <= unit_kw - (grid_kw - 6.0)
    if verb is Verb.DISCHARGE and passed.power_kw is not None and load_kw is not None and not outage:
        assert passed.power_kw <= max(load_kw, CAR.discharge_min_kw) + OVER_KW
