"""The form about storms: JMA's warnings, other entities that warn, and which warnings count."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from homeassistant.config_entries import ConfigFlowResult
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import section
from homeassistant.helpers.aiohttp_client import async_get_clientsession
from homeassistant.util import dt as dt_util
from homeassistant.util.hass_dict import HassKey
import probatio

from .. import const as c
from ..core.codec import decode, encode
from ..core.hazard import Certainty, HazardKind, HazardPolicy, Severity
from ..feeds.http_json import UnavailableError
from ..feeds.jma import BASE_URL, async_areas, async_find
from ..presentation.translation import wording
from ..presentation.wording import Wording
from ..readers.entity_state import EntityState
from ..readers.jma.areas import Areas, JmaArea
from ..readers.numbers import may_pass
from ..readers.warning_entities import WarningRead, grades_itself, needs_states, never_tells, read_warning
from ..sources.discovery import async_guess_home
from ..sources.entity_reader import async_entity_state
from ..sources.weather import BASE_URL_KEY
from .checks import BASE, Problems
from .fields import choice, entity, number, search, toggle
from .states import StateForms, StateQuestion, possible_states

WARNING_DOMAINS = ("binary_sensor", "sensor", "event", "input_boolean", "switch")
ON_OFF = ("binary_sensor.", "input_boolean.", "switch.")

# Since when they are known. They change a few times a year; whoever has to choose again must not be shown old ones.
_AREAS: HassKey[tuple[datetime, Areas | UnavailableError]] = HassKey(f"{c.DOMAIN}_jma_areas")
_AREAS_KEPT = timedelta(hours=1)
# Nobody waits for JMA on page after page; who sends a form again after this asks again.
_FAILURE_KEPT = timedelta(seconds=30)
# South, west, north, east of all islands; a home whose country is not set may be in Japan if it is within.
JAPAN = (20.0, 122.0, 46.0, 154.0)
# At most so many areas of the same name are listed.
_MOST_NAMES = 8

_ALL = tuple(severity.key for severity in Severity)
_NO_LEVELS = tuple(severity.key for severity in Severity if severity is not Severity.DANGER)
# Hazards that are asked about, with the severities that each has; 危険警報 is of hazards with levels only. JMA has no
# thunder warning, others do.
POLICY_KINDS: Mapping[HazardKind, tuple[str, ...]] = {
    HazardKind.WIND: _NO_LEVELS,
    HazardKind.BLIZZARD: _NO_LEVELS,
    HazardKind.SNOW: _NO_LEVELS,
    HazardKind.SURGE: _ALL,
    HazardKind.RAIN: _ALL,
    HazardKind.LANDSLIDE: _ALL,
    HazardKind.FLOOD: _ALL,
    HazardKind.WAVES: _NO_LEVELS,
    HazardKind.THUNDER: (Severity.ADVISORY.key, Severity.WARNING.key),
    HazardKind.UNKNOWN: _ALL,
}
WATCH_FROM = (
    c.WATCH_OFF,
    *(certainty.name.lower() for certainty in (Certainty.EXPECTED, Certainty.HIGH, Certainty.MEDIUM)),
)

# Meteoalarm is on from yellow, which is no more than an advisory.
_METEOALARM = "meteoalarm"
_METEOALARM_COLOURS = ("yellow", "orange", "red")
_SEVERITY_WORDS = {
    "ja": ("特別警報", "危険警報", "警報", "注意報"),
    "en": ("extreme", "severe", "moderate"),
}


def policy_schema() -> probatio.Schema:
    """Build the schema of the policy, with the policy's own defaults."""
    usual = HazardPolicy()
    fields: dict[probatio.Marker, Any] = {}
    for kind, severities in POLICY_KINDS.items():
        threshold = usual.thresholds.get(kind)
        default = c.NEVER if threshold is None else threshold.key
        fields[probatio.Required(kind.value, default=default)] = choice((c.NEVER, *severities), "threshold")
    watch = c.WATCH_OFF if usual.watch_from is None else usual.watch_from.name.lower()
    hours = usual.lead.total_seconds() / 3600, usual.cooldown.total_seconds() / 3600
    return probatio.Schema(
        {
            **fields,
            probatio.Required(c.CONF_WATCH_FROM, default=watch): choice(WATCH_FROM, "watch_from"),
            probatio.Required(c.CONF_LEAD_HOURS, default=hours[0]): number(0, 12, "h", step=0.5),
            probatio.Required(c.CONF_KEEP_FULL, default=usual.keep_full): toggle,
            probatio.Required(c.CONF_COOLDOWN_HOURS, default=hours[1]): number(0, 48, "h", step=0.5),
        }
    )


