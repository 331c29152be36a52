"""A unit that charges at full power or not at all has to fit into the contract."""

from dataclasses import replace

import pytest

from custom_components.v2h_planner.core.home import ChargeControl, GridTerms, Storage, StorageKind
from custom_components.v2h_planner.settings.contract import contract_excess

ON_OFF = Storage(
    id="kei",
    name="Kei",
    kind=StorageKind.CHARGER_EV,
    capacity_kwh=20,
    charge_max_kw=6,
    charge_control=ChargeControl.FIXED_RATE,
)
SIXTY_AMPERES = GridTerms(contract_kw=6.0)


def test_six_kilowatts_on_or_off_never_charge_from_sixty_amperes() -> None:
    excess = contract_excess(ON_OFF, SIXTY_AMPERES)
    assert excess is not None
    assert excess.placeholders == {"name": "Kei", "needed": "6.2", "contract": "6"}


@pytest.mark.parametrize(
    ("unit", "grid"),
    [
        (ON_OFF, GridTerms()),
        (ON_OFF, GridTerms(contract_kw=10.0)),
        (replace(ON_OFF, charge_max_kw=3.0), SIXTY_AMPERES),
        (replace(ON_OFF, charge_control=ChargeControl.SET_POINT), SIXTY_AMPERES),
    ],
)
def test_a_smaller_unit_a_set_point_or_a_larger_contract_is_no_problem(
    unit: Storage, grid: GridTerms
) -> None:
    assert contract_excess(unit, grid) is None
