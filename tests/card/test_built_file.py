"""The built card that people get: made from these sources, small, and talking to nobody. No Node is needed to see it."""

import gzip
import hashlib
import json
from pathlib import Path
import re

ROOT = Path(__file__).parents[2]
CARD = ROOT / "card"
COMPONENT = ROOT / "custom_components" / "v2h_planner"
BUILT = COMPONENT / "frontend" / "v2h-planner.js"
MOST_BYTES = 150_000

# Names of the languages of SVG, HTML and the like: never asked for anything.
NAMESPACES = {"www.w3.org"}
# Where our documentation is: a link for a person.
TOLD = {"github.com"}


def words(language: str) -> dict[str, str]:
    """What the build takes from the translations; vite.config.ts says which keys those are."""
    pattern = re.search(r"^const OURS = /(.+)/;$", (CARD / "vite.config.ts").read_text("utf-8"), re.MULTILINE)
    assert pattern is not None
    ours = re.compile(pattern[1])
    texts = json.loads((COMPONENT / "translations" / f"{language}.json").read_text("utf-8"))
    common = {key: text for key, text in texts["common"].items() if ours.search(key)}
    modes = {f"mode_{key}": text for key, text in texts["entity"]["select"]["mode"]["state"].items()}
    return dict(sorted((common | modes).items()))


def version_of_the_sources() -> str:
    """The same hash as `version` in vite.config.ts."""
    sources = [path for path in (CARD / "src").rglob("*") if path.is_file()]
    digest = hashlib.sha256()
    for path in sorted([*sources, CARD / "package-lock.json", CARD / "vite.config.ts"], key=str):
        digest.update(path.relative_to(CARD).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    for language in ("en", "ja"):
        digest.update(json.dumps(words(language), ensure_ascii=False, separators=(",", ":")).encode())
    return digest.hexdigest()[:12]


def test_the_file_is_the_sources_own() -> None:
    banner = BUILT.read_text("utf-8").split("\n", 1)[0]
    assert banner == f"/*! v2h-planner-card {version_of_the_sources()} */", "run script/card"


def test_it_knows_its_own_version() -> None:
    assert f"`{version_of_the_sources()}`" in BUILT.read_text("utf-8").replace('"', "`")


def test_it_is_one_small_file() -> None:
    assert [path.name for path in BUILT.parent.iterdir()] == [BUILT.name]
    assert len(gzip.compress(BUILT.read_bytes())) < MOST_BYTES


def test_it_talks_to_nobody_but_its_own_home_assistant() -> None:
    hosts = set(re.findall(r"\b(?:https?|wss?)://([^\s/\"'`<>)]+)", BUILT.read_text("utf-8")))
    assert hosts <= NAMESPACES | TOLD
    text = BUILT.read_text("utf-8")
    assert not re.search(r"\b(fetch|XMLHttpRequest|EventSource|sendBeacon|importScripts)\s*\(", text)
    assert not re.search(r"\bimport\s*\(|\bfrom\s*[\"'`](?:https?:|/)", text)


def test_nothing_in_it_is_read_as_markup() -> None:
    # Lit's own templates are the one place: its sources, never a value
    assert BUILT.read_text("utf-8").count(".innerHTML=") <= 1


def test_the_lock_names_no_host_of_a_registry() -> None:
    lock = json.loads((CARD / "package-lock.json").read_text("utf-8"))
    packages = lock["packages"].values()
    assert not [package for package in packages if "resolved" in package]
    assert all("integrity" in package for name, package in lock["packages"].items() if name)
