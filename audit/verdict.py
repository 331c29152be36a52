"""A sentence, the plan without its cause, and whether the action changed."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from custom_components.v2h_planner.core.milp.data import SolverLimits
from custom_components.v2h_planner.core.plan import Plan, StorageSlot
from custom_components.v2h_planner.core.planning.planner import make_plan
from custom_components.v2h_planner.core.readings import Verb
from custom_components.v2h_planner.core.request import PlanRequest

from .counterfactual import Claim, without_cause
from .numbers import contradictions

# The counterfactual is solved to the end: a home's plan may be a yen from the best, more than many causes weigh. Only
# where the best plan without any change would act otherwise already, both are solved as the home does.
TIGHT = SolverLimits(gap=1e-5, seconds=20.0)
LEAST_KWH = 0.1  # a change of energy that is one

LEAST_SHARE = 0.25


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """Whether the action of a claim changes without its cause, and what its numbers contradict.

    `changes`: in the run; `at_once`: in the running slot already.
    """

    claim: Claim
    changes: bool
    at_once: bool
    contradicts: tuple[str, ...]

    @property
    def true(self) -> bool:
        """Whether the sentence stands."""
        return self.changes and not self.contradicts


def verdicts(request: PlanRequest) -> Iterator[Verdict]:
    """Judge the sentence of the running slot, storage by storage."""
    request = replace(request, holdings=False)
    plan = make_plan(request)
    exact = make_plan(replace(request, limits=TIGHT))
    for part in plan.slots[0].storages:
        if part.away:
            continue
        claim = Claim(
            request=request,
            plan=plan,
            storage_id=part.storage_id,
            run=_run(plan, part.storage_id),
            reason=part.reason,
        )
        other = without_cause(claim)
        limits = request.limits if _differ(claim, plan, exact, len(claim.run)) else TIGHT
        instead = None if other is None else make_plan(replace(other, limits=limits))
        yield Verdict(
            claim=claim,
            changes=instead is not None and _differ(claim, plan, instead, len(claim.run)),
            at_once=instead is not None and _differ(claim, plan, instead, 1),
            contradicts=tuple(contradictions(claim)),
        )


def _kind(part: StorageSlot) -> Verb:
    return Verb.CHARGE if part.verb is Verb.SURPLUS else part.verb


def _run(plan: Plan, storage_id: str) -> range:
    """Return the slots from the first in which the storage does the same."""
    parts = [slot.storage(storage_id) for slot in plan.slots]
    stop = next((t for t, p in enumerate(parts) if p.away or _kind(p) is not _kind(parts[0])), len(parts))
    return range(stop)


def _differ(claim: Claim, one: Plan, other: Plan, slots: int) -> bool:
    """Return whether the running slot has another verb, or the first slots of the run another energy."""
    mine, theirs = (plan.slots[0].storage(claim.storage_id) for plan in (one, other))
    if _kind(mine) is not _kind(theirs):
        return True
    before, after = (_energy(plan, claim.storage_id, slots) for plan in (one, other))
    return abs(before - after) > max(LEAST_KWH, LEAST_SHARE * abs(before))


def _energy(plan: Plan, storage_id: str, slots: int) -> float:
    """Return the kWh charged in the first slots, below zero where discharged."""
    parts = ((slot.hours, slot.storage(storage_id)) for slot in plan.slots[:slots])
    return sum(hours * (part.charge_kw - part.discharge_kw) for hours, part in parts)
