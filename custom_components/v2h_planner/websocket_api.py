"""Websocket commands of the card: which homes there are, the face of one as it changes, and what a change would come to.

Who may read a home may look at it; nothing here changes anything.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from typing import Any, Final

from homeassistant.components import websocket_api
from homeassistant.components.websocket_api.messages import construct_event_message
from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import Context, HomeAssistant, callback
from homeassistant.exceptions import ServiceValidationError, Unauthorized
from homeassistant.helpers import config_validation as cv
from homeassistant.helpers.typing import VolDictType
from homeassistant.util import dt as dt_util
import probatio

from .const import DOMAIN
from .coordinator import V2HCoordinator
from .core.home import Mode, Storage
from .core.plan import SocTarget, TargetKind
from .core.trips import OneOffTrip
from .face.desk import NoPlanError, SupersededError, async_desk
from .face.feed import Rights, async_feed, async_words
from .face.preview import Change, inputs_now, mode_outlooks, preview, storm_outlook
from .permissions import CONTROL, READ, async_check
from .settings.trip_limits import TripError, check_times, check_trip
from .what_if.show import async_show

ERR_NOT_LOADED: Final = "not_loaded"
ERR_NO_STORAGE: Final = "no_storage"
ERR_WHICH_HOME: Final = "which_home"
ERR_NO_PLAN: Final = "no_plan"
ERR_SUPERSEDED: Final = "superseded"

MOST_SOCS: Final = 13

_ID = probatio.All(str, probatio.Length(min=1, max=64))
_TRIP_ID = probatio.All(str, probatio.Length(min=1, max=128))
_LANGUAGE = probatio.All(str, probatio.Length(min=1, max=35))
# JSON has no NaN, and a text is no number.
_NUMBER = probatio.Any(int, float)
_SOC = probatio.All(_NUMBER, probatio.Range(min=0, max=100))
_TRIP = {
    probatio.Required("leave"): cv.datetime,
    probatio.Required("back"): cv.datetime,
    probatio.Required("soc"): _SOC,
    probatio.Required("energy_kwh"): probatio.All(_NUMBER, probatio.Range(min=0, max=300)),
}
_TARGET = {probatio.Required("soc"): _SOC, probatio.Optional("by"): cv.datetime}
_HOME: Final[VolDictType] = {probatio.Optional("entry_id"): _ID}


@callback
def async_setup_websocket(hass: HomeAssistant) -> None:
    """Register the commands."""
    for command in (ws_homes, ws_subscribe, ws_preview, ws_compare_modes, ws_compare_storm, ws_simulation):
        websocket_api.async_register_command(hass, command)


class CommandError(Exception):
    """Why a command cannot be answered. `code`: for programs."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


