"""Words of warnings as hazard kinds and severities, and words for yes and for calm: Japanese, English and neighbours."""

import re
from typing import Final

from ..core.hazard import HazardKind, Severity
from .jma import codes
from .numbers import parse_number
from .text import brief

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
# `Orange warning`, `Wind warning - red`
_COLOURED: Final = re.compile(
    r"\b(\w+)[ _-](?=(?:warning|alert|warnung)\b)|\b(?:warning|alert|warnung)\b.*[ :_-](\w+)$"
)
_IN_EFFECT: Final = re.compile(
    r"[ :=_-]+(?:is )?(?:in (?:effect|force)|active|issued|continued|ongoing|on|yes|true)$"
)
# CAP's severities (NWS, Meteoalarm), the colours of Europe's offices and of JMA's risk maps, and what the levels
# mean for people.
_GRADES: Final = {
    "minor": _ADVISORY,
    "moderate": _ADVISORY,
    "severe": _WARNING,
    "extreme": _EMERGENCY,
    **dict.fromkeys(("yellow", "gelb", "jaune", "gul", "黄", "黄色", "注意", "要注意"), _ADVISORY),
    **dict.fromkeys(("orange", "amber", "オレンジ"), _WARNING),
    **dict.fromkeys(("red", "rot", "rouge", "röd"), _EMERGENCY),
    **dict.fromkeys(("赤", "警戒", "警戒中", "要警戒", "高齢者等避難"), _WARNING),
    **dict.fromkeys(("purple", "violet", "violett", "紫", "危険", "避難指示"), Severity.DANGER),
    **dict.fromkeys(("black", "黒", "災害切迫", "緊急安全確保"), _EMERGENCY),
}
# JMA's bulletins that end in 情報 and are as bad as a level.
_BULLETINS: Final = (
    ("氾濫発生情報", _EMERGENCY),
    ("氾濫危険情報", Severity.DANGER),
    ("土砂災害警戒情報", Severity.DANGER),
    ("記録的短時間大雨情報", Severity.DANGER),
    ("氾濫警戒情報", _WARNING),
    ("注意情報", _ADVISORY),
)
# Phenomena by themselves, as bad as they may be.
_PHENOMENA: Final = (
    (frozenset({"暴風", "暴風雪", "大雪", "大雨", "洪水", "氾濫", "高潮", "波浪", "土砂災害"}), _WARNING),
    (frozenset({"storm", "blizzard", "typhoon", "hurricane", "tornado"}), _WARNING),
    (
        frozenset({"強風", "風雪", "雷", "融雪", "濃霧", "乾燥", "なだれ", "低温", "霜", "着氷", "着雪"}),
        _ADVISORY,
    ),
)
_COUNT_OF: Final = re.compile(r"((?:特別|危険)?警報|注意報)(?:が|は)? ?[:=x]? ?(\d+) ?(?:件|個|つ)?")
_COUNTS: Final = re.compile(rf"(?:{_COUNT_OF.pattern}[ 、,/・]*)+")
# JMA's levels; other scales of 1 to 4 agree up to 3. Level 1 is no more than an advisory on any of them.
_LEVELS: Final = {1: _ADVISORY, 2: _ADVISORY, 3: _WARNING, 4: Severity.DANGER, 5: _EMERGENCY}
_LEVEL: Final = re.compile(r"(?:レベル|\b(?:level|lv|l)[ _.-]?) ?([0-5])(?!\d)")

# What a state says that knows no more than yes: something is in force.
_YES: Final = frozenset(
    {
        *("on", "yes", "true", "1", "active", "issued", "in effect", "in force", "alert", "alarm"),
        *("はい", "あり", "有", "有り", "オン", "発令", "発令中", "発令あり", "発表", "発表中", "発表あり"),
        *(
            "発表されています",
            "発令されています",
            "継続",
            "継続中",
            "警報中",
            "ある",
            "異常",
            "異常あり",
            "該当あり",
            "真",
        ),
        *("ja", "oui"),
    }
)
# What a state says when nothing is: these, `no …`, and what ends like `_OVER`.
_CALM: Final = frozenset(
    {
        *("none", "no", "nothing", "clear", "all clear", "ok", "okay", "safe", "normal", "green", "off", "0"),
        *("false", "inactive", "not active", "idle", "calm", "quiet", "fine", "good"),
        *("nein", "keine", "grün", "non", "vert", "ingen", "inga varningar"),
        *("いいえ", "無", "無し", "平常", "平常時", "通常", "正常", "安全", "平穏", "オフ", "緑"),
        *("未発表", "未発令", "非発表", "偽", "×", "[]"),
    }
)
# Only of warnings: `no data` and データなし are not calm, 未解除 and 一部解除 are not over.
_NO: Final = re.compile(r"(?:no|not|keine?|ingen|inga)[ _-]+(?P<what>.+)")
_NONE: Final = re.compile(
    r"(?P<what>.*?)(?:は|が)?"
    r"(?:なし|無し|ありません|ません|ない|(?<!\d)0 ?件|終了(?:しました)?|cleared|expired|ended|resolved|over"
    r"|no longer (?:active|in effect|in force)|not (?:active|issued|in effect|in force))[。.!]?"
)
_ENDED: Final = re.compile(
    r"(?:(?<![未部分])解除(?:済み?|されました)?|lifted|cancell?ed|(?:^| )cancel)[。.!]?$"
)
_ABOUT_WARNINGS: Final = re.compile(
    r"警報|注意報|警戒|発表|発令|該当|異常|問題|危険|災害|注意|特別|特に|台風|現在"
    r"|warning|warnung|varning|alert|advisor|watch|hazard|danger|storm|threat|risk|emergenc|active|event|message"
)
# Not that there is no warning, but that nobody could say, or that none was lifted.
_NO_ANSWER: Final = re.compile(
    r"(?:解除.*|(?:データ|取得|受信|通信|応答|接続|更新|配信).*|data|connection|response|service|update|access|information)$"
)
_FAILURE: Final = re.compile(
    r"(?:失敗|エラー|不明|できません(?:でした)?|(?:データ|応答|通信)(?:が|は)?(?:なし|無し|ありません)|error|unknown|unavailable|failed)[。.!]?$"
)
_LABELLED: Final = re.compile(r"(?P<label>.+?)(?: ?[:=] ?| +|_)(?P<value>[^:=_ ]+)")
# `警報・注意報はなし`, `警報、注意報 なし`: all classes at once.
_ALL_CLASSES: Final = re.compile(
    r"[^、,・/]*(?:警報|注意報)(?:[、,・/と及びや ]+(?:特別|危険)?(?:警報|注意報))+は?[ :]*(?:発表)?"
)


