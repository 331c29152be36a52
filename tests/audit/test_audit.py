"""A sentence is true when its action changes without the cause that it names."""

from dataclasses import replace
from datetime import date

from audit.counterfactual import Claim, without_cause
from audit.moments import moments
from audit.numbers import contradictions
from audit.verdict import verdicts
from backtest.homes import PROFILES, Contract
from backtest.read import generate
from custom_components.v2h_planner.core.plan import Reason, ReasonCode
from custom_components.v2h_planner.core.planning.planner import make_plan
from tests.core.homes import after, request


def claim(reason: Reason, **home: object) -> Claim:
    wanted = replace(request(**home), holdings=False)
    return Claim(request=wanted, plan=make_plan(wanted), storage_id="car", run=range(6), reason=reason)


def test_a_true_sentence_stands() -> None:
    wanted = request(price=[50] * 6 + [20] * 12 + [30], load=1.0)
    (verdict,) = verdicts(wanted)
    assert verdict.claim.reason.code is ReasonCode.DISCHARGE_DEAR
    assert verdict.true


def test_without_the_dearer_hour_no_later_one_is_dearer() -> None:
    reason = Reason(ReasonCode.CHARGE_CHEAP, {"price": 15.0, "later_price": 45.0}, {"later_at": after(3)})
    other = without_cause(claim(reason, price=[15] * 6 + [45] * 6 + [30]))
    assert other is not None
    assert other.forecasts.import_yen_per_kwh.max() == 15.0


def test_a_sentence_that_names_no_cause_has_no_counterfactual() -> None:
    assert without_cause(claim(Reason(ReasonCode.WAIT_LEAST))) is None


def test_numbers_that_contradict_the_plan_are_found() -> None:
    odd = [
        Reason(ReasonCode.DISCHARGE_DEAR, {"price": 35.5, "value": 65.3}),
        Reason(ReasonCode.HOLD_STORM, {"soc": 1.0}, {"until": after(10)}),
        Reason(ReasonCode.HOLD_DEPARTURE, {"soc": 0.3}, {"by": after(-1)}),
    ]
    for reason in odd:
        assert list(contradictions(claim(reason, soc=0.455)))


def test_moments_are_the_same_again_and_a_car_is_there() -> None:
    profile = PROFILES[1]
    record = generate(date(2025, 4, 1), 35, profile, Contract(), 0)
    once, again = (list(moments(record, profile.home, 2, seed=3)) for _ in range(2))
    assert [one.readings for one in once] == [one.readings for one in again]
    assert all(reading.connected for one in once for reading in one.readings.storages)
