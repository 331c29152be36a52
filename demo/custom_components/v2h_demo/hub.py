"""The house in real time, its state kept over a restart."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, Final

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.device_registry import DeviceInfo
from homeassistant.helpers.dispatcher import async_dispatcher_connect, async_dispatcher_send
from homeassistant.helpers.entity import Entity
from homeassistant.helpers.event import async_track_time_interval
from homeassistant.helpers.storage import Store
from homeassistant.util import dt as dt_util

from .house import House, UnitMode
from .shapes import SHAPES, USUAL
from .weather import Weather

DOMAIN: Final = "v2h_demo"
TICK: Final = timedelta(seconds=10)
SAVE_DELAY_SECONDS: Final = 60
_KEPT: Final = (
    "soc_kwh",
    "charge_set_kw",
    "pv_kwh",
    "import_kwh",
    "export_kwh",
    "charged_kwh",
    "discharged_kwh",
    "grid_cut",
    "unplugged",
    "spike",
    "frozen",
    "disobeys",
)


class Hub:
    """The house and its clock."""

    def __init__(self, hass: HomeAssistant, entry: ConfigEntry[Any]) -> None:
        """Start from nothing; `async_start` brings the kept state back."""
        self.hass = hass
        self.entry_id = entry.entry_id
        self.house = House(now=dt_util.utcnow(), stays=entry.data.get("stays", False))
        self.shape = SHAPES[entry.data.get("shape", USUAL)]
        self.first_start = False
        self._store: Store[dict[str, Any]] = Store(hass, 1, f"{DOMAIN}.house")
        self._stop_clock: CALLBACK_TYPE | None = None

    @property
    def signal(self) -> str:
        """Name of the dispatcher signal that follows every tick and every button."""
        return f"{DOMAIN}_{self.entry_id}"

    async def async_start(self) -> None:
        """Load the kept house and start its clock."""
        kept = await self._store.async_load()
        self.first_start = kept is None
        if kept is not None:
            self.house.now = datetime.fromisoformat(kept["now"])
            self.house.mode = UnitMode(kept["mode"])
            self.house.weather = Weather(kept.get("weather", Weather.CALM))
            self.house.weather_at = datetime.fromisoformat(kept.get("weather_at", kept["now"]))
            for name in _KEPT:
                setattr(self.house, name, kept[name])
        self.house.step(dt_util.utcnow())
        self._stop_clock = async_track_time_interval(self.hass, self._tick, TICK)

    async def async_stop(self) -> None:
        """Stop the clock and save the state."""
        if self._stop_clock is not None:
            self._stop_clock()
        await self._store.async_save(self._kept())

    def _kept(self) -> dict[str, Any]:
        house = self.house
        return {
            "now": house.now.isoformat(),
            "mode": house.mode.value,
            "weather": house.weather.value,
            "weather_at": (house.weather_at or house.now).isoformat(),
        } | {name: getattr(house, name) for name in _KEPT}

    @callback
    def _tick(self, now: datetime) -> None:
        self.house.step(now)
        self.async_changed()

    async def async_set_weather(self, weather: Weather) -> None:
        """Change what the office says from now on, and have the planner ask it."""
        self.house.weather, self.house.weather_at = weather, dt_util.utcnow()
        self.async_changed()
        registry = er.async_get(self.hass)
        for entry in self.hass.config_entries.async_entries("v2h_planner"):
            replan = registry.async_get_entity_id("button", entry.domain, f"{entry.entry_id}_replan")
            if replan is not None:
                await self.hass.services.async_call("button", "press", {"entity_id": replan})

    @callback
    def async_changed(self) -> None:
        """Update the entities and save the state."""
        async_dispatcher_send(self.hass, self.signal)
        self._store.async_delay_save(self._kept, SAVE_DELAY_SECONDS)


DEVICES: Final[dict[str, tuple[str, str]]] = {
    "v2h": ("EV charger discharger", "V2H unit"),
    "pv": ("PV inverter", "PV inverter"),
    "meter": ("Smart meter", "Smart meter"),
    "market": ("Electricity market", "Market"),
    "stage": ("Stage", "Stage hand"),
}


class DemoEntity(Entity):
    """An entity of one of the home's devices that follows the home's clock."""

    _attr_has_entity_name = True
    _attr_should_poll = False

    def __init__(self, hub: Hub, device: str, key: str) -> None:
        """`key` is the translation key and the unique id."""
        self.hub = hub
        self._attr_translation_key = key
        self._attr_unique_id = f"{device}_{key}"
        # Entity ids stay English whatever the language, so that the demo's dashboard finds them.
        self.entity_id = f"{self._domain()}.demo_{device}_{key}"
        self._attr_device_info = DeviceInfo(
            identifiers={(DOMAIN, device)},
            translation_key=device,
            manufacturer="V2H Planner",
            model=DEVICES[device][1],
        )

    def _domain(self) -> str:
        return self.__class__.__module__.rsplit(".", 1)[-1]

    async def async_added_to_hass(self) -> None:
        """Follow the clock."""
        self.async_on_remove(async_dispatcher_connect(self.hass, self.hub.signal, self._follow()))

    def _follow(self) -> Callable[[], None]:
        return self.async_write_ha_state
