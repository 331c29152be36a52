"""What is asked of tomorrow, when, and what each answer makes of the home's trips."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from custom_components.v2h_planner.core.codec import decode, encode
from custom_components.v2h_planner.core.hazard import StormTarget, Tier
from custom_components.v2h_planner.core.home import Departure, Home, Mode, SkippedTrip
from custom_components.v2h_planner.core.situation import Situation
from custom_components.v2h_planner.core.trips import CALENDAR, Absence, OneOffTrip, TripLog
from custom_components.v2h_planner.evening.answering import Desk, Taken
from custom_components.v2h_planner.evening.asking import LATE, SILENT_AFTER, SILENT_FOR, Evening
from custom_components.v2h_planner.evening.log import Answer, AnswerKind, EveningLog
from custom_components.v2h_planner.evening.usual import Source, UsualTrip, Ways
from custom_components.v2h_planner.settings.trip_limits import TripError
from tests.core.homes import TOKYO, storage

WORKDAYS = Departure(
    weekdays=frozenset(range(5)), leave=time(7, 40), back=time(18, 30), soc=0.6, energy_kwh=4.0
)
COMMUTER = storage(departures=(WORKDAYS,))
# Monday 11 May 2026, eight in the evening.
EIGHT = datetime(2026, 5, 11, 20, tzinfo=TOKYO)
TUESDAY = date(2026, 5, 12)
FINE = Situation(mode=Mode.ECONOMY)
USUAL, STAYS, UNDO = (Answer(kind=kind) for kind in (AnswerKind.USUAL, AnswerKind.STAYS, AnswerKind.UNDO))
FAR = Answer(kind=AnswerKind.LONGER, km=80)
LATER = Answer(kind=AnswerKind.OTHER_TIME, leave=time(10))


@dataclass
class Evenings:
    """A home whose evenings go by. `own`: announced trips, `calendars`: those of people's calendars."""

    home: Home = Home(storages=(COMMUTER,))
    log: EveningLog = EveningLog()
    own: tuple[OneOffTrip, ...] = ()
    calendars: tuple[OneOffTrip, ...] = ()
    skipped: tuple[SkippedTrip, ...] = ()
    trips: TripLog = TripLog(since=EIGHT - timedelta(days=56))
    at: time | None = time(20)
    situation: Situation = FINE
    now: datetime = EIGHT
    zone: ZoneInfo = TOKYO

    @property
    def ways(self) -> Ways:
        one_off = (*self.own, *self.log.made(self.calendars))
        return Ways(home=self.home, one_off=one_off, skipped=self.skipped, log=self.trips, zone=self.zone)

    def look(self, now: datetime | None = None) -> list[str]:
        """The planner looks at the clock; return the days that are asked about and not answered."""
        self.now = now or self.now
        evening = Evening(at=self.at, now=self.now, ways=self.ways, situation=self.situation)
        self.log = evening.after(self.log)
        return [
            one.start.astimezone(self.zone).date().isoformat()
            for one in self.log.questions
            if one.answered is None
        ]

    def answer(self, answer: Answer, day: date | None = None, car: str = "car") -> Taken:
        desk = Desk(log=self.log, ways=self.ways, own=self.own, calendars=self.calendars, now=self.now)
        taken = desk.take(self.home.storage(car), answer, day)
        self.log, self.own, self.skipped = taken.log, taken.one_off, taken.skipped
        return taken

    def day(self, car: str = "car") -> list[str]:
        """What the car does on the day of its latest question, as a person would say it."""
        question = max((q for q in self.log.questions if q.storage_id == car), key=lambda one: one.start)
        return spans(self.ways.shown(question), self.zone)


def spans(trips: Sequence[UsualTrip], zone: ZoneInfo = TOKYO) -> list[str]:
    return [
        f"{t.leave.astimezone(zone):%H:%M}-{t.back.astimezone(zone):%H:%M} {t.energy_kwh:g} kWh"
        for t in trips
    ]


def announced(
    name: str, leave: datetime, hours: float = 3.0, kwh: float = 5.0, car: str = "car"
) -> OneOffTrip:
    leave = leave.astimezone(UTC)
    back = leave + timedelta(hours=hours)
    return OneOffTrip(id=name, storage_id=car, leave=leave, back=back, soc=0.5, energy_kwh=kwh)


