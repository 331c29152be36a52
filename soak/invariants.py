"""What the docs promise, held against what really happens, minute by minute.

Each promise is kept by what can be known. A sensor that tells the same lie for ten minutes is believed (that is
`soc_estimate`'s own rule), a unit that refuses everything cannot be stopped, and a planner that is not running does
nothing: each rule below names the troubles that excuse it, and for how long.
"""

from dataclasses import dataclass, field

from custom_components.v2h_planner.core.readings import Verb
from custom_components.v2h_planner.devices.judgement import CAR_FULL_SOC, NEAR_END_SOC

from .entities import PLANNER, Devices, entity_of
from .episode import COMMAND, DOWN, OTHERS, SENSOR, Episode, Trouble, TroubleKind, UnitForm
from .keeper import Keeper
from .planner import charging_begins
from .promises import Promise, Violation
from .truth import Truth

REACTION = 4  # minutes: the readings are looked at once a minute, and a unit's own may be a minute behind
SLACK_SOC = 0.015  # a sensor of 1 % and a minute of full power
BELIEVED = 10  # minutes after which a lie that stays is believed
SETTLING = 20  # minutes a unit may need after a trouble with its commands: three rounds, then one of patience
AFTER_OUTAGE = 4  # minutes from the first dark one to an order that is obeyed
STALE_PLAN = 93  # minutes
SILENT = 8  # minutes after which a silent planner has let go
LASTING = 10  # minutes that make a fault a lasting one
DISOBEYS = 15  # minutes until a deaf unit is reported
FEW_KW = 0.15
STARTS_AN_HOUR, STARTS_IN_ALL = 12, 16
CALLS_AN_HOUR = 60  # one a look
DEAF_CALLS_AN_HOUR = (
    44  # eleven rounds (an hour holds both its ends) of two numbers, and as many stops in their place
)


