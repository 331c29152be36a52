"""What the documentation promises to a reader: links that lead somewhere, names as on the screen, Japanese beside English.

`python -m tests.test_docs` lists the links to other sites, with the pages that have them; the tests fetch nothing.
"""

from collections.abc import Iterator
from functools import cache
import json
from pathlib import Path
import re
import sys
from typing import Any
import unicodedata
from urllib.parse import unquote, urlsplit

from homeassistant.util.yaml import load_yaml_dict
import pytest

from .test_japanese_form import JAPANESE, LATIN, NOT_TO_BE_USED
from .test_repo_rules import ROOT, files

OWN = "github.com/v2h-planner/v2h_planner"
INDEX = ROOT / "docs" / "README.md"
# Where docs/README.md begins to speak to developers.
DEVELOPERS = re.compile(r"develop|engineer|inside|under the hood|built", re.IGNORECASE)
# Until docs/README.md lists them.
USER_PAGES = (
    "README.md", "CONTRIBUTING.md", "SECURITY.md", "docs/faq.md", "docs/hardware.md", "docs/privacy.md",
    "docs/removal.md", "docs/troubleshooting.md",
)  # fmt: skip
# Pages whose bold words are names of entities, actions and repairs, and whose italics are fields of the forms.
NAMED_AS_ON_THE_SCREEN = (
    "docs/faq.md",
    "docs/privacy.md",
    "docs/removal.md",
    "docs/troubleshooting.md",
)
# Words of Home Assistant's own screens, and of the two pages that explain how names are set.
HOME_ASSISTANT = {
    "Settings", "Devices & services", "V2H Planner", "⋮", "System", "Repairs", "Configure", "Reconfigure", "Delete", "Remove",
    "Disable", "Download diagnostics", "Enable debug logging", "Disable debug logging", "Voice assistants",
    "Reset frontend cache", "Troubleshooting", "Debugging", "bold", "in italics",
    "設定", "デバイスとサービス", "システム", "修復", "削除", "無効", "診断結果をダウンロード", "音声アシスタント", "太字",
}  # fmt: skip
# Japanese pages that are still written with spaces between the scripts.
SPACED = {"README.ja.md"}


@cache
def pages() -> tuple[Path, ...]:
    return tuple(path for path in files() if path.suffix == ".md")


