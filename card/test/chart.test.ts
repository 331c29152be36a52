import { describe, expect, it } from "vitest";
import { ticks } from "../src/chart/bands";
import { cellsOf, indexAt, isAssumed, socAt, type Cell } from "../src/chart/cells";
import { overlap, place } from "../src/chart/labels";
import { layoutOf } from "../src/chart/layout";
import { area, bars, steps } from "../src/chart/paths";
import { nextRuns, runsOf, turningPoints } from "../src/chart/runs";
import { ceiling, timeScale, valueScale } from "../src/chart/scale";
import { hasRates, hollowUntil, sceneOf } from "../src/chart/scene";
import { EVERYDAY, exampleFace } from "../src/example";
import type { StorageNow } from "../src/face";
import { Formats } from "../src/format";
import { balance, rankOf } from "../src/slot-panel";
import { wordsOf } from "../src/words";

const HOUR = 3_600_000;
const NOW = Date.parse("2026-04-11T09:10:00Z");
const face = exampleFace(NOW, "ja");
const cells = cellsOf(face.plan, face.past);
const locale = { language: "ja", number_format: "language", time_format: "24", time_zone: "server" };
const formats = new Formats(locale, "Asia/Tokyo", wordsOf("ja"));
const planned = cells.filter((cell) => !cell.past);

describe("scales", () => {
  it("lead from a time to a place and back", () => {
    const time = timeScale(0, 10 * HOUR, 500);
    expect(time.x(5 * HOUR)).toBe(250);
    expect(time.at(250)).toBe(5 * HOUR);
  });
  it("keep what is too large inside", () => expect(valueScale(0, 10, 20, 120).y(15)).toBe(20));
  it("hold on to a flat range", () => expect(valueScale(5, 5, 0, 100).y(5)).toBe(100));
  it("end at a round number", () => expect([0.2, 5.6, 6, 6.1, 11].map(ceiling)).toEqual([0.2, 6, 6, 8, 15]));
});

describe("cells", () => {
  it("go from what was metered to the plan's end without a gap", () => {
    for (const [index, cell] of cells.entries()) if (index) expect(cell.start).toBe(cells[index - 1]?.end);
    expect(cells.some((cell) => cell.past)).toBe(true);
  });
  it("are hours where the plan's slots are", () => expect((planned.at(-1)?.end ?? 0) - (planned.at(-1)?.start ?? 0)).toBe(HOUR));
  it("are found by time, at the ends the nearest", () => {
    expect(cells[indexAt(cells, NOW)]?.past).toBe(false);
    expect(indexAt(cells, Infinity)).toBe(cells.length - 1);
    expect(indexAt([], NOW)).toBe(-1);
  });
  it("know the SOC between their ends", () => {
    const end = planned[1]?.end ?? 0;
    expect(socAt(cells, "ev", end)).toBe(planned[1]?.parts["ev"]?.soc);
    expect(socAt(cells, "another", end)).toBeNull();
  });
  it("carry no prices where none are known", () => {
    const plan = face.plan && { ...face.plan, priced: false };
    expect(cellsOf(plan, []).every((cell) => cell.price === null && cell.cost === null)).toBe(true);
  });
  it("show a load that is only assumed", () => {
    expect(isAssumed(cells)).toBe(false);
    expect(isAssumed(cells.map((cell) => ({ ...cell, load: 0.7 })))).toBe(true);
  });
  it("are none without plan and past", () => expect(cellsOf(null, [])).toEqual([]));
});

describe("runs", () => {
  const runs = runsOf(cells, "ev");
  it("join what is the same and part past from plan", () => {
    for (const [index, run] of runs.entries()) {
      const before = runs[index - 1];
      if (before) expect([before.action, before.past]).not.toEqual([run.action, run.past]);
    }
  });
  it("add up their energy", () => {
    const total = planned.reduce((sum, cell) => sum + (cell.parts["ev"]?.charge ?? 0) * ((cell.end - cell.start) / HOUR), 0);
    const charged = runs.filter((run) => !run.past && (run.action === "charge" || run.action === "surplus"));
    expect(charged.reduce((sum, run) => sum + run.energy, 0)).toBeCloseTo(total);
  });
  it("name a price that is forecast as such", () => {
    const guessed = cellsOf(exampleFace(NOW, "ja", { ...EVERYDAY, knownTo: 20 }).plan, []);
    expect(runsOf(guessed, "ev").filter((run) => run.action === "charge").every((run) => !run.known)).toBe(true);
  });
  it("come next only where something happens", () => {
    const next = nextRuns(runs, NOW, 4);
    expect(next).toHaveLength(4);
    expect(next.every((run) => run.start > NOW && run.action !== "standby")).toBe(true);
  });
  it("are none of a storage that is not there", () => expect(runsOf(cells, "nobody")).toEqual([]));
});

