"""What a simulation answers, in the words of one language: the table by month, the worst, and what follows from it."""

from collections.abc import Iterator, Mapping
from datetime import date
from functools import reduce
from typing import TypedDict

from ..core.simulation.past import TripsFrom
from ..core.simulation.scenarios import NOW, Case, Driver, Scenario, tariff_of
from ..core.simulation.what_if import Outcome, Sums, dearer
from ..presentation.figures import rounded
from ..presentation.wording import Wording
from ..settings.scenario_rows import AskedScenario
from .desk import Finding, Progress

# Less is the noise of plans that are made anew: neither dearer nor cheaper.
NOTHING_YEN = 1.0
# With fewer days a season is missing.
WHOLE_YEAR = 330


class MonthRow(TypedDict):
    """One month of a case."""

    month: str
    days: int
    cost_yen: float
    import_kwh: float
    export_kwh: float
    co2_kg: float


class WorstMonth(TypedDict):
    """The month that cost most."""

    month: str
    cost_yen: float


class WorstDay(TypedDict):
    """The day that cost most."""

    day: str
    cost_yen: float


class CaseRow(TypedDict):
    """A scenario under a driver. `source`, `as_of`, `without`: of a preset tariff."""

    scenario: str
    name: str
    driver: str
    driver_name: str
    total: MonthRow
    months: list[MonthRow]
    worst_month: WorstMonth | None
    worst_day: WorstDay | None
    peak_kw: float
    peak_without_battery_kw: float
    peak_at: str | None
    road_kwh: float
    source: str
    as_of: str | None


class Answer(TypedDict):
    """All that is found. `answer`: whether a market-linked plan is a risk; `notes`: what to know of the past it stands on."""

    made_at: str
    seconds: float
    first: str
    last: str
    days: int
    answer: str
    findings: list[str]
    notes: list[str]
    cases: list[CaseRow]


class ProgressRow(TypedDict):
    """How far a simulation is, percent; `seconds_left` None until that can be told."""

    began: str
    percent: float
    case: str
    seconds_left: float | None


