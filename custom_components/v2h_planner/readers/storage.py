"""What a storage's entities say: whether it is plugged in, what it does, which option stands for which verb."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from ..core.readings import Verb
from .entity_state import EntityState, Read
from .numbers import state_fault, unknown_state
from .text import letters

# Texts are compared by their `letters`.
#
# ECHONET Lite class 0x027E (V2H) and 0x02A1 (charger), EPC 0xC7, in the words of both integrations
# (`echonet_lite`: snake case; `echonetlite`: pychonet's English), and the specification's Japanese.
# `unknown` (0x44, plugged in but unsure what it can) cannot be told from HA's own "unknown".
_CONNECTED: Final = frozenset(
    {
        "connected",
        "chargeable",
        "dischargeable",
        "chargeabledischargeable",
        "chargeableanddischargeable",
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
        "on",
        "true",
        "yes",
        "home",
        "pluggedin",
        "plugged",
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
        "off",
        "false",
        "no",
        "nothome",
        "away",
        "disconnected",
        "unplugged",
        "notpluggedin",
        "a",
        "available",
        "reserved",
    }
)

# EPC 0xDA and 0xE1, the same sources. A mode that is none of our verbs maps to None: the unit
# decides by itself (automatic, charging and discharging), or it is between two states (preparation).
_DOING: Final[dict[str, Verb | None]] = {
    "charge": Verb.CHARGE,
    "charging": Verb.CHARGE,
    "rapidcharge": Verb.CHARGE,
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
}

# Where several options stand for the same verb, the earlier one here is meant. Standby before idle:
# a V2H unit in 待機 answers at once, one in 停止 may have opened its contactor.
_PREFERRED: Final = ("charge", "充電", "charging", "standby", "待機", "idle", "停止")


def read_connected(entity: EntityState, now: datetime, *, stale_after: timedelta | None = None) -> Read[bool]:
    """Read whether the car is plugged in (or at home, where presence is all there is)."""
    if fault := state_fault(entity, now, stale_after):
        return Read(None, (fault,))
    text = letters(entity.state or "")
    if entity.entity_id.startswith(("device_tracker.", "person.")):
        return Read(text == "home")  # any zone's name means away
    if text in _CONNECTED:
        return Read(True)
    if text in _NOT_CONNECTED:
        return Read(False)
    return unknown_state(entity)


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
