"""Schemas of a storage's forms, and the values they open with."""

from collections.abc import Sequence
from typing import Any

from homeassistant.const import CONF_NAME
from homeassistant.data_entry_flow import section
from homeassistant.helpers.selector import ActionSelector, TextSelector
import probatio

from .. import const as c
from ..core.home import ChargeControl, DischargeControl, StorageKind
from ..core.readings import Verb
from ..core.trips import LEAST_KM_PER_KWH, MOST_KM_PER_KWH
from ..readers.storage import guess_automatic
from ..settings.model import Control, ControlKind
from ..sources.storage_guess import StorageGuess
from .fields import (
    POWER_DOMAINS,
    YEN_PER_KWH,
    MinuteSelector,
    asked,
    choice,
    entity,
    labelled,
    number,
    percent,
    toggle,
)

SOC_DOMAINS = ("sensor", "input_number", "number")
ODOMETER_DOMAINS = SOC_DOMAINS
TRACKER_DOMAINS = ("device_tracker", "person", "binary_sensor", "input_boolean", "sensor")
CONNECTED_DOMAINS = ("binary_sensor", "sensor", "device_tracker", "person", "input_boolean", "switch")
SET_POINT_DOMAINS = ("number", "input_number")

TRY_FIRST: dict[probatio.Marker, Any] = {probatio.Optional(c.CONF_TRY_FIRST, default=False): toggle}

TRIP_SOURCES = (c.TRIPS_LEARN, c.TRIPS_WEEKLY, c.TRIPS_NONE)

# Usual values, by kind: kW (AC), percent, W, yen per start.
_POWER = {StorageKind.V2H_EV: 6.0, StorageKind.CHARGER_EV: 3.0, StorageKind.HOME_BATTERY: 3.0}
_MIN_SOC = {StorageKind.V2H_EV: 20, StorageKind.CHARGER_EV: 20, StorageKind.HOME_BATTERY: 10}
_MAX_SOC = {StorageKind.V2H_EV: 90, StorageKind.CHARGER_EV: 90, StorageKind.HOME_BATTERY: 100}
_EFFICIENCY = {StorageKind.V2H_EV: 90, StorageKind.CHARGER_EV: 90, StorageKind.HOME_BATTERY: 95}
_OVERHEAD = {StorageKind.V2H_EV: 150, StorageKind.CHARGER_EV: 50, StorageKind.HOME_BATTERY: 30}
_START_UP_YEN = {StorageKind.V2H_EV: 2.0, StorageKind.CHARGER_EV: 1.0, StorageKind.HOME_BATTERY: 0.0}
_TRIP_SOC, _TRIP_KWH = 60.0, 6.0
# A power in W or an energy in Wh passes the box: the form then says what is wrong, and the browser would not.
_IN_THOUSANDS = 100_000


def storage_start(kind: StorageKind, guess: StorageGuess) -> dict[str, Any]:
    """Return the answers with which the page of a new storage opens; a capacity is the device's or nobody's."""
    powers: dict[str, Any] = {c.CONF_CHARGE_MAX: guess.charge_max_kw or _POWER[kind]}
    if kind is not StorageKind.CHARGER_EV:
        powers[c.CONF_DISCHARGE_MAX] = guess.discharge_max_kw or _POWER[kind]
    least = {c.CONF_CHARGE_MIN: guess.charge_min_kw, c.CONF_DISCHARGE_MIN: guess.discharge_min_kw}
    if kind is StorageKind.CHARGER_EV:
        del least[c.CONF_DISCHARGE_MIN]
    if known := {where: power for where, power in least.items() if power is not None}:
        powers[c.CONF_MORE] = known
    # Nothing can be learned of a car whose plug nobody watches.
    trips = c.TRIPS_NONE if guess.connected_entity is None else c.TRIPS_LEARN
    control = ControlKind.NONE
    if guess.select is not None:
        control = ControlKind.SELECT
    elif guess.switch is not None and kind.is_ev:
        control = ControlKind.SWITCH
    elif guess.charge_number is not None:
        control = ControlKind.NUMBER
    return {
        c.CONF_BATTERY: {
            c.CONF_SOC_ENTITY: guess.soc_entity,
            c.CONF_CAPACITY: guess.capacity_kwh,
            c.CONF_CONNECTED_ENTITY: guess.connected_entity,
            c.CONF_POWER_ENTITY: guess.power_entity,
            c.CONF_CHARGING_POSITIVE: guess.power_charging_positive,
        },
        c.CONF_POWERS: powers,
        **({c.CONF_DEPARTURES: {c.CONF_TRIPS_FROM: trips}} if kind.is_ev else {}),
        c.CONF_CONTROL: {c.CONF_KIND: control.value},
    }