def kind_of(words: str) -> HazardKind:
    """Return the hazard that words are about; UNKNOWN where no word is known."""
    text = brief(words).replace("_", " ")
    for pattern, kind in _KINDS:
        if pattern.search(text):
            return kind or HazardKind.UNKNOWN
    return codes.kind_of(text) or HazardKind.UNKNOWN


def severity_of_name(name: str) -> Severity | None:
    """Return the severity that a name says: 暴風警報, High Wind Watch, レベル4. `XからY` is Y by now."""
    text = brief(name).rpartition("から")[2]
    if (severity := codes.severity_of(text)) is not None:
        return severity
    text = _IN_EFFECT.sub("", text)
    by_ending = next((severity for pattern, severity in _NAME_ENDINGS if pattern.search(text)), None)
    coloured = severity_of_grades(*(colour for match in _COLOURED.findall(text) for colour in match))
    if coloured is not None and by_ending is not Severity.ADVISORY:
        return coloured
    return (
        by_ending
        or next((severity for word, severity in _BULLETINS if word in text), None)
        or _severity_of_level_word(text)
    )


def severity_of_grades(*words: str) -> Severity | None:
    """Return the worst of some CAP severities and colours."""
    return max((_GRADES[word] for word in map(brief, words) if word in _GRADES), default=None)


def severity_of_counts(words: str) -> tuple[Severity, ...] | None:
    """Return the classes of which some are counted: 特別警報0 警報1 注意報2; None where words are no such counts."""
    text = brief(words)
    if not _COUNTS.fullmatch(text):
        return None
    found = ((codes.severity_of(name), int(count)) for name, count in _COUNT_OF.findall(text))
    return tuple(severity for severity, count in found if severity is not None and count)


def severity_of_phenomenon(words: str) -> Severity | None:
    """Return how severe the name of a phenomenon alone is taken: 暴風 has no advisory."""
    text = brief(words)
    return next((severity for names, severity in _PHENOMENA if text in names), None)


def severity_of_level(value: object) -> Severity | None:
    """Return the severity of a level as a number or in words: 3, "レベル４", "警報", "3; orange; Severe"; None below 1.

    Tens are JMA's significancies: 30 is 警報級.
    """
    if isinstance(value, str):
        text = brief(value)
        parts = [part.strip() for part in text.split(";")]
        if (worst := severity_of_grades(*parts)) is not None:
            return worst
        value = text
    number = parse_number(value)
    if number is None:
        return severity_of_name(value) if isinstance(value, str) else None
    if number in (20, 30, 40, 50):
        number /= 10
    return _LEVELS.get(round(number)) if number == round(number) else None


def is_yes(words: str) -> bool:
    """Return whether words say that something is in force, and no more."""
    return brief(words) in _YES


def is_failure(words: str) -> bool:
    """Return whether words say that nobody could say: 警報取得失敗, Warning: unknown."""
    return _FAILURE.search(brief(words)) is not None


def is_over(words: str) -> bool:
    """Return whether words say that a warning ended or that there is none: 解除, 警報なし, Warning lifted."""
    text = brief(words)
    none = _NONE.fullmatch(text)
    return _ENDED.search(text) is not None or (none is not None and _is_of_warnings(none["what"]))


def is_calm(words: str) -> bool:
    """Return whether words say that nothing is in force."""
    text = brief(words)
    if text in _CALM or is_over(text):
        return True
    if (no := _NO.fullmatch(text)) is not None:
        return _is_of_warnings(no["what"])
    level = _LEVEL.fullmatch(text.removeprefix("警戒"))
    return level is not None and level[1] == "0"


def labelled(words: str) -> tuple[str, str] | None:
    """Return label and value of `暴風警報: なし` or `Storm warning off`; None where the end is neither yes nor calm."""
    match = _LABELLED.fullmatch(brief(words))
    if match is None or not match["label"] or not _is_of_warnings(match["label"]):
        return None
    value = match["value"]
    return (match["label"], value) if is_yes(value) or value in _CALM else None


def is_of_all_classes(words: str) -> bool:
    """Return whether words name whole classes in a row: 警報、注意報は."""
    return _ALL_CLASSES.match(brief(words)) is not None


def _is_of_warnings(text: str) -> bool:
    """Return whether words are about warnings, or are no words at all."""
    if _NO_ANSWER.search(text):
        return False
    return (
        not text.strip(" :=") or bool(_ABOUT_WARNINGS.search(text)) or kind_of(text) is not HazardKind.UNKNOWN
    )


def _severity_of_level_word(text: str) -> Severity | None:
    level = _LEVEL.search(text)
    return None if level is None else _LEVELS.get(int(level[1]))
