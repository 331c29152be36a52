"""The grid fails: the plan has none, the hours left are known, and afterwards nothing of it remains."""

from homeassistant.helpers.translation import async_get_translations
from homeassistant.util import dt as dt_util
import pytest

from custom_components.v2h_planner.const import DOMAIN
from custom_components.v2h_planner.notifications.outage_notices import outage_notices
from custom_components.v2h_planner.presentation.wording import Wording
from custom_components.v2h_planner.voice.answers import status_sentences
from tests.ha.conftest import FakeHome


async def test_an_outage_is_planned_rationed_and_remembered(home: FakeHome) -> None:
    await home.start()
    home.set("binary_sensor.outage", "on")
    home.set("sensor.grid", 0)
    await home.replan()
    snapshot = home.entry.runtime_data.data
    assert snapshot.plan.outage
    assert all(slot.import_kw == 0 for slot in snapshot.plan.slots)
    assert all(slot.pv_low_kw <= slot.pv_kw <= slot.pv_high_kw for slot in snapshot.plan.slots)
    assert snapshot.endurance.present.no_sun.hours > 0
    assert snapshot.endurance.present.low_sun.bound <= snapshot.endurance.present.sun.bound
    assert snapshot.outage_log.until is None
    began = snapshot.outage_log.since

    await home.wait(hours=1)
    home.set("binary_sensor.outage", "off")
    await home.replan()
    snapshot = home.entry.runtime_data.data
    assert not snapshot.plan.outage
    assert snapshot.endurance is None
    assert snapshot.outage_log.since == began
    assert snapshot.outage_log.hours == pytest.approx(1, abs=0.05)
    assert not snapshot.situation.reserves


async def test_one_figure_of_an_outage_leads_wherever_it_is_shown(home: FakeHome) -> None:
    """Without sun, at the present load: in the entities, the notice and by voice."""
    await home.start()
    home.set("binary_sensor.outage", "on")
    home.set("sensor.grid", 0)
    await home.replan()
    planner = home.entry.runtime_data
    words = Wording(
        await async_get_translations(home.hass, "en", "common", {DOMAIN}), dt_util.get_default_time_zone()
    )
    hours = float(home.shows("sensor.v2h_planner_hours_left_without_the_grid"))
    assert float(home.shows("sensor.v2h_planner_backup_time")) == hours
    (spoken, *_) = status_sentences(planner.settings, planner.data, words)
    (notice,) = outage_notices(
        planner.data.outage_log, planner.data.endurance, planner.settings.home, words, planner.data.at
    )
    for sentence in (spoken, notice.title, notice.message):
        assert f"about {hours:.0f} h" in sentence
        assert "at least" not in sentence
