"""Home Assistant states -> one checked reading of the home; an entity's last good value holds for a while.

How old a value may be is each input's own: a plug rests for ever, PV and units at zero too; a meter of the house
or the grid never rests. An SOC is handed on with its age: `core/control/soc_estimate.py` judges it by what flows.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from homeassistant.const import ATTR_UNIT_OF_MEASUREMENT, STATE_OFF, STATE_ON
from homeassistant.core import HomeAssistant, State, callback
from homeassistant.helpers import entity_registry as er
from homeassistant.util import dt as dt_util

from ..core.control.soc_estimate import IDLE_KW
from ..core.hazard import Hazard, HazardReport
from ..core.readings import Fault, FaultKind, Readings, StorageReading, Verb
from ..core.recollection import TOLD_BY
from ..core.series import StepSeries
from ..readers.carbon import read_co2_forecast
from ..readers.entity_state import EntityState, Read
from ..readers.numbers import read_co2_kg, read_odometer_km, read_power_kw, read_soc, state_fault
from ..readers.outage import merge_outages, read_outage
from ..readers.storage import Plug, read_doing, read_plug
from ..readers.units_of_measurement import UNIT_VOLTS, UNITLESS
from ..readers.warning_entities import read_warning
from ..readers.whereabouts import Whereabouts, read_at_home
from ..settings.model import Control, ControlKind, Settings, StorageSettings
from .echonet import async_told, meaning, property_of

# How long the last good value replaces one that cannot be read: a reboot of a gateway, not a broken sensor.
LAST_GOOD = timedelta(minutes=30)
# The house and the grid never rest: their meters are old after this share of the time that others may be silent.
RESTLESS = 1 / 4
# A car that came has the SOC that is told after it was plugged in; one that never is counts after so long all the same,
# or a car that was only unplugged would stay unknown: a unit on ECHONET Lite is asked once a minute, others when they like.
ASKED_BY = timedelta(minutes=5)


@callback
def async_entity_state(hass: HomeAssistant, entity_id: str) -> EntityState:
    """Return what the entity shows now."""
    state = hass.states.get(entity_id)
    if state is None:
        return EntityState(entity_id=entity_id, state=None, attributes={}, updated=None)
    shown = async_meaning(hass, entity_id)(state)
    entry = er.async_get(hass).async_get(entity_id)
    if entry is None or shown.echonet is None:
        return shown
    return replace(shown, updated=async_told(hass, entry, state))


@callback
def async_meaning(hass: HomeAssistant, entity_id: str) -> Callable[[State], EntityState]:
    """Return what tells the meaning of a state of the entity, now or in the past, in any thread."""
    entry = er.async_get(hass).async_get(entity_id)
    shown = None if entry is None else property_of(entry)
    unitless = UNITLESS.get(entry.platform) if entry is not None and entry.domain == "number" else None

    def of(state: State) -> EntityState:
        text: str = state.state
        attributes: Mapping[str, Any] = state.attributes
        if shown is not None:
            text, attributes = meaning(shown, state)
        elif unitless:
            attributes = {ATTR_UNIT_OF_MEASUREMENT: unitless, **attributes}
        return EntityState(
            entity_id=entity_id,
            state=text,
            attributes=attributes,
            updated=state.last_reported,
            echonet=None if shown is None else shown.code,
        )

    return of


@dataclass(frozen=True, slots=True)
class _Good[T]:
    value: T
    at: datetime


class EntityReader:
    """Reads the home's entities and remembers the last good value of each."""

    def __init__(self, hass: HomeAssistant, settings: Settings) -> None:
        """Begin without any value."""
        self._hass = hass
        self.settings = settings
        self._good: dict[str, _Good[object]] = {}
        self._away: set[str] = set()
        self._came: dict[str, datetime] = {}
        self._whereabouts: dict[str, Whereabouts] = {}
        self._odometers: dict[str, float] = {}

    @callback
    def readings(self, now: datetime, *, outage: bool = False) -> Readings:
        """Return the home, now; what cannot be read is None and has a fault."""
        faults: list[Fault] = []
        sources = self.settings.sources
        storages = tuple(self._storage(item, now, faults) for item in self.settings.storages)
        pv = self._power(sources.pv_power, now, faults, rests=True)
        # a meter that died with the grid would go on showing its last import
        grid = 0.0 if outage else self._power(sources.grid_power, now, faults)
        if grid is not None and not sources.grid_import_positive:
            grid = -grid
        load = self._power(sources.load_power, now, faults)
        return Readings(
            at=now,
            storages=storages,
            pv_kw=None if pv is None else max(pv, 0.0),
            grid_kw=grid,
            load_kw=max(load, 0.0) if load is not None and not sources.load_includes_storages else None,
            drawn_kw=self._drawn(load, pv, grid),
            drawn_at=self._told_at(sources.load_power or sources.grid_power),
            faults=tuple(faults),
        )

    @callback
    def storage(self, storage_id: str, now: datetime) -> StorageReading:
        """Return one storage, now."""
        return self._storage(self.settings.storage(storage_id), now, [])

    @callback
    def co2_kg_per_kwh(self, now: datetime) -> Read[float]:
        """Return the grid's CO2 factor now; no value and no fault without an entity for it."""
        entity_id = self.settings.sources.co2
        if entity_id is None:
            return Read(None)
        return self._or_last_good(entity_id, read_co2_kg(async_entity_state(self._hass, entity_id), now), now)

    @callback
    def co2_forecast(self) -> StepSeries:
        """Return what the CO2 entity forecasts for the next hours, kg/kWh; most have no forecast."""
        entity_id = self.settings.sources.co2
        if entity_id is None:
            return StepSeries()
        return read_co2_forecast(async_entity_state(self._hass, entity_id), dt_util.get_default_time_zone())

    @callback
    def warnings(self, now: datetime) -> tuple[HazardReport, tuple[Fault, ...]]:
        """Return the warnings of the chosen entities, and what was wrong with them."""
        hazards: list[Hazard] = []
        silent: set[str] = set()
        faults: list[Fault] = []
        for source in self.settings.sources.warnings:
            read = read_warning(async_entity_state(self._hass, source.entity_id), now, source.states)
            faults += read.faults
            if read.hazards is None:
                silent.add(source.entity_id)
            else:
                hazards += read.hazards
        return HazardReport(hazards=tuple(hazards), silent=frozenset(silent)), tuple(faults)

    @callback
    def outage(self, now: datetime) -> Read[bool]:
        """Return whether the grid is gone; no value where no entity tells."""
        return merge_outages(
            self._or_last_good(
                source.entity_id,
                read_outage(async_entity_state(self._hass, source.entity_id), now, source.states),
                now,
            )
            for source in self.settings.sources.outages
        )

    def _or_last_good[T](self, key: str, read: Read[T], now: datetime) -> Read[T]:
        """Return what was read, or the last good value while it is fresh enough (no fault is fatal then)."""
        if read.value is not None:
            self._good[key] = _Good(read.value, now)
            return read
        good = self._good.get(key)
        stale = any(fault.kind is FaultKind.STALE for fault in read.faults)
        if good is None or stale or now - good.at > LAST_GOOD:
            return read
        value: T = good.value  # type: ignore[assignment]  # stored under this key by this reader
        return Read(value, tuple(replace(fault, fatal=False) for fault in read.faults))

    def _read[T](self, entity_id: str, read: Read[T], now: datetime, faults: list[Fault]) -> T | None:
        result = self._or_last_good(entity_id, read, now)
        faults.extend(result.faults)
        return result.value

    def _power(
        self,
        entity_id: str | None,
        now: datetime,
        faults: list[Fault],
        *,
        rests: bool = False,
        volts: float | None = None,
    ) -> float | None:
        """Return power in kW. What `rests` may repeat its last zero all night; with `volts`, a current is one."""
        if entity_id is None:
            return None
        state = async_entity_state(self._hass, entity_id)
        limits = self.settings.power_limits[entity_id]
        read = read_power_kw(state, now, stale_after=None, low=limits.low, high=limits.high, volts=volts)
        stale_after: timedelta | None = self.settings.stale_after
        if rests and read.value is not None and abs(read.value) <= IDLE_KW:
            stale_after = None
        elif not rests:
            stale_after = RESTLESS * self.settings.stale_after
        if read.value is not None and (fault := state_fault(state, now, stale_after)):
            read = Read(None, (fault,))
        return self._read(entity_id, read, now, faults)

    def _drawn(self, load: float | None, pv: float | None, grid: float | None) -> float | None:
        """Return what house and storages draw, kW, where no meter leaves the storages out: metered, or grid and PV."""
        sources = self.settings.sources
        if sources.load_power:
            return load if sources.load_includes_storages else None
        return None if grid is None or (pv is None and sources.pv_power) else grid + (pv or 0.0)

    def _storage(self, item: StorageSettings, now: datetime, faults: list[Fault]) -> StorageReading:
        """Return one storage as its sensors show it, its SOC however old."""
        plug = self._plug(item, now, faults)
        connected = None if plug is None else plug.connected
        soc_state = async_entity_state(self._hass, item.soc_entity)
        soc = Read[float](None) if self._is_of_before(item, soc_state, now) else read_soc(soc_state, now)
        if connected is not False:  # what a unit shows without a car is no fault
            faults.extend(soc.faults)
        power = self._power(item.power_entity, now, faults, rests=True, volts=UNIT_VOLTS)
        if power is not None and not item.power_charging_positive:
            power = -power
        at_home = self._at_home(item, now, faults)
        if connected is None and at_home is False:
            # it cannot be plugged in elsewhere; where power flows it is here, whatever the tracker follows
            connected, at_home = (False, False) if abs(power or 0.0) <= IDLE_KW else (None, None)
        return StorageReading(
            storage_id=item.storage.id,
            soc=soc.value,
            connected=connected,
            plug_silent=item.connected_entity is not None and connected is None,
            power_kw=power,
            doing=self._doing(item.control, power, now),
            soc_at=soc_state.updated,
            power_at=self._told_at(item.power_entity),
            told_at=self._commanded_at(item.control),
            set_kw=self._set_kw(item),
            may_charge=None if plug is None else plug.charge,
            may_discharge=None if plug is None else plug.discharge,
            odometer_km=self._odometer(item, now, faults),
            at_home=at_home,
        )

    def _at_home(self, item: StorageSettings, now: datetime, faults: list[Fault]) -> bool | None:
        """Return whether the car is at home as its tracker says; no plan waits for it, so its faults are not fatal."""
        if (entity_id := item.tracker_entity) is None:
            return None
        read = self._or_last_good(
            entity_id, read_at_home(async_entity_state(self._hass, entity_id), now), now
        )
        faults.extend(replace(fault, fatal=False) for fault in read.faults)
        place = self._whereabouts.get(item.storage.id, Whereabouts()).after(read.value, now)
        self._whereabouts[item.storage.id] = place
        return place.at_home

    def _odometer(self, item: StorageSettings, now: datetime, faults: list[Fault]) -> float | None:
        """Return what the car has driven in its life, km; no plan waits for it, so its faults are not fatal.

        A car that sleeps tells nothing, and drives nothing: what it has told last still holds.
        """
        if item.odometer_entity is None:
            return None
        read = read_odometer_km(async_entity_state(self._hass, item.odometer_entity), now)
        faults.extend(replace(fault, fatal=False) for fault in read.faults)
        if read.value is not None:
            self._odometers[item.storage.id] = read.value
        return self._odometers.get(item.storage.id)

    def _plug(self, item: StorageSettings, now: datetime, faults: list[Fault]) -> Plug | None:
        """Return what the plug says, and remember when the car came; a battery that is no car is always there."""
        if item.connected_entity is None:
            return None if item.storage.kind.is_ev else Plug(True)
        plug = self._read(
            item.connected_entity,
            read_plug(async_entity_state(self._hass, item.connected_entity), now),
            now,
            faults,
        )
        if plug is not None and not plug.connected:
            self._away.add(item.storage.id)
        elif plug is not None and item.storage.id in self._away:
            state = self._hass.states.get(item.connected_entity)
            self._came[item.storage.id] = now if state is None else min(state.last_changed, now)
            self._away.discard(item.storage.id)
        return plug

    def _is_of_before(self, item: StorageSettings, soc: EntityState, now: datetime) -> bool:
        """Return whether the SOC was told before the car came, and may yet be told anew."""
        came, state = self._came.get(item.storage.id), self._hass.states.get(item.soc_entity)
        if came is None or state is None or state.last_reported >= came:
            return False
        return now - came <= (TOLD_BY if soc.echonet is None else ASKED_BY)

    def _told_at(self, entity_id: str | None) -> datetime | None:
        """Return when the entity told the value that counts: now, or the last good one."""
        if entity_id is None:
            return None
        good, state = self._good.get(entity_id), async_entity_state(self._hass, entity_id)
        return state.updated if good is None or state.updated is None else min(good.at, state.updated)

    def _commanded_at(self, control: Control) -> datetime | None:
        """Return when one of the entities that command the unit last changed, whoever did that."""
        states = (self._hass.states.get(entity_id) for entity_id in control.entities)
        return max((state.last_changed for state in states if state is not None), default=None)

    def _set_kw(self, item: StorageSettings) -> float | None:
        """Return the charging power that the unit is set to, kW."""
        if item.control.charge_number is None:
            return None
        state = async_entity_state(self._hass, item.control.charge_number)
        most = item.storage.charge_max_kw
        return read_power_kw(state, dt_util.utcnow(), stale_after=None, low=0.0, high=most).value

    def _doing(self, control: Control, power: float | None, now: datetime) -> Verb | None:
        """Return what the unit does: as its select or switch says, else as its power says."""
        if control.kind is ControlKind.SWITCH and control.entity_id:
            shown = {STATE_ON: Verb.CHARGE, STATE_OFF: Verb.STANDBY}
            verb = shown.get(async_entity_state(self._hass, control.entity_id).state or "")
            if verb is Verb.STANDBY or (verb is not None and power is None):
                return verb
        if control.kind is ControlKind.SELECT and control.entity_id:
            state = async_entity_state(self._hass, control.entity_id)
            for verb, option in control.options.items():
                if state.state == option:
                    return verb
            if (verb_read := read_doing(state, now).value) is not None:
                return verb_read
        if power is None:
            return None
        if power > IDLE_KW:
            return Verb.CHARGE
        return Verb.DISCHARGE if power < -IDLE_KW else Verb.STANDBY
