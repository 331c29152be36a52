"""The demo's start on any machine: it waits while something happens, says what for, and finds its blueprints."""

from collections.abc import Callable, Iterator
from itertools import chain, repeat
import os
from pathlib import Path
from unittest.mock import Mock, patch

import pytest

from demo import launch
from demo.prepare import ROOT, _link_blueprints
from demo.waiting import SAY_EVERY_SECONDS, Progress, StalledError, wait_until


class Day:
    """A clock that only sleeping moves."""

    def __init__(self) -> None:
        self.now = 0.0
        self.said: list[str] = []

    def wait(self, done: Callable[[], bool], progress: Callable[[], object], patience: float = 60.0) -> None:
        def sleep(seconds: float) -> None:
            self.now += seconds

        wait_until(
            done,
            what=lambda: "the recorder",
            progress=progress,
            patience=patience,
            clock=lambda: self.now,
            sleep=sleep,
            say=self.said.append,
        )


def test_a_slow_start_is_waited_for_as_long_as_something_happens() -> None:
    day = Day()
    day.wait(lambda: day.now > 1_000, lambda: day.now // 50)
    assert 1_000 < day.now < 1_001


def test_a_start_that_stands_still_is_given_up_with_what_was_awaited() -> None:
    day = Day()
    with pytest.raises(StalledError, match="nothing has happened for 60 s while waiting for the recorder"):
        day.wait(lambda: False, lambda: min(day.now, 100.0))
    assert 160 <= day.now <= 161


def test_whoever_waits_is_told_what_for_now_and_then() -> None:
    day = Day()
    day.wait(lambda: day.now > 50, lambda: day.now)
    assert day.said == [f"  {seconds:.0f} s, waiting for the recorder" for seconds in (15, 30, 45)]
    assert SAY_EVERY_SECONDS == 15


def test_what_is_written_and_what_is_there_is_progress(tmp_path: Path) -> None:
    log = tmp_path / "log"
    parts = iter((1, 1, 2))
    progress = Progress(os.getpid(), (log,), lambda: next(parts))
    first = progress()
    log.write_text("a line")
    second = progress()
    assert len({first, second, progress()}) == 3


def test_work_is_progress_and_a_little_of_it_is_not() -> None:
    work: Iterator[float] = chain([10.0, 10.5, 11.0, 12.5], repeat(12.5))
    progress = Progress(1)
    with patch.object(Progress, "_work_seconds", lambda self: next(work)):
        seen = [progress() for _ in range(5)]
    assert seen[0] == seen[1] == seen[2]
    assert seen[2] != seen[3] == seen[4]


def test_a_process_that_is_gone_works_no_more() -> None:
    progress = Progress(2**22 + 1)
    assert progress() == progress()


def test_a_start_says_what_is_missing() -> None:
    start = launch._Start(Mock(poll=lambda: None), 1, Path("log"))
    with patch("demo.launch.Client.log_in", side_effect=OSError):
        assert not start.done()
        assert start.awaited() == "its web server"
    client = Mock(get=lambda _: {"components": ["recorder", "history", "energy"], "state": "NOT_RUNNING"})
    with patch("demo.launch.Client.log_in", return_value=client):
        assert not start.done()
        assert start.awaited() == "v2h_demo, v2h_planner"
        everything = {"components": launch.AWAITED, "state": "STARTING"}
        client.get = lambda _: everything
        assert not start.done()
        assert start.awaited() == "the end of its start"
        client.get = lambda _: {**everything, "state": "RUNNING"}
        assert start.done()


def test_one_that_ends_while_it_starts_is_not_waited_for() -> None:
    start = launch._Start(Mock(poll=lambda: 1, returncode=1), 1, Path("log"))
    with (
        patch("demo.launch.Client.log_in", side_effect=OSError),
        pytest.raises(SystemExit, match="stopped with code 1"),
    ):
        start.done()


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize("before", ["nothing", "folder behind a link", "broken link"])
def test_home_assistant_finds_the_blueprints_of_its_language(
    tmp_path: Path, before: str, language: str
) -> None:
    name = "mode_by_schedule_ja.yaml" if language == "ja" else "mode_by_schedule.yaml"
    folder = tmp_path / "blueprints" / "automation" / "v2h_planner"
    if before == "folder behind a link":
        folder.parent.mkdir(parents=True)
        folder.symlink_to(ROOT / "blueprints" / "automation" / "v2h_planner", target_is_directory=True)
    elif before == "broken link":
        folder.mkdir(parents=True)
        (folder / name).symlink_to(tmp_path / "gone")
    _link_blueprints(tmp_path, language)
    _link_blueprints(tmp_path, language)
    # As Home Assistant looks for them.
    found = [path for path in (tmp_path / "blueprints").glob("*/**/*.yaml") if path.exists()]
    assert len([path for path in found if path.parent.parent.name == "automation"]) == 10
    assert len([path for path in found if path.parent.parent.name == "script"]) == 2
    assert {path.stem.endswith("_ja") for path in found} == {language == "ja"}
    assert all(
        path.is_file() for path in (ROOT / "blueprints").glob("*/*/*.yaml")
    )  # nothing of ours was unlinked
