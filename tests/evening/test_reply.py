"""What people type into the notification, in both languages and all widths."""

from datetime import time

from hypothesis import given, strategies as st
import pytest

from custom_components.v2h_planner.evening.log import Answer, AnswerKind
from custom_components.v2h_planner.evening.reply import MOST_KM, read_reply

LONGER, OTHER = AnswerKind.LONGER, AnswerKind.OTHER_TIME


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("80", Answer(kind=LONGER, km=80)),
        ("80 km", Answer(kind=LONGER, km=80)),
        ("８０ｋｍ", Answer(kind=LONGER, km=80)),
        ("80キロ走る", Answer(kind=LONGER, km=80)),
        ("about 12.5 km", Answer(kind=LONGER, km=12.5)),
        ("100 miles", Answer(kind=LONGER, km=160.9)),
        ("9:00", Answer(kind=OTHER, leave=time(9))),
        ("9時半", Answer(kind=OTHER, leave=time(9, 30))),
        ("午後3時に出る", Answer(kind=OTHER, leave=time(15))),
        ("leave at 9am", Answer(kind=OTHER, leave=time(9))),
        ("12am", Answer(kind=OTHER, leave=time(0))),
        ("9-17", Answer(kind=OTHER, leave=time(9), back=time(17))),
        ("9:15〜17:30", Answer(kind=OTHER, leave=time(9, 15), back=time(17, 30))),
        ("9時から17時、80キロ", Answer(kind=OTHER, km=80, leave=time(9), back=time(17))),
        ("from 9 to 5pm, 80 km", Answer(kind=OTHER, km=80, leave=time(9), back=time(17))),
        ("back at 20:00", Answer(kind=OTHER, back=time(20))),
        ("20時に帰る", Answer(kind=OTHER, back=time(20))),
        ("ok", Answer(kind=AnswerKind.USUAL)),
        ("いつもどおり", Answer(kind=AnswerKind.USUAL)),
        ("stays at home", Answer(kind=AnswerKind.STAYS)),
        ("no", Answer(kind=AnswerKind.STAYS)),
        ("使わない", Answer(kind=AnswerKind.STAYS)),
        ("we won't use it", Answer(kind=AnswerKind.STAYS)),
        ("not using the car", Answer(kind=AnswerKind.STAYS)),
        ("no change", Answer(kind=AnswerKind.USUAL)),
        ("変更なし", Answer(kind=AnswerKind.USUAL)),
        ("変わりません、いつもどおり", Answer(kind=AnswerKind.USUAL)),
        ("not as usual", None),
        ("I'm not at home", None),
        ("いつもどおりじゃない", None),
        ("25:00", None),
        ("9:75", None),
        ("", None),
        ("tell me a joke", None),
    ],
)
def test_a_reply_is_read(text: str, answer: Answer | None) -> None:
    read = read_reply(text)
    if read is not None and read.km is not None and answer is not None:
        assert read.km == pytest.approx(answer.km)
        read = Answer(kind=read.kind, km=answer.km, leave=read.leave, back=read.back)
    assert read == answer


@given(st.text(alphabet="0123456789:-.,~〜時分半から km キロam pm午後", max_size=60))
def test_whatever_is_typed_is_no_answer_or_one_that_can_be(text: str) -> None:
    read = read_reply(text)
    if read is None:
        return
    times = (read.leave, read.back)
    assert read.km is None or 0.0 <= read.km <= MOST_KM
    match read.kind:
        case AnswerKind.LONGER:
            assert read.km is not None
            assert times == (None, None)
        case AnswerKind.OTHER_TIME:
            assert times != (None, None)
        case _:
            assert (read.km, *times) == (None, None, None)


def test_nobody_drives_without_end() -> None:
    assert read_reply("9" * 400) is None
    assert read_reply("1999km") == Answer(kind=AnswerKind.LONGER, km=1999.0)
    assert read_reply("2001 km") is None
