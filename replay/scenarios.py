"""What happens: a storm as the weather office tells of it, and a family with a car on V2H.

Each scenario is made up, in the manner of real ones: what is said, how long before, and how it is taken back.
`onset` is when it really begins; nobody in the replay is told.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from backtest.read import ZONE
from custom_components.v2h_planner.core.trips import Absence
from demo.custom_components.v2h_demo.office import (
    Centre,
    Event,
    Expected,
    Kind,
    LikelihoodMade,
    Renamed,
    RiverSaid,
    StoodStill,
    TimelineMade,
    TyphoonSeen,
    announced,
)

WIND_LIKELY = "風（風雪）の警報級の可能性"
SNOW_LIKELY = "雪の警報級の可能性"
SURGE_LIKELY = "潮位の警報級の可能性"
WIND_DANGER = "風危険度"
SNOW_DANGER = "大雪危険度"
RAIN_DANGER = "大雨浸水危険度"

type Clock = Callable[[int, float], datetime]


@dataclass(frozen=True, kw_only=True)
class Scenario:
    """One storm. Times are local.

    `first`: its day 0. `start`: when the replay begins, with `soc`. `trips`: (day, hour, hours, kWh). `onset`: when
    it begins, None where nothing comes. `over`: when it is over; the sky is dark from 12 h before the onset until then.
    """

    name: str
    title: str
    first: date
    days: int
    script: Callable[[Clock], tuple[Event, ...]]
    start: tuple[int, float] = (0, 0.0)
    soc: float = 0.5
    trips: tuple[tuple[int, float, float, float], ...] = ()
    onset: tuple[int, float] | None = None
    over: tuple[int, float] | None = None
    notes: tuple[str, ...] = field(default=())

    def at(self, day: int, hour: float) -> datetime:
        """Return the time of a scenario's day and hour."""
        return datetime.combine(self.first, time(), tzinfo=ZONE) + timedelta(days=day, hours=hour)

    @property
    def events(self) -> tuple[Event, ...]:
        """The office's script."""
        return self.script(self.at)

    @property
    def onset_at(self) -> datetime | None:
        """When the storm begins, None where none comes."""
        return None if self.onset is None else self.at(*self.onset)

    @property
    def absences(self) -> tuple[Absence, ...]:
        """The car's absences."""
        return tuple(
            Absence(self.at(day, hour), self.at(day, hour + length), kwh)
            for day, hour, length, kwh in self.trips
        )


def _likely(at: datetime, *rows: tuple[str, datetime, datetime, str]) -> LikelihoodMade:
    return LikelihoodMade(at=at, rows=tuple(Expected(type=t, start=s, end=e, code=c) for t, s, e, c in rows))


def _timeline(at: datetime, *rows: tuple[str, datetime, datetime, str]) -> TimelineMade:
    return TimelineMade(at=at, rows=tuple(Expected(type=t, start=s, end=e, code=c) for t, s, e, c in rows))


def _typhoon(t: Clock) -> tuple[Event, ...]:
    """Script a typhoon from five days ahead; the wind comes on day 4 at 15:00."""
    gusts = (t(4, 12), t(5, 6))
    track = (
        Centre(at=t(2, 9), latitude=24.5, longitude=133.0, storm_km=190),
        Centre(at=t(3, 9), latitude=28.9, longitude=134.6, storm_km=220),
        Centre(at=t(4, 9), latitude=33.2, longitude=137.4, storm_km=250),
        Centre(at=t(5, 9), latitude=39.5, longitude=143.5, storm_km=260),
    )
    return (
        _likely(t(-1, 17), (WIND_LIKELY, *gusts, "中")),
        TyphoonSeen(at=t(2, 10), track=track),
        _likely(t(2, 17), (WIND_LIKELY, *gusts, "中")),
        _likely(t(3, 11), (WIND_LIKELY, t(4, 12), t(5, 0), "高"), (WIND_LIKELY, t(5, 0), t(5, 6), "中")),
        _timeline(t(3, 23), (WIND_DANGER, t(4, 6), t(4, 15), "20"), (WIND_DANGER, t(4, 15), t(5, 3), "30")),
        announced(t(4, 5.2), Kind(code="15")),
        announced(t(4, 10.4), Kind(code="05")),
        _timeline(t(4, 11), (WIND_DANGER, t(4, 15), t(4, 18), "30"), (WIND_DANGER, t(4, 18), t(5, 0), "50")),
        announced(t(4, 16.5), Kind(code="35")),
        announced(t(4, 23.7), Kind(code="05", status="特別警報から警報")),
        _likely(t(5, 0)),
        TyphoonSeen(at=t(5, 1)),
        announced(t(5, 4.1), Kind(code="15", status="警報から注意報")),
        _timeline(t(5, 5)),
        announced(t(5, 9.8), Kind(code="15", status="解除")),
    )


