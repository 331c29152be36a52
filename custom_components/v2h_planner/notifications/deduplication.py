"""What people have been told already: which notices are news, which only differ, which are over.

It is kept over a restart, so that nothing is told twice.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from .notice import Notice

# What only differs (a minute, a percent) is sent this often at most: phones have a daily allowance.
QUIET_EVERY = timedelta(minutes=10)


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldNotice:
    """One notice as it was sent last. `heard`: all that it has sounded for since it is up; `rank`: the last one."""

    tag: str
    title: str
    message: str
    at: datetime
    heard: frozenset[str]
    rank: int = 0

    def is_news(self, notice: Notice) -> bool:
        """Whether it is worth a sound."""
        return not notice.news <= self.heard or notice.rank > self.rank

    def differs(self, notice: Notice) -> bool:
        """Whether it reads differently."""
        return (notice.title, notice.message) != (self.title, self.message)


@dataclass(frozen=True, slots=True, kw_only=True)
class SentNotices:
    """All notices that are up."""

    notices: tuple[ToldNotice, ...] = ()


@dataclass(frozen=True, slots=True)
class Message:
    """A notice to send. `loud`: with a sound; else it replaces what stands there."""

    notice: Notice
    loud: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """What to do now. `gone`: tags of notices that are over."""

    told: SentNotices
    messages: tuple[Message, ...] = ()
    gone: tuple[str, ...] = ()


def turn(told: SentNotices, notices: Iterable[Notice], now: datetime) -> Turn:
    """What is news against what was told."""
    former = {item.tag: item for item in told.notices}
    kept: list[ToldNotice] = []
    messages: list[Message] = []
    for notice in notices:
        before = former.pop(notice.tag, None)
        loud = before is None or before.is_news(notice)
        if before is not None and not loud and (not before.differs(notice) or now - before.at < QUIET_EVERY):
            kept.append(replace(before, rank=notice.rank))
            continue
        messages.append(Message(notice, loud))
        kept.append(
            ToldNotice(
                tag=notice.tag,
                title=notice.title,
                message=notice.message,
                at=now,
                heard=notice.news if before is None else before.heard | notice.news,
                rank=notice.rank,
            )
        )
    return Turn(told=SentNotices(notices=tuple(kept)), messages=tuple(messages), gone=tuple(former))
