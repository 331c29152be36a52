"""Repair issues: broken inputs, a saved state that could not be read, a home or a unit of the wrong size.

Each is shown once and goes with its cause.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
import logging
import re
from typing import Any

from homeassistant.components.repairs import ConfirmRepairFlow, RepairsFlow, RepairsFlowResult
from homeassistant.config_entries import ConfigEntry
from homeassistant.const import ATTR_FRIENDLY_NAME
from homeassistant.core import HomeAssistant, callback
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import entity_registry as er, issue_registry as ir
from homeassistant.helpers.selector import EntitySelector
from homeassistant.util import dt as dt_util
import probatio

from .const import DOMAIN
from .core.home import Home
from .core.readings import Fault, FaultKind
from .core.tariff.changes import changes
from .core.tariff.tariff import Tariff
from .dashboards.resource import is_listed
from .presentation.plain_text import unmarked, unmarked_values
from .presentation.translation import wording
from .runtime.restoring import Part
from .settings.contract import KEY, contract_excess
from .settings.errors import HomeTooLargeError, NoStorageError, SettingsError
from .settings.from_entry import storage_kinds
from .settings.home_size import check_home_size
from .sources.entity_renames import async_rename

_LOGGER = logging.getLogger(__name__)

# Gateways reboot and clouds hiccup: these are shown only when they last.
_PATIENCE = timedelta(minutes=5)
# A fault that comes back sooner is the same one, and is logged no more often than this.
_GOOD_FOR = timedelta(minutes=5)
_LOG_AGAIN = timedelta(hours=1)
_TRANSIENT = frozenset({FaultKind.UNAVAILABLE, FaultKind.UNKNOWN, FaultKind.JUMPED})
# Choosing another entity fixes these.
_FIXABLE = frozenset(
    {
        FaultKind.MISSING,
        FaultKind.NOT_A_NUMBER,
        FaultKind.WRONG_UNIT,
        FaultKind.LOOKS_LIKE_FRACTION,
        FaultKind.UNKNOWN_SHAPE,
    }
)
# Times as the readers tell them.
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)")
# The key of its words, and what stands in them.
type _Issue = tuple[str, Mapping[str, str]]

_HOME_SIZE = (NoStorageError.key, HomeTooLargeError.key)


@dataclass(slots=True, kw_only=True)
class _Spell:
    """One fault from its first sight until it has been away for some minutes.

    `seen_at`: last. `broken`: for how long altogether. `ends`: how often it has gone.
    """

    seen_at: datetime
    looked_at: datetime
    is_broken: bool = False
    broken: timedelta = timedelta()
    ends: int = 0

    def look(self, now: datetime, *, broken: bool) -> None:
        """Go on to `now`; a clock that was set back takes nothing away."""
        if self.is_broken and broken:
            self.broken += max(now - self.looked_at, timedelta())
        if self.is_broken and not broken:
            self.ends += 1
        if broken or now < self.seen_at:
            self.seen_at = now
        self.looked_at, self.is_broken = now, broken

    def is_over(self, now: datetime) -> bool:
        """Return whether it has been away for so long that the next one is another one."""
        return not self.is_broken and now - self.seen_at >= _GOOD_FOR

    @property
    def flaps(self) -> bool:
        """Whether it has come back after it had gone."""
        return self.ends > 1


class Reporter:
    """Keeps the issue registry in step with the faults of one config entry."""

    def __init__(self, hass: HomeAssistant, entry: ConfigEntry) -> None:
        """Start with nothing reported."""
        self._hass = hass
        self._entry = entry
        self._spells: dict[str, _Spell] = {}
        self._shown: set[str] = set()
        self._logged: dict[str, datetime] = {}
        self._open: dict[str, str] = {}  # sources whose last line in the log says that they fail

    @callback
    def report(self, faults: Iterable[Fault], now: datetime) -> None:
        """Show issues of new faults, delete those of faults that are gone.

        An issue goes with its fault. Of a fault that comes and goes, it stays until that has been away for some minutes.
        """
        current = {self._issue_id(fault): fault for fault in faults}
        for key in current.keys() | self._spells.keys():
            self._spells.setdefault(key, _Spell(seen_at=now, looked_at=now)).look(now, broken=key in current)
        for key, fault in current.items():
            lasts = fault.kind not in _TRANSIENT or self._spells[key].broken >= _PATIENCE
            if lasts and key not in self._shown:
                self._show(key, fault, now)
        for key in self._shown - current.keys():
            if not self._spells[key].flaps or self._spells[key].is_over(now):
                self._delete(key)
                if (source := self._open.pop(key, None)) is not None:
                    _LOGGER.info("%s: well again", source)
        self._spells = {key: spell for key, spell in self._spells.items() if not spell.is_over(now)}

    @callback
    def report_damage(self, lost: Iterable[Part], kept_as: str | None) -> None:
        """Name what of the saved state could not be read, until a person has read it."""
        words = wording(self._hass)
        names = [words.text(f"part_{part}") for part in Part if part in set(lost)]
        ir.async_create_issue(
            self._hass,
            DOMAIN,
            _damage_id(self._entry),
            is_fixable=True,
            is_persistent=True,
            severity=ir.IssueSeverity.ERROR,
            translation_key="state_lost",
            translation_placeholders={
                "name": unmarked(self._entry.title),
                "lost": ", ".join(names),
                "file": kept_as or words.text("no_file"),
            },
            data={"entry_id": self._entry.entry_id},
        )

    @callback
    def clear(self) -> None:
        """Delete all issues: nothing is read any more."""
        for key in self._shown.copy():
            self._delete(key)

    def _delete(self, key: str) -> None:
        self._shown.discard(key)
        ir.async_delete_issue(self._hass, DOMAIN, key)

    def _issue_id(self, fault: Fault) -> str:
        return f"{self._entry.entry_id}_{fault.kind}_{fault.source}"

    def _show(self, key: str, fault: Fault, now: datetime) -> None:
        self._shown.add(key)
        # The registry shows it in the person's language; the log line is for whoever reads logs.
        logged_at = self._logged.get(key)
        if logged_at is None or not logged_at <= now < logged_at + _LOG_AGAIN:
            self._logged[key] = now
            self._open[key] = fault.source
            found = fault.found or "nothing"
            _LOGGER.warning("%s: %s (%s)", fault.source, fault.kind.replace("_", " "), found)
        shown = _local_times(fault.found)
        ir.async_create_issue(
            self._hass,
            DOMAIN,
            key,
            is_fixable=fault.kind in _FIXABLE,
            severity=ir.IssueSeverity.ERROR if fault.fatal else ir.IssueSeverity.WARNING,
            translation_key=f"input_{fault.kind}",
            translation_placeholders=unmarked_values(
                {"entity": _name(self._hass, fault.source), "found": shown}
            ),
            data={"entry_id": self._entry.entry_id, "entity": fault.source, "found": shown},
        )


@callback
def _name(hass: HomeAssistant, source: str) -> str:
    """Return what a person calls a source: an entity's name where it has one, otherwise the source itself."""
    state = hass.states.get(source)
    if state is not None and (name := state.attributes.get(ATTR_FRIENDLY_NAME)):
        return str(name)
    entity = er.async_get(hass).async_get(source)
    return source if entity is None else entity.name or entity.original_name or source


