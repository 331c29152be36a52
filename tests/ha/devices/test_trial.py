"""A verb is tried on a unit: it is told, watched, and stands as before, whatever happens."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

from homeassistant.const import EVENT_HOMEASSISTANT_STOP
from homeassistant.core import HomeAssistant, ServiceCall
from homeassistant.exceptions import HomeAssistantError
import pytest

from custom_components.v2h_planner.core.readings import Verb
from custom_components.v2h_planner.devices import trial as trials
from custom_components.v2h_planner.devices.trial import Outcome, Trial, trial_order
from custom_components.v2h_planner.settings.model import (
    Beside,
    Control,
    ControlKind,
    Method,
    Methods,
    StorageSettings,
)

from . import test_controller
from .test_controller import (
    BY_NUMBERS,
    BY_SELECT,
    BY_SELECT_AND_POWER,
    BY_SWITCH,
    CAR,
    CHARGE_W,
    DISCHARGE_W,
    MODE,
    POWER,
    SWITCH,
    Wall,
)

wall = test_controller.wall


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits."""
    monkeypatch.setattr(trials, "LOOK_EVERY_S", 0.01)
    monkeypatch.setattr(trials, "SHOWN_FOR_S", 0.01)


@dataclass
class House:
    """What a trial asks of the house."""

    hindrance: str | None = None
    outage: bool = False
    commanded: bool = False
    asked: int = 0
    at_look: dict[int, Callable[[], None]] = field(default_factory=dict)

    def hinders(self) -> str | None:
        self.asked += 1
        if (happens := self.at_look.get(self.asked)) is not None:
            happens()
        return self.hindrance


def tried(wall: Wall, control: Control, verb: Verb, house: House | None = None, **more: Any) -> Trial:
    house = house or House()
    quick = replace(control, verify_after=timedelta(seconds=0.05))
    unit = StorageSettings(storage=CAR, soc_entity="sensor.soc", control=quick, **more)
    order = trial_order(unit, verb)
    assert order is not None
    return Trial(
        wall.hass,
        unit,
        order,
        read=lambda: wall.reading,
        hindrance=house.hinders,
        outage=lambda: house.outage,
        commanded=lambda: house.commanded,
    )


async def test_a_unit_that_obeys_is_seen_to_and_stands_as_before(wall: Wall) -> None:
    wall.set(MODE, "discharge")
    outcome = await tried(wall, BY_SELECT_AND_POWER, Verb.CHARGE).async_run()
    assert outcome == Outcome(obeyed=True, refusal=None, shown="charge", power_kw=None, restored=True)
    assert wall.take_calls() == [(CHARGE_W, 500), (MODE, "charge"), (MODE, "discharge"), (CHARGE_W, "0")]


async def test_methods_are_put_back_too(wall: Wall) -> None:
    wall.set("select.dc", "most")
    methods = Methods("select.dc", {Method.SET_POINT: "designated"})
    control = replace(BY_SELECT_AND_POWER, beside=Beside(charging=methods))
    await tried(wall, control, Verb.CHARGE).async_run()
    assert wall.hass.states.get("select.dc").state == "most"


@pytest.mark.parametrize(
    ("control", "verb", "written"),
    [
        (BY_SWITCH, Verb.CHARGE, SWITCH),
        (BY_NUMBERS, Verb.DISCHARGE, DISCHARGE_W),
        (BY_SELECT, Verb.STANDBY, MODE),
    ],
)
async def test_any_way_of_commanding_can_be_tried(
    wall: Wall, control: Control, verb: Verb, written: str
) -> None:
    wall.set(MODE, "charge")
    before = wall.hass.states.get(written).state
    outcome = await tried(wall, control, verb).async_run()
    assert outcome.obeyed
    assert outcome.restored
    assert float(wall.hass.states.get(written).state) == float(before) if before.isdigit() else True
    assert wall.take_calls()


async def test_a_deaf_unit_is_seen_to_be_deaf(wall: Wall) -> None:
    wall.obedient = False
    outcome = await tried(wall, BY_SELECT, Verb.CHARGE).async_run()
    assert (outcome.obeyed, outcome.restored) == (False, True)


async def test_a_unit_that_shows_the_mode_but_does_nothing_disobeys(wall: Wall) -> None:
    wall.reading = replace(wall.reading, power_kw=0.0)
    outcome = await tried(wall, BY_SELECT, Verb.CHARGE, power_entity=POWER).async_run()
    assert (outcome.obeyed, outcome.power_kw) == (False, 0.0)


