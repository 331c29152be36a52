"""A small weather office: a script of events in, the files of JMA's pages at any moment out.

Nothing here forecasts. A script says what the office does and when; `WeatherOffice.answer` gives what
`www.jma.go.jp/bosai/...` would then answer, in the shapes in use since 2026-05-28: a list of single announcements
in no order, an ongoing warning only in an old one, windows of three, six and twelve hours that begin at fixed hours,
rivers with and without municipalities, a feed that stands still, a folder that is renamed. Times are Japanese.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from hashlib import sha256
from http import HTTPStatus
import json
from typing import Any, Final

JST: Final = timezone(timedelta(hours=9), "JST")
KEPT: Final = timedelta(days=4)  # how long an announcement stays in the list
NOTHING: Final = "発表警報・注意報はなし"

TELEGRAMS: Final[Mapping[str, str]] = {
    "03": "VPWW55",
    "10": "VPWW55",
    "33": "VPWW55",
    "43": "VPWW55",
    "09": "VPWW56",
    "29": "VPWW56",
    "39": "VPWW56",
    "49": "VPWW56",
    "08": "VPWW57",
    "19": "VPWW57",
    "38": "VPWW57",
    "48": "VPWW57",
    "02": "VPWW58",
    "05": "VPWW58",
    "13": "VPWW58",
    "15": "VPWW58",
    "32": "VPWW58",
    "35": "VPWW58",
    "07": "VPWW59",
    "16": "VPWW59",
    "37": "VPWW59",
    "06": "VPWW60",
    "12": "VPWW60",
    "36": "VPWW60",
}
OTHERS: Final = "VPWW61"  # thunder, fog, frost, ...: said anew several times a day
FLOOD_NAMES: Final[Mapping[str, str]] = {
    "2": "レベル２氾濫注意報",
    "3": "レベル３氾濫警報",
    "4": "レベル４氾濫危険警報",
    "5": "レベル５氾濫特別警報",
}

# What the timeline always has a row about, with its code for "no danger".
_CALM: Final = {
    "大雨浸水危険度": "11",
    "土砂災害危険度": "11",
    "高潮危険度": "11",
    "風危険度": "01",
    "波危険度": "01",
    "雷危険度": "01",
}
_TIMELINE_HOURS: Final = (5, 11, 17, 23)
_LIKELIHOOD_HOURS: Final = (5, 11, 17)
_OTHERS_HOURS: Final = (4, 10, 16, 22)


@dataclass(frozen=True, slots=True, kw_only=True)
class Town:
    """A municipality, its parents, and its box: south, west, north, east in degrees."""

    code: str
    name: str
    kana: str
    en_name: str
    class15: tuple[str, str, str]  # code, name, English name
    class10: tuple[str, str, str]
    office: tuple[str, str, str]
    box: tuple[float, float, float, float]


_TOKYO: Final = ("130000", "東京都", "Tokyo Metropolis")
_TOKYO_REGION: Final = ("130010", "東京地方", "Tokyo Region")
_WEST_WARDS: Final = ("130011", "２３区西部", "Western 23 Wards")
_KANAGAWA: Final = ("140000", "神奈川県", "Kanagawa Prefecture")
_EAST: Final = ("140010", "東部", "Eastern Region")
_YOKOHAMA: Final = ("140011", "横浜・川崎", "Yokohama and Kawasaki")

TOWNS: Final = (
    Town(
        code="1310100",
        name="千代田区",
        kana="ちよだく",
        en_name="Chiyoda City",
        class15=_WEST_WARDS,
        class10=_TOKYO_REGION,
        office=_TOKYO,
        box=(35.670, 139.730, 35.705, 139.783),
    ),
    Town(
        code="1310400",
        name="新宿区",
        kana="しんじゅくく",
        en_name="Shinjuku City",
        class15=_WEST_WARDS,
        class10=_TOKYO_REGION,
        office=_TOKYO,
        box=(35.673, 139.673, 35.730, 139.730),
    ),
    Town(
        code="1410011",
        name="横浜市北部",
        kana="よこはましほくぶ",
        en_name="Northern Yokohama City",
        class15=_YOKOHAMA,
        class10=_EAST,
        office=_KANAGAWA,
        box=(35.480, 139.460, 35.593, 139.690),
    ),
    Town(
        code="1410012",
        name="横浜市南部",
        kana="よこはましなんぶ",
        en_name="Southern Yokohama City",
        class15=_YOKOHAMA,
        class10=_EAST,
        office=_KANAGAWA,
        box=(35.313, 139.460, 35.480, 139.690),
    ),
)
HOME: Final = TOWNS[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One warning in an announcement. `region`: what the region's entry says where that differs."""

    code: str
    status: str = "発表"
    region: str | None = None
    significancy: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Announced:
    """An announcement for the home's municipality, of one telegram type; without kinds nothing is left in force."""

    at: datetime
    telegram: str
    kinds: tuple[Kind, ...] = ()
    info_type: str = "発表"


