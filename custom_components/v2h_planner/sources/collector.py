"""The inputs that a pass has to wait for: recorded history, solar forecasts, published prices."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from homeassistant.core import HomeAssistant, callback
from homeassistant.util import dt as dt_util

from ..core.forecast.clear_sky import Place
from ..core.forecast.pv import Published
from ..core.history import History
from ..core.pipeline import PipelineInput
from ..core.public_holidays import JAPAN, days_off
from ..core.readings import Fault
from ..core.series import StepSeries
from ..core.trips import TripLog
from ..readers.prices import PriceRead, read_prices
from ..readers.solar import SolarForecast
from ..runtime.limits import Patience
from ..runtime.publications import DAYS, PublicationLog
from ..settings.model import Settings
from ..state.snapshot import Snapshot
from .entity_reader import EntityReader, async_entity_state
from .prices import PriceSource, past_prices, source_id, standing_in
from .recorder_history import SOLAR_LIMIT_S, async_history, async_solar_forecast

# The recorder's means change slowly; every half hour they are read again.
HISTORY_LIFE = timedelta(minutes=25)
# How long a pass waits for each at most, and how long one is left alone that did not answer.
RECORDER_LIMIT_S = 60.0
PRICES_LIMIT_S = 70.0
PAUSE_S = 600.0
RECORDER = "recorder"
# A horizon reaches less far.
DAYS_OFF_AHEAD = timedelta(days=4)


@dataclass(frozen=True, slots=True, kw_only=True)
class CollectedInput:
    """What a plan is made from, the publications to remember, and what was wrong."""

    inputs: PipelineInput
    publications: PublicationLog
    faults: tuple[Fault, ...]


class InputCollector:
    """Collects everything a plan is made from."""

    def __init__(
        self, hass: HomeAssistant, entry_id: str, reader: EntityReader, on_due: Callable[[], None]
    ) -> None:
        """Begin without history. `on_due` is called when it is time to ask for prices again."""
        self._hass = hass
        self._reader = reader
        self._prices = PriceSource(hass, entry_id, on_due)
        self._history = History()
        self._history_at: datetime | None = None
        self._listed, self._remembered = StepSeries(), StepSeries()
        self._solar: dict[str, SolarForecast] = {}
        self._recorder_patience = Patience(RECORDER_LIMIT_S, PAUSE_S)
        self._solar_patience = Patience(SOLAR_LIMIT_S, PAUSE_S)
        self._prices_patience = Patience(PRICES_LIMIT_S, PAUSE_S)

    @property
    def _settings(self) -> Settings:
        return self._reader.settings

    @callback
    def stop(self) -> None:
        """Stop asking for prices."""
        self._prices.stop()

    @callback
    def forget_history(self) -> None:
        """Read the history again with the next pass: other settings have another past."""
        self._history_at = None

    @callback
    def prices_changed(self) -> bool:
        """Return whether the price entity publishes something else than at the last pass."""
        if (entity_id := self._settings.prices.entity_id) is None:
            return False
        state = async_entity_state(self._hass, entity_id)
        zone = dt_util.get_default_time_zone()
        read = read_prices(state, dt_util.utcnow(), zone, known=self._remembered)
        return bool(read.series) and read.series != self._listed

    async def async_collect(
        self, snapshot: Snapshot, log: PublicationLog, trips: TripLog, faults: tuple[Fault, ...]
    ) -> CollectedInput:
        """Return what the plan is made from. `log`: earlier publications; `faults`: of the units."""
        hass, settings, sources = self._hass, self._settings, self._settings.sources
        now, zone = snapshot.at, dt_util.get_default_time_zone()
        recorder_faults = await self._read_history(now)
        solar = await async_solar_forecast(hass, sources, now, zone, self._solar_patience, self._solar)
        sun = solar.value or SolarForecast()
        log = log.with_solar(
            sun.expected, sources.solar_forecast_entries + sources.solar_forecast_entities, now
        )
        co2 = self._reader.co2_kg_per_kwh(now)
        found = [*recorder_faults, *solar.faults, *co2.faults]
        past, published, self._listed = StepSeries(), StepSeries(), StepSeries()
        prices = settings.prices
        log = log.priced_by(source_id(prices))
        if prices.tariff.table is None:
            remembered = log.prices
            asked = await self._prices_patience.ask(
                source_id(prices) or "", lambda: self._prices.async_read(prices, remembered, now, zone)
            )
            answer = asked.value or PriceRead(faults=asked.faults)
            read = standing_in(answer, log.prices, now, zone)
            found += read.faults
            self._listed, published = answer.series, read.series
            log = log.with_prices(published, now)
            past = past_prices(self._history.price, log.prices, now)
        self._remembered = log.prices
        inputs = PipelineInput(
            now=now,
            zone=hass.config.time_zone,
            home=settings.home.without(snapshot.skipped, zone),
            tariff=prices.tariff,
            has_pv=bool(sources.pv_power or sun.expected),
            co2_area=sources.co2_area,
            readings=replace(snapshot.readings, faults=(*snapshot.readings.faults, *found, *faults)),
            situation=snapshot.situation,
            published=published,
            past_prices=past,
            history=self._history,
            days_off=await self._days_off(now),
            solar=Published(expected=sun.expected, low=sun.low, high=sun.high, seen=log.solar),
            # whole degrees do for the sun, and tell nobody where the home is
            place=Place(round(hass.config.latitude), round(hass.config.longitude)),
            co2_kg_per_kwh=co2.value,
            co2_forecast=self._reader.co2_forecast(),
            trips=trips,
            one_off=snapshot.one_off,
            told_days=snapshot.told_days,
            charge_now=snapshot.charge_now,
            previous=snapshot.plan,
            peaks=snapshot.peaks,
        )
        return CollectedInput(inputs=inputs, publications=log, faults=tuple(found))

    async def _days_off(self, now: datetime) -> tuple[date, ...]:
        """Return the days off that prices know of; their calendar is loaded for who pays the market's price in Japan."""
        if self._settings.prices.tariff.table is not None or self._hass.config.time_zone != JAPAN:
            return ()
        today = dt_util.as_local(now).date()
        first, last = today - timedelta(days=DAYS), today + DAYS_OFF_AHEAD
        return await self._hass.async_add_executor_job(days_off, first, last)

    async def _read_history(self, now: datetime) -> tuple[Fault, ...]:
        """Read the recorder's history when it is due; what it said last holds while it does not answer."""
        if self._history_at is not None and timedelta() <= now - self._history_at < HISTORY_LIFE:
            return ()
        settings = self._settings
        answer = await self._recorder_patience.ask(RECORDER, lambda: async_history(self._hass, settings, now))
        if answer.value is None:
            return answer.faults
        self._history = answer.value
        # An empty one may only be late: the recorder starts beside us.
        self._history_at = now if self._history.load_kw else None
        return ()
