"""Writes the golden plans (text, what the tests compare with) and draws them (`docs/golden`).

python -m tests.golden.draw [CASE ..]

A picture has what the plan was made from above (price, sun, load, import) and what each storage does
below (power as bars, SOC as a line, what is wanted of it as diamonds).
"""

from datetime import UTC, timedelta
from pathlib import Path
import sys
import textwrap

import matplotlib as mpl
from matplotlib.axes import Axes
import matplotlib.pyplot as plt
import numpy as np

from compiler.program import compile_program
from custom_components.v2h_planner.core.arrays import Floats
from custom_components.v2h_planner.core.home import Storage
from custom_components.v2h_planner.core.milp import program
from custom_components.v2h_planner.core.plan import Plan, ReasonCode, SocTarget
from custom_components.v2h_planner.core.planning.targets import derive_targets
from custom_components.v2h_planner.core.readings import Verb

from . import case
from .case import Case

PICTURES = Path(__file__).parents[2] / "docs" / "golden"

INK, MUTED, GRID = "#1f2a2e", "#6b7780", "#e3e8ea"
PRICE, SUN, LOAD, IMPORT = "#b03a6b", "#f2b632", "#6b7780", "#3b6fb6"
BARS = {Verb.CHARGE: "#3b6fb6", Verb.SURPLUS: "#e0a100", Verb.DISCHARGE: "#d9622b"}
SOC = "#0d7f86"

STYLE = {
    "svg.fonttype": "none",
    "svg.hashsalt": "v2h_planner",
    "font.family": "sans-serif",
    "font.sans-serif": ["Helvetica", "Arial", "DejaVu Sans"],
    "font.size": 9,
    "axes.edgecolor": GRID,
    "axes.labelcolor": MUTED,
    "xtick.color": MUTED,
    "ytick.color": MUTED,
    "text.color": INK,
}


def main(names: list[str]) -> None:
    """Write and draw these cases, all without a name."""
    mpl.use("svg")
    program.provide = compile_program
    case.PLANS.mkdir(exist_ok=True)
    PICTURES.mkdir(parents=True, exist_ok=True)
    for name in names or case.names():
        loaded, plan = case.load(name), case.planned(name)
        (case.PLANS / f"{name}.txt").write_text(case.table(loaded, plan), encoding="utf-8")
        with mpl.rc_context(STYLE):
            draw(loaded, plan, PICTURES / f"{name}.svg")
        print(name)
    (PICTURES / "README.md").write_text(index(), encoding="utf-8")


def index() -> str:
    """The page that shows all pictures."""
    lines = [
        "# Golden cases",
        "",
        "One behaviour each. The cases stand in `tests/golden/cases`, the plans that tests compare with in",
        "`tests/golden/plans`; `script/golden` writes both the plans and these pictures.",
        "",
        "Above: price (red), sun (yellow), load (grey), import (blue). Below: charging from the grid (blue)",
        "or the sun (yellow) upward, discharging (orange) downward, SOC (green line), what is wanted (diamonds),",
        "min SOC (dotted), away (grey ground).",
        "",
    ]
    for name in case.names():
        loaded = case.load(name)
        lines += [f"## {loaded.title}", "", loaded.says.strip(), "", f"![{loaded.title}]({name}.svg)", ""]
    return "\n".join(lines)


def draw(loaded: Case, plan: Plan, path: Path) -> None:
    """One picture."""
    storages = loaded.request.home.storages
    rows = 1 + len(storages)
    figure, axes = plt.subplots(
        rows, 1, figsize=(9, 2.0 + 2.1 * rows), sharex=True, height_ratios=[1.1] + [1.0] * len(storages)
    )
    hours = np.concatenate([[0.0], np.cumsum(plan.horizon.hours)])
    figure.suptitle(loaded.title, x=0.06, y=0.985, ha="left", fontsize=13, fontweight="bold")
    says = textwrap.fill(" ".join(loaded.says.split()), 125)
    top = figure.text(
        0.06, 1 - 0.42 / figure.get_figheight(), says, ha="left", va="top", color=MUTED, fontsize=8.5
    )
    top.set_linespacing(1.35)
    _inputs(axes[0], plan, hours, loaded.request.home.grid.contract_kw)
    targets = derive_targets(loaded.request)
    for axis, storage in zip(axes[1:], storages, strict=True):
        start = loaded.request.readings.storage(storage.id).soc or 0.0
        _storage(axis, plan, hours, storage, start, [t for t in targets if t.storage_id == storage.id])
    _clock(axes[-1], loaded, plan, hours)
    figure.subplots_adjust(
        left=0.06,
        right=0.94,
        hspace=0.2,
        top=1 - 1.08 / figure.get_figheight(),
        bottom=0.45 / figure.get_figheight(),
    )
    figure.savefig(path, metadata={"Date": None})
    plt.close(figure)
    text = path.read_text(encoding="utf-8")
    path.write_text("\n".join(line.rstrip() for line in text.splitlines()) + "\n", encoding="utf-8")


def _steps(values: Floats) -> Floats:
    return np.append(values, values[-1])


