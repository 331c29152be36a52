"""Which power sensor is chosen for what: one that stands in two places would be counted twice."""

from collections.abc import Iterator, Mapping
from typing import Any

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant
from homeassistant.helpers.translation import async_get_translations

from .. import const as c
from ..settings.from_entry import storage_subentries

HOME_POWERS = (c.CONF_PV_POWER, c.CONF_LOAD_POWER, c.CONF_GRID_POWER)


async def async_role_names(hass: HomeAssistant) -> dict[str, str]:
    """Return the labels of the home's power fields, as its form shows them."""
    words = await async_get_translations(hass, hass.config.language, "config", {c.DOMAIN})
    path = f"component.{c.DOMAIN}.config.step.home.data"
    return {where: words.get(f"{path}.{where}", where) for where in HOME_POWERS}


def home_roles(home: Mapping[str, Any], names: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield the power sensors of the home, each with what it is chosen for."""
    for where in HOME_POWERS:
        if entity_id := home.get(where):
            yield entity_id, names[where]


def storage_roles(entry: ConfigEntry | None, but: str | None = None) -> Iterator[tuple[str, str]]:
    """Yield the power sensors of all storages but this, each with the storage's name."""
    for subentry in () if entry is None else storage_subentries(entry):
        if subentry.subentry_id != but and (
            entity_id := subentry.data[c.CONF_BATTERY].get(c.CONF_POWER_ENTITY)
        ):
            yield entity_id, subentry.title
