"""The forms' answers become what the core uses: percent fractions, W kW, rows trips."""

from collections.abc import Callable
from copy import deepcopy
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest

from custom_components.v2h_planner.core.codec import decode, encode
from custom_components.v2h_planner.core.hazard import Certainty, HazardKind, HazardPolicy, Severity
from custom_components.v2h_planner.core.home import (
    ChargeControl,
    Departure,
    DischargeControl,
    GridTerms,
    Storage,
    StorageKind,
)
from custom_components.v2h_planner.core.outage.endurance import OutageTerms
from custom_components.v2h_planner.core.readings import Verb
from custom_components.v2h_planner.core.tariff.export_terms import ExportTerms, two_step_fit
from custom_components.v2h_planner.core.tariff.import_terms import Adder, Band, MarketTerms
from custom_components.v2h_planner.readers.jma.areas import JmaArea
from custom_components.v2h_planner.settings.adder_rows import parse_adders
from custom_components.v2h_planner.settings.errors import (
    AdderError,
    BandError,
    FitStartError,
    NoStorageError,
    PriceLimitsError,
    SettingsError,
    StorageError,
)
from custom_components.v2h_planner.settings.from_entry import settings_from_entry
from custom_components.v2h_planner.settings.model import (
    Control,
    ControlKind,
    OutageSource,
    Settings,
    Sources,
    StorageSettings,
    WarningSource,
)
from custom_components.v2h_planner.settings.time_of_use_rows import parse_band, parse_table
from tests.ha.entry_forms import (
    CHARGER_EV,
    CHIYODA,
    EXPORT,
    HOME_BATTERY,
    LOOOP,
    OPTIONS,
    OUTAGE,
    PEOPLE,
    POLICY,
    STORM,
    TABLE,
    V2H_EV,
    home_entry,
    storage,
)

COMMUTE = Departure(
    weekdays=frozenset(range(5)), leave=time(7, 30), back=time(18, 30), soc=0.6, energy_kwh=6.0
)
NIGHT_TRIP = Departure(weekdays=frozenset({6}), leave=time(22), back=time(5), soc=0.8, energy_kwh=12.0)


def with_control(control: dict[str, Any]) -> Storage:
    data = {**V2H_EV, "control": control}
    entry = home_entry(storage("v2h_ev", data, name="Leaf", subentry_id="leaf"))
    return settings_from_entry(entry).storage("leaf").storage


def with_home(**home: Any) -> Settings:
    return settings_from_entry(home_entry(options={**OPTIONS, "home": {**OPTIONS["home"], **home}}))


def test_percent_and_watts_become_fractions_and_kilowatts() -> None:
    settings = settings_from_entry(home_entry())

    assert settings.storages == (
        StorageSettings(
            storage=Storage(
                id="leaf",
                name="Leaf",
                kind=StorageKind.V2H_EV,
                capacity_kwh=40.0,
                charge_max_kw=6.0,
                discharge_max_kw=5.5,
                charge_min_kw=0.5,
                discharge_min_kw=0.3,
                charge_efficiency=0.91,
                discharge_efficiency=0.92,
                overhead_kw=0.15,
                start_up_yen=2.0,
                degradation_yen_per_kwh=1.5,
                min_soc=0.2,
                max_soc=0.85,
                storm_soc=1.0,
                charge_control=ChargeControl.SET_POINT,
                discharge_control=DischargeControl.LOAD_FOLLOWING,
                departures=(COMMUTE, NIGHT_TRIP),
            ),
            soc_entity="sensor.leaf_soc",
            connected_entity="sensor.v2h_connection",
            power_entity="sensor.v2h_power",
            power_charging_positive=True,
            control=Control(
                kind=ControlKind.SELECT,
                entity_id="select.v2h_mode",
                options={
                    Verb.CHARGE: "charge",
                    Verb.DISCHARGE: "discharge",
                    Verb.STANDBY: "standby",
                },
                charge_number="number.v2h_charge_power",
                verify_after=timedelta(seconds=90),
                safe=Verb.STANDBY,
            ),
        ),
    )
    assert settings.home.storages == (settings.storages[0].storage,)


