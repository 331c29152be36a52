"""Ways to plan that were tried over the whole year. What lost is a number that can still be given, or is gone."""

from backtest.comparison import PolicyName

from .tables import Variant
from .words import Language

TRIED = (
    Variant(words={Language.EN: "as it ships", Language.JA: "製品のまま"}),
    Variant(
        words={Language.EN: "trips told the evening before", Language.JA: "前の晩に予定を知らせる"},
        policy=PolicyName.ANNOUNCED,
    ),
)
