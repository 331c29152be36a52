"""Words of warnings, in Japanese, English and German, as hazard kinds and severities."""

import re
from typing import Final

from ..core.hazard import HazardKind, Severity
from .jma import codes
from .text import plain

# The first that is found counts: a thunderstorm with gales is wind, a storm surge is no storm. None: as bad
# as it is called, and of no kind of ours.
_KINDS: Final[tuple[tuple[re.Pattern[str], HazardKind | None], ...]] = tuple(
    (re.compile(pattern), kind)
    for pattern, kind in (
        (r"津波|tsunami", None),
        (r"なだれ|雪崩|avalanche|lawine", HazardKind.AVALANCHE),
        (r"吹雪|blizzard|snow squall|winter storm|verwehung", HazardKind.BLIZZARD),
        (r"着氷|ice storm|freezing rain|icing|glatteis|gl[äa]tte", HazardKind.ICING),
        (r"融雪|snow ?melt|tauwetter", HazardKind.SNOWMELT),
        (r"台風|竜巻", HazardKind.WIND),
        (r"濃霧|\bfog\b|nebel", HazardKind.FOG),
        (r"乾燥", HazardKind.DRY),
        (r"低温|low[- ]temperature|\bcold\b|wind chill", HazardKind.COLD),
        (r"霜|\bfrost\b|\bfreeze\b", HazardKind.FROST),
        (r"surge|coastal|tidal|sturmflut", HazardKind.SURGE),
        (r"landslide|mudslide|debris flow", HazardKind.LANDSLIDE),
        (r"\bwinds?\b|\bgales?\b|gust|tornado|hurricane|typhoon|tropical storm|böen|orkan", HazardKind.WIND),
        (r"thunder|lightning|gewitter", HazardKind.THUNDER),
        (r"flood|hochwasser", HazardKind.FLOOD),
        (r"\bsnow|schnee", HazardKind.SNOW),
        (r"\brain|regen", HazardKind.RAIN),
        (r"\bsurf\b|\bwaves?\b|\bseas?\b|rip current", HazardKind.WAVES),
        (r"\bstorm\b|sturm|\bwind", HazardKind.WIND),
        (r"high[- ]temperature|\bheat\b|hitze|\buv\b|air quality|その他の", HazardKind.OTHER),
    )
)

_ADVISORY, _WARNING, _EMERGENCY = Severity.ADVISORY, Severity.WARNING, Severity.EMERGENCY
# The severity of an event, by the end of its name.
_NAME_ENDINGS: Final[tuple[tuple[re.Pattern[str], Severity], ...]] = tuple(
    (re.compile(rf"(?:^|[\s_-])(?:{words})$"), severity)
    for words, severity in (
        (r"advisory|watch|statement|outlook", _ADVISORY),
        (r"emergency|(?:emergency|special)[ _]warning", _EMERGENCY),
        (r"danger|danger[ _]warning", Severity.DANGER),
        (r"warning", _WARNING),
    )
)
# CAP's severities (NWS, Meteoalarm) and Meteoalarm's colours.
_GRADES: Final = {
    "minor": _ADVISORY,
    "moderate": _ADVISORY,
    "severe": _WARNING,
    "extreme": _EMERGENCY,
    "yellow": _ADVISORY,
    "orange": _WARNING,
    "red": _EMERGENCY,
}


def kind_of(words: str) -> HazardKind:
    """Return the hazard that words are about; UNKNOWN where no word is known."""
    text = plain(words)
    for pattern, kind in _KINDS:
        if pattern.search(text):
            return kind or HazardKind.UNKNOWN
    return codes.kind_of(text) or HazardKind.UNKNOWN


def severity_of_name(name: str) -> Severity | None:
    """Return the severity that a name says: 暴風警報, High Wind Watch. `XからY` is Y by now."""
    text = plain(name).rpartition("から")[2]
    if (severity := codes.severity_of(text)) is not None:
        return severity
    return next((severity for pattern, severity in _NAME_ENDINGS if pattern.search(text)), None)


def severity_of_grades(*words: str) -> Severity | None:
    """Return the worst of some CAP severities and colours."""
    return max((_GRADES[word] for word in map(plain, words) if word in _GRADES), default=None)
