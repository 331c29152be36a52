"""When a further load costs least, with the plan's own load in mind."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
import itertools
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import given, settings, strategies as st
import pytest

from custom_components.v2h_planner.core.home import Mode
from custom_components.v2h_planner.core.horizon import Horizon, make_horizon
from custom_components.v2h_planner.core.plan import Method, Plan, PlanSlot
from custom_components.v2h_planner.core.windows import NoWindow, Objective, Window, WindowRequest, find_window

TOKYO = ZoneInfo("Asia/Tokyo")
EVENING = datetime(2026, 11, 24, 21, 12, tzinfo=TOKYO)
MORNING = datetime(2026, 11, 25, 7, 0, tzinfo=TOKYO)
MINUTE = timedelta(minutes=1)


def slot(start: datetime, end: datetime, **changes: Any) -> PlanSlot:
    """A slot in which the house draws 0.5 kW from the grid at 30 yen."""
    usual: dict[str, Any] = {
        "start": start,
        "end": end,
        "import_kw": 0.5,
        "export_kw": 0.0,
        "curtail_kw": 0.0,
        "pv_kw": 0.0,
        "load_kw": 0.5,
        "import_yen_per_kwh": 30.0,
        "export_yen_per_kwh": 8.0,
        "co2_kg_per_kwh": 0.45,
        "price_known": True,
        "storages": (),
    }
    return PlanSlot(**(usual | changes))


def plan(now: datetime = EVENING, *, slots: Sequence[dict[str, Any]] = (), **changes: Any) -> Plan:
    """A plan from now; the first slots are as told, all others usual."""
    horizon = make_horizon(now)
    edges = horizon.edges
    made = [
        slot(start, end, **(slots[i] if i < len(slots) else {}))
        for i, (start, end) in enumerate(itertools.pairwise(edges))
    ]
    usual: dict[str, Any] = {
        "made_at": now,
        "mode": Mode.ECONOMY,
        "horizon": horizon,
        "slots": tuple(made),
        "method": Method.OPTIMAL,
        "gap": 0.0,
        "seconds": 0.0,
    }
    return Plan(**(usual | changes))


def at(hour: int, minute: int = 0) -> datetime:
    """A time of this night."""
    when = EVENING.replace(hour=hour, minute=minute)
    return when if hour >= 12 else when + timedelta(days=1)


def night(prices: dict[datetime, dict[str, Any]], **changes: Any) -> Plan:
    """A plan whose slots that begin at these times are as told."""
    usual = plan(**changes)
    return replace(
        usual,
        slots=tuple(replace(slot, **prices.get(slot.start.astimezone(TOKYO), {})) for slot in usual.slots),
    )


def best(
    plan: Plan, hours: float = 1.0, *, contract_kw: float | None = 6.0, **changes: Any
) -> Window | NoWindow:
    """The best window for 1 kW between this evening and seven in the morning."""
    usual: dict[str, Any] = {"length": timedelta(hours=hours), "after": EVENING, "before": MORNING}
    return find_window(plan, contract_kw, WindowRequest(**(usual | changes)))


def found(plan: Plan, hours: float = 1.0, **changes: Any) -> Window:
    """The same where there is one."""
    window = best(plan, hours, **changes)
    assert isinstance(window, Window), window
    return window


CHEAP = {"import_yen_per_kwh": 12.0}


def test_a_load_runs_in_the_cheapest_hours_before_the_morning() -> None:
    """Two cheap half hours beat a cheap one beside a dear one."""
    window = found(night({at(2): CHEAP, at(2, 30): CHEAP, at(5): {"import_yen_per_kwh": 5.0}}))
    assert (window.start, window.end) == (at(2), at(3))
    assert (window.yen, window.kwh, window.yen_per_kwh) == (pytest.approx(12.0), 1.0, pytest.approx(12.0))


def test_with_equal_prices_it_runs_at_once() -> None:
    """Ties go to the earliest, which is now, in the middle of a slot."""
    assert found(plan()).start == EVENING


def test_a_load_of_45_minutes_ends_with_the_cheap_hour_where_the_next_is_cheaper_than_the_former() -> None:
    """A window may begin within a slot, where that is cheaper than at any of its edges."""
    prices = {at(1): {"import_yen_per_kwh": 20.0}, at(1, 30): CHEAP}
    window = found(night(prices), 0.75)
    assert (window.start, window.end) == (at(1, 15), at(2))
    assert window.yen == pytest.approx(0.25 * 20 + 0.5 * 12)


def test_sun_that_would_be_sold_costs_what_it_would_have_earned() -> None:
    """8.5 yen forgone are less than 12 yen paid."""
    noon = {"import_kw": 0.0, "export_kw": 2.0, "export_yen_per_kwh": 8.5}
    window = found(night({at(2): CHEAP, at(2, 30): CHEAP, at(6): noon, at(6, 30): noon}))
    assert window.start == at(6)
    assert window.yen == pytest.approx(8.5)
    assert window.co2_kg == 0


def test_sun_that_covers_half_the_load_costs_half_of_each() -> None:
    """Half a kilowatt is not sold, the other half is bought."""
    half = {"import_kw": 0.0, "export_kw": 0.5, "export_yen_per_kwh": 8.0, "import_yen_per_kwh": 14.0}
    window = found(night({at(6): half, at(6, 30): half}))
    assert window.yen == pytest.approx(0.5 * 8 + 0.5 * 14)
    assert window.co2_kg == pytest.approx(0.5 * 0.45)


def test_sun_that_would_be_curtailed_is_free() -> None:
    """Nobody pays for it, so nothing is forgone."""
    window = found(night({at(6): {"curtail_kw": 3.0}, at(6, 30): {"curtail_kw": 3.0}}))
    assert (window.start, window.yen, window.co2_kg) == (at(6), 0.0, 0.0)


def test_the_car_that_charges_in_the_cheapest_hour_leaves_no_room_under_the_contract() -> None:
    """The plan imports 5.5 of 6 kW at two; the kettle has to wait."""
    full = CHEAP | {"import_kw": 5.5}
    prices = {
        at(2): full,
        at(2, 30): full,
        at(4): {"import_yen_per_kwh": 15.0},
        at(4, 30): {"import_yen_per_kwh": 15.0},
    }
    assert found(night(prices)).start == at(4)
    assert found(night(prices), contract_kw=None).start == at(2)
    assert found(night(prices), load_kw=0.5).start == at(2)


def test_the_cleanest_hours_need_not_be_the_cheapest() -> None:
    """CO2 has its own best hours."""
    mixed = night(
        {at(2): CHEAP, at(2, 30): CHEAP, at(4): {"co2_kg_per_kwh": 0.3}, at(4, 30): {"co2_kg_per_kwh": 0.3}}
    )
    window = found(mixed, objective=Objective.CLEANEST)
    assert window.start == at(4)
    assert window.co2_kg_per_kwh == pytest.approx(0.3)


@pytest.mark.parametrize(
    ("why", "hours", "changes", "more"),
    [
        (NoWindow.TOO_SHORT, 10.0, {}, {}),
        (
            NoWindow.HORIZON,
            1.0,
            {},
            {"after": EVENING + timedelta(days=5), "before": MORNING + timedelta(days=5)},
        ),
        (NoWindow.NO_PRICES, 1.0, {"priced": False}, {}),
        (NoWindow.CONTRACT, 1.0, {}, {"load_kw": 5.6}),
        (NoWindow.OUTAGE, 1.0, {"outage": True}, {}),
    ],
)
def test_why_there_is_no_window_is_told(
    why: NoWindow, hours: float, changes: dict[str, Any], more: dict[str, Any]
) -> None:
    """No time, no plan, no prices, no room, no grid."""
    assert best(plan(**changes), hours, **more) is why


def test_without_prices_there_are_clean_hours_all_the_same() -> None:
    """But nobody knows what they cost."""
    window = found(plan(priced=False), objective=Objective.CLEANEST)
    assert (window.yen, window.yen_per_kwh) == (None, None)


def test_a_window_says_whether_its_prices_are_published() -> None:
    """Prices are published until five; the six o'clock ones are forecast."""
    unknown = {at(h, m): {"price_known": False} for h in (5, 6) for m in (0, 30)}
    sure = found(night(unknown | {at(2): CHEAP, at(2, 30): CHEAP}))
    assert (sure.published, sure.priced_until, sure.complete) == (True, at(5), True)
    unsure = found(night(unknown | {at(6): CHEAP | {"price_known": False}}), 0.5)
    assert (unsure.published, unsure.start) == (False, at(6))


