"""Triggers: what is news in a home, told to automations; docs/automations.md has their variables.

They follow the snapshots, not entities: these may be disabled, and a home may be set up after its automations.
"""

from abc import abstractmethod
from collections.abc import Callable
from typing import Any, ClassVar, Final, cast, override

from homeassistant.core import CALLBACK_TYPE, CoreState, HomeAssistant, callback
from homeassistant.helpers.dispatcher import async_dispatcher_connect
from homeassistant.helpers.trigger import (
    Trigger,
    TriggerActionRunner,
    TriggerConfig,
    TriggerNotTriggeredReporter,
)
from homeassistant.helpers.typing import ConfigType
import probatio

from .automations import watches
from .automations.fields import ATTR_HOURS, ATTR_MODE, ATTR_PRICE, ATTR_TIER, BONUS, HOURS, form, some_or_all
from .automations.homes import SNAPSHOT, backup, device_of, is_chosen, loaded_homes
from .automations.watches import Facts, News, Watch
from .automations.window_ask import ATTR_LOAD, DAILY, DailyWindow
from .automations.window_book import async_window_book
from .automations.window_follower import WindowFollower
from .coordinator import V2HCoordinator
from .core.hazard import Tier
from .core.home import Mode
from .entities.storm_values import hazard_details
from .presentation.translation import wording
from .state.snapshot import Snapshot

type Options = dict[str, Any]


class _HomeTrigger(Trigger):
    """Follows the chosen home, or all."""

    schema: ClassVar[probatio.Schema]

    @override
    @classmethod
    async def async_validate_config(cls, hass: HomeAssistant, config: ConfigType) -> ConfigType:
        """Validate config."""
        return cast("ConfigType", cls.schema(config))

    def __init__(self, hass: HomeAssistant, config: TriggerConfig) -> None:
        """Take the options."""
        super().__init__(hass, config)
        self._options: Options = config.options or {}

    @callback
    def _follow(self, hear: Callable[[V2HCoordinator, Snapshot | None], None]) -> CALLBACK_TYPE:
        """Hear the present snapshots, and all to come."""

        @callback
        def chosen(coordinator: V2HCoordinator, snapshot: Snapshot | None) -> None:
            if is_chosen(coordinator.config_entry.entry_id, self._options):
                hear(coordinator, snapshot)

        for coordinator in loaded_homes(self._hass, self._options):
            hear(coordinator, coordinator.data)
        return async_dispatcher_connect(self._hass, SNAPSHOT, chosen)


class _NewsTrigger(_HomeTrigger):
    """Fires for every piece of news that its watch finds."""

    description: ClassVar[str]

    @abstractmethod
    def _watch(self, first: Facts) -> Watch:
        """Return a watch that takes these facts as known."""

    @override
    async def async_attach_runner(
        self, run_action: TriggerActionRunner, did_not_trigger: TriggerNotTriggeredReporter | None = None
    ) -> CALLBACK_TYPE:
        """Attach the trigger to an action runner."""
        seen: dict[str, Watch] = {}

        @callback
        def hear(coordinator: V2HCoordinator, snapshot: Snapshot | None) -> None:
            entry_id = coordinator.config_entry.entry_id
            if snapshot is None:
                seen.pop(entry_id, None)
                return
            facts = Facts(
                snapshot=snapshot,
                contract_kw=coordinator.settings.home.grid.contract_kw,
                backup_hours=backup(coordinator, snapshot),
            )
            # While Home Assistant starts, half of the house is not there yet.
            if (watch := seen.get(entry_id)) is None or self._hass.state is not CoreState.running:
                seen[entry_id] = self._watch(facts)
                return
            for news in watch.after(facts):
                run_action(self._variables(coordinator, news), self.description)

        return self._follow(hear)

    def _variables(self, coordinator: V2HCoordinator, news: News) -> dict[str, Any]:
        """Return what an automation is told: the home, the car or unit, and the news."""
        entry = coordinator.config_entry
        told: dict[str, Any] = {"config_entry_id": entry.entry_id, "home": entry.title}
        if news.storage_id is not None:
            told |= {
                "storage_id": news.storage_id,
                "name": coordinator.settings.home.storage(news.storage_id).name,
                "device_id": device_of(self._hass, entry.entry_id, news.storage_id),
            }
        told |= news.variables
        if news.hazards is not None:
            words = wording(self._hass)
            told["hazards"] = [hazard_details(hazard, words) for hazard in news.hazards]
        return told


