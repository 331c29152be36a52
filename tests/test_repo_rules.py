"""What the repository promises: nothing of a machine, of a registry or of a person's data is in it."""

import json
from pathlib import Path
import re
import subprocess

import pytest

ROOT = Path(__file__).parent.parent
MAX_BYTES = 600_000
LOCKS = sorted((ROOT / "requirements").glob("*.txt"))

# Written in pieces, so that this file does not find itself.
FOREIGN = {
    "a path of one machine": re.compile(
        r"(?<![\w.])/(?:work|roo" + r"t|home/[a-z]+|Users/[a-z]+|opt/[a-z]+)/"
    ),
    "a temporary path": re.compile(r"(?<![\w.$}])/tm" + r"p/\w"),
    "a package registry": re.compile(
        "py" + r"pi\.org|python" + r"hosted|registry\.np" + r"mjs|np" + r"mmirror"
    ),
    "a merge conflict": re.compile(r"^(?:<{7}|>{7}) ", re.MULTILINE),
}


def files() -> list[Path]:
    """What git would hand to someone else: tracked, or new and not ignored."""
    listing = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if listing.returncode:
        pytest.skip("this is no git work tree")
    return [path for name in listing.stdout.split("\0") if name and (path := ROOT / name).is_file()]


def text_of(path: Path) -> str | None:
    """The text of a file; None when it is not text."""
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return None


def test_no_file_names_a_machine_or_a_registry() -> None:
    for path in files():
        if (text := text_of(path)) is None:
            continue
        for what, pattern in FOREIGN.items():
            assert (found := pattern.search(text)) is None, f"{path.relative_to(ROOT)}: {what}: {found[0]}"


def test_no_file_is_large() -> None:
    large = [str(path.relative_to(ROOT)) for path in files() if path.stat().st_size > MAX_BYTES]
    assert not large


def test_every_release_of_home_assistant_has_its_lock() -> None:
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    groups = re.findall(r"^(ha-\d{4}-\d{2}) =", project, re.MULTILINE)
    assert [path.stem for path in LOCKS] == sorted(groups)


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.stem)
def test_locks_name_versions_and_no_places(lock: Path) -> None:
    for line in lock.read_text(encoding="utf-8").splitlines():
        assert re.fullmatch(r"[a-z0-9.\[\]-]+==[\w.!+]+( ; .+)?", line), line


def test_locks_hold_the_versions_that_pyproject_asks_for() -> None:
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    locked = {
        line.split(" ")[0].lower() for lock in LOCKS for line in lock.read_text(encoding="utf-8").splitlines()
    }
    direct = re.findall(r'"([A-Za-z0-9-]+==[\w.]+)"', project)
    assert direct
    assert not {requirement.lower() for requirement in direct} - locked, "run script/lock"


def test_npm_locks_name_no_places() -> None:
    for path in files():
        if path.name == "package-lock.json":
            packages = json.loads(path.read_text(encoding="utf-8"))["packages"]
            assert not [
                name
                for name, package in packages.items()
                if "resolved" in package and not package.get("link")
            ]


@pytest.mark.parametrize(
    "name", ["README.md", "README.ja.md", "LICENSE", "docs/architecture.md", "docs/modelling.md"]
)
def test_the_first_things_a_stranger_looks_for_are_there(name: str) -> None:
    assert len((ROOT / name).read_text(encoding="utf-8")) > 500


def test_the_pictures_and_pages_that_the_documentation_points_to_exist() -> None:
    for page in (path for path in files() if path.suffix == ".md"):
        text = re.sub(r"```.*?```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
        for target in re.findall(r"\]\(([^)#\s]+)", text):
            if "://" not in target and not target.startswith("mailto:"):
                assert (page.parent / target).exists(), f"{page.relative_to(ROOT)} points to {target}"


def test_scripts_can_be_started() -> None:
    for path in files():
        if path.parent.name == "script" and path.suffix != ".sh" and (text_of(path) or "").startswith("#!"):
            assert path.stat().st_mode & 0o111, f"{path.name} is not executable"
