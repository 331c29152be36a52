"""What the house shows: sensors that may lie, and units whose entities take orders, or do not.

Services and states are Home Assistant's own, in virtual time.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from homeassistant.core import Context, HomeAssistant, ServiceCall
from homeassistant.exceptions import HomeAssistantError

from custom_components.v2h_planner.core.readings import Verb
from custom_components.v2h_planner.settings.model import Control, ControlKind

from .episode import COMMAND, SENSOR, Episode, Trouble, TroubleKind, UnitForm, Wiring, sensor_keys
from .truth import Doing, Truth
from .virtual import Clock

OUTAGE = "binary_sensor.outage"
PLANNER, OTHER, ITSELF = "planner", "somebody else", "the unit itself"
_WATTS = {"unit_of_measurement": "W"}


def entity_of(key: str) -> str:
    """Return the entity id of a sensor's key."""
    domain = "binary_sensor" if key.endswith(".plug") else "sensor"
    return f"{domain}.{key.replace('.', '_')}"


def control_of(form: UnitForm) -> Control:
    """Return how the planner commands this unit."""
    name, verbs = form.id, (Verb.STANDBY, Verb.CHARGE, Verb.DISCHARGE)
    match form.wiring:
        case Wiring.SWITCH:
            return Control(kind=ControlKind.SWITCH, entity_id=f"switch.{name}")
        case Wiring.NUMBERS:
            return Control(
                kind=ControlKind.NUMBER,
                charge_number=f"number.{name}_charge",
                discharge_number=f"number.{name}_discharge",
            )
    surplus = (Verb.SURPLUS,) if form.storage.charge_control == "fixed_or_surplus" else ()
    takes_power = form.storage.charge_control == "set_point"
    return Control(
        kind=ControlKind.SELECT,
        entity_id=f"select.{name}_mode",
        options={verb: verb.value for verb in (*verbs, *surplus)},
        charge_number=f"number.{name}_charge" if takes_power else None,
    )


@dataclass(slots=True)
class Call:
    """One order that reached a unit's integration. `by`: who wrote it. `fate`: what became of it."""

    minute: float
    storage_id: str
    by: str
    text: str
    fate: str


class Devices:
    """The units' entities. `writer`: who last changed each unit; `starts`: the minutes at which we closed its relay."""

    def __init__(
        self, hass: HomeAssistant, clock: Clock, episode: Episode, minute: Callable[[], float]
    ) -> None:
        """Register the services and show every unit in standby."""
        self._hass = hass
        self._clock = clock
        self._episode = episode
        self._minute = minute
        self._forms = {form.id: form for form in episode.units}
        self._of = {entity: form.id for form in episode.units for entity in _commanded(form)}
        self.writer = dict.fromkeys(self._forms, ITSELF)
        self.since = dict.fromkeys(self._forms, 0.0)
        self.starts: dict[str, list[float]] = {key: [] for key in self._forms}
        self.calls: list[Call] = []
        for domain, service, field in (
            ("select", "select_option", "option"),
            ("number", "set_value", "value"),
            ("switch", "turn_on", None),
            ("switch", "turn_off", None),
        ):
            hass.services.async_register(domain, service, partial(self._called, field=field))
        for entity in self._of:
            self._show(entity, "0" if "number." in entity else "off" if "switch." in entity else "standby")

    def doing(self, storage_id: str) -> Doing:
        """Return what the unit is set to."""
        form = self._forms[storage_id]
        control = control_of(form)
        match form.wiring:
            case Wiring.SWITCH:
                return Doing(Verb.CHARGE if self._text(f"switch.{storage_id}") == "on" else Verb.STANDBY)
            case Wiring.NUMBERS:
                charge, discharge = (
                    self._kw(f"number.{storage_id}_{way}") for way in ("charge", "discharge")
                )
                if charge > 0.0:
                    return Doing(Verb.CHARGE, charge)
                return Doing(Verb.DISCHARGE, discharge) if discharge > 0.0 else Doing()
        verb = Verb(self._text(f"select.{storage_id}_mode"))
        takes_power = verb is Verb.CHARGE and control.charge_number is not None
        return Doing(verb, self._kw(f"number.{storage_id}_charge") if takes_power else None)

    def set_by_hand(self, storage_id: str, verb: Verb, *, person: bool) -> None:
        """Let a person, or another planner, set the unit."""
        context = Context(user_id="somebody") if person else Context()
        for entity, text in self._texts(storage_id, verb):
            self._apply(entity, text, context, OTHER)
        who = "a person" if person else "another planner"
        self.calls.append(Call(self._minute(), storage_id, who, verb.value, "done"))

    def _texts(self, storage_id: str, verb: Verb) -> list[tuple[str, str]]:
        form = self._forms[storage_id]
        match form.wiring:
            case Wiring.SWITCH:
                return [(f"switch.{storage_id}", "on" if verb is Verb.CHARGE else "off")]
            case Wiring.NUMBERS:
                return [
                    (f"number.{storage_id}_charge", "2000" if verb is Verb.CHARGE else "0"),
                    (f"number.{storage_id}_discharge", "500" if verb is Verb.DISCHARGE else "0"),
                ]
        return [(f"select.{storage_id}_mode", verb.value)]

    async def _called(self, call: ServiceCall, *, field: str | None) -> None:
        """Take an order, with what goes wrong on its way."""
        entity = call.data["entity_id"]
        text = str(call.data[field]) if field is not None else call.service.removeprefix("turn_")
        storage_id, trouble = self._of[entity], None
        minute = self._minute()
        for one in self._episode.troubles:
            if one.kind in COMMAND and one.on == storage_id and one.holds(int(minute)):
                trouble = one
        kind = None if trouble is None else trouble.kind
        fate = "done" if kind is None else kind.value
        self.calls.append(Call(minute, storage_id, PLANNER, f"{entity} = {text}", fate))
        match kind:
            case TroubleKind.LOST:
                return
            case TroubleKind.REFUSED:
                raise HomeAssistantError("the unit does not take it")
            case TroubleKind.HANGS:
                await asyncio.Event().wait()
            case TroubleKind.LATE if trouble is not None:
                self._later(trouble.value, entity, text, PLANNER)
            case TroubleKind.UNDONE if trouble is not None:
                self._later(trouble.value, entity, self._text(entity), ITSELF)
                self._apply(entity, text, call.context, PLANNER)
            case _:
                self._apply(entity, text, call.context, PLANNER)

    def _later(self, minutes: float, entity: str, text: str, by: str) -> None:
        self._hass.loop.call_later(60.0 * minutes, self._apply, entity, text, None, by)

    def _apply(self, entity: str, text: str, context: Context | None, by: str) -> None:
        """Set one entity; note who did, and whether that closes the relay."""
        storage_id = self._of[entity]
        before = self.doing(storage_id)
        self._show(entity, text, context)
        after = self.doing(storage_id)
        if after != before:
            self.writer[storage_id] = by
            self.since[storage_id] = self._minute()
        if by is PLANNER and before.verb is Verb.STANDBY is not after.verb:
            self.starts[storage_id].append(self._minute())

    def _text(self, entity: str) -> str:
        state = self._hass.states.get(entity)
        return "" if state is None else state.state

    def _kw(self, entity: str) -> float:
        return float(self._text(entity) or 0.0) / 1000.0

    def _show(self, entity: str, text: str, context: Context | None = None) -> None:
        attributes = {**_WATTS, "min": 0, "max": 10000, "step": 100} if "number." in entity else {}
        stamp = self._clock.now().timestamp()
        self._hass.states.async_set_internal(
            entity, text, attributes, False, context or Context(), None, stamp
        )


