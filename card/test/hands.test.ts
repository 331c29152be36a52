import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { say, type Known } from "../src/actions";
import { inOrder, V2hBanners } from "../src/banners";
import { V2hChips } from "../src/chips";
import { isBest, V2hModePicker } from "../src/mode-picker";
import { pauses } from "../src/pause-menu";
import { safeState, V2hStartControl } from "../src/start-control";
import { SHOWN_MS, V2hToast } from "../src/toast";
import { V2hTrips } from "../src/trips/strip";
import { banner, carOf, EVIL, fakeHass, formats, home, trip } from "./home";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  document.body.replaceChildren();
  vi.useRealTimers();
});

/** Put an element on the page as a card does, and wait until it is drawn. */
async function shown<T extends HTMLElement & { updateComplete: Promise<unknown> }>(element: T, facts: Partial<T>): Promise<T> {
  document.body.append(Object.assign(element, facts));
  await element.updateComplete;
  return element;
}

function within(element: Element, selector: string): HTMLElement[] {
  return [...(element.shadowRoot?.querySelectorAll<HTMLElement>(selector) ?? [])];
}

const textOf = (element: Element | undefined) => (element?.textContent ?? "").replace(/\s+/g, " ").trim();

async function banners(face: Known): Promise<V2hBanners> {
  return shown(new V2hBanners(), { face, hass: fakeHass(face).hass });
}

test("an outage outranks a storm, a storm hands, hands a pause, a pause the dry run", () => {
  const kinds = ["dry_run", "paused", "storm", "hands_off", "outage"] as const;
  expect(inOrder(kinds.map((kind) => banner(kind))).map((one) => one.kind)).toEqual([
    "outage", "storm", "hands_off", "paused", "dry_run",
  ]);
});

test("the first banner is large, the others are lines below it, and a dry run keeps its button", async () => {
  const all = [banner("dry_run", { offers: ["control_on"] }), banner("storm", { source: "Source: JMA", offers: ["ignore_storm"] })];
  const element = await banners(home((face) => (face.banners = all)));
  expect(within(element, ".large h2").map(textOf)).toEqual(["title of storm"]);
  expect(within(element, ".source").map(textOf)).toEqual(["Source: JMA"]);
  expect(within(element, "li.dry_run button").map(textOf)).toEqual(["Start control"]);
});

test("who may only look sees banners without buttons", async () => {
  const face = home((one) => {
    one.home.may_control = false;
    one.banners = [banner("dry_run", { offers: ["control_on"] }), banner("storm", { offers: ["ignore_storm"] })];
    one.trips = [trip(), trip({ id: "b", skipped: true })];
  });
  const { hass } = fakeHass(face);
  const elements = [
    await shown(new V2hBanners(), { face, hass }),
    await shown(new V2hChips(), { face, hass, storageId: "ev" }),
    await shown(new V2hTrips(), { face, hass }),
  ];
  expect(elements.flatMap((element) => within(element, "button, a, input, select"))).toEqual([]);
  expect(within(elements[2] as Element, "li")).toHaveLength(2);
});

test("what comes from feeds, names and calendars stays text", async () => {
  const face = home((one) => {
    carOf(one).facts.name = EVIL;
    one.home.storages.push({ ...carOf(one).facts, id: "second" });
    one.banners = [banner("storm", { title: EVIL, text: EVIL, source: EVIL }), banner("fault", { title: EVIL, text: EVIL })];
    one.trips = [trip({ id: EVIL })];
  });
  const { hass } = fakeHass(face);
  const toast = await shown(new V2hToast(), { hass });
  say(toast, { text: EVIL });
  const elements = [
    await shown(new V2hBanners(), { face, hass }), await shown(new V2hTrips(), { face, hass }),
    await shown(new V2hStartControl(), { hass, home: face.home, now: face.now }),
  ];
  for (const element of elements) {
    expect(within(element, "img")).toEqual([]);
    expect(element.shadowRoot?.textContent).toContain(EVIL);
  }
});

test("a toast stays ten seconds, and undoes once", async () => {
  const { hass } = fakeHass(home());
  const toast = await shown(new V2hToast(), { hass });
  const undo = vi.fn(() => Promise.resolve());
  say(toast, { text: "Done", undo });
  await toast.updateComplete;
  within(toast, "button")[0]?.click();
  await vi.advanceTimersByTimeAsync(0);
  expect(undo).toHaveBeenCalledOnce();
  expect(textOf(within(toast, "[role='status']")[0])).toBe("Undone");
  say(toast, { text: "Again", undo });
  await vi.advanceTimersByTimeAsync(SHOWN_MS - 1);
  expect(within(toast, "button")).toHaveLength(1);
  await vi.advanceTimersByTimeAsync(1);
  expect(within(toast, "button")).toHaveLength(0);
});

test("an undo that is refused says why", async () => {
  const { hass } = fakeHass(home());
  const toast = await shown(new V2hToast(), { hass });
  say(toast, { text: "Done", undo: () => Promise.reject(new Error("The trip is over")) });
  await toast.updateComplete;
  within(toast, "button")[0]?.click();
  await vi.advanceTimersByTimeAsync(0);
  expect(textOf(within(toast, ".failed span")[0])).toBe("The trip is over");
});

async function chips(face: Known): Promise<string[]> {
  const element = await shown(new V2hChips(), { face, hass: fakeHass(face).hass, storageId: "ev" });
  return within(element, ".chips > *").map((chip) => textOf(chip) || (chip.getAttribute("aria-label") ?? ""));
}

