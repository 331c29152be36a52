"""Schemas of the forms about prices, and how the page of a tariff's terms lies over what is stored."""

from collections.abc import Mapping, Sequence
from typing import Any

from homeassistant.data_entry_flow import section
from homeassistant.helpers.selector import DateSelector
import probatio

from .. import const as c
from ..core.tariff.presets import ALL_IN, LOOOP_AREAS, MARKET_PRESETS, Preset, looop
from ..core.tariff.table_presets import TABLE_PRESETS
from .fields import YEN_PER_KWH, asked, choice, entity, number, toggle
from .price_rows import Labels, adders, bands

# yen/kWh: no adder of a Japanese retailer is beyond this.
MOST_ADDER_YEN = 100.0

# The plans whose prices the retailer itself publishes: our key -> area code of its list.
LISTED_PLANS = {f"looop_{area}": code for code, area in LOOOP_AREAS.items()}

# Sections of the page that are not stored as such: their fields lie beside them, or in `export`.
_OTHER, _SELLING = "other", "selling"
_TIMES = frozenset({"start", "end"})
_USUAL_EXPORT = frozenset({c.CONF_EXPORT_PRICE})

PRICE_SENSOR_SCHEMA = probatio.Schema({probatio.Required(c.CONF_PRICE_ENTITY): entity("sensor", "event")})
EXPORT_SCHEMA = probatio.Schema(
    {
        probatio.Required(c.CONF_EXPORT_PRICE, default=8.5): number(0, 200, YEN_PER_KWH, step=0.01),
    }
)
SELLING_SCHEMA = probatio.Schema(
    {
        probatio.Required(c.CONF_EXPORT_KIND, default=c.EXPORT_FIXED): choice(
            (c.EXPORT_FIXED, c.EXPORT_FIT, c.EXPORT_MARKET), "export_kind"
        ),
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

DEMAND_SCHEMA = probatio.Schema(
    {
        probatio.Optional(c.CONF_DEMAND_YEN): number(0, 10_000, "¥/kW", step=0.01),
        probatio.Optional(c.CONF_DEMAND_KW): number(0, 100, "kW", step=0.01),
    }
)


def plan_schema(plans: Sequence[str], *, sensor: bool) -> probatio.Schema:
    """Build the choice of a plan; the price sensor is beside it where there is one."""
    fields: dict[probatio.Marker, Any] = {asked(c.CONF_PLAN): choice(plans, "plan")}
    if sensor:
        fields[probatio.Optional(c.CONF_PRICE_ENTITY)] = entity("sensor", "event")
    return probatio.Schema(fields)


def preset_of(form: Mapping[str, Any]) -> Preset:
    """Return the preset of a chosen source and plan."""
    if c.CONF_LOOOP_AREA in form:
        return looop(LOOOP_AREAS[form[c.CONF_LOOOP_AREA]], published=True)
    return (MARKET_PRESETS | TABLE_PRESETS)[form[c.CONF_PLAN]]


def terms_schema(form: Mapping[str, Any], days: Labels, months: Labels, *, sells: bool) -> probatio.Schema:
    """Build the schema for prices from this source: loss and tax only where the price lacks them."""
    fields: dict[probatio.Marker, Any] = {}
    if c.CONF_BANDS in form:
        fields[probatio.Required(c.CONF_BANDS)] = bands(days, months)
    for key in preset_of(form).missing:
        fields[probatio.Optional(key)] = number(-MOST_ADDER_YEN, MOST_ADDER_YEN, YEN_PER_KWH, step=0.01)
    lacks = c.CONF_PRICE_ENTITY in form and form[c.CONF_PLAN] != ALL_IN.key
    if lacks:
        fields[asked(c.CONF_LOSS_PERCENT)] = number(0, 20, "%")
        fields[probatio.Required(c.CONF_TAX_PERCENT)] = number(0, 30, "%")
    fields[probatio.Required(c.CONF_EXPORT)] = section(EXPORT_SCHEMA, {"collapsed": not sells})
    hidden = {
        _SELLING: SELLING_SCHEMA,
        _OTHER: probatio.Schema({probatio.Optional(c.CONF_ADDERS): adders(days)}),
        c.CONF_DEMAND: DEMAND_SCHEMA,
    }
    if lacks:
        hidden[c.CONF_LIMITS] = LIMITS_SCHEMA
    for name, schema in hidden.items():
        # whoever changes the plan sees that the contract stays by demand
        seen = name == c.CONF_DEMAND and bool(form.get(name))
        fields[probatio.Required(name)] = section(schema, {"collapsed": not seen})
    return probatio.Schema(fields)


def into_page(form: Mapping[str, Any]) -> dict[str, Any]:
    """Put the terms into the sections of the page."""
    page, export = dict(form), form.get(c.CONF_EXPORT, {})
    page |= {
        key: [_to_the_minute(row) for row in form[key]]
        for key in (c.CONF_BANDS, c.CONF_ADDERS)
        if key in form
    }
    page[c.CONF_EXPORT] = {key: value for key, value in export.items() if key in _USUAL_EXPORT}
    page[_SELLING] = {key: value for key, value in export.items() if key not in _USUAL_EXPORT}
    page.setdefault(c.CONF_LIMITS, {})
    page.setdefault(c.CONF_DEMAND, {})
    page[_OTHER] = {c.CONF_ADDERS: page.pop(c.CONF_ADDERS)} if c.CONF_ADDERS in form else {}
    return page


def _to_the_minute(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return a row with its times as they are read: a list of rows shows them as they stand."""
    return {
        key: value[:5] if key in _TIMES and len(value) == len("00:00:00") else value
        for key, value in row.items()
    }


def from_page(page: Mapping[str, Any]) -> dict[str, Any]:
    """Take the terms out of the sections of the page, as they are stored."""
    form = {key: value for key, value in page.items() if key not in (_OTHER, _SELLING)}
    form[c.CONF_EXPORT] = page[c.CONF_EXPORT] | page[_SELLING]
    form |= page[_OTHER]
    if not form[c.CONF_DEMAND]:  # a contract that is not by demand has nothing of it
        del form[c.CONF_DEMAND]
    return form