@dataclass(slots=True)
class Watch:
    """Looks on. `checks`: how often each promise was put to the test."""

    episode: Episode
    truth: Truth
    devices: Devices
    violations: list[Violation] = field(default_factory=list)
    checks: dict[Promise, int] = field(default_factory=lambda: dict.fromkeys(Promise, 0))
    _since: dict[tuple[Promise, str], int] = field(default_factory=dict)
    _gained: dict[str, float] = field(default_factory=dict)
    _down_since: int | None = None
    _up_at: int = 0
    _silent: int = 0

    def look(self, minute: int, keeper: Keeper | None, *, looked: bool) -> None:
        """Check one minute. `keeper`: None while Home Assistant is down; `looked`: it saw this minute."""
        if keeper is None:
            self._down_since = minute if self._down_since is None else self._down_since
        elif self._down_since is not None:
            self._down_since, self._up_at = None, minute
        self._silent = 0 if looked else self._silent + 1
        for form in self.episode.units:
            self._floor(minute, form, keeper)
            self._outage(minute, form, keeper)
            self._safe(minute, form, keeper)
            self._departure(minute, form, keeper)
            self._starts(minute, form)
            self._disobedience(minute, form, keeper)
        self._flows(minute, keeper)
        if keeper is not None and keeper.last is not None and looked:
            self._reasons(minute, keeper)
            self._faults(minute, keeper)

    def broken(self, promise: Promise, minute: int, what: str) -> None:
        """Note a violation, the first of its kind only."""
        if all(v.promise is not promise for v in self.violations):
            self.violations.append(Violation(promise=promise, minute=minute, what=what))

    # -- what happens for how long ---------------------------------------------------------------------

    def _lasts(self, promise: Promise, key: str, minute: int, *, bad: bool) -> int:
        """Return for how many minutes something has been wrong without a break."""
        self.checks[promise] += 1
        if not bad:
            self._since.pop((promise, key), None)
            return 0
        return minute - self._since.setdefault((promise, key), minute) + 1

    def _troubled(self, kinds: frozenset[TroubleKind], minute: int, after: int, *on: str) -> bool:
        return self.episode.troubled(kinds, minute, after, on or None)

    def _ours(self, form: UnitForm) -> bool:
        return self.devices.writer[form.id] == PLANNER

    def _unreachable(self, minute: int, form: UnitForm, after: int = SETTLING) -> bool:
        """Return whether the unit does not do as it is told, or others tell it, or nobody is there to tell."""
        down = self._down_since is not None or minute - self._up_at < REACTION
        return (
            down
            or self._troubled(COMMAND | OTHERS, minute, after, form.id)
            or self._troubled(DOWN, minute, REACTION)
        )

    def _lied_to(self, minute: int, form: UnitForm, after: int) -> bool:
        """Return whether a lie about the SOC may be believed now, or two lies at once hide what flows."""
        soc, power = f"{form.id}.soc", f"{form.id}.power"
        believed = any(
            t.kind in _LIES and t.on == soc and t.at + BELIEVED <= minute and t.holds(minute, after)
            for t in self.episode.troubles
        )
        both = self._troubled(SENSOR, minute, after, soc) and self._troubled(SENSOR, minute, after, power)
        unknown = self._troubled(DOWN | {TroubleKind.CLOCK}, minute, after) and self._troubled(
            SENSOR, minute, after, soc
        )
        return believed or both or unknown

    # -- the promises -----------------------------------------------------------------------------------

    def _floor(self, minute: int, form: UnitForm, keeper: Keeper | None) -> None:
        """Check that no command of ours that holds takes the SOC below its minimum."""
        soc, storage = self.truth.soc(form.id), form.storage
        gives = self.truth.flows.power_kw[form.id] < -FEW_KW
        ordered = keeper is not None and keeper.units.orders.get(form.id) is Verb.DISCHARGE
        mine = gives and ordered and self._ours(form) and not self.truth.outage
        sensed = self._troubled(SENSOR, minute, 60, f"{form.id}.soc", f"{form.id}.power")
        slack = SLACK_SOC + (0.03 if sensed or not form.metered else 0.0)
        low = mine and soc < storage.min_soc - slack
        excused = (
            self._unreachable(minute, form)
            or self._lied_to(minute, form, 90)
            or self._silent > 0
            or self._silent_lately(minute)
        )
        if self._lasts(Promise.FLOOR, form.id, minute, bad=low and not excused) > 1:
            self.broken(
                Promise.FLOOR,
                minute,
                f"{form.id} discharges at {100 * soc:.1f} %, its minimum is {100 * storage.min_soc:.0f} %",
            )

    def _silent_lately(self, minute: int) -> bool:
        return self._troubled(frozenset({TroubleKind.STALL}), minute, REACTION) or self._after_outage(minute)

    def _after_outage(self, minute: int) -> bool:
        return self._troubled(frozenset({TroubleKind.OUTAGE}), minute, REACTION)

    def _flows(self, minute: int, keeper: Keeper | None) -> None:
        """Check that no storage feeds the grid, and no charging lifts the import above the contract.

        A unit that takes an order back is taken for one that a person has set: what it gives is not ours then.
        """
        flows, contract = self.truth.flows, self.episode.grid.contract_kw
        left_alone = frozenset[str]() if keeper is None else frozenset(keeper.mode.hands_off_until)
        if self.truth.outage:
            return
        given = sum(max(-kw, 0.0) for key, kw in flows.power_kw.items() if key not in left_alone)
        exported = min(given, max(-flows.grid_kw, 0.0))
        taken = sum(max(kw, 0.0) for key, kw in flows.power_kw.items() if self.devices.writer[key] == PLANNER)
        over = 0.0 if contract is None else min(taken, max(flows.grid_kw - contract, 0.0))
        meters = frozenset({"grid", "load", "pv", *(f"{f.id}.power" for f in self.episode.units)})
        excused = (
            self._troubled(SENSOR, minute, SETTLING, *meters)
            or self._troubled(frozenset({TroubleKind.CLOCK}), minute, SETTLING)
            or self._silent > 0
            or self._silent_lately(minute)
            or any(self._unreachable(minute, form) for form in self.episode.units)
        )
        if self._lasts(Promise.EXPORT, "", minute, bad=exported > FEW_KW and not excused) > REACTION:
            self.broken(
                Promise.EXPORT,
                minute,
                f"{exported:.2f} kW flow from a storage into the grid for {REACTION + 1} minutes",
            )
        if self._lasts(Promise.CONTRACT, "", minute, bad=over > FEW_KW and not excused) > REACTION:
            self.broken(
                Promise.CONTRACT,
                minute,
                f"charging has lifted the import {over:.2f} kW above {contract:g} kW for {REACTION + 1} minutes",
            )

    def _outage(self, minute: int, form: UnitForm, keeper: Keeper | None) -> None:
        """Check that the house is not dark because of us while this unit could feed it."""
        flows, unit, storage = self.truth.flows, self.truth.units[form.id], form.storage
        doing = self.devices.doing(form.id)
        could = storage.can_discharge and unit.connected and unit.soc > storage.min_soc + 0.04
        # a battery that is told a power gives that at most
        bad = flows.dark_kw > FEW_KW and could and self._ours(form) and doing.verb is not Verb.DISCHARGE
        kept = self._unreachable(minute, form) or (keeper is not None and not keeper.state.control)
        known = self._troubled(SENSOR, minute, 30, f"{form.id}.soc", f"{form.id}.plug") or self._silent > 0
        charging = (
            doing.verb is Verb.SURPLUS
            and minute - self._since.get((Promise.OUTAGE, form.id), minute) <= 2 * AFTER_OUTAGE
        )
        # that there is no sun, only the unit's own power shows where the sun's sensor lies
        blind = not form.metered or self._troubled(SENSOR, minute, SETTLING, f"{form.id}.power")
        known = known or (blind and self._troubled(SENSOR, minute, REACTION, "pv"))
        excused = kept or known or charging or self._silent_lately_only(minute)
        if (
            self._lasts(Promise.OUTAGE, form.id, minute, bad=self.truth.outage and bad and not excused)
            > AFTER_OUTAGE
        ):
            self.broken(
                Promise.OUTAGE,
                minute,
                f"{flows.dark_kw:.1f} kW are dark while {form.id} holds {100 * unit.soc:.0f} % and is told {doing.verb}",
            )

    def _silent_lately_only(self, minute: int) -> bool:
        return self._troubled(frozenset({TroubleKind.STALL}), minute, REACTION)

    def _safe(self, minute: int, form: UnitForm, keeper: Keeper | None) -> None:
        """Nobody has a reason to command the unit any more, and it still moves energy."""
        moves = (
            abs(self.truth.flows.power_kw[form.id]) > FEW_KW and self._ours(form) and not self.truth.outage
        )
        stops = (t for t in self.episode.troubles if t.kind is TroubleKind.RESTART)
        restarted = any(t.at + 1 < minute < t.at + t.minutes for t in stops)
        # Who has not looked once since the start, and has lost what was kept, knows of no order.
        knows = keeper is None or keeper.last is not None or bool(keeper.state.orders)
        silent = self._silent >= SILENT and self._down_since is None and knows
        old = False
        if keeper is not None and keeper.last is not None and self._silent == 0:
            plan = keeper.last.plan
            age = None if plan is None else (keeper.last.at - plan.made_at).total_seconds() / 60
            reading = keeper.last.readings.find(form.id)
            blind = reading is not None and reading.soc is None
            old = age is None or age > STALE_PLAN or not keeper.state.control or blind
        excused = self._troubled(COMMAND | OTHERS, minute, SETTLING, form.id) or self._after_outage(minute)
        excused = excused or (restarted and self._troubled(frozenset({TroubleKind.OUTAGE}), minute, 60))
        bad = moves and (restarted or silent or old) and not excused
        if self._lasts(Promise.SAFE, form.id, minute, bad=bad) > REACTION:
            why = (
                "after an unload"
                if restarted
                else "though nobody looks"
                if silent
                else "without a plan, an SOC or leave"
            )
            self.broken(
                Promise.SAFE, minute, f"{form.id} moves {self.truth.flows.power_kw[form.id]:.1f} kW {why}"
            )

    def _departure(self, minute: int, form: UnitForm, keeper: Keeper | None) -> None:
        """Check that the car leaves with what could be charged in the time that nothing was wrong."""
        for trip in (t for t in self.episode.trips if t.storage_id == form.id):
            leave = self.truth.leaves_at(trip)
            if self.truth.outage and form.id in self._gained:  # what the house takes then need not come back
                self._gained[form.id] = min(self._gained[form.id], self.truth.soc(form.id))
            if minute == leave:
                self._left(minute, form, trip.soc, on_time=leave >= trip.leave)
            elif minute < leave and self._could_charge(minute, form, trip.leave, trip.soc, keeper):
                self._gain(minute, form, trip.soc)

    def _left(self, minute: int, form: UnitForm, wanted: float, *, on_time: bool) -> None:
        gained = self._gained.get(form.id)
        left_alone = self._troubled(OTHERS | {TroubleKind.UNDONE}, minute, 180, form.id)  # for two hours
        if gained is None or not on_time or left_alone:
            return
        self.checks[Promise.DEPARTURE] += 1
        had = next(soc for trip, soc in self.truth.left if trip.storage_id == form.id)
        reachable = min(wanted, gained)
        if had < reachable - 0.03:
            self.broken(
                Promise.DEPARTURE,
                minute,
                f"{form.id} leaves with {100 * had:.0f} %, {100 * reachable:.0f} % could be reached",
            )

    def _could_charge(
        self, minute: int, form: UnitForm, leave: int, wanted: float, keeper: Keeper | None
    ) -> bool:
        """Return whether the whim would be charging for that departure, and nothing is wrong."""
        if self.episode.troubled(TroubleKind, minute, 60) or keeper is None or self.truth.outage:
            return False
        starts = self.episode.start
        soc = self._gained.get(form.id, self.truth.soc(form.id))
        begins = charging_begins(form.storage, soc, wanted, starts).timestamp() - starts.timestamp()
        # half an hour to the next plan, and what the relay may rest
        return minute > leave + begins / 60.0 + 65

    def _gain(self, minute: int, form: UnitForm, wanted: float) -> None:
        storage, contract = form.storage, self.episode.grid.contract_kw
        before = self._gained.setdefault(form.id, self.truth.soc(form.id))
        drawn = self.truth.flows.power_kw
        others = sum(max(kw, 0.0) for key, kw in drawn.items() if key != form.id)
        load = max(self.truth.load_at(m) for m in range(max(minute - 30, 0), minute + 1))
        room = (
            storage.charge_max_kw
            if contract is None
            else contract - load - others - storage.overhead_kw - 0.5
        )
        kw = min(room, storage.charge_max_kw)
        if kw >= storage.least_charge_kw and len(self.episode.units) == 1:
            self._gained[form.id] = min(
                before + 0.7 * storage.stored_kw(kw) / 60.0 / storage.capacity_kwh, wanted
            )

    def _starts(self, minute: int, form: UnitForm) -> None:
        """Check how often the relay closes, and how often the unit is written to."""
        self.checks[Promise.STARTS] += 1
        starts = self.devices.starts[form.id]
        lately = sum(minute - at < 60 for at in starts)
        if lately > STARTS_AN_HOUR:
            self.broken(Promise.STARTS, minute, f"{form.id} was started {lately} times within an hour")
        urged = self._troubled(
            frozenset({TroubleKind.OUTAGE}) | COMMAND | OTHERS | DOWN, minute, self.episode.minutes
        )
        if len(starts) > STARTS_IN_ALL and not urged:
            self.broken(Promise.STARTS, minute, f"{form.id} was started {len(starts)} times")
        if minute % 10 == 0:
            calls = [
                c
                for c in self.devices.calls
                if c.storage_id == form.id and c.by == PLANNER and minute - c.minute <= 60
            ]
            deaf = sum(call.fate not in {"done", "late"} for call in calls)  # late is not in vain
            if len(calls) > CALLS_AN_HOUR or deaf > DEAF_CALLS_AN_HOUR:
                self.broken(
                    Promise.STARTS,
                    minute,
                    f"{form.id} was written to {len(calls)} times within an hour, {deaf} times in vain",
                )

    def _reasons(self, minute: int, keeper: Keeper) -> None:
        """Check that a command that moves energy has a reason that says so."""
        assert keeper.last is not None
        for command in keeper.last.commands:
            self.checks[Promise.REASON] += 1
            code = command.reason.code
            kind = {Verb.CHARGE: "charge", Verb.SURPLUS: "charge", Verb.DISCHARGE: "discharge"}.get(
                command.verb
            )
            if kind is not None and not code.startswith(kind):
                self.broken(
                    Promise.REASON, minute, f"{command.storage_id} is told {command.verb} because of {code}"
                )

    def _faults(self, minute: int, keeper: Keeper) -> None:
        """Check that a sensor that is gone or shows nonsense is named, and no longer once it is back."""
        shown = {fault.source: fault.kind for fault in keeper.faults}
        if minute - self._up_at < REACTION:
            return
        for trouble in self.episode.troubles:
            if trouble.kind not in SENSOR or not _is_plain(trouble):
                continue
            entity, name = entity_of(trouble.on), trouble.on.partition(".")[0]
            unit = self.truth.units.get(name)
            if unit is not None and not unit.connected and trouble.on.endswith(".soc"):
                continue  # what a unit shows without a car is no fault
            if trouble.on == "grid" and self.truth.outage:
                continue
            self.checks[Promise.VISIBLE] += 1
            if trouble.at + LASTING <= minute < trouble.at + trouble.minutes and entity not in shown:
                self.broken(Promise.VISIBLE, minute, f"nothing says that {entity} is {trouble.kind}")
            if (
                minute == trouble.at + trouble.minutes + 2 * REACTION
                and self._is_quiet(minute, trouble)
                and entity in shown
            ):
                self.broken(Promise.VISIBLE, minute, f"{entity} is back, and still called {shown[entity]}")

    def _is_quiet(self, minute: int, trouble: Trouble) -> bool:
        others = (t for t in self.episode.troubles if t is not trouble)
        return not any(t.on == trouble.on and t.holds(minute, 60) for t in others) and not self._troubled(
            frozenset({TroubleKind.CLOCK}), minute, 60
        )

    def _disobedience(self, minute: int, form: UnitForm, keeper: Keeper | None) -> None:
        """Check that a unit that does not do as it is told is named."""
        if keeper is None or self._silent:
            return
        ordered, doing = keeper.units.orders.get(form.id), self.devices.doing(form.id)
        command = None if keeper.last is None else keeper.last.command(form.id)
        wanted = command is not None and not self._may_have_ended(form, ordered, command.until_soc)
        deaf = wanted and ordered is not None and _family(ordered) is not _family(doing.verb)
        deaf = deaf and self.truth.units[form.id].connected
        lasts = self._lasts(
            Promise.VISIBLE, form.id, minute, bad=deaf and not self._troubled(OTHERS | DOWN, minute, SETTLING)
        )
        named = form.id in keeper.units.disobeying
        if lasts > DISOBEYS and not named and self._silent == 0:
            self.broken(
                Promise.VISIBLE,
                minute,
                f"{form.id} does {doing.verb} instead of {ordered} for {lasts} minutes, and nothing says so",
            )

    def _may_have_ended(self, form: UnitForm, ordered: Verb | None, until_soc: float | None) -> bool:
        """Return whether the unit may have stopped by itself: near its target, nearly full, or nearly empty."""
        soc, rests = self.truth.soc(form.id), self.devices.doing(form.id).verb is Verb.STANDBY
        if ordered is Verb.DISCHARGE:
            return rests and soc <= form.storage.min_soc + NEAR_END_SOC + SLACK_SOC
        target = 1.0 if until_soc is None else until_soc
        return rests and soc >= min(target - NEAR_END_SOC, CAR_FULL_SOC) - SLACK_SOC


_LIES = frozenset({TroubleKind.JUMP, TroubleKind.SCALE, TroubleKind.FLIP, TroubleKind.UNIT})


def _is_plain(trouble: Trouble) -> bool:
    """Return whether anybody would see at once that this is no value."""
    return trouble.kind is TroubleKind.VANISH or (trouble.kind is TroubleKind.UNIT and trouble.value == 1)


def _family(verb: Verb) -> Verb:
    return Verb.CHARGE if verb is Verb.SURPLUS else verb