def _local_times(text: str) -> str:
    """Return a text with its times as the clock of the home shows them."""
    return _TIME.sub(_on_the_wall, text)


def _on_the_wall(found: re.Match[str]) -> str:
    when = dt_util.parse_datetime(found[0])
    return found[0] if when is None else f"{dt_util.as_local(when):%Y-%m-%d %H:%M}"


@callback
def async_check_home_size(hass: HomeAssistant, entry: ConfigEntry) -> None:
    """Show an issue for a home with no storage, or with more than are planned together; delete one that is over."""
    try:
        check_home_size(storage_kinds(entry))
    except SettingsError as err:
        async_clear_home_size(hass, entry, but=err.key)
        # many storages are planned one by one: that is worth knowing, and no reason to do anything
        ir.async_create_issue(
            hass,
            DOMAIN,
            f"{entry.entry_id}_{err.key}",
            is_fixable=False,
            severity=ir.IssueSeverity.WARNING,
            translation_key=err.key,
            translation_placeholders=unmarked_values({"name": entry.title, **err.placeholders}),
        )
    else:
        async_clear_home_size(hass, entry)


@callback
def async_clear_home_size(hass: HomeAssistant, entry: ConfigEntry, *, but: str | None = None) -> None:
    """Delete the issues about the number of storages, but one."""
    for key in _HOME_SIZE:
        if key != but:
            ir.async_delete_issue(hass, DOMAIN, f"{entry.entry_id}_{key}")


@callback
def async_clear_damage(hass: HomeAssistant, entry: ConfigEntry) -> None:
    """Delete the issue about what could not be read: the home is gone."""
    ir.async_delete_issue(hass, DOMAIN, _damage_id(entry))


def _damage_id(entry: ConfigEntry) -> str:
    return f"{entry.entry_id}_state_lost"


