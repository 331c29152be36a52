"""Why each storage does what it does in each slot: a code and its numbers, read from the solution.

The words are `common.reason_<code>` in `translations/*.json`, and `reason_<code>_later` for a slot to come. Their
placeholders, by code:

| code | placeholders |
|---|---|
| away, soc_unknown, wait_nothing, wait_relay, hold_paused, discharge_outage, discharge_blind | none |
| charge_least, discharge_least, wait_least | none: no single cause, the plan as a whole is best so |
| charge_cheap, wait_cheaper, hold_dearer | {price} {later_price} yen/kWh, {later_at} |
| charge_worth, wait_dear | {price} yen/kWh, {value}: what a kWh that is bought is worth once stored |
| discharge_dear, wait_not_worth | {price} yen/kWh, {value}: what a kWh from the store costs |
| charge_clean, wait_cleaner, hold_dirtier | {co2} {later_co2} kg/kWh, {later_at} |
| charge_clean_worth, wait_dirty, discharge_dirty, wait_not_clean | {co2} {value} kg/kWh, as by price |
| charge_surplus | {power} kW, {export_price} yen/kWh |
| charge_sun_and_grid | {power} kW, {sun} of them from PV, {export_price} yen/kWh |
| discharge_sell, wait_sell | {export_price} yen/kWh, {value} |
| charge_outage, wait_small_sun | {power} kW |
| wait_small_load | {load} kW |
| charge_negative_price | {price} yen/kWh |
| charge_departure, charge_storm, charge_storm_late, charge_person, hold_departure, hold_person, wait_full_later | {soc}, {by} |
| charge_trips, hold_trips | {energy} kWh, {by}, {until} |
| charge_storm_now, charge_storm_act, charge_resilience, hold_resilience, charge_floor, charge_reserve, hold_reserve, hold_floor, hold_full | {soc} |
| hold_storm | {soc}, {until} |
| charge_grid_event, discharge_grid_event | {reward} yen/kWh |
| discharge_limit, hold_limit, hold_other | {limit} kW |
| charge_peak | {peak} kW, {yen}: what full power would add to the basic charge until the peak is out of the twelve months |
| discharge_peak, hold_peak | {peak} kW |
| hold_care | {soc}, {at}, {by} |

`soc` is a fraction, times are aware, prices and values are what the mode counts, with a carbon price on both sides;
losses, the unit's own draw and start-ups are in the values.

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


def reason_of(of: Worth | Evidence, k: int, t: int) -> Reason:
    """Return why storage k (in the model's order) does what it does in slot t."""
    worth = of if isinstance(of, Worth) else Worth(of)
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
