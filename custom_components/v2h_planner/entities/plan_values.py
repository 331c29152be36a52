"""Values and attributes of the plan's sensors: one function for each."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from homeassistant.util import dt as dt_util

from ..core.home import Home, Storage
from ..core.outage.backup import backup_hours
from ..core.plan import PlanSlot
from ..core.tariff.demand import DemandTerms, charged_kw, month_of
from ..presentation.figures import rounded, until_midnight
from ..presentation.plan_view import PlanView, Points
from ..presentation.runs import Action, Run
from ..presentation.wording import Wording
from ..state.snapshot import Snapshot
from ..state.standing import Standing, sentence

STATE_LENGTH = 255  # of a state, in HA

# What an action is called where there is none.
LEFT_ALONE = "hands_off"
NOTHING_PLANNED = "none"

type Attributes = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class View:
    """What a sensor shows from; `storage` is None for one of the home.

    `area`: code of the area whose warnings JMA is asked for. `standing`: what becomes of the storage's commands.
    `demand`: the contract by the highest half hour. `prices_come`: when tomorrow's prices are published, None where
    nobody knows.
    """

    snapshot: Snapshot
    home: Home
    words: Wording
    storage: Storage | None = None
    area: str | None = None
    standing: Standing = Standing.COMMANDED
    demand: DemandTerms | None = None
    prices_come: datetime | None = None

    @property
    def id(self) -> str:
        """Id of the storage."""
        assert self.storage is not None
        return self.storage.id

    @property
    def next_run(self) -> Run | None:
        """Run of the storage that begins next."""
        chart = self.snapshot.chart
        return None if chart is None else chart.next_run(self.id, self.snapshot.at)


def has_plan(view: View) -> bool:
    """Return whether the plan reaches to now."""
    return view.snapshot.slot is not None


def has_say(view: View) -> bool:
    """Return whether anything can be said of a storage: it is away, commanded even without a plan, or planned for."""
    snapshot = view.snapshot
    away = snapshot.readings.storage(view.id).connected is False
    return away or snapshot.command(view.id) is not None or has_plan(view)


def peak_of_month(view: View) -> float | None:
    """Return the highest half hour of this month, kW; None before anything is metered in it."""
    peaks = view.snapshot.peaks
    kw = peaks.kw.get(month_of(dt_util.as_local(view.snapshot.at).date()))
    return None if kw is None else rounded(kw, 2)


def peak_details(view: View) -> Attributes:
    """Return when that was, what is charged for, what the plan stays within, and the twelve months."""
    peaks, plan, terms = view.snapshot.peaks, view.snapshot.plan, view.demand
    month = month_of(dt_util.as_local(view.snapshot.at).date())
    planned = None if plan is None else plan.peak_kw
    paid = 0.0 if terms is None else peaks.paid_kw(terms, month)
    return {
        "reached": peaks.at.get(month),
        "twelve_months": rounded(charged_kw(peaks.kw, month), 2),
        "paid_for": rounded(paid, 2),
        "planned": None if planned is None else rounded(planned, 2),
        "basic_charge": None if terms is None else rounded(terms.yen_per_kw_month * paid, 0),
        "months": {when: rounded(kw, 2) for when, kw in sorted(peaks.kw.items())},
    }


def soc(view: View) -> float | None:
    """Return the SOC that the planner goes by, percent; of a car that is away what its source still tells."""
    level = view.snapshot.readings.storage(view.id).soc
    return None if level is None else rounded(100 * level, 1)


def soc_details(view: View) -> Attributes:
    """Return whether the car is plugged in, whether the SOC is counted instead of read, and when it was told."""
    reading = view.snapshot.readings.storage(view.id)
    return {
        "connected": reading.connected,
        "counted": reading.soc_counted,
        "told_at": None if reading.soc_at is None else reading.soc_at.isoformat(),
    }


def price_now(view: View) -> float | None:
    """Return the all-in price of the present slot, yen/kWh."""
    slot = view.snapshot.slot
    return None if slot is None else rounded(slot.import_yen_per_kwh, 3)


def price_details(view: View) -> Attributes:
    """Return until when prices are published, and every slot's price."""
    chart, inputs = view.snapshot.chart, view.snapshot.inputs
    if chart is None:
        return {}
    until = chart.known_until
    if until is not None and inputs is not None and inputs.published.end is not None:
        until = min(until, inputs.published.end)  # the last slot may be known in part
    return {"known_until": None if until is None else until.isoformat(), "slots": chart.prices}