@dataclass(frozen=True, slots=True, kw_only=True)
class RiverSaid:
    """Announcement of a river. `code`: 20, 30, 40, 51, or 10 when it is over; `named`: with its municipalities."""

    at: datetime
    river: str
    code: str
    named: bool = True
    info_type: str = "発表"


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """One row of the danger timeline (`code` a significancy) or of the likelihood (`code` 中 or 高)."""

    type: str
    start: datetime
    end: datetime
    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelineMade:
    """The danger timeline from now on, until the next."""

    at: datetime
    rows: tuple[Expected, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class LikelihoodMade:
    """The early notice from now on, until the next."""

    at: datetime
    rows: tuple[Expected, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Centre:
    """Expected place of a typhoon: degrees, radius of its storm warning area in km (None: none), wind in m/s."""

    at: datetime
    latitude: float
    longitude: float
    storm_km: int | None
    wind: int = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class TyphoonSeen:
    """A typhoon and its forecast; without a track it has gone."""

    at: datetime
    number: str = "2619"
    name: str = "ヤマネコ"
    en_name: str = "Yamaneko"
    category: str = "TY"
    track: tuple[Centre, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class StoodStill:
    """A feed that is frozen until then: it answers, and nothing changes."""

    at: datetime
    until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Renamed:
    """A new name of a revision's folder from now on; the old one is not found."""

    at: datetime
    revision: str = "r9"


@dataclass(frozen=True, slots=True, kw_only=True)
class WentDown:
    """A server that fails until then."""

    at: datetime
    until: datetime


type Event = (
    Announced | RiverSaid | TimelineMade | LikelihoodMade | TyphoonSeen | StoodStill | Renamed | WentDown
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """Answer of the server."""

    status: int
    body: bytes = b""
    etag: str = ""
    modified: datetime | None = None


def announced(at: datetime, *kinds: Kind, telegram: str | None = None) -> Announced:
    """Make an announcement; its telegram type follows from its first kind."""
    return Announced(
        at=at, telegram=telegram or TELEGRAMS.get(kinds[0].code if kinds else "", OTHERS), kinds=kinds
    )


class WeatherOffice:
    """Weather office that plays a script. The events of a script may come in any order."""

    def __init__(self, script: Iterable[Event] = (), home: Town = HOME) -> None:
        """Announce for one municipality, the home's."""
        self._script: tuple[Event, ...] = tuple(sorted(script, key=lambda event: event.at))
        self._home = home

    def answer(self, path: str, at: datetime, etag: str | None = None) -> Answer:
        """Return what `BASE_URL/path` answers at a moment; 304 to whoever has it already."""
        for event in self._script:
            if isinstance(event, WentDown) and event.at <= at < event.until:
                return Answer(status=HTTPStatus.SERVICE_UNAVAILABLE)
        shown_at = self._shown_at(at)
        payload = self._payload(path.strip("/"), shown_at, self._revision(at))
        if payload is None:
            return Answer(status=HTTPStatus.NOT_FOUND)
        body = json.dumps(payload, ensure_ascii=False).encode()
        known = f'"{sha256(body).hexdigest()[:16]}"'
        status = HTTPStatus.NOT_MODIFIED if etag == known else HTTPStatus.OK
        return Answer(
            status=status, body=b"" if etag == known else body, etag=known, modified=_minutes(shown_at)
        )

    def _shown_at(self, at: datetime) -> datetime:
        """Return the moment whose state is shown: an earlier one while the feed is frozen."""
        for event in self._script:
            if isinstance(event, StoodStill) and event.at <= at and (event.until is None or at < event.until):
                return event.at
        return at

    def _revision(self, at: datetime) -> str:
        renamed = [event.revision for event in self._script if isinstance(event, Renamed) and event.at <= at]
        return renamed[-1] if renamed else "r8"

    def _payload(self, path: str, at: datetime, revision: str) -> Any:
        office = self._home.office[0]
        typhoon = self._last(TyphoonSeen, at)
        makers = {
            f"warning/data/{revision}/{office}.json": lambda: self._warnings(at),
            f"warning/data/{revision}/map_time.json": lambda: _map_time(at),
            f"flood/data/{revision}/flood_xml.json": lambda: self._floods(at),
            f"warning_timeline/data/{office}.json": lambda: self._timeline(at),
            f"probability/data/probability/{revision}/{office}.json": lambda: self._likelihood(at),
            "typhoon/data/targetTc.json": lambda: _targets(typhoon, at),
            "common/const/area.json": _areas,
            "common/const/class20relm.json": _boxes,
            **{f"common/const/geojson/class20s/{town.code}.json": _border(town) for town in TOWNS},
        }
        if typhoon is not None and typhoon.track:
            makers[f"typhoon/data/TC{typhoon.number}/specifications.json"] = lambda: _specifications(
                typhoon, at
            )
        maker = makers.get(path)
        return None if maker is None else maker()

    def _last[T: Event](self, what: type[T], at: datetime) -> T | None:
        """Return the last event of a type so far."""
        found = [event for event in self._script if isinstance(event, what) and event.at <= at]
        return found[-1] if found else None

    def _warnings(self, at: datetime) -> list[dict[str, Any]]:
        """Build the announcements of the last days. They stand by telegram type, in no order of time."""
        said = [event for event in self._script if isinstance(event, Announced) and event.at <= at]
        last = next((event for event in reversed(said) if event.telegram == OTHERS), None)
        kinds = () if last is None else tuple(_goes_on(kind) for kind in last.kinds)
        repeated = Announced(
            at=_regular(at, _OTHERS_HOURS), telegram=OTHERS, kinds=tuple(filter(None, kinds))
        )
        if last is None or repeated.at > last.at:
            said.append(repeated)
        newest = {event.telegram: event for event in said}
        recent = [event for event in said if at - event.at <= KEPT or event is newest[event.telegram]]
        recent.sort(key=lambda event: (event.telegram, -event.at.timestamp()), reverse=True)
        return [self._announcement(event) for event in recent]

    def _announcement(self, event: Announced) -> dict[str, Any]:
        none = [{"status": NOTHING}]
        places = [_kind(kind, kind.status) for kind in event.kinds] or none
        region = [_kind(kind, kind.region or kind.status) for kind in event.kinds] or none
        return {
            "controlDatetime": f"{event.at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
            "reportDatetime": _time(event.at),
            "infoType": event.info_type,
            "publishingOffice": "気象庁",
            "headlineText": "",
            "dataTypeCode": event.telegram,
            "warning": {
                "class10Items": [{"areaCode": self._home.class10[0], "kinds": region}],
                "class20Items": [
                    {"areaCode": town.code, "kinds": places if town is self._home else none}
                    for town in TOWNS
                    if town.office == self._home.office
                ],
            },
        }

    def _floods(self, at: datetime) -> list[dict[str, Any]]:
        """Build the last announcement of each river, while it matters."""
        rivers: dict[str, RiverSaid] = {}
        for event in self._script:
            if isinstance(event, RiverSaid) and event.at <= at:
                rivers[event.river] = event
        return [self._river(event) for event in rivers.values() if event.code >= "20"]

    def _river(self, event: RiverSaid) -> dict[str, Any]:
        name = FLOOD_NAMES[event.code[0]]
        entry = {
            "status": "通常",
            "reportDatetime": _time(event.at),
            "infoType": event.info_type,
            "riverName": event.river,
            "riverCode": f"8{int(sha256(event.river.encode()).hexdigest()[:9], 16) % 10**11:011d}",
            "officeCodes": [self._home.office[0]],
            "item": {"name": name, "code": event.code, "condition": f"{name}（発表）"},
        }
        return entry | ({"class20Codes": [self._home.code]} if event.named else {})

    def _timeline(self, at: datetime) -> list[dict[str, Any]]:
        """Build twelve steps of three hours from the hour of the last regular issue, or of the last change."""
        last = self._last(TimelineMade, at)
        made = max(_regular(at, _TIMELINE_HOURS), last.at if last else _regular(at, _TIMELINE_HOURS))
        steps = _steps(_floor(made, 3), 3, 12)
        parts = {name: [code] * len(steps) for name, code in _CALM.items()}
        for row in last.rows if last else ():
            codes = parts.setdefault(row.type, ["01"] * len(steps))
            for n, (start, end) in enumerate(steps):
                if row.start < end and start < row.end:
                    codes[n] = max(codes[n], row.code)
        kinds = [
            {
                "status": "発表",
                "dateTime": _time(made),
                "significancyParts": [{"type": name, "locals": [{"codes": codes}]}],
            }
            for name, codes in parts.items()
        ]
        return [
            {
                "reportDatetime": _time(made),
                "infoType": "発表",
                "timeSeries": [
                    {
                        "timeDefines": [{"dateTime": _time(start), "duration": "PT3H"} for start, _ in steps],
                        "class20Items": [
                            {
                                "areaCode": town.code,
                                "kinds": kinds if town is self._home else [{"status": "なし"}],
                            }
                            for town in TOWNS
                            if town.office == self._home.office
                        ],
                    }
                ],
            }
        ]

    def _likelihood(self, at: datetime) -> list[dict[str, Any]]:
        """Build windows of 6 h until the end of tomorrow, two of 12 h, and the week from the day after tomorrow."""
        last = self._last(LikelihoodMade, at)
        made = max(_regular(at, _LIKELIHOOD_HOURS), last.at if last else _regular(at, _LIKELIHOOD_HOURS))
        rows = last.rows if last else ()
        first = _floor(made + timedelta(hours=1), 6)
        after_tomorrow = _floor(made, 24) + timedelta(days=2)
        near = _steps(first, 6, (after_tomorrow - first) // timedelta(hours=6)) + _steps(
            after_tomorrow, 12, 2
        )
        week = _steps(after_tomorrow, 24, 4)
        common = {"reportDatetime": _time(made), "publishingOffice": "気象庁", "infoType": "発表"}
        return [
            common
            | {
                "timeSeries": [
                    {
                        "timeDefines": [_time(start) for start, _ in near],
                        "areas": [_likely(self._home.class10[0], rows, near)],
                    }
                ]
            },
            common
            | {
                "timeSeries": [
                    {
                        "timeDefines": [_time(start) for start, _ in week],
                        "areas": [_likely(self._home.office[0], rows, week)],
                    }
                ]
            },
        ]


def _likely(area: str, rows: tuple[Expected, ...], steps: list[tuple[datetime, datetime]]) -> dict[str, Any]:
    words: dict[str, list[str]] = {}
    for name in ("大雨", "土砂災害", "雪", "風（風雪）", "波", "潮位"):
        words[f"{name}の警報級の可能性"] = ["なし" if name == "雪" else ""] * len(steps)
    for row in rows:
        values = words.setdefault(row.type, [""] * len(steps))
        for n, (start, end) in enumerate(steps):
            if row.start < end and start < row.end and values[n] != "高":
                values[n] = row.code
    return {
        "code": area,
        "text": "",
        "properties": [{"type": name, "probabilities": values} for name, values in words.items()],
    }


def _kind(kind: Kind, status: str) -> dict[str, Any]:
    entry: dict[str, Any] = {"code": kind.code, "status": status}
    if kind.significancy is not None:
        part = {"locals": [{"code": kind.significancy}]}
        entry["properties"] = [{"type": "危険度", "significancyPart": part}]
    return entry


def _goes_on(kind: Kind) -> Kind | None:
    """Return the same warning as the next announcement has it."""
    return (
        None if kind.status == "解除" else Kind(code=kind.code, status="継続", significancy=kind.significancy)
    )


def _map_time(at: datetime) -> dict[str, str]:
    """Build the map's list: somewhere in Japan something is always announced."""
    made = _minutes(at) - timedelta(minutes=at.minute % 10)
    return {"latestControlDatetime": f"{made.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"}


def _targets(typhoon: TyphoonSeen | None, at: datetime) -> list[dict[str, str]]:
    if typhoon is None or not typhoon.track:
        return []
    return [
        {
            "tropicalCyclone": f"TC{typhoon.number}",
            "typhoonNumber": typhoon.number,
            "category": typhoon.category,
            "issue": _time(_floor(max(at, typhoon.at), 3)),
        }
    ]


def _specifications(typhoon: TyphoonSeen, at: datetime) -> list[dict[str, Any]]:
    """Build the analysis and the forecast. Hours count from the first point of the track."""
    first = typhoon.track[0]
    title = {
        "part": "title",
        "issue": {"JST": _time(typhoon.at), "UTC": f"{typhoon.at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"},
        "typhoonNumber": typhoon.number,
        "name": {"jp": typhoon.name, "en": typhoon.en_name},
        "category": {"jp": "台風", "en": typhoon.category},
    }
    parts: list[dict[str, Any]] = [title]
    for centre in typhoon.track:
        hours = round((centre.at - first.at).total_seconds() / 3600)
        name = {"jp": f"予報　{hours}時間後", "en": f"Forecast for {hours} hours"}
        part: dict[str, Any] = {
            "part": name if hours else {"jp": "実況", "en": "Analysis"},
            "advancedHours": hours,
            "position": {"deg": [centre.latitude, centre.longitude]},
            "maximumWind": {"sustained": {"m/s": str(centre.wind), "kt": str(round(centre.wind * 1.944))}},
            "pressure": "955",
            "validtime": {"JST": _time(centre.at), "UTC": f"{centre.at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"},
        }
        if hours:
            part["probabilityCircleRadius"] = {"km": 30 + 3 * hours, "nm": 16 + 2 * hours}
        if centre.storm_km is not None:
            everywhere = {"jp": "全域", "en": "All"}
            part["stormWarning"] = [
                {"area": everywhere, "range": {"km": centre.storm_km, "nm": round(centre.storm_km / 1.852)}}
            ]
        parts.append(part)
    return parts


def _areas() -> dict[str, Any]:
    """Build the tree of regions, children under their parents."""
    tree: dict[str, Any] = {
        "centers": {"010300": {"name": "関東甲信地方", "enName": "Kanto Koshin", "officeName": "気象庁"}},
        "offices": {},
        "class10s": {},
        "class15s": {},
        "class20s": {},
    }
    for town in TOWNS:
        parent = "010300"
        for level, (code, name, en_name) in (
            ("offices", town.office),
            ("class10s", town.class10),
            ("class15s", town.class15),
            ("class20s", (town.code, town.name, town.en_name)),
        ):
            tree[level].setdefault(code, {"name": name, "enName": en_name, "parent": parent, "children": []})
            if level != "offices":
                above = {"class10s": "offices", "class15s": "class10s", "class20s": "class15s"}[level]
                if code not in tree[above][parent]["children"]:
                    tree[above][parent]["children"].append(code)
            parent = code
        entry = tree["class20s"][town.code]
        del entry["children"]
        entry["kana"] = town.kana
    tree["centers"]["010300"]["children"] = list(tree["offices"])
    return tree


def _boxes() -> dict[str, Any]:
    return {town.code: {"ne": [town.box[2], town.box[3]], "sw": [town.box[0], town.box[1]]} for town in TOWNS}


def _border(town: Town) -> Any:
    south, west, north, east = town.box
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    feature = {
        "type": "Feature",
        "properties": {"code": town.code, "name": town.name},
        "geometry": {"type": "MultiPolygon", "coordinates": [[ring]]},
    }
    return lambda: {"type": "FeatureCollection", "features": [feature]}


def _time(at: datetime) -> str:
    return at.astimezone(JST).isoformat(timespec="seconds")


def _minutes(at: datetime) -> datetime:
    return at.replace(second=0, microsecond=0)


def _floor(at: datetime, hours: int) -> datetime:
    """Round down to a whole multiple of hours of the Japanese day."""
    local = at.astimezone(JST)
    return local.replace(hour=local.hour // hours * hours, minute=0, second=0, microsecond=0)


def _regular(at: datetime, hours: tuple[int, ...]) -> datetime:
    """Return the last moment at one of these hours of the day."""
    local = at.astimezone(JST)
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
    made = [midnight + timedelta(hours=hour) for hour in hours]
    return max((time for time in made if time <= local), default=made[-1] - timedelta(days=1))


def _steps(first: datetime, hours: int, count: int) -> list[tuple[datetime, datetime]]:
    length = timedelta(hours=hours)
    return [(first + length * n, first + length * (n + 1)) for n in range(count)]
