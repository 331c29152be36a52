"""Config flow: how electricity is paid for, one page about the home, its first storage. Later, the home form by form."""

from collections.abc import Mapping
from typing import Any, override

from homeassistant.config_entries import (
    SOURCE_RECONFIGURE,
    SOURCE_USER,
    ConfigEntry,
    ConfigFlow,
    ConfigFlowResult,
    ConfigSubentryFlow,
    FlowType,
    OptionsFlow,
    SubentryFlowContext,
)
from homeassistant.core import callback

from . import const as c
from .core.home import StorageKind
from .flows.base import ends_if_removed
from .flows.home import HomeForms
from .flows.home_found import FoundHomeForms
from .flows.storage import StorageFlow
from .sources.unit_kinds import found_kinds

CHANGE_MENU = ["prices", "home", "storm", "outage", "people", "dashboard"]


class V2HPlannerConfigFlow(FoundHomeForms, ConfigFlow, domain=c.DOMAIN):
    """Set up a home, or reconfigure one form of it."""

    VERSION = 1

    def __init__(self) -> None:
        """Start without answers."""
        super().__init__()
        self._answers: dict[str, Any] = {}
        self._first_storage = StorageKind.V2H_EV

    @classmethod
    @callback
    @override
    def async_get_supported_subentry_types(
        cls, config_entry: ConfigEntry
    ) -> dict[str, type[ConfigSubentryFlow]]:
        """Offer one flow for all storages; the subentry's type is the kind of storage."""
        return {kind.value: StorageFlow for kind in StorageKind}

    @staticmethod
    @callback
    @override
    def async_get_options_flow(config_entry: ConfigEntry) -> HomeOptionsFlow:
        """Offer the same forms one at a time."""
        return HomeOptionsFlow()

    @callback
    @override
    def _get_reconfigure_entry(self) -> ConfigEntry:
        """Return the entry that is reconfigured."""
        with ends_if_removed():
            return super()._get_reconfigure_entry()

    @override
    def answered(self) -> Mapping[str, Any]:
        """Return the stored answers, or those of this flow so far."""
        if self.source == SOURCE_RECONFIGURE:
            return self._get_reconfigure_entry().options
        return self._answers

    @override
    def changed_entry(self) -> ConfigEntry | None:
        """Return the entry that is reconfigured."""
        return self._get_reconfigure_entry() if self.source == SOURCE_RECONFIGURE else None

    @override
    async def async_answer(self, form: str, answer: dict[str, Any]) -> ConfigFlowResult:
        """Go on with what is left to ask; when reconfiguring, store this form."""
        if self.source == SOURCE_RECONFIGURE:
            entry = self._get_reconfigure_entry()
            return self.async_update_and_abort(entry, options={**entry.options, form: answer})
        self._answers[form] = answer
        if form == c.CONF_PRICES:
            return await self.async_step_found()
        return await self.async_next_part(form) or await self.async_step_first_storage()

    async def async_step_user(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Ask how electricity is paid for."""
        return await self.async_ask_plan("user", user_input)

    async def async_step_reconfigure(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Ask which form to change."""
        return self.async_show_menu(step_id="reconfigure", menu_options=CHANGE_MENU)

    async def async_step_first_storage(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Ask what the first storage is, unless one unit is found: it is the next page, or can be left for another."""
        found = found_kinds(self.hass)
        if len(found) == 1:
            return self._create(found[0])
        kinds = [kind.value for kind in dict.fromkeys((*found, *StorageKind))]
        return self.async_show_menu(step_id="first_storage", menu_options=kinds)

    async def async_step_v2h_ev(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Create the entry; an EV on a V2H unit comes next."""
        return self._create(StorageKind.V2H_EV)

    async def async_step_charger_ev(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Create the entry; an EV on a charger comes next."""
        return self._create(StorageKind.CHARGER_EV)

    async def async_step_home_battery(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Create the entry; a home battery comes next."""
        return self._create(StorageKind.HOME_BATTERY)

    def _create(self, first_storage: StorageKind) -> ConfigFlowResult:
        self._first_storage = first_storage
        return self.async_create_entry(title="V2H Planner", data={}, options=self._answers)

    @override
    async def async_on_create_entry(self, result: ConfigFlowResult) -> ConfigFlowResult:
        """Continue with the flow of the first storage."""
        storage = await self.hass.config_entries.subentries.async_init(
            (result["result"].entry_id, self._first_storage.value),
            context=SubentryFlowContext(source=SOURCE_USER),
        )
        result["next_flow"] = (FlowType.CONFIG_SUBENTRIES_FLOW, storage["flow_id"])
        return result


class HomeOptionsFlow(HomeForms, OptionsFlow):
    """Change one form of the home; it is stored at once and applied by the entry's update listener."""

    @property
    @override
    def config_entry(self) -> ConfigEntry:
        """Return the entry whose options these are."""
        with ends_if_removed():
            return super().config_entry

    @override
    def answered(self) -> Mapping[str, Any]:
        """Return the stored answers."""
        return self.config_entry.options

    @override
    def changed_entry(self) -> ConfigEntry | None:
        """Return the entry whose options these are."""
        return self.config_entry

    @override
    async def async_answer(self, form: str, answer: dict[str, Any]) -> ConfigFlowResult:
        """Store the answer beside those of the other forms."""
        return self.async_create_entry(data={**self.config_entry.options, form: answer})

    async def async_step_init(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Ask which form to change."""
        return self.async_show_menu(step_id="init", menu_options=CHANGE_MENU)