test("there is a chip for everything that can be done, and none for what cannot", async () => {
  expect(await chips(home())).toEqual(["Economy", "Control", "Charge now", "Pause"]);
  expect(await chips(home((face) => (carOf(face).state.charging_now = true)))).toContain("Stop charging");
  expect(await chips(home((face) => (carOf(face).state.standing = "paused")))).toContain("Resume");
  expect(await chips(home((face) => (carOf(face).state.standing = "hands_off")))).toContain("Give back");
  const dry = home((face) => {
    face.now.control = false;
    carOf(face).state.standing = "dry_run";
  });
  expect(await chips(dry)).toEqual(["Economy", "Control off"]);
  const storm = home(({ now }) => Object.assign(now, { mode: "resilience", former_mode: "economy", storm: "act" }));
  expect(await chips(storm)).toEqual(["Control", "Charge now"]);
});

test("switching control off acts at once, switching it on asks first", async () => {
  const on = home();
  const first = fakeHass(on);
  const running = await shown(new V2hChips(), { face: on, hass: first.hass, storageId: "ev" });
  within(running, "[role='switch']")[0]?.click();
  await vi.advanceTimersByTimeAsync(0);
  expect(first.calls.map((call) => call[1])).toEqual(["turn_off"]);
  const off = home((face) => (face.now.control = false));
  const second = fakeHass(off);
  const waiting = await shown(new V2hChips(), { face: off, hass: second.hass, storageId: "ev" });
  within(waiting, "[role='switch']")[0]?.click();
  await waiting.updateComplete;
  expect(second.calls).toEqual([]);
  const [sheet] = within(waiting, "v2h-start-control");
  await (sheet as V2hStartControl).updateComplete;
  const text = sheet?.shadowRoot?.textContent;
  expect(text).toContain("EV");
  expect(text).toContain("When control ends it is left in: Standby");
  within(sheet as Element, ".primary")[0]?.click();
  await vi.advanceTimersByTimeAsync(0);
  expect(second.calls.map((call) => call[1])).toEqual(["turn_on"]);
});

test("a safe state has words whatever it is, and none where nothing is commanded", () => {
  const { words } = formats();
  expect(["standby", "automatic", "leave", null].map((safe) => safeState(safe as "standby" | null, words))).toEqual([
    "Standby", "Automatic (it decides by itself)", "As it is", undefined,
  ]);
});

test("an evening that is over is no pause", () => {
  const keys = (iso: string) => pauses(Date.parse(iso), formats()).map((pause) => pause.key);
  expect(keys("2026-11-28T03:00:00Z")).toContain("card_pause_evening");
  expect(keys("2026-11-28T11:00:00Z")).not.toContain("card_pause_evening");
  const morning = pauses(Date.parse("2026-11-28T11:00:00Z"), formats()).find((pause) => pause.key === "card_pause_morning");
  expect(new Date(morning?.until ?? 0).toISOString()).toBe("2026-11-28T22:00:00.000Z");
});

test("modes are compared when they are looked at, and picked even where nobody can compare them", async () => {
  const face = home();
  const outlooks = [
    { mode: "economy", cost_yen: 400, co2_kg: 9, backup_h: 20 }, { mode: "co2", cost_yen: 480, co2_kg: 7, backup_h: 20 },
    { mode: "resilience", cost_yen: 600, co2_kg: 9, backup_h: 40 },
  ] as const;
  const storm = { expected: false, by: "2026-11-28T22:00:00Z", more_yen: 34.2 };
  const answer = (expected: boolean, more_yen: number) => (message: { type: string }): Promise<unknown> =>
    Promise.resolve(message.type.endsWith("_storm") ? { ...storm, expected, more_yen } : outlooks);
  const asked = fakeHass(face, answer(false, 34.2));
  const picker = await shown(new V2hModePicker(), { hass: asked.hass, home: face.home, now: face.now });
  await vi.advanceTimersByTimeAsync(0);
  expect(within(picker, "[role='radio']").map((radio) => radio.getAttribute("aria-checked"))).toEqual(["true", "false", "false"]);
  expect(within(picker, ".best").map(textOf)).toEqual(["400 yen", "7.0 kg", "40 h"]);
  expect(textOf(within(picker, ".storm")[0])).toBe("To be ready for a storm in 12 h would cost about 34 yen more.");
  for (const [expected, more, said] of [
    [true, 34.2, "Ready for a storm: about 34 yen more."], [true, 0.2, "Ready for a storm at no extra cost."],
    [false, -5, "To be ready for a storm in 12 h would cost no more."],
  ] as const) {
    const other = fakeHass(face, answer(expected, more));
    const sheet = await shown(new V2hModePicker(), { hass: other.hass, home: face.home, now: face.now });
    await vi.advanceTimersByTimeAsync(0);
    expect(textOf(within(sheet, ".storm")[0])).toBe(said);
  }
  const silent = fakeHass(face, () => Promise.reject(new Error("no plan")));
  const blind = await shown(new V2hModePicker(), { hass: silent.hass, home: face.home, now: face.now });
  await vi.advanceTimersByTimeAsync(0);
  expect(textOf(within(blind, ".about")[0])).toContain("cannot be calculated");
  within(blind, "[role='radio']")[1]?.click();
  await vi.advanceTimersByTimeAsync(0);
  expect(silent.calls[0]?.[2]).toEqual({ option: "co2" });
});

test("of two equal modes none is the best", () => {
  const one = { mode: "economy", cost_yen: 1, co2_kg: 1, backup_h: 1 } as const;
  const row = { value: (outlook: { cost_yen: number }) => outlook.cost_yen, best: "least" } as const;
  expect(isBest(row, one, [one, { ...one, mode: "co2" }])).toBe(false);
});
