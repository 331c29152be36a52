/** Texts on a drawing that do not lie on each other. */

export interface Box {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

export interface Wish<T> {
  what: T;
  width: number;
  height: number;
  /** Middles where it may stand, the best first. */
  at: readonly { x: number; y: number }[];
}

export interface Placed<T> {
  what: T;
  box: Box;
  /** Middle. */
  x: number;
  y: number;
}

export function overlap(one: Box, other: Box, gap = 0): boolean {
  return (
    one.left < other.right + gap && other.left < one.right + gap && one.top < other.bottom + gap && other.top < one.bottom + gap
  );
}

/** Give each wish, in order of their worth, its first free place within the bounds; what finds none is left out. */
export function place<T>(wishes: readonly Wish<T>[], bounds: Box, taken: readonly Box[] = [], gap = 2): Placed<T>[] {
  const boxes = [...taken];
  const placed: Placed<T>[] = [];
  for (const wish of wishes) {
    for (const { x: wanted, y } of wish.at) {
      const x = Math.min(Math.max(wanted, bounds.left + wish.width / 2), bounds.right - wish.width / 2);
      const box = {
        left: x - wish.width / 2, right: x + wish.width / 2, top: y - wish.height / 2, bottom: y + wish.height / 2,
      };
      if (box.top < bounds.top || box.bottom > bounds.bottom) continue;
      if (boxes.some((other) => overlap(box, other, gap))) continue;
      boxes.push(box);
      placed.push({ what: wish.what, box, x, y });
      break;
    }
  }
  return placed;
}
