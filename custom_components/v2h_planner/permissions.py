"""Who may do what: an action, a sentence and a button ask for no less than the home's entities do.

The select of the mode stands for the home, the button *Charge now* for a storage; who may use one of them may do what
they do.
"""

from collections.abc import Collection
from typing import Final

from homeassistant.auth.permissions.const import POLICY_CONTROL, POLICY_READ
from homeassistant.core import Context, HomeAssistant
from homeassistant.exceptions import Unauthorized, UnknownUser
from homeassistant.helpers import entity_registry as er

from .const import DOMAIN

CONTROL: Final = POLICY_CONTROL
READ: Final = POLICY_READ

_HOME: Final = ("select", "_mode")
_STORAGE: Final = ("button", "_charge_now")


async def async_check(
    hass: HomeAssistant,
    context: Context,
    policy: str,
    entry_id: str | None = None,
    storage_id: str | None = None,
) -> None:
    """Raise Unauthorized or UnknownUser unless this context may read or control the home.

    Without a user it is Home Assistant itself: an automation. `entry_id` None: any home. `storage_id`: it is enough
    to be allowed that storage.
    """
    if context.user_id is None:
        return
    user = await hass.auth.async_get_user(context.user_id)
    if user is None:
        raise UnknownUser(context=context, permission=policy, user_id=context.user_id)
    if user.is_admin or user.permissions.access_all_entities(policy):
        return
    allowed = user.permissions.check_entity
    if not any(allowed(entity_id, policy) for entity_id in _entities(hass, entry_id, storage_id)):
        raise Unauthorized(context=context, permission=policy, user_id=context.user_id)


def _entities(hass: HomeAssistant, entry_id: str | None, storage_id: str | None) -> Collection[str]:
    """Return the entities that stand for the home and the storage."""
    registered = er.async_get(hass).entities
    return [
        entry.entity_id
        for entry in registered.values()
        if entry.platform == DOMAIN
        and entry_id in (None, entry.config_entry_id)
        and (
            (entry.domain == _HOME[0] and entry.unique_id.endswith(_HOME[1]))
            or (entry.domain == _STORAGE[0] and entry.unique_id == f"{storage_id}{_STORAGE[1]}")
        )
    ]
