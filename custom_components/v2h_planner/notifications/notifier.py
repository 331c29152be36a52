"""Delivery of the notices: in Home Assistant, on phones and by other notify entities and actions.

- Home Assistant's own list shows every change at once; what was dismissed there comes back with news only.
- Phones (`notify.mobile_app_…`, and the notify entities of the same app) are updated in place, make a sound only
  for news, have the buttons, and are cleared when all is over. One that was dismissed there is not updated.
- Other notify entities and actions cannot take anything back: they get news only.
"""

import asyncio
from collections.abc import Callable
from datetime import date
from functools import partial
import logging
from typing import Any, Final

from homeassistant.components import persistent_notification
from homeassistant.config_entries import ConfigEntry
from homeassistant.const import ATTR_ENTITY_ID
from homeassistant.core import CALLBACK_TYPE, Context, Event, HomeAssistant, callback
from homeassistant.exceptions import Unauthorized
from homeassistant.helpers import entity_registry as er
from homeassistant.util import dt as dt_util, slugify

from ..const import DOMAIN
from ..core.hazard import Tier
from ..core.readings import Fault, FaultKind
from ..evening.log import Answer
from ..permissions import CONTROL, async_check
from ..presentation.tomorrow import Tomorrow
from ..presentation.translation import wording
from ..readers.numbers import shorten
from ..settings.model import ControlKind, Settings
from .deduplication import Message, NoticeChanges, Place, SentNotices, changes
from .evening_notices import answer_of, evening_notices
from .notice import Notice, NoticeAction, NoticeButton
from .price_notices import price_notices
from .storm_notices import Facts, notices

_LOGGER = logging.getLogger(__name__)

EVENT_ANSWER: Final = "mobile_app_notification_action"
EVENT_CLEARED: Final = "mobile_app_notification_cleared"
NOTIFY: Final = "notify"
MOBILE_APP: Final = "mobile_app"
# A target that takes longer has failed.
PATIENCE_S: Final = 30.0


