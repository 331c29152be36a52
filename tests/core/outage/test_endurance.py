"""A house without the grid: how long it lasts, what it keeps, what it tells, what it took."""

from dataclasses import replace
from datetime import datetime, time, timedelta
from math import inf
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import given, strategies as st
import pytest

from custom_components.v2h_planner.core.codec import decode, encode
from custom_components.v2h_planner.core.home import ChargeControl, Departure, Home, Storage, StorageKind
from custom_components.v2h_planner.core.outage.driving_reserve import driving_reserves
from custom_components.v2h_planner.core.outage.endurance import (
    Endurance,
    Gives,
    OutageTerms,
    RecentLoad,
    estimate_endurance,
)
from custom_components.v2h_planner.core.outage.log import OutageLog, crossed, tracked
from custom_components.v2h_planner.core.plan import PlanSlot
from custom_components.v2h_planner.core.readings import Readings, StorageReading
from custom_components.v2h_planner.core.trips import OneOffTrip
from tests.core.homes import NOW, TOKYO, after, storage

TERMS = OutageTerms(thrifty_kw=0.3)
EVERY_DAY = frozenset(range(7))


def battery(**changes: Any) -> Storage:
    usual = {"id": "battery", "kind": StorageKind.HOME_BATTERY, "capacity_kwh": 10.0, "discharge_max_kw": 3.0}
    return storage(**(usual | changes))


def commuter(**changes: Any) -> Storage:
    trip = Departure(weekdays=EVERY_DAY, leave=time(7), back=time(18), soc=0.8, energy_kwh=8.0)
    return storage(departures=(trip,), **changes)


def looks(
    *socs: float | None,
    ids: tuple[str, ...] = ("car", "battery"),
    at: datetime = NOW,
    connected: bool = True,
    power: float | None = None,
    load: float | None = 0.5,
    pv: float | None = 0.0,
) -> Readings:
    return Readings(
        at=at,
        storages=tuple(
            StorageReading(storage_id=name, soc=soc, connected=connected, power_kw=power)
            for name, soc in zip(ids, socs, strict=False)
        ),
        load_kw=load,
        pv_kw=pv,
    )


def hours_of(pv: Any = 0.0, *, low: float | None = None, high: float | None = None, count: int = 60) -> Any:
    """Hourly slots from now on; `pv` by the hour of their beginning."""
    return tuple(
        PlanSlot(
            start=after(hour),
            end=after(hour + 1),
            import_kw=0.0,
            export_kw=0.0,
            curtail_kw=0.0,
            pv_kw=(kw := pv(after(hour)) if callable(pv) else pv),
            load_kw=0.6,
            import_yen_per_kwh=30.0,
            export_yen_per_kwh=8.5,
            co2_kg_per_kwh=0.4,
            price_known=True,
            storages=(),
            pv_low_kw=None if low is None else low * kw,
            pv_high_kw=None if high is None else high * kw,
        )
        for hour in range(count)
    )


def by_day(peak: float) -> Any:
    return lambda at: peak if 8 <= at.astimezone(TOKYO).hour < 16 else 0.0


def rationed(home: Home, readings: Readings, slots: Any = (), **more: Any) -> Endurance:
    return estimate_endurance(slots, home, readings, more.pop("terms", TERMS), present_kw=0.5, **more)


# -- how long it lasts --------------------------------------------------------------------------------


def test_the_hours_are_what_lies_above_the_floor_over_what_house_and_unit_draw() -> None:
    found = rationed(Home(storages=(storage(),)), looks(0.7))
    assert found.usable_kwh == pytest.approx(0.5 * 40 * 0.9)
    assert found.present.no_sun.hours == pytest.approx(18 / 0.6)
    assert found.thrifty.no_sun.hours == pytest.approx(18 / 0.4)
    assert not found.present.no_sun.outlasts


def test_tomorrows_sun_makes_the_hours_longer_and_its_unlucky_tenth_less_so() -> None:
    found = rationed(Home(storages=(storage(),)), looks(0.5), hours_of(by_day(1.2), low=0.5, high=2.0))
    present = found.present
    assert present.no_sun.hours == pytest.approx(10.8 / 0.6)
    assert present.no_sun.hours < present.low_sun.bound < present.sun.bound < present.high_sun.bound
    assert present.high_sun.outlasts and present.high_sun.hours > 60
    assert present.high_sun.bound == inf


