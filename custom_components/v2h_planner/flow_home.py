"""The forms about the home: prices, what is measured, safety. First set-up, reconfiguring and options share them."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping
from typing import Any

from homeassistant.config_entries import ConfigEntryBaseFlow, ConfigFlowResult
from homeassistant.data_entry_flow import section
from homeassistant.helpers.selector import TextSelector, TextSelectorConfig
from homeassistant.util import dt as dt_util
import probatio

from . import const as c
from .band_text import BandError, parse_table
from .flow_checks import BASE, Problems
from .flow_fields import POWER_DOMAINS, YEN_PER_KWH, choice, entity, labelled, number, toggle
from .guesses import HomeGuess, async_guess_home, async_solar_forecasts
from .readers.numbers import read_bool, read_co2_kg, read_power_kw
from .readers.prices import read_prices

CONTRACTS = (c.CONTRACT_NONE, "10", "15", "20", "30", "40", "50", "60", c.CONTRACT_KVA)
WARNING_DOMAINS = ("binary_sensor", "sensor", "event", "input_boolean", "switch")
OUTAGE_DOMAINS = ("binary_sensor", "sensor", "input_boolean", "switch")

PRICE_ENTITY_SCHEMA = probatio.Schema(
    {
        probatio.Required(c.CONF_PRICE_ENTITY): entity("sensor"),
        probatio.Required(c.CONF_PRICE_KIND, default=c.PRICE_MARKET): choice(
            (c.PRICE_MARKET, c.PRICE_ALL_IN), "price_kind"
        ),
        probatio.Required(c.CONF_EXPORT_PRICE, default=8.5): number(0, 200, YEN_PER_KWH, step=0.01),
        probatio.Required(c.CONF_MARKET): section(
            probatio.Schema(
                {
                    probatio.Required(c.CONF_LOSS_PERCENT, default=6.9): number(0, 20, "%"),
                    probatio.Required(c.CONF_TAX_PERCENT, default=10): number(0, 30, "%"),
                    probatio.Required(c.CONF_ADDERS, default=19.09): number(-50, 100, YEN_PER_KWH, step=0.01),
                }
            ),
            {"collapsed": True},
        ),
    }
)

PRICE_TABLE_SCHEMA = probatio.Schema(
    {
        probatio.Required(c.CONF_BANDS): TextSelector(TextSelectorConfig(multiple=True)),
        probatio.Required(c.CONF_EXPORT_PRICE, default=8.5): number(0, 200, YEN_PER_KWH, step=0.01),
    }
)
PRICE_TABLE_START = ("07:00 31.8", "23:00 22.0")

SELLING_SCHEMA = probatio.Schema(
    {
        probatio.Required(c.CONF_MAY_EXPORT, default=True): toggle,
        probatio.Optional(c.CONF_EXPORT_LIMIT): number(0, 200, "kW"),
        probatio.Required(c.CONF_PUSH_UP, default=False): toggle,
        probatio.Required(c.CONF_V2G, default=False): toggle,
        probatio.Optional(c.CONF_CO2): entity("sensor"),
        probatio.Required(c.CONF_CARBON_PRICE, default=0): number(0, 1000, "¥/kg"),
    }
)

SAFETY_SCHEMA = probatio.Schema(
    {
        probatio.Optional(c.CONF_WARNINGS): entity(*WARNING_DOMAINS, multiple=True),
        probatio.Optional(c.CONF_OUTAGE): entity(*OUTAGE_DOMAINS),
        probatio.Required(c.CONF_COOLDOWN_HOURS, default=3): number(0, 48, "h", step=0.5),
        probatio.Required(c.CONF_HANDS_OFF_HOURS, default=2): number(0, 48, "h", step=0.5),
        probatio.Required(c.CONF_STALE_MINUTES, default=60): number(5, 1440, "min", step=5),
    }
)


def home_schema(forecasts: Mapping[str, str]) -> probatio.Schema:
    """What is measured, and the connection; without integrations that forecast the sun, none is asked for."""
    forecast: dict[probatio.Marker, Any] = {}
    if forecasts:
        forecast[probatio.Optional(c.CONF_SOLAR_FORECAST)] = labelled(forecasts, multiple=True)
    return probatio.Schema(
        {
            probatio.Optional(c.CONF_PV_POWER): entity(*POWER_DOMAINS),
            **forecast,
            probatio.Optional(c.CONF_LOAD_POWER): entity(*POWER_DOMAINS),
            probatio.Required(c.CONF_LOAD_INCLUDES_STORAGES, default=False): toggle,
            probatio.Optional(c.CONF_GRID_POWER): entity(*POWER_DOMAINS),
            probatio.Required(c.CONF_GRID_IMPORT_POSITIVE, default=True): toggle,
            probatio.Required(c.CONF_CONTRACT, default=c.CONTRACT_NONE): choice(CONTRACTS, "contract"),
            probatio.Optional(c.CONF_CONTRACT_KVA): number(1, 200, "kVA"),
            probatio.Required(c.CONF_MORE): section(SELLING_SCHEMA, {"collapsed": True}),
        }
    )


class HomeForms(ConfigEntryBaseFlow):
    """The steps; whoever mixes them in says what was answered before and what happens after each."""

    @abstractmethod
    def answered(self) -> Mapping[str, Any]:
        """What is stored now, as in entry.options."""

    @abstractmethod
    async def async_answer(self, form: str, answer: dict[str, Any]) -> ConfigFlowResult:
        """Keep the answer to a form and go on."""

    async def async_step_price_entity(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Prices from a sensor."""
        problems = Problems()
        if user_input is not None:
            problems.check_entity(
                self.hass,
                user_input,
                c.CONF_PRICE_ENTITY,
                lambda look, now: read_prices(look, now, dt_util.get_default_time_zone()),
            )
            if not problems:
                return await self.async_answer(c.CONF_PRICES, user_input)
        else:
            guess = await async_guess_home(self.hass)
            user_input = _known(
                {
                    c.CONF_PRICE_ENTITY: guess.price_entity,
                    c.CONF_PRICE_KIND: guess.price_kind,
                    c.CONF_EXPORT_PRICE: guess.export_yen_per_kwh,
                }
            ) | self.answered().get(c.CONF_PRICES, {})
        return self._form("price_entity", PRICE_ENTITY_SCHEMA, user_input, problems)

    async def async_step_price_table(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Prices by the clock."""
        problems = Problems()
        if user_input is not None:
            try:
                parse_table(user_input[c.CONF_BANDS])
            except BandError as err:
                problems.add(c.CONF_BANDS, "band_not_understood", found=str(err))
            else:
                return await self.async_answer(c.CONF_PRICES, user_input)
        else:
            guess = await async_guess_home(self.hass)
            user_input = _known(
                {
                    c.CONF_BANDS: list(PRICE_TABLE_START),
                    c.CONF_EXPORT_PRICE: guess.export_yen_per_kwh,
                }
            ) | self.answered().get(c.CONF_PRICES, {})
        return self._form("price_table", PRICE_TABLE_SCHEMA, user_input, problems)

    async def async_step_home(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """What is measured, and the connection."""
        problems = Problems()
        if user_input is not None:
            self._check_home(user_input, problems)
            if not problems:
                return await self.async_answer(c.CONF_HOME, user_input)
        else:
            user_input = self.answered().get(c.CONF_HOME) or _home_start(await async_guess_home(self.hass))
        forecasts = await async_solar_forecasts(self.hass)
        # A forecast that was chosen and is gone stays in the list, or the form could not be sent.
        forecasts |= {
            gone: gone for gone in user_input.get(c.CONF_SOLAR_FORECAST, ()) if gone not in forecasts
        }
        return self._form("home", home_schema(forecasts), user_input, problems)

    def _check_home(self, form: dict[str, Any], problems: Problems) -> None:
        """A load must be known or derived; every entity must show what it is chosen for."""
        for where in (c.CONF_PV_POWER, c.CONF_LOAD_POWER, c.CONF_GRID_POWER):
            problems.check_entity(self.hass, form, where, read_power_kw)
        problems.check_entity(self.hass, form[c.CONF_MORE], c.CONF_CO2, read_co2_kg)
        if co2 := problems.errors.pop(c.CONF_CO2, None):
            problems.errors[BASE] = co2  # fields within a section show no error of their own
        if not form.get(c.CONF_LOAD_POWER) and not form.get(c.CONF_GRID_POWER):
            problems.add(BASE, "load_or_grid")
        if form[c.CONF_CONTRACT] == c.CONTRACT_KVA and not form.get(c.CONF_CONTRACT_KVA):
            problems.add(c.CONF_CONTRACT_KVA, "contract_kva_missing")

    async def async_step_safety(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Warnings, outages and who wins."""
        problems = Problems()
        if user_input is not None:
            if (outage := user_input.get(c.CONF_OUTAGE, "")).startswith("binary_sensor."):
                problems.check_entity(self.hass, user_input, c.CONF_OUTAGE, read_bool)
            if outage and outage in user_input.get(c.CONF_WARNINGS, ()):
                problems.add(c.CONF_OUTAGE, "outage_is_warning", entity=outage)
            if not problems:
                return await self.async_answer(c.CONF_SAFETY, user_input)
        else:
            guess = await async_guess_home(self.hass)
            user_input = self.answered().get(c.CONF_SAFETY) or _known(
                {c.CONF_WARNINGS: list(guess.warnings) or None}
            )
        return self._form("safety", SAFETY_SCHEMA, user_input, problems)

    def _form(
        self, step: str, schema: probatio.Schema, values: Mapping[str, Any], problems: Problems
    ) -> ConfigFlowResult:
        """Show a form with these values in it."""
        return self.async_show_form(
            step_id=step,
            data_schema=self.add_suggested_values_to_schema(schema, values),
            errors=problems.errors,
            description_placeholders=problems.placeholders,
        )


def _known(guess: Mapping[str, Any]) -> dict[str, Any]:
    """What was found, without what was not."""
    return {key: value for key, value in guess.items() if value is not None}


def _home_start(guess: HomeGuess) -> dict[str, Any]:
    """The home's form from what was found."""
    return _known(
        {
            c.CONF_PV_POWER: guess.pv_power,
            c.CONF_LOAD_POWER: guess.load_power,
            c.CONF_GRID_POWER: guess.grid_power,
            c.CONF_GRID_IMPORT_POSITIVE: guess.grid_import_positive,
            c.CONF_SOLAR_FORECAST: list(guess.solar_forecast) or None,
            c.CONF_MORE: {} if guess.co2 is None else {c.CONF_CO2: guess.co2},
        }
    )
