"""What really happens: load, sun, cars and batteries, minute by minute. Nobody in the house sees it directly."""

from dataclasses import dataclass, replace
from math import pi, sin
from random import Random

from custom_components.v2h_planner.core.accounting.physics import UnitModel
from custom_components.v2h_planner.core.home import DischargeControl, GridTerms, Storage
from custom_components.v2h_planner.core.plan import Command, Reason, ReasonCode
from custom_components.v2h_planner.core.readings import Verb

from .episode import Episode, Trip, TroubleKind

OWN_FLOOR = 0.03  # where the unit itself stops discharging: far below what we are to keep
UNLIMITED_KW = 1e9  # no unit measures the connection for us
NOT_ASKED = Reason(ReasonCode.WAIT_NOTHING)


@dataclass(frozen=True, slots=True)
class Doing:
    """What a unit is set to: its mode, and its power where it takes one."""

    verb: Verb = Verb.STANDBY
    power_kw: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Flows:
    """The powers of one minute, kW; import is positive in `grid_kw`. `dark_kw`: load that nobody serves."""

    load_kw: float
    pv_kw: float
    grid_kw: float
    dark_kw: float
    power_kw: dict[str, float]


class Truth:
    """The house as it is."""

    def __init__(self, episode: Episode) -> None:
        """Begin with what the episode says."""
        self._episode = episode
        self.units = {
            f.id: UnitModel(storage=_hardware(f.storage), energy_kwh=f.soc * f.storage.capacity_kwh)
            for f in episode.units
        }
        self.flows = Flows(
            load_kw=episode.load_kw,
            pv_kw=0.0,
            grid_kw=0.0,
            dark_kw=0.0,
            power_kw=dict.fromkeys(self.units, 0.0),
        )
        self.left: list[tuple[Trip, float]] = []
        rng = Random(episode.seed + 1)
        self._noise = [rng.random() for _ in range(episode.minutes + 1)]
        self._trips = {trip: self._really(trip) for trip in episode.trips}
        self.outage = False

    def _really(self, trip: Trip) -> tuple[int, int, float | None]:
        """Return when the trip begins and ends after all, and the SOC that the car comes back with, None for its own."""
        shift, soc = 0.0, None
        for trouble in self._episode.troubles:
            match trouble.kind:
                case TroubleKind.EARLY:
                    shift = -trouble.value
                case TroubleKind.DELAYED:
                    shift = trouble.value
                case TroubleKind.OTHER_SOC:
                    soc = trouble.value
        leave = max(trip.leave + round(60 * shift), 1)
        return leave, leave + trip.back - trip.leave, soc

    def leaves_at(self, trip: Trip) -> int:
        """Return the minute of the real departure."""
        return self._trips[trip][0]

    def soc(self, storage_id: str) -> float:
        """Return the state of charge."""
        return self.units[storage_id].soc

    def load_at(self, minute: int) -> float:
        """Return the house's load: a base, a kettle now and then, and cooking for half an hour."""
        noise = self._noise[minute]
        burst = 1.5 if noise > 0.93 else 0.0
        cooking = 2.0 if self._noise[minute - minute % 60] > 0.8 and minute % 60 < 30 else 0.0
        return self._episode.load_kw * (0.8 + 0.4 * noise) + burst + cooking

    def pv_at(self, minute: int) -> float:
        """Return the sun: a day's arch with clouds of some minutes (the clock is UTC, the roof stands at Greenwich)."""
        hour = self._episode.start.hour + (self._episode.start.minute + minute) / 60.0
        arch = max(sin(pi * ((hour % 24.0) - 6.0) / 12.0), 0.0)
        cloud = 0.3 if self._noise[minute - minute % 7] > 0.7 else 1.0
        return self._episode.pv_kw * arch * cloud

    def live(self, minute: int, doing: dict[str, Doing]) -> None:
        """Let one minute pass in which the units do what they are set to."""
        self.outage = self._episode.troubled({TroubleKind.OUTAGE}, minute)
        self._move(minute)
        load, pv = self.load_at(minute), self.pv_at(minute)
        for storage_id, unit in self.units.items():
            unit.command = _command(unit.storage, doing[storage_id], outage=self.outage)
        net = load - pv
        # a unit that takes a discharging power gives it, whatever the house draws; what is left, the others follow
        for unit in sorted(self.units.values(), key=_turn):
            gives = _by_set_point(unit.storage) and not self.outage
            net += unit.settle(net, UNLIMITED_KW, 1 / 60, GridTerms(v2g=gives))
        self.flows = Flows(
            load_kw=load,
            pv_kw=pv,
            grid_kw=0.0 if self.outage else net,
            dark_kw=max(net, 0.0) if self.outage else 0.0,
            power_kw={key: unit.power_kw for key, unit in self.units.items()},
        )

    def _move(self, minute: int) -> None:
        for trip, (leave, back, soc) in self._trips.items():
            unit = self.units[trip.storage_id]
            if minute == leave:
                self.left.append((trip, unit.soc))
                unit.drive_off(trip.energy_kwh)
            elif minute == back:
                unit.drive(trip.energy_kwh)
                if soc is not None:
                    unit.energy_kwh = soc * unit.storage.capacity_kwh
                unit.plug_in()


def _turn(unit: UnitModel) -> int:
    """Return whose power is settled first: who charges, then who gives what it was told, then who follows."""
    if unit.command is not None and unit.command.verb in (Verb.CHARGE, Verb.SURPLUS):
        return 0
    return 1 if _by_set_point(unit.storage) else 2


def _by_set_point(storage: Storage) -> bool:
    return storage.discharge_control is DischargeControl.SET_POINT


def _hardware(storage: Storage) -> Storage:
    """Return the unit as it is built: it knows nothing of our limits."""
    return replace(storage, min_soc=OWN_FLOOR, max_soc=1.0)


def _command(storage: Storage, doing: Doing, *, outage: bool) -> Command:
    charges = doing.verb in (Verb.CHARGE, Verb.SURPLUS)
    if (
        outage and charges
    ):  # without the grid it balances the house: it takes what the sun leaves over, and no more
        return Command(
            storage_id=storage.id, verb=Verb.SURPLUS, power_kw=None, until_soc=None, reason=NOT_ASKED
        )
    return Command(
        storage_id=storage.id, verb=doing.verb, power_kw=doing.power_kw, until_soc=None, reason=NOT_ASKED
    )
