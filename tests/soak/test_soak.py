"""A fixed sample of the soak, and that an episode is what it says it is. `script/soak` runs thousands."""

from dataclasses import replace
from typing import Any
from unittest.mock import patch

import pytest

from custom_components.v2h_planner.core.control.supervisor import Ruling, supervise
from custom_components.v2h_planner.core.plan import Command
from custom_components.v2h_planner.core.readings import Verb
from custom_components.v2h_planner.runtime import commander
from soak.episode import SENSOR, Trouble, TroubleKind, draw
from soak.promises import Promise
from soak.run import run
from soak.shrink import shrink
from soak.story import tell

# Each broke a promise once; docs/soak.md says how it was mended.
ONCE_BROKEN = (21, 108, 134, 1013, 2039, 2072, 2316, 2464, 6529, 6661, 6941, 20000, 20192, 20222, 40742)
OTHERS = (3, 50, 101, 1091)


@pytest.mark.parametrize("seed", [*ONCE_BROKEN, *OTHERS])
def test_every_promise_holds_whatever_goes_wrong(seed: int) -> None:
    outcome = run(draw(seed))
    assert not outcome.violations, tell(outcome.episode, outcome.journal, outcome.violations)


def test_an_episode_is_its_seed_and_lives_again_to_the_same_end() -> None:
    assert draw(2316) == draw(2316)
    assert run(draw(2316)).digest == run(draw(2316)).digest
    assert draw(2316) != draw(2317)


def test_a_thousand_seeds_know_every_trouble_and_every_sensor() -> None:
    troubles = [trouble for seed in range(1000) for trouble in draw(seed).troubles]
    assert {trouble.kind for trouble in troubles} == set(TroubleKind)
    assert {t.on.rpartition(".")[2] for t in troubles if t.kind in SENSOR} == {
        "soc",
        "power",
        "plug",
        "grid",
        "pv",
        "load",
    }


def test_what_fails_is_told_by_its_smallest_story() -> None:
    """A supervisor that darkens the house in an outage; two other troubles have no part in that."""
    episode = replace(
        draw(5),
        troubles=(
            Trouble(kind=TroubleKind.NO_PRICES, at=10, minutes=30),
            Trouble(kind=TroubleKind.OUTAGE, at=60, minutes=60),
            Trouble(kind=TroubleKind.FREEZE, at=70, minutes=5, on="grid"),
        ),
    )

    def stop_in_an_outage(commands: tuple[Command, ...], *seen: Any) -> tuple[Ruling, ...]:
        if not seen[2].outage:
            return supervise(commands, *seen)
        return tuple(Ruling(c.storage_id, replace(c, verb=Verb.STANDBY, power_kw=None)) for c in commands)

    with patch.object(commander, "supervise", stop_in_an_outage):
        smallest = shrink(episode, Promise.OUTAGE)
    assert [trouble.kind for trouble in smallest.episode.troubles] == [TroubleKind.OUTAGE]
    assert smallest.episode.troubles[0].minutes < 60
    assert smallest.episode.minutes < episode.minutes
    story = tell(smallest.episode, smallest.journal, smallest.violations)
    assert "TROUBLE: outage" in story
    assert "BROKEN: an outage is never made darker by us" in story
    assert "script/soak --seed 5" in story
