"""Plans by the clock: of the ten regional companies, and for homes with an EV.

Prices are with tax and before fuel adjustment and levy. Where the company's own page could not be read, prices are
here only if two independent sources agree; `seen_in` names those that can be named.
"""

from datetime import date, time
from typing import Final

from .import_terms import EVERY_MONTH, HOLIDAY
from .presets import FUEL, RENEWABLE_LEVY, Preset, PresetBand

_WORKDAYS: Final = frozenset(range(5))
_FREE_DAYS: Final = frozenset({5, 6, HOLIDAY})
_SUMMER: Final = frozenset({7, 8, 9})
_WINTER: Final = frozenset({12, 1, 2})
_NOT_SUMMER: Final = EVERY_MONTH - _SUMMER
_SPRING_AND_AUTUMN: Final = EVERY_MONTH - _SUMMER - _WINTER

type Bands = tuple[PresetBand, ...]


def _plan(
    key: str,
    company: str,
    area: str | None,
    source: str,
    as_of: date,
    bands: Bands,
    *seen_in: str,
) -> Preset:
    return Preset(
        key=key,
        company=company,
        area=area,
        source=source,
        as_of=as_of,
        seen_in=seen_in,
        adders=RENEWABLE_LEVY,
        missing=(FUEL,),
        bands=bands,
    )


def _free(day: int, night: int, dear: float | None = None, cheap: float | None = None) -> Bands:
    """Return a table that is dear on workdays from `day` to `night`, and cheap otherwise."""
    return (
        PresetBand(time(day), dear, _WORKDAYS),
        PresetBand(time(day), cheap, _FREE_DAYS),
        PresetBand(time(night), cheap),
    )


# Hokkaido.

_HEPCO: Final = "北海道電力"
_HEPCO_PLANS: Final = (
    # Times: the page of its M plan. Closed to new contracts since 2017.
    _plan(
        "hepco_etime3",
        _HEPCO,
        "hokkaido",
        "https://www.hepco.co.jp/home/price/ratemenu/etime3.html",
        date(2025, 10, 1),
        (
            PresetBand(time(8), 43.61),
            PresetBand(time(13), 51.02),
            PresetBand(time(18), 43.61),
            PresetBand(time(22), 26.74),
        ),
    ),
    _plan(
        "hepco_etime3_plus",
        _HEPCO,
        "hokkaido",
        "https://www.hepco.co.jp/",
        date(2023, 6, 1),
        (PresetBand(time(8)), PresetBand(time(13)), PresetBand(time(18)), PresetBand(time(22))),
        "http://media.moneyforward.com/articles/8769?page=2",
    ),
    _plan(
        "hepco_smart",
        _HEPCO,
        "hokkaido",
        "https://www.hepco.co.jp/",
        date(2025, 10, 1),
        (
            PresetBand(time(8), None, frozenset(range(6))),
            PresetBand(time(8), None, frozenset({6, HOLIDAY})),
            PresetBand(time(22)),
        ),
    ),
)

# Tohoku.

_TOHOKU: Final = "東北電力"
_TOHOKU_SITE: Final = "https://www.tohoku-epco.co.jp/dprivate/"
_TOHOKU_PLANS: Final = (
    _plan(
        "tohoku_night_holiday",
        _TOHOKU,
        "tohoku",
        _TOHOKU_SITE,
        date(2023, 6, 1),
        _free(8, 22),
        "https://00mania.com/?p=434",
        "http://media.moneyforward.com/articles/8769?page=2",
    ),
    _plan("tohoku_smart_time", _TOHOKU, "tohoku", _TOHOKU_SITE, date(2025, 10, 1), _free(8, 22)),
    # By day it has steps of the month's use; the person enters the one that their home reaches.
    _plan(
        "tohoku_night8",
        _TOHOKU,
        "tohoku",
        _TOHOKU_SITE,
        date(2019, 1, 1),
        (PresetBand(time(7)), PresetBand(time(23))),
        "https://elecguide.com/plan/familytouhoku.html",
    ),
    _plan(
        "tohoku_season_time",
        _TOHOKU,
        "tohoku",
        _TOHOKU_SITE,
        date(2019, 1, 1),
        (
            PresetBand(time(8)),
            PresetBand(time(10), None, months=EVERY_MONTH - _WINTER),
            PresetBand(time(17), None, months=EVERY_MONTH - _WINTER),
            PresetBand(time(16), None, months=_WINTER),
            PresetBand(time(18), None, months=_WINTER),
            PresetBand(time(22)),
        ),
        "https://elecguide.com/plan/yorisouseason.html",
    ),
)

# Tokyo.

