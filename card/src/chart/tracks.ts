/** The three tracks below the ribbon: what electricity costs, where power flows, how full the storage is. */

import { nothing, svg, type SVGTemplateResult } from "lit";
import type { Action } from "../face";
import { isAssumed, socAt, type Cell } from "./cells";
import { place, type Box, type Placed, type Wish } from "./labels";
import { area, bars, steps } from "./paths";
import { turningPoints } from "./runs";
import { round, textWidth, type ValueScale } from "./scale";
import type { Scene } from "./scene";

const SMALL = 12;
const HEIGHT = 15;
/** Prices, a fifth of their range, and SOC, percent, that a turning point stands out by to be written. */
const OF_RANGE = 0.22;
const SOC_THRESHOLD = 6;
/** So near to now a turning point needs no figure: the head has it, ms. */
const NEAR_NOW_MS = 3_600_000;

interface Point {
  text: string;
  x: number;
  y: number;
}

function pointWish(point: Point, above: boolean): Wish<Point> {
  const over = { x: point.x, y: point.y - 12 };
  const under = { x: point.x, y: point.y + 13 };
  const sides = [{ x: point.x - 22, y: point.y - 12 }, { x: point.x + 22, y: point.y - 12 }];
  return { what: point, width: textWidth(point.text, SMALL) + 2, height: HEIGHT, at: above ? [over, ...sides, under] : [under, over] };
}

function pointLabels(points: readonly Placed<Point>[]): SVGTemplateResult[] {
  return points.map(
    ({ what, x, y }) => svg`<circle cx=${what.x} cy=${what.y} r="3"></circle><text class="value" x=${x} y=${y}>${what.text}</text>`,
  );
}

/** Where published prices end, px; undefined without a border. */
function border(scene: Scene): number | undefined {
  const index = scene.cells.findIndex((cell) => !cell.past && !cell.known);
  const cell = scene.cells[index];
  return cell && index > 0 && scene.cells[index - 1]?.known ? scene.time.x(cell.start) : undefined;
}

export function priceTrack(scene: Scene): SVGTemplateResult | typeof nothing {
  const { price: scale, layout, time, formats, cells, rate } = scene;
  const track = layout.price;
  if (!scale || !track) return nothing;
  const y = (cell: Cell): number | null => {
    const value = rate(cell);
    return value === null ? null : scale.y(value);
  };
  const known = (cell: Cell): number | null => (cell.known || scene.co2 ? y(cell) : null);
  const forecast = (cell: Cell): number | null => (cell.known || scene.co2 ? null : y(cell));
  const base = scale.y(0);
  const at = scene.co2 ? undefined : border(scene);
  const taken: Box[] = [];
  const words = [formats.words("card_published"), formats.words("card_forecast")] as const;
  if (at !== undefined) {
    const widths = words.map((word) => textWidth(word, SMALL));
    taken.push({ left: at - (widths[0] ?? 0) - 8, right: at + (widths[1] ?? 0) + 8, top: track.title - 8, bottom: track.title + 8 });
  }
  const values = cells.map(rate);
  const numbers = values.filter((value) => value !== null);
  const threshold = Math.max(0.005, (Math.max(...numbers) - Math.min(...numbers)) * OF_RANGE);
  const wishes = turningPoints(values, threshold).flatMap(({ index, top }) => {
    const cell = cells[index];
    const value = values[index];
    if (!cell || cell.past || value === null || value === undefined) return [];
    const point = { text: formats.number(value, scene.co2 ? 2 : 1), x: time.x((cell.start + cell.end) / 2), y: scale.y(value) };
    return [pointWish(point, top)];
  });
  const placed = place(wishes, { left: 2, right: time.width - 2, top: track.top - 5, bottom: track.bottom }, taken);
  const sold = scene.home.has_pv && !scene.co2
    ? steps(cells, time, (cell) => (cell.exportPrice === null ? null : scale.y(cell.exportPrice)))
    : "";
  return svg`<g class="price">
    <path class="known-area" d=${area(cells, time, base, known)}></path>
    <path class="forecast-area" fill="url(#forecast)" d=${area(cells, time, base, forecast)}></path>
    ${sold ? svg`<path class="sold" d=${sold}></path>` : nothing}
    <path class="known" d=${steps(cells, time, known)}></path>
    <path class="forecast" d=${steps(cells, time, forecast)}></path>
    <line class="base" x1="0" x2=${time.width} y1=${base} y2=${base}></line>
    ${at === undefined
      ? nothing
      : svg`<line class="border" x1=${at} x2=${at} y1=${track.title - 8} y2=${base}></line>
        <text class="border-word" text-anchor="end" x=${at - 5} y=${track.title}>${words[0]}</text>
        <text class="border-word strong" x=${at + 5} y=${track.title}>${words[1]}</text>`}
    ${pointLabels(placed)}
  </g>`;
}

