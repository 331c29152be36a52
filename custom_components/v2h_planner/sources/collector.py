"""What a pass has to wait for: the past, forecasts of the sun, published prices."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from homeassistant.core import HomeAssistant, callback
from homeassistant.util import dt as dt_util

from ..core.forecast.clear_sky import Place
from ..core.forecast.pv import Published
from ..core.history import History
from ..core.pipeline import PipelineInput
from ..core.readings import Fault
from ..core.series import StepSeries
from ..readers.prices import read_prices
from ..readers.solar import SolarForecast
from ..runtime.persistent_state import PersistentState
from ..settings.model import Settings
from ..state.snapshot import Snapshot
from .entity_reader import EntityReader, async_entity_state
from .prices import PriceSource, past_prices, price_factor, source_id, standing_in
from .recorder_history import async_history, async_solar_forecast

# The recorder's means change slowly; every half hour they are read again.
HISTORY_LIFE = timedelta(minutes=25)


@dataclass(frozen=True, slots=True, kw_only=True)
class CollectedInput:
    """What a plan is made from, what is to be kept of it, and what was wrong."""

    inputs: PipelineInput
    kept: PersistentState
    faults: tuple[Fault, ...]


class InputCollector:
    """Asks for what the home's own states do not tell."""

    def __init__(
        self, hass: HomeAssistant, entry_id: str, gatherer: EntityReader, on_due: Callable[[], None]
    ) -> None:
        """Nothing is known yet. `on_due` is called when it is time to ask for prices again."""
        self._hass = hass
        self._gatherer = gatherer
        self._prices = PriceSource(hass, entry_id, on_due)
        self._history = History()
        self._history_at: datetime | None = None
        self._published = StepSeries()

    @property
    def _settings(self) -> Settings:
        return self._gatherer.settings

    @callback
    def stop(self) -> None:
        """No more calls."""
        self._prices.stop()

    @callback
    def forget_history(self) -> None:
        """Other settings have another past."""
        self._history_at = None

    @callback
    def prices_are_news(self) -> bool:
        """Whether the price entity publishes something else than it did at the last pass."""
        if (entity_id := self._settings.prices.entity_id) is None:
            return False
        look = async_entity_state(self._hass, entity_id)
        read = read_prices(look, dt_util.utcnow(), dt_util.get_default_time_zone())
        return bool(read.series) and read.series != self._published

    async def async_ask(
        self, snapshot: Snapshot, kept: PersistentState, faults: tuple[Fault, ...]
    ) -> CollectedInput:
        """What the plan is made from. `faults`: of the units."""
        hass, settings, sources = self._hass, self._settings, self._settings.sources
        now, zone = snapshot.at, dt_util.get_default_time_zone()
        if self._history_at is None or now - self._history_at >= HISTORY_LIFE:
            self._history = await async_history(hass, settings, now)
            # An empty one may only be late: the recorder starts beside us.
            self._history_at = now if self._history.load_kw else None
        solar = await async_solar_forecast(hass, sources, now, zone)
        sun = solar.value or SolarForecast()
        kept = kept.with_solar(
            sun.expected, sources.solar_forecast_entries + sources.solar_forecast_entities, now
        )
        co2 = self._gatherer.co2_kg_per_kwh(now)
        found = [*solar.faults, *co2.faults]
        past, self._published = StepSeries(), StepSeries()
        prices = settings.prices
        kept = kept.priced_by(source_id(prices))
        if prices.tariff.table is None:
            said = await self._prices.async_read(prices, kept.prices, now, zone)
            read = standing_in(said, kept.prices, now, zone)
            found += read.faults
            self._published = read.series
            factor = price_factor(hass, prices.entity_id)
            kept = kept.with_prices(read.series, now)
            past = past_prices(self._history.price, factor, kept.prices, now)
        inputs = PipelineInput(
            now=now,
            zone=hass.config.time_zone,
            home=settings.home,
            tariff=prices.tariff,
            has_pv=bool(sources.pv_power or sun.expected),
            co2_area=sources.co2_area,
            readings=replace(snapshot.readings, faults=(*snapshot.readings.faults, *found, *faults)),
            situation=snapshot.situation,
            published=self._published,
            past_prices=past,
            history=self._history,
            solar=Published(expected=sun.expected, low=sun.low, high=sun.high, seen=kept.solar),
            # whole degrees do for the sun, and tell nobody where the home is
            place=Place(round(hass.config.latitude), round(hass.config.longitude)),
            co2_kg_per_kwh=co2.value,
            co2_forecast=self._gatherer.co2_forecast(),
            trips=kept.trips,
            one_off=kept.one_off,
            charge_now=kept.charge_now,
            previous=kept.plan,
        )
        return CollectedInput(inputs=inputs, kept=kept, faults=tuple(found))
