"""Files in JMA's shapes, made by hand: the shapes are theirs, names of rivers and storms and all numbers are ours."""

from datetime import datetime, timedelta
from typing import Any

from custom_components.v2h_planner.core.tariff.import_terms import JST
from custom_components.v2h_planner.readers.jma.areas import JmaArea

# A typhoon comes to the prefecture of Aichi; the home is in Nagoya.
NOW = datetime(2026, 9, 20, 18, 0, tzinfo=JST)
HOME = (35.17, 136.91)
NAGOYA = JmaArea(
    code="2310000",
    name="名古屋市",
    en_name="Nagoya City",
    kana="なごやし",
    office="230000",
    class10="230010",
    class15="230011",
    prefecture="愛知県",
)
# When the early notice's windows begin, in hours from the first.
WINDOWS = (0, 6, 12, 18, 24, 30, 36, 48)
QUIET: dict[str, Any] = {"status": "発表警報・注意報はなし"}


def at(hours: float) -> str:
    """So many hours from NOW, as JMA writes it."""
    return (NOW + timedelta(hours=hours)).isoformat()


def kind(code: str, status: str = "継続", *levels: str, **more: Any) -> dict[str, Any]:
    """A kind of an item, with its significancy codes."""
    properties = [{"type": "危険度", "significancyPart": {"locals": [{"code": level} for level in levels]}}]
    return {"code": code, "status": status} | ({"properties": properties} if levels else {}) | more


def report(
    telegram: str,
    hours: float,
    *kinds: dict[str, Any],
    region: list[dict[str, Any]] | None = None,
    area: str = NAGOYA.code,
    **more: Any,
) -> dict[str, Any]:
    """An announcement about one municipality, and perhaps about its region."""
    return {
        "controlDatetime": (NOW + timedelta(hours=hours, minutes=1)).astimezone(JST).isoformat(),
        "reportDatetime": at(hours),
        "infoType": "発表",
        "publishingOffice": "名古屋地方気象台",
        "headlineText": "",
        "dataTypeCode": telegram,
        "warning": {
            "class10Items": [{"areaCode": NAGOYA.class10, "kinds": region}] if region is not None else [],
            "class20Items": [
                {"areaCode": "2320100", "kinds": [QUIET]},
                {"areaCode": area, "kinds": list(kinds)},
            ],
        },
    } | more


def river(name: str, code: str, hours: float = -1, **more: Any) -> dict[str, Any]:
    """An entry of the flood file; say where by `class20Codes` or `officeCodes`."""
    return {
        "status": "通常",
        "reportDatetime": at(hours),
        "infoType": "発表",
        "riverName": name,
        "riverCode": f"85{name}",
        "item": {"name": "氾濫", "code": code, "condition": ""},
    } | more


def timeline(first: float, area: str = NAGOYA.code, made: float = -1, **rows: list[str]) -> dict[str, Any]:
    """The danger in steps of three hours from `first` hours after NOW, by type."""
    count = max((len(codes) for codes in rows.values()), default=12)
    return {
        "reportDatetime": at(made),
        "timeSeries": [
            {
                "timeDefines": [{"dateTime": at(first + 3 * i), "duration": "PT3H"} for i in range(count)],
                "class20Items": [
                    {
                        "areaCode": area,
                        "kinds": [
                            {
                                "status": "発表",
                                "significancyParts": [{"type": name, "locals": [{"codes": codes}]}],
                            }
                            for name, codes in rows.items()
                        ]
                        + [
                            {
                                "forecastParts": [
                                    {"type": "最大風速", "locals": [{"values": [{"value": "30"}]}]}
                                ]
                            }
                        ],
                    }
                ],
            },
            {
                "timeDefines": [{"dateTime": at(first), "duration": "PT24H"}],
                "class20Items": [
                    {
                        "areaCode": area,
                        "kinds": [
                            {"significancyParts": [{"type": "大雪危険度", "locals": [{"codes": ["50"]}]}]}
                        ],
                    }
                ],
            },
        ],
    }


def likelihood(first: float, region: str = NAGOYA.class10, **rows: list[str]) -> list[dict[str, Any]]:
    """The early notice from `first` hours after NOW, with a week in which everything is likely.

    Its eight windows, six of 6 h and two of 12 h, are those of two public readers' reports of 11:00 (jma-mcp of
    2026-09-24, a camera map's survey of 2026-08-31), and end as those of JMA's sample `90_01_01_241031_VPFD61.xml`;
    the week begins with the day after tomorrow, as in `69_01_01_241031_VPFW60.xml`.
    """
    short = {
        "reportDatetime": at(-1),
        "timeSeries": [
            {
                "timeDefines": [at(first + hours) for hours in WINDOWS],
                "areas": [
                    {
                        "code": region,
                        "text": "",
                        "properties": [
                            {
                                "type": f"{name}の警報級の可能性",
                                "probabilities": values + [""] * (8 - len(values)),
                            }
                            for name, values in rows.items()
                        ],
                    }
                ],
            }
        ],
    }
    week = {
        "reportDatetime": at(-1),
        "timeSeries": [
            {
                "timeDefines": [at(30 + 24 * i) for i in range(4)],
                "areas": [
                    {
                        "code": NAGOYA.office,
                        "properties": [{"type": "雨の警報級の可能性", "probabilities": ["高"] * 4}],
                    }
                ],
            }
        ],
    }
    return [short, week]


