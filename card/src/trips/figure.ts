/** The plan before and after a change: two ribbons, the price and the SOC around the trip, as one small drawing. */

import { nothing, svg, type SVGTemplateResult } from "lit";
import { cellsOf, type Cell } from "../chart/cells";
import { area, steps } from "../chart/paths";
import { runsOf, type Run } from "../chart/runs";
import { textWidth, timeScale, valueScale, type TimeScale } from "../chart/scale";
import type { Plan, StorageFacts } from "../face";
import type { Formats } from "../format";
import { iconAt } from "../icons";

const HOUR_MS = 3_600_000;
/** What is shown after the return, and the least and the most in all. */
const AFTER_MS = 4 * HOUR_MS;
const LEAST_MS = 18 * HOUR_MS;
const MOST_MS = 40 * HOUR_MS;

const BEFORE_Y = 20;
const AFTER_Y = 54;
const PRICE = { top: 88, bottom: 114 };
const SOC = { top: 138, bottom: 200 };
const AXIS_Y = 213;
export const HEIGHT = 232;

export interface FigureFacts {
  before: Plan | null;
  after: Plan;
  storage: StorageFacts;
  /** SOC now, percent. */
  soc: number | null;
  leave: number;
  back: number;
  target: number;
  /** What the storage will have; below the target where that cannot be reached. */
  reached: number | null;
  width: number;
  formats: Formats;
}

interface Sight extends FigureFacts {
  time: TimeScale;
  cells: Cell[];
  y: (soc: number) => number;
}

/** From where to where it is drawn: from the plan's start until some hours after the return. */
export function spanOf(after: Plan, back: number): { start: number; end: number } {
  const first = after.slots[0];
  const last = after.slots.at(-1);
  const start = first ? Date.parse(first.start) : back - LEAST_MS;
  const planned = last ? Date.parse(last.end) : back;
  const end = Math.min(Math.max(back + AFTER_MS, start + LEAST_MS), start + MOST_MS, planned);
  return { start, end };
}

function cut(cells: readonly Cell[], start: number, end: number): Cell[] {
  return cells
    .filter((cell) => cell.end > start && cell.start < end)
    .map((cell) => ({ ...cell, start: Math.max(cell.start, start), end: Math.min(cell.end, end) }));
}

function block(sight: Sight, run: Run, middle: number, high: number, words: boolean): SVGTemplateResult | typeof nothing {
  const { time, formats } = sight;
  if (run.action === "standby") return nothing;
  const left = time.x(run.start);
  const width = Math.max(2, time.x(run.end) - left);
  const word = formats.words(`card_verb_${run.action}`);
  const whole = 15 + 4 + textWidth(word, 12.5);
  const centre = left + width / 2;
  const inside = !words
    ? nothing
    : whole + 8 <= width
      ? svg`${iconAt(run.action, centre - whole / 2 + 7.5, middle, 15)}
          <text x=${centre - whole / 2 + 19} y=${middle}>${word}</text>`
      : width >= 17
        ? iconAt(run.action, centre, middle, 14)
        : nothing;
  return svg`<g class="block ${run.action}">
    <rect x=${left + 0.75} y=${middle - high / 2} width=${Math.max(1, width - 1.5)} height=${high} rx=${Math.min(5, width / 3)}></rect>
    ${inside}
  </g>`;
}

function ribbon(sight: Sight, cells: Cell[], middle: number, high: number, words: boolean): SVGTemplateResult {
  const runs = runsOf(cells, sight.storage.id);
  return svg`<line class="rail" x1="0" x2=${sight.width} y1=${middle} y2=${middle}></line>
    ${runs.map((run) => block(sight, run, middle, high, words))}`;
}

/** A line through the SOC at the ends of all cells. */
function socPath(cells: readonly Cell[], id: string, start: number | null, sight: Sight): string {
  const points = cells.flatMap((cell) => {
    const soc = cell.parts[id]?.soc;
    return soc === null || soc === undefined ? [] : [`${sight.time.x(cell.end)} ${sight.y(soc)}`];
  });
  const first = cells[0];
  if (first && start !== null) points.unshift(`${sight.time.x(first.start)} ${sight.y(start)}`);
  return points.length === 0 ? "" : `M${points.join("L")}`;
}

function axis(sight: Sight): SVGTemplateResult {
  const { time, formats } = sight;
  const hours = (time.end - time.start) / HOUR_MS;
  const step = hours > 24 ? 6 : 3;
  const marks: SVGTemplateResult[] = [];
  for (let at = Math.ceil(time.start / HOUR_MS) * HOUR_MS; at <= time.end; at += HOUR_MS) {
    const { hour, minute } = formats.clock(at);
    if (minute !== 0 || hour % step !== 0) continue;
    const x = time.x(at);
    const text = formats.hour(at);
    const half = textWidth(text, 12) / 2;
    if (x < half || x > time.width - half) continue;
    const midnight = hour === 0;
    marks.push(svg`<line class=${midnight ? "midnight" : "grid"} x1=${x} x2=${x} y1=${AFTER_Y - 18} y2=${SOC.bottom}></line>
      <text class="hour" x=${x} y=${AXIS_Y}>${text}</text>
      ${midnight ? svg`<text class="day" x=${Math.min(Math.max(x, 30), time.width - 30)} y=${AXIS_Y + 14}>${formats.day(at)}</text>` : nothing}`);
  }
  return svg`${marks}`;
}

