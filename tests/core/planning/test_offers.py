"""The first offers that make up so many kWh, as a plain sum over all of them would take them."""

import numpy as np
import pytest

from custom_components.v2h_planner.core.planning.offers import first_of, offered
from custom_components.v2h_planner.core.planning.terminal_value import Uses, terminal_curve


def test_the_first_offers_within_the_slots_are_taken_until_it_is_enough() -> None:
    rng = np.random.default_rng(0)
    for _ in range(50):
        yen, kwh = rng.uniform(5.0, 40.0, 48), rng.uniform(-1.0, 2.0, 48)
        slots, wanted = (
            range(int(rng.integers(0, 20)), int(rng.integers(20, 49))),
            float(rng.uniform(0.1, 30.0)),
        )
        taken = list(first_of(sorted(offered(yen, kwh)), slots, wanted))
        order = [t for t in np.argsort(yen) if t in slots and kwh[t] > 0]
        expected = np.diff(np.minimum(np.cumsum(kwh[order]), wanted), prepend=0.0)
        assert sum(amount for _, amount in taken) == pytest.approx(float(expected.sum()))
        assert sum(price * amount for price, amount in taken) == pytest.approx(float(expected @ yen[order]))


def test_nothing_is_put_in_before_the_first_slot_that_can_charge() -> None:
    flat, none = np.full(48, 30.0), np.zeros(48)
    late = np.where(np.arange(48) < 40, 0.0, 3.0)
    uses = Uses(
        hours=np.full(48, 0.5),
        import_cost=flat,
        export_value=none,
        surplus_kw=none,
        net_load_kw=np.full(48, 1.0),
        charge_kw=late,
        discharge_kw=np.full(48, 3.0),
        trip_kwh=none,
        charge_eff=0.9,
        discharge_eff=0.9,
        overhead_kw=0.0,
        degradation_yen_per_kwh=0.0,
    )
    _, worth = terminal_curve(uses, 8.0, 40.0)
    assert worth[1] == pytest.approx(30.0 * 0.9)  # what its use saves: it cannot be refilled before
