/** Between a moment and what a person enters: the home's wall clock, wherever the browser is. */

const MINUTE_MS = 60_000;

/** How far the zone's clock is ahead of UTC at a moment, ms. */
function ahead(at: number, zone: string): number {
  const parts = new Intl.DateTimeFormat("en-GB", {
    timeZone: zone, hourCycle: "h23",
    year: "numeric", month: "numeric", day: "numeric", hour: "numeric", minute: "numeric",
  }).formatToParts(at);
  const part = (type: string): number => Number(parts.find((one) => one.type === type)?.value ?? 0);
  const shown = Date.UTC(part("year"), part("month") - 1, part("day"), part("hour"), part("minute"));
  return shown - Math.floor(at / MINUTE_MS) * MINUTE_MS;
}

/** The moment of a date "2026-11-29" and a time "7:00" of the home; NaN for what is no time. */
export function atWall(date: string, time: string, zone: string): number {
  const wall = Date.parse(`${date}T${time.padStart(5, "0")}:00Z`);
  if (Number.isNaN(wall)) return NaN;
  const guess = wall - ahead(wall, zone);
  // Where the clocks change in between the first guess is an hour off.
  return wall - ahead(guess, zone);
}

/** The home's date and time at a moment, as inputs want them. */
export function wallAt(at: number, zone: string): { date: string; time: string } {
  const wall = new Date(at + ahead(at, zone)).toISOString();
  return { date: wall.slice(0, 10), time: wall.slice(11, 16) };
}
