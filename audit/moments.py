"""Random moments of a home's year, each after a few hours under the planner, so that state of charge and unit are lived in."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from custom_components.v2h_planner.core.home import Home, Mode
from custom_components.v2h_planner.core.pipeline import make_request
from custom_components.v2h_planner.core.request import PlanRequest
from custom_components.v2h_planner.core.simulation.policies import Planned
from custom_components.v2h_planner.core.simulation.world import Observation, Record, simulate

RUN_IN = 6  # half hours
PAST_DAYS = 28  # of history that a home has


class _Watched(Planned):
    """The planner, and the request that it would plan next as after a restart: nothing is announced."""

    request: PlanRequest | None = None

    def plan(self, observation: Observation) -> None:
        """Plan, and keep what it was planned from."""
        self.request = make_request(replace(self.inputs(observation), previous=None))
        super().plan(observation)


def moments(
    record: Record, home: Home, count: int, seed: int, mode: Mode = Mode.ECONOMY
) -> Iterator[PlanRequest]:
    """Yield requests at random half hours at which a storage is plugged in."""
    draw = np.random.default_rng(seed)
    while count > 0:
        index = int(draw.integers(48 * PAST_DAYS, len(record) - 1))
        soc = float(draw.uniform(0.2, 0.9))
        policy = _Watched(home, mode)
        simulate(record, home, policy, first=index - RUN_IN, count=RUN_IN + 1, start_soc=soc)
        request = policy.request
        if request is not None and all(r.connected for r in request.readings.storages):
            count -= 1
            yield request
