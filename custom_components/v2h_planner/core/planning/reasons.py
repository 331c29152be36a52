"""Why each storage does what it does in each slot: a code and its numbers, read from the solution.

The words are `common.reason_<code>` in `translations/*.json`; `core.plan.ReasonCode` lists the numbers and times of
each. `soc` is a fraction, times are aware, prices and values are in what the mode counts: yen/kWh with a carbon price on
both sides, or kg/kWh.

A reason names the cause without which the storage would do something else, or the two numbers whose order makes it
so, means over the run. The tuples of causes (`charging_reasons.py`, `discharging_reasons.py`, `standby_reasons.py`) are
in the order of who decides: a person or a storm, an event, a limit, then what the energy is charged or kept for, then
prices. `script/audit-reasons` checks them against plans that are made without the cause.
"""

from ..plan import Reason, ReasonCode
from .charging_reasons import CHARGING
from .discharging_reasons import DISCHARGING
from .evidence import Evidence
from .standby_reasons import STANDBY
from .worth import Doing, Worth


def reasons_of(e: Evidence, k: int) -> list[Reason]:
    """Return why storage k (in the model's order) does what it does, slot by slot."""
    worth = Worth(e)
    return [_reason(worth, k, t) for t in range(len(e.data.hours))]


def reason_of(e: Evidence, k: int, t: int) -> Reason:
    """Return why storage k does what it does in slot t."""
    return _reason(Worth(e), k, t)


def _reason(worth: Worth, k: int, t: int) -> Reason:
    e = worth.evidence
    if e.request.soc_of(e.request.storages[k]) is None:
        return Reason(ReasonCode.DISCHARGE_BLIND if e.carries_blind(k, t) else ReasonCode.SOC_UNKNOWN)
    run = worth.run_of(k, t)
    match run.doing:
        case Doing.CHARGE | Doing.SUN:
            causes = CHARGING
        case Doing.DISCHARGE:
            causes = DISCHARGING
        case Doing.STANDBY:
            causes = STANDBY
        case Doing.AWAY:
            return Reason(ReasonCode.AWAY)
    answers = (cause(worth, run, t) for cause in causes)
    return next((reason for reason in answers if reason is not None), Reason(ReasonCode.WAIT_NOTHING))
