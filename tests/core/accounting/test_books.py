"""The books of a home: closed once, added up by day, month and year, with a baseline that goes on."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo

import pytest

from custom_components.v2h_planner.core.accounting.baseline import BaselineKind
from custom_components.v2h_planner.core.accounting.books import (
    KEEP_HALF_HOURS,
    Books,
    accounts,
    bounded,
    close,
    fill,
)
from custom_components.v2h_planner.core.accounting.ledger import Known, Mark, MeteredSlot
from custom_components.v2h_planner.core.accounting.metering import DayLedger, Meters, flowed_at, metered
from custom_components.v2h_planner.core.accounting.sums import Sums, total
from custom_components.v2h_planner.core.home import Home, StorageKind
from custom_components.v2h_planner.core.horizon import HALF_HOUR, slot_floor
from custom_components.v2h_planner.core.plan import Plan
from custom_components.v2h_planner.core.planning.planner import make_plan
from custom_components.v2h_planner.core.readings import Readings, StorageReading
from tests.core.homes import NOW, TOKYO, request, storage

BERLIN = ZoneInfo("Europe/Berlin")
CAR = storage(overhead_kw=0.0)
HOME = Home(storages=(CAR,))
PRICE = 30.0
STORED = PRICE * 0.9  # of a kWh in a car that nobody drives, at one price
MIDNIGHT = NOW.astimezone(TOKYO).replace(hour=0, minute=0).astimezone(UTC)

_FLAT = make_plan(request(CAR, price=PRICE, load=1.0))
type Look = Callable[[datetime], Readings]


def plan_at(when: datetime, base: Plan = _FLAT) -> Plan:
    """A plan of one price, moved to another time."""
    off = slot_floor(when) - base.slots[0].start
    slots = tuple(replace(s, start=s.start + off, end=s.end + off) for s in base.slots)
    return replace(base, slots=slots)


def looks(
    when: datetime,
    *,
    soc: float | None = 0.5,
    car_kw: float | None = 0.0,
    load_kw: float = 1.0,
    pv_kw: float | None = 0.0,
    connected: bool = True,
) -> Readings:
    return Readings(
        at=when,
        storages=(StorageReading(storage_id="car", soc=soc, connected=connected, power_kw=car_kw),),
        pv_kw=pv_kw,
        load_kw=load_kw,
        grid_kw=load_kw + (car_kw or 0.0) - (pv_kw or 0.0),
    )


class House:
    """A home that is metered minute by minute and keeps its books."""

    def __init__(self, zone: tzinfo = TOKYO, home: Home = HOME, kind: BaselineKind | None = None) -> None:
        self.zone, self.home, self.kind = zone, home, kind
        self.books = Books()
        self.ledger: DayLedger | None = None
        self.ours: frozenset[str] | None = None
        self.priced, self.outage = True, False
        self.meters = Meters(sun=True)
        self.plan: Callable[[datetime], Plan | None] = plan_at

    def live(
        self, start: datetime, end: datetime, look: Look, every: timedelta = timedelta(minutes=2)
    ) -> None:
        """Meter from start to end, and close what is over."""
        when = start
        while when <= end:
            plan = self.plan(when)
            readings = look(when)
            slot = None if plan is None else plan.slots[0]
            self.ledger = metered(
                self.ledger,
                readings,
                slot,
                self.home,
                self.zone,
                self.ours,
                self.meters,
                priced=self.priced,
                outage=self.outage,
            )
            over = slot_floor(when.astimezone(self.zone))
            if self.books.until is None or self.books.until < over:
                self.close(over)
            when += every

    def close(self, upto: datetime) -> None:
        assert self.ledger is not None
        plan = self.plan(upto)
        self.books = close(self.books, self.ledger, self.home, self.zone, plan, upto, self.kind)

    @property
    def total(self) -> Sums:
        return self.books.total


def lived(look: Look, hours: float, start: datetime = MIDNIGHT, zone: tzinfo = TOKYO) -> House:
    house = House(zone)
    house.live(start, start + timedelta(hours=hours), look)
    return house


# What is counted


def test_each_half_hour_is_closed_once_and_adds_up_to_the_day_the_month_and_all() -> None:
    house = lived(looks, 26)
    starts = [closed.start for closed in house.books.half_hours]
    assert starts == [MIDNIGHT + HALF_HOUR * i for i in range(52)]
    day = MIDNIGHT.astimezone(TOKYO).date()
    assert house.books.days[day].import_kwh == pytest.approx(24.0, abs=0.04)
    assert house.books.days[day + timedelta(days=1)].import_kwh == pytest.approx(2.0, abs=0.04)
    assert house.books.month(day).hours == pytest.approx(26.0, abs=0.04)
    assert house.total.cost_yen == pytest.approx(26 * PRICE, rel=0.01)
    once = house.books
    house.close(MIDNIGHT + timedelta(hours=26))
    assert house.books == once


def test_midnight_leaves_no_minute_out() -> None:
    house = lived(looks, 48)
    assert house.total.hours == pytest.approx(48.0)
    assert house.total.import_kwh == pytest.approx(48.0)


def test_a_gap_of_minutes_and_one_of_days_are_gaps_and_no_zeros() -> None:
    house = House()
    house.live(MIDNIGHT, MIDNIGHT + timedelta(hours=3), looks)
    house.live(MIDNIGHT + timedelta(hours=3, minutes=12), MIDNIGHT + timedelta(hours=5), looks)
    house.live(MIDNIGHT + timedelta(days=3), MIDNIGHT + timedelta(days=3, hours=2), looks)
    assert house.total.hours == pytest.approx(6.8)
    assert len(house.books.half_hours) == 14
    assert MIDNIGHT + timedelta(hours=10) not in {one.start for one in house.books.half_hours}
    assert house.total.saved_yen == pytest.approx(_timer_alone(house), abs=1e-6)


def _timer_alone(house: House) -> float:
    """What the baseline paid more for and has in its battery: the home did nothing, at one price."""
    base = house.total.base_import_kwh - house.total.import_kwh
    return base * PRICE - base * 0.9 * STORED


@pytest.mark.parametrize(("sun", "mark"), [(True, Mark.MISSING), (False, Mark.MEASURED)])
def test_a_sun_that_tells_nothing_is_missing_unless_there_is_none(sun: bool, mark: Mark) -> None:
    house = House()
    house.meters = Meters(sun=sun)
    house.live(MIDNIGHT, MIDNIGHT + HALF_HOUR, lambda when: looks(when, pv_kw=None))
    assert house.books.half_hours[0].marks[1] == mark.value
    assert house.total.self_consumption is None


def test_a_half_hour_with_a_part_of_its_sun_counts_for_no_share() -> None:
    def look(when: datetime) -> Readings:
        blind = when < MIDNIGHT + timedelta(minutes=40) and when > MIDNIGHT + timedelta(minutes=34)
        return looks(when, pv_kw=None if blind else 3.0, load_kw=1.0)

    house = lived(look, 1.5)
    assert [closed.marks[1] for closed in house.books.half_hours] == ["m", "x", "m"]
    assert house.total.pv_kwh == pytest.approx(3.0, abs=0.05)
    assert house.total.self_consumption == pytest.approx(1 / 3, abs=0.01)
    assert house.total.export_kwh == pytest.approx(2.0 * 1.5 - 3.0 * 0.1, abs=0.2)


def test_self_consumption_is_what_was_not_sold_and_sufficiency_what_was_not_bought() -> None:
    """An hour of 3 kW of sun and one at night, 1 kW of load: 2 of 3 kWh are sold, 1 of 2 is bought."""

    def look(when: datetime) -> Readings:
        return looks(when, pv_kw=3.0 if when <= MIDNIGHT + timedelta(hours=1) else 0.0)

    house = lived(look, 2)
    assert house.total.self_consumption == pytest.approx(1 / 3, abs=0.02)
    assert house.total.self_sufficiency == pytest.approx(1 / 2, abs=0.02)


def test_what_conversion_takes_and_what_went_through_the_battery() -> None:
    """6 kWh in at 90 %: 5.4 in the battery. 2.7 kWh out: 3 out of it."""

    def look(when: datetime) -> Readings:
        charging = when <= MIDNIGHT + timedelta(hours=1)
        return looks(when, car_kw=6.0 if charging else -2.7, load_kw=3.0, soc=None)

    house = lived(look, 2)
    battery = house.total.battery("car")
    assert battery.charged_kwh == pytest.approx(5.4, abs=0.2)
    assert battery.given_kwh == pytest.approx(3.0, abs=0.1)
    assert house.total.loss_kwh == pytest.approx(0.9, abs=0.05)
    assert battery.house_share == 1.0
    assert battery.cycles(40.0) == pytest.approx(8.4 / 80, abs=0.005)


def test_the_backup_that_was_kept_is_hours_at_the_mean_load() -> None:
    """50 % of 40 kWh, 10 % of it are the minimum: 16 kWh in the battery, 14.4 for the house, at 1 kW."""
    house = lived(looks, 4)
    above = (0.5 - CAR.min_soc) * 40 * CAR.discharge_efficiency
    assert house.total.backup_hours == pytest.approx(above, rel=0.01)


def test_at_unknown_prices_nothing_is_paid_and_nothing_saved_but_all_is_metered() -> None:
    house = House()
    house.priced = False
    house.live(MIDNIGHT, MIDNIGHT + timedelta(hours=5), looks)
    assert house.total.import_kwh == pytest.approx(5.0)
    assert house.total.cost_yen == 0.0
    assert house.total.priced_hours == 0.0
    assert house.total.saved_yen == 0.0
    assert house.books.half_hours[0].marks[4] == Known.MISSING


def test_a_home_without_a_plan_is_metered_all_the_same() -> None:
    house = House()
    house.plan = lambda _: None
    house.ours = frozenset()
    house.live(MIDNIGHT, MIDNIGHT + timedelta(hours=1), looks)
    assert house.total.import_kwh == pytest.approx(1.0)
    assert house.books.half_hours[0].marks[4:] == "xx"


def test_a_negative_price_is_paid_to_the_home() -> None:
    house = House()
    cheap = make_plan(request(CAR, price=-5.0, load=1.0))
    house.plan = lambda when: plan_at(when, cheap)
    house.live(MIDNIGHT + timedelta(hours=12), MIDNIGHT + timedelta(hours=13), looks)
    assert house.total.cost_yen == pytest.approx(-5.0)


def test_a_unit_without_a_meter_is_read_from_the_others_and_marked_so() -> None:
    def look(when: datetime) -> Readings:
        return replace(looks(when, car_kw=None, load_kw=1.0), grid_kw=4.0)

    house = lived(look, 1)
    assert house.total.charge_kwh == pytest.approx(3.0)
    assert {closed.marks[2] for closed in house.books.half_hours} == {"d"}


def test_where_no_meter_shows_what_a_unit_takes_nothing_is_claimed() -> None:
    def look(when: datetime) -> Readings:
        return replace(looks(when, car_kw=None), load_kw=None, grid_kw=4.0)

    house = lived(look, 4)
    assert {closed.marks[2] for closed in house.books.half_hours} == {"x"}
    assert house.total.saved_yen == pytest.approx(0.0, abs=1e-9)


# Clocks


@pytest.mark.parametrize(("day", "hours"), [(date(2026, 3, 29), 23), (date(2026, 10, 25), 25)])
def test_a_day_has_as_many_half_hours_as_its_clocks(day: date, hours: int) -> None:
    start = datetime(day.year, day.month, day.day, tzinfo=BERLIN).astimezone(UTC)
    house = lived(looks, hours + 1, start - HALF_HOUR, BERLIN)
    assert house.books.days[day].hours == pytest.approx(hours)
    assert house.books.days[day].import_kwh == pytest.approx(hours)
    assert house.total.hours == pytest.approx(hours + 1)


def test_the_year_ends_and_a_new_one_begins() -> None:
    start = datetime(2026, 12, 31, 22, tzinfo=TOKYO).astimezone(UTC)
    house = lived(looks, 4, start)
    assert house.books.months.keys() == {date(2026, 12, 1), date(2027, 1, 1)}
    assert house.books.year(date(2027, 1, 1)).hours == pytest.approx(2.0)
    assert house.total.hours == pytest.approx(4.0)


# The baseline goes on


def serving(when: datetime) -> Readings:
    """The car carries the house in the evening and is charged at night, of the same kWh."""
    clock = when.astimezone(TOKYO)
    power = -1.0 if 18 <= clock.hour < 22 else 4 / 0.81 / 2 if 2 <= clock.hour < 4 else 0.0
    return looks(when, car_kw=power, soc=None)


def evenings(when: datetime) -> Plan:
    """30 yen, 40 in the evening, 20 at night."""
    base = plan_at(when)

    def price(hour: int) -> float:
        return 40.0 if 18 <= hour < 22 else 20.0 if hour < 6 else 30.0

    slots = (
        replace(slot, import_yen_per_kwh=price(slot.start.astimezone(TOKYO).hour)) for slot in base.slots
    )
    return replace(base, slots=tuple(slots))


def start_at(house: House, soc: float, when: datetime) -> None:
    house.live(when - timedelta(minutes=2), when - timedelta(minutes=2), lambda at: looks(at, soc=soc))


def test_a_day_of_serving_the_house_saves_the_difference_less_the_losses() -> None:
    """4 kWh at 40 yen are spared, 4 / 0.81 are bought at 20; the timer's car stays full."""
    house = House()
    house.plan = evenings
    start_at(house, 0.9, MIDNIGHT + timedelta(hours=12))
    house.live(MIDNIGHT + timedelta(hours=12), MIDNIGHT + timedelta(hours=36), serving)
    assert house.total.saved_yen == pytest.approx(4 * 40 - 4 / 0.81 * 20, rel=0.1)