def _inputs(axis: Axes, plan: Plan, hours: Floats, contract_kw: float | None) -> None:
    def series(name: str) -> Floats:
        return np.array([getattr(slot, name) for slot in plan.slots])

    power = axis.twinx()
    _bare(axis)
    _bare(power)
    axis.set_zorder(power.get_zorder() + 1)
    axis.patch.set_visible(False)
    if series("pv_kw").any():
        power.fill_between(
            hours, _steps(series("pv_kw")), step="post", color=SUN, alpha=0.35, lw=0, label="sun"
        )
    power.step(hours, _steps(series("load_kw")), where="post", color=LOAD, lw=1.2, label="load")
    power.step(
        hours, _steps(series("import_kw")), where="post", color=IMPORT, lw=1.0, alpha=0.8, label="import"
    )
    if series("export_kw").any():
        power.step(hours, -_steps(series("export_kw")), where="post", color=SUN, lw=1.2, label="export")
    power.set_ylim(bottom=-1.1 * max(series("export_kw").max(), 0.0), top=1.1 * power.get_ylim()[1])
    if contract_kw is not None:
        power.axhline(contract_kw, color=IMPORT, lw=0.8, ls=(0, (4, 3)))
        power.text(hours[-1], contract_kw, "contract ", ha="right", va="bottom", color=IMPORT, fontsize=8)
    axis.step(hours, _steps(series("import_yen_per_kwh")), where="post", color=PRICE, lw=1.8)
    if any(slot.export_yen_per_kwh > 12 for slot in plan.slots):
        axis.step(
            hours, _steps(series("export_yen_per_kwh")), where="post", color=SUN, lw=1.4, ls=(0, (3, 2))
        )
    low = min(0.0, float(series("import_yen_per_kwh").min()) * 1.2)
    axis.set_ylim(low, float(series("import_yen_per_kwh").max()) * 1.15)
    axis.set_ylabel("yen/kWh", color=PRICE)
    power.set_ylabel("kW")
    if any(slot.co2_kg_per_kwh != plan.slots[0].co2_kg_per_kwh for slot in plan.slots):
        dirt = _steps(series("co2_kg_per_kwh")) * 100
        axis.step(hours, dirt, where="post", color=INK, lw=1.2, ls=(0, (1, 1.5)))
        axis.set_ylim(low, float(dirt.max()) * 1.15)
        axis.set_ylabel("yen/kWh, CO2 in 10 g/kWh", color=PRICE)
    power.legend(
        loc="lower right", bbox_to_anchor=(1.0, 0.99), ncols=4, frameon=False, fontsize=8, handlelength=1.2
    )


def _storage(
    axis: Axes, plan: Plan, hours: Floats, storage: Storage, start: float, targets: list[SocTarget]
) -> None:
    parts = [slot.storage(storage.id) for slot in plan.slots]
    _bare(axis)
    limit = 1.15 * max(storage.charge_max_kw, 1.0)
    axis.set_ylim(-limit, limit)
    axis.axhline(0, color=GRID, lw=0.8)
    for verb, color in BARS.items():
        power = np.array([p.charge_kw - p.discharge_kw if p.verb is verb else 0.0 for p in parts])
        if power.any():
            axis.fill_between(hours, _steps(power), step="post", color=color, alpha=0.85, lw=0)
    away = np.array([part.reason.code is ReasonCode.AWAY for part in parts])
    axis.fill_between(hours, -limit, limit, where=_steps(away), step="post", color="#eef1f2", lw=0, zorder=0)
    axis.set_ylabel(f"{storage.name}, kW")
    soc = axis.twinx()
    _bare(soc)
    soc.plot(hours, [100 * start, *(100 * part.soc_end for part in parts)], color=SOC, lw=1.8)
    soc.axhline(100 * storage.min_soc, color=SOC, lw=0.8, ls=(0, (1, 2)))
    soc.set_ylim(0, 108)
    soc.set_yticks([0, 50, 100])
    soc.set_ylabel("SOC, %", color=SOC)
    for target in targets:
        at = max(0.0, (target.by - plan.horizon.start).total_seconds() / 3600)
        soc.plot(
            [at], [100 * target.soc], marker="D", ms=6, mfc="white", mec=INK, mew=1.2, clip_on=False, zorder=5
        )
        if target.until is not None:
            until = min(hours[-1], (target.until - plan.horizon.start).total_seconds() / 3600)
            soc.plot([at, until], [100 * target.soc] * 2, color=INK, lw=0.9, ls=(0, (3, 2)))
    for short in plan.shortfalls:
        if short.storage_id == storage.id and short.reached_soc is not None:
            at = (short.at - plan.horizon.start).total_seconds() / 3600
            words = f" {short.amount:.1f} kWh short"
            soc.text(at, 100 * short.reached_soc + 6, words, color=BARS[Verb.DISCHARGE], fontsize=9, zorder=6)


def _bare(axis: Axes) -> None:
    for side in ("top", "right", "left"):
        axis.spines[side].set_visible(False)
    axis.tick_params(length=0)


def _clock(axis: Axes, loaded: Case, plan: Plan, hours: Floats) -> None:
    """Ticks every three hours of local time; a clock change shows as an uneven step."""
    ticks, labels = [], []
    at = plan.horizon.start.astimezone(UTC).replace(minute=0, second=0) + timedelta(hours=1)
    while at <= plan.horizon.end:
        local = at.astimezone(loaded.zone)
        if local.hour % 3 == 0:
            ticks.append((at - plan.horizon.start).total_seconds() / 3600)
            labels.append(f"{local:%H:%M}" + (f"\n{local:%a}" if local.hour == 0 else ""))
        at += timedelta(hours=1)
    axis.set_xticks(ticks, labels)
    axis.set_xlim(0, hours[-1])


if __name__ == "__main__":
    main(sys.argv[1:])
