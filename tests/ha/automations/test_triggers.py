"""Triggers tell automations what is news in a home, and nothing else."""

import asyncio
from dataclasses import replace
from datetime import timedelta
import logging
from typing import Any

from homeassistant.core import CoreState, HomeAssistant
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers.trigger import async_validate_trigger_config
from homeassistant.setup import async_setup_component
from homeassistant.util import dt as dt_util
import probatio
import pytest
from pytest_homeassistant_custom_component.common import async_mock_service
from pytest_homeassistant_custom_component.typing import WebSocketGenerator

from custom_components.v2h_planner.automations.watches import BackupWatch, Facts
from custom_components.v2h_planner.core.hazard import Hazard, HazardKind, Severity, StormTarget, Tier
from custom_components.v2h_planner.core.plan import Shortfall, ShortfallKind
from custom_components.v2h_planner.core.trips import OneOffTrip
from custom_components.v2h_planner.trigger import TRIGGERS
from tests.ha.conftest import FakeHome

from .house import Automate, flat, show

MODE = "select.v2h_planner_mode"

pytestmark = pytest.mark.filterwarnings("ignore::aiohttp.web_exceptions.NotAppKeyWarning")


def of(heard: list[dict[str, Any]], *keys: str) -> list[tuple[Any, ...]]:
    """What was told under these names."""
    return [tuple(told[key] for key in keys) for told in heard]


# ------------------------------------------------------------------------------------ the mode


async def test_a_mode_that_a_person_picks_is_told_once(home: FakeHome, automate: Automate) -> None:
    """Economy gives way to low CO2."""
    await home.start()
    heard = await automate("mode_changed")
    await home.act("select_option", MODE, option="co2")
    await home.replan()
    await home.wait(minutes=1)
    assert of(heard, "mode", "former_mode", "by_storm") == [("co2", "economy", False)]
    assert heard[0]["config_entry_id"] == home.entry.entry_id
    assert heard[0]["home"] == home.entry.title


async def test_only_the_chosen_modes_are_told(home: FakeHome, automate: Automate) -> None:
    """Back to economy is no news for who waits for resilience."""
    await home.start()
    heard = await automate("mode_changed", {"mode": "resilience"})
    for option in ("co2", "economy", "resilience"):
        await home.act("select_option", MODE, option=option)
    assert of(heard, "mode", "former_mode") == [("resilience", "economy")]


async def test_a_form_that_is_left_empty_means_every_mode(home: FakeHome, automate: Automate) -> None:
    """The editor stores an empty list for it."""
    await home.start()
    heard = await automate("mode_changed", {"mode": []})
    await home.act("select_option", MODE, option="co2")
    assert of(heard, "mode") == [("co2",)]


async def test_a_warning_changes_the_mode_too_and_says_so(home: FakeHome, automate: Automate) -> None:
    """The mode goes to resilience by a storm."""
    await home.start()
    heard = await automate("mode_changed")
    home.set("binary_sensor.storm", "on")
    await home.replan()
    assert of(heard, "mode", "by_storm") == [("resilience", True)]


# ------------------------------------------------------------------------------------- storms


async def test_a_storm_is_told_from_the_warning_to_its_end(home: FakeHome, automate: Automate) -> None:
    """In force, lifted, over."""
    await home.start()
    heard = await automate("storm_changed")
    home.set("binary_sensor.storm", "on")
    await home.replan()
    home.set("binary_sensor.storm", "off")
    await home.replan()
    for _ in range(4):
        await home.wait(hours=1)
    assert of(heard, "tier", "former_tier") == [("act", "none"), ("hold", "act"), ("none", "hold")]
    assert [len(told["hazards"]) for told in heard] == [1, 1, 0]
    assert heard[0]["hazards"][0]["severity"] == "warning"