def published_now(view: View) -> float | None:
    """Return what the price source publishes for now, before our terms, yen/kWh."""
    inputs = view.snapshot.inputs
    return None if inputs is None else inputs.published.at(view.snapshot.at)


def published_days(view: View) -> Attributes:
    """Return today's and tomorrow's published slots; tomorrow is empty until it is published."""
    inputs, now = view.snapshot.inputs, dt_util.as_local(view.snapshot.at)
    days: dict[str, list[dict[str, Any]]] = {"today": [], "tomorrow": []}
    for step in () if inputs is None else inputs.published:
        start, end = dt_util.as_local(step.start), dt_util.as_local(step.end)
        day = {0: "today", 1: "tomorrow"}.get((start.date() - now.date()).days)
        if day is not None:
            days[day].append({"start": start.isoformat(), "end": end.isoformat(), "value": step.value})
    return days


def made_at(view: View) -> datetime | None:
    """Return when the plan was made."""
    return None if view.snapshot.plan is None else view.snapshot.plan.made_at


def plan_details(view: View) -> Attributes:
    """Return how the plan was solved, and every slot of it."""
    plan, chart = view.snapshot.plan, view.snapshot.chart
    if plan is None or chart is None:
        return {}
    return {
        "mode": plan.mode.value,
        "method": plan.method.value,
        "gap": plan.gap,
        "seconds": rounded(plan.seconds, 3),
        "degraded": plan.degraded,
        "until": plan.horizon.end.isoformat(),
        "slots": chart.slots,
    }


def today(power_kw: Callable[[PlanSlot], float]) -> Callable[[View], float | None]:
    """Return a value: the energy of a power from now until midnight, kWh."""

    def value(view: View) -> float | None:
        plan = view.snapshot.plan
        if plan is None:
            return None
        return rounded(until_midnight(plan, view.snapshot.at, dt_util.get_default_time_zone(), power_kw), 2)

    return value


def planned(value: Callable[[PlanView], float | None], digits: int) -> Callable[[View], float | None]:
    """Return a value: a sum of the plan, rounded."""

    def of(view: View) -> float | None:
        number = None if view.snapshot.chart is None else value(view.snapshot.chart)
        return None if number is None else rounded(number, digits)

    return of


def percent_kept(chart: PlanView) -> float | None:
    """Return the self-consumption in percent."""
    return None if chart.self_consumption is None else 100 * chart.self_consumption


def slots(points: Callable[[PlanView], Points]) -> Callable[[View], Attributes]:
    """Return attributes: one series of the plan, for charts."""

    def of(view: View) -> Attributes:
        return {} if view.snapshot.chart is None else {"slots": points(view.snapshot.chart)}

    return of


def backup(view: View, *, sun: bool) -> float | None:
    """Return the backup time in hours, with or without the sun; in an outage the hours left, without it."""
    plan, endurance = view.snapshot.plan, view.snapshot.endurance
    if endurance is not None:
        leading = endurance.leading
        return None if leading is None else round(leading.hours, 1)
    if plan is None:
        return None
    hours = backup_hours(plan, view.home, view.snapshot.readings, sun=sun)
    return None if hours is None else rounded(hours, 1)


def horizon(view: View) -> Attributes:
    """Return until when the plan reaches."""
    plan = view.snapshot.plan
    return {} if plan is None else {"until": plan.horizon.end.isoformat()}