def test_sun_comes_too_late_for_a_battery_that_is_empty_before_it() -> None:
    found = rationed(Home(storages=(storage(),)), looks(0.3), hours_of(by_day(5.0)))
    assert found.present.sun.hours == pytest.approx(3.6 / 0.6)
    assert found.present.no_sun.hours == pytest.approx(3.6 / 0.6)


def test_without_a_forecast_the_sun_counts_as_none() -> None:
    present = rationed(Home(storages=(storage(),)), looks(0.7)).present
    assert present.no_sun == present.low_sun == present.sun == present.high_sun


def test_a_house_without_panels_is_not_said_to_outlast_its_forecast() -> None:
    present = rationed(Home(storages=(storage(capacity_kwh=80.0),)), looks(1.0), hours_of(0.0)).present
    assert present.sun == present.no_sun
    assert present.sun.hours == pytest.approx(57.6 / 0.6)


def test_a_unit_that_only_charges_at_full_power_gets_nothing_from_little_sun() -> None:
    slots = hours_of(by_day(3.0))
    follows = rationed(Home(storages=(storage(),)), looks(0.45), slots)
    fixed = storage(charge_control=ChargeControl.FIXED_RATE)
    assert rationed(Home(storages=(fixed,)), looks(0.45), slots).present.sun.hours == pytest.approx(
        9 / 0.6 + 8, abs=0.1
    )
    assert follows.present.sun.bound > 40


def test_a_battery_that_is_full_takes_no_more_sun() -> None:
    small = battery(capacity_kwh=2.0, min_soc=0.0, overhead_kw=0.0)
    found = rationed(Home(storages=(small,)), looks(1.0, ids=("battery",)), hours_of(5.0, count=10))
    assert found.present.sun.hours == pytest.approx(10 + 1.8 / 0.5)


def test_car_and_battery_empty_together_and_each_draws_its_own_overhead() -> None:
    found = rationed(Home(storages=(storage(), battery())), looks(0.7, 0.6))
    assert found.usable_kwh == pytest.approx(18 + 3.6)
    assert found.present.no_sun.hours == pytest.approx(21.6 / 0.7)
    assert found.most_kw == 9.0


@pytest.mark.parametrize(
    ("car", "soc", "connected", "gives"),
    [
        (storage(), 0.8, False, Gives.AWAY),
        (storage(kind=StorageKind.CHARGER_EV, discharge_max_kw=0.0), 0.8, True, Gives.ONE_WAY),
        (storage(), None, True, Gives.SOC_UNKNOWN),
        (storage(), 0.2, True, Gives.EMPTY),
    ],
)
def test_who_cannot_give_gives_nothing_and_says_why(
    car: Storage, soc: float | None, connected: bool, gives: Gives
) -> None:
    found = rationed(Home(storages=(car,)), looks(soc, connected=connected), hours_of(by_day(4.0)))
    assert found.shares[0].gives is gives
    assert found.usable_kwh == 0
    assert found.present.sun.hours == found.present.no_sun.hours == 0


def test_of_a_storage_that_carries_the_house_blind_nobody_knows_for_how_long() -> None:
    both = Home(storages=(storage(), battery()))
    blind = rationed(both, looks(None, 0.6), hours_of())
    known = rationed(Home(storages=(battery(),)), looks(0.6, ids=("battery",)), hours_of())
    assert blind.blind
    assert not known.blind
    assert blind.present.no_sun.hours == known.present.no_sun.hours, "at least so long"
    assert blind.most_kw == 9.0
    log = tracked(None, looks(None, 0.6), both, outage=True)
    assert log is not None
    assert log.noticed(rationed(both, looks(None, None), hours_of()), TERMS) == (log, None)