async def test_a_storm_that_is_expected_is_told_with_its_hour(home: FakeHome, automate: Automate) -> None:
    """The onset comes with it, and only the chosen stage."""
    await home.start()
    heard = await automate("storm_changed", {"tier": ["watch"]})
    now = dt_util.utcnow()
    onset = now + timedelta(hours=9)
    wind = Hazard(kind=HazardKind.WIND, severity=Severity.WARNING, source="jma", start=onset)
    target = StormTarget(tier=Tier.WATCH, by=onset, until=onset, onset=onset, hazards=(wind,))
    situation = home.entry.runtime_data.data.situation
    await show(home, situation=replace(situation, storm=target))
    await show(home, situation=replace(situation, storm=replace(target, tier=Tier.ACT)))
    assert of(heard, "tier", "onset") == [("watch", onset.isoformat())]
    assert heard[0]["hazards"][0]["kind"] == "wind"


async def test_a_storm_that_a_person_ignores_is_over(home: FakeHome, automate: Automate) -> None:
    """Nobody gets ready for it any more."""
    await home.start()
    heard = await automate("storm_changed", {"tier": "none"})
    home.set("binary_sensor.storm", "on")
    await home.replan()
    await home.hass.services.async_call("v2h_planner", "ignore_storm", {}, blocking=True)
    await home.settle()
    assert of(heard, "tier", "former_tier") == [("none", "act")]


# ------------------------------------------------------------------------------------ outages


@pytest.mark.parametrize(("trigger", "count"), [("outage_started", 1), ("outage_ended", 2)])
async def test_an_outage_is_told_when_it_begins_and_when_it_ends(
    home: FakeHome, automate: Automate, trigger: str, count: int
) -> None:
    """The lights go out and on again."""
    await home.start()
    heard = await automate(trigger)
    for i, state in enumerate(("on", "off"), start=1):
        home.set("binary_sensor.outage", state)
        for _ in range(6):
            await home.wait(seconds=30)
        assert len(heard) == (1 if i >= count else 0), state


# ---------------------------------------------------------------------------------- departures


def late(hours: float = 8.0, kind: ShortfallKind = ShortfallKind.DEPARTURE, **changes: Any) -> Shortfall:
    """A departure in so many hours that misses five kilowatt hours."""
    usual: dict[str, Any] = {"storage_id": "leaf", "amount": 5.0, "wanted_soc": 0.9, "reached_soc": 0.78}
    at = dt_util.utcnow().replace(minute=0, second=0, microsecond=0) + timedelta(hours=hours)
    return Shortfall(kind=kind, at=at, **(usual | changes))


async def test_a_departure_that_cannot_be_met_is_told_once(
    home: FakeHome, automate: Automate, caplog: pytest.LogCaptureFixture
) -> None:
    """Plans that find it, lose it and find it again do not repeat it."""
    await home.start()
    heard = await automate("departure_unmet")
    plan = home.entry.runtime_data.data.plan
    missed = replace(plan, shortfalls=(late(),))
    for made in (missed, flat(plan), missed, missed):
        await show(home, plan=made)
    (told,) = heard
    assert (told["name"], told["wanted_soc"], told["reached_soc"], told["missing_kwh"]) == (
        "Leaf",
        90,
        78,
        5.0,
    )
    assert (told["storage_id"], told["plugged_in"]) == ("leaf", True)
    assert told["leave"] == missed.shortfalls[0].at.isoformat()
    device = dr.async_get(home.hass).async_get(told["device_id"])
    assert device is not None
    assert device.name == "Leaf"
    assert "deprecated" not in caplog.text


async def test_another_departure_is_told_too_a_trifle_and_other_shortfalls_are_not(
    home: FakeHome, automate: Automate
) -> None:
    """An announced trip counts; a person's "charge now" is none, nor is the contract's limit."""
    await home.start()
    heard = await automate("departure_unmet")
    plan, trip = home.entry.runtime_data.data.plan, late(30, ShortfallKind.PERSON)
    shortfalls = (
        late(amount=0.05),
        late(5, ShortfallKind.PERSON),
        late(3, ShortfallKind.CONTRACT, storage_id=None),
        late(20),
        trip,
    )
    announced = OneOffTrip(
        id="x", storage_id="leaf", leave=trip.at, back=trip.at + timedelta(hours=3), soc=0.9, energy_kwh=9.0
    )
    await show(home, plan=replace(plan, shortfalls=shortfalls), one_off=(announced,))
    assert of(heard, "leave") == [(late(20).at.isoformat(),), (trip.at.isoformat(),)]


