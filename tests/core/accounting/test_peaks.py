"""The highest half hour of each month, and the basic charge that follows it."""

from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from custom_components.v2h_planner.core.accounting.ledger import MeteredSlot
from custom_components.v2h_planner.core.accounting.peaks import PeakLog
from custom_components.v2h_planner.core.codec import decode, encode
from custom_components.v2h_planner.core.tariff.demand import (
    DemandTerms,
    basic_charge_yen,
    charged_kw,
    months_before,
)
from custom_components.v2h_planner.core.tariff.import_terms import Adder

TOKYO = ZoneInfo("Asia/Tokyo")
EVENING = datetime(2026, 11, 24, 18, tzinfo=TOKYO)
TERMS = DemandTerms(yen_per_kw_month=500.0, known_kw=5.0)


def metered(kwh: float, start: datetime = EVENING, hours: float = 0.5) -> MeteredSlot:
    """What flowed from a time on."""
    return MeteredSlot(
        start=start,
        hours=hours,
        import_kwh=kwh,
        export_kwh=0.0,
        curtailed_kwh=0.0,
        load_kwh=kwh,
        pv_kwh=0.0,
        import_yen_per_kwh=30.0,
        export_yen_per_kwh=8.5,
        co2_kg_per_kwh=0.4,
    )


def with_peak(log: PeakLog, kw: float, when: datetime) -> PeakLog:
    return log.after([metered(kw / 2, when)], TOKYO)


def test_a_half_hour_of_two_kwh_is_four_kw() -> None:
    log = with_peak(PeakLog(), 4.0, EVENING)
    assert log.kw == {"2026-11": 4.0}
    assert log.at["2026-11"] == EVENING
    assert with_peak(log, 3.0, EVENING + timedelta(hours=1)).kw == {"2026-11": 4.0}
    assert with_peak(log, 4.5, EVENING + timedelta(hours=1)).kw == {"2026-11": 4.5}


def test_the_parts_of_a_half_hour_count_together_and_one_that_is_missing_counts_nothing() -> None:
    parts = [metered(0.5, EVENING, 0.1), metered(1.0, EVENING + timedelta(minutes=12), 0.2)]
    log = PeakLog().after(parts, TOKYO)
    assert log.kw == {"2026-11": pytest.approx(3.0)}
    assert log.taken_kwh(EVENING + timedelta(minutes=20)) == pytest.approx(1.5)
    assert log.taken_kwh(EVENING + timedelta(minutes=31)) == 0.0


def test_only_the_half_hour_that_was_metered_last_is_looked_at() -> None:
    log = PeakLog().after([metered(9.0), metered(1.0, EVENING + timedelta(minutes=30))], TOKYO)
    assert log.kw == {"2026-11": 2.0}


def test_a_reading_that_reaches_back_over_the_half_hour_makes_no_peak() -> None:
    log = PeakLog().after([metered(3.5, hours=0.58)], TOKYO)
    assert log.kw["2026-11"] == pytest.approx(3.5 / 0.58)


def test_nothing_metered_is_nothing_known() -> None:
    assert PeakLog().after([], TOKYO) == PeakLog()


def test_a_month_begins_at_local_midnight() -> None:
    log = with_peak(PeakLog(), 4.0, datetime(2026, 11, 30, 23, 30, tzinfo=TOKYO))
    log = with_peak(log, 3.0, datetime(2026, 12, 1, 0, 0, tzinfo=TOKYO))
    assert log.kw == {"2026-11": 4.0, "2026-12": 3.0}


def test_twelve_months_are_kept_and_charged() -> None:
    log = PeakLog()
    for i, kw in enumerate([6.0, 3.0, 3.5, *[2.0] * 9]):
        month = (10 + i) % 12 + 1
        log = with_peak(log, kw, datetime(2026 + (10 + i) // 12, month, 15, 18, tzinfo=TOKYO))
    assert len(log.kw) == 12
    assert charged_kw(log.kw, "2027-10") == 6.0  # November of the year before still counts
    log = with_peak(log, 2.5, datetime(2027, 11, 15, 18, tzinfo=TOKYO))
    assert "2026-11" not in log.kw
    assert charged_kw(log.kw, "2027-11") == 3.5


def test_the_bill_counts_until_twelve_months_are_measured() -> None:
    log = with_peak(PeakLog(), 3.0, EVENING)
    assert log.paid_kw(TERMS, "2026-11") == 5.0
    assert log.paid_kw(TERMS, "2027-10") == 5.0
    assert (
        log.paid_kw(TERMS, "2027-11") == 0.0
    )  # the twelve months before it are all ours, and this one is new
    assert with_peak(log, 7.0, EVENING).paid_kw(TERMS, "2026-12") == 7.0
    assert PeakLog().paid_kw(replace(TERMS, known_kw=None), "2026-11") == 0.0


def test_a_plan_over_the_end_of_a_month_knows_both() -> None:
    now = datetime(2026, 11, 30, 18, 10, tzinfo=TOKYO)
    before = PeakLog(since="2025-01", kw={"2025-12": 6.0, "2026-03": 4.0, "2026-08": 3.5})
    log = before.after([metered(0.4, now)], TOKYO)
    demand = log.demand(TERMS, now, now + timedelta(hours=60), TOKYO)
    assert demand.paid_kw == {"2026-11": 4.0, "2026-12": 3.5}  # what is still charged in February, in March
    assert demand.taken_kwh == pytest.approx(0.4)


def test_a_peak_that_is_soon_out_hides_no_new_one() -> None:
    now = datetime(2026, 11, 24, 18, tzinfo=TOKYO)
    until = now + timedelta(hours=60)
    terms = DemandTerms(yen_per_kw_month=500.0)
    guests = PeakLog(since="2025-01", kw={"2026-01": 8.0, "2026-06": 4.0}).demand(terms, now, until, TOKYO)
    assert guests.paid_kw["2026-11"] == 4.0
    assert guests.months == 10  # November and December are charged by January's
    assert guests.new_peak_yen_per_kw == 5000.0
    lasting = PeakLog(since="2025-01", kw={"2026-06": 8.0, "2026-07": 4.0}).demand(terms, now, until, TOKYO)
    assert (lasting.paid_kw["2026-11"], lasting.months) == (8.0, 12)


def test_the_basic_charge_is_the_highest_of_twelve_months_times_its_rate() -> None:
    peaks = {"2025-12": 6.0, "2026-03": 4.0, "2026-11": 5.0}
    bills = [basic_charge_yen(peaks, TERMS, month) for month in ("2026-11", "2026-12", "2027-03")]
    assert bills == [3000.0, 2500.0, 2500.0]
    assert basic_charge_yen({}, TERMS, "2026-11") == 0.0


def test_months_are_counted_over_the_year() -> None:
    assert [months_before("2026-01", 1), months_before("2026-12", 11)] == ["2025-12", "2026-01"]


def test_it_survives_a_restart() -> None:
    log = with_peak(PeakLog(), 4.0, EVENING)
    assert decode(PeakLog, encode(log)) == log


@pytest.mark.parametrize("terms", [(-1.0, None), (1.0, -1.0)])
def test_no_charge_is_below_zero(terms: tuple[float, float | None]) -> None:
    with pytest.raises(ValueError, match="below zero"):
        DemandTerms(yen_per_kw_month=terms[0], known_kw=terms[1])


def test_a_day_is_kept_as_text() -> None:
    begins = Adder(name="fuel", yen_per_kwh=1.0, first=EVENING.date())
    assert encode(begins)["first"] == "2026-11-24"  # type: ignore[index,call-overload]
    assert decode(Adder, encode(begins)) == begins
