"""Repair issues: broken inputs, a home with no storage or too many, and a unit too large for the contract. Each is shown once and goes with its cause."""

from collections.abc import Iterable
from datetime import datetime, timedelta
import logging
from typing import Any

from homeassistant.components.repairs import RepairsFlow, RepairsFlowResult
from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import issue_registry as ir
from homeassistant.helpers.selector import EntitySelector
import probatio

from .const import DOMAIN
from .core.home import Home
from .core.readings import Fault, FaultKind
from .settings.contract import KEY, Excess, contract_excess
from .settings.errors import HomeTooLargeError, NoStorageError, SettingsError
from .settings.from_entry import storage_kinds
from .settings.home_size import check_home_size
from .sources.entity_renames import async_rename

_LOGGER = logging.getLogger(__name__)

# Gateways reboot and clouds hiccup: these are shown only when they last.
_PATIENCE = timedelta(minutes=5)
_TRANSIENT = frozenset({FaultKind.UNAVAILABLE, FaultKind.UNKNOWN})
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
_HOME_SIZE = (NoStorageError.key, HomeTooLargeError.key)


class Reporter:
    """Keeps the issue registry in step with the faults of one config entry."""

    def __init__(self, hass: HomeAssistant, entry: ConfigEntry) -> None:
        """Start with nothing reported."""
        self._hass = hass
        self._entry = entry
        self._since: dict[str, datetime] = {}
        self._shown: set[str] = set()

    @callback
    def report(self, faults: Iterable[Fault], now: datetime) -> None:
        """Show issues of new faults, delete those of faults that are gone."""
        current = {self._issue_id(fault): fault for fault in faults}
        self._since = {key: self._since.get(key, now) for key in current}
        due = {
            key: fault
            for key, fault in current.items()
            if fault.kind not in _TRANSIENT or now - self._since[key] >= _PATIENCE
        }
        for key in self._shown - due.keys():
            ir.async_delete_issue(self._hass, DOMAIN, key)
        for key in due.keys() - self._shown:
            self._show(key, due[key])
        self._shown = set(due)

    @callback
    def clear(self) -> None:
        """Delete all issues: nothing is read any more."""
        for key in self._shown:
            ir.async_delete_issue(self._hass, DOMAIN, key)
        self._shown = set()

    def _issue_id(self, fault: Fault) -> str:
        return f"{self._entry.entry_id}_{fault.kind}_{fault.source}"

    def _show(self, key: str, fault: Fault) -> None:
        # The registry shows it in the person's language; the log line is for whoever reads logs.
        _LOGGER.warning("%s: %s (%s)", fault.source, fault.kind.replace("_", " "), fault.found or "nothing")
        ir.async_create_issue(
            self._hass,
            DOMAIN,
            key,
            is_fixable=fault.kind in _FIXABLE,
            severity=ir.IssueSeverity.ERROR if fault.fatal else ir.IssueSeverity.WARNING,
            translation_key=f"input_{fault.kind}",
            translation_placeholders={"entity": fault.source, "found": fault.found},
            data={"entry_id": self._entry.entry_id, "entity": fault.source, "found": fault.found},
        )


@callback
def async_check_home_size(hass: HomeAssistant, entry: ConfigEntry) -> None:
    """Show an issue for a home with no storage, or with more than the solver can plan; delete one that is over."""
    try:
        check_home_size(storage_kinds(entry))
    except SettingsError as err:
        async_clear_home_size(hass, entry, but=err.key)
        ir.async_create_issue(
            hass,
            DOMAIN,
            f"{entry.entry_id}_{err.key}",
            is_fixable=False,
            severity=ir.IssueSeverity.WARNING,
            translation_key=err.key,
            translation_placeholders={"name": entry.title, **err.placeholders},
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
def async_check_contract(hass: HomeAssistant, entry: ConfigEntry, home: Home | None) -> None:
    """Show an issue for each unit that can never charge from the contract; delete those that can. None: no home left."""
    prefix = f"{entry.entry_id}_{KEY}_"
    found: dict[str, Excess] = {}
    if home is not None:
        for storage in home.storages:
            if (excess := contract_excess(storage, home.grid)) is not None:
                found[f"{prefix}{storage.id}"] = excess
    known = [key for domain, key in ir.async_get(hass).issues if domain == DOMAIN and key.startswith(prefix)]
    for key in known:
        if key not in found:
            ir.async_delete_issue(hass, DOMAIN, key)
    for key, excess in found.items():
        ir.async_create_issue(
            hass,
            DOMAIN,
            key,
            is_fixable=False,
            severity=ir.IssueSeverity.WARNING,
            translation_key=KEY,
            translation_placeholders=excess.placeholders,
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
                description_placeholders={"entity": self._entity, "found": self._found},
            )
        entry = self.hass.config_entries.async_get_entry(self._entry_id)
        if entry is None:
            return self.async_abort(reason="entry_removed")
        async_rename(self.hass, entry, self._entity, user_input["entity"])
        return self.async_create_entry(data={})


async def async_create_fix_flow(
    hass: HomeAssistant, issue_id: str, data: dict[str, Any] | None
) -> RepairsFlow:
    """Return the flow that fixes an issue."""
    if data is None:
        raise HomeAssistantError(translation_domain=DOMAIN, translation_key="cannot_be_mended")
    return OtherEntityFlow(data["entry_id"], data["entity"], data["found"])
