"""Savings of the day claim what was done, at what it is worth: never a price of the model, a jump, or another's doing."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from hypothesis import given, settings, strategies as st
import numpy as np
import pytest

from custom_components.v2h_planner.core.accounting.baseline import Savings
from custom_components.v2h_planner.core.accounting.books import Books, accounts
from custom_components.v2h_planner.core.accounting.metering import DayLedger, metered
from custom_components.v2h_planner.core.accounting.stored_value import stored_worth
from custom_components.v2h_planner.core.hazard import StormTarget, Tier
from custom_components.v2h_planner.core.home import GridTerms, Home, Mode, StorageKind
from custom_components.v2h_planner.core.pipeline import PipelineInput, forecasts, plan_home
from custom_components.v2h_planner.core.plan import Plan
from custom_components.v2h_planner.core.planning.planner import make_plan
from custom_components.v2h_planner.core.readings import Readings, StorageReading
from custom_components.v2h_planner.core.request import PlanRequest
from custom_components.v2h_planner.core.situation import Situation
from custom_components.v2h_planner.core.trips import TripLog
from tests.core.homes import NOW, SLOTS, TOKYO, after, request, storage, trip

CAR = storage(overhead_kw=0.0)
HOME = Home(storages=(CAR,))
MIDNIGHT = NOW.replace(hour=0)
NIGHT = 20.0
# the evening of NOW is dear, the night cheap, the next day between
PRICES = [45.0] * 12 + [NIGHT] * 14 + [30.0]


def inputs(asked: PlanRequest, now: datetime | None = None) -> PipelineInput:
    return PipelineInput(
        now=now or asked.readings.at,
        zone="Asia/Tokyo",
        home=asked.home,
        readings=asked.readings,
        situation=asked.situation,
        trips=TripLog(since=NOW),
    )


def lived(
    plan: Plan,
    look: Callable[[int], Readings],
    minutes: int,
    ours: Callable[[int], frozenset[str] | None] = lambda _: None,
    ledger: DayLedger | None = None,
) -> DayLedger:
    """Return the ledger after so many minutes of readings, from a minute before them on."""
    for minute in range(minutes + 1):
        readings = look(minute)
        ledger = metered(ledger, readings, plan.slots[0], HOME, TOKYO, ours(minute), priced=plan.priced)
    assert ledger is not None
    return ledger


def at_home(
    minute: int, soc: float | None, power_kw: float | None = 0.0, load_kw: float = 0.6, start: datetime = NOW
) -> Readings:
    car = StorageReading(storage_id="car", soc=soc, connected=True, power_kw=power_kw)
    return Readings(
        at=start + timedelta(minutes=minute),
        storages=(car,),
        pv_kw=0.0,
        load_kw=load_kw,
        grid_kw=load_kw + (power_kw or 0.0),
    )


def saved_today(ledger: DayLedger, asked: PlanRequest, plan: Plan) -> Savings:
    """Return the savings of a home whose books begin with this ledger."""
    return accounts(Books(), ledger, asked.home, TOKYO, plan, ledger.at).savings(ledger.since)


def saved(ledger: DayLedger, asked: PlanRequest, plan: Plan) -> float:
    return saved_today(ledger, asked, plan).yen


# The worth of what is stored


def test_a_kwh_is_worth_what_refilling_it_in_the_cheapest_hour_costs() -> None:
    plan = make_plan(request(CAR, price=PRICES, soc=0.4))
    assert plan.stored_yen_per_kwh["car"] == pytest.approx(NIGHT / 0.9)


def test_much_energy_needs_the_dearer_hours_too() -> None:
    asked = request(CAR, price=[45.0] * 12 + [NIGHT, 25.0] + [30.0], load=3.0)
    plan = make_plan(asked)
    worth = stored_worth(CAR, 6 * 0.9, plan, NOW)  # an hour of charging: half at 20, half at 25
    assert worth is not None
    assert worth.yen == pytest.approx(6 * 22.5)
    assert worth.co2_kg == pytest.approx(6 * 0.45)
    less = stored_worth(CAR, -6 * 0.9, plan, NOW)
    assert less is not None
    assert less.yen == pytest.approx(-worth.yen)


def test_it_is_worth_no_more_than_it_spares() -> None:
    plan = make_plan(request(CAR, price=30.0))  # a car that nobody drives, at one price
    assert plan.stored_yen_per_kwh["car"] == pytest.approx(30.0 * 0.9)
    asked = request(CAR, price=30.0)
    drives = make_plan(
        request(CAR, price=30.0, trips=[trip(asked.horizon, "car", after(14), after(20), 8.0)])
    )
    assert drives.stored_yen_per_kwh["car"] == pytest.approx(30.0 / 0.9)


def test_a_full_car_under_the_sun_is_worth_what_exporting_brings() -> None:
    sun = [0.0] * 4 + [5.0] * 16 + [0.0]
    full = make_plan(request(CAR, now=NOW.replace(hour=8), price=35.0, pv=sun, soc=0.95))
    assert full.stored_yen_per_kwh["car"] == pytest.approx(8.5 / 0.9)
    shut_in = make_plan(
        request(
            CAR,
            now=NOW.replace(hour=8),
            price=35.0,
            pv=sun,
            soc=0.95,
            terms=GridTerms(export_limit_kw=0.0),
        )
    )
    assert shut_in.stored_yen_per_kwh["car"] == 0.0
    assert str(shut_in.stored_yen_per_kwh["car"]) == "0.0"  # not -0.0


STORM = Situation(
    mode=Mode.RESILIENCE, wanted=Mode.ECONOMY, storm=StormTarget(tier=Tier.ACT, by=NOW, until=after(20))
)
WISHES = {
    "co2": {"mode": Mode.CO2},
    "resilience": {"mode": Mode.RESILIENCE},
    "a storm": {"situation": STORM},
    "an empty car": {"soc": 0.02},
    "a car on its way home": {"connected": False},
    "a contract that is too small": {"terms": GridTerms(contract_kw=0.5)},
    "an outage": {"situation": Situation(mode=Mode.ECONOMY, outage=True)},
}


@pytest.mark.parametrize("wish", WISHES)
def test_no_wish_and_no_trouble_makes_energy_worth_more_than_money(wish: str) -> None:
    plan = make_plan(request(CAR, price=PRICES, load=0.8, **WISHES[wish]))
    assert NIGHT * 0.9 <= plan.stored_yen_per_kwh["car"] <= max(PRICES) / 0.9


@settings(max_examples=40, deadline=None)
@given(
    prices=st.lists(st.floats(0.1, 120.0), min_size=SLOTS, max_size=SLOTS),
    sun=st.lists(st.floats(0.0, 6.0), min_size=SLOTS, max_size=SLOTS),
    kwh=st.floats(-40.0, 40.0),
    battery=st.booleans(),
)
def test_the_worth_lies_between_what_exporting_brings_and_the_dearest_refill(
    prices: list[float], sun: list[float], kwh: float, battery: bool
) -> None:
    kind = StorageKind.HOME_BATTERY if battery else StorageKind.V2H_EV
    item = storage(kind=kind)
    asked = request(item, price=PRICES, pv=3.0)
    base = _PLANS.setdefault(battery, make_plan(asked))
    slots = tuple(
        replace(slot, import_yen_per_kwh=price, export_kw=kw, pv_kw=kw)
        for slot, price, kw in zip(base.slots, prices, sun, strict=True)
    )
    worth = stored_worth(item, kwh, replace(base, slots=slots), NOW)
    assert worth is not None
    least, most = sorted((0.0, kwh * max(*prices, 8.5) / 0.9))
    assert least - 1e-6 <= worth.yen <= most + 1e-6


_PLANS: dict[bool, Plan] = {}


def test_where_nobody_knows_prices_nobody_knows_what_energy_is_worth() -> None:
    asked = request(CAR)
    plan, _ = plan_home(inputs(asked))
    assert not plan.priced
    assert plan.stored_yen_per_kwh == {}
    assert plan.storm_yen is None
    charged = lived(plan, lambda minute: at_home(minute, 0.5 + minute / 400, 6.0), 20)
    assert saved(charged, asked, plan) == 0.0
    assert saved_today(charged, asked, plan).actual.cost_yen == 0.0
    assert not forecasts(inputs(asked), asked.horizon, TOKYO).priced


# The day


@pytest.mark.parametrize("wish", WISHES)
def test_a_mode_a_storm_or_an_outage_saves_nothing_by_itself(wish: str) -> None:
    """Nothing has been done but to wait: the car stands, the timer would stand as well."""
    plan = make_plan(request(CAR, price=PRICES, **WISHES[wish]))
    ledger = lived(plan, lambda minute: at_home(minute, 0.5), 60)
    assert saved(ledger, request(CAR), plan) == pytest.approx(0.0, abs=1e-6)


@pytest.mark.parametrize("wish", WISHES)
def test_what_an_evening_saved_does_not_depend_on_what_the_plan_is_for(wish: str) -> None:
    """An hour from the car at 45 yen; refilled at 20: 3 kWh cost 3 / 0.81 * 20 and spare 135 yen."""
    plan = make_plan(request(CAR, price=PRICES, load=3.0, **WISHES[wish]))
    ledger = lived(plan, lambda minute: at_home(minute, 0.5 - minute * 3 / 0.9 / 60 / 40, -3.0, 3.0), 60)
    assert saved(ledger, request(CAR), plan) == pytest.approx(135.0 - 3 / 0.81 * NIGHT, abs=0.5)


def test_a_jump_of_the_soc_is_no_saving() -> None:
    plan = make_plan(request(CAR, price=PRICES))

    def jumps(minute: int) -> Readings:
        return at_home(minute, 0.3 if minute < 10 else 0.75)

    assert saved(lived(plan, jumps, 60), request(CAR), plan) == pytest.approx(0.0, abs=1e-6)


def test_an_soc_that_is_known_only_later_is_no_saving() -> None:
    plan = make_plan(request(CAR, price=PRICES))

    def late(minute: int) -> Readings:
        return at_home(minute, None if minute < 20 else 0.85)

    ledger = lived(plan, late, 60)
    assert ledger.start_kwh == {"car": pytest.approx(34.0)}
    assert saved(ledger, request(CAR), plan) == pytest.approx(0.0, abs=1e-6)


def test_what_was_charged_while_nobody_looked_is_no_saving() -> None:
    """Home Assistant was down for two hours, and the car is fuller."""
    plan = make_plan(request(CAR, price=PRICES))

    def asleep(minute: int) -> Readings:
        if minute < 20:
            return at_home(minute, 0.3)
        return at_home(minute + 120, 0.7)

    assert saved(lived(plan, asleep, 40), request(CAR), plan) == pytest.approx(0.0, abs=1e-6)


def test_a_car_that_charged_elsewhere_saved_nothing() -> None:
    plan = make_plan(request(CAR, price=PRICES))

    def trips(minute: int) -> Readings:
        readings = at_home(minute, 0.3 if minute < 10 else 0.9)
        if 10 <= minute < 30:
            car = replace(readings.storages[0], connected=False)
            return replace(readings, storages=(car,))
        return readings

    assert saved(lived(plan, trips, 60), request(CAR), plan) == pytest.approx(0.0, abs=1e-6)


def test_a_dry_run_saves_nothing_whatever_the_house_does() -> None:
    """A person charges by hand at the dearest hour: nobody's saving, nobody's loss."""
    plan = make_plan(request(CAR, price=PRICES))
    ledger = lived(plan, lambda minute: at_home(minute, 0.5 + minute / 450, 6.0), 60, lambda _: frozenset())
    found = saved_today(ledger, request(CAR), plan)
    assert found.yen == pytest.approx(0.0, abs=1e-9)
    assert found.actual.cost_yen == pytest.approx(found.baseline.cost_yen)


def test_a_cloudy_half_hour_of_a_dry_run_saves_nothing() -> None:
    """It imports and exports by turns; the mean of a half hour would do neither."""
    plan = make_plan(request(CAR, price=PRICES))

    def clouds(minute: int) -> Readings:
        return replace(at_home(minute, 0.5, 0.0, 1.0), pv_kw=1.0, grid_kw=2.0 if minute % 2 else -2.0)

    by_us, by_nobody = lived(plan, clouds, 60), lived(plan, clouds, 60, lambda _: frozenset())
    for ledger in (by_us, by_nobody):
        assert saved(ledger, request(CAR), plan) == pytest.approx(0.0, abs=1e-6)


@pytest.mark.parametrize("first", [True, False])
def test_half_an_hour_of_control_saves_what_that_half_hour_saves(first: bool) -> None:
    """45 minutes each from the car and from the grid; control is on in one of them, and changes within a half hour."""
    plan = make_plan(request(CAR, price=PRICES, load=3.0))

    def look(minute: int) -> Readings:
        driving = (minute <= 45) is first
        used = min(minute, 45) if first else max(minute - 45, 0)
        return at_home(minute, 0.5 - used * 3 / 0.9 / 60 / 40, -3.0 if driving and minute else 0.0, 3.0)

    def ours(minute: int) -> frozenset[str]:
        return frozenset({"car"}) if (minute <= 45) is first else frozenset()

    some = saved(lived(plan, look, 90, ours), request(CAR), plan)
    kwh = 3 * 0.75
    assert some == pytest.approx(kwh * 45.0 - kwh / 0.81 * NIGHT, abs=0.6)


def test_what_a_person_did_by_hand_is_not_the_planners_merit() -> None:
    """Two cars: one is commanded and serves the house, the other one is charged by hand."""
    one, other = storage(id="one", overhead_kw=0.0), storage(id="other", overhead_kw=0.0)
    home, ledger = Home(storages=(one, other)), None
    asked = request(one, other, price=PRICES, load=3.0)
    plan = make_plan(asked)
    for minute in range(61):
        used, brought = minute * 3 / 0.9 / 60 / 40, minute * 6 * 0.9 / 60 / 40
        cars = (
            StorageReading(storage_id="one", soc=0.5 - used, connected=True, power_kw=-3.0),
            StorageReading(storage_id="other", soc=0.5 + brought, connected=True, power_kw=6.0),
        )
        look = Readings(
            at=NOW + timedelta(minutes=minute), storages=cars, pv_kw=0.0, load_kw=3.0, grid_kw=6.0
        )
        ledger = metered(ledger, look, plan.slots[0], home, TOKYO, frozenset({"one"}))
    assert ledger is not None
    assert saved(ledger, asked, plan) == pytest.approx(135.0 - 3 / 0.81 * NIGHT, abs=0.5)


def test_the_timer_has_no_grid_in_an_outage_either() -> None:
    """At 02:00 the grid fails for an hour; the house lives from the car, and no timer could have charged."""
    night = MIDNIGHT + timedelta(hours=2)
    plan = make_plan(request(CAR, price=PRICES, situation=Situation(mode=Mode.ECONOMY, outage=True)))

    def dark(minute: int) -> Readings:
        return replace(at_home(minute, 0.5 - minute * 1 / 0.9 / 60 / 40, -1.0, 1.0, night), grid_kw=0.0)

    ledger = lived(plan, dark, 60, lambda _: frozenset())
    found = saved_today(ledger, request(CAR), plan)
    assert found.baseline.import_kwh == pytest.approx(0.0, abs=1e-9)
    assert found.yen == pytest.approx(0.0, abs=1e-6)


# What a car drove


@pytest.mark.parametrize("late", ["unknown", "as it was", "counted"])
def test_a_trip_is_metered_when_the_soc_comes_after_the_plug(late: str) -> None:
    plan = make_plan(request(CAR, price=PRICES))

    def look(minute: int) -> Readings:
        soc: float | None = 0.8 if minute < 10 else 0.5
        connected = not 10 <= minute < 30
        if not connected or 30 <= minute < 35:
            soc = None if late == "unknown" else 0.8
        readings = at_home(minute, soc)
        car = replace(
            readings.storages[0], connected=connected, soc_counted=late == "counted" and 30 <= minute < 35
        )
        return replace(readings, storages=(car,))

    ledger = lived(plan, look, 60)
    assert sum(part.drive_kwh for slot in ledger.slots for part in slot.storages) == pytest.approx(12.0)
    assert saved(ledger, request(CAR), plan) == pytest.approx(0.0, abs=1e-6)


def test_a_trip_over_midnight_is_metered_on_the_day_of_its_return() -> None:
    plan = make_plan(request(CAR, price=PRICES))
    evening = MIDNIGHT.replace(hour=23, minute=40)

    def look(minute: int) -> Readings:
        readings = at_home(minute, 0.8 if minute < 60 else 0.5, start=evening)
        car = replace(readings.storages[0], connected=not 10 <= minute < 60)
        return replace(readings, storages=(car,))

    ledger = lived(plan, look, 90)
    assert ledger.start_kwh == {"car": pytest.approx(32.0)}
    assert sum(part.drive_kwh for slot in ledger.slots for part in slot.storages) == pytest.approx(12.0)


@settings(max_examples=60, deadline=None)
@given(
    socs=st.lists(st.one_of(st.none(), st.floats(0.0, 1.0)), min_size=30, max_size=30),
    there=st.lists(st.sampled_from([True, True, True, False, None]), min_size=30, max_size=30),
)
def test_whatever_an_soc_and_a_plug_do_a_house_that_did_nothing_saved_nothing(
    socs: list[float | None], there: list[bool | None]
) -> None:
    """By day, when no timer charges."""
    plan = _PLANS.setdefault(False, make_plan(request(storage(), price=PRICES, pv=3.0)))

    def look(minute: int) -> Readings:
        readings = at_home(minute, socs[minute])
        return replace(readings, storages=(replace(readings.storages[0], connected=there[minute]),))

    ledger = lived(plan, look, 29)
    assert np.isfinite(list(ledger.start_kwh.values())).all()
    assert saved(ledger, request(CAR), plan) == pytest.approx(0.0, abs=1e-6)
