"""What a home's powers can be: a number beyond it is no reading."""

from dataclasses import dataclass
from math import inf

from ..home import Home, Storage

# Rated powers are exceeded for moments, and contracts by more than that.
MARGIN, LITTLE_KW = 1.5, 0.5
# A house without a contract limit, and the largest PV on one: a low-voltage connection carries 50 kW.
MOST_KW = 50.0


@dataclass(frozen=True, slots=True)
class PowerLimits:
    """From `low` to `high`, kW."""

    low: float
    high: float

    def allow(self, power_kw: float) -> bool:
        """Return whether there can be such a power."""
        return self.low <= power_kw <= self.high

    @property
    def flipped(self) -> PowerLimits:
        """The same for a sensor of the other sign."""
        return PowerLimits(-self.high, -self.low)


NO_LIMITS = PowerLimits(-inf, inf)


def storage_limits(storage: Storage) -> PowerLimits:
    """Return what a unit can charge and discharge with, charging positive."""
    most_out = storage.discharge_max_kw if storage.can_discharge else 0.0
    return PowerLimits(-MARGIN * most_out - LITTLE_KW, MARGIN * storage.charge_max_kw + LITTLE_KW)


def pv_limits() -> PowerLimits:
    """Return what PV can make; an inverter draws a little at night."""
    return PowerLimits(-LITTLE_KW, MOST_KW)


def grid_limits(home: Home) -> PowerLimits:
    """Return what the connection carries, import positive."""
    contract = home.grid.contract_kw
    return PowerLimits(-MOST_KW, MOST_KW if contract is None else 2 * MARGIN * contract)


def load_limits(home: Home, *, with_storages: bool = False) -> PowerLimits:
    """Return what the house can draw: what the connection carries, PV aside, and the storages feed."""
    charge = sum(storage.charge_max_kw for storage in home.storages) if with_storages else 0.0
    feed = sum(storage.discharge_max_kw for storage in home.storages)
    contract = home.grid.contract_kw
    most = MOST_KW if contract is None else min(2 * MARGIN * contract + MARGIN * (feed + charge), MOST_KW)
    return PowerLimits(-MARGIN * feed - LITTLE_KW if with_storages else -LITTLE_KW, most)
