"""What happened, for people: changes only, with times."""

from datetime import timedelta
from hashlib import sha256

from .entities import Devices
from .episode import Episode, Trouble
from .keeper import Keeper
from .promises import Violation
from .truth import Truth


class Journal:
    """The lines of one episode's story."""

    def __init__(self, episode: Episode) -> None:
        """Begin with an empty page."""
        self._episode = episode
        self.lines: list[tuple[int, str]] = []
        self._shown: dict[str, str] = {}
        self._calls = 0

    def say(self, minute: int, line: str) -> None:
        """Write a line."""
        self.lines.append((minute, line))

    def note(self, minute: int, keeper: Keeper | None, devices: Devices, truth: Truth) -> None:
        """Write down what has changed since the last minute."""
        for trouble in self._episode.troubles:
            if trouble.at == minute:
                self.say(minute, f"TROUBLE: {told(trouble)}")
            elif trouble.at + trouble.minutes == minute:
                self.say(minute, f"over: {trouble.kind} {trouble.on}".rstrip())
        for call in devices.calls[self._calls :]:
            self.say(int(call.minute), f"{call.by} writes {call.text} -> {call.fate}")
        self._calls = len(devices.calls)
        if keeper is not None and keeper.last is not None:
            self._note_looks(minute, keeper)
        for key, unit in truth.units.items():
            where = "plugged in" if unit.connected else "away"
            kw = truth.flows.power_kw[key]
            way = "charges" if kw > 0.05 else "discharges" if kw < -0.05 else "rests"
            self._change(
                minute, f"truth {key}", f"{where}, {way}", f"at {100 * unit.soc:.1f} %, {kw:+.2f} kW"
            )

    def _note_looks(self, minute: int, keeper: Keeper) -> None:
        assert keeper.last is not None
        snapshot = keeper.last
        for reading in snapshot.readings.storages:
            soc = "unknown" if reading.soc is None else "counted" if reading.soc_counted else "read"
            plug = {None: "plug unknown", True: "plugged in", False: "away"}[reading.connected]
            value = "" if reading.soc is None else f"{100 * reading.soc:.0f} %"
            power = "" if reading.power_kw is None else f", {reading.power_kw:+.2f} kW"
            self._change(minute, f"read {reading.storage_id}", f"{plug}, SOC {soc}", f"{value}{power}")
            command = snapshot.command(reading.storage_id)
            what = "nothing" if command is None else f"{command.verb} ({command.reason.code})"
            detail = "" if command is None or command.power_kw is None else f"{command.power_kw:.1f} kW"
            self._change(minute, f"command {reading.storage_id}", what, detail)
        for ruling in keeper.rulings:
            self._change(
                minute,
                f"supervisor {ruling.storage_id}",
                "passes" if ruling.rule is None else f"stops or lowers: {ruling.rule}",
                "",
            )
        faults = ", ".join(sorted({f"{fault.source} {fault.kind}" for fault in keeper.faults})) or "none"
        self._change(minute, "faults", faults, "")

    def _change(self, minute: int, subject: str, value: str, detail: str) -> None:
        if self._shown.get(subject) == value:
            return
        first = subject not in self._shown
        self._shown[subject] = value
        if not (first and value in ("passes", "none", "nothing")):
            self.say(minute, f"{subject}: {value} {detail}".rstrip())

    def digest(self, truth: Truth) -> str:
        """Return a short sign of all that happened: two lives of one episode have the same."""
        end = [(key, round(unit.energy_kwh, 9)) for key, unit in truth.units.items()]
        return sha256(repr((self.lines, end)).encode()).hexdigest()[:16]


def told(trouble: Trouble) -> str:
    """Return a trouble in words."""
    value = f" {trouble.value:g}" if trouble.value else ""
    on = f" on {trouble.on}" if trouble.on else ""
    return f"{trouble.kind}{value}{on} for {trouble.minutes} min"


def home_of(episode: Episode) -> str:
    """Return the house in a few words."""
    units = ", ".join(
        f"{f.id} ({f.storage.capacity_kwh:g} kWh, charge {f.storage.charge_max_kw:g} kW {f.storage.charge_control}, "
        f"by {f.wiring}, from {100 * f.soc:.0f} %{'' if f.metered else ', no power sensor'})"
        for f in episode.units
    )
    contract = "no limit" if episode.grid.contract_kw is None else f"{episode.grid.contract_kw:g} kW"
    load = "load metered" if episode.load_metered else "load from the grid meter"
    lag = ", units a minute behind" if episode.lag else ""
    return f"{units}; contract {contract}; PV {episode.pv_kw:g} kW; {load}{lag}"


def tell(
    episode: Episode, journal: Journal, violations: tuple[Violation, ...], *, whole: bool = False
) -> str:
    """Return the story up to the first violation, the hour before it in full. `whole`: all of it."""
    end = min((v.minute for v in violations), default=episode.minutes)
    lines = [f"seed {episode.seed}, {episode.minutes // 60} h: {home_of(episode)}"]
    lines += [f"  trouble at {_clock(episode, t.at)}: {told(t)}" for t in episode.troubles]
    for minute, line in journal.lines:
        near = whole or line.startswith(("TROUBLE", "over")) or end - 60 <= minute
        if near and (whole or minute <= end):
            lines.append(f"{_clock(episode, minute)} {line}")
    lines += [f"{_clock(episode, v.minute)} BROKEN: {v}" for v in violations]
    lines.append(f"again: script/soak --seed {episode.seed}")
    return "\n".join(lines)


def _clock(episode: Episode, minute: int) -> str:
    return f"{episode.start + timedelta(minutes=minute):%H:%M}"