def test_what_halves_saved_is_what_the_whole_saved_over_midnights_and_restarts() -> None:
    """The books are put down and taken up again at any time; nothing begins anew."""
    house, other = House(), House()
    house.plan = other.plan = evenings
    begin = MIDNIGHT + timedelta(hours=12)
    for each in (house, other):
        start_at(each, 0.9, begin)
    house.live(begin, begin + timedelta(hours=60), serving)
    for hours in (0, 7, 12, 13, 31, 49):
        until = {0: 7, 7: 12, 12: 13, 13: 31, 31: 49, 49: 60}[hours]
        other.live(begin + timedelta(hours=hours), begin + timedelta(hours=until), serving)
    assert total(list(house.books.days.values())).saved_yen == pytest.approx(house.total.saved_yen)
    assert other.total.saved_yen == pytest.approx(house.total.saved_yen, abs=1e-6)
    assert other.books.carried.units == house.books.carried.units


def test_a_night_that_was_dear_is_a_loss_and_is_shown() -> None:
    """The home charges at 40 yen in the evening what the timer takes at 20 at night."""

    def foolish(when: datetime) -> Readings:
        clock = when.astimezone(TOKYO)
        return looks(when, car_kw=6.0 if clock.hour == 19 else 0.0, soc=None)

    house = House()
    house.plan = evenings
    begin = MIDNIGHT + timedelta(hours=12)
    start_at(house, 0.9 - 5.4 / 40, begin)
    house.live(begin, begin + timedelta(hours=24), foolish)
    assert house.total.saved_yen == pytest.approx(-6 * 20.0, rel=0.03)


