from dataclasses import replace
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from custom_components.v2h_planner.core.forecast import TripForecast
from custom_components.v2h_planner.core.forecast.trips import TripHabits, forecast_trips, learn_trips
from custom_components.v2h_planner.core.home import Departure, Storage, StorageKind
from custom_components.v2h_planner.core.horizon import Horizon, make_horizon
from custom_components.v2h_planner.core.public_holidays import is_public_holiday
from custom_components.v2h_planner.core.trips import Absence

TOKYO = ZoneInfo("Asia/Tokyo")
MONDAY = datetime(2026, 6, 1, tzinfo=TOKYO)
CAR = Storage(
    id="ev", name="EV", kind=StorageKind.V2H_EV, capacity_kwh=40.0, charge_max_kw=6.0, discharge_max_kw=6.0
)
BATTERY = Storage(id="b", name="B", kind=StorageKind.HOME_BATTERY, capacity_kwh=10.0, charge_max_kw=3.0)


def commutes(days: int, kwh: float = 4.0) -> list[Absence]:
    """Working days from 8:00 to 18:00."""
    return [
        Absence(MONDAY + timedelta(days=i, hours=8), MONDAY + timedelta(days=i, hours=18), kwh)
        for i in range(days)
        if (MONDAY + timedelta(days=i)).weekday() < 5
    ]


def habits(absences: list[Absence], now: datetime, departures: tuple[Departure, ...] = ()) -> TripHabits:
    return learn_trips(absences, TOKYO, MONDAY, now, departures)


def test_a_commuter_is_away_at_noon_of_a_working_day_and_at_home_on_sunday():
    now = MONDAY + timedelta(days=28 + 4, hours=20)  # Friday evening
    horizon = make_horizon(now)
    trips = forecast_trips(horizon, TOKYO, CAR, habits(commutes(33), now), True)
    assert trips.away[0] == 0.0
    assert trips.away[horizon.index_at(now + timedelta(hours=16))] < 0.2  # Saturday noon
    now = MONDAY + timedelta(days=28 + 1, hours=20)  # Tuesday evening
    horizon = make_horizon(now)
    trips = forecast_trips(horizon, TOKYO, CAR, habits(commutes(30), now), True)
    assert trips.away[horizon.index_at(now + timedelta(hours=16))] > 0.9
    assert trips.trip_kwh[:48].sum() == pytest.approx(4.0, rel=0.1)


def test_a_car_that_stayed_at_home_this_morning_stays_for_the_day():
    now = MONDAY + timedelta(days=28 + 1, hours=11)
    absences = commutes(28)[:-1]  # once, a Friday, it did not go
    horizon = make_horizon(now)
    at_home = forecast_trips(horizon, TOKYO, CAR, habits(absences, now), True)
    away = forecast_trips(horizon, TOKYO, CAR, habits(absences, now), False)
    assert at_home.away[:10].max() < 0.5
    assert away.away[:10].min() > 0.5
    assert at_home.trip_kwh[:10].sum() < 0.5 * away.trip_kwh[:10].sum()


def test_a_car_under_way_comes_back_when_it_always_does():
    now = MONDAY + timedelta(days=29, hours=12)
    horizon = make_horizon(now)
    trips = forecast_trips(horizon, TOKYO, CAR, habits(commutes(29), now), False)
    assert trips.away[0] == 1.0
    assert trips.away[horizon.index_at(now + timedelta(hours=5))] > 0.9
    assert trips.away[horizon.index_at(now + timedelta(hours=7))] < 0.1


def test_what_a_car_under_way_has_driven_counts_when_its_soc_is_from_before():
    now = MONDAY + timedelta(days=29, hours=13)
    known = habits(commutes(29), now)
    left = now - timedelta(hours=5)
    fresh = forecast_trips(make_horizon(now), TOKYO, CAR, known, False)
    stale = forecast_trips(make_horizon(now), TOKYO, CAR, known, False, away_since=left)
    assert stale.trip_kwh.sum() - fresh.trip_kwh.sum() == pytest.approx(2.0, rel=0.1)


