"""Units on ECHONET Lite: V2H (0x027E), chargers (0x02A1) and storage batteries (0x027D), of both integrations."""

from collections.abc import Iterator
from typing import Final

from homeassistant.core import HomeAssistant

from ..core.home import StorageKind
from .echonet import BATTERY, CHARGER, V2H, async_echonet, devices
from .echonet_storage import echonet_storage
from .storage_guess import StorageGuess

_CLASSES: Final = {
    StorageKind.V2H_EV: V2H,
    StorageKind.CHARGER_EV: CHARGER,
    StorageKind.HOME_BATTERY: BATTERY,
}


def find(hass: HomeAssistant, kind: StorageKind) -> Iterator[StorageGuess]:
    """Yield the units of this kind's class; one without a state of charge cannot be planned."""
    echonet = async_echonet(hass)
    for device in devices(echonet, _CLASSES[kind]):
        if (guess := echonet_storage(hass, echonet, device, _CLASSES[kind])).soc_entity is not None:
            yield guess
