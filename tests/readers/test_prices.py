"""Price lists: every documented format, and every way in which one can be broken."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import given, strategies as st
import pytest

from custom_components.v2h_planner.core.readings import FaultKind
from custom_components.v2h_planner.readers.entity_state import EntityState
from custom_components.v2h_planner.readers.price_formats.actions import PRICE_ACTIONS
from custom_components.v2h_planner.readers.prices import (
    PriceFormat,
    PriceRead,
    read_price_response,
    read_prices,
)
from tests.readers.entity_states import FIXTURES, NOW, TOKYO, entity_state, fixture

MIDNIGHT = datetime(2026, 11, 22, tzinfo=TOKYO)
HALF_HOUR = timedelta(minutes=30)
DAY = [20.0 + i / 10 for i in range(48)]
ENTITIES = sorted(
    path.stem for path in FIXTURES.glob("*.json") if {"attributes", "expect"} <= fixture(path.stem).keys()
)
RESPONSES = sorted(path.stem for path in FIXTURES.glob("response_*.json"))


def records(
    values: list[Any], start: datetime = MIDNIGHT, step: timedelta = HALF_HOUR
) -> list[dict[str, Any]]:
    """`[{start, price}]` from a list."""
    return [{"start": (start + i * step).isoformat(), "price": value} for i, value in enumerate(values)]


def read(state: str | None = "20", unit: str | None = "円/kWh", **attributes: Any) -> PriceRead:
    """Prices of a home in Tokyo at 10:20."""
    return read_prices(entity_state(state, unit, **attributes), NOW, TOKYO)


def faults(prices: PriceRead) -> list[tuple[FaultKind, bool]]:
    """Kinds, and whether the value was lost."""
    return [(fault.kind, fault.fatal) for fault in prices.faults]


def entity(name: str) -> tuple[EntityState, datetime, ZoneInfo, dict[str, Any]]:
    """A fixture as the state of an entity."""
    data = fixture(name)
    now = datetime.fromisoformat(data["now"])
    shown = EntityState(
        entity_id=data["entity_id"], state=data["state"], attributes=data["attributes"], updated=now
    )
    return shown, now, ZoneInfo(data["zone"]), data["expect"]


def as_objects(value: Any) -> Any:
    """A fixture with datetime objects where JSON has ISO texts, as entities of the same process have."""
    if isinstance(value, list):
        return [as_objects(item) for item in value]
    if isinstance(value, dict):
        return {key: as_objects(item) for key, item in value.items()}
    if isinstance(value, str) and len(value) >= 19 and value[4] == value[7] == "-":
        return datetime.fromisoformat(value)
    return value


@pytest.mark.parametrize("name", ENTITIES)
@pytest.mark.parametrize("objects", [False, True])
def test_a_documented_price_entity_is_read(name: str, objects: bool) -> None:
    shown, now, zone, expect = entity(name)
    if objects:
        shown = EntityState(
            entity_id=shown.entity_id,
            state=shown.state,
            attributes=as_objects(shown.attributes),
            updated=shown.updated,
        )
    prices = read_prices(shown, now, zone)
    assert prices.faults == ()
    assert prices.format == expect["format"]
    assert list(prices.keys) == expect["keys"]
    assert prices.currency == expect["currency"]
    assert prices.series.start == datetime.fromisoformat(expect["start"])
    assert prices.series.end == datetime.fromisoformat(expect["end"])
    assert len(prices.series) == expect["steps"]
    assert prices.now == pytest.approx(expect["now"])
    assert prices.series.at(now) == pytest.approx(expect["now"])


@pytest.mark.parametrize("name", RESPONSES)
def test_a_documented_price_action_is_read(name: str) -> None:
    data = fixture(name)
    now = datetime.fromisoformat(data["now"])
    expect = data["expect"]
    prices = read_price_response(
        data["payload"], now, ZoneInfo(data["zone"]), source="an.action", unit=data["unit"], pick=data["pick"]
    )
    assert prices.faults == ()
    assert prices.format is PriceFormat.RESPONSE
    assert prices.series.start == datetime.fromisoformat(expect["start"])
    assert prices.series.end == datetime.fromisoformat(expect["end"])
    assert len(prices.series) == expect["steps"]
    assert prices.now == pytest.approx(expect["now"])
    assert prices.currency == expect["currency"]


def test_every_fixture_says_where_its_shape_is_from() -> None:
    assert len(ENTITIES) + len(RESPONSES) >= 17
    assert all(fixture(name)["source"] for name in ENTITIES + RESPONSES)


def test_the_table_of_formats_names_every_fixture() -> None:
    table = (Path(__file__).parents[2] / "docs" / "prices.md").read_text(encoding="utf-8")
    assert [name for name in ENTITIES + RESPONSES if f"`{name}`" not in table] == []


# Lists of numbers


@pytest.mark.parametrize("length", [24, 48, 96])
def test_numbers_from_midnight_fill_the_day_whatever_their_step(length: int) -> None:
    prices = read(today=list(range(length)))
    assert prices.faults == ()
    assert len(prices.series) == length
    assert prices.series.start == MIDNIGHT
    assert prices.series.end == MIDNIGHT + timedelta(days=1)


@pytest.mark.parametrize("tomorrow", [[], None, [None] * 48])
def test_tomorrow_that_is_not_out_yet_is_no_fault(tomorrow: list[None] | None) -> None:
    prices = read(today=DAY, tomorrow=tomorrow)
    assert prices.faults == ()
    assert len(prices.series) == 48


def test_looop_before_four_in_the_afternoon_has_today_only() -> None:
    shown, now, zone, _ = entity("looop_denki")
    attributes = {**shown.attributes, "tomorrow_prices": []}
    prices = read_prices(entity_state("Today", **attributes), now, zone)
    assert prices.faults == ()
    assert len(prices.series) == 48


def test_a_known_name_goes_before_a_name_that_only_tells_the_day() -> None:
    assert read(today_levels=[0.0] * 48, today_prices=DAY).keys == ("today_prices",)


def test_tomorrow_alone_starts_at_the_next_midnight() -> None:
    assert read(tomorrow=DAY).series.start == MIDNIGHT + timedelta(days=1)


@pytest.mark.parametrize("length", [20, 23, 47, 49, 95])
def test_a_list_that_is_too_short_for_the_day_is_not_used(length: int) -> None:
    prices = read(today_prices=[20.0] * length)
    assert faults(prices) == [(FaultKind.TOO_SHORT, True)]
    assert prices.faults[0].found == f"today_prices: {length} / 24 h"
    assert not prices.series
    assert prices.now == 20.0


def test_today_is_used_even_if_tomorrow_is_cut_off() -> None:
    prices = read(today_prices=DAY, tomorrow_prices=DAY[:40])
    assert faults(prices) == [(FaultKind.TOO_SHORT, True)]
    assert prices.series.end == MIDNIGHT + timedelta(days=1)


def test_a_list_with_too_many_numbers_is_not_used() -> None:
    assert faults(read(today=[20.0] * 200)) == [(FaultKind.UNKNOWN_SHAPE, True)]


@pytest.mark.parametrize(("day", "hours"), [("2026-10-25", 25), ("2026-03-29", 23)])
@pytest.mark.parametrize("per_hour", [1, 2, 4])
def test_days_of_23_and_25_hours_elsewhere_in_the_world(day: str, hours: int, per_hour: int) -> None:
    berlin = ZoneInfo("Europe/Berlin")
    now = datetime.fromisoformat(day).replace(hour=12, tzinfo=berlin)
    shown = entity_state("0.1", "EUR/kWh", updated=now, today=[0.1] * (hours * per_hour))
    prices = read_prices(shown, now, berlin)
    assert prices.faults == ()
    assert prices.series.end is not None
    assert prices.series.start is not None
    assert prices.series.end - prices.series.start == timedelta(hours=hours)
    shown = entity_state("0.1", "EUR/kWh", updated=now, today=[0.1] * 24 * per_hour)
    wrong = read_prices(shown, now, berlin)
    assert not wrong.series
    assert [fault.fatal for fault in wrong.faults] == [True]


def test_yesterdays_list_is_not_taken_for_todays() -> None:
    evening = MIDNIGHT - timedelta(minutes=10)
    shown = entity_state("20", "円/kWh", updated=evening, today=[10.0] * 48, tomorrow=[30.0] * 48)
    prices = read_prices(shown, MIDNIGHT + timedelta(minutes=1), TOKYO)
    assert prices.now == 30.0
    assert prices.series.start == MIDNIGHT - timedelta(days=1)


def test_holes_in_a_list_stay_holes() -> None:
    values: list[Any] = list(DAY)
    values[10] = float("nan")
    values[11] = None
    values[12] = "n/a"
    prices = read(today=values)
    assert faults(prices) == [(FaultKind.NOT_A_NUMBER, False)]
    assert prices.faults[0].found == "3 / 48"
    assert len(prices.series) == 45
    assert prices.series.at(MIDNIGHT + 10 * HALF_HOUR) is None
    assert prices.series.at(MIDNIGHT + 13 * HALF_HOUR) == DAY[13]


def test_numbers_as_texts_are_numbers() -> None:
    assert read(today=[str(value) for value in DAY]).now == DAY[20]


def test_two_lists_without_names_are_not_guessed() -> None:
    prices = read(low=[1.0] * 24, high=[9.0] * 24)
    assert faults(prices) == [(FaultKind.UNKNOWN_SHAPE, True)]
    assert prices.faults[0].found == "low, high"


def test_a_pair_whose_names_tell_the_day_is_read() -> None:
    prices = read(list_for_tomorrow=[30.0] * 24, list_for_today=[10.0] * 24)
    assert prices.now == 10.0
    assert prices.series.at(NOW + timedelta(days=1)) == 30.0


# Records and mappings


def test_records_out_of_order_are_sorted_and_said() -> None:
    mixed = records(DAY)
    mixed[3], mixed[30] = mixed[30], mixed[3]
    prices = read(prices=mixed)
    assert faults(prices) == [(FaultKind.UNORDERED, False)]
    assert [step.value for step in prices.series] == DAY


def test_the_same_price_twice_is_no_fault() -> None:
    prices = read(prices=sorted(records(DAY) + records(DAY), key=lambda record: record["start"]))
    assert prices.faults == ()
    assert len(prices.series) == 48


def test_two_prices_for_one_time_leave_a_hole() -> None:
    twice = [*records(DAY), {"start": (MIDNIGHT + 47 * HALF_HOUR).isoformat(), "price": 99.0}]
    prices = read(prices=twice)
    assert faults(prices) == [(FaultKind.DUPLICATED, False)]
    assert prices.series.at(MIDNIGHT + 47 * HALF_HOUR) is None
    assert prices.series.at(MIDNIGHT + 46 * HALF_HOUR) == DAY[46]
    assert prices.faults[0].found == "2026-11-22 23:30: 24.7, 99.0"


def test_entries_without_a_time_or_a_price_are_left_out() -> None:
    broken: list[Any] = [*records(DAY), {"start": "soon", "price": 1.0}, {"start": MIDNIGHT}, "x", None]
    prices = read(prices=broken)
    assert faults(prices) == [(FaultKind.UNKNOWN_SHAPE, False)]
    assert prices.faults[0].found == "4 / 52"
    assert len(prices.series) == 48


def test_a_list_that_starts_with_rubbish_is_still_found() -> None:
    prices = read(prices=[None, *records(DAY)])
    assert faults(prices) == [(FaultKind.UNKNOWN_SHAPE, False)]
    assert prices.now == DAY[20]


def test_two_different_prices_in_one_record_are_not_guessed() -> None:
    both = [record | {"value": 1.0} for record in records(DAY)]
    prices = read(prices=both)
    assert faults(prices) == [(FaultKind.UNKNOWN_SHAPE, True)]
    assert prices.faults[0].found == "price=20.0, value=1.0"


def test_two_lists_of_records_are_not_guessed() -> None:
    prices = read(buy=records(DAY), sell=records(DAY))
    assert faults(prices) == [(FaultKind.UNKNOWN_SHAPE, True)]
    assert prices.faults[0].found == "buy, sell"


def test_a_list_that_ends_before_the_evening_is_used_and_said() -> None:
    prices = read(prices=records(DAY[:30]))
    assert faults(prices) == [(FaultKind.TOO_SHORT, False)]
    assert prices.faults[0].found == "→ 2026-11-22 15:00"
    assert prices.now == DAY[20]


def test_prices_of_yesterday_are_stale() -> None:
    prices = read(prices=records(DAY, MIDNIGHT - timedelta(days=1)))
    assert faults(prices) == [(FaultKind.STALE, True)]


def test_a_gap_in_the_middle_is_not_stretched_over() -> None:
    gappy = records(DAY)
    del gappy[10:14]
    prices = read(prices=gappy)
    assert prices.series.at(MIDNIGHT + 10 * HALF_HOUR) is None
    assert prices.series.at(MIDNIGHT + 9 * HALF_HOUR) == DAY[9]


def test_quarter_hours_and_hours_may_follow_each_other() -> None:
    quarters = records([10.0] * 48, MIDNIGHT, timedelta(minutes=15))
    hours = [
        {
            "start": (start := MIDNIGHT + timedelta(hours=12 + i)).isoformat(),
            "end": (start + timedelta(hours=1)).isoformat(),
            "price": 30.0,
        }
        for i in range(12)
    ]
    prices = read(prices=[*quarters, *hours])
    assert prices.faults == ()
    assert prices.series.end == MIDNIGHT + timedelta(days=1)
    assert prices.series.at(MIDNIGHT + timedelta(hours=13, minutes=45)) == 30.0


def test_a_record_that_reaches_into_the_next_one_ends_there() -> None:
    listed = [
        record | {"end": (MIDNIGHT + (i + 3) * HALF_HOUR).isoformat()}
        for i, record in enumerate(records(DAY))
    ]
    prices = read(prices=listed)
    assert prices.faults == ()
    assert [step.value for step in prices.series] == DAY
    assert prices.series.steps[0].end == MIDNIGHT + HALF_HOUR


@pytest.mark.parametrize("year", [1, 1970, 9999])
def test_times_of_another_age_are_no_times(year: int) -> None:
    ancient = [{"start": f"{year:04d}-12-31T{hour:02d}:00:00+00:00", "price": 20.0} for hour in range(24)]
    assert faults(read(prices=ancient)) == [(FaultKind.UNKNOWN_SHAPE, True)]


def test_a_price_without_a_length_is_not_used() -> None:
    assert faults(read(prices=records([20.0]))) == [(FaultKind.UNKNOWN_SHAPE, True)]
    monthly = records([20.0] * 12, MIDNIGHT, timedelta(days=30))
    assert faults(read(prices=monthly)) == [(FaultKind.UNKNOWN_SHAPE, True)]


def test_unix_times_in_seconds_and_milliseconds() -> None:
    for scale in (1, 1000):
        stamped = [
            {"timestamp": int((MIDNIGHT + i * HALF_HOUR).timestamp() * scale), "price": value}
            for i, value in enumerate(DAY)
        ]
        assert read(prices=stamped).now == DAY[20]


def test_the_hour_that_comes_twice_is_two_hours() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    start = datetime(2026, 10, 24, 22, tzinfo=UTC)
    local = [(start + timedelta(hours=i)).astimezone(berlin).replace(tzinfo=None) for i in range(25)]
    listed = [{"start": when.isoformat(), "price": float(i)} for i, when in enumerate(local)]
    now = datetime(2026, 10, 25, 12, tzinfo=berlin)
    prices = read_prices(entity_state("0", "EUR/kWh", updated=now, prices=listed), now, berlin)
    assert prices.faults == ()
    assert [step.value for step in prices.series] == [float(i) for i in range(25)]
    assert prices.series.start == start


def test_a_mapping_of_times_may_be_the_attributes_themselves() -> None:
    loose = {(MIDNIGHT + i * HALF_HOUR).isoformat(): value for i, value in enumerate(DAY)}
    prices = read(**loose, friendly_name="Tariff")
    assert prices.format is PriceFormat.TIME_MAP
    assert prices.now == DAY[20]


def test_mappings_of_today_and_tomorrow_are_joined() -> None:
    def day(offset: int) -> dict[str, float]:
        first = MIDNIGHT + timedelta(days=offset)
        return {(first + i * HALF_HOUR).isoformat(): value for i, value in enumerate(DAY)}

    both = read(tomorrow=day(1), today=day(0))
    assert both.faults == ()
    assert len(both.series) == 96
    assert faults(read(buy=day(0), sell=day(0))) == [(FaultKind.UNKNOWN_SHAPE, True)]


# DeviceControllers and absurd values


@pytest.mark.parametrize(
    ("unit", "scale"),
    [
        ("円/kWh", 1),
        ("JPY/kWh", 1),
        ("JPY", 1),
        (None, 1),
        ("銭/kWh", 100),
        ("JPY/MWh", 1000),
        ("円/MWh", 1000),
    ],
)
def test_units_of_a_list(unit: str | None, scale: int) -> None:
    assert read(unit=unit, today=[value * scale for value in DAY]).now == pytest.approx(DAY[20])


@pytest.mark.parametrize("scale", [100, 1000])
def test_yen_per_mwh_and_sen_that_are_called_yen_per_kwh_are_refused(scale: int) -> None:
    prices = read(state=str(20 * scale), today=[value * scale for value in DAY])
    assert faults(prices) == [(FaultKind.WRONG_UNIT, True)]
    assert not prices.series


def test_a_cheap_day_in_sen_is_not_taken_for_a_dear_one_in_yen() -> None:
    assert faults(read(today=[500.0] * 48)) == [(FaultKind.WRONG_UNIT, True)]


def test_the_dearest_day_that_japan_ever_had_is_believed() -> None:
    prices = read(today=[100.0] * 24 + [251.0] * 24)
    assert prices.faults == ()


def test_a_few_absurd_prices_are_left_out() -> None:
    prices = read(today=[*DAY[:46], 99999.0, -5000.0])
    assert faults(prices) == [(FaultKind.OUT_OF_RANGE, False)]
    assert prices.faults[0].found == "2026-11-22 23:00: 99999"
    assert len(prices.series) == 46


def test_negative_prices_and_a_hundredth_of_a_yen_are_prices() -> None:
    prices = read(today=[0.01] * 24 + [-2.5] * 24)
    assert prices.faults == ()
    assert prices.now == 0.01


def test_a_unit_that_is_not_a_price_is_refused() -> None:
    prices = read(unit="kWh", today=DAY)
    assert faults(prices) == [(FaultKind.WRONG_UNIT, True)]
    assert prices.faults[0].found == "kWh"


# No list


def test_a_price_now_without_a_list_is_a_price_now() -> None:
    prices = read("27.5", friendly_name="Tibber", price_level="NORMAL")
    assert prices.now == 27.5
    assert prices.format is PriceFormat.NOW_ONLY
    assert faults(prices) == [(FaultKind.UNKNOWN_SHAPE, True)]
    assert prices.faults[0].found == "27.5"


def test_a_shape_that_nobody_knows_shows_what_was_found() -> None:
    prices = read("ok", table={"a": 1, "b": 2}, words=["x", "y"])
    assert prices.now is None
    assert prices.format is None
    assert prices.faults[0].found == "ok, table{2}, words[2]"


@pytest.mark.parametrize(
    ("state", "kind"), [(None, FaultKind.MISSING), ("unavailable", FaultKind.UNAVAILABLE)]
)
def test_an_entity_that_is_not_there(state: str | None, kind: FaultKind) -> None:
    assert faults(read(state)) == [(kind, True)]


def test_an_unknown_state_does_not_hide_the_list() -> None:
    assert read("unknown", today=DAY).now == DAY[20]


# Responses


def response(payload: object, **options: Any) -> PriceRead:
    return read_price_response(payload, NOW, TOKYO, source="an.action", unit="JPY/kWh", **options)


def test_an_area_has_to_be_picked_where_there_are_several() -> None:
    payload = {"SE3": records(DAY), "SE4": records([30.0] * 48)}
    several = response(payload)
    assert faults(several) == [(FaultKind.UNKNOWN_SHAPE, True)]
    assert several.faults[0].found == "SE3, SE4"
    assert response(payload, pick="SE4").now == 30.0
    assert faults(response(payload, pick="FI")) == [(FaultKind.UNKNOWN_SHAPE, True)]


def test_a_day_that_is_not_out_yet_is_an_empty_answer() -> None:
    assert faults(response({"SE3": []})) == [(FaultKind.TOO_SHORT, True)]


@pytest.mark.parametrize("payload", [None, "html", [], {}, {"error": "no"}, {"prices": "none"}, 5])
def test_an_answer_without_prices_is_said(payload: object) -> None:
    prices = response(payload)
    assert not prices.series
    assert [fault.fatal for fault in prices.faults] == [True]


# Anything at all

scalars = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=30)
    | st.datetimes()
    | st.datetimes(timezones=st.just(UTC))
    | st.datetimes().map(datetime.isoformat)
)
names = st.sampled_from(
    ["today", "tomorrow", "raw_today", "prices", "rates", "data", "start", "end", "price", "value", "time"]
) | st.text(max_size=8)
junk = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=6) | st.dictionaries(names, inner, max_size=6),
    max_leaves=40,
)
numbers = st.none() | st.floats() | st.integers() | st.text(max_size=4)


@given(
    state=st.none() | st.text(max_size=10) | st.floats().map(str),
    attributes=st.dictionaries(names, junk | st.lists(numbers, min_size=48, max_size=48), max_size=6),
)
def test_no_attributes_break_the_price_reader(state: str | None, attributes: dict[str, Any]) -> None:
    shown = EntityState(entity_id="sensor.junk", state=state, attributes=attributes, updated=NOW)
    prices = read_prices(shown, NOW, TOKYO)
    assert prices.series or prices.faults
    assert all(abs(step.value) <= 1000 for step in prices.series)


@given(payload=junk)
def test_no_answer_breaks_the_price_reader(payload: object) -> None:
    prices = read_price_response(payload, NOW, TOKYO, source="an.action", unit="EUR/MWh")
    assert prices.series or prices.faults


# Actions


@pytest.mark.parametrize(
    ("domain", "calls"),
    [
        (
            "nordpool",
            [{"config_entry": "abc", "date": "2026-11-22"}, {"config_entry": "abc", "date": "2026-11-23"}],
        ),
        ("tibber", [{"start": "2026-11-22T00:00:00+09:00", "end": "2026-11-24T00:00:00+09:00"}]),
        (
            "easyenergy",
            [
                {
                    "config_entry": "abc",
                    "incl_vat": True,
                    "start": "2026-11-22T00:00:00+09:00",
                    "end": "2026-11-24T00:00:00+09:00",
                }
            ],
        ),
        ("amberelectric", [{"config_entry_id": "abc", "channel_type": "general"}]),
    ],
)
def test_what_an_action_is_asked_for_two_days(domain: str, calls: list[dict[str, Any]]) -> None:
    assert PRICE_ACTIONS[domain].calls("abc", MIDNIGHT.date(), 2, TOKYO) == calls


def test_an_answer_is_in_the_entitys_currency_and_in_its_own_energy() -> None:
    assert PRICE_ACTIONS["nordpool"].unit("SEK/kWh") == "SEK/MWh"
    assert PRICE_ACTIONS["tibber"].unit("NOK/kWh") == "NOK/kWh"
    assert PRICE_ACTIONS["tibber"].unit(None) is None
