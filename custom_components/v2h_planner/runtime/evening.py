"""The evening question of a home that runs: asked when it is due, shown while it stands. Pure."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, time, tzinfo

from ..core.home import Home
from ..core.situation import Situation
from ..core.trips import OneOffTrip
from ..evening.answering import Desk, Taken
from ..evening.asking import Evening
from ..evening.usual import Ways
from ..evening.wording import Asked
from .persistent_state import PersistentState


def ways_of(state: PersistentState, calendars: Iterable[OneOffTrip], home: Home, zone: tzinfo) -> Ways:
    """Return all that is known of the home's trips. `calendars`: those of people's calendars."""
    one_off = (*state.one_off, *state.evening.made(calendars))
    return Ways(home=home, one_off=one_off, skipped=state.skipped, log=state.trips, zone=zone)


def asked_in_time(
    state: PersistentState, ways: Ways, situation: Situation, at: time | None, now: datetime
) -> PersistentState:
    """Return the state after this moment: with what is due asked, and what is over let go."""
    log = Evening(at=at, now=now, ways=ways, situation=situation).after(state.evening)
    return state if log == state.evening else replace(state, evening=log)


def standing_questions(state: PersistentState, ways: Ways, now: datetime) -> tuple[Asked, ...]:
    """Return the questions whose day has not begun."""
    asked = (Asked.of(question, ways) for question in state.evening.questions)
    return tuple(one for one in asked if now < one.until)


def desk_of(state: PersistentState, calendars: tuple[OneOffTrip, ...], ways: Ways, now: datetime) -> Desk:
    """Return where answers are taken."""
    return Desk(log=state.evening, ways=ways, own=state.one_off, calendars=calendars, now=now)


def with_answer(state: PersistentState, taken: Taken) -> PersistentState:
    """Return the state after an answer."""
    return replace(state, evening=taken.log, one_off=taken.one_off, skipped=taken.skipped)