def test_the_home_its_terms_and_its_entities() -> None:
    settings = settings_from_entry(home_entry())

    assert settings.home.grid == GridTerms(contract_kw=6.0, export_limit_kw=4.5)
    assert settings.home.carbon_price_yen_per_kg == 3.0
    assert settings.sources == Sources(
        pv_power="sensor.pv",
        load_power="sensor.load",
        grid_power="sensor.grid",
        grid_import_positive=False,
        load_includes_storages=True,
        solar_forecast_entries=(),
        co2="sensor.co2",
        warnings=(WarningSource("binary_sensor.storm"),),
        outages=(OutageSource("binary_sensor.outage"),),
    )
    assert settings.hazards == HazardPolicy(cooldown=timedelta(hours=4))
    assert settings.outage == OutageTerms(thrifty_kw=0.25, notice_hours=(24.0, 12.0, 6.0, 3.0))
    assert settings.notify == ()
    assert settings.hands_off == timedelta(hours=1, minutes=30)
    assert settings.stale_after == timedelta(minutes=30)
    assert settings.prices.entity_id == "sensor.prices"
    assert settings.prices.tariff.terms == MarketTerms(
        loss=6.9 / 100, tax=10 / 100, adders=(Adder(name="all of them", yen_per_kwh=19.09),)
    )
    assert settings.prices.tariff.export == ExportTerms(yen_per_kwh=16.0)


def with_storm(**storm: Any) -> Settings:
    return settings_from_entry(home_entry(options={**OPTIONS, "storm": {**STORM, **storm}}))


def test_a_person_says_what_to_be_ready_for() -> None:
    policy = {**POLICY, "wind": "never", "waves": "emergency_warning", "thunder": "advisory"}
    hazards = with_storm(
        policy={**policy, "watch_from": "off", "lead_hours": 2.5, "keep_full": False}
    ).hazards

    assert HazardKind.WIND not in hazards.thresholds
    assert hazards.thresholds[HazardKind.WAVES] is Severity.EMERGENCY
    assert hazards.thresholds[HazardKind.THUNDER] is Severity.ADVISORY
    assert hazards.thresholds[HazardKind.RAIN] is Severity.DANGER
    assert hazards.watch_from is None
    assert hazards.lead == timedelta(hours=2, minutes=30)
    assert not hazards.keep_full


@pytest.mark.parametrize("certainty", [Certainty.MEDIUM, Certainty.HIGH, Certainty.EXPECTED])
def test_a_person_says_how_sure_a_forecast_must_be(certainty: Certainty) -> None:
    policy = {**POLICY, "watch_from": certainty.name.lower()}
    assert with_storm(policy=policy).hazards.watch_from is certainty


def test_the_municipality_is_stored_as_a_whole_and_asked_only_while_it_is_switched_on() -> None:
    area = with_storm(jma=True, jma_area=CHIYODA).sources.jma_area

    assert area == JmaArea(**CHIYODA)
    assert with_storm(jma=False, jma_area=CHIYODA).sources.jma_area is None
    assert with_storm(jma=True).sources.jma_area is None


def test_only_the_chosen_states_of_an_entity_count() -> None:
    options = {
        **OPTIONS,
        "storm": {**STORM, "warnings": ["sensor.a", "binary_sensor.b"], "states": {"sensor.a": ["警報"]}},
        "outage": {**OUTAGE, "outages": ["select.mode"], "states": {"select.mode": ["自立"]}},
        "people": {**PEOPLE, "notify": ["notify.family"]},
    }
    settings = settings_from_entry(home_entry(options=options))

    assert settings.sources.warnings == (
        WarningSource("sensor.a", ("警報",)),
        WarningSource("binary_sensor.b"),
    )
    assert settings.sources.outages == (OutageSource("select.mode", ("自立",)),)
    assert settings.notify == ("notify.family",)


def test_settings_come_back_from_diagnostics() -> None:
    settings = with_storm(jma=True, jma_area=CHIYODA)
    assert decode(Settings, encode(settings)) == settings


def test_an_all_in_price_is_not_marked_up() -> None:
    prices = {"price_entity": "sensor.prices", "plan": "all_in", "adders": [], "export": EXPORT}
    settings = settings_from_entry(home_entry(options={**OPTIONS, "prices": prices}))

    assert settings.prices.tariff.terms.all_in(31.5) == 31.5