def test_a_plan_that_ends_before_the_deadline_says_so() -> None:
    """Something better may come after its end."""
    window = found(plan(), before=EVENING + timedelta(days=5))
    assert not window.complete


def test_what_is_no_question_is_refused() -> None:
    """A load takes time and power, and times have a zone."""
    for wrong in (
        {"length": timedelta(0)},
        {"load_kw": 0.0},
        {"after": EVENING.replace(tzinfo=None)},
    ):
        with pytest.raises(ValueError, match="load|aware"):
            best(plan(), **({"hours": 1.0} | wrong))


# Against brute force


powers = st.sampled_from([0.0, 0.0, 0.3, 1.0, 2.5, 5.5])
slots = st.fixed_dictionaries(
    {
        "import_kw": powers,
        "export_kw": powers,
        "curtail_kw": st.sampled_from([0.0, 0.0, 0.0, 0.4, 3.0]),
        "import_yen_per_kwh": st.integers(-5, 60).map(float),
        "export_yen_per_kwh": st.integers(0, 20).map(float),
        "co2_kg_per_kwh": st.integers(0, 9).map(lambda tenths: tenths / 10),
    }
)
# Clocks change in these nights in Berlin, New York and on Lord Howe, where they do by half an hour.
starts = st.sampled_from(
    [
        datetime(2026, 11, 24, 21, 12, tzinfo=TOKYO),
        datetime(2026, 10, 24, 23, 30, tzinfo=ZoneInfo("Europe/Berlin")),
        datetime(2026, 3, 28, 22, 47, tzinfo=ZoneInfo("Europe/Berlin")),
        datetime(2026, 10, 31, 22, 1, tzinfo=ZoneInfo("America/New_York")),
        datetime(2026, 4, 4, 20, 20, tzinfo=ZoneInfo("Australia/Lord_Howe")),
        datetime(2026, 11, 24, 21, 50, tzinfo=ZoneInfo("Asia/Kathmandu")),
    ]
)


