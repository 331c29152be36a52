"""The plan as a picture (SVG): prices above, power in the middle, state of charge below.

It has its own light ground, on which every word has a contrast of 4.5 at least (WCAG 2.2, AA) and every line one of 3,
so that it is the same in a notification of a dark phone and on a printed page. The colours are the card's. Words come
in as `Labels`; who does not see the picture gets its title and its description.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from itertools import pairwise
from xml.sax.saxutils import escape

from ..core.home import Home, Storage
from ..core.plan import Plan, PlanSlot, ReasonCode, StorageSlot
from .plain_text import printable

WIDTH = 720
HEIGHT = 860
LEFT = 70
RIGHT = 14
TOP = 48
FOOT = HEIGHT - 70
# Large letters: on a phone the picture is shown at half its size.
LETTERS = 20
GROUND = "#ffffff"
INK = "#4a5058"
FAINT = "#9aa0a844"
PRICE = "#6e41ab"
PV = "#a87900"
LOAD = "#4a4a4a"
CHARGE = "#0b5a9e"
DISCHARGE = "#17795f"
IMPORT = "#b3261e"
EXPORT = "#0f7383"
STORM = "#8a4f00"
LIKELY = "#7b818acc"  # what may as well not happen
SOC_COLOURS = ("#006787", "#8a4f00", "#6e41ab")
FONT = "font-family='system-ui,-apple-system,Segoe UI,Roboto,Noto Sans CJK JP,Noto Sans JP,Hiragino Sans,sans-serif'"

DEPARTURE = "▼"

# What is planned beyond this is too far off to interest a homeowner.
SHOWN = timedelta(hours=36)


@dataclass(frozen=True, slots=True, kw_only=True)
class Labels:
    """Words of the picture, in the reader's language. `weekdays` from Monday; `day` joins a date and one of them, `floor` takes an SOC.

    `title` and `description`: for who does not see it.
    """

    price: str
    forecast: str
    power: str
    solar: str
    load: str
    charge: str
    discharge: str
    grid: str
    soc: str
    away: str
    storm: str
    weekdays: tuple[str, ...]
    day: str = "{date} {weekday}"
    export: str = ""
    departure: str = ""
    floor: str = "{soc}"
    likely: str = ""
    title: str = ""
    description: str = ""


@dataclass(frozen=True, slots=True)
class _Panel:
    """A plot area: y of its top, its height, and the range of values it shows."""

    top: float
    height: float
    low: float
    high: float

    def y(self, value: float) -> float:
        span = self.high - self.low or 1.0
        share = (min(max(value, self.low), self.high) - self.low) / span
        return self.top + self.height * (1.0 - share)


def _nice(value: float, steps: Sequence[float]) -> float:
    """Return the first of `steps` that is not below `value`, or the last one times what is needed."""
    for step in steps:
        if value <= step:
            return step
    return steps[-1] * (1 + int(value / steps[-1]))


class _Drawing:
    """Collects SVG elements on one time axis."""

    def __init__(self, start: datetime, end: datetime) -> None:
        self._start = start
        self._seconds = (end - start).total_seconds()
        self.parts: list[str] = []

    def x(self, when: datetime) -> float:
        share = (when - self._start).total_seconds() / self._seconds
        return LEFT + (WIDTH - LEFT - RIGHT) * min(max(share, 0.0), 1.0)

    def text(self, x: float, y: float, words: str, *, anchor: str = "start", fill: str = INK) -> None:
        self.parts.append(
            f"<text x='{x:.1f}' y='{y:.1f}' text-anchor='{anchor}' fill='{fill}'>{escape(printable(words))}</text>"
        )

    def line(self, x1: float, y1: float, x2: float, y2: float, colour: str, extra: str = "") -> None:
        self.parts.append(
            f"<line x1='{x1:.1f}' y1='{y1:.1f}' x2='{x2:.1f}' y2='{y2:.1f}' stroke='{colour}' {extra}/>"
        )

    def box(self, x1: float, y1: float, x2: float, y2: float, fill: str, extra: str = "") -> None:
        self.parts.append(
            f"<rect x='{min(x1, x2):.1f}' y='{min(y1, y2):.1f}' width='{abs(x2 - x1):.1f}'"
            f" height='{abs(y2 - y1):.1f}' fill='{fill}' {extra}/>"
        )

    def path(
        self, points: Iterable[tuple[float, float]], colour: str, *, fill: str = "none", extra: str = ""
    ) -> None:
        data = " ".join(f"{'M' if i == 0 else 'L'}{x:.1f},{y:.1f}" for i, (x, y) in enumerate(points))
        if data:
            self.parts.append(f"<path d='{data}' stroke='{colour}' fill='{fill}' {extra}/>")

    def steps(
        self, panel: _Panel, slots: Sequence[PlanSlot], values: Sequence[float]
    ) -> list[tuple[float, float]]:
        points: list[tuple[float, float]] = []
        for slot, value in zip(slots, values, strict=True):
            points += [(self.x(slot.start), panel.y(value)), (self.x(slot.end), panel.y(value))]
        return points


def _axis(drawing: _Drawing, panel: _Panel, title: str, ticks: Sequence[float], unit: str) -> None:
    drawing.text(6, panel.top - 14, title)
    for tick in ticks:
        y = panel.y(tick)
        drawing.line(LEFT, y, WIDTH - RIGHT, y, FAINT)
        drawing.text(LEFT - 7, y + 7, f"{tick:g}{unit}", anchor="end")


def _legend(drawing: _Drawing, y: float, items: Sequence[tuple[str, str]]) -> None:
    """Draw words, each after a square of its colour, at the right; one text, so that the reader's font sets it."""
    words = "\u2002".join(
        f"<tspan fill='{colour}'>■</tspan>\u2009<tspan fill='{INK}'>{escape(printable(name))}</tspan>"
        for name, colour in items
    )
    drawing.parts.append(f"<text x='{WIDTH - RIGHT}' y='{y:.1f}' text-anchor='end'>{words}</text>")


