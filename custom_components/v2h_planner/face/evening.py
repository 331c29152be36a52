"""The questions about tomorrow that stand, with what the card puts into its fields."""

from datetime import datetime, tzinfo

from ..evening.usual import main_trip
from ..evening.wording import Asked, asked_sentence
from ..presentation.wording import Wording
from ..state.snapshot import Snapshot
from .contract import Evening
from .figures import known


def evening_of(snapshot: Snapshot, words: Wording, zone: tzinfo) -> list[Evening]:
    """Return the questions that nobody has answered yet."""
    return [_evening(one, words, zone, snapshot.at) for one in snapshot.evening if one.answered is None]


def _evening(asked: Asked, words: Wording, zone: tzinfo, now: datetime) -> Evening:
    main = main_trip(asked.trips)
    return {
        "storage_id": asked.storage_id,
        "day": asked.start.astimezone(zone).date().isoformat(),
        "question": asked_sentence(asked, words, zone, now),
        "usual": bool(asked.trips),
        "leave": None if main is None else f"{main.leave.astimezone(zone):%H:%M}",
        "back": None if main is None else f"{main.back.astimezone(zone):%H:%M}",
        "km": known(asked.km, 0) if asked.trips else None,
    }
