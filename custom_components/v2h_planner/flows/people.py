"""The form about people: who gets notifications, when they are asked and told, how long a manual command is respected."""

from collections.abc import Mapping
from typing import Any

from homeassistant.components.notify import DOMAIN as NOTIFY
from homeassistant.config_entries import ConfigFlowResult
from homeassistant.core import HomeAssistant, callback
import probatio

from .. import const as c
from .base import HomeForm
from .checks import Problems
from .fields import MinuteSelector, labelled, number

# Actions that are no target: the one for notify entities, Home Assistant's own panel, and "whoever is first".
_NO_TARGETS = frozenset({"send_message", "persistent_notification", "notify"})


@callback
def notify_targets(hass: HomeAssistant) -> dict[str, str]:
    """Return notify entities, and notify actions of integrations without them (`notify.mobile_app_…`): id -> label."""
    actions = hass.services.async_services_for_domain(NOTIFY)
    targets = {f"{NOTIFY}.{name}": f"{NOTIFY}.{name}" for name in sorted(actions) if name not in _NO_TARGETS}
    return targets | {state.entity_id: state.name for state in hass.states.async_all(NOTIFY)}


def people_schema(targets: Mapping[str, str]) -> probatio.Schema:
    """Build the schema; without targets for notifications, none is asked for."""
    notify: dict[probatio.Marker, Any] = {}
    if targets:
        notify[probatio.Optional(c.CONF_NOTIFY)] = labelled(targets, multiple=True)
    return probatio.Schema(
        {
            **notify,
            probatio.Optional(c.CONF_EVENING): MinuteSelector(),
            probatio.Optional(c.CONF_PRICES_AT): MinuteSelector(),
            probatio.Required(c.CONF_HANDS_OFF_HOURS, default=2): number(0, 48, "h", step=0.5),
            probatio.Required(c.CONF_STALE_MINUTES, default=60): number(5, 1440, "min", step=5),
        }
    )


class PeopleForms(HomeForm):
    """The form."""

    async def async_step_people(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Ask who gets notifications, when they are asked about tomorrow, how long a manual command is respected."""
        if user_input is not None:
            return await self.async_answer(c.CONF_PEOPLE, user_input)
        stored: Mapping[str, Any] = self.answered().get(c.CONF_PEOPLE, {})
        targets = notify_targets(self.hass)
        # One that was chosen and is gone stays in the list, or the form could not be sent.
        targets |= {gone: gone for gone in stored.get(c.CONF_NOTIFY, ()) if gone not in targets}
        return self._show("people", people_schema(targets), stored, Problems())
