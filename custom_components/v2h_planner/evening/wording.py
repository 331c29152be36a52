"""The question and its answer as plain sentences, for the eye or, with words for it, for the ear."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo

from ..presentation.wording import Wording
from .log import Answered, Question
from .usual import UsualTrip, Ways

# Less than this is no way to speak of.
_LEAST_KM = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A question as it is shown. `trips`: of the day; `km`: of all of them; `name`: of the car, None where there is but one.

    `until`: when the day begins, and no answer counts any more.
    """

    storage_id: str
    start: datetime
    asked_at: datetime
    until: datetime
    trips: tuple[UsualTrip, ...]
    km: float
    name: str | None = None
    answered: Answered | None = None

    @classmethod
    def of(cls, question: Question, ways: Ways) -> Asked:
        """Return a question as the home is now."""
        trips = ways.shown(question)
        cars = [storage for storage in ways.home.storages if storage.kind.is_ev]
        names = {car.id: car.name for car in cars} if len(cars) > 1 else {}
        return cls(
            storage_id=question.storage_id,
            start=question.start,
            asked_at=question.asked_at,
            until=ways.until(question),
            trips=trips,
            km=sum(trip.energy_kwh for trip in trips) * ways.km_per_kwh(question.storage_id),
            name=names.get(question.storage_id),
            answered=question.answered,
        )


def asked_sentence(asked: Asked, words: Wording, zone: tzinfo, now: datetime) -> str:
    """Return the question."""
    return _sentence("ask", asked, words, zone, now)


def taken_sentence(asked: Asked, words: Wording, zone: tzinfo, now: datetime) -> str:
    """Return what was taken from an answer."""
    return _sentence("taken", asked, words, zone, now)


def _sentence(verb: str, asked: Asked, words: Wording, zone: tzinfo, now: datetime) -> str:
    values = {way: _day(way, asked, words, zone, now) for way in ("day", "when")}
    if not asked.trips:
        text = words.text(f"evening_{verb}_home", values)
    else:
        values |= {"spans": _spans(asked.trips, words, zone), "km": f"{asked.km:.0f}"}
        far = "" if asked.km < _LEAST_KM else "_km"
        text = words.text(f"evening_{verb}_away{far}", values)
    return text if asked.name is None else words.text("evening_of", {"name": asked.name, "text": text})


def _day(way: str, asked: Asked, words: Wording, zone: tzinfo, now: datetime) -> str:
    """Return the day as it begins a sentence (`day`), or within one (`when`)."""
    local, today = asked.start.astimezone(zone).date(), now.astimezone(zone).date()
    weekday = words.text(f"weekday_{local.weekday()}")
    known = {0: "today", 1: "tomorrow"}.get((local - today).days)
    return weekday if known is None else words.text(f"evening_{way}_{known}", {"weekday": weekday})


def _spans(trips: Sequence[UsualTrip], words: Wording, zone: tzinfo) -> str:
    text = ""
    for trip in trips:
        values = {"leave": words.moment(trip.leave, trip.leave), "back": _back(trip, words, zone)}
        span = words.text("evening_span", values)
        text = span if not text else words.text("evening_and", {"first": text, "second": span})
    return text


def _back(trip: UsualTrip, words: Wording, zone: tzinfo) -> str:
    """Return when it is back: of another day than that of the departure with its weekday."""
    same = trip.back.astimezone(zone).date() == trip.leave.astimezone(zone).date()
    return words.moment(trip.back, trip.back if same else trip.back - timedelta(days=3))
