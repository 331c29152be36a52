"""The fields of all forms, in one style."""

from collections.abc import Mapping, Sequence

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
)

YEN_PER_KWH = "¥/kWh"
POWER_DOMAINS = ("sensor", "input_number", "number")

toggle = BooleanSelector()


def number(low: float, high: float, unit: str, *, step: float = 0.1) -> NumberSelector:
    """A box for a number."""
    return NumberSelector(
        NumberSelectorConfig(
            min=low, max=high, step=step, unit_of_measurement=unit, mode=NumberSelectorMode.BOX
        )
    )


def percent(low: float = 0, high: float = 100) -> NumberSelector:
    """A slider for a share."""
    return NumberSelector(
        NumberSelectorConfig(
            min=low, max=high, step=1, unit_of_measurement="%", mode=NumberSelectorMode.SLIDER
        )
    )


def entity(*domains: str, multiple: bool = False) -> EntitySelector:
    """One or several entities of some domains."""
    return EntitySelector(EntitySelectorConfig(domain=list(domains), multiple=multiple))


def choice(options: Sequence[str], translation_key: str, *, multiple: bool = False) -> SelectSelector:
    """One or several of our own words, translated under `selector`."""
    return SelectSelector(
        SelectSelectorConfig(
            options=list(options),
            translation_key=translation_key,
            multiple=multiple,
            mode=SelectSelectorMode.DROPDOWN if not multiple else SelectSelectorMode.LIST,
        )
    )


def labelled(options: Mapping[str, str], *, multiple: bool = False) -> SelectSelector:
    """One or several of somebody else's words: value -> label."""
    return SelectSelector(
        SelectSelectorConfig(
            options=[SelectOptionDict(value=value, label=label) for value, label in options.items()],
            multiple=multiple,
            mode=SelectSelectorMode.DROPDOWN,
        )
    )


def search(options: Sequence[str]) -> SelectSelector:
    """One of very many, found by typing. What is typed and not found comes as it is."""
    return SelectSelector(
        SelectSelectorConfig(options=list(options), custom_value=True, mode=SelectSelectorMode.DROPDOWN)
    )


def own_words(proposed: Sequence[str]) -> SelectSelector:
    """Several words, from a list or typed."""
    return SelectSelector(
        SelectSelectorConfig(
            options=list(proposed), custom_value=True, multiple=True, mode=SelectSelectorMode.DROPDOWN
        )
    )