def battery_schema(kind: StorageKind) -> probatio.Schema:
    """Build the schema of the battery: name, capacity, entities."""
    plug = {probatio.Optional(c.CONF_CONNECTED_ENTITY): entity(*CONNECTED_DOMAINS)} if kind.is_ev else {}
    return probatio.Schema(
        {
            probatio.Required(CONF_NAME): TextSelector(),
            probatio.Required(c.CONF_SOC_ENTITY): entity(*SOC_DOMAINS),
            asked(c.CONF_CAPACITY): number(0.5, 3 * _IN_THOUSANDS, "kWh"),
            **plug,
            probatio.Optional(c.CONF_POWER_ENTITY): entity(*POWER_DOMAINS),
            probatio.Required(c.CONF_CHARGING_POSITIVE, default=True): toggle,
        }
    )


def powers_schema(kind: StorageKind) -> probatio.Schema:
    """Build the schema of powers and SOC limits; a one-way charger has no discharging side."""
    two_way = kind is not StorageKind.CHARGER_EV
    fields: dict[probatio.Marker, Any] = {
        probatio.Required(c.CONF_CHARGE_MAX): number(0.1, _IN_THOUSANDS, "kW")
    }
    if two_way:
        fields[probatio.Required(c.CONF_DISCHARGE_MAX)] = number(0, _IN_THOUSANDS, "kW")
    fields[probatio.Required(c.CONF_MIN_SOC, default=_MIN_SOC[kind])] = percent()
    fields[probatio.Required(c.CONF_MAX_SOC, default=_MAX_SOC[kind])] = percent()
    fields[probatio.Required(c.CONF_STORM, default=100)] = percent()
    fields[probatio.Required(c.CONF_MORE)] = section(
        probatio.Schema(_more_fields(kind, two_way=two_way)), {"collapsed": True}
    )
    return probatio.Schema(fields)


def _more_fields(kind: StorageKind, *, two_way: bool) -> dict[probatio.Marker, Any]:
    """Build the section of details that hardly anyone changes."""
    efficiency = _EFFICIENCY[kind]
    fields: dict[probatio.Marker, Any] = {
        probatio.Required(c.CONF_CHARGE_CONTROL, default=c.AUTO): choice(
            (c.AUTO, *ChargeControl), "charge_control"
        ),
        probatio.Required(c.CONF_CHARGE_MIN, default=0): number(0, _IN_THOUSANDS, "kW"),
        probatio.Required(c.CONF_CHARGE_EFFICIENCY, default=efficiency): number(30, 100, "%"),
    }
    if two_way:
        fields |= {
            probatio.Required(c.CONF_DISCHARGE_CONTROL, default=c.AUTO): choice(
                (c.AUTO, *DischargeControl), "discharge_control"
            ),
            probatio.Required(c.CONF_DISCHARGE_MIN, default=0): number(0, _IN_THOUSANDS, "kW"),
            probatio.Required(c.CONF_DISCHARGE_EFFICIENCY, default=efficiency): number(30, 100, "%"),
        }
    if kind.is_ev:
        fields[probatio.Optional(c.CONF_FULL_WITHIN)] = number(1, 12, "h", step=0.5)
    return fields | {
        probatio.Required(c.CONF_OVERHEAD, default=_OVERHEAD[kind]): number(0, 2000, "W", step=1),
        probatio.Required(c.CONF_DEGRADATION, default=0): number(0, 100, YEN_PER_KWH),
        probatio.Optional(c.CONF_PACK_YEN): number(0, 100_000_000, "¥", step=1),
        probatio.Optional(c.CONF_CYCLES): number(100, 100_000, "", step=1),
        probatio.Required(c.CONF_START_UP, default=_START_UP_YEN[kind]): number(0, 100, "¥"),
    }


