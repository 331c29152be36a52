"""Values and attributes of the sensors for weather, readiness and outages."""

from datetime import datetime
from typing import Any

from ..core.hazard import Hazard, Severity
from ..core.outage.endurance import Lasting, Outlook
from ..core.storm.readiness import Readiness
from ..presentation.figures import rounded
from ..presentation.wording import Wording
from ..readers.jma import SOURCE
from ..settings.model import Sources
from ..state.snapshot import Snapshot
from .plan_values import Attributes, View

NO_WARNING = "none"
SEVERITIES = [NO_WARNING, *(severity.key for severity in Severity)]
NO_STORM, READY, IN_TIME, TOO_LATE = READINESS = ["none", "ready", "in_time", "too_late"]


def hazard_details(hazard: Hazard, words: Wording) -> dict[str, Any]:
    """Return one hazard for automations and people."""
    return {
        "kind": hazard.kind.value,
        "severity": hazard.severity.key,
        "name": words.hazard(hazard),
        "in_force": hazard.in_force,
        "certainty": hazard.certainty.name.lower(),
        "start": _iso(hazard.start),
        "end": _iso(hazard.end),
        "source": hazard.source,
    }


def anyone_answers(snapshot: Snapshot, sources: Sources) -> bool:
    """Return whether any source of warnings answers."""
    names = {source.entity_id for source in sources.warnings} | ({SOURCE} if sources.jma_area else set())
    return not names <= snapshot.report.silent


def severity(view: View) -> str:
    """Return the worst severity in force."""
    worst = view.snapshot.report.severity
    return NO_WARNING if worst is None else worst.key


def weather_details(view: View) -> Attributes:
    """Return every hazard with its name and times, JMA's area and time of report, and typhoons."""
    snapshot = view.snapshot
    details: dict[str, Any] = {
        "hazards": [hazard_details(hazard, view.words) for hazard in snapshot.report.hazards],
        "silent": sorted(snapshot.report.silent),
    }
    if (jma := snapshot.jma) is not None:
        details |= {
            "area": view.area,
            "reported_at": _iso(jma.reported_at),
            "typhoons": [
                {"number": item.number, "name": item.name, "name_en": item.name_en, "category": item.category}
                for item in jma.typhoons
            ],
        }
    return details


def storm_cost(view: View) -> float | None:
    """Return what being ready has cost more than the normal plan so far; before it is metered, what it will cost."""
    cost = view.snapshot.storm_cost
    if cost is None:
        return 0.0  # there was nothing to be ready for
    return cost.planned_yen if cost.so_far_yen is None else cost.so_far_yen


def storm_cost_details(view: View) -> Attributes:
    """Return the cost as planned and as metered so far."""
    cost = view.snapshot.storm_cost
    if cost is None:
        return {}
    return {
        "since": cost.since.isoformat(),
        "planned": None if cost.planned_yen is None else rounded(cost.planned_yen, 1),
        "so_far": None if cost.so_far_yen is None else rounded(cost.so_far_yen, 1),
        "over": view.snapshot.situation.storm is None,
    }


def readiness(view: View) -> str:
    """Return how ready this storage will be for the storm; in fair weather that there is nothing to be ready for."""
    ready = _readiness(view)
    if ready is None:
        return NO_STORM
    if ready.full_at is not None and ready.full_at <= view.snapshot.at:
        return READY
    return IN_TIME if ready.reached else TOO_LATE


def full_at(view: View) -> datetime | None:
    """Return when this storage will be full for the storm."""
    ready = _readiness(view)
    return None if ready is None else ready.full_at


def readiness_details(view: View) -> Attributes:
    """Return the SOC at the onset, and when a car that is away must be home."""
    ready, storm = _readiness(view), view.snapshot.situation.storm
    if ready is None or storm is None:
        return {}
    return {
        "target": round(100 * ready.target_soc),
        "expected": None if ready.soc is None else round(100 * ready.soc),
        "reached": ready.reached,
        "onset": _iso(storm.onset),
        "full_by": storm.by.isoformat(),
        "away": ready.away,
        "home_by": _iso(ready.home_by),
        "leaves": _iso(ready.leaves),
        "full_if_it_stays": _iso(ready.full_if_it_stays),
    }


def hours_left(view: View) -> float | None:
    """Return the hours that the energy lasts at the present load, without any sun; None with the grid, or if unknown."""
    endurance = view.snapshot.endurance
    leading = None if endurance is None else endurance.leading
    return None if leading is None else rounded(leading.hours, 1)


def endurance_details(view: View) -> Attributes:
    """Return how long it lasts at the present and at a thrifty load, with and without sun; what is kept for driving."""
    endurance = view.snapshot.endurance
    if endurance is None:
        return {}
    return {
        "present": _outlook(endurance.present),
        "thrifty": _outlook(endurance.thrifty),
        "usable_kwh": rounded(endurance.usable_kwh, 1),
        "most_kw": rounded(endurance.most_kw, 1),
        "overloaded": endurance.overloaded,
        "blind": endurance.blind,
        "storages": {
            view.home.storage(share.storage_id).name: {
                "gives": share.gives.value,
                "usable_kwh": rounded(share.usable_kwh, 1),
                "kept_soc": round(100 * share.kept_soc),
                "kept_until": None if share.reserve is None else share.reserve.leave.isoformat(),
            }
            for share in endurance.shares
        },
    }


def _outlook(outlook: Outlook) -> dict[str, Any]:
    return {
        "load_kw": rounded(outlook.load_kw, 2),
        "without_sun": _hours(outlook.no_sun),
        "with_little_sun": _hours(outlook.low_sun),
        "with_sun": _hours(outlook.sun),
        "with_much_sun": _hours(outlook.high_sun),
    }


def _hours(lasting: Lasting) -> dict[str, Any]:
    return {"hours": rounded(lasting.hours, 1), "outlasts": lasting.outlasts}


def _readiness(view: View) -> Readiness | None:
    return next((ready for ready in view.snapshot.readiness if ready.storage_id == view.id), None)


def _iso(when: datetime | None) -> str | None:
    return None if when is None else when.isoformat()
