import { expect, test } from "vitest";
import { CAR } from "../src/example";
import { atWall, wallAt } from "../src/home-time";
import { lineOf, targets, yenAt } from "../src/trips/curve";
import { backOf, draftOf, entryOf, leaveOf, mistake, neededSoc, newDraft, usualSoc, withLeave } from "../src/trips/entry";
import { spanOf as shownSpan } from "../src/trips/figure";
import { effectOf, spanOf, statusOf } from "../src/trips/words";
import { formats, planOf, previewOf, trip } from "./home";

const ZONE = "Asia/Tokyo";
const NOW = Date.parse("2026-11-28T11:00:00Z");
const CURVE = [{ soc: 40, more_yen: -40 }, { soc: 60, more_yen: 0 }, { soc: 80, more_yen: 100 }];

test("what a target costs lies straight between those that were calculated", () => {
  expect(yenAt(CURVE, 60)).toBe(0);
  expect(yenAt(CURVE, 75)).toBe(75);
  expect(yenAt(CURVE, 20)).toBe(-40);
  expect(yenAt(CURVE, 100)).toBe(100);
  expect(yenAt([], 50)).toBeNull();
});

test("the curve's targets go in steps of five from the min SOC to full", () => {
  expect(targets(82)).toEqual([85, 90, 95, 100]);
  expect(targets(20)).toEqual([20, 30, 40, 50, 60, 65, 70, 75, 80, 85, 90, 95, 100]);
  expect(targets(0)).toHaveLength(13);
});

test("the line rises to the dearest target, and one that costs nothing is flat", () => {
  const line = lineOf(CURVE, 40, 80);
  expect(line?.y(80)).toBeLessThan(line?.y(40) ?? 0);
  const flat = lineOf([{ soc: 40, more_yen: 1 }, { soc: 80, more_yen: 1.2 }], 40, 80);
  expect(Math.abs((flat?.y(80) ?? 0) - (flat?.y(40) ?? 0))).toBeLessThan(2);
  expect(lineOf([], 40, 80)).toBeNull();
});

test("times are entered at the home's clock, also where its clocks change", () => {
  expect(new Date(atWall("2026-11-29", "7:00", ZONE)).toISOString()).toBe("2026-11-28T22:00:00.000Z");
  expect(wallAt(Date.parse("2026-11-28T22:00:00Z"), ZONE)).toEqual({ date: "2026-11-29", time: "07:00" });
  expect(new Date(atWall("2026-10-25", "12:00", "Europe/Berlin")).toISOString()).toBe("2026-10-25T11:00:00.000Z");
  expect(new Date(atWall("2026-10-24", "12:00", "Europe/Berlin")).toISOString()).toBe("2026-10-24T10:00:00.000Z");
  expect(atWall("", "12:00", ZONE)).toBeNaN();
});

test("a trip that is opened and not touched is saved as it was", () => {
  const { leave, back, soc, energy_kwh } = trip({ soc: 83, energy_kwh: 6.3 });
  const draft = draftOf(trip({ soc: 83, energy_kwh: 6.3 }), CAR, ZONE);
  const entry = entryOf(draft, ZONE);
  expect(Date.parse(entry.leave)).toBe(Date.parse(leave));
  expect(Date.parse(entry.back)).toBe(Date.parse(back));
  expect([entry.soc, entry.energy_kwh]).toEqual([soc, energy_kwh]);
});

test("moving the departure keeps the length of the trip", () => {
  const draft = newDraft(CAR, NOW, ZONE);
  const moved = withLeave(draft, { leaveDate: "2026-12-01", leaveTime: "22:00" }, ZONE);
  expect(backOf(moved, ZONE) - leaveOf(moved, ZONE)).toBe(backOf(draft, ZONE) - leaveOf(draft, ZONE));
  expect(moved.backDate).toBe("2026-12-02");
});

