"""What an integration shows of a home, in Home Assistant, and a planner's reader on it."""

from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr, entity_registry as er
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.v2h_planner.core.home import StorageKind
from custom_components.v2h_planner.settings.from_entry import settings_from_entry
from custom_components.v2h_planner.sources.discovery import async_guess_storage
from custom_components.v2h_planner.sources.entity_reader import EntityReader
from custom_components.v2h_planner.sources.storage_guess import StorageGuess
from tests.ha.entry_forms import V2H_EV, home_entry, storage

from .record import kept

PLATFORMS = ("echonet_lite", "echonetlite")


@dataclass(frozen=True, slots=True)
class Shown:
    """The entities of one integration, by object and property (and part of it)."""

    hass: HomeAssistant
    platform: str
    ids: dict[tuple[int, str], str]

    def __getitem__(self, at: tuple[int, str]) -> str:
        return self.ids[at]

    def get(self, eoj: int, key: str) -> str | None:
        """Return the entity, None where the integration makes none."""
        return self.ids.get((eoj, key))

    def set(self, eoj: int, key: str, state: object) -> None:
        """An entity shows something else."""
        entity_id = self.ids[eoj, key]
        self.hass.states.async_set(entity_id, str(state), self.hass.states.get(entity_id).attributes)


def show(hass: HomeAssistant, platform: str, home: str, *, entry: MockConfigEntry | None = None) -> Shown:
    """Show what was recorded of a home. Names say nothing: people have their own, and devices have Japanese ones."""
    if entry is None:
        entry = MockConfigEntry(domain=platform)
        entry.add_to_hass(hass)
    found: dict[tuple[int, str], str] = {}
    for at, (eoj, entities) in enumerate(kept(platform)[home].items()):
        owner = dr.async_get(hass).async_get_or_create(
            config_entry_id=entry.entry_id, identifiers={(platform, home, eoj)}
        )
        for item in entities:
            registered = er.async_get(hass).async_get_or_create(
                item["domain"],
                platform,
                item["unique_id"],
                suggested_object_id=f"denki_{at}_{len(found)}",
                config_entry=entry,
                device_id=owner.id,
            )
            hass.states.async_set(registered.entity_id, item["state"], item["attributes"])
            found[int(eoj, 16) >> 8, _key(platform, item["unique_id"])] = registered.entity_id
    return Shown(hass, platform, found)


def _key(platform: str, unique_id: str) -> str:
    """Return property and part in hex: `e4`, `c8_4`, `e8_r_phase_amperes`."""
    last = unique_id.split("-")
    if platform == "echonet_lite":
        return last[-1].removesuffix("_0")
    code, *part = last[4:]
    return "_".join((f"{int(code):02x}", *part))


async def car_of(hass: HomeAssistant, **battery: Any) -> tuple[StorageGuess, EntityReader]:
    """A car whose forms were sent as they opened, and what reads it."""
    guess = await async_guess_storage(hass, StorageKind.V2H_EV)
    data = deepcopy(V2H_EV)
    data["battery"] |= {
        "soc_entity": guess.soc_entity,
        "connected_entity": guess.connected_entity,
        "power_entity": guess.power_entity,
        **battery,
    }
    data["control"]["entity"] = guess.select
    return guess, reader(hass, storage("v2h_ev", data, name="Car", subentry_id="car"))


def reader(hass: HomeAssistant, *storages: Any) -> EntityReader:
    """What reads a home with these storages."""
    return EntityReader(hass, settings_from_entry(home_entry(*storages)))
