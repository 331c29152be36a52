"""The books as external statistics: hourly sums for the energy dashboard and for statistics cards.

Rows are written from the first hour that has changed, each with the sum that went before; the same books give the same
rows, so telling twice changes nothing, and an hour that comes late moves all sums after it.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from homeassistant.components.recorder.models import StatisticData, StatisticMeanType, StatisticMetaData
from homeassistant.components.recorder.statistics import (
    async_add_external_statistics,
    get_last_statistics,
    statistics_during_period,
)
from homeassistant.const import UnitOfEnergy, UnitOfMass
from homeassistant.core import HomeAssistant
from homeassistant.helpers.recorder import get_instance

from ..const import DOMAIN
from ..core.accounting.books import ClosedSlot
from ..core.accounting.sums import Sums
from ..presentation.wording import Wording

HOUR: Final = timedelta(hours=1)
# The sum before an hour is looked for so far back, then from the beginning.
NEAR: Final = timedelta(days=3)
SAVINGS: Final = "savings"
CLAIMS: Final = (SAVINGS, "would_have_saved")
# Told in one job: the recorder has others to do between two of them.
ROWS_AT_ONCE: Final = 1000


@dataclass(frozen=True, slots=True)
class _Series:
    """One statistic: the end of its id, which is also its word's, its unit, and what of the sums it counts."""

    key: str
    unit: str
    unit_class: str | None
    value: Callable[[Sums], float]


_ENERGY = (UnitOfEnergy.KILO_WATT_HOUR.value, "energy")
SERIES: Final = (
    _Series("import", *_ENERGY, lambda sums: sums.import_kwh),
    _Series("export", *_ENERGY, lambda sums: sums.export_kwh),
    _Series("pv", *_ENERGY, lambda sums: sums.pv_kwh),
    _Series("load", *_ENERGY, lambda sums: sums.load_kwh),
    _Series("charge", *_ENERGY, lambda sums: sums.charge_kwh),
    _Series("discharge", *_ENERGY, lambda sums: sums.discharge_kwh),
    _Series("cost", "JPY", None, lambda sums: sums.paid_yen),
    _Series("compensation", "JPY", None, lambda sums: sums.earned_yen),
    _Series("co2", UnitOfMass.KILOGRAMS.value, "mass", lambda sums: sums.co2_kg),
    _Series(SAVINGS, "JPY", None, lambda sums: sums.saved_yen),
    _Series("would_have_saved", "JPY", None, lambda sums: sums.would_yen),
)


def statistic_id(entry_id: str, key: str) -> str:
    """Return the id of a statistic of this home."""
    return f"{DOMAIN}:{entry_id.lower()}_{key}"


def hour_of(when: datetime) -> datetime:
    """Return the beginning of its hour, as the recorder counts hours."""
    return when.astimezone(UTC).replace(minute=0, second=0, microsecond=0)


def by_hour(closed: Iterable[ClosedSlot], start: datetime, end: datetime) -> dict[datetime, Sums]:
    """Return the sums of the whole hours in [start, end) in which anything was metered."""
    hours = dict[datetime, Sums]()
    for one in closed:
        if start <= one.start and hour_of(one.start) + HOUR <= end:
            hour = hour_of(one.start)
            hours[hour] = one.sums if hour not in hours else hours[hour].plus(one.sums)
    return hours


async def async_tell(
    hass: HomeAssistant,
    entry_id: str,
    closed: Iterable[ClosedSlot],
    start: datetime,
    end: datetime,
    words: Wording,
) -> bool:
    """Tell the recorder all whole hours from `start` until `end`; return False where there is no recorder.

    What it has been told before of that time is written over.
    """
    if "recorder" not in hass.config.components:
        return False
    start = hour_of(start)
    hours = by_hour(closed, start, end)
    if not hours:
        return True
    ids = {series.key: statistic_id(entry_id, series.key) for series in SERIES}
    recorder = get_instance(hass)
    # what was told a moment ago may still be in its queue
    await recorder.async_block_till_done()
    sums = await recorder.async_add_executor_job(_sums_before, hass, set(ids.values()), start)
    for series in SERIES:
        total, rows = sums.get(ids[series.key], 0.0), list[StatisticData]()
        for hour in sorted(hours):
            value = series.value(hours[hour])
            if series.key in CLAIMS and not (rows or value or ids[series.key] in sums):
                continue  # nothing is claimed of the time before the books
            total += value
            rows.append(StatisticData(start=hour, state=round(total, 4), sum=round(total, 4)))
        metadata = StatisticMetaData(
            mean_type=StatisticMeanType.NONE,
            has_sum=True,
            name=words.text(f"statistic_{series.key}"),
            source=DOMAIN,
            statistic_id=ids[series.key],
            unit_class=series.unit_class,
            unit_of_measurement=series.unit,
        )
        for i in range(0, len(rows), ROWS_AT_ONCE):
            async_add_external_statistics(hass, metadata, rows[i : i + ROWS_AT_ONCE])
    return True


async def async_told_savings(
    hass: HomeAssistant, entry_id: str, start: datetime, end: datetime
) -> Mapping[datetime, float]:
    """Return the savings of each hour that the recorder has been told, yen: for books that were lost."""
    key = statistic_id(entry_id, SAVINGS)

    def query() -> dict[datetime, float]:
        rows = statistics_during_period(hass, start, end, {key}, "hour", None, {"change"}).get(key, ())
        found = ((row["start"], row.get("change")) for row in rows)
        return {datetime.fromtimestamp(at, UTC): change for at, change in found if change}

    return await get_instance(hass).async_add_executor_job(query)


def _sums_before(hass: HomeAssistant, ids: set[str], start: datetime) -> dict[str, float]:
    """Return the sum of each statistic before an hour; none where it begins later."""
    found, missing = dict[str, float](), set[str]()
    for key in ids:
        last = get_last_statistics(hass, 1, key, False, {"sum"}).get(key, [])
        if last and last[0]["start"] < start.timestamp():
            found[key] = last[0].get("sum") or 0.0
        elif last:
            missing.add(key)
    for begin in (start - NEAR, datetime.fromtimestamp(0, UTC)):
        if missing:
            rows = statistics_during_period(hass, begin, start, missing, "hour", None, {"sum"})
            found |= {key: row[-1].get("sum") or 0.0 for key, row in rows.items() if row}
            missing -= rows.keys()
    return found
