"""Whether the grid is down: from a switch, a unit's self-sustained state, a UPS, a voltage.

Every source says outage, grid, or nothing. `merge` makes one word of several: outage if any says so.
"""

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import datetime
from typing import Final
import unicodedata

from ..core.readings import Fault, FaultKind
from . import units_of_measurement as units
from .entity_state import EntityState, Read
from .numbers import FALSE, TRUE, look_fault, parse_number, shorten

# Texts are compared by `_plain`: letters and digits only, without case and width.
#
# ECHONET Lite EPC 0xDB (V2H 0x027E, battery 0x027D) and 0xD0 (PV 0x0279, fuel cell 0x027C), "system
# interconnected type": the machine readable appendix's names, the specification's English and Japanese.
# The rest is what batteries and V2H units call it: 自立運転, Teslemetry's and Envoy's island states.
_OUTAGE: Final = frozenset(
    {
        "outage",
        "poweroutage",
        "blackout",
        "停電",
        "停電中",
        "independent",
        "independenttype",
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

DEAD_V: Final = 50.0  # half of one phase of 100 V: no brownout is as deep, no dead line reads as much
DEAD_HZ: Final = 10.0  # a grid at 50 or 60 Hz is off long before
_VOLTS: Final = {"mV": 1e-3, "V": 1.0, "v": 1.0, "kV": 1e3}
_HERTZ: Final = {"mHz": 1e-3, "Hz": 1.0, "hz": 1.0, "kHz": 1e3}


def read_outage(look: EntityState, now: datetime, states: Collection[str] = ()) -> Read[bool]:
    """Whether this entity says that the grid is down; no value where it says nothing of it.

    With `states` chosen, an outage is any of them and nothing else. `unavailable` and `unknown` are never
    an outage: a UPS, or the network to it, fails more often than the grid.
    """
    if fault := look_fault(look, now, None):
        return Read(None, (fault,))
    text = _plain(look.state or "")
    if states:
        return Read(text in {_plain(state) for state in states})
    if (number := parse_number(look.state)) is not None and (unit := _measured(look)) is not None:
        return _by_number(look, number, unit)
    if look.entity_id.startswith("binary_sensor.") and _is_live(look):
        return Read(text in FALSE) if text in TRUE | FALSE else _not_known(look)
    words = {_plain(word) for word in (look.state or "").replace(",", " ").split()}
    parts = {_plain(part) for part in (look.state or "").split(",")}
    # "off" alone is a switch, not a UPS that is off
    if text and text not in TRUE | FALSE and (words <= _UPS or parts <= _UPS):
        return _by_ups(words | parts)
    if (said := _by_text(text, look.entity_id)) is not None:
        return Read(said)
    # A mode select that could say 自立運転 and shows another of its modes.
    options = look.attributes.get("options")
    if isinstance(options, list | tuple) and look.state in options:
        could = any(_by_text(_plain(str(option)), look.entity_id) for option in options)
        if could:
            return Read(False)
    return _not_known(look)


def merge(reads: Iterable[Read[bool]]) -> Read[bool]:
    """One word of several sources: outage if any says so, grid if none does and at least one says grid.

    A source that says nothing is not fatal while another one speaks.
    """
    reads = tuple(reads)
    said = [read.value for read in reads if read.value is not None]
    faults = tuple(fault for read in reads for fault in read.faults)
    if not said:
        return Read(None, faults)
    return Read(any(said), tuple(replace(fault, fatal=False) for fault in faults))


def _by_text(text: str, entity_id: str) -> bool | None:
    """A switch or a state by its words, None where they are not known."""
    if text in TRUE or text in _OUTAGE:
        return True
    if text in FALSE or text in _GRID:
        return False
    if text in _SENSOR_OUTAGE and not entity_id.startswith(("select.", "input_select.")):
        return True
    return None


def _by_ups(words: set[str]) -> Read[bool]:
    """A UPS that tests its own battery says nothing of the grid, nor does one that is off or bypassed."""
    if words & _TESTING:
        return Read(None)
    if words & _ON_BATTERY:
        return Read(True)
    return Read(False if words & _ON_LINE else None)


def _measured(look: EntityState) -> str | None:
    """The unit of a measurement, by its class where it has none; None for a bare 0 or 1."""
    usual = {"voltage": "V", "frequency": "Hz"}.get(str(look.attributes.get("device_class")))
    return units.narrow(look.unit) if look.unit else usual


def _by_number(look: EntityState, number: float, unit: str) -> Read[bool]:
    """Voltage or frequency of the grid."""
    if unit in _VOLTS:
        return Read(abs(number) * _VOLTS[unit] < DEAD_V)
    if unit in _HERTZ:
        return Read(abs(number) * _HERTZ[unit] < DEAD_HZ)
    return Read(None, (Fault(FaultKind.WRONG_UNIT, look.entity_id, shorten(f"{look.state} {unit}")),))


def _is_live(look: EntityState) -> bool:
    """Whether the binary sensor is on while there is power."""
    return look.attributes.get("device_class") in _LIVE_CLASSES or look.entity_id.endswith(_LIVE_NAMES)


def _not_known(look: EntityState) -> Read[bool]:
    return Read(None, (Fault(FaultKind.UNKNOWN, look.entity_id, shorten(look.state)),))


def _plain(text: str) -> str:
    """Letters and digits only, without case and width."""
    return "".join(char for char in unicodedata.normalize("NFKC", text).casefold() if char.isalnum())
