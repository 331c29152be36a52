"""What a storage's entities say: whether it is plugged in, what it does, which option stands for which verb."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
import re
from typing import Final

from ..core.readings import Verb
from .entity_state import EntityState, Read
from .numbers import state_fault, unknown_state
from .text import letters, plain

# Texts are compared by their `letters`.
#
# ECHONET Lite class 0x027E (V2H) and 0x02A1 (charger), EPC 0xC7, in the words of both integrations
# (`echonet_lite`: snake case; `echonetlite`: pychonet's English), and the specification's Japanese.
_CONNECTED: Final = frozenset(
    {
        "connected",
        "chargeable",
        "dischargeable",
        "chargeabledischargeable",
        "chargeableanddischargeable",
        "notchargeable",
        "connectedtovehiclenotchargeable",
        "connectedtovehiclechargeable",
        "connectedtovehiclechargeablestatusunknown",
        "車両接続充電不可放電不可",
        "車両接続充電可放電不可",
        "車両接続充電不可放電可",
        "車両接続充電可放電可",
        "車両接続充電可否不明",
        "車両接続充電不可",
        "車両接続充電可",
        "車両接続",
        "接続",
        "接続中",
        "接続あり",
        # plugs, presence
        "接続済み",
        "接続済",
        "接続しています",
        "接続されています",
        "プラグイン",
        "プラグイン中",
        "挿入",
        "挿入済み",
        "挿入中",
        "差し込み済み",
        "充電完了",
        "満充電",
        "あり",
        "有り",
        "有",
        "home",
        "pluggedin",
        "plugged",
        "isconnected",
        "inserted",
        "attached",
        "present",
        "charged",
        "fullycharged",
        "chargingcomplete",
        "chargingcompleted",
        "charging",
        "discharging",
        "充電中",
        "放電中",
        # evcc and IEC 61851: B plugged in, C and D charging
        "b",
        "c",
        "d",
        # OCPP 1.6 and 2.0.1 connector status
        "preparing",
        "suspendedev",
        "suspendedevse",
        "finishing",
        "occupied",
    }
)
_NOT_CONNECTED: Final = frozenset(
    {
        "notconnected",
        "vehiclenotconnected",
        "車両未接続",
        "未接続",
        "接続なし",
        "非接続",
        "接続していません",
        "接続されていません",
        "接続解除",
        "切断",
        "切断済み",
        "切断中",
        "プラグアウト",
        "抜去",
        "取り外し",
        "取り外し済み",
        "なし",
        "無し",
        "無",
        "nothome",
        "away",
        "disconnected",
        "unplugged",
        "notpluggedin",
        "pluggedout",
        "notplugged",
        "unconnected",
        "isnotconnected",
        "notinserted",
        "removed",
        "detached",
        "absent",
        "notpresent",
        "a",
        "available",
        "reserved",
    }
)
# Answers of binary sensors, registers and MQTT, which say so only where they are all there is: "car off" is its ignition.
_ANSWERS: Final = {
    "on": True,
    "true": True,
    "yes": True,
    "1": True,
    "1.0": True,
    "オン": True,
    "はい": True,
    "off": False,
    "false": False,
    "no": False,
    "0": False,
    "0.0": False,
    "オフ": False,
    "いいえ": False,
}

# What a text may begin with: `ケーブル未接続`, `cable connected`. One letter alone is evcc's, so more must follow.
_SUBJECT: Final = re.compile(
    r"(?:(?:充電|給電|v2h)?(?:ケーブル|プラグ|コネクター?)|車両?|vehicle|car|cable|connector|plug|ev)[はが]?(?=..)"
)

# What a plugged in car is ready for: charging, discharging. A bare "connected" says so only of ECHONET Lite (0x40).
_READY: Final[dict[str, tuple[bool, bool]]] = {
    "chargeable": (True, False),
    "dischargeable": (False, True),
    "chargeabledischargeable": (True, True),
    "chargeableanddischargeable": (True, True),
    "notchargeable": (False, False),
    "connectedtovehiclenotchargeable": (False, False),
    "connectedtovehiclechargeable": (True, False),
    "車両接続充電不可放電不可": (False, False),
    "車両接続充電可放電不可": (True, False),
    "車両接続充電不可放電可": (False, True),
    "車両接続充電可放電可": (True, True),
    "車両接続充電不可": (False, False),
    "車両接続充電可": (True, False),
}
_PLUG: Final = ((0x027E, 0xC7), (0x02A1, 0xC7))
_NOT_READY = "connected"  # 0x40
# 0x44, a car of which the unit does not know what it can: Home Assistant's own word where the sensor has this choice,
# and pychonet's for all that it has no word for.
_UNSURE, _UNNAMED = "unknown", "invalidsetting"

# EPC 0xDA and 0xE1, the same sources; 0xDA and 0xCF of batteries (0x027D). A mode that is none of our verbs maps to None: the unit
# decides by itself (automatic, charging and discharging), or it is between two states (preparation).
_DOING: Final[dict[str, Verb | None]] = {
    "charge": Verb.CHARGE,
    "charging": Verb.CHARGE,
    "rapidcharge": Verb.CHARGE,
    "rapidcharging": Verb.CHARGE,
    "充電": Verb.CHARGE,
    "充電中": Verb.CHARGE,
    "急速充電": Verb.CHARGE,
    "surplus": Verb.SURPLUS,
    "surpluscharge": Verb.SURPLUS,
    "surpluscharging": Verb.SURPLUS,
    "surpluselectricpower": Verb.SURPLUS,
    "pvcharge": Verb.SURPLUS,
    "solarcharge": Verb.SURPLUS,
    "余剰": Verb.SURPLUS,
    "余剰充電": Verb.SURPLUS,
    "余剰電力充電": Verb.SURPLUS,
    "グリーンモード": Verb.SURPLUS,
    "discharge": Verb.DISCHARGE,
    "discharging": Verb.DISCHARGE,
    "放電": Verb.DISCHARGE,
    "放電中": Verb.DISCHARGE,
    "standby": Verb.STANDBY,
    "idle": Verb.STANDBY,
    "stop": Verb.STANDBY,
    "stopped": Verb.STANDBY,
    "off": Verb.STANDBY,
    "待機": Verb.STANDBY,
    "待機中": Verb.STANDBY,
    "停止": Verb.STANDBY,
    "停止中": Verb.STANDBY,
    "chargingdischarging": None,
    "充放電": None,
    "preparation": None,
    "準備": None,
    "automatic": None,
    "auto": None,
    "自動": None,
    "other": None,
    "others": None,
    "その他": None,
    "test": None,
    "restart": None,
    "capacityrecalculation": None,
}

# In this mode a unit decides by itself.
_AUTOMATIC: Final = frozenset({"automatic", "auto", "自動", "自動運転", "おまかせ"})

# Where several options stand for the same verb, the earlier one here is meant. Standby before idle:
# a V2H unit in 待機 answers at once, one in 停止 may have opened its contactor.
_PREFERRED: Final = ("charge", "充電", "charging", "standby", "待機", "idle", "停止")


@dataclass(frozen=True, slots=True)
class Plug:
    """Whether the car is plugged in, and whether it is ready to charge and discharge; None where nothing says so."""

    connected: bool
    charge: bool | None = None
    discharge: bool | None = None


def read_plug(entity: EntityState, now: datetime, *, stale_after: timedelta | None = None) -> Read[Plug]:
    """Read whether the car is plugged in (or at home, where presence is all there is), and what it is ready for."""
    fault = state_fault(entity, now, stale_after)
    text = letters(entity.state or "")
    if entity.echonet in _PLUG and _is_unsure(text, entity.attributes.get("options")):
        return Read(Plug(True))
    if fault:
        return Read(None, (fault,))
    if entity.entity_id.startswith(("device_tracker.", "person.")):
        return Read(Plug(text == "home"))  # any zone's name means away
    connected = _is_connected(entity.state or "")
    if connected:
        not_ready = text == _NOT_READY and entity.echonet in _PLUG
        return Read(Plug(True, *((False, False) if not_ready else _READY.get(text, (None, None)))))
    return unknown_state(entity) if connected is None else Read(Plug(False))


def _is_connected(state: str) -> bool | None:
    """Return whether a text says that the plug is in, None where it says nothing that we know."""
    if (answer := _ANSWERS.get(plain(state))) is not None:
        return answer
    text = letters(state)
    while text not in _CONNECTED and text not in _NOT_CONNECTED:
        if (subject := _SUBJECT.match(text)) is None:
            return None
        text = text[subject.end() :]
    return text in _CONNECTED


def _is_unsure(text: str, options: object) -> bool:
    return text == _UNNAMED or (text == _UNSURE and isinstance(options, list | tuple) and _UNSURE in options)


def read_connected(entity: EntityState, now: datetime, *, stale_after: timedelta | None = None) -> Read[bool]:
    """Read whether the car is plugged in."""
    plug = read_plug(entity, now, stale_after=stale_after)
    return Read(None if plug.value is None else plug.value.connected, plug.faults)


def doing_of(text: str) -> Verb | None:
    """Return the verb that a mode's text stands for, None where it is none of ours."""
    return _DOING.get(letters(text))


def read_doing(entity: EntityState, now: datetime, *, stale_after: timedelta | None = None) -> Read[Verb]:
    """Read what a unit does from its mode. None without a fault: a mode that is none of our verbs."""
    if fault := state_fault(entity, now, stale_after):
        return Read(None, (fault,))
    text = letters(entity.state or "")
    if text in _DOING:
        return Read(_DOING[text])
    return unknown_state(entity)


def guess_options(options: Sequence[str]) -> dict[Verb, str]:
    """Guess the option that stands for each verb, as far as the texts tell; the user has the last word."""

    def rank(option: str) -> int:
        text = letters(option)
        return _PREFERRED.index(text) if text in _PREFERRED else len(_PREFERRED)

    guess: dict[Verb, str] = {}
    for option in sorted(options, key=rank):
        verb = doing_of(option)
        if verb is not None:
            guess.setdefault(verb, option)
    return guess


def guess_automatic(options: Sequence[str]) -> str | None:
    """Return the option in which the unit decides by itself."""
    return next((option for option in options if letters(option) in _AUTOMATIC), None)
