"""What the repository promises: nothing of a machine, of a registry or of a person's data is in it."""

from functools import cache
import json
from pathlib import Path
import re
import subprocess
from typing import Any

from homeassistant.util.yaml import load_yaml_dict
import pytest

ROOT = Path(__file__).parent.parent
INTEGRATION = ROOT / "custom_components" / "v2h_planner"
ARCHITECTURE = ROOT / "docs" / "architecture.md"
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
    "name",
    [
        "README.md", "README.ja.md", "LICENSE", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md",
        "docs/architecture.md", "docs/glossary.md", "docs/modelling.md",
    ],
)  # fmt: skip
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


# -------------------------------------------------------------------------- where things are

# Folders of tests that are no room's own, and folders that hold material for tests.
KINDS_OF_TEST = {"security", "e2e", "echonet", "golden", "ha"}
MATERIAL = {"__pycache__", "__snapshots__", "cases", "fixtures", "plans"}


def packages(folder: Path) -> set[str]:
    """Every folder with code below this one, by its path from there."""
    return {
        path.parent.relative_to(folder).as_posix()
        for path in folder.rglob("*.py")
        if path.parent != folder and not set(path.relative_to(folder).parts) & MATERIAL
    }


def test_tests_stand_where_the_code_does() -> None:
    beside = {path.parent.name for name in ("__init__.py", "package.json") for path in ROOT.glob(f"*/{name}")}
    rooms = packages(INTEGRATION) | beside
    tested = {path.removeprefix("ha/") for path in packages(ROOT / "tests")} - KINDS_OF_TEST
    assert tested <= rooms, f"no room of these names: {tested - rooms}"


def test_every_room_stands_in_the_layout() -> None:
    layout = ARCHITECTURE.read_text(encoding="utf-8").split("## Layout")[1].split("\n## ")[0]
    drawn = set(re.findall(r"^\s+([\w/]+)/ ", layout, re.MULTILINE))
    missing = {path for path in packages(INTEGRATION) if path.rsplit("/", 1)[-1] not in drawn}
    assert not missing, f"docs/architecture.md does not draw {missing}"


@cache
def folders() -> frozenset[str]:
    """The name of every folder that git knows."""
    return frozenset(parent.name for path in files() for parent in path.relative_to(ROOT).parents)


def paths_in(text: str) -> set[str]:
    """Every path of this repository that a text names: modules, and what stands in one of its folders."""
    words = re.findall(r"(?<![\w./-])[\w.*-]+(?:/[\w.*-]+)*/?(?![\w/<])", text)
    paths = {word.rstrip(".") for word in words}
    return {
        path for path in paths if (path.split("/")[0] in folders() if "/" in path else path.endswith(".py"))
    }


def exists(path: str) -> bool:
    """Whether there is such a path, from the repository's root or the component's; of a bare name, anywhere."""
    return any(any(base.glob(path)) for base in (ROOT, INTEGRATION)) or path in {
        file.name for file in files()
    }


def code_in(page: str) -> str:
    """What a page sets as code within its lines."""
    return "\n".join(re.findall(r"`([^`\n]+)`", re.sub(r"```.*?```", "", page, flags=re.DOTALL)))


def test_the_paths_that_the_documentation_names_exist() -> None:
    stale = {
        f"{page.relative_to(ROOT)}: {path}"
        for page in files()
        if page.suffix == ".md"
        for path in paths_in(code_in(page.read_text(encoding="utf-8")))
        if not exists(path)
    }
    assert not stale, "\n".join(sorted(stale))


# ------------------------------------------------------------------ what others would look at

# Every rule of Home Assistant's integration quality scale, as script/hassfest/quality_scale.py lists them.
QUALITY_RULES = {
    "action-setup", "appropriate-polling", "brands", "common-modules", "config-flow",
    "config-flow-test-coverage", "dependency-transparency", "docs-actions", "docs-conditions",
    "docs-high-level-description", "docs-installation-instructions", "docs-removal-instructions",
    "docs-triggers", "entity-event-setup", "entity-unique-id", "has-entity-name", "runtime-data",
    "test-before-configure", "test-before-setup", "unique-config-entry", "action-exceptions",
    "config-entry-unloading", "docs-configuration-parameters", "docs-installation-parameters",
    "entity-unavailable", "integration-owner", "log-when-unavailable", "parallel-updates",
    "reauthentication-flow", "test-coverage", "devices", "diagnostics", "discovery",
    "discovery-update-info", "docs-data-update", "docs-examples", "docs-known-limitations",
    "docs-supported-devices", "docs-supported-functions", "docs-troubleshooting", "docs-use-cases",
    "dynamic-devices", "entity-category", "entity-device-class", "entity-disabled-by-default",
    "entity-translations", "exception-translations", "icon-translations", "reconfiguration-flow",
    "repair-issues", "stale-devices", "async-dependency", "inject-websession", "strict-typing",
}  # fmt: skip


def quality_scale() -> dict[str, Any]:
    rules: dict[str, Any] = load_yaml_dict(str(INTEGRATION / "quality_scale.yaml"))["rules"]
    return rules


def test_every_rule_of_the_quality_scale_has_its_status() -> None:
    assert sorted(quality_scale()) == sorted(QUALITY_RULES)
    for rule, judged in quality_scale().items():
        if isinstance(judged, str):
            assert judged == "done", f"{rule}: what is not done has a reason"
            continue
        assert set(judged) == {"status", "comment"}, rule
        assert judged["status"] in {"done", "exempt", "todo"}, rule
        assert judged["comment"].strip(), rule


def test_the_evidence_for_the_quality_scale_exists() -> None:
    for rule, judged in quality_scale().items():
        for path in paths_in(judged["comment"] if isinstance(judged, dict) else ""):
            assert exists(path), f"{rule}: {path}"


def test_the_pages_have_the_chapters_that_the_quality_scale_names() -> None:
    for rule, judged in quality_scale().items():
        comment = judged["comment"] if isinstance(judged, dict) else ""
        for pages, chapter in re.findall(r'(\S+\.md(?: and \S+\.md)?), "([^"]+)"', comment):
            for page in pages.split(" and "):
                text = (ROOT / page).read_text(encoding="utf-8")
                assert re.search(rf"^#+ {re.escape(chapter)}$", text, re.MULTILINE), (
                    f"{rule}: {page}, {chapter}"
                )


def test_the_types_are_for_others_too() -> None:
    assert (INTEGRATION / "py.typed").read_bytes() == b""


def test_every_action_of_a_workflow_is_pinned_by_its_commit_and_says_which_version_that_is() -> None:
    for workflow in sorted((ROOT / ".github" / "workflows").glob("*.y*ml")):
        for used in re.findall(r"uses: (.*)", workflow.read_text(encoding="utf-8")):
            assert re.fullmatch(r"[\w./-]+@[0-9a-f]{40} # \S.*", used), f"{workflow.name}: {used}"
