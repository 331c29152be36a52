"""Changes of what warnings say, for automations."""

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
    """One change; `before`: its severity until now."""

    change: WeatherChange
    hazard: Hazard
    before: Severity | None = None


@dataclass(frozen=True, slots=True)
class Announced:
    """The warnings that were in force at the last look, by id. What a silent source said last stays."""

    known: dict[str, Hazard] = field(default_factory=dict)

    def after(self, report: HazardReport) -> tuple[Announced, tuple[Announcement, ...]]:
        """What is known now, and what is news in it: first what comes, then what goes."""
        now = {hazard.id: hazard for hazard in report.in_force if hazard.source not in report.silent}
        news = []
        for key, hazard in now.items():
            before = self.known.get(key)
            if before is None:
                news.append(Announcement(WeatherChange.ISSUED, hazard))
            elif hazard.severity > before.severity:
                news.append(Announcement(WeatherChange.UPGRADED, hazard, before.severity))
            elif hazard.severity < before.severity:
                news.append(Announcement(WeatherChange.DOWNGRADED, hazard, before.severity))
        kept = {key: hazard for key, hazard in self.known.items() if hazard.source in report.silent}
        news += [
            Announcement(WeatherChange.LIFTED, hazard, hazard.severity)
            for key, hazard in self.known.items()
            if key not in now and key not in kept
        ]
        return Announced(kept | now), tuple(news)