def test_a_long_drive_now_and_then_raises_the_reserve():
    now = MONDAY + timedelta(days=42, hours=1)
    usual = forecast_trips(make_horizon(now), TOKYO, CAR, habits(commutes(42), now), True)
    outings = [
        Absence(MONDAY + timedelta(days=d, hours=20), MONDAY + timedelta(days=d, hours=22), 20.0)
        for d in (3, 14, 24, 35)
    ]
    long = forecast_trips(make_horizon(now), TOKYO, CAR, habits(commutes(42) + outings, now), True)
    assert long.reserve_kwh[-1] >= 20.0
    evening = 38

    def short_cost(trips, energy_kwh):
        return float(
            (
                trips.reserve_weight[evening : evening + 4] * np.maximum(trips.reserve_kwh - energy_kwh, 0)
            ).sum()
        )

    assert short_cost(long, 10.0) > 3 * short_cost(usual, 10.0)
    assert short_cost(long, 25.0) == 0.0


def test_the_told_table_is_believed_until_habits_are_known():
    told = (
        Departure(weekdays=frozenset(range(5)), leave=time(7), back=time(17), soc=0.8, energy_kwh=9.0),
        Departure(weekdays=frozenset({5}), leave=time(22), back=time(2), soc=0.8, energy_kwh=5.0),
    )
    horizon = make_horizon(MONDAY)
    trips = forecast_trips(horizon, TOKYO, CAR, learn_trips((), TOKYO, None, MONDAY, told), True)
    assert trips.away[horizon.index_at(MONDAY + timedelta(hours=12))] > 0.5
    assert trips.trip_kwh[:48].sum() == pytest.approx(9.0, rel=0.15)
    later = MONDAY + timedelta(days=50)
    horizon = make_horizon(later)
    trips = forecast_trips(horizon, TOKYO, CAR, habits([], later, told), True)
    assert trips.away[horizon.index_at(later + timedelta(hours=12))] < 0.5


def test_a_trip_over_midnight_belongs_to_both_days():
    told = (Departure(weekdays=frozenset({5}), leave=time(22), back=time(2), soc=0.8, energy_kwh=4.0),)
    saturday = MONDAY + timedelta(days=5, hours=12)
    horizon = make_horizon(saturday)
    trips = forecast_trips(horizon, TOKYO, CAR, learn_trips((), TOKYO, None, saturday, told))
    assert trips.away[horizon.index_at(saturday + timedelta(hours=13))] == pytest.approx(1.0)
    assert trips.away[horizon.index_at(saturday + timedelta(hours=15))] < 0.1
    assert trips.trip_kwh.sum() == pytest.approx(4.0, rel=0.05)


def test_an_announced_trip_is_driven_whatever_the_habit():
    now = MONDAY + timedelta(days=28, hours=20)
    start = now + timedelta(hours=1)
    planned = [Absence(start, start + timedelta(hours=4), 12.0)]
    trips = forecast_trips(make_horizon(now), TOKYO, CAR, habits(commutes(28), now), True, planned)
    assert trips.away[2:10] == pytest.approx(1.0)
    assert trips.trip_kwh[2:10].sum() == pytest.approx(12.0)


def test_nothing_known_at_all_still_gives_a_small_reserve():
    trips = forecast_trips(make_horizon(MONDAY), TOKYO, CAR, learn_trips((), TOKYO, None, MONDAY))
    assert (trips.away == 0).all()
    assert trips.reserve_weight.max() > 0
    assert (np.diff(trips.reserve_kwh) > 0).all()


def test_a_home_battery_does_not_drive():
    trips = forecast_trips(make_horizon(MONDAY), TOKYO, BATTERY, learn_trips((), TOKYO, None, MONDAY))
    assert not trips.away.any()
    assert not trips.trip_kwh.any()
    assert not trips.reserve_weight.any()


def weekly(weeks: int, day: int, hours: tuple[float, float], kwh: float = 6.0) -> list[Absence]:
    """A trip in every week: on which day from Monday, and its first and last hour since that midnight."""
    midnights = [MONDAY + timedelta(days=7 * week + day) for week in range(weeks)]
    return [Absence(m + timedelta(hours=hours[0]), m + timedelta(hours=hours[1]), kwh) for m in midnights]


def away_at(trips: TripForecast, horizon: Horizon, when: datetime) -> float:
    return float(trips.away[horizon.index_at(when)])


@pytest.mark.parametrize("connected", [True, None])
def test_a_learned_night_is_as_likely_after_midnight_as_before_it(connected):
    sunday = MONDAY + timedelta(days=6 + 49)
    now = sunday + timedelta(hours=12)
    known = habits(weekly(7, 6, (22, 29)) + commutes(54), now)
    horizon = make_horizon(now)
    trips = forecast_trips(horizon, TOKYO, CAR, known, connected)
    night = [away_at(trips, horizon, sunday + timedelta(hours=hour)) for hour in range(22, 29)]
    assert night == pytest.approx([night[0]] * 7)
    assert night[0] > 0.45
    assert away_at(trips, horizon, sunday + timedelta(hours=30)) < 0.05


