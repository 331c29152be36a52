"""Selectors for the fields of all forms, in one style."""

from collections.abc import Mapping, Sequence
from math import isfinite
from typing import Any, override

from homeassistant.data_entry_flow import section
from homeassistant.helpers import config_validation as cv
from homeassistant.helpers.selector import (
    BooleanSelector,
    EntitySelector,
    EntitySelectorConfig,
    NumberSelector,
    NumberSelectorConfig,
    NumberSelectorMode,
    SelectOptionDict,
    SelectSelector,
    SelectSelectorConfig,
    SelectSelectorMode,
    TimeSelector,
)
import probatio

from ..readers.text import narrow

YEN_PER_KWH = "¥/kWh"
POWER_DOMAINS = ("sensor", "input_number", "number")

toggle = BooleanSelector()


class FiniteNumberSelector(NumberSelector):
    """A box or slider that takes numbers only: Home Assistant's own lets `nan` pass, which is within no bounds."""

    @override
    def __call__(self, data: Any) -> float:
        """Refuse what is no finite number; as a text it may be full-width and have a decimal comma."""
        if isinstance(data, bool):
            raise probatio.Invalid(f"{data} is not a number")
        value = super().__call__(narrow(data).replace(",", ".") if isinstance(data, str) else data)
        if not isfinite(value):
            raise probatio.Invalid(f"{data} is not a number")
        return value


class MinuteSelector(TimeSelector):
    """A time of day by the minute; Home Assistant's own keeps `7:30` and `０７:３０:１５` as they were typed."""

    @override
    def serialize(self) -> Any:
        """Tell the frontend, which can do without, to show no seconds."""
        return {"selector": {self.selector_type: {"no_second": True}}}

    @override
    def __call__(self, data: Any) -> str:
        """Return it as `07:30:00`."""
        if not isinstance(data, str):
            raise probatio.Invalid("not a time of day")
        return cv.time(narrow(data).strip()).replace(second=0, microsecond=0).isoformat()


def asked(name: str) -> probatio.Marker:
    """Mark a number or a choice that the person must give, and that a check asks for where it is missing.

    Were it required, browsers would fill in the lowest number, or the first choice, as if it had been given.
    """
    return probatio.Optional(name)


def number(low: float, high: float, unit: str, *, step: float = 0.1) -> FiniteNumberSelector:
    """Make a box for a number."""
    return FiniteNumberSelector(
        NumberSelectorConfig(
            min=low, max=high, step=step, unit_of_measurement=unit, mode=NumberSelectorMode.BOX
        )
    )


def percent(low: float = 0, high: float = 100) -> FiniteNumberSelector:
    """Make a slider for a percentage."""
    return FiniteNumberSelector(
        NumberSelectorConfig(
            min=low, max=high, step=1, unit_of_measurement="%", mode=NumberSelectorMode.SLIDER
        )
    )


def entity(*domains: str, multiple: bool = False) -> EntitySelector:
    """Make a picker of one or several entities of these domains."""
    return EntitySelector(EntitySelectorConfig(domain=list(domains), multiple=multiple))


def choice(options: Sequence[str], translation_key: str, *, multiple: bool = False) -> SelectSelector:
    """Make a list of our own options, translated under `selector`."""
    return SelectSelector(
        SelectSelectorConfig(
            options=list(options),
            translation_key=translation_key,
            multiple=multiple,
            mode=SelectSelectorMode.DROPDOWN if not multiple else SelectSelectorMode.LIST,
        )
    )


def labelled(options: Mapping[str, str], *, multiple: bool = False) -> SelectSelector:
    """Make a list of options that come with their labels: value -> label."""
    return SelectSelector(
        SelectSelectorConfig(
            options=[SelectOptionDict(value=value, label=label) for value, label in options.items()],
            multiple=multiple,
            mode=SelectSelectorMode.DROPDOWN,
        )
    )


def search(options: Sequence[str]) -> SelectSelector:
    """Make a list to search by typing; text that is not in it is accepted as it is."""
    return SelectSelector(
        SelectSelectorConfig(options=list(options), custom_value=True, mode=SelectSelectorMode.DROPDOWN)
    )


def own_words(proposed: Sequence[str]) -> SelectSelector:
    """Make a list of several words, proposed or typed."""
    return SelectSelector(
        SelectSelectorConfig(
            options=list(proposed), custom_value=True, multiple=True, mode=SelectSelectorMode.DROPDOWN
        )
    )


def with_blanks(schema: probatio.Schema, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return a form's values, with blanks for numbers and choices that are needed and not known.

    The frontend would fill in the least number and the first choice, as if somebody knew: 0.5 kWh, 10 A.
    """
    filled = dict(values)
    for marker, field in schema.schema.items():
        if isinstance(field, section):
            filled[marker.schema] = with_blanks(field.schema, values.get(marker.schema, {}))
        elif (
            isinstance(field, (NumberSelector, SelectSelector))
            and isinstance(marker, probatio.Required)
            and isinstance(marker.default, probatio.Undefined)
        ):
            filled.setdefault(marker.schema, "")
    return filled