# -------------------------------------------------------------------------------- bonus hours


async def test_a_price_below_the_limit_begins_bonus_hours(home: FakeHome, automate: Automate) -> None:
    """Nine yen are at most ten; the end has a trigger of its own."""
    await home.start()
    heard = await automate("bonus_started", {"price": 10})
    plan = flat(home.entry.runtime_data.data.plan)
    await show(home, plan=plan)
    home.freezer.tick(timedelta(minutes=30))
    await show(home, plan=flat(plan, import_yen_per_kwh=9.0))
    await show(home, plan=flat(plan, import_yen_per_kwh=8.0))
    assert of(heard, "kind", "yen_per_kwh") == [("price", 9.0)]


@pytest.mark.parametrize(
    ("changes", "kind", "yen"),
    [
        ({"import_yen_per_kwh": -3.0}, "negative", -3.0),
        ({"import_kw": 0.0, "export_kw": 2.0}, "sun", 8.0),
        ({"import_kw": 0.0, "curtail_kw": 2.0}, "sun", 0.0),
    ],
)
async def test_the_sun_and_negative_prices_are_bonus_hours(
    home: FakeHome, automate: Automate, changes: dict[str, Any], kind: str, yen: float
) -> None:
    """What would be sold for less, or wasted, costs less than ten yen too."""
    await home.start()
    plan = flat(home.entry.runtime_data.data.plan)
    await show(home, plan=plan)
    heard = await automate("bonus_started")
    await show(home, plan=flat(plan, **changes))
    assert of(heard, "kind", "yen_per_kwh") == [(kind, yen)]


@pytest.mark.parametrize(
    "changes",
    [
        {"import_kw": 0.0, "export_kw": 2.0, "export_yen_per_kwh": 16.0},  # it earns more than ten
        {"import_kw": 0.0, "export_kw": 0.5},  # half of it is bought, at 19 yen on average
        {"import_yen_per_kwh": 5.0, "price_known": False},  # only forecast
        {"import_yen_per_kwh": 5.0, "import_kw": 5.9},  # no room under 60 A
    ],
)
async def test_what_is_no_bonus_is_not_told(
    home: FakeHome, automate: Automate, changes: dict[str, Any]
) -> None:
    """A kilowatt hour more has to be cheap, for sure, and possible."""
    await home.start()
    plan = flat(home.entry.runtime_data.data.plan)
    await show(home, plan=plan)
    heard = await automate("bonus_started")
    await show(home, plan=flat(plan, **changes))
    assert heard == []


async def test_clouds_do_not_switch_bonus_hours_to_and_fro(home: FakeHome, automate: Automate) -> None:
    """Within a half hour they begin once; the end waits for the next."""
    await home.start()
    plan = flat(home.entry.runtime_data.data.plan)
    sun = flat(plan, import_kw=0.0, export_kw=2.0)
    await show(home, plan=plan)
    began = await automate("bonus_started")
    for _ in range(3):
        await show(home, plan=sun)
        await show(home, plan=plan)
    assert len(began) == 1
    home.freezer.tick(timedelta(minutes=31))
    await show(home, plan=plan)
    home.freezer.tick(timedelta(minutes=31))
    await show(home, plan=sun)
    assert len(began) == 2


async def test_bonus_hours_end(home: FakeHome, automate: Automate) -> None:
    """The end is told in the half hour in which they end."""
    await home.start()
    plan = flat(home.entry.runtime_data.data.plan)
    await show(home, plan=flat(plan, import_yen_per_kwh=5.0))
    heard = await automate("bonus_ended")
    assert heard == []
    home.freezer.tick(timedelta(minutes=30))
    await show(home, plan=plan)
    assert len(heard) == 1


async def test_bonus_hours_end_when_the_power_fails(home: FakeHome, automate: Automate) -> None:
    """A boiler is not heated from the car."""
    await home.start()
    plan = flat(home.entry.runtime_data.data.plan, import_yen_per_kwh=5.0)
    await show(home, plan=plan)
    heard = await automate("bonus_ended")
    await show(home, situation=replace(home.entry.runtime_data.data.situation, outage=True))
    assert len(heard) == 1


