"""A unit is told, checked, told again, reported, and left alone when a person handles it."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

from homeassistant.core import Context, HomeAssistant, ServiceCall
from homeassistant.util import dt as dt_util
import pytest
from pytest_homeassistant_custom_component.common import async_fire_time_changed

from custom_components.v2h_planner.core.home import Mode, Storage, StorageKind
from custom_components.v2h_planner.core.plan import Command, Reason, ReasonCode
from custom_components.v2h_planner.core.readings import Fault, FaultKind, StorageReading, Verb
from custom_components.v2h_planner.core.situation import Situation
from custom_components.v2h_planner.devices import DeviceControllers
from custom_components.v2h_planner.settings.model import Control, ControlKind, StorageSettings

MODE, CHARGE_W, DISCHARGE_W, SWITCH, POWER = (
    "select.v2h_operation_mode_setting",
    "number.v2h_charging_power",
    "number.v2h_discharging_power",
    "switch.charger",
    "sensor.v2h_power",
)
OPTIONS = {
    Verb.CHARGE: "charge",
    Verb.DISCHARGE: "discharge",
    Verb.STANDBY: "standby",
}
CALM = Situation(mode=Mode.ECONOMY)
CAR = Storage(
    id="ev", name="Leaf", kind=StorageKind.V2H_EV, capacity_kwh=40, charge_max_kw=6, discharge_max_kw=5.5
)
BY_SELECT = Control(kind=ControlKind.SELECT, entity_id=MODE, options=OPTIONS)
BY_SELECT_AND_POWER = replace(BY_SELECT, charge_number=CHARGE_W)
BY_NUMBERS = Control(kind=ControlKind.NUMBER, charge_number=CHARGE_W, discharge_number=DISCHARGE_W)
BY_SIGNED_NUMBER = Control(kind=ControlKind.NUMBER, charge_number=CHARGE_W, discharge_number=CHARGE_W)
BY_SWITCH = Control(kind=ControlKind.SWITCH, entity_id=SWITCH)


@dataclass
class Wall:
    """A unit on the wall as HA sees it: entities, services, and what can go wrong with them."""

    hass: HomeAssistant
    reading: StorageReading = StorageReading(storage_id="ev", soc=0.5, connected=True)
    obedient: bool = True
    calls: list[tuple[str, Any]] = field(default_factory=list)
    hands: list[str] = field(default_factory=list)
    faults: list[Fault | None] = field(default_factory=list)
    units: DeviceControllers | None = None
    stopped: bool = False

    def __post_init__(self) -> None:
        for domain, service, value_of in (
            ("select", "select_option", lambda call: call.data["option"]),
            ("number", "set_value", lambda call: call.data["value"]),
            ("switch", "turn_on", lambda call: "on"),
            ("switch", "turn_off", lambda call: "off"),
        ):
            self.hass.services.async_register(domain, service, self._handler(value_of))
        self.set(MODE, "standby")
        self.set(CHARGE_W, "0", unit_of_measurement="W", min=0, max=6000, step=100)
        self.set(DISCHARGE_W, "0", unit_of_measurement="kW", min=0, max=5.5, step=0.1)
        self.set(SWITCH, "off")
        self.set(POWER, "0", unit_of_measurement="W")

    def _handler(self, value_of: Callable[[ServiceCall], Any]) -> Callable[[ServiceCall], None]:
        def handle(call: ServiceCall) -> None:
            entity_id = call.data["entity_id"]
            value = value_of(call)
            self.calls.append((entity_id, value))
            if self.obedient:
                self.set(entity_id, str(value), context=call.context)

        async def handle_in_loop(call: ServiceCall) -> None:
            handle(call)

        return handle_in_loop

    def set(self, entity_id: str, value: str, context: Context | None = None, **attributes: Any) -> None:
        state = self.hass.states.get(entity_id)
        kept = {} if state is None else dict(state.attributes)
        self.hass.states.async_set(entity_id, value, kept | attributes, context=context)

    def settings(self, control: Control, **settings: Any) -> StorageSettings:
        return StorageSettings(storage=CAR, soc_entity="sensor.soc", control=control, **settings)

    def command(self, control: Control, **settings: Any) -> DeviceControllers:
        self.units = DeviceControllers(
            self.hass,
            [self.settings(control, **settings)],
            read=lambda _: self.reading,
            on_hands=self.hands.append,
            on_fault=lambda _, fault: self.faults.append(fault),
        )
        return self.units

    async def tell(self, verb: Verb, power_kw: float | None = None, until_soc: float | None = None) -> None:
        await self.tell_without_settling(verb, power_kw, until_soc)
        await self.hass.async_block_till_done()

    async def tell_without_settling(
        self, verb: Verb, power_kw: float | None = None, until_soc: float | None = None
    ) -> None:
        assert self.units is not None
        command = Command(
            storage_id="ev",
            verb=verb,
            power_kw=power_kw,
            until_soc=until_soc,
            reason=Reason(ReasonCode.CHARGE_CHEAP),
        )
        await self.units.async_obey([command], CALM)

    def take_calls(self) -> list[tuple[str, Any]]:
        calls, self.calls = self.calls, []
        return calls


@pytest.fixture
async def wall(hass: HomeAssistant) -> Any:
    wall = Wall(hass)
    yield wall
    if wall.units is not None and not wall.stopped:
        wall.units.async_stop()


async def later(hass: HomeAssistant, freezer: Any, seconds: float) -> None:
    freezer.tick(timedelta(seconds=seconds))
    async_fire_time_changed(hass, dt_util.utcnow())
    await hass.async_block_till_done()


async def test_a_mode_is_selected_once_and_not_again_at_every_plan(wall: Wall) -> None:
    units = wall.command(BY_SELECT)
    await wall.tell(Verb.CHARGE, 3.0)
    await wall.tell(Verb.CHARGE, 3.0)
    assert wall.take_calls() == [(MODE, "charge")]
    assert units.ordered("ev") is Verb.CHARGE


async def test_a_unit_that_already_does_it_is_not_written_to(wall: Wall) -> None:
    wall.command(BY_SELECT)
    await wall.tell(Verb.STANDBY)
    assert wall.take_calls() == []


async def test_the_power_is_set_in_the_units_own_unit_before_the_mode(wall: Wall) -> None:
    wall.command(BY_SELECT_AND_POWER)
    await wall.tell(Verb.CHARGE, 3.24)
    assert wall.take_calls() == [(CHARGE_W, 3200), (MODE, "charge")]
    await wall.tell(Verb.CHARGE, 3.2)
    assert wall.take_calls() == [], "forty watts are not worth a write"
    await wall.tell(Verb.CHARGE, 7.5)
    assert wall.take_calls() == [(CHARGE_W, 6000)], "no more than the number takes"


async def test_two_numbers_never_say_charge_and_discharge_at_once(wall: Wall) -> None:
    wall.command(BY_NUMBERS)
    await wall.tell(Verb.CHARGE, 3.0)
    assert wall.take_calls() == [(CHARGE_W, 3000)]
    await wall.tell(Verb.DISCHARGE)
    assert wall.take_calls() == [(CHARGE_W, 0), (DISCHARGE_W, 5.5)]
    await wall.tell(Verb.STANDBY)
    assert wall.take_calls() == [(DISCHARGE_W, 0)]


async def test_one_signed_number_takes_discharge_below_zero(wall: Wall) -> None:
    wall.set(CHARGE_W, "0", min=-6000)
    wall.command(BY_SIGNED_NUMBER)
    await wall.tell(Verb.DISCHARGE, 2.0)
    await wall.tell(Verb.CHARGE, 1.5)
    await wall.tell(Verb.STANDBY)
    assert wall.take_calls() == [(CHARGE_W, -2000), (CHARGE_W, 1500), (CHARGE_W, 0)]


async def test_a_switch_charges_when_on_and_cannot_discharge(wall: Wall) -> None:
    wall.command(BY_SWITCH)
    await wall.tell(Verb.CHARGE)
    await wall.tell(Verb.DISCHARGE)
    assert wall.take_calls() == [(SWITCH, "on"), (SWITCH, "off")]


async def test_any_action_sequence_gets_verb_power_and_target(wall: Wall, hass: HomeAssistant) -> None:
    heard: list[dict[str, Any]] = []

    async def listen(call: ServiceCall) -> None:
        heard.append(dict(call.data))

    hass.services.async_register("test", "drive", listen)
    data = {name: f"{{{{ {name} }}}}" for name in ("verb", "power_w", "power_kw", "until_soc")}
    wall.command(
        Control(
            kind=ControlKind.ACTIONS,
            actions={Verb.CHARGE: [{"action": "test.drive", "data": data}]},
        )
    )
    await wall.tell(Verb.CHARGE, 2.5, 0.8)
    await wall.tell(Verb.CHARGE, 2.5, 0.81)
    assert heard == [{"verb": "charge", "power_w": 2500, "power_kw": 2.5, "until_soc": 80}]


BY_ACTION = Control(
    kind=ControlKind.ACTIONS,
    entity_id=MODE,
    actions={
        verb: [{"action": "test.drive", "data": {"verb": "{{ verb }}"}}]
        for verb in (Verb.CHARGE, Verb.STANDBY)
    },
)


async def test_the_result_of_an_action_is_checked_by_the_entity_that_was_named_for_it(
    wall: Wall, hass: HomeAssistant, freezer: Any
) -> None:
    heard: list[str] = []

    async def listen(call: ServiceCall) -> None:
        heard.append(call.data["verb"])

    hass.services.async_register("test", "drive", listen)
    wall.command(BY_ACTION)
    await wall.tell(Verb.CHARGE)
    for _ in range(3):
        await later(hass, freezer, 91)
    assert heard == ["charge", "charge", "charge"]
    assert wall.faults == [Fault(FaultKind.DISOBEYED, MODE, "standby")]


async def test_a_person_who_undoes_an_action_is_noticed(
    wall: Wall, hass: HomeAssistant, freezer: Any
) -> None:
    async def obey(call: ServiceCall) -> None:
        wall.set(MODE, call.data["verb"], context=call.context)

    hass.services.async_register("test", "drive", obey)
    wall.command(BY_ACTION)
    await wall.tell(Verb.CHARGE)
    await later(hass, freezer, 91)
    wall.set(MODE, "standby", context=Context(user_id="somebody"))
    await hass.async_block_till_done()
    assert wall.hands == ["ev"]


async def test_surplus_is_charging_at_the_surplus_power_where_a_power_can_be_set(wall: Wall) -> None:
    wall.command(BY_SELECT_AND_POWER)
    await wall.tell(Verb.SURPLUS, 1.8)
    assert wall.take_calls() == [(CHARGE_W, 1800), (MODE, "charge")]


async def test_a_unit_that_knows_no_surplus_and_no_power_stands_by(wall: Wall) -> None:
    units = wall.command(BY_SELECT)
    wall.set(MODE, "charge")
    await wall.tell(Verb.SURPLUS, 1.8)
    assert wall.take_calls() == [(MODE, "standby")]
    assert units.ordered("ev") is Verb.STANDBY


async def test_a_unit_without_control_is_looked_at_and_never_touched(wall: Wall) -> None:
    units = wall.command(Control())
    await wall.tell(Verb.CHARGE)
    await units.async_release()
    assert wall.take_calls() == []
    assert units.ordered("ev") is None


async def test_a_unit_that_disobeys_is_told_twice_more_then_reported_not_fought(
    wall: Wall, hass: HomeAssistant, freezer: Any
) -> None:
    units = wall.command(BY_SELECT)
    wall.obedient = False
    await wall.tell(Verb.CHARGE)
    for _ in range(5):
        await later(hass, freezer, 91)
        await wall.tell(Verb.CHARGE)
    assert wall.take_calls() == [(MODE, "charge")] * 3
    assert wall.faults == [Fault(FaultKind.DISOBEYED, MODE, "standby")]
    assert units.faults == (Fault(FaultKind.DISOBEYED, MODE, "standby"),)
    assert wall.hands == []
    wall.obedient = True
    await wall.tell(Verb.DISCHARGE)
    await later(hass, freezer, 91)
    assert wall.take_calls() == [(MODE, "discharge")]
    assert wall.faults[1:] == [None]
    assert units.faults == ()


async def test_a_unit_that_obeys_the_second_time_is_not_reported(
    wall: Wall, hass: HomeAssistant, freezer: Any
) -> None:
    wall.command(BY_SELECT)
    wall.obedient = False
    await wall.tell(Verb.CHARGE)
    wall.obedient = True
    await later(hass, freezer, 91)
    await later(hass, freezer, 91)
    assert wall.take_calls() == [(MODE, "charge")] * 2
    assert wall.faults == []


async def test_a_unit_that_says_charge_and_draws_nothing_is_reported(
    wall: Wall, hass: HomeAssistant, freezer: Any
) -> None:
    wall.command(BY_SELECT, power_entity=POWER)
    wall.reading = replace(wall.reading, power_kw=0.0)
    await wall.tell(Verb.CHARGE)
    for _ in range(3):
        wall.set(POWER, "0.0" if hass.states.is_state(POWER, "0") else "0")
        await later(hass, freezer, 91)
    assert [fault.source for fault in wall.faults if fault] == [POWER]


@pytest.mark.parametrize(
    ("verb", "power_kw", "obeys"),
    [
        (Verb.CHARGE, 0.2, True),
        (Verb.CHARGE, -1.0, False),
        (Verb.SURPLUS, 0.0, True),
        (Verb.SURPLUS, -1.0, False),
        (Verb.DISCHARGE, -1.0, True),
        (Verb.DISCHARGE, 0.0, True),
        (Verb.DISCHARGE, 1.0, False),
        (Verb.STANDBY, 0.2, True),
        (Verb.STANDBY, 1.0, False),
        (Verb.STANDBY, -1.0, False),
    ],
)
async def test_power_that_flows_the_other_way_is_disobedience(
    wall: Wall, hass: HomeAssistant, freezer: Any, verb: Verb, power_kw: float, obeys: bool
) -> None:
    options = {**OPTIONS, Verb.SURPLUS: "surplus"}
    wall.command(replace(BY_SELECT, options=options), power_entity=POWER)
    wall.reading = replace(wall.reading, power_kw=power_kw)
    await wall.tell(verb)
    for round_ in range(3):
        wall.set(POWER, f"{round_}")
        await later(hass, freezer, 91)
    assert (wall.faults == []) is obeys


async def test_a_unit_that_was_given_up_and_comes_round_is_no_longer_reported(
    wall: Wall, hass: HomeAssistant, freezer: Any
) -> None:
    wall.command(BY_SELECT, power_entity=POWER)
    wall.reading = replace(wall.reading, power_kw=0.0)
    await wall.tell(Verb.CHARGE)
    for round_ in range(3):
        wall.set(POWER, f"0.{round_}")
        await later(hass, freezer, 91)
    assert len(wall.faults) == 1
    writes = len(wall.take_calls())
    wall.reading = replace(wall.reading, power_kw=5.8)
    wall.set(POWER, "5800")
    await later(hass, freezer, 601)
    assert wall.faults[1:] == [None]
    assert (writes, wall.take_calls()) == (3, [])


async def test_a_car_that_is_nearly_full_may_stop_drawing(
    wall: Wall, hass: HomeAssistant, freezer: Any
) -> None:
    wall.command(BY_SELECT, power_entity=POWER)
    wall.reading = replace(wall.reading, power_kw=0.0, soc=0.97)
    await wall.tell(Verb.CHARGE, until_soc=1.0)
    wall.set(POWER, "0.0")
    await later(hass, freezer, 91)
    assert wall.take_calls() == [(MODE, "charge")]
    assert wall.faults == []


async def test_an_old_power_reading_proves_nothing(wall: Wall, hass: HomeAssistant, freezer: Any) -> None:
    wall.command(BY_SELECT, power_entity=POWER)
    wall.reading = replace(wall.reading, power_kw=-2.0)
    freezer.tick(1)
    await wall.tell(Verb.CHARGE)
    await later(hass, freezer, 91)
    assert wall.take_calls() == [(MODE, "charge")]


async def test_a_unit_that_comes_back_from_the_dead_is_told_again(
    wall: Wall, hass: HomeAssistant, freezer: Any
) -> None:
    wall.command(BY_SELECT)
    await wall.tell(Verb.CHARGE)
    await later(hass, freezer, 91)
    wall.set(MODE, "unavailable")
    await later(hass, freezer, 3600)
    wall.set(MODE, "standby")
    await hass.async_block_till_done()
    assert wall.take_calls() == [(MODE, "charge")] * 2
    assert wall.hands == []


async def test_a_person_in_the_app_takes_over_at_once(wall: Wall, hass: HomeAssistant, freezer: Any) -> None:
    units = wall.command(BY_SELECT)
    await wall.tell(Verb.CHARGE)
    wall.set(MODE, "standby", context=Context(user_id="mother"))
    await hass.async_block_till_done()
    assert wall.hands == ["ev"]
    assert units.ordered("ev") is None
    await later(hass, freezer, 91)
    await units.async_obey([], replace(CALM, hands_off=frozenset({"ev"})))
    assert wall.take_calls() == [(MODE, "charge")], "it is not fought, and not put into a safe state"


async def test_a_person_at_the_unit_takes_over_after_a_moment(
    wall: Wall, hass: HomeAssistant, freezer: Any
) -> None:
    wall.command(BY_SELECT)
    await wall.tell(Verb.CHARGE)
    await later(hass, freezer, 91)
    wall.set(MODE, "discharge")
    await hass.async_block_till_done()
    assert wall.hands == []
    await later(hass, freezer, 6)
    assert wall.hands == ["ev"]


async def test_a_unit_that_wavers_before_it_obeys_is_no_person(
    wall: Wall, hass: HomeAssistant, freezer: Any
) -> None:
    wall.command(BY_SELECT)
    await wall.tell(Verb.CHARGE)
    for state in ("preparation", "standby", "charge"):
        wall.set(MODE, state)
        await later(hass, freezer, 20)
    await later(hass, freezer, 60)
    assert wall.hands == []
    assert wall.take_calls() == [(MODE, "charge")]


@pytest.mark.parametrize(
    ("verb", "until", "change"),
    [
        (Verb.CHARGE, 0.8, {"connected": False}),
        (Verb.CHARGE, 0.8, {"soc": 0.79}),
        (Verb.CHARGE, 1.0, {"soc": 0.96}),
        (Verb.DISCHARGE, 0.2, {"soc": 0.21}),
    ],
)
async def test_a_unit_that_ends_by_itself_is_no_person(
    wall: Wall,
    hass: HomeAssistant,
    freezer: Any,
    verb: Verb,
    until: float,
    change: dict[str, Any],
) -> None:
    wall.command(BY_SELECT)
    await wall.tell(verb, until_soc=until)
    await later(hass, freezer, 91)
    wall.set(MODE, "standby")
    wall.reading = replace(wall.reading, **change)
    await later(hass, freezer, 6)
    assert wall.hands == []


async def test_a_unit_is_let_go_in_its_safe_state_and_a_person_may_then_do_anything(
    wall: Wall, hass: HomeAssistant, freezer: Any
) -> None:
    units = wall.command(BY_SELECT)
    await wall.tell(Verb.DISCHARGE)
    await later(hass, freezer, 91)
    await units.async_release()
    assert wall.take_calls() == [(MODE, "discharge"), (MODE, "standby")]
    await later(hass, freezer, 91)
    await units.async_release()
    wall.set(MODE, "charge", context=Context(user_id="father"))
    await later(hass, freezer, 91)
    assert wall.take_calls() == []
    assert wall.hands == []
    assert units.ordered("ev") is None


async def test_a_storage_without_a_command_goes_into_its_safe_state(wall: Wall) -> None:
    units = wall.command(BY_SELECT)
    await wall.tell(Verb.DISCHARGE)
    await units.async_obey([], CALM)
    assert wall.take_calls() == [(MODE, "discharge"), (MODE, "standby")]


async def test_in_an_outage_a_unit_without_a_command_is_left_as_it_is(wall: Wall) -> None:
    units = wall.command(BY_SELECT)
    await wall.tell(Verb.DISCHARGE)
    await units.async_obey([], replace(CALM, outage=True))
    assert wall.take_calls() == [(MODE, "discharge")]
    assert units.ordered("ev") is None


async def test_letting_go_in_an_outage_leaves_the_light_on_until_the_grid_is_back(wall: Wall) -> None:
    units = wall.command(BY_SELECT)
    await wall.tell(Verb.DISCHARGE)
    await units.async_release(outage=True)
    assert wall.take_calls() == [(MODE, "discharge")]
    assert units.owed == {"ev": Verb.DISCHARGE}
    await units.async_release()
    assert wall.take_calls() == [(MODE, "standby")]


async def test_a_unit_that_charges_from_the_sun_is_let_go_feeding_the_house_in_an_outage(wall: Wall) -> None:
    units = wall.command(BY_SELECT)
    await wall.tell(Verb.CHARGE)
    wall.take_calls()
    await units.async_release(outage=True)
    assert wall.take_calls() == [(MODE, "discharge")]


async def test_a_unit_with_no_safe_state_is_left_as_it_is(wall: Wall) -> None:
    units = wall.command(replace(BY_SELECT, safe=None))
    await wall.tell(Verb.DISCHARGE)
    await units.async_release()
    assert wall.take_calls() == [(MODE, "discharge")]
    assert units.ordered("ev") is None


async def test_nothing_happens_after_it_is_stopped(wall: Wall, hass: HomeAssistant, freezer: Any) -> None:
    units = wall.command(BY_SELECT)
    wall.obedient = False
    await wall.tell(Verb.CHARGE)
    units.async_stop()
    wall.stopped = True
    await later(hass, freezer, 91)
    wall.set(MODE, "discharge", context=Context(user_id="mother"))
    await hass.async_block_till_done()
    assert wall.take_calls() == [(MODE, "charge")]
    assert (wall.hands, wall.faults) == ([], [])


async def test_a_number_that_is_no_power_is_reported_with_its_entity(
    wall: Wall, hass: HomeAssistant, freezer: Any, caplog: pytest.LogCaptureFixture
) -> None:
    wall.set(CHARGE_W, "0", unit_of_measurement="V")
    wall.command(BY_SELECT_AND_POWER)
    await wall.tell(Verb.CHARGE, 3.0)
    for _ in range(3):
        await later(hass, freezer, 91)
    assert wall.take_calls() == []
    assert [fault.source for fault in wall.faults if fault] == [CHARGE_W]
    assert caplog.text.count("Leaf could not be told to charge") == 1


async def test_a_power_that_falls_by_less_than_units_round_is_told_all_the_same(wall: Wall) -> None:
    wall.command(BY_SELECT_AND_POWER)
    await wall.tell(Verb.CHARGE, 5.7)
    wall.take_calls()
    await wall.tell(Verb.CHARGE, 5.5)
    assert wall.take_calls() == [(CHARGE_W, 5500)]
