"""Phrases that people say to the home, Japanese and English, as hassil sentence templates.

They name the mode or the V2H unit, so that they take no phrase away from Home Assistant's own intents
("turn on ...", "set ... to 50 %") and none from an air conditioner that has an economy mode too.
"""

from typing import Final

from ..core.home import Mode

# What speech recognition writes of "V2H": 日産 itself reads it ヴィーツーエッチ.
_V2H_JA: Final = "V2H|Ｖ２Ｈ|ブイツーエイチ|ブイツーエッチ|ヴィーツーエイチ|ヴィーツーエッチ"
_PLANNER_JA: Final = f"({_V2H_JA}|プランナー|V2Hプランナー|エネルギープランナー)"
_CAR_JA: Final = f"(車|クルマ|くるま|EV|電気自動車|{_V2H_JA})"
_NOW_JA: Final = "[今|いま]"
_WHY_JA: Final = "(なぜ|なんで|何で|どうして|何故)"
_ASK_JA: Final = "(る|るの|るんですか|るのですか|るのか|ます|ますか)"
_NOT_JA: Final = "(しない|していない|してない|しません|していません)"
_FLOW_JA: Final = "(充電|放電)"

_PLANNER_EN: Final = "[the] (V2H|V2H planner|energy planner)"
_CAR_EN: Final = "([the|my] (car|EV|V2H)|you)"

_MODES_JA: Final = {
    Mode.ECONOMY: "(節約|電気代節約|お得|おトク|エコノミー|経済|経済性|経済優先|economy)",
    Mode.CO2: ("([低](CO2|CO₂|ＣＯ２|シーオーツー)[削減]|二酸化炭素|低炭素|脱炭素|環境|環境優先|グリーン)"),
    Mode.RESILIENCE: "(防災|災害|非常|非常時|備え|停電対策|台風|満充電|安心|レジリエンス)",
}
_MODES_EN: Final = {
    Mode.ECONOMY: "(economy|saving|money saving|cheap)",
    Mode.CO2: "([low] (CO2|C O 2)|[low] carbon|green|clean)",
    Mode.RESILIENCE: "(resilience|storm|disaster|emergency|backup)",
}

_DO_JA: Final = "(して|してね|してください|して下さい|しといて|切り替え[て[ください|下さい]]|変えて[ください|下さい]|変更[して[ください|下さい]])"
_SET_JA: Final = f"[に|に{_DO_JA}|へ{_DO_JA}|でお願い[します]]"


def mode_phrases(mode: Mode) -> list[str]:
    """Return the phrases that ask for a mode."""
    ja, en = _MODES_JA[mode], _MODES_EN[mode]
    return [
        f"[{_PLANNER_JA}(を|は)]{ja}モード{_SET_JA}",
        f"{_PLANNER_JA}を{ja}に{_DO_JA}",
        f"(set|switch|change|put) {_PLANNER_EN} (to|in|into) {en} [mode] [please]",
        f"(switch|change|go) (to|into) {en} mode [please]",
        f"(use|start) {en} mode [please]",
    ]


STATUS_PHRASES: Final = [
    f"{_NOW_JA}{_PLANNER_JA}(は|って){_NOW_JA}(何|なに)[を](し)(て|てい){_ASK_JA}",
    f"{_NOW_JA}{_PLANNER_JA}[は|って]どうなって(る|るの|いますか|いるの|ますか)",
    f"({_PLANNER_JA}|車|クルマ|EV)の(状態|様子|状況)[は|を教えて|を教えてください|はどう|はどうですか]",
    f"{_WHY_JA}{_NOW_JA}[{_CAR_JA}(は|が|を|に|から)](充電|放電|待機)(し)(て|てい){_ASK_JA}",
    f"{_WHY_JA}{_NOW_JA}[{_CAR_JA}(は|が|を|に|から)](充電|放電|待機)中(なの|なのか|なんですか|なのですか|ですか)",
    f"{_WHY_JA}{_NOW_JA}[{_CAR_JA}(は|が|を|から)]{_FLOW_JA}{_NOT_JA}[の|んですか|のですか|か]",
    f"[{_CAR_JA}(は|が|を|から)]{_NOW_JA}{_FLOW_JA}(しない|していない|してない)のは{_WHY_JA}[ですか]",
    f"[{_CAR_JA}(は|が|を|から)]{_NOW_JA}(充電|放電|待機)(し)(て|てい)るのは{_WHY_JA}[ですか]",
    f"{_CAR_JA}(は|が){_WHY_JA}{_NOW_JA}(充電|放電|待機)(し)(て|てい){_ASK_JA}",
    f"{_CAR_JA}(は|が){_WHY_JA}{_NOW_JA}(充電|放電|待機)中(なの|なんですか|なのですか|ですか)",
    f"{_CAR_JA}(は|が){_WHY_JA}{_NOW_JA}{_FLOW_JA}{_NOT_JA}[の|んですか|のですか|か]",
    f"what (is|'s) {_PLANNER_EN} (doing|up to) [now|right now]",
    f"what's {_PLANNER_EN} (doing|up to) [now|right now]",
    f"[what (is|'s)] {_PLANNER_EN} status",
    f"why (is|are|isn't|aren't) {_CAR_EN} [not] (charging|discharging|standing by|waiting) [now|right now]",
    "why (is|are|isn't|aren't) you [not] (charging|discharging) [the|my] (car|EV|V2H) [now|right now]",
]
