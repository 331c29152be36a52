"""The year by month and a week in detail, as pictures."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from backtest.comparison import PolicyName

from .figures import Book, Week
from .tables import PROFILES, lived
from .words import WORDS, Language

COLORS = {
    PolicyName.TIMER: "#8a8f98",
    PolicyName.PLUG: "#c9a227",
    PolicyName.PLANNER: "#0072b2",
    PolicyName.ANNOUNCED: "#cc79a7",
    PolicyName.FORESIGHT: "#56b4a0",
}
FONTS = ("Noto Sans CJK JP", "Noto Sans JP", "IPAexGothic", "DejaVu Sans")
AXES = {
    Language.EN: (
        "yen a month",
        "import yen/kWh",
        "kW",
        "SOC %",
        "load",
        "PV",
        "charge",
        "discharge",
        "away",
    ),
    Language.JA: ("円／月", "買電 円/kWh", "kW", "残量 %", "家の消費", "太陽光", "充電", "放電", "外出中"),
}


def _plot() -> Any:
    import matplotlib as mpl
    from matplotlib import font_manager

    mpl.use("Agg")
    there = {font.name for font in font_manager.fontManager.ttflist}
    mpl.rcParams["font.family"] = [name for name in FONTS if name in there]
    mpl.rcParams["axes.unicode_minus"] = False
    from matplotlib import pyplot as plt

    return plt


def months(book: Book, language: Language, file: Path) -> None:
    """Draw what each month cost, a panel for each home."""
    plt, words = _plot(), WORDS[language]
    figure, axes = plt.subplots(len(PROFILES), 1, figsize=(12, 8), layout="constrained")
    for axis, profile in zip(axes, PROFILES, strict=True):
        shown = [
            (policy, figures)
            for policy in PolicyName
            if policy is not PolicyName.PLUG
            and (figures := book.of(lived(profile, policy))) is not None
            and figures.months_yen
        ]
        for n, (policy, figures) in enumerate(shown):
            width = 0.8 / len(shown)
            places = [i + (n - (len(shown) - 1) / 2) * width for i in range(len(figures.months_yen))]
            axis.bar(
                places,
                list(figures.months_yen.values()),
                width,
                label=words.policies[policy],
                color=COLORS[policy],
            )
            axis.set_xticks(range(len(figures.months_yen)), list(figures.months_yen))
        axis.set_title(words.homes[profile], loc="left")
        axis.set_ylabel(AXES[language][0])
    axes[0].legend(ncols=2, loc="upper left", frameon=False)
    _save(plt, figure, file)


def week(shown: Week, language: Language, title: str, file: Path) -> None:
    """Draw a week: price, power, state of charge."""
    plt = _plot()
    _yen, price, kw, soc, load, pv, charge, discharge, away = AXES[language]
    begin = datetime.fromisoformat(shown.start).replace(tzinfo=None)
    hours = [begin + timedelta(minutes=30 * i) for i in range(len(shown.price_yen))]
    figure, axes = plt.subplots(
        3, 1, figsize=(13, 8), layout="constrained", sharex=True, height_ratios=[1, 1.6, 1]
    )
    figure.suptitle(title)
    axes[0].step(hours, shown.price_yen, where="post", color="#d55e00")
    axes[0].set_ylabel(price)
    axes[1].fill_between(hours, shown.pv_kw, step="post", color="#f0e442", label=pv)
    axes[1].step(hours, shown.load_kw, where="post", color="black", label=load)
    axes[1].step(hours, shown.charge_kw, where="post", color="#0072b2", label=charge)
    axes[1].step(hours, [-kw for kw in shown.discharge_kw], where="post", color="#cc79a7", label=discharge)
    axes[1].set_ylabel(kw)
    axes[1].legend(ncols=4, loc="upper left", frameon=False)
    axes[2].plot(hours, [None if level is None else 100.0 * level for level in shown.soc], color="#0072b2")
    axes[2].fill_between(hours, 0, 100, where=shown.away, step="post", color="black", alpha=0.08, label=away)
    axes[2].set(ylim=(0, 100), ylabel=soc)
    axes[2].legend(loc="upper left", frameon=False)
    for axis in axes:
        axis.margins(x=0)
    _save(plt, figure, file)


def _save(plt: Any, figure: Any, file: Path) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(file, dpi=90)
    plt.close(figure)
