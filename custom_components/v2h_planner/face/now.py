"""What matters at this moment: mode, money, hours without the grid, and what each storage does and why."""

from datetime import datetime

from ..core.hazard import Tier
from ..core.outage.backup import backup_hours
from ..core.plan import Reason
from ..core.readings import StorageReading
from ..presentation.runs import Action, Run
from ..presentation.wording import Wording
from ..settings.model import Settings, StorageSettings
from ..state.snapshot import Snapshot
from ..state.standing import Standing, sentence, standing
from .contract import Next, Now, StorageNow
from .figures import iso, iso_or_none, known, percent

# A person lets it stand by: one more of what may become of a command.
PAUSED = "paused"


def now_of(snapshot: Snapshot, settings: Settings, words: Wording) -> Now:
    """Return the home as it is now."""
    situation, readings, slot = snapshot.situation, snapshot.readings, snapshot.slot
    storm, former = situation.storm, snapshot.mode.former
    priced = slot is not None and snapshot.plan is not None and snapshot.plan.priced
    saved, ledger = snapshot.saved_today, snapshot.ledger
    hours, at_least = _backup(snapshot, settings)
    endurance = snapshot.endurance
    return {
        "at": iso(snapshot.at),
        "mode": situation.mode.value,
        "former_mode": None if former is None else former.value,
        "control": snapshot.control,
        "outage": situation.outage,
        "storm": None if storm is None or storm.tier is Tier.NONE else storm.tier.value,
        "price": known(slot.import_yen_per_kwh, 2) if slot is not None and priced else None,
        "pv_kw": known(readings.pv_kw, 2),
        "load_kw": known(readings.load_kw, 2),
        "grid_kw": known(readings.grid_kw, 2),
        "saved_today": None if saved is None else known(saved.yen, 1),
        "cost_today": None if ledger is None else known(ledger.cost_yen, 1),
        "backup_h": known(hours, 1),
        "backup_at_least": at_least,
        "thrifty_h": None if endurance is None else known(endurance.thrifty.no_sun.hours, 1),
        "storages": [
            _storage(snapshot, item, words) for item in settings.storages if _is_read(snapshot, item)
        ],
    }


def _is_read(snapshot: Snapshot, item: StorageSettings) -> bool:
    """Return whether the snapshot knows this storage: not one that was added a moment ago."""
    return snapshot.readings.find(item.storage.id) is not None


def _backup(snapshot: Snapshot, settings: Settings) -> tuple[float | None, bool]:
    """Return the hours without grid and sun, and whether it may be more."""
    if snapshot.endurance is not None:
        leading = snapshot.endurance.leading
        return (None, False) if leading is None else (leading.hours, leading.outlasts)
    plan = snapshot.plan
    if plan is None:
        return None, False
    hours = backup_hours(plan, settings.home, snapshot.readings, sun=False)
    ahead = (plan.horizon.end - snapshot.at).total_seconds() / 3600.0
    return hours, hours is not None and hours >= ahead > 0.0


def _storage(snapshot: Snapshot, item: StorageSettings, words: Wording) -> StorageNow:
    storage_id = item.storage.id
    reading, command = snapshot.readings.storage(storage_id), snapshot.command(storage_id)
    how = standing(snapshot, item)
    stands, until = _standing(snapshot, how, storage_id)
    action = _action(snapshot, reading)
    why = _why(snapshot, storage_id)
    return {
        "id": storage_id,
        "action": action.value,
        "power_kw": _power_kw(snapshot, reading, how),
        "until": iso_or_none(_until(snapshot, storage_id, action)),
        "soc": percent(reading.soc),
        "plugged": reading.connected,
        "why": "" if why is None else sentence(why, how, words, snapshot.at),
        "standing": stands,
        "standing_until": until,
        "charging_now": command is not None
        and any(t.storage_id == storage_id and t.until is None for t in snapshot.charge_now),
        "disobeys": storage_id in snapshot.disobeying,
        "next": _next(snapshot, storage_id),
    }


def _action(snapshot: Snapshot, reading: StorageReading) -> Action:
    """Return what it is told; where it is left alone what it does, or what the plan has."""
    if reading.connected is False:
        return Action.AWAY
    if (command := snapshot.command(reading.storage_id)) is not None:
        return Action(command.verb)
    return Action.STANDBY if reading.doing is None else Action(reading.doing)


def _until(snapshot: Snapshot, storage_id: str, action: Action) -> datetime | None:
    """Return until when the plan has it do that; None where it does something else just now, as after a new plan."""
    runs = () if snapshot.chart is None else snapshot.chart.runs.get(storage_id, ())
    running = (run for run in runs if run.start <= snapshot.at < run.end and run.action is action)
    return next((run.end for run in running), None)


def _power_kw(snapshot: Snapshot, reading: StorageReading, how: Standing) -> float | None:
    """Return the power that flows; of what is only planned, the power planned."""
    command = snapshot.command(reading.storage_id)
    if reading.connected is False:
        return None
    if how in (Standing.COMMANDED, Standing.HANDS_OFF) and reading.power_kw is not None:
        return known(abs(reading.power_kw), 1)
    return None if command is None else known(command.power_kw, 1)


def _why(snapshot: Snapshot, storage_id: str) -> Reason | None:
    """Return the reason of the command, or of the plan."""
    if (command := snapshot.command(storage_id)) is not None:
        return command.reason
    slot = snapshot.slot
    if slot is None:
        return None
    return next((part.reason for part in slot.storages if part.storage_id == storage_id), None)


def _standing(snapshot: Snapshot, how: Standing, storage_id: str) -> tuple[str, str | None]:
    """Return what becomes of its commands, and until when a person decides that."""
    pause = snapshot.situation.pause(storage_id)
    if how is Standing.HANDS_OFF:
        return how.value, iso_or_none(snapshot.mode.hands_off_until.get(storage_id))
    if pause is not None and how is not Standing.NO_ORDERS:
        return PAUSED, iso_or_none(pause.until)
    return how.value, None


def _next(snapshot: Snapshot, storage_id: str) -> Next | None:
    """Return the next run in which energy flows."""
    ahead: tuple[Run, ...] = () if snapshot.chart is None else snapshot.chart.runs.get(storage_id, ())
    run = next((run for run in ahead if run.moves and run.start > snapshot.at), None)
    if run is None:
        return None
    return {
        "action": run.action.value,
        "start": iso(run.start),
        "energy_kwh": known(run.energy_kwh, 1) or 0.0,
        "soc_end": percent(run.soc_end) or 0.0,
    }
