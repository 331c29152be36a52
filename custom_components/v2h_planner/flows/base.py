"""What all forms of the home share: they know what was answered, keep an answer and show themselves."""

from abc import abstractmethod
from collections.abc import Mapping
from typing import Any

from homeassistant.config_entries import ConfigEntryBaseFlow, ConfigFlowResult
import probatio

from .checks import Problems


class HomeForm(ConfigEntryBaseFlow):
    """One or more steps; whoever mixes them in keeps the answer."""

    @abstractmethod
    def answered(self) -> Mapping[str, Any]:
        """What is stored now, as in entry.options."""

    @abstractmethod
    async def async_answer(self, form: str, answer: dict[str, Any]) -> ConfigFlowResult:
        """Keep the answer to a form and go on."""

    def _show(
        self,
        step: str,
        schema: probatio.Schema,
        values: Mapping[str, Any],
        problems: Problems,
        more: Mapping[str, str] | None = None,
    ) -> ConfigFlowResult:
        """Show a form with these values in it."""
        return self.async_show_form(
            step_id=step,
            data_schema=self.add_suggested_values_to_schema(schema, values),
            errors=problems.errors,
            description_placeholders={**problems.placeholders, **(more or {})},
        )
