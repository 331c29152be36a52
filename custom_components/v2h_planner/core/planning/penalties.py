"""Every price of breach and of habit, in one place.

A soft limit holds only if breaking it never pays. The most that one kWh can earn is the dearest price
there has been (251 yen at JEPX in January 2021, 295 all-in), so whatever protects a target costs more than
`DEAREST`; where an entity brings dearer prices still, `scale` lifts all of them together.

The order, and why it holds:

    TRIP > MIN_ENERGY > DRIVING > UNSERVED = OVER_CONTRACT > PERSON > STORM > DEPARTURE > MAX_ENERGY > energy > habit

- a car that stops on the road is worse than any comfort at home;
- the min SOC is a promise ("never below it by our command"), so neither a dark house, nor a breaker, nor a
  spike may buy it;
- in an outage a person may ask to keep the next trip in the car (DRIVING): then no dark house takes it. Who did
  not ask lets the house come first: targets and trips weigh little then, so that no dim light is spared for them;
- a dark house, by outage or by breaker, is worse than a target that is missed by as much;
- what a person asks for is above a storm, a storm above a weekly departure (it asks for more anyway; the
  order only matters where two cars share one limit);
- the everyday max SOC only spares the battery: any target may lift it, no price may.

Targets are first lowered to what can be reached (`energy.py`), so that an unreachable one does not
drown the yen in the objective, where the solver's relative gap would no longer see them.
"""

import numpy as np

from ..arrays import Floats
from ..milp.data import HouseData

DEAREST = 300.0  # yen/kWh; the highest all-in price for which the numbers below hold as they stand

# yen per kWh short, once
TRIP = 3000.0  # the car is stranded: above everything
PERSON = 800.0
DEPARTURE = 500.0  # DEAREST / 0.9 / 0.9 = 370 is the most that selling a kWh twice over could earn
LEAVING_SLOTS = (
    4  # a departure is charged for at the end of so many slots, and together no more in a longer wait
)

# yen per kWh of load
UNSERVED = (
    1000.0  # in an outage: the house first, then a departure, but never the min SOC or a driving reserve
)
OUTAGE_TARGET = (
    0.1  # of a target's weight in an outage: a dim light at night costs as much again in the unit's draw
)
UNSERVED_LAST = 0.7  # of it at the horizon: of two dark hours the later one, which the sun may yet light
OVER_CONTRACT = 1000.0  # only the house's own load can break it; charging never may

# yen per kWh and hour; a slot counts as half an hour at least (`held_hours`), so that no spike within a
# short slot pays for a breach: MIN_ENERGY / 2 > UNSERVED * 0.9, STORM / 2 > DEAREST
MIN_ENERGY = 2000.0
DRIVING = 1900.0  # below MIN_ENERGY, and DRIVING / 2 > UNSERVED * 0.9 as well
STORM = 700.0
PERSON_HELD = 800.0
MAX_ENERGY = 700.0

# habit: far below any price that matters, enough to decide between equals
BELOW_MIN = (
    1.0  # yen/kWh below a minimum power: the unit stops within the slot, which a verb does only roughly
)
ANNOUNCED = 1.0  # yen per slot for doing what was not announced, within the next hours
ANNOUNCED_HOURS = 3.0  # later slots were only ever a preview
HASTE = 0.001  # yen per slot and hour ahead: of two equal slots the sooner one; 0.01 yen/kWh is no equality
SPARE = 0.2  # yen per kWh not there a slot before a departure: nothing is bought dearer for it
CURTAIL = 0.01  # yen/kWh, and never below zero together with the price: a home has no hand on its inverter

# modes
CO2_YEN_PER_KG = 200.0  # CO2 mode: 68 to 120 yen/kWh in Japan, ten times what prices differ by, below DEAREST
CO2_BUY_SHARE = 0.1  # CO2 mode: the price decides between slots that are equally clean
RESILIENCE_RESERVE = 3.0  # resilience: an unplanned trip weighs this many times more


def held_hours(hours: Floats) -> Floats:
    """Return the slot lengths that a held limit is charged for, in hours, shape (N,)."""
    return np.maximum(hours, 0.5)


def scale(house: HouseData) -> float:
    """Return the factor that lifts all prices of breach, 1 unless a kWh may cost more than `DEAREST`.

    Where a new peak is charged for, a kWh within half an hour is 2 kW of it: no target is missed for that either.
    """
    dearest = max(float(np.abs(house.import_cost).max()), float(np.abs(house.export_value).max()))
    return max(1.0, (dearest + 2.0 * float(house.peak_cost)) / DEAREST)
