"""What a home really does when its units are given commands: minute by minute, and without the planner's model.

Nothing here knows the optimization or its numbers. A unit follows load, stops at minimum SOC, at its target and when
full, draws its overhead while its relay is closed, throttles its charging so that the house stays under the contract
limit, and feeds nothing into the grid unless the terms allow it. Powers in kW on the AC side, energies in kWh of the
battery, lengths in hours.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from ..home import ChargeControl, DischargeControl, GridTerms, Storage
from ..plan import Command
from ..readings import Verb

# A unit that has nothing to do (no surplus, no load) opens its relay after this time.
IDLE_HOURS = 0.25
_NO_LIMIT_KW = 1e9


@dataclass(slots=True)
class UnitModel:
    """One storage and its unit's state, which `step` changes. `switch_ons` counts from the start."""

    storage: Storage
    energy_kwh: float
    connected: bool = True
    on: bool = False
    doing: Verb = Verb.STANDBY
    power_kw: float = 0.0  # charging positive
    idle_hours: float = 0.0
    switch_ons: int = 0
    command: Command | None = None

    @property
    def soc(self) -> float:
        """State of charge, a fraction."""
        return self.energy_kwh / self.storage.capacity_kwh

    def plug_in(self) -> None:
        """Bring the car back."""
        self.connected = True

    def drive_off(self, needed_kwh: float) -> float:
        """Let the car leave; return the kWh that the trip needs and the battery does not hold."""
        self.connected = False
        self._switch(False)
        return max(0.0, needed_kwh - self.energy_kwh)

    def drive(self, energy_kwh: float) -> None:
        """Take the energy of driving; what is missing is charged on the road."""
        self.energy_kwh = max(0.0, self.energy_kwh - energy_kwh)

    def _switch(self, on: bool) -> None:
        if on and not self.on:
            self.switch_ons += 1
        self.on = on
        if not on:
            self.doing, self.power_kw, self.idle_hours = Verb.STANDBY, 0.0, 0.0

    def settle(self, net_kw: float, contract_left_kw: float, hours: float, terms: GridTerms) -> float:
        """Follow the command for `hours`; return the power at the house's board, charging and overhead positive.

        `net_kw`: load less PV and what earlier units do; `contract_left_kw`: what may still be imported.
        """
        storage, command = self.storage, self.command
        verb = command.verb if command is not None and self.connected else Verb.STANDBY
        overhead = storage.overhead_kw
        power = 0.0
        wanted = False  # whether the relay stays closed
        if verb in (Verb.CHARGE, Verb.SURPLUS) and command is not None:
            until = storage.capacity_kwh * (1.0 if command.until_soc is None else command.until_soc)
            room = until - self.energy_kwh
            if room > 1e-6:
                power, wanted = self._charge_kw(verb, command.power_kw, net_kw, contract_left_kw)
                power = min(power, room / (hours * storage.charge_efficiency))
        elif verb is Verb.DISCHARGE and command is not None and storage.can_discharge:
            stop = max(storage.min_soc, command.until_soc or 0.0) * storage.capacity_kwh
            left = self.energy_kwh - stop
            if left > 1e-6:
                power, wanted = self._discharge_kw(command.power_kw, net_kw, terms)
                power = -min(power, left * storage.discharge_efficiency / hours)
        if power == 0.0 and wanted and (not self.on or self.idle_hours >= IDLE_HOURS):
            wanted = False
        if not wanted:
            self._switch(False)
            return 0.0
        self._switch(True)
        self.idle_hours = self.idle_hours + hours if power == 0.0 else 0.0
        self.doing, self.power_kw = verb, power
        if power > 0:
            self.energy_kwh += power * hours * storage.charge_efficiency
        else:
            self.energy_kwh += power * hours / storage.discharge_efficiency
        return power + overhead

    def _charge_kw(
        self, verb: Verb, power_kw: float | None, net_kw: float, contract_left_kw: float
    ) -> tuple[float, bool]:
        """Return the charging power, and whether the unit wants to be on.

        With SURPLUS, a unit follows the surplus by itself, unless it is one that takes set-points and was given one.
        """
        storage = self.storage
        fixed = storage.charge_control is not ChargeControl.SET_POINT
        least = storage.charge_max_kw if fixed else storage.charge_min_kw
        if verb is Verb.SURPLUS and (fixed or power_kw is None):
            if storage.charge_control is not ChargeControl.FIXED_RATE:
                spare = min(storage.charge_max_kw, -net_kw - storage.overhead_kw)
                return (spare, True) if spare > 0 and spare >= storage.charge_min_kw else (0.0, True)
            return (storage.charge_max_kw, True) if -net_kw >= storage.charge_max_kw else (0.0, True)
        power = storage.charge_max_kw if fixed or power_kw is None else min(power_kw, storage.charge_max_kw)
        power = max(power, least)
        allowed = contract_left_kw - storage.overhead_kw
        if power > allowed:
            # the unit's own current sensor throttles it; below its least power it waits
            power = allowed if allowed >= max(storage.charge_min_kw, 0.1) else 0.0
        return power, True

    def _discharge_kw(self, power_kw: float | None, net_kw: float, terms: GridTerms) -> tuple[float, bool]:
        """Return the discharging power (positive), and whether the unit wants to be on."""
        storage = self.storage
        most = storage.discharge_max_kw
        if storage.discharge_control is DischargeControl.SET_POINT and power_kw is not None:
            most = min(most, power_kw)
        if not terms.v2g:
            most = min(most, max(0.0, net_kw + storage.overhead_kw))
        return (most, True) if most > 0 and most >= storage.discharge_min_kw else (0.0, True)


