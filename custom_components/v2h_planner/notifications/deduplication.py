"""Which notices are news, which only differ, and which are over, against those that were sent.

What was sent is kept over a restart, so that nothing is sent twice. What a person has put away stays away until
there is news.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
import re

from .notice import Notice

# What only differs (a minute, a percent) is sent this often at most: phones have a daily allowance.
QUIET_EVERY = timedelta(minutes=10)

# Below these a text reads the same to a person: percent points, minutes of a clock, a share of any other number.
_SAME_PERCENT = 5
_SAME_MINUTES = 30
_SAME_SHARE = 0.25
_DAY_MINUTES = 24 * 60
_FIGURE = re.compile(r"(?P<hour>\d{1,2}):(?P<minute>\d\d)|(?P<number>\d[\d,]*(?:\.\d+)?)(?P<percent>%?)")


class Place(StrEnum):
    """Where a notice can be put away."""

    LIST = "list"  # Home Assistant's own
    PHONE = "phone"


@dataclass(frozen=True, slots=True, kw_only=True)
class SentNotice:
    """One notice as it was sent last. `heard`: all that it has sounded for since it is up; `rank`: the last one.

    `put_away`: where a person has dismissed it since.
    """

    tag: str
    title: str
    message: str
    at: datetime
    heard: frozenset[str]
    rank: int = 0
    put_away: frozenset[Place] = frozenset()

    def is_news(self, notice: Notice) -> bool:
        """Return whether the notice is worth a sound."""
        return not notice.news <= self.heard or notice.rank > self.rank

    def differs(self, notice: Notice) -> bool:
        """Return whether the notice says something else to a person: other words, or a number that is far off."""
        return not (
            same_to_a_person(self.title, notice.title) and same_to_a_person(self.message, notice.message)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class SentNotices:
    """All notices that are up, as they were sent last."""

    notices: tuple[SentNotice, ...] = ()

    def with_put_away(self, tag: str, place: Place) -> SentNotices:
        """Return them with one dismissed in a place."""
        notices = [
            replace(notice, put_away=notice.put_away | {place}) if notice.tag == tag else notice
            for notice in self.notices
        ]
        return SentNotices(notices=tuple(notices))

    def tags_up(self, place: Place) -> frozenset[str]:
        """Return the tags of those that nobody has dismissed in that place."""
        return frozenset(notice.tag for notice in self.notices if place not in notice.put_away)


@dataclass(frozen=True, slots=True)
class Message:
    """A notice to send. `loud`: with a sound; otherwise it replaces the last one silently."""

    notice: Notice
    loud: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeChanges:
    """What to send now, `gone`: tags of notices that are over; `sent`: what was sent once that is done."""

    sent: SentNotices
    messages: tuple[Message, ...] = ()
    gone: tuple[str, ...] = ()


def changes(sent: SentNotices, notices: Iterable[Notice], now: datetime) -> NoticeChanges:
    """Return what changes between the notices that were sent and those that hold now."""
    former = {item.tag: item for item in sent.notices}
    up: list[SentNotice] = []
    messages: list[Message] = []
    for notice in notices:
        before = former.pop(notice.tag, None)
        loud = before is None or before.is_news(notice)
        if before is not None and not loud and not _worth_a_message(before, notice, now):
            up.append(replace(before, rank=notice.rank))
            continue
        messages.append(Message(notice, loud))
        up.append(
            SentNotice(
                tag=notice.tag,
                title=notice.title,
                message=notice.message,
                at=now,
                heard=notice.news if before is None else before.heard | notice.news,
                rank=notice.rank,
                put_away=frozenset() if before is None or loud else before.put_away,
            )
        )
    return NoticeChanges(sent=SentNotices(notices=tuple(up)), messages=tuple(messages), gone=tuple(former))


def same_to_a_person(before: str, after: str) -> bool:
    """Return whether two texts have the same words, and numbers so near that nobody would do anything else."""
    if _FIGURE.sub("#", before) != _FIGURE.sub("#", after):
        return False
    return all(
        _near(old, new) for old, new in zip(_FIGURE.finditer(before), _FIGURE.finditer(after), strict=True)
    )


def _near(old: re.Match[str], new: re.Match[str]) -> bool:
    if (old["hour"] is None) != (new["hour"] is None) or old["percent"] != new["percent"]:
        return False
    if old["hour"] is not None:
        apart = abs(_minutes(old) - _minutes(new))
        return min(apart, _DAY_MINUTES - apart) < _SAME_MINUTES
    first, second = (float(figure["number"].replace(",", "")) for figure in (old, new))
    limit = _SAME_PERCENT if old["percent"] else _SAME_SHARE * max(first, second)
    return first == second or abs(first - second) < limit


def _minutes(clock: re.Match[str]) -> int:
    return 60 * int(clock["hour"]) + int(clock["minute"])


def _worth_a_message(before: SentNotice, notice: Notice, now: datetime) -> bool:
    """Return whether a phone is updated in silence: an update brings a notice back that was dismissed."""
    return Place.PHONE not in before.put_away and before.differs(notice) and now - before.at >= QUIET_EVERY
