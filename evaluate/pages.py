"""Puts tables between their marks in a page: `<!-- evaluate: NAME -->` and `<!-- evaluate end -->`."""

from collections.abc import Mapping
from pathlib import Path
import re

_MARKED = re.compile(r"(<!-- evaluate: (?P<name>[a-z-]+) -->\n).*?(<!-- evaluate end -->)", re.DOTALL)


def filled(page: str, tables: Mapping[str, str]) -> str:
    """Return the page with each table between its marks. KeyError where a mark names none."""
    return _MARKED.sub(lambda found: f"{found[1]}\n{tables[found['name']]}\n\n{found[3]}", page)


def fill(path: Path, tables: Mapping[str, str]) -> bool:
    """Fill a page; return whether it changed."""
    before = path.read_text(encoding="utf-8")
    after = filled(before, tables)
    if after != before:
        path.write_text(after, encoding="utf-8")
    return after != before
