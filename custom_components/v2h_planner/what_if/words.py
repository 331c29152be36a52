"""The words in which a simulation answers."""

from homeassistant.core import HomeAssistant
from homeassistant.helpers.translation import async_get_translations

from ..const import DOMAIN
from ..presentation.translation import wording
from .answer import Teller

_PLANS = f"component.{DOMAIN}.selector.plan.options."


async def async_plans(hass: HomeAssistant, language: str) -> dict[str, str]:
    """Return what the preset tariffs are called."""
    texts = await async_get_translations(hass, language, "selector", [DOMAIN])
    return {key.removeprefix(_PLANS): text for key, text in texts.items() if key.startswith(_PLANS)}


async def async_teller(hass: HomeAssistant, language: str) -> Teller:
    """Return who says what was found, in a language."""
    await async_get_translations(hass, language, "common", [DOMAIN])
    return Teller(wording(hass, language), await async_plans(hass, language))
