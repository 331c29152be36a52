/** All that a drawing of a plan is made of, worked out once. */

import type { Face, HomeFacts, Plan, StorageFacts, StorageNow } from "../face";
import type { Formats } from "../format";
import { cellsOf, type Cell } from "./cells";
import { layoutOf, type Layout } from "./layout";
import { runsOf, type Run } from "./runs";
import { ceiling, timeScale, valueScale, type TimeScale, type ValueScale } from "./scale";

const HALF_HOUR_MS = 1_800_000;
const HOUR_MS = 2 * HALF_HOUR_MS;
/** Below this width of the card, px, less of the past and of the future is in view. */
export const COMPACT_PX = 560;
/** Half an hour is at least so wide, px: it can still be hit and told apart. */
const LEAST_PX = 6.4;

export interface Scene {
  plan: Plan | null;
  home: HomeFacts;
  cells: Cell[];
  /** The chosen storage first. */
  storages: { facts: StorageFacts; runs: Run[]; hollowUntil: number }[];
  time: TimeScale;
  layout: Layout;
  compact: boolean;
  /** Width of what is in view, px. */
  view: number;
  outage: boolean;
  price: ValueScale | null;
  /** What the first track shows of a cell. */
  rate: (cell: Cell) => number | null;
  co2: boolean;
  power: ValueScale;
  soc: ValueScale;
  /** Hours of the past that are in view at first. */
  pastHours: number;
  formats: Formats;
}

/** Until when what a storage is shown to do is not commanded. */
export function hollowUntil(now: StorageNow | undefined): number {
  switch (now?.standing) {
    case "dry_run":
    case "no_orders":
      return Infinity;
    case "hands_off":
    case "paused":
      return now.standing_until === null ? Infinity : Date.parse(now.standing_until);
    default:
      return -Infinity;
  }
}

/** Whether there are rates to draw: not in an outage, where nothing can be bought, nor of one price for all hours. */
export function hasRates(plan: Plan | null, home: HomeFacts, outage: boolean): boolean {
  if (!plan || outage) return false;
  return plan.mode === "co2" || (plan.priced && home.fixed_price === null);
}

/** Width of half an hour, px. */
export function pxPerHalfHour(view: number, hoursInView: number): number {
  return Math.max(LEAST_PX, view / (hoursInView * 2));
}

function powerScale(cells: readonly Cell[], ids: readonly string[], layout: Layout): ValueScale {
  let up = 1;
  let down = 0;
  for (const cell of cells) {
    const parts = ids.map((id) => cell.parts[id]);
    const charge = parts.reduce((sum, part) => sum + (part?.charge ?? 0), 0);
    const discharge = parts.reduce((sum, part) => sum + (part?.discharge ?? 0), 0);
    up = Math.max(up, cell.pv ?? 0, cell.load ?? 0, charge, cell.import ?? 0);
    down = Math.max(down, discharge, cell.export ?? 0);
  }
  const high = ceiling(up);
  return valueScale(-Math.max(down, high / 12), high, layout.power.top, layout.power.bottom);
}

/** Work out the scene of a face for a card that is `view` px wide; undefined where there is nothing to draw. */
export function sceneOf(face: Pick<Face, "home" | "now" | "plan" | "past" | "banners">, id: string, view: number, formats: Formats): Scene | undefined {
  const { home, plan, now } = face;
  const cells = cellsOf(plan, face.past);
  const first = cells[0];
  const last = cells.at(-1);
  if (!first || !last || view <= 0) return undefined;
  const compact = view < COMPACT_PX;
  const [pastWanted, ahead] = compact ? [1, 25] : [6, 36];
  const begin = Date.parse(plan?.slots[0]?.start ?? now.at);
  const pastHours = Math.min(pastWanted, (begin - first.start) / HOUR_MS);
  const inView = Math.min(pastHours + ahead, (last.end - first.start) / HOUR_MS);
  const px = pxPerHalfHour(view, inView);
  const width = Math.max(view, ((last.end - first.start) / HALF_HOUR_MS) * px);
  const chosen = home.storages.filter((facts) => facts.id === id);
  const storages = [...chosen, ...home.storages.filter((facts) => facts.id !== id)];
  const ids = storages.map((facts) => facts.id);
  const priced = hasRates(plan, home, now.outage);
  // What a banner takes of a phone's first screen the tracks give.
  const room = !compact ? "wide" : face.banners.length > 0 ? "dense" : "compact";
  const layout = layoutOf(ids, room, priced);
  const co2 = plan?.mode === "co2";
  const rate = (cell: Cell): number | null => (co2 ? cell.co2 : cell.price);
  const rates = cells.map(rate).filter((value) => value !== null);
  const track = layout.price;
  return {
    plan,
    home,
    cells,
    storages: storages.map((facts) => ({
      facts,
      runs: runsOf(cells, facts.id),
      hollowUntil: hollowUntil(now.storages.find((item) => item.id === facts.id)),
    })),
    time: timeScale(first.start, last.end, width),
    layout,
    compact,
    view,
    outage: now.outage,
    price: track ? valueScale(Math.min(0, ...rates), Math.max(0.01, ...rates), track.top + 16, track.bottom) : null,
    rate,
    co2,
    power: powerScale(cells, ids, layout),
    soc: valueScale(0, 100, layout.soc.top + 6, layout.soc.bottom),
    pastHours,
    formats,
  };
}
