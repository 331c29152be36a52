"""What a page of simulations is told: the tariffs to choose from, how far one is, and what the last one found."""

from collections.abc import Callable
from typing import Any, Final

from homeassistant.core import HomeAssistant, callback

from ..coordinator import V2HCoordinator
from ..core.tariff.presets import MARKET_PRESETS, Preset, plans_of
from ..core.tariff.table_presets import TABLE_PRESETS
from ..settings.model import Settings
from ..settings.scenario_rows import TARIFFS, home_area
from .answer import Teller
from .desk import Finding, SimulationDesk, async_simulation_desk
from .words import async_plans, async_teller

_PRESETS: Final = MARKET_PRESETS | TABLE_PRESETS


async def async_show(hass: HomeAssistant, coordinator: V2HCoordinator, language: str) -> Show:
    """Return what one page is told, in its language."""
    known = language if language in ("en", "ja") else "en"
    teller, plans = await async_teller(hass, known), await async_plans(hass, known)
    return Show(async_simulation_desk(hass, coordinator), teller, plans)


class Show:
    """Tells a page, and tells it again only what has changed."""

    def __init__(self, desk: SimulationDesk, teller: Teller, plans: dict[str, str]) -> None:
        """Have told nothing yet."""
        self._desk = desk
        self._teller = teller
        self._plans = plans
        self._told: Finding | None = None

    @callback
    def whole(self) -> dict[str, Any]:
        """Return everything."""
        self._told = None
        return {
            "tariffs": _tariffs(self._desk.coordinator.settings, self._plans),
            "result": None,
        } | self._news()

    @callback
    def follow(self, send: Callable[[dict[str, Any]], None]) -> Callable[[], None]:
        """Send what is new from now on; return what ends that."""
        return self._desk.listen(lambda: send(self._news()))

    def _news(self) -> dict[str, Any]:
        desk, teller = self._desk, self._teller
        progress = None if desk.progress is None else teller.progress(desk.progress, desk.asked)
        if desk.gone:
            return {"gone": True}
        news: dict[str, Any] = {"progress": progress, "failed": desk.failed}
        if desk.finding is not None and desk.finding is not self._told:
            self._told = desk.finding
            news["result"] = teller.answer(desk.finding)
        return news


def _tariffs(settings: Settings, names: dict[str, str]) -> list[dict[str, Any]]:
    """Return the preset tariffs, those of the home's area first; `asks`: which numbers a person must add to one."""
    presets = {key: _PRESETS[key] for key in TARIFFS}
    return [
        {
            "key": key,
            "name": names.get(key, key),
            "linked": key in MARKET_PRESETS,
            "asks": _asked(presets[key], linked=key in MARKET_PRESETS),
            "source": presets[key].source,
            "as_of": presets[key].as_of.isoformat(),
        }
        for key in plans_of(presets, home_area(settings))
    ]


def _asked(preset: Preset, *, linked: bool) -> str | None:
    """Return the field without which a preset cannot be lived."""
    if preset.asks_prices:
        return "bands"
    return "adders" if linked and preset.missing else None