async def test_a_refusal_is_shown_and_what_was_written_before_it_is_put_back(
    wall: Wall, hass: HomeAssistant
) -> None:
    async def refuse(_call: ServiceCall) -> None:
        raise HomeAssistantError("not now")

    hass.services.async_register("select", "select_option", refuse)
    outcome = await tried(wall, BY_SELECT_AND_POWER, Verb.CHARGE).async_run()
    assert (outcome.obeyed, outcome.refusal) == (False, "not now")
    assert hass.states.get(CHARGE_W).state == "0"


async def test_a_mode_that_nobody_knew_before_becomes_standby(wall: Wall) -> None:
    wall.set(MODE, "unknown")
    await tried(wall, BY_SELECT, Verb.CHARGE).async_run()
    assert wall.take_calls() == [(MODE, "charge"), (MODE, "standby")]


async def test_what_comes_up_meanwhile_ends_it_at_once(wall: Wall) -> None:
    house = House()
    wall.obedient = False
    house.at_look[2] = lambda: setattr(house, "hindrance", "trial_not_connected")
    outcome = await tried(wall, BY_SELECT, Verb.CHARGE, house).async_run()
    assert outcome.ended_by == "trial_not_connected"
    assert outcome.restored


async def test_an_outage_meanwhile_is_not_made_darker(wall: Wall) -> None:
    house = House(hindrance="trial_outage", outage=True)
    await tried(wall, BY_SELECT, Verb.CHARGE, house).async_run()
    assert wall.hass.states.get(MODE).state == "discharge"
    wall.set(MODE, "standby")
    await tried(wall, BY_SELECT, Verb.DISCHARGE, house).async_run()
    assert wall.hass.states.get(MODE).state == "discharge"


async def test_a_planner_that_took_over_is_not_overruled(wall: Wall) -> None:
    house = House(hindrance="trial_commanded", commanded=True)
    outcome = await tried(wall, BY_SELECT, Verb.CHARGE, house).async_run()
    assert wall.take_calls() == [(MODE, "charge")]
    assert not outcome.restored


async def test_home_assistant_that_stops_puts_it_back_first(wall: Wall, hass: HomeAssistant) -> None:
    wall.obedient = True
    house = House()
    house.at_look[1] = lambda: hass.bus.async_fire(EVENT_HOMEASSISTANT_STOP)
    wall.reading = replace(wall.reading, power_kw=0.0)
    outcome = await tried(wall, BY_SELECT, Verb.CHARGE, house, power_entity=POWER).async_run()
    assert outcome.restored
    assert hass.states.get(MODE).state == "standby"


async def test_actions_are_ended_by_the_action_for_what_it_did_before(wall: Wall) -> None:
    def select(option: str) -> list[dict[str, Any]]:
        return [{"action": "select.select_option", "target": {"entity_id": MODE}, "data": {"option": option}}]

    control = Control(
        kind=ControlKind.ACTIONS,
        entity_id=MODE,
        actions={verb: select(verb.value) for verb in (Verb.CHARGE, Verb.DISCHARGE, Verb.STANDBY)},
    )
    wall.set(MODE, "discharge")
    wall.hass.services.async_register(
        "select",
        "select_option",
        lambda call: wall.set(call.data["entity_id"][0], call.data["option"]),
    )
    outcome = await tried(wall, control, Verb.CHARGE).async_run()
    assert (outcome.obeyed, outcome.shown) == (True, "charge")
    assert wall.hass.states.get(MODE).state == "discharge"


def test_a_verb_that_would_be_another_is_not_offered() -> None:
    unit = StorageSettings(storage=CAR, soc_entity="sensor.soc", control=BY_SWITCH)
    assert trial_order(unit, Verb.DISCHARGE) is None
    assert trial_order(unit, Verb.SURPLUS) is None
    order = trial_order(unit, Verb.CHARGE)
    assert order is not None


async def test_whichever_write_fails_the_mode_ends_where_it_was(wall: Wall, hass: HomeAssistant) -> None:
    """The n-th call fails, once: put back all the same."""
    for failing in range(4):
        count = 0

        async def select(call: ServiceCall, failing: int = failing) -> None:
            nonlocal count
            count += 1
            if count == failing:
                raise ConnectionResetError
            wall.set(call.data["entity_id"], call.data["option"], context=call.context)

        hass.services.async_register("select", "select_option", select)
        wall.set(MODE, "standby")
        await tried(wall, BY_SELECT, Verb.CHARGE).async_run()
        assert hass.states.get(MODE).state == "standby", failing
