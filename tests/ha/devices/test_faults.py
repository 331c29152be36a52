"""Whatever a unit, its integration, the network or people do, an order is kept after until the unit is safe."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from homeassistant.core import Context, HomeAssistant, ServiceCall
from homeassistant.exceptions import HomeAssistantError
import pytest

from custom_components.v2h_planner.core.readings import FaultKind, Verb
from custom_components.v2h_planner.devices import DeviceControllers, controller

from .test_controller import (
    BY_NUMBERS,
    BY_SELECT,
    BY_SELECT_AND_POWER,
    BY_SIGNED_NUMBER,
    CALM,
    CHARGE_W,
    MODE,
    POWER,
    Wall,
    later,
    wall as wall_fixture,
)

wall = wall_fixture
PLUG = "sensor.v2h_plug"


def refuse(hass: HomeAssistant, domain: str, service: str, error: BaseException, *, but: str = "") -> None:
    """Let a service raise, except for one option."""
    inner: Any = hass.services.async_services_internal()[domain][service].job.target

    async def handle(call: ServiceCall) -> None:
        if but and call.data.get("option") == but:
            await inner(call)
            return
        raise error

    hass.services.async_register(domain, service, handle)


async def minutes(wall: Wall, freezer: Any, count: int, each: Callable[[int], Any] | None = None) -> None:
    for minute in range(count):
        if each is not None:
            result = each(minute)
            if asyncio.iscoroutine(result):
                await result
        await later(wall.hass, freezer, 60)


# -- a unit that does not obey ------------------------------------------------------------------------


async def test_a_car_whose_handshake_takes_a_quarter_of_an_hour_is_charged_this_night(
    wall: Wall, freezer: Any
) -> None:
    wall.command(BY_SELECT)
    wall.obedient = False
    await wall.tell(Verb.CHARGE)
    await minutes(wall, freezer, 12, lambda _: wall.tell(Verb.CHARGE))
    assert len(wall.take_calls()) == 3
    wall.obedient = True
    await minutes(wall, freezer, 6, lambda _: wall.tell(Verb.CHARGE))
    assert wall.take_calls() == [(MODE, "charge")]
    assert wall.faults[-1] is None


async def test_the_plug_is_a_reason_to_try_again_at_once(wall: Wall, freezer: Any) -> None:
    wall.set(PLUG, "connected")
    wall.command(BY_SELECT, connected_entity=PLUG)
    wall.obedient = False
    await wall.tell(Verb.CHARGE)
    await minutes(wall, freezer, 6)
    wall.take_calls()
    wall.obedient = True
    wall.set(PLUG, "chargeable")
    await wall.hass.async_block_till_done()
    assert wall.take_calls() == [(MODE, "charge")]


async def test_a_deaf_unit_is_asked_ever_more_seldom(wall: Wall, freezer: Any) -> None:
    wall.command(BY_SELECT)
    wall.obedient = False
    await wall.tell(Verb.CHARGE)
    await minutes(wall, freezer, 240, lambda _: wall.tell(Verb.CHARGE))
    assert 5 <= len(wall.take_calls()) <= 9


async def test_a_set_point_that_changes_every_minute_does_not_hide_a_deaf_unit(
    wall: Wall, freezer: Any
) -> None:
    wall.command(BY_SELECT_AND_POWER)
    wall.obedient = False
    await minutes(wall, freezer, 120, lambda minute: wall.tell(Verb.CHARGE, 2.0 + 0.5 * (minute % 4)))
    assert FaultKind.DISOBEYED in {fault.kind for fault in wall.faults if fault}
    assert len(wall.take_calls()) <= 40


async def test_a_deaf_unit_that_is_told_this_and_that_is_reported_too(wall: Wall, freezer: Any) -> None:
    wall.command(BY_SELECT)
    wall.obedient = False
    verbs = (Verb.CHARGE, Verb.DISCHARGE)
    await minutes(wall, freezer, 60, lambda minute: wall.tell(verbs[minute // 3 % 2]))
    assert any(wall.faults)
    assert len(wall.take_calls()) <= 25


async def test_a_slow_unit_under_changing_set_points_is_not_accused(wall: Wall, freezer: Any) -> None:
    wall.command(BY_SELECT_AND_POWER)
    wall.obedient = False
    shown: list[list[tuple[str, Any]]] = [[]]

    async def follow(minute: int) -> None:
        for entity_id, value in shown.pop(0):
            wall.set(entity_id, str(value))
        await wall.tell(Verb.CHARGE, 2.0 + 0.5 * (minute % 4))
        shown.append(wall.take_calls())

    await minutes(wall, freezer, 60, follow)
    assert wall.faults == []
    assert wall.hands == []


async def test_a_gateway_that_goes_down_at_every_order_is_not_asked_sixty_times_an_hour(
    wall: Wall, freezer: Any
) -> None:
    wall.command(BY_SELECT)
    wall.obedient = False
    await wall.tell(Verb.CHARGE)
    told = 0

    def reboot(_minute: int) -> None:
        nonlocal told
        if len(wall.calls) > told:
            told = len(wall.calls)
            wall.set(MODE, "unavailable")
        elif wall.hass.states.is_state(MODE, "unavailable"):
            wall.set(MODE, "standby")

    await minutes(wall, freezer, 60, reboot)
    assert len(wall.take_calls()) <= 12
    assert any(wall.faults)


# -- one that obeyed, and does not any more -----------------------------------------------------------


async def test_a_car_that_stops_in_the_night_is_told_again_and_reported(wall: Wall, freezer: Any) -> None:
    wall.command(BY_SELECT, power_entity=POWER)
    await wall.tell(Verb.CHARGE)
    wall.reading = replace(wall.reading, power_kw=5.9)
    await minutes(wall, freezer, 4, lambda minute: wall.set(POWER, f"{5900 + minute}"))
    assert wall.take_calls() == [(MODE, "charge")]
    wall.reading = replace(wall.reading, power_kw=0.0)
    wall.set(POWER, "0")
    await minutes(wall, freezer, 3)
    assert wall.take_calls() == [(MODE, "charge")]
    await minutes(wall, freezer, 8)
    assert wall.faults[-1] is not None
    wall.reading = replace(wall.reading, power_kw=5.9)
    wall.set(POWER, "5900")
    await minutes(wall, freezer, 2)
    assert wall.faults[-1] is None, "what disobeyed and obeys is not reported any longer"


async def test_a_unit_between_two_polls_is_not_told_again(wall: Wall, freezer: Any) -> None:
    wall.command(BY_SELECT, power_entity=POWER)
    await wall.tell(Verb.CHARGE)
    wall.reading = replace(wall.reading, power_kw=5.9)
    await minutes(wall, freezer, 4, lambda minute: wall.set(POWER, f"{5900 + minute}"))
    wall.take_calls()
    for power_kw in (0.0, 5.9, 0.0, 5.9):
        wall.reading = replace(wall.reading, power_kw=power_kw)
        await minutes(wall, freezer, 1)
    assert wall.take_calls() == []


async def test_a_remote_control_that_sets_a_mode_without_a_name_is_a_person(wall: Wall, freezer: Any) -> None:
    wall.command(BY_SELECT)
    await wall.tell(Verb.CHARGE)
    await later(wall.hass, freezer, 91)
    wall.set(MODE, "unknown")
    await minutes(wall, freezer, 2)
    assert wall.hands == ["ev"]


async def test_a_power_that_changes_every_minute_does_not_hide_a_persons_stop(
    wall: Wall, freezer: Any
) -> None:
    wall.command(BY_SELECT_AND_POWER)
    await minutes(wall, freezer, 3, lambda minute: wall.tell(Verb.CHARGE, 2.0 + 0.5 * minute))
    wall.take_calls()
    wall.set(MODE, "standby")
    await wall.tell(Verb.CHARGE, 4.0)
    assert wall.take_calls() == [], "nothing is told while it is not known who did that"
    await later(wall.hass, freezer, 6)
    assert wall.hands == ["ev"]
    assert wall.take_calls() == []


async def test_an_order_that_waited_for_a_judgement_is_given_after_it(wall: Wall, freezer: Any) -> None:
    wall.command(BY_SELECT)
    await wall.tell(Verb.CHARGE, until_soc=0.8)
    await later(wall.hass, freezer, 91)
    wall.reading = replace(wall.reading, soc=0.79)
    wall.set(MODE, "standby")
    await wall.tell(Verb.DISCHARGE)
    wall.take_calls()
    await later(wall.hass, freezer, 6)
    assert wall.hands == []
    assert wall.take_calls() == [(MODE, "discharge")]


# -- powers -------------------------------------------------------------------------------------------


async def test_a_refused_set_point_leaves_the_unit_standing_by_not_at_its_old_power(
    wall: Wall, freezer: Any
) -> None:
    wall.command(BY_SELECT_AND_POWER)
    await wall.tell(Verb.CHARGE, 6.0)
    await later(wall.hass, freezer, 91)
    wall.take_calls()
    refuse(wall.hass, "number", "set_value", HomeAssistantError("no"))
    await wall.tell(Verb.CHARGE, 2.0)
    assert wall.take_calls() == [(MODE, "standby")]
    assert wall.hands == []


async def test_a_unit_that_draws_more_than_it_was_given_stands_by(wall: Wall, freezer: Any) -> None:
    wall.command(BY_SELECT_AND_POWER, power_entity=POWER)
    await wall.tell(Verb.CHARGE, 4.8)
    wall.reading = replace(wall.reading, power_kw=6.0)
    await minutes(wall, freezer, 5, lambda minute: wall.set(POWER, f"{6000 + minute}"))
    calls = wall.take_calls()
    assert calls[:2] == [(CHARGE_W, 4800), (MODE, "charge")]
    assert calls[-1] == (MODE, "standby")


# -- somebody else's code -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "error",
    [
        TimeoutError(),
        ConnectionResetError("gone"),
        KeyError("eoj"),
        RuntimeError("closed"),
        OSError(113, "x"),
    ],
)
async def test_whatever_a_call_raises_it_is_repeated_and_reported(
    wall: Wall, freezer: Any, error: Exception
) -> None:
    wall.command(BY_SELECT)
    refuse(wall.hass, "select", "select_option", error)
    await wall.tell(Verb.CHARGE)
    await minutes(wall, freezer, 6)
    assert [fault.kind for fault in wall.faults if fault] == [FaultKind.DISOBEYED]
    assert wall.units is not None
    await wall.units.async_release()
    assert wall.units.owed == {"ev": Verb.STANDBY} or wall.hass.states.is_state(MODE, "standby")


async def test_a_call_that_never_returns_is_not_waited_for(
    wall: Wall, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(controller, "WRITE_LIMIT_S", 0.01)
    held = asyncio.Event()

    async def hang(_call: ServiceCall) -> None:
        while not held.is_set():
            try:
                await held.wait()
            except asyncio.CancelledError:
                continue

    wall.command(BY_SELECT)
    wall.hass.services.async_register("select", "select_option", hang)
    assert wall.units is not None
    async with asyncio.timeout(5):
        await wall.tell_without_settling(Verb.CHARGE)
        await wall.units.async_let_go()
    assert wall.units.owed, "it is owed until it is reached"
    held.set()


# -- coming and going ---------------------------------------------------------------------------------


async def test_no_order_is_given_after_the_unit_was_let_go(wall: Wall, freezer: Any) -> None:
    units = wall.command(BY_SELECT)
    await wall.tell(Verb.CHARGE)
    await units.async_let_go()
    await wall.tell(Verb.CHARGE)
    await later(wall.hass, freezer, 91)
    assert wall.take_calls() == [(MODE, "charge"), (MODE, "standby")]


async def test_an_order_under_way_ends_before_the_safe_state(wall: Wall) -> None:
    units = wall.command(BY_SELECT)
    inner: Any = wall.hass.services.async_services_internal()["select"]["select_option"].job.target
    begun, go_on = asyncio.Event(), asyncio.Event()

    async def slow(call: ServiceCall) -> None:
        begun.set()
        await go_on.wait()
        await inner(call)

    wall.hass.services.async_register("select", "select_option", slow)
    telling = asyncio.ensure_future(wall.tell_without_settling(Verb.CHARGE))
    await begun.wait()
    letting_go = asyncio.ensure_future(units.async_let_go())
    await asyncio.sleep(0)
    go_on.set()
    await asyncio.gather(telling, letting_go)
    assert wall.take_calls()[-1] == (MODE, "standby")


async def test_a_refused_safe_state_is_tried_again_before_leaving_and_stays_owed(
    wall: Wall, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(controller, "LET_GO_APART_S", 0.0)
    units = wall.command(BY_SELECT)
    await wall.tell(Verb.DISCHARGE)
    refuse(wall.hass, "select", "select_option", OSError("no route"))
    await units.async_let_go()
    assert units.owed == {"ev": Verb.STANDBY}


async def test_a_safe_state_is_owed_until_it_is_reached(wall: Wall, freezer: Any) -> None:
    units = wall.command(BY_SELECT)
    await wall.tell(Verb.DISCHARGE)
    await later(wall.hass, freezer, 91)
    wall.obedient = False
    await units.async_release()
    await minutes(wall, freezer, 200)
    assert units.owed == {"ev": Verb.STANDBY}
    wall.obedient = True
    await minutes(wall, freezer, 62)
    assert wall.hass.states.is_state(MODE, "standby")
    assert units.owed == {}


async def test_after_a_crash_the_unit_is_still_ours(wall: Wall, freezer: Any) -> None:
    wall.set(MODE, "discharge")
    wall.units = units = DeviceControllers(
        wall.hass,
        [wall.settings(BY_SELECT)],
        read=lambda _: wall.reading,
        on_hands=wall.hands.append,
        on_fault=lambda _, fault: wall.faults.append(fault),
        owed={"ev": Verb.DISCHARGE},
    )
    await units.async_obey([], CALM)
    assert wall.take_calls() == [(MODE, "standby")], (
        "nobody knows its SOC: it does not discharge on for hours"
    )
    await later(wall.hass, freezer, 91)
    assert units.owed == {}


async def test_a_person_who_takes_a_unit_that_is_let_go_is_left_alone(wall: Wall, freezer: Any) -> None:
    units = wall.command(BY_SELECT)
    await wall.tell(Verb.DISCHARGE)
    wall.obedient = False
    await units.async_release()
    wall.set(MODE, "charge", context=Context(user_id="father"))
    wall.take_calls()
    await minutes(wall, freezer, 30)
    assert wall.take_calls() == []
    assert units.owed == {}


# -- a car that is plugged in and not ready -----------------------------------------------------------


async def test_a_handshake_is_waited_for_and_no_disobedience(wall: Wall, freezer: Any) -> None:
    wall.set(PLUG, "connected")
    wall.command(BY_SELECT, connected_entity=PLUG)
    wall.obedient = False
    wall.reading = replace(wall.reading, may_charge=False, may_discharge=False)
    await wall.tell(Verb.CHARGE)
    await minutes(wall, freezer, 10)
    assert (wall.take_calls(), wall.faults, wall.hands) == ([(MODE, "charge")], [], [])
    wall.obedient = True
    wall.reading = replace(wall.reading, may_charge=True)
    wall.set(PLUG, "chargeable")
    await wall.hass.async_block_till_done()
    assert wall.take_calls() == [(MODE, "charge")]


async def test_a_car_that_never_gets_ready_is_reported(wall: Wall, freezer: Any) -> None:
    wall.command(BY_SELECT)
    wall.obedient = False
    wall.reading = replace(wall.reading, may_charge=False)
    await wall.tell(Verb.CHARGE)
    await minutes(wall, freezer, 17)
    assert [fault.kind for fault in wall.faults if fault] == [FaultKind.DISOBEYED]


async def test_a_unit_whose_car_takes_its_permission_back_was_not_stopped_by_a_person(
    wall: Wall, freezer: Any
) -> None:
    wall.command(BY_SELECT)
    await wall.tell(Verb.CHARGE)
    await later(wall.hass, freezer, 91)
    wall.reading = replace(wall.reading, may_charge=False)
    wall.set(MODE, "standby")
    await later(wall.hass, freezer, 6)
    assert wall.hands == []


# -- what is not what it seems ------------------------------------------------------------------------


@pytest.mark.parametrize("command", [BY_SELECT, BY_SELECT_AND_POWER])
async def test_a_car_that_ended_near_its_target_is_charged_on_when_the_target_moves_up(
    wall: Wall, freezer: Any, command: Any
) -> None:
    wall.command(command)
    await wall.tell(Verb.CHARGE, 3.0, 0.5)
    await minutes(wall, freezer, 2)
    wall.set(MODE, "standby")
    await minutes(wall, freezer, 4, lambda _: wall.tell(Verb.CHARGE, 3.0, 0.5))
    wall.take_calls()
    await minutes(wall, freezer, 4, lambda _: wall.tell(Verb.CHARGE, 3.0, 0.7))
    assert (MODE, "charge") in wall.take_calls()
    assert wall.hands == []


@pytest.mark.parametrize(
    ("control", "verb", "power_kw", "step_w"),
    [
        (BY_NUMBERS, Verb.DISCHARGE, 0.08, 100),
        (BY_NUMBERS, Verb.CHARGE, 0.09, 100),
        (BY_SIGNED_NUMBER, Verb.DISCHARGE, 0.4, 500),
        (BY_SELECT_AND_POWER, Verb.CHARGE, 0.9, 1000),
    ],
)
async def test_a_power_that_is_none_at_the_units_steps_is_standby(
    wall: Wall, control: Any, verb: Verb, power_kw: float, step_w: float
) -> None:
    wall.set(CHARGE_W, "0", min=-6000, step=step_w)
    units = wall.command(control)
    await wall.tell(verb, power_kw)
    assert units.ordered("ev") is Verb.STANDBY
    assert wall.take_calls() == []


async def test_a_power_that_turns_back_to_the_one_before_is_told_again_and_nobodys_hand(
    wall: Wall, freezer: Any
) -> None:
    wall.command(BY_NUMBERS)
    for power_kw in (0.8, 1.0, 0.7):
        await wall.tell(Verb.CHARGE, power_kw)
        await minutes(wall, freezer, 2)
    wall.take_calls()
    wall.set(CHARGE_W, "1000")
    await minutes(wall, freezer, 3)
    assert wall.hands == []
    assert (CHARGE_W, 700) in wall.take_calls()


@pytest.mark.parametrize("watts", ["1500", "0"])
async def test_a_power_that_was_not_ours_is_a_persons(wall: Wall, freezer: Any, watts: str) -> None:
    wall.command(BY_NUMBERS)
    for power_kw in (0.8, 1.0):
        await wall.tell(Verb.CHARGE, power_kw)
        await minutes(wall, freezer, 2)
    wall.set(CHARGE_W, watts)
    await minutes(wall, freezer, 1)
    assert wall.hands == ["ev"]


async def test_a_stop_in_place_of_too_much_power_that_is_heard_late_is_nobodys_hand(
    wall: Wall, freezer: Any
) -> None:
    wall.command(BY_NUMBERS, power_entity=POWER)
    await wall.tell(Verb.CHARGE, 1.0)
    wall.obedient = False
    wall.reading = replace(wall.reading, power_kw=3.0)
    for minute in range(6):  # told again, and stopped
        wall.set(POWER, str(3000 + minute))
        await minutes(wall, freezer, 1)
    assert (CHARGE_W, 0) in wall.take_calls()
    wall.obedient = True
    wall.reading = replace(wall.reading, power_kw=1.0)
    wall.set(POWER, "1000")
    wall.set(CHARGE_W, "900")  # a sign of life: it is told again, and obeys
    await minutes(wall, freezer, 2)
    assert wall.faults[-1] is None
    wall.set(CHARGE_W, "0")  # what was written in its place, minutes ago
    await minutes(wall, freezer, 1)
    assert wall.hands == []
    assert (CHARGE_W, 1000) in wall.take_calls()
