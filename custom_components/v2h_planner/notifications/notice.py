"""One thing to say to the people of the home, and the words to say it in."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from ..core.hazard import Hazard


class NoticeKind(StrEnum):
    """What a notice is about."""

    OUTAGE = "outage"
    STORM = "storm"
    SHORT = "short"  # plugged in, and will not be full in time
    AWAY = "away"  # not plugged in, with a storm here or coming


class NoticeAction(StrEnum):
    """What a person can answer."""

    IGNORE_STORM = "ignore_storm"


@dataclass(frozen=True, slots=True)
class NoticeButton:
    """An answer and its words."""

    action: NoticeAction
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """One thing to say. `storage_id`: what it is about, None for the home.

    What is worth a sound: a `phase` or one of `causes` that was not told since the notice is up, or a `rank` (a
    severity, thresholds of hours that were crossed) above the last one.
    """

    kind: NoticeKind
    phase: str
    title: str
    message: str
    causes: frozenset[str] = frozenset()
    rank: int = 0
    storage_id: str | None = None
    buttons: tuple[NoticeButton, ...] = ()

    @property
    def news(self) -> frozenset[str]:
        """All that a person should have heard of."""
        return self.causes | {self.phase}

    @property
    def tag(self) -> str:
        """What it replaces."""
        return self.kind.value if self.storage_id is None else f"{self.kind}_{self.storage_id}"


class Words(Protocol):
    """A language: `Sentences` is one."""

    def text(self, key: str, values: Mapping[str, str] | None = None) -> str:
        """One text of the catalogue."""

    def moment(self, when: datetime, now: datetime) -> str:
        """A time as people say it."""

    def hazard(self, hazard: Hazard) -> str:
        """Its name."""

    def hazards(self, hazards: Iterable[Hazard]) -> str:
        """Their names."""


def percent(soc: float) -> str:
    """A state of charge as people read it."""
    return f"{100 * soc:.0f}%"