_TEPCO: Final = "東京電力エナジーパートナー"
_TEPCO_PLANS: Final = (
    _plan(
        "tepco_smart_life",
        _TEPCO,
        "tokyo",
        "https://www.tepco.co.jp/ep/private/plan/",
        date(2025, 5, 1),
        (PresetBand(time(1), 27.86), PresetBand(time(6), 35.76)),
        "https://www.silvergrowthstudio.jp/?p=695",
        "https://github.com/yonmas/SMM3-SmartMeterMonitor_v3",
    ),
    # Two public calculators of 2025 and 2026 agree.
    _plan(
        "tepco_night8",
        _TEPCO,
        "tokyo",
        "https://www.tepco.co.jp/ep/private/plan/yorutoku/index-j.html",
        date(2025, 5, 1),
        (PresetBand(time(7), 42.60), PresetBand(time(23), 31.64)),
    ),
    _plan(
        "tepco_night12",
        _TEPCO,
        "tokyo",
        "https://www.tepco.co.jp/ep/private/plan/yorutoku/index-j.html",
        date(2025, 5, 1),
        (PresetBand(time(9)), PresetBand(time(21))),
        "http://media.moneyforward.com/articles/8769?page=2",
    ),
    # Closed to new contracts.
    _plan(
        "tepco_denka_jozu",
        _TEPCO,
        "tokyo",
        "https://www.tepco.co.jp/ep/private/plan2/chargelist03.html",
        date(2026, 9, 13),
        (
            PresetBand(time(7)),
            PresetBand(time(10), None, months=_SUMMER),
            PresetBand(time(10), None, months=_NOT_SUMMER),
            PresetBand(time(17)),
            PresetBand(time(23)),
        ),
    ),
)

# Chubu: one price list, three choices of hours.

_CHUDEN: Final = "中部電力ミライズ"


def _smart_life(key: str, morning: int, night: int) -> Preset:
    """Return スマートライフプラン with the night from `night` to `morning`."""
    return _plan(
        key,
        _CHUDEN,
        "chubu",
        "https://miraiz.chuden.co.jp/",
        date(2024, 4, 1),
        (
            PresetBand(time(morning), 28.61),
            PresetBand(time(10), 38.80, _WORKDAYS),
            PresetBand(time(10), 28.61, _FREE_DAYS),
            PresetBand(time(17), 28.61),
            PresetBand(time(night), 16.52),
        ),
        "https://github.com/yonmas/SMM3-SmartMeterMonitor_v3",
    )


_CHUDEN_PLANS: Final = (
    _smart_life("chuden_smart_life", 8, 22),
    _smart_life("chuden_smart_life_morning", 9, 23),
    _smart_life("chuden_smart_life_night", 7, 21),
)

# Hokuriku.

_RIKUDEN_PLANS: Final = (
    _plan(
        "rikuden_night12",
        "北陸電力",
        "hokuriku",
        "https://www.rikuden.co.jp/ryokinmenu/kutsuroginight.html",
        date(2023, 6, 1),
        (
            PresetBand(time(8), None, _WORKDAYS, _SUMMER),
            PresetBand(time(8), None, _WORKDAYS, _NOT_SUMMER),
            PresetBand(time(8), None, _FREE_DAYS),
            PresetBand(time(20)),
        ),
        "http://media.moneyforward.com/articles/8769?page=2",
    ),
)

# Kansai: the page states the older はぴeタイム, which has the same hours.

_KEPCO_PLANS: Final = (
    _plan(
        "kepco_hapie_r",
        "関西電力",
        "kansai",
        "https://kepco.jp/d-ryokin2021/naiyou/",
        date(2022, 7, 1),
        (
            PresetBand(time(7)),
            PresetBand(time(10), None, _WORKDAYS, _SUMMER),
            PresetBand(time(10), None, _WORKDAYS, _NOT_SUMMER),
            PresetBand(time(10), None, _FREE_DAYS),
            PresetBand(time(17)),
            PresetBand(time(23)),
        ),
        "https://e-coto.net/hapie-time-r-vs-juryo-dento-a-ecocute",
    ),
)

# Chugoku: the company's price list, as a public simulator compared it on that day.

_ENERGIA: Final = "中国電力"
_ENERGIA_LIST: Final = "https://www.energia.co.jp/elec/h_menu/pricelist/pricelist5.html"
_JA_SIMULATOR: Final = "https://github.com/riot0mint-rgb/ja_denki_simurate"


def _energia(key: str, summer: float, other: float, cheap: float) -> Preset:
    return _plan(
        key,
        _ENERGIA,
        "chugoku",
        _ENERGIA_LIST,
        date(2026, 8, 20),
        (
            PresetBand(time(9), summer, _WORKDAYS, _SUMMER),
            PresetBand(time(9), other, _WORKDAYS, _NOT_SUMMER),
            PresetBand(time(9), cheap, _FREE_DAYS),
            PresetBand(time(21), cheap),
        ),
        _JA_SIMULATOR,
    )


_ENERGIA_PLANS: Final = (
    _energia("energia_denka_style", 46.46, 44.40, 30.35),
    _energia("energia_night_holiday", 49.44, 46.98, 34.65),
    _plan(
        "energia_simple",
        _ENERGIA,
        "chugoku",
        _ENERGIA_LIST,
        date(2026, 8, 20),
        (PresetBand(time(0), 38.21),),
        _JA_SIMULATOR,
    ),
)

# Shikoku.

