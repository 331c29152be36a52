"""One number from one entity: right, or a fault that says what was found."""

from collections.abc import Callable
from datetime import timedelta
import math

from hypothesis import given, strategies as st
import pytest

from custom_components.v2h_planner.core.readings import FaultKind
from custom_components.v2h_planner.readers.entity_state import EntityState, Read
from custom_components.v2h_planner.readers.numbers import (
    read_co2_kg,
    read_energy_kwh,
    read_power_kw,
    read_soc,
)
from custom_components.v2h_planner.readers.units_of_measurement import price_unit
from tests.readers.entity_states import NOW, entity_state

HOUR = timedelta(hours=1)
READERS: list[Callable[..., Read[float]]] = [
    read_power_kw,
    read_soc,
    read_energy_kwh,
    read_co2_kg,
]


def fault(read: Read[float] | Read[bool]) -> FaultKind:
    """The one fault of a read that gave no value."""
    assert read.value is None
    (only,) = read.faults
    assert only.fatal
    assert only.source == "sensor.it"
    return only.kind


@pytest.mark.parametrize(
    ("state", "unit", "kw"),
    [
        ("2100", "W", 2.1),
        ("2.1", "kW", 2.1),
        ("-1400", "W", -1.4),
        ("0.0021", "MW", 2.1),
        ("2100000", "mW", 2.1),
        ("2100", "Ｗ", 2.1),
        ("2.1", " kW ", 2.1),
        ("1e3", "W", 1.0),
    ],
)
def test_power_is_read_in_kw(state: str, unit: str, kw: float) -> None:
    read = read_power_kw(entity_state(state, unit), NOW)
    assert read.value == pytest.approx(kw)
    assert read.faults == ()


@pytest.mark.parametrize(
    ("state", "unit", "kind"),
    [
        (None, "W", FaultKind.MISSING),
        ("unavailable", "W", FaultKind.UNAVAILABLE),
        ("unknown", "W", FaultKind.UNKNOWN),
        ("", "W", FaultKind.UNKNOWN),
        ("nan", "W", FaultKind.NOT_A_NUMBER),
        ("inf", "W", FaultKind.NOT_A_NUMBER),
        ("-Infinity", "W", FaultKind.NOT_A_NUMBER),
        ("1_000", "W", FaultKind.NOT_A_NUMBER),
        ("1,000", "W", FaultKind.NOT_A_NUMBER),
        ("charging", "W", FaultKind.NOT_A_NUMBER),
        ("2100", None, FaultKind.WRONG_UNIT),
        ("2100", "VA", FaultKind.WRONG_UNIT),
        ("2100", "Wh", FaultKind.WRONG_UNIT),
        ("500", "kW", FaultKind.OUT_OF_RANGE),
        ("2100", "kW", FaultKind.OUT_OF_RANGE),
    ],
)
def test_a_power_that_cannot_be_is_named(state: str | None, unit: str | None, kind: FaultKind) -> None:
    assert fault(read_power_kw(entity_state(state, unit), NOW)) is kind


def test_limits_are_the_callers() -> None:
    assert fault(read_power_kw(entity_state("-5", "W"), NOW, low=0.0)) is FaultKind.OUT_OF_RANGE
    assert read_power_kw(entity_state("150", "kW"), NOW, high=200.0).value == 150.0


def test_an_old_power_is_stale_and_says_since_when() -> None:
    read = read_power_kw(entity_state("2100", "W", updated=NOW - 2 * HOUR), NOW, stale_after=HOUR)
    assert fault(read) is FaultKind.STALE
    assert read.faults[0].found == "2026-11-22T08:20+09:00"


def test_a_resting_value_is_not_stale_where_it_may_rest() -> None:
    assert read_soc(entity_state("55", "%", updated=NOW - 48 * HOUR), NOW).value == 0.55
    assert (
        fault(read_soc(entity_state("55", "%", updated=NOW - 2 * HOUR), NOW, stale_after=HOUR))
        is FaultKind.STALE
    )


@pytest.mark.parametrize("unit", ["%", "％", None, ""])
def test_the_cars_charge_is_a_fraction_with_or_without_a_unit(unit: str | None) -> None:
    assert read_soc(entity_state("43", unit), NOW).value == pytest.approx(0.43)


@pytest.mark.parametrize(("state", "soc"), [("0", 0.0), ("1", 0.01), ("100", 1.0), ("100.3", 1.0)])
def test_the_ends_of_the_cars_charge_are_legitimate(state: str, soc: float) -> None:
    assert read_soc(entity_state(state, "%"), NOW).value == pytest.approx(soc)