def test_a_home_that_does_what_the_timer_does_saves_nothing_in_a_week() -> None:
    def timer(when: datetime) -> Readings:
        clock = when.astimezone(TOKYO)
        away = 8 <= clock.hour < 18
        charges = clock.hour == 1 and clock.minute < 40 + 1e-9
        return looks(when, car_kw=6.0 if charges else 0.0, soc=None, connected=not away)

    house = House()
    house.plan = evenings
    start_at(house, 0.5, MIDNIGHT)
    house.live(MIDNIGHT, MIDNIGHT + timedelta(hours=1.8), timer)
    saved = house.total
    assert abs(saved.base_import_kwh - saved.import_kwh) < 4.0
    assert saved.saved_yen == pytest.approx(0.0, abs=25.0)


@pytest.mark.parametrize("kind", list(BaselineKind))
def test_another_baseline_begins_where_the_home_stands(kind: BaselineKind) -> None:
    house = House()
    house.live(MIDNIGHT, MIDNIGHT + timedelta(hours=4), looks)
    before = house.total.saved_yen
    house.kind = kind
    house.live(MIDNIGHT + timedelta(hours=4, minutes=2), MIDNIGHT + timedelta(hours=5), looks)
    if kind is not BaselineKind.NIGHT_TIMER:
        assert house.books.carried.kind is kind
        assert total([one.sums for one in house.books.half_hours[:8]]).saved_yen == pytest.approx(before)


