"""Runs and what came out of them. They stand in `docs/evaluation.json`; every table and picture is made from there."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
import json
from pathlib import Path
from typing import Any, Self
from zoneinfo import ZoneInfo

from backtest.comparison import PolicyName, Result
from backtest.forecast_errors import ErrorRow, Lead, Quantity
from custom_components.v2h_planner.core.accounting.ledger import MeteredSlot

ZONE = ZoneInfo("Asia/Tokyo")
WEEK = 7 * 48


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A home's recorded period under one policy. `changes`: numbers of the storage that are not the profile's."""

    profile: int
    policy: PolicyName
    changes: Mapping[str, float] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """Its key in the file of figures."""
        changed = "".join(f" {name}={number:g}" for name, number in sorted(self.changes.items()))
        return f"{self.profile} {self.policy.value}{changed}"

    @property
    def arguments(self) -> list[str]:
        """The arguments of `script/backtest` that live it alone."""
        home = [f"{name}={number:g}" for name, number in sorted(self.changes.items())]
        return [
            *("--profile", str(self.profile), "--policies", self.policy.value),
            *("--jobs", "1", "--seconds", "60", "--no-limits"),
            *(["--home", *home] if home else []),
        ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Week:
    """A week in detail by half hours: kW, yen/kWh, SOC as a fraction (None: not known), whether the car is away."""

    start: str
    price_yen: tuple[float, ...]
    load_kw: tuple[float, ...]
    pv_kw: tuple[float, ...]
    charge_kw: tuple[float, ...]
    discharge_kw: tuple[float, ...]
    import_kw: tuple[float, ...]
    soc: tuple[float | None, ...]
    away: tuple[bool, ...]

    @classmethod
    def of(cls, slots: Sequence[MeteredSlot]) -> Self:
        """Return the week around the dearest half hour."""
        dearest = max(range(len(slots)), key=lambda i: slots[i].import_yen_per_kwh)
        first = min(max(0, dearest // 48 - 3) * 48, max(0, len(slots) - WEEK))
        week = slots[first : first + WEEK]
        return cls(
            start=week[0].start.astimezone(ZONE).isoformat(timespec="minutes"),
            price_yen=tuple(round(s.import_yen_per_kwh, 2) for s in week),
            load_kw=tuple(round(s.load_kwh / s.hours, 2) for s in week),
            pv_kw=tuple(round(s.pv_kwh / s.hours, 2) for s in week),
            charge_kw=tuple(round(sum(p.charge_kwh for p in s.storages) / s.hours, 2) for s in week),
            discharge_kw=tuple(round(sum(p.discharge_kwh for p in s.storages) / s.hours, 2) for s in week),
            import_kw=tuple(round(s.import_kwh / s.hours, 2) for s in week),
            soc=tuple(None if (soc := s.storages[0].soc_end) is None else round(soc, 3) for s in week),
            away=tuple(not s.storages[0].connected for s in week),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """What came out of a run; energies kWh, `months_yen` by year and month, `starts_a_day` of the unit."""

    days: float
    cost_yen: float
    co2_kg: float
    self_consumption: float | None
    backup_hours: float
    starts: int
    departures: int
    short_departures: int
    short_kwh: float
    road_kwh: float
    plan_ms: float | None
    seconds: float
    months_yen: Mapping[str, float] = field(default_factory=dict)
    week: Week | None = None

    @classmethod
    def of(cls, result: Result) -> Self:
        """Return the figures of a backtest's result."""
        months: dict[str, float] = defaultdict(float)
        for slot in result.slots:
            months[f"{slot.start.astimezone(ZONE):%Y-%m}"] += slot.cost_yen
        share = result.totals.self_consumption
        return cls(
            days=round(result.days, 2),
            cost_yen=round(result.cost_yen, 1),
            co2_kg=round(result.co2_kg, 1),
            self_consumption=None if share is None else round(share, 4),
            backup_hours=round(result.backup_hours, 2),
            starts=result.start_ups,
            departures=result.departures,
            short_departures=result.short_departures,
            short_kwh=round(result.short_kwh, 2),
            road_kwh=round(result.road_kwh, 2),
            plan_ms=None if result.plan_ms is None else round(result.plan_ms, 1),
            seconds=round(result.seconds, 1),
            months_yen={month: round(yen, 1) for month, yen in months.items()},
            week=Week.of(result.slots),
        )

    @property
    def starts_a_day(self) -> float:
        """How often the unit started, a day."""
        return self.starts / max(self.days, 1e-9)


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """Figures, the day on which and the commit of which they were measured, and the command for it."""

    figures: Figures
    day: str
    commit: str
    command: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ForecastErrors:
    """How far off the forecasts of the year are, beside those of persistence."""

    rows: tuple[ErrorRow, ...]
    day: str
    commit: str


@dataclass(frozen=True)
class Book:
    """All that was measured, runs by their names."""

    measured: Mapping[str, Measured] = field(default_factory=dict)
    errors: ForecastErrors | None = None

    @classmethod
    def read(cls, path: Path) -> Self:
        """Read the file of figures; an empty book where there is none. ValueError where it is none of ours."""
        if not path.exists():
            return cls()
        try:
            data = json.loads(path.read_text(encoding="utf-8"))
            runs = {name: _measured(item) for name, item in data["runs"].items()}
            return cls(runs, None if data["errors"] is None else _errors(data["errors"]))
        except (AttributeError, KeyError, TypeError) as err:
            raise ValueError(f"{path} is no file of figures: {err!r}") from err

    def write(self, path: Path) -> None:
        """Write the file of figures, a line a run."""
        lines = (
            f"{json.dumps(name)}: {json.dumps(asdict(item), separators=(',', ':'))}"
            for name, item in sorted(self.measured.items())
        )
        runs = ",\n".join(lines)
        errors = "null" if self.errors is None else json.dumps(asdict(self.errors))
        path.write_text(f'{{"runs": {{\n{runs}\n}},\n"errors": {errors}}}\n', encoding="utf-8")

    def with_(self, name: str, measured: Measured) -> Self:
        """Return the book with what was measured."""
        return replace(self, measured={**self.measured, name: measured})

    def of(self, run: Run) -> Figures | None:
        """Return the figures of a run, None where it has not been lived."""
        found = self.measured.get(run.name)
        return None if found is None else found.figures


def _errors(item: dict[str, Any]) -> ForecastErrors:
    rows = tuple(
        ErrorRow(**{**row, "quantity": Quantity(row["quantity"]), "lead": Lead(row["lead"])})
        for row in item["rows"]
    )
    return ForecastErrors(**{**item, "rows": rows})


def _measured(item: dict[str, Any]) -> Measured:
    figures = dict(item["figures"])
    week = figures.pop("week", None)
    if week is not None:
        lists: dict[str, Any] = {name: tuple(v) if isinstance(v, list) else v for name, v in week.items()}
        week = Week(**lists)
    return Measured(**{**item, "figures": Figures(**figures, week=week)})