@pytest.mark.parametrize(
    ("state", "unit", "kind"),
    [
        ("0.43", None, FaultKind.LOOKS_LIKE_FRACTION),
        ("0.43", "%", FaultKind.LOOKS_LIKE_FRACTION),
        ("0.99", "%", FaultKind.LOOKS_LIKE_FRACTION),
        ("-1", "%", FaultKind.OUT_OF_RANGE),
        ("101", "%", FaultKind.OUT_OF_RANGE),
        ("255", None, FaultKind.OUT_OF_RANGE),
        ("24.1", "kWh", FaultKind.WRONG_UNIT),
        ("NaN", "%", FaultKind.NOT_A_NUMBER),
    ],
)
def test_no_command_rests_on_a_charge_that_may_be_wrong(
    state: str, unit: str | None, kind: FaultKind
) -> None:
    read = read_soc(entity_state(state, unit), NOW)
    assert fault(read) is kind
    assert state in read.faults[0].found


@pytest.mark.parametrize(("state", "unit"), [("24100", "Wh"), ("24.1", "kWh"), ("0.0241", "MWh")])
def test_energy_is_read_in_kwh(state: str, unit: str) -> None:
    assert read_energy_kwh(entity_state(state, unit), NOW).value == pytest.approx(24.1)


@pytest.mark.parametrize("unit", ["W", None, "%"])
def test_energy_without_its_unit_is_refused(unit: str | None) -> None:
    assert fault(read_energy_kwh(entity_state("5", unit), NOW)) is FaultKind.WRONG_UNIT


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("20.5", "円/kWh"),
        ("20.5", "JPY/kWh"),
        ("20.5", "¥/kWh"),
        ("20.5", "￥／ｋＷｈ"),
        ("20.5", "yen/kWh"),
        ("20.5", "JPY"),
        ("20.5", None),
        ("2050", "銭/kWh"),
        ("2050", "sen/kWh"),
        ("20500", "JPY/MWh"),
        ("20500", "円/MWh"),
        ("0.0205", "JPY/Wh"),
        ("20.5", "EUR/kWh"),
        ("2050", "ct/kWh"),
        ("2050", "Öre/kWh"),
        ("20500", "EUR/MWh"),
    ],
)
def test_a_price_is_read_per_kwh_in_the_main_unit(value: str, text: str | None) -> None:
    unit = price_unit(text)
    assert unit is not None and float(value) * unit.factor == pytest.approx(20.5)


def test_what_is_no_unit_of_a_price_is_refused() -> None:
    assert price_unit("kWh") is None


@pytest.mark.parametrize(
    ("state", "unit"),
    [("457", "g/kWh"), ("457", "gCO2eq/kWh"), ("457", "gCO₂eq/kWh"), ("0.457", "kg/kWh"), ("457", "kg/MWh")],
)
def test_carbon_is_read_in_kg(state: str, unit: str) -> None:
    assert read_co2_kg(entity_state(state, unit), NOW).value == pytest.approx(0.457)


def test_carbon_in_grams_without_a_unit_or_labelled_kg_is_refused() -> None:
    assert fault(read_co2_kg(entity_state("457", None), NOW)) is FaultKind.WRONG_UNIT
    assert fault(read_co2_kg(entity_state("457", "kg/kWh"), NOW)) is FaultKind.OUT_OF_RANGE
    assert fault(read_co2_kg(entity_state("62", "%"), NOW)) is FaultKind.WRONG_UNIT


def test_what_was_found_fits_into_a_message() -> None:
    read = read_power_kw(entity_state("x" * 5000, "W"), NOW)
    assert len(read.faults[0].found) <= 120


@given(state=st.one_of(st.none(), st.text(), st.floats().map(str)), unit=st.one_of(st.none(), st.text()))
@pytest.mark.parametrize("reader", READERS)
def test_no_state_and_no_unit_breaks_a_reader(
    reader: Callable[..., Read[float]], state: str | None, unit: str | None
) -> None:
    read = reader(entity_state(state, unit), NOW)
    if read.value is None:
        assert read.faults
    else:
        assert math.isfinite(read.value)


@given(soc=st.floats(min_value=1.0, max_value=100.0))
def test_every_percent_from_one_to_a_hundred_is_the_same_fraction(soc: float) -> None:
    shown: EntityState = entity_state(repr(soc), "%")
    assert read_soc(shown, NOW).value == pytest.approx(soc / 100)


@pytest.mark.parametrize(
    ("state", "unit", "phases", "kw"), [("16", "A", 1, 3.2), ("16", "A", 3, 9.6), ("-150", "dA", 1, -3.0)]
)
def test_a_current_is_a_power_where_the_volts_are_known(
    state: str, unit: str, phases: int, kw: float
) -> None:
    shown = entity_state(state, unit)
    assert read_power_kw(shown, NOW, volts=200.0, phases=phases).value == pytest.approx(kw)
    assert read_power_kw(shown, NOW).faults[0].kind is FaultKind.WRONG_UNIT