test("what cannot be is told before it is sent", () => {
  const draft = newDraft(CAR, NOW, ZONE);
  expect(mistake(draft, CAR, NOW, ZONE)).toBeNull();
  expect(mistake({ ...draft, leaveTime: "" }, CAR, NOW, ZONE)).toBe("card_trip_no_time");
  expect(mistake({ ...draft, leaveDate: "2026-11-27" }, CAR, NOW, ZONE)).toBe("card_trip_over");
  expect(mistake({ ...draft, backTime: "07:00" }, CAR, NOW, ZONE)).toBe("card_trip_back_first");
  expect(mistake({ ...draft, energyKwh: NaN }, CAR, NOW, ZONE)).toBe("card_trip_no_energy");
  expect(mistake({ ...draft, energyKwh: 41 }, CAR, NOW, ZONE)).toBe("card_trip_too_far");
});

test("the usual target holds the trip and some more", () => {
  expect(neededSoc(CAR, 10)).toBe(45);
  expect(usualSoc(CAR, 10)).toBe(55);
  expect(usualSoc(CAR, 40)).toBe(100);
});

const ASKED = { storageId: "ev", leave: Date.parse("2026-11-28T13:00:00Z"), soc: 80, added: false };

test("a change is told in yen and in kWh until the departure", () => {
  const effect = effectOf(previewOf({ plan: planOf([0, 3, 6]), more_yen: 116.4 }), planOf([1, 0, 0]), ASKED, formats());
  expect(effect).toEqual({
    yen: "It costs about 116 yen more.", energy: "Until the departure 2.0 kWh more are charged.", short: "",
  });
});

test("what makes no difference is not told in noughts", () => {
  const effect = effectOf(previewOf({ more_yen: -0.2 }), planOf([0, 2]), { ...ASKED, leave: ASKED.leave - 1 }, formats());
  expect(effect?.yen).toBe("The cost stays the same.");
  expect(effect?.energy).toBe("");
});

test("a target out of reach is told with what there will be", () => {
  const effect = effectOf(previewOf({ plan: planOf([1, 1, 1]), reached_soc: 72 }), null, ASKED, formats());
  expect(effect?.short).toContain("only reach 72%");
});

test("beyond the plan's end nobody pretends to know", () => {
  expect(effectOf(previewOf({ plan: planOf([1]) }), null, ASKED, formats())).toBeNull();
});

test("a trip is called by its day and times, and by both days where it lasts longer", () => {
  const at = (iso: string) => Date.parse(iso);
  expect(spanOf(at("2026-11-28T22:00:00Z"), at("2026-11-29T03:30:00Z"), NOW, formats())).toBe("Tomorrow 7:00–12:30");
  expect(spanOf(at("2026-12-01T22:00:00Z"), at("2026-12-03T03:30:00Z"), NOW, formats())).toBe("Wed 7:00–Thu 12:30");
});

test("the strip says whether it is enough, by how much not, and what is skipped", () => {
  expect(statusOf(trip(), formats(), NOW)).toEqual({ text: "Enough", tone: "good" });
  expect(statusOf(trip({ enough: false, planned_soc: 64 }), formats(), NOW)).toEqual({ text: "Only 64%", tone: "bad" });
  expect(statusOf(trip({ enough: null }), formats(), NOW).text).toBe("Weekly");
  expect(statusOf(trip({ skipped: true }), formats()).text).toBe("Skipped this time");
  expect(statusOf(trip(), formats(), Date.parse("2026-11-28T23:00:00Z")).text).toBe("Under way");
});

test("the drawing ends with the plan and holds the way back", () => {
  const plan = planOf(Array.from({ length: 48 }, () => 0));
  const { start, end } = shownSpan(plan, NOW + 20 * 3_600_000);
  expect([start, end]).toEqual([NOW, NOW + 24 * 3_600_000]);
  expect(shownSpan(planOf([0, 0]), NOW + 20 * 3_600_000).end).toBe(NOW + 2 * 3_600_000);
});
