/** Where a time or a value stands, in pixels. */

export interface TimeScale {
  start: number;
  end: number;
  width: number;
  x: (at: number) => number;
  at: (x: number) => number;
}

export function timeScale(start: number, end: number, width: number): TimeScale {
  const perMs = width / Math.max(1, end - start);
  return {
    start,
    end,
    width,
    x: (at) => round((at - start) * perMs),
    at: (x) => start + x / perMs,
  };
}

export interface ValueScale {
  low: number;
  high: number;
  y: (value: number) => number;
}

/** `low` stands at `bottom`, `high` at `top`; what is outside is kept inside. */
export function valueScale(low: number, high: number, top: number, bottom: number): ValueScale {
  const span = Math.max(1e-9, high - low);
  return {
    low,
    high,
    y: (value) => round(bottom - ((Math.min(Math.max(value, low), high) - low) / span) * (bottom - top)),
  };
}

/** A tenth of a pixel is enough, and makes short paths. */
export function round(value: number): number {
  return Math.round(value * 10) / 10;
}

/** The next round number for an axis: 1, 1.5, 2, 3, 4, 6, 8 and their tens. */
export function ceiling(value: number): number {
  if (value <= 0) return 0;
  const ten = 10 ** Math.floor(Math.log10(value));
  const steps = [1, 1.5, 2, 3, 4, 6, 8, 10];
  return (steps.find((step) => step * ten >= value - 1e-9) ?? 10) * ten;
}

/** How wide a text is about, in px: Japanese signs are as wide as they are high, others about half. */
export function textWidth(text: string, size: number): number {
  let units = 0;
  for (const sign of text) {
    const code = sign.codePointAt(0) ?? 0;
    units += code >= 0x2e80 ? 1 : sign === " " || sign === "." || sign === ":" ? 0.3 : code >= 65 && code <= 90 ? 0.68 : 0.57;
  }
  return Math.ceil(units * size);
}
