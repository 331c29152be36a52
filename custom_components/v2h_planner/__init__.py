"""V2H Planner: plans and commands the storages of a home in Japan."""

from datetime import datetime
from functools import partial

from homeassistant.config_entries import ConfigEntryState
from homeassistant.const import Platform
from homeassistant.core import HomeAssistant, callback
from homeassistant.exceptions import ConfigEntryError
from homeassistant.helpers import config_validation as cv, device_registry as dr
from homeassistant.helpers.event import async_track_time_change
from homeassistant.helpers.importlib import async_import_module
from homeassistant.helpers.typing import ConfigType

from .automations.homes import async_tell
from .automations.window_book import async_window_book
from .books.book_keeper import BookKeeper
from .const import DOMAIN
from .coordinator import AnyV2HConfigEntry, V2HCoordinator
from .dashboards import async_remove_dashboards, async_setup_dashboards, async_update_dashboards
from .entity import home_device
from .face.feed import async_end_feeds
from .repairs import (
    async_check_contract,
    async_check_home_size,
    async_check_tariff,
    async_clear_damage,
    async_clear_home_size,
)
from .runtime.persistence import StateStore
from .services import async_setup_services
from .settings.errors import NoStorageError, SettingsError
from .settings.from_entry import settings_from_entry
from .settings.model import Settings
from .sources.beside import async_beside, async_follow_beside
from .sources.entity_renames import async_follow_renames
from .websocket_api import async_setup_websocket
from .what_if.desk import async_end_desk

PLATFORMS = [
    Platform.BINARY_SENSOR,
    Platform.BUTTON,
    Platform.CALENDAR,
    Platform.EVENT,
    Platform.IMAGE,
    Platform.NUMBER,
    Platform.SELECT,
    Platform.SENSOR,
    Platform.SWITCH,
]

CONFIG_SCHEMA = cv.config_entry_only_config_schema(DOMAIN)


async def async_setup(hass: HomeAssistant, config: ConfigType) -> bool:
    """Register the actions and the commands of the card, bring the card."""
    async_setup_services(hass)
    async_setup_dashboards(hass)
    async_setup_websocket(hass)
    return True


async def async_setup_entry(hass: HomeAssistant, entry: AnyV2HConfigEntry) -> bool:
    """Plan one home; one without a storage waits for it."""
    entry.async_on_unload(entry.add_update_listener(_async_updated))
    entry.async_on_unload(async_follow_renames(hass, entry, partial(_renamed, entry)))
    async_check_home_size(hass, entry)
    _bring_dashboards(hass, entry)
    try:
        settings = settings_from_entry(entry, partial(async_beside, hass))
    except NoStorageError:
        entry.runtime_data = None  # the listener reloads the entry once there is one
        return True
    except SettingsError as err:
        raise ConfigEntryError(
            translation_domain=DOMAIN, translation_key=err.key, translation_placeholders=err.placeholders
        ) from err
    async_check_contract(hass, entry, settings.home)
    _look_at_tariff(hass, entry, settings)
    device = dr.async_get(hass).async_get_or_create(
        config_entry_id=entry.entry_id, **home_device(entry.entry_id)
    )
    entry.runtime_data = coordinator = V2HCoordinator(hass, entry, settings, device.id)
    await coordinator.async_config_entry_first_refresh()
    _follow_units(hass, entry, coordinator)
    entry.async_on_unload(partial(async_end_feeds, hass, entry.entry_id))
    entry.async_on_unload(partial(async_end_desk, hass, entry.entry_id))
    entry.async_on_unload(async_tell(hass, coordinator))
    await hass.config_entries.async_forward_entry_setups(entry, PLATFORMS)
    if "conversation" in hass.config.components:
        intents = await async_import_module(hass, f"{__package__}.voice.intents")
        entry.async_on_unload(intents.async_listen(hass, coordinator))
    return True