def storm_schema(areas: Sequence[str]) -> probatio.Schema:
    """Build the schema; without areas to choose from, none is asked for."""
    area: dict[probatio.Marker, Any] = {}
    if areas:
        area[probatio.Optional(c.CONF_JMA_AREA)] = search(areas)
    return probatio.Schema(
        {
            probatio.Required(c.CONF_JMA, default=False): toggle,
            **area,
            probatio.Optional(c.CONF_WARNINGS): entity(*WARNING_DOMAINS, multiple=True),
            probatio.Required(c.CONF_POLICY): section(policy_schema(), {"collapsed": True}),
        }
    )


def may_be_in_japan(hass: HomeAssistant) -> bool:
    """Return whether the home may be in Japan: by country, or where that is not set, by place."""
    if hass.config.country is not None:
        return hass.config.country == "JP"
    south, west, north, east = JAPAN
    return south <= hass.config.latitude <= north and west <= hass.config.longitude <= east


async def async_jma_areas(hass: HomeAssistant) -> Areas:
    """Fetch JMA's municipalities; UnavailableError while they cannot be had."""
    at, found = hass.data.get(_AREAS, (dt_util.utc_from_timestamp(0), None))
    kept = _FAILURE_KEPT if isinstance(found, UnavailableError) else _AREAS_KEPT
    if found is None or not timedelta() <= dt_util.utcnow() - at < kept:
        try:
            found = await async_areas(async_get_clientsession(hass), _base_url(hass))
        except UnavailableError as err:
            found = err
        hass.data[_AREAS] = dt_util.utcnow(), found
    if isinstance(found, UnavailableError):
        raise UnavailableError(str(found))
    return found


async def async_home_area(hass: HomeAssistant) -> JmaArea | None:
    """Find the municipality of the home, None outside Japan; UnavailableError as above."""
    areas = await async_jma_areas(hass)
    place = hass.config.latitude, hass.config.longitude
    return await async_find(async_get_clientsession(hass), *place, _base_url(hass), areas)


def _base_url(hass: HomeAssistant) -> str:
    return hass.data.get(BASE_URL_KEY, BASE_URL)


def _labels(hass: HomeAssistant, areas: Iterable[JmaArea]) -> dict[str, JmaArea]:
    """Map the labels of the list to areas. A label has letters to type: what is chosen is shown as it is stored."""
    found: dict[str, JmaArea] = {}
    for area in areas:
        letters = area.kana if hass.config.language == "ja" else area.en_name
        label = f"{area.label} ({letters})" if letters else area.label
        found[f"{label} {area.code}" if label in found else label] = area
    return found


def label_of(area: JmaArea, areas: Mapping[str, JmaArea]) -> str:
    """Return how the list calls an area."""
    return next((label for label, listed in areas.items() if listed.code == area.code), area.label)