@pytest.mark.parametrize("asked", [22.5, 23.9, 24.0, 25.0, 27.9])
def test_a_car_out_at_night_comes_back_as_on_other_nights_of_the_day_it_left(asked):
    """Fridays end at two, Saturdays at six: at one o'clock on Saturday it is Friday's night."""
    absences = weekly(8, 4, (20, 26)) + weekly(8, 5, (20, 30)) + commutes(50)
    for day, back in ((4, 26), (5, 30)):
        evening = MONDAY + timedelta(days=day + 56)
        now = evening + timedelta(hours=min(asked, back - 0.5))
        horizon = make_horizon(now)
        trips = forecast_trips(
            horizon, TOKYO, CAR, habits(absences, now), False, (), evening + timedelta(hours=20)
        )
        assert away_at(trips, horizon, evening + timedelta(hours=back - 0.5)) > 0.9
        assert away_at(trips, horizon, evening + timedelta(hours=back + 0.5)) < 0.45


def test_what_a_car_has_driven_since_before_midnight_counts_too():
    evening = MONDAY + timedelta(days=48)
    now = evening + timedelta(hours=26)
    nights = [a for day in range(7) for a in weekly(7, day, (20, 28), 8.0) if a.start < evening]
    trips = forecast_trips(
        make_horizon(now), TOKYO, CAR, habits(nights, now), False, (), evening + timedelta(hours=20)
    )
    assert trips.trip_kwh[:4].sum() == pytest.approx(8.0)


def test_a_learned_departure_at_half_past_two_belongs_to_its_own_day():
    now = MONDAY + timedelta(days=49 + 4, hours=20)
    horizon = make_horizon(now)
    trips = forecast_trips(horizon, TOKYO, CAR, habits(weekly(7, 5, (2.5, 8)) + commutes(53), now), True)
    assert away_at(trips, horizon, now + timedelta(hours=6)) < 0.05
    assert away_at(trips, horizon, now + timedelta(hours=7)) > 0.45


def test_a_fortnight_on_the_road_teaches_nothing_about_the_days_at_home():
    holiday = Absence(MONDAY + timedelta(days=19, hours=9), MONDAY + timedelta(days=33, hours=20), 30.0)
    back = MONDAY + timedelta(days=33, hours=20)
    work = [a for a in commutes(50) if not holiday.start < a.start < back]
    now = MONDAY + timedelta(days=50, hours=20)
    horizon = make_horizon(now)
    trips = forecast_trips(horizon, TOKYO, CAR, habits([*work, holiday], now), True)
    assert away_at(trips, horizon, now + timedelta(hours=16)) > 0.95
    assert away_at(trips, horizon, now + timedelta(hours=6)) < 0.05


def test_a_trip_that_is_not_over_does_not_say_how_long_trips_take():
    left = MONDAY + timedelta(days=25, hours=8)
    now = left + timedelta(days=2, hours=4)
    work = [a for a in commutes(28) if a.start < left]
    since = habits([*work, Absence(left, None, 0.0)], now)
    assert int(since.days.max()) == left.date().toordinal() - 1
    trips = forecast_trips(make_horizon(now), TOKYO, CAR, habits(work, now), False, (), left)
    again = forecast_trips(make_horizon(now), TOKYO, CAR, since, False, (), left)
    assert trips.away == pytest.approx(again.away, abs=0.02)


def test_a_car_on_an_announced_trip_comes_back_when_it_was_announced():
    now = MONDAY + timedelta(days=28, hours=22)
    planned = [Absence(now - timedelta(hours=3), now + timedelta(hours=5), 8.0)]
    horizon = make_horizon(now)
    trips = forecast_trips(
        horizon, TOKYO, CAR, habits(commutes(28), now), False, planned, now - timedelta(hours=3)
    )
    assert trips.away[:10] == pytest.approx(1.0)
    assert trips.away[10:18].max() < 0.05
    # its SOC is from before it left
    assert trips.trip_kwh[:10].sum() == pytest.approx(8.0)


