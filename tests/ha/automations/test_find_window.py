"""The action that finds the best hours for a further load."""

from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo

from homeassistant.core import Context, ServiceResponse
from homeassistant.exceptions import ServiceValidationError, Unauthorized
import probatio
import pytest
from pytest_homeassistant_custom_component.common import MockUser

from tests.ha.conftest import FakeHome

from .house import cheap, flat, show

TOKYO = ZoneInfo("Asia/Tokyo")


async def find(home: FakeHome, by: str | None = None, **data: Any) -> Any:
    """Ask for two hours before seven in the morning."""
    usual = {"duration": {"hours": 2}, "before": "07:00:00"}
    answer: ServiceResponse = await home.hass.services.async_call(
        "v2h_planner",
        "find_window",
        usual | data,
        blocking=True,
        return_response=True,
        context=Context(user_id=by),
    )
    return answer


@pytest.fixture
async def night(home: FakeHome) -> FakeHome:
    """A home with cheap hours at two in the night."""
    await home.start()
    home.entry.runtime_data._scheduler.stop()
    await show(home, plan=cheap(flat(home.entry.runtime_data.data.plan), "02:00"))
    return home


async def test_the_cheapest_hours_are_returned_with_what_they_cost(night: FakeHome) -> None:
    """Two kilowatt hours at twelve yen."""
    answer = await find(night)
    until = answer.pop("prices_until")
    assert until == night.entry.runtime_data.data.plan.horizon.end.astimezone(TOKYO).isoformat()
    assert answer == {
        "start": "2026-05-17T02:00:00+09:00",
        "end": "2026-05-17T04:00:00+09:00",
        "cost_yen": 24.0,
        "yen_per_kwh": 12.0,
        "energy_kwh": 2.0,
        "co2_kg": 0.9,
        "prices_published": True,
        "complete": True,
    }


@pytest.mark.parametrize(
    ("data", "start"),
    [
        ({"before": "2026-05-17 03:00:00"}, "2026-05-17T01:00:00+09:00"),
        (
            {"before": "2026-05-17T07:00:00+09:00", "after": "2026-05-17T03:00:00+09:00"},
            "2026-05-17T03:00:00+09:00",
        ),
        ({"after": "02:30"}, "2026-05-17T02:30:00+09:00"),
        ({"before": "23:00", "after": "21:00"}, "2026-05-16T21:00:00+09:00"),
        ({"after": "2020-01-01 00:00:00"}, "2026-05-17T02:00:00+09:00"),
        ({"duration": "00:45:00"}, "2026-05-17T02:00:00+09:00"),
        ({"objective": "cleanest"}, "2026-05-16T10:30:05+09:00"),
    ],
)
async def test_times_are_of_the_day_or_have_a_date(night: FakeHome, data: dict[str, Any], start: str) -> None:
    """And what lies behind is now."""
    assert (await find(night, **data))["start"] == start


async def test_a_load_that_does_not_fit_beside_the_car_waits(night: FakeHome) -> None:
    """The plan draws 5.5 kW at two; the contract is 6 kW."""
    plan = cheap(flat(night.entry.runtime_data.data.plan), "02:00", import_kw=5.5)
    await show(night, plan=cheap(plan, "05:00", yen=20.0))
    assert (await find(night))["start"] == "2026-05-17T05:00:00+09:00"
    assert (await find(night, load_kw=0.5))["start"] == "2026-05-17T02:00:00+09:00"


@pytest.mark.parametrize(
    ("data", "changes", "message"),
    [
        ({"before": "12:00", "duration": "03:00:00"}, {}, "less time between"),
        ({"before": "2026-06-01 07:00:00", "after": "2026-05-31 22:00:00"}, {}, "does not reach that far"),
        ({"load_kw": 8}, {}, "no room for this load"),
        ({}, {"priced": False}, "No prices are known"),
        ({}, {"outage": True}, "power has failed"),
    ],
)
async def test_why_there_are_none_is_said(
    night: FakeHome, data: dict[str, Any], changes: dict[str, Any], message: str
) -> None:
    """In words that a person understands."""
    await show(night, plan=replace(night.entry.runtime_data.data.plan, **changes))
    with pytest.raises(ServiceValidationError, match=message):
        await find(night, **data)


async def test_in_an_outage_the_plan_from_before_it_does_not_count(night: FakeHome) -> None:
    """It is a moment until there is another."""
    await show(night, situation=replace(night.entry.runtime_data.data.situation, outage=True))
    with pytest.raises(ServiceValidationError, match="power has failed"):
        await find(night)


async def test_without_a_plan_there_are_none(night: FakeHome) -> None:
    """It says to wait."""
    await show(night, plan=None)
    with pytest.raises(ServiceValidationError, match="no plan yet"):
        await find(night)


@pytest.mark.parametrize(
    "data",
    [
        {"duration": "00:00:00"},
        {"duration": "25:00:00"},
        {"duration": {"hours": -1}},
        {"before": "noon"},
        {"load_kw": 0},
        {"load_kw": float("nan")},
        {"load_kw": 100},
        {"objective": "fastest"},
    ],
)
async def test_what_makes_no_sense_is_refused(night: FakeHome, data: dict[str, Any]) -> None:
    """Bounds hold."""
    with pytest.raises(probatio.Invalid):
        await find(night, **data)


async def test_who_may_look_may_ask(night: FakeHome, hass_read_only_user: MockUser) -> None:
    """And who may not, may not."""
    assert (await find(night, by=hass_read_only_user.id))["start"]
    hass_read_only_user.mock_policy({})
    with pytest.raises(Unauthorized):
        await find(night, by=hass_read_only_user.id)