# ------------------------------------------------------------------------ scripts that wait


async def test_a_script_may_wait_for_a_trigger_and_ask_a_condition(home: FakeHome) -> None:
    """In a choice, with the variables of what it has waited for; the mode that is so already is not waited for."""
    await home.start()
    heard = async_mock_service(home.hass, "test", "hear")
    wait = {"wait_for_trigger": [{"trigger": "v2h_planner.mode_changed", "options": {"mode": "co2"}}]}
    tell = {"action": "test.hear", "data": {"former": "{{ wait.trigger.former_mode }}"}}
    check = {"condition": "v2h_planner.mode_is", "options": {"mode": "co2"}}
    steps = [{"choose": [{"conditions": [], "sequence": [wait, {"if": [check], "then": [tell]}]}]}]
    assert await async_setup_component(home.hass, "script", {"script": {"one": {"sequence": steps}}})
    await home.hass.services.async_call("script", "turn_on", {"entity_id": "script.one"})
    for option in ("resilience", "co2", "economy"):
        data = {"entity_id": MODE, "option": option}
        await home.hass.services.async_call("select", "select_option", data, blocking=True)
        for _ in range(50):
            await asyncio.sleep(0)
    await home.settle()
    assert [call.data["former"] for call in heard] == ["resilience"]


# -------------------------------------------------------------------------- units and the backup


async def test_a_unit_that_disobeys_is_told_and_so_is_one_that_obeys_again(
    home: FakeHome, automate: Automate
) -> None:
    """Both name the car and its device."""
    await home.start()
    both = [{"trigger": f"v2h_planner.{name}", "id": name} for name in ("unit_disobeys", "unit_obeys")]
    heard = await automate("unit_disobeys", triggers=both)
    await show(home, disobeying=frozenset({"leaf"}))
    await show(home, disobeying=frozenset({"leaf"}))
    await show(home, disobeying=frozenset())
    assert of(heard, "id", "name") == [("unit_disobeys", "Leaf"), ("unit_obeys", "Leaf")]
    assert heard[0]["device_id"]


async def test_a_unit_that_really_does_not_follow_is_told(home: FakeHome, automate: Automate) -> None:
    """It is told to charge and stays as it is."""
    await home.start()
    heard = await automate("unit_disobeys")
    home.disobey()
    await home.act("turn_on", "switch.v2h_planner_control")
    await home.act("press", "button.leaf_charge_now")
    for _ in range(25):
        await home.wait(minutes=1)
    assert [name for (name,) in of(heard, "name")] == ["Leaf"]


async def test_a_backup_time_that_falls_is_told_once_until_it_has_risen(
    home: FakeHome, automate: Automate
) -> None:
    """To and fro around the limit is no news; a fall after it was well above is."""
    await home.start()
    heard = await automate("backup_below", {"hours": 12})
    coordinator = home.entry.runtime_data
    plan = flat(coordinator.data.plan)

    async def lasts(load_kw: float) -> None:
        slots = tuple(replace(slot, load_kw=load_kw, pv_kw=0.0) for slot in plan.slots)
        await show(home, plan=replace(plan, slots=slots))

    await lasts(0.2)
    await lasts(4.0)
    await lasts(4.1)
    assert len(heard) == 1
    assert heard[0]["backup_hours"] < 12
    assert heard[0]["outage"] is False
    await lasts(0.2)
    await lasts(4.0)
    assert len(heard) == 2


async def test_the_first_backup_time_that_is_known_counts_as_what_was_so(home: FakeHome) -> None:
    """There is no plan at first; then it is a little above the limit, and falls: that is news."""
    await home.start()
    facts = [Facts(snapshot=home.entry.runtime_data.data, backup_hours=hours) for hours in (None, 12.2, 11.0)]
    watch = BackupWatch(facts[0], 12)
    assert [len(list(watch.after(one))) for one in facts] == [0, 0, 1]
    watch = BackupWatch(facts[0], 13)
    assert [len(list(watch.after(one))) for one in facts] == [0, 0, 0], "it was below before"