def test_a_car_that_is_late_for_an_announced_trip_has_all_of_it_before_it():
    now = MONDAY + timedelta(days=28, hours=22, minutes=10)
    planned = [Absence(now - timedelta(minutes=40), now + timedelta(hours=4), 8.0)]
    trips = forecast_trips(make_horizon(now), TOKYO, CAR, habits([], now), True, planned)
    assert trips.away[0] == 0.0
    assert trips.away[1:7] == pytest.approx(1.0)
    assert trips.trip_kwh.sum() == pytest.approx(8.0)


# Kinds of days: Showa Day is on a Wednesday, Golden Week from the third of May to the sixth

SPRING = datetime(2026, 3, 2, tzinfo=TOKYO)  # a Monday; the equinox is a Friday
SHOWA = datetime(2026, 4, 29, tzinfo=TOKYO)


def is_off(day: datetime) -> bool:
    return day.weekday() >= 5 or is_public_holiday(day.date())


def spring(until: datetime, *, works_on_holidays: bool = False) -> TripHabits:
    """Commutes on working days from 8:00 to 18:00, and an outing each Sunday from 11:00 to 15:00."""
    absences = []
    for n in range((until - SPRING).days):
        day = SPRING + timedelta(days=n)
        if day.weekday() < 5 and (works_on_holidays or not is_public_holiday(day.date())):
            absences.append(Absence(day + timedelta(hours=8), day + timedelta(hours=18), 4.0))
        elif day.weekday() == 6:
            absences.append(Absence(day + timedelta(hours=11), day + timedelta(hours=15), 7.0))
    return learn_trips(absences, TOKYO, SPRING, until)


def share_away(now: datetime, when: datetime, known: TripHabits, car: Storage = CAR) -> float:
    horizon = make_horizon(now)
    trips = forecast_trips(horizon, TOKYO, car, known, True)
    index = horizon.index_at(when)
    assert index is not None
    return float(trips.away[index])


def test_a_holiday_on_a_wednesday_is_no_commuting_day_and_the_day_after_is_one():
    now = SHOWA - timedelta(hours=4)
    known = spring(SHOWA)
    assert share_away(now, SHOWA + timedelta(hours=9), known) < 0.15
    assert share_away(now, SHOWA + timedelta(days=1, hours=9), known) > 0.85


def test_a_holiday_counts_as_a_day_off_for_the_days_off_and_not_for_working_days():
    """On Showa Day the car was out all day; the Thursday after is as ever, and Saturday may be like it."""
    outing = Absence(SHOWA + timedelta(hours=9), SHOWA + timedelta(hours=20), 15.0)
    until = SHOWA + timedelta(days=1)
    known = spring(until)
    without = share_away(until, datetime(2026, 5, 2, 10, tzinfo=TOKYO), known)
    absences = [
        Absence(SPRING + timedelta(days=n, hours=8), SPRING + timedelta(days=n, hours=18), 4.0)
        for n in range(58)
        if (SPRING + timedelta(days=n)).weekday() < 5
        and not is_public_holiday((SPRING + timedelta(days=n)).date())
    ]
    out = learn_trips([*absences, outing], TOKYO, SPRING, until)
    assert share_away(until, datetime(2026, 5, 2, 10, tzinfo=TOKYO), out) > without + 0.03
    assert share_away(until, datetime(2026, 4, 30, 19, tzinfo=TOKYO), out) < 0.05


def test_whoever_works_on_holidays_is_soon_known():
    golden = datetime(2026, 5, 4, tzinfo=TOKYO)
    first = share_away(
        SHOWA - timedelta(hours=4), SHOWA + timedelta(hours=9), spring(SHOWA, works_on_holidays=True)
    )
    later = share_away(
        golden - timedelta(hours=4), golden + timedelta(hours=9), spring(golden, works_on_holidays=True)
    )
    last = golden + timedelta(days=2)
    last_one = share_away(
        last - timedelta(hours=4), last + timedelta(hours=9), spring(last, works_on_holidays=True)
    )
    assert first < later < last_one
    assert last_one > 0.6


