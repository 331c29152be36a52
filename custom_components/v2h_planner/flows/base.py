"""The base of all forms of the home: stored answers, a new answer, and showing a form; and the end of a removed one."""

from abc import abstractmethod
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from homeassistant.config_entries import (
    ConfigEntry,
    ConfigEntryBaseFlow,
    ConfigFlowResult,
    UnknownEntry,
    UnknownSubEntry,
)
from homeassistant.data_entry_flow import AbortFlow
import probatio

from ..presentation.plain_text import unmarked_values
from .checks import Problems
from .fields import with_blanks


@contextmanager
def ends_if_removed() -> Iterator[None]:
    """End a flow in words where its home or its storage was removed meanwhile."""
    try:
        yield
    except UnknownEntry as err:
        raise AbortFlow("home_removed") from err
    except UnknownSubEntry as err:
        raise AbortFlow("storage_removed") from err


class HomeForm(ConfigEntryBaseFlow):
    """One or more steps of a flow; the flow that mixes them in stores the answers."""

    @abstractmethod
    def answered(self) -> Mapping[str, Any]:
        """Return the answers so far, by form, as in entry.options."""

    @abstractmethod
    def changed_entry(self) -> ConfigEntry | None:
        """Return the entry whose answers are changed, None while there is none yet."""

    @abstractmethod
    async def async_answer(self, form: str, answer: dict[str, Any]) -> ConfigFlowResult:
        """Store the answer to a form and go on to the next step."""

    def _show(
        self,
        step: str,
        schema: probatio.Schema,
        values: Mapping[str, Any],
        problems: Problems,
        more: Mapping[str, str] | None = None,
    ) -> ConfigFlowResult:
        """Show a form filled with these values."""
        return self.async_show_form(
            step_id=step,
            data_schema=self.add_suggested_values_to_schema(schema, with_blanks(schema, values)),
            errors=problems.errors,
            description_placeholders={**unmarked_values(problems.placeholders), **(more or {})},
        )
