"""What was recorded of a home with a V2H unit, solar power and a distribution board, under the names that it has there."""

from collections.abc import Iterator
import json
from pathlib import Path
from typing import Any, Final

from homeassistant.core import HomeAssistant
from homeassistant.helpers.device_registry import DeviceInfo
from homeassistant.helpers.entity import Entity
from pyhems import REGISTRY

_RECORD: Final = Path(__file__).resolve().parents[2] / "echonet" / "entities" / "echonet_lite.json"
_KEPT: Final = json.loads(_RECORD.read_text())
_HOMES: Final = ("v2h", "board")
_DEVICES: Final = {
    "027e01": ("EV charger and discharger", "電気自動車充放電器"),
    "027901": ("Household solar power generation", "住宅用太陽光発電"),
    "028701": ("Power distribution board metering", "分電盤メータリング"),
}


class Recorded(Entity):
    """An entity that shows what it showed then."""

    _attr_has_entity_name = True
    _attr_should_poll = False

    def __init__(self, item: dict[str, Any], eoj: str, language: str) -> None:
        """Take its name from the list of ECHONET properties."""
        japanese = language == "ja"
        self.recorded: dict[str, Any] = item
        self._attr_unique_id = item["unique_id"]
        self._attr_name = _name(eoj, item["unique_id"].rsplit("-", 1)[1], japanese=japanese)
        self._attr_device_info = DeviceInfo(
            identifiers={("echonet_lite", eoj)}, name=_DEVICES[eoj][japanese], manufacturer="ECHONET"
        )


def recorded(hass: HomeAssistant, domain: str) -> Iterator[tuple[dict[str, Any], str, str]]:
    """Yield what the entities of a platform are made of."""
    for home in _HOMES:
        for eoj, items in _KEPT[home].items():
            yield from ((item, eoj, hass.config.language) for item in items if item["domain"] == domain)


def _name(eoj: str, key: str, *, japanese: bool) -> str:
    code, _, part = key.partition("_")
    for item in REGISTRY.entities[int(eoj[:4], 16)]:
        if item.epc == int(code, 16) and item.byte_offset == int(part or 0):
            return item.name_ja if japanese else item.name_en
    return key
