"""Whether the grid is down: from a switch, a unit's self-sustained state, a UPS, a voltage."""

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import datetime
from typing import Final

from ..core.readings import Fault, FaultKind
from .entity_state import EntityState, Read
from .numbers import parse_number, shorten, state_fault, unknown_state
from .text import compact, letters

# Texts are compared by their `letters`.
#
# ECHONET Lite EPC 0xDB (V2H 0x027E, battery 0x027D) and 0xD0 (PV 0x0279, fuel cell 0x027C, multiple input PCS
# 0x02A5), "system interconnected type": the machine readable appendix's names (`echonet_lite`), pychonet's English
# (`echonetlite`), the specification's English and Japanese.
# The rest are the words of batteries and V2H units: 自立運転, Teslemetry's and Envoy's island states.
_OUTAGE: Final = frozenset(
    {
        "outage",
        "poweroutage",
        "blackout",
        "停電",
        "停電中",
        "independent",
        "independenttype",
        "independentoperation",
        "outputduringapoweroutage",
        "selfsustained",
        "selfsustaining",
        "standalone",
        "独立",
        "自立",
        "自立中",
        "自立運転",
        "自立運転中",
        "自立運転モード",
        "自立給電",
        "offgrid",
        "offgridintentional",
        "offgridunintentional",
        "multimodeoffgrid",
        "islanded",
        "islanding",
        "island",
        "gridloss",
        "griddown",
        "gridlost",
        "nogrid",
        "systemislandedactive",
        "systemislandedready",
    }
)
_GRID: Final = frozenset(
    {
        "grid",
        "ongrid",
        "gridtied",
        "gridconnected",
        "gridup",
        "gridok",
        "multimodeongrid",
        "systemgridconnected",
        "gridconnectionreverseflowacceptable",
        "gridconnectionreverseflownotacceptable",
        "reversepowerflowacceptable",
        "reversepowerflownotacceptable",
        "systeminterconnected",
        "systeminterconnectedreversepowerflowacceptable",
        "systeminterconnectedreversepowerflownotacceptable",
        "systeminterconnectedtypereversepowerflowacceptable",
        "systeminterconnectedtypereversepowerflownotacceptable",
        "interconnected",
        "系統連系",
        "系統連系中",
        "系統連系逆潮流可",
        "系統連系逆潮流不可",
        "連系",
        "連系運転",
        "連系運転中",
        "商用",
        "商用電源",
        "通電",
        "通電中",
        "受電中",
        "正常",
    }
)
# A select's "backup" is a mode that keeps a reserve; only a sensor's says what is.
_SENSOR_OUTAGE: Final = frozenset({"backup", "backuppower", "backupmode", "バックアップ", "バックアップ運転"})

# Words of a UPS: NUT's ups.status and its display text in Home Assistant (joined by commas), apcupsd's STATUS.
_ON_BATTERY: Final = frozenset({"ob", "onbattery", "onbatt"})
_ON_LINE: Final = frozenset({"ol", "online"})
_TESTING: Final = frozenset({"cal", "test", "runtimecalibration", "batterytesting", "selftest"})
_UPS: Final = (
    _ON_BATTERY
    | _ON_LINE
    | _TESTING
    | {"lb", "hb", "rb", "chrg", "dischrg", "bypass", "off", "over", "trim", "boost", "fsd", "alarm", "he"}
    | {"lowbattery", "highbattery", "batteryneedsreplacement", "batterycharging", "batterydischarging"}
    | {"bypassactive", "offline", "overloaded", "trimmingvoltage", "boostingvoltage", "forcedshutdown"}
    | {"ecomode", "lowbatt", "replacebatt", "overload", "slave", "commlost"}
)

# Binary sensors that are on while there is power: by their class, or as their integrations name them
# (apcupsd's online status; Powerwall's and Envoy's grid status).
_LIVE_CLASSES: Final = frozenset({"power", "plug", "connectivity"})
_LIVE_NAMES: Final = ("grid_status", "online_status", "mains_oper_state")

# What switches and binary sensors say.
_ON: Final = frozenset({"on", "true", "yes", "1", "home", "open"})
_OFF: Final = frozenset({"off", "false", "no", "0", "not_home", "closed"})

