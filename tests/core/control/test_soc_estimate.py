"""What counts as a battery's SOC when its sensor is silent, frozen, coarse, or shows what cannot be."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from hypothesis import given, settings, strategies as st
import pytest

from custom_components.v2h_planner.core.codec import decode, encode
from custom_components.v2h_planner.core.control.dispatch import decide
from custom_components.v2h_planner.core.control.soc_estimate import SocEstimate
from custom_components.v2h_planner.core.home import DischargeControl, Home, Mode, Storage, StorageKind
from custom_components.v2h_planner.core.plan import Command, Reason, ReasonCode
from custom_components.v2h_planner.core.readings import FaultKind, Readings, StorageReading, Verb
from custom_components.v2h_planner.core.situation import Situation

from .test_dispatch import a_plan

NOW = datetime(2026, 9, 4, 13, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
CALM = Situation(mode=Mode.ECONOMY)
UNIT = Storage(
    id="ev", name="Leaf", kind=StorageKind.V2H_EV, capacity_kwh=12, charge_max_kw=3, discharge_max_kw=3
)


def told(verb: Verb, kw: float | None = None) -> Command:
    return Command(
        storage_id="ev", verb=verb, power_kw=kw, until_soc=None, reason=Reason(ReasonCode.WAIT_NOTHING)
    )


@dataclass
class Life:
    """A storage that is looked at once a minute."""

    storage: Storage = UNIT
    now: datetime = NOW
    estimate: SocEstimate = SocEstimate()
    fault: FaultKind | None = None
    stale_after: timedelta = HOUR

    def look(
        self,
        soc: float | None,
        *,
        minutes: float = 1,
        kw: float | None = 0.0,
        verb: Verb | None = Verb.STANDBY,
        age: float = 0,
        connected: bool | None = True,
        plug_silent: bool = False,
        power_age: float = 0,
    ) -> StorageReading:
        """So many minutes later it shows this; `age`, `power_age`: minutes since the sensors told it."""
        self.now += timedelta(minutes=minutes)
        reading = StorageReading(
            storage_id="ev",
            soc=soc,
            connected=connected,
            plug_silent=plug_silent,
            power_kw=kw,
            soc_at=self.now - timedelta(minutes=age),
            power_at=self.now - timedelta(minutes=power_age),
        )
        command = None if verb is None else told(verb)
        self.estimate = self.estimate.after(command, reading, self.storage, self.now)
        judged, self.fault = self.estimate.judge(reading, self.stale_after, self.now)
        return judged

    def looks(self, count: int, soc: float | None, **more: object) -> StorageReading:
        """The same, minute by minute."""
        for _ in range(count):
            judged = self.look(soc, **more)
        return judged


def test_a_zero_for_one_poll_is_no_reading() -> None:
    life = Life()
    life.looks(3, 0.7, kw=-1.0, verb=Verb.DISCHARGE)
    judged = life.look(0.0, kw=-1.0, verb=Verb.DISCHARGE)
    assert judged.soc == pytest.approx(0.7, abs=0.01)
    assert judged.soc_counted
    assert life.fault is FaultKind.JUMPED
    assert life.look(0.7, kw=-1.0, verb=Verb.DISCHARGE).soc == pytest.approx(0.7, abs=0.02)
    assert life.fault is None


@pytest.mark.parametrize("shown", [0.0, 0.3, 0.55, 1.0])
def test_a_jump_the_other_way_or_a_smaller_one_is_none_either(shown: float) -> None:
    life = Life()
    life.looks(5, 0.7)
    assert life.look(shown).soc == 0.7
    assert life.fault is FaultKind.JUMPED


def test_a_jump_that_stays_is_believed_after_ten_minutes() -> None:
    life = Life()
    life.looks(5, 0.7)
    assert life.looks(10, 0.4).soc == 0.7
    assert life.looks(2, 0.4).soc == 0.4
    assert life.fault is None


def test_a_jump_that_nobody_tells_again_needs_half_an_hour() -> None:
    life = Life()
    life.looks(5, 0.7)
    life.look(0.4)
    for minute in range(1, 29):
        assert life.look(0.4, age=minute).soc == 0.7
    assert life.look(0.4, minutes=3, age=31).soc == 0.4


def test_a_zero_that_stays_is_never_believed_and_the_charge_is_unknown_in_the_end() -> None:
    life = Life()
    life.looks(5, 0.7)
    assert life.looks(120, 0.0).soc == 0.7
    assert life.looks(31, 0.0, kw=-1.0, verb=Verb.DISCHARGE).soc is None
    assert life.look(0.65, kw=-1.0, verb=Verb.DISCHARGE).soc == 0.65


def test_a_battery_that_is_emptied_may_show_zero() -> None:
    life = Life()
    life.looks(5, 0.02)
    life.looks(2, 0.01, kw=-1.0, verb=Verb.DISCHARGE)
    assert life.look(0.0, kw=-1.0, verb=Verb.DISCHARGE).soc == 0.0


def test_values_that_dance_are_never_believed() -> None:
    life = Life()
    life.looks(5, 0.7)
    for minute in range(60):
        assert life.look((0.1, 0.9, 0.3)[minute % 3]).soc == 0.7


def test_after_an_absence_anything_is_possible() -> None:
    life = Life()
    life.looks(5, 0.7)
    life.looks(5, None, connected=False)
    assert life.look(0.2).soc == 0.2
    assert life.fault is None


def test_a_gateway_that_comes_back_with_a_zero_is_not_believed_at_once() -> None:
    life = Life()
    life.looks(5, 0.7)
    life.looks(3, None, kw=None, connected=None, plug_silent=True)
    assert life.look(0.0).soc == 0.7


def test_a_car_without_a_plug_sensor_may_have_been_on_the_road() -> None:
    life = Life()
    life.looks(5, 0.7, connected=None)
    life.looks(40, 0.7, connected=None, age=30)
    assert life.look(0.3, connected=None).soc == 0.3


def test_the_charge_of_a_parked_car_never_gets_old() -> None:
    life = Life()
    life.look(0.6)
    for hour in range(1, 48):
        judged = life.look(0.6, minutes=60, age=60 * hour)
        assert (judged.soc, life.fault) == (0.6, None)


def test_of_a_parked_car_whose_plug_nobody_knows_it_does() -> None:
    life = Life()
    life.look(0.6, connected=None)
    for minute in range(1, 61):
        assert life.look(0.6, age=minute, connected=None).soc == 0.6
    assert life.look(0.6, age=61, connected=None).soc is None
    assert life.fault is FaultKind.STALE


def test_while_power_flows_a_silent_sensor_gets_old() -> None:
    life = Life()
    life.look(0.3)
    for minute in range(1, 61):
        judged = life.look(0.3, age=minute, kw=1.0, verb=Verb.CHARGE)
    assert judged.soc == pytest.approx(0.3 + 0.9 / 12)
    assert life.look(0.3, age=61, kw=1.0, verb=Verb.CHARGE).soc is None
    assert life.fault is FaultKind.STALE
    assert life.look(0.38, kw=1.0, verb=Verb.CHARGE).soc == 0.38


@settings(max_examples=60, deadline=None)
@given(kw=st.floats(0.16, 3.0), hours=st.integers(2, 6))
def test_a_silent_sensor_gets_old_only_once_it_should_have_moved(kw: float, hours: int) -> None:
    life = Life()
    life.look(0.8)
    for minute in range(1, 60 * hours):
        judged = life.look(0.8, kw=-kw, verb=Verb.DISCHARGE, age=minute)
    flowed = kw * (60 * hours - 1) / 60 / UNIT.discharge_efficiency / UNIT.capacity_kwh

    if judged.soc is None:
        assert life.fault is FaultKind.STALE
        assert flowed > life.estimate.step - 0.02, "what may have flowed beside it counts, too"
    else:
        assert judged.soc == pytest.approx(0.8 - flowed, abs=0.02)
        assert flowed < life.estimate.step + 0.05


def test_a_silent_sensor_gets_old_where_nobody_knows_how_much_flows() -> None:
    life = Life()
    life.look(0.8)
    for minute in range(1, 70):
        judged = life.look(0.8, kw=None, verb=Verb.DISCHARGE, age=minute)

    assert (judged.soc, life.fault) == (None, FaultKind.STALE)


def test_a_charge_that_cannot_be_read_counts_on_for_half_an_hour_of_flow() -> None:
    life = Life()
    life.look(0.5)
    assert life.looks(120, None).soc == 0.5
    judged = life.looks(30, None, kw=-2.0, verb=Verb.DISCHARGE)
    assert judged.soc == pytest.approx(0.5 - 1.0 / 0.9 / 12)
    assert judged.soc_counted
    assert life.look(None, kw=-2.0, verb=Verb.DISCHARGE).soc is None


def test_without_a_power_sensor_the_most_counts_at_the_min_soc() -> None:
    life = Life()
    life.look(0.5)
    judged = life.looks(12, None, kw=None, verb=Verb.DISCHARGE)
    assert judged.soc_low is not None
    assert judged.soc_low < 0.5 - 3.0 / 0.9 / 12 / 5


def test_a_zero_of_a_power_sensor_that_is_silent_since_before_the_order_proves_nothing() -> None:
    life = Life()
    life.look(0.5)
    judged = life.looks(12, None, verb=Verb.DISCHARGE, power_age=30)
    assert judged.soc == 0.5
    assert judged.soc_low is not None
    assert judged.soc_low < 0.45
    at_rest = Life()
    at_rest.look(0.5)
    assert at_rest.looks(12, None, power_age=300).soc_low == 0.5


def test_a_value_that_stays_while_power_flows_is_frozen_and_the_count_goes_on() -> None:
    life = Life()
    life.looks(3, 0.91)
    life.look(0.9, kw=-3.0, verb=Verb.DISCHARGE)
    life.look(0.89, kw=-3.0, verb=Verb.DISCHARGE)
    judged = life.looks(45, 0.89, kw=-3.0, verb=Verb.DISCHARGE)
    assert life.fault is FaultKind.FROZEN
    assert judged.soc == pytest.approx(0.89 - 3 / 0.9 / 12 * 45 / 60, abs=0.01)
    assert life.looks(31, 0.89, kw=-3.0, verb=Verb.DISCHARGE).soc is None
    assert life.fault is FaultKind.FROZEN
    assert life.look(0.53, kw=-3.0, verb=Verb.DISCHARGE).soc == 0.53
    assert life.fault is None


def test_a_full_car_that_still_takes_a_little_is_not_frozen() -> None:
    life = Life()
    life.look(1.0)
    assert life.looks(180, 1.0, kw=0.5, verb=Verb.CHARGE).soc == 1.0
    assert life.fault is None


def test_what_a_meter_shows_at_rest_moves_nothing() -> None:
    life = Life()
    life.look(0.5)
    assert life.looks(48 * 60, 0.5, kw=0.1).soc == 0.5
    assert life.fault is None


def test_what_is_known_survives_a_restart() -> None:
    life = Life()
    life.looks(5, 0.7, kw=-1.0, verb=Verb.DISCHARGE)
    life.estimate = decode(SocEstimate, encode(life.estimate))
    assert life.look(0.0, verb=None).soc == pytest.approx(0.7, abs=0.02)


def test_over_a_long_absence_of_ours_the_car_may_have_been_anywhere() -> None:
    life = Life()
    life.looks(5, 0.7)
    assert life.look(0.2, minutes=300, verb=None).soc == 0.2


# -- an honest sensor is never called frozen ----------------------------------------------------------


@given(
    resolution=st.floats(0.001, 0.05),
    offset=st.floats(0, 1),
    poll=st.integers(1, 30),
    cached=st.booleans(),
    powers=st.lists(st.tuples(st.integers(5, 90), st.floats(-3, 3)), min_size=1, max_size=8),
    start=st.floats(0.1, 0.9),
)
@settings(max_examples=500, deadline=None)
def test_an_honest_sensor_is_never_called_frozen(
    resolution: float,
    offset: float,
    poll: int,
    cached: bool,
    powers: list[tuple[int, float]],
    start: float,
) -> None:
    life, real, shown, age = Life(), start, start, 0
    for minutes, kw in powers:
        for _ in range(minutes):
            after = real + (kw * 0.9 if kw > 0 else kw / 0.9) / 12 / 60
            power, real = (kw, after) if 0.0 <= after <= 1.0 else (0.0, real)
            age += 1
            if age >= poll:
                steps = int(real / resolution + offset)
                shown, age = min(max(steps * resolution, 0.0), 1.0), 0
            verb = Verb.CHARGE if kw > 0 else Verb.DISCHARGE
            life.look(shown, kw=power, verb=verb, age=0 if cached else age)
            assert life.fault is not FaultKind.FROZEN


# -- the min SOC holds --------------------------------------------------------------------------------


def played(
    storage: Storage,
    start: float,
    pattern: Sequence[tuple[str, int]],
    load_kw: float,
    *,
    metered: bool,
    digits: int = 2,
) -> float:
    """Discharge by our commands only, with a sensor that fails by this pattern; return the lowest real SOC."""
    life, real, lowest = Life(storage), start, start
    home, shown, age, doing = Home(storages=(storage,)), round(start, digits), 0, Verb.STANDBY
    command: Command | None = None
    plan = a_plan(Verb.DISCHARGE, kw=storage.discharge_max_kw, made_at=NOW)
    for kind, minutes in pattern:
        for minute in range(minutes):
            kw = min(load_kw, storage.discharge_max_kw) if doing is Verb.DISCHARGE else 0.0
            real = max(real - kw / storage.discharge_efficiency / storage.capacity_kwh / 60, 0.0)
            lowest = min(lowest, real)
            age += 1
            if kind == "good" or (kind == "sparse" and minute % 30 == 29):
                shown, age = round(real, digits), 0
            reading = StorageReading(
                storage_id="ev",
                soc=None if kind == "lost" else shown,
                connected=True,
                power_kw=-kw if metered else None,
                doing=doing,
                soc_at=life.now + timedelta(minutes=1 - (0 if kind == "frozen" else age)),
            )
            life.now += timedelta(minutes=1)
            life.estimate = life.estimate.after(command, reading, storage, life.now)
            judged, _ = life.estimate.judge(reading, life.stale_after, life.now)
            readings = Readings(at=life.now, storages=(judged,), load_kw=load_kw, pv_kw=0.0)
            if life.now - plan.made_at >= timedelta(minutes=30):
                plan = a_plan(Verb.DISCHARGE, kw=storage.discharge_max_kw, made_at=life.now)
            commands = decide(plan, home, readings, CALM, life.now)
            command = commands[0] if commands else None
            doing = Verb.STANDBY if command is None else command.verb
    return lowest


patterns = st.lists(
    st.tuples(st.sampled_from(("good", "lost", "frozen", "sparse")), st.integers(3, 60)),
    min_size=1,
    max_size=6,
)


@given(
    pattern=patterns,
    start=st.floats(0.2, 0.6),
    load_kw=st.floats(0.2, 5),
    capacity=st.floats(8, 60),
    metered=st.booleans(),
    set_point=st.booleans(),
    digits=st.sampled_from((2, 3, 6)),
)
@settings(max_examples=500, deadline=None)
def test_whatever_the_sensor_does_the_min_soc_holds(
    pattern: list[tuple[str, int]],
    start: float,
    load_kw: float,
    capacity: float,
    metered: bool,
    set_point: bool,
    digits: int,
) -> None:
    control = DischargeControl.SET_POINT if set_point else DischargeControl.LOAD_FOLLOWING
    storage = replace(UNIT, capacity_kwh=capacity, discharge_control=control)
    pattern = [("good", 2), *pattern]
    lowest = played(storage, start, pattern, load_kw, metered=metered, digits=digits)
    assert lowest >= min(start, storage.min_soc) - 0.01


@pytest.mark.parametrize("kind", ["lost", "frozen", "sparse"])
@pytest.mark.parametrize("metered", [True, False])
def test_a_unit_without_a_limit_of_its_own_stops_in_time(kind: str, metered: bool) -> None:
    lowest = played(UNIT, 0.25, [("good", 5), (kind, 300)], 3.0, metered=metered)
    assert 0.19 <= lowest <= 0.22


def test_with_a_good_sensor_it_is_used_down_to_its_min_soc() -> None:
    assert 0.19 <= played(UNIT, 0.5, [("good", 300)], 1.0, metered=True) <= 0.21
    # without a power sensor a step of it may have been taken at full power
    assert 0.19 <= played(UNIT, 0.5, [("good", 300)], 1.0, metered=False) <= 0.23
