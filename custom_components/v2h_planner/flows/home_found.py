"""The one page of a new home: what was found stands in it, what was not is asked, the rest has a default."""

from collections.abc import Collection, Mapping
from typing import Any

from homeassistant.config_entries import ConfigFlowResult
from homeassistant.data_entry_flow import section
import probatio

from .. import const as c
from ..readers.jma.areas import JmaArea
from ..sources.discovery import HomeGuess, async_guess_home, async_solar_forecasts
from .checks import Problems
from .fields import entity, search
from .home import HomeForms, home_schema, home_start
from .outage import OUTAGE_SCHEMA
from .people import notify_targets, people_schema
from .storm import WARNING_DOMAINS, label_of, policy_schema

FOUND = "found"
# In a section: how the meters count, and what few contracts have; hardly anyone has to change it.
_METERS = "meters"
_METER_FIELDS = frozenset(
    {c.CONF_LOAD_INCLUDES_STORAGES, c.CONF_GRID_IMPORT_POSITIVE, c.CONF_SOLAR_ENTITIES, c.CONF_CONTRACT_KVA}
)
_PHONE = "notify.mobile_app_"

type Fields = dict[probatio.Marker, Any]


def found_schema(
    forecasts: Mapping[str, str], areas: Collection[str], targets: Mapping[str, str]
) -> probatio.Schema:
    """Build the schema from those of the home's forms: what tells homes apart in sight, the rest in sections."""
    home, outage, people = (
        dict(schema.schema) for schema in (home_schema(forecasts), OUTAGE_SCHEMA, people_schema(targets))
    )
    area: Fields = {probatio.Optional(c.CONF_JMA_AREA): search(list(areas))} if areas else {}
    warnings: Fields = {probatio.Optional(c.CONF_WARNINGS): entity(*WARNING_DOMAINS, multiple=True)}
    more: Fields = _taken(home, {c.CONF_MORE})
    meters = _taken(home, _METER_FIELDS)
    return probatio.Schema(
        home
        | area
        | _taken(outage, {c.CONF_OUTAGES})
        | _taken(people, {c.CONF_NOTIFY})
        | _collapsed(_METERS, meters)
        | more
        | _collapsed(c.CONF_STORMS, warnings)
        | _collapsed(c.CONF_OUTAGE, outage)
        | _collapsed(c.CONF_PEOPLE, people)
    )


def _taken(fields: Fields, names: Collection[str]) -> Fields:
    """Take these fields out of others."""
    return {marker: fields.pop(marker) for marker in list(fields) if marker.schema in names}


def _collapsed(name: str, fields: Fields) -> Fields:
    return {probatio.Required(name): section(probatio.Schema(fields), {"collapsed": True})}


def _home_answer(page: Mapping[str, Any]) -> dict[str, Any]:
    """Take the form of the home out of the page."""
    keys = set(map(str, home_schema({"": ""}).schema))
    return {**{key: value for key, value in page.items() if key in keys}, **page[_METERS]}


def _storm_form(page: Mapping[str, Any]) -> dict[str, Any]:
    """Take the form about storms out of the page: the agency is asked where a municipality is chosen."""
    area: str = page.get(c.CONF_JMA_AREA, "").strip()
    chosen = {c.CONF_JMA_AREA: area} if area else {}
    return {c.CONF_JMA: bool(area), **chosen, **page[c.CONF_STORMS], c.CONF_POLICY: policy_schema()({})}


def _with(page: Mapping[str, Any], form: str, where: str) -> dict[str, Any]:
    """Take a form out of the page: its section, and the one field of it that is in sight."""
    return {**({where: page[where]} if where in page else {}), **page[form]}


class FoundHomeForms(HomeForms):
    """The page, and the questions that what was found leaves open."""

    # The forms of the page whose turn to be stored has not come.
    _parts: dict[str, dict[str, Any]]

    async def async_step_found(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Show what was found in the home, and ask for what was not."""
        problems = Problems()
        areas = await self.async_listed_areas({})
        if user_input is None:
            page = await self._found_page(areas, problems)
        else:
            page = user_input
            parts = await self._checked_parts(user_input, problems)
            if (
                not problems
                and areas
                and not parts[c.CONF_STORMS][c.CONF_JMA]
                and self.hass.config.country == "JP"
            ):
                problems.warn(self._warned, c.CONF_JMA_AREA, "no_municipality")
            if not problems:
                self._parts = parts
                return await self.async_check_sign(parts[c.CONF_HOME])
        schema = found_schema(await async_solar_forecasts(self.hass), areas, notify_targets(self.hass))
        problems.show_at(set(map(str, schema.schema)))
        return self._show(FOUND, schema, page, problems)

    async def _found_page(self, areas: Mapping[str, JmaArea], problems: Problems) -> dict[str, Any]:
        guess = await async_guess_home(self.hass)
        storm, area = await self.async_found_storm(problems)
        page = home_start(guess, self.answered().get(c.CONF_PRICES, {}))
        page[_METERS] = {key: page.pop(key) for key in _METER_FIELDS & page.keys()}
        page[c.CONF_STORMS] = storm
        if area is not None:
            page[c.CONF_JMA_AREA] = label_of(area, areas)
        return page | self._whom(guess)

    def _whom(self, guess: HomeGuess) -> dict[str, Any]:
        """Fill in what tells of outages, and the phone if there is one only: whose it is, is no question then."""
        phones = [target for target in notify_targets(self.hass) if target.startswith(_PHONE)]
        return ({c.CONF_OUTAGES: list(guess.outages)} if guess.outages else {}) | (
            {c.CONF_NOTIFY: phones} if len(phones) == 1 else {}
        )

    async def _checked_parts(self, page: dict[str, Any], problems: Problems) -> dict[str, dict[str, Any]]:
        """Check the page, and take it apart into the home's forms."""
        home, storm = _home_answer(page), _storm_form(page)
        outage = _with(page, c.CONF_OUTAGE, c.CONF_OUTAGES)
        await self.async_check_home(home, problems)
        storm = await self.async_check_storm(storm, outage.get(c.CONF_OUTAGES, ()), problems)
        self.check_outage(outage, (), problems)
        return {
            c.CONF_HOME: home,
            c.CONF_STORMS: storm,
            c.CONF_OUTAGE: outage,
            c.CONF_PEOPLE: _with(page, c.CONF_PEOPLE, c.CONF_NOTIFY),
        }

    async def async_next_part(self, stored: str) -> ConfigFlowResult | None:
        """Go on after a form of the page is stored; None after the last."""
        match stored:
            case c.CONF_HOME:
                return await self.async_ask_needed_states(self._parts[c.CONF_STORMS])
            case c.CONF_STORMS:
                return await self.async_ask_outage_states(self._parts[c.CONF_OUTAGE])
            case c.CONF_OUTAGE:
                return await self.async_answer(c.CONF_PEOPLE, self._parts[c.CONF_PEOPLE])
        return None
