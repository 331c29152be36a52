"""One face for all who look: built once a home and language, and sent in the parts that have changed."""

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
import logging
from typing import Any, Final, cast

from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.helpers import device_registry as dr, entity_registry as er, issue_registry as ir
from homeassistant.helpers.json import json_bytes
from homeassistant.helpers.translation import async_get_cached_translations, async_get_translations
from homeassistant.util import dt as dt_util
from homeassistant.util.hass_dict import HassKey

from ..const import DOMAIN
from ..coordinator import V2HCoordinator
from ..core.horizon import slot_floor
from ..core.plan import Plan
from ..dashboards.card_file import async_card_version
from ..presentation.translation import wording
from ..presentation.wording import Wording
from . import contract
from .banners import OpenRepair, banners_of
from .contract import Face, FaceMessage, PastSlot
from .evening import evening_of
from .home_facts import home_facts
from .now import now_of
from .past import past_of
from .plan import plan_of
from .trips import trips_of

_LOGGER = logging.getLogger(__name__)

FEEDS: HassKey[dict[tuple[str, str], Feed]] = HassKey(f"{DOMAIN}_faces")
# The languages that there are texts in; whoever speaks another one reads English.
LANGUAGES: Final = ("en", "ja")
GONE: Final = json_bytes({"gone": True})


@dataclass(frozen=True, slots=True)
class Rights:
    """What a user may do beside looking."""

    may_control: bool
    may_edit: bool


@callback
def async_feed(hass: HomeAssistant, coordinator: V2HCoordinator, language: str) -> Feed:
    """Return the feed of a home in a language, the one that is there or a new one."""
    known = _known(language)
    feeds = hass.data.setdefault(FEEDS, {})
    key = (coordinator.config_entry.entry_id, known)
    if key not in feeds or feeds[key].is_over:
        feeds[key] = Feed(hass, coordinator, known)
    return feeds[key]


async def async_words(hass: HomeAssistant, language: str) -> Wording:
    """Return the words of a language, loaded."""
    await async_get_translations(hass, _known(language), "common", [DOMAIN])
    return wording(hass, _known(language))


def _known(language: str) -> str:
    """Return the language itself where there are texts in it."""
    return language if language in LANGUAGES else LANGUAGES[0]


@callback
def async_end_feeds(hass: HomeAssistant, entry_id: str) -> None:
    """Tell all who look at a home that it is gone; they look anew when it is back."""
    feeds = hass.data.get(FEEDS, {})
    for key in [key for key in feeds if key[0] == entry_id]:
        feeds.pop(key).end()


