"""What stands above everything else: the gravest first, each with its words and what a person can do about it.

Storms and outages speak as their notices do, broken inputs as their repairs do: nothing is written twice.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ..core.hazard import Tier
from ..core.outage.endurance import Lasting
from ..core.plan import Shortfall, ShortfallKind
from ..notifications.notice import Notice, NoticeKind, percent
from ..notifications.storm_notices import notices
from ..presentation.wording import Wording
from ..settings.model import ControlKind, Settings
from ..state.snapshot import Snapshot
from .contract import Banner, BannerKind, Offer, Tone

# A shortfall of less, kWh or kW, nobody would notice.
_TRIFLE = 0.05
# More of one kind help nobody.
_MOST = 3
_DISOBEYED = "input_disobeyed"
# Of a storm and an outage their own banners tell.
_BY_SHORTFALL = {
    ShortfallKind.TRIP: "card_shortfall_trip",
    ShortfallKind.FLOOR: "card_shortfall_floor",
    ShortfallKind.CONTRACT: "card_shortfall_contract",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenRepair:
    """A repair that is open, in the language of who looks. `entity`: what it is about, None where it is no entity."""

    key: str
    title: str
    text: str
    entity: str | None = None
    grave: bool = False


def banners_of(
    snapshot: Snapshot, settings: Settings, words: Wording, repairs: Iterable[OpenRepair] = ()
) -> list[Banner]:
    """Return all banners that hold now, the gravest first."""
    open_repairs = tuple(repairs)
    return [
        *_notices(snapshot, settings, words),
        *_hands_off(snapshot, settings, words),
        *_paused(snapshot, settings, words),
        *_dry_run(snapshot, words),
        *_plan(snapshot, words),
        *_shortfalls(snapshot, settings, words),
        *(_repair(one) for one in open_repairs if one.key != _DISOBEYED),
        *(_disobeys(one, settings) for one in open_repairs if one.key == _DISOBEYED),
    ]


def _banner(
    kind: BannerKind,
    tone: Tone,
    title: str,
    text: str = "",
    *,
    source: str | None = None,
    storage_id: str | None = None,
    offers: tuple[Offer, ...] = (),
) -> Banner:
    return {
        "kind": kind,
        "tone": tone,
        "title": title,
        "text": text,
        "source": source,
        "storage_id": storage_id,
        "offers": list(offers),
    }


# Outage and storm


def _notices(snapshot: Snapshot, settings: Settings, words: Wording) -> Iterator[Banner]:
    plan_only = frozenset(
        item.storage.id for item in settings.storages if item.control.kind is ControlKind.NONE
    )
    for notice in notices(snapshot, settings.home, words, plan_only):
        if notice.kind is not NoticeKind.OUTAGE:
            yield _storm(snapshot, settings, words, notice)
        elif snapshot.situation.outage:
            text = "" if notice.message == notice.title else notice.message
            yield _banner("outage", "alarm", notice.title, text)
    if snapshot.situation.storm is None and snapshot.mode.storm.overruled:
        yield _ignored(snapshot, words)


def _storm(snapshot: Snapshot, settings: Settings, words: Wording, notice: Notice) -> Banner:
    source = words.text("notice_jma")
    lines = notice.message.split("\n")
    named = lines[-1] == source
    storm = snapshot.situation.storm
    if storm is not None and notice.phase == "watch":
        # The notification names all that is expected; here the first to come leaves room for the plan.
        first = 1 if snapshot.control else 2
        del lines[first : first + len(storm.hazards) - 1]
    text = "\n".join([*(lines[:-1] if named else lines), *_margins(snapshot, settings, words, notice)])
    tier = Tier.NONE if storm is None else storm.tier
    tone: Tone = "info" if tier is Tier.HOLD else "alarm" if tier is Tier.ACT else "warning"
    return _banner(
        "storm",
        tone,
        notice.title,
        text,
        source=source if named else None,
        storage_id=notice.storage_id,
        offers=("ignore_storm",) if notice.kind is NoticeKind.STORM else (),
    )


def _margins(snapshot: Snapshot, settings: Settings, words: Wording, notice: Notice) -> Iterator[str]:
    """Say how long before the onset each storage will be ready."""
    storm = snapshot.situation.storm
    if (
        notice.kind is not NoticeKind.STORM
        or storm is None
        or storm.onset is None
        or snapshot.situation.outage
    ):
        return
    for ready in snapshot.readiness:
        if not ready.reached or ready.full_at is None or not snapshot.at < ready.full_at < storm.onset:
            continue
        ahead = Lasting(hours=(storm.onset - ready.full_at).total_seconds() / 3600.0)
        values = {"full_at": words.moment(ready.full_at, snapshot.at), "span": words.span(ahead)}
        values["name"] = _name(settings, ready.storage_id)
        yield words.text("card_storm_margin", values)


def _ignored(snapshot: Snapshot, words: Wording) -> Banner:
    """Say that a storm is ignored, for it can still be heeded."""
    storm = snapshot.mode.storm
    hazards = [warning.hazard for warning in storm.in_force]
    hazards += [watch.hazard for watch in storm.watches if watch.gone is None]
    return _banner(
        "storm", "warning", words.text("card_storm_ignored"), words.hazards(hazards), offers=("heed_storm",)
    )


# What a person decided


def _hands_off(snapshot: Snapshot, settings: Settings, words: Wording) -> Iterator[Banner]:
    for item in settings.storages:
        storage = item.storage
        until = snapshot.mode.hands_off_until.get(storage.id)
        if storage.id not in snapshot.situation.hands_off or until is None:
            continue
        values = {"name": storage.name, "until": words.moment(until, snapshot.at)}
        yield _banner(
            "hands_off",
            "info",
            words.text("card_hands_off"),
            words.text("notice_hands_off", values),
            storage_id=storage.id,
            offers=("take_back",),
        )


def _paused(snapshot: Snapshot, settings: Settings, words: Wording) -> Iterator[Banner]:
    for pause in snapshot.situation.pauses:
        values = {"name": _name(settings, pause.storage_id)}
        if pause.until is not None:
            values["until"] = words.moment(pause.until, snapshot.at)
        key = "card_paused_open" if pause.until is None else "card_paused_until"
        yield _banner(
            "paused",
            "info",
            words.text("card_paused"),
            words.text(key, values),
            storage_id=pause.storage_id,
            offers=("resume",),
        )


def _dry_run(snapshot: Snapshot, words: Wording) -> Iterator[Banner]:
    if not snapshot.control:
        yield _banner(
            "dry_run",
            "warning",
            words.text("card_dry_run"),
            words.text("voice_dry_run"),
            offers=("control_on",),
        )


# The plan


def _plan(snapshot: Snapshot, words: Wording) -> Iterator[Banner]:
    plan = snapshot.plan
    if plan is None:
        failed = snapshot.failures > 0
        title = words.text("card_plan_failed" if failed else "card_no_plan")
        yield _banner("no_plan", "warning" if failed else "info", title, offers=("replan",) if failed else ())
    elif snapshot.plan_is_old or snapshot.failures > 0:
        made = words.moment(plan.made_at, snapshot.at)
        yield _banner("old_plan", "warning", words.text("card_old_plan", {"at": made}), offers=("replan",))


def _shortfalls(snapshot: Snapshot, settings: Settings, words: Wording) -> Iterator[Banner]:
    plan = snapshot.plan
    if plan is None or snapshot.situation.outage:
        return
    found = (_shortfall(one, snapshot, settings, words) for one in plan.shortfalls if one.amount > _TRIFLE)
    told = [banner for banner in found if banner is not None]
    yield from told[:_MOST]


def _shortfall(one: Shortfall, snapshot: Snapshot, settings: Settings, words: Wording) -> Banner | None:
    at, name = words.moment(one.at, snapshot.at), _name(settings, one.storage_id)
    why = "" if one.reason is None else words.reason(one.reason, snapshot.at, later=True)
    if one.kind in (ShortfallKind.DEPARTURE, ShortfallKind.PERSON):
        text = _missed(one, at, snapshot, words)
        title = words.text("notice_short_title", {"name": name})
    elif (key := _BY_SHORTFALL.get(one.kind)) is not None:
        values = {"name": name, "at": at, "amount": f"{one.amount:.1f}"}
        title, text = words.text(key, values), ""
    else:
        return None
    lines = "\n".join(filter(None, (text, why)))
    return _banner("shortfall", "warning", title, lines, storage_id=one.storage_id)


def _missed(one: Shortfall, at: str, snapshot: Snapshot, words: Wording) -> str:
    """Say which SOC a target comes to, as far as that is known."""
    reading = None if one.storage_id is None else snapshot.readings.find(one.storage_id)
    if one.wanted_soc is None or one.reached_soc is None or reading is None or reading.soc is None:
        return ""
    values = {
        "onset": at,
        "soc": percent(one.reached_soc),
        "target": percent(one.wanted_soc),
        "now": percent(reading.soc),
    }
    return words.text("notice_short_at_onset", values)


# What is broken


def _repair(one: OpenRepair) -> Banner:
    return _banner("fault", "alarm" if one.grave else "warning", one.title, one.text, offers=("repairs",))


def _disobeys(one: OpenRepair, settings: Settings) -> Banner:
    units = (item.storage.id for item in settings.storages if one.entity in item.control.entities)
    return _banner(
        "disobeys", "alarm", one.title, one.text, storage_id=next(units, None), offers=("repairs",)
    )


def _name(settings: Settings, storage_id: str | None) -> str:
    return next((item.storage.name for item in settings.storages if item.storage.id == storage_id), "")
