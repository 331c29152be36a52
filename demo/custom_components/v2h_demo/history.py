"""Three weeks of the past for the recorder, so that charts and forecasts work from the first minute."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from homeassistant.components.recorder import get_instance
from homeassistant.components.recorder.db_schema import Statistics, StatisticsShortTerm
from homeassistant.components.recorder.models import StatisticData, StatisticMeanType, StatisticMetaData
from homeassistant.core import HomeAssistant
from homeassistant.helpers.start import async_at_started
from homeassistant.util import dt as dt_util

from . import scenery
from .house import House, UnitMode
from .hub import Hub

DAYS: Final = 21
PLAN_AGAIN: Final = "button.v2h_planner_plan_again"
# The recorder keeps ten days of five-minute statistics; fewer are loaded sooner.
SHORT_TERM_DAYS: Final = 5


@dataclass(frozen=True, slots=True)
class _Kept:
    """A sensor with a past. `cumulative` ones have a state and a sum, others a mean."""

    entity_id: str
    unit: str
    unit_class: str | None
    cumulative: bool
    value_fn: Callable[[House], float]


SENSORS: Final = (
    _Kept("sensor.demo_v2h_remaining_stored_electricity_3", "%", "unitless", False, lambda h: h.soc_percent),
    _Kept("sensor.demo_v2h_charging_discharging_power", "W", "power", False, lambda h: h.battery_kw * 1000),
    _Kept("sensor.demo_pv_generated_power", "W", "power", False, lambda h: h.pv_kw * 1000),
    _Kept("sensor.demo_meter_grid_power", "W", "power", False, lambda h: h.grid_kw * 1000),
    _Kept("sensor.demo_meter_house_load", "W", "power", False, lambda h: h.load_kw * 1000),
    _Kept("sensor.demo_market_price", "JPY/kWh", None, False, lambda h: scenery.price_now_yen(h.now)),
    _Kept("sensor.demo_market_co2", "g/kWh", None, False, lambda h: scenery.co2_g_per_kwh(h.now)),
    _Kept("sensor.demo_pv_generated_energy", "kWh", "energy", True, lambda h: h.pv_kwh),
    _Kept("sensor.demo_meter_imported_energy", "kWh", "energy", True, lambda h: h.import_kwh),
    _Kept("sensor.demo_meter_exported_energy", "kWh", "energy", True, lambda h: h.export_kwh),
    _Kept("sensor.demo_v2h_cumulative_charging_energy", "kWh", "energy", True, lambda h: h.charged_kwh),
    _Kept("sensor.demo_v2h_cumulative_discharging_energy", "kWh", "energy", True, lambda h: h.discharged_kwh),
)


def live(start: datetime, end: datetime) -> tuple[House, list[datetime], dict[str, list[float]]]:
    """Simulate a family with a night timer: charged from 01:00, discharged in the evening. Five-minute values."""
    house = House(now=start)
    times: list[datetime] = []
    values: dict[str, list[float]] = {kept.entity_id: [] for kept in SENSORS}
    while house.now < end:
        hour = house.now.astimezone(scenery.ZONE).hour
        if 1 <= hour < 5 and house.soc_percent < 80:
            house.mode = UnitMode.CHARGE
        elif 17 <= hour < 22 and house.soc_percent > 40:
            house.mode = UnitMode.DISCHARGE
        else:
            house.mode = UnitMode.STANDBY
        times.append(house.now)
        house.step(house.now + timedelta(minutes=5))
        for kept in SENSORS:
            values[kept.entity_id].append(kept.value_fn(house))
    return house, times, values


def _statistics(kept: _Kept, times: list[datetime], values: list[float], per: int) -> Iterable[StatisticData]:
    """Return statistics of `per` five-minute values each."""
    for i in range(0, len(values) - per + 1, per):
        some = values[i : i + per]
        if kept.cumulative:
            yield StatisticData(start=times[i], state=some[-1], sum=some[-1])
        else:
            yield StatisticData(start=times[i], mean=sum(some) / per, min=min(some), max=max(some))


async def async_load_history(hass: HomeAssistant, hub: Hub) -> None:
    """Simulate the last weeks and hand them to the recorder, at the first start only."""
    if not hub.first_start:
        return
    end = dt_util.utcnow().replace(minute=0, second=0, microsecond=0)
    start = end - timedelta(days=DAYS)
    house, times, values = await hass.async_add_executor_job(live, start, end)
    for name in ("soc_kwh", "pv_kwh", "import_kwh", "export_kwh", "charged_kwh", "discharged_kwh"):
        setattr(hub.house, name, getattr(house, name))
    recorder = get_instance(hass)
    short = len(times) - SHORT_TERM_DAYS * 288
    for kept in SENSORS:
        metadata = StatisticMetaData(
            mean_type=StatisticMeanType.NONE if kept.cumulative else StatisticMeanType.ARITHMETIC,
            has_sum=kept.cumulative,
            name=None,
            source="recorder",
            statistic_id=kept.entity_id,
            unit_class=kept.unit_class,
            unit_of_measurement=kept.unit,
        )
        own = values[kept.entity_id]
        recorder.async_import_statistics(metadata, list(_statistics(kept, times, own, 12)), Statistics)
        if kept.cumulative:
            continue
        recorder.async_import_statistics(
            metadata, list(_statistics(kept, times[short:], own[short:], 1)), StatisticsShortTerm
        )

    async def plan_again(_hass: HomeAssistant) -> None:
        """Plan again: the recorder writes only once all has started, after the planner's first pass."""
        await recorder.async_block_till_done()
        if hass.services.has_service("button", "press"):
            await hass.services.async_call("button", "press", {"entity_id": PLAN_AGAIN})

    async_at_started(hass, plan_again)