def test_the_retailers_list_comes_with_its_adders_only() -> None:
    prices = settings_from_entry(home_entry(options={**OPTIONS, "prices": LOOOP})).prices

    assert (prices.looop_area, prices.entity_id, prices.tariff.table) == ("03", None, None)
    assert prices.tariff.terms.all_in(27.51) == pytest.approx(27.51 + 19.46)


def test_limits_and_rounding_are_part_of_the_terms() -> None:
    limits = {"floor_price": 5.0, "cap_price": 40.0, "cut": True}
    form = {**OPTIONS["prices"], "adders": ["levy 4.18 2026-05-01~"], "limits": limits}
    terms = settings_from_entry(home_entry(options={**OPTIONS, "prices": form})).prices.tariff.terms

    assert (terms.floor, terms.cap, terms.decimals) == (5.0, 40.0, 2)
    assert terms.adders[0].first == date(2026, 5, 1)


@pytest.mark.parametrize(
    ("export", "terms"),
    [
        (
            {"export_kind": "fit", "fit_start": "2026-02-03", "export_price": 8.5},
            two_step_fit(date(2026, 2, 3), 8.5),
        ),
        (
            {"export_kind": "market_share", "market_share_percent": 90.0, "export_price": 1.0},
            ExportTerms(yen_per_kwh=1.0, market_share=0.9),
        ),
    ],
)
def test_what_is_sold_earns_by_its_contract(export: dict[str, Any], terms: ExportTerms) -> None:
    form = {**OPTIONS["prices"], "export": {**EXPORT, **export}}
    assert settings_from_entry(home_entry(options={**OPTIONS, "prices": form})).prices.tariff.export == terms


def test_a_fixed_table_replaces_the_price_entity() -> None:
    prices = settings_from_entry(home_entry(options={**OPTIONS, "prices": TABLE})).prices

    assert prices.entity_id is None
    assert prices.tariff.table is not None
    assert prices.tariff.table.price(datetime(2026, 4, 20, 12)) == 31.8
    assert prices.tariff.table.price(datetime(2026, 4, 25, 12)) == 27.5
    assert prices.tariff.table.price(datetime(2026, 4, 26, 23, 30)) == 22
    assert prices.tariff.table.price(datetime(2026, 4, 20, 3)) == 22


def test_rows_of_a_form_are_read_beside_the_text_of_older_entries() -> None:
    rows = [
        {"start": "07:00:00", "price": 27.5, "days": ["sun", "holiday"]},
        {"start": "23:00:00", "price": 22},
    ]
    adders = ["levy 4.18", {"name": "night", "price": -2.0, "start": "23:00:00", "end": "07:00:00"}]
    form = {**TABLE, "bands": ["07:00 31.8", *rows], "adders": adders}
    tariff = settings_from_entry(home_entry(options={**OPTIONS, "prices": form})).prices.tariff

    assert tariff.table is not None
    assert tariff.table.price(datetime(2026, 11, 3, 12)) == 27.5  # 文化の日
    assert tariff.table.price(datetime(2026, 11, 4, 12)) == 31.8
    assert tariff.terms.all_in(22.0, datetime(2026, 11, 4, 2)) == pytest.approx(24.18)


@pytest.mark.parametrize("rows", [None, "07:00 30", [None], [{"start": "07:00"}], [{"price": 3}], [7]])
def test_rows_that_are_none_are_refused_in_words(rows: Any) -> None:
    for name, error in (("bands", BandError), ("adders", AdderError)):
        with pytest.raises(error):
            settings_from_entry(home_entry(options={**OPTIONS, "prices": {**TABLE, name: rows}}))


@pytest.mark.parametrize(
    ("home", "kw"),
    [
        ({"contract": "none"}, None),
        ({"contract": "30"}, 3.0),
        ({"contract": "kva", "contract_kva": 10.0}, 10.0),
    ],
)
def test_contract_amperes_are_a_hundred_volts_each(home: dict[str, Any], kw: float | None) -> None:
    assert with_home(**home).home.grid.contract_kw == kw


def test_a_home_that_may_not_sell_exports_nothing() -> None:
    more = {**OPTIONS["home"]["more"], "may_export": False}

    assert with_home(more=more).home.grid.export_limit_kw == 0


