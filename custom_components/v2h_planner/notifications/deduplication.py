"""Which notices are news, which only differ, and which are over, against those that were sent.

What was sent is kept over a restart, so that nothing is sent twice.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from .notice import Notice

# What only differs (a minute, a percent) is sent this often at most: phones have a daily allowance.
QUIET_EVERY = timedelta(minutes=10)


@dataclass(frozen=True, slots=True, kw_only=True)
class SentNotice:
    """One notice as it was sent last. `heard`: all that it has sounded for since it is up; `rank`: the last one."""

    tag: str
    title: str
    message: str
    at: datetime
    heard: frozenset[str]
    rank: int = 0

    def is_news(self, notice: Notice) -> bool:
        """Return whether the notice is worth a sound."""
        return not notice.news <= self.heard or notice.rank > self.rank

    def differs(self, notice: Notice) -> bool:
        """Return whether the notice reads differently."""
        return (notice.title, notice.message) != (self.title, self.message)


@dataclass(frozen=True, slots=True, kw_only=True)
class SentNotices:
    """All notices that are up, as they were sent last."""

    notices: tuple[SentNotice, ...] = ()


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
        if before is not None and not loud and (not before.differs(notice) or now - before.at < QUIET_EVERY):
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
            )
        )
    return NoticeChanges(sent=SentNotices(notices=tuple(up)), messages=tuple(messages), gone=tuple(former))
