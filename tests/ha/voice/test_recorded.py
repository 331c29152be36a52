"""What was saved on days that are over comes from the recorder, in local days."""

from datetime import date, datetime
from typing import Any
from unittest.mock import Mock, patch

from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
import pytest

from custom_components.v2h_planner.voice import recorded
from custom_components.v2h_planner.voice.meaning import Period

from .hearing import SAID_AT, TOKYO


@pytest.mark.parametrize(
    ("period", "first", "last"),
    [
        (Period.TODAY, date(2026, 9, 4), date(2026, 9, 5)),
        (Period.YESTERDAY, date(2026, 9, 3), date(2026, 9, 4)),
        (Period.WEEK, date(2026, 8, 31), date(2026, 9, 5)),
        (Period.MONTH, date(2026, 9, 1), date(2026, 9, 5)),
        (Period.LAST_MONTH, date(2026, 8, 1), date(2026, 9, 1)),
    ],
)
def test_a_period_is_made_of_local_days(period: Period, first: date, last: date) -> None:
    start, end = recorded._span(period, SAID_AT)
    assert (start.date(), end.date()) == (first, last)
    assert start.tzinfo is TOKYO


async def test_nothing_is_made_up_without_a_recorder(hass: HomeAssistant) -> None:
    planner: Any = Mock()
    assert await recorded.async_saved_yen(hass, planner, Period.MONTH) is None


async def test_the_changes_of_all_days_are_added(hass: HomeAssistant) -> None:
    entry = er.async_get(hass).async_get_or_create("sensor", "v2h_planner", "home_savings_today")
    hass.config.components.add("recorder")
    rows = {entry.entity_id: [{"change": 120.0}, {"change": None}, {"change": -20.0}]}

    async def run(job: Any) -> Any:
        return job()

    planner: Any = Mock()
    planner.config_entry.entry_id = "home"
    with (
        patch.object(recorded, "get_instance", return_value=Mock(async_add_executor_job=run)),
        patch.object(recorded, "statistics_during_period", return_value=rows) as asked,
    ):
        assert await recorded.async_saved_yen(hass, planner, Period.MONTH) == 100.0
        rows.clear()
        assert await recorded.async_saved_yen(hass, planner, Period.MONTH) is None
    assert isinstance(asked.call_args.args[1], datetime)
