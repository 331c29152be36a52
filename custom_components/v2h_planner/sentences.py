"""Reasons as sentences in the language of the home; the words live in translations, category `common`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.translation import async_get_cached_translations
from homeassistant.util import dt as dt_util

from .const import DOMAIN
from .core.plan import Reason

# How the numbers of a reason are written, by their names in `core.plan.ReasonCode`.
_PERCENT = frozenset({"soc"})
_TWO_DECIMALS = frozenset({"co2", "later_co2"})


class Sentences:
    """Words of a language: the home's, whose translations are loaded with the integration, or another's."""

    def __init__(self, hass: HomeAssistant, language: str | None = None) -> None:
        """Find the words."""
        self._texts: Mapping[str, str] = async_get_cached_translations(
            hass, language or hass.config.language, "common", DOMAIN
        )

    @callback
    def reason(self, reason: Reason, now: datetime) -> str:
        """Why, in a sentence."""
        values = {name: _number(name, value) for name, value in reason.numbers.items()}
        values |= {name: self.moment(when, now) for name, when in reason.times.items()}
        return self.text(f"reason_{reason.code}", values)

    @callback
    def moment(self, when: datetime, now: datetime) -> str:
        """A time of today, tomorrow or of a weekday."""
        local, today = dt_util.as_local(when), dt_util.as_local(now).date()
        days = (local.date() - today).days
        clock = f"{local.hour}:{local.minute:02}"
        if days == 0:
            return clock
        if days == 1:
            return self.text("tomorrow_at", {"time": clock})
        return self.text("weekday_at", {"time": clock, "weekday": self.text(f"weekday_{local.weekday()}")})

    @callback
    def text(self, key: str, values: Mapping[str, str] | None = None) -> str:
        """One text of the catalogue; its key where a translation lacks it."""
        text = self._texts.get(f"component.{DOMAIN}.common.{key}")
        if text is None:
            return key
        try:
            return text.format_map(values or {})
        except KeyError, ValueError, IndexError:
            return text


def _number(name: str, value: float) -> str:
    if name in _PERCENT:
        return f"{100 * value:.0f}%"
    return f"{value:.2f}" if name in _TWO_DECIMALS else f"{value:.1f}"
