"""Who says that the grid is down, and who only says something of himself."""

from hypothesis import given, strategies as st
import pytest

from custom_components.v2h_planner.core.readings import Fault, FaultKind
from custom_components.v2h_planner.readers.entity_state import Read
from custom_components.v2h_planner.readers.outage import merge_outages, read_outage
from tests.readers.entity_states import NOW, entity_state

GONE, THERE, SILENT = True, False, None


@pytest.mark.parametrize(("state", "value"), [("on", GONE), ("off", THERE)])
@pytest.mark.parametrize("entity_id", ["binary_sensor.outage", "input_boolean.outage", "switch.outage"])
def test_a_switch_that_is_on_is_an_outage(entity_id: str, state: str, value: bool) -> None:
    assert read_outage(entity_state(state, entity_id=entity_id), NOW) == Read(value)


@pytest.mark.parametrize(
    ("entity_id", "attributes"),
    [
        ("binary_sensor.my_home_grid_status", {"device_class": "power"}),  # Powerwall
        ("binary_sensor.enpower_482_grid_status", {}),  # Envoy
        ("binary_sensor.ups_online_status", {}),  # apcupsd
        ("binary_sensor.meter_plug", {"device_class": "plug"}),
    ],
)
def test_a_sensor_of_power_that_is_on_is_no_outage(entity_id: str, attributes: dict[str, str]) -> None:
    assert read_outage(entity_state("on", entity_id=entity_id, **attributes), NOW) == Read(THERE)
    assert read_outage(entity_state("off", entity_id=entity_id, **attributes), NOW) == Read(GONE)


@pytest.mark.parametrize(
    ("state", "value"),
    [
        # ECHONET Lite 0xDB and 0xD0: the appendix's names, both languages, and both integrations' texts
        ("independent", GONE),
        ("Independent type", GONE),
        ("独立", GONE),
        ("reversePowerFlowAcceptable", THERE),
        ("reverse_power_flow_not_acceptable", THERE),
        ("System interconnected (reverse power flow acceptable)", THERE),
        (" System interconnected (reverse power flow not acceptable)", THERE),
        ("系統連系 (逆潮流可)", THERE),
        ("系統連系（逆潮流不可）", THERE),
        # units and batteries
        ("自立運転", GONE),
        ("自立", GONE),
        ("Self-sustained", GONE),
        ("連系運転中", THERE),
        ("off_grid_unintentional", GONE),
        ("on_grid", THERE),
        ("Islanded", GONE),
        ("Backup", GONE),
        ("停電", GONE),
    ],
)
def test_a_units_own_state_says_whether_it_stands_alone(state: str, value: bool) -> None:
    assert read_outage(entity_state(state), NOW) == Read(value)


@pytest.mark.parametrize(
    ("state", "value"),
    [
        ("OB DISCHRG", GONE),
        ("OB", GONE),
        ("ALARM OB LB DISCHRG", GONE),
        ("On Battery, Battery Discharging", GONE),
        ("On Battery", GONE),
        ("ONBATT LOWBATT", GONE),
        ("OL", THERE),
        ("OL CHRG", THERE),
        ("Online, Battery Charging", THERE),
        ("ONLINE", THERE),
        ("OB CAL", SILENT),
        ("OL TEST DISCHRG", SILENT),
        ("On Battery, Runtime Calibration", SILENT),
        ("BYPASS", SILENT),
        ("COMMLOST", SILENT),
    ],
)
def test_a_ups_on_its_battery_is_an_outage_unless_it_tests_itself(state: str, value: bool | None) -> None:
    assert read_outage(entity_state(state), NOW) == Read(value)


@pytest.mark.parametrize(
    ("state", "unit", "value"),
    [
        ("0", "V", GONE),
        ("12.4", "V", GONE),
        ("101.3", "V", THERE),
        ("0.2", "kV", THERE),
        ("0", "Hz", GONE),
        ("50.02", "Hz", THERE),
        ("60", "Ｈｚ", THERE),
    ],
)
def test_a_dead_line_has_neither_voltage_nor_frequency(state: str, unit: str, value: bool) -> None:
    assert read_outage(entity_state(state, unit), NOW) == Read(value)


def test_a_measurement_without_a_unit_is_known_by_its_class() -> None:
    assert read_outage(entity_state("3", device_class="voltage"), NOW) == Read(GONE)


def test_a_power_sensor_at_zero_is_no_outage() -> None:
    read = read_outage(entity_state("0", "W"), NOW)
    assert read.value is None
    assert [fault.kind for fault in read.faults] == [FaultKind.WRONG_UNIT]


def test_a_mode_that_is_not_self_sustained_is_the_grid_if_the_unit_could_say_so() -> None:
    options = ["グリーンモード", "充電", "自立運転"]
    here = {"entity_id": "select.v2h_mode", "options": options}
    assert read_outage(entity_state("充電", **here), NOW) == Read(THERE)
    assert read_outage(entity_state("自立運転", **here), NOW) == Read(GONE)


def test_a_batterys_backup_mode_is_a_choice_not_an_outage() -> None:
    read = read_outage(entity_state("backup", entity_id="select.battery_operation_mode"), NOW)
    assert read.value is None
    assert [fault.kind for fault in read.faults] == [FaultKind.UNKNOWN]


@pytest.mark.parametrize(
    ("state", "kind"),
    [
        ("unavailable", FaultKind.UNAVAILABLE),
        ("unknown", FaultKind.UNKNOWN),
        (None, FaultKind.MISSING),
        ("kettle", FaultKind.UNKNOWN),
    ],
)
def test_what_nobody_understands_is_neither_outage_nor_grid(state: str | None, kind: FaultKind) -> None:
    read = read_outage(entity_state(state), NOW)
    assert read.value is None
    assert [fault.kind for fault in read.faults] == [kind]


def test_chosen_states_win_over_every_guess() -> None:
    assert read_outage(entity_state("on"), NOW, ("停止",)) == Read(THERE)
    assert read_outage(entity_state("OL CHRG"), NOW, ("ol chrg",)) == Read(GONE)
    assert read_outage(entity_state("kettle"), NOW, ("Kettle", "pan")) == Read(GONE)
    assert read_outage(entity_state("unavailable"), NOW, ("unavailable",)).value is None


@given(st.text(alphabet="停電連系自立運転中可不-,.()（） 0123456789", max_size=12))
def test_whatever_a_sensor_says_it_is_understood_or_a_fault_says_why_not(state: str) -> None:
    read = read_outage(entity_state(state), NOW)
    assert (read.value is None) == bool(read.faults)


FAULT = Fault(FaultKind.UNAVAILABLE, "sensor.ups")


@pytest.mark.parametrize(
    ("values", "merged"),
    [
        ((), SILENT),
        ((None, None), SILENT),
        ((False, None), THERE),
        ((False, True), GONE),
        ((None, True), GONE),
        ((False, False), THERE),
    ],
)
def test_one_source_that_says_outage_is_enough(values: tuple[bool | None, ...], merged: bool | None) -> None:
    assert merge_outages(Read(value) for value in values).value is merged


def test_a_silent_source_is_fatal_only_where_nobody_else_speaks() -> None:
    assert merge_outages([Read(None, (FAULT,))]).faults[0].fatal
    assert not merge_outages([Read(None, (FAULT,)), Read(False)]).faults[0].fatal
