"""A battery that drifts off its plan is planned anew; a sensor that wavers is not believed."""

from collections import deque
from datetime import timedelta

import pytest

from custom_components.v2h_planner.runtime.drift import noise
from tests.ha.conftest import FakeHome

SOC = "sensor.leaf_soc"


def plans(home: FakeHome) -> list[str]:
    """When plans were made, from now on."""
    made: list[str] = []
    coordinator = home.entry.runtime_data

    def look() -> None:
        at = coordinator.data.plan.made_at.isoformat()
        if at not in made:
            made.append(at)

    look()
    coordinator.async_add_listener(look)
    return made


@pytest.mark.parametrize("base", [48, 50, 52])
async def test_a_sensor_that_wavers_by_two_percent_makes_no_plans(home: FakeHome, base: int) -> None:
    home.set(SOC, base)
    await home.start()
    made = plans(home)
    for i in range(24):
        home.set(SOC, 52 if i % 2 else 48)
        await home.wait(seconds=4)
    assert len(made) == 1


async def test_a_sensor_that_wavers_much_makes_few_plans(home: FakeHome) -> None:
    await home.start()
    made = plans(home)
    for i in range(40):
        home.set(SOC, (50, 44, 56, 47, 53, 41)[i * i % 6])
        await home.wait(seconds=10)
    assert len(made) <= 3


async def test_a_drift_makes_a_plan_at_most_every_five_minutes(home: FakeHome) -> None:
    await home.start()
    made = plans(home)
    for i in range(11):
        home.set(SOC, 50 - 4 * i)
        await home.wait(minutes=1)
        await home.wait(seconds=4)
    assert 2 <= len(made) <= 4


async def test_one_look_is_no_drift(home: FakeHome) -> None:
    await home.start()
    made = plans(home)
    home.set(SOC, 30)
    await home.wait(seconds=20)
    home.set(SOC, 50)
    await home.wait(minutes=3)
    assert len(made) == 1


def test_noise_is_how_far_a_sensor_goes_to_and_fro() -> None:
    assert noise(deque([0.50, 0.49, 0.47, 0.40])) == 0
    assert noise(deque([0.50, 0.52, 0.49])) == pytest.approx(0.02)
    assert noise(deque([0.50, 0.80, 0.79])) == pytest.approx(0.01)
    assert noise(deque()) == 0


async def test_a_clock_that_is_set_back_does_not_hide_a_drift(home: FakeHome) -> None:
    await home.start()
    made = plans(home)
    home.set(SOC, 30)
    await home.wait(seconds=10)
    home.freezer.tick(timedelta(minutes=-10))
    home.set(SOC, 31)
    for _ in range(3):
        await home.wait(minutes=1)
    assert len(made) > 1


async def test_a_plan_that_was_made_without_a_sensor_is_made_again_when_it_is_back(home: FakeHome) -> None:
    home.set("sensor.pv", "soon")
    await home.start()
    assert home.state("binary_sensor.v2h_planner_plan_problem").attributes["degraded"]
    home.set("sensor.pv", 2200)
    for _ in range(2):
        await home.wait(minutes=1)
    await home.wait(seconds=4)
    problem = home.state("binary_sensor.v2h_planner_plan_problem")
    assert (problem.state, problem.attributes["faults"]) == ("off", [])


async def test_a_sensor_that_comes_and_goes_makes_few_plans(home: FakeHome) -> None:
    await home.start()
    made = plans(home)
    for i in range(40):
        home.set("sensor.pv", "soon" if i % 4 < 2 else 2200)
        await home.wait(seconds=20)
    assert len(made) <= 3