def _commanded(form: UnitForm) -> list[str]:
    control = control_of(form)
    return [e for e in (control.entity_id, control.charge_number, control.discharge_number) if e is not None]


class Sensors:
    """What the house's sensors show, once a minute."""

    def __init__(self, hass: HomeAssistant, clock: Clock, episode: Episode, truth: Truth) -> None:
        """Nothing is shown yet."""
        self._hass = hass
        self._clock = clock
        self._episode = episode
        self._truth = truth
        self._units = dict.fromkeys(truth.units, 0.0)
        self._on: dict[str, list[Trouble]] = {}
        for trouble in episode.troubles:
            if trouble.kind in SENSOR:
                self._on.setdefault(trouble.on, []).append(trouble)
        self._keys = sensor_keys(episode)

    def show(self, minute: int) -> None:
        """Report everything that is not broken."""
        self._set(OUTAGE, "on" if self._truth.outage else "off", {})
        lagging = dict(self._units)
        self._units = dict(self._truth.flows.power_kw)
        powers = lagging if self._episode.lag else self._units
        for key in self._keys:
            trouble = next((t for t in self._on.get(key, ()) if t.holds(minute)), None)
            value = self._value(key, powers)
            if trouble is None:
                self._report(key, value)
            else:
                self._report_wrong(key, value, trouble)

    def _value(self, key: str, powers: dict[str, float]) -> float | bool:
        flows, (name, _, what) = self._truth.flows, key.partition(".")
        match what:
            case "soc":
                return round(self._truth.soc(name), 2)
            case "power":
                return powers[name]
            case "plug":
                return self._truth.units[name].connected
        return {"pv": flows.pv_kw, "load": flows.load_kw}.get(name, flows.grid_kw)

    def _report(self, key: str, value: float | bool) -> None:
        if isinstance(value, bool):
            self._set(entity_of(key), "on" if value else "off", {})
        elif key.endswith(".soc"):
            self._set(entity_of(key), f"{100 * value:g}", {"unit_of_measurement": "%"})
        else:
            self._set(entity_of(key), f"{1000 * value:.0f}", _WATTS)

    def _report_wrong(self, key: str, value: float | bool, trouble: Trouble) -> None:
        entity, old = entity_of(key), self._hass.states.get(entity_of(key))
        match trouble.kind:
            case TroubleKind.SILENT:
                pass
            case TroubleKind.FREEZE if old is not None:
                self._set(entity, old.state, dict(old.attributes))
            case TroubleKind.VANISH if trouble.value == 2:
                self._hass.states.async_remove(entity)
            case TroubleKind.VANISH:
                self._set(entity, "unknown" if trouble.value else "unavailable", {})
            case TroubleKind.JUMP:
                self._report(
                    key, min(value + trouble.value, 1.0) if key.endswith(".soc") else value + trouble.value
                )
            case TroubleKind.SCALE:
                self._report(key, value * trouble.value)
            case TroubleKind.FLIP:
                self._report(key, -value)
            case TroubleKind.UNIT if trouble.value:
                self._set(entity, f"{value:g}", {"unit_of_measurement": "V"})
            case TroubleKind.UNIT if not key.endswith(".soc"):
                self._set(entity, f"{value:.3f}", {"unit_of_measurement": "kW"})
            case _:
                self._report(key, value)

    def _set(self, entity: str, text: str, attributes: dict[str, str]) -> None:
        stamp = self._clock.now().timestamp()
        self._hass.states.async_set_internal(entity, text, attributes, False, None, None, stamp)
