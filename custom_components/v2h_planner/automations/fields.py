"""Fields that triggers and conditions share."""

from enum import StrEnum
from typing import Any, Final

from homeassistant.const import ATTR_CONFIG_ENTRY_ID, CONF_OPTIONS
from homeassistant.helpers import config_validation as cv
import probatio

from .window_ask import ATTR_LOAD, LOAD_KW, USUAL_LOAD_KW

ATTR_MODE: Final = "mode"
ATTR_TIER: Final = "tier"
ATTR_HOURS: Final = "hours"
ATTR_PRICE: Final = "price"

# What a bonus costs at most where nobody says otherwise, yen/kWh: a third of what power costs on most days.
USUAL_BONUS_YEN: Final = 10.0

HOURS: Final = probatio.All(probatio.Coerce(float), probatio.Range(min=0.5, max=60))
PRICE: Final = probatio.All(probatio.Coerce(float), probatio.Range(min=-100, max=1000))
BONUS: Final = {
    probatio.Optional(ATTR_PRICE, default=USUAL_BONUS_YEN): PRICE,
    probatio.Optional(ATTR_LOAD, default=USUAL_LOAD_KW): LOAD_KW,
}


def form(fields: dict[Any, Any]) -> probatio.Schema:
    """Return the schema of a trigger or condition with these fields, and the home that is chosen, if one is."""
    home = {probatio.Optional(ATTR_CONFIG_ENTRY_ID): cv.string}
    return probatio.Schema({probatio.Required(CONF_OPTIONS, default=dict): {**home, **fields}})


def any_of(kinds: type[StrEnum]) -> Any:
    """Return the schema of one or more of these."""
    return probatio.All(probatio.EnsureList(), [probatio.Coerce(kinds)], probatio.Length(min=1))


def some_or_all(kinds: type[StrEnum]) -> Any:
    """Return the schema of some of these; none that is chosen stands for all, as a form leaves it."""
    return probatio.All(probatio.EnsureList(), [probatio.Coerce(kinds)], lambda chosen: chosen or list(kinds))
