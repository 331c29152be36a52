"""Everything that is needed to make the same plan again, offline, without telling whose home it is."""

from typing import Any

from homeassistant.components.diagnostics import async_redact_data
from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant

from .coordinator import AnyV2HConfigEntry
from .core.codec import Json, encode
from .state.snapshot import Snapshot

# What a person wrote and we need not know. Entity ids stay: a repair needs them.
REDACT = {"title", "name", "label"}
# The municipality says where the home is; whom to tell, who lives there.
REDACT_ENTRY = REDACT | {"actions", "jma_area", "notify"}


async def async_get_config_entry_diagnostics(hass: HomeAssistant, entry: AnyV2HConfigEntry) -> dict[str, Any]:
    """Return the entry, what the last pass was made from and its result."""
    diagnostics: dict[str, Any] = {"entry": async_redact_data(entry.as_dict(), REDACT_ENTRY)}
    if entry.state is ConfigEntryState.LOADED and entry.runtime_data is not None:
        encoded = await hass.async_add_executor_job(_encode, entry.runtime_data.data)
        diagnostics |= async_redact_data(encoded, REDACT)
    return diagnostics


def _encode(snapshot: Snapshot) -> dict[str, Json]:
    return {
        "mode": encode(snapshot.mode),
        "report": encode(snapshot.report),
        "jma": encode(snapshot.jma),
        "control": snapshot.control,
        "failures": snapshot.failures,
        "inputs": None if snapshot.inputs is None else encode(snapshot.inputs),
        "plan": encode(snapshot.plan),
        "commands": encode(snapshot.commands),
    }