def departures_schema(min_soc_percent: float, capacity_kwh: float) -> probatio.Schema:
    """Build the schema of how trips are known, and of three weekly ones; empty rows open with what the battery allows."""
    soc = max(_TRIP_SOC, min_soc_percent)
    energy = min(_TRIP_KWH, round(capacity_kwh * soc / 200, 1))
    row = probatio.Schema(
        {
            probatio.Optional(c.CONF_WEEKDAYS, default=list): choice(c.WEEKDAYS, "weekdays", multiple=True),
            probatio.Required(c.CONF_LEAVE, default="09:00:00"): MinuteSelector(),
            probatio.Required(c.CONF_BACK, default="18:00:00"): MinuteSelector(),
            probatio.Required(c.CONF_SOC_PERCENT, default=soc): percent(),
            probatio.Required(c.CONF_ENERGY, default=energy): number(0, 300, "kWh"),
            probatio.Required(c.CONF_EXCEPT_HOLIDAYS, default=False): toggle,
        }
    )
    road = probatio.Schema(
        {
            probatio.Optional(c.CONF_TRACKER): entity(*TRACKER_DOMAINS),
            probatio.Optional(c.CONF_KM_PER_KWH): number(LEAST_KM_PER_KWH, MOST_KM_PER_KWH, "km/kWh"),
            probatio.Optional(c.CONF_FAST_CHARGER): choice(c.FAST_CHARGERS, "fast_charger"),
            probatio.Optional(c.CONF_SHORT_YEN): number(0, 10_000, YEN_PER_KWH),
        }
    )
    return probatio.Schema(
        {
            probatio.Optional(c.CONF_TRIPS_FROM): choice(TRIP_SOURCES, "trips_from"),
            probatio.Optional(c.CONF_TRIPS_CALENDAR): entity("calendar"),
            probatio.Optional(c.CONF_ODOMETER): entity(*ODOMETER_DOMAINS),
            probatio.Optional(c.CONF_ROAD): section(road, {"collapsed": True}),
        }
        | {probatio.Required(name): section(row, {"collapsed": name != c.TRIPS[0]}) for name in c.TRIPS}
    )


def control_schema(kind: StorageKind) -> probatio.Schema:
    """Build the choice of how it is commanded; a switch can only charge."""
    kinds = [item for item in ControlKind if item is not ControlKind.SWITCH or kind.is_ev]
    return probatio.Schema({probatio.Required(c.CONF_KIND): choice(kinds, "control_kind")})


def select_schema(kind: StorageKind) -> probatio.Schema:
    """Build the schema of the select and the numbers beside it."""
    return probatio.Schema(
        {
            probatio.Required(c.CONF_ENTITY): entity("select", "input_select"),
            **_set_points(kind, required=False),
        }
    )


def mapping_schema(kind: StorageKind, options: Sequence[str]) -> probatio.Schema:
    """Build the schema that maps verbs to options of the select."""
    words = labelled({option: option for option in options})
    automatic = [] if guess_automatic(options) is None else [c.SAFE_AUTOMATIC]
    return probatio.Schema(
        {probatio.Optional(verb): words for verb in verbs(kind)}
        | _last_fields(kind, (*verbs(kind), *automatic))
    )


def numbers_schema(kind: StorageKind) -> probatio.Schema:
    """Build the schema of set-points."""
    return probatio.Schema(_set_points(kind, required=True) | _last_fields(kind, (Verb.STANDBY,)))


def switch_schema() -> probatio.Schema:
    """Build the schema of the switch, and of a number beside it."""
    return probatio.Schema(
        {
            probatio.Required(c.CONF_ENTITY): entity("switch", "input_boolean"),
            **_set_points(StorageKind.CHARGER_EV, required=False),
        }
        | _last_fields(StorageKind.CHARGER_EV, (Verb.STANDBY, Verb.CHARGE))
    )


def actions_schema(kind: StorageKind) -> probatio.Schema:
    """Build the schema of action sequences, and of an entity that shows their result."""
    return probatio.Schema(
        {probatio.Optional(verb): ActionSelector() for verb in verbs(kind)}
        | {
            probatio.Optional(c.CONF_ENTITY): entity(
                "select", "sensor", "input_select", "binary_sensor", "switch"
            )
        }
        | _last_fields(kind)
    )


def verbs(kind: StorageKind) -> tuple[str, ...]:
    """Return the verbs that a storage of this kind can be commanded."""
    return tuple(
        verb.value for verb in Verb if kind is not StorageKind.CHARGER_EV or verb is not Verb.DISCHARGE
    )


def _set_points(kind: StorageKind, *, required: bool) -> dict[probatio.Marker, Any]:
    """Build the fields of numbers that take a power."""
    mark = probatio.Required if required else probatio.Optional
    fields: dict[probatio.Marker, Any] = {mark(c.CONF_CHARGE_NUMBER): entity(*SET_POINT_DOMAINS)}
    if kind is not StorageKind.CHARGER_EV:
        fields[probatio.Optional(c.CONF_DISCHARGE_NUMBER)] = entity(*SET_POINT_DOMAINS)
    return fields


def _last_fields(kind: StorageKind, safe: Sequence[str] | None = None) -> dict[probatio.Marker, Any]:
    """Build the fields that every kind of control ends with."""
    return {
        probatio.Required(c.CONF_SAFE, default=Verb.STANDBY.value): choice(
            (*(safe or verbs(kind)), c.SAFE_LEAVE), "safe"
        ),
        probatio.Required(c.CONF_VERIFY_SECONDS, default=Control().verify_after.total_seconds()): number(
            5, 900, "s", step=5
        ),
    }
