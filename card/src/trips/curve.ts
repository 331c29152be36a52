/** What each target costs, as a line above the slider. */

import type { Curve } from "./previews";

export const STEP_SOC = 5;

/** So many targets are priced at once. */
const MOST = 13;

/** The targets whose cost is asked: every 5 % from the min SOC to full, every 10 % of the low ones where these are many. */
export function targets(from: number): number[] {
  const first = Math.ceil(from / STEP_SOC) * STEP_SOC;
  const all = Array.from({ length: Math.floor((100 - first) / STEP_SOC) + 1 }, (_, index) => first + index * STEP_SOC);
  const halves = all.filter((soc) => soc % (2 * STEP_SOC) !== 0).slice(0, Math.max(0, all.length - MOST));
  return all.filter((soc) => !halves.includes(soc));
}

/** Yen of a target between those that were calculated; the nearest beyond them, null without any. */
export function yenAt(curve: Curve, soc: number): number | null {
  const after = curve.findIndex((point) => point.soc >= soc);
  const last = curve.at(-1);
  if (!last) return null;
  const next = curve[after];
  if (!next) return last.more_yen;
  const before = curve[after - 1];
  if (!before) return next.more_yen;
  const share = (soc - before.soc) / (next.soc - before.soc);
  return before.more_yen + share * (next.more_yen - before.more_yen);
}

export interface Line {
  /** In a box of 100 by 100, cut off at the range's ends. */
  path: string;
  area: string;
  /** Height of a target in that box, percent from above. */
  y: (soc: number) => number;
}

/** Least difference that fills the whole height, yen: less is flat and looks so. */
const LEAST_YEN = 20;
const TOP = 12;
const BOTTOM = 88;

export function lineOf(curve: Curve, from: number, to: number): Line | null {
  if (curve.length < 2) return null;
  const yens = curve.map((point) => point.more_yen);
  const low = Math.min(...yens);
  const span = Math.max(LEAST_YEN, Math.max(...yens) - low);
  const y = (soc: number): number => BOTTOM - (((yenAt(curve, soc) ?? low) - low) / span) * (BOTTOM - TOP);
  const x = (soc: number): number => ((soc - from) / (to - from)) * 100;
  const inside = curve.map((point) => point.soc).filter((soc) => soc > from && soc < to);
  const points = [from, ...inside, to].map((soc) => `${x(soc).toFixed(2)} ${y(soc).toFixed(2)}`);
  return { path: `M${points.join("L")}`, area: `M0 100L${points.join("L")}L100 100Z`, y };
}
