"""Everything that is needed to make the same plan again, offline, without telling whose home it is."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from homeassistant.components.diagnostics import REDACTED, async_redact_data
from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant, valid_entity_id

from .const import CONF_JMA_AREA
from .coordinator import AnyV2HConfigEntry
from .core.codec import Json, encode
from .readers.secrets import conceal
from .state.snapshot import Snapshot

# What a person wrote and we need not know. Entity ids stay: a repair needs them.
REDACT = {"title", "name", "label"}
# The municipality says where the home is; whom to tell, who lives there.
REDACT_ENTRY = REDACT | {"actions", CONF_JMA_AREA, "notify"}
# Free text: of faults, and of what a feed wrote that we do not know.
_TOLD = {"found", "source", "unknown", "odd"}
# Shorter words are in too many others.
_LEAST_LETTERS = 2


async def async_get_config_entry_diagnostics(hass: HomeAssistant, entry: AnyV2HConfigEntry) -> dict[str, Any]:
    """Return the entry, what the last pass was made from and its result."""
    diagnostics: dict[str, Any] = {"entry": async_redact_data(entry.as_dict(), REDACT_ENTRY)}
    if entry.state is ConfigEntryState.LOADED and entry.runtime_data is not None:
        encoded = await hass.async_add_executor_job(_encode, entry.runtime_data.data)
        diagnostics |= async_redact_data(encoded, REDACT)
    hidden = await hass.async_add_executor_job(_without, diagnostics, _private_words(hass, entry))
    assert isinstance(hidden, dict)
    return hidden


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


def _private_words(hass: HomeAssistant, entry: AnyV2HConfigEntry) -> list[str]:
    """Return what was left out, which a fault may name all the same; the longest first, for it may hold others."""
    words = {entry.title, hass.config.location_name, *(item.title for item in entry.subentries.values())}
    words |= {other.title for other in hass.config_entries.async_entries() if other.domain != entry.domain}
    for area in _values_of(CONF_JMA_AREA, entry.options):
        words |= {str(word) for word in (area.values() if isinstance(area, Mapping) else [area])}
    return sorted((word for word in words if len(word) >= _LEAST_LETTERS), key=len, reverse=True)


def _values_of(key: str, data: Mapping[str, Any]) -> Iterator[Any]:
    """Yield the values of a key, however deep it is."""
    for name, value in data.items():
        if name == key:
            yield value
        elif isinstance(value, Mapping):
            yield from _values_of(key, value)


def _without(data: Json, words: Sequence[str]) -> Json:
    """Return the data in whose faults none of these words is told, and no key; entity ids stay as they are."""

    def cleaned(value: Json, *, told: bool) -> Json:
        if isinstance(value, dict):
            return {key: cleaned(item, told=key in _TOLD) for key, item in value.items()}
        if isinstance(value, list):
            return [cleaned(item, told=told) for item in value]
        if not told or not isinstance(value, str) or valid_entity_id(value):
            return value
        for word in words:
            value = value.replace(word, REDACTED)
        return conceal(value)

    return cleaned(data, told=False)
