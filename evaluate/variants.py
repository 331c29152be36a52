"""Ways to plan that were tried over the whole year. What lost is a number that can still be given, or is gone."""

from backtest.comparison import PolicyName

from .tables import NEAR, Variant
from .words import Language

TRIED = (
    Variant(words={Language.EN: "as it ships", Language.JA: "製品のまま"}),
    Variant(
        words={
            Language.EN: "a fast charger is near: a missing kWh counts 100 yen, not 300",
            Language.JA: "急速充電器が近い（足りない1 kWhを300円でなく100円とする）",
        },
        changes=tuple(NEAR.items()),
    ),
    Variant(
        words={
            Language.EN: "trips told the evening before, a fast charger near",
            Language.JA: "前の晩に予定を知らせ、急速充電器が近い",
        },
        policy=PolicyName.ANNOUNCED,
        changes=tuple(NEAR.items()),
    ),
)
