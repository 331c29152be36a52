"""Solar forecasts of every source, in kW."""

from datetime import datetime, timedelta
from typing import Any

from hypothesis import given, strategies as st
import pytest

from custom_components.v2h_planner.core.readings import FaultKind
from custom_components.v2h_planner.core.series import StepSeries
from custom_components.v2h_planner.readers.entity_state import Read
from custom_components.v2h_planner.readers.solar import (
    SolarArray,
    SolarForecast,
    add,
    counted_once,
    join,
    overlap,
    read_solar,
    read_wh_hours,
)
from tests.readers.entity_states import NOW, TOKYO, entity_state, fixture

HOUR = timedelta(hours=1)
MIDNIGHT = datetime(2026, 11, 22, tzinfo=TOKYO)


def got(read: Read[SolarForecast]) -> SolarForecast:
    assert read.faults == ()
    assert read.value is not None
    return read.value


def energy(series: StepSeries) -> float:
    """kWh of a series of kW."""
    return sum(step.value * ((step.end - step.start) / HOUR) for step in series)


def entity(name: str) -> SolarForecast:
    data = fixture(name)
    return got(read_solar(entity_state(data["state"], **data["attributes"]), NOW, TOKYO))


def platform(name: str) -> SolarForecast:
    return got(read_wh_hours(fixture(name)["payload"], TOKYO, "an entry"))


def test_the_energy_platform_gives_mean_power_by_the_hour() -> None:
    payload = fixture("solar_energy_platform")["payload"]
    series = platform("solar_energy_platform").expected
    noon = MIDNIGHT + 12 * HOUR
    assert series.at(noon) == pytest.approx(payload["wh_hours"][noon.isoformat()] / 1000)
    assert energy(series) == pytest.approx(sum(payload["wh_hours"].values()) / 1000)


def test_the_night_between_two_days_is_dark_and_not_unknown() -> None:
    series = platform("solar_energy_platform").expected
    assert series.at(MIDNIGHT + 26 * HOUR) == 0.0


def test_forecast_solar_labels_the_end_of_a_period() -> None:
    series = platform("solar_forecast_solar").expected
    # 2,600 Wh stand at 12:00 and were made from 11:00 on.
    assert series.at(MIDNIGHT + 11.5 * HOUR) == pytest.approx(2.6)
    assert series.at(MIDNIGHT + 12.5 * HOUR) == pytest.approx(2.4)
    # 60 Wh in the last half hour before sunset, and nothing after it.
    assert series.at(MIDNIGHT + 16.25 * HOUR) == pytest.approx(0.12)
    assert series.at(MIDNIGHT + 17 * HOUR) == 0.0


def test_solcast_brings_the_unlucky_and_the_lucky_tenth() -> None:
    forecast = entity("solar_solcast")
    noon = MIDNIGHT + 11.5 * HOUR
    expected, low, high = (series.at(noon) for series in (forecast.expected, forecast.low, forecast.high))
    assert len(forecast.expected) == 48
    assert expected is not None and low is not None and high is not None
    assert low == pytest.approx(0.6 * expected, abs=1e-3)
    assert high == pytest.approx(1.2 * expected, abs=1e-3)


def test_open_meteo_is_read_by_the_quarter_hour() -> None:
    forecast = entity("solar_open_meteo")
    assert len(forecast.expected) == 96
    assert not forecast.low
    assert forecast.expected.at(MIDNIGHT + 12 * HOUR) == pytest.approx(2.99, abs=0.02)


def test_open_meteo_without_energies_is_read_from_its_power() -> None:
    attributes = fixture("solar_open_meteo")["attributes"]
    power = got(read_solar(entity_state("1", watts=attributes["watts"]), NOW, TOKYO))
    hourly = got(read_solar(entity_state("1", wh_period=attributes["wh_period"]), NOW, TOKYO))
    assert energy(power.expected) == pytest.approx(energy(hourly.expected), rel=0.01)


def test_the_days_of_one_array_are_joined() -> None:
    first = SolarForecast(expected=StepSeries.regular(MIDNIGHT, HOUR, [1.0] * 24))
    second = SolarForecast(expected=StepSeries.regular(MIDNIGHT + 24 * HOUR, HOUR, [2.0] * 24))
    joined = join([second, first])
    assert len(joined.expected) == 48
    assert joined.expected.at(MIDNIGHT + 30 * HOUR) == 2.0
    assert not joined.low


