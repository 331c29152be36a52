"""What a home's prices need of a person, told beforehand: a step of the feed-in price, an amount that nobody has renewed."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from .export_terms import ExportTerms
from .import_terms import Adder, Renewal, in_series, of_day
from .tariff import Tariff

TOLD_BEFORE = timedelta(days=30)
LEVY_MONTH = 5
LEVY_TOLD = 4  # the ministry sets it in March


class ChangeKind(StrEnum):
    """What there is to know."""

    EXPORT_STEP = "export_step"  # before, after: nothing to do
    AMOUNT_OVER = "amount_over"  # name, yen: the last amount is kept
    LEVY_DUE = "levy_due"  # name, yen: from May another one holds


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """Something about the prices, and the local day from which it holds."""

    kind: ChangeKind
    day: date
    yen: float
    name: str = ""
    before_yen: float = 0.0


def changes(tariff: Tariff, today: date) -> Iterator[Change]:
    """Yield what is worth knowing today."""
    yield from _export_steps(tariff.export, today)
    for series in in_series(tariff.terms.adders):
        if (change := _not_renewed(series, today)) is not None:
            yield change


def _export_steps(export: ExportTerms, today: date) -> Iterator[Change]:
    for step in export.steps:
        before = export.fixed(step.first - timedelta(days=1))
        if today < step.first <= today + TOLD_BEFORE and before != step.yen_per_kwh:
            yield Change(kind=ChangeKind.EXPORT_STEP, day=step.first, yen=step.yen_per_kwh, before_yen=before)


def _not_renewed(series: tuple[Adder, ...], today: date) -> Change | None:
    """Return that the last amount is over or about to be, None where a later one is known, or nobody has given it a day."""
    held = of_day(series, today)
    if not held or held[0].renewal is None or (held[0].first is None and held[0].last is None):
        return None
    adder = held[0]
    over = _over(adder)
    told = (
        date(over.year, LEVY_TOLD, 1) if adder.renewal is Renewal.MAY and over.month == LEVY_MONTH else over
    )
    if today < told or of_day(series, max(over, today)) != held:
        return None
    kind = ChangeKind.LEVY_DUE if today < over else ChangeKind.AMOUNT_OVER
    return Change(kind=kind, day=over, yen=adder.yen_per_kwh, name=adder.name)


def _over(adder: Adder) -> date:
    """Return the first day for which another amount is set: after its last one, the next month, the next May."""
    if adder.last is not None:
        return adder.last + timedelta(days=1)
    first = adder.first or date.min
    if adder.renewal is Renewal.MAY:
        return date(first.year + (first.month >= LEVY_MONTH), LEVY_MONTH, 1)
    year, month = divmod(12 * first.year + first.month, 12)
    return date(year, month + 1, 1)