def test_without_an_export_limit_the_connection_decides() -> None:
    more = {key: value for key, value in OPTIONS["home"]["more"].items() if key != "export_limit_kw"}

    assert with_home(more=more).home.grid.export_limit_kw == GridTerms().export_limit_kw


def test_a_one_way_charger_never_discharges_and_is_left_alone_at_the_end() -> None:
    entry = home_entry(storage("charger_ev", CHARGER_EV, name="Sakura", subentry_id="kei"))
    item = settings_from_entry(entry).storage("kei")

    assert not item.storage.can_discharge
    assert item.storage.charge_control is ChargeControl.FIXED_RATE
    assert item.control.safe is None
    assert item.control.entity_id == "switch.charger"


def test_a_battery_that_is_only_watched_has_no_orders_and_no_trips() -> None:
    entry = home_entry(storage("home_battery", HOME_BATTERY, name="Battery", subentry_id="b"))
    item = settings_from_entry(entry).storage("b")

    assert item.control == Control()
    assert item.storage.departures == ()
    assert item.storage.can_discharge
    assert not item.power_charging_positive


def test_a_home_without_storages_says_so() -> None:
    entry = home_entry()
    entry.subentries = {}

    with pytest.raises(NoStorageError):
        settings_from_entry(entry)


@pytest.mark.parametrize(
    ("prices", "error"),
    [
        ({**OPTIONS["prices"], "adders": ["levy ?"]}, AdderError),
        ({**TABLE, "bands": ["07:00"]}, BandError),
        (
            {**OPTIONS["prices"], "export": {**EXPORT, "export_kind": "fit", "fit_start": "soon"}},
            FitStartError,
        ),
        ({**OPTIONS["prices"], "limits": {"floor_price": 9.0, "cap_price": 5.0}}, PriceLimitsError),
        ({**OPTIONS["prices"], "loss_percent": 100.0}, SettingsError),
    ],
)
def test_prices_that_cannot_be_used_are_named(prices: dict[str, Any], error: type[SettingsError]) -> None:
    with pytest.raises(SettingsError) as raised:
        settings_from_entry(home_entry(options={**OPTIONS, "prices": prices}))
    assert type(raised.value) is error


@pytest.mark.parametrize(
    ("form", "change"),
    [
        ("powers", {"floor_percent": 90.0}),
        ("battery", {"capacity_kwh": 0.0}),
        ("departures", {"trip_1": {**V2H_EV["departures"]["trip_1"], "leave": "late"}}),
        ("control", {"safe": "sing"}),
    ],
)
def test_a_storage_that_cannot_be_is_named(form: str, change: dict[str, Any]) -> None:
    data = {**V2H_EV, form: {**V2H_EV[form], **change}}
    with pytest.raises(StorageError) as error:
        settings_from_entry(home_entry(storage("v2h_ev", data, name="Leaf", subentry_id="leaf")))
    assert error.value.placeholders == {"found": "Leaf"}


LAST = {"safe": "standby", "verify_seconds": 60}
BY_MODE = {"charge": "c", "discharge": "d", "standby": "s"}


@pytest.mark.parametrize(
    ("control", "charge", "discharge"),
    [
        ({"kind": "none"}, ChargeControl.FIXED_RATE, DischargeControl.LOAD_FOLLOWING),
        (
            {"kind": "select", "entity": "select.m", "options": BY_MODE, **LAST},
            ChargeControl.FIXED_RATE,
            DischargeControl.LOAD_FOLLOWING,
        ),
        (
            {"kind": "select", "entity": "select.m", "options": {**BY_MODE, "surplus": "g"}, **LAST},
            ChargeControl.FIXED_OR_SURPLUS,
            DischargeControl.LOAD_FOLLOWING,
        ),
        (
            {"kind": "select", "entity": "select.m", "options": {"charge": "c", "standby": "s"}, **LAST},
            ChargeControl.FIXED_RATE,
            DischargeControl.NONE,
        ),
        (
            {"kind": "number", "charge_number": "number.c", "discharge_number": "number.c", **LAST},
            ChargeControl.SET_POINT,
            DischargeControl.SET_POINT,
        ),
        (
            {"kind": "number", "charge_number": "number.c", **LAST},
            ChargeControl.SET_POINT,
            DischargeControl.NONE,
        ),
        (
            {"kind": "switch", "entity": "switch.s", **LAST},
            ChargeControl.FIXED_RATE,
            DischargeControl.NONE,
        ),
        (
            {
                "kind": "actions",
                "actions": {
                    "charge": [{"action": "script.c", "data": {"watts": "{{ power_w }}"}}],
                    "discharge": [{"action": "script.d"}],
                },
                **LAST,
            },
            ChargeControl.SET_POINT,
            DischargeControl.LOAD_FOLLOWING,
        ),
    ],
)
def test_what_a_unit_can_follows_from_how_it_is_commanded(
    control: dict[str, Any], charge: ChargeControl, discharge: DischargeControl
) -> None:
    item = with_control(control)

    assert item.charge_control is charge
    assert item.discharge_control is discharge


