"""Phrases that people say to the home, Japanese and English, as hassil sentence templates.

They name the mode or the V2H unit, so that they take no phrase away from Home Assistant's own intents
("turn on ...", "set ... to 50 %") and none from an air conditioner that has an economy mode too.
"""

from typing import Final

from ..core.home import Mode

_PLANNER_JA: Final = "(V2H|ブイツーエイチ|プランナー|V2Hプランナー|エネルギープランナー)"
_CAR_JA: Final = "(車|クルマ|EV|電気自動車|V2H|ブイツーエイチ)"
_ASK_JA: Final = "(る|るの|るんですか|るのですか|ます|ますか)"

_PLANNER_EN: Final = "[the] (V2H|V2H planner|energy planner)"
_CAR_EN: Final = "([the|my] (car|EV|V2H)|you)"

_MODES_JA: Final = {
    Mode.ECONOMY: "(節約|エコノミー|経済|economy)",
    Mode.CO2: "(CO2|CO₂|シーオーツー|二酸化炭素|低炭素|脱炭素|環境|グリーン)",
    Mode.RESILIENCE: "(災害|防災|非常|備え|停電対策|レジリエンス)",
}
_MODES_EN: Final = {
    Mode.ECONOMY: "(economy|saving|money saving|cheap)",
    Mode.CO2: "(CO2|C O 2|carbon|low carbon|green|clean)",
    Mode.RESILIENCE: "(resilience|storm|disaster|emergency|backup)",
}

_SET_JA: Final = "[にして|にしてください|にして下さい|に切り替えて|に切り替えてください|に変えて|に変更して|でお願い|でお願いします]"


def mode_phrases(mode: Mode) -> list[str]:
    """Return the phrases that ask for a mode."""
    ja, en = _MODES_JA[mode], _MODES_EN[mode]
    return [
        f"[{_PLANNER_JA}(を|は)]{ja}モード{_SET_JA}",
        f"(set|switch|change|put) {_PLANNER_EN} (to|in|into) {en} [mode] [please]",
        f"(switch|change|go) (to|into) {en} mode [please]",
        f"(use|start) {en} mode [please]",
    ]


STATUS_PHRASES: Final = [
    f"{_PLANNER_JA}(は|って)[今|いま](何|なに)[を](し)(て|てい){_ASK_JA}",
    f"{_PLANNER_JA}の(状態|様子|状況)[は|を教えて|を教えてください|はどう]",
    f"(なぜ|なんで|どうして)[今|いま][{_CAR_JA}(は|が|を|に|から)](充電|放電|待機)(し)(て|てい){_ASK_JA}",
    f"(なぜ|なんで|どうして)[今|いま][{_CAR_JA}(は|が|を|から)](充電|放電)(しない|していない|してない)(の|んですか|のですか)",
    f"{_CAR_JA}(は|が)(なぜ|なんで|どうして)(充電|放電|待機)(し)(て|てい){_ASK_JA}",
    f"what (is|'s) {_PLANNER_EN} (doing|up to) [now|right now]",
    f"what's {_PLANNER_EN} (doing|up to) [now|right now]",
    f"[what (is|'s)] {_PLANNER_EN} status",
    f"why (is|are|isn't|aren't) {_CAR_EN} [not] (charging|discharging|standing by|waiting) [now|right now]",
    "why (is|are|isn't|aren't) you [not] (charging|discharging) [the|my] (car|EV|V2H) [now|right now]",
]