def _news(
    told: str, watch: Callable[[Facts, Options], Watch], fields: dict[Any, Any] | None = None
) -> type[Trigger]:
    """Return the trigger of one kind of news."""

    class NewsTrigger(_NewsTrigger):
        schema = form(fields or {})
        description = told

        @override
        def _watch(self, first: Facts) -> Watch:
            return watch(first, self._options)

    return NewsTrigger


def _bonus(told: str, *, begins: bool) -> type[Trigger]:
    """Return the trigger of one end of bonus hours."""

    def watch(first: Facts, options: Options) -> Watch:
        terms = watches.BonusTerms(most_yen_per_kwh=options[ATTR_PRICE], load_kw=options[ATTR_LOAD])
        return watches.BonusWatch(first, terms, begins=begins)

    return _news(told, watch, BONUS)


class _WindowTrigger(_HomeTrigger):
    """Fires when the best window of a load begins, or ends: once for each deadline."""

    schema = form(DAILY)
    ends: ClassVar[bool]

    @override
    async def async_attach_runner(
        self, run_action: TriggerActionRunner, did_not_trigger: TriggerNotTriggeredReporter | None = None
    ) -> CALLBACK_TYPE:
        """Attach the trigger to an action runner."""
        book, ask = await async_window_book(self._hass), DailyWindow.of(self._options)
        followed: dict[str, WindowFollower] = {}
        # Automations are armed before Home Assistant runs: this one may have been there before it was off.
        restarted = self._hass.state is not CoreState.running

        @callback
        def tell(variables: dict[str, Any]) -> None:
            run_action(variables, "best window ended" if self.ends else "best window started")

        @callback
        def hear(coordinator: V2HCoordinator, snapshot: Snapshot | None) -> None:
            if snapshot is None:  # a window that is under way ends all the same
                return
            entry_id = coordinator.config_entry.entry_id
            if entry_id not in followed:
                followed[entry_id] = WindowFollower(
                    self._hass,
                    book,
                    ask,
                    coordinator,
                    begins=None if self.ends else tell,
                    ends=tell if self.ends else None,
                    restarted=restarted,
                )
            followed[entry_id].follow(coordinator)

        stop = self._follow(hear)

        @callback
        def detach() -> None:
            stop()
            for follower in followed.values():
                follower.stop()

        return detach


class _WindowStarted(_WindowTrigger):
    ends = False


class _WindowEnded(_WindowTrigger):
    ends = True


TRIGGERS: Final[dict[str, type[Trigger]]] = {
    "mode_changed": _news(
        "mode changed",
        lambda first, options: watches.ModeWatch(first, frozenset(options[ATTR_MODE])),
        {probatio.Optional(ATTR_MODE, default=list): some_or_all(Mode)},
    ),
    "storm_changed": _news(
        "storm changed",
        lambda first, options: watches.StormWatch(first, frozenset(options[ATTR_TIER])),
        {probatio.Optional(ATTR_TIER, default=list): some_or_all(Tier)},
    ),
    "outage_started": _news(
        "power outage started", lambda first, options: watches.OutageWatch(first, begins=True)
    ),
    "outage_ended": _news(
        "power outage ended", lambda first, options: watches.OutageWatch(first, begins=False)
    ),
    "departure_unmet": _news("departure cannot be met", lambda first, options: watches.DepartureWatch(first)),
    "bonus_started": _bonus("bonus hours started", begins=True),
    "bonus_ended": _bonus("bonus hours ended", begins=False),
    "window_started": _WindowStarted,
    "window_ended": _WindowEnded,
    "backup_below": _news(
        "backup time fell below the limit",
        lambda first, options: watches.BackupWatch(first, options[ATTR_HOURS]),
        {probatio.Required(ATTR_HOURS): HOURS},
    ),
    "unit_disobeys": _news(
        "unit does not follow its orders", lambda first, options: watches.UnitWatch(first, disobeys=True)
    ),
    "unit_obeys": _news(
        "unit follows its orders again", lambda first, options: watches.UnitWatch(first, disobeys=False)
    ),
}


async def async_get_triggers(hass: HomeAssistant) -> dict[str, type[Trigger]]:
    """Return the triggers of the V2H Planner."""
    return TRIGGERS