def _prices(drawing: _Drawing, panel: _Panel, slots: Sequence[PlanSlot], labels: Labels) -> None:
    step = _nice(panel.high / 4, (5, 10, 20, 50, 100))
    ticks = [step * i for i in range(5) if step * i <= panel.high]
    _axis(drawing, panel, labels.price, ticks, "")
    for slot in slots:
        x1, x2 = drawing.x(slot.start), drawing.x(slot.end)
        fill = f"{PRICE}{'70' if slot.price_known else '30'}"
        drawing.box(x1, panel.y(0), x2, panel.y(slot.import_yen_per_kwh), fill)
    drawing.path(
        drawing.steps(panel, slots, [slot.import_yen_per_kwh for slot in slots]),
        PRICE,
        extra="stroke-width='2.5'",
    )
    if any(not slot.price_known for slot in slots):
        _legend(drawing, panel.top - 14, [(labels.forecast, f"{PRICE}30")])


def _powers(drawing: _Drawing, panel: _Panel, slots: Sequence[PlanSlot], labels: Labels) -> None:
    step = _nice(panel.high / 4, (0.5, 1, 2, 5, 10, 20))
    ticks = [step * i for i in range(-10, 11) if panel.low <= step * i <= panel.high]
    _axis(drawing, panel, labels.power, ticks, "")
    zero = panel.y(0)
    solar = drawing.steps(panel, slots, [slot.pv_kw for slot in slots])
    drawing.path([(solar[0][0], zero), *solar, (solar[-1][0], zero)], "none", fill=f"{PV}66")
    for slot in slots:
        x1, x2 = drawing.x(slot.start) + 0.5, drawing.x(slot.end) - 0.5
        charge = sum(part.charge_kw for part in slot.storages)
        discharge = sum(part.discharge_kw for part in slot.storages)
        maybe = any(part.likely for part in slot.storages)
        if charge > 0.01:
            drawing.box(x1, zero, x2, panel.y(charge), LIKELY if maybe else f"{CHARGE}cc")
        if discharge > 0.01:
            drawing.box(x1, zero, x2, panel.y(-discharge), LIKELY if maybe else f"{DISCHARGE}cc")
    drawing.path(
        drawing.steps(panel, slots, [slot.load_kw for slot in slots]), LOAD, extra="stroke-width='2.5'"
    )
    imports = drawing.steps(panel, slots, [slot.import_kw for slot in slots])
    drawing.path(imports, IMPORT, extra="stroke-width='2.5' stroke-dasharray='6 4'")
    legend = [
        (labels.solar, PV),
        (labels.load, LOAD),
        (labels.grid, IMPORT),
        (labels.charge, CHARGE),
        (labels.discharge, DISCHARGE),
    ]
    if any(slot.export_kw > 0.01 for slot in slots):
        exports = drawing.steps(panel, slots, [-slot.export_kw for slot in slots])
        drawing.path(exports, EXPORT, extra="stroke-width='2.5' stroke-dasharray='6 4'")
        legend.insert(3, (labels.export, EXPORT))
    drawing.line(LEFT, zero, WIDTH - RIGHT, zero, INK)
    if labels.likely and any(part.likely for slot in slots for part in slot.storages):
        legend.append((labels.likely, LIKELY))
    _legend(drawing, panel.top - 14, legend)