def on_tuesday(hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 5, 12, hour, minute, tzinfo=TOKYO)


def driven(
    *weekdays: int, leave: float = 9.0, hours: float = 6.0, kwh: float = 5.0, weeks: int = 8
) -> TripLog:
    """A car that was away on these weekdays for weeks."""
    first = datetime(2026, 5, 11, tzinfo=TOKYO) - timedelta(weeks=weeks)
    days = [first + timedelta(days=n) for n in range(7 * weeks)]
    absences = tuple(
        Absence(
            (day + timedelta(hours=leave)).astimezone(UTC),
            (day + timedelta(hours=leave + hours)).astimezone(UTC),
            kwh,
        )
        for day in days
        if day.weekday() in weekdays
    )
    return TripLog(since=first.astimezone(UTC), absences={"car": absences})


# When


def test_it_is_off_until_somebody_chooses_a_time() -> None:
    home = Evenings(at=None)
    for hour in range(24):
        assert home.look(EIGHT + timedelta(hours=hour)) == []


def test_it_asks_once_at_its_time_and_the_question_goes_when_the_trip_begins() -> None:
    home = Evenings()
    assert home.look(EIGHT - timedelta(minutes=1)) == []
    assert home.look(EIGHT) == ["2026-05-12"]
    assert home.day() == ["07:40-18:30 4 kWh"]
    for minutes in range(1, 11 * 60 + 40, 7):
        assert home.look(EIGHT + timedelta(minutes=minutes)) == ["2026-05-12"]
    assert home.look(on_tuesday(7, 40)) == []
    assert home.look(on_tuesday(19, 59)) == []
    assert home.look(on_tuesday(20)) == ["2026-05-13"]


@pytest.mark.parametrize(
    ("minutes", "asks"), [(-1, False), (1, True), (59, True), (60, False), (7 * 60, False)]
)
def test_a_home_that_was_off_asks_a_little_late_but_never_at_night(minutes: int, asks: bool) -> None:
    assert bool(Evenings().look(EIGHT + timedelta(minutes=minutes))) is asks
    assert timedelta(hours=1) == LATE


def test_a_restart_right_after_the_time_asks_no_second_time() -> None:
    home = Evenings()
    home.look(EIGHT)
    again = Evenings(log=decode(EveningLog, encode(home.log)))
    assert again.log == home.log
    assert again.look(EIGHT + timedelta(minutes=2)) == ["2026-05-12"]
    again.answer(USUAL)
    after = Evenings(log=decode(EveningLog, encode(again.log)), own=again.own, skipped=again.skipped)
    assert after.look(EIGHT + timedelta(minutes=4)) == []
    assert after.log.told_days == again.log.told_days


