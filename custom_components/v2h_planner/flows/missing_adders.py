"""Adders that every home must enter for itself: boxes in the form, rows among the others where they are stored."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.helpers.translation import async_get_translations

from .. import const as c
from ..core.tariff.import_terms import EVERY_DAY, Adder
from ..core.tariff.presets import FUEL, LEVY, SERVICE, WHEELING, Preset
from ..settings.adder_rows import adder_fields, parse_adder, parse_adders
from ..settings.errors import AdderError
from ..settings.row_fields import Row
from .checks import Problems

_KEYS = (SERVICE, WHEELING, LEVY, FUEL)
_LANGUAGES = ("en", "ja")

# What an adder of a preset is called: key -> names, the home's language first.
type Names = Mapping[str, Sequence[str]]


async def async_adder_names(hass: HomeAssistant) -> Names:
    """Return the names of the presets' adders; a row keeps the language in which it was stored."""
    names: dict[str, list[str]] = {key: [] for key in _KEYS}
    for language in dict.fromkeys((hass.config.language, *_LANGUAGES)):
        words = await async_get_translations(hass, language, "common", [c.DOMAIN])
        for key in _KEYS:
            names[key].append(words.get(f"component.{c.DOMAIN}.common.adder_{key}", key))
    return names


def into_boxes(form: Mapping[str, Any], missing: Iterable[str], names: Names) -> dict[str, Any]:
    """Take the rows that say no more than a box does out of the list, each into its box."""
    shown, rows = dict(form), list(form.get(c.CONF_ADDERS, ()))
    for key in missing:
        for row in rows:
            if (price := _plain_price(row, names[key])) is not None:
                shown[key] = price
                rows.remove(row)
                break
    return shown | ({c.CONF_ADDERS: rows} if c.CONF_ADDERS in form else {})


def into_rows(form: Mapping[str, Any], names: Names) -> dict[str, Any]:
    """Return the form as it is stored: each box that is filled in is one more row."""
    stored = {key: value for key, value in form.items() if key not in _KEYS}
    rows = adder_fields(
        Adder(name=names[key][0], yen_per_kwh=form[key]) for key in _KEYS if form.get(key) is not None
    )
    return stored | ({c.CONF_ADDERS: [*form.get(c.CONF_ADDERS, ()), *rows]} if rows else {})


def check_boxes(form: Mapping[str, Any], preset: Preset, names: Names, problems: Problems) -> None:
    """Add an error for each empty box, unless rows of the person's own, or no rows at all, stand for everything."""
    rows = {adder.name for adder in parse_adders(form.get(c.CONF_ADDERS, ()))}
    proposed = {name for adder in preset.adders for name in names[adder.name]}
    started = rows or any(form.get(key) is not None for key in preset.missing)
    if started and rows <= proposed:
        for key in preset.missing:
            if form.get(key) is None:
                problems.add(key, "number_missing")


def _plain_price(row: Row, names: Sequence[str]) -> float | None:
    """Return the price of a row of that name that always holds."""
    try:
        adder = parse_adder(row)
    except AdderError:
        return None
    always = Adder(name=adder.name, yen_per_kwh=adder.yen_per_kwh, weekdays=EVERY_DAY)
    return adder.yen_per_kwh if adder.name in names and adder == always else None
