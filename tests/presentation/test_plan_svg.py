"""The picture of a plan is a well-formed drawing that shows what the plan says."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
import re
from typing import Any
from xml.etree import ElementTree as ET
from zoneinfo import ZoneInfo

from custom_components.v2h_planner.core.hazard import StormTarget, Tier
from custom_components.v2h_planner.core.home import Home, Mode, Storage, StorageKind
from custom_components.v2h_planner.core.horizon import make_horizon
from custom_components.v2h_planner.core.plan import Method, Plan, PlanSlot, Reason, ReasonCode, StorageSlot
from custom_components.v2h_planner.core.readings import Verb
from custom_components.v2h_planner.presentation.plan_svg import (
    EXPORT,
    LEFT,
    LOAD,
    SOC_COLOURS,
    Labels,
    render,
)

TOKYO = ZoneInfo("Asia/Tokyo")
NOW = datetime(2026, 11, 22, 8, 10, tzinfo=UTC)
HOME = Home(
    storages=(Storage(id="ev", name="Leaf <3", kind=StorageKind.V2H_EV, capacity_kwh=40, charge_max_kw=6),)
)
LABELS = Labels(
    price="単価",
    forecast="予測",
    power="電力",
    solar="太陽光",
    load="消費",
    charge="充電",
    discharge="放電",
    grid="買電",
    soc="残量",
    away="外出",
    storm="荒天への備え",
    export="売電",
    departure="出発",
    floor="放電下限{soc}",
    day="{date}（{weekday}）",
    weekdays=("月", "火", "水", "木", "金", "土", "日"),
)
SVG = "{http://www.w3.org/2000/svg}"


def plan(storm: StormTarget | None = None, away: bool = False, known: bool = True) -> Plan:
    """A plan that charges in every slot."""
    horizon = make_horizon(NOW)
    slots = tuple(
        PlanSlot(
            start=start,
            end=end,
            import_kw=3.0,
            export_kw=0.0,
            curtail_kw=0.0,
            pv_kw=1.0,
            load_kw=0.5,
            import_yen_per_kwh=30.0,
            export_yen_per_kwh=8.5,
            co2_kg_per_kwh=0.4,
            price_known=known,
            storages=(
                StorageSlot(
                    storage_id="ev",
                    verb=Verb.CHARGE,
                    charge_kw=3.5,
                    discharge_kw=0.0,
                    soc_end=0.5,
                    away=away,
                    reason=Reason(ReasonCode.WAIT_NOTHING),
                ),
            ),
        )
        for start, end in zip(horizon.starts, horizon.edges[1:], strict=True)
    )
    return Plan(
        made_at=NOW,
        mode=Mode.ECONOMY,
        horizon=horizon,
        slots=slots,
        method=Method.OPTIMAL,
        gap=0.0,
        seconds=0.1,
        storm=storm,
    )


def words(svg: str) -> set[str]:
    """All text on the picture; parsing fails when it is not well formed."""
    root = ET.fromstring(svg)
    return {element.text or "" for tag in ("text", "tspan") for element in root.iter(f"{SVG}{tag}")}


def test_it_names_what_it_draws_even_with_an_awkward_name() -> None:
    shown = words(render(plan(), HOME, TOKYO, LABELS))
    assert {"単価", "電力", "残量", "Leaf <3", "充電", "放電"} <= shown
    assert "11/23（月）" in shown
    assert not {"予測", "外出", "荒天への備え"} & shown


def test_it_marks_forecast_prices_absence_and_storm() -> None:
    storm = StormTarget(tier=Tier.ACT, by=NOW + timedelta(hours=5), until=NOW + timedelta(hours=20))
    shown = words(render(plan(storm, away=True, known=False), HOME, TOKYO, LABELS))
    assert {"予測", "外出", "荒天への備え"} <= shown


def test_everything_lies_inside_the_frame() -> None:
    root = ET.fromstring(render(plan(), HOME, TOKYO, LABELS))
    _, _, width, height = (float(number) for number in root.attrib["viewBox"].split())
    boxes = [element.attrib for element in root.iter(f"{SVG}rect")]
    assert boxes
    for box in boxes:
        assert 0 <= float(box["x"]) <= float(box["x"]) + float(box["width"]) <= width
        assert 0 <= float(box["y"]) <= float(box["y"]) + float(box["height"]) <= height


def with_slots(made: Plan, **changes: Any) -> Plan:
    """That plan, with every slot's storage changed."""
    return replace(
        made,
        slots=tuple(
            replace(slot, storages=tuple(replace(part, **changes) for part in slot.storages))
            for slot in made.slots
        ),
    )


