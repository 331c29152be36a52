"""What a unit is told to do, and what it must never be told."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given, strategies as st
import pytest

from custom_components.v2h_planner.core.control.dispatch import PLAN_LIFE, decide, dispatch
from custom_components.v2h_planner.core.control.relays import Relay
from custom_components.v2h_planner.core.hazard import StormTarget, Tier
from custom_components.v2h_planner.core.home import (
    ChargeControl,
    DischargeControl,
    GridTerms,
    Home,
    Mode,
    Storage,
    StorageKind,
)
from custom_components.v2h_planner.core.horizon import make_horizon
from custom_components.v2h_planner.core.plan import (
    Command,
    Method,
    Plan,
    PlanSlot,
    Reason,
    ReasonCode,
    StorageSlot,
)
from custom_components.v2h_planner.core.readings import Readings, StorageReading, Verb
from custom_components.v2h_planner.core.situation import DrivingReserve, Situation

NOW = datetime(2026, 9, 4, 13, 10, tzinfo=UTC)
CALM = Situation(mode=Mode.ECONOMY)
ACT = Situation(
    mode=Mode.RESILIENCE, storm=StormTarget(tier=Tier.ACT, by=NOW, until=NOW + timedelta(hours=12))
)
HOLD = Situation(
    mode=Mode.RESILIENCE, storm=StormTarget(tier=Tier.HOLD, by=NOW, until=NOW + timedelta(hours=2))
)
OUTAGE = Situation(mode=Mode.ECONOMY, outage=True)
CHEAP = Reason(ReasonCode.CHARGE_CHEAP, {"price": 21.0})
DEAR = Reason(ReasonCode.DISCHARGE_DEAR, {"price": 48.0})
REASONS = {Verb.CHARGE: CHEAP, Verb.DISCHARGE: DEAR}


KEPT = DrivingReserve(
    storage_id="ev", soc=0.4, leave=NOW + timedelta(hours=9), back=NOW + timedelta(hours=18), energy_kwh=8.0
)
RATIONED = replace(OUTAGE, reserves=(KEPT,))


def ev(**terms: object) -> Storage:
    return replace(
        Storage(
            id="ev",
            name="Leaf",
            kind=StorageKind.V2H_EV,
            capacity_kwh=40,
            charge_max_kw=6,
            charge_min_kw=1,
            discharge_max_kw=6,
            discharge_min_kw=0.5,
        ),
        **terms,
    )


def a_plan(
    verb: Verb,
    *,
    kw: float = 3.0,
    soc_ends: tuple[float, ...] = (0.6, 0.7, 0.8),
    outage: bool = False,
    made_at: datetime = NOW,
    storage_ids: tuple[str, ...] = ("ev",),
) -> Plan:
    """`verb` in the first slots (one for each of `soc_ends`), standby after them."""
    horizon = make_horizon(made_at, 6, 2)
    slots = []
    for i, (start, end) in enumerate(zip(horizon.starts, horizon.edges[1:], strict=True)):
        now_verb = verb if i < len(soc_ends) else Verb.STANDBY
        parts = tuple(
            StorageSlot(
                storage_id=storage_id,
                verb=now_verb,
                charge_kw=kw if now_verb in (Verb.CHARGE, Verb.SURPLUS) else 0.0,
                discharge_kw=kw if now_verb is Verb.DISCHARGE else 0.0,
                soc_end=soc_ends[min(i, len(soc_ends) - 1)],
                away=False,
                reason=REASONS.get(now_verb, Reason(ReasonCode.WAIT_CHEAPER)),
            )
            for storage_id in storage_ids
        )
        slots.append(
            PlanSlot(
                start=start,
                end=end,
                import_kw=1.0,
                export_kw=0.0,
                curtail_kw=0.0,
                pv_kw=0.0,
                load_kw=1.0,
                import_yen_per_kwh=30.0,
                export_yen_per_kwh=8.5,
                co2_kg_per_kwh=0.4,
                price_known=True,
                storages=parts,
            )
        )
    return Plan(
        made_at=made_at,
        mode=Mode.ECONOMY,
        horizon=horizon,
        slots=tuple(slots),
        method=Method.OPTIMAL,
        gap=0.0,
        seconds=0.01,
        outage=outage,
    )


def with_reason(plan: Plan, code: ReasonCode) -> Plan:
    slots = (
        replace(slot, storages=tuple(replace(part, reason=Reason(code)) for part in slot.storages))
        for slot in plan.slots
    )
    return replace(plan, slots=tuple(slots))


def looks(
    soc: float | None = 0.5,
    *,
    connected: bool | None = True,
    plug_silent: bool = False,
    doing: Verb | None = Verb.STANDBY,
    load: float | None = 1.0,
    pv: float | None = 0.0,
) -> Readings:
    reading = StorageReading(
        storage_id="ev", soc=soc, connected=connected, plug_silent=plug_silent, doing=doing
    )
    return Readings(at=NOW, storages=(reading,), load_kw=load, pv_kw=pv)


def told(
    plan: Plan | None,
    readings: Readings,
    situation: Situation = CALM,
    storage: Storage | None = None,
    grid: GridTerms | None = None,
    now: datetime = NOW,
) -> Command | None:
    home = Home(storages=(storage or ev(),), grid=grid or GridTerms())
    commands = decide(plan, home, readings, situation, now)
    return commands[0] if commands else None


def test_it_does_what_the_plan_says_now_and_says_why() -> None:
    command = told(a_plan(Verb.CHARGE, kw=3.2), looks(0.5))
    assert command == Command(storage_id="ev", verb=Verb.CHARGE, power_kw=3.2, until_soc=0.8, reason=CHEAP)


def test_a_fixed_rate_unit_that_needs_half_a_slot_stops_within_it() -> None:
    unit = ev(charge_control=ChargeControl.FIXED_RATE)
    plan = a_plan(Verb.CHARGE, kw=2.0, soc_ends=(0.52,))
    charging = told(plan, looks(0.51, doing=Verb.CHARGE), storage=unit)
    assert charging is not None
    assert (charging.verb, charging.power_kw, charging.until_soc) == (Verb.CHARGE, None, 0.52)
    done = told(plan, looks(0.52, doing=Verb.CHARGE), storage=unit)
    assert done is not None
    assert done.verb is Verb.STANDBY


def test_a_unit_that_follows_the_load_gets_no_power() -> None:
    command = told(a_plan(Verb.DISCHARGE, kw=0.8), looks(0.5))
    assert command is not None
    assert (command.verb, command.power_kw, command.until_soc) == (Verb.DISCHARGE, None, 0.2)


def test_a_set_point_discharge_never_exceeds_what_the_house_draws() -> None:
    unit = ev(discharge_control=DischargeControl.SET_POINT)
    plan = a_plan(Verb.DISCHARGE, kw=4.0)
    command = told(plan, looks(0.5, load=1.5, pv=0.3), storage=unit)
    assert command is not None
    assert command.power_kw == 1.2
    sunny = told(plan, looks(0.5, load=1.5, pv=3.0), storage=unit)
    assert sunny is not None
    assert sunny.verb is Verb.STANDBY
    seller = told(plan, looks(0.5, load=1.5, pv=3.0), storage=unit, grid=GridTerms(v2g=True))
    assert seller is not None
    assert seller.power_kw == 4.0


def test_with_the_grid_nothing_is_commanded_blind() -> None:
    plan = a_plan(Verb.CHARGE)
    assert told(plan, looks(None)) is None
    assert told(plan, looks(connected=False)) is None
    assert told(plan, replace(looks(), storages=())) is None
    assert told(plan, looks(None), ACT) is None
    silent = looks(connected=None, plug_silent=True)
    assert told(plan, silent) is told(plan, silent, ACT) is None
    for odd in (float("nan"), float("inf"), -0.1, 1.7):
        assert told(plan, looks(odd)) is None


def blind_cases() -> dict[str, Readings]:
    """What nobody knows in an outage, one thing at a time and several at once."""
    return {
        "SOC": looks(None),
        "plug": looks(connected=None, plug_silent=True),
        "SOC and plug": looks(None, connected=None, plug_silent=True),
        "SOC, plug, unit and meters": looks(
            None, connected=None, plug_silent=True, doing=None, load=None, pv=None
        ),
        "everything": replace(looks(), storages=()),
        "odd SOC": looks(float("nan")),
        "SOC beyond all": looks(1.7),
        "a count that says empty": counted(0.1),
        "a plug that says no while the car feeds the house": feeding(connected=False),
    }


def counted(soc: float) -> Readings:
    """The SOC is not read but counted since the last reading."""
    home = looks(soc, doing=Verb.DISCHARGE)
    return replace(home, storages=(replace(home.storages[0], soc_counted=True),))


def feeding(*, connected: bool) -> Readings:
    """The unit gives 1 kW."""
    home = looks(0.5, connected=connected)
    return replace(home, storages=(replace(home.storages[0], power_kw=-1.0),))


@pytest.mark.parametrize("case", blind_cases())
@pytest.mark.parametrize("kind", [StorageKind.V2H_EV, StorageKind.HOME_BATTERY])
@pytest.mark.parametrize("reserved", [False, True])
def test_in_an_outage_not_knowing_is_no_reason_to_switch_the_house_off(
    case: str, kind: StorageKind, reserved: bool
) -> None:
    for plan in (None, a_plan(Verb.STANDBY, outage=True), a_plan(Verb.SURPLUS, outage=True)):
        for control in (DischargeControl.LOAD_FOLLOWING, DischargeControl.SET_POINT):
            unit = ev(kind=kind, discharge_control=control)
            command = told(plan, blind_cases()[case], RATIONED if reserved else OUTAGE, storage=unit)
            assert command is not None
            assert (command.verb, command.reason.code) == (Verb.DISCHARGE, ReasonCode.DISCHARGE_BLIND)
            assert command.until_soc == (0.4 if reserved else 0.2)


def test_in_an_outage_only_good_knowledge_ends_the_discharge() -> None:
    assert told(None, looks(0.5, connected=False), OUTAGE) is None
    for soc in (0.0, 0.1, 0.2):
        empty = told(None, looks(soc, doing=Verb.DISCHARGE), OUTAGE)
        assert empty is not None
        assert (empty.verb, empty.reason.code) == (Verb.STANDBY, ReasonCode.HOLD_FLOOR)
    one_way = told(None, looks(None), OUTAGE, storage=ev(discharge_max_kw=0.0))
    assert one_way is not None
    assert one_way.verb is Verb.STANDBY


def test_a_unit_just_above_its_floor_that_says_nothing_of_itself_goes_on_in_an_outage() -> None:
    command = told(None, looks(0.21, doing=None), OUTAGE)
    assert command is not None
    assert command.verb is Verb.DISCHARGE
    idle = told(None, looks(0.21, doing=Verb.STANDBY), OUTAGE)
    assert idle is not None
    assert idle.verb is Verb.STANDBY


def test_of_two_storages_the_blind_one_carries_the_house_too() -> None:
    home = Home(storages=(ev(), ev(id="wall", name="Wall", kind=StorageKind.HOME_BATTERY)))
    one, other = looks(0.1).storages[0], replace(looks(None).storages[0], storage_id="wall")
    commands = decide(None, home, replace(looks(), storages=(one, other)), OUTAGE, NOW)
    assert [(c.storage_id, c.verb) for c in commands] == [("ev", Verb.STANDBY), ("wall", Verb.DISCHARGE)]


def test_in_an_outage_a_sun_that_is_not_there_does_not_take_the_house_off_the_car() -> None:
    for unit in (ev(), ev(charge_control=ChargeControl.FIXED_OR_SURPLUS)):
        cloudy = told(a_plan(Verb.SURPLUS, outage=True), looks(load=2.0, pv=0.5), OUTAGE, storage=unit)
        assert cloudy is not None
        assert cloudy.verb is Verb.DISCHARGE


@pytest.mark.parametrize(
    ("power_kw", "minutes", "carries"),
    [
        (0.0, 3, True),  # the sensor of the sun lies, and the house is dark
        (-0.8, 3, True),
        (0.0, 2, False),  # it may not have begun yet
        (1.9, 3, False),
        (None, 60, False),  # nobody can know
    ],
)
def test_in_an_outage_a_unit_that_finds_no_sun_to_store_goes_back_to_the_house(
    power_kw: float | None, minutes: int, carries: bool
) -> None:
    home, plan = Home(storages=(ev(),), grid=GridTerms()), a_plan(Verb.SURPLUS, outage=True)
    plan = with_reason(plan, ReasonCode.CHARGE_OUTAGE)
    sunny = looks(load=0.8, pv=6.0)

    def after(minutes: float, relays: dict[str, Relay]) -> tuple[Verb, dict[str, Relay]]:
        reading = replace(sunny.storages[0], power_kw=power_kw)
        now = NOW + timedelta(minutes=minutes)
        commands, later = dispatch(plan, home, replace(sunny, storages=(reading,)), OUTAGE, now, relays)
        return commands[0].verb, later

    verb, relays = after(0, {})
    assert verb is Verb.SURPLUS
    verb, relays = after(minutes, relays)
    assert (verb is Verb.DISCHARGE) is carries
    if carries:
        assert after(minutes + 29, relays)[0] is Verb.DISCHARGE, "the sensor has not become any better"
        assert after(minutes + 31, relays)[0] is Verb.SURPLUS


@pytest.mark.parametrize("verb", [Verb.CHARGE, Verb.SURPLUS, Verb.DISCHARGE])
@pytest.mark.parametrize("sun", [0.0, 0.03, 0.09])
def test_less_than_a_units_least_step_is_nothing_to_move_energy_for(verb: Verb, sun: float) -> None:
    unit = ev(charge_min_kw=0.0, discharge_min_kw=0.0, discharge_control=DischargeControl.SET_POINT)
    limit = GridTerms(contract_kw=3.0)
    load = 3.0 if verb is Verb.CHARGE else 1.0
    pv = sun if verb is Verb.CHARGE else 1.0 + (sun if verb is Verb.SURPLUS else -sun)
    command = told(a_plan(verb), looks(load=load, pv=pv), storage=unit, grid=limit)
    assert command is not None
    assert (command.verb, command.power_kw) == (Verb.STANDBY, None)


def test_a_unit_by_set_point_makes_the_grid_for_the_sun_in_an_outage() -> None:
    full = told(None, looks(1.0, load=0.5, pv=3.0), OUTAGE, ev(discharge_control=DischargeControl.SET_POINT))
    assert full is not None
    assert (full.verb, full.power_kw) == (Verb.DISCHARGE, None)


def test_of_what_may_have_flowed_since_the_last_reading_the_most_counts_at_the_floor() -> None:
    home = looks(0.25, doing=Verb.DISCHARGE)
    home = replace(home, storages=(replace(home.storages[0], soc_low=0.2),))
    command = told(a_plan(Verb.DISCHARGE), home)
    assert command is not None
    assert (command.verb, command.reason.code) == (Verb.STANDBY, ReasonCode.HOLD_FLOOR)


def test_a_car_without_a_plug_sensor_is_commanded() -> None:
    command = told(a_plan(Verb.CHARGE), looks(connected=None))
    assert command is not None
    assert command.verb is Verb.CHARGE


def test_a_stale_or_missing_plan_commands_nothing() -> None:
    plan = a_plan(Verb.CHARGE)
    assert told(None, looks()) is None
    assert told(plan, looks(), now=NOW + PLAN_LIFE) is not None
    assert told(plan, looks(), now=NOW + PLAN_LIFE + timedelta(seconds=1)) is None
    assert told(plan, looks(), now=NOW - timedelta(hours=1)) is None


def test_a_storm_charges_at_full_power_even_without_a_plan() -> None:
    for plan in (None, a_plan(Verb.DISCHARGE)):
        command = told(plan, looks(0.35), ACT)
        assert command is not None
        assert (command.verb, command.power_kw, command.until_soc) == (Verb.CHARGE, 6.0, 1.0)
        assert command.reason.code is ReasonCode.CHARGE_STORM_NOW


def test_full_for_the_storm_it_stands_by_and_does_not_top_up_at_every_percent() -> None:
    unit = ev(storm_soc=0.95)
    plan = a_plan(Verb.DISCHARGE)
    for soc, doing, verb in (
        (0.94, Verb.CHARGE, Verb.CHARGE),
        (0.95, Verb.CHARGE, Verb.STANDBY),
        (0.94, Verb.STANDBY, Verb.STANDBY),
        (0.93, Verb.STANDBY, Verb.CHARGE),
    ):
        command = told(plan, looks(soc, doing=doing), ACT, storage=unit)
        assert command is not None
        assert command.verb is verb
    held = told(plan, looks(0.95), ACT, storage=unit)
    assert held is not None
    assert held.reason == Reason(ReasonCode.HOLD_STORM, {"soc": 0.95}, {"until": NOW + timedelta(hours=12)})


def test_after_the_storm_nothing_is_discharged_until_it_has_cooled_down() -> None:
    command = told(a_plan(Verb.DISCHARGE), looks(1.0), HOLD)
    assert command is not None
    assert (command.verb, command.reason.code) == (Verb.STANDBY, ReasonCode.HOLD_STORM)
    charging = told(a_plan(Verb.CHARGE), looks(0.5), HOLD)
    assert charging is not None
    assert charging.verb is Verb.CHARGE


def expected_in(hours: float) -> Situation:
    """A storm whose order is to be full in so many hours."""
    by = NOW + timedelta(hours=hours)
    order = StormTarget(tier=Tier.WATCH, by=by, until=by + timedelta(hours=6), onset=by + timedelta(hours=1))
    return Situation(mode=Mode.ECONOMY, storm=order)


def test_while_time_is_left_an_expected_storm_leaves_the_plan_alone() -> None:
    command = told(a_plan(Verb.DISCHARGE), looks(0.55), expected_in(8))
    assert command is not None
    assert command.verb is Verb.DISCHARGE


def test_when_time_gets_short_for_an_expected_storm_it_charges_at_full_power_whatever_the_plan_says() -> None:
    needed = ev().charge_hours(0.55, 1.0)
    for plan in (None, a_plan(Verb.DISCHARGE), a_plan(Verb.CHARGE, kw=2.0)):
        command = told(plan, looks(0.55), expected_in(needed - 0.1))
        assert command is not None
        assert (command.verb, command.power_kw, command.until_soc) == (Verb.CHARGE, 6.0, 1.0)
        assert command.reason.code is ReasonCode.CHARGE_STORM_LATE


def test_the_hurry_begins_earlier_for_a_charger_that_delivers_less_and_does_not_flap() -> None:
    plan, needed = a_plan(Verb.DISCHARGE), ev().charge_hours(0.55, 1.0)
    by_rating = expected_in(needed + 0.2)
    calm = told(plan, looks(0.55), by_rating)
    assert calm is not None
    assert calm.verb is Verb.DISCHARGE
    slow = replace(looks(0.55), storages=(replace(looks(0.55).storages[0], delivered_kw=3.0),))
    hurried = told(plan, slow, by_rating)
    assert hurried is not None
    assert hurried.verb is Verb.CHARGE
    going_on = told(plan, looks(0.55, doing=Verb.CHARGE), by_rating)
    assert going_on is not None
    assert going_on.verb is Verb.CHARGE


def test_a_departure_that_wants_more_than_the_storm_does_is_charged_for() -> None:
    unit = ev(storm_soc=0.7)
    command = told(a_plan(Verb.CHARGE, kw=4.0, soc_ends=(0.8, 0.9)), looks(0.7), ACT, storage=unit)
    assert command is not None
    assert (command.verb, command.until_soc, command.reason) == (Verb.CHARGE, 0.9, CHEAP)


def test_who_does_not_want_the_cool_down_may_discharge_in_it() -> None:
    assert HOLD.storm is not None
    free = replace(HOLD, storm=replace(HOLD.storm, keep_full=False))
    command = told(a_plan(Verb.DISCHARGE), looks(0.9), free)
    assert command is not None
    assert command.verb is Verb.DISCHARGE


def test_without_the_grid_the_car_feeds_the_house_down_to_the_floor_even_in_a_storm() -> None:
    both = replace(ACT, outage=True)
    for situation in (OUTAGE, both):
        command = told(None, looks(0.5), situation)
        assert command is not None
        assert (command.verb, command.until_soc) == (Verb.DISCHARGE, 0.2)
        empty = told(None, looks(0.2, doing=Verb.DISCHARGE), situation)
        assert empty is not None
        assert (empty.verb, empty.reason.code) == (Verb.STANDBY, ReasonCode.HOLD_FLOOR)


def test_without_the_grid_it_charges_only_from_the_sun() -> None:
    plan = a_plan(Verb.CHARGE, outage=True)
    sunny = told(plan, looks(0.5, load=1.0, pv=3.5), OUTAGE)
    assert sunny is not None
    assert (sunny.verb, sunny.power_kw) == (Verb.SURPLUS, 2.5)
    cloudy = told(plan, looks(0.5, load=1.0, pv=0.5), OUTAGE)
    assert cloudy is not None
    assert cloudy.verb is Verb.DISCHARGE
    planned_with_grid = told(a_plan(Verb.CHARGE), looks(0.5, load=1.0, pv=3.5), OUTAGE)
    assert planned_with_grid is not None
    assert planned_with_grid.verb is Verb.DISCHARGE


def test_a_persons_hands_win_over_a_storm_but_not_over_an_outage() -> None:
    hands = frozenset({"ev"})
    assert told(a_plan(Verb.CHARGE), looks(), replace(CALM, hands_off=hands)) is None
    assert told(a_plan(Verb.CHARGE), looks(), replace(ACT, hands_off=hands)) is None
    assert told(None, looks(), replace(OUTAGE, hands_off=hands)) is not None


def test_charging_leaves_room_for_the_kettle_under_the_contract_limit() -> None:
    four = GridTerms(contract_kw=4.0)
    command = told(None, looks(0.3, load=1.5, pv=0.5), ACT, grid=four)
    assert command is not None
    assert command.power_kw == 3.0
    kettle = told(None, looks(0.3, load=3.8), ACT, grid=four)
    assert kettle is not None
    assert (kettle.verb, kettle.reason) == (
        Verb.STANDBY,
        Reason(ReasonCode.HOLD_LIMIT, {"limit": 4.0}),
    )


def test_a_unit_that_stopped_for_the_contract_limit_needs_some_room_to_start_again() -> None:
    seven = GridTerms(contract_kw=7.0)
    unit = ev(charge_control=ChargeControl.FIXED_RATE)
    going_on = told(None, looks(0.3, load=0.9, doing=Verb.CHARGE), ACT, unit, seven)
    starting = told(None, looks(0.3, load=0.9), ACT, unit, seven)
    assert going_on is not None
    assert starting is not None
    assert going_on.verb is Verb.CHARGE
    assert starting.verb is Verb.STANDBY


def test_two_cars_share_one_limit() -> None:
    second = replace(ev(), id="ev2", name="Sakura")
    home = Home(storages=(ev(), second), grid=GridTerms(contract_kw=9.0))
    one = looks(0.3)
    both = replace(one, storages=(*one.storages, replace(one.storages[0], storage_id="ev2")))
    first_told, second_told = decide(None, home, both, ACT, NOW)
    assert (first_told.power_kw, second_told.power_kw) == (6.0, 2.0)


def test_a_car_whose_plug_sensor_is_silent_leaves_the_limit_to_the_other_one() -> None:
    home = Home(storages=(ev(), replace(ev(), id="ev2", name="Sakura")), grid=GridTerms(contract_kw=9.0))
    silent = looks(0.3, connected=None, plug_silent=True)
    other = replace(looks(0.3).storages[0], storage_id="ev2")
    (command,) = decide(None, home, replace(silent, storages=(*silent.storages, other)), ACT, NOW)
    assert (command.storage_id, command.power_kw) == ("ev2", 6.0)


def test_surplus_is_left_to_a_unit_that_finds_it_itself() -> None:
    plan = a_plan(Verb.SURPLUS, kw=1.5)
    by_itself = told(plan, looks(0.5), storage=ev(charge_control=ChargeControl.FIXED_OR_SURPLUS))
    assert by_itself is not None
    assert (by_itself.verb, by_itself.power_kw) == (Verb.SURPLUS, None)
    by_set_point = told(plan, looks(0.5, load=1.0, pv=3.25))
    assert by_set_point is not None
    assert (by_set_point.verb, by_set_point.power_kw) == (Verb.SURPLUS, 2.25)
    assert by_set_point.until_soc == 0.9
    at_full_power_only = told(
        plan, looks(0.5, load=1.0, pv=3.25), storage=ev(charge_control=ChargeControl.FIXED_RATE)
    )
    assert at_full_power_only is not None
    assert at_full_power_only.verb is Verb.STANDBY


def test_a_unit_at_its_floor_waits_for_two_percent_before_it_discharges_again() -> None:
    plan = a_plan(Verb.DISCHARGE)
    going_on = told(plan, looks(0.21, doing=Verb.DISCHARGE))
    starting = told(plan, looks(0.21))
    assert going_on is not None
    assert starting is not None
    assert going_on.verb is Verb.DISCHARGE
    assert (starting.verb, starting.reason.code) == (Verb.STANDBY, ReasonCode.HOLD_FLOOR)


kw = st.floats(0, 12)
storages = st.builds(
    ev,
    charge_control=st.sampled_from(ChargeControl),
    discharge_control=st.sampled_from(DischargeControl),
    min_soc=st.floats(0, 0.5),
    max_soc=st.floats(0.5, 1),
    storm_soc=st.floats(0.5, 1),
)
plans = st.none() | st.builds(
    a_plan,
    st.sampled_from(Verb),
    kw=kw,
    soc_ends=st.tuples(st.floats(0, 1)) | st.tuples(st.floats(0, 1), st.floats(0, 1)),
    outage=st.booleans(),
    made_at=st.integers(-120, 5).map(lambda minutes: NOW + timedelta(minutes=minutes)),
)
readings = st.builds(
    looks,
    st.none() | st.floats(0, 1),
    connected=st.none() | st.booleans(),
    plug_silent=st.booleans(),
    doing=st.none() | st.sampled_from(Verb),
    load=st.none() | kw,
    pv=st.none() | kw,
)
situations = st.sampled_from((CALM, ACT, HOLD, OUTAGE, replace(ACT, outage=True)))
grids = st.builds(GridTerms, contract_kw=st.none() | st.floats(2, 10), v2g=st.booleans())


@given(plans, readings, situations, storages, grids)
def test_whatever_happens_the_house_is_safe(
    plan: Plan | None, reading: Readings, situation: Situation, storage: Storage, grid: GridTerms
) -> None:
    command = told(plan, reading, situation, storage, grid)
    look = reading.storages[0]
    if situation.outage and look.connected is not False and storage.can_discharge:
        assert command is not None
        if look.soc is None or look.soc > storage.min_soc + 0.02:
            assert command.verb is not Verb.STANDBY
    if look.soc is None or look.plug_silent or look.connected is False:
        assert command is None or (situation.outage and look.connected is not False)
        return
    if command is None:
        return
    surplus = None if reading.load_kw is None else (reading.pv_kw or 0.0) - reading.load_kw
    if command.verb is Verb.DISCHARGE:
        assert storage.can_discharge
        assert look.soc > storage.min_soc
        assert situation.storm is None or situation.outage
        if command.power_kw is not None:
            assert command.power_kw <= storage.discharge_max_kw
            if surplus is not None and not grid.v2g:
                assert command.power_kw <= max(-surplus, storage.discharge_min_kw) + 1e-9
                assert surplus < 0
    if command.verb in (Verb.CHARGE, Verb.SURPLUS):
        assert look.soc < 1.0
        assert command.until_soc is not None
        assert look.soc < command.until_soc <= 1.0
        assert (command.power_kw is None) == (storage.charge_control is not ChargeControl.SET_POINT)
    if command.verb is Verb.CHARGE:
        assert not situation.outage
        power = storage.charge_max_kw if command.power_kw is None else command.power_kw
        assert storage.charge_min_kw <= power <= storage.charge_max_kw
        if grid.contract_kw is not None and surplus is not None:
            assert power - surplus <= grid.contract_kw + 1e-9


def test_in_an_outage_the_car_feeds_the_house_down_to_what_it_keeps_for_driving() -> None:
    command = told(None, looks(0.5, doing=Verb.DISCHARGE), RATIONED)
    assert command is not None
    assert (command.verb, command.until_soc) == (Verb.DISCHARGE, 0.4)
    stopped = told(None, looks(0.4, doing=Verb.DISCHARGE), RATIONED)
    assert stopped is not None
    assert stopped.verb is Verb.STANDBY
    assert stopped.reason == Reason(ReasonCode.HOLD_DEPARTURE, {"soc": 0.4}, {"by": KEPT.leave})


def test_a_reserve_below_the_floor_changes_nothing() -> None:
    little = replace(OUTAGE, reserves=(replace(KEPT, soc=0.1),))
    command = told(None, looks(0.2, doing=Verb.DISCHARGE), little)
    assert command is not None
    assert command.reason == Reason(ReasonCode.HOLD_FLOOR, {"soc": 0.2})


def test_below_its_reserve_the_car_still_takes_the_sun() -> None:
    plan = a_plan(Verb.SURPLUS, outage=True)
    command = told(plan, looks(0.3, load=0.5, pv=4.0), RATIONED)
    assert command is not None
    assert command.verb is Verb.SURPLUS


def test_with_the_grid_back_the_reserve_binds_nobody() -> None:
    command = told(a_plan(Verb.DISCHARGE), looks(0.3, doing=Verb.DISCHARGE), replace(RATIONED, outage=False))
    assert command is not None
    assert (command.verb, command.until_soc) == (Verb.DISCHARGE, 0.2)


def test_two_batteries_give_together_what_the_house_draws_and_no_more() -> None:
    batteries = tuple(
        replace(ev(discharge_control=DischargeControl.SET_POINT, discharge_min_kw=0.0), id=name)
        for name in ("one", "two")
    )
    house = Home(storages=batteries)
    seen = Readings(
        at=NOW,
        storages=tuple(StorageReading(storage_id=s.id, soc=0.6, connected=True) for s in batteries),
        load_kw=2.0,
    )
    plan = a_plan(Verb.DISCHARGE, kw=1.5, storage_ids=("one", "two"))
    commands = decide(plan, house, seen, CALM, NOW)
    assert sum(command.power_kw or 0.0 for command in commands) == pytest.approx(2.0)


@pytest.mark.parametrize(
    ("power_kw", "grid_kw", "set_kw", "most_kw"),
    [(4.0, None, None, 6.0), (None, 4.5, None, 6.0), (None, None, 4.0, 6.0), (None, None, None, 4.0)],
    ids=["its own meter", "the grid's meter", "its set-point alone", "a switch that is on, alone"],
)
def test_what_a_car_in_a_persons_hands_takes_is_no_room_for_the_battery(
    power_kw: float | None, grid_kw: float | None, set_kw: float | None, most_kw: float
) -> None:
    car, battery = ev(charge_max_kw=most_kw), replace(ev(), id="battery")
    house = Home(storages=(battery, car), grid=GridTerms(contract_kw=6.0))
    seen = Readings(
        at=NOW,
        storages=(
            StorageReading(storage_id="battery", soc=0.4, connected=True, power_kw=0.0),
            StorageReading(
                storage_id="ev",
                soc=0.4,
                connected=True,
                power_kw=power_kw,
                doing=Verb.CHARGE,
                set_kw=set_kw,
            ),
        ),
        load_kw=0.5,
        grid_kw=grid_kw,
    )
    by_hand = replace(CALM, hands_off=frozenset({"ev"}))
    commands = decide(a_plan(Verb.CHARGE, storage_ids=("battery", "ev")), house, seen, by_hand, NOW)
    assert [(c.storage_id, c.verb, c.power_kw) for c in commands] == [
        ("battery", Verb.CHARGE, pytest.approx(1.5))
    ]