function price(sight: Sight): SVGTemplateResult | typeof nothing {
  const { cells, time, formats } = sight;
  const values = cells.flatMap((cell) => (cell.price === null ? [] : [cell.price]));
  if (values.length === 0) return nothing;
  const low = Math.min(...values);
  const scale = valueScale(Math.min(0, low), Math.max(...values, 1), PRICE.top, PRICE.bottom);
  const y = (cell: Cell): number | null => (cell.price === null ? null : scale.y(cell.price));
  const cheapest = cells.find((cell) => cell.price === low);
  const at = cheapest ? (time.x(cheapest.start) + time.x(cheapest.end)) / 2 : 0;
  const known = cells.filter((cell) => cell.known);
  const guessed = cells.filter((cell) => !cell.known);
  return svg`<text class="track" x="0" y=${PRICE.top - 8}>${formats.words("card_trip_price")}</text>
    <path class="price-area" d=${area(cells, time, PRICE.bottom, y)}></path>
    <path class="price" d=${steps(known, time, y)}></path>
    <path class="price guessed" d=${steps(guessed, time, y)}></path>
    <line class="base" x1="0" x2=${time.width} y1=${PRICE.bottom} y2=${PRICE.bottom}></line>
    ${cheapest
      ? svg`<circle class="cheapest" cx=${at} cy=${scale.y(low)} r="3"></circle>
          <text class="low" x=${Math.min(Math.max(at, 16), time.width - 16)} y=${scale.y(low) + 11}>${formats.number(low, 1)}</text>`
      : nothing}`;
}

function flag(sight: Sight): SVGTemplateResult | typeof nothing {
  const { time, leave, target, reached, formats, y } = sight;
  if (leave > time.end) return nothing;
  const short = reached !== null && reached < target - 0.5;
  const text = formats.words("card_flag", { time: formats.time(leave), soc: formats.percent(target) });
  const width = textWidth(text, 12.5) + 14;
  const x = time.x(leave);
  const left = x - width - 8 >= 0 ? x - width - 8 : Math.min(x + 8, time.width - width);
  const middle = SOC.bottom - 15;
  return svg`<line class="pole" x1=${x} x2=${x} y1=${y(target)} y2=${SOC.bottom}></line>
    <circle class=${short ? "goal short" : "goal"} cx=${x} cy=${y(target)} r="5"></circle>
    ${short ? svg`<circle class="reached" cx=${x} cy=${y(reached)} r="4"></circle>` : nothing}
    <g class=${short ? "flag short" : "flag"}>
      <rect x=${left} y=${middle - 10} width=${width} height="20" rx="4"></rect>
      <text x=${left + width / 2} y=${middle}>${text}</text>
    </g>`;
}

function soc(sight: Sight, before: Cell[]): SVGTemplateResult {
  const { cells, storage, time, formats, y } = sight;
  const line = socPath(cells, storage.id, sight.soc, sight);
  const first = cells[0];
  const last = cells.at(-1);
  const ground = line && first && last ? `${line}L${time.x(last.end)} ${SOC.bottom}L${time.x(first.start)} ${SOC.bottom}Z` : "";
  const floor = y(storage.min_soc);
  return svg`<text class="track" x="0" y=${SOC.top - 10}>${formats.words("card_trip_soc_track")}</text>
    <path class="soc-area" d=${ground}></path>
    <line class="base" x1="0" x2=${time.width} y1=${SOC.bottom} y2=${SOC.bottom}></line>
    <line class="floor" x1="0" x2=${time.width} y1=${floor} y2=${floor}></line>
    <path class="soc-before" d=${socPath(before, storage.id, sight.soc, sight)}></path>
    <path class="soc" d=${line}></path>
    ${[50, 100].map((value) => svg`<text class="scale" x=${time.width} y=${y(value)}>${value}</text>`)}`;
}

/** Draw it; its words are told by the sentence beside it. */
export function figure(facts: FigureFacts): SVGTemplateResult {
  const { start, end } = spanOf(facts.after, facts.back);
  const time = timeScale(start, end, facts.width);
  const y = valueScale(0, 100, SOC.top, SOC.bottom).y;
  const sight: Sight = { ...facts, time, y, cells: cut(cellsOf(facts.after, []), start, end) };
  const before = cut(cellsOf(facts.before, []), start, end);
  const from = time.x(Math.max(facts.leave, start));
  const to = time.x(Math.min(facts.back, end));
  const { words } = facts.formats;
  return svg`<svg class="figure" width=${facts.width} height=${HEIGHT} aria-hidden="true">
    <defs>
      <pattern id="away" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
        <line class="hatch" x1="0" x2="0" y1="0" y2="7"></line>
      </pattern>
    </defs>
    ${axis(sight)}
    ${to > from
      ? svg`<rect class="trip" x=${from} y=${PRICE.top - 18} width=${to - from} height=${SOC.bottom - PRICE.top + 18}></rect>`
      : nothing}
    <text class="track second" x="0" y="7">${words("card_trip_before")}</text>
    <g class="old">${ribbon(sight, before, BEFORE_Y, 11, false)}</g>
    <text class="track strong" x="0" y="33">${words("card_trip_after")}</text>
    ${ribbon(sight, sight.cells, AFTER_Y, 25, true)}
    ${price(sight)} ${soc(sight, before)} ${flag(sight)}
  </svg>`;
}
