/** Paths of steps and bars. Few long paths instead of many nodes: a browser draws them at once. */

import type { Cell } from "./cells";
import { round, type TimeScale } from "./scale";

/** A line of steps; broken where there is no value. */
export function steps(cells: readonly Cell[], time: TimeScale, y: (cell: Cell) => number | null): string {
  let path = "";
  let broken = true;
  for (const cell of cells) {
    const height = y(cell);
    if (height === null) {
      broken = true;
      continue;
    }
    path += `${broken ? `M${time.x(cell.start)} ${height}` : `V${height}`}H${time.x(cell.end)}`;
    broken = false;
  }
  return path;
}

/** The same as areas that stand on `base`. */
export function area(cells: readonly Cell[], time: TimeScale, base: number, y: (cell: Cell) => number | null): string {
  let path = "";
  let open = false;
  for (const cell of cells) {
    const height = y(cell);
    if (height === null) {
      if (open) path += `V${base}Z`;
      open = false;
      continue;
    }
    path += `${open ? "" : `M${time.x(cell.start)} ${base}`}V${height}H${time.x(cell.end)}`;
    open = true;
  }
  return open ? `${path}V${base}Z` : path;
}

/** Bars from `base`, with a gap between neighbours. */
export function bars(cells: readonly Cell[], time: TimeScale, base: number, y: (cell: Cell) => number | null): string {
  let path = "";
  for (const cell of cells) {
    const height = y(cell);
    if (height === null || height === base) continue;
    path += `M${time.x(cell.start)} ${base}V${height}H${round(time.x(cell.end) - 1)}V${base}Z`;
  }
  return path;
}