describe("turning points", () => {
  it("are tops and bottoms that stand out", () => {
    expect(turningPoints([1, 5, 4.8, 5, 1, 6], 2)).toEqual([
      { index: 0, top: false },
      { index: 1, top: true },
      { index: 4, top: false },
      { index: 5, top: true },
    ]);
  });
  it("lie in the middle of a plateau", () => expect(turningPoints([0, 9, 9, 9, 0], 5)).toContainEqual({ index: 2, top: true }));
  it("are none of a flat line, and pass over what is unknown", () => {
    expect(turningPoints([3, 3, 3], 1)).toEqual([]);
    expect(turningPoints([null, 1, null, 9], 5)).toEqual([{ index: 1, top: false }, { index: 3, top: true }]);
  });
});

describe("labels", () => {
  const bounds = { left: 0, top: 0, right: 200, bottom: 100 };
  const wish = (what: string, x: number, y: number, other = y + 30) => ({ what, width: 40, height: 15, at: [{ x, y }, { x, y: other }] });
  it("do not lie on each other", () => {
    const placed = place(Array.from({ length: 12 }, (_, index) => wish(String(index), 20 + index * 12, 20)), bounds);
    for (const one of placed) for (const other of placed) if (one !== other) expect(overlap(one.box, other.box)).toBe(false);
  });
  it("take their second place where the first is taken", () => expect(place([wish("a", 50, 20), wish("b", 55, 20)], bounds)[1]?.y).toBe(50));
  it("are left out where there is none", () => expect(place([wish("a", 50, 20), wish("b", 55, 20, 22)], bounds)).toHaveLength(1));
  it("stay inside the picture", () => expect(place([wish("a", 2, 20)], bounds)[0]?.box.left).toBe(0));
  it("leave alone what stands there already", () => {
    expect(place([wish("a", 50, 20, 22)], bounds, [{ left: 40, top: 10, right: 60, bottom: 30 }])).toEqual([]);
  });
});

describe("paths", () => {
  const time = timeScale(cells[0]?.start ?? 0, cells.at(-1)?.end ?? 1, 600);
  it("break where nothing is known", () => {
    const path = steps(cells, time, (cell: Cell) => (cells.indexOf(cell) % 4 === 0 ? null : 10));
    expect(path.match(/M/g)?.length).toBe(Math.ceil(cells.length / 4));
  });
  it("close every area", () => {
    const path = area(cells, time, 50, (cell: Cell) => (cells.indexOf(cell) === 3 ? null : 10));
    expect(path.match(/M/g)).toHaveLength(2);
    expect(path.match(/Z/g)).toHaveLength(2);
  });
  it("draw no bar of nothing", () => expect(bars(cells, time, 50, () => 50)).toBe(""));
});

describe("the axis", () => {
  const berlin = new Formats(locale, "Europe/Berlin", wordsOf("ja"));
  it("has round hours at home", () => {
    const marks = ticks(timeScale(NOW, NOW + 36 * HOUR, 700), formats);
    expect(marks.map((mark) => formats.time(mark.at)).slice(0, 3)).toEqual(["21:00", "0:00", "3:00"]);
    expect(marks.filter((mark) => mark.day)).toHaveLength(2);
  });
  it("has few of them where there is little room", () => {
    expect(ticks(timeScale(NOW, NOW + 36 * HOUR, 280), formats).map((mark) => formats.time(mark.at))).toEqual(["0:00", "6:00", "12:00", "18:00", "0:00", "6:00"]);
  });
  it.each([
    ["23", "2026-03-28T23:00:00Z"],
    ["25", "2026-10-24T22:00:00Z"],
  ])("is right on a day of %s hours", (_hours, midnight) => {
    const start = Date.parse(midnight);
    const marks = ticks(timeScale(start, start + 26 * HOUR, 400), berlin);
    expect(marks.map((mark) => berlin.time(mark.at))).toEqual(["0:00", "6:00", "12:00", "18:00", "0:00"]);
  });
  it("knows zones of half an hour", () => {
    const delhi = new Formats(locale, "Asia/Kolkata", wordsOf("ja"));
    expect(ticks(timeScale(NOW, NOW + 24 * HOUR, 280), delhi).length).toBeGreaterThan(2);
  });
});