def test_several_arrays_add_up_as_far_as_all_of_them_reach() -> None:
    east = SolarForecast(expected=StepSeries.regular(MIDNIGHT, HOUR, [1.0] * 24))
    west = SolarForecast(expected=StepSeries.regular(MIDNIGHT, HOUR / 2, [0.5] * 40))
    both = add([east, west])
    assert energy(both.expected) == pytest.approx(30.0)
    assert both.expected.end == MIDNIGHT + 20 * HOUR


def test_a_tenth_that_one_array_lacks_is_not_made_up() -> None:
    day = StepSeries.regular(MIDNIGHT, HOUR, [1.0] * 24)
    assert not add([SolarForecast(expected=day, low=day), SolarForecast(expected=day)]).low
    assert add([SolarForecast(expected=day, low=day)] * 2).low.at(NOW) == 2.0
    assert not add([]).expected


@pytest.mark.parametrize(
    ("payload", "kind"),
    [
        (None, FaultKind.UNKNOWN_SHAPE),
        ([], FaultKind.UNKNOWN_SHAPE),
        ({"wh_hours": []}, FaultKind.UNKNOWN_SHAPE),
        ({"wh_hours": {}}, FaultKind.TOO_SHORT),
        ({"wh_hours": {"soon": 5, "2026-11-22T12:00:00+09:00": "many"}}, FaultKind.TOO_SHORT),
        ({"wh_hours": {"2026-11-22T12:00:00+09:00": -500}}, FaultKind.OUT_OF_RANGE),
        ({"wh_hours": {"2026-11-22T12:00:00+09:00": 5e9}}, FaultKind.OUT_OF_RANGE),
    ],
)
def test_a_forecast_that_cannot_be_is_refused(payload: Any, kind: FaultKind) -> None:
    read = read_wh_hours(payload, TOKYO, "an entry")
    assert read.value is None
    assert [fault.kind for fault in read.faults] == [kind]


@pytest.mark.parametrize(
    ("state", "kind"),
    [
        (None, FaultKind.MISSING),
        ("unavailable", FaultKind.UNAVAILABLE),
        ("12.1", FaultKind.UNKNOWN_SHAPE),
    ],
)
def test_an_entity_without_a_forecast_is_refused(state: str | None, kind: FaultKind) -> None:
    read = read_solar(entity_state(state), NOW, TOKYO)
    assert read.value is None
    assert [fault.kind for fault in read.faults] == [kind]


values = st.none() | st.floats() | st.integers() | st.text(max_size=5)
times = st.datetimes().map(datetime.isoformat) | st.text(max_size=5)


@given(payload=st.dictionaries(times, values, max_size=12))
def test_no_mapping_breaks_the_solar_reader(payload: dict[str, Any]) -> None:
    for read in (
        read_wh_hours({"wh_hours": payload}, TOKYO, "an entry"),
        read_solar(entity_state("1", watts=payload), NOW, TOKYO),
        read_solar(
            entity_state(
                "1", detailedForecast=[{"period_start": k, "pv_estimate": v} for k, v in payload.items()]
            ),
            NOW,
            TOKYO,
        ),
    ):
        assert (read.value is None) == bool(read.faults)
        if read.value is not None:
            assert all(0.0 <= step.value <= 1000.0 for step in read.value.expected)


# No sun twice


def roof(kw: float, days: int = 2, *, sure: bool = False, peak: int = 12) -> SolarForecast:
    """A roof by hours, highest at `peak`; with its quantiles if `sure`."""

    def by(times: float) -> StepSeries:
        hours = [max(0.0, 1.0 - abs(hour % 24 - peak) / 5.0) for hour in range(24 * days)]
        return StepSeries.regular(MIDNIGHT, HOUR, [times * kw * share for share in hours])

    return (
        SolarForecast(expected=by(1.0), low=by(0.5), high=by(1.5))
        if sure
        else SolarForecast(expected=by(1.0))
    )


