/** Cells with the same verb as one block, and the turning points of a curve. */

import type { Action } from "../face";
import { hoursOf, type Cell } from "./cells";

export interface Run {
  action: Action;
  start: number;
  end: number;
  past: boolean;
  /** Charged or discharged, kWh. */
  energy: number;
  /** SOC at its end, percent. */
  soc: number | null;
  /** Mean price of what flows in it, yen/kWh; null without prices. */
  price: number | null;
  /** Every price in it is published. */
  known: boolean;
  likely: boolean;
  /** First cell of it. */
  cell: Cell;
}

function weightOf(cell: Cell, id: string): number {
  const part = cell.parts[id];
  return part ? (part.charge + part.discharge) * hoursOf(cell) : 0;
}

function runOf(cells: Cell[], id: string): Run | undefined {
  const first = cells[0];
  const last = cells.at(-1);
  const part = first?.parts[id];
  if (!first || !last || !part) return undefined;
  const energy = cells.reduce((sum, cell) => sum + weightOf(cell, id), 0);
  const priced = cells.every((cell) => cell.price !== null) && energy > 0;
  const paid = cells.reduce((sum, cell) => sum + weightOf(cell, id) * (cell.price ?? 0), 0);
  return {
    action: part.action,
    start: first.start,
    end: last.end,
    past: first.past,
    energy,
    soc: last.parts[id]?.soc ?? null,
    price: priced ? paid / energy : null,
    known: cells.every((cell) => cell.known),
    likely: cells.some((cell) => cell.parts[id]?.likely),
    cell: first,
  };
}

/** Blocks of one storage in time order, parted where the past ends. */
export function runsOf(cells: readonly Cell[], id: string): Run[] {
  const runs: Run[] = [];
  let open: Cell[] = [];
  const close = (): void => {
    const run = runOf(open, id);
    if (run) runs.push(run);
    open = [];
  };
  for (const cell of cells) {
    const last = open[0];
    if (last && (last.past !== cell.past || last.parts[id]?.action !== cell.parts[id]?.action)) close();
    open.push(cell);
  }
  close();
  return runs;
}

/** The next blocks that a person wants to know: where energy flows, or the car is away. */
export function nextRuns(runs: readonly Run[], now: number, count: number): Run[] {
  return runs.filter((run) => !run.past && run.start > now && run.action !== "standby").slice(0, count);
}

/** Index of each top and bottom that stands out by at least `threshold`, in order; of a plateau its middle. */
export function turningPoints(values: readonly (number | null)[], threshold: number): { index: number; top: boolean }[] {
  const found: { index: number; top: boolean }[] = [];
  let high = -1;
  let low = -1;
  let rising: boolean | undefined;
  const value = (index: number): number => values[index] ?? NaN;
  values.forEach((current, index) => {
    if (current === null) return;
    if (high < 0 || current > value(high)) high = index;
    if (low < 0 || current < value(low)) low = index;
    if (rising !== false && current <= value(high) - threshold) {
      found.push({ index: plateau(values, high), top: true });
      rising = false;
      low = index;
    } else if (rising !== true && current >= value(low) + threshold) {
      found.push({ index: plateau(values, low), top: false });
      rising = true;
      high = index;
    }
  });
  if (rising !== undefined) found.push({ index: plateau(values, rising ? high : low), top: rising });
  return found;
}

function plateau(values: readonly (number | null)[], index: number): number {
  let end = index;
  while (values[end + 1] === values[index] && end + 1 < values.length) end += 1;
  return Math.floor((index + end) / 2);
}
