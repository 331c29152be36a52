"""What the documentation and the editor say of automations is what there is."""

import json
import logging
from pathlib import Path
import re
from typing import Any
from urllib.parse import quote

from homeassistant.components.automation import helpers as automation_helpers
from homeassistant.components.blueprint import Blueprint
from homeassistant.components.script import helpers as script_helpers
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import selector
from homeassistant.setup import async_setup_component
from homeassistant.util import yaml as yaml_util
import pytest

from custom_components.v2h_planner.condition import CONDITIONS
from custom_components.v2h_planner.trigger import TRIGGERS
from demo.prepare import _link_blueprints
from tests.ha.conftest import FakeHome

ROOT = Path(__file__).parents[3]
INTEGRATION = ROOT / "custom_components" / "v2h_planner"
PAGES = {"en": ROOT / "docs" / "automations.md", "ja": ROOT / "docs" / "automations.ja.md"}
KINDS: dict[str, tuple[str, dict[str, Any]]] = {
    "triggers": ("trigger", TRIGGERS),
    "conditions": ("condition", CONDITIONS),
}
LANGUAGES = pytest.mark.parametrize("language", ["en", "ja"])


def examples(language: str) -> list[str]:
    """The YAML of a page."""
    return re.findall(r"```yaml\n(.*?)```", PAGES[language].read_text(encoding="utf-8"), re.DOTALL)


@LANGUAGES
async def test_every_example_of_the_page_loads(
    home: FakeHome, caplog: pytest.LogCaptureFixture, language: str
) -> None:
    """As an automation of a person's does, with the planner's own schemas."""
    await home.start()
    texts = examples(language)
    assert len(texts) >= 5
    automations = [yaml_util.parse_yaml(text) for text in texts]
    assert await async_setup_component(home.hass, "automation", {"automation": automations})
    await home.hass.async_block_till_done()
    states = home.hass.states.async_all("automation")
    assert [state.state for state in states] == ["on"] * len(texts)
    assert [record.message for record in caplog.records if record.levelno >= logging.ERROR] == []
    await home.hass.services.async_call("automation", "turn_off", {"entity_id": "all"}, blocking=True)


@LANGUAGES
async def test_the_demo_lists_every_blueprint_of_its_language(
    hass: HomeAssistant, tmp_path: Path, language: str
) -> None:
    """Home Assistant itself reads them from the demo's folder."""
    _link_blueprints(tmp_path, language)
    hass.config.config_dir = str(tmp_path)
    found = [
        *(await automation_helpers.async_get_blueprints(hass).async_get_blueprints()).values(),
        *(await script_helpers.async_get_blueprints(hass).async_get_blueprints()).values(),
    ]
    assert [one for one in found if not isinstance(one, Blueprint)] == []
    names = [one.name for one in found if isinstance(one, Blueprint)]
    assert len(names) == 12
    assert {name.isascii() for name in names} == {language == "en"}


def test_both_pages_have_the_same_examples() -> None:
    """But for their names, and what they tell people."""

    def unnamed(text: str) -> str:
        return re.sub("^(alias|      message): .*", "", text, flags=re.MULTILINE)

    assert [unnamed(text) for text in examples("en")] == [unnamed(text) for text in examples("ja")]


@LANGUAGES
def test_every_trigger_condition_and_blueprint_is_on_the_page(language: str) -> None:
    """Blueprints with the link that imports them, each on the page of its language."""
    text = PAGES[language].read_text(encoding="utf-8")
    assert [name for name in (*TRIGGERS, *CONDITIONS) if name not in text] == []
    files = [
        path
        for path in (ROOT / "blueprints").glob("*/*/*.yaml")
        if path.stem.endswith("_ja") is (language == "ja")
    ]
    for path in files:
        blueprint = yaml_util.load_yaml_dict(path)["blueprint"]
        address = quote(blueprint["source_url"], safe="")
        assert f"https://my.home-assistant.io/redirect/blueprint_import/?blueprint_url={address}" in text
        assert f"[{blueprint['name']}](../{path.relative_to(ROOT)})" in text
    assert text.count("blueprint_import") == len(files)


@pytest.mark.parametrize("kind", ["triggers", "conditions"])
@LANGUAGES
def test_each_has_words_an_icon_and_fields_that_its_schema_takes(kind: str, language: str) -> None:
    """No field is without a name, none is described that is not there."""
    singular, classes = KINDS[kind]
    described = yaml_util.load_yaml_dict(INTEGRATION / f"{kind}.yaml")
    texts = json.loads((INTEGRATION / "translations" / f"{language}.json").read_text(encoding="utf-8"))
    icons = json.loads((INTEGRATION / "icons.json").read_text(encoding="utf-8"))[kind]
    assert set(described) == set(classes) == set(texts[kind]) == set(icons)
    assert all(set(icon) == {singular} for icon in icons.values())
    for name, item in described.items():
        words, fields = texts[kind][name], item["fields"]
        assert words["name"] and words["description"].endswith("。" if language == "ja" else ".")
        assert set(words["fields"]) == set(fields), name
        taken = {str(key) for key in classes[name].schema.schema["options"]}
        assert set(fields) == taken, name
        assert all(set(one) == {"name", "description"} for one in words["fields"].values())
        for field in fields.values():
            try:
                selector.validate_selector(field["selector"])
            except HomeAssistantError as err:
                pytest.fail(f"{name}: {err}")
            choice: dict[str, Any] = field["selector"].get("select") or {}
            if choice:
                assert set(texts["selector"][choice["translation_key"]]["options"]) == set(choice["options"])