def test_a_count_that_says_empty_is_no_reading() -> None:
    seen = looks(0.1)
    counted = replace(seen, storages=(replace(seen.storages[0], soc_counted=True),))
    assert rationed(Home(storages=(storage(),)), counted).shares[0].gives is Gives.SOC_UNKNOWN
    assert rationed(Home(storages=(storage(),)), seen).shares[0].gives is Gives.EMPTY


def test_a_load_that_the_units_cannot_carry_is_told() -> None:
    home = Home(storages=(battery(discharge_max_kw=1.5),))
    weak = estimate_endurance((), home, looks(0.8, ids=("battery",)), TERMS, present_kw=2.0)
    assert weak.overloaded
    assert not estimate_endurance((), home, looks(0.8, ids=("battery",)), TERMS, present_kw=1.0).overloaded


def test_without_a_load_sensor_the_forecast_stands_in() -> None:
    found = estimate_endurance(hours_of(), Home(storages=(storage(),)), looks(0.7, load=None), TERMS)
    assert found.present.load_kw == pytest.approx(0.6)


def test_a_house_that_saves_more_than_thrifty_is_not_told_to_live_shorter() -> None:
    found = estimate_endurance((), Home(storages=(storage(),)), looks(0.7), TERMS, present_kw=0.1)
    assert found.thrifty.no_sun == found.present.no_sun


@given(
    soc=st.floats(0, 1),
    load=st.floats(0.0, 5),
    sun=st.floats(0, 6),
    low=st.floats(0, 1),
    more=st.floats(0, 0.5),
)
def test_more_sun_and_less_load_never_make_it_darker(
    soc: float, load: float, sun: float, low: float, more: float
) -> None:
    # without overhead: a second unit that wakes up in the sun draws its own all night
    home = Home(storages=(storage(overhead_kw=0.0), battery(overhead_kw=0.0)))
    slots = hours_of(by_day(sun), low=low, high=1.5, count=30)
    found = estimate_endurance(slots, home, looks(soc, 0.5), TERMS, present_kw=load)
    worse = estimate_endurance(slots, home, looks(soc, 0.5), TERMS, present_kw=load + more)
    slack = 1e-6
    assert found.present.no_sun.hours <= found.present.low_sun.hours + slack
    assert found.present.low_sun.hours <= found.present.sun.hours + slack
    assert found.present.sun.hours <= found.present.high_sun.hours + slack
    assert found.present.no_sun.hours <= found.thrifty.no_sun.hours + slack
    assert worse.present.low_sun.hours <= found.present.low_sun.hours + slack


def test_the_recent_load_is_a_mean_that_a_kettle_hardly_moves() -> None:
    recent = RecentLoad()
    assert recent.mean_kw is None
    for minute in range(31):
        load = 1.7 if 25 <= minute < 28 else 0.5
        recent = recent.after(looks(0.5, at=NOW + timedelta(minutes=minute), load=load))
    assert recent.mean_kw == pytest.approx(0.5 + 1.2 * 3 / 15)
    assert decode(RecentLoad, encode(recent)) == recent
    assert recent.after(looks(0.5, at=after(2), load=None)).mean_kw is None


# -- the driving reserve ------------------------------------------------------------------------------


def test_the_next_trip_stays_in_the_car_above_its_floor() -> None:
    (reserve,) = driving_reserves(Home(storages=(commuter(),)), NOW, TOKYO)
    assert reserve.soc == pytest.approx(0.2 + 8 / 40)
    assert reserve.leave == datetime(2026, 11, 25, 7, tzinfo=TOKYO)
    assert reserve.back == datetime(2026, 11, 25, 18, tzinfo=TOKYO)


def announced(leave: float, back: float, energy_kwh: float) -> OneOffTrip:
    """A trip of the car, so many hours from now."""
    return OneOffTrip(
        id="trip", storage_id="car", leave=after(leave), back=after(back), soc=0.8, energy_kwh=energy_kwh
    )


def test_an_announced_trip_that_leaves_sooner_is_the_one_that_counts() -> None:
    tonight = announced(2, 4, 12.0)
    (reserve,) = driving_reserves(Home(storages=(commuter(),)), NOW, TOKYO, (tonight,))
    assert (reserve.leave, reserve.soc) == (after(2), pytest.approx(0.5))


