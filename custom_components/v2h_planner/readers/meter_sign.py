"""Which way round a home's power sensors count, found from what they showed together."""

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
    """What the sensors showed at one time, in kW, as they show it. `storage_kw`: charging is positive."""

    at: datetime
    pv_kw: float | None = None
    grid_kw: float | None = None
    load_kw: float | None = None
    storage_kw: float | None = None


class SignEvidence(StrEnum):
    """What a moment proves."""

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


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadMeaning:
    """`includes_storages`: the load sensor counts what storages charge and discharge."""

    includes_storages: bool | None
    shown: PowerMoment | None = None
    agreeing: int = 0
    clear: int = 0


def check_grid_sign(moments: Sequence[PowerMoment]) -> GridSign:
    """Which sign of the grid sensor is import."""
    votes: list[tuple[float, bool, SignEvidence, PowerMoment]] = []
    for moment in moments:
        vote = _vote(moment)
        if vote is not None:
            votes.append((*vote, moment))
    found = _grid_verdict(votes)
    if found.import_positive is None:
        return found
    # What a person can check best is the power that went out at noon.
    export = _clearest_export(moments, found.import_positive)
    return found if export is None else replace(found, shown=export, evidence=SignEvidence.EXPORT)


def _vote(moment: PowerMoment) -> tuple[float, bool, SignEvidence] | None:
    """How clearly (kW), whether import is positive, and why; None where a moment says nothing."""
    grid = moment.grid_kw
    if grid is None or abs(grid) < CLEAR_KW:
        return None
    pv = moment.pv_kw
    storage = moment.storage_kw or 0.0
    if moment.load_kw is not None and pv is not None:
        # grid in = load + charge - PV, whether or not the load counts the storage.
        wanted = [moment.load_kw - pv, moment.load_kw + storage - pv]
        if all(abs(need) >= CLEAR_KW and need * wanted[0] > 0 for need in wanted):
            return abs(wanted[0]), wanted[0] * grid > 0, SignEvidence.BALANCE
        return None
    if pv is not None and pv < CLEAR_KW / 3 and storage >= 0.0:
        return abs(grid), grid > 0, SignEvidence.IMPORT
    return None


def _grid_verdict(votes: list[tuple[float, bool, SignEvidence, PowerMoment]]) -> GridSign:
    """The majority, if there are enough and they agree."""
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
    """The moment with the strongest export under the sun, by the sign that was found."""
    sign = 1.0 if import_positive else -1.0
    exporting = [
        (sign * moment.grid_kw, moment)
        for moment in moments
        if moment.grid_kw is not None
        and (moment.pv_kw or 0.0) >= CLEAR_KW
        and sign * moment.grid_kw <= -CLEAR_KW
    ]
    return min(exporting, key=lambda item: item[0])[1] if exporting else None


def check_load(moments: Sequence[PowerMoment], *, import_positive: bool) -> LoadMeaning:
    """Whether the load sensor includes the storages: which of the two balances closes better.

    PV + grid = load              (the load counts the storage)
    PV + grid = load + storage    (it does not)
    """
    including = 0
    clear: list[tuple[float, bool, PowerMoment]] = []
    for moment in moments:
        if None in (moment.pv_kw, moment.grid_kw, moment.load_kw, moment.storage_kw):
            continue
        assert moment.pv_kw is not None and moment.grid_kw is not None
        assert moment.load_kw is not None and moment.storage_kw is not None
        if abs(moment.storage_kw) < 2 * CLEAR_KW:
            continue
        supply = moment.pv_kw + (moment.grid_kw if import_positive else -moment.grid_kw)
        with_storage = abs(supply - moment.load_kw)
        without = abs(supply - moment.load_kw - moment.storage_kw)
        if min(with_storage, without) > CLEAR_KW:
            continue  # neither closes: the sensors were read at different moments
        counts = with_storage < without
        including += counts
        clear.append((abs(with_storage - without), counts, moment))
    if not clear:
        return LoadMeaning(includes_storages=None)
    verdict = 2 * including >= len(clear)
    agreeing = including if verdict else len(clear) - including
    sure = agreeing >= ENOUGH and agreeing >= AGREEMENT * len(clear)
    shown = max((item for item in clear if item[1] is verdict), key=lambda item: item[0])[2]
    return LoadMeaning(
        includes_storages=verdict if sure else None, shown=shown, agreeing=agreeing, clear=len(clear)
    )