@dataclass(slots=True)
class Meter:
    """Energies since it was last read, kWh; `over_contract_kwh` is what went above the limit."""

    import_kwh: float = 0.0
    export_kwh: float = 0.0
    curtailed_kwh: float = 0.0
    load_kwh: float = 0.0
    pv_kwh: float = 0.0
    over_contract_kwh: float = 0.0
    charge_kwh: dict[str, float] = field(default_factory=dict)
    discharge_kwh: dict[str, float] = field(default_factory=dict)
    on_hours: dict[str, float] = field(default_factory=dict)


def step(
    units: Sequence[UnitModel],
    load_kw: float,
    pv_kw: float,
    hours: float,
    terms: GridTerms,
    meter: Meter,
) -> None:
    """Take one short step (a minute or a few): every unit follows its command, the meter counts."""
    net, drawn = load_kw - pv_kw, load_kw
    contract = terms.contract_kw if terms.contract_kw is not None else _NO_LIMIT_KW
    for unit in units:
        discharging = unit.command is not None and unit.command.verb is Verb.DISCHARGE
        # push-up: the house runs on the battery while PV is exported beside it
        followed = drawn if discharging and terms.push_up else net
        board = unit.settle(followed, contract - net, hours, terms)
        net, drawn = net + board, drawn + board
        if unit.on:
            name = unit.storage.id
            meter.on_hours[name] = meter.on_hours.get(name, 0.0) + hours
            if unit.power_kw > 0:
                meter.charge_kwh[name] = meter.charge_kwh.get(name, 0.0) + unit.power_kw * hours
            elif unit.power_kw < 0:
                meter.discharge_kwh[name] = meter.discharge_kwh.get(name, 0.0) - unit.power_kw * hours
    meter.load_kwh += load_kw * hours
    meter.pv_kwh += pv_kw * hours
    if net >= 0:
        meter.import_kwh += net * hours
        meter.over_contract_kwh += max(0.0, net - contract) * hours
    else:
        out = min(-net, terms.export_limit_kw)
        meter.export_kwh += out * hours
        meter.curtailed_kwh += (-net - out) * hours