def test_a_row_of_the_table_that_skips_holidays_takes_its_trip_out_and_no_outing():
    """Sundays have an outing, which a holiday may have as well; the commute is not made."""
    row = Departure(
        weekdays=frozenset(range(5)),
        leave=time(8),
        back=time(18),
        soc=0.5,
        energy_kwh=4.0,
        except_holidays=True,
    )
    car = replace(CAR, departures=(row,))
    absences = [
        Absence(day + timedelta(hours=hours), day + timedelta(hours=back), 4.0)
        for day in (SPRING + timedelta(days=n) for n in range(58))
        for hours, back in ([(11, 15)] if is_off(day) else [(8, 18)])
    ]
    known = learn_trips(absences, TOKYO, SPRING, SHOWA, car.departures)
    now = SHOWA - timedelta(hours=4)
    assert share_away(now, SHOWA + timedelta(hours=9), known, car) < 0.05
    assert share_away(now, SHOWA + timedelta(hours=12), known, car) > 0.2
    assert share_away(now, SHOWA + timedelta(hours=9), known) > 0.1  # nobody has said so, then


def test_a_table_that_does_not_skip_holidays_makes_them_days_of_work():
    """Who has entered Monday to Friday and not "except on holidays" drives on them, until they have been seen at home."""
    row = Departure(weekdays=frozenset(range(5)), leave=time(8), back=time(18), soc=0.3, energy_kwh=4.0)
    noon = SHOWA + timedelta(hours=12)
    horizon = make_horizon(SHOWA - timedelta(hours=4))
    slot = horizon.index_at(noon)
    absent = {}
    for skips in (False, True):
        car = replace(CAR, departures=(replace(row, except_holidays=skips),))
        known = spring(SHOWA, works_on_holidays=not skips)
        absent[skips] = forecast_trips(horizon, TOKYO, car, known, True).away[slot]
    assert absent[False] > 0.9
    assert absent[True] < 0.5


def test_who_says_what_a_holiday_is_is_asked():
    """Another calendar makes an ordinary Wednesday a day off."""
    wednesday = datetime(2026, 4, 22, tzinfo=TOKYO)
    horizon = make_horizon(wednesday)
    index = horizon.index_at(wednesday + timedelta(hours=12, minutes=5))
    usual = forecast_trips(horizon, TOKYO, CAR, spring(wednesday), True)
    off = forecast_trips(
        horizon, TOKYO, CAR, spring(wednesday), True, is_holiday=lambda day: day == wednesday.date()
    )
    assert usual.away[index] > 0.85
    assert off.away[index] < 0.5


def test_for_a_week_the_table_rules_alone():
    told = (Departure(weekdays=frozenset(range(7)), leave=time(9), back=time(17), soc=0.6, energy_kwh=5.0),)
    early = MONDAY + timedelta(days=6)
    stays = learn_trips([], TOKYO, MONDAY, early, told)
    assert share_away(early, early + timedelta(hours=12), stays, replace(CAR, departures=told)) == 1.0
    week = MONDAY + timedelta(days=8)
    stays = learn_trips([], TOKYO, MONDAY, week, told)
    assert share_away(week, week + timedelta(hours=12), stays, replace(CAR, departures=told)) < 0.8


def test_a_car_that_stands_at_home_unplugged_has_its_trips_ahead_and_is_of_no_use_now():
    now = MONDAY + timedelta(days=29, hours=7)
    known = habits(commutes(29), now)
    plugged = forecast_trips(make_horizon(now), TOKYO, CAR, known, True)
    unplugged = forecast_trips(make_horizon(now), TOKYO, CAR, known, True, unplugged=True)
    driving = forecast_trips(make_horizon(now), TOKYO, CAR, known, False)
    assert unplugged.away[0] == 1.0
    assert unplugged.trip_kwh == pytest.approx(plugged.trip_kwh)
    assert unplugged.trip_kwh.sum() > driving.trip_kwh[:2].sum()
    assert np.all(unplugged.away >= plugged.away - 1e-9)
    evening = 24  # hours ahead it makes no difference any more
    assert unplugged.away[2 * evening] == pytest.approx(plugged.away[2 * evening], abs=0.01)


def test_a_missing_kwh_costs_what_a_person_says():
    now = MONDAY + timedelta(days=29, hours=7)
    known = habits(commutes(29), now)
    usual = forecast_trips(make_horizon(now), TOKYO, CAR, known, True).reserve_weight
    near = forecast_trips(
        make_horizon(now), TOKYO, replace(CAR, short_yen_per_kwh=100.0), known, True
    ).reserve_weight
    free = forecast_trips(make_horizon(now), TOKYO, replace(CAR, short_yen_per_kwh=0.0), known, True)
    assert near == pytest.approx(usual / 3.0)
    assert not free.reserve_weight.any()