def test_a_trip_that_nobody_measured_takes_a_quarter_and_never_more_than_all() -> None:
    far, near = announced(2, 9, 90.0), announced(2, 9, 0.0)
    home = Home(storages=(storage(),))
    assert driving_reserves(home, NOW, TOKYO, (far,))[0].soc == 1.0
    assert driving_reserves(home, NOW, TOKYO, (near,))[0].soc == pytest.approx(0.45)


def test_nothing_is_kept_for_trips_that_are_past_or_days_away_or_of_one_way_cars() -> None:
    home = Home(storages=(storage(),))
    trips = (announced(-1, 3, 8.0), announced(90, 99, 8.0))
    assert not driving_reserves(home, NOW, TOKYO, trips)
    assert not driving_reserves(Home(storages=(commuter(discharge_max_kw=0.0),)), NOW, TOKYO)


@pytest.mark.parametrize("day", [datetime(2027, 3, 28), datetime(2026, 10, 25)])
def test_a_trip_after_the_clocks_change_is_still_at_seven(day: datetime) -> None:
    berlin = ZoneInfo("Europe/Berlin")
    midnight = day.replace(tzinfo=berlin)
    (reserve,) = driving_reserves(Home(storages=(commuter(),)), midnight, berlin)
    assert reserve.leave.astimezone(berlin).hour == 7


def test_the_house_is_dark_when_its_only_car_leaves() -> None:
    home = Home(storages=(commuter(),))
    found = rationed(home, looks(0.95), reserves=driving_reserves(home, NOW, TOKYO))
    assert found.present.no_sun.hours == pytest.approx(13)
    assert found.shares[0].kept_soc == pytest.approx(0.4)
    assert found.shares[0].reserve is not None


def test_what_is_kept_for_driving_is_not_the_houses() -> None:
    home = Home(storages=(commuter(),))
    found = rationed(home, looks(0.5), reserves=driving_reserves(home, NOW, TOKYO))
    assert found.usable_kwh == pytest.approx(0.1 * 40 * 0.9)
    assert rationed(home, looks(0.5)).usable_kwh == pytest.approx(0.3 * 40 * 0.9)


def test_a_battery_carries_the_house_until_the_car_is_back_with_the_rest() -> None:
    home = Home(storages=(commuter(), battery(capacity_kwh=20.0, min_soc=0.0)))
    reserves = driving_reserves(home, NOW, TOKYO)
    found = rationed(home, looks(0.95, 1.0), reserves=reserves)
    # 13 h of both units' overhead, 11 h of the battery's alone; back with more than its floor
    assert found.present.no_sun.hours > 24
    used = 13 * 0.7 + 11 * 0.6
    total = (0.95 - 0.4) * 36 + 18 + 0.0 * 36
    assert found.present.no_sun.hours == pytest.approx(24 + (total - used) / 0.7, abs=0.01)


# -- notices ------------------------------------------------------------------------------------------


def told_along(hours: list[float]) -> list[float]:
    told: tuple[float, ...] = ()
    notices = []
    for left in hours:
        due, told = crossed(told, left, OutageTerms())
        if due is not None:
            notices.append(due)
    return notices


def test_each_notice_comes_once_on_the_way_down() -> None:
    assert told_along([30, 23, 20, 11, 7, 5.9, 3.5, 2.9, 1.2, 0.9, 0.2]) == [24, 12, 6, 3, 1]


def test_an_outage_that_begins_low_tells_only_what_matters() -> None:
    assert told_along([5, 4, 2.5]) == [6, 3]


def test_a_kettle_does_not_tell_it_twice() -> None:
    assert told_along([5.9, 6.4, 5.8, 7.5, 5.9]) == [6]


def test_sun_and_then_night_tell_it_again() -> None:
    assert told_along([5.9, inf, 5.9]) == [6, 6]


@given(st.lists(st.floats(0, 60), max_size=40))
def test_no_notice_is_repeated_without_the_hours_rising_well_above_it(hours: list[float]) -> None:
    told: tuple[float, ...] = ()
    last: dict[float, int] = {}
    for i, left in enumerate(hours):
        due, told = crossed(told, left, OutageTerms())
        if due is None:
            continue
        assert left <= due
        if due in last:
            assert max(hours[last[due] : i]) > due * 1.25
        last[due] = i