def _renamed(t: Clock) -> tuple[Event, ...]:
    """Script a typhoon in the middle of which r8 becomes r9."""
    return (
        _likely(t(1, 11), (WIND_LIKELY, t(2, 18), t(3, 6), "中")),
        _likely(t(1, 17), (WIND_LIKELY, t(2, 18), t(3, 6), "高")),
        Renamed(at=t(2, 3)),
        _timeline(t(2, 11), (WIND_DANGER, t(2, 18), t(3, 3), "30")),
        announced(t(2, 14.2), Kind(code="05")),
        _likely(t(3, 5)),
        announced(t(3, 5.5), Kind(code="05", status="解除")),
        _timeline(t(3, 5)),
    )


def _sudden(t: Clock) -> tuple[Event, ...]:
    """Script a low that deepens in the night: nothing but an advisory before 23:00."""
    return (
        announced(t(0, 16.1), Kind(code="15")),
        announced(t(0, 23), Kind(code="05")),
        announced(t(1, 13.2), Kind(code="15", status="警報から注意報")),
        announced(t(1, 18.5), Kind(code="15", status="解除")),
    )


def _snow(t: Clock) -> tuple[Event, ...]:
    """Script heavy snow for two days."""
    return (
        _likely(t(0, 11), (SNOW_LIKELY, t(2, 0), t(2, 12), "中")),
        _likely(t(0, 17), (SNOW_LIKELY, t(1, 18), t(2, 6), "中"), (SNOW_LIKELY, t(2, 6), t(2, 18), "高")),
        announced(t(1, 11.3), Kind(code="12")),
        _timeline(t(1, 11), (SNOW_DANGER, t(1, 15), t(1, 21), "20"), (SNOW_DANGER, t(1, 21), t(2, 21), "30")),
        announced(t(1, 20.2), Kind(code="06")),
        _likely(t(2, 11), (SNOW_LIKELY, t(2, 12), t(3, 0), "高")),
        announced(t(2, 6.1), Kind(code="06", status="継続")),
        _timeline(t(2, 17), (SNOW_DANGER, t(2, 18), t(3, 3), "30")),
        _likely(t(2, 17), (SNOW_LIKELY, t(2, 18), t(3, 6), "中")),
        announced(t(3, 4.3), Kind(code="12", status="警報から注意報")),
        _likely(t(3, 5)),
        _timeline(t(3, 5)),
        announced(t(3, 12.7), Kind(code="12", status="解除")),
    )


def _rain(t: Clock) -> tuple[Event, ...]:
    """Script レベル３大雨警報, raised to レベル４大雨危険警報, and back."""
    return (
        _likely(t(0, 17), ("大雨の警報級の可能性", t(1, 6), t(2, 0), "中")),
        announced(t(1, 9.2), Kind(code="10", significancy="21")),
        announced(t(1, 13.1), Kind(code="03", significancy="31")),
        _timeline(t(1, 14), (RAIN_DANGER, t(1, 15), t(1, 18), "31"), (RAIN_DANGER, t(1, 18), t(2, 0), "41")),
        announced(t(1, 16.6), Kind(code="43", significancy="41")),
        announced(t(1, 23.4), Kind(code="03", status="危険警報から警報", significancy="31")),
        _timeline(t(1, 23)),
        _likely(t(2, 5)),
        announced(t(2, 3.2), Kind(code="10", status="警報から注意報", significancy="21")),
        announced(t(2, 8.2), Kind(code="10", status="解除")),
    )


