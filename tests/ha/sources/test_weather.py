"""A typhoon comes to a home whose planner asks JMA: from the first early notice to the morning after."""

from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime, timedelta
import json
from typing import Any
from unittest.mock import patch

from homeassistant.components import persistent_notification
from homeassistant.core import Event, EventStateChangedData, callback
from homeassistant.util import dt as dt_util
import pytest

from custom_components.v2h_planner.core.codec import decode
from custom_components.v2h_planner.core.pipeline import PipelineInput, plan_home
from custom_components.v2h_planner.diagnostics import async_get_config_entry_diagnostics
from custom_components.v2h_planner.feeds.jma import JmaFeed
from custom_components.v2h_planner.sources.weather import BASE_URL_KEY, NAME
from tests.ha.conftest import UNIT, FakeHome, entry, leaf
from tests.ha.entry_forms import OPTIONS
from tests.readers.jma.files import HOME, NAGOYA, NOW, QUIET, kind, likelihood, report, river, timeline
from tests.readers.jma.office import BASE, FLOOD, LIKELIHOOD, R8, TIMELINE, Office, calm_office

MODE = "select.v2h_planner_mode"
STORM = "binary_sensor.v2h_planner_storm"
WATCH = "binary_sensor.v2h_planner_storm_expected"
WEATHER = "sensor.v2h_planner_weather_warning"
FULL = "sensor.leaf_full_for_the_storm"
HEARD = "event.v2h_planner_weather_warning"
PLAN_AGAIN = "button.v2h_planner_plan_again"


class HomeClock:
    """The home's own clock, for the office."""

    @property
    def now(self) -> datetime:
        """What it shows."""
        return dt_util.utcnow()


@pytest.fixture
def office(home: FakeHome) -> Iterator[Office]:
    """Nagoya on a September evening without a cloud, and a home there that asks JMA."""
    home.freezer.move_to(NOW)
    home.hass.config.latitude, home.hass.config.longitude = HOME
    home.hass.data[BASE_URL_KEY] = BASE
    home.furnish()
    home.set("sensor.pv", 0)
    car = leaf(powers={"storm_percent": 100}) | {"departures": {}}
    storm = {**OPTIONS["storm"], "jma": True, "jma_area": asdict(NAGOYA)}
    home.entry = entry(car, {**OPTIONS, "storm": storm})
    answering = calm_office(HomeClock())
    session = "custom_components.v2h_planner.sources.weather.async_get_clientsession"
    with patch(session, return_value=answering):
        yield answering


@pytest.fixture
def heard(home: FakeHome) -> list[str]:
    """What the weather event says, in order."""
    said: list[str] = []

    @callback
    def listen(event: Event[EventStateChangedData]) -> None:
        new = event.data["new_state"]
        if new is not None and event.data["entity_id"] == HEARD and "event_type" in new.attributes:
            if new.attributes["event_type"] is not None:
                said.append(f"{new.attributes['event_type']} {new.attributes['name']}")

    home.hass.bus.async_listen("state_changed", listen)
    return said


async def plan_again(home: FakeHome) -> None:
    """A person presses "plan again", which asks the office too."""
    await home.act("press", PLAN_AGAIN)
    await home.replan()


def notice(home: FakeHome, tag: str = "storm") -> str | None:
    """What Home Assistant's own list shows of it."""
    shown: dict[str, Any] = home.hass.data.get(persistent_notification.DOMAIN, {})
    found = shown.get(f"v2h_planner_{tag}")
    return None if found is None else str(found["message"])


def gale(hours: float, code: str = "05", status: str = "発表") -> dict[str, Any]:
    """An announcement about wind."""
    return report("VPWW58", hours, kind(code, status))


