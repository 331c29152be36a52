"""What hassfest and HACS check of a custom integration, checked here so that nobody waits for them."""

import ast
from collections.abc import Iterator
import json
from pathlib import Path
import re
import string
from typing import Any
from urllib.parse import urlparse

from awesomeversion import AwesomeVersion
from homeassistant.const import Platform
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import selector
from homeassistant.requirements import DISCOVERY_INTEGRATIONS
from homeassistant.util.yaml import load_yaml_dict
from packaging.requirements import Requirement
from PIL import Image
import pytest

ROOT = Path(__file__).parent.parent
INTEGRATION = ROOT / "custom_components" / "v2h_planner"
LANGUAGES = ("en", "ja")

MANIFEST_KEYS = {
    "domain", "name", "after_dependencies", "codeowners", "config_flow", "dependencies", "documentation",
    "homekit", "integration_type", "iot_class", "issue_tracker", "loggers", "quality_scale", "requirements",
    "single_config_entry", "version", "zeroconf",
}  # fmt: skip
INTEGRATION_TYPES = {"device", "entity", "hardware", "helper", "hub", "service", "system", "virtual"}
IOT_CLASSES = {"assumed_state", "calculated", "cloud_polling", "cloud_push", "local_polling", "local_push"}
# Integrations that are always there, so that nobody has to name them as dependencies.
ALWAYS_THERE = {
    "automation", "conversation", "device_automation", "diagnostics", "frontend", "group", "homeassistant",
    "input_boolean", "input_button", "input_datetime", "input_number", "input_select", "input_text",
    "media_source", "panel_custom", "persistent_notification", "person", "repairs", "script", "sun",
    "system_health", "system_log", "timer", "webhook", "websocket_api", "zone",
}  # fmt: skip
HACS_KEYS = {
    "content_in_root", "country", "filename", "hacs", "hide_default_branch", "homeassistant", "name",
    "persistent_directory", "render_readme", "zip_release",
}  # fmt: skip

TRANSLATION_KEY = re.compile(r"(?!.*[_-]{2})[a-z0-9]([a-z0-9_-]*[a-z0-9])?")
URL = re.compile(r"((ftps?|scp|https?|mqtts?|socket|socks5)://|www\.)[a-z0-9]", re.IGNORECASE)
HTML = re.compile(r"<[a-z/!][^>]*>", re.IGNORECASE)

STEP = {"title", "description", "data", "data_description", "menu_options", "menu_option_descriptions",
        "submit", "sections"}  # fmt: skip
FLOW = {"flow_title", "step", "error", "abort", "progress", "create_entry"}
TOP_LEVEL = {
    "title", "common", "conditions", "config", "config_panel", "config_subentries", "conversation", "device",
    "device_automation", "entity", "entity_component", "exceptions", "issues", "options", "preview_features",
    "selector", "services", "system_health", "triggers",
}  # fmt: skip


def read_json(path: Path) -> dict[str, Any]:
    """The object in a file that has no key twice."""

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        keys = [key for key, _ in pairs]
        assert len(keys) == len(set(keys)), f"{path.name}: a key stands twice among {keys}"
        return dict(pairs)

    data: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"), object_pairs_hook=once)
    return data


def translation(language: str) -> dict[str, Any]:
    return read_json(INTEGRATION / "translations" / f"{language}.json")


def leaves(tree: dict[str, Any], path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], str]]:
    """Every text with the keys that lead to it."""
    for key, value in tree.items():
        if isinstance(value, dict):
            yield from leaves(value, (*path, key))
        else:
            yield (*path, key), value


def placeholders(text: str) -> set[str]:
    return {field for _, field, _, _ in string.Formatter().parse(text) if field is not None}


def flows(texts: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any], set[str]]]:
    """Every flow in the texts: where, what, and which keys it may have beyond the usual."""
    for key in ("config", "options"):
        if key in texts:
            yield key, texts[key], set()
    for key, flow in texts.get("config_subentries", {}).items():
        yield f"config_subentries.{key}", flow, {"entry_type", "initiate_flow"}
    for key, issue in texts.get("issues", {}).items():
        if "fix_flow" in issue:
            yield f"issues.{key}.fix_flow", issue["fix_flow"], set()


