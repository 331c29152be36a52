"""What a unit says of its battery, to compare with what a person enters."""

from homeassistant.core import HomeAssistant
import pytest

from custom_components.v2h_planner.sources.device_capacity import DeviceCapacity, async_device_capacity
from tests.ha.sources.test_discovery import PERCENT, device

WATT_HOURS = {"unit_of_measurement": "Wh"}


@pytest.mark.parametrize("class_", ["027e", "02a1", "027d"])
async def test_an_echonet_unit_knows_its_capacity(hass: HomeAssistant, class_: str) -> None:
    device(
        hass,
        "echonet_lite",
        [
            ("sensor.soc", f"fe00006c0123-{class_}01-e4_0", 55, PERCENT),
            ("sensor.capacity", f"fe00006c0123-{class_}01-d0_0", 40_000, WATT_HOURS),
        ],
    )
    assert async_device_capacity(hass, "sensor.soc") == DeviceCapacity("sensor.capacity", 40.0)


async def test_what_is_stored_and_the_soc_tell_the_capacity_as_well(hass: HomeAssistant) -> None:
    device(
        hass,
        "echonet_lite",
        [
            ("sensor.soc", "fe00006c0123-027e01-e4_0", 50, PERCENT),
            ("sensor.capacity", "fe00006c0123-027e01-d0_0", "unknown", WATT_HOURS),
            ("sensor.stored", "fe00006c0123-027e01-e2_0", 20_000, WATT_HOURS),
        ],
    )
    assert async_device_capacity(hass, "sensor.soc") == DeviceCapacity("sensor.stored", 40.0)


async def test_a_capacity_that_is_left_is_what_is_stored(hass: HomeAssistant) -> None:
    device(
        hass,
        "car",
        [
            ("sensor.car_soc", "soc", 80, PERCENT),
            ("sensor.car_remaining_capacity", "left", 32, {"unit_of_measurement": "kWh"}),
            ("sensor.car_capacity_health", "health", 91, PERCENT),
        ],
    )
    assert async_device_capacity(hass, "sensor.car_soc") == DeviceCapacity(
        "sensor.car_remaining_capacity", 40.0
    )


async def test_a_lone_sensor_tells_none(hass: HomeAssistant) -> None:
    hass.states.async_set("sensor.soc", "55", PERCENT)
    assert async_device_capacity(hass, "sensor.soc") is None
    assert async_device_capacity(hass, "sensor.nowhere") is None
