"""The virtual home's physics: a V2H unit that follows load, a car that comes and goes, a meter.

A unit in Japan does not feed the grid: it discharges what the house draws and no more. While it is
switched on it burns `OVERHEAD_KW`. It does what it is told, if it is told something it can do.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from . import scenery
from .weather import Weather

CAPACITY_KWH = 40.0
RATED_KW = 6.0
MIN_CHARGE_KW = 0.3
CHARGE_EFFICIENCY = 0.92
DISCHARGE_EFFICIENCY = 0.91
OVERHEAD_KW = 0.12
FLOOR_SOC = 0.1
STEP = timedelta(seconds=60)


class UnitMode(StrEnum):
    """EPC 0xDA of the V2H class 0x027E, in the words of the ECHONET Lite integrations."""

    CHARGE = "charge"
    DISCHARGE = "discharge"
    STANDBY = "standby"
    IDLE = "idle"


@dataclass
class House:
    """State of the home. `step` simulates it; everything else reads it or makes trouble."""

    now: datetime
    soc_kwh: float = 0.55 * CAPACITY_KWH
    mode: UnitMode = UnitMode.STANDBY
    charge_set_kw: float = RATED_KW
    pv_kwh: float = 0.0
    import_kwh: float = 0.0
    export_kwh: float = 0.0
    charged_kwh: float = 0.0
    discharged_kwh: float = 0.0
    weather: Weather = Weather.CALM
    weather_at: datetime | None = None
    grid_cut: bool = False
    unplugged: bool = False
    spike: bool = False
    frozen: bool = False
    disobeys: bool = False
    stays: bool = False
    """The car makes no trips, whatever day it is."""
    pv_kw: float = field(default=0.0, init=False)
    load_kw: float = field(default=0.0, init=False)
    battery_kw: float = field(default=0.0, init=False)
    grid_kw: float = field(default=0.0, init=False)
    unserved_kw: float = field(default=0.0, init=False)

    @property
    def soc_percent(self) -> float:
        """State of charge, whole percent as EPC 0xE4 has it."""
        return round(self.soc_kwh / CAPACITY_KWH * 100)

    @property
    def at_home(self) -> bool:
        """Whether the car stands in the drive."""
        return self._trip is None

    @property
    def _trip(self) -> scenery.Trip | None:
        return None if self.stays else scenery.away(self.now)

    @property
    def connected(self) -> bool:
        """Whether the car is plugged in."""
        return self.at_home and not self.unplugged

    @property
    def tomorrow_known(self) -> bool:
        """Whether tomorrow's prices are shown: from 16:00."""
        return self.now.astimezone(scenery.ZONE).hour >= 16

    def order(self, mode: UnitMode) -> None:
        """Set the operation mode, unless the unit disobeys."""
        if not self.disobeys:
            self.mode = mode

    def order_power(self, charge_kw: float) -> None:
        """Set the charging power, unless the unit disobeys."""
        if not self.disobeys:
            self.charge_set_kw = min(RATED_KW, max(MIN_CHARGE_KW, charge_kw))

    def step(self, now: datetime) -> None:
        """Simulate up to `now`, a minute at a time; after a long pause only the last day."""
        if now - self.now > timedelta(days=1):
            self.now = now - timedelta(days=1)
        while self.now < now:
            step = min(STEP, now - self.now)
            self._minute(step.total_seconds() / 3600.0)
            self.now += step

    def _minute(self, hours: float) -> None:
        self.pv_kw = scenery.pv_kw(self.now)
        self.load_kw = scenery.load_kw(self.now)
        trip = self._trip
        if trip is not None:
            share = hours / ((trip.back - trip.leave).total_seconds() / 3600.0)
            self.soc_kwh = max(0.0, self.soc_kwh - trip.energy_kwh * share)
        self.battery_kw = self._unit_kw(hours) if self.connected else 0.0
        overhead = OVERHEAD_KW if self.battery_kw else 0.0
        if self.battery_kw > 0:
            self.soc_kwh = min(CAPACITY_KWH, self.soc_kwh + hours * self.battery_kw * CHARGE_EFFICIENCY)
            self.charged_kwh += hours * self.battery_kw
        elif self.battery_kw < 0:
            self.soc_kwh = max(0.0, self.soc_kwh + hours * self.battery_kw / DISCHARGE_EFFICIENCY)
            self.discharged_kwh -= hours * self.battery_kw
        net = self.load_kw + overhead + self.battery_kw - self.pv_kw
        if self.grid_cut:
            # Self-sustained: what PV makes too much is curtailed, what is lacking is dark.
            self.pv_kw = max(0.0, self.pv_kw + min(0.0, net))
            self.unserved_kw = max(0.0, net)
            self.grid_kw = 0.0
        else:
            self.unserved_kw = 0.0
            self.grid_kw = net
            self.import_kwh += hours * max(0.0, net)
            self.export_kwh += hours * max(0.0, -net)
        self.pv_kwh += hours * self.pv_kw

    def _unit_kw(self, hours: float) -> float:
        """Return the power of the V2H unit, charging positive, AC side."""
        surplus = self.pv_kw - self.load_kw - OVERHEAD_KW
        discharge = min(
            RATED_KW,
            max(0.0, -surplus),
            max(0.0, self.soc_kwh - FLOOR_SOC * CAPACITY_KWH) * DISCHARGE_EFFICIENCY / hours,
        )
        room = max(0.0, CAPACITY_KWH - self.soc_kwh) / CHARGE_EFFICIENCY / hours
        if self.grid_cut:
            # Off the grid the unit carries the house by itself, or takes what the roof gives too much.
            return min(RATED_KW, room, surplus) if surplus > 0 else -discharge
        if self.mode is UnitMode.CHARGE:
            return min(self.charge_set_kw, RATED_KW, room)
        if self.mode is UnitMode.DISCHARGE:
            return -discharge
        return 0.0
