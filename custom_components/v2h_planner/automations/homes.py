"""The homes that automations follow: by their snapshots, for entities may be disabled, and entries come and go."""

from collections.abc import Iterator
from typing import Any, Final

from homeassistant.const import ATTR_CONFIG_ENTRY_ID
from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers.dispatcher import async_dispatcher_send
from homeassistant.util.signal_type import SignalType

from ..const import DOMAIN
from ..coordinator import AnyV2HConfigEntry, V2HCoordinator
from ..core.outage.backup import backup_hours
from ..core.plan import Plan
from ..state.snapshot import Snapshot

# A home has a new snapshot; None: it is followed no more, until it is set up again.
SNAPSHOT: Final = SignalType[V2HCoordinator, Snapshot | None](f"{DOMAIN}_snapshot")


@callback
def async_tell(hass: HomeAssistant, coordinator: V2HCoordinator) -> CALLBACK_TYPE:
    """Tell triggers of every snapshot of this home, and of its end."""

    @callback
    def tell() -> None:
        async_dispatcher_send(hass, SNAPSHOT, coordinator, coordinator.data)

    stop = coordinator.async_add_listener(tell)

    @callback
    def end() -> None:
        stop()
        async_dispatcher_send(hass, SNAPSHOT, coordinator, None)

    tell()
    return end


@callback
def loaded_homes(hass: HomeAssistant, options: dict[str, Any]) -> Iterator[V2HCoordinator]:
    """Yield the homes that are loaded, or the chosen one."""
    entry: AnyV2HConfigEntry
    for entry in hass.config_entries.async_loaded_entries(DOMAIN):
        if is_chosen(entry.entry_id, options) and entry.runtime_data is not None:
            yield entry.runtime_data


def is_chosen(entry_id: str, options: dict[str, Any]) -> bool:
    """Return whether it is the chosen home; where none is chosen, every one is."""
    return options.get(ATTR_CONFIG_ENTRY_ID) in (None, entry_id)


def backup(coordinator: V2HCoordinator, snapshot: Snapshot) -> float | None:
    """Return the backup time as its sensor shows it, in hours; None where nobody knows."""
    if snapshot.endurance is not None:
        leading = snapshot.endurance.leading
        return None if leading is None else leading.hours
    if snapshot.plan is None:
        return None
    return backup_hours(snapshot.plan, coordinator.settings.home, snapshot.readings, sun=True)


def plan_of(snapshot: Snapshot) -> Plan | None:
    """Return the plan to find hours for a further load in; in an outage one from before it does not count."""
    return None if snapshot.situation.outage else snapshot.plan


def device_of(hass: HomeAssistant, entry_id: str, storage_id: str) -> str | None:
    """Return the id of a storage's device."""
    device = dr.async_get(hass).async_get_device_by_identifier((DOMAIN, storage_id), entry_id)
    return None if device is None else device.id