def imported_components(path: Path) -> set[str]:
    """Every homeassistant.components.X that a file imports when it runs."""

    class Visitor(ast.NodeVisitor):
        found: set[str]

        def __init__(self) -> None:
            self.found = set()

        def visit_If(self, node: ast.If) -> None:
            if not (isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"):
                self.generic_visit(node)

        def visit_Import(self, node: ast.Import) -> None:
            self.found |= {
                a.name.split(".")[2] for a in node.names if a.name.startswith("homeassistant.components.")
            }

        def visit_ImportFrom(self, node: ast.ImportFrom) -> None:
            module = node.module or ""
            if module == "homeassistant.components":
                self.found |= {alias.name for alias in node.names}
            elif module.startswith("homeassistant.components."):
                self.found.add(module.split(".")[2])

    visitor = Visitor()
    visitor.visit(ast.parse(path.read_text(encoding="utf-8")))
    return visitor.found


# ------------------------------------------------------------------------------- manifest


def test_the_manifest_has_known_keys_in_order() -> None:
    keys = list(read_json(INTEGRATION / "manifest.json"))
    assert set(keys) <= MANIFEST_KEYS
    assert keys == ["domain", "name", *sorted(set(keys) - {"domain", "name"})]


def test_the_manifest_says_who_what_and_where() -> None:
    manifest = read_json(INTEGRATION / "manifest.json")
    assert manifest["domain"] == INTEGRATION.name
    assert manifest["name"]
    assert manifest["codeowners"]
    assert all(owner.startswith("@") for owner in manifest["codeowners"])
    assert urlparse(manifest["documentation"]).scheme == "https"
    assert urlparse(manifest["issue_tracker"]).scheme == "https"
    assert manifest["integration_type"] in INTEGRATION_TYPES
    assert manifest["iot_class"] in IOT_CLASSES
    assert AwesomeVersion(manifest["version"]).valid


def test_the_manifest_requires_what_the_project_does() -> None:
    manifest = read_json(INTEGRATION / "manifest.json")
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    assert f'version = "{manifest["version"]}"' in project
    for requirement in manifest["requirements"]:
        assert " " not in requirement
        Requirement(requirement)
    assert json.dumps(manifest["requirements"]) in project, "pyproject.toml: dependencies differ"


def test_every_component_that_is_imported_stands_in_the_manifest() -> None:
    manifest = read_json(INTEGRATION / "manifest.json")
    named = set(manifest.get("dependencies", [])) | set(manifest.get("after_dependencies", []))
    assert not set(manifest.get("dependencies", [])) & set(manifest.get("after_dependencies", []))
    allowed = named | ALWAYS_THERE | {platform.value for platform in Platform}
    allowed |= {
        domain for domain, keys in DISCOVERY_INTEGRATIONS.items() if any(key in manifest for key in keys)
    }
    for path in sorted(INTEGRATION.rglob("*.py")):
        missing = imported_components(path) - allowed - {path.stem, path.relative_to(INTEGRATION).parts[0]}
        assert not missing, f"{path.name} imports {missing}, which are no dependencies in manifest.json"


def test_the_dependencies_exist() -> None:
    import homeassistant.components

    manifest = read_json(INTEGRATION / "manifest.json")
    components = Path(homeassistant.components.__path__[0])
    for domain in (*manifest.get("dependencies", []), *manifest.get("after_dependencies", [])):
        assert (components / domain / "manifest.json").is_file(), domain


def test_it_is_set_up_from_the_user_interface_only() -> None:
    assert read_json(INTEGRATION / "manifest.json")["config_flow"] is True
    assert (INTEGRATION / "config_flow.py").is_file()
    module = ast.parse((INTEGRATION / "__init__.py").read_text(encoding="utf-8"))
    functions = {
        node.name for node in module.body if isinstance(node, ast.AsyncFunctionDef | ast.FunctionDef)
    }
    names: set[str] = set()
    for node in module.body:
        if isinstance(node, ast.Assign):
            names |= {target.id for target in node.targets if isinstance(target, ast.Name)}
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            names.add(node.target.id)
    assert "async_setup_entry" in functions
    if "async_setup" in functions:
        assert "CONFIG_SCHEMA" in names


# --------------------------------------------------------------------------- translations


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_is_plain(language: str) -> None:
    for path, text in leaves(translation(language)):
        where = f"{language}: {'.'.join(path)}"
        assert isinstance(text, str), where
        assert text, f"{where} is empty"
        assert text == text.strip(), f"{where} begins or ends with a space"
        assert not HTML.search(text), f"{where} has HTML"
        assert not URL.search(text), f"{where} has a URL: give it as a placeholder"
        assert not re.search(r"'\{\w+\}'", text), f"{where} has a placeholder in single quotes"
        assert not re.search(r".\[%|%\].", text), f"{where} mixes a reference with text"
        assert all(name.isidentifier() for name in placeholders(text)), f"{where}: {placeholders(text)}"


@pytest.mark.parametrize("language", LANGUAGES)
def test_translations_have_the_fixed_shape(language: str) -> None:
    texts = translation(language)
    assert set(texts) <= TOP_LEVEL
    for where, flow, extra in flows(texts):
        assert set(flow) <= FLOW | extra, where
        assert "step" in flow, where
        if extra:
            assert extra <= set(flow), where
            assert "user" in flow["initiate_flow"], where
        for name, step in flow["step"].items():
            assert set(step) <= STEP, f"{where}.{name}"
            for part in (step, *step.get("sections", {}).values()):
                unknown = set(part.get("data_description", {})) - set(part.get("data", {}))
                assert not unknown, f"{where}.{name} describes {unknown}, which are not in data"
            for section in step.get("sections", {}).values():
                assert set(section) <= {"name", "description", "data", "data_description"}, f"{where}.{name}"
    for name, issue in texts.get("issues", {}).items():
        assert "title" in issue, name
        assert ("description" in issue) != ("fix_flow" in issue), (
            f"{name}: a description or a fix flow, not both"
        )
        assert set(issue) <= {"title", "description", "fix_flow"}, name
    for name, error in texts.get("exceptions", {}).items():
        assert set(error) == {"message"}, name
    for name, choice in texts.get("selector", {}).items():
        assert set(choice) <= {"options", "choices", "fields", "unit_of_measurement"}, name
    for platform, entities in texts.get("entity", {}).items():
        assert platform in {value.value for value in Platform}, platform
        for name, entity in entities.items():
            assert set(entity) <= {"name", "state", "state_attributes", "unit_of_measurement"}, name
            for path, text in leaves({key: value for key, value in entity.items() if key != "name"}):
                assert not placeholders(text), f"entity.{platform}.{name}.{'.'.join(path)} has a placeholder"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_field_of_a_form_is_explained(language: str) -> None:
    unexplained = [
        f"{where}.{name}.{field}"
        for where, flow, _ in flows(translation(language))
        for name, step in flow["step"].items()
        for part in (step, *step.get("sections", {}).values())
        for field in set(part.get("data", {})) - set(part.get("data_description", {}))
    ]
    assert not unexplained


@pytest.mark.parametrize("language", LANGUAGES)
def test_keys_of_translations_are_slugs(language: str) -> None:
    texts = translation(language)
    for part in ("entity", "selector", "services", "exceptions", "issues", "device", "config_subentries"):
        for path, _ in leaves(texts.get(part, {})):
            if part == "issues" or "step" in path:
                continue  # field names of a flow are the flow's own
            bad = [key for key in path if not TRANSLATION_KEY.fullmatch(key) and key != "_"]
            assert not bad, f"{language}: {part}.{'.'.join(path)}"


def test_both_languages_say_the_same_things() -> None:
    english, japanese = (dict(leaves(translation(language))) for language in LANGUAGES)
    assert sorted(english) == sorted(japanese)
    for path, text in english.items():
        assert placeholders(text) == placeholders(japanese[path]), ".".join(path)


def test_japanese_is_japanese() -> None:
    untranslated = [
        ".".join(path)
        for path, text in leaves(translation("ja"))
        if re.search(r"[a-z]{4}.* [a-z]{2}", re.sub(r"\{\w+\}", "", text))
        and not re.search(r"[ぁ-ヿ一-鿿]", text)
    ]
    assert not untranslated


# ------------------------------------------------------------------------ services and icons


def services() -> dict[str, Any]:
    path = INTEGRATION / "services.yaml"
    return load_yaml_dict(str(path)) if path.is_file() else {}


def test_services_are_described_when_there_are_services() -> None:
    registers = re.compile(
        r"services\.(async_)?register\(|async_register_(platform_)?entity_service|admin_service"
    )
    if any(registers.search(path.read_text(encoding="utf-8")) for path in INTEGRATION.rglob("*.py")):
        assert services()


def test_services_have_valid_fields_names_and_icons() -> None:
    icons = read_json(INTEGRATION / "icons.json")["services"] if services() else {}
    assert set(icons) == set(services())
    for language in LANGUAGES:
        texts = translation(language)
        described = texts.get("services", {})
        assert set(described) == set(services())
        for name, service in services().items():
            assert {"name", "description"} <= set(described[name]), f"{language}: {name}"
            fields = (service or {}).get("fields", {})
            assert set(described[name].get("fields", {})) == set(fields), f"{language}: {name}"
            for key, field in fields.items():
                assert set(field) <= {"example", "default", "required", "advanced", "selector", "filter"}, (
                    f"{name}.{key}"
                )
                assert {"name", "description"} <= set(described[name]["fields"][key]), (
                    f"{language}: {name}.{key}"
                )
                wanted = (field["selector"].get("select") or {}).get("translation_key")
                assert wanted is None or wanted in texts["selector"], f"{language}: selector {wanted}"


def test_selectors_of_services_are_valid() -> None:
    broken = {}
    for name, service in services().items():
        for key, field in ((service or {}).get("fields") or {}).items():
            try:
                selector.validate_selector(field["selector"])
            except (HomeAssistantError, ValueError) as error:
                broken[f"{name}.{key}"] = str(error)
    assert broken == {}


def icon_leaves() -> Iterator[tuple[tuple[str, ...], str]]:
    path = INTEGRATION / "icons.json"
    assert path.is_file()
    return leaves(read_json(path))


def test_icons_are_material_design_icons() -> None:
    for path, icon in icon_leaves():
        assert re.fullmatch(r"mdi:[a-z0-9-]+", icon), f"{'.'.join(path)}: {icon}"


def test_icons_have_the_fixed_shape_and_no_state_repeats_the_default() -> None:
    icons = read_json(INTEGRATION / "icons.json")
    assert set(icons) <= {"config", "entity", "issues", "options", "services", "conditions", "triggers"}
    for platform, entities in icons.get("entity", {}).items():
        assert platform in {value.value for value in Platform}
        for name, entity in entities.items():
            assert set(entity) <= {"default", "range", "state", "state_attributes"}, name
            assert entity.get("default") not in entity.get("state", {}).values(), f"{platform}.{name}"


def test_every_icon_of_an_entity_belongs_to_an_entity_with_a_name() -> None:
    icons = read_json(INTEGRATION / "icons.json").get("entity", {})
    texts = translation("en").get("entity", {})
    for platform, entities in icons.items():
        unknown = set(entities) - set(texts.get(platform, {}))
        assert not unknown, f"icons.json: {platform}: {unknown} have no translation"


# ----------------------------------------------------------------------------------- HACS


def test_hacs_knows_the_repository() -> None:
    hacs = read_json(ROOT / "hacs.json")
    assert hacs["name"]
    assert set(hacs) <= HACS_KEYS
    assert AwesomeVersion(hacs["homeassistant"]).valid


def test_one_integration_stands_in_the_repository() -> None:
    folders = [
        path
        for path in (ROOT / "custom_components").iterdir()
        if path.is_dir() and path.name != "__pycache__"
    ]
    assert folders == [INTEGRATION]
    for name in ("README.md", "LICENSE"):
        assert (ROOT / name).is_file(), name


@pytest.mark.parametrize(
    ("name", "size"),
    [("icon.png", 256), ("icon@2x.png", 512), ("dark_icon.png", 256), ("dark_icon@2x.png", 512)],
)
def test_brand_icons_are_square(name: str, size: int) -> None:
    with Image.open(INTEGRATION / "brand" / name) as image:
        assert (image.format, image.size) == ("PNG", (size, size))
        assert image.getchannel("A").getextrema()[0] == 0, "the ground is transparent"


@pytest.mark.parametrize(
    ("name", "scale"), [("logo.png", 1), ("logo@2x.png", 2), ("dark_logo.png", 1), ("dark_logo@2x.png", 2)]
)
def test_brand_logos_have_the_right_height(name: str, scale: int) -> None:
    with Image.open(INTEGRATION / "brand" / name) as image:
        width, height = image.size
        assert image.format == "PNG"
        assert 128 * scale <= height <= 256 * scale
        assert width >= height
