"""Tools for language models: the questions and commands of voice, with bounds.

What costs money, or may leave a car empty, is done in two calls: the first one says what it would mean and gives a code,
the second one brings that code back after a person has agreed.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from secrets import token_hex
from typing import Any, Final, override

from homeassistant.components.homeassistant import async_should_expose
from homeassistant.components.llm import LLMTools
from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import Context, HomeAssistant, callback
from homeassistant.exceptions import Unauthorized
from homeassistant.helpers import config_validation as cv, entity_registry as er
from homeassistant.helpers.llm import LLM_API_ASSIST, LLMContext, Tool, ToolAnnotations, ToolInput, ToolResult
from homeassistant.util import dt as dt_util
from homeassistant.util.hass_dict import HassKey
import probatio

from .const import DOMAIN
from .coordinator import V2HCoordinator
from .core.home import Mode
from .permissions import CONTROL, async_check
from .presentation.plain_text import unmarked
from .voice.commands import CannotError, Commands
from .voice.intents import async_respond, async_spoken, said_by
from .voice.meaning import Day, Meaning, Period, Said

# A person agrees within this time, or is asked again.
CONFIRM_WITHIN: Final = timedelta(minutes=5)
# More questions than these are not open at a time.
_MOST_OPEN: Final = 20

_QUESTIONS: Final = (
    Meaning.DOING,
    Meaning.WHY_NOT,
    Meaning.WHICH_MODE,
    Meaning.LEVEL,
    Meaning.RANGE,
    Meaning.FULL,
    Meaning.PLUGGED,
    Meaning.SAVED,
    Meaning.COST,
    Meaning.PRICE,
    Meaning.CHEAPEST,
    Meaning.PLAN,
    Meaning.STORM,
    Meaning.BACKUP,
    Meaning.COMMANDING,
)
# These are said back before they are done, whatever the weather.
_CONFIRMED: Final = frozenset({Meaning.CHARGE, Meaning.PAUSE, Meaning.CANCEL_TRIP, Meaning.IGNORE})

_PERCENT = probatio.All(probatio.Coerce(float), probatio.Range(min=0, max=100))
_HOURS = probatio.All(probatio.Coerce(float), probatio.Range(min=0.5, max=48))
_KM = probatio.All(probatio.Coerce(float), probatio.Range(min=1, max=1000))
_CODE = probatio.All(str, probatio.Length(min=1, max=32))

_READ: Final = ToolAnnotations(read_only=True, destructive=False, idempotent=True, open_world=False)
_WRITE: Final = ToolAnnotations(destructive=False, idempotent=True, open_world=False)
_RISKY: Final = ToolAnnotations(destructive=True, idempotent=True, open_world=False)


@dataclass(frozen=True, slots=True)
class _Open:
    """A command that waits for a person's word: `said` by `user_id`, until a time."""

    said: Said
    user_id: str | None
    until: datetime


_OPEN: HassKey[dict[str, _Open]] = HassKey(f"{DOMAIN}_llm_confirmations")


@callback
def async_get_tools(hass: HomeAssistant, llm_context: LLMContext, api_id: str) -> LLMTools | None:
    """Return the tools where an entity of ours is exposed to that assistant."""
    planner = _planner(hass)
    if api_id != LLM_API_ASSIST or planner is None or not _is_exposed(hass, llm_context):
        return None
    storages = {_plain(item.storage.name): item.storage.id for item in planner.settings.storages}
    return LLMTools(
        tools=[AskTool(planner, storages), *(CommandTool(planner, storages, row) for row in _COMMANDS)]
    )


def _planner(hass: HomeAssistant) -> V2HCoordinator | None:
    """Return the home that is loaded; there is one at most."""
    for entry in hass.config_entries.async_loaded_entries(DOMAIN):
        if entry.state is ConfigEntryState.LOADED and isinstance(entry.runtime_data, V2HCoordinator):
            return entry.runtime_data
    return None


def _is_exposed(hass: HomeAssistant, llm_context: LLMContext) -> bool:
    return bool(llm_context.assistant) and any(
        entry.platform == DOMAIN and async_should_expose(hass, llm_context.assistant, entry.entity_id)
        for entry in er.async_get(hass).entities.values()
    )


