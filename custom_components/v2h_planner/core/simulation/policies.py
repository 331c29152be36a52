"""Ways to run a home, for the simulator: the planner, the planner that knows the future, and what people do without.

`NightTimer` charges from 01:00. `PlugAndCharge` charges whenever the car is there. `Planned` is this
project: the pass that runs in Home Assistant, and its dispatch. `Announced` is the same where a person answers the
evening question: what the car will drive tomorrow is told at 20:00. `Foresight` is the same with the record's own
future in place of forecasts, over the same 60 h: it shows what forecasts cost, and is neither a bound nor an
optimum over the year.
"""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

import numpy as np

from ..accounting.baseline import simple_command, timer_command
from ..arrays import Floats
from ..control.dispatch import dispatch
from ..control.relays import Relay
from ..forecast import Forecasts, TripForecast
from ..history import History
from ..home import Home, Mode, Storage, ToldDay
from ..horizon import Horizon, make_horizon
from ..milp.data import RESERVE_LEVELS, SolverLimits
from ..pipeline import PipelineInput, plan_onward
from ..plan import Command, Plan
from ..readings import Readings, Verb
from ..situation import Situation
from ..storm.counterfactual import Counterfactual
from ..trail import Trail
from ..trips import Away, OneOffTrip, TripLog
from .world import Observation, Record

# When the evening question is answered, and from when on an evening's trips are errands nobody knew of.
TOLD_AT = time(20, 0)
ERRANDS_FROM = time(19, 0)


class NightTimer:
    """Charge from 01:00 to the max SOC; never discharge."""

    def __init__(self, home: Home, record: Record) -> None:
        self._home = home
        self._zone = record.zone

    def plan(self, observation: Observation) -> None:
        """Nothing is planned."""

    def command(self, readings: Readings, taken_kwh: float = 0.0) -> tuple[Command, ...]:
        """Charge by the clock."""
        surplus = (readings.pv_kw or 0.0) - (readings.load_kw or 0.0)
        return tuple(
            timer_command(s, readings.storage(s.id).soc or 0.0, readings.at, self._zone, surplus)
            for s in self._home.storages
        )


class PlugAndCharge:
    """Charge to the max SOC whenever the car is there."""

    def __init__(self, home: Home) -> None:
        self._home = home

    def plan(self, observation: Observation) -> None:
        """Nothing is planned."""

    def command(self, readings: Readings, taken_kwh: float = 0.0) -> tuple[Command, ...]:
        """Charge up to the max SOC; a full car does not start again for a drop."""
        return tuple(
            simple_command(
                storage,
                Verb.CHARGE
                if (readings.storage(storage.id).soc or 0.0) < storage.max_soc - 1e-6
                else Verb.STANDBY,
            )
            for storage in self._home.storages
        )


class Planned:
    """Run the pass of Home Assistant, `core/pipeline.py`, with what is known at the time, and dispatch its plan."""

    def __init__(self, home: Home, mode: Mode = Mode.ECONOMY, limits: SolverLimits = SolverLimits()) -> None:
        self._home = home
        self._situation = Situation(mode=mode, wanted=mode)
        self._limits = limits
        self._plan: Plan | None = None
        self._relays: dict[str, Relay] = {}
        self._counterfactual: Counterfactual | None = None
        self._trail: Trail | None = None
        self.seconds: list[float] = []

    def plan(self, observation: Observation) -> None:
        """Plan with all that the home knows."""
        self._plan, self._counterfactual, self._trail = plan_onward(
            self.inputs(observation), self._counterfactual, self.future(observation)
        )
        self.seconds.append(self._plan.seconds)

    def command(self, readings: Readings, taken_kwh: float = 0.0) -> tuple[Command, ...]:
        """Dispatch the plan."""
        commands, self._relays = dispatch(
            self._plan, self._home, readings, self._situation, readings.at, self._relays, taken_kwh
        )
        return commands

    def inputs(self, observation: Observation) -> PipelineInput:
        """Collect what Home Assistant would: `sources/collector.py` of a home with meters and no solar forecast.

        No area's usual CO2 is chosen: the curve that ships was fitted to the year that is measured here.
        """
        record, now = observation.record, observation.now
        return PipelineInput(
            now=now,
            zone=record.zone.key,
            home=self._home,
            tariff=record.tariff,
            has_pv=bool(record.pv_kw.any()),
            readings=observation.readings,
            situation=self._situation,
            published=record.published(now),
            past_prices=record.past_prices(now),
            days_off=record.days_off,
            history=History(
                load_kw=record.recorded("load_kw", now),
                pv_kw=record.recorded("pv_kw", now),
                co2_kg=record.recorded("co2", now),
            ),
            place=record.place,
            co2_kg_per_kwh=float(record.co2[max(record.index_of(now) - 1, 0)]),
            trips=_trip_log(observation),
            one_off=self.announced(observation),
            told_days=self.told_days(observation),
            previous=self._plan,
            peaks=observation.peaks,
            limits=self._limits,
            # what each reserve costs is for people to see; it changes no plan
            holdings=False,
            trail=self._trail,
        )

    def announced(self, observation: Observation) -> tuple[OneOffTrip, ...]:
        """Return the trips that a person has announced: none."""
        return ()

    def told_days(self, observation: Observation) -> tuple[ToldDay, ...]:
        """Return the days of which a person has told everything: none."""
        return ()

    def future(self, observation: Observation) -> Forecasts | None:
        """Return what is known instead of forecast: nothing."""


