"""The replays as a table and as a picture."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path

from custom_components.v2h_planner.core.accounting.ledger import MeteredSlot
from custom_components.v2h_planner.core.hazard import Tier

from .comparison import Outcome, mean_extra, soc_of

HEADER = (
    "storm",
    "first sign before onset",
    "SOC at onset: normal",
    "ours",
    "reachable",
    "full at (ours)",
    "normal again",
    "extra yen: ours",
    "naive",
    "all known",
    "start-ups (normal, ours, naive)",
    "short departures",
)
TIER_COLORS = {Tier.WATCH: "#f0e442", Tier.ACT: "#d55e00", Tier.HOLD: "#e69f00"}


def table(outcomes: Sequence[Outcome]) -> str:
    """Return the table in Markdown."""
    rows = [HEADER, tuple("---" if i == 0 else "---:" for i in range(len(HEADER)))]
    rows += [_row(outcome) for outcome in outcomes]
    mean = mean_extra(outcomes)
    costs = (f"**{mean.ours:+.0f}**", f"**{mean.naive:+.0f}**", f"**{mean.least:+.0f}**")
    rows.append(("**mean**", *[""] * 6, *costs, "", ""))
    return "\n".join("| " + " | ".join(row) + " |" for row in rows)


def verdict(outcomes: Sequence[Outcome]) -> str:
    """Sum up the aim, and what came of it."""
    reachable = [outcome for outcome in outcomes if outcome.reachable]
    full = [outcome for outcome in reachable if outcome.ready]
    mean = mean_extra(outcomes)
    full_line = (
        f"Full at the onset: {len(full)} of the {len(reachable)} storms in which it could be reached; "
    )
    full_line += f"as full as could be: {sum(outcome.ready for outcome in outcomes)} of {len(outcomes)}."
    share = f" ({mean.ours / mean.naive:.0%} of it)" if mean.naive > 0 else ""
    cost_line = (
        f"Being ready cost {mean.ours:.0f} yen a storm over the normal plan; the naive rule {mean.naive:.0f}"
    )
    cost_line += f"{share}; with everything known at the first sign {mean.least:.0f}."
    lines = [full_line, cost_line]
    lines.append(
        f"Beyond what being ready costs anybody, ours pays {mean.ours - mean.least:.0f} yen a storm, "
        f"the naive rule {mean.naive - mean.least:.0f}."
    )
    return "\n".join(lines)


def _row(outcome: Outcome) -> tuple[str, ...]:
    scenario, zone = outcome.scenario, outcome.record.zone
    onset = scenario.onset_at

    def when(at: datetime | None) -> str:
        if at is None:
            return "–"
        days = (at.astimezone(zone).date() - scenario.first).days
        return f"day {days}, {at.astimezone(zone):%H:%M}"

    def percent(soc: float | None) -> str:
        return "–" if soc is None else f"{soc:.0%}"

    warned = "–"
    if onset is not None and outcome.first_sign is not None:
        warned = f"{(onset - outcome.first_sign).total_seconds() / 3600:.1f} h"
    lives = (outcome.normal, outcome.ours, outcome.naive)
    return (
        scenario.title,
        warned,
        percent(outcome.normal.onset_soc),
        percent(outcome.ours.onset_soc),
        percent(outcome.reachable_soc),
        when(outcome.ours.full_at),
        when(outcome.released_at),
        f"{outcome.extra_yen:+.0f}",
        f"{outcome.naive_extra_yen:+.0f}",
        f"{outcome.least_extra_yen:+.0f}",
        ", ".join(str(life.start_ups) for life in lives),
        ", ".join(str(life.short_departures) for life in lives),
    )


def picture(outcomes: Sequence[Outcome], file: Path) -> None:
    """For each storm: the price, the tier as a band, and the SOC of the three lives."""
    import matplotlib as mpl

    mpl.use("Agg")
    from matplotlib import pyplot as plt
    from PIL import Image

    count = (len(outcomes) + 1) // 2
    figure, grid = plt.subplots(count, 2, figsize=(15, 2.7 * count), layout="constrained", squeeze=False)
    for axis, outcome in zip(grid.flat, outcomes, strict=False):
        _storm(axis, outcome)
    for axis in grid.flat[len(outcomes) :]:
        axis.set_axis_off()
    handles, labels = grid[0, 0].get_legend_handles_labels()
    figure.legend(handles, labels, ncols=9, loc="outside lower center", frameon=False)
    file.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(file, dpi=80)
    plt.close(figure)
    with Image.open(file) as drawn:
        drawn.convert("RGB").quantize(255, dither=Image.Dither.NONE).save(file, optimize=True)


def _storm(axis, outcome: Outcome) -> None:  # type: ignore[no-untyped-def]
    zone = outcome.record.zone

    def local(at: datetime) -> datetime:
        return at.astimezone(zone).replace(tzinfo=None)

    slots = outcome.normal.slots
    ends = [local(slot.start) + timedelta(hours=slot.hours) for slot in slots]
    end = ends[-1]
    changes = [*outcome.tiers, (slots[-1].start + timedelta(hours=0.5), Tier.NONE)]
    for (start, tier), (until, _) in pairwise(changes):
        if tier in TIER_COLORS:
            axis.axvspan(local(start), min(local(until), end), color=TIER_COLORS[tier], alpha=0.25, lw=0)
    for tier, color in TIER_COLORS.items():
        axis.axvspan(end, end, color=color, alpha=0.25, label=tier.value)
    for slots_of, name, color, style in (
        (outcome.normal.slots, "SOC, normal plan", "#8a8f98", "-"),
        (outcome.naive.slots, "SOC, naive rule", "#c9a227", "--"),
        (outcome.ours.slots, "SOC, ours", "#0072b2", "-"),
    ):
        axis.plot(ends, _socs(slots_of), color=color, ls=style, lw=1.6, label=name)
    away = [not slot.storages[0].connected for slot in slots]
    starts = [local(slot.start) for slot in slots]
    axis.fill_between(starts, 0, 4, where=away, step="post", color="black", alpha=0.5, lw=0, label="away")
    if outcome.scenario.onset_at is not None:
        axis.axvline(local(outcome.scenario.onset_at), color="black", lw=1, ls=":", label="onset")
    axis.set(ylim=(0, 104), xlim=(starts[0], end), ylabel="SOC %")
    axis.set_title(
        f"{outcome.scenario.name}: {outcome.extra_yen:+.0f} yen, naive {outcome.naive_extra_yen:+.0f} yen",
        loc="left",
        fontsize=10,
    )
    price = axis.twinx()
    price.step(
        starts, [slot.import_yen_per_kwh for slot in slots], where="post", color="#cc79a7", lw=0.8, alpha=0.8
    )
    price.set_ylabel("yen/kWh", color="#cc79a7")
    axis.tick_params(axis="x", labelsize=7)


def _socs(slots: Sequence[MeteredSlot]) -> list[float]:
    return [100.0 * soc_of(slot) for slot in slots]