async def test_a_typhoon_from_the_first_notice_to_the_morning_after(
    home: FakeHome, office: Office, heard: list[str]
) -> None:
    await home.start()
    await home.act("turn_on", "switch.v2h_planner_control")
    assert (home.shows(WEATHER), home.shows(WATCH), home.shows(STORM)) == ("none", "off", "off")
    assert home.state(WEATHER).attributes["area"] == "愛知県 名古屋市"
    for entity_id in (WEATHER, STORM, WATCH, HEARD):
        assert "気象庁" in home.state(entity_id).attributes["attribution"]
    assert "attribution" not in home.state("binary_sensor.v2h_planner_power_outage").attributes
    assert notice(home) is None

    # tomorrow noon to evening
    office.files[LIKELIHOOD] = likelihood(18, **{"風（風雪）": ["高", "高"]})
    await plan_again(home)
    assert (home.shows(WATCH), home.shows(STORM), home.shows(MODE)) == ("on", "off", "economy")
    watch = home.state(WATCH).attributes
    onset = NOW + timedelta(hours=18)
    assert datetime.fromisoformat(watch["onset"]) == onset
    full_at = datetime.fromisoformat(home.shows(FULL))
    assert full_at <= datetime.fromisoformat(watch["full_by"]) < onset
    assert home.state(FULL).attributes["reached"] is True
    plan = home.entry.runtime_data.data.plan
    assert plan.storm_yen is not None
    said = notice(home)
    assert said is not None
    assert "Japan Meteorological Agency" in said

    # the warning is issued at once
    office.files[R8] = [gale(0)]
    office.files[TIMELINE] = timeline(0, 風危険度=["20", "30", "30", "30", "20"])
    await plan_again(home)
    assert (home.shows(STORM), home.shows(MODE), home.shows(WEATHER)) == ("on", "resilience", "warning")
    assert home.state(MODE).attributes["former_mode"] == "economy"
    assert home.shows(UNIT) == "charge"
    assert home.shows("sensor.leaf_action") == "charge"
    assert notice(home) not in (None, said)

    office.files[R8] = [gale(0.2, "35"), gale(0)]
    await plan_again(home)
    assert home.shows(WEATHER) == "emergency_warning"

    await home.charged(100)
    assert home.shows(UNIT) == "standby"
    full = notice(home)
    assert full is not None

    office.files[R8] = [gale(0.5, "15", "特別警報から注意報"), gale(0.2, "35"), gale(0)]
    office.files[TIMELINE] = timeline(0, 風危険度=["20"] * 4)
    office.files[LIKELIHOOD] = likelihood(18)
    await plan_again(home)
    assert (home.shows(STORM), home.shows(WEATHER), home.shows(MODE)) == ("off", "advisory", "resilience")
    assert home.state(STORM).attributes["tier"] == "hold"
    assert notice(home) not in (None, full)

    await home.wait(hours=4)
    await home.replan()
    assert (home.shows(MODE), home.state(STORM).attributes["tier"]) == ("economy", "none")
    assert notice(home) is None
    assert [item.split()[0] for item in heard] == ["issued", "upgraded", "downgraded"]
    cost = home.state("sensor.v2h_planner_cost_of_being_ready").attributes
    assert cost["over"] is True
    assert cost["so_far"] is not None


async def test_a_restart_in_the_middle_of_a_storm_without_a_network_loses_nothing(
    home: FakeHome, office: Office
) -> None:
    office.files[R8] = [gale(-1)]
    await home.start()
    await plan_again(home)
    assert home.shows(MODE) == "resilience"
    assert await home.hass.config_entries.async_unload(home.entry.entry_id)
    office.offline()
    await home.start()
    await home.replan()
    assert (home.shows(MODE), home.shows(STORM), home.shows(WEATHER)) == ("resilience", "on", "warning")
    await home.wait(hours=2)
    await home.replan()
    assert home.shows(STORM) == "on", "a silent office is believed for half a day"
    assert home.state(WEATHER).attributes["silent"] == ["jma"]
    assert home.issues.get(NAME) is None, "a network that hiccups is nobody's business yet"
    for _ in range(2):
        await home.wait(hours=6)
        await home.replan()
    assert home.shows(STORM) == "off"
    assert home.issues[NAME] == "input_feed_silent", "one repair, however many files do not answer"
    await home.wait(hours=4)
    await home.replan()
    assert home.shows(MODE) == "economy"