def _trip_log(observation: Observation) -> TripLog:
    """Return the trips that are over, and those under way."""
    record, now = observation.record, observation.now
    return TripLog(
        since=record.start,
        absences={
            key: tuple(a for a in absences if a.end is not None and a.end <= now)
            for key, absences in record.absences.items()
        },
        away={
            key: Away(since=since, soc=observation.readings.storage(key).soc)
            for key, since in observation.away_since.items()
        },
    )


class Announced(Planned):
    """The same pass where the evening question is answered: at 20:00 tomorrow's trips are told, with their energy.

    Errands of an evening (from 19:00 on) are not: nobody knows of them the day before.
    """

    def announced(self, observation: Observation) -> tuple[OneOffTrip, ...]:
        """Return the trips of the told days that are not over; each asks for what it takes above the min SOC."""
        zone, last = observation.record.zone, self._last_told(observation)
        found = []
        for storage in self._home.storages:
            for number, absence in enumerate(observation.record.absences.get(storage.id, ())):
                leave, back = absence.start.astimezone(zone), absence.end or absence.start
                if back > observation.now and leave.date() <= last and leave.time() < ERRANDS_FROM:
                    wanted = storage.min_soc + absence.energy_kwh / storage.capacity_kwh
                    found.append(
                        OneOffTrip(
                            id=f"told {number}",
                            storage_id=storage.id,
                            leave=absence.start,
                            back=back,
                            soc=min(wanted, 1.0),
                            energy_kwh=absence.energy_kwh,
                        )
                    )
        return tuple(found)

    def told_days(self, observation: Observation) -> tuple[ToldDay, ...]:
        """Return the running day, and from 20:00 on tomorrow."""
        zone = observation.record.zone
        midnight = datetime.combine(observation.now.astimezone(zone).date(), time(), tzinfo=zone)
        after = datetime.combine(self._last_told(observation) + timedelta(days=1), time(), tzinfo=zone)
        return tuple(ToldDay(storage_id=s.id, start=midnight, end=after) for s in self._home.storages)

    @staticmethod
    def _last_told(observation: Observation) -> date:
        wall = observation.now.astimezone(observation.record.zone)
        return wall.date() + timedelta(days=1 if wall.time() >= TOLD_AT else 0)


class Foresight(Planned):
    """The same pass with the record's own future in place of forecasts."""

    def future(self, observation: Observation) -> Forecasts:
        """Return what will be on the plan's horizon."""
        record, horizon = observation.record, make_horizon(observation.now)
        return Forecasts(
            load_kw=record.mean(record.load_kw, horizon),
            pv_kw=record.mean(record.pv_kw, horizon),
            import_yen_per_kwh=record.mean(record.import_yen, horizon),
            export_yen_per_kwh=record.mean(record.export_yen, horizon),
            co2_kg_per_kwh=record.mean(record.co2, horizon),
            price_known=np.ones(len(horizon), dtype=np.bool_),
            trips=tuple(_actual(observation, horizon, storage) for storage in self._home.storages),
        )


def _actual(observation: Observation, horizon: Horizon, storage: Storage) -> TripForecast:
    """Return the absences that will be; the driving of one under way is counted whole (its SOC is old)."""
    away, trip = np.zeros(len(horizon)), np.zeros(len(horizon))
    since = observation.away_since.get(storage.id)
    for absence in observation.record.absences.get(storage.id, ()):
        end = absence.end or absence.start
        if end <= horizon.start or absence.start >= horizon.end:
            continue
        if absence.start < observation.now and since is None:
            continue  # it began before the record's first half hour and was left out
        hours: Floats = horizon.overlap_hours(absence.start, end)
        away += hours / horizon.hours
        length = (end - absence.start).total_seconds() / 3600.0
        trip += absence.energy_kwh * hours / length
        if absence.start < observation.now:
            trip[0] += absence.energy_kwh * (1.0 - min(hours.sum() / length, 1.0))
    return TripForecast(
        storage_id=storage.id,
        away=np.minimum(away, 1.0),
        trip_kwh=trip,
        reserve_kwh=storage.capacity_kwh * np.linspace(0.1, 0.3, RESERVE_LEVELS),
        reserve_weight=np.zeros((len(horizon), RESERVE_LEVELS)),
    )


def cheap_yen_per_kwh(record: Record, hours: Sequence[int] = (1, 2, 3, 4)) -> tuple[float, float]:
    """Return the mean price and CO2 factor of the night hours: what refilling one kWh costs, AC side."""
    night = [i for i in range(len(record)) if record.time_of(i).astimezone(record.zone).hour in hours]
    return float(record.import_yen[night].mean()), float(record.co2[night].mean())


def road_yen_per_kwh(record: Record, home: Home) -> float:
    """Return what a kWh costs that a car had to take on the road, battery side: as much as the dearest one at home."""
    return float(record.import_yen.max()) / min(storage.charge_efficiency for storage in home.storages)
