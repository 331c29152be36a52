"""No figure has a minus before a zero."""

from hypothesis import given, strategies as st
import pytest

from custom_components.v2h_planner.core.plan import Reason, ReasonCode
from custom_components.v2h_planner.presentation.figures import as_shown, rounded
from custom_components.v2h_planner.presentation.wording import Wording
from tests.core.homes import NOW, TOKYO


@given(st.floats(-1e6, 1e6), st.integers(0, 3))
def test_nothing_is_never_less_than_nothing(value: float, digits: int) -> None:
    assert not f"{rounded(value, digits):.{digits}f}".startswith("-0") or rounded(value, digits) != 0
    shown = f"{as_shown(value, digits):.{digits}f}"
    assert float(shown) != 0 or "-" not in shown
    assert shown == f"{value:z.{digits}f}"


@pytest.mark.parametrize("price", [-0.04, -0.0])
def test_a_sentence_names_no_negative_zero(price: float) -> None:
    words = Wording({"component.v2h_planner.common.reason_charge_worth": "{price} {value}"}, TOKYO)
    assert words.reason(Reason(ReasonCode.CHARGE_WORTH, {"price": price, "value": 0.04}), NOW) == "0.0 0.0"