def _flood(t: Clock) -> tuple[Event, ...]:
    """Script the flood of a river whose entries name no municipality."""
    return (
        RiverSaid(at=t(0, 12.5), river="善福寺川", code="30", named=False),
        RiverSaid(at=t(0, 14), river="善福寺川", code="40", named=False),
        RiverSaid(at=t(0, 15), river="石神井川", code="40", named=False, info_type="訓練"),
        RiverSaid(at=t(1, 1.5), river="善福寺川", code="30", named=False),
        RiverSaid(at=t(1, 7), river="善福寺川", code="10", named=False),
    )


def _thunder(t: Clock) -> tuple[Event, ...]:
    """Script an advisory, of which there are many in a summer."""
    return (
        _timeline(t(0, 11), ("雷危険度", t(0, 12), t(0, 21), "20")),
        announced(t(0, 13.1), Kind(code="14", significancy="20")),
        announced(t(0, 21.9), Kind(code="14", status="解除")),
    )


def _frozen(t: Clock) -> tuple[Event, ...]:
    """Script a warning in force after which the feed answers without ever changing again, until it is repaired."""
    return (
        _timeline(t(0, 17), (WIND_DANGER, t(1, 0), t(1, 12), "30")),
        announced(t(0, 19.2), Kind(code="05")),
        StoodStill(at=t(1, 2), until=t(3, 2)),
        announced(t(1, 11.4), Kind(code="05", status="解除")),
        _timeline(t(1, 11)),
    )


def _away(t: Clock) -> tuple[Event, ...]:
    """Script a warning that comes while the car is at work."""
    return (
        announced(t(0, 11.2), Kind(code="05")),
        _timeline(t(0, 11), (WIND_DANGER, t(0, 18), t(1, 6), "30")),
        announced(t(1, 6.6), Kind(code="05", status="解除")),
        _timeline(t(1, 5)),
    )


def _false_alarm(t: Clock) -> tuple[Event, ...]:
    """Script a low that takes another way."""
    return (
        _likely(t(0, 11), (WIND_LIKELY, t(2, 0), t(2, 12), "中")),
        _likely(t(0, 17), (WIND_LIKELY, t(2, 0), t(2, 12), "中")),
        _likely(t(1, 11)),
    )


def _two(t: Clock) -> tuple[Event, ...]:
    """Script wind, before it is lifted a storm surge, then wind again."""
    return (
        _likely(t(0, 5), (WIND_LIKELY, t(0, 18), t(1, 6), "高"), (WIND_LIKELY, t(1, 18), t(2, 6), "中")),
        _likely(
            t(0, 17),
            (WIND_LIKELY, t(0, 18), t(1, 6), "高"),
            (SURGE_LIKELY, t(1, 0), t(1, 18), "高"),
            (WIND_LIKELY, t(1, 18), t(2, 6), "高"),
        ),
        announced(t(0, 15.3), Kind(code="05")),
        announced(t(0, 22.2), Kind(code="08", significancy="31")),
        announced(t(1, 3.6), Kind(code="05", status="解除")),
        announced(t(1, 14.8), Kind(code="08", status="解除")),
        _likely(t(1, 11), (WIND_LIKELY, t(1, 18), t(2, 6), "高")),
        announced(t(1, 17.4), Kind(code="05")),
        announced(t(2, 5.4), Kind(code="05", status="解除")),
        _likely(t(2, 5)),
    )


def _departure(t: Clock) -> tuple[Event, ...]:
    """Script a warning during which somebody has to be fetched."""
    return (
        _likely(t(0, 11), (WIND_LIKELY, t(1, 12), t(2, 6), "高")),
        _timeline(t(1, 5), (WIND_DANGER, t(1, 15), t(2, 6), "30")),
        announced(t(1, 12.2), Kind(code="05")),
        announced(t(2, 6.3), Kind(code="05", status="解除")),
        _likely(t(2, 5)),
        _timeline(t(2, 5)),
    )