class Notifier:
    """Sends the notices of one home, in the background."""

    def __init__(
        self,
        hass: HomeAssistant,
        entry: ConfigEntry,
        ignore_storm: Callable[[], None],
        answer_evening: Callable[[str, Answer | None, date], None],
    ) -> None:
        """Have nothing sent yet. `ignore_storm`, `answer_evening`: what the buttons do."""
        self._hass = hass
        self._entry = entry
        self._ignore_storm = ignore_storm
        self._answer_evening = answer_evening
        self._shown: dict[str, tuple[str, str]] = {}
        self._dismissed: set[tuple[str, Place]] = set()
        self._targets: tuple[str, ...] = ()
        self._failed: dict[str, str] = {}
        self._one_after_another = asyncio.Lock()

    @callback
    def listen(self) -> CALLBACK_TYPE:
        """Listen to answers until the returned function is called; that dismisses what Home Assistant shows too."""
        unsubscribe = (
            self._hass.bus.async_listen(EVENT_ANSWER, self._answered),
            self._hass.bus.async_listen(EVENT_CLEARED, self._cleared),
            persistent_notification.async_register_callback(self._hass, self._list_changed),
        )

        @callback
        def stop() -> None:
            for unsubscribe_one in unsubscribe:
                unsubscribe_one()
            self._show(())

        return stop

    @callback
    def tell(
        self, facts: Facts, settings: Settings, sent: SentNotices, tomorrow: Tomorrow | None = None
    ) -> SentNotices:
        """Send what has changed against `sent`; return what was sent now. `tomorrow`: its prices, as far as known."""
        plan_only = frozenset(
            item.storage.id for item in settings.storages if item.control.kind is ControlKind.NONE
        )
        words, zone = wording(self._hass), dt_util.get_default_time_zone()
        current = (
            *notices(facts, settings.home, words, plan_only),
            *evening_notices(facts.evening, facts.evening_refused, settings.home, words, zone, facts.at),
            *price_notices(
                tomorrow, settings.prices_at, sent, words, facts.at, zone, quiet=_forbids_prices(facts)
            ),
        )
        for tag, place in self._dismissed:
            sent = sent.with_put_away(tag, place)
        self._dismissed.clear()
        now = changes(sent, current, facts.at)
        up = now.sent.tags_up(Place.LIST)
        self._show(tuple(notice for notice in current if notice.tag in up))
        self._targets = settings.notify
        self._failed = {target: why for target, why in self._failed.items() if target in self._targets}
        if self._targets and (now.messages or now.gone):
            self._entry.async_create_background_task(
                self._hass, self._send(self._targets, now), f"{DOMAIN} notices"
            )
        return now.sent

    @property
    def faults(self) -> tuple[Fault, ...]:
        """Targets that cannot be reached, known before there is anything to send."""
        missing = {target: "missing" for target in self._targets if self._service(target) is None}
        return tuple(
            Fault(FaultKind.NOT_TOLD, target, found=why, fatal=False)
            for target, why in (self._failed | missing).items()
        )

    @callback
    def _answered(self, event: Event[dict[str, Any]]) -> None:
        """Do what a button says that was pressed on a phone, if its owner may."""
        if (answer := self._answer(event.data)) is None:
            return
        if event.context.user_id is None:
            answer()
        else:
            self._entry.async_create_task(self._hass, self._answer_of_user(answer, event.context))

    def _answer(self, pressed: dict[str, Any]) -> Callable[[], None] | None:
        """Return what a pressed button means, None where it is none of ours."""
        name = str(pressed.get("action", ""))
        if name == action_id(NoticeButton(NoticeAction.IGNORE_STORM, "")):
            return self._ignore_storm
        for action in (one for one in NoticeAction if one is not NoticeAction.IGNORE_STORM):
            prefix = action_id(NoticeButton(action, "", ""))
            if name.startswith(prefix) and (
                told := answer_of(action, name.removeprefix(prefix), pressed.get("reply_text"))
            ):
                return partial(self._answer_evening, *told)
        return None

    @callback
    def _cleared(self, event: Event[dict[str, Any]]) -> None:
        """Remember what was swiped away on a phone."""
        prefix, _, tag = str(event.data.get("tag", "")).partition(_id(""))
        if tag and not prefix:
            self._dismissed.add((tag, Place.PHONE))

    async def _answer_of_user(self, answer: Callable[[], None], context: Context) -> None:
        try:
            await async_check(self._hass, context, CONTROL, self._entry.entry_id)
        except Unauthorized:  # an unknown user too
            _LOGGER.warning("A button was pressed by a person who may not control the home")
        else:
            answer()

    # Home Assistant's own list

    @callback
    def _show(self, current: tuple[Notice, ...]) -> None:
        """Show the notices in Home Assistant, which forgets them in a restart: compare with what was shown since."""
        wanted = {notice.tag: (notice.title, notice.message) for notice in current}
        for tag in self._shown.keys() - wanted.keys():
            del self._shown[tag]  # it is not a person who dismisses it
            persistent_notification.async_dismiss(self._hass, _id(tag))
        for tag, (title, message) in wanted.items():
            if self._shown.get(tag) != (title, message):
                persistent_notification.async_create(self._hass, message, title, _id(tag))
        self._shown = wanted

    @callback
    def _list_changed(
        self,
        update: persistent_notification.UpdateType,
        items: dict[str, persistent_notification.Notification],
    ) -> None:
        """Remember what a person dismissed."""
        if update is persistent_notification.UpdateType.REMOVED:
            self._dismissed |= {(tag, Place.LIST) for tag in self._shown if _id(tag) in items}

    # Phones and others

    async def _send(self, targets: tuple[str, ...], now: NoticeChanges) -> None:
        """Send to every target; the failure of one is not that of another."""
        async with self._one_after_another:
            results = await asyncio.gather(
                *(self._send_to(target, now) for target in targets), return_exceptions=True
            )
        for target, result in zip(targets, results, strict=True):
            if isinstance(result, Exception):
                why = shorten(str(result) or type(result).__name__)
                if target not in self._failed:
                    _LOGGER.warning("Nobody could be told by %s: %s", target, why)
                self._failed[target] = why
            else:
                self._failed.pop(target, None)

    async def _send_to(self, target: str, now: NoticeChanges) -> None:
        service = self._service(target)
        if service is None:
            return
        for message in now.messages:
            if _is_phone(service):
                await self._call(service, _phone(message))
            elif message.loud:
                plain = {"title": message.notice.title, "message": message.notice.message}
                await self._call(
                    service, plain | ({ATTR_ENTITY_ID: target} if service == "send_message" else {})
                )
        if _is_phone(service):
            for tag in now.gone:
                await self._call(service, {"message": "clear_notification", "data": {"tag": _id(tag)}})

    async def _call(self, service: str, data: dict[str, Any]) -> None:
        async with asyncio.timeout(PATIENCE_S):
            await self._hass.services.async_call(NOTIFY, service, data, blocking=True)

    def _service(self, target: str) -> str | None:
        """Return the action of `notify` that reaches a target, None when none does. The app's own takes most."""
        name = target.removeprefix(f"{NOTIFY}.")
        if self._hass.services.has_service(NOTIFY, name):
            return name
        entity = er.async_get(self._hass).async_get(target)
        if entity is not None and entity.platform == MOBILE_APP and entity.config_entry_id is not None:
            app = self._hass.config_entries.async_get_entry(entity.config_entry_id)
            name = "" if app is None else f"{MOBILE_APP}_{slugify(app.data.get('device_name'))}"
            if self._hass.services.has_service(NOTIFY, name):
                return name
        return None if self._hass.states.get(target) is None else "send_message"


def _forbids_prices(facts: Facts) -> bool:
    """Return whether people have other worries than prices."""
    storm = facts.situation.storm
    return facts.situation.outage or (storm is not None and storm.tier is not Tier.NONE)


def action_id(button: NoticeButton) -> str:
    """Return the name by which the app reports a pressed button."""
    name = f"{DOMAIN}_{button.action}".upper()
    return name if button.about is None else f"{name}_{button.about}"


def _button(button: NoticeButton) -> dict[str, str]:
    """Return a button as the apps take it; one with a hint asks for a text, which comes back as `reply_text`."""
    shown = {"action": action_id(button), "title": button.title}
    if button.hint is None:
        return shown
    return shown | {
        "behavior": "textInput",
        "textInputButtonTitle": button.title,
        "textInputPlaceholder": button.hint,
    }


def _id(tag: str) -> str:
    return f"{DOMAIN}_{tag}"


def _is_phone(service: str) -> bool:
    return service.startswith(f"{MOBILE_APP}_")


def _phone(message: Message) -> dict[str, Any]:
    """Return a message as Home Assistant's apps take it, with Android's and Apple's options side by side."""
    notice = message.notice
    sound: dict[str, Any] = (
        {"ttl": 0, "priority": "high", "push": {"interruption-level": "time-sensitive"}}
        if message.loud
        else {"alert_once": True, "push": {"interruption-level": "passive", "sound": "none"}}
    )
    return {
        "title": notice.title,
        "message": notice.message,
        "data": {
            "tag": _id(notice.tag),
            "group": DOMAIN,
            "channel": "V2H Planner",
            "importance": "high",
            "actions": [_button(button) for button in notice.buttons],
            **sound,
        },
    }