async def test_a_plan_that_is_not_there_is_neither_high_nor_low(home: FakeHome, automate: Automate) -> None:
    """None is no backup time, no bonus and no departure."""
    await home.start()
    names = ("backup_below", "bonus_started", "bonus_ended", "departure_unmet", "mode_changed")
    options = {"backup_below": {"hours": 12}}
    plan = flat(home.entry.runtime_data.data.plan, load_kw=0.2, import_yen_per_kwh=30.0)
    await show(home, plan=plan)
    triggers = [{"trigger": f"v2h_planner.{name}", "options": options.get(name, {})} for name in names]
    heard = await automate("mode_changed", triggers=triggers)
    for made in (None, plan, None, None, plan):
        await show(home, plan=made)
    assert heard == []


async def test_what_the_first_plan_says_is_no_news(home: FakeHome, automate: Automate) -> None:
    """After a start without a plan, nobody knows what was so before; the second plan is news."""
    await home.start()
    home.entry.runtime_data._scheduler.stop()
    plan = flat(home.entry.runtime_data.data.plan, import_yen_per_kwh=2.0)
    await show(home, plan=None)
    triggers = [
        {"trigger": f"v2h_planner.{name}"} for name in ("bonus_started", "bonus_ended", "departure_unmet")
    ]
    heard = await automate("mode_changed", triggers=triggers)
    await show(home, plan=replace(plan, shortfalls=(late(),)))
    assert heard == []
    await show(home, plan=replace(flat(plan), shortfalls=(late(), late(20))))
    assert [told["platform"].partition(".")[2] for told in heard] == ["bonus_ended", "departure_unmet"]


# ------------------------------------------------------------- restarts, reloads and other homes


def everything() -> list[dict[str, Any]]:
    """All triggers, each as a person would set it up first."""
    options: dict[str, dict[str, Any]] = {
        "backup_below": {"hours": 12},
        "window_started": {"duration": "02:00:00", "before": "07:00:00"},
        "window_ended": {"duration": "02:00:00", "before": "07:00:00"},
    }
    return [{"trigger": f"v2h_planner.{name}", "options": options.get(name, {})} for name in TRIGGERS]


async def trouble(home: FakeHome) -> None:
    """A storm, an outage, a cheap and short plan: all at once."""
    await home.act("select_option", MODE, option="co2")
    home.set("binary_sensor.storm", "on")
    home.set("binary_sensor.outage", "on")
    home.set("sensor.leaf_soc", 25)
    await home.replan()
    for _ in range(3):
        await home.wait(minutes=1)


async def test_a_restart_in_the_worst_of_times_tells_nothing(home: FakeHome, automate: Automate) -> None:
    """What was so before Home Assistant started is no news."""
    await home.start()
    await trouble(home)
    assert await home.hass.config_entries.async_unload(home.entry.entry_id)
    home.hass.set_state(CoreState.starting)  # automations are armed then
    heard = await automate("mode_changed", triggers=everything())
    await home.start()
    await home.wait(seconds=10)
    home.hass.set_state(CoreState.running)
    home.hass.bus.async_fire("homeassistant_started")
    await home.replan()
    await home.wait(minutes=1)
    assert [told["platform"] for told in heard] == []
    await home.act("select_option", MODE, option="economy")
    assert "v2h_planner.storm_changed" in [told["platform"] for told in heard], "but it listens"


async def test_an_automation_that_was_there_first_hears_its_home_over_reloads(
    home: FakeHome, automate: Automate
) -> None:
    """The home is set up after it, reloaded, unloaded and set up again."""
    heard = await automate("mode_changed")
    await home.start()
    await home.act("select_option", MODE, option="co2")
    assert of(heard, "mode") == [("co2",)]
    assert await home.hass.config_entries.async_reload(home.entry.entry_id)
    await home.settle()
    assert len(heard) == 1
    await home.act("select_option", MODE, option="economy")
    assert of(heard, "mode") == [("co2",), ("economy",)]
    assert await home.hass.config_entries.async_unload(home.entry.entry_id)
    await home.settle()
    await home.start()
    await home.act("select_option", MODE, option="resilience")
    assert of(heard, "mode") == [("co2",), ("economy",), ("resilience",)]


