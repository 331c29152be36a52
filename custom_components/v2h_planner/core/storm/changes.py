"""Changes of the warnings in force, for automations: each is announced once."""

from dataclasses import dataclass, field
from enum import StrEnum

from ..hazard import Hazard, HazardReport, Severity


class WeatherChange(StrEnum):
    """What happened to a warning."""

    ISSUED = "issued"
    UPGRADED = "upgraded"
    DOWNGRADED = "downgraded"
    LIFTED = "lifted"


@dataclass(frozen=True, slots=True)
class Announcement:
    """One change of a warning; `before`: its severity until now, None for a new one."""

    change: WeatherChange
    hazard: Hazard
    before: Severity | None = None


@dataclass(frozen=True, slots=True)
class Announced:
    """Warnings that were in force at the last report, by id; those of a silent source stay."""

    known: dict[str, Hazard] = field(default_factory=dict)

    def after(self, report: HazardReport) -> tuple[Announced, tuple[Announcement, ...]]:
        """Return what is known after a report, and its changes: first what is in force, then what is lifted."""
        now = {hazard.id: hazard for hazard in report.in_force if not report.doubts(hazard)}
        silent = {key: hazard for key, hazard in self.known.items() if report.doubts(hazard)}
        changes = [change for key, hazard in now.items() if (change := _change(self.known.get(key), hazard))]
        changes += [
            Announcement(WeatherChange.LIFTED, hazard, hazard.severity)
            for key, hazard in self.known.items()
            if key not in now and key not in silent
        ]
        return Announced(silent | now), tuple(changes)


def _change(before: Hazard | None, hazard: Hazard) -> Announcement | None:
    """Return what happened to a warning in force, None where it is as before."""
    if before is None:
        return Announcement(WeatherChange.ISSUED, hazard)
    if hazard.severity > before.severity:
        return Announcement(WeatherChange.UPGRADED, hazard, before.severity)
    if hazard.severity < before.severity:
        return Announcement(WeatherChange.DOWNGRADED, hazard, before.severity)
    return None
