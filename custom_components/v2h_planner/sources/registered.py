"""Entities of a device by the end of their unique ids, as their integration's source has them."""

from collections.abc import Iterable, Iterator

from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er


def of_platforms(hass: HomeAssistant, platforms: Iterable[str], domain: str) -> Iterator[er.RegistryEntry]:
    """Yield the enabled entities of some integrations in one domain."""
    wanted = frozenset(platforms)
    for entry in er.async_get(hass).entities.values():
        if entry.platform in wanted and entry.domain == domain and not entry.disabled:
            yield entry


def sibling(hass: HomeAssistant, entry: er.RegistryEntry, domain: str, unique_id: str) -> str | None:
    """Return the enabled entity of the same integration with that unique id."""
    registry = er.async_get(hass)
    entity_id = registry.async_get_entity_id(domain, entry.platform, unique_id)
    found = None if entity_id is None else registry.async_get(entity_id)
    return None if found is None or found.disabled else entity_id