def cost_today(view: View) -> float | None:
    """Return import paid, less export earned, since midnight, yen."""
    ledger = view.snapshot.ledger
    return None if ledger is None else rounded(ledger.cost_yen, 2)


def day(view: View) -> Attributes:
    """Return the CO2 of the day so far."""
    ledger = view.snapshot.ledger
    return {} if ledger is None else {"co2_kg": rounded(ledger.co2_kg, 3)}


def day_start(view: View) -> datetime | None:
    """Return when the day's metering began."""
    ledger = view.snapshot.ledger
    return None if ledger is None else ledger.since


def savings(view: View) -> float | None:
    """Return what was saved today against the baseline, yen; what was not commanded saves nothing."""
    saved = view.snapshot.saved_today
    return None if saved is None else rounded(saved.yen, 1)


def savings_details(view: View) -> Attributes:
    """Return whether this is a dry run, and what was compared: the day, the baseline's, and what is left in store."""
    saved, accounts = view.snapshot.saved_today, view.snapshot.accounts
    dry_run = {"dry_run": not view.snapshot.control}
    if saved is None or accounts is None:
        return dry_run
    return dry_run | {
        "baseline": accounts.kind.value,
        "would_have_saved": rounded(accounts.today.would_yen, 1),
        "cost": rounded(saved.actual.cost_yen, 1),
        "timer_cost": rounded(saved.baseline.cost_yen, 1),
        "stored": rounded(saved.stored_yen, 1),
    }


def action(view: View) -> str | None:
    """Return what the storage is told now, or would be if it were commanded; of one in a person's hands that it is."""
    snapshot = view.snapshot
    if snapshot.readings.storage(view.id).connected is False:
        return Action.AWAY.value
    if (command := snapshot.command(view.id)) is not None:
        return command.verb.value
    return LEFT_ALONE if view.id in snapshot.situation.hands_off else None


def action_details(view: View) -> Attributes:
    """Return until when, how much, and why as a code."""
    snapshot, command = view.snapshot, view.snapshot.command(view.id)
    ahead = view.next_run
    until_soc = None if command is None else command.until_soc
    return {
        "until": None if ahead is None else ahead.start.isoformat(),
        "power_kw": None if command is None else command.power_kw,
        "until_soc": None if until_soc is None else round(100 * until_soc),
        "reason": None if command is None else command.reason.code.value,
        "commanded": snapshot.control,
        "standing": view.standing.value,
    }


def reason(view: View) -> str | None:
    """Return why, in a sentence cut to what a state may hold; of what is only planned it says so."""
    snapshot = view.snapshot
    if (command := snapshot.command(view.id)) is not None:
        why = command.reason
    elif snapshot.slot is not None:
        why = snapshot.slot.storage(view.id).reason
    else:
        return None
    return sentence(why, view.standing, view.words, snapshot.at)[:STATE_LENGTH]


def next_action(view: View) -> str | None:
    """Return the next other action, or that there is none."""
    ahead = view.next_run
    return NOTHING_PLANNED if ahead is None else ahead.action.value


def next_action_details(view: View) -> Attributes:
    """Return until when it goes on, its energy, the SOC it leads to, and why."""
    ahead = view.next_run
    if ahead is None:
        return {}
    return {
        "until": ahead.end.isoformat(),
        "energy_kwh": rounded(ahead.energy_kwh, 2),
        "soc": round(100 * ahead.soc_end),
        "reason": view.words.reason(ahead.reason, view.snapshot.at, later=True, likely=ahead.likely),
        "likely": ahead.likely,
    }


def next_action_time(view: View) -> datetime | None:
    """Return when the next action begins."""
    ahead = view.next_run
    return None if ahead is None else ahead.start


def stored_value(view: View) -> float | None:
    """Return the worth of one more kWh in the battery, yen."""
    plan = view.snapshot.plan
    value = None if plan is None else plan.stored_yen_per_kwh.get(view.id)
    return None if value is None else rounded(value, 2)
