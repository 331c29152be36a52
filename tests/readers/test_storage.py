"""Plugged in or not, charging or not, and which option orders what."""

import pytest

from custom_components.v2h_planner.core.readings import FaultKind, Verb
from custom_components.v2h_planner.readers.storage import doing_of, guess_options, read_connected, read_doing
from tests.readers.entity_states import NOW, entity_state

CHARGE, SURPLUS, DISCHARGE, STANDBY = (
    Verb.CHARGE,
    Verb.SURPLUS,
    Verb.DISCHARGE,
    Verb.STANDBY,
)


@pytest.mark.parametrize(
    "state",
    [
        # echonet_lite, EPC 0xC7
        "connected",
        "chargeable",
        "dischargeable",
        "chargeable_dischargeable",
        # pychonet, classes 0x027E and 0x02A1
        "Connected",
        "Chargeable and Dischargeable",
        "Connected to vehicle, Not chargeable",
        "Connected to vehicle, chargeable status unknown",
        # the specification
        "車両接続・充電可・放電可",
        # plugs, evcc, OCPP
        "on",
        "plugged_in",
        "接続済み",
        "ケーブル接続済み",
        "充電ケーブル接続中",
        "コネクタ接続",
        "プラグは接続されています",
        "車両あり",
        "Vehicle connected",
        "Cable plugged in",
        "1",
        "1.0",
        "１",
        "ON",
        "True",
        "オン",
        "B",
        "C",
        "SuspendedEV",
        "Finishing",
    ],
)
def test_the_car_is_plugged_in(state: str) -> None:
    assert read_connected(entity_state(state), NOW).value is True


@pytest.mark.parametrize(
    "state",
    [
        "not_connected",
        "Not Connected",
        "Vehicle not connected",
        "車両未接続",
        "off",
        "unplugged",
        "ケーブル未接続",
        "プラグ未接続",
        "充電コネクター未接続",
        "ケーブルなし",
        "車両なし",
        "接続されていません",
        "切断",
        "Cable disconnected",
        "Car not connected",
        "EV unplugged",
        "0",
        "0.0",
        "False",
        "オフ",
        "A",
        "Available",
    ],
)
def test_the_car_is_not_plugged_in(state: str) -> None:
    assert read_connected(entity_state(state), NOW).value is False


@pytest.mark.parametrize(
    ("state", "at_home"), [("home", True), ("not_home", False), ("Office", False), ("Chargeable", False)]
)
def test_a_tracker_knows_only_home(state: str, at_home: bool) -> None:
    assert read_connected(entity_state(state, entity_id="device_tracker.car"), NOW).value is at_home


@pytest.mark.parametrize(
    ("state", "kind"),
    [
        (None, FaultKind.MISSING),
        ("unavailable", FaultKind.UNAVAILABLE),
        ("unknown", FaultKind.UNKNOWN),
        ("undefined", FaultKind.UNKNOWN),
        ("Invalid setting", FaultKind.UNKNOWN),
        ("42", FaultKind.UNKNOWN),
        ("Faulted", FaultKind.UNKNOWN),
        ("2", FaultKind.UNKNOWN),
        ("10", FaultKind.UNKNOWN),
        ("Car off", FaultKind.UNKNOWN),
        ("充電なし", FaultKind.UNKNOWN),
        ("ケーブル", FaultKind.UNKNOWN),
    ],
)
def test_a_connection_that_nobody_knows_is_not_guessed(state: str | None, kind: FaultKind) -> None:
    read = read_connected(entity_state(state), NOW)
    assert read.value is None
    assert [fault.kind for fault in read.faults] == [kind]


@pytest.mark.parametrize(
    ("state", "verb"),
    [
        ("charge", CHARGE),
        ("Rapid charge", CHARGE),
        ("充電", CHARGE),
        ("discharge", DISCHARGE),
        ("放電", DISCHARGE),
        ("standby", STANDBY),
        ("Idle", STANDBY),
        ("待機", STANDBY),
        ("停止", STANDBY),
        ("余剰充電", SURPLUS),
        ("surplus_electric_power", SURPLUS),
    ],
)
def test_what_a_unit_does(state: str, verb: Verb) -> None:
    assert read_doing(entity_state(state), NOW).value is verb


@pytest.mark.parametrize("state", ["charging_discharging", "充放電", "preparation", "自動", "Other", "Test"])
def test_a_mode_that_is_none_of_our_verbs_is_no_fault(state: str) -> None:
    read = read_doing(entity_state(state), NOW)
    assert read.value is None
    assert read.faults == ()


def test_a_mode_that_nobody_knows_is_named() -> None:
    (fault,) = read_doing(entity_state("warp"), NOW).faults
    assert (fault.kind, fault.found) == (FaultKind.UNKNOWN, "warp")
    assert doing_of("warp") is None


def test_options_of_echonet_lite_are_guessed() -> None:
    options = [
        "charge",
        "discharge",
        "standby",
        "charging_discharging",
        "idle",
        "preparation",
        "automatic",
        "other",
    ]
    assert guess_options(options) == {CHARGE: "charge", DISCHARGE: "discharge", STANDBY: "standby"}
    assert guess_options(options[::-1]) == guess_options(options)


def test_options_of_pychonet_are_guessed_and_rapid_charge_is_not_first_choice() -> None:
    options = ["Other", "Rapid charge", "Charge", "Discharge", "Standby", "Test"]
    assert guess_options(options) == {CHARGE: "Charge", DISCHARGE: "Discharge", STANDBY: "Standby"}


def test_japanese_options_are_guessed() -> None:
    options = ["急速充電", "充電", "放電", "停止", "待機", "余剰充電"]
    assert guess_options(options) == {CHARGE: "充電", DISCHARGE: "放電", STANDBY: "待機", SURPLUS: "余剰充電"}


def test_options_that_say_nothing_are_left_to_the_user() -> None:
    assert guess_options(["1", "2", "Mode A"]) == {}
    assert guess_options([]) == {}
