"""The numbers of a sentence against the plan that it is about."""

from collections.abc import Iterator

from custom_components.v2h_planner.core.plan import ReasonCode

from .counterfactual import Claim

# code: (the smaller number, the greater one)
_SMALLER = {
    ReasonCode.CHARGE_CHEAP: ("price", "later_price"),
    ReasonCode.CHARGE_WORTH: ("price", "value"),
    ReasonCode.CHARGE_CLEAN: ("co2", "later_co2"),
    ReasonCode.DISCHARGE_DEAR: ("value", "price"),
    ReasonCode.WAIT_NOT_WORTH: ("price", "value"),
    ReasonCode.WAIT_DEAR: ("value", "price"),
    ReasonCode.WAIT_SELL: ("value", "export_price"),
    ReasonCode.DISCHARGE_SELL: ("value", "export_price"),
    ReasonCode.CHARGE_CLEAN_WORTH: ("co2", "value"),
    ReasonCode.DISCHARGE_DIRTY: ("value", "co2"),
    ReasonCode.WAIT_NOT_CLEAN: ("co2", "value"),
    ReasonCode.WAIT_DIRTY: ("value", "co2"),
    ReasonCode.WAIT_CHEAPER: ("later_price", "price"),
    ReasonCode.WAIT_CLEANER: ("later_co2", "co2"),
    ReasonCode.HOLD_DEARER: ("price", "later_price"),
    ReasonCode.HOLD_DIRTIER: ("co2", "later_co2"),
}
SOC_STEP = 0.015  # one percent, as shown


def contradictions(claim: Claim) -> Iterator[str]:
    """Yield what of the sentence its plan contradicts, as it is shown."""
    reason, plan = claim.reason, claim.plan
    if reason.code in _SMALLER:
        less, more = _SMALLER[reason.code]
        digits = 2 if "co2" in less + more else 1
        if round(reason.numbers[less], digits) >= round(reason.numbers[more], digits):
            yield f"{less} {reason.numbers[less]:.2f} is not below {more} {reason.numbers[more]:.2f}"
    for name, when in reason.times.items():
        if when < plan.horizon.start:
            yield f"{name} is past"
    if "soc" not in reason.numbers:
        return
    reading = claim.request.readings.storage(claim.storage_id)
    soc, now = reason.numbers["soc"], reading.soc or 0.0
    code = reason.code.value
    if code.startswith("hold_") and code != "hold_full" and now < soc - SOC_STEP:
        yield f"keeps {soc:.3f} at {now:.3f}"
    if code.startswith("charge_") and now > soc + SOC_STEP:
        yield f"charges to {soc:.3f} at {now:.3f}"
