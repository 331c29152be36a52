"""Which sign of a home's grid sensor is import, inferred from what its power sensors showed together."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Final

# Below this a flow is noise of the sensors, and its sign says nothing.
CLEAR_KW: Final = 0.3
# How many agreeing moments are enough, and what share of the clear ones must agree.
ENOUGH: Final = 3
AGREEMENT: Final = 0.9


@dataclass(frozen=True, slots=True, kw_only=True)
class PowerMoment:
    """What the sensors showed at one time, in kW, with their own signs. `storage_kw`: charging is positive."""

    at: datetime
    pv_kw: float | None = None
    grid_kw: float | None = None
    load_kw: float | None = None
    storage_kw: float | None = None


class SignEvidence(StrEnum):
    """How a moment proves a sign."""

    EXPORT = "export"  # PV is making power and some of it flows out
    IMPORT = "import"  # no PV and no discharge: power flows in
    BALANCE = "balance"  # only one way of counting adds up to the load


@dataclass(frozen=True, slots=True, kw_only=True)
class GridSign:
    """`import_positive`, None where the moments do not tell; `shown` is the clearest of them."""

    import_positive: bool | None
    evidence: SignEvidence | None = None
    shown: PowerMoment | None = None
    agreeing: int = 0
    clear: int = 0


def check_grid_sign(moments: Sequence[PowerMoment]) -> GridSign:
    """Infer which sign of the grid sensor is import."""
    votes: list[tuple[float, bool, SignEvidence, PowerMoment]] = []
    for moment in moments:
        vote = _vote(moment)
        if vote is not None:
            votes.append((*vote, moment))
    sign = _majority(votes)
    if sign.import_positive is None:
        return sign
    # What a person can check best is the power that went out at noon.
    export = _clearest_export(moments, sign.import_positive)
    return sign if export is None else replace(sign, shown=export, evidence=SignEvidence.EXPORT)


def _vote(moment: PowerMoment) -> tuple[float, bool, SignEvidence] | None:
    """Return how clearly (kW) a moment speaks, whether import is positive by it, and why; None if it says nothing."""
    grid = moment.grid_kw
    if grid is None or abs(grid) < CLEAR_KW:
        return None
    pv = moment.pv_kw
    storage = moment.storage_kw or 0.0
    if moment.load_kw is not None and pv is not None:
        # import = load + charge - PV, whether or not the load counts the storage.
        imports = [moment.load_kw - pv, moment.load_kw + storage - pv]
        if all(abs(kw) >= CLEAR_KW and kw * imports[0] > 0 for kw in imports):
            return abs(imports[0]), imports[0] * grid > 0, SignEvidence.BALANCE
        return None
    if pv is not None and pv < CLEAR_KW / 3 and storage >= 0.0:
        return abs(grid), grid > 0, SignEvidence.IMPORT
    return None


def _majority(votes: list[tuple[float, bool, SignEvidence, PowerMoment]]) -> GridSign:
    """Return the majority, undecided where the votes are few or disagree."""
    if not votes:
        return GridSign(import_positive=None)
    positive = sum(vote[1] for vote in votes)
    verdict = 2 * positive >= len(votes)
    agreeing = positive if verdict else len(votes) - positive
    sure = agreeing >= ENOUGH and agreeing >= AGREEMENT * len(votes)
    best = max((vote for vote in votes if vote[1] is verdict), key=lambda vote: vote[0])
    return GridSign(
        import_positive=verdict if sure else None,
        evidence=best[2],
        shown=best[3],
        agreeing=agreeing,
        clear=len(votes),
    )


def _clearest_export(moments: Sequence[PowerMoment], import_positive: bool) -> PowerMoment | None:
    """Return the moment with the strongest export under the sun, by that sign."""
    sign = 1.0 if import_positive else -1.0
    exporting = [
        (sign * moment.grid_kw, moment)
        for moment in moments
        if moment.grid_kw is not None
        and (moment.pv_kw or 0.0) >= CLEAR_KW
        and sign * moment.grid_kw <= -CLEAR_KW
    ]
    return min(exporting, key=lambda item: item[0])[1] if exporting else None
