"""The forms about prices: the plan, and its terms with a kWh worked out by them."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from homeassistant.config_entries import ConfigFlowResult
from homeassistant.helpers.aiohttp_client import async_get_clientsession
from homeassistant.util import dt as dt_util
import numpy as np
import probatio

from .. import const as c
from ..core.horizon import HALF_HOUR, Horizon
from ..core.series import StepSeries
from ..core.tariff.presets import LOOOP_AREAS, Preset, in_area
from ..core.tariff.table_presets import TABLE_PRESETS
from ..feeds.looop import LooopFeed
from ..presentation.plain_text import unmarked
from ..readers.prices import read_prices
from ..readers.solar import read_solar
from ..settings.adder_rows import adder_fields, doubled, parse_adders
from ..settings.errors import SettingsError
from ..settings.from_entry import export_terms, price_limits, price_settings
from ..settings.price_breakdown import energy_line, sum_line
from ..settings.row_fields import told
from ..settings.time_of_use_rows import band_fields, parse_bands, parse_table
from ..sources.discovery import async_guess_home
from ..sources.entity_reader import async_entity_state
from ..sources.price_actions import price_action
from ..sources.prices import LOOOP
from .base import HomeForm
from .checks import BASE, Problems, Warned
from .missing_adders import Names, async_adder_names, check_boxes, into_boxes, into_rows
from .plans import async_supply_area, likely_plan, plan_list
from .price_rows import Labels, as_rows, async_labels
from .price_schemas import (
    LISTED_PLANS,
    MOST_ADDER_YEN,
    PRICE_SENSOR_SCHEMA,
    from_page,
    into_page,
    plan_schema,
    preset_of,
    terms_schema,
)

# The example slot in local time, and a price for it where none is published.
EXAMPLE_HOUR = 18
EXAMPLE_YEN = 14.0

# yen/kWh: no price by the clock of a Japanese retailer is beyond these, and nobody pays more for the sun.
LEAST_BAND_YEN, MOST_BAND_YEN = 1.0, 150.0
MOST_EXPORT_YEN = 60.0

# As long as nobody has looked the supply area up.
_UNKNOWN = ""
_SOURCE = (c.CONF_PRICE_ENTITY, c.CONF_LOOOP_AREA, c.CONF_PLAN)
# What is shown of an example that cannot be worked out yet.
_NO_EXAMPLE = dict.fromkeys(("time", "energy", "sum", "price", "export"), "–")


class PriceForms(HomeForm):
    """The steps: plan, a sensor where the plan needs one, terms."""

    # The answers of the steps so far, and the example that stands above the terms.
    _plan: str
    _prices: dict[str, Any]
    _published: StepSeries
    _adder_names: Names
    _labels: tuple[Labels, Labels]
    _sells: bool
    _supply_area: str | None = _UNKNOWN
    _shown: Mapping[str, str] = _NO_EXAMPLE
    _warned: Warned

    def _stored_prices(self) -> Mapping[str, Any]:
        stored: Mapping[str, Any] = self.answered().get(c.CONF_PRICES, {})
        return stored

    async def async_step_prices(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Ask how electricity is paid for."""
        return await self.async_ask_plan("prices", user_input)

    async def async_ask_plan(self, step: str, user_input: dict[str, Any] | None) -> ConfigFlowResult:
        """Ask for the plan; a price sensor that is known stands beside it."""
        stored = self._stored_prices()
        problems = Problems(stored)
        guess = await async_guess_home(self.hass)
        sensor = stored.get(c.CONF_PRICE_ENTITY) if stored else guess.price_entity
        values = user_input or _known(
            {
                c.CONF_PLAN: _plan_of(stored) if stored else likely_plan(self.hass, guess),
                c.CONF_PRICE_ENTITY: sensor,
            }
        )
        if user_input is not None:
            plan, chosen = user_input.get(c.CONF_PLAN), user_input.get(c.CONF_PRICE_ENTITY)
            # Nobody has chosen a sensor that was only found, and the retailer's own list has its prices for certain.
            if plan in LISTED_PLANS and chosen == sensor and not stored:
                chosen = None
            if plan is None:
                problems.add(c.CONF_PLAN, "plan_missing")
            elif (result := await self._plan_chosen(plan, chosen, problems)) is not None:
                return result
        plans = plan_list(await self._area(), values.get(c.CONF_PLAN))
        return self._show(step, plan_schema(plans, sensor=sensor is not None), values, problems)

    async def _area(self) -> str | None:
        """Return the supply area of the home; it is looked up once."""
        if self._supply_area is _UNKNOWN:
            self._supply_area = await async_supply_area(self.hass, self.answered())
        return self._supply_area or None

    async def async_step_price_sensor(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Ask for the sensor that knows the prices of the plan."""
        problems = Problems()
        if user_input is not None:
            chosen = user_input[c.CONF_PRICE_ENTITY]
            if (result := await self._plan_chosen(self._plan, chosen, problems)) is not None:
                return result
        else:
            guess = await async_guess_home(self.hass)
            user_input = _known({c.CONF_PRICE_ENTITY: guess.price_entity})
        return self._show("price_sensor", PRICE_SENSOR_SCHEMA, user_input, problems)

    async def _plan_chosen(
        self, plan: str, sensor: str | None, problems: Problems
    ) -> ConfigFlowResult | None:
        """Go on to the terms of a plan, or to the question for its sensor; None where its source has a problem."""
        self._published = StepSeries()
        if plan in TABLE_PRESETS:
            return await self._source_chosen({c.CONF_PLAN: plan})
        if sensor is None and plan in LISTED_PLANS:
            answer = {c.CONF_LOOOP_AREA: LISTED_PLANS[plan]}
            await self._fetch(answer, problems)
        elif sensor is None:
            self._plan = plan
            return await self.async_step_price_sensor()
        else:
            answer = {c.CONF_PRICE_ENTITY: sensor, c.CONF_PLAN: plan}
            self._check_sensor(sensor, problems)
        return None if problems else await self._source_chosen(answer)

    async def _fetch(self, answer: Mapping[str, str], problems: Problems) -> None:
        """Fetch the retailer's list once, to see that it is there; a home that has it may do without for a while."""
        area = answer[c.CONF_LOOOP_AREA]
        feed = LooopFeed(async_get_clientsession(self.hass), area, clock=dt_util.utcnow)
        await feed.async_refresh()
        if feed.failing is None:
            self._published = feed.series
        elif self._stored_prices().get(c.CONF_LOOOP_AREA) != area:
            problems.add(BASE, "no_prices", entity=LOOOP, found=feed.failing)

    def _check_sensor(self, entity_id: str, problems: Problems) -> None:
        """Check that a sensor tells prices, and not of the sun."""
        zone = dt_util.get_default_time_zone()
        state = async_entity_state(self.hass, entity_id)
        if read_solar(state, dt_util.now(), zone).value is not None:
            problems.add(c.CONF_PRICE_ENTITY, "is_solar_forecast", entity=entity_id)
        elif price_action(self.hass, entity_id) is None:
            form = {c.CONF_PRICE_ENTITY: entity_id}
            problems.check_entity(
                self.hass, form, c.CONF_PRICE_ENTITY, lambda state, now: read_prices(state, now, zone)
            )
        if not problems:
            self._published = read_prices(state, dt_util.now(), zone).series

    async def _source_chosen(self, answer: dict[str, Any]) -> ConfigFlowResult:
        """Go on to the terms: those stored for this source and plan, or else the preset's."""
        stored = self._stored_prices()
        self._adder_names = await async_adder_names(self.hass)
        self._labels = await async_labels(self.hass)
        guess = await async_guess_home(self.hass)
        self._sells = bool(guess.pv_power or self.answered().get(c.CONF_HOME, {}).get(c.CONF_PV_POWER))
        if stored and all(stored.get(key) == answer.get(key) for key in _SOURCE):
            self._prices = into_boxes(as_rows(stored), preset_of(answer).missing, self._adder_names)
        else:
            area = await self._area()
            preset = preset_of(answer)
            self._prices = answer | self._preset(preset if area is None else in_area(preset, area))
            if guess.export_yen_per_kwh is not None:
                self._prices[c.CONF_EXPORT] = {c.CONF_EXPORT_PRICE: guess.export_yen_per_kwh}
            for kept in (c.CONF_EXPORT, c.CONF_DEMAND):
                if kept in stored:
                    self._prices[kept] = stored[kept]
        return await self.async_step_price_terms()

    def _preset(self, preset: Preset) -> dict[str, Any]:
        """Fill the form from a preset; what it does not know stays an empty box."""
        named = (replace(adder, name=self._adder_names[adder.name][0]) for adder in preset.adders)
        form: dict[str, Any] = {
            c.CONF_TAX_PERCENT: 100 * preset.tax,
            c.CONF_ADDERS: adder_fields(named),
            c.CONF_LIMITS: {c.CONF_CUT: preset.decimals is not None},
        }
        if preset.loss is not None:
            form[c.CONF_LOSS_PERCENT] = round(100 * preset.loss, 2)
        if preset.bands:
            form[c.CONF_BANDS] = band_fields(preset.bands)
        return form

    async def async_step_price_terms(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Ask for the terms of the tariff; other numbers than the example's are worked out before they are kept."""
        problems = Problems()
        schema = terms_schema(self._prices, *self._labels, sells=self._sells)
        if user_input is not None:
            form = from_page(user_input)
            self._check_terms(form, problems)
            self._prices = {key: self._prices[key] for key in _SOURCE if key in self._prices} | form
            if not problems:
                self._question_terms(form, problems)
            if not problems and self._example() == self._shown:
                return await self.async_answer(c.CONF_PRICES, into_rows(self._prices, self._adder_names))
            problems.show_at(set(map(str, schema.schema)))
        self._shown = self._example()
        preset = preset_of(self._prices)
        # In brackets, or a Japanese sentence would be part of the address.
        known = {"source": f"<{preset.source}>" if preset.source else "–", "as_of": preset.as_of.isoformat()}
        return self._show("price_terms", schema, into_page(self._prices), problems, {**self._shown, **known})

    def _check_terms(self, form: Mapping[str, Any], problems: Problems) -> None:
        """Parse every part as the planner will; a share of the market needs the market price."""
        with problems.noting(c.CONF_ADDERS):
            check_boxes(form, preset_of(self._prices), self._adder_names, problems)
        if self._lacks_loss(form):
            problems.add(c.CONF_LOSS_PERCENT, "number_missing")
        if c.CONF_BANDS in form:
            for band in form[c.CONF_BANDS]:
                if "price" not in band:
                    problems.add(c.CONF_BANDS, "band_without_price", found=told(band))
            with problems.noting(c.CONF_BANDS):
                parse_table(form[c.CONF_BANDS])
        with problems.noting(BASE):
            export_terms(form[c.CONF_EXPORT])
        if form[c.CONF_EXPORT][c.CONF_EXPORT_KIND] == c.EXPORT_MARKET and c.CONF_LOSS_PERCENT not in form:
            problems.add(BASE, "no_market_price")
        with problems.noting(BASE):
            price_limits(form.get(c.CONF_LIMITS, {}))
        if c.CONF_DEMAND in form and c.CONF_DEMAND_YEN not in form[c.CONF_DEMAND]:
            problems.add(BASE, "demand_without_price")

    def _lacks_loss(self, form: Mapping[str, Any]) -> bool:
        """Return whether the loss is asked for and not told: tax is asked for where it is."""
        return c.CONF_TAX_PERCENT in form and c.CONF_LOSS_PERCENT not in form

    def _question_terms(self, form: Mapping[str, Any], problems: Problems) -> None:
        """Ask about what hardly anybody pays, and about what would be added twice."""
        adders = parse_adders(into_rows(form, self._adder_names).get(c.CONF_ADDERS, ()))
        if (twice := doubled(adders)) is not None:
            problems.warn(self._warned, c.CONF_ADDERS, "adder_twice", found=twice.name)
        for adder in adders:
            if abs(adder.yen_per_kwh) > MOST_ADDER_YEN:
                found = f"{adder.name} {adder.yen_per_kwh:g}"
                problems.warn(self._warned, c.CONF_ADDERS, "unusual_price", found=found)
        for band, row in parse_bands(form.get(c.CONF_BANDS, ())).items():
            if not LEAST_BAND_YEN <= band.yen_per_kwh <= MOST_BAND_YEN:
                problems.warn(self._warned, c.CONF_BANDS, "unusual_price", found=row)
        if (export := form[c.CONF_EXPORT][c.CONF_EXPORT_PRICE]) > MOST_EXPORT_YEN:
            problems.warn(self._warned, BASE, "unusual_export", found=f"{export:g}")
        for where in (c.CONF_LOSS_PERCENT, c.CONF_TAX_PERCENT):
            if 0 < (share := form.get(where, 0)) < 1:
                problems.warn(
                    self._warned, where, "share_not_percent", found=f"{share:g}", meant=f"{100 * share:g}"
                )

    def _example(self) -> Mapping[str, str]:
        """Work out the price of this evening by its parts, as far as the terms are known."""
        with suppress(SettingsError, probatio.Invalid):
            return self._worked_out()
        return _NO_EXAMPLE

    def _worked_out(self) -> Mapping[str, str]:
        schema = terms_schema(self._prices, *self._labels, sells=self._sells)
        # As it would be sent: what stands in no field yet has its default.
        page = into_page(self._prices)
        asked = {key: page[key] for key in map(str, schema.schema) if key in page}
        form = into_rows(from_page(schema(asked)), self._adder_names)
        if self._lacks_loss(form):
            return _NO_EXAMPLE
        settings = price_settings(form)
        start = dt_util.start_of_local_day() + timedelta(hours=EXAMPLE_HOUR)
        if settings.tariff.table is not None:
            market = settings.tariff.table.price(start)
        else:
            start, market = self._published_slot(start)
        price = settings.tariff.terms.price(market, start)
        grid = Horizon((start, start + HALF_HOUR))
        sold = settings.tariff.export.on(grid, dt_util.get_default_time_zone(), np.array([market]))
        return {
            "time": f"{start:%H:%M}",
            "energy": energy_line(settings.tariff.terms, price),
            "sum": sum_line(
                replace(price, adders=tuple((unmarked(name), yen) for name, yen in price.adders))
            ),
            "price": f"{price.all_in:.2f}",
            "export": f"{sold[0]:.2f}",
        }

    def _published_slot(self, start: datetime) -> tuple[datetime, float]:
        """Return the start and price of that slot, or of the last published one; else an invented price."""
        if (price := self._published.at(start)) is not None:
            return start, price
        if self._published:
            last = self._published.steps[-1]
            return dt_util.as_local(last.start), last.value
        return start, EXAMPLE_YEN


def _plan_of(stored: Mapping[str, Any]) -> str:
    """Return the plan of stored prices, as the list of plans has it."""
    plan: str = stored.get(c.CONF_PLAN) or f"looop_{LOOOP_AREAS[stored[c.CONF_LOOOP_AREA]]}"
    return plan


def _known(values: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in values.items() if value is not None}
