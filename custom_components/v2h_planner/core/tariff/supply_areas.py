"""The ten supply areas: which one a home lies in, and how much of what is sent is lost on the way to it."""

from typing import Final

# In the order of their numbers, 01 to 10.
SUPPLY_AREAS: Final = (
    "hokkaido",
    "tohoku",
    "tokyo",
    "chubu",
    "hokuriku",
    "kansai",
    "chugoku",
    "shikoku",
    "kyushu",
    "okinawa",
)

# Low-voltage loss rates of the wheeling terms (託送供給等約款). Nine as a retailer states them since April 2022,
# https://denki.sanix-pps.com/spotvalue.php; Okinawa from the terms of Looop's Smart Time ONE of 2022.
LOSS_RATES: Final = {
    "hokkaido": 0.079,
    "tohoku": 0.085,
    "tokyo": 0.069,
    "chubu": 0.071,
    "hokuriku": 0.078,
    "kansai": 0.078,
    "chugoku": 0.080,
    "shikoku": 0.081,
    "kyushu": 0.086,
    "okinawa": 0.061,
}

# JIS numbers of the prefectures; Niigata belongs to Tohoku, Yamanashi to Tokyo.
_PREFECTURES: Final = {
    "hokkaido": (1,),
    "tohoku": (*range(2, 8), 15),
    "tokyo": (*range(8, 15), 19),
    "chubu": (*range(20, 25),),
    "hokuriku": (16, 17, 18),
    "kansai": (*range(25, 31),),
    "chugoku": (*range(31, 36),),
    "shikoku": (*range(36, 40),),
    "kyushu": (*range(40, 47),),
    "okinawa": (47,),
}
_AREA_OF: Final = {number: area for area, numbers in _PREFECTURES.items() for number in numbers}

# JMA's regions that are not of their prefecture's area: Shizuoka east of the Fuji river (伊豆, 東部), and the
# south of Fukui (嶺南) without Tsuruga.
_REGIONS: Final = {"220020": "tokyo", "220030": "tokyo", "180020": "kansai"}
_TSURUGA: Final = "1820200"


def supply_area(code: str, region: str = "") -> str | None:
    """Return the supply area of a municipality, None for a code that is none.

    `code`: JMA's (or JIS), which begins with the number of the prefecture; `region`: JMA's class10 code. Single
    villages across a border (in Gifu, Mie, Hyogo, Okayama, Kagawa and Ehime) are taken for their prefecture's.
    """
    if region in _REGIONS and code != _TSURUGA:
        return _REGIONS[region]
    return _AREA_OF.get(int(code[:2])) if code[:2].isdecimal() else None
