"""A load, a cloud or a sensor on the edge moves no relay to and fro; a limit is answered at once all the same."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import pairwise
from math import pi, sin
from random import Random

from hypothesis import given, settings, strategies as st
import pytest

from custom_components.v2h_planner.core.control.dispatch import dispatch
from custom_components.v2h_planner.core.control.relays import (
    LEAST_OFF,
    LEAST_ON,
    STARTS_A_DAY,
    Relay,
    direction,
    pause,
)
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
from custom_components.v2h_planner.core.situation import Pause, Situation

START = datetime(2026, 11, 24, 0, 0, tzinfo=UTC)
MINUTE, DAY_MINUTES = timedelta(minutes=1), 24 * 60
CALM, OUTAGE = Situation(mode=Mode.ECONOMY), Situation(mode=Mode.ECONOMY, outage=True)
STORM = Situation(
    mode=Mode.RESILIENCE, storm=StormTarget(tier=Tier.ACT, by=START, until=START + timedelta(days=2))
)
RELAY = ReasonCode.WAIT_RELAY

type Curve = Callable[[int], float]  # of the minute
type Verbs = Callable[[int, int], Verb]  # of the slot and the pass that plans it


def car(**terms: object) -> Storage:
    return replace(
        Storage(
            id="car",
            name="Leaf",
            kind=StorageKind.V2H_EV,
            capacity_kwh=40,
            charge_max_kw=6,
            charge_min_kw=1,
            discharge_max_kw=6,
        ),
        **terms,
    )


def plan(
    verb: Callable[[int], Verb],
    made_at: datetime,
    *,
    kw: float = 6.0,
    soc_end: float = 0.9,
    ids: tuple[str, ...] = ("car",),
    reason: ReasonCode = ReasonCode.CHARGE_CHEAP,
    outage: bool = False,
) -> Plan:
    """A plan of a day and a half, with one verb a slot for every storage (the second one by turns with the first)."""
    horizon, slots = make_horizon(made_at, 48, 0), []
    for start, end in zip(horizon.starts, horizon.edges[1:], strict=True):
        number = int((start - START) / timedelta(minutes=30))
        parts = tuple(
            StorageSlot(
                storage_id=key,
                verb=verb(number + turn),
                charge_kw=kw,
                discharge_kw=kw,
                soc_end=soc_end,
                away=False,
                reason=Reason(reason),
            )
            for turn, key in enumerate(ids)
        )
        slots.append(
            PlanSlot(
                start=start,
                end=end,
                import_kw=0.0,
                export_kw=0.0,
                curtail_kw=0.0,
                pv_kw=0.0,
                load_kw=0.5,
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
        seconds=0.0,
        outage=outage,
    )


@dataclass
class Life:
    """A house minute by minute: what its units are told, and what they then do."""

    home: Home
    load: Curve
    pv: Curve = lambda _: 0.0
    verb: Verbs = lambda _slot, _made: Verb.CHARGE
    situation: Situation = CALM
    soc: float = 0.5
    flicker: Curve = lambda _: 0.0
    held_soc: bool = False
    reason: ReasonCode = ReasonCode.CHARGE_CHEAP
    soc_end: float = 0.9
    kw: float = 6.0
    says: bool = True  # whether its units tell what they do
    minute: int = 0
    relays: dict[str, Relay] = field(default_factory=dict)
    told: list[tuple[Command, ...]] = field(default_factory=list)

    def live(self, minutes: int) -> Life:
        """Go on for so many minutes; the plan is made again each half hour."""
        socs = {storage.id: self.soc for storage in self.home.storages}
        made = None
        for minute in range(self.minute, self.minute + minutes):
            now = START + minute * MINUTE
            if made is None or minute % 30 == 0:
                made = self._plan(now)
            held = {command.storage_id: command for command in (self.told[-1] if self.told else ())}
            readings = Readings(
                at=now,
                storages=tuple(
                    StorageReading(
                        storage_id=key,
                        soc=round(min(max(soc + self.flicker(minute), 0.0), 1.0), 2),
                        connected=True,
                        doing=(held[key].verb if key in held else Verb.STANDBY) if self.says else None,
                    )
                    for key, soc in socs.items()
                ),
                load_kw=self.load(minute),
                pv_kw=self.pv(minute),
            )
            commands, self.relays = dispatch(made, self.home, readings, self.situation, now, self.relays)
            self.told.append(commands)
            if not self.held_soc:
                for command in commands:
                    socs[command.storage_id] += self._kwh(command, minute) / 40.0
        self.minute += minutes
        return self

    def _plan(self, now: datetime) -> Plan:
        turn = int((now - START) / timedelta(minutes=30))
        return plan(
            lambda slot: self.verb(slot, turn),
            now,
            kw=self.kw,
            soc_end=self.soc_end,
            ids=tuple(storage.id for storage in self.home.storages),
            reason=self.reason,
            outage=self.situation.outage,
        )

    def _kwh(self, command: Command, minute: int) -> float:
        storage, net = self.home.storage(command.storage_id), self.load(minute) - self.pv(minute)
        power = command.power_kw
        match command.verb:
            case Verb.CHARGE:
                return 0.9 * (storage.charge_max_kw if power is None else power) / 60
            case Verb.SURPLUS:
                return 0.9 * min(max(-net, 0.0) if power is None else power, storage.charge_max_kw) / 60
            case Verb.DISCHARGE:
                return -min(max(net, 0.0), storage.discharge_max_kw) / 0.9 / 60
        return 0.0

    def commands(self, key: str = "car") -> list[Command]:
        return [command for told in self.told for command in told if command.storage_id == key]

    def starts(self, key: str = "car") -> int:
        """How often the relay closes, or turns round."""
        ways = [0, *(direction(command.verb) for command in self.commands(key))]
        return sum(now not in (0, before) for before, now in pairwise(ways))

    def orders(self, key: str = "car") -> int:
        """How often the unit is written to: another verb, or a set-point that moved by 0.1 kW."""
        written, count = None, 0
        for command in self.commands(key):
            moved = (
                written is None
                or written.verb is not command.verb
                or (
                    command.power_kw is not None
                    and written.power_kw is not None
                    and abs(command.power_kw - written.power_kw) >= 0.1
                )
            )
            if moved:
                written, count = command, count + 1
        return count


def by_turns(low: float, high: float) -> Curve:
    return lambda minute: high if minute % 2 else low


def stepped(amount: float) -> Curve:
    return lambda minute: -amount if minute % 2 else 0.0


def under(contract_kw: float, *storages: Storage) -> Home:
    return Home(storages=storages or (car(),), grid=GridTerms(contract_kw=contract_kw))


# What the issue saw


def test_a_load_that_comes_and_goes_by_the_minute_at_the_limit_stops_the_unit_once() -> None:
    fixed = car(charge_control=ChargeControl.FIXED_RATE, charge_max_kw=3)
    life = Life(under(4, fixed), by_turns(0.4, 2.4)).live(30)
    assert life.starts() <= 1
    assert life.orders() <= 2
    assert {c.reason.code for c in life.commands() if c.verb is Verb.STANDBY} == {
        ReasonCode.HOLD_LIMIT,
        RELAY,
    }


def test_an_soc_that_flickers_at_the_floor_moves_nothing() -> None:
    life = Life(
        Home(storages=(car(),)),
        lambda _: 0.6,
        verb=lambda _slot, _made: Verb.DISCHARGE,
        soc=0.2,
        flicker=stepped(0.01),
        held_soc=True,
    ).live(120)
    assert life.orders() == 1
    assert life.starts() == 0


# Of their kind


def test_a_unit_by_set_point_keeps_the_power_that_always_fits() -> None:
    """It falls once, a little below what the limit leaves, and stays there."""
    life = Life(under(6), by_turns(0.4, 2.4)).live(60)
    assert life.orders() <= 2
    assert life.starts() == 1
    for minute, command in enumerate(life.commands()):
        assert command.power_kw is not None
        assert command.power_kw + life.load(minute) <= 6 + 1e-9


def test_once_the_load_is_gone_for_five_minutes_the_power_rises_again() -> None:
    life = Life(under(6), lambda minute: 2.4 if 5 <= minute < 9 else 0.4, soc=0.2).live(20)
    powers = [command.power_kw for command in life.commands()]
    assert powers[4] == pytest.approx(5.6)
    assert powers[5] == pytest.approx(3.4)
    assert powers[12] == pytest.approx(3.4)
    assert powers[14] == pytest.approx(5.6)


def test_a_plan_that_wants_more_power_is_obeyed_at_once() -> None:
    life = Life(under(8), lambda _: 0.5, kw=3.0).live(3)
    life.kw = 5.0
    life.live(1)
    assert [command.power_kw for command in life.commands()] == [3.0, 3.0, 3.0, 5.0]


@pytest.mark.parametrize("reason", [ReasonCode.CHARGE_PERSON, ReasonCode.CHARGE_CHEAP])
def test_not_even_a_person_or_a_storm_makes_it_chatter_at_a_limit(reason: ReasonCode) -> None:
    fixed = car(charge_control=ChargeControl.FIXED_RATE, charge_max_kw=3)
    situation = CALM if reason is ReasonCode.CHARGE_PERSON else STORM
    life = Life(under(4, fixed), by_turns(0.4, 2.4), situation=situation, reason=reason).live(30)
    assert life.orders() <= 5
    assert life.starts() >= 1


def test_a_load_that_will_not_calm_down_gets_a_try_each_half_hour() -> None:
    fixed = car(charge_control=ChargeControl.FIXED_RATE, charge_max_kw=3)
    life = Life(under(4, fixed), by_turns(0.4, 2.4), soc=0.2).live(4 * 60)
    assert 4 <= life.starts() <= 9


def test_clouds_about_the_least_power_start_a_unit_a_few_times_a_day() -> None:
    life = Life(
        Home(storages=(car(),)),
        lambda _: 0.5,
        pv=lambda minute: 0.5 + (1.2 if minute % 7 < 4 else 0.3),
        verb=lambda _slot, _made: Verb.SURPLUS,
        soc=0.3,
    ).live(8 * 60)
    assert 1 <= life.starts() <= 12


def test_plans_of_equal_cost_that_alternate_start_no_more_than_the_budget() -> None:
    life = Life(
        Home(storages=(car(),)),
        lambda _: 0.5,
        verb=lambda _slot, made: Verb.DISCHARGE if made % 2 else Verb.STANDBY,
        soc=0.8,
    ).live(DAY_MINUTES)
    assert 8 <= life.starts() <= STARTS_A_DAY


def test_two_storages_that_swap_at_each_plan_stay_within_their_budgets() -> None:
    both = Home(storages=(car(), car(id="battery", name="B", kind=StorageKind.HOME_BATTERY)))
    verbs = {0: Verb.DISCHARGE, 1: Verb.CHARGE}
    life = Life(both, lambda _: 0.5, verb=lambda slot, made: verbs[(slot + made) % 2]).live(DAY_MINUTES)
    assert life.starts("car") <= STARTS_A_DAY
    assert life.starts("battery") <= STARTS_A_DAY


@pytest.mark.parametrize("says", [True, False])
@pytest.mark.parametrize(
    ("verb", "soc", "situation"),
    [
        (Verb.SURPLUS, 0.9, CALM),  # at the ceiling
        (Verb.CHARGE, 0.9, CALM),  # at what the plan charges to
        (Verb.CHARGE, 1.0, STORM),  # at the storm's target
    ],
)
def test_an_soc_that_flickers_where_charging_ends_does_not_start_it_again(
    verb: Verb, soc: float, situation: Situation, says: bool
) -> None:
    life = Life(
        Home(storages=(car(),)),
        lambda _: 0.5,
        pv=lambda _: 3.0,
        verb=lambda _slot, _made: verb,
        soc=soc,
        flicker=stepped(0.01),
        held_soc=True,
        situation=situation,
        says=says,
    ).live(120)
    assert life.starts() <= 1
    assert life.orders() <= 3


def test_a_wide_flicker_at_the_storms_target_waits_five_minutes_between_two_starts() -> None:
    life = Life(
        Home(storages=(car(),)),
        lambda _: 0.5,
        soc=1.0,
        flicker=stepped(0.05),
        held_soc=True,
        situation=STORM,
    ).live(60)
    assert life.starts() <= 60 / (LEAST_OFF / MINUTE)


def test_in_an_outage_clouds_do_not_turn_the_unit_round_by_the_minute_and_the_house_is_never_dark() -> None:
    life = Life(
        Home(storages=(car(),)),
        lambda _: 0.5,
        pv=by_turns(0.2, 2.5),
        verb=lambda _slot, _made: Verb.SURPLUS,
        situation=OUTAGE,
    ).live(60)
    assert life.starts() <= 2 * 60 / (LEAST_OFF / MINUTE) + 1
    for minute, command in enumerate(life.commands()):
        if life.pv(minute) < life.load(minute):
            assert command.verb is Verb.DISCHARGE


def test_what_the_plan_began_it_does_not_take_back_within_five_minutes() -> None:
    life = Life(Home(storages=(car(),)), lambda _: 0.5).live(1)
    life.verb = lambda _slot, _made: Verb.STANDBY
    life.live(10)
    verbs = [command.verb for command in life.commands()]
    on = int(LEAST_ON / MINUTE)
    assert verbs[:on] == [Verb.CHARGE] * on
    assert verbs[on] is Verb.STANDBY


def test_but_a_limit_a_storms_hold_or_the_floor_ends_it_at_once() -> None:
    begun = Life(under(4, car(charge_min_kw=3)), lambda minute: 0.4 if minute < 1 else 2.0).live(2)
    assert begun.commands()[1].reason.code is ReasonCode.HOLD_LIMIT
    feeding = Life(
        Home(storages=(car(),)), lambda _: 0.5, verb=lambda _slot, _made: Verb.DISCHARGE, soc=0.9
    ).live(1)
    feeding.situation = replace(STORM, storm=replace(STORM.storm, tier=Tier.HOLD) if STORM.storm else None)
    assert feeding.live(1).commands()[1].reason.code is ReasonCode.HOLD_STORM
    falling = Life(
        Home(storages=(car(),)),
        lambda _: 0.5,
        verb=lambda _slot, _made: Verb.DISCHARGE,
        soc=0.3,
        flicker=lambda minute: -0.1 if minute else 0.0,
        held_soc=True,
    ).live(2)
    assert falling.commands()[1].reason.code is ReasonCode.HOLD_FLOOR


def test_a_storm_a_person_and_an_outage_do_not_wait_for_a_relay() -> None:
    spent = Relay(since=START - MINUTE, starts=(START - MINUTE,) * STARTS_A_DAY)
    for situation, reason in (
        (STORM, ReasonCode.CHARGE_CHEAP),
        (CALM, ReasonCode.CHARGE_PERSON),
        (OUTAGE, ReasonCode.DISCHARGE_OUTAGE),
    ):
        life = Life(
            Home(storages=(car(),)), lambda _: 0.5, situation=situation, reason=reason, relays={"car": spent}
        ).live(1)
        assert life.commands()[0].verb is not Verb.STANDBY
    (waiting,) = Life(Home(storages=(car(),)), lambda _: 0.5, relays={"car": spent}).live(1).commands()
    assert waiting.reason.code is RELAY


def test_after_a_persons_decision_the_plan_is_obeyed_at_once() -> None:
    life = Life(Home(storages=(car(),)), lambda _: 0.5).live(1)
    life.verb = lambda _slot, _made: Verb.DISCHARGE
    life.relays = {key: relay.forgiven() for key, relay in life.relays.items()}
    assert life.live(1).commands()[1].verb is Verb.DISCHARGE
    assert len(life.relays["car"].starts) == 2


def test_a_clock_that_is_set_back_keeps_nobody_waiting() -> None:
    ahead = START + timedelta(hours=5)
    life = Life(
        Home(storages=(car(),)),
        lambda _: 0.5,
        relays={"car": Relay(since=ahead, barred_at=ahead, tight_at=ahead, starts=(ahead,) * 20)},
    ).live(1)
    assert life.commands()[0].verb is Verb.CHARGE


def test_the_more_starts_a_day_has_had_the_longer_a_unit_rests() -> None:
    rests = [pause(starts) for starts in range(STARTS_A_DAY + 1)]
    assert rests == sorted(rests)
    assert rests[6] == LEAST_OFF
    assert rests[-1] == timedelta(days=1)


# A day of real life, and any noise


def noisy(seed: int, base: float, spikes: float) -> Curve:
    """A house's load: a base, appliances that come and go, and noise."""
    rng = Random(seed)
    values, left, spike = [], 0, 0.0
    for _ in range(DAY_MINUTES):
        if left == 0 and rng.random() < 0.05:
            left, spike = rng.randint(1, 15), rng.uniform(0.3, spikes)
        spike = spike if left else 0.0
        left = max(left - 1, 0)
        values.append(base + spike + rng.gauss(0.0, 0.05))
    return lambda minute: max(values[minute % DAY_MINUTES], 0.05)