def _unknown(part: StorageSlot) -> bool:
    """Return whether nobody knows its SOC; then it counts as away too, and may be plugged in."""
    return part.reason.code in (ReasonCode.SOC_UNKNOWN, ReasonCode.DISCHARGE_BLIND)


def _gone(part: StorageSlot) -> bool:
    return part.away and not _unknown(part)


def _soc_before(storage: Storage, slot: PlanSlot) -> float:
    """Return the SOC with which the slot begins, worked back from its end."""
    part = slot.storage(storage.id)
    gain_kw = part.charge_kw * storage.charge_efficiency - part.discharge_kw / storage.discharge_efficiency
    return part.soc_end + part.driven_soc - gain_kw * slot.hours / storage.capacity_kwh


def _socs(
    drawing: _Drawing, panel: _Panel, plan: Plan, slots: Sequence[PlanSlot], home: Home, labels: Labels
) -> None:
    _axis(drawing, panel, labels.soc, (0, 50, 100), "%")
    legend: list[tuple[str, str]] = []
    for index, storage in enumerate(home.storages):
        colour = SOC_COLOURS[index % len(SOC_COLOURS)]
        lowest = panel.y(storage.min_soc * 100)
        drawing.line(LEFT, lowest, WIDTH - RIGHT, lowest, colour, "stroke-dasharray='2 5'")
        floor = labels.floor.format_map({"soc": f"{100 * storage.min_soc:.0f}%"})
        drawing.text(WIDTH - RIGHT, lowest - 4, floor, anchor="end", fill=colour)
        points = []
        for slot in slots:
            part = slot.storage(storage.id)
            if not _unknown(part):
                if slot is slots[0]:
                    points.append((drawing.x(slot.start), panel.y(_soc_before(storage, slot) * 100)))
                points.append((drawing.x(slot.end), panel.y(part.soc_end * 100)))
            if _gone(part):
                top = panel.top + panel.height - 11 * (index + 1)
                drawing.box(drawing.x(slot.start), top, drawing.x(slot.end), top + 9, f"{INK}99")
        for slot in _departures(storage, slots):
            drawing.text(drawing.x(slot.start), panel.top + LETTERS, DEPARTURE, anchor="middle", fill=colour)
            x = drawing.x(slot.start)
            drawing.line(
                x, panel.top + LETTERS, x, panel.top + panel.height, colour, "stroke-dasharray='2 3'"
            )
        drawing.path(points, colour, extra="stroke-width='3' stroke-linejoin='round'")
        legend.append((storage.name, colour))
    if any(_gone(part) for slot in slots for part in slot.storages):
        legend.append((labels.away, f"{INK}99"))
    _legend(drawing, panel.top - 14, legend)
    if labels.departure and any(_departures(storage, slots) for storage in home.storages):
        drawing.text(LEFT + 4, panel.top + panel.height - 4, f"{DEPARTURE} {labels.departure}")