def _plain(name: str) -> str:
    """Return a name that is read as one: no markup, no line of its own, not long."""
    return unmarked(name)[:60]


class PlannerTool(Tool):
    """A tool of one home. `storages`: ids by the names that a model may use."""

    integration = DOMAIN

    def __init__(self, planner: V2HCoordinator, storages: Mapping[str, str]) -> None:
        """Serve that home."""
        self._planner = planner
        self._storages = storages

    @property
    def _which(self) -> dict[Any, Any]:
        key = probatio.Optional("name", description="The car or battery; leave out for the only car")
        return {key: probatio.In(list(self._storages))} if self._storages else {}

    def _said(self, meaning: Meaning, args: Mapping[str, Any]) -> Said:
        slots = dict(args)
        if "name" in slots:
            slots["storage_id"] = self._storages[slots.pop("name")]
        return said_by(meaning, slots)


class AskTool(PlannerTool):
    """Answers a question; it changes nothing."""

    name = f"{DOMAIN}__ask"
    title = "Ask the V2H energy planner"
    description = (
        "Answers about the electric car, the V2H unit and power: what it does and why (doing), why it does not charge "
        "(why_not), the mode, how full (level), range, when charged (full), plugged, what was saved (saved, with "
        "period), cost today, power price now, the cheapest time for a load (cheapest, with hours, date, time), the "
        "plan (with day), storm warnings, backup time in an outage, whether it commands the units (commanding)."
    )
    annotations = _READ

    def __init__(self, planner: V2HCoordinator, storages: Mapping[str, str]) -> None:
        """Serve that home."""
        super().__init__(planner, storages)
        self.parameters = probatio.Schema(
            {
                probatio.Required("question"): probatio.In([question.value for question in _QUESTIONS]),
                **self._which,
                probatio.Optional("percent", description="For full: the charge to reach"): _PERCENT,
                probatio.Optional("km", description="For range: a distance to check"): _KM,
                probatio.Optional("hours", description="For cheapest: how long the load runs"): _HOURS,
                probatio.Optional(
                    "time", description="For cheapest: done by then, local ISO time"
                ): cv.datetime,
                probatio.Optional("date", description="For cheapest: the day, ISO date"): cv.date,
                probatio.Optional("day"): probatio.In([day.value for day in Day]),
                probatio.Optional("period"): probatio.In([period.value for period in Period]),
            }
        )

    @override
    async def async_call(
        self, hass: HomeAssistant, tool_input: ToolInput, llm_context: LLMContext
    ) -> ToolResult:
        """Answer."""
        args = self.parameters(tool_input.tool_args)
        said = self._said(Meaning(args.pop("question")), args)
        return await _async_done(hass, self._planner, said, llm_context)


@dataclass(frozen=True, slots=True)
class _Command:
    """A row of the tools that do something. `takes`: its parameters."""

    meaning: Meaning
    name: str
    title: str
    description: str
    takes: Mapping[Any, Any]


_TIME = "Local ISO time"
_COMMANDS: Final = (
    _Command(
        Meaning.MODE,
        "set_mode",
        "Set the planner's mode",
        "Plans for economy, low CO2 (co2) or being ready for a storm or outage (resilience).",
        {probatio.Required("mode"): probatio.In([mode.value for mode in Mode])},
    ),
    _Command(
        Meaning.CHARGE,
        "charge_now",
        "Charge the car now",
        "Charges at full power at once, whatever it costs. Must be confirmed by the person.",
        {probatio.Optional("percent"): _PERCENT},
    ),
    _Command(Meaning.STOP, "stop_charging", "Stop charging", "Stops charging until the morning.", {}),
    _Command(
        Meaning.PAUSE,
        "pause",
        "Pause the units",
        "Lets the units stand by for hours, until a time, or until resumed. Must be confirmed by the person.",
        {probatio.Optional("hours"): _HOURS, probatio.Optional("time", description=_TIME): cv.datetime},
    ),
    _Command(Meaning.RESUME, "resume", "Resume", "Lets the planner decide again.", {}),
    _Command(
        Meaning.TRIP,
        "plan_trip",
        "Plan a trip",
        "Has the car charged for a departure.",
        {probatio.Required("time", description=_TIME): cv.datetime, probatio.Optional("km"): _KM},
    ),
    _Command(
        Meaning.CANCEL_TRIP,
        "cancel_trip",
        "Cancel the next trip",
        "Cancels the next trip, or the first one of a day. Must be confirmed by the person.",
        {probatio.Optional("date", description="ISO date"): cv.date},
    ),
    _Command(
        Meaning.HEED, "prepare_for_storm", "Get ready for a storm", "Gets ready for a storm or outage.", {}
    ),
    _Command(
        Meaning.IGNORE,
        "ignore_storm",
        "Ignore the storm",
        "Stops getting ready for the storm. Must be confirmed by the person.",
        {},
    ),
)