_COMMUTE = (7.8, 10.7, 2.9)


def _commutes(*days: int) -> tuple[tuple[int, float, float, float], ...]:
    return tuple((day, *_COMMUTE) for day in days)


SCENARIOS = (
    Scenario(
        name="typhoon",
        title="Typhoon: likely 5 to 2 days ahead, timeline, 暴風警報, 暴風特別警報, lowered, lifted",
        first=date(2026, 9, 14),  # a Monday
        days=8,
        script=_typhoon,
        onset=(4, 15.0),
        over=(5, 4.1),
        trips=_commutes(0, 1, 2, 3, 7),
    ),
    Scenario(
        name="r9",
        title="Typhoon in the middle of which r8 becomes r9",
        first=date(2026, 10, 6),
        days=6,
        script=_renamed,
        onset=(2, 19.0),
        over=(3, 5.0),
        trips=_commutes(0, 1, 2),
    ),
    Scenario(
        name="sudden",
        title="Sudden 暴風警報 at 23:00, the car at 35 %, wind from 05:00",
        first=date(2026, 3, 18),
        days=4,
        start=(0, 22.5),
        soc=0.35,
        script=_sudden,
        onset=(1, 5.0),
        over=(1, 13.2),
        trips=_commutes(2),
    ),
    Scenario(
        name="too-late",
        title="The same with the wind from 01:30: too late to be full",
        first=date(2026, 3, 25),
        days=4,
        start=(0, 22.5),
        soc=0.35,
        script=_sudden,
        onset=(1, 1.5),
        over=(1, 13.2),
        trips=_commutes(2),
    ),
    Scenario(
        name="snow",
        title="Snow: likely, then 大雪警報 over two days",
        first=date(2027, 1, 19),
        days=7,
        script=_snow,
        onset=(1, 22.0),
        over=(3, 4.0),
        trips=_commutes(0, 1, 6),
    ),
    Scenario(
        name="rain",
        title="Heavy rain: レベル３ to 危険警報 and back",
        first=date(2026, 7, 1),
        days=5,
        script=_rain,
        onset=(1, 21.0),
        over=(1, 23.5),
        trips=_commutes(0, 2),
    ),
    Scenario(
        name="flood",
        title="Flood of a river without municipality codes, level 4",
        first=date(2026, 9, 20),  # a Sunday
        days=4,
        script=_flood,
        onset=(0, 20.0),
        over=(1, 7.0),
        trips=_commutes(2, 3),
    ),
    Scenario(
        name="thunder",
        title="Thunder advisory only: nothing must happen",
        first=date(2026, 8, 5),
        days=3,
        script=_thunder,
        trips=_commutes(0, 1, 2),
    ),
    Scenario(
        name="frozen",
        title="暴風警報, then the feed stands still",
        first=date(2026, 4, 14),
        days=6,
        script=_frozen,
        onset=(1, 1.0),
        over=(1, 11.0),
        trips=_commutes(0, 2),
    ),
    Scenario(
        name="away",
        title="The car is away when the warning comes, and back before the wind",
        first=date(2026, 2, 10),
        days=4,
        script=_away,
        onset=(0, 22.5),
        over=(1, 6.5),
        trips=((0, 8.0, 8.5, 6.0), *_commutes(2, 3)),
    ),
    Scenario(
        name="false-alarm",
        title="Likely, and nothing comes",
        first=date(2026, 5, 11),
        days=5,
        script=_false_alarm,
        trips=_commutes(0, 1, 2, 3, 4),
    ),
    Scenario(
        name="two",
        title="Wind, storm surge and wind again, overlapping",
        first=date(2026, 9, 26),
        days=6,
        script=_two,
        onset=(0, 19.0),
        over=(2, 5.0),
        trips=_commutes(4, 5),
    ),
    Scenario(
        name="departure",
        title="A departure while the warning is in force",
        first=date(2026, 11, 7),
        days=5,
        script=_departure,
        onset=(1, 16.0),
        over=(2, 6.0),
        trips=((1, 19.5, 1.5, 4.0), *_commutes(3, 4)),
    ),
)
