"""The weather that a visitor picks, as a script for the weather office."""

from datetime import datetime, timedelta
from enum import StrEnum

from .office import Centre, Event, Expected, Kind, LikelihoodMade, TimelineMade, TyphoonSeen, announced

_LIKELY = "風（風雪）の警報級の可能性"
_DANGER = "風危険度"


class Weather(StrEnum):
    """Weather to pick, by how near the storm is."""

    CALM = "calm"
    LIKELY_TOMORROW = "likely_tomorrow"
    EXPECTED_TONIGHT = "expected_tonight"
    STORM_WARNING = "storm_warning"
    EMERGENCY_WARNING = "emergency_warning"
    LIFTED = "lifted"


def script(weather: Weather, since: datetime) -> tuple[Event, ...]:
    """Return what the office announces, and has announced until then."""

    def later(hours: float) -> datetime:
        return since + timedelta(hours=hours)

    def likely(code: str, start: float, end: float) -> LikelihoodMade:
        row = Expected(type=_LIKELY, start=later(start), end=later(end), code=code)
        return LikelihoodMade(at=since, rows=(row,))

    def timeline(start: float, end: float, code: str = "30") -> TimelineMade:
        row = Expected(type=_DANGER, start=later(start), end=later(end), code=code)
        return TimelineMade(at=since, rows=(row,))

    def typhoon(hours_away: float) -> TyphoonSeen:
        """Return a typhoon whose centre passes over Tokyo then, 30 km/h to the north-east."""
        track = tuple(
            Centre(
                at=later(hours),
                latitude=round(35.7 + 0.19 * (hours - hours_away), 1),
                longitude=round(139.7 + 0.19 * (hours - hours_away), 1),
                storm_km=170,
            )
            for hours in (0, 12, 24, 45)
        )
        return TyphoonSeen(at=since, track=track)

    # What was in force under the weather before is lifted: at JMA nothing goes without a word.
    lifted = announced(since, Kind(code="05", status="解除"))
    match weather:
        case Weather.LIKELY_TOMORROW:
            return (lifted, likely("中", 26, 38), typhoon(30))
        case Weather.EXPECTED_TONIGHT:
            return (announced(since, Kind(code="15")), likely("高", 7, 18), timeline(8, 17), typhoon(12))
        case Weather.STORM_WARNING:
            return (announced(since, Kind(code="05")), likely("高", 0, 12), timeline(2, 11), typhoon(6))
        case Weather.EMERGENCY_WARNING:
            warned = announced(later(-3), Kind(code="05"))
            raised = announced(since, Kind(code="35"))
            return (warned, raised, likely("高", 0, 9), timeline(0, 8, "50"), typhoon(2))
        case Weather.LIFTED:
            warned = announced(later(-9), Kind(code="05"))
            return (warned, lifted)
        case Weather.CALM:
            return (lifted,)