def sun(integrations: dict[str, SolarForecast], *arrays: SolarArray) -> float:
    """kWh of the two days, all chosen forecasts together."""
    return energy(add(counted_once(integrations, arrays)).expected)


ONE = energy(roof(1.0).expected)


@pytest.mark.parametrize("entry_id", ["solcast", None, "a copy by template"])
@pytest.mark.parametrize("days", [1, 2])
def test_an_integration_and_its_sensors_are_one_sun(entry_id: str | None, days: int) -> None:
    sensors = SolarArray(forecast=roof(4.0, days), entry_id=entry_id)
    assert sun({"solcast": roof(4.0)}, sensors) == pytest.approx(4 * ONE)


def test_its_sensors_count_for_it_where_they_know_how_sure_they_are() -> None:
    sensors = SolarArray(forecast=roof(4.0, sure=True), entry_id="solcast")
    (forecast,) = counted_once({"solcast": roof(4.0)}, [sensors])
    assert forecast.low
    short = SolarArray(forecast=roof(4.0, 1, sure=True), entry_id="solcast")
    (forecast,) = counted_once({"solcast": roof(4.0)}, [short])
    assert energy(forecast.expected) == pytest.approx(4 * ONE)


def test_an_integration_is_not_added_to_the_roofs_it_consists_of() -> None:
    south = SolarArray(forecast=roof(3.0, peak=12), entry_id="solcast")
    west = SolarArray(forecast=roof(1.0, peak=14), entry_id="solcast")
    total = add([south.forecast, west.forecast])
    whole = energy(total.expected)
    assert sun({"solcast": total}, south, west) == pytest.approx(whole)
    assert sun({"solcast": total}, south) == pytest.approx(whole)
    loose = [SolarArray(forecast=array.forecast) for array in (south, west)]
    assert sun({"solcast": total}, *loose) == pytest.approx(whole)


def test_a_sensor_of_the_total_is_not_added_to_those_of_the_roofs() -> None:
    south, west = roof(3.0, peak=12), roof(1.0, peak=14)
    total = add([south, west])
    arrays = [SolarArray(forecast=part) for part in (south, total, west)]
    assert sun({}, *arrays) == pytest.approx(energy(total.expected))
    assert sun({"a": south, "b": west, "all": total}) == pytest.approx(energy(total.expected))


def test_two_roofs_that_are_alike_are_two() -> None:
    assert sun({"a": roof(3.0), "b": roof(3.0)}) == pytest.approx(6 * ONE)
    assert sun({}, *[SolarArray(forecast=roof(3.0))] * 2) == pytest.approx(6 * ONE)
    assert sun({"a": roof(3.0)}, SolarArray(forecast=roof(2.0), entry_id="b")) == pytest.approx(5 * ONE)
    assert sun({"a": roof(3.0)}, SolarArray(forecast=roof(3.0, peak=14))) > 5.5 * ONE


def test_days_follow_each_other_and_do_not_overlap() -> None:
    today, two_days = roof(1.0, 1), roof(1.0, 2)
    tomorrow = SolarForecast(expected=StepSeries.regular(MIDNIGHT + 24 * HOUR, HOUR, [1.0] * 24))
    assert not overlap(today, tomorrow)
    assert overlap(two_days, tomorrow)
    assert not overlap(today, SolarForecast())


@pytest.mark.parametrize(("first", "then"), [(24, 48), (48, 24), (24, 96)])
def test_a_forecast_that_goes_from_hours_to_half_hours_keeps_all_its_sun(first: int, then: int) -> None:
    midnight, day = datetime(2026, 11, 22, tzinfo=TOKYO), timedelta(days=1)
    records = [
        {"period_start": (midnight + days * day + day / many * i).isoformat(), "pv_estimate": 2.0}
        for days, many in enumerate((first, then))
        for i in range(many)
    ]
    read = got(read_solar(entity_state("2", "kWh", detailedForecast=records), NOW, TOKYO))
    assert energy(read.expected) == pytest.approx(96.0)
    watt_hours = {
        record["period_start"]: 2000.0 * 24 / (first if i < first else then)
        for i, record in enumerate(records)
    }
    read = got(read_wh_hours({"wh_hours": watt_hours}, TOKYO, "solar"))
    assert all(step.value == pytest.approx(2.0) for step in read.expected)
