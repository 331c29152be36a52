"""What is done when somebody says so, and what is answered: what it means, and what it costs.

Each command has two halves: `prospect` says what it would do, `async_do` does it. Language models hear the first before
they may call the second.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
import math

from homeassistant.exceptions import ServiceValidationError
from homeassistant.util import dt as dt_util

from ..coordinator import V2HCoordinator
from ..core.control.pause import forbids_pause
from ..core.hazard import Tier
from ..core.home import Mode, Storage
from ..core.trips import OneOffTrip
from ..core.windows import NoWindow, WindowRequest, find_window
from ..evening.log import Answer, AnswerKind
from ..evening.wording import Asked, taken_sentence
from ..settings.trip_limits import TripError
from ..state.snapshot import Snapshot
from ..state.standing import Standing, standing
from ..trip_book import Trip, TripBook
from .answers import mode_name, percent
from .meaning import Day, Meaning, Said
from .outlook import MORNING
from .spoken import SpokenWording

# When a person who leaves in the morning is taken to be back, and how long other trips take.
BACK_AT = time(18)
_SHORT_TRIP = timedelta(hours=3)
_LAST_MORNING_HOUR = 12
# A charge that costs this much more per kWh now than later is worth a word.
_DEARER_YEN = 2.0
_DAY = timedelta(days=1)
_WEEK = timedelta(days=7)


class CannotError(Exception):
    """Why a command is not carried out, in words."""


@dataclass(frozen=True, slots=True)
class Commands:
    """The commands of one home, said in one language."""

    planner: V2HCoordinator
    words: SpokenWording

    @property
    def _snapshot(self) -> Snapshot:
        return self.planner.data

    def _text(self, key: str, **values: str) -> str:
        return self.words.text(f"voice_{key}", values)

    def _moment(self, when: datetime) -> str:
        return self.words.moment(when, self._snapshot.at)

    async def async_do(self, said: Said) -> str:
        """Do it, and say what was done."""
        try:
            return await self._async_do(said)
        except CannotError as err:
            return str(err)
        except TripError as err:
            if err.key.startswith("evening_"):
                return self.words.text(err.key)
            return self._text(f"cannot_{err.key}" if err.key in _TRIP_ERRORS else "cannot_trip")
        except ServiceValidationError as err:
            return self._text(f"cannot_{err.translation_key}")

    async def _async_do(self, said: Said) -> str:
        planner = self.planner
        match said.meaning:
            case Meaning.MODE | Meaning.NORMAL:
                return self._set_mode(self._mode_of(said))
            case Meaning.CHARGE:
                return self._charge(said)
            case Meaning.STOP:
                return await self._async_stop(said)
            case Meaning.PAUSE:
                return await self._async_pause(said)
            case Meaning.RESUME:
                return await self._async_resume(said)
            case Meaning.TRIP:
                return self._plan_trip(said)
            case Meaning.CANCEL_TRIP:
                return self._cancel_trip(said)
            case Meaning.AS_USUAL | Meaning.STAYS:
                return self._tomorrow(said)
            case Meaning.HEED:
                if self._snapshot.mode.storm.overruled:
                    planner.async_heed_storm()
                    return self._text("heeded")
                return self._set_mode(Mode.RESILIENCE)
            case Meaning.IGNORE:
                if self._snapshot.situation.storm is None:
                    raise CannotError(self._text("nothing_to_ignore"))
                planner.async_ignore_storm()
                return self._text("ignored")
            case _:
                raise ValueError(said.meaning)

    def prospect(self, said: Said) -> str:
        """Return what a command that may cost something, or leave a car empty, would do."""
        match said.meaning:
            case Meaning.CHARGE:
                storage = self._chargeable(said)
                return self.words.joined(
                    [
                        self._text(
                            "would_charge", name=storage.name, soc=percent(self._target(storage, said))
                        ),
                        *self._dear(storage, said),
                    ]
                )
            case Meaning.PAUSE:
                return self.words.joined([self._text("would_pause"), *self._left_uncharged()])
            case Meaning.CANCEL_TRIP:
                trip = self._trip_to_cancel(said)
                return self._text("would_cancel_trip", leave=self._moment(trip.leave))
            case Meaning.IGNORE:
                return self._text("would_ignore")
            case Meaning.MODE | Meaning.NORMAL:
                return self._text("would_override", mode=mode_name(self._mode_of(said), self.words))
            case _:
                raise ValueError(said.meaning)

    # Modes

    def _mode_of(self, said: Said) -> Mode:
        """Return the mode that is asked for; the usual one is what a storm took over from, or Economy."""
        return said.mode or self._snapshot.mode.former or Mode.ECONOMY

    def _set_mode(self, mode: Mode) -> str:
        wins = mode is not Mode.RESILIENCE and bool(self._snapshot.mode.storm.in_force)
        self.planner.async_pick_mode(mode)
        key = "mode_set_in_storm" if wins else "mode_set"
        text = self._text(key, mode=mode_name(mode, self.words))
        return text if self._snapshot.control else self.words.joined([text, self._text("dry_run_too")])

    # Charging

    def _storage(self, said: Said) -> Storage:
        """Return the car that is meant; it is asked which one where nobody can know."""
        storages = [item.storage for item in self.planner.settings.storages]
        if (named := next((s for s in storages if s.id == said.storage_id), None)) is not None:
            return named
        cars = [storage for storage in storages if storage.kind.is_ev] or storages
        here = [car for car in cars if not self._is_away(car)]
        if said.meaning is not Meaning.TRIP and len(here) == 1:
            return here[0]
        if len(cars) > 1:
            raise CannotError(
                self._text("which_car", names=self.words.listed((car.name for car in cars), "or"))
            )
        return cars[0]

    def _is_away(self, storage: Storage) -> bool:
        reading = self._snapshot.readings.find(storage.id)
        return reading is not None and reading.connected is False

    def _chargeable(self, said: Said) -> Storage:
        """Return the car to charge, if its unit would obey and the car is there."""
        storage = self._storage(said)
        how = standing(self._snapshot, self.planner.settings.storage(storage.id))
        if self._is_away(storage):
            raise CannotError(self._text("away", name=storage.name))
        if how is Standing.DRY_RUN:
            raise CannotError(self._text("cannot_charge_dry_run", name=storage.name))
        if how is Standing.NO_ORDERS:
            raise CannotError(self._text("no_orders", name=storage.name))
        if self._snapshot.situation.outage:
            raise CannotError(self._text("cannot_charge_outage"))
        reading = self._snapshot.readings.find(storage.id)
        if (
            reading is not None
            and reading.soc is not None
            and said.soc is not None
            and reading.soc >= said.soc
        ):
            raise CannotError(
                self._text("full_already", name=storage.name, soc=percent(said.soc), now=percent(reading.soc))
            )
        return storage

    def _target(self, storage: Storage, said: Said) -> float:
        reading = self._snapshot.readings.find(storage.id)
        soc = None if reading is None else reading.soc
        if said.soc is not None:
            return said.soc
        return storage.max_soc if soc is None or soc < storage.max_soc - 0.01 else 1.0

    def _charge(self, said: Said) -> str:
        if said.when is not None or said.day in (Day.TONIGHT, Day.TOMORROW):
            raise CannotError(self._text("charge_later"))
        storage = self._chargeable(said)
        target = self._target(storage, said)
        dear = self._dear(storage, said)
        self.planner.async_charge_now(storage.id, said.soc)
        done = self._text("charges_now", name=storage.name, soc=percent(target))
        return self.words.joined([done, *dear])

    def _dear(self, storage: Storage, said: Said) -> list[str]:
        """Say what charging now costs more than charging when power is cheapest, where that is known."""
        plan, now = self._snapshot.plan, self._snapshot.at
        reading = self._snapshot.readings.find(storage.id)
        if plan is None or not plan.priced or reading is None or reading.soc is None:
            return []
        target = self._target(storage, said)
        hours = max(math.ceil(2 * storage.charge_hours(reading.soc, target, reading.delivered_kw)) / 2, 0.5)
        kw, length = storage.charge_max_kw, timedelta(hours=hours)
        at_once = find_window(
            plan, None, WindowRequest(length=length, after=now, before=now + length, load_kw=kw)
        )
        later = find_window(
            plan, None, WindowRequest(length=length, after=now, before=now + _DAY, load_kw=kw)
        )
        if isinstance(at_once, NoWindow) or isinstance(later, NoWindow):
            return []
        if at_once.yen is None or later.yen is None or at_once.yen - later.yen < _DEARER_YEN * at_once.kwh:
            return []
        return [
            self._text(
                "dearer",
                yen=f"{at_once.yen:.0f}",
                later_yen=f"{later.yen:.0f}",
                time=self._moment(later.start),
            )
        ]

    async def _async_stop(self, said: Said) -> str:
        """Take *Charge now* back; what the plan charges stands by until the morning."""
        if not self._snapshot.control:
            raise CannotError(self._text("not_commanding"))
        asked = [target.storage_id for target in self._snapshot.charge_now]
        if said.storage_id is not None:
            asked = [storage_id for storage_id in asked if storage_id == said.storage_id]
        if asked:
            for storage_id in asked:
                self.planner.async_cancel_charge_now(storage_id)
            return self._text("charge_taken_back")
        until = self._morning()
        await self.planner.async_pause(self._units(said), until)
        return self.words.joined([self._text("stopped", until=self._moment(until)), *self._left_uncharged()])

    # Pauses

    def _units(self, said: Said) -> list[str]:
        storages = self.planner.settings.storages
        return [item.storage.id for item in storages if said.storage_id in (None, item.storage.id)]

    def _morning(self) -> datetime:
        """Return the next seven o'clock."""
        local = self._snapshot.at.astimezone(self.words.zone)
        day = local.date() if local.time() < MORNING else local.date() + _DAY
        return datetime.combine(day, MORNING, self.words.zone)

    async def _async_pause(self, said: Said) -> str:
        until = said.when
        if said.hours is not None:
            until = self._snapshot.at + timedelta(hours=said.hours)
        warned = self._left_uncharged()
        await self.planner.async_pause(self._units(said), None if until is None else dt_util.as_utc(until))
        done = (
            self._text("paused") if until is None else self._text("paused_until", until=self._moment(until))
        )
        only = [] if self._snapshot.control else [self._text("dry_run_too")]
        return self.words.joined([done, *warned, *only])

    def _left_uncharged(self) -> list[str]:
        """Say what a pause may leave uncharged: for a storm that is expected, or for a trip."""
        storm = self._snapshot.situation.storm
        if (
            storm is not None
            and storm.tier in (Tier.WATCH, Tier.HOLD)
            and not forbids_pause(self._snapshot.situation)
        ):
            return [self._text("pause_before_storm")]
        now = self._snapshot.at
        trips = TripBook(self.planner).trips(now, now + _DAY)
        trip = next((trip for trip in trips if trip.made and trip.leave > now), None)
        return [] if trip is None else [self._text("pause_before_trip", leave=self._moment(trip.leave))]

    async def _async_resume(self, said: Said) -> str:
        units = self._units(said)
        for storage_id in units:
            if storage_id in self._snapshot.situation.hands_off:
                self.planner.async_take_back(storage_id)
        await self.planner.async_resume(units)
        return self._text("resumed" if self._snapshot.control else "resumed_dry_run")

    # Trips

    def _plan_trip(self, said: Said) -> str:
        if (told := self._otherwise(said)) is not None:
            return told
        storage, now = self._storage(said), self._snapshot.at
        leave = said.when
        if leave is None and said.hours is not None:
            leave = now + timedelta(hours=said.hours)
        if leave is None:
            raise CannotError(self._text("which_time"))
        back = self._back(leave)
        trip = TripBook(self.planner).plan(storage, leave, back, km=said.km, soc=said.soc)
        return self.words.joined(self._planned(trip, storage, said))

    def _back(self, leave: datetime) -> datetime:
        """Return when they are back, whom nobody has asked: in the evening, or after three hours."""
        local = leave.astimezone(self.words.zone)
        if local.hour < _LAST_MORNING_HOUR:
            return datetime.combine(local.date(), BACK_AT, self.words.zone)
        return leave + _SHORT_TRIP

    def _planned(self, trip: OneOffTrip, storage: Storage, said: Said) -> list[str]:
        values = {
            "name": storage.name,
            "leave": self._moment(trip.leave),
            "soc": percent(trip.soc),
            "back": self._moment(trip.back),
        }
        key = "trip_planned" if said.km is None else "trip_planned_km"
        sentences = [self._text(key, km=f"{said.km or 0:.0f}", **values), self._text("trip_back", **values)]
        if not self._snapshot.control:
            sentences.append(self._text("dry_run_too"))
        return sentences

    def _trip_to_cancel(self, said: Said) -> Trip:
        """Return the next trip, on the day that is named."""
        now = self._snapshot.at
        for trip in TripBook(self.planner).trips(now, now + _WEEK):
            on = trip.leave.astimezone(self.words.zone).date()
            if trip.made and trip.leave > now and said.on in (None, on):
                return trip
        raise CannotError(self._text("no_trip"))

    def _cancel_trip(self, said: Said) -> str:
        if said.on is not None and (asked := self._asked(said, said.on)) is not None:
            return self._answered(asked.storage_id, Answer(kind=AnswerKind.STAYS), said.on)
        trip = self._trip_to_cancel(said)
        TripBook(self.planner).cancel(trip.id)
        return self._text("trip_cancelled", leave=self._moment(trip.leave))

    # Answers about tomorrow

    def _tomorrow(self, said: Said) -> str:
        """Take that the day is as usual, for every car that is asked about; or that one car stays."""
        kind = AnswerKind.STAYS if said.meaning is Meaning.STAYS else AnswerKind.USUAL
        asked = [one.storage_id for one in self._snapshot.evening if one.answered is None]
        if said.storage_id is not None:
            cars = [said.storage_id]
        elif kind is AnswerKind.USUAL and asked:
            cars = asked
        else:
            cars = asked if len(asked) == 1 else [self._storage(said).id]
        return self.words.joined(self._answered(car, Answer(kind=kind), said.on) for car in cars)

    def _otherwise(self, said: Said) -> str | None:
        """Take a trip as the answer to the question about its day; None where none stands."""
        day = said.on if said.when is None else said.when.astimezone(self.words.zone).date()
        asked = None if day is None or said.soc is not None else self._asked(said, day)
        if asked is None or (said.km is None and said.when is None):
            return None
        if said.when is None:
            answer = Answer(kind=AnswerKind.LONGER, km=said.km)
        else:
            leave = said.when.astimezone(self.words.zone).time()
            answer = Answer(kind=AnswerKind.OTHER_TIME, km=said.km, leave=leave)
        return self._answered(asked.storage_id, answer, day)

    def _asked(self, said: Said, day: date) -> Asked | None:
        """Return the question about a day that stands, of the car that is meant."""
        found = [
            one
            for one in self._snapshot.evening
            if one.answered is None
            and said.storage_id in (None, one.storage_id)
            and one.start.astimezone(self.words.zone).date() == day
        ]
        return found[0] if len(found) == 1 else None

    def _answered(self, storage_id: str, answer: Answer, day: date | None) -> str:
        """Take an answer, and say what was taken."""
        asked = self.planner.async_answer_evening(storage_id, answer, day)
        taken = taken_sentence(asked, self.words, self.words.zone, self._snapshot.at)
        only = [] if self._snapshot.control else [self._text("dry_run_too")]
        return self.words.joined([taken, *only])


_TRIP_ERRORS = frozenset({"trip_beyond_battery", "trip_overlaps", "trip_of_a_calendar"})