def drawn(svg: str, colour: str) -> list[tuple[float, float]]:
    """The points of the line in that colour."""
    root = ET.fromstring(svg)
    (path,) = (p.attrib["d"] for p in root.iter(f"{SVG}path") if p.attrib["stroke"] == colour)
    return [(float(x), float(y)) for x, y in re.findall(r"[ML]([\d.]+),([\d.]+)", path)]


def test_a_car_whose_charge_nobody_knows_is_not_drawn_as_away() -> None:
    blind = with_slots(plan(away=True), reason=Reason(ReasonCode.SOC_UNKNOWN))
    assert not {"外出", "▼ 出発"} & words(render(blind, HOME, TOKYO, LABELS))


def test_the_charge_begins_now_with_what_is_in_the_battery() -> None:
    points = drawn(render(plan(), HOME, TOKYO, LABELS), SOC_COLOURS[0])
    first, second = points[0], points[1]
    assert first[0] == LEFT
    assert first[1] > second[1], "3.5 kW go in: it begins lower than it ends"


def test_what_is_sold_goes_down_and_has_its_name() -> None:
    assert "売電" not in words(render(plan(), HOME, TOKYO, LABELS))
    sold = replace(plan(), slots=tuple(replace(slot, export_kw=4.0) for slot in plan().slots))
    svg = render(sold, HOME, TOKYO, LABELS)
    assert "売電" in words(svg)
    zero = min(y for _, y in drawn(svg, LOAD)) + 1
    assert all(y > zero for _, y in drawn(svg, EXPORT)), "below the line of nothing"


def test_departures_and_the_floor_are_marked() -> None:
    leaves = plan()
    gone = with_slots(plan(), away=True, reason=Reason(ReasonCode.AWAY)).slots
    leaves = replace(leaves, slots=(*leaves.slots[:10], *gone[10:20], *leaves.slots[20:]))
    shown = words(render(leaves, HOME, TOKYO, LABELS))
    assert {"▼ 出発", "▼", "放電下限20%"} <= shown
    assert "▼" not in words(render(plan(away=True), HOME, TOKYO, LABELS)), "it has left already"


def luminance(colour: str) -> float:
    """Relative luminance of WCAG 2.2 of a colour on white, `#rrggbb` or `#rrggbbaa`."""
    alpha = int(colour[7:9], 16) / 255 if len(colour) == 9 else 1.0
    parts = [(int(colour[i : i + 2], 16) / 255) * alpha + 1.0 - alpha for i in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(colour: str) -> float:
    return 1.05 / (luminance(colour) + 0.05)


def test_every_word_can_be_read_and_every_line_seen() -> None:
    storm = StormTarget(tier=Tier.WATCH, by=NOW + timedelta(hours=8), until=NOW + timedelta(hours=20))
    drawn = "".join(render(plan(storm, known=known), HOME, TOKYO, LABELS) for known in (True, False))
    words = set(re.findall(r"<(?:text|tspan)[^>]* fill='(#\w+)'", drawn))
    lines = set(re.findall(r"<path[^>]* stroke='(#\w+)'", drawn))
    squares = set(re.findall(r"<tspan fill='(#\w+)'>■", drawn))
    assert {colour: contrast(colour) for colour in words - squares if contrast(colour) < 4.5} == {}
    assert {colour: contrast(colour) for colour in lines if contrast(colour) < 3} == {}
    assert len(words) > 3


def test_who_does_not_see_it_is_told_what_it_shows() -> None:
    labels = replace(LABELS, title="Plan <b>", description="Leaf, from 23:30: Charge, to 85 %.")
    root = ET.fromstring(render(plan(), HOME, TOKYO, labels))
    title, description = root[0], root[1]
    assert (title.text, description.text) == ("Plan <b>", "Leaf, from 23:30: Charge, to 85 %.")
    assert root.get("role") == "img"
    assert root.get("aria-labelledby") == f"{title.get('id')} {description.get('id')}"
