"""A home with one car, and a plan for it: charging for two hours from 23:00, away from 7:30 to 18:00 tomorrow."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, time, timedelta
from itertools import pairwise
import json
from pathlib import Path
from typing import Any

from custom_components.v2h_planner.core.control.mode_machine import ModeState
from custom_components.v2h_planner.core.home import Departure, Home, Mode
from custom_components.v2h_planner.core.horizon import make_horizon
from custom_components.v2h_planner.core.plan import (
    Command,
    Method,
    Plan,
    PlanSlot,
    Reason,
    ReasonCode,
    StorageSlot,
)
from custom_components.v2h_planner.core.readings import Readings, StorageReading, Verb
from custom_components.v2h_planner.core.situation import Situation
from custom_components.v2h_planner.presentation.plan_view import PlanView
from custom_components.v2h_planner.presentation.wording import Wording
from custom_components.v2h_planner.settings.model import (
    Control,
    ControlKind,
    PriceSettings,
    Settings,
    Sources,
    StorageSettings,
)
from custom_components.v2h_planner.state.snapshot import Snapshot
from tests.core.homes import NOW, TOKYO, after, storage

TEXTS = Path(__file__).parents[2] / "custom_components" / "v2h_planner" / "translations"
LEAVE, BACK = after(13.5), after(24)  # 7:30 and 18:00 of a Wednesday
COMMUTE = Departure(weekdays=frozenset({2}), leave=time(7, 30), back=time(18, 0), soc=0.8, energy_kwh=8.0)
CAR = storage(name="リーフ", departures=(COMMUTE,), min_soc=0.2, max_soc=0.9)
HOME = Home(storages=(CAR,))


def words(language: str) -> Wording:
    """The words of a language, from the file, in Tokyo."""
    texts = json.loads((TEXTS / f"{language}.json").read_text(encoding="utf-8"))["common"]
    return Wording({f"component.v2h_planner.common.{key}": text for key, text in texts.items()}, TOKYO)


JA, EN = words("ja"), words("en")


def settings(home: Home = HOME, **changes: Any) -> Settings:
    """Settings of the home; its units are selects."""
    control = Control(kind=ControlKind.SELECT, entity_id="select.unit")
    storages = tuple(
        StorageSettings(storage=one, soc_entity=f"sensor.{one.id}_soc", control=control)
        for one in home.storages
    )
    usual: dict[str, Any] = {
        "home": home,
        "prices": PriceSettings(),
        "sources": Sources(),
        "storages": storages,
    }
    return Settings(**(usual | changes))


def plan(home: Home = HOME, **changes: Any) -> Plan:
    """The plan of the home, made now."""
    horizon = make_horizon(NOW)
    slots = tuple(_slots(home, horizon.edges))
    usual: dict[str, Any] = {
        "made_at": NOW,
        "mode": Mode.ECONOMY,
        "horizon": horizon,
        "slots": slots,
        "method": Method.OPTIMAL,
        "gap": 0.0,
        "seconds": 0.1,
    }
    return Plan(**(usual | changes))


def _slots(home: Home, edges: tuple[datetime, ...]) -> Iterator[PlanSlot]:
    soc = 0.5
    for start, end in pairwise(edges):
        hours = (end - start) / timedelta(hours=1)
        charges = after(5) <= start < after(7)
        away = (min(end, BACK) - max(start, LEAVE)) / timedelta(hours=1)
        driven = max(away, 0.0) / 10.5 * 0.2
        soc += (0.9 * 6.0 * hours / 40.0 if charges else 0.0) - driven
        code = ReasonCode.CHARGE_CHEAP if charges else ReasonCode.WAIT_NOTHING
        numbers = {"price": 18.0, "later_price": 30.0} if charges else {}
        part = StorageSlot(
            storage_id="car",
            verb=Verb.CHARGE if charges else Verb.STANDBY,
            charge_kw=6.0 if charges else 0.0,
            discharge_kw=0.0,
            soc_end=soc,
            away=away > hours / 2,
            reason=Reason(code, numbers, {"later_at": after(12)} if charges else {}),
            driven_soc=driven,
            presence=0.0 if away > hours / 2 else 1.0,
        )
        yield PlanSlot(
            start=start,
            end=end,
            import_kw=6.5 if charges else 0.5,
            export_kw=0.0,
            curtail_kw=0.0,
            pv_kw=0.0,
            load_kw=0.5,
            import_yen_per_kwh=18.0 if charges else 30.0,
            export_yen_per_kwh=8.5,
            co2_kg_per_kwh=0.4,
            price_known=start < after(6),
            storages=tuple(replace(part, storage_id=one.id) for one in home.storages),
        )


def snapshot(
    made: Plan | None = None,
    *,
    home: Home = HOME,
    soc: float | None = 0.5,
    connected: bool | None = True,
    **changes: Any,
) -> Snapshot:
    """The home now: commanded, and following its plan if it has one."""
    ids = [item.id for item in home.storages]
    readings = Readings(
        at=NOW,
        storages=tuple(
            StorageReading(storage_id=one, soc=soc, connected=connected, power_kw=0.0) for one in ids
        ),
        load_kw=0.5,
        grid_kw=0.5,
    )
    usual: dict[str, Any] = {
        "at": NOW,
        "mode": ModeState(),
        "situation": Situation(mode=Mode.ECONOMY),
        "readings": readings,
        "control": True,
        "plan": made,
        "chart": None if made is None else PlanView.of(made),
        "commands": tuple(
            Command(
                storage_id=one,
                verb=Verb.STANDBY,
                power_kw=None,
                until_soc=None,
                reason=Reason(ReasonCode.WAIT_NOTHING),
            )
            for one in ids
        ),
    }
    return Snapshot(**(usual | changes))
