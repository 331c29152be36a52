"""The list of tariffs to choose from: those of the home's supply area first."""

from homeassistant.core import HomeAssistant

from ..core.tariff.presets import ALL_IN, MARKET, MARKET_PRESETS, OWN_TABLE, TABLE_PRESETS

# For everybody, wherever the home is.
_ANYWHERE = (MARKET.key, ALL_IN.key, OWN_TABLE.key)


def plans_here(hass: HomeAssistant, first: str | None = None) -> list[str]:
    """Return the keys of all plans, this one first: what is stored or found."""
    known = [*MARKET_PRESETS, *TABLE_PRESETS]
    ordered = [*([first] if first in known else []), *_ANYWHERE, *known]
    return list(dict.fromkeys(ordered))