@pytest.mark.parametrize("zone", ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Tokyo"])
@pytest.mark.parametrize("at", [time(20), time(2, 30), time(1, 45), time(23, 50), time(0, 10)])
def test_every_day_of_a_year_is_asked_about_once_also_where_clocks_change(zone: str, at: time) -> None:
    home = Evenings(at=at, zone=ZoneInfo(zone))
    asked: list[str] = []
    now = datetime(2026, 3, 1, 15, tzinfo=UTC)
    while now < datetime(2026, 4, 10, 15, tzinfo=UTC):
        for day in home.look(now):
            home.answer(STAYS, date.fromisoformat(day))
            asked.append(day)
        now += timedelta(minutes=10)
    assert len(asked) == len(set(asked)), "twice"
    assert len(asked) in (39, 40, 41)
    first, last = (date.fromisoformat(day) for day in (asked[0], asked[-1]))
    assert (last - first).days == len(asked) - 1, "left out"


def test_a_clock_that_is_set_back_asks_no_second_time() -> None:
    home = Evenings()
    home.look(EIGHT)
    home.answer(USUAL)
    assert home.look(EIGHT - timedelta(minutes=5)) == []
    assert home.look(EIGHT) == []
    home = Evenings(log=EveningLog(at=time(20), asked_at=EIGHT + timedelta(days=400)))
    assert home.look(EIGHT) == ["2026-05-12"], "a clock that was a year ahead once"


def test_after_three_evenings_without_an_answer_it_is_silent_for_two_weeks_then_tries_one_evening() -> None:
    home, asked = Evenings(), []
    now = EIGHT - timedelta(hours=1)
    while now < EIGHT + timedelta(days=40):
        if home.look(now):
            asked.append(home.log.questions[0].start)
        now += timedelta(minutes=30)
    evenings = sorted({(start.astimezone(TOKYO).date() - TUESDAY).days for start in asked})
    assert evenings == [0, 1, 2, 17, 32]
    assert (3, timedelta(days=14)) == (SILENT_AFTER, SILENT_FOR)


def test_an_answer_ends_the_silence_and_so_does_another_time() -> None:
    silent = EveningLog(at=time(20), unanswered=3, silent_until=EIGHT + timedelta(days=10))
    home = Evenings(log=silent)
    assert home.look() == []
    home.answer(STAYS)
    assert home.look(EIGHT + timedelta(days=1)) == ["2026-05-13"]
    home = Evenings(log=silent, at=time(20, 30))
    assert home.look(EIGHT + timedelta(minutes=30)) == ["2026-05-12"]


def test_one_answer_of_two_cars_is_an_answer() -> None:
    other = storage(id="kei", name="Kei", departures=(WORKDAYS,))
    home = Evenings(home=Home(storages=(COMMUTER, other)))
    for day in range(6):
        home.look(EIGHT + timedelta(days=day))
        home.answer(USUAL, car="kei")
        home.look(EIGHT + timedelta(days=day, hours=12))
    assert home.log.unanswered == 0
    assert home.look(EIGHT + timedelta(days=6)) == ["2026-05-18", "2026-05-18"]


def test_in_a_storm_and_in_an_outage_nothing_is_asked_and_nobody_is_blamed() -> None:
    for tier in (Tier.WATCH, Tier.ACT, Tier.HOLD):
        storm = StormTarget(tier=tier, by=EIGHT, until=EIGHT + timedelta(hours=9))
        for bad in (replace(FINE, storm=storm), replace(FINE, outage=True)):
            home = Evenings(situation=bad)
            assert home.look() == []
            home.situation = FINE
            assert home.look(EIGHT + timedelta(minutes=30)) == ["2026-05-12"], "it is over in time"
            home.situation = bad
            assert home.look(EIGHT + timedelta(minutes=40)) == [], "a question that stands is taken back"
            assert home.look(on_tuesday(12)) == []
            assert home.log.unanswered == 0


def test_a_home_without_a_car_is_asked_nothing() -> None:
    from custom_components.v2h_planner.core.home import StorageKind

    battery = storage(kind=StorageKind.HOME_BATTERY)
    assert Evenings(home=Home(storages=(battery,))).look() == []


def test_a_car_that_is_on_a_journey_over_tomorrow_is_not_asked() -> None:
    home = Evenings(own=(announced("journey", EIGHT - timedelta(days=1), hours=72),))
    assert home.look() == []


def test_what_a_person_has_told_by_hand_is_not_asked() -> None:
    tuesday = SkippedTrip(storage_id="car", leave=on_tuesday(7, 40).astimezone(UTC))
    assert Evenings(skipped=(tuesday,)).look() == []
    home = Evenings()
    assert home.look() == ["2026-05-12"]
    home.skipped = (tuesday,)
    assert home.look() == [], "told meanwhile, in the card"
    home.look(on_tuesday(12))
    assert home.log.unanswered == 0


# What is usual


def test_without_anything_usual_it_asks_whether_the_car_stays() -> None:
    home = Evenings(now=datetime(2026, 5, 15, 20, tzinfo=TOKYO))
    assert home.look() == ["2026-05-16"]
    assert home.day() == []
    assert home.look(datetime(2026, 5, 16, 11, 59, tzinfo=TOKYO)) == ["2026-05-16"]
    assert home.look(datetime(2026, 5, 16, 12, tzinfo=TOKYO)) == []


def test_on_a_public_holiday_the_commuter_is_at_home() -> None:
    row = replace(WORKDAYS, except_holidays=True)
    home = Evenings(
        home=Home(storages=(storage(departures=(row,)),)), trips=driven(0, 1, 2, 3, 4, leave=7.6, hours=11)
    )
    home.now = datetime(2026, 7, 19, 20, tzinfo=TOKYO)  # the 20th is Marine Day
    assert home.look() == ["2026-07-20"]
    assert home.day() == [], "the habit goes with the table"


def test_a_habit_is_asked_about_with_the_times_of_most_days() -> None:
    home = Evenings(home=Home(storages=(storage(),)), trips=driven(*range(5), leave=9.0, hours=6.0))
    home.look()
    assert home.day() == ["09:00-15:00 5 kWh"]
    (trip,) = home.ways.usual(home.log.questions[0])
    assert trip.source is Source.HABIT


def test_a_car_that_was_seen_for_a_week_has_no_habits() -> None:
    home = Evenings(home=Home(storages=(storage(),)), trips=driven(1, weeks=1))
    home.look()
    assert home.day() == []


def test_the_table_and_a_calendar_and_a_habit_of_the_evening_make_one_day() -> None:
    home = Evenings(
        calendars=(announced(f"{CALENDAR}1", on_tuesday(20), hours=1, kwh=2),),
        trips=driven(*range(5), leave=22.0, hours=1.5, kwh=1.0),
    )
    home.look()
    assert home.day() == ["07:40-18:30 4 kWh", "20:00-21:00 2 kWh", "22:00-23:30 1 kWh"]


# Answers


def test_yes_announces_a_habit_and_leaves_the_table_as_it_is() -> None:
    home = Evenings(trips=driven(*range(5), leave=20.0, hours=2.0, kwh=1.0))
    home.look()
    home.answer(USUAL)
    assert home.skipped == ()
    assert [(trip.leave, trip.energy_kwh) for trip in home.own] == [(on_tuesday(20), 1.0)]
    assert home.day() == ["07:40-18:30 4 kWh", "20:00-22:00 1 kWh"]
    (told,) = home.log.told_days
    assert (told.start, told.end) == (on_tuesday(0), on_tuesday(0) + timedelta(days=1))


def test_stays_takes_everything_out_and_undo_brings_it_back() -> None:
    home = Evenings(
        own=(announced("dinner", on_tuesday(20), hours=1),),
        calendars=(announced(f"{CALENDAR}1", on_tuesday(22), hours=1),),
    )
    home.look()
    before = (home.own, home.skipped)
    home.answer(STAYS)
    assert home.day() == []
    assert home.own == ()
    assert home.ways.one_off == ()
    home.answer(UNDO)
    assert (home.own, home.skipped) == before
    assert home.log.told_days == ()
    assert len(home.day()) == 3
    assert home.look(EIGHT + timedelta(minutes=5)) == ["2026-05-12"], "it stands again"


def test_longer_is_the_usual_trip_with_the_km_of_the_whole_day() -> None:
    home = Evenings(own=(announced("dinner", on_tuesday(20), hours=1, kwh=2.0),))
    home.look()
    home.answer(FAR)
    assert home.day() == ["07:40-18:30 11.3333 kWh", "20:00-21:00 2 kWh"], "80 km at 6 km/kWh"
    (skipped,) = home.skipped
    assert skipped.leave == on_tuesday(7, 40)
    main = next(trip for trip in home.own if trip.id != "dinner")
    assert main.soc >= 0.6, "what its driver wants is never lowered"
    assert main.soc > 0.2 + 11.3 / COMMUTER.capacity_kwh


def test_another_time_keeps_the_length_where_it_would_come_back_before_it_leaves() -> None:
    home = Evenings()
    home.look()
    home.answer(LATER)
    assert home.day() == ["10:00-18:30 4 kWh"]
    home.answer(Answer(kind=AnswerKind.OTHER_TIME, leave=time(19)))
    assert home.day() == ["19:00-05:50 4 kWh"]
    home.answer(Answer(kind=AnswerKind.OTHER_TIME, leave=time(6), back=time(5)))
    assert home.day() == ["06:00-05:00 4 kWh"], "the next morning"
    home.answer(Answer(kind=AnswerKind.OTHER_TIME, back=time(21), km=30))
    assert home.day() == ["07:40-21:00 5 kWh"]
    assert len(home.own) == 1
    assert len(home.skipped) == 1


def test_where_nothing_is_usual_km_alone_are_a_day_out() -> None:
    home = Evenings(home=Home(storages=(storage(),)))
    home.look()
    home.answer(FAR)
    assert home.day() == ["09:00-18:00 13.3333 kWh"]
    home.answer(USUAL)
    assert home.day() == []
    with pytest.raises(TripError, match="evening_nothing"):
        home.answer(Answer(kind=AnswerKind.OTHER_TIME))


def test_a_trip_that_the_new_one_meets_is_not_made() -> None:
    home = Evenings(own=(announced("dinner", on_tuesday(20), hours=1),))
    home.look()
    home.answer(Answer(kind=AnswerKind.OTHER_TIME, back=time(22)))
    assert home.day() == ["07:40-22:00 4 kWh"]
    home.answer(UNDO)
    assert [trip.id for trip in home.own] == ["dinner"]


def test_a_later_answer_takes_the_place_of_the_first_whatever_both_are() -> None:
    for first in (USUAL, STAYS, FAR, LATER):
        for second in (USUAL, STAYS, FAR, LATER):
            twice, once = Evenings(), Evenings()
            for home, answers in ((twice, (first, second)), (once, (second,))):
                home.look()
                for answer in answers:
                    home.answer(answer)
            assert (twice.day(), twice.own, twice.skipped) == (once.day(), once.own, once.skipped)
            twice.answer(UNDO)
            assert (twice.own, twice.skipped) == ((), ())


def test_two_cars_do_not_mix() -> None:
    other = storage(id="kei", name="Kei", departures=(replace(WORKDAYS, leave=time(9)),))
    home = Evenings(home=Home(storages=(COMMUTER, other)))
    assert home.look() == ["2026-05-12", "2026-05-12"]
    home.answer(STAYS)
    home.answer(FAR, car="kei")
    assert home.day() == []
    assert home.day("kei")[0].startswith("09:00-18:30 13.3")
    home.answer(UNDO)
    assert home.day() == ["07:40-18:30 4 kWh"]
    assert home.day("kei")[0].startswith("09:00-18:30 13.3")


def test_an_answer_after_the_trip_has_begun_or_for_another_day_says_so() -> None:
    home = Evenings()
    home.look()
    home.now = on_tuesday(7, 41)
    with pytest.raises(TripError, match="evening_begun"):
        home.answer(STAYS, TUESDAY)
    home.look()
    with pytest.raises(TripError, match="evening_over"):
        home.answer(STAYS, TUESDAY)
    with pytest.raises(TripError, match="evening_over"):
        home.answer(STAYS, TUESDAY - timedelta(days=3))
    with pytest.raises(TripError, match="evening_other_day"):
        home.answer(STAYS, TUESDAY + timedelta(days=5))
    home.answer(STAYS, TUESDAY + timedelta(days=1))
    assert home.day() == []


def test_who_told_later_may_still_change_it_before_that() -> None:
    home = Evenings()
    home.look()
    home.answer(LATER)
    home.now = on_tuesday(8)
    home.look()
    home.answer(Answer(kind=AnswerKind.OTHER_TIME, leave=time(11)), TUESDAY)
    assert home.day() == ["11:00-18:30 4 kWh"]
    with pytest.raises(TripError, match="evening_begun"):
        home.answer(USUAL, TUESDAY)
    assert home.day() == ["11:00-18:30 4 kWh"], "a refused answer changes nothing"
    home.answer(STAYS, TUESDAY)
    assert home.day() == [], "it has not left"


def test_a_way_that_the_battery_does_not_hold_is_refused_and_changes_nothing() -> None:
    home = Evenings()
    home.look()
    before = (home.log, home.own, home.skipped)
    with pytest.raises(TripError, match="trip_beyond_battery"):
        home.answer(Answer(kind=AnswerKind.LONGER, km=2900))
    assert (home.log, home.own, home.skipped) == before


def test_nobody_has_to_wait_for_the_evening() -> None:
    home = Evenings(at=None, now=EIGHT - timedelta(hours=8))
    home.answer(STAYS)
    assert home.day() == []
    assert home.log.told_days[0].start == on_tuesday(0)
    home.answer(UNDO)
    assert home.log.questions == ()
    home.at = time(20)
    home.answer(STAYS)
    assert home.look(EIGHT) == [], "it is told"


def test_what_is_over_is_forgotten() -> None:
    home = Evenings()
    home.look()
    home.answer(USUAL)
    home.look(on_tuesday(23, 59))
    assert home.log.told_days
    home.at = None
    home.look(on_tuesday(23, 59))
    assert home.log.told_days, "what was told holds, though nobody is asked any more"
    home.look(on_tuesday(23, 59) + timedelta(minutes=1))
    assert home.log.questions == ()