class Teller:
    """Says what was found. `plans`: names of the preset tariffs."""

    def __init__(self, words: Wording, plans: Mapping[str, str]) -> None:
        """Take the words of one language."""
        self._words = words
        self._plans = plans

    def progress(self, progress: Progress, asked: tuple[AskedScenario, ...]) -> ProgressRow:
        """Return how far a simulation is."""
        case, left = progress.case, progress.seconds_left
        return {
            "began": progress.began.isoformat(),
            "percent": rounded(100.0 * progress.share, 1),
            "case": "" if case is None else self._case(case, asked),
            "seconds_left": None if left is None else rounded(left, 0),
        }

    def answer(self, finding: Finding) -> Answer:
        """Return all that was found."""
        return {
            "made_at": finding.made_at.isoformat(),
            "seconds": rounded(finding.seconds, 1),
            "first": finding.first.isoformat(),
            "last": finding.last.isoformat(),
            "days": len(finding.outcomes[0].days),
            "answer": self._risk(finding),
            "findings": list(self._findings(finding)),
            "notes": list(self._notes(finding)),
            "cases": [self._row(outcome, finding) for outcome in finding.outcomes],
        }

    # Names

    def _case(self, case: Case, asked: tuple[AskedScenario, ...]) -> str:
        name, driver = self._name(case.scenario, asked), self._driver(case.driver)
        return self._words.text("what_if_case", {"name": name, "driver": driver})

    def _driver(self, driver: Driver) -> str:
        return self._words.text(f"what_if_driver_{driver}")

    def _name(self, scenario: Scenario, asked: tuple[AskedScenario, ...]) -> str:
        """Return what a person called a scenario, or what is otherwise in it."""
        if scenario.id == NOW.id:
            return self._words.text("what_if_now")
        own = next(one for one in asked if one.scenario.id == scenario.id)
        return own.name or reduce(self._and, self._parts(own))

    def _and(self, first: str, second: str) -> str:
        return self._words.text("what_if_and", {"first": first, "second": second})

    def _tariff(self, scenario: Scenario, asked: tuple[AskedScenario, ...]) -> str:
        """Return what a scenario that is another tariff is called within a sentence."""
        now = scenario.id == NOW.id
        return self._words.text("what_if_present") if now else self._name(scenario, asked)

    def _parts(self, asked: AskedScenario) -> Iterator[str]:
        scenario, text = asked.scenario, self._words.text
        if asked.note is not None:
            yield self._plans.get(asked.note.preset, asked.note.preset)
        elif scenario.tariff is not None:
            yield text("what_if_own_tariff")
        if scenario.after_fit_yen is not None:
            yield text("what_if_export", {"yen": f"{scenario.after_fit_yen:g}"})
        if scenario.battery_kwh:
            yield text("what_if_battery", {"kwh": f"{scenario.battery_kwh:g}"})
        if (car := scenario.car) is not None:
            sizes = ((car.capacity_kwh, "kWh"), (car.charge_kw, "kW"), (car.discharge_kw, "kW"))
            size = ", ".join(f"{value:g} {unit}" for value, unit in sizes if value is not None)
            yield text("what_if_car", {"size": size})
        if not scenario.v2h:
            yield text("what_if_no_v2h")

    def _month(self, month: date) -> str:
        return self._words.text("what_if_month", {"year": f"{month.year}", "month": self._month_name(month)})

    def _day(self, day: date) -> str:
        month = self._month_name(day)
        return self._words.text("what_if_day", {"year": f"{day.year}", "month": month, "day": f"{day.day}"})

    def _month_name(self, day: date) -> str:
        return self._words.text(f"month_{day.month}")

    # The table

    def _row(self, outcome: Outcome, finding: Finding) -> CaseRow:
        case, month, day, peak = outcome.case, outcome.worst_month, outcome.worst_day, outcome.peak
        notes = {one.scenario.id: one.note for one in finding.ask.scenarios}
        note = notes.get(case.scenario.id)
        return {
            "scenario": case.scenario.id,
            "name": self._name(case.scenario, finding.ask.scenarios),
            "driver": case.driver.value,
            "driver_name": self._driver(case.driver),
            "total": _sums("", outcome.total),
            "months": [_sums(f"{at:%Y-%m}", sums) for at, sums in sorted(outcome.months.items())],
            "worst_month": None
            if month is None
            else {"month": f"{month:%Y-%m}", "cost_yen": rounded(outcome.months[month].cost_yen, 0)},
            "worst_day": None
            if day is None
            else {"day": day.isoformat(), "cost_yen": rounded(outcome.days[day], 0)},
            "peak_kw": rounded(peak.kw, 2),
            "peak_without_battery_kw": rounded(peak.without_kw, 2),
            "peak_at": None if peak.at is None else peak.at.isoformat(),
            "road_kwh": rounded(outcome.road_kwh, 1),
            "source": "" if note is None else note.source,
            "as_of": None if note is None or note.as_of is None else note.as_of.isoformat(),
        }

    # What follows

    def _risk(self, finding: Finding) -> str:
        """Answer whether a market-linked plan is a risk for this home; what is needed to tell, where it cannot be told."""
        pair = _market_and_fixed(finding)
        more = None if pair is None else dearer(*pair)
        if pair is None or more is None:
            return self._words.text("what_if_risk_unknown")
        market, fixed = pair
        asked = finding.ask.scenarios
        verdict = (
            "yes" if more.total_yen > NOTHING_YEN else "months" if more.month_yen > NOTHING_YEN else "no"
        )
        values = {
            "market": self._tariff(market.case.scenario, asked),
            "fixed": self._tariff(fixed.case.scenario, asked),
            "days": f"{len(market.days)}",
            "yen": f"{abs(more.total_yen):,.0f}",
            "month": self._month(more.month),
            "month_yen": f"{abs(more.month_yen):,.0f}",
        }
        said = self._words.text(f"what_if_risk_{verdict}", values)
        if more.day_yen <= NOTHING_YEN:
            return said
        day = {"day": self._day(more.day), "yen": f"{more.day_yen:,.0f}"}
        worst = self._words.text("what_if_worst_day", day)
        return self._words.text("what_if_both", {"first": said, "second": worst})

    def _findings(self, finding: Finding) -> Iterator[str]:
        """Yield what each scenario comes to against the home as it is, and what the battery takes off the peak."""
        asked, lead = finding.ask.scenarios, _lead(finding)
        outcomes = [outcome for outcome in finding.outcomes if outcome.case.driver is lead]
        now = outcomes[0]
        for driver in finding.ask.drivers:
            other = _of(finding, NOW.id, driver)
            if driver is lead or other is None or lead is not Driver.PLANNER:
                continue
            more = other.total.cost_yen - now.total.cost_yen
            yield self._compared("what_if_without_us", self._driver(driver), more)
        for outcome in outcomes[1:]:
            more = outcome.total.cost_yen - now.total.cost_yen
            yield self._compared("what_if_scenario", self._name(outcome.case.scenario, asked), more)
        for outcome in outcomes:
            if outcome.peak.without_kw - outcome.peak.kw >= 0.1:
                values = {
                    "name": self._name(outcome.case.scenario, asked),
                    "without": f"{outcome.peak.without_kw:.1f}",
                    "with": f"{outcome.peak.kw:.1f}",
                }
                yield self._words.text("what_if_peak", values)

    def _compared(self, key: str, name: str, more_yen: float) -> str:
        way = "more" if more_yen > 0 else "less"
        return self._words.text(f"{key}_{way}", {"name": name, "yen": f"{abs(more_yen):,.0f}"})

    def _notes(self, finding: Finding) -> Iterator[str]:
        """Yield what to know of the past that all this stands on."""
        text, counted = self._words.text, len(finding.outcomes[0].days)
        if counted < WHOLE_YEAR:
            yield text("what_if_note_short", {"count": f"{counted}"})
        if finding.unmetered:
            yield text("what_if_note_unmetered", {"count": f"{len(finding.unmetered)}"})
        if finding.unpriced:
            yield text("what_if_note_unpriced", {"count": f"{len(finding.unpriced)}"})
        zone = finding.start.tzinfo
        if finding.trips_before is not TripsFrom.NOBODY:
            since = self._day(finding.trips_since.astimezone(zone).date())
            yield text(f"what_if_note_trips_{finding.trips_before}", {"day": since})
        if finding.fine_since > finding.start:
            yield text("what_if_note_hours", {"day": self._day(finding.fine_since.astimezone(zone).date())})
        for asked in finding.ask.scenarios:
            if (note := asked.note) is None:
                continue
            name = self._name(asked.scenario, finding.ask.scenarios)
            if note.as_of is not None:
                yield text("what_if_note_source", {"name": name, "day": self._day(note.as_of)})
            if note.without:
                yield text("what_if_note_fuel", {"name": name})