@callback
def async_check_contract(hass: HomeAssistant, entry: ConfigEntry, home: Home | None) -> None:
    """Show an issue for each unit that can never charge from the contract; delete those that can. None: no home left."""
    prefix = f"{entry.entry_id}_{KEY}_"
    found: dict[str, _Issue] = {}
    if home is not None:
        for storage in home.storages:
            if (excess := contract_excess(storage, home.grid)) is not None:
                found[f"{prefix}{storage.id}"] = (KEY, excess.placeholders)
    _show_only(hass, prefix, found)


@callback
def async_check_tariff(hass: HomeAssistant, entry: ConfigEntry, tariff: Tariff | None) -> None:
    """Show an issue for each change of prices that is near, and each amount that nobody has renewed. None: no home left."""
    prefix = f"{entry.entry_id}_price_"
    found: dict[str, _Issue] = {}
    for change in () if tariff is None else changes(tariff, dt_util.now().date()):
        values = {
            "name": change.name,
            "day": change.day.isoformat(),
            "yen": f"{change.yen:g}",
            "before": f"{change.before_yen:g}",
        }
        found[f"{prefix}{change.kind}_{change.name}_{change.day}"] = (f"price_{change.kind}", values)
    _show_only(hass, prefix, found)


@callback
def _show_only(hass: HomeAssistant, prefix: str, found: Mapping[str, _Issue]) -> None:
    """Show these issues, by id, and delete the others of that beginning."""
    known = [key for domain, key in ir.async_get(hass).issues if domain == DOMAIN and key.startswith(prefix)]
    for key in known:
        if key not in found:
            ir.async_delete_issue(hass, DOMAIN, key)
    for key, (translation_key, values) in found.items():
        ir.async_create_issue(
            hass,
            DOMAIN,
            key,
            is_fixable=False,
            severity=ir.IssueSeverity.WARNING,
            translation_key=translation_key,
            translation_placeholders=unmarked_values(values),
        )


class OtherEntityFlow(RepairsFlow):
    """Replace a broken entity by another one, everywhere in the entry."""

    def __init__(self, entry_id: str, entity: str, found: str) -> None:
        """Remember the broken entity and what it showed."""
        self._entry_id = entry_id
        self._entity = entity
        self._found = found

    async def async_step_init(self, user_input: dict[str, str] | None = None) -> RepairsFlowResult:
        """Begin with the one form there is; what comes in here names the issue only."""
        return await self.async_step_entity()

    async def async_step_entity(self, user_input: dict[str, str] | None = None) -> RepairsFlowResult:
        """Ask which entity to read instead."""
        if user_input is None:
            return self.async_show_form(
                step_id="entity",
                data_schema=probatio.Schema(
                    {probatio.Required("entity", default=self._entity): EntitySelector()}
                ),
                description_placeholders=unmarked_values(
                    {"entity": _name(self.hass, self._entity), "found": self._found}
                ),
            )
        entry = self.hass.config_entries.async_get_entry(self._entry_id)
        if entry is None:
            return self.async_abort(reason="entry_removed")
        async_rename(self.hass, entry, self._entity, user_input["entity"])
        return self.async_create_entry(data={})


class CardFlow(RepairsFlow):
    """Say which lines configuration.yaml lacks, and look whether they are there now."""

    def __init__(self, url: str) -> None:
        """Remember the address of the card."""
        self._url = url

    async def async_step_init(self, user_input: dict[str, str] | None = None) -> RepairsFlowResult:
        """Begin with the one form there is."""
        return await self.async_step_card()

    async def async_step_card(self, user_input: dict[str, str] | None = None) -> RepairsFlowResult:
        """Show the lines until they are found."""
        if user_input is not None and is_listed(self.hass):
            return self.async_create_entry(data={})
        return self.async_show_form(
            step_id="card",
            data_schema=probatio.Schema({}),
            errors={} if user_input is None else {"base": "card_not_listed"},
            description_placeholders={"lines": f"    - url: {self._url}\n      type: module"},
        )


async def async_create_fix_flow(
    hass: HomeAssistant, issue_id: str, data: dict[str, Any] | None
) -> RepairsFlow:
    """Return the flow that fixes an issue."""
    if data is None:
        raise HomeAssistantError(translation_domain=DOMAIN, translation_key="cannot_be_mended")
    if "card" in data:
        return CardFlow(data["card"])
    if "entity" not in data:  # there is nothing to choose, only to know
        return ConfirmRepairFlow()
    return OtherEntityFlow(data["entry_id"], data["entity"], data["found"])
