"""What one plan leaves the next: where the search for it ended. Half an hour later most of it still holds.

It shortens the way to the next plan. The answer is within the proven gap of the best one with it and without it, but need not be
the same; so it is a part of what a plan is made from, and of its record. Without one a search starts from nothing.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

import numpy as np

from .horizon import Horizon
from .milp.data import Basis, Start
from .milp.program import Program

_ZERO = ord("0")


@dataclass(frozen=True, slots=True, kw_only=True)
class Trail:
    """A search's end, a sign for each column and row of its program: plain text, that it can be kept in a record.

    `columns`, `rows`: basic or at a bound, by HiGHS's numbers. `whole`: 0 or 1 for a binary that was whole, - else.
    """

    edges: tuple[datetime, ...]
    storage_ids: tuple[str, ...]
    columns: str
    rows: str
    whole: str

    @classmethod
    def of(cls, horizon: Horizon, storage_ids: Iterable[str], start: Start) -> Trail:
        """Keep where a search over that horizon ended."""
        whole = np.where(np.isnan(start.whole), ord("-") - _ZERO, start.whole)
        return cls(
            edges=horizon.edges,
            storage_ids=tuple(storage_ids),
            columns=_text(start.basis.columns),
            rows=_text(start.basis.rows),
            whole=_text(whole),
        )

    def towards(self, horizon: Horizon, storage_ids: Iterable[str], program: Program) -> Start | None:
        """Return where to begin on another horizon, each slot where the one that held its middle ended; None where nothing fits."""
        fits = (
            self.storage_ids == tuple(storage_ids)
            and len(self.edges) == len(horizon.edges)
            and horizon.start < self.edges[-1]
            and (len(self.columns), len(self.rows)) == program.size
            and len(self.whole) == len(self.columns)
        )
        if not fits:
            return None
        before, now = (
            np.array([edge.timestamp() for edge in edges]) for edges in (self.edges, horizon.edges)
        )
        slots = np.searchsorted(before, (now[:-1] + now[1:]) / 2, side="right") - 1
        whole = _numbers(self.whole)
        start = Start(
            Basis(_numbers(self.columns).astype(np.int8), _numbers(self.rows).astype(np.int8)),
            np.where(whole < 0, np.nan, whole),
        )
        return program.moved(start, np.clip(slots, 0, len(horizon) - 1))


def _text(numbers: np.typing.NDArray[np.generic]) -> str:
    return (numbers.astype(np.int16) + _ZERO).astype(np.uint8).tobytes().decode()


def _numbers(text: str) -> np.typing.NDArray[np.int16]:
    return np.frombuffer(text.encode(), dtype=np.uint8).astype(np.int16) - _ZERO
