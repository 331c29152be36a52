"""The wording in a language that Home Assistant has loaded."""

from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.translation import async_get_cached_translations
from homeassistant.util import dt as dt_util

from ..const import DOMAIN
from .wording import Wording


@callback
def wording(hass: HomeAssistant, language: str | None = None) -> Wording:
    """Return the wording in a language: by default the home's, whose texts are loaded with the integration."""
    texts = async_get_cached_translations(hass, language or hass.config.language, "common", DOMAIN)
    return Wording(texts, dt_util.get_default_time_zone())