/** Bars of one verb, stacked on those of the other storages. */
function barsOf(scene: Scene, action: Action, hollow: boolean): string {
  const { power: scale, time, cells, storages } = scene;
  const base = scale.y(0);
  return storages
    .map((storage, index) => {
      const before = storages.slice(0, index).map((item) => item.facts.id);
      const mine = (cell: Cell): boolean => !cell.past && cell.start < storage.hollowUntil === hollow;
      const value = (cell: Cell): { from: number; to: number } | null => {
        const part = cell.parts[storage.facts.id];
        if (part?.action !== action || (cell.past ? hollow : !mine(cell))) return null;
        const down = action === "discharge";
        const stacked = before.reduce((sum, id) => sum + (cell.parts[id]?.[down ? "discharge" : "charge"] ?? 0), 0);
        const own = down ? part.discharge : part.charge;
        return { from: down ? -stacked : stacked, to: down ? -stacked - own : stacked + own };
      };
      if (before.length === 0) return bars(cells, time, base, (cell) => { const v = value(cell); return v && scale.y(v.to); });
      return cells.map((cell) => { const v = value(cell); return v ? bars([cell], time, scale.y(v.from), () => scale.y(v.to)) : ""; }).join("");
    })
    .join("");
}

function known(scale: ValueScale, value: number | null): number | null {
  return value === null ? null : scale.y(value);
}

export function powerTrack(scene: Scene): SVGTemplateResult {
  const { power: scale, time, cells, layout } = scene;
  const base = scale.y(0);
  const verbs = (["charge", "surplus", "discharge"] as const).flatMap((action) =>
    [false, true].map((hollow) => {
      const path = barsOf(scene, action, hollow);
      return path ? svg`<path class="bar ${action}${hollow ? " hollow" : ""}" d=${path}></path>` : nothing;
    }),
  );
  const lines = [scale.high, scale.high / 2].map(
    (value) => svg`<line class="grid" x1="0" x2=${time.width} y1=${scale.y(value)} y2=${scale.y(value)}></line>`,
  );
  const grid = scene.outage
    ? nothing
    : svg`<path class="net" d=${steps(cells, time, (cell) => (cell.import === null || cell.export === null ? null : scale.y(cell.import - cell.export)))}></path>`;
  const sun = scene.home.has_pv
    ? svg`<path class="sun-area" d=${area(cells, time, base, (cell) => known(scale, cell.pv || null))}></path>
      <path class="sun" d=${steps(cells, time, (cell) => known(scale, cell.pv || null))}></path>`
    : nothing;
  return svg`<g class="power" data-top=${layout.power.top}>
    ${lines}${sun}${verbs}
    <path class="house halo" d=${steps(cells, time, (cell) => known(scale, cell.load))}></path>
    ${grid}
    <path class=${isAssumed(cells) ? "house assumed" : "house"} d=${steps(cells, time, (cell) => known(scale, cell.load))}></path>
    <line class="base" x1="0" x2=${time.width} y1=${base} y2=${base}></line>
  </g>`;
}

/** Ends of cells with a known SOC. */
function socPoints(scene: Scene, id: string): { at: number; soc: number; past: boolean }[] {
  const points: { at: number; soc: number; past: boolean }[] = [];
  scene.cells.forEach((cell) => {
    const soc = cell.parts[id]?.soc;
    if (soc === null || soc === undefined) return;
    points.push({ at: cell.end, soc, past: cell.past });
  });
  const first = scene.cells[0];
  const begin = points[0];
  return first && begin && begin.at === first.end ? [{ ...begin, at: first.start }, ...points] : points;
}

function line(scene: Scene, points: readonly { at: number; soc: number }[]): string {
  return points.map(({ at, soc }, index) => `${index ? "L" : "M"}${scene.time.x(at)} ${scene.soc.y(soc)}`).join("");
}

interface Flag extends Point {
  base: number;
  reached: boolean;
}