def cloudy(seed: int, peak: float) -> Curve:
    rng = Random(seed)
    shade = [rng.choice((0.15, 0.4, 0.9, 1.0)) for _ in range(DAY_MINUTES)]

    def pv(minute: int) -> float:
        day = sin(pi * (minute - 360) / 720) if 360 < minute < 1080 else 0.0
        return peak * day * shade[minute // 3 % DAY_MINUTES]

    return pv


def a_days_plan(slot: int, _made: int) -> Verb:
    """Charge at night, from the sun by day, feed the house in the evening."""
    hour = slot / 2 % 24
    if hour < 6:
        return Verb.CHARGE
    if 9 <= hour < 15:
        return Verb.SURPLUS
    return Verb.DISCHARGE if 17 <= hour < 23 else Verb.STANDBY


def check(life: Life, contract_kw: float, key: str = "car") -> None:
    """Limits hold in each minute."""
    for minute, told in enumerate(life.told):
        power = sum(
            life.home.storage(c.storage_id).charge_max_kw if c.power_kw is None else c.power_kw
            for c in told
            if c.verb is Verb.CHARGE
        )
        if power:
            assert power + life.load(minute) - life.pv(minute) <= contract_kw + 1e-9
        for command in told:
            assert command.verb is not Verb.CHARGE or command.until_soc is not None


@pytest.mark.parametrize("control", [ChargeControl.SET_POINT, ChargeControl.FIXED_RATE])
def test_a_noisy_day_takes_a_few_starts_and_a_few_dozen_orders(control: ChargeControl) -> None:
    unit = car(charge_control=control, charge_max_kw=3)
    life = Life(
        under(4, unit),
        noisy(11, 0.4, 2.5),
        pv=cloudy(11, 4.0),
        verb=a_days_plan,
        soc=0.4,
        flicker=lambda minute: 0.01 * (minute % 3 - 1),
    ).live(DAY_MINUTES)
    check(life, 4)
    assert life.starts() <= STARTS_A_DAY
    assert life.orders() <= 400 if control is ChargeControl.SET_POINT else 2 * STARTS_A_DAY + 1
    assert max(c.until_soc or 0 for c in life.commands()) > 0


@settings(max_examples=25, deadline=None)
@given(
    seed=st.integers(0, 10_000),
    base=st.floats(0.2, 1.5),
    spikes=st.floats(0.4, 4.0),
    peak=st.floats(0.0, 5.0),
    control=st.sampled_from(ChargeControl),
    following=st.sampled_from((DischargeControl.LOAD_FOLLOWING, DischargeControl.SET_POINT)),
    wave=st.sampled_from((0.0, 0.01, 0.03)),
)
def test_whatever_the_noise_starts_stay_within_the_budget_and_limits_hold_at_once(
    seed: int,
    base: float,
    spikes: float,
    peak: float,
    control: ChargeControl,
    following: DischargeControl,
    wave: float,
) -> None:
    rng = Random(seed)
    picks = [rng.choice(list(Verb)) for _ in range(200)]
    life = Life(
        under(5, car(charge_control=control, discharge_control=following, charge_max_kw=4)),
        noisy(seed, base, spikes),
        pv=cloudy(seed, peak),
        verb=lambda slot, made: picks[(slot + made) % 200],
        soc=rng.uniform(0.1, 0.95),
        flicker=partial(lambda size, minute: size * (minute % 2), wave),
    ).live(DAY_MINUTES)
    check(life, 5)
    assert life.starts() <= STARTS_A_DAY


@pytest.mark.parametrize("before", [Verb.CHARGE, Verb.DISCHARGE, Verb.STANDBY])
def test_a_pause_opens_the_relay_at_once_and_the_relay_knows(before: Verb) -> None:
    """Within its least time on as well; the plan of before the pause starts nothing behind it, and uses no room."""
    home = under(7, car(), car(id="van"))
    life = Life(home, lambda _: 0.6, verb=lambda slot, _made: before if slot % 2 == 0 else Verb.CHARGE).live(
        3
    )
    starts = len(life.relays["car"].starts)
    life.situation = replace(CALM, pauses=(Pause(storage_id="car"),))
    life.live(60)
    paused = life.commands()[3:]
    assert {(c.verb, c.reason.code) for c in paused} == {(Verb.STANDBY, ReasonCode.HOLD_PAUSED)}
    assert life.relays["car"].verb is Verb.STANDBY
    assert len(life.relays["car"].starts) == starts
    assert max(c.power_kw or 0.0 for c in life.commands("van")[3:]) >= 6.0
    life.situation, life.relays = CALM, {key: relay.forgiven() for key, relay in life.relays.items()}
    life.verb = lambda _slot, _made: Verb.CHARGE
    assert life.live(1).commands()[-1].verb is Verb.CHARGE


def test_no_pause_holds_against_an_outage_or_a_storm_in_force() -> None:
    pauses = (Pause(storage_id="car"),)
    for trouble, verb in ((OUTAGE, Verb.DISCHARGE), (STORM, Verb.CHARGE)):
        life = Life(under(7, car()), lambda _: 0.6, situation=replace(trouble, pauses=pauses)).live(1)
        assert life.commands()[0].verb is verb


@pytest.mark.parametrize(
    "wavers", [stepped(0.02), lambda minute: -0.01 * (minute // 5 % 3)], ids=["by two steps", "slowly"]
)
def test_a_storm_tops_up_no_more_often_than_a_plan_may_start(wavers: Curve) -> None:
    """A sensor of 2 % steps at the storm's target: 240 starts a day before. The storm's first charging is not counted."""
    life = Life(
        Home(storages=(car(),)), lambda _: 0.6, soc=1.0, flicker=wavers, held_soc=True, situation=STORM
    ).live(DAY_MINUTES)
    assert life.starts() <= STARTS_A_DAY + 1


def test_what_a_storm_really_lacks_is_charged_at_once_all_the_same() -> None:
    life = Life(Home(storages=(car(),)), lambda _: 0.6, soc=0.985, situation=STORM).live(60)
    assert life.commands()[-1].verb is Verb.STANDBY
    life.soc = 0.9
    assert life.live(LEAST_OFF // MINUTE + 1).commands()[-1].verb is Verb.CHARGE


def test_a_house_that_went_dark_at_the_min_soc_is_not_lit_by_a_sensor_that_wavers() -> None:
    """By one step up and down around 21 %, minute by minute: 239 starts a day before."""
    noise = Random(1)
    life = Life(
        Home(storages=(car(),)),
        lambda _: 0.6,
        verb=lambda _slot, _made: Verb.DISCHARGE,
        soc=0.21,
        flicker=lambda _: noise.choice((-0.01, 0.0, 0.01)),
        held_soc=True,
        situation=OUTAGE,
    ).live(DAY_MINUTES)
    assert life.starts() <= 1
    life.soc = 0.25
    assert life.live(1).commands()[-1].verb is Verb.DISCHARGE