class Feed:
    """The face of one home in one language. It listens while somebody looks."""

    def __init__(self, hass: HomeAssistant, coordinator: V2HCoordinator, language: str) -> None:
        """Have nobody looking."""
        self.is_over = False
        self._hass = hass
        self._coordinator = coordinator
        self._language = language
        self._followers: dict[object, tuple[Rights, Callable[[bytes], None]]] = {}
        self._unsubscribe: CALLBACK_TYPE | None = None
        self._one_plan = asyncio.Lock()
        self._plan: tuple[Plan | None, contract.Plan | None] = (None, None)
        self._past: tuple[object, list[PastSlot]] = (None, [])
        self._sent: Face | None = None
        self._card = ""
        self._is_broken = False

    async def async_prepare(self) -> None:
        """Load the words and say the plan in them, so that `follow` has all at hand."""
        await async_words(self._hass, self._language)
        await async_get_translations(self._hass, self._language, "issues", [DOMAIN])
        self._card = await async_card_version(self._hass)
        await self._say_plan()

    @callback
    def follow(self, rights: Rights, send: Callable[[bytes], None]) -> tuple[bytes, CALLBACK_TYPE]:
        """Return the whole face as JSON, and what ends the subscription; `send` gets what changes after it."""
        if self._unsubscribe is None:
            self._unsubscribe = self._coordinator.async_add_listener(self._on_update)
        self._push()  # the others are not to miss what this one gets
        follower = object()
        self._followers[follower] = (rights, send)

        @callback
        def stop() -> None:
            self._followers.pop(follower, None)
            if not self._followers:
                self._rest()

        assert self._sent is not None
        return _json(cast("FaceMessage", self._sent), rights), stop

    @callback
    def end(self) -> None:
        """Tell everybody that the home is gone."""
        self.is_over = True
        followers = list(self._followers.values())
        self._followers.clear()
        self._rest()
        for _rights, send in followers:
            send(GONE)

    def _rest(self) -> None:
        """Stop listening: nobody looks."""
        if self._unsubscribe is not None:
            self._unsubscribe()
            self._unsubscribe = None
        self._sent = None

    @callback
    def _on_update(self) -> None:
        """Send what has changed. The entities listen too: whatever is wrong in here must not keep it from them."""
        try:
            self._push()
        except Exception:
            if not self._is_broken:
                _LOGGER.exception("The cards of %s could not be told", self._coordinator.config_entry.title)
            self._is_broken = True
        else:
            self._is_broken = False

    @callback
    def _push(self) -> None:
        """Send what has changed. A new plan follows once it is put into words."""
        face, before = self._face(), self._sent
        self._sent = face
        if self._coordinator.data.plan is not self._plan[0]:
            self._coordinator.config_entry.async_create_background_task(
                self._hass, self._send_plan(), f"{DOMAIN} face"
            )
        if before is None or not self._followers:
            return
        changed = cast("FaceMessage", {key: part for key, part in face.items() if part != before[key]})  # type: ignore[literal-required]
        if not changed:
            return
        messages = dict[Rights, bytes]()
        for rights, send in list(self._followers.values()):
            if rights not in messages:
                messages[rights] = _json(changed, rights)
            send(messages[rights])

    async def _send_plan(self) -> None:
        if await self._say_plan() and self._followers:
            self._push()

    async def _say_plan(self) -> bool:
        """Put the plan into words in the executor; return whether there was a new one."""
        async with self._one_plan:
            coordinator, plan = self._coordinator, self._coordinator.data.plan
            if plan is self._plan[0]:
                return False
            said = None
            if plan is not None:
                words, zone = wording(self._hass, self._language), dt_util.get_default_time_zone()
                data = coordinator.data
                home, trips = coordinator.settings.home.without(data.skipped, zone), data.one_off
                said = await self._hass.async_add_executor_job(plan_of, plan, home, trips, words, zone)
            self._plan = (plan, said)
            return True

    def _face(self) -> Face:
        """Return all parts as they are now; the plan as it was last put into words."""
        coordinator, zone = self._coordinator, dt_util.get_default_time_zone()
        snapshot, settings = coordinator.data, coordinator.settings
        entry = coordinator.config_entry
        words = wording(self._hass, self._language)
        has_pv = _has_pv(coordinator)
        registry = er.async_entries_for_config_entry(er.async_get(self._hass), entry.entry_id)
        devices = dr.async_entries_for_config_entry(dr.async_get(self._hass), entry.entry_id)
        return {
            "home": home_facts(
                entry.entry_id,
                entry.title,
                settings,
                snapshot.plan,
                absences=coordinator.trip_log.absences,
                has_pv=has_pv,
                card=self._card,
                time_zone=str(zone),
                entities={one.unique_id: one.entity_id for one in registry if one.disabled_by is None},
                devices={name: device.id for device in devices for _, name in device.identifiers},
            ),
            "now": now_of(snapshot, settings, words),
            "banners": banners_of(snapshot, settings, words, self._repairs(entry.entry_id)),
            "plan": self._plan[1] if snapshot.plan is not None else None,
            "trips": trips_of(snapshot, settings, zone),
            "evening": evening_of(snapshot, words, zone),
            "past": self._past_until_plan(has_pv=has_pv),
        }

    def _past_until_plan(self, *, has_pv: bool) -> list[PastSlot]:
        """Return the metered hours; they change with the half hour and with the plan, which shows what comes after."""
        snapshot, zone = self._coordinator.data, dt_util.get_default_time_zone()
        made_at: datetime | None = None if snapshot.plan is None else snapshot.plan.made_at
        running = slot_floor(snapshot.at.astimezone(zone))
        if self._past[0] != (made_at, running):
            sources = self._coordinator.settings.sources
            has_load = bool(sources.load_power or sources.grid_power)
            past = past_of(snapshot.ledger, snapshot.at, zone, has_pv=has_pv, has_load=has_load)
            self._past = ((made_at, running), past)
        return self._past[1]

    def _repairs(self, entry_id: str) -> Iterator[OpenRepair]:
        """Yield the open repairs of this home in the language of who looks."""
        texts = async_get_cached_translations(self._hass, self._language, "issues", DOMAIN)
        for (domain, name), issue in ir.async_get(self._hass).issues.items():
            shown = issue.active and issue.dismissed_version is None
            if domain != DOMAIN or not shown or not name.startswith(entry_id):
                continue
            key, values = issue.translation_key or "", issue.translation_placeholders or {}
            title, text = (
                _filled(texts.get(f"component.{DOMAIN}.issues.{key}.{part}", ""), values)
                for part in ("title", "description")
            )
            entity = (issue.data or {}).get("entity")
            yield OpenRepair(
                key=key,
                title=title or key,
                text=text,
                entity=entity if isinstance(entity, str) else None,
                grave=issue.severity is ir.IssueSeverity.ERROR,
            )


def _filled(text: str, values: dict[str, str]) -> str:
    """Return a text of a repair with its values; as it is where they do not fit."""
    try:
        return text.format_map(values)
    except KeyError, ValueError, IndexError:
        return text


def _has_pv(coordinator: V2HCoordinator) -> bool:
    """Return whether the sun is metered or forecast here."""
    inputs, sources = coordinator.data.inputs, coordinator.settings.sources
    if inputs is not None:
        return inputs.has_pv
    return bool(sources.pv_power or sources.solar_forecast_entries or sources.solar_forecast_entities)


def _json(message: FaceMessage, rights: Rights) -> bytes:
    """Return a message for somebody with these rights. JSON has no NaN: it is null."""
    told: dict[str, Any] = dict(message)
    if "home" in message:
        told["home"] = {
            **message["home"],
            "may_control": rights.may_control,
            "may_edit": rights.may_edit,
        }
    return json_bytes(told)
