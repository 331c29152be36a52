"""Tables in Markdown from the figures."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from backtest.comparison import PolicyName

from .figures import Book, Figures, Run
from .words import WORDS, Language, Words

PROFILES = (1, 2)
# Who answers the evening question is taken to have told, too, that a fast charger is near.
NEAR = {"short_yen_per_kwh": 100.0}


def lived(profile: int, policy: PolicyName) -> Run:
    """Return the run of a policy that the pages show."""
    return Run(profile=profile, policy=policy, changes=NEAR if policy is PolicyName.ANNOUNCED else {})


YEARS = tuple(lived(profile, policy) for profile in PROFILES for policy in PolicyName)
NOTHING = "–"


@dataclass(frozen=True, slots=True, kw_only=True)
class Variant:
    """A way to plan that was tried: its words, and its run for each profile."""

    words: dict[Language, str]
    policy: PolicyName = PolicyName.PLANNER
    changes: tuple[tuple[str, float], ...] = ()

    def run(self, profile: int) -> Run:
        """Return its run for a profile."""
        return Run(profile=profile, policy=self.policy, changes=dict(self.changes))


def markdown(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a table; all columns but the first are numbers."""
    lines = [header, ["---", *["--:"] * (len(header) - 1)], *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def year(book: Book, language: Language) -> str:
    """Return who pays and saves what: a row for each home and policy."""
    words = WORDS[language]
    header = (words.home, words.policy, words.cost, words.saved, words.share, words.starts, words.short)
    rows = []
    for profile in PROFILES:
        timer, known = (
            book.of(Run(profile=profile, policy=policy))
            for policy in (PolicyName.TIMER, PolicyName.FORESIGHT)
        )
        for policy in PolicyName:
            figures = book.of(lived(profile, policy))
            if figures is not None:
                rows.append(
                    (words.homes[profile], words.policies[policy], *_paid(figures, timer, known, words))
                )
    return f"{markdown(header, rows)}\n\n{_sources(book, YEARS, words)}"


def _paid(figures: Figures, timer: Figures | None, known: Figures | None, words: Words) -> tuple[str, ...]:
    return (
        words.unit_yen.format(figures.cost_yen),
        _saved(figures, timer),
        _share(figures, timer, known),
        f"{figures.starts_a_day:.2f}",
        words.of.format(figures.short_departures, figures.departures, figures.short_kwh),
    )


def _saved(figures: Figures, timer: Figures | None) -> str:
    if timer is None or timer.cost_yen <= 0 or timer == figures:
        return NOTHING
    return f"{1.0 - figures.cost_yen / timer.cost_yen:.1%}".replace("-", "−")


def _share(figures: Figures, timer: Figures | None, known: Figures | None) -> str:
    """Return the share of the saving that the planner with perfect forecasts makes."""
    if timer is None or known is None or figures in (timer, known) or known.cost_yen >= timer.cost_yen:
        return NOTHING
    saving = (timer.cost_yen - figures.cost_yen) / (timer.cost_yen - known.cost_yen)
    return f"{saving:.1%}".replace("-", "−")


def beside(book: Book, language: Language) -> str:
    """Return what else came of it: CO2, sun, reserve, time."""
    words = WORDS[language]
    header = (words.home, words.policy, words.co2, words.sun, words.backup, words.plan_ms)
    rows = [
        (words.homes[run.profile], words.policies[run.policy], *_beside(figures))
        for run in YEARS
        if (figures := book.of(run)) is not None
    ]
    return markdown(header, rows)


def _beside(figures: Figures) -> tuple[str, ...]:
    return (
        f"{figures.co2_kg:,.0f}",
        NOTHING if figures.self_consumption is None else f"{figures.self_consumption:.1%}",
        f"{figures.backup_hours:.1f}",
        NOTHING if figures.plan_ms is None else f"{figures.plan_ms:.0f}",
    )


def months(book: Book, language: Language) -> str:
    """Return the cost by month: a column for each home and policy that matters."""
    words = WORDS[language]
    shown = [run for run in YEARS if run.policy is not PolicyName.PLUG and _has_months(book, run)]
    names = sorted({month for run in shown for month in _figures(book, run).months_yen})
    header = ("", *(words.of_home.format(words.policies[run.policy], run.profile) for run in shown))
    rows = [
        (month, *(f"{_figures(book, run).months_yen.get(month, 0.0):,.0f}" for run in shown))
        for month in names
    ]
    return markdown(header, rows)


def _has_months(book: Book, run: Run) -> bool:
    figures = book.of(run)
    return figures is not None and bool(figures.months_yen)


def variants(book: Book, tried: Sequence[Variant], language: Language) -> str:
    """Return what was tried: yen, starts, short departures and time for each profile."""
    words = WORDS[language]
    header = [words.variant]
    for profile in PROFILES:
        header += [
            words.of_home.format(name, profile)
            for name in (words.cost, words.share, words.starts, words.short, words.plan_ms)
        ]
    rows = []
    for variant in tried:
        row = [variant.words[language]]
        for profile in PROFILES:
            row += _tried(book, variant.run(profile), words)
        rows.append(row)
    runs = [variant.run(profile) for variant in tried for profile in PROFILES]
    return f"{markdown(header, rows)}\n\n{_sources(book, runs, words)}"


def _tried(book: Book, run: Run, words: Words) -> list[str]:
    figures = book.of(run)
    timer, known = (
        book.of(Run(profile=run.profile, policy=policy))
        for policy in (PolicyName.TIMER, PolicyName.FORESIGHT)
    )
    if figures is None:
        return [NOTHING] * 5
    cost, _saved_share, share, starts, short = _paid(figures, timer, known, words)
    return [cost, share, starts, short, NOTHING if figures.plan_ms is None else f"{figures.plan_ms:.0f}"]


def _figures(book: Book, run: Run) -> Figures:
    figures = book.of(run)
    assert figures is not None
    return figures


def _sources(book: Book, runs: Sequence[Run], words: Words) -> str:
    """Return the days and commits of what stands in a table."""
    found = sorted({(m.day, m.commit) for run in runs if (m := book.measured.get(run.name)) is not None})
    return (
        f"*{words.measured.format(', '.join(f'{day} {commit}' for day, commit in found))}*" if found else ""
    )


def summary(book: Book, language: Language) -> str:
    """Return what the first page of the project says: yen and what is saved, a row for each home."""
    words = WORDS[language]
    shown = (PolicyName.TIMER, PolicyName.PLANNER, PolicyName.ANNOUNCED, PolicyName.FORESIGHT)
    rows = []
    for profile in PROFILES:
        timer = book.of(Run(profile=profile, policy=PolicyName.TIMER))
        row = [words.homes[profile]]
        for policy in shown:
            figures = book.of(lived(profile, policy))
            row.append(NOTHING if figures is None else _yen_and_saved(figures, timer, words))
        rows.append(row)
    runs = [lived(profile, policy) for profile in PROFILES for policy in shown]
    header = (words.home, *(words.policies[policy] for policy in shown))
    return f"{markdown(header, rows)}\n\n{_sources(book, runs, words)}"


def _yen_and_saved(figures: Figures, timer: Figures | None, words: Words) -> str:
    yen, saved = words.unit_yen.format(figures.cost_yen), _saved(figures, timer)
    return yen if saved == NOTHING else words.of_home.format(yen, saved)


def errors(book: Book, language: Language) -> str:
    """Return how far off the forecasts are beside "the same as yesterday"."""
    words = WORDS[language]
    if book.errors is None:
        return ""
    rows = [
        (
            words.of_home.format(words.quantities[row.quantity], row.unit),
            words.leads[row.lead],
            f"{row.ours:.3g}",
            f"{row.yesterday:.3g}",
            f"{row.share:.0%}",
        )
        for row in book.errors.rows
    ]
    source = words.measured.format(f"{book.errors.day} {book.errors.commit}")
    return f"{markdown(('', *words.errors), rows)}\n\n*{source}*"


TABLES: dict[str, Callable[[Book, Language], str]] = {
    "summary": summary,
    "year": year,
    "beside": beside,
    "months": months,
    "errors": errors,
}
