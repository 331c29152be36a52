"""Keep the config entry in step when an entity that it names gets a new id."""

from collections.abc import Callable, Mapping
from typing import Any

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import CALLBACK_TYPE, Event, HomeAssistant, callback
from homeassistant.helpers import entity_registry as er

# In an action sequence these hold an action's name, which may look like an entity id.
_ACTION_NAMES = frozenset({"action", "service", "perform_action"})


@callback
def async_follow_renames(
    hass: HomeAssistant, entry: ConfigEntry, on_rename: Callable[[str, str], object] = lambda _old, _new: None
) -> CALLBACK_TYPE:
    """Rewrite entity ids in options and subentries when an entity is renamed; returns how to stop.

    The entry's update listener is called as for any other change. `on_rename` is told the old and the new id before it.
    """

    @callback
    def renamed(data: er.EventEntityRegistryUpdatedData) -> bool:
        return data["action"] == "update" and "old_entity_id" in data

    @callback
    def follow(event: Event[er.EventEntityRegistryUpdatedData]) -> None:
        if event.data["action"] == "update":
            on_rename(event.data["old_entity_id"], event.data["entity_id"])
            async_rename(hass, entry, event.data["old_entity_id"], event.data["entity_id"])

    return hass.bus.async_listen(er.EVENT_ENTITY_REGISTRY_UPDATED, follow, event_filter=renamed)


@callback
def async_rename(hass: HomeAssistant, entry: ConfigEntry, old: str, new: str) -> None:
    """Replace one entity id by another everywhere in the entry."""
    for subentry in entry.subentries.values():
        hass.config_entries.async_update_subentry(entry, subentry, data=_replaced(subentry.data, old, new))
    hass.config_entries.async_update_entry(entry, options=_replaced(entry.options, old, new))


def _replaced(value: Any, old: str, new: str) -> Any:
    """Return the same value with every string, and every key, that is `old` turned into `new`."""
    if isinstance(value, Mapping):
        return {
            new if key == old else key: item if key in _ACTION_NAMES else _replaced(item, old, new)
            for key, item in value.items()
        }
    if isinstance(value, list):
        return [_replaced(item, old, new) for item in value]
    return new if value == old else value