def _sums(month: str, sums: Sums) -> MonthRow:
    return {
        "month": month,
        "days": sums.days,
        "cost_yen": rounded(sums.cost_yen, 0),
        "import_kwh": rounded(sums.import_kwh, 1),
        "export_kwh": rounded(sums.export_kwh, 1),
        "co2_kg": rounded(sums.co2_kg, 1),
    }


def _lead(finding: Finding) -> Driver:
    """Return the driver under which scenarios are compared."""
    drivers = finding.ask.drivers
    return Driver.PLANNER if Driver.PLANNER in drivers else drivers[0]


def _of(finding: Finding, scenario_id: str, driver: Driver) -> Outcome | None:
    for outcome in finding.outcomes:
        if outcome.case.scenario.id == scenario_id and outcome.case.driver is driver:
            return outcome
    return None


def _market_and_fixed(finding: Finding) -> tuple[Outcome, Outcome] | None:
    """Return the home on a market-linked tariff and on one that is not, all else the same; one of them is how it is."""
    lead, now = _lead(finding), _of(finding, NOW.id, _lead(finding))
    if now is None:
        return None
    linked = finding.present.table is None
    for outcome in finding.outcomes:
        scenario = outcome.case.scenario
        only_tariff = scenario == Scenario(id=scenario.id, tariff=scenario.tariff)
        if outcome.case.driver is not lead or scenario.tariff is None or not only_tariff:
            continue
        if (tariff_of(scenario, finding.present).table is None) is not linked:
            return (now, outcome) if linked else (outcome, now)
    return None
