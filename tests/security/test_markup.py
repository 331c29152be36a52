"""Text of feeds, entities and people never becomes markup: not in Markdown, HTML or SVG."""

from dataclasses import replace
import re
from typing import Any
from xml.etree import ElementTree as ET

from homeassistant.components import persistent_notification
from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir
from hypothesis import given, settings as limits, strategies as st
from markdown_it import MarkdownIt
import pytest

from custom_components.v2h_planner.core.hazard import Certainty, Hazard, HazardKind, Severity
from custom_components.v2h_planner.presentation.plain_text import unmarked
from custom_components.v2h_planner.presentation.plan_svg import render
from custom_components.v2h_planner.presentation.wording import Wording
from tests.ha import flow_walk
from tests.ha.conftest import FakeHome
from tests.ha.entry_forms import POWERS
from tests.ha.flow_walk import bare_entry, new_storage, storage_page
from tests.presentation.test_plan_svg import HOME, LABELS, TOKYO, plan

PAYLOADS = [
    "<img src=x onerror=alert(1)>",
    "</text><script>alert(1)</script>",
    "[click](https://evil.example)",
    "![](https://evil.example/pixel.png)",
    "<https://evil.example>",
    "see https://evil.example/a?b=c now",
    "www.evil.example",
    "mail me@evil.example",
    "**loud** and __loud__ and ~~gone~~ and `code`",
    "_soft_",
    "# heading",
    "- a\n- list",
    "1. first\n2. second",
    "> quoted",
    "a\n===\nb",
    "---",
    "|a|b|\n|-|-|\n|1|2|",
    "&lt;b&gt; &#60;b&#62;",
    "[a]: https://evil.example\n[a]",
    "\\<b\\>",
    "![a][b]",
    "<!-- hidden -->",
    "]]><svg onload=alert(1)>",
]
INNOCENT = [
    "sensor.roof_power",
    "Leaf",
    "Leaf (white) 2号",
    "神奈川県 横浜市北部",
    "-5.0 kW",
    "12.5 %",
    "AT&T & co",
    "JPY/kWh（税込）",
    "2026-11-28 07:30",
    "家族👨‍👩‍👧の車",
    "60 s",
    "6.14 kW > 6 kW",
]
house, setup_entry = flow_walk.house, flow_walk.setup_entry
READER = MarkdownIt("js-default", {"html": True})
# What Home Assistant's reader makes a link of without being asked to.
LINK = re.compile(r"://|\bwww\.|\w@\w", re.IGNORECASE)


def tags(text: str) -> set[str]:
    """What a reader of Markdown with HTML, tables and links makes of a text, but paragraphs."""
    tokens = READER.parse(text)
    found = {child.type for token in tokens for child in token.children or ()} | {one.type for one in tokens}
    found |= {"link"} if LINK.search(text) else set()
    return found - {"text", "softbreak", "paragraph_open", "inline", "paragraph_close"}


@pytest.mark.parametrize("payload", PAYLOADS)
def test_no_reader_of_markdown_or_html_finds_anything_in_a_plain_text(payload: str) -> None:
    assert tags(unmarked(payload)) == set()
    assert not set("<`") & set(unmarked(payload))


@pytest.mark.parametrize("text", INNOCENT)
def test_innocent_words_stay_as_they_are(text: str) -> None:
    assert unmarked(text) == text


@given(st.text(alphabet=st.sampled_from("ab1 \n\t<>[]()!*_`~#-+=|\\&;:/.@wh\u202e\x00éあ"), max_size=40))
@limits(max_examples=300, deadline=None)
def test_whatever_is_written_is_one_line_of_text(text: str) -> None:
    once = unmarked(text)
    assert tags(once) == set()
    assert unmarked(once) == once
    assert "\n" not in once
    ET.fromstring(f"<a>{once.replace('&', '&amp;')}</a>")


def test_a_huge_name_does_not_fill_the_screen() -> None:
    assert len(unmarked("あ" * 100_000)) == 300


@pytest.mark.parametrize("payload", [*PAYLOADS, "a\x00b\x1b[31m\ud800", "\u202eevil"])
def test_a_name_is_only_text_in_the_picture(payload: str) -> None:
    home = replace(HOME, storages=(replace(HOME.storages[0], name=payload),))
    drawn = ET.fromstring(render(plan(), home, TOKYO, replace(LABELS, storm=payload, away=payload)).encode())
    assert {item.tag.rpartition("}")[2] for item in drawn.iter()} <= {
        "svg",
        "text",
        "tspan",
        "line",
        "rect",
        "path",
        "title",
        "desc",
    }
    assert not [key for item in drawn.iter() for key in item.attrib if key.startswith("on") or "href" in key]


@pytest.mark.parametrize("payload", PAYLOADS)
def test_a_hazard_that_a_feed_or_an_entity_names_is_only_text(payload: str) -> None:
    words = Wording({"component.v2h_planner.common.hazard_typhoon": "Typhoon {name}"}, TOKYO)
    for kind in HazardKind:
        for certainty in Certainty:
            hazard = Hazard(
                kind=kind, severity=Severity.WARNING, certainty=certainty, source="sensor.x", name=payload
            )
            assert tags(words.hazard(hazard)) == set()
            assert tags(words.hazard(replace(hazard, source="jma"))) == set()


def test_a_name_is_no_format_of_ours() -> None:
    words = Wording({"component.v2h_planner.common.x": "{name}"}, TOKYO)
    assert words.text("x", {"name": "{name.__class__} %s {0}"}) == "{name.＿＿class＿＿} %s {0}"


async def test_an_entity_cannot_put_a_link_into_a_repair(home: FakeHome) -> None:
    home.set("sensor.pv", "[win](https://evil.example)", friendly_name="<img src=x onerror=alert(1)>")
    await home.start()
    issues = ir.async_get(home.hass).issues.values()
    shown = [value for issue in issues for value in (issue.translation_placeholders or {}).values()]
    assert any("evil" in value for value in shown)
    assert all(tags(value) == set() for value in shown)


async def test_an_entity_cannot_put_a_link_into_a_notification(home: FakeHome) -> None:
    told: dict[str, Any] = {}

    def list_changed(_kind: object, items: dict[str, Any]) -> None:
        told.update(items)

    persistent_notification.async_register_callback(home.hass, list_changed)
    home.set("binary_sensor.storm", "on", friendly_name="[win](https://evil.example) <img src=x>")
    await home.start()
    assert any("win" in item["message"] for item in told.values())
    for item in told.values():
        assert not {"link", "link_open", "image", "html_inline", "html_block"} & tags(item["message"])


@pytest.mark.parametrize("name", PAYLOADS)
async def test_neither_an_entity_nor_a_name_puts_a_link_into_a_form(
    hass: HomeAssistant, house: None, setup_entry: None, name: str
) -> None:
    hass.states.async_set("sensor.leaf_soc", "[win](https://evil.example)", {"unit_of_measurement": "%"})
    told = {"soc_entity": "sensor.leaf_soc", "capacity_kwh": 40, "power_charging_positive": True}
    battery = storage_page(name, told, POWERS, "none")
    walk = await new_storage(hass, bare_entry(hass), "v2h_ev")
    await walk.fill("found", battery)
    assert walk.errors == {"soc_entity": "not_a_number"}
    shown = [value for value in walk.result["description_placeholders"].values() if value]
    assert all(tags(value) == set() for value in shown)
    hass.states.async_set("sensor.leaf_soc", "63", {"unit_of_measurement": "%"})
    await walk.fill("found", battery)
    assert tags(walk.result["description_placeholders"]["name"]) == set()
