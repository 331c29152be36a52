"""The one page of a new storage: what was found stands in it, what was not is asked, the rest has a default."""

from collections.abc import Mapping
from typing import Any

from homeassistant.const import CONF_NAME
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import section
from homeassistant.helpers import device_registry as dr, entity_registry as er
from homeassistant.helpers.translation import async_get_translations
import probatio

from .. import const as c
from ..core.home import StorageKind
from ..presentation.plain_text import printable
from ..readers.text import narrow
from ..sources.echonet import property_of
from ..sources.storage_guess import StorageGuess
from .fields import choice
from .storage_schemas import TRIP_SOURCES, battery_schema, departures_schema, powers_schema

FOUND = "found"
# It stands on tiles, in sentences and in the picture.
MOST_LETTERS = 64
# The sections of the page, beside the details of the powers' own form.
_POWERS, _LIMITS = "powers", "limits"
_POWER_FIELDS = frozenset({c.CONF_CHARGE_MAX, c.CONF_DISCHARGE_MAX})
# Weekly trips have a form of their own, which is there once the storage is.
_TRIPS = tuple(source for source in TRIP_SOURCES if source != c.TRIPS_WEEKLY)


def found_schema(kind: StorageKind, guess: StorageGuess) -> probatio.Schema:
    """Build the schema from those of the storage's forms; powers that the unit does not tell are in sight."""
    battery = dict(battery_schema(kind).schema)
    sign = next(marker for marker in battery if marker == c.CONF_CHARGING_POSITIVE)
    details = {sign: battery.pop(sign)}
    powers = dict(powers_schema(kind).schema)
    more: section = powers.pop(next(marker for marker in powers if marker == c.CONF_MORE))
    told = {marker: field for marker, field in powers.items() if marker in _POWER_FIELDS}
    limits = {marker: field for marker, field in powers.items() if marker not in told}
    fields: dict[probatio.Marker, Any] = dict(battery)
    if kind.is_ev:
        fields[probatio.Required(c.CONF_TRIPS_FROM)] = choice(_TRIPS, "trips_from")
    known = guess.charge_max_kw is not None
    fields[probatio.Required(_POWERS)] = section(probatio.Schema(told), {"collapsed": known})
    fields[probatio.Required(_LIMITS)] = section(probatio.Schema(limits), {"collapsed": True})
    fields[probatio.Required(c.CONF_MORE)] = section(
        probatio.Schema(details | dict(more.schema.schema)), {"collapsed": True}
    )
    return probatio.Schema(fields)


def into_page(answers: Mapping[str, Any], name: str) -> dict[str, Any]:
    """Put the answers of a storage's forms into the page."""
    battery, powers = dict(answers[c.CONF_BATTERY]), dict(answers[c.CONF_POWERS])
    details = {c.CONF_CHARGING_POSITIVE: battery.pop(c.CONF_CHARGING_POSITIVE)}
    more = powers.pop(c.CONF_MORE, {})
    trips = answers.get(c.CONF_DEPARTURES, {})
    return {
        CONF_NAME: name,
        **battery,
        **trips,
        _POWERS: {key: value for key, value in powers.items() if key in _POWER_FIELDS},
        _LIMITS: {key: value for key, value in powers.items() if key not in _POWER_FIELDS},
        c.CONF_MORE: details | more,
    }


def from_page(kind: StorageKind, page: Mapping[str, Any]) -> dict[str, Any]:
    """Take the page apart into the storage's forms, as they are stored."""
    more = dict(page[c.CONF_MORE])
    sign = {c.CONF_CHARGING_POSITIVE: more.pop(c.CONF_CHARGING_POSITIVE)}
    keys = set(map(str, battery_schema(kind).schema)) - {CONF_NAME}
    battery = {key: value for key, value in page.items() if key in keys} | sign
    powers = {**page[_POWERS], **page[_LIMITS], c.CONF_MORE: more}
    answers: dict[str, Any] = {c.CONF_BATTERY: battery, c.CONF_POWERS: powers}
    if kind.is_ev:
        schema = departures_schema(powers[c.CONF_MIN_SOC], battery.get(c.CONF_CAPACITY, 0.0))
        none: dict[str, Any] = {row: {} for row in c.TRIPS}
        answers[c.CONF_DEPARTURES] = schema({c.CONF_TRIPS_FROM: page[c.CONF_TRIPS_FROM], **none})
    return answers


async def async_proposed_name(
    hass: HomeAssistant, kind: StorageKind, guess: StorageGuess, taken: set[str]
) -> str:
    """Propose what to call a storage: as its device is called, unless that is the unit of a car; else what it is."""
    of_unit = kind.is_ev and (guess.select is not None or guess.discharge_number is not None)
    name = "" if of_unit else _device_name(hass, guess.soc_entity)
    if not name:
        words = await async_get_translations(hass, hass.config.language, "selector", {c.DOMAIN})
        name = words.get(f"component.{c.DOMAIN}.selector.storage_name.options.{kind}", "EV")
    others = {narrow(title).casefold() for title in taken}
    free, number = name, 2
    while narrow(free).casefold() in others:
        free, number = f"{name} {number}", number + 1
    return free


def _device_name(hass: HomeAssistant, soc_entity: str | None) -> str:
    """Return what the device of a state of charge is called, if a person would call the car or battery so."""
    entry = er.async_get(hass).async_get(soc_entity or "")
    if entry is None or entry.device_id is None or property_of(entry) is not None:
        return ""
    device = dr.async_get(hass).async_get(entry.device_id)
    name = "" if device is None else device.name_by_user or device.name or ""
    return " ".join(printable(name).split())[:MOST_LETTERS].strip()