def test_an_soc_of_the_real_car_that_jumps_is_nobodys_saving() -> None:
    def look(when: datetime) -> Readings:
        return looks(when, soc=0.3 if when < MIDNIGHT + timedelta(hours=12) else 1.0)

    house = House()
    start = MIDNIGHT + timedelta(hours=10)
    house.live(start, start + timedelta(hours=5), look)
    assert house.total.saved_yen == pytest.approx(0.0, abs=1e-6)


def test_a_car_that_is_away_for_days_drives_in_both_homes() -> None:
    def look(when: datetime) -> Readings:
        away = MIDNIGHT + timedelta(hours=9) <= when < MIDNIGHT + timedelta(hours=81)
        soc = 0.9 if when < MIDNIGHT + timedelta(hours=9) else 0.4
        return looks(when, soc=None if away else soc, connected=not away)

    house = House()
    start = MIDNIGHT + timedelta(hours=8)
    house.live(start, start + timedelta(hours=80), look)
    assert house.total.battery("car").driven_kwh == pytest.approx(20.0, abs=0.5)
    more = house.total.base_import_kwh - house.total.import_kwh
    assert house.total.saved_yen == pytest.approx(more * PRICE - more * 0.9 * STORED, abs=1.0)


def test_a_battery_that_the_timer_would_have_emptied_on_the_road_gives_no_credit_twice() -> None:
    """The home charged by day for a trip that the timer's car could not have made; that ends, and is settled."""

    def look(when: datetime) -> Readings:
        since = (when - MIDNIGHT) / timedelta(hours=1)
        away = 16 <= since < 18
        soc = None if away else 0.1 if since < 12 else 0.77 if since < 16 else 0.02
        return looks(when, car_kw=6.0 if 10 <= since < 15 else 0.0, soc=soc, connected=not away)

    house = House()
    start = MIDNIGHT + timedelta(hours=9)
    house.live(start, start + timedelta(hours=12), look)
    real, unit = house.books.carried.real_kwh["car"], house.books.carried.units["car"]
    assert unit.kwh >= 0.0
    assert abs(real - unit.kwh) < 5.0  # nothing that is gone is valued for ever
    assert house.total.saved_yen == pytest.approx(-5 * 6.0 * PRICE + 5 * 5.4 * STORED, rel=0.1)


