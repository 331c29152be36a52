"""The settings as types, parsed from the config entry and its subentries, without Home Assistant."""

from dataclasses import dataclass, field
from datetime import time, timedelta
from enum import StrEnum
from typing import Any

from ..core.accounting.baseline import BaselineKind
from ..core.control.power_limits import PowerLimits, grid_limits, load_limits, pv_limits, storage_limits
from ..core.hazard import HazardPolicy
from ..core.home import Home, Storage
from ..core.outage.endurance import OutageTerms
from ..core.readings import Verb
from ..core.tariff.tariff import Tariff
from ..readers.jma.areas import JmaArea


class ControlKind(StrEnum):
    """How a unit is commanded."""

    SELECT = "select"  # one option per verb, powers by optional numbers
    NUMBER = "number"  # set-points in W or kW
    SWITCH = "switch"  # on = charge
    ACTIONS = "actions"  # any HA action sequence per verb
    NONE = "none"  # read only


class Method(StrEnum):
    """What decides the power while a unit charges or discharges."""

    MOST = "most"  # as much as it can
    FOLLOWING = "following"  # the surplus, or the load
    SET_POINT = "set_point"  # the power that it was told


@dataclass(frozen=True, slots=True)
class Methods:
    """The select of the method, and its option for each (ECHONET Lite: 充電方式, 放電方式)."""

    entity_id: str
    options: dict[Method, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Confirmation:
    """The button that confirms a car's connection; `plug` shows whether the car lets itself be used."""

    button: str
    plug: str
    echonet: tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """What stands beside the entity that commands a unit. It is found there, nobody is asked for it.

    `limit`: the car's own charge limit, a number in percent.
    """

    charging: Methods | None = None
    discharging: Methods | None = None
    confirmation: Confirmation | None = None
    limit: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Control:
    """How one unit is commanded.

    `options`: select option per verb; a verb without one cannot be commanded. `charge_number`,
    `discharge_number`: number entities that take a positive power (in the entity's own unit, W, kW or
    A); the same entity in both means a signed set-point, charging positive. `actions`: HA action
    sequences per verb, run with the variables `verb`, `power_w`, `power_kw`, `until_soc` (percent).
    `safe`: the verb that the unit is left in when we stop commanding it; None leaves it as it is.
    `safe_option`: the option that it is left in instead, in which it decides by itself.
    """

    kind: ControlKind = ControlKind.NONE
    entity_id: str | None = None
    options: dict[Verb, str] = field(default_factory=dict)
    charge_number: str | None = None
    discharge_number: str | None = None
    actions: dict[Verb, list[dict[str, Any]]] = field(default_factory=dict)
    verify_after: timedelta = timedelta(seconds=90)
    safe: Verb | None = Verb.STANDBY
    safe_option: str | None = None
    beside: Beside = Beside()

    @property
    def commands(self) -> bool:
        """Whether the unit can be commanded at all; otherwise it is only planned for."""
        return self.kind is not ControlKind.NONE

    @property
    def entities(self) -> tuple[str, ...]:
        """What is written to: somebody else who changes it takes the unit over."""
        methods = (self.beside.charging, self.beside.discharging)
        named = (self.entity_id, self.charge_number, self.discharge_number)
        return tuple(
            dict.fromkeys(
                entity_id
                for entity_id in (*named, *(item.entity_id for item in methods if item is not None))
                if entity_id is not None
            )
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class StorageSettings:
    """One storage subentry: its numbers, its entities and how it is commanded.

    `trips_calendar`: whose events are trips of this car; `odometer_entity`: what it has driven in its life;
    `tracker_entity`: whether it is at home, plugged in or not.
    """

    storage: Storage
    soc_entity: str
    connected_entity: str | None = None
    power_entity: str | None = None
    power_charging_positive: bool = True
    trips_calendar: str | None = None
    odometer_entity: str | None = None
    tracker_entity: str | None = None
    control: Control = Control()


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceSettings:
    """Where prices come from: an entity, or the retailer's list of an area; neither for a fixed table."""

    entity_id: str | None = None
    looop_area: str | None = None
    tariff: Tariff = Tariff()


@dataclass(frozen=True, slots=True)
class WarningSource:
    """An entity that warns. `states`: which of its states, names or severities count; none: the policy decides."""

    entity_id: str
    states: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class OutageSource:
    """An entity that detects outages. `states`: which of its states mean one; none: the reader decides."""

    entity_id: str
    states: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Sources:
    """The entities and services that the home is read from. `grid_import_positive` is the grid sensor's sign.

    `co2_area`: whose usual year of CO2 per kWh holds, as in core/forecast/carbon_curves.json.
    `jma_area`: the municipality whose warnings are asked for, None to ask for none.
    """

    pv_power: str | None = None
    load_power: str | None = None
    grid_power: str | None = None
    grid_import_positive: bool = True
    load_includes_storages: bool = False
    solar_forecast_entries: tuple[str, ...] = ()
    solar_forecast_entities: tuple[str, ...] = ()
    co2: str | None = None
    co2_area: str | None = None
    jma_area: JmaArea | None = None
    warnings: tuple[WarningSource, ...] = ()
    outages: tuple[OutageSource, ...] = ()

    @property
    def warn(self) -> bool:
        """Whether there is a source of storm warnings."""
        return self.jma_area is not None or bool(self.warnings)

    @property
    def sun(self) -> bool:
        """Whether the sun is metered or forecast."""
        return bool(self.pv_power or self.solar_forecast_entries or self.solar_forecast_entities)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """All settings of a home.

    `notify`: notify entities and notify actions (`notify.…`) to tell. `baseline`: what savings are measured against.
    `evening_at`: the time of day at which tomorrow's trips are asked about, None for never; `prices_at`: from which on
    tomorrow's prices are told.
    """

    home: Home
    prices: PriceSettings
    sources: Sources
    storages: tuple[StorageSettings, ...]
    hazards: HazardPolicy = HazardPolicy()
    outage: OutageTerms = OutageTerms()
    notify: tuple[str, ...] = ()
    baseline: BaselineKind = BaselineKind.NIGHT_TIMER
    hands_off: timedelta = timedelta(hours=2)
    stale_after: timedelta = timedelta(hours=1)
    evening_at: time | None = None
    prices_at: time | None = None

    @property
    def power_limits(self) -> dict[str, PowerLimits]:
        """What each power sensor can show, kW in the sensor's own sign, by entity id."""
        sources, with_storages = self.sources, self.sources.load_includes_storages
        grid = grid_limits(self.home)
        limits = {
            sources.pv_power: pv_limits(),
            sources.grid_power: grid if sources.grid_import_positive else grid.flipped,
            sources.load_power: load_limits(self.home, with_storages=with_storages),
        }
        for item in self.storages:
            unit = storage_limits(item.storage)
            limits[item.power_entity] = unit if item.power_charging_positive else unit.flipped
        return {entity_id: limit for entity_id, limit in limits.items() if entity_id is not None}

    def storage(self, storage_id: str) -> StorageSettings:
        """Return the settings of that storage; KeyError without one."""
        for item in self.storages:
            if item.storage.id == storage_id:
                return item
        raise KeyError(storage_id)