async def test_an_automation_that_is_turned_off_hears_nothing(home: FakeHome, automate: Automate) -> None:
    """Nor does one whose home is removed."""
    await home.start()
    heard = await automate("mode_changed", triggers=everything())
    await home.act("turn_off", "automation.one")
    await home.act("select_option", MODE, option="co2")
    await trouble(home)
    assert heard == []
    await home.act("turn_on", "automation.one")
    await home.hass.config_entries.async_remove(home.entry.entry_id)
    await home.settle()
    await home.wait(hours=1)
    assert heard == []


async def test_another_home_is_none_of_its_business(home: FakeHome, automate: Automate) -> None:
    """A trigger of one home does not hear another."""
    await home.start()
    heard = await automate("mode_changed", {"config_entry_id": "elsewhere"})
    await home.act("select_option", MODE, option="co2")
    assert heard == []
    mine = {"config_entry_id": home.entry.entry_id}
    other: list[dict[str, Any]] = []
    await home.hass.services.async_call("automation", "turn_off", {"entity_id": "all"}, blocking=True)
    assert await async_validate_trigger_config(
        home.hass, [{"platform": "v2h_planner.mode_changed", "options": mine}]
    )
    assert other == []


# --------------------------------------------------------------------------------- forms and words


@pytest.mark.parametrize(
    ("trigger", "options"),
    [
        ("mode_changed", {"mode": ["sleepy"]}),
        ("storm_changed", {"tier": "hurricane"}),
        ("backup_below", {}),
        ("backup_below", {"hours": 0}),
        ("backup_below", {"hours": 100}),
        ("bonus_started", {"load_kw": 0}),
        ("bonus_started", {"price": 1e9}),
        ("window_started", {"duration": "02:00:00"}),
        ("window_started", {"duration": "30:00:00", "before": "07:00"}),
        ("window_started", {"duration": "00:00:10", "before": "07:00"}),
        ("window_started", {"duration": "02:00:00", "before": "25:00"}),
        ("window_started", {"duration": "02:00:00", "before": "07:00", "objective": "fastest"}),
        ("outage_started", {"surprise": 1}),
    ],
)
async def test_what_makes_no_sense_is_refused(
    hass: HomeAssistant, enable_custom_integrations: None, trigger: str, options: dict[str, Any]
) -> None:
    """Bounds and names are checked when the automation is saved."""
    with pytest.raises(probatio.Invalid):
        await async_validate_trigger_config(
            hass, [{"platform": f"v2h_planner.{trigger}", "options": options}]
        )


@pytest.mark.parametrize("kind", ["trigger", "condition"])
async def test_the_interface_is_told_of_each_with_its_fields(
    home: FakeHome, hass_ws_client: WebSocketGenerator, caplog: pytest.LogCaptureFixture, kind: str
) -> None:
    """The editor lists what Home Assistant describes, without any feature to be switched on."""
    caplog.set_level(logging.WARNING, "aiohttp.access")  # a frozen clock has no zone for it
    await home.start()
    client = await hass_ws_client(home.hass)
    await client.send_json_auto_id({"type": f"{kind}_platforms/subscribe"})
    assert (await client.receive_json())["success"]
    described: dict[str, Any] = {}
    while not any(key.startswith("v2h_planner.") for key in described):
        described |= (await client.receive_json(timeout=5))["event"]
    ours = {
        key.partition(".")[2]: value for key, value in described.items() if key.startswith("v2h_planner.")
    }
    names = {
        "trigger": {
            "mode_changed", "storm_changed", "outage_started", "outage_ended", "departure_unmet", "bonus_started",
            "bonus_ended", "window_started", "window_ended", "backup_below", "unit_disobeys", "unit_obeys",
        },
        "condition": {
            "mode_is", "storm_is", "control_is_on", "is_outage", "backup_at_least", "price_below", "is_bonus",
            "in_window", "plan_is_met",
        },
    }  # fmt: skip
    assert set(ours) == names[kind]
    assert all("config_entry_id" in value["fields"] for value in ours.values())