# -- the log ------------------------------------------------------------------------------------------


def lived(readings: list[Readings], home: Home, *, back: bool = True) -> OutageLog:
    log = None
    for i, look in enumerate(readings):
        log = tracked(log, look, home, outage=not back or i < len(readings) - 1)
    assert log is not None
    return log


def minutes(count: int, soc: Any, **more: Any) -> list[Readings]:
    return [looks(soc(m), at=NOW + timedelta(minutes=m), **more) for m in range(count + 1)]


def test_an_outage_is_remembered_with_what_car_and_sun_gave() -> None:
    home = Home(storages=(storage(),))
    log = lived(minutes(120, lambda m: 0.6 - 0.0005 * m, power=-0.8, load=1.0, pv=0.2), home)
    (car,) = log.storages
    assert log.hours == pytest.approx(2)
    assert log.until == after(2)
    assert (log.load_kwh, log.sun_kwh, car.given_kwh) == tuple(pytest.approx(x) for x in (2.0, 0.4, 1.6))
    assert log.given_kwh(home, StorageKind.V2H_EV) == pytest.approx(1.6)
    assert log.given_kwh(home, StorageKind.HOME_BATTERY) == 0
    assert (car.soc_before, car.soc, car.soc_lowest) == tuple(pytest.approx(x) for x in (0.6, 0.54, 0.54))


def test_over_a_restart_the_battery_says_what_it_gave() -> None:
    home = Home(storages=(storage(),))
    log = lived([looks(0.6), looks(0.5, at=after(3), power=-0.5), looks(0.55, at=after(5))], home)
    (car,) = log.storages
    assert car.given_kwh == pytest.approx(0.1 * 40 * 0.9)
    assert car.taken_kwh == pytest.approx(0.05 * 40 / 0.9)
    assert car.soc_lowest == 0.5
    assert log.seen_hours == log.load_kwh == 0


def test_what_a_drive_took_is_not_the_outages() -> None:
    home = Home(storages=(storage(),))
    readings = [looks(0.6), looks(None, at=after(1), connected=False), looks(0.4, at=after(2))]
    (car,) = lived(readings, home).storages
    assert car.was_away
    assert car.given_kwh == 0
    assert (car.soc_before, car.soc) == (0.6, 0.4)


def test_a_car_that_was_away_all_the_time_is_known_to_have_given_nothing() -> None:
    (car,) = lived(
        [looks(0.6, at=after(h), connected=False) for h in range(3)], Home(storages=(storage(),))
    ).storages
    assert (car.given_kwh, car.was_away, car.soc_before) == (0, True, None)


def test_the_last_outage_stays_until_the_next_begins() -> None:
    home = Home(storages=(storage(),))
    first = lived(minutes(10, lambda m: 0.6), home)
    assert tracked(first, looks(0.9, at=after(5)), home, outage=False) == first
    second = tracked(first, looks(0.9, at=after(6)), home, outage=True)
    assert second is not None
    assert (second.since, second.until, second.told) == (after(6), None, ())


def test_no_outage_no_log() -> None:
    assert tracked(None, looks(0.6), Home(storages=(storage(),)), outage=False) is None


def test_the_log_survives_a_restart_with_the_notices_it_gave() -> None:
    home = Home(storages=(storage(),))
    log = lived(minutes(10, lambda m: 0.3), home, back=False)
    told, due = log.noticed(rationed(home, looks(0.3)), OutageTerms())
    assert due == 6
    kept = decode(OutageLog, encode(told))
    assert kept == told
    assert kept.noticed(rationed(home, looks(0.3)), OutageTerms())[1] is None


def test_a_clock_that_goes_back_takes_nothing_away() -> None:
    home = Home(storages=(storage(),))
    log = lived(minutes(10, lambda m: 0.5, power=-1.0), home, back=False)
    assert tracked(log, replace(looks(0.5), at=NOW), home, outage=True) == log
