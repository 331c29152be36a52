"""Prices by the clock and adders as rows of a form. Those that an older version stored as text open as rows, too."""

from collections.abc import Mapping
from typing import Any, override

from homeassistant.core import HomeAssistant
from homeassistant.helpers.selector import (
    DateSelector,
    ObjectSelector,
    ObjectSelectorConfig,
    ObjectSelectorField,
    TextSelector,
)
from homeassistant.helpers.translation import async_get_translations
import probatio

from .. import const as c
from ..settings.adder_rows import adder_fields, parse_adder
from ..settings.errors import RowError
from ..settings.row_fields import DAYS, MOST_YEN_PER_KWH, Row
from ..settings.time_of_use_rows import band_fields, parse_band
from .fields import YEN_PER_KWH, MinuteSelector, labelled, number

MONTHS = tuple(map(str, range(1, 13)))

# Options of a list within a row: value -> label. The window in which a row is edited translates none.
type Labels = Mapping[str, str]


class Rows(ObjectSelector):
    """Rows of fields; each field is kept as its own selector reads it, and an empty one is left out."""

    @override
    def __call__(self, data: Any) -> list[Row]:
        """Check the rows; what is empty says nothing."""
        if not isinstance(data, list) or not all(isinstance(row, dict) for row in data):
            raise probatio.Invalid("Rows are needed")
        fields = self.config["fields"]
        rows = [{key: value for key, value in row.items() if value not in (None, "", [])} for row in data]
        super().__call__(rows)
        return [{key: fields[key]["selector"](value) for key, value in row.items()} for row in rows]  # type: ignore[operator]


def bands(days: Labels, months: Labels) -> Rows:
    """Make rows of prices by the clock."""
    return _rows(
        "band",
        {
            "start": {"selector": MinuteSelector(), "required": True, "default": "00:00"},
            "price": {
                "selector": _yen()
            },  # a plan whose times are known and its prices are not opens without
            "days": {"selector": labelled(days, multiple=True)},
            "months": {"selector": labelled(months, multiple=True)},
        },
    )


def adders(days: Labels) -> Rows:
    """Make rows of adders."""
    return _rows(
        "adder",
        {
            "name": {"selector": TextSelector(), "required": True},
            "price": {"selector": _yen(), "required": True, "default": 0},
            "first": {"selector": DateSelector()},
            "last": {"selector": DateSelector()},
            "start": {"selector": MinuteSelector()},
            "end": {"selector": MinuteSelector()},
            "days": {"selector": labelled(days, multiple=True)},
        },
    )


def _rows(key: str, fields: dict[str, ObjectSelectorField]) -> Rows:
    return Rows(ObjectSelectorConfig(multiple=True, translation_key=key, fields=fields))


def _yen() -> Any:
    return number(-MOST_YEN_PER_KWH, MOST_YEN_PER_KWH, YEN_PER_KWH, step=0.01)


async def async_labels(hass: HomeAssistant) -> tuple[Labels, Labels]:
    """Return what the days and the months of a row are called in the home's language."""
    words = await async_get_translations(hass, hass.config.language, "selector", {c.DOMAIN})

    def labels(key: str, options: tuple[str, ...]) -> Labels:
        path = f"component.{c.DOMAIN}.selector.{key}.options"
        return {option: words.get(f"{path}.{option}", option) for option in options}

    return labels("tariff_days", DAYS), labels("tariff_months", MONTHS)


def as_rows(form: Mapping[str, Any]) -> dict[str, Any]:
    """Return the form with its lists in rows, however they are stored."""
    shown = dict(form)
    if c.CONF_ADDERS in form:
        shown[c.CONF_ADDERS] = [_adder(row) for row in form[c.CONF_ADDERS] if row]
    if c.CONF_BANDS in form:
        shown[c.CONF_BANDS] = [_band(row) for row in form[c.CONF_BANDS] if row]
    return shown


def _adder(row: Any) -> Row:
    """Return one adder as a row; what is not understood stands in it as its name, for the person to mend."""
    try:
        return row if isinstance(row, dict) else adder_fields([parse_adder(row)])[0]
    except RowError:
        return {"name": str(row)}


def _band(row: Any) -> Row:
    """Return one price by the clock as a row; of one that is not understood nothing but its place is left."""
    try:
        return row if isinstance(row, dict) else band_fields([parse_band(row)])[0]
    except RowError:
        return {"start": "00:00:00"}  # without a price, which is asked for
