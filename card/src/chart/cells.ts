/** Past and plan as one row of cells in time order: what the drawing, the panel and the keys work with. */

import type { Action, PastSlot, Plan, PlanSlot } from "../face";

export interface Part {
  action: Action;
  /** kW */
  charge: number;
  /** kW */
  discharge: number;
  /** At the end of the cell, percent. */
  soc: number | null;
  why: string;
  likely: boolean;
}

export interface Cell {
  start: number;
  end: number;
  past: boolean;
  price: number | null;
  exportPrice: number | null;
  known: boolean;
  co2: number | null;
  pv: number | null;
  load: number | null;
  import: number | null;
  export: number | null;
  /** Yen of this cell. */
  cost: number | null;
  parts: Record<string, Part | undefined>;
}

const HALF_HOUR_MS = 1_800_000;
/** Below this a metered power is the meter's own noise, kW. */
const NOISE_KW = 0.1;

/** What a storage did, from what was metered. */
function actionOf(past: PastSlot, part: PastSlot["storages"][string]): Action {
  if (!part.plugged) return "away";
  if (part.charge > NOISE_KW) return (past.import ?? Infinity) < part.charge / 2 ? "surplus" : "charge";
  return part.discharge > NOISE_KW ? "discharge" : "standby";
}

function pastCell(slot: PastSlot, until: number): Cell {
  const start = Date.parse(slot.start);
  const parts: Record<string, Part> = {};
  for (const [id, part] of Object.entries(slot.storages)) {
    const { charge, discharge, soc } = part;
    parts[id] = { action: actionOf(slot, part), charge, discharge, soc, why: "", likely: false };
  }
  return {
    start,
    end: Math.min(start + HALF_HOUR_MS, until),
    past: true,
    price: slot.price,
    exportPrice: null,
    known: true,
    co2: null,
    pv: slot.pv,
    load: slot.load,
    import: slot.import,
    export: slot.export,
    cost: null,
    parts,
  };
}

function planCell(slot: PlanSlot, priced: boolean): Cell {
  const parts: Record<string, Part> = {};
  for (const [id, part] of Object.entries(slot.storages)) {
    const { action, charge, discharge, soc, why, likely } = part;
    parts[id] = { action, charge, discharge, soc, why, likely };
  }
  return {
    start: Date.parse(slot.start),
    end: Date.parse(slot.end),
    past: false,
    price: priced ? slot.price : null,
    exportPrice: priced ? slot.export_price : null,
    known: slot.known,
    co2: slot.co2,
    pv: slot.pv,
    load: slot.load,
    import: slot.import,
    export: slot.export,
    cost: priced ? slot.cost : null,
    parts,
  };
}

/** Everything from the first metered half hour to the plan's end. */
export function cellsOf(plan: Plan | null, past: PastSlot[]): Cell[] {
  const first = plan?.slots[0];
  const begin = first ? Date.parse(first.start) : Infinity;
  const before = past.map((slot) => pastCell(slot, begin)).filter((cell) => cell.start < begin);
  return [...before, ...(plan?.slots.map((slot) => planCell(slot, plan.priced)) ?? [])];
}

/** The cell that holds a time; the nearest at the ends, -1 without any. */
export function indexAt(cells: readonly Cell[], at: number): number {
  const found = cells.findIndex((cell) => at < cell.end);
  return found < 0 ? cells.length - 1 : found;
}

export function hoursOf(cell: Cell): number {
  return (cell.end - cell.start) / 3_600_000;
}

/** Planned SOC at a time, straight between the ends of cells; null where nothing is known. */
export function socAt(cells: readonly Cell[], id: string, at: number): number | null {
  const index = cells.findIndex((cell) => at <= cell.end);
  const cell = cells[index];
  const end = cell?.parts[id]?.soc;
  if (!cell || end === undefined || end === null) return null;
  const begin = cells[index - 1]?.parts[id]?.soc ?? end;
  const share = Math.max(0, (at - cell.start) / (cell.end - cell.start));
  return begin + (end - begin) * share;
}

/** Whether nothing is known of the house's habits yet: one load for the whole plan is only what it draws now. */
export function isAssumed(cells: readonly Cell[]): boolean {
  const loads = new Set(cells.filter((cell) => !cell.past).map((cell) => cell.load));
  return cells.length > 4 && loads.size === 1;
}
