"""The command line: lives what is not lived yet, and writes the pages."""

import argparse
from collections.abc import Iterator, Sequence
from dataclasses import replace
import os
from pathlib import Path
import sys
from time import perf_counter

from backtest.cli import DEFAULT_DATA
from backtest.comparison import PolicyName
from backtest.read import DataError

from . import pages, pictures, tables
from .figures import Book, Run
from .live import errors, live_all
from .variants import TRIED
from .words import WORDS, Language

DOCS = Path("docs")
FIGURES = DOCS / "evaluation.json"
PAGES = {
    Language.EN: (DOCS / "evaluation.md", Path("README.md")),
    Language.JA: (DOCS / "evaluation.ja.md", Path("README.ja.md")),
}
IMAGES = DOCS / "images"


def parser() -> argparse.ArgumentParser:
    """Return the options."""
    p = argparse.ArgumentParser(
        prog="script/evaluate",
        description="Live the recorded year under every policy and variant, and write the tables and pictures of "
        "docs/evaluation.md and docs/evaluation.ja.md. Runs whose figures are there are not lived again.",
    )
    p.add_argument("--data", type=Path, default=DEFAULT_DATA, help="folder as script/backtest takes it")
    p.add_argument(
        "--days", type=int, help="only so many days (the figures go to --figures, never beside a year's)"
    )
    p.add_argument("--figures", type=Path, default=FIGURES, help="file of figures")
    p.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="processes")
    p.add_argument("--only", choices=("year", "variants", "errors"), help="live only these")
    p.add_argument("--again", action="store_true", help="live also what has been lived")
    p.add_argument(
        "--no-lives", action="store_true", help="only write the pages from the figures that are there"
    )
    return p


def runs(only: str | None) -> Iterator[Run]:
    """Yield what is to be lived, each once, the longest first."""
    seen = set[str]()
    wanted = list(tables.YEARS) if only in (None, "year") else []
    if only in (None, "variants"):
        wanted += [variant.run(profile) for variant in TRIED for profile in tables.PROFILES]
    for run in sorted(wanted, key=lambda run: run.policy in (PolicyName.TIMER, PolicyName.PLUG)):
        if run.name not in seen:
            seen.add(run.name)
            yield run


def _lives_errors(args: argparse.Namespace, book: Book) -> bool:
    asked = args.only in (None, "errors") and args.days is None and not args.no_lives
    return asked and (args.again or book.errors is None)


def main(argv: Sequence[str] | None = None) -> int:
    """Live, and write the pages."""
    args = parser().parse_args(argv)
    if args.days is not None and args.figures == FIGURES:
        print(
            "With --days, name another file by --figures: those of the pages are a whole year's.",
            file=sys.stderr,
        )
        return 2
    began = perf_counter()
    try:
        book = Book.read(args.figures)
        wanted = [run for run in runs(args.only) if args.again or run.name not in book.measured]
        if not args.no_lives and wanted:
            for name, measured in live_all(wanted, args.data, args.days, args.jobs, print):
                book = book.with_(name, measured)
                book.write(args.figures)
        if _lives_errors(args, book):
            book = replace(book, errors=errors(args.data))
            book.write(args.figures)
    except (DataError, OSError, ValueError) as err:
        print(err, file=sys.stderr)
        return 2
    if args.figures == FIGURES:
        write(book)
    print(f"{perf_counter() - began:,.0f} s")
    return 0


def write(book: Book) -> None:
    """Write the tables and pictures of both pages."""
    for language, filled in PAGES.items():
        for page in filled:
            if pages.fill(page, drawn(book, language)):
                print(page)
        pictures.months(book, language, IMAGES / f"evaluation-months-{language}.png")
        for profile in tables.PROFILES:
            figures = book.of(tables.lived(profile, PolicyName.ANNOUNCED))
            if figures is not None and figures.week is not None:
                title = WORDS[language].homes[profile]
                pictures.week(
                    figures.week, language, title, IMAGES / f"evaluation-week{profile}-{language}.png"
                )


def drawn(book: Book, language: Language) -> dict[str, str]:
    """Return every table of a page by its name."""
    return {name: draw(book, language) for name, draw in tables.TABLES.items()} | {
        "variants": tables.variants(book, TRIED, language)
    }
