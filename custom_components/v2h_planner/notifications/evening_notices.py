"""The evening question as a notice for each car, and for a moment what became of an answer from a phone."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, tzinfo

from ..core.home import Home
from ..evening.asking import SAID_FOR
from ..evening.log import Answer, AnswerKind, Refused
from ..evening.reply import read_reply
from ..evening.wording import Asked, asked_sentence, taken_sentence
from ..presentation.wording import Wording
from .notice import Notice, NoticeAction, NoticeButton, NoticeKind

_ANSWERS = {
    NoticeAction.EVENING_USUAL: AnswerKind.USUAL,
    NoticeAction.EVENING_STAYS: AnswerKind.STAYS,
    NoticeAction.EVENING_UNDO: AnswerKind.UNDO,
}
_REFUSALS = frozenset(
    {"evening_begun", "evening_over", "evening_other_day", "evening_nothing", "evening_not_understood"}
)
_APART = "_"


def evening_notices(
    questions: Iterable[Asked],
    refused: Refused | None,
    home: Home,
    words: Wording,
    zone: tzinfo,
    now: datetime,
) -> Iterator[Notice]:
    """Yield what is asked, and for a moment what was taken from a phone or could not be."""
    for asked in questions:
        if asked.answered is None:
            yield _question(asked, words, zone, now)
        elif asked.answered.by_phone and now - asked.answered.at < SAID_FOR:
            yield _taken(asked, words, zone, now)
    if refused is not None and any(storage.id == refused.storage_id for storage in home.storages):
        yield Notice(
            kind=NoticeKind.EVENING,
            phase=refused.at.isoformat(),
            title=words.text("evening_title"),
            message=words.text(refused.key if refused.key in _REFUSALS else "evening_cannot"),
            storage_id=f"refused_{refused.storage_id}",
        )


def _question(asked: Asked, words: Wording, zone: tzinfo, now: datetime) -> Notice:
    about = _APART.join((asked.storage_id, asked.start.astimezone(zone).date().isoformat()))
    usual = [NoticeButton(NoticeAction.EVENING_USUAL, words.text("evening_usual"), about)]
    # phones show three buttons
    return _notice(
        asked,
        f"asked {asked.asked_at.isoformat()}",
        words,
        asked_sentence(asked, words, zone, now),
        *(usual if asked.trips else ()),
        NoticeButton(NoticeAction.EVENING_STAYS, words.text("evening_stays"), about),
        NoticeButton(
            NoticeAction.EVENING_OTHER, words.text("evening_other"), about, words.text("evening_hint")
        ),
    )


def _taken(asked: Asked, words: Wording, zone: tzinfo, now: datetime) -> Notice:
    assert asked.answered is not None
    about = _APART.join((asked.storage_id, asked.start.astimezone(zone).date().isoformat()))
    undo = NoticeButton(NoticeAction.EVENING_UNDO, words.text("evening_undo"), about)
    phase = f"{asked.answered.kind} {asked.answered.at.isoformat()}"
    return _notice(asked, phase, words, taken_sentence(asked, words, zone, now), undo)


def _notice(asked: Asked, phase: str, words: Wording, message: str, *buttons: NoticeButton) -> Notice:
    return Notice(
        kind=NoticeKind.EVENING,
        phase=f"{asked.start.isoformat()} {phase}",
        title=words.text("evening_title"),
        message=message,
        storage_id=asked.storage_id,
        buttons=buttons,
    )


def answer_of(action: NoticeAction, about: str, text: str | None) -> tuple[str, Answer | None, date] | None:
    """Return the car, the answer and the day of a pressed button; no answer where the text says none."""
    storage_id, _, day = about.rpartition(_APART)
    try:
        on = date.fromisoformat(day)
    except ValueError:
        return None
    if action is NoticeAction.EVENING_OTHER:
        return storage_id, read_reply(text or ""), on
    return storage_id, Answer(kind=_ANSWERS[action]), on
