"""The home's own past for a simulation: its slots out of the recorder, and what the market cost then."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from homeassistant.components.recorder.statistics import get_metadata, statistics_during_period
from homeassistant.core import HomeAssistant
from homeassistant.helpers.recorder import get_instance
from homeassistant.util import dt as dt_util

from ..core.forecast.clear_sky import Place
from ..core.horizon import HALF_HOUR
from ..core.series import StepSeries
from ..core.simulation.past import Past, past_of
from ..core.tariff.presets import LOOOP_AREAS
from ..core.tariff.supply_areas import LOSS_RATES
from ..core.trips import TripLog
from ..readers.units_of_measurement import price_unit
from ..settings.model import PriceSettings, Settings
from .recorded_slots import async_recorded_slots
from .recorder_history import Means, half_hours

CONSUMPTION_TAX = 0.1


async def async_home_past(
    hass: HomeAssistant,
    settings: Settings,
    trips: TripLog,
    published: StepSeries,
    days: int,
    market_entity: str | None = None,
) -> Past | None:
    """Return the last whole `days`; None where the recorder does not know a single one.

    `published`: prices as the home's source means them, where they are remembered; `market_entity`: whose statistics
    are the area's price, for a home whose tariff knows none.
    """
    now = dt_util.utcnow()
    start = dt_util.start_of_local_day() - timedelta(days=days)
    slots = await async_recorded_slots(hass, settings, start, now, published)
    own, area = await _async_prices(hass, settings.prices, published, market_entity, start)
    zone = ZoneInfo(hass.config.time_zone)
    place = Place(round(hass.config.latitude), round(hass.config.longitude))
    return await hass.async_add_executor_job(
        partial(past_of, slots, settings.home, trips, (own, area), zone, place)
    )


async def _async_prices(
    hass: HomeAssistant,
    prices: PriceSettings,
    published: StepSeries,
    market_entity: str | None,
    start: datetime,
) -> tuple[Means, Means]:
    """Return market prices by half hour: as the home's source means them, and the area's."""
    linked = prices.tariff.table is None
    wanted = {e for e in (prices.entity_id if linked else None, market_entity) if e}
    read: Mapping[str, Means] = {}
    if wanted and "recorder" in hass.config.components:
        read = await get_instance(hass).async_add_executor_job(_read, hass, wanted, start)
    own = read.get(prices.entity_id or "", {}) | _remembered(published) if linked else {}
    if market_entity is not None:
        return own, read.get(market_entity, {})
    share = area_share(prices)
    return own, {} if share is None else {at: share * yen for at, yen in own.items()}


def area_share(prices: PriceSettings) -> float | None:
    """Return the area's price as a share of what the home's source publishes; None where that does not tell it."""
    if prices.looop_area in LOOOP_AREAS:
        return (1.0 - LOSS_RATES[LOOOP_AREAS[prices.looop_area]]) / (1.0 + CONSUMPTION_TAX)
    # whose terms add the tax takes the price before it; a list with the tax in it may hold anything
    return 1.0 if prices.tariff.table is None and prices.tariff.terms.tax > 0.0 else None


def _remembered(published: StepSeries) -> Means:
    """Return the means of whole half hours of a published series."""
    found: Means = {}
    for step in published:
        at = step.start.astimezone(UTC)
        while at + HALF_HOUR <= step.end:
            found[at.timestamp()] = step.value
            at += HALF_HOUR
    return found


def _read(hass: HomeAssistant, wanted: set[str], start: datetime) -> dict[str, Means]:
    """Query the recorder, in its executor: yen/kWh by half hour."""
    query = partial(statistics_during_period, hass, units=None, types={"mean"})
    coarse, fine = query(start, None, wanted, "hour"), query(start, None, wanted, "5minute")
    recorded = {e: meta for e, (_, meta) in get_metadata(hass, statistic_ids=wanted).items()}
    found: dict[str, Means] = {}
    for entity in wanted & recorded.keys():
        unit = price_unit(recorded[entity]["unit_of_measurement"])
        if unit is not None:
            rows = half_hours(coarse.get(entity, ()), fine.get(entity, ()))
            found[entity] = {at: mean * unit.factor for at, mean in rows.items()}
    return found