async def test_diagnostics_do_not_say_where_the_home_is(home: FakeHome, office: Office) -> None:
    office.files[R8] = [gale(0)]
    await home.start()
    await plan_again(home)
    shown = await async_get_config_entry_diagnostics(home.hass, home.entry)
    text = json.dumps(shown, ensure_ascii=False)
    for word in (NAGOYA.code, NAGOYA.name, NAGOYA.class15, str(HOME[1])):
        assert word not in text
    assert shown["jma"]["hazards"]
    again, _ = plan_home(decode(PipelineInput, shown["inputs"]))
    assert again.storm is not None


async def test_an_advisory_of_thunder_changes_nothing(
    home: FakeHome, office: Office, heard: list[str]
) -> None:
    await home.start()
    before = home.entry.runtime_data.data.plan
    office.files[R8] = [report("VPWW61", 0, kind("14", "発表"))]
    await plan_again(home)
    assert (home.shows(WEATHER), home.shows(STORM), home.shows(WATCH)) == ("advisory", "off", "off")
    assert home.shows(MODE) == "economy"
    assert notice(home) is None
    assert [item.split()[0] for item in heard] == ["issued"]
    assert home.entry.runtime_data.data.plan.storm is before.storm is None


async def test_a_person_ignores_what_is_expected_and_then_a_warning_is_heeded(
    home: FakeHome, office: Office
) -> None:
    await home.start()
    office.files[LIKELIHOOD] = likelihood(12, **{"風（風雪）": ["中", "中"]})
    await plan_again(home)
    assert home.entry.runtime_data.data.plan.storm is not None
    await home.hass.services.async_call("v2h_planner", "ignore_storm", {}, blocking=True)
    await home.replan()
    assert home.entry.runtime_data.data.plan.storm is None
    assert home.state(WATCH).attributes["overruled"] is True
    assert notice(home) is None
    office.files[R8] = [gale(0)]
    await plan_again(home)
    assert home.shows(MODE) == "resilience"


async def test_a_car_that_is_away_is_told_when_to_be_home(home: FakeHome, office: Office) -> None:
    await home.start()
    home.set("sensor.v2h_connection", "disconnected")
    office.files[R8] = [gale(0)]
    office.files[TIMELINE] = timeline(0, 風危険度=["20", "20", "20", "30", "30", "20"])
    await plan_again(home)
    details = home.state(FULL).attributes
    assert details["away"] is True
    assert datetime.fromisoformat(details["onset"]) == NOW + timedelta(hours=9)
    home_by = datetime.fromisoformat(details["home_by"])
    assert NOW < home_by < NOW + timedelta(hours=9)
    said = notice(home, "away_leaf")
    assert said is not None
    local = dt_util.as_local(home_by)
    assert f"{local.hour}:{local.minute:02}" in said


async def test_a_frozen_office_is_reported_and_the_warning_stands(home: FakeHome, office: Office) -> None:
    office.files[R8] = [gale(-1)]
    await home.start()
    await plan_again(home)
    stopped = {"latestControlDatetime": NOW.isoformat()}
    office.files["warning/data/r8/map_time.json"] = stopped
    await home.wait(hours=7)
    await plan_again(home)
    assert home.shows(STORM) == "on"
    assert home.issues.get(NAME) == "input_feed_frozen"


@pytest.mark.parametrize("broken", [404, 403, {"reports": []}])
async def test_a_house_whose_warnings_cannot_be_read_still_sees_the_storm_come(
    home: FakeHome, office: Office, broken: Any
) -> None:
    office.files[R8] = broken
    await home.start()
    office.files[TIMELINE] = timeline(0, 風危険度=["01"] * 6 + ["30"] * 3)
    await home.wait(hours=1)
    await home.replan()
    assert (home.shows(WATCH), home.shows(STORM), home.shows(MODE)) == ("on", "off", "economy")
    office.files[FLOOD] = [river("例川", "41", 1, class20Codes=[NAGOYA.code])]
    await home.wait(minutes=30)
    await home.replan()
    assert (home.shows(STORM), home.shows(MODE), home.shows(WEATHER)) == (
        "on",
        "resilience",
        "danger_warning",
    )
    for _ in range(3):
        await home.wait(minutes=30)
        await home.replan()
    assert home.shows(STORM) == "on"
    assert NAME in home.issues


