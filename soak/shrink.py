"""Makes a failing episode small: fewer troubles, shorter ones, fewer units, an earlier end; the same promise stays broken."""

from collections.abc import Callable, Iterator
from dataclasses import replace

from .episode import Episode, Trouble
from .promises import Promise
from .run import Outcome, run

MOST_RUNS = 60


def shrink(
    episode: Episode, promise: Promise, live: Callable[[Episode], Outcome] = run, most_runs: int = MOST_RUNS
) -> Outcome:
    """Return how the smallest episode ends that still breaks this promise."""
    runs, best = 1, _ended(live(episode))
    while runs < most_runs and (smaller := _first_that_fails(best.episode, promise, live)) is not None:
        best, runs = smaller[0], runs + smaller[1]
    return best


def _first_that_fails(
    episode: Episode, promise: Promise, live: Callable[[Episode], Outcome]
) -> tuple[Outcome, int] | None:
    """Return the first smaller episode that breaks the promise as well, and how many were tried."""
    for tried, smaller in enumerate(_smaller(episode), 1):
        outcome = live(smaller)
        if any(violation.promise is promise for violation in outcome.violations):
            return _ended(outcome), tried
    return None


def _ended(outcome: Outcome) -> Outcome:
    """Return the outcome of an episode that ends soon after its first violation."""
    last = max((violation.minute for violation in outcome.violations), default=outcome.episode.minutes)
    return replace(outcome, episode=replace(outcome.episode, minutes=min(outcome.episode.minutes, last + 1)))


def _smaller(episode: Episode) -> Iterator[Episode]:
    """Yield simpler episodes, the simplest first."""
    troubles = episode.troubles
    for i in range(len(troubles)):
        yield replace(episode, troubles=(*troubles[:i], *troubles[i + 1 :]))
    if len(episode.units) > 1:
        for form in episode.units:
            gone = tuple(other for other in episode.units if other is not form)
            yield replace(
                episode,
                units=gone,
                trips=tuple(trip for trip in episode.trips if trip.storage_id != form.id),
                troubles=tuple(t for t in troubles if t.on.partition(".")[0] != form.id),
            )
    for i, trouble in enumerate(troubles):
        for shorter in _shorter(trouble):
            yield replace(episode, troubles=(*troubles[:i], shorter, *troubles[i + 1 :]))
    if episode.lag:
        yield replace(episode, lag=False)


def _shorter(trouble: Trouble) -> Iterator[Trouble]:
    for minutes in (trouble.minutes // 4, trouble.minutes // 2):
        if 1 <= minutes < trouble.minutes:
            yield replace(trouble, minutes=minutes)