class StormForms(StateForms):
    """The form, and a page for each entity with more states than on and off."""

    async def async_step_storm(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Ask where warnings come from, and which of them count."""
        stored: Mapping[str, Any] = self.answered().get(c.CONF_STORMS, {})
        problems = Problems(stored)
        area: JmaArea | None = None
        if user_input is not None:
            outages = self.answered().get(c.CONF_OUTAGE, {}).get(c.CONF_OUTAGES, ())
            answer = await self.async_check_storm(user_input, outages, problems)
            if not problems:
                chosen = stored.get(c.CONF_STATES, {})
                ask = [
                    entity_id
                    for entity_id in user_input.get(c.CONF_WARNINGS, ())
                    if entity_id in chosen or self._has_states(entity_id)
                ]
                return await self.async_ask_states(_question(self.hass), answer, ask)
        else:
            user_input, area = dict(stored), self._stored_area()
        areas = await self.async_listed_areas(user_input)
        if area is not None:
            user_input[c.CONF_JMA_AREA] = label_of(area, areas)
        return self._show("storm", storm_schema(list(areas)), user_input, problems)

    async def async_step_storm_states(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Ask which states of one entity count."""
        return await self.async_states(_question(self.hass), user_input)

    async def async_ask_needed_states(self, answer: dict[str, Any]) -> ConfigFlowResult:
        """Ask only of entities that are not understood without it; of others, keep what their states seem to mean."""
        question = _question(self.hass)
        ask: list[str] = []
        for entity_id in answer.get(c.CONF_WARNINGS, ()):
            state = async_entity_state(self.hass, entity_id)
            if guessed := list(question.guessed(state)):
                answer.setdefault(c.CONF_STATES, {})[entity_id] = guessed
            elif question.needed(state) or not self.understood(question, entity_id):
                ask.append(entity_id)
        return await self.async_ask_states(question, answer, ask)

    async def async_found_storm(self, problems: Problems) -> tuple[dict[str, Any], JmaArea | None]:
        """Find warnings and the municipality: none outside Japan, or where JMA cannot be reached."""
        guess = await async_guess_home(self.hass)
        found: dict[str, Any] = {c.CONF_WARNINGS: list(guess.warnings)} if guess.warnings else {}
        if not may_be_in_japan(self.hass):
            return found, None
        try:
            return found, await async_home_area(self.hass)
        except UnavailableError as err:
            problems.add(BASE, "jma_unreachable", found=str(err))
            return found, None

    async def async_listed_areas(self, form: Mapping[str, Any]) -> dict[str, JmaArea]:
        """Return the areas to choose from: all, or while JMA cannot be reached the one that is stored."""
        stored = self._stored_area()
        if not form.get(c.CONF_JMA) and stored is None and not may_be_in_japan(self.hass):
            return {}
        try:
            areas: Iterable[JmaArea] = await async_jma_areas(self.hass)
        except UnavailableError:
            areas = () if stored is None else (stored,)
        return _labels(self.hass, areas)

    def _stored_area(self) -> JmaArea | None:
        stored = self.answered().get(c.CONF_STORMS, {}).get(c.CONF_JMA_AREA)
        return None if stored is None else decode(JmaArea, dict(stored))

    async def async_check_storm(
        self, form: dict[str, Any], outages: Collection[str], problems: Problems
    ) -> dict[str, Any]:
        """Check the answer and return what to store: the area as a whole, so that starting asks JMA for nothing.

        `outages`: the entities that tell of those.
        """
        for entity_id in form.get(c.CONF_WARNINGS, ()):
            if entity_id in outages:
                problems.add(c.CONF_WARNINGS, "warning_is_outage", entity=entity_id)
            elif problems.check_there(self.hass, c.CONF_WARNINGS, entity_id) and never_tells(
                entity_state := async_entity_state(self.hass, entity_id)
            ):
                found = f"{entity_state.state} {entity_state.unit or ''}".strip()
                problems.add(c.CONF_WARNINGS, "never_a_warning", entity=entity_id, found=found)
        answer = {key: value for key, value in form.items() if key != c.CONF_JMA_AREA}
        words: str = form.get(c.CONF_JMA_AREA, "").strip()
        stored = self._stored_area()
        if stored is not None and words in _labels(self.hass, (stored,)):
            answer[c.CONF_JMA_AREA] = encode(stored)
        elif form[c.CONF_JMA]:
            await self._find_area(words, answer, problems)
        return answer

    async def _find_area(self, words: str, answer: dict[str, Any], problems: Problems) -> None:
        """Find the area chosen from the list, or the only one of a typed name, and put it into the answer."""
        try:
            areas = await async_jma_areas(self.hass)
        except UnavailableError as err:
            problems.add(BASE, "jma_unreachable", found=str(err))
            return
        listed = _labels(self.hass, areas).get(words)
        found = [listed] if listed is not None else areas.search(words)
        if len(found) == 1:
            answer[c.CONF_JMA_AREA] = encode(found[0])
        elif found:
            names = ", ".join(area.label for area in found[:_MOST_NAMES])
            problems.add(c.CONF_JMA_AREA, "jma_area_ambiguous", found=names)
        else:
            problems.add(c.CONF_JMA_AREA, "jma_area_unknown", found=words or "-")

    def _has_states(self, entity_id: str) -> bool:
        """Return whether an entity has states to choose from."""
        entity_state = async_entity_state(self.hass, entity_id)
        return not entity_id.startswith(ON_OFF) or _is_meteoalarm(entity_state) or grades_itself(entity_state)


def _is_meteoalarm(entity_state: EntityState) -> bool:
    return _METEOALARM in str(entity_state.attributes.get("attribution", "")).casefold()


def _reading(words: Wording, read: WarningRead, entity_state: EntityState) -> str:
    """Say how the present state of an entity is read."""
    if read.hazards is None:
        passing = any(may_pass(fault) for fault in read.faults)
        return words.text("warning_no_answer" if passing else "warning_not_understood")
    if not read.hazards:
        return words.text("warning_states_needed" if needs_states(entity_state) else "warning_calm")
    names = words.hazards(read.hazards)
    below = all(hazard.severity is Severity.ADVISORY and not hazard.chosen for hazard in read.hazards)
    return words.text("warning_is_advisory", {"names": names}) if below else names


def _question(hass: HomeAssistant) -> StateQuestion:
    """Ask which states of a warning entity count; without an answer the policy decides."""
    words = _SEVERITY_WORDS["ja" if hass.config.language == "ja" else "en"]

    def proposed(entity_state: EntityState) -> list[str]:
        if _is_meteoalarm(entity_state):
            return list(_METEOALARM_COLOURS)
        return possible_states(entity_state) or list(words)

    def reading(entity_state: EntityState) -> str:
        return _reading(wording(hass), read_warning(entity_state, dt_util.now()), entity_state)

    return StateQuestion(
        form=c.CONF_STORMS,
        step="storm_states",
        read=read_warning,
        proposed=proposed,
        needed=needs_states,
        reading=reading,
        guessed=lambda state: _METEOALARM_COLOURS[1:] if _is_meteoalarm(state) else (),
    )
