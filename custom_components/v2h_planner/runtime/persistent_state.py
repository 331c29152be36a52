"""What survives a restart: the control switch, people's requests, trips, meters and the last plan. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from ..core.accounting.metering import DayLedger
from ..core.accounting.peaks import PeakLog
from ..core.control.charge_rate import ChargeRate
from ..core.control.relays import Relay
from ..core.control.soc_estimate import SocEstimate
from ..core.home import Home, SkippedTrip, Storage
from ..core.outage.endurance import RecentLoad
from ..core.outage.log import OutageLog
from ..core.plan import Plan, SocTarget, TargetKind
from ..core.readings import Verb
from ..core.recollection import joined
from ..core.situation import Pause
from ..core.storm.counterfactual import Counterfactual, StormCost
from ..core.trips import OneOffTrip, TripLog
from ..evening.log import EveningLog
from ..feeds.jma import JmaFeedState
from ..notifications.deduplication import SentNotices
from .publications import PublicationLog


@dataclass(frozen=True, kw_only=True)
class PersistentState:
    """Everything that survives a restart beside the mode.

    `control`: whether units are commanded. `counterfactual`: the home without the storm, while there is one;
    `storm_cost`: of the present storm, or of the last one. `outage`: the present one, or the last one.
    `orders`: what each unit was last told, until it is safe. `recalled`: when the recorder was asked for a car's trips
    of before. `charge_rates`, `soc_estimates`, `relays`, `orders`, `recalled`: by storage id. Renaming a field here or below takes a line in `migration.py`.
    """

    trips: TripLog
    control: bool = False
    orders: dict[str, Verb] = field(default_factory=dict)
    charge_now: tuple[SocTarget, ...] = ()
    one_off: tuple[OneOffTrip, ...] = ()
    publications: PublicationLog = PublicationLog()
    plan: Plan | None = None
    ledger: DayLedger | None = None
    charge_rates: dict[str, ChargeRate] = field(default_factory=dict)
    soc_estimates: dict[str, SocEstimate] = field(default_factory=dict)
    relays: dict[str, Relay] = field(default_factory=dict)
    counterfactual: Counterfactual | None = None
    storm_cost: StormCost | None = None
    outage: OutageLog | None = None
    recent_load: RecentLoad = RecentLoad()
    jma: JmaFeedState | None = None
    sent_notices: SentNotices = SentNotices()
    pauses: tuple[Pause, ...] = ()
    skipped: tuple[SkippedTrip, ...] = ()
    recalled: dict[str, datetime] = field(default_factory=dict)
    evening: EveningLog = EveningLog()
    peaks: PeakLog = PeakLog()

    def fitting(self, home: Home) -> PersistentState:
        """Return the state without plans that lack one of the home's storages: it was another home then."""
        counterfactual = self.counterfactual
        if counterfactual is not None and not _has_all(counterfactual.plan, home):
            counterfactual = replace(counterfactual, plan=None)
        plan = self.plan if _has_all(self.plan, home) else None
        return replace(self, plan=plan, counterfactual=counterfactual)

    def with_plans(self, plan: Plan, counterfactual: Counterfactual | None) -> PersistentState:
        """Return the state with new plans; the counterfactual's only if it is still of the same storm."""
        current = self.counterfactual
        if current is not None and counterfactual is not None and counterfactual.since == current.since:
            current = current.planned_like(counterfactual)
        return replace(self, plan=plan, counterfactual=current)

    def with_recalled(self, past: Mapping[str, TripLog | None], now: datetime) -> PersistentState:
        """Return the state with the trips that the recorder has of these cars, None where it does not know one."""
        logs = [log for log in past.values() if log is not None]
        return replace(
            self,
            trips=joined(self.trips, logs, now),
            recalled={**self.recalled, **dict.fromkeys(past, now)},
        )

    def with_relays_forgiven(self) -> PersistentState:
        """Return the state after a person's decision: no unit rests before it follows that."""
        return replace(self, relays={key: relay.forgiven() for key, relay in self.relays.items()})

    def with_charge_now(
        self, storage: Storage, soc: float | None, now: datetime, wanted_soc: float | None = None
    ) -> PersistentState:
        """Return the state with a request to charge as far as a person wants; else to the maximum SOC, from there to 100 %."""
        usual_soc = storage.max_soc if soc is None or soc < storage.max_soc - 0.01 else 1.0
        target_soc = usual_soc if wanted_soc is None else wanted_soc
        target = SocTarget(kind=TargetKind.PERSON, storage_id=storage.id, soc=target_soc, by=now)
        others = tuple(other for other in self.charge_now if other.storage_id != storage.id)
        return replace(self.without_pause(storage.id), charge_now=(*others, target))

    def without_charge_now(self, storage_id: str) -> PersistentState:
        """Return the state without the request to charge that storage, and without what is kept of it."""
        others = tuple(other for other in self.charge_now if other.storage_id != storage_id)
        return replace(self, charge_now=others)

    def with_trip(self, trip: OneOffTrip) -> PersistentState:
        """Return the state with an announced trip, in place of the one of its id."""
        others = tuple(other for other in self.one_off if other.id != trip.id)
        return replace(self, one_off=(*others, trip))

    def without_trip(self, trip_id: str) -> PersistentState:
        """Return the state without the announced trip of that id."""
        return replace(self, one_off=tuple(trip for trip in self.one_off if trip.id != trip_id))

    def with_skipped(self, trip: SkippedTrip) -> PersistentState:
        """Return the state with a weekly trip taken out."""
        return replace(self, skipped=(*self.without_skipped(trip).skipped, trip))

    def without_skipped(self, trip: SkippedTrip) -> PersistentState:
        """Return the state with a weekly trip as its table has it."""
        return replace(self, skipped=tuple(other for other in self.skipped if other != trip))

    def with_pause(self, storage_id: str, until: datetime | None) -> PersistentState:
        """Return the state with a pause of that storage, until a time or until it is resumed."""
        pause = Pause(storage_id=storage_id, until=until)
        return replace(self.without_pause(storage_id), pauses=(*self.without_pause(storage_id).pauses, pause))

    def without_pause(self, storage_id: str) -> PersistentState:
        """Return the state without a pause of that storage."""
        return replace(self, pauses=tuple(p for p in self.pauses if p.storage_id != storage_id))


def _has_all(plan: Plan | None, home: Home) -> bool:
    ids = {storage.id for storage in home.storages}
    return plan is not None and ids <= {part.storage_id for part in plan.slots[0].storages}
