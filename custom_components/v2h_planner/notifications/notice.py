"""One notice to the people of the home."""

from dataclasses import dataclass
from enum import StrEnum


class NoticeKind(StrEnum):
    """Subject of a notice."""

    OUTAGE = "outage"
    STORM = "storm"
    SHORT = "short"  # plugged in, and will not be full in time
    AWAY = "away"  # not plugged in, with a storm here or coming
    EVENING = "evening"  # what a car does tomorrow
    PRICES = "prices"  # tomorrow's


class NoticeAction(StrEnum):
    """What a person can answer."""

    IGNORE_STORM = "ignore_storm"
    EVENING_USUAL = "evening_usual"
    EVENING_STAYS = "evening_stays"
    EVENING_OTHER = "evening_other"  # with a text
    EVENING_UNDO = "evening_undo"


@dataclass(frozen=True, slots=True)
class NoticeButton:
    """An answer and the text of its button.

    `about`: what it is an answer to, None: the only thing that it can be. `hint`: asks for a text, by this example.
    """

    action: NoticeAction
    title: str
    about: str | None = None
    hint: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """One notice. `storage_id`: which storage it is about, None for the home.

    Worth a sound is a `phase` or one of `causes` that was not sent since the notice is up, or a `rank` (a severity,
    the number of thresholds crossed) above the last one.
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
        """Phase and causes, each of which a person should have heard of."""
        return self.causes | {self.phase}

    @property
    def tag(self) -> str:
        """Key under which a newer notice replaces it."""
        return self.kind.value if self.storage_id is None else f"{self.kind}_{self.storage_id}"


def percent(soc: float) -> str:
    """Return a state of charge as text."""
    return f"{100 * soc:.0f}%"