_YONDEN: Final = "四国電力"
_YONDEN_PLANS: Final = (
    _plan(
        "yonden_denka_e",
        _YONDEN,
        "shikoku",
        "https://www.yonden.co.jp/",
        date(2025, 10, 1),
        _free(9, 23),
        "https://usservice.co.jp/blog/3415/",
    ),
    _plan(
        "yonden_smart_e",
        _YONDEN,
        "shikoku",
        "https://www.yonden.co.jp/",
        date(2019, 9, 1),
        (PresetBand(time(9)), PresetBand(time(17)), PresetBand(time(23))),
        "https://denryoku-gas.jp/utility/yonden/plan/holidaye-l",
    ),
)


# Kyushu: the company's page as a public tool reads it every week. Since 1 October 2026 the workdays' prices are 0.04
# yen lower; the others could not be read since.


def _night_select(night: int) -> Preset:
    """Return 電化でナイト・セレクト with the ten hours of night from `night` on."""
    day = time(night - 14)
    return _plan(
        f"kyuden_night{night}",
        "九州電力",
        "kyushu",
        "https://customer.kyuden.co.jp/ja/electricity/home-plan/denka-de-night.html",
        date(2026, 9, 30),
        (
            PresetBand(day, 27.63, _WORKDAYS, _SUMMER | _WINTER),
            PresetBand(day, 24.74, _WORKDAYS, _SPRING_AND_AUTUMN),
            PresetBand(day, 22.01, _FREE_DAYS, _SUMMER | _WINTER),
            PresetBand(day, 18.61, _FREE_DAYS, _SPRING_AND_AUTUMN),
            PresetBand(time(night), 14.59),
        ),
        "https://github.com/azumanakazono-gif/jibunden-tool",
    )


_KYUDEN_PLANS: Final = (_night_select(21), _night_select(22), _night_select(23))

# Okinawa.

_OKIDEN_PLANS: Final = (
    _plan(
        "okiden_ee_smart",
        "沖縄電力",
        "okinawa",
        "https://www.okiden.co.jp/",
        date(2025, 10, 1),
        (PresetBand(time(7)), PresetBand(time(23))),
    ),
)

# For EVs, and others in more than one area. Octopus: hours and Tokyo's prices of its 電気料金メニュー定義書, as a
# public integration states them.

_OCTOPUS: Final = "オクトパスエナジー"
_OCTOPUS_TERMS: Final = "https://octopusenergy.co.jp/terms"
_OCTOPUS_INTEGRATION: Final = "https://github.com/SteveShin323/ha-octopus-energy-japan"


def _octopus(key: str, area: str | None, bands: Bands) -> Preset:
    return _plan(key, _OCTOPUS, area, _OCTOPUS_TERMS, date(2026, 8, 13), bands, _OCTOPUS_INTEGRATION)


def _octopus_ev(day: float | None = None, night: float | None = None, other: float | None = None) -> Bands:
    return (
        PresetBand(time(1), night),
        PresetBand(time(5), other),
        PresetBand(time(11), day),
        PresetBand(time(13), other),
    )


_MACHI_ENE: Final = "まちエネ"


def _machi_ene(
    key: str,
    area: str | None,
    day: float | None = None,
    peak: float | None = None,
    base: float | None = None,
) -> Preset:
    return _plan(
        key,
        _MACHI_ENE,
        area,
        "https://www.machi-ene.jp/service-mmc/",
        date(2024, 8, 31),
        (
            PresetBand(time(9), day),
            PresetBand(time(15), base),
            PresetBand(time(16), peak),
            PresetBand(time(21), base),
        ),
    )


_EV_PLANS: Final = (
    _octopus("octopus_ev_tokyo", "tokyo", _octopus_ev(12.60, 14.60, 25.77)),
    _octopus("octopus_ev", None, _octopus_ev()),
    _octopus("octopus_sunshine", None, (PresetBand(time(9)), PresetBand(time(15)))),
    _octopus(
        "octopus_solar",
        None,
        (PresetBand(time(6)), PresetBand(time(8)), PresetBand(time(16)), PresetBand(time(22))),
    ),
    _machi_ene("machi_ene_day_tokyo", "tokyo", 26.65, 44.32, 37.43),
    _machi_ene("machi_ene_day_tohoku", "tohoku", 27.95, 49.41, 38.46),
    _machi_ene("machi_ene_day", None),
)

# Any other plan by the clock: the times of the commonest night tariffs; prices are the person's to enter.
OWN_TABLE: Final = Preset(
    key="own_table",
    source="",
    as_of=date(2026, 11, 22),
    bands=(PresetBand(time(7), 31.8), PresetBand(time(23), 22.0)),
)

TABLE_PRESETS: Final = {
    preset.key: preset
    for preset in (
        OWN_TABLE,
        *_EV_PLANS,
        *_HEPCO_PLANS,
        *_TOHOKU_PLANS,
        *_TEPCO_PLANS,
        *_CHUDEN_PLANS,
        *_RIKUDEN_PLANS,
        *_KEPCO_PLANS,
        *_ENERGIA_PLANS,
        *_YONDEN_PLANS,
        *_KYUDEN_PLANS,
        *_OKIDEN_PLANS,
    )
}
