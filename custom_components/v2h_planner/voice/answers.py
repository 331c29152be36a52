"""Answers to what is asked: a snapshot in, one or two sentences out. They say what is only planned, and what nobody knows."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from ..core.hazard import Tier
from ..core.home import Mode, Storage
from ..core.outage.backup import backup_hours
from ..core.outage.endurance import Lasting
from ..core.readings import StorageReading
from ..core.trips import USUAL_KM_PER_KWH
from ..evening.wording import asked_sentence
from ..settings.model import Settings, StorageSettings
from ..state.snapshot import Snapshot
from ..state.standing import Standing, standing
from . import money, outlook
from .meaning import Meaning, Said
from .spoken import SpokenWording


@dataclass(frozen=True, slots=True)
class View:
    """What an answer is made from.

    `saved_yen`: of the period that is asked about, from the recorder; None where it has none. `km_per_kwh`: by storage
    id, as far as the car's own trips have told.
    """

    settings: Settings
    snapshot: Snapshot
    saved_yen: float | None = None
    km_per_kwh: Mapping[str, float] = field(default_factory=dict)

    @property
    def cars(self) -> list[StorageSettings]:
        """The cars, or all storages of a home without one."""
        cars = [item for item in self.settings.storages if item.storage.kind.is_ev]
        return cars or list(self.settings.storages)

    def asked(self, said: Said) -> list[StorageSettings]:
        """Return the storages that a question is about: the named one, or every car."""
        named = [item for item in self.settings.storages if item.storage.id == said.storage_id]
        return named or self.cars


def answer(said: Said, view: View, words: SpokenWording) -> str:
    """Return the answer to a question."""
    return words.joined(_sentences(said, view, words))


def _sentences(said: Said, view: View, words: SpokenWording) -> Iterator[str]:
    snapshot = view.snapshot
    match said.meaning:
        case Meaning.DOING:
            yield from status_sentences(view.settings, snapshot, words)
        case Meaning.WHY_NOT:
            yield from status_sentences(view.settings, snapshot, words)
            yield from (
                outlook.next_charge(snapshot, item.storage, words)
                for item in view.asked(said)
                if not _charges(snapshot, item.storage)
            )
        case Meaning.ECO:
            yield words.text("voice_eco")
        case Meaning.WHICH_MODE:
            yield from _mode(snapshot, words)
        case Meaning.LEVEL | Meaning.RANGE | Meaning.PLUGGED:
            yield from (_of_car(said, item.storage, view, words) for item in view.asked(said))
        case Meaning.FULL:
            yield from _when_only_planned(view, words)
            yield from (outlook.full_at(snapshot, item.storage, said.soc, words) for item in view.asked(said))
        case Meaning.PLAN:
            yield from _when_only_planned(view, words)
            yield from outlook.plan(snapshot, [item.storage for item in view.asked(said)], said, words)
        case _:
            yield from _of_home(said, view, words)


def _of_home(said: Said, view: View, words: SpokenWording) -> Iterator[str]:
    """Answer what is not about one car."""
    snapshot = view.snapshot
    match said.meaning:
        case Meaning.SAVED:
            yield money.saved(snapshot, said.period, view.saved_yen, words)
        case Meaning.COST:
            yield money.cost(snapshot, words)
        case Meaning.PRICE:
            yield money.price(snapshot, words)
        case Meaning.CHEAPEST:
            yield money.cheapest(snapshot, view.settings.home, said, words)
        case Meaning.STORM:
            yield from _storm(view, words)
        case Meaning.BACKUP:
            yield _backup(view, words)
        case Meaning.COMMANDING:
            yield from _commanding(view, words)
        case Meaning.TO_KNOW:
            yield from _to_know(said, view, words)
        case _:
            raise ValueError(said.meaning)


def status_sentences(settings: Settings, snapshot: Snapshot, words: SpokenWording) -> list[str]:
    """Return sentences on what overrides the plan, and on what each storage does and why."""
    sentences = []
    if snapshot.situation.outage:
        sentences.append(_outage(snapshot, words))
    elif snapshot.storm:
        sentences.append(words.text("voice_storm"))
    elif (storm := snapshot.situation.storm) is not None and storm.onset is not None:
        watch = "voice_watch" if snapshot.control else "voice_watch_dry_run"
        sentences.append(words.text(watch, {"onset": words.moment(storm.onset, snapshot.at)}))
    if not snapshot.control:
        sentences.append(words.text("voice_dry_run"))
    return sentences + [_doing(item, snapshot, words) for item in settings.storages]


def _when_only_planned(view: View, words: SpokenWording) -> Iterator[str]:
    """Say what makes a plan no promise: that nobody commands, or that it is old."""
    if not view.snapshot.control:
        yield words.text("voice_dry_run")
    elif view.snapshot.plan_is_old:
        yield words.text("voice_old_plan")


def _outage(snapshot: Snapshot, words: SpokenWording) -> str:
    """Say that the grid is down and, where that is known, for how long there is power."""
    endurance = snapshot.endurance
    if endurance is None or endurance.leading is None:
        return words.text("voice_outage")
    return words.text("voice_outage_left", {"span": words.span(endurance.leading)})


def _doing(item: StorageSettings, snapshot: Snapshot, words: SpokenWording) -> str:
    storage = item.storage
    values = {"name": storage.name}
    command = snapshot.command(storage.id)
    if command is not None:
        values["reason"] = words.reason(command.reason, snapshot.at)
        return words.text("voice_doing", values)
    if storage.id in snapshot.situation.hands_off:
        return words.text("voice_hands_off", values)
    reading = snapshot.readings.find(storage.id)
    if reading is not None and reading.connected is False:
        return words.text("voice_away", values)
    return words.text("voice_unknown", values)


def _charges(snapshot: Snapshot, storage: Storage) -> bool:
    command = snapshot.command(storage.id)
    return command is not None and command.verb.value in ("charge", "surplus")


def _mode(snapshot: Snapshot, words: SpokenWording) -> Iterator[str]:
    mode = snapshot.mode
    yield words.text("voice_mode_is", {"mode": mode_name(mode.mode, words)})
    if mode.former is not None:
        yield words.text("voice_mode_former", {"mode": mode_name(mode.former, words)})


def mode_name(mode: Mode, words: SpokenWording) -> str:
    """Return how a mode is called aloud."""
    return words.text(f"voice_mode_{mode}")


def _of_car(said: Said, storage: Storage, view: View, words: SpokenWording) -> str:
    """Answer how full it is, how far it goes or whether it is plugged in."""
    reading = view.snapshot.readings.find(storage.id)
    values = {"name": storage.name}
    if said.meaning is Meaning.PLUGGED:
        return words.text(_plug_key(reading), values)
    if reading is None or reading.soc is None:
        gone = reading is not None and reading.connected is False
        return words.text("voice_level_away_unknown" if gone else "voice_level_unknown", values)
    values["soc"] = percent(reading.soc)
    if said.meaning is Meaning.LEVEL:
        return words.text("voice_level_away" if reading.connected is False else "voice_level", values)
    return _range(said, storage, reading.soc, view.km_per_kwh.get(storage.id), words)


def _plug_key(reading: StorageReading | None) -> str:
    if reading is None or reading.connected is None:
        return "voice_plug_unknown"
    return "voice_plugged" if reading.connected else "voice_away"


def _range(said: Said, storage: Storage, soc: float, km_per_kwh: float | None, words: SpokenWording) -> str:
    """Say how far it goes until it is empty, and by whose account; with a distance, whether that is enough."""
    km = soc * storage.capacity_kwh * (km_per_kwh or USUAL_KM_PER_KWH)
    values = {"name": storage.name, "soc": percent(soc), "km": str(10 * int(km / 10))}
    if said.km is None:
        return words.text("voice_range" if km_per_kwh else "voice_range_guessed", values)
    values["wanted"] = f"{said.km:.0f}"
    return words.text("voice_range_enough" if km >= said.km else "voice_range_short", values)


def _storm(view: View, words: SpokenWording) -> Iterator[str]:
    snapshot = view.snapshot
    storm, now = snapshot.situation.storm, snapshot.at
    in_force = snapshot.report.in_force
    if in_force:
        yield words.text("voice_warnings", {"hazards": words.hazards(in_force)})
    if storm is not None and storm.tier is Tier.WATCH and storm.onset is not None:
        watch = "voice_watch" if snapshot.control else "voice_watch_dry_run"
        yield words.text(watch, {"onset": words.moment(storm.onset, now)})
    elif snapshot.mode.storm.overruled:
        yield words.text("voice_storm_ignored")
    elif storm is not None and storm.tier is Tier.HOLD:
        yield words.text("voice_storm_hold", {"until": words.moment(storm.until, now)})
    elif storm is not None:
        yield words.text("voice_storm")
    elif in_force:
        yield words.text("voice_storm_minor")
    elif not view.settings.sources.warn:
        yield words.text("voice_storm_no_source")
    elif snapshot.report.silent:
        yield words.text("voice_storm_silent")
    else:
        yield words.text("voice_storm_none")


def _backup(view: View, words: SpokenWording) -> str:
    snapshot = view.snapshot
    if snapshot.situation.outage:
        return _outage(snapshot, words)
    plan = snapshot.plan
    hours = None if plan is None else backup_hours(plan, view.settings.home, snapshot.readings, sun=False)
    if plan is None or hours is None:
        return words.text("voice_backup_unknown")
    ahead = (plan.horizon.end - snapshot.at) / timedelta(hours=1)
    lasting = Lasting(hours=hours, outlasts=hours >= ahead > 0)
    return words.text("voice_backup", {"span": words.span(lasting)})


def _commanding(view: View, words: SpokenWording) -> Iterator[str]:
    """Say whether the plan reaches the units, and which one it does not."""
    if not view.snapshot.control:
        yield words.text("voice_not_commanding")
        return
    yield words.text("voice_commanding")
    for item in view.settings.storages:
        how = standing(view.snapshot, item)
        if how in (Standing.HANDS_OFF, Standing.NO_ORDERS):
            yield words.text(f"voice_{how}", {"name": item.storage.name})


def _to_know(said: Said, view: View, words: SpokenWording) -> Iterator[str]:
    """Ask what would be asked: the questions that stand."""
    snapshot = view.snapshot
    asked = [one for one in snapshot.evening if one.answered is None]
    if said.storage_id is not None:
        asked = [one for one in asked if one.storage_id == said.storage_id]
    if not asked:
        yield words.text("evening_none")
    yield from (asked_sentence(one, words, words.zone, snapshot.at) for one in asked)


def percent(soc: float) -> str:
    """Return a fraction as it is said."""
    return f"{100 * soc:.0f}"