def minutes(
    plan: Plan, window_request: WindowRequest, contract_kw: float | None
) -> Iterator[tuple[float, float] | None]:
    """What the load costs and emits in each minute of the plan, None where the contract has no room."""
    for part in plan.slots:
        left = max(0.0, window_request.load_kw - part.curtail_kw)
        forgone = min(left, part.export_kw)
        bought = left - forgone
        room = contract_kw is None or bought == 0 or part.import_kw + bought <= contract_kw + 1e-6
        yen = forgone * part.export_yen_per_kwh + bought * part.import_yen_per_kwh
        count = round((part.end - part.start) / MINUTE)
        yield from [(yen / 60, bought * part.co2_kg_per_kwh / 60) if room else None] * count


@settings(max_examples=150, deadline=None)
@given(
    now=starts,
    told=st.lists(slots, min_size=1, max_size=24),
    length=st.integers(1, 400),
    delay=st.integers(0, 200),
    span=st.integers(1, 900),
    load=st.sampled_from([0.3, 1.0, 3.0]),
    contract=st.sampled_from([None, 3.0, 6.0]),
    objective=st.sampled_from(list(Objective)),
)
def test_no_other_minute_to_begin_is_better(
    now: datetime,
    told: list[dict[str, Any]],
    length: int,
    delay: int,
    span: int,
    load: float,
    contract: float | None,
    objective: Objective,
) -> None:
    """Every minute of the night is tried; none is better, and of equal ones the first is taken."""
    made = plan(now, slots=told)
    after = made.horizon.start + delay * MINUTE
    window_request = WindowRequest(
        length=length * MINUTE,
        after=after.astimezone(now.tzinfo),
        before=(after + span * MINUTE).astimezone(now.tzinfo),
        load_kw=load,
        objective=objective,
    )
    each = list(minutes(made, window_request, contract))
    tried = {
        begin: sum(part[objective is Objective.CLEANEST] for part in each[begin : begin + length] if part)
        for begin in range(delay, delay + span - length + 1)
        if None not in each[begin : begin + length]
    }
    answer = find_window(made, contract, window_request)
    if not tried:
        assert answer is (NoWindow.TOO_SHORT if span < length else NoWindow.CONTRACT)
        return
    assert isinstance(answer, Window)
    least = min(tried.values())
    assert answer.end - answer.start == length * MINUTE
    assert (answer.co2_kg if objective is Objective.CLEANEST else answer.yen) == pytest.approx(
        least, abs=1e-5
    )
    begin = (answer.start - made.horizon.start) / MINUTE
    assert begin == min(b for b, cost in tried.items() if cost <= least + 1e-7)


def test_a_horizon_of_one_slot_has_one_window() -> None:
    """Nothing else is needed of a plan."""
    start = datetime(2026, 1, 1, tzinfo=UTC)
    horizon = Horizon((start, start + timedelta(hours=1)))
    short = replace(plan(), horizon=horizon, slots=(slot(*horizon.edges),))
    window = found(short, after=start, before=start + timedelta(hours=1))
    assert (window.start, window.end) == horizon.edges