async def test_a_flood_whose_file_is_gone_does_not_hold_the_house_for_ever(
    home: FakeHome, office: Office
) -> None:
    office.files[FLOOD] = [river("例川", "41", class20Codes=[NAGOYA.code])]
    await home.start()
    await plan_again(home)
    assert home.shows(MODE) == "resilience"
    office.files[FLOOD] = 404
    for _ in range(2):
        await home.wait(hours=6)
        await home.replan()
    assert home.shows(STORM) == "on"
    assert home.state(WEATHER).attributes["silent"] == ["jma:flood"]
    for _ in range(4):
        await home.wait(hours=3)
        await home.replan()
    assert (home.shows(STORM), home.shows(MODE)) == ("off", "economy")
    assert home.issues[NAME] == "input_feed_silent"


async def test_a_municipality_that_jma_does_not_mention_is_to_be_chosen_again(
    home: FakeHome, office: Office
) -> None:
    office.files[R8] = [report("VPWW58", -1, kind("05", "発表"), area="2320200")]
    await home.start()
    await plan_again(home)
    assert home.issues[NAME] == "input_area_gone"
    office.files[R8] = [report("VPWW58", -1, QUIET)]
    await plan_again(home)
    assert NAME not in home.issues


async def test_an_exception_nobody_thought_of_does_not_end_the_asking(
    home: FakeHome, office: Office, caplog: pytest.LogCaptureFixture
) -> None:
    await home.start()
    with patch.object(JmaFeed, "async_refresh", side_effect=ZeroDivisionError("a mistake")):
        await home.wait(hours=1)
    office.files[R8] = [gale(1)]
    await home.wait(minutes=10)
    await home.replan()
    assert home.shows(STORM) == "on"
    assert caplog.text.count("JMA could not be asked") == 1


async def test_a_clock_that_is_set_back_does_not_make_it_deaf(home: FakeHome, office: Office) -> None:
    home.freezer.move_to(NOW + timedelta(days=30))
    await home.start()
    home.freezer.move_to(NOW)
    # The frozen clock of a test takes the timers back with it; a real one does not, they count seconds.
    await plan_again(home)
    office.files[R8] = [gale(0)]
    await home.wait(minutes=10)
    await home.replan()
    assert home.shows(STORM) == "on"


async def test_nobody_is_asked_after_the_home_is_gone(home: FakeHome, office: Office) -> None:
    await home.start()
    assert await home.hass.config_entries.async_unload(home.entry.entry_id)
    asked = len(office.asked)
    await home.wait(hours=2)
    assert len(office.asked) == asked


async def test_the_old_feed_is_never_asked(home: FakeHome, office: Office) -> None:
    await home.start()
    await home.replan()
    assert office.asked
    assert not [path for path in office.asked if path.startswith("warning/data/warning/")]


async def test_who_chose_other_entities_asks_jma_for_nothing(home: FakeHome) -> None:
    with patch("custom_components.v2h_planner.sources.weather.async_get_clientsession") as session:
        await home.start()
        await home.wait(hours=1)
    session.assert_not_called()


async def test_without_the_grid_it_says_how_long_the_light_lasts_and_what_it_took(home: FakeHome) -> None:
    await home.start()
    hours = "sensor.v2h_planner_hours_left_without_the_grid"
    assert home.shows(hours) == "unknown"
    home.set("sensor.pv", 0)
    home.set("binary_sensor.outage", "on")
    await home.replan()
    details = home.state(hours).attributes
    assert float(home.shows(hours)) > 5
    assert details["thrifty"]["without_sun"]["hours"] > details["present"]["without_sun"]["hours"]
    assert notice(home, "outage") is not None
    home.set("sensor.leaf_soc", 40)
    await home.wait(minutes=4)
    home.set("binary_sensor.outage", "off")
    await home.replan()
    assert home.shows(hours) == "unknown"
    log = home.entry.runtime_data.data.outage_log
    assert log.until is not None
    assert log.storages[0].soc_before == 0.5
    assert home.shows(MODE) == "economy"