class CommandTool(PlannerTool):
    """Does something, after a person has agreed where it matters."""

    def __init__(self, planner: V2HCoordinator, storages: Mapping[str, str], row: _Command) -> None:
        """Serve that home."""
        super().__init__(planner, storages)
        self._meaning = row.meaning
        self.name = f"{DOMAIN}__{row.name}"
        self.title = row.title
        self.description = row.description
        self.annotations = _RISKY if row.meaning in _CONFIRMED else _WRITE
        code = probatio.Optional(
            "confirmation", description="The code of the first call, once the person has agreed to its effect"
        )
        self.parameters = probatio.Schema(
            {**row.takes, **({} if row.meaning is Meaning.MODE else self._which), code: _CODE}
        )

    @override
    async def async_call(
        self, hass: HomeAssistant, tool_input: ToolInput, llm_context: LLMContext
    ) -> ToolResult:
        """Do it, or say what it would mean."""
        args = self.parameters(tool_input.tool_args)
        code = args.pop("confirmation", None)
        said = self._said(self._meaning, args)
        words = await async_spoken(hass, llm_context.language)
        context = llm_context.context or Context()
        try:
            await async_check(hass, context, CONTROL)
        except Unauthorized:
            return ToolResult(data={"error": words.text("voice_not_allowed")}, error=True)
        if self._must_be_confirmed(said) and not _is_confirmed(hass, said, context, code):
            try:
                effect = Commands(self._planner, words).prospect(said)
            except CannotError as err:
                return ToolResult(data={"error": str(err)}, error=True)
            return ToolResult(
                data={"done": False, "effect": effect, "confirmation": _open(hass, said, context)}
            )
        return await _async_done(hass, self._planner, said, llm_context)

    def _must_be_confirmed(self, said: Said) -> bool:
        """Return whether it may cost something; a mode does where it wins against a warning."""
        if said.meaning is Meaning.MODE:
            return said.mode is not Mode.RESILIENCE and bool(self._planner.data.mode.storm.in_force)
        return said.meaning in _CONFIRMED


def _open(hass: HomeAssistant, said: Said, context: Context) -> str:
    """Return a code for what waits for a person's word."""
    waiting = hass.data.setdefault(_OPEN, {})
    while len(waiting) >= _MOST_OPEN:
        del waiting[next(iter(waiting))]
    code = token_hex(4)
    waiting[code] = _Open(said, context.user_id, dt_util.utcnow() + CONFIRM_WITHIN)
    return code


def _is_confirmed(hass: HomeAssistant, said: Said, context: Context, code: str | None) -> bool:
    """Return whether this very command was asked for with that code, by the same person and not long ago."""
    found = None if code is None else hass.data.get(_OPEN, {}).pop(code, None)
    return (
        found is not None
        and found.said == said
        and found.user_id == context.user_id
        and dt_util.utcnow() <= found.until
    )


async def _async_done(
    hass: HomeAssistant, planner: V2HCoordinator, said: Said, llm_context: LLMContext
) -> ToolResult:
    words = await async_spoken(hass, llm_context.language)
    try:
        text = await async_respond(hass, planner, said, words, llm_context.context or Context())
    except Unauthorized:
        return ToolResult(data={"error": words.text("voice_not_allowed")}, error=True)
    return ToolResult(data={"answer": text})