describe("the scene", () => {
  it("shows an hour of the past and 25 ahead on a phone", () => {
    const scene = sceneOf(face, "ev", 374, formats);
    expect(scene?.pastHours).toBe(1);
    const px = (scene?.time.x(NOW + 26 * HOUR) ?? 0) - (scene?.time.x(NOW) ?? 0);
    expect(px).toBeCloseTo(374, 0);
  });
  it("shows 6 and 36 hours where there is room", () => {
    const scene = sceneOf(face, "ev", 900, formats);
    expect((scene?.time.x(NOW + 42 * HOUR) ?? 0) - (scene?.time.x(NOW) ?? 0)).toBeCloseTo(900, 0);
  });
  it("keeps half an hour wide enough for a finger at 320 px", () => {
    const scene = sceneOf(face, "ev", 302, formats);
    expect((scene?.time.x(NOW + HOUR) ?? 0) - (scene?.time.x(NOW) ?? 0)).toBeGreaterThan(12);
  });
  it("is not there without anything to draw", () => expect(sceneOf({ ...face, plan: null, past: [] }, "ev", 374, formats)).toBeUndefined());
  it("has no prices in an outage, of one price, or where none are known", () => {
    const { plan, home } = face;
    expect(hasRates(plan, home, false)).toBe(true);
    expect(hasRates(plan, home, true)).toBe(false);
    expect(hasRates(plan, { ...home, fixed_price: 31 }, false)).toBe(false);
    expect(hasRates(plan && { ...plan, priced: false }, home, false)).toBe(false);
    expect(hasRates(plan && { ...plan, priced: false, mode: "co2" }, home, false)).toBe(true);
  });
  it("lays no track on another", () => {
    const { ribbons, price, power, soc, axis } = layoutOf(["ev", "battery"], "compact", true);
    const ends = [...ribbons.map((item) => [item.top, item.top + item.height]), ...[price, power, soc].map((track) => [track?.top ?? 0, track?.bottom ?? 0])];
    for (const [index, [top]] of ends.entries()) if (index) expect(top ?? 0).toBeGreaterThanOrEqual(ends[index - 1]?.[1] ?? 0);
    expect(axis).toBeGreaterThanOrEqual(soc.bottom);
  });
});

describe("what is not commanded is hollow", () => {
  const now = (standing: string, until: string | null = null) => ({ standing, standing_until: until }) as StorageNow;
  it("for good in a dry run, and for one that is never commanded", () => {
    expect(hollowUntil(now("dry_run"))).toBe(Infinity);
    expect(hollowUntil(now("no_orders"))).toBe(Infinity);
  });
  it("as long as hands or a pause hold", () => {
    expect(hollowUntil(now("hands_off", "2026-04-11T11:10:00Z"))).toBe(NOW + 2 * HOUR);
    expect(hollowUntil(now("paused"))).toBe(Infinity);
  });
  it("never while all is obeyed", () => expect(hollowUntil(now("commanded"))).toBe(-Infinity));
});

describe("a half hour", () => {
  const charging = planned.find((cell) => cell.parts["ev"]?.action === "charge") as Cell;
  it("is balanced: what comes goes", () => {
    const sums = balance(charging, face.home.storages, formats);
    const add = (pieces: { kw: number }[]): number => pieces.reduce((sum, piece) => sum + piece.kw, 0);
    expect(add(sums?.from ?? [])).toBeCloseTo(add(sums?.to ?? []), 1);
  });
  it("has its losses named as what is left", () => {
    const lossy = { ...charging, import: (charging.import ?? 0) + 0.3 };
    expect(balance(lossy, face.home.storages, formats)?.to.at(-1)?.kind).toBe("loss");
  });
  it("has no balance where nothing was metered", () => {
    expect(balance({ ...charging, load: null }, face.home.storages, formats)).toBeNull();
  });
  it("is ranked by its price", () => {
    const cheapest = planned.reduce((one, other) => ((other.price ?? 0) < (one.price ?? 0) ? other : one));
    expect(rankOf(cheapest, cells)).toEqual({ rank: 1, count: planned.length });
    const flat = planned.map((cell) => ({ ...cell, price: 31 }));
    expect(rankOf(flat[0] as Cell, flat)).toBeNull();
  });
});
