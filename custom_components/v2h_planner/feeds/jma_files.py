"""JMA's files about one municipality: where they are, and how often each is asked."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from .http_json import JsonFile

# Versions of the files' form, the present one first: "r8" is the era's year of 2026.
VERSIONS: Final = ("r8", "r9", "r10")
# Offices whose forecasts stand in another's file, if they have none of their own.
FORECAST_OFFICES: Final[Mapping[str, str]] = {"014030": "014100", "460040": "460100"}


@dataclass(frozen=True, slots=True)
class Period:
    """How often a file is asked: in calm weather, and while a watch is on or a warning in force."""

    calm: timedelta
    stormy: timedelta


WARNINGS, FLOOD, TIMELINE, LIKELIHOOD = "warnings", "flood", "timeline", "likelihood"
MAP_TIME, TYPHOONS, TYPHOON = "map_time", "typhoons", "typhoon"

PERIODS: Final[Mapping[str, Period]] = {
    WARNINGS: Period(timedelta(minutes=5), timedelta(minutes=2)),
    FLOOD: Period(timedelta(minutes=10), timedelta(minutes=5)),
    TIMELINE: Period(timedelta(minutes=30), timedelta(minutes=10)),
    LIKELIHOOD: Period(timedelta(minutes=30), timedelta(minutes=10)),
    MAP_TIME: Period(timedelta(minutes=30), timedelta(minutes=30)),
    TYPHOONS: Period(timedelta(hours=1), timedelta(hours=1)),
    TYPHOON: Period(timedelta(hours=1), timedelta(hours=1)),
}


def jma_files(office: str) -> dict[str, JsonFile]:
    """Return the files of one office, the most important first. Version by version: `path` is the version's place."""
    forecasts = tuple(dict.fromkeys((office, FORECAST_OFFICES.get(office, office))))
    likely = [
        path for code in forecasts for path in _versions(f"probability/data/probability/{{}}/{code}.json")
    ]
    return {
        WARNINGS: JsonFile(paths=_versions(f"warning/data/{{}}/{office}.json")),
        MAP_TIME: JsonFile(paths=_versions("warning/data/{}/map_time.json")),
        FLOOD: JsonFile(paths=_versions("flood/data/{}/flood_xml.json")),
        TIMELINE: JsonFile(paths=tuple(f"warning_timeline/data/{code}.json" for code in forecasts)),
        LIKELIHOOD: JsonFile(paths=tuple(likely)),
        TYPHOONS: JsonFile(paths=("typhoon/data/targetTc.json",)),
    }


def _versions(path: str) -> tuple[str, ...]:
    return tuple(path.format(version) for version in VERSIONS)


def specifications(storm: str) -> JsonFile:
    """Return a typhoon's own file."""
    return JsonFile(paths=(f"typhoon/data/{storm}/specifications.json",))


def label_of(name: str) -> str:
    """Return the kind of a file: typhoons' own files are named by their ids."""
    return name if name in PERIODS else TYPHOON
