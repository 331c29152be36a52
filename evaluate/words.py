"""The words of the tables, in both languages."""

from dataclasses import dataclass
from enum import StrEnum

from backtest.comparison import PolicyName
from backtest.forecast_errors import Lead, Quantity


class Language(StrEnum):
    """Languages of the pages, by the ending of their names."""

    EN = "en"
    JA = "ja"


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What the tables say. `homes`: by profile; `policies`: by the backtest's names."""

    homes: dict[int, str]
    policies: dict[PolicyName, str]
    home: str
    policy: str
    cost: str
    saved: str
    share: str
    starts: str
    short: str
    co2: str
    sun: str
    backup: str
    unit_yen: str
    of_home: str
    of: str
    plan_ms: str
    variant: str
    as_shipped: str
    measured: str
    errors: tuple[str, str, str, str]
    quantities: dict[Quantity, str]
    leads: dict[Lead, str]


WORDS = {
    Language.EN: Words(
        homes={
            1: "4.5 kWp, 40 kWh EV, short commute",
            2: "6.0 kWp, 66 kWh EV, long commute",
        },
        policies={
            PolicyName.TIMER: "night timer",
            PolicyName.PLUG: "plug and charge",
            PolicyName.PLANNER: "planner, nobody tells it anything",
            PolicyName.ANNOUNCED: "planner, trips told the evening before, a fast charger near",
            PolicyName.FORESIGHT: "planner that knows the next 60 h",
        },
        home="home",
        policy="who decides",
        cost="cost",
        saved="saved",
        share="of what perfect forecasts save",
        starts="starts a day",
        short="departures with too little",
        co2="CO2 kg",
        sun="own sun used",
        backup="hours the car could carry the house",
        unit_yen="{:,.0f} yen",
        of_home="{} ({})",
        of="{0} of {1} ({2:.1f} kWh)",
        plan_ms="ms a plan",
        variant="variant",
        as_shipped="as it ships",
        measured="Measured {}.",
        errors=("how far ahead", "planner", "same as yesterday", "of that"),
        quantities={
            Quantity.LOAD: "the house's load",
            Quantity.SUN: "sun by daylight",
            Quantity.PRICE: "price that is not published",
            Quantity.CARBON: "CO2",
        },
        leads={Lead.TODAY: "rest of today", Lead.TOMORROW: "tomorrow", Lead.DAY_AFTER: "the day after"},
    ),
    Language.JA: Words(
        homes={
            1: "4.5 kWp・EV 40 kWh・短い通勤",
            2: "6.0 kWp・EV 66 kWh・長い通勤",
        },
        policies={
            PolicyName.TIMER: "深夜タイマー",
            PolicyName.PLUG: "つないだらすぐ充電",
            PolicyName.PLANNER: "プランナー（何も知らせない）",
            PolicyName.ANNOUNCED: "プランナー（前の晩に予定を知らせ、急速充電器が近い）",
            PolicyName.FORESIGHT: "60時間先まで知るプランナー",
        },
        home="家",
        policy="決め方",
        cost="電気代",
        saved="節約",
        share="完全な予測での節約に対する割合",
        starts="1日の起動回数",
        short="残量が足りなかった出発",
        co2="CO2（kg）",
        sun="自家消費率",
        backup="車で家をまかなえる時間",
        unit_yen="{:,.0f}円",
        of_home="{}（{}）",
        of="{1}回中{0}（{2:.1f} kWh）",
        plan_ms="計画1回のミリ秒",
        variant="変えたところ",
        as_shipped="製品のまま",
        measured="測定：{}",
        errors=("いつの予測か", "プランナー", "前日と同じ", "その割合"),
        quantities={
            Quantity.LOAD: "家の消費",
            Quantity.SUN: "日中の太陽光",
            Quantity.PRICE: "発表前の価格",
            Quantity.CARBON: "CO2",
        },
        leads={Lead.TODAY: "今日の残り", Lead.TOMORROW: "明日", Lead.DAY_AFTER: "明後日"},
    ),
}
