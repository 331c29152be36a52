"""What all forms of a storage share: the answers so far, the other storages, and showing a form."""

from abc import abstractmethod
from collections.abc import Mapping
from typing import Any, override

from homeassistant.config_entries import (
    SOURCE_RECONFIGURE,
    ConfigEntry,
    ConfigSubentry,
    ConfigSubentryFlow,
    SubentryFlowResult,
)
from homeassistant.core import callback
import probatio

from .. import const as c
from ..core.home import StorageKind
from ..presentation.plain_text import unmarked_values
from ..sources.storage_guess import StorageGuess
from .base import ends_if_removed
from .checks import Problems, Warned
from .fields import with_blanks


class StorageForm(ConfigSubentryFlow):
    """One or more steps of a storage's flow."""

    def __init__(self) -> None:
        """Start without answers."""
        self._answers: dict[str, Any] = {}
        self._name = ""
        self._guess = StorageGuess()
        self._control: dict[str, Any] = {}
        self._warned: Warned = set()
        self._try_first = False

    @property
    def kind(self) -> StorageKind:
        """Return the kind of storage, which is the subentry's type."""
        return StorageKind(self._subentry_type)

    @abstractmethod
    async def _answer(self, form: str, answer: dict[str, Any]) -> SubentryFlowResult:
        """Keep an answer and finish; when reconfiguring, store it."""

    @callback
    @override
    def _get_entry(self) -> ConfigEntry:
        """Return the home."""
        with ends_if_removed():
            return super()._get_entry()

    @callback
    @override
    def _get_reconfigure_subentry(self) -> ConfigSubentry:
        """Return the storage that is reconfigured."""
        with ends_if_removed():
            return super()._get_reconfigure_subentry()

    def _other_storages(self) -> dict[str, Mapping[str, Any]]:
        """Return the forms of the other storages by name."""
        return {
            subentry.title: subentry.data
            for subentry in self._get_entry().subentries.values()
            if subentry.subentry_id != self._this() and c.CONF_BATTERY in subentry.data
        }

    def _problems(self) -> Problems:
        """Return no errors yet; what a storage has that is reconfigured may stay."""
        return Problems(self._answers if self._this() is not None else None)

    def _this(self) -> str | None:
        """Return the id of the storage that is reconfigured."""
        return self._reconfigure_subentry_id if self.source == SOURCE_RECONFIGURE else None

    def _form(
        self,
        step: str,
        schema: probatio.Schema,
        values: Mapping[str, Any],
        problems: Problems,
        more: Mapping[str, str] | None = None,
    ) -> SubentryFlowResult:
        """Show a form filled with these values."""
        known = {key: value for key, value in values.items() if value is not None}
        return self.async_show_form(
            step_id=step,
            data_schema=self.add_suggested_values_to_schema(schema, with_blanks(schema, known)),
            errors=problems.errors,
            description_placeholders={
                **unmarked_values({"name": self._name, **problems.placeholders}),
                **(more or {}),
            },
        )