def _departures(storage: Storage, slots: Sequence[PlanSlot]) -> list[PlanSlot]:
    """Return the slots with which an absence begins; one that has begun already is no departure any more."""
    return [
        slot
        for before, slot in pairwise(slots)
        if _gone(slot.storage(storage.id)) and not before.storage(storage.id).away
    ]


def _clock(drawing: _Drawing, start: datetime, end: datetime, zone: tzinfo, labels: Labels) -> None:
    """Draw hours along the bottom, with a stronger line and the weekday at midnight."""
    wall = start.astimezone(zone).replace(minute=0, second=0, microsecond=0)
    when = wall
    while when <= end:
        when = when + timedelta(hours=1)
        local = when.astimezone(zone)
        if local.hour % 6 or not start <= when <= end:
            continue
        x = drawing.x(when)
        midnight = local.hour == 0
        drawing.line(
            x, TOP, x, FOOT, INK if midnight else FAINT, "stroke-dasharray='3 4'" if midnight else ""
        )
        edge = x > WIDTH - RIGHT - LETTERS
        drawing.text(x, FOOT + 26, f"{local.hour}:00", anchor="end" if edge else "middle")
        if midnight and x < WIDTH - 130:
            day = {"date": f"{local.month}/{local.day}", "weekday": labels.weekdays[local.weekday()]}
            drawing.text(x, FOOT + 54, labels.day.format_map(day))


def render(plan: Plan, home: Home, zone: tzinfo, labels: Labels) -> str:
    """Draw the next 36 hours of `plan` as a standalone SVG document."""
    slots = [slot for slot in plan.slots if slot.start < plan.horizon.start + SHOWN]
    start, end = slots[0].start, slots[-1].end
    drawing = _Drawing(start, end)
    price_high = max(10.0, *(slot.import_yen_per_kwh for slot in slots)) * 1.05
    price_low = min(0.0, *(slot.import_yen_per_kwh for slot in slots))
    up = (
        max(1.0, *(max(s.pv_kw, s.load_kw, s.import_kw, sum(p.charge_kw for p in s.storages)) for s in slots))
        * 1.05
    )
    down = max(0.5, *(max(s.export_kw, sum(p.discharge_kw for p in s.storages)) for s in slots)) * 1.1
    panels = (
        _Panel(TOP, 150, price_low, price_high),
        _Panel(264, 270, -down, up),
        _Panel(606, 170, 0, 100),
    )
    if plan.storm is not None:
        x1, x2 = drawing.x(max(plan.storm.by, start)), drawing.x(min(plan.storm.until, end))
        if x2 > x1:
            drawing.box(x1, TOP, x2, FOOT, f"{STORM}1c")
            drawing.text(x1 + 6, TOP + 22, labels.storm, fill=STORM)
    _prices(drawing, panels[0], slots, labels)
    _powers(drawing, panels[1], slots, labels)
    _socs(drawing, panels[2], plan, slots, home, labels)
    _clock(drawing, start, end, zone, labels)
    body = "\n".join(drawing.parts)
    told = (
        f"<title id='title'>{escape(printable(labels.title))}</title>\n"
        f"<desc id='description'>{escape(printable(labels.description))}</desc>"
    )
    return (
        f"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {WIDTH} {HEIGHT}' font-size='{LETTERS}' {FONT}"
        f" role='img' aria-labelledby='title description'>\n{told}\n"
        f"<rect x='0' y='0' width='{WIDTH}' height='{HEIGHT}' rx='12' fill='{GROUND}'/>\n{body}\n</svg>\n"
    )
