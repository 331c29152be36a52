/** Where the tracks of the picture lie, one below another. */

export interface Track {
  /** Middle of the line with its title. */
  title: number;
  top: number;
  bottom: number;
}

export interface Layout {
  height: number;
  /** One ribbon for each storage, the chosen one first and higher. */
  ribbons: { id: string; top: number; height: number }[];
  price: Track | null;
  power: Track;
  soc: Track;
  /** Top of the lines with hours and days. */
  axis: number;
}

const RIBBON = 32;
const SECOND_RIBBON = 18;
const TITLE = 18;
const AXIS = 34;
const ROOM = {
  dense: { price: 60, power: 76, soc: 76 },
  compact: { price: 72, power: 90, soc: 88 },
  wide: { price: 96, power: 120, soc: 108 },
} as const;

export function layoutOf(ids: readonly string[], size: keyof typeof ROOM, priced: boolean): Layout {
  const room = ROOM[size];
  let at = 0;
  const ribbons = ids.map((id, index) => {
    const height = index === 0 ? RIBBON : SECOND_RIBBON;
    const ribbon = { id, top: at, height };
    at += height + 4;
    return ribbon;
  });
  const track = (height: number): Track => {
    const title = at + TITLE / 2;
    at += TITLE;
    const placed = { title, top: at, bottom: at + height };
    at += height;
    return placed;
  };
  const price = priced ? track(room.price) : null;
  at += 2;
  const power = track(room.power);
  const soc = track(room.soc);
  return { height: at + AXIS, ribbons, price, power, soc, axis: at };
}
