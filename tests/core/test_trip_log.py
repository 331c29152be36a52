"""A trip's energy is learnt whenever the SOC tells it: with the plug, after it, or only once the old value has gone."""

from datetime import timedelta

import pytest

from custom_components.v2h_planner.core.readings import StorageReading
from custom_components.v2h_planner.core.trips import SOC_BACK_WITHIN, UNKNOWN_TRIP_SHARE, TripLog
from tests.core.homes import NOW

KWH = 40.0


def look(soc: float | None, connected: bool | None, counted: bool = False) -> StorageReading:
    return StorageReading(storage_id="car", soc=soc, connected=connected, soc_counted=counted)


HOME, AWAY = look(0.8, True), look(None, False)


def driven(*looks: tuple[float, StorageReading], stored_kwh: float = 0.0) -> list[float]:
    """Return the kWh of the trips that are learnt from looks, each so many minutes after the beginning."""
    log = TripLog(since=NOW)
    for minute, reading in looks:
        log = log.after(reading, KWH, NOW + timedelta(minutes=minute), stored_kwh)
    return [absence.energy_kwh for absence in log.absences.get("car", ())]


LEFT = ((0, HOME), (1, look(0.8, False)), (60, AWAY))


@pytest.mark.parametrize("wait", [0.1, 5.0, 59.0, 300.0])
def test_an_soc_that_is_unknown_at_the_plug_is_waited_for(wait: float) -> None:
    before = (*LEFT, (100, look(None, True)))
    assert driven(*before) == [KWH * UNKNOWN_TRIP_SHARE]
    assert driven(*before, (100 + wait, look(0.5, True))) == [pytest.approx(12.0)]


def test_an_old_soc_that_stands_for_some_minutes_is_not_the_trips() -> None:
    frozen = [(100 + minute, look(0.8, True)) for minute in range(40)]
    assert driven(*LEFT, *frozen, (140, look(0.5, True))) == [pytest.approx(12.0)]


def test_one_that_is_only_counted_is_not_either() -> None:
    assert driven(*LEFT, (100, look(0.8, True, counted=True)), (110, look(0.5, True))) == [
        pytest.approx(12.0)
    ]


def test_the_soc_may_come_before_the_plug() -> None:
    assert driven(*LEFT, (99, look(0.5, False)), (100, look(0.5, True))) == [pytest.approx(12.0)]
    assert driven(*LEFT, (99, look(0.5, None)), (100, look(0.5, True))) == [pytest.approx(12.0)]


def test_what_is_charged_before_the_soc_comes_belongs_to_the_trip() -> None:
    looks = (*LEFT, (100, look(None, True)), (101, look(None, True)), (102, look(0.55, True)))
    assert driven(*looks, stored_kwh=1.0) == [pytest.approx(12.0)]


def test_what_the_house_takes_later_is_no_trip() -> None:
    back = (*LEFT, (100, look(0.5, True)))
    assert driven(*back, (110, look(0.4, True))) == [pytest.approx(12.0)]
    unused = (*LEFT, (100, HOME))
    hours = SOC_BACK_WITHIN.total_seconds() / 60 + 1
    assert driven(*unused, (100 + hours, HOME), (101 + hours, look(0.6, True))) == [0.0]


def test_a_car_that_leaves_again_before_it_told_anything_has_two_trips() -> None:
    again = (*LEFT, (100, look(None, True)), (105, AWAY), (200, look(0.5, True)))
    assert driven(*again) == [KWH * UNKNOWN_TRIP_SHARE, KWH * UNKNOWN_TRIP_SHARE]