@callback
def _look_at_tariff(hass: HomeAssistant, entry: AnyV2HConfigEntry, settings: Settings) -> None:
    """Tell what changes about the prices, and look again each day."""

    @callback
    def look(_: datetime) -> None:
        if (coordinator := entry.runtime_data) is not None:
            async_check_tariff(hass, entry, coordinator.settings.prices.tariff)

    async_check_tariff(hass, entry, settings.prices.tariff)
    entry.async_on_unload(async_track_time_change(hass, look, hour=0, minute=0, second=30))


@callback
def _follow_units(hass: HomeAssistant, entry: AnyV2HConfigEntry, coordinator: V2HCoordinator) -> None:
    """Use what stands beside the units as soon as it comes, goes, or is called otherwise."""

    @callback
    def look() -> None:
        controls = (item.control for item in coordinator.settings.storages)
        if any(control.beside != async_beside(hass, control) for control in controls):
            hass.async_create_task(_async_updated(hass, entry), "v2h_planner: a unit has changed")

    entry.async_on_unload(async_follow_beside(hass, look))


@callback
def _bring_dashboards(hass: HomeAssistant, entry: AnyV2HConfigEntry) -> None:
    """Do it beside: a dashboard that fails is no reason not to plan."""
    hass.async_create_task(async_update_dashboards(hass, entry), "v2h_planner: dashboards")


async def async_unload_entry(hass: HomeAssistant, entry: AnyV2HConfigEntry) -> bool:
    """Stop planning and put every unit into its safe state."""
    if (coordinator := entry.runtime_data) is None:
        return True
    if not await hass.config_entries.async_unload_platforms(entry, PLATFORMS):
        return False
    await coordinator.async_let_go()
    return True


async def async_remove_entry(hass: HomeAssistant, entry: AnyV2HConfigEntry) -> None:
    """Remove what was saved."""
    async_clear_home_size(hass, entry)
    async_clear_damage(hass, entry)
    async_check_contract(hass, entry, None)
    async_check_tariff(hass, entry, None)
    await async_remove_dashboards(hass)
    await (await async_window_book(hass)).async_forget(entry.entry_id)
    await StateStore(hass, entry.entry_id).async_remove()
    await BookKeeper(hass, entry.entry_id).async_remove()


@callback
def _renamed(entry: AnyV2HConfigEntry, old: str, new: str) -> None:
    """Keep what an entity published under its former id."""
    if entry.state is ConfigEntryState.LOADED and entry.runtime_data is not None:
        entry.runtime_data.async_entity_renamed(old, new)


async def _async_updated(hass: HomeAssistant, entry: AnyV2HConfigEntry) -> None:
    """Use changed settings; only other devices or entities take a reload."""
    _bring_dashboards(hass, entry)
    settings: Settings | None
    try:
        settings = settings_from_entry(entry, partial(async_beside, hass))
    except SettingsError:  # no storage left, or settings that cannot be used: setup says so
        settings = None
    async_check_contract(hass, entry, None if settings is None else settings.home)
    async_check_tariff(hass, entry, None if settings is None else settings.prices.tariff)
    coordinator = entry.runtime_data if entry.state is ConfigEntryState.LOADED else None
    if settings is None or coordinator is None or _parts(settings) != _parts(coordinator.settings):
        hass.config_entries.async_schedule_reload(entry.entry_id)
    else:
        await coordinator.async_use(settings)


def _parts(settings: Settings) -> tuple[object, ...]:
    """Return what devices and entities are made from."""
    sources = settings.sources
    return (
        settings.prices.looop_area is None,
        settings.prices.tariff.demand is None,
        sources.warn,
        bool(sources.outages),
        sources.sun,
        (sources.co2 is None, sources.co2_area),
        *(
            (
                s.id,
                s.name,
                s.kind,
                s.can_discharge,
                s.learns_trips,
                bool(s.departures),
                item.control.commands,
            )
            for item in settings.storages
            for s in [item.storage]
        ),
    )
