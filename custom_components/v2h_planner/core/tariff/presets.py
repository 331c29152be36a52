"""Tariffs to start from, each with the source of its numbers and the day they were right.

None is used unseen: the config flow shows every number, and one slot worked out. A
number that could not be checked is missing here (`loss` None, a name in `missing`), and the person enters it.
"""

from dataclasses import dataclass
from datetime import date, time
from typing import Final

from .import_terms import Adder, Band

SERVICE: Final = "service"
WHEELING: Final = "wheeling"
LEVY: Final = "levy"
FUEL: Final = "fuel"

# 再生可能エネルギー発電促進賦課金, yen/kWh, by METI: from the metering of each May, for a year. The newest has no
# end, or the price would fall by four yen on the day before the next one is known.
# 2025: https://miyadengroup.jp/news/950; 2026: https://sunglad-energy.com/?p=2370.
RENEWABLE_LEVY: Final = (
    Adder(name=LEVY, yen_per_kwh=3.98, first=date(2025, 5, 1), last=date(2026, 4, 30)),
    Adder(name=LEVY, yen_per_kwh=4.18, first=date(2026, 5, 1)),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Preset:
    """Terms to start from. `key`: our name for it, translated under `selector.plan`.

    `missing`: names of adders that the person must enter. `bands`: the table of a fixed tariff, empty for a
    market-linked one.
    """

    key: str
    source: str
    as_of: date
    loss: float | None = 0.0
    tax: float = 0.0
    adders: tuple[Adder, ...] = ()
    missing: tuple[str, ...] = ()
    decimals: int | None = None
    bands: tuple[Band, ...] = ()


ALL_IN: Final = Preset(key="all_in", source="", as_of=date(2026, 11, 22))

# Any other market-linked tariff: the loss differs by area, service and wheeling by retailer.
MARKET: Final = Preset(
    key="market",
    source="https://looop-denki.com/pr/smarttimeone/",
    as_of=date(2026, 11, 22),
    loss=None,
    tax=0.1,
    adders=RENEWABLE_LEVY,
    missing=(SERVICE, WHEELING),
)

# Area codes of the retailer's price API.
LOOOP_AREAS: Final = {
    "01": "hokkaido",
    "02": "tohoku",
    "03": "tokyo",
    "04": "chubu",
    "05": "hokuriku",
    "06": "kansai",
    "07": "chugoku",
    "08": "shikoku",
    "09": "kyushu",
    "10": "okinawa",
}

# スマートタイムONE(電灯): 電源料金 = area price / (1 - loss) x 1.1, third decimal cut off, + service + wheeling per
# kWh + levy, https://looop-denki.com/pr/smarttimeone/ and its 電気料金種別定義書. Since April 2025 part of wheeling and
# the capacity charge are paid per kW and month; they do not depend on when a kWh is used and are left out.
# Service 7.00 yen everywhere. Wheeling and loss were found for these two areas only, as public calculations of the
# tariff state them (Tokyo as of April 2025, Chubu as of May 2026); the retailer's own list could not be read.
_SERVICE: Final = Adder(name=SERVICE, yen_per_kwh=7.0, first=date(2025, 4, 1))
_LOOOP: Final = {
    "tokyo": (0.069, 8.28, date(2025, 4, 1)),
    "chubu": (0.071, 7.91, date(2026, 5, 1)),
}


def looop(area: str, *, published: bool = False) -> Preset:
    """Return Looop スマートタイムONE for an area (a value of LOOOP_AREAS).

    `published`: for the retailer's own price list, which has loss and tax in it.
    """
    known = _LOOOP.get(area)
    wheeling = () if known is None else (Adder(name=WHEELING, yen_per_kwh=known[1], first=date(2025, 4, 1)),)
    loss = None if known is None else known[0]
    return Preset(
        key=f"looop_{area}",
        source="https://looop-denki.com/pr/smarttimeone/",
        as_of=date(2025, 4, 1) if known is None else known[2],
        loss=0.0 if published else loss,
        tax=0.0 if published else 0.1,
        adders=(_SERVICE, *wheeling, *RENEWABLE_LEVY),
        missing=(WHEELING,) if known is None else (),
        decimals=None if published else 2,
    )


# 東京電力エナジーパートナー スマートライフS/L: 06:00-01:00 and 01:00-06:00, before fuel adjustment and levy.
TEPCO_SMART_LIFE: Final = Preset(
    key="tepco_smart_life",
    source="https://www.silvergrowthstudio.jp/?p=695",
    as_of=date(2025, 5, 1),
    bands=(Band(time(1), 27.86), Band(time(6), 35.76)),
    adders=RENEWABLE_LEVY,
    missing=(FUEL,),
)

# Any other plan by the clock: the times of the commonest night tariffs; prices are the person's to enter.
OWN_TABLE: Final = Preset(
    key="own_table",
    source="",
    as_of=date(2026, 11, 22),
    bands=(Band(time(7), 31.8), Band(time(23), 22.0)),
)

MARKET_PRESETS: Final = {
    preset.key: preset for preset in (MARKET, ALL_IN, *(looop(area) for area in LOOOP_AREAS.values()))
}
TABLE_PRESETS: Final = {preset.key: preset for preset in (OWN_TABLE, TEPCO_SMART_LIFE)}
