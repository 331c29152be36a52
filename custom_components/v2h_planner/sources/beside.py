"""What stands beside the entity that commands a unit, by the registry: methods, confirmation, the car's own limit."""

from collections.abc import Callable, Iterable, Mapping
from typing import Final

from homeassistant.components.select import ATTR_OPTIONS
from homeassistant.core import CALLBACK_TYPE, Event, HomeAssistant, callback
from homeassistant.helpers import entity_registry as er

from ..readers.text import letters
from ..settings.model import Beside, Confirmation, Control, Method, Methods
from .echonet import CHARGER, V2H, Echonet, async_echonet, first, property_of
from .unit_tesla import limit_beside

# EPC 0xDC and 0xDD, in the words of both integrations.
_WORDS: Final[Mapping[str, Method]] = {
    "maximumchargingelectricpower": Method.MOST,
    "maximumchargingelectricpowercharging": Method.MOST,
    "surpluselectricpower": Method.FOLLOWING,
    "surpluselectricpowercharging": Method.FOLLOWING,
    "designatedelectricpower": Method.SET_POINT,
    "designatedelectricpowercharging": Method.SET_POINT,
    "maximumdischargingelectricpower": Method.MOST,
    "maximumdischargingelectricpowerdischarging": Method.MOST,
    "loadfollowing": Method.FOLLOWING,
    "loadfollowingdischarging": Method.FOLLOWING,
    "designatedelectricpowerdischarging": Method.SET_POINT,
}
_MODE = 0xDA


@callback
def async_beside(hass: HomeAssistant, control: Control) -> Beside:
    """Return what stands beside the entity of this control; nothing where it is no unit that we know."""
    if control.entity_id is None:
        return Beside()
    entry = er.async_get(hass).async_get(control.entity_id)
    if entry is None:
        return Beside()
    shown = property_of(entry)
    if shown is None or shown.eoj not in (V2H, CHARGER) or shown.epc != _MODE:
        return Beside(limit=limit_beside(hass, entry))
    echonet = async_echonet(hass)
    device = entry.device_id or entry.config_entry_id or ""
    return Beside(
        charging=_methods(hass, first(echonet, shown.eoj, 0xDC, device, "select")),
        discharging=_methods(hass, first(echonet, shown.eoj, 0xDD, device, "select")),
        confirmation=_confirmation(echonet, shown.eoj, device),
    )


def _methods(hass: HomeAssistant, entity_id: str | None) -> Methods | None:
    """Return the select and the options that it has now, or had when it was last there."""
    if entity_id is None:
        return None
    state, entry = hass.states.get(entity_id), er.async_get(hass).async_get(entity_id)
    options = None if state is None else state.attributes.get(ATTR_OPTIONS)
    if options is None and entry is not None:
        options = (entry.capabilities or {}).get(ATTR_OPTIONS)
    known = methods_of(options or ())
    return Methods(entity_id, known) if known else None


def methods_of(options: Iterable[object]) -> dict[Method, str]:
    """Return the option for each method that is known."""
    texts = [str(option) for option in options]
    return {_WORDS[letters(text)]: text for text in texts if letters(text) in _WORDS}


def _confirmation(echonet: Echonet, eoj: int, device: str) -> Confirmation | None:
    """Return the button by which a car's connection is confirmed (0xCD), and the plug that tells whether it helps."""
    button = first(echonet, eoj, 0xCD, device, "button")
    plug = first(echonet, eoj, 0xC7, device)
    return None if button is None or plug is None else Confirmation(button, plug, (eoj, 0xC7))


@callback
def async_follow_beside(hass: HomeAssistant, changed: Callable[[], None]) -> CALLBACK_TYPE:
    """Tell of entities that come, go, or get another id; returns how to stop."""

    @callback
    def matters(data: er.EventEntityRegistryUpdatedData) -> bool:
        return data["action"] != "update" or not data["changes"].keys().isdisjoint(
            ("entity_id", "disabled_by")
        )

    @callback
    def follow(_event: Event[er.EventEntityRegistryUpdatedData]) -> None:
        changed()

    return hass.bus.async_listen(er.EVENT_ENTITY_REGISTRY_UPDATED, follow, event_filter=matters)
