"""A file on the disk that cannot be read wholly: it is kept as it was, once, and never saved over before."""

from copy import deepcopy
import json
from pathlib import Path
from typing import Any
from unittest.mock import patch

from homeassistant.core import HomeAssistant
from homeassistant.helpers.storage import get_internal_store_manager
from homeassistant.util import dt as dt_util
import pytest

from custom_components.v2h_planner.core.home import Mode
from custom_components.v2h_planner.runtime.migration import MINOR_VERSION
from custom_components.v2h_planner.runtime.persistence import StateStore
from custom_components.v2h_planner.runtime.restoring import EVERYTHING, Part

from .test_migration import stored
from .test_restoring import GOOD


@pytest.fixture
def hass_storage() -> dict[str, Any]:
    """Not the usual stand-in: here the files are real, in a folder of the test's own."""
    return {}


@pytest.fixture
def hass_config_dir(hass_tmp_config_dir: str) -> str:
    return hass_tmp_config_dir


class Disk:
    """The folder .storage of a home, with one saved state."""

    def __init__(self, hass: HomeAssistant) -> None:
        self.hass = hass
        self.path = Path(hass.config.path(".storage", "v2h_planner.home"))
        self.path.parent.mkdir(exist_ok=True)

    def write(self, text: str) -> None:
        # Home Assistant has read the folder at its start, and remembers that there was no such file.
        get_internal_store_manager(self.hass).async_invalidate(self.path.name)
        self.path.write_text(text, encoding="utf-8")

    @property
    def kept(self) -> list[str]:
        return sorted(path.name for path in self.path.parent.glob(f"{self.path.name}.*"))

    async def load(self) -> StateStore:
        self.store = StateStore(self.hass, "home")
        self.state, self.mode = await self.store.async_load(dt_util.utcnow())
        return self.store


@pytest.fixture
def disk(hass: HomeAssistant) -> Disk:
    return Disk(hass)


def good(**changes: Any) -> dict[str, Any]:
    """A file of today with a value in every field, and some parts of its frame replaced."""
    return {
        "version": 1,
        "minor_version": MINOR_VERSION,
        "key": "v2h_planner.home",
        "data": deepcopy(GOOD),
    } | changes


async def test_a_good_file_is_neither_kept_nor_told(disk: Disk) -> None:
    disk.write(json.dumps(good()))
    store = await disk.load()
    assert store.damage is None
    assert disk.kept == []
    assert disk.state.control


async def test_a_home_that_begins_has_lost_nothing(disk: Disk) -> None:
    store = await disk.load()
    assert store.damage is None


NO_FILES = [
    "",
    "{",
    "[1, 2]",
    "null",
    '"text"',
    "7",
    "{}",
    json.dumps(good(version=2)),
    json.dumps(good(version=2, data={"all": "new"})),
    json.dumps(good(data=None)),
    json.dumps(good(data=[])),
    json.dumps({"version": 1, "minor_version": 1}),
    json.dumps(good())[:-200],
]


@pytest.mark.parametrize("text", NO_FILES)
async def test_a_file_that_is_none_is_kept_and_the_home_begins_on_the_safe_side(
    disk: Disk, text: str
) -> None:
    disk.write(text)
    store = await disk.load()
    assert store.damage is not None
    assert store.damage.lost == EVERYTHING
    assert not disk.state.control
    assert disk.mode.wanted is Mode.ECONOMY
    assert disk.kept == [store.damage.kept_as]
    await store.async_save(disk.state, disk.mode)
    assert (disk.path.parent / disk.kept[0]).read_text(encoding="utf-8") == text
    assert (await disk.load()).damage is None, "what was saved since is good"


@pytest.mark.parametrize(
    "frame", [{"version": None}, {"version": "1"}, {"minor_version": "two"}, {"minor_version": []}]
)
async def test_a_broken_frame_loses_nothing_of_what_is_in_it(disk: Disk, frame: dict[str, Any]) -> None:
    disk.write(json.dumps(good(**frame)))
    store = await disk.load()
    assert store.damage is None
    assert disk.state.control
    assert disk.mode.wanted is Mode.CO2


async def test_the_old_form_is_kept_as_it_was_and_not_as_it_was_migrated(disk: Disk) -> None:
    file = stored(1)
    file["data"]["kept"]["plan"] = "?"
    disk.write(json.dumps(file))
    store = await disk.load()
    assert store.damage is not None
    assert store.damage.lost == {Part.PLAN}
    assert json.loads((disk.path.parent / disk.kept[0]).read_text()) == file
    assert disk.state.control


async def test_a_migration_that_breaks_leaves_the_file_and_the_home_in_peace(disk: Disk) -> None:
    disk.write(json.dumps(stored(1)))
    with patch("custom_components.v2h_planner.runtime.persistence.migrate", side_effect=RuntimeError):
        store = await disk.load()
    assert store.damage is not None
    assert store.damage.lost == EVERYTHING
    assert json.loads((disk.path.parent / disk.kept[0]).read_text()) == stored(1)


async def test_one_copy_is_kept_however_often_it_happens(disk: Disk, freezer: Any) -> None:
    for day in ("2026-05-16", "2026-05-17", "2026-05-18"):
        freezer.move_to(f"{day}T03:00:00+00:00")
        disk.write(json.dumps(good(data={"state": {"control": day}})))
        await disk.load()
    assert disk.kept == ["v2h_planner.home.unreadable-2026-05-18"]
    await disk.store.async_remove()
    assert disk.kept == []


async def test_a_file_that_cannot_be_kept_is_not_saved_over(disk: Disk) -> None:
    text = json.dumps(good(data=[]))
    disk.write(text)
    with (
        patch("shutil.copy2", side_effect=PermissionError),
        patch("pathlib.Path.replace", side_effect=PermissionError),
    ):
        store = await disk.load()
    await store.async_save(disk.state, disk.mode)
    assert disk.path.read_text(encoding="utf-8") == text