def test_the_owner_knows_better_than_the_guess() -> None:
    data = deepcopy(V2H_EV)
    data["powers"]["more"] |= {"charge_control": "fixed_or_surplus", "discharge_control": "set_point"}
    item = settings_from_entry(home_entry(storage("v2h_ev", data, name="L", subentry_id="l"))).storages[0]

    assert item.storage.charge_control is ChargeControl.FIXED_OR_SURPLUS
    assert item.storage.discharge_control is DischargeControl.SET_POINT


WEEKDAYS, WEEKEND = frozenset(range(5)), frozenset({5, 6})


@pytest.mark.parametrize(
    ("row", "band"),
    [
        ("07:00 31.8", Band(time(7), 31.8)),
        ("  7:00   31.80円 ", Band(time(7), 31.8)),
        ("０７：００　３１．８", Band(time(7), 31.8)),
        ("0:00 -1.5 yen", Band(time(0), -1.5)),
        ("mon-fri 17:00 42", Band(time(17), 42, WEEKDAYS)),
        ("月～金 17:00 42", Band(time(17), 42, WEEKDAYS)),
        ("平日 17:00 42", Band(time(17), 42, WEEKDAYS)),
        ("Sat, Sun 07:00 29", Band(time(7), 29, WEEKEND)),
        ("土日 07:00 29", Band(time(7), 29, WEEKEND)),
        ("月水金 07:00 29", Band(time(7), 29, frozenset({0, 2, 4}))),
        ("sun-tue 07:00 29", Band(time(7), 29, frozenset({6, 0, 1}))),
    ],
)
def test_a_row_is_read_as_people_write_it(row: str, band: Band) -> None:
    assert parse_band(row) == band


@pytest.mark.parametrize(
    "row", ["", "07:00", "31.8", "25:00 31.8", "07:60 31", "foo 07:00 31", "mon-foo 7:00 3"]
)
def test_a_row_that_is_not_understood_is_named(row: str) -> None:
    with pytest.raises(BandError) as error:
        parse_band(row)
    assert error.value.placeholders == {"found": row}


def test_a_table_without_a_price_for_sunday_is_refused() -> None:
    with pytest.raises(BandError):
        parse_table(["mon-sat 07:00 30"])


def test_a_time_that_is_there_twice_is_refused() -> None:
    with pytest.raises(BandError, match="sat,sun 07:00 25"):
        parse_table(["07:00 30", "sat 07:00 20", "sat,sun 07:00 25"])


def test_empty_rows_are_no_rows() -> None:
    assert len(parse_table(["07:00 30", " "]).bands) == 1


@pytest.mark.parametrize("number", [float("nan"), float("inf"), float("-inf")])
def test_a_stored_number_that_is_none_is_refused_with_its_place(number: float) -> None:
    car = {**V2H_EV, "battery": {**V2H_EV["battery"], "capacity_kwh": number}}
    with pytest.raises(StorageError, match="Leaf"):
        settings_from_entry(home_entry(storage("v2h_ev", car, name="Leaf", subentry_id="leaf")))
    people = {**OPTIONS["people"], "hands_off_hours": number}
    with pytest.raises(SettingsError):
        settings_from_entry(home_entry(options={**OPTIONS, "people": people}))


@pytest.mark.parametrize(("parse", "row"), [(parse_adders, "levy 1001"), (parse_table, "00:00 -1001")])
def test_no_price_is_above_a_thousand_yen(parse: Callable[[list[str]], object], row: str) -> None:
    with pytest.raises(SettingsError):
        parse([row])