def fix(hours: float, lat: float, lon: float, radius_km: float | str = 0, **more: Any) -> dict[str, Any]:
    """A point of a typhoon's track."""
    name = "実況" if not hours else f"予報　{hours:.0f}時間後"
    circle = [{"area": {"jp": "全域", "en": "All"}, "range": {"km": radius_km}}] if radius_km else []
    return {
        "part": {"jp": name},
        "advancedHours": hours,
        "category": {"jp": "台風", "en": "TY"},
        "position": {"deg": [lat, lon]},
        "validtime": {"JST": at(hours)},
        "maximumWind": {"sustained": {"m/s": "40"}},
        "stormWarning": circle,
    } | more


TITLE: dict[str, Any] = {
    "part": "title",
    "issue": {"JST": at(-1)},
    "typhoonNumber": "2618",
    "name": {"jp": "ミホン", "en": "Mihon"},
    "category": {"jp": "台風", "en": "TY"},
}
TARGETS = [{"tropicalCyclone": "TC2622", "typhoonNumber": "2618", "category": "TY", "issue": at(-1)}]
# Straight over the home, at 25 km/h from the south.
SPECIFICATIONS = [
    TITLE,
    fix(0, 29.0, 136.0, 150),
    fix(12, 31.5, 136.3, "220"),
    fix(24, 34.0, 136.6, 260),
    fix(45, 39.5, 138.0, 200),
]

AREA: dict[str, Any] = {
    "centers": {},
    "offices": {
        "014030": {"name": "十勝地方", "parent": "010100"},
        "130000": {"name": "東京都", "parent": "010300"},
        "140000": {"name": "神奈川県", "parent": "010300"},
        "230000": {"name": "愛知県", "parent": "010400"},
        "471000": {"name": "沖縄本島地方", "parent": "011100"},
    },
    "class10s": {
        "014030": {"name": "十勝地方", "parent": "014030"},
        "130010": {"name": "東京地方", "parent": "130000"},
        "130040": {"name": "小笠原諸島", "parent": "130000"},
        "140010": {"name": "東部", "parent": "140000"},
        "230010": {"name": "西部", "parent": "230000"},
        "471010": {"name": "本島中南部", "parent": "471000"},
    },
    "class15s": {
        "014031": {"name": "十勝北部", "parent": "014030"},
        "130011": {"name": "２３区西部", "parent": "130010"},
        "130040": {"name": "小笠原諸島", "parent": "130040"},
        "140011": {"name": "横浜・川崎", "parent": "140010"},
        "230011": {"name": "尾張東部", "parent": "230010"},
        "471011": {"name": "中部", "parent": "471010"},
    },
    "class20s": {
        "0163200": {"name": "士幌町", "enName": "Shihoro Town", "kana": "しほろちょう", "parent": "014031"},
        "1310100": {"name": "千代田区", "enName": "Chiyoda City", "kana": "ちよだく", "parent": "130011"},
        "1342100": {
            "name": "小笠原村",
            "enName": "Ogasawara Village",
            "kana": "おがさわらむら",
            "parent": "130040",
        },
        "1410011": {
            "name": "横浜市北部",
            "enName": "Northern Yokohama City",
            "kana": "よこはましほくぶ",
            "parent": "140011",
        },
        "1410012": {
            "name": "横浜市南部",
            "enName": "Southern Yokohama City",
            "kana": "よこはましなんぶ",
            "parent": "140011",
        },
        "2310000": {"name": "名古屋市", "enName": "Nagoya City", "kana": "なごやし", "parent": "230011"},
        "4720100": {"name": "那覇市", "enName": "Naha City", "kana": "なはし", "parent": "471010"},
        "9999900": {"name": "迷子町", "parent": "000000"},
    },
}
# The two parts of Yokohama overlap as boxes; the line between them runs from the south-west to the north-east.
BOXES: dict[str, Any] = {
    "1410011": {"ne": [35.6, 139.7], "sw": [35.4, 139.4]},
    "1410012": {"ne": [35.55, 139.7], "sw": [35.3, 139.4]},
    "2310000": {"ne": [35.26, 137.06], "sw": [35.03, 136.79]},
    "1310100": {"ne": [35.70, 139.78], "sw": [35.67, 139.73]},
}


def outline(*ring: tuple[float, float]) -> dict[str, Any]:
    """A polygon of (lat, lon) as GeoJSON."""
    return {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "properties": {},
                "geometry": {"type": "MultiPolygon", "coordinates": [[[[lon, lat] for lat, lon in ring]]]},
            }
        ],
    }


OUTLINES: dict[str, Any] = {
    "1410011": outline((35.4, 139.4), (35.6, 139.4), (35.6, 139.7), (35.55, 139.7), (35.4, 139.4)),
    "1410012": outline((35.3, 139.4), (35.4, 139.4), (35.55, 139.7), (35.3, 139.6), (35.3, 139.4)),
    "2310000": outline((35.03, 136.79), (35.26, 136.79), (35.26, 137.06), (35.03, 137.06), (35.03, 136.79)),
    "1310100": outline((35.67, 139.73), (35.70, 139.73), (35.70, 139.78), (35.67, 139.78), (35.67, 139.73)),
}