function flags(scene: Scene, id: string): Wish<Flag>[] {
  const { plan, time, soc: scale, formats, cells } = scene;
  const begin = cells.find((cell) => !cell.past)?.start ?? 0;
  return (plan?.targets ?? [])
    .filter((target) => target.storage_id === id && Date.parse(target.by) <= time.end && Date.parse(target.by) >= begin)
    .map((target) => {
      const by = Date.parse(target.by);
      const key = target.kind === "storm" ? "card_flag_storm" : "card_flag";
      const values = { time: formats.time(by), soc: formats.percent(target.soc) };
      const text = formats.words(key, values);
      const x = time.x(by);
      const y = scale.y(target.soc);
      const width = textWidth(text, SMALL) + 14;
      const left = x - width / 2 - 6;
      const right = x + width / 2 + 6;
      // Left of its stem, where the charging is; right of it where now is too near.
      const sides = left - width / 2 < time.x(begin) ? [right, left] : [left, right];
      const heights = [y + 17, y + 34, y + 50, y - 16].map(round);
      const what = { text, x, y, base: scale.y(0), reached: (socAt(cells, id, by) ?? target.soc) >= target.soc - 1.5 };
      return { what, width, height: 19, at: heights.flatMap((height) => sides.map((side) => ({ x: side, y: height }))) };
    });
}

function flag({ what, box, x, y }: Placed<Flag>): SVGTemplateResult {
  const width = box.right - box.left;
  return svg`<g class=${what.reached ? "flag" : "flag missed"}>
    <line x1=${what.x} x2=${what.x} y1=${what.y} y2=${what.base}></line>
    <circle cx=${what.x} cy=${what.y} r="4.5"></circle>
    <rect x=${box.left} y=${box.top} width=${width} height=${box.bottom - box.top} rx="4"></rect>
    <text class="value" x=${x} y=${y}>${what.text}</text>
  </g>`;
}

export function socTrack(scene: Scene): SVGTemplateResult {
  const { soc: scale, time, layout, storages, formats } = scene;
  const chosen = storages[0];
  if (!chosen) return svg``;
  const id = chosen.facts.id;
  const points = socPoints(scene, id);
  const now = scene.cells.find((cell) => !cell.past)?.start ?? 0;
  const base = scale.y(0);
  const path = line(scene, points);
  const first = points[0];
  const last = points.at(-1);
  const filled = first && last ? `${path}L${time.x(last.at)} ${base}L${time.x(first.at)} ${base}Z` : "";
  const bounds = { left: 2, right: time.width - 2, top: layout.soc.top - 8, bottom: layout.soc.bottom - 1 };
  const placedFlags = place(flags(scene, id), bounds);
  const wishes = turningPoints(points.map((point) => point.soc), SOC_THRESHOLD).flatMap(({ index, top }) => {
    const point = points[index];
    if (!point || point.past || point.at < now + NEAR_NOW_MS) return [];
    const { at, soc } = point;
    // A flag says it already.
    if (placedFlags.some(({ what }) => Math.abs(what.x - time.x(at)) < 24)) return [];
    return [pointWish({ text: formats.percent(soc), x: time.x(at), y: scale.y(soc) }, top && scale.y(soc) > layout.soc.top + 20)];
  });
  const stems = placedFlags.flatMap(({ box, what }) => [
    box,
    { left: what.x - 5, right: what.x + 5, top: what.y - 5, bottom: what.y + 5 },
  ]);
  const labels = place(wishes, bounds, stems);
  const storm = scene.plan?.storm ?? scene.plan?.targets.find((target) => target.kind === "storm");
  const others = storages.slice(1).map((storage) => svg`<path class="other" d=${line(scene, socPoints(scene, storage.facts.id))}></path>`);
  return svg`<g class="soc">
    ${[100, 50].map((value) => svg`<line class="grid" x1="0" x2=${time.width} y1=${scale.y(value)} y2=${scale.y(value)}></line>`)}
    <path class="soc-area" d=${filled}></path>
    <line class="floor" x1="0" x2=${time.width} y1=${scale.y(chosen.facts.min_soc)} y2=${scale.y(chosen.facts.min_soc)}></line>
    ${storm ? svg`<line class="storm-line" x1="0" x2=${time.width} y1=${scale.y(100)} y2=${scale.y(100)}></line>` : nothing}
    ${others}
    <path class="soc-line" d=${path}></path>
    <line class="base" x1="0" x2=${time.width} y1=${base} y2=${base}></line>
    ${placedFlags.map(flag)}${pointLabels(labels)}
  </g>`;
}
