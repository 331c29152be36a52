"""Everything that is needed to make the same plan again, offline, without saying whose home it is."""

from typing import Any

from homeassistant.components.diagnostics import async_redact_data
from homeassistant.core import HomeAssistant

from .coordinator import V2HConfigEntry
from .core.codec import Json, encode
from .state.snapshot import Snapshot

# What a person wrote and we need not know. Entity ids stay: a repair needs them.
REDACT = {"title", "name", "label"}
# The municipality says where the home is; whom to tell, who lives there.
REDACT_ENTRY = REDACT | {"actions", "jma_area", "notify"}


async def async_get_config_entry_diagnostics(hass: HomeAssistant, entry: V2HConfigEntry) -> dict[str, Any]:
    """The entry, what the last pass was made from and what came out."""
    diagnostics: dict[str, Any] = {"entry": async_redact_data(entry.as_dict(), REDACT_ENTRY)}
    coordinator = getattr(entry, "runtime_data", None)
    if coordinator is not None:
        encoded = await hass.async_add_executor_job(_encode, coordinator.data)
        diagnostics |= async_redact_data(encoded, REDACT)
    return diagnostics


def _encode(snapshot: Snapshot) -> dict[str, Json]:
    return {
        "mode": encode(snapshot.mode),
        "picture": encode(snapshot.report),
        "jma": encode(snapshot.jma),
        "control": snapshot.control,
        "failures": snapshot.failures,
        "inputs": None if snapshot.inputs is None else encode(snapshot.inputs),
        "plan": encode(snapshot.plan),
        "commands": encode(snapshot.commands),
    }
