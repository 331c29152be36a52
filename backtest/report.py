"""A backtest's result as a table and as a picture."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import numpy as np

from custom_components.v2h_planner.core.accounting.ledger import MeteredSlot
from custom_components.v2h_planner.core.simulation.world import Record

from .bound import Bound
from .comparison import PolicyName, Result

NAMES = {
    PolicyName.TIMER: "night timer (01:00)",
    PolicyName.PLUG: "plug-and-charge",
    PolicyName.PLANNER: "planner",
    PolicyName.ANNOUNCED: "planner, trips told the evening before",
    PolicyName.FORESIGHT: "planner with perfect forecasts",
}
COLORS = {
    PolicyName.TIMER: "#8a8f98",
    PolicyName.PLUG: "#c9a227",
    PolicyName.PLANNER: "#0072b2",
    PolicyName.ANNOUNCED: "#cc79a7",
    PolicyName.FORESIGHT: "#56b4a0",
}
HEADER = (
    "policy",
    "cost yen",
    "import yen",
    "export yen",
    "saved",
    "CO2 kg",
    "self-consumption",
    "backup h",
    "start-ups",
    "short departures",
    "h below min SOC",
    "left kWh",
    "ms/plan",
)


def table(results: Sequence[Result], limits: Bound | None) -> str:
    """Markdown. Costs count the energy left in the battery at what refilling costs."""
    timer = next((r.cost_yen for r in results if r.policy is PolicyName.TIMER), None)
    rows = [HEADER, tuple("---" if i == 0 else "---:" for i in range(len(HEADER)))]
    for r in results:
        share = r.totals.self_consumption
        rows.append(
            (
                NAMES[r.policy],
                f"{r.cost_yen:z,.0f}",
                f"{r.totals.import_yen:z,.0f}",
                f"{r.totals.export_yen:z,.0f}",
                _saved(r.cost_yen, timer),
                f"{r.co2_kg:,.0f}",
                "–" if share is None else f"{share:.1%}",
                f"{r.backup_hours:.1f}",
                f"{r.start_ups:,}",
                f"{r.short_departures} of {r.departures} ({r.short_kwh:.1f} kWh)",
                f"{r.below_min_soc_hours:.0f}",
                f"{r.gained_kwh:+z.1f}",
                "–" if r.plan_ms is None else f"{r.plan_ms:.0f}",
            )
        )
    if limits is not None:
        for name, yen in (
            ("limit: all known, charging only", limits.v1g_yen),
            ("limit: all known, V2H", limits.v2h_yen),
        ):
            rows.append((name, f"{yen:z,.0f}", "", "", _saved(yen, timer), *[""] * (len(HEADER) - 5)))
    return "\n".join("| " + " | ".join(row) + " |" for row in rows)


def _saved(yen: float, timer: float | None) -> str:
    return "" if timer is None or timer <= 0 else f"{1 - yen / timer:z.1%}"


def picture(
    record: Record, results: Sequence[Result], title: str, file: Path, week: int | None = None
) -> None:
    """Costs and CO2 by month above; a week of the planner's (or the last policy's) life below.

    `week`: the day from the record's first on; None: the week with the dearest slot.
    """
    import matplotlib as mpl

    mpl.use("Agg")
    from matplotlib import pyplot as plt

    shown = next((r for r in results if r.policy is PolicyName.PLANNER), results[-1])
    figure, axes = plt.subplots(5, 1, figsize=(13, 15), layout="constrained", height_ratios=[1.2, 1, 1, 1, 1])
    figure.suptitle(title)
    _months(axes[0], record, results, lambda slot: slot.cost_yen, "yen a month")
    axes[0].legend(ncols=4, loc="upper left", frameon=False)
    _months(axes[1], record, results, lambda slot: slot.co2_kg, "kg CO2 a month")
    slots = _week(shown.slots, week)
    hours = [slot.start.astimezone(record.zone).replace(tzinfo=None) for slot in slots]
    kw = 1.0 / slots[0].hours
    axes[2].step(hours, [s.import_yen_per_kwh for s in slots], where="post", color="#d55e00")
    axes[2].set_ylabel("import yen/kWh")
    axes[2].set_title(f"A week of the {NAMES[shown.policy]}", loc="left")
    axes[3].fill_between(hours, [s.pv_kwh * kw for s in slots], step="post", color="#f0e442", label="PV")
    axes[3].step(hours, [s.load_kwh * kw for s in slots], where="post", color="black", label="load")
    axes[3].step(
        hours,
        [sum(p.charge_kwh for p in s.storages) * kw for s in slots],
        where="post",
        color="#0072b2",
        label="charge",
    )
    axes[3].step(
        hours,
        [-sum(p.discharge_kwh for p in s.storages) * kw for s in slots],
        where="post",
        color="#cc79a7",
        label="discharge",
    )
    axes[3].set_ylabel("kW")
    axes[3].legend(ncols=4, loc="upper left", frameon=False)
    ends = [hour + timedelta(hours=slots[0].hours) for hour in hours]
    for i, part in enumerate(slots[0].storages):
        axes[4].plot(
            ends, [100 * (s.storages[i].soc_end or 0.0) for s in slots], label=part.storage_id.upper()
        )
    away = [any(not p.connected for p in s.storages) for s in slots]
    axes[4].fill_between(hours, 0, 100, where=away, step="post", color="#000000", alpha=0.08, label="away")
    axes[4].set(ylim=(0, 100), ylabel="SOC %")
    axes[4].legend(ncols=4, loc="upper left", frameon=False)
    for axis in axes[2:]:
        axis.margins(x=0)
    file.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(file, dpi=90)
    plt.close(figure)


def _months(axis, record, results, value, label) -> None:  # type: ignore[no-untyped-def]
    width = 0.8 / len(results)
    for n, result in enumerate(results):
        sums: dict[str, float] = defaultdict(float)
        for slot in result.slots:
            sums[f"{slot.start.astimezone(record.zone):%Y-%m}"] += value(slot)
        places = np.arange(len(sums)) + (n - (len(results) - 1) / 2) * width
        axis.bar(places, list(sums.values()), width, label=NAMES[result.policy], color=COLORS[result.policy])
        axis.set_xticks(np.arange(len(sums)), list(sums))
    axis.set_ylabel(label)


def _week(slots: Sequence[MeteredSlot], day: int | None) -> Sequence[MeteredSlot]:
    if day is None:
        dearest = int(np.argmax([slot.import_yen_per_kwh for slot in slots]))
        day = max(0, dearest // 48 - 3)
    first = min(day * 48, max(0, len(slots) - 7 * 48))
    return slots[first : first + 7 * 48]