DEAD_V: Final = 50.0  # half of one phase of 100 V: no brownout is as deep, no dead line reads as much
DEAD_HZ: Final = 10.0  # a grid at 50 or 60 Hz is off long before
_VOLTS: Final = {"mV": 1e-3, "V": 1.0, "v": 1.0, "kV": 1e3}
_HERTZ: Final = {"mHz": 1e-3, "Hz": 1.0, "hz": 1.0, "kHz": 1e3}


def read_outage(entity: EntityState, now: datetime, states: Collection[str] = ()) -> Read[bool]:
    """Read whether this entity says that the grid is down; no value where it says nothing of it.

    With `states` chosen, an outage is any of them and nothing else. `unavailable` and `unknown` are never
    an outage: a UPS, or the network to it, fails more often than the grid.
    """
    if fault := state_fault(entity, now, None):
        return Read(None, (fault,))
    text = letters(entity.state or "")
    if states:
        return Read(text in {letters(state) for state in states})
    if (number := parse_number(entity.state)) is not None and (unit := _measured(entity)) is not None:
        return _by_number(entity, number, unit)
    if entity.entity_id.startswith("binary_sensor.") and _is_live(entity):
        return Read(text in _OFF) if text in _ON | _OFF else unknown_state(entity)
    words = {letters(word) for word in (entity.state or "").replace(",", " ").split()}
    parts = {letters(part) for part in (entity.state or "").split(",")}
    # "off" alone is a switch, not a UPS that is off
    if text and text not in _ON | _OFF and (words <= _UPS or parts <= _UPS):
        return _by_ups(words | parts)
    if (outage := _by_text(text, entity.entity_id)) is not None:
        return Read(outage)
    # A mode select that could say 自立運転 and shows another of its modes.
    options = entity.attributes.get("options")
    if isinstance(options, list | tuple) and entity.state in options:
        if any(_by_text(letters(str(option)), entity.entity_id) for option in options):
            return Read(False)
    return unknown_state(entity)


def merge_outages(reads: Iterable[Read[bool]]) -> Read[bool]:
    """Merge several sources: outage if any says so, grid if none does and at least one says grid.

    A source that says nothing is not fatal while another one speaks.
    """
    reads = tuple(reads)
    values = [read.value for read in reads if read.value is not None]
    faults = tuple(fault for read in reads for fault in read.faults)
    if not values:
        return Read(None, faults)
    return Read(any(values), tuple(replace(fault, fatal=False) for fault in faults))


def _by_text(text: str, entity_id: str) -> bool | None:
    """Return whether a switch or a state says outage, None where its words are not known."""
    if text in _ON or text in _OUTAGE:
        return True
    if text in _OFF or text in _GRID:
        return False
    if text in _SENSOR_OUTAGE and not entity_id.startswith(("select.", "input_select.")):
        return True
    return None


def _by_ups(words: set[str]) -> Read[bool]:
    """Read a UPS. One that tests its own battery says nothing of the grid, nor does one that is off or bypassed."""
    if words & _TESTING:
        return Read(None)
    if words & _ON_BATTERY:
        return Read(True)
    return Read(False if words & _ON_LINE else None)


def _measured(entity: EntityState) -> str | None:
    """Return the unit of a measurement, by its class where it has none; None for a bare 0 or 1."""
    usual = {"voltage": "V", "frequency": "Hz"}.get(str(entity.attributes.get("device_class")))
    return compact(entity.unit) if entity.unit else usual


def _by_number(entity: EntityState, number: float, unit: str) -> Read[bool]:
    """Read the grid's voltage or frequency."""
    if unit in _VOLTS:
        return Read(abs(number) * _VOLTS[unit] < DEAD_V)
    if unit in _HERTZ:
        return Read(abs(number) * _HERTZ[unit] < DEAD_HZ)
    return Read(None, (Fault(FaultKind.WRONG_UNIT, entity.entity_id, shorten(f"{entity.state} {unit}")),))


def _is_live(entity: EntityState) -> bool:
    """Return whether the binary sensor is on while there is power."""
    return entity.attributes.get("device_class") in _LIVE_CLASSES or entity.entity_id.endswith(_LIVE_NAMES)
