"""The table of answers in the documentation is what the planner says, and can be spoken."""

import re

import pytest

from .table import FILES, SAID, answers, written


@pytest.mark.parametrize("language", ["en", "ja"])
def test_the_documentation_has_the_answers_that_are_given(language: str) -> None:
    assert FILES[language].read_text(encoding="utf-8") == written(language)


@pytest.mark.parametrize("state", list(SAID))
def test_japanese_answers_can_be_spoken(state: str) -> None:
    for text, reply in answers(state, "ja"):
        assert not re.search(r"[:：{}]|荒天|voice_", reply), (text, reply)
        assert re.search(r"[\u3041-\u3096]", reply), (text, reply)


@pytest.mark.parametrize("state", list(SAID))
def test_english_answers_take_one_breath(state: str) -> None:
    for text, reply in answers(state, "en"):
        assert len(reply.split()) <= 40, (text, reply)
        assert "voice_" not in reply
        assert "{" not in reply
