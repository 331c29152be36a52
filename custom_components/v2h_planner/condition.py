"""Conditions: how a home stands now, by its snapshot; docs/automations.md explains them."""

from abc import abstractmethod
from collections.abc import Callable
from typing import Any, ClassVar, Final, Unpack, cast, override

from homeassistant.core import HomeAssistant
from homeassistant.helpers.condition import Condition, ConditionCheckParams, ConditionConfig
from homeassistant.helpers.typing import ConfigType
from homeassistant.util import dt as dt_util
import probatio

from .automations import watches
from .automations.fields import (
    ATTR_HOURS,
    ATTR_MODE,
    ATTR_PRICE,
    ATTR_TIER,
    BONUS,
    HOURS,
    PRICE,
    any_of,
    form,
)
from .automations.homes import backup, loaded_homes, plan_of
from .automations.watches import BonusTerms
from .automations.window_ask import ATTR_LOAD, DAILY, DailyWindow
from .automations.window_book import WindowBook, async_window_book
from .coordinator import V2HCoordinator
from .core.hazard import Tier
from .core.home import Mode

type Options = dict[str, Any]


class _HomeCondition(Condition):
    """Holds where it does for the chosen home, or for any; never where none is loaded."""

    schema: ClassVar[probatio.Schema]

    @classmethod
    @override
    async def async_validate_config(cls, hass: HomeAssistant, config: ConfigType) -> ConfigType:
        """Validate config."""
        return cast("ConfigType", cls.schema(config))

    def __init__(self, hass: HomeAssistant, config: ConditionConfig) -> None:
        """Take the options."""
        super().__init__(hass, config)
        self._options: Options = config.options or {}

    @override
    def _async_check(self, **kwargs: Unpack[ConditionCheckParams]) -> bool:
        """Check the condition."""
        return any(self._holds(home) for home in loaded_homes(self._hass, self._options))

    @abstractmethod
    def _holds(self, home: V2HCoordinator) -> bool:
        """Return whether it holds for this home."""


def _state(
    holds: Callable[[V2HCoordinator, Options], bool], fields: dict[Any, Any] | None = None
) -> type[Condition]:
    """Return the condition of one state."""

    class StateCondition(_HomeCondition):
        schema = form(fields or {})

        @override
        def _holds(self, home: V2HCoordinator) -> bool:
            return holds(home, self._options)

    return StateCondition


def _backup_lasts(home: V2HCoordinator, options: Options) -> bool:
    """Return whether the backup time is known and long enough."""
    hours = backup(home, home.data)
    return hours is not None and hours >= options[ATTR_HOURS]


def _price_is_below(home: V2HCoordinator, options: Options) -> bool:
    """Return whether the price of now is known, or forecast, and below; in an outage nothing can be bought."""
    plan, slot = plan_of(home.data), home.data.slot
    return (
        plan is not None
        and plan.priced
        and slot is not None
        and slot.import_yen_per_kwh < options[ATTR_PRICE]
    )


def _is_bonus(home: V2HCoordinator, options: Options) -> bool:
    """Return whether a further load costs that little."""
    terms = BonusTerms(most_yen_per_kwh=options[ATTR_PRICE], load_kw=options[ATTR_LOAD])
    return terms.holds(home.data, home.settings.home.grid.contract_kw) is not None


def _is_met(home: V2HCoordinator) -> bool:
    """Return whether there is a plan that is not old, broken or short of anything."""
    plan = home.data.plan
    return plan is not None and not (home.data.plan_is_old or plan.degraded or plan.shortfalls)


class _InWindow(_HomeCondition):
    """Whether the best window of a load is under way; it stands from its beginning on."""

    schema = form(DAILY)
    _book: WindowBook

    @override
    async def _async_setup(self) -> None:
        """Get the windows that have begun."""
        self._book = await async_window_book(self._hass)

    @override
    def _holds(self, home: V2HCoordinator) -> bool:
        ask, contract_kw = DailyWindow.of(self._options), home.settings.home.grid.contract_kw
        zone, entry_id = dt_util.get_default_time_zone(), home.config_entry.entry_id
        return self._book.under_way(entry_id, ask, plan_of(home.data), contract_kw, zone)


CONDITIONS: Final[dict[str, type[Condition]]] = {
    "mode_is": _state(
        lambda home, options: home.data.situation.mode in options[ATTR_MODE],
        {probatio.Required(ATTR_MODE): any_of(Mode)},
    ),
    "storm_is": _state(
        lambda home, options: watches.tier_of(home.data) in options[ATTR_TIER],
        {probatio.Required(ATTR_TIER): any_of(Tier)},
    ),
    "control_is_on": _state(lambda home, options: home.data.control),
    "is_outage": _state(lambda home, options: home.data.situation.outage),
    "backup_at_least": _state(_backup_lasts, {probatio.Required(ATTR_HOURS): HOURS}),
    "price_below": _state(_price_is_below, {probatio.Required(ATTR_PRICE): PRICE}),
    "is_bonus": _state(_is_bonus, BONUS),
    "in_window": _InWindow,
    "plan_is_met": _state(lambda home, options: _is_met(home)),
}


async def async_get_conditions(hass: HomeAssistant) -> dict[str, type[Condition]]:
    """Return the conditions of the V2H Planner."""
    return CONDITIONS