# What was not commanded


def test_a_dry_run_saves_nothing_and_says_what_the_plan_would_have_saved() -> None:
    """A person leaves the car alone; the plan would have carried the evening at 40 and refilled at 20."""
    house = House()
    prices = [30.0] * 12 + [40.0] * 8 + [30.0] * 4 + [20.0] * 14 + [40.0]
    asked = request(CAR, now=MIDNIGHT + timedelta(hours=12), price=prices, load=1.0)
    plan = make_plan(asked)

    def remaining(when: datetime) -> Plan:
        return replace(plan, slots=tuple(slot for slot in plan.slots if slot.end > when))

    house.plan, house.ours = remaining, frozenset()
    begin = MIDNIGHT + timedelta(hours=12)
    house.live(begin, begin + timedelta(hours=11), looks)
    assert house.total.saved_yen == pytest.approx(0.0, abs=1e-9)
    assert house.total.base_cost_yen == pytest.approx(house.total.cost_yen)
    # from the first half hour's end on: all of these are dearer than 20 / 0.81
    spared = 4 * 40 + 6.5 * 30 - 10.5 / 0.81 * 20
    assert house.total.would_yen == pytest.approx(spared, rel=0.05)


def test_control_that_is_on_would_have_saved_nothing_more() -> None:
    house = House()
    house.plan = evenings
    house.live(MIDNIGHT, MIDNIGHT + timedelta(hours=24), looks)
    assert house.total.would_yen == 0.0


def test_an_outage_is_nobodys_merit() -> None:
    house = House()
    house.ours, house.outage = frozenset(), True
    house.live(MIDNIGHT, MIDNIGHT + timedelta(hours=4), lambda when: looks(when, car_kw=-1.0, soc=None))
    assert house.total.saved_yen == pytest.approx(0.0, abs=1e-9)
    assert house.total.would_yen == 0.0


# More storages


def test_two_cars_and_a_battery_have_a_baseline_each() -> None:
    cars = (storage(id="a", overhead_kw=0.0), storage(id="b", overhead_kw=0.0))
    battery = storage(id="c", kind=StorageKind.HOME_BATTERY, overhead_kw=0.0, capacity_kwh=10.0)
    house = House(home=Home(storages=(*cars, battery)))
    plan = make_plan(request(*cars, battery, price=PRICE, load=1.0))
    house.plan = lambda when: plan_at(when, plan)

    def look(when: datetime) -> Readings:
        parts = tuple(
            StorageReading(storage_id=key, soc=0.5, connected=True, power_kw=0.0) for key in ("a", "b", "c")
        )
        return replace(looks(when), storages=parts)

    house.live(MIDNIGHT, MIDNIGHT + timedelta(hours=8), look)
    units = house.books.carried.units
    assert units["a"].kwh == units["b"].kwh == pytest.approx(0.9 * 40, abs=0.5)
    assert units["c"].kwh < 5.0  # it serves the house, as its maker sets it
    house.home = Home(storages=(cars[0],))
    house.plan = plan_at_one(cars[0].id)
    before = house.total.saved_yen
    house.live(
        MIDNIGHT + timedelta(hours=8, minutes=2),
        MIDNIGHT + timedelta(hours=8, minutes=30),
        lambda when: replace(
            looks(when), storages=(StorageReading(storage_id="a", soc=0.5, connected=True, power_kw=0.0),)
        ),
    )
    assert house.books.carried.units.keys() == {"a"}
    assert house.total.saved_yen == pytest.approx(before, abs=60.0)  # a car that is sold is no windfall


