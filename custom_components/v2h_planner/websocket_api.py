"""Websocket commands of the card: which homes there are, and the face of one as it changes.

Who may read a home may look at it; nothing here changes anything.
"""

from functools import partial
from typing import Any, Final

from homeassistant.components import websocket_api
from homeassistant.components.websocket_api.messages import construct_event_message
from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import Context, HomeAssistant, callback
from homeassistant.exceptions import Unauthorized
from homeassistant.helpers.typing import VolDictType
import probatio

from .const import DOMAIN
from .coordinator import V2HCoordinator
from .face.feed import Feed, Rights, async_feed
from .permissions import CONTROL, READ, async_check

ERR_NOT_LOADED: Final = "not_loaded"
ERR_NO_STORAGE: Final = "no_storage"
ERR_WHICH_HOME: Final = "which_home"

_ID = probatio.All(str, probatio.Length(min=1, max=64))
_LANGUAGE = probatio.All(str, probatio.Length(min=1, max=35))
_HOME: Final[VolDictType] = {probatio.Optional("entry_id"): _ID}


@callback
def async_setup_websocket(hass: HomeAssistant) -> None:
    """Register the commands."""
    for command in (ws_homes, ws_subscribe):
        websocket_api.async_register_command(hass, command)


class CommandError(Exception):
    """Why a command cannot be answered. `code`: for programs."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


def _coordinator(hass: HomeAssistant, entry_id: str | None) -> V2HCoordinator:
    """Return the coordinator of a home, or of the only one; CommandError without one."""
    entries = [
        entry
        for entry in hass.config_entries.async_entries(DOMAIN, include_ignore=False)
        if entry_id in (None, entry.entry_id)
    ]
    if not entries:
        raise CommandError(websocket_api.ERR_NOT_FOUND, "There is no such home")
    if len(entries) > 1:
        raise CommandError(ERR_WHICH_HOME, "There are several homes: name one by its entry_id")
    entry = entries[0]
    if entry.state is not ConfigEntryState.LOADED:
        raise CommandError(ERR_NOT_LOADED, "The home is not loaded")
    coordinator: V2HCoordinator | None = entry.runtime_data
    if coordinator is None:
        raise CommandError(ERR_NO_STORAGE, "The home has no storage yet")
    return coordinator


async def _may(hass: HomeAssistant, context: Context, policy: str, entry_id: str) -> bool:
    try:
        await async_check(hass, context, policy, entry_id)
    except Unauthorized:
        return False
    return True


@websocket_api.websocket_command({probatio.Required("type"): "v2h_planner/homes"})
@websocket_api.async_response
async def ws_homes(
    hass: HomeAssistant, connection: websocket_api.ActiveConnection, msg: dict[str, Any]
) -> None:
    """List the homes that this user may look at."""
    context = connection.context(msg)
    entries = hass.config_entries.async_entries(DOMAIN, include_ignore=False)
    homes = [
        {"entry_id": entry.entry_id, "name": entry.title}
        for entry in entries
        if await _may(hass, context, READ, entry.entry_id)
    ]
    connection.send_result(msg["id"], homes)


@websocket_api.websocket_command(
    {
        probatio.Required("type"): "v2h_planner/subscribe",
        **_HOME,
        probatio.Optional("language"): _LANGUAGE,
    }
)
@websocket_api.async_response
async def ws_subscribe(
    hass: HomeAssistant, connection: websocket_api.ActiveConnection, msg: dict[str, Any]
) -> None:
    """Send the face of a home, and from then on the parts of it that have changed."""
    try:
        feed, rights = await _feed(hass, connection, msg)
    except CommandError as err:
        connection.send_error(msg["id"], err.code, str(err))
        return
    send = partial(_send, connection, msg["id"])
    whole, stop = feed.follow(rights, send)
    connection.subscriptions[msg["id"]] = stop
    connection.send_result(msg["id"])
    send(whole)


async def _feed(
    hass: HomeAssistant, connection: websocket_api.ActiveConnection, msg: dict[str, Any]
) -> tuple[Feed, Rights]:
    """Return the feed that is asked for, ready to be followed, and what its reader may do."""
    coordinator, context = _coordinator(hass, msg.get("entry_id")), connection.context(msg)
    entry = coordinator.config_entry
    await async_check(hass, context, READ, entry.entry_id)
    may_control = await _may(hass, context, CONTROL, entry.entry_id)
    feed = async_feed(hass, coordinator, msg.get("language") or hass.config.language)
    await feed.async_prepare()
    if feed.is_over or entry.state is not ConfigEntryState.LOADED:
        raise CommandError(ERR_NOT_LOADED, "The home is not loaded any more")
    return feed, Rights(may_control=may_control, may_edit=connection.user.is_admin)


@callback
def _send(connection: websocket_api.ActiveConnection, iden: int, event: bytes) -> None:
    connection.send_message(construct_event_message(iden, event))