@cache
def prose(page: Path) -> str:
    """A page without its blocks of code."""
    text = re.sub(r"<!--.*?-->", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    return re.sub(r"^( *)```.*?^\1```", "", text, flags=re.DOTALL | re.MULTILINE)


def links(text: str) -> Iterator[str]:
    """Every target of a link or a picture."""
    text = re.sub(r"`[^`\n]*`", "", text)
    yield from re.findall(r"\]\(\s*<?([^)\s>]+)", text)
    yield from re.findall(r"<(https?://[^>\s]+)>", text)
    yield from re.findall(r"(?:href|src)=\"([^\"]+)\"", text)


def slug(heading: str) -> str:
    """The anchor that GitHub gives to a heading: letters, marks, digits, hyphens; Japanese ones stay as they are."""
    words = re.sub(r"!?\[([^\]]*)\]\([^)]*\)", r"\1", heading).strip().lower()
    kept = (
        letter
        for letter in words
        if letter in " -"
        or unicodedata.category(letter)[0] in "LM"
        or unicodedata.category(letter) in {"Nd", "Pc"}
    )
    return "".join(kept).replace(" ", "-")


@cache
def anchors(page: Path) -> frozenset[str]:
    found: list[str] = []
    for heading in re.findall(r"^#{1,6} +(.+?) *#*$", prose(page), re.MULTILINE):
        name = slug(heading)
        times = sum(re.fullmatch(rf"{re.escape(name)}(-\d+)?", other) is not None for other in found)
        found.append(f"{name}-{times}" if times else name)
    return frozenset(found) | frozenset(re.findall(r"<a (?:id|name)=\"([^\"]+)\"", prose(page)))


def own_path(link: str) -> str | None:
    """The path in this repository to which a link with a host leads; None for other sites."""
    parts = urlsplit(link)
    found = re.fullmatch(rf"{OWN}/(?:blob|tree|raw)/[^/]+/(.+)", parts.netloc + parts.path)
    return f"{found[1]}#{parts.fragment}" if found else None


def broken(link: str, base: Path) -> str | None:
    """Say what is wrong with a link of a page in this folder; None for a good one and for other sites."""
    if "://" in link:
        if (path := own_path(link)) is None:
            return None
        link, base = path, ROOT
    elif link.startswith("mailto:"):
        return None
    path, _, fragment = unquote(link).partition("#")
    target = (base / path).resolve()
    if not target.exists() or not target.is_relative_to(ROOT.resolve()):
        return "there is no such file"
    if fragment and target.suffix == ".md" and fragment not in anchors(target):
        return "there is no such heading"
    return None


def test_every_link_and_picture_leads_somewhere() -> None:
    wrong = {
        f"{page.relative_to(ROOT)}: {link}: {what}"
        for page in pages()
        for link in links(prose(page))
        if (what := broken(link if not link.startswith("#") else page.name + link, page.parent))
    }
    assert not wrong, "\n".join(sorted(wrong))


def descriptions(tree: Any) -> Iterator[str]:
    """Every description in a blueprint, and where it says that it comes from."""
    if isinstance(tree, dict):
        for key, value in tree.items():
            if key in {"description", "source_url"} and isinstance(value, str):
                yield f"<{value}>" if key == "source_url" else value
            else:
                yield from descriptions(value)


def test_every_link_of_a_blueprint_leads_somewhere() -> None:
    blueprints = [
        path for path in files() if path.is_relative_to(ROOT / "blueprints") and path.suffix == ".yaml"
    ]
    assert blueprints
    wrong = {
        f"{path.relative_to(ROOT)}: {link}: {what}"
        for path in blueprints
        for text in descriptions(load_yaml_dict(str(path))["blueprint"])
        for link in {*links(text), *re.findall(r"https?://[^\s)>、。」]+", text)}
        if (what := broken(link, path.parent))
    }
    assert not wrong, "\n".join(sorted(wrong))


def test_anchors_are_made_as_github_makes_them() -> None:
    assert slug("What is asked, how often") == "what-is-asked-how-often"
    assert slug("Looop's own prices") == "looops-own-prices"
    assert slug("No plan, or the plan says `rule`") == "no-plan-or-the-plan-says-rule"
    assert slug("メーカー別のV2H機器") == "メーカー別のv2h機器"
    assert slug("保証は、どうなりますか？") == "保証はどうなりますか"


# ---------------------------------------------------------------------------- both languages


def beside(page: Path) -> Path:
    """Where a page's Japanese is."""
    return page.with_name(page.name.removesuffix(".md") + ".ja.md")


def for_homeowners(index: str) -> Iterator[str]:
    """The part of docs/README.md that is not for developers."""
    for section in re.split(r"^## ", index, flags=re.MULTILINE):
        if DEVELOPERS.search(section.split("\n", 1)[0]):
            return
        yield section


def user_pages() -> list[Path]:
    """The pages of homeowners: those that docs/README.md lists for them, or the list above."""
    named = {ROOT / name for name in USER_PAGES}
    if INDEX.exists():
        listed = {
            link.partition("#")[0]
            for part in for_homeowners(INDEX.read_text(encoding="utf-8"))
            for link in links(part)
        }
        named |= {INDEX} | {
            path
            for link in listed
            if "://" not in link and link.endswith(".md") and not link.endswith(".ja.md")
            if (path := (INDEX.parent / link).resolve()).exists()
        }
    return sorted(named)


def sections(page: Path) -> list[str]:
    """The sections of a page, without those at its end that only developers need."""
    text = re.split(
        r"^## (?:For developers|開発者向け)", page.read_text(encoding="utf-8"), flags=re.MULTILINE
    )[0]
    return re.split(r"^## ", text, flags=re.MULTILINE)[1:]


@pytest.mark.parametrize("page", user_pages(), ids=lambda page: str(page.relative_to(ROOT)))
def test_a_page_for_homeowners_is_there_in_japanese_section_by_section(page: Path) -> None:
    japanese = beside(page)
    assert japanese.exists()
    for here, there in ((page, japanese), (japanese, page)):
        top = "\n".join(here.read_text(encoding="utf-8").splitlines()[:5])
        assert f"]({there.name})" in top, f"{here.name} does not lead to the other language at its top"
    pair = list(zip(sections(page), sections(japanese), strict=False))
    assert len(sections(page)) == len(sections(japanese)), [
        (english.split("\n", 1)[0], other.split("\n", 1)[0]) for english, other in pair
    ]
    for english, other in pair:
        assert english.count("```") == other.count("```"), english.split("\n", 1)[0]


def japanese_pages() -> list[Path]:
    return [page for page in pages() if page.name.endswith(".ja.md") and page.name not in SPACED]


def without_code_and_addresses(page: Path) -> str:
    text = re.sub(r"\]\([^)]*\)|<[^>]*>|`[^`\n]*`", "｜", prose(page))
    return re.sub(r"^[ \t]*(?:[-*>] |\d+\. |#+ )|\|", "\n", text, flags=re.MULTILINE)


@pytest.mark.parametrize("page", japanese_pages(), ids=lambda page: str(page.relative_to(ROOT)))
def test_a_japanese_page_is_written_as_the_screens_are(page: Path) -> None:
    text = without_code_and_addresses(page)
    quoted = re.sub(r"「[^」]*」", "「」", text)  # what somebody types may have any spaces
    spaced = re.findall(
        rf".{{0,12}}(?:{JAPANESE}[ ]+{LATIN}|{LATIN}[ ]+{JAPANESE}|[0-9][ ]+%).{{0,12}}", quoted
    )
    assert not spaced
    wrong = {
        word: found for word in NOT_TO_BE_USED if (found := re.findall(f".{{0,12}}(?:{word}).{{0,12}}", text))
    }
    assert not wrong


@pytest.mark.parametrize("page", japanese_pages(), ids=lambda page: str(page.relative_to(ROOT)))
def test_a_japanese_page_leads_to_japanese_pages(page: Path) -> None:
    english = page.name.replace(".ja.md", ".md")
    targets = {link.partition("#")[0] for link in links(prose(page))}
    foreign = {
        target
        for target in targets
        if target.endswith(".md") and not target.endswith(".ja.md") and target != english
        if beside((page.parent / target).resolve()).exists()
    }
    assert not foreign, f"these pages exist in Japanese: {foreign}"


# ------------------------------------------------------------------------- names as on the screen


@cache
def words(language: str) -> dict[str, Any]:
    path = ROOT / f"custom_components/v2h_planner/translations/{language}.json"
    tree: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return tree


def names(tree: dict[str, Any]) -> Iterator[str]:
    """Names of entities and of actions."""
    for kind in tree["entity"].values():
        yield from (entity["name"] for entity in kind.values() if "name" in entity)
    yield from (action["name"] for action in tree["services"].values())


def labels(tree: Any, key: str = "") -> Iterator[str]:
    """Labels of the forms: fields, their sections, titles, menus; and options that can be chosen."""
    if isinstance(tree, str):
        if key in {"name", "title", "data", "menu_options", "options"}:
            yield tree
    elif isinstance(tree, dict):
        for name, value in tree.items():
            group = key if isinstance(value, str) and key in {"data", "menu_options", "options"} else name
            yield from labels(value, group)


def titles(tree: dict[str, Any]) -> list[str]:
    """Titles of the repairs, with … for what they name."""
    return [
        re.sub(r" ?\{\w+\} ?", lambda gap: gap[0].replace(gap[0].strip(), "…"), issue["title"])
        for issue in tree["issues"].values()
    ]


@pytest.mark.parametrize("language", ["en", "ja"])
@pytest.mark.parametrize("name", NAMED_AS_ON_THE_SCREEN)
def test_what_a_page_names_is_called_so_on_the_screen(name: str, language: str) -> None:
    page = ROOT / name if language == "en" else beside(ROOT / name)
    text, tree = prose(page), words(language)
    known = {*names(tree), *HOME_ASSISTANT}
    assert set(re.findall(r"\*\*([^*]+)\*\*", text)) <= known
    known |= {*labels(tree), *(word.split("（")[0] for word in labels(tree))}
    italics = re.findall(r"(?<!\*)\*([^*\n]+)\*(?!\*)", text)
    paths = italics if language == "en" else re.findall(r"「([^」]* > [^」]*)」", text)
    assert {part for path in paths for part in path.split(" > ")} <= known


@pytest.mark.parametrize("page", ["docs/troubleshooting.md", "docs/troubleshooting.ja.md"])
def test_every_repair_stands_among_the_troubles_in_both_languages(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    missing = [
        title for language in ("en", "ja") for title in titles(words(language)) if f"| {title} |" not in text
    ]
    assert not missing


def makers(page: Path) -> list[tuple[tuple[str, ...], int]]:
    """Of each row of the makers' table: its sources in order, and how many cells say that nothing is known."""
    table = page.read_text(encoding="utf-8").split("<!-- makers -->")[1].strip().splitlines()[2:]
    unknown = re.compile("not known|不明", re.IGNORECASE)
    return [
        (tuple(re.findall(r"\[\d+\]", row)), sum(bool(unknown.search(cell)) for cell in row.split("|")))
        for row in table
    ]


def test_what_is_known_of_a_maker_is_the_same_in_both_languages_and_has_its_source() -> None:
    page = ROOT / "docs/hardware.md"
    assert makers(page) == makers(beside(page))
    for here in (page, beside(page)):
        used, text = (
            {source for sources, _ in makers(here) for source in sources},
            here.read_text(encoding="utf-8"),
        )
        assert all(re.search(rf"^{re.escape(source)} ", text, re.MULTILINE) for source in used)


# ------------------------------------------------------------------------------ other sites


def external_links() -> dict[str, set[str]]:
    """Every link to another site, with the pages that have it."""
    found: dict[str, set[str]] = {}
    for page in pages():
        for link in links(prose(page)):
            if "://" in link and own_path(link) is None:
                found.setdefault(link, set()).add(str(page.relative_to(ROOT)))
    return found


def test_links_to_other_sites_have_a_host_and_a_safe_way() -> None:
    for link, where in external_links().items():
        parts = urlsplit(link)
        assert parts.scheme in {"http", "https"}, (link, where)
        assert "." in parts.netloc, (link, where)
        assert not re.search(r"[\s\"'|]", link), (link, where)


if __name__ == "__main__":
    for external, having in sorted(external_links().items()):
        sys.stdout.write(f"{external}  {' '.join(sorted(having))}\n")