def plan_at_one(storage_id: str) -> Callable[[datetime], Plan]:
    plan = make_plan(request(storage(id=storage_id, overhead_kw=0.0), price=PRICE, load=1.0))
    return lambda when: plan_at(when, plan)


# What comes late, and what is too old


def past(start: datetime, halves: int) -> list[MeteredSlot]:
    """Half hours as the recorder has them."""
    base = MeteredSlot(
        start=start,
        hours=0.5,
        import_kwh=0.5,
        export_kwh=0.0,
        curtailed_kwh=0.0,
        load_kwh=0.5,
        pv_kwh=0.0,
        import_yen_per_kwh=PRICE,
        export_yen_per_kwh=8.0,
        co2_kg_per_kwh=0.4,
    )
    return [replace(base, start=start + HALF_HOUR * i) for i in range(halves)]


def test_a_gap_is_filled_once_with_what_the_recorder_has() -> None:
    house = House()
    house.live(MIDNIGHT, MIDNIGHT + timedelta(hours=2), looks)
    house.live(MIDNIGHT + timedelta(hours=4), MIDNIGHT + timedelta(hours=6), looks)
    before = house.books
    late = fill(before, past(MIDNIGHT, 12), HOME, TOKYO)
    assert late.total.hours == pytest.approx(6.0)
    assert late.total.saved_yen == pytest.approx(before.total.saved_yen)
    assert late.untold == before.half_hours[0].start
    assert [one.start for one in late.half_hours] == [MIDNIGHT + HALF_HOUR * i for i in range(12)]
    assert fill(late, past(MIDNIGHT, 12), HOME, TOKYO) == late


def test_statistics_are_told_again_from_the_hour_that_came_late() -> None:
    house = House()
    house.live(MIDNIGHT, MIDNIGHT + timedelta(hours=2), looks)
    house.live(MIDNIGHT + timedelta(hours=4), MIDNIGHT + timedelta(hours=6), looks)
    told = replace(house.books, untold=MIDNIGHT + timedelta(hours=6))
    assert fill(told, past(MIDNIGHT, 12), HOME, TOKYO).untold == MIDNIGHT + timedelta(hours=2)


def test_the_books_stay_bounded_and_forget_no_month() -> None:
    years = [slot for day in range(1200) for slot in past(MIDNIGHT - timedelta(days=day + 1), 1)]
    house = House()
    house.live(MIDNIGHT, MIDNIGHT + timedelta(hours=1), looks)
    full = bounded(fill(house.books, reversed(years), HOME, TOKYO), TOKYO)
    assert full.half_hours[0].start >= MIDNIGHT + timedelta(hours=1) - KEEP_HALF_HOURS
    assert 740 <= len(full.days) <= 752
    assert len(full.months) >= 40
    assert full.total.hours == pytest.approx(601.0)


# What is shown


def test_the_running_half_hour_counts_for_today_and_is_not_closed_by_being_shown() -> None:
    house = House()
    house.live(MIDNIGHT, MIDNIGHT + timedelta(minutes=44), looks)
    now = MIDNIGHT + timedelta(minutes=44)
    shown = accounts(house.books, house.ledger, HOME, TOKYO, plan_at(now), now)
    assert shown.today.hours == pytest.approx(44 / 60)
    assert house.total.hours == pytest.approx(0.5)
    assert shown.yesterday.hours == 0.0


def test_a_flow_belongs_to_the_half_hour_in_which_most_of_it_flowed() -> None:
    ledger = DayLedger(since=MIDNIGHT, at=MIDNIGHT + timedelta(minutes=29))
    assert flowed_at(ledger, MIDNIGHT + timedelta(minutes=30)) < MIDNIGHT + HALF_HOUR
    assert flowed_at(ledger, MIDNIGHT + timedelta(minutes=90)) == MIDNIGHT + timedelta(minutes=90)
