"""The forms about prices: their source, the tariff's terms, and an example slot to confirm."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from homeassistant.config_entries import ConfigFlowResult
from homeassistant.data_entry_flow import section
from homeassistant.helpers.aiohttp_client import async_get_clientsession
from homeassistant.helpers.selector import DateSelector, TextSelector, TextSelectorConfig
from homeassistant.util import dt as dt_util
import numpy as np
import probatio

from .. import const as c
from ..core.horizon import HALF_HOUR, Horizon
from ..core.series import StepSeries
from ..core.tariff.presets import ALL_IN, LOOOP_AREAS, MARKET_PRESETS, Preset, looop
from ..core.tariff.table_presets import OWN_TABLE, TABLE_PRESETS
from ..feeds.looop import LooopFeed
from ..presentation.plain_text import unmarked
from ..readers.prices import read_prices
from ..readers.solar import read_solar
from ..settings.adder_rows import adder_row, doubled, parse_adders
from ..settings.from_entry import export_terms, price_limits, price_settings
from ..settings.price_breakdown import energy_line, sum_line
from ..settings.time_of_use_rows import band_rows, parse_band, parse_table
from ..sources.discovery import async_guess_home
from ..sources.entity_reader import async_entity_state
from ..sources.price_actions import price_action
from ..sources.prices import LOOOP
from .base import HomeForm
from .checks import BASE, Problems, Warned
from .fields import YEN_PER_KWH, choice, entity, number, toggle
from .missing_adders import Names, async_adder_names, check_boxes, into_boxes, into_rows

# The example slot in local time, and a price for it where none is published.
EXAMPLE_HOUR = 18
EXAMPLE_YEN = 14.0

# yen/kWh: no adder and no price by the clock of a Japanese retailer is beyond these, and nobody pays more for the sun.
MOST_ADDER_YEN = 100.0
LEAST_BAND_YEN, MOST_BAND_YEN = 1.0, 150.0
MOST_EXPORT_YEN = 60.0

ROWS = TextSelector(TextSelectorConfig(multiple=True))

PRICE_ENTITY_SCHEMA = probatio.Schema(
    {
        probatio.Required(c.CONF_PRICE_ENTITY): entity("sensor", "event"),
        probatio.Required(c.CONF_PLAN, default=c.PRICE_MARKET): choice(tuple(MARKET_PRESETS), "plan"),
    }
)
PRICE_LOOOP_SCHEMA = probatio.Schema(
    {probatio.Required(c.CONF_LOOOP_AREA, default="03"): choice(tuple(LOOOP_AREAS), "looop_area")}
)
PRICE_TABLE_SCHEMA = probatio.Schema(
    {probatio.Required(c.CONF_PLAN, default=OWN_TABLE.key): choice(tuple(TABLE_PRESETS), "plan")}
)
EXPORT_SCHEMA = probatio.Schema(
    {
        probatio.Required(c.CONF_EXPORT_KIND, default=c.EXPORT_FIXED): choice(
            (c.EXPORT_FIXED, c.EXPORT_FIT, c.EXPORT_MARKET), "export_kind"
        ),
        probatio.Required(c.CONF_EXPORT_PRICE, default=8.5): number(0, 200, YEN_PER_KWH, step=0.01),
        probatio.Optional(c.CONF_FIT_START): DateSelector(),
        probatio.Required(c.CONF_FIT_FIRST, default=24): number(0, 200, YEN_PER_KWH, step=0.01),
        probatio.Required(c.CONF_FIT_SECOND, default=8.3): number(0, 200, YEN_PER_KWH, step=0.01),
        probatio.Required(c.CONF_MARKET_SHARE, default=100): number(0, 100, "%", step=1),
    }
)
LIMITS_SCHEMA = probatio.Schema(
    {
        probatio.Optional(c.CONF_FLOOR_PRICE): number(-100, 1000, YEN_PER_KWH, step=0.01),
        probatio.Optional(c.CONF_CAP_PRICE): number(-100, 1000, YEN_PER_KWH, step=0.01),
        probatio.Required(c.CONF_CUT, default=False): toggle,
    }
)


def terms_schema(form: Mapping[str, Any]) -> probatio.Schema:
    """Build the schema for prices from this source: loss and tax only where the price lacks them."""
    fields: dict[probatio.Marker, Any] = {}
    lacks = c.CONF_PRICE_ENTITY in form and form[c.CONF_PLAN] != ALL_IN.key
    if lacks:
        fields[probatio.Required(c.CONF_LOSS_PERCENT)] = number(0, 20, "%")
        fields[probatio.Required(c.CONF_TAX_PERCENT)] = number(0, 30, "%")
    if form.get(c.CONF_PLAN) in TABLE_PRESETS:
        fields[probatio.Required(c.CONF_BANDS)] = ROWS
    for key in _preset_of(form).missing:
        fields[probatio.Optional(key)] = number(-MOST_ADDER_YEN, MOST_ADDER_YEN, YEN_PER_KWH, step=0.01)
    fields[probatio.Optional(c.CONF_ADDERS)] = ROWS
    fields[probatio.Required(c.CONF_EXPORT)] = section(EXPORT_SCHEMA, {"collapsed": False})
    if lacks:
        fields[probatio.Required(c.CONF_LIMITS)] = section(LIMITS_SCHEMA, {"collapsed": True})
    return probatio.Schema(fields)


class PriceForms(HomeForm):
    """The steps: source, terms, example."""

    # The answers of the steps so far.
    _prices: dict[str, Any]
    _published: StepSeries
    _adder_names: Names
    _warned: Warned

    def _stored(self) -> Mapping[str, Any]:
        stored: Mapping[str, Any] = self.answered().get(c.CONF_PRICES, {})
        return stored

    async def async_step_price_entity(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Ask for a price sensor."""
        problems = Problems()
        if user_input is not None:
            entity_id = user_input[c.CONF_PRICE_ENTITY]
            zone = dt_util.get_default_time_zone()
            state = async_entity_state(self.hass, entity_id)
            if read_solar(state, dt_util.now(), zone).value is not None:
                problems.add(c.CONF_PRICE_ENTITY, "is_solar_forecast", entity=entity_id)
            elif price_action(self.hass, entity_id) is None:
                problems.check_entity(
                    self.hass,
                    user_input,
                    c.CONF_PRICE_ENTITY,
                    lambda state, now: read_prices(state, now, zone),
                )
            if not problems:
                self._published = read_prices(
                    async_entity_state(self.hass, entity_id), dt_util.now(), zone
                ).series
                return await self._source_chosen(user_input)
        else:
            guess = await async_guess_home(self.hass)
            found = {c.CONF_PRICE_ENTITY: guess.price_entity, c.CONF_PLAN: guess.price_kind}
            user_input = {key: value for key, value in found.items() if value} | _only(
                self._stored(), PRICE_ENTITY_SCHEMA
            )
        return self._show("price_entity", PRICE_ENTITY_SCHEMA, user_input, problems)

    async def async_step_price_looop(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Ask for Looop's supply area; its published list is fetched once to see that it is there."""
        problems = Problems()
        if user_input is not None:
            feed = LooopFeed(
                async_get_clientsession(self.hass), user_input[c.CONF_LOOOP_AREA], clock=dt_util.utcnow
            )
            await feed.async_refresh()
            if feed.failing is None:
                self._published = feed.series
                return await self._source_chosen(user_input)
            problems.add(BASE, "no_prices", entity=LOOOP, found=feed.failing)
        else:
            user_input = _only(self._stored(), PRICE_LOOOP_SCHEMA)
        return self._show("price_looop", PRICE_LOOOP_SCHEMA, user_input, problems)

    async def async_step_price_table(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Ask for a tariff with fixed prices by the clock."""
        if user_input is not None:
            self._published = StepSeries()
            return await self._source_chosen(user_input)
        stored = self._stored()
        known = _only(stored, PRICE_TABLE_SCHEMA) if c.CONF_BANDS in stored else {}
        return self._show("price_table", PRICE_TABLE_SCHEMA, known, Problems())

    async def _source_chosen(self, answer: dict[str, Any]) -> ConfigFlowResult:
        """Go on to the terms: those stored for this source and plan, or else the preset's."""
        stored = self._stored()
        self._adder_names = await async_adder_names(self.hass)
        if all(stored.get(key) == value for key, value in answer.items()):
            missing = _preset_of(answer).missing
            self._prices = into_boxes({**stored, **answer}, missing, self._adder_names)
        else:
            guess = await async_guess_home(self.hass)
            self._prices = answer | self._preset(_preset_of(answer))
            if guess.export_yen_per_kwh is not None:
                self._prices[c.CONF_EXPORT] = {c.CONF_EXPORT_PRICE: guess.export_yen_per_kwh}
            if c.CONF_EXPORT in stored:
                self._prices[c.CONF_EXPORT] = stored[c.CONF_EXPORT]
        return await self.async_step_price_terms()

    def _preset(self, preset: Preset) -> dict[str, Any]:
        """Fill the form from a preset; what it does not know stays an empty box."""
        form: dict[str, Any] = {
            c.CONF_TAX_PERCENT: 100 * preset.tax,
            c.CONF_ADDERS: [adder_row(adder, self._adder_names[adder.name][0]) for adder in preset.adders],
            c.CONF_LIMITS: {c.CONF_CUT: preset.decimals is not None},
        }
        if preset.loss is not None:
            form[c.CONF_LOSS_PERCENT] = round(100 * preset.loss, 2)
        if preset.bands:
            form[c.CONF_BANDS] = band_rows(preset.bands)
        return form

    async def async_step_price_terms(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Ask for the terms of the tariff."""
        problems = Problems()
        schema = terms_schema(self._prices)
        if user_input is not None:
            self._check_terms(user_input, problems)
            source = (c.CONF_PRICE_ENTITY, c.CONF_LOOOP_AREA, c.CONF_PLAN)
            self._prices = {key: self._prices[key] for key in source if key in self._prices} | user_input
            if not problems:
                self._question_terms(user_input, problems)
            if not problems:
                return await self.async_step_price_example()
        preset = _preset_of(self._prices)
        return self._show(
            "price_terms",
            schema,
            self._prices,
            problems,
            {"source": preset.source or "-", "as_of": preset.as_of.isoformat()},
        )

    def _check_terms(self, form: Mapping[str, Any], problems: Problems) -> None:
        """Parse every part as the planner will; a share of the market needs the market price."""
        with problems.noting(c.CONF_ADDERS):
            check_boxes(form, _preset_of(self._prices), self._adder_names, problems)
        if c.CONF_BANDS in form:
            with problems.noting(c.CONF_BANDS):
                parse_table(form[c.CONF_BANDS])
        # Fields within a section show no error of their own.
        with problems.noting(BASE):
            export_terms(form[c.CONF_EXPORT])
        if form[c.CONF_EXPORT][c.CONF_EXPORT_KIND] == c.EXPORT_MARKET and c.CONF_LOSS_PERCENT not in form:
            problems.add(BASE, "no_market_price")
        with problems.noting(BASE):
            price_limits(form.get(c.CONF_LIMITS, {}))

    def _question_terms(self, form: Mapping[str, Any], problems: Problems) -> None:
        """Ask about what hardly anybody pays, and about what would be added twice."""
        adders = parse_adders(into_rows(form, self._adder_names).get(c.CONF_ADDERS, ()))
        if (twice := doubled(adders)) is not None:
            problems.warn(self._warned, c.CONF_ADDERS, "adder_twice", found=twice.name)
        for adder in adders:
            if abs(adder.yen_per_kwh) > MOST_ADDER_YEN:
                found = f"{adder.name} {adder.yen_per_kwh:g}"
                problems.warn(self._warned, c.CONF_ADDERS, "unusual_price", found=found)
        for row in form.get(c.CONF_BANDS, ()):
            if row.strip() and not LEAST_BAND_YEN <= parse_band(row).yen_per_kwh <= MOST_BAND_YEN:
                problems.warn(self._warned, c.CONF_BANDS, "unusual_price", found=row)
        if (export := form[c.CONF_EXPORT][c.CONF_EXPORT_PRICE]) > MOST_EXPORT_YEN:
            problems.warn(self._warned, BASE, "unusual_export", found=f"{export:g}")
        for where in (c.CONF_LOSS_PERCENT, c.CONF_TAX_PERCENT):
            if 0 < (share := form.get(where, 0)) < 1:
                problems.warn(
                    self._warned, where, "share_not_percent", found=f"{share:g}", meant=f"{100 * share:g}"
                )

    async def async_step_price_example(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Show one slot worked out: confirm it, or correct the terms."""
        return self.async_show_menu(
            step_id="price_example",
            menu_options=["price_keep", "price_terms"],
            description_placeholders=self._example(),
        )

    def _example(self) -> dict[str, str]:
        """Work out the price of this evening by its parts."""
        settings = price_settings(into_rows(self._prices, self._adder_names))
        start = dt_util.start_of_local_day() + timedelta(hours=EXAMPLE_HOUR)
        if settings.tariff.table is not None:
            market = settings.tariff.table.price(start)
        else:
            start, market = self._published_slot(start)
        price = settings.tariff.terms.price(market, start)
        grid = Horizon((start, start + HALF_HOUR))
        export = settings.tariff.export.on(grid, dt_util.get_default_time_zone(), np.array([market]))
        return {
            "time": f"{start:%H:%M}",
            "energy": energy_line(settings.tariff.terms, price),
            "sum": sum_line(
                replace(price, adders=tuple((unmarked(name), yen) for name, yen in price.adders))
            ),
            "price": f"{price.all_in:.2f}",
            "export": f"{export[0]:.2f}",
        }

    def _published_slot(self, start: datetime) -> tuple[datetime, float]:
        """Return the start and price of that slot, or of the last published one; else an invented price."""
        if (price := self._published.at(start)) is not None:
            return start, price
        if self._published:
            last = self._published.steps[-1]
            return dt_util.as_local(last.start), last.value
        return start, EXAMPLE_YEN

    async def async_step_price_keep(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Store the terms: the example is right."""
        return await self.async_answer(c.CONF_PRICES, into_rows(self._prices, self._adder_names))


def _preset_of(form: Mapping[str, Any]) -> Preset:
    """Return the preset of a chosen source and plan."""
    if c.CONF_LOOOP_AREA in form:
        return looop(LOOOP_AREAS[form[c.CONF_LOOOP_AREA]], published=True)
    return (MARKET_PRESETS | TABLE_PRESETS)[form[c.CONF_PLAN]]


def _only(stored: Mapping[str, Any], schema: probatio.Schema) -> dict[str, Any]:
    """Return the stored answers that this form asks for."""
    return {key: stored[key] for key in map(str, schema.schema) if key in stored}
