"""Tariffs to start from, each with the source of its numbers and the day they were right.

None is used unseen: the config flow shows every number, and one slot worked out. A number that could not be checked
is missing here (`loss` None, a name in `missing`, a band without a price), and the person enters it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, time
from typing import Final

from .import_terms import EVERY_DAY, EVERY_MONTH, Adder
from .supply_areas import LOSS_RATES, SUPPLY_AREAS

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


@dataclass(frozen=True, slots=True)
class PresetBand:
    """A band of a plan; the person is asked for its price where that is None. Days and months as those of Band."""

    start: time
    yen_per_kwh: float | None = None
    weekdays: frozenset[int] = EVERY_DAY
    months: frozenset[int] = EVERY_MONTH


@dataclass(frozen=True, slots=True, kw_only=True)
class Preset:
    """Terms to start from. `key`: our name for it, translated under `selector.plan`.

    `company`: by its own name. `area`: the supply area that it is sold in, None for more than one. `source`: the page
    to compare with; `seen_in`: where the numbers were read, if not there. `loss` None: of the area. `missing`: names
    of adders that the person must enter. `bands`: the table of a fixed tariff, empty for a market-linked one.
    """

    key: str
    source: str
    as_of: date
    company: str = ""
    area: str | None = None
    seen_in: tuple[str, ...] = ()
    loss: float | None = 0.0
    tax: float = 0.0
    adders: tuple[Adder, ...] = ()
    missing: tuple[str, ...] = ()
    decimals: int | None = None
    bands: tuple[PresetBand, ...] = ()

    @property
    def asks_prices(self) -> bool:
        """Whether the times of the table are known, but not all prices."""
        return any(band.yen_per_kwh is None for band in self.bands)


def in_area(preset: Preset, area: str) -> Preset:
    """Return a preset with the loss rate of a supply area, where it has none of its own."""
    return replace(preset, loss=LOSS_RATES[area]) if preset.loss is None else preset


def plans_of(presets: Mapping[str, Preset], area: str | None) -> list[str]:
    """Return the keys for a list: plans of this area, those of more than one, then those of other areas."""
    rank = {area: 0, None: 1}
    return sorted(presets, key=lambda key: rank.get(presets[key].area, 2))


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

# (area price / (1 - loss) + fee) x 1.1 + wheeling per kWh + levy; fee and wheeling stand deeper in the page than
# could be read. `service` is the fee with tax.
SANIX_SPOT: Final = replace(
    MARKET,
    key="sanix_spot",
    company="サニックスでんき",
    source="https://denki.sanix-pps.com/spotvalue.php",
    as_of=date(2024, 5, 1),
)

# Area price with loss + fee per kWh + wheeling + levy.
DIRECT_POWER: Final = replace(
    MARKET,
    key="direct_power",
    company="ダイレクトパワー",
    source="https://direct-power.jp/?p=2730",
    as_of=date(2023, 3, 31),
)

# Area codes of the retailer's price API.
LOOOP_AREAS: Final = {f"{number:02}": area for number, area in enumerate(SUPPLY_AREAS, start=1)}

# スマートタイムONE(電灯): 電源料金 = area price / (1 - loss) x 1.1, third decimal cut off, + service + wheeling per
# kWh + levy, https://looop-denki.com/pr/smarttimeone/ and its 電気料金種別定義書. Since April 2025 part of wheeling and
# the capacity charge are paid per kW and month; they do not depend on when a kWh is used and are left out.
# Service 7.00 yen everywhere. Wheeling was found for these two areas only, as public calculations of the tariff
# state it (Tokyo as of April 2025, Chubu as of May 2026); the retailer's own list could not be read.
_SERVICE: Final = Adder(name=SERVICE, yen_per_kwh=7.0, first=date(2025, 4, 1))
_LOOOP: Final = {"tokyo": (8.28, date(2025, 4, 1)), "chubu": (7.91, date(2026, 5, 1))}


def looop(area: str, *, published: bool = False) -> Preset:
    """Return Looop スマートタイムONE for a supply area.

    `published`: for the retailer's own price list, which has loss and tax in it.
    """
    known = _LOOOP.get(area)
    wheeling = () if known is None else (Adder(name=WHEELING, yen_per_kwh=known[0], first=date(2025, 4, 1)),)
    return Preset(
        key=f"looop_{area}",
        company="Looopでんき",
        area=area,
        source="https://looop-denki.com/pr/smarttimeone/",
        as_of=date(2025, 4, 1) if known is None else known[1],
        loss=0.0 if published else LOSS_RATES[area],
        tax=0.0 if published else 0.1,
        adders=(_SERVICE, *wheeling, *RENEWABLE_LEVY),
        missing=(WHEELING,) if known is None else (),
        decimals=None if published else 2,
    )


MARKET_PRESETS: Final = {
    preset.key: preset
    for preset in (MARKET, ALL_IN, *(looop(area) for area in SUPPLY_AREAS), SANIX_SPOT, DIRECT_POWER)
}