@websocket_api.websocket_command({probatio.Required("type"): "v2h_planner/homes"})
@websocket_api.async_response
async def ws_homes(
    hass: HomeAssistant, connection: websocket_api.ActiveConnection, msg: dict[str, Any]
) -> None:
    """List the homes that this user may look at."""
    context = connection.context(msg)
    homes = [
        {"entry_id": entry.entry_id, "name": entry.title}
        for entry in hass.config_entries.async_entries(DOMAIN, include_ignore=False)
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
    with _answering(connection, msg):
        coordinator = await _readable(hass, connection, msg)
        may_control = await _may(hass, connection.context(msg), CONTROL, coordinator.config_entry.entry_id)
        feed = async_feed(hass, coordinator, msg.get("language") or hass.config.language)
        await feed.async_prepare()
        _check_loaded(coordinator)
        send = partial(_send, connection, msg["id"])
        whole, stop = feed.follow(Rights(may_control, connection.user.is_admin), send)
        connection.subscriptions[msg["id"]] = stop
        connection.send_result(msg["id"])
        send(whole)


@websocket_api.websocket_command(
    {
        probatio.Required("type"): "v2h_planner/preview",
        **_HOME,
        probatio.Optional("language"): _LANGUAGE,
        probatio.Optional("storage_id"): _ID,
        probatio.Optional("trip"): _TRIP,
        probatio.Optional("trip_id"): _TRIP_ID,
        probatio.Optional("socs"): probatio.All([_SOC], probatio.Length(max=MOST_SOCS)),
        probatio.Optional("target"): _TARGET,
        probatio.Optional("mode"): probatio.In([mode.value for mode in Mode]),
    }
)
@websocket_api.async_response
async def ws_preview(
    hass: HomeAssistant, connection: websocket_api.ActiveConnection, msg: dict[str, Any]
) -> None:
    """Answer what a change would come to."""
    with _answering(connection, msg):
        coordinator = await _readable(hass, connection, msg)
        change = _change(coordinator, msg)
        inputs = inputs_now(coordinator.data, coordinator.settings.home)
        if inputs is None:
            raise NoPlanError
        words = await async_words(hass, msg.get("language") or hass.config.language)
        socs = [soc / 100 for soc in msg.get("socs", ())]
        job = partial(preview, inputs, change, socs, words)
        found = await async_desk(hass, coordinator).async_ask(connection, job)
        _check_loaded(coordinator)
        connection.send_result(msg["id"], found)


@websocket_api.websocket_command({probatio.Required("type"): "v2h_planner/compare_modes", **_HOME})
@websocket_api.async_response
async def ws_compare_modes(
    hass: HomeAssistant, connection: websocket_api.ActiveConnection, msg: dict[str, Any]
) -> None:
    """Answer what each mode would cost and emit over the next day."""
    with _answering(connection, msg):
        coordinator = await _readable(hass, connection, msg)
        found = mode_outlooks(await async_desk(hass, coordinator).async_modes())
        _check_loaded(coordinator)
        connection.send_result(msg["id"], found)


@websocket_api.websocket_command({probatio.Required("type"): "v2h_planner/compare_storm", **_HOME})
@websocket_api.async_response
async def ws_compare_storm(
    hass: HomeAssistant, connection: websocket_api.ActiveConnection, msg: dict[str, Any]
) -> None:
    """Answer what being ready for a storm costs."""
    with _answering(connection, msg):
        coordinator = await _readable(hass, connection, msg)
        found = storm_outlook(await async_desk(hass, coordinator).async_storm())
        _check_loaded(coordinator)
        connection.send_result(msg["id"], found)


@websocket_api.websocket_command(
    {
        probatio.Required("type"): "v2h_planner/simulation",
        **_HOME,
        probatio.Optional("language"): _LANGUAGE,
    }
)
@websocket_api.async_response
async def ws_simulation(
    hass: HomeAssistant, connection: websocket_api.ActiveConnection, msg: dict[str, Any]
) -> None:
    """Send which tariffs a simulation knows, how far one is and what the last one found; from then on what has changed."""
    with _answering(connection, msg):
        coordinator = await _readable(hass, connection, msg)
        may_control = await _may(hass, connection.context(msg), CONTROL, coordinator.config_entry.entry_id)
        show = await async_show(hass, coordinator, msg.get("language") or hass.config.language)
        _check_loaded(coordinator)
        connection.subscriptions[msg["id"]] = show.follow(
            lambda event: connection.send_message(websocket_api.event_message(msg["id"], event))
        )
        connection.send_result(msg["id"])
        connection.send_message(
            websocket_api.event_message(msg["id"], {"may_control": may_control, **show.whole()})
        )


@contextmanager
def _answering(connection: websocket_api.ActiveConnection, msg: dict[str, Any]) -> Iterator[None]:
    """Send an error with its code where a command cannot be answered; all others are Home Assistant's to tell."""
    try:
        yield
    except CommandError as err:
        connection.send_error(msg["id"], err.code, str(err))
    except NoPlanError:
        connection.send_error(msg["id"], ERR_NO_PLAN, "There is no plan yet")
    except SupersededError:
        connection.send_error(msg["id"], ERR_SUPERSEDED, "A newer request has taken its place")


async def _readable(
    hass: HomeAssistant, connection: websocket_api.ActiveConnection, msg: dict[str, Any]
) -> V2HCoordinator:
    """Return the coordinator of the home that is asked for, if this user may look at it."""
    coordinator = _coordinator(hass, msg.get("entry_id"))
    await async_check(hass, connection.context(msg), READ, coordinator.config_entry.entry_id)
    return coordinator


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


@callback
def _check_loaded(coordinator: V2HCoordinator) -> None:
    """Raise CommandError where the home has gone, or was loaded anew, while something was awaited."""
    entry = coordinator.config_entry
    if entry.state is not ConfigEntryState.LOADED or entry.runtime_data is not coordinator:
        raise CommandError(ERR_NOT_LOADED, "The home is not loaded any more")


async def _may(hass: HomeAssistant, context: Context, policy: str, entry_id: str) -> bool:
    try:
        await async_check(hass, context, policy, entry_id)
    except Unauthorized:
        return False
    return True


@callback
def _send(connection: websocket_api.ActiveConnection, iden: int, event: bytes) -> None:
    connection.send_message(construct_event_message(iden, event))


# What is tried


def _change(coordinator: V2HCoordinator, msg: dict[str, Any]) -> Change:
    """Return what is tried; an error that says why not where it cannot be."""
    trip, target, skips = None, None, msg.get("trip_id")
    if "trip" in msg or "target" in msg:
        storage = _storage(coordinator, msg.get("storage_id"))
        trip = _trip(coordinator, storage, msg["trip"], skips) if "trip" in msg else None
        target = _target(storage, msg["target"]) if "target" in msg else None
    return Change(trip=trip, skips=skips, target=target, mode=Mode(msg["mode"]) if "mode" in msg else None)


def _storage(coordinator: V2HCoordinator, storage_id: str | None) -> Storage:
    """Return the storage of that id."""
    for storage in coordinator.settings.home.storages:
        if storage.id == storage_id:
            return storage
    raise CommandError(websocket_api.ERR_NOT_FOUND, "There is no such storage in this home")


def _trip(
    coordinator: V2HCoordinator, storage: Storage, asked: dict[str, Any], instead_of: str | None
) -> OneOffTrip:
    """Return a trip that could be announced, if the one in whose place it is were not."""
    if not storage.kind.is_ev:
        raise CommandError(websocket_api.ERR_INVALID_FORMAT, "Only a car makes trips")
    leave, back = _local(asked["leave"]), _local(asked["back"])
    others = [one for one in coordinator.announced_trips if one.id != instead_of]
    try:
        check_times(leave, back, dt_util.utcnow())
        trip = OneOffTrip(
            id="preview",
            storage_id=storage.id,
            leave=dt_util.as_utc(leave),
            back=dt_util.as_utc(back),
            soc=asked["soc"] / 100,
            energy_kwh=asked["energy_kwh"],
        )
        check_trip(trip, storage, others)
    except TripError as err:
        raise ServiceValidationError(
            translation_domain=DOMAIN, translation_key=err.key, translation_placeholders=err.placeholders
        ) from err
    return trip


def _target(storage: Storage, asked: dict[str, Any]) -> SocTarget:
    """Return an SOC that a person asks for, by now unless they say by when."""
    now = by = dt_util.utcnow()
    if "by" in asked and abs(asked["by"].year - now.year) <= 1:  # years 1 and 9999 have no other time zones
        by = max(dt_util.as_utc(_local(asked["by"])), now)
    return SocTarget(kind=TargetKind.PERSON, storage_id=storage.id, soc=asked["soc"] / 100, by=by)


def _local(when: datetime) -> datetime:
    """Return a time with its zone; one without is the home's."""
    return when if when.tzinfo is not None else when.replace(tzinfo=dt_util.get_default_time_zone())
