"""ECHONET Lite devices of both integrations: their entities by class and property, for guesses."""

import re

from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import entity_registry as er

# `…-class_027e_epc_da` is how `echonet_lite` ends a unique id; `…-2-126-1-218` how `echonetlite` does.
_PYHEMS_ID = re.compile(r"class_(?P<eoj>[0-9a-f]{4})_epc_(?P<epc>[0-9a-f]{2})(?P<rest>_.+)?$")
_PYCHONET_ID = re.compile(r"-(?P<group>\d{1,3})-(?P<class>\d{1,3})-\d{1,3}-(?P<epc>\d{1,3})$")
_PLATFORMS = frozenset({"echonet_lite", "echonetlite"})

type Echonet = dict[tuple[str, int, int], list[str]]


@callback
def async_echonet(hass: HomeAssistant) -> Echonet:
    """Index the entities of both ECHONET Lite integrations: (device, class, property) -> entity ids."""
    found: Echonet = {}
    for entry in er.async_get(hass).entities.values():
        if (
            entry.platform not in _PLATFORMS
            or entry.disabled
            or (code := echonet_code(entry.unique_id)) is None
        ):
            continue
        found.setdefault((entry.device_id or entry.config_entry_id or "", *code), []).append(entry.entity_id)
    return found


def echonet_code(unique_id: str) -> tuple[int, int] | None:
    """Parse class and property of an ECHONET Lite entity from its unique id; None where it has neither."""
    if (match := _PYHEMS_ID.search(unique_id)) is not None:
        return None if match["rest"] else (int(match["eoj"], 16), int(match["epc"], 16))
    if (match := _PYCHONET_ID.search(unique_id)) is not None:
        return int(match["group"]) << 8 | int(match["class"]), int(match["epc"])
    return None


def first(
    echonet: Echonet, eoj: int, epc: int, device: str | None = None, domain: str = "sensor"
) -> str | None:
    """Return the first entity of that class, property and domain."""
    for (owner, owner_eoj, owner_epc), entity_ids in echonet.items():
        if (owner_eoj, owner_epc) == (eoj, epc) and device in (None, owner):
            for entity_id in entity_ids:
                if entity_id.startswith(f"{domain}."):
                    return entity_id
    return None
