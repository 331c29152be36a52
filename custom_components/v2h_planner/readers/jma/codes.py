"""JMA's codes and words since 2026-05-28, as hazard kinds and severities: every table is here.

Sources: the table in the script of JMA's warning page (`www.jma.go.jp/bosai/warning/`) and `code.WeatherWarning` of
the disaster information XML (`jmaxml_20260826_code`), as copied by several public readers.
Only rain, landslides, surges and floods carry the warning levels 2 to 5; wind, snow, waves and thunder have
注意報, 警報 and 特別警報 without a level.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from ...core.hazard import HazardKind, Severity
from ..text import narrow

_A, _W, _D, _E = Severity.ADVISORY, Severity.WARNING, Severity.DANGER, Severity.EMERGENCY

# Kinds of warnings in `warning/data/r8`. 04 and 18 (flood) are of the old feed; floods have their own file now.
WARNINGS: Final[Mapping[str, tuple[HazardKind, Severity]]] = MappingProxyType(
    {
        "02": (HazardKind.BLIZZARD, _W),
        "03": (HazardKind.RAIN, _W),
        "04": (HazardKind.FLOOD, _W),
        "05": (HazardKind.WIND, _W),
        "06": (HazardKind.SNOW, _W),
        "07": (HazardKind.WAVES, _W),
        "08": (HazardKind.SURGE, _W),
        "09": (HazardKind.LANDSLIDE, _W),
        "10": (HazardKind.RAIN, _A),
        "12": (HazardKind.SNOW, _A),
        "13": (HazardKind.BLIZZARD, _A),
        "14": (HazardKind.THUNDER, _A),
        "15": (HazardKind.WIND, _A),
        "16": (HazardKind.WAVES, _A),
        "17": (HazardKind.SNOWMELT, _A),
        "18": (HazardKind.FLOOD, _A),
        "19": (HazardKind.SURGE, _A),
        "20": (HazardKind.FOG, _A),
        "21": (HazardKind.DRY, _A),
        "22": (HazardKind.AVALANCHE, _A),
        "23": (HazardKind.COLD, _A),
        "24": (HazardKind.FROST, _A),
        "25": (HazardKind.ICING, _A),
        "26": (HazardKind.WET_SNOW, _A),
        "27": (HazardKind.OTHER, _A),
        "29": (HazardKind.LANDSLIDE, _A),
        "32": (HazardKind.BLIZZARD, _E),
        "33": (HazardKind.RAIN, _E),
        "35": (HazardKind.WIND, _E),
        "36": (HazardKind.SNOW, _E),
        "37": (HazardKind.WAVES, _E),
        "38": (HazardKind.SURGE, _E),
        "39": (HazardKind.LANDSLIDE, _E),
        "43": (HazardKind.RAIN, _D),
        "48": (HazardKind.SURGE, _D),
        "49": (HazardKind.LANDSLIDE, _D),
    }
)
LIFTED_CODE: Final = "00"
# The one code that was seen with several severities, told apart by its significancy.
LANDSLIDE_BY_SIGNIFICANCY: Final = "29"
# How the two digits of a code are formed, for a code that is not in the table.
_DECADES: Final = {0: _W, 1: _A, 2: _A, 3: _E, 4: _D}

# What a telegram tells all about: silence about a kind in a newer one means that it is over.
TELEGRAMS: Final[Mapping[str, frozenset[HazardKind]]] = MappingProxyType(
    {
        "VPWW55": frozenset({HazardKind.RAIN}),
        "VPWW56": frozenset({HazardKind.LANDSLIDE}),
        "VPWW57": frozenset({HazardKind.SURGE}),
        "VPWW58": frozenset({HazardKind.WIND, HazardKind.BLIZZARD}),
        "VPWW59": frozenset({HazardKind.WAVES}),
        "VPWW60": frozenset({HazardKind.SNOW}),
        "VPWW61": frozenset(
            {
                HazardKind.THUNDER,
                HazardKind.SNOWMELT,
                HazardKind.FOG,
                HazardKind.DRY,
                HazardKind.AVALANCHE,
                HazardKind.COLD,
                HazardKind.FROST,
                HazardKind.ICING,
                HazardKind.WET_SNOW,
                HazardKind.OTHER,
            }
        ),
    }
)

# Which may leave out municipalities: those without a coast (`warning/const/no_wave_tide.json`), or without a slope.
PARTIAL: Final = frozenset({"VPWW56", "VPWW57", "VPWW59"})

ISSUED: Final = "発表"
CONTINUED: Final = "継続"
_ACTIVE: Final = frozenset({ISSUED, CONTINUED, "更新", "切替"})
_OVER: Final = ("解除", "なし")
_BECAME: Final = "から"

# Longest first: 特別警報 is a 警報 too.
_CLASSES: Final = (("特別警報", _E), ("危険警報", _D), ("警報", _W), ("注意報", _A))

# Words of JMA's timeline (`風危険度`) and early notices (`風（風雪）の警報級の可能性`). The first that is found counts.
_WORDS: Final = (
    ("土砂", HazardKind.LANDSLIDE),
    ("風(風雪)", HazardKind.WIND),
    ("風雪", HazardKind.BLIZZARD),
    ("暴風", HazardKind.WIND),
    ("風", HazardKind.WIND),
    ("着雪", HazardKind.WET_SNOW),
    ("融雪", HazardKind.SNOWMELT),
    ("雪", HazardKind.SNOW),
    ("高潮", HazardKind.SURGE),
    ("潮位", HazardKind.SURGE),
    ("波", HazardKind.WAVES),
    ("雷", HazardKind.THUNDER),
    ("氾濫", HazardKind.FLOOD),
    ("洪水", HazardKind.FLOOD),
    ("雨", HazardKind.RAIN),
)


def kind_of(words: str) -> HazardKind | None:
    """Return the hazard that a type of the timeline or of an early notice is about."""
    text = narrow(words)
    return next((kind for word, kind in _WORDS if word in text), None)


def severity_of(words: str) -> Severity | None:
    """Return the severity that a name says: レベル４土砂災害危険警報, 暴風警報, 注意報."""
    return next((severity for word, severity in _CLASSES if word in words), None)


def is_over(status: str) -> bool:
    """Return whether a status means that it is over: 解除, 発表警報・注意報はなし."""
    return status.endswith(_OVER)


def is_active(status: str) -> bool:
    """Return whether a status is known to mean "in force"."""
    return status in _ACTIVE or became(status) is not None


def became(status: str) -> Severity | None:
    """Return Y of a status `XからY` (特別警報から警報); None for any other."""
    before, word, after = status.rpartition(_BECAME)
    return severity_of(after) if word and severity_of(before) is not None else None


def decade_severity(code: str) -> Severity | None:
    """Return the severity that the tens digit of a two-digit code stands for."""
    tens = _tens(code)
    return None if tens is None else _DECADES.get(tens)


def significancy(code: str) -> int:
    """Return the tens digit of a significancy code: 2 注意報, 3 警報, 4 危険警報, 5 特別警報級; 0 where it says nothing."""
    return _tens(code) or 0


def landslide_significancy(code: str) -> int:
    """Return the tens digit under code 29, where one reader saw 21 to 24 for the levels 2 to 5.

    The XML's own table has 22 as レベル２相当 and neither 23 nor 24, so only these two are read that reader's way.
    """
    return {"23": 4, "24": 5}.get(code, significancy(code))


def as_severity(level: int) -> Severity | None:
    """Return a warning level or a significancy as a severity; None below an advisory."""
    return Severity(min(level, _E)) if level >= _A else None


def flood_severity(code: str, name: str) -> Severity | None:
    """Return the severity of an item of the flood file: 20 to 29 氾濫注意報, 30 警報, 40 危険警報, 50 特別警報; 10 and below are over.

    A code of another form is read by the item's name, レベル４氾濫危険警報.
    """
    tens = _tens(code)
    return severity_of(name) if tens is None else as_severity(tens)


def _tens(code: str) -> int | None:
    """Return the tens digit of a two-digit code, None for any other."""
    return int(code[0]) if len(code) == 2 and code.isascii() and code.isdigit() else None
