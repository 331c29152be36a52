import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { change } from "../src/changes";
import { cellsOf } from "../src/chart/cells";
import { PlanChart } from "../src/chart/plan-chart";
import { runsOf } from "../src/chart/runs";
import { EVERYDAY, exampleFace } from "../src/example";
import type { Face, FaceMessage } from "../src/face";
import type { Hass } from "../src/hass";
import { lightness } from "../src/home-card";
import { PlanCard } from "../src/plan-card";
import { SmallCard } from "../src/small-card";
import { EVIL, formats } from "./home";

const NOW = Date.parse("2026-04-11T09:10:00Z");

/** A browser that lays out 390 px. */
class Sized {
  constructor(private readonly tell: (entries: { contentRect: { width: number; height: number } }[]) => void) {}
  observe(): void {
    this.tell([{ contentRect: { width: 390, height: 120 } }]);
  }
  disconnect(): void {}
}

interface Line {
  hass: Hass;
  subscribe: ReturnType<typeof vi.fn>;
  send: (message: FaceMessage) => void;
}

function line(face: Face): Line {
  let send: (message: FaceMessage) => void = () => undefined;
  const subscribe = vi.fn((take: (message: FaceMessage) => void) => {
    send = take;
    take(face);
    return Promise.resolve(() => Promise.resolve());
  });
  const hass = {
    connection: { addEventListener: vi.fn(), removeEventListener: vi.fn(), subscribeMessage: subscribe },
    connected: true, states: {}, language: "en", themes: {},
    locale: { language: "en-GB", number_format: "language", time_format: "24", time_zone: "server" },
    config: { time_zone: "Asia/Tokyo", components: [], state: "RUNNING" },
  } as unknown as Hass;
  return { hass, subscribe, send: (message) => send(message) };
}

async function settled(card: HTMLElement & { updateComplete: Promise<unknown> }): Promise<void> {
  await card.updateComplete;
  await (card.shadowRoot?.querySelector("v2h-plan-chart") as PlanChart | null)?.updateComplete;
  await card.updateComplete;
}

async function planCard(face: Face, into: Element = document.body): Promise<{ card: PlanCard; root: ShadowRoot } & Line> {
  const { hass, ...rest } = line(face);
  const card = new PlanCard();
  card.setConfig({ type: "custom:v2h-planner-card" });
  card.hass = hass;
  into.append(card);
  await settled(card);
  return { card, root: card.shadowRoot as ShadowRoot, hass, ...rest };
}

function chartOf(root: ShadowRoot): { chart: PlanChart; slider: HTMLElement } {
  const chart = root.querySelector("v2h-plan-chart") as PlanChart;
  return { chart, slider: chart.shadowRoot?.querySelector('[role="slider"]') as HTMLElement };
}

function press(slider: HTMLElement, key: string): void {
  slider.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, composed: true }));
}

const textOf = (root: ShadowRoot, selector: string): string => (root.querySelector(selector)?.textContent ?? "").replace(/\s+/g, " ").trim();

beforeEach(() => {
  vi.stubGlobal("ResizeObserver", Sized);
  vi.useFakeTimers({ now: NOW, toFake: ["Date", "setTimeout", "clearTimeout"] });
});
afterEach(() => {
  document.body.replaceChildren();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test("a card says what it does, how full it is, and why", async () => {
  const { root } = await planCard(exampleFace(NOW, "en"));
  expect(textOf(root, ".verb")).toBe("Discharge");
  expect(textOf(root, ".number")).toBe("EV 62%");
  expect(textOf(root, ".sentence")).toContain("dear");
});

test("the whole plan is a table for those who hear it", async () => {
  const face = exampleFace(NOW, "en");
  const { root } = await planCard(face);
  expect(root.querySelectorAll("table tbody tr")).toHaveLength(face.plan?.slots.length ?? 0);
});

test("a new state of Home Assistant alone draws nothing", async () => {
  const { card, hass, root } = await planCard(exampleFace(NOW, "en"));
  const drawn = vi.spyOn(card, "requestUpdate");
  for (let index = 0; index < 50; index += 1) card.hass = { ...hass, states: {} };
  expect(drawn).not.toHaveBeenCalled();
  card.hass = { ...hass, locale: { ...hass.locale, time_format: "12" } };
  await settled(card);
  expect(textOf(root, ".detail")).toMatch(/pm/i);
});

test("in the card picker a card shows an example and asks nobody", async () => {
  const picker = document.createElement("hui-card-picker");
  document.body.append(picker);
  const { root, subscribe } = await planCard(exampleFace(NOW, "en"), picker.attachShadow({ mode: "open" }) as unknown as Element);
  expect(subscribe).not.toHaveBeenCalled();
  expect(textOf(root, ".verb")).not.toBe("");
});

test("another version of the card than the integration's offers to reload", async () => {
  const face = exampleFace(NOW, "en");
  expect((await planCard(face)).root.querySelector(".quiet")).toBeNull();
  face.home.card = "another";
  expect(textOf((await planCard(face)).root, ".quiet")).toContain("Reload");
});

test("what comes from names and sentences stays text", async () => {
  const face = exampleFace(NOW, "en");
  for (const facts of face.home.storages) facts.name = EVIL;
  for (const now of face.now.storages) now.why = EVIL;
  for (const slot of face.plan?.slots ?? []) for (const part of Object.values(slot.storages)) part.why = EVIL;
  const { root } = await planCard(face);
  press(chartOf(root).slider, "ArrowRight");
  await vi.waitFor(() => expect(textOf(root, ".panel .why")).toBe(EVIL));
  expect(root.querySelector("img")).toBeNull();
  expect(textOf(root, ".sentence")).toBe(EVIL);
});

describe("keys on the plan", () => {
  test("go by half hours, by six hours, to the end and back to now", async () => {
    const { card, root } = await planCard(exampleFace(NOW, "en"));
    const { slider } = chartOf(root);
    const at = async (key: string): Promise<string> => {
      press(slider, key);
      await settled(card);
      return textOf(root, ".panel header time");
    };
    expect(await at("ArrowRight")).toBe("18:30–19:00");
    expect(await at("ArrowLeft")).toBe("Now 18:00–18:30");
    expect(await at("PageDown")).toBe("Sun 12/04 0:00–0:30");
    expect(await at("End")).toBe("Tue 14/04 5:00–6:00");
    expect(await at("Home")).toBe("Now 18:00–18:30");
    expect(await at("Enter")).toBe("Now 18:00–18:30");
    expect(await at("Escape")).toBe("");
  });
  test("are heard as a sentence", async () => {
    const { card, root } = await planCard(exampleFace(NOW, "en"));
    const { slider } = chartOf(root);
    press(slider, "ArrowRight");
    await settled(card);
    expect(slider.getAttribute("aria-valuetext")).toMatch(/^18:30, Discharge .*yen per kWh, state of charge \d+%, Powering/);
  });
});

test("a held half hour stays through a new plan", async () => {
  const face = exampleFace(NOW, "en");
  const { card, root, send } = await planCard(face);
  press(chartOf(root).slider, "ArrowRight");
  send({ plan: exampleFace(NOW + 20 * 60_000, "en").plan, past: [] });
  await settled(card);
  expect(textOf(root, ".panel header time")).toContain("18:30–19:00");
});

test("a changed plan is told for ten seconds", async () => {
  const face = exampleFace(NOW, "en");
  const { card, root, send } = await planCard(face);
  const later = exampleFace(NOW, "en", {
    ...EVERYDAY,
    storages: EVERYDAY.storages.map((item) => ({ ...item, steps: item.steps.map((step) => (step.from === 26.5 ? { ...step, from: 28 } : step)) })),
  });
  send({ plan: later.plan && { ...later.plan, made_at: new Date(NOW).toISOString() } });
  await settled(card);
  expect(textOf(root, ".changed")).toBe("Charge moved from Sun 2:30 to Sun 4:00");
  vi.advanceTimersByTime(10_001);
  await settled(card);
  expect(root.querySelector(".changed")).toBeNull();
});

test("what has begun meanwhile has not changed", () => {
  const runs = runsOf(cellsOf(exampleFace(NOW, "en").plan, []), "ev");
  expect(change(runs, runs, NOW, formats())).toBe("");
});

test("two storages are tabs, and each has its own head", async () => {
  const [first] = EVERYDAY.storages;
  if (!first) throw new Error("No storage");
  const battery = { ...first, facts: { ...first.facts, id: "battery", name: "Battery" }, soc: 40, steps: [] };
  const { card, root } = await planCard(exampleFace(NOW, "en", { ...EVERYDAY, storages: [first, battery] }));
  const tabs = [...root.querySelectorAll<HTMLElement>('[role="tab"]')];
  expect(tabs.map((tab) => tab.textContent.replace(/\s+/g, " ").trim())).toEqual(["EV 62%", "Battery 40%"]);
  tabs[1]?.click();
  await settled(card);
  expect(textOf(root, ".number")).toBe("Battery 40%");
  expect(textOf(root, ".verb")).toBe("Standby");
});

test("the small card says what it does and when it leaves", async () => {
  const { hass } = line(exampleFace(NOW, "en"));
  const card = new SmallCard();
  card.hass = hass;
  document.body.append(card);
  await card.updateComplete;
  const root = card.shadowRoot as ShadowRoot;
  expect(textOf(root, ".verb")).toBe("Discharge Economy");
  expect(textOf(root, ".next")).toBe("leaves tomorrow 7:00, 85%");
});

test("the editor is a form, and only a wrong home is refused", () => {
  const form = PlanCard.getConfigForm() as { schema: { selector: unknown }[] };
  expect(form.schema[0]?.selector).toEqual({ config_entry: { integration: "v2h_planner" } });
  expect(PlanCard.getStubConfig()).toEqual({});
  expect(() => new PlanCard().setConfig({ type: "", entry_id: 5 as unknown as string })).toThrow();
});

test("cards are listed once, however often the module is loaded", async () => {
  vi.resetModules();
  await import("../src/plan-card");
  const types = (window.customCards ?? []).map((card) => card.type);
  expect(types.filter((type) => type === "v2h-planner-card")).toHaveLength(1);
});

test("dark is what has a dark ground", () => {
  expect(lightness("rgb(28, 28, 28)")).toBeLessThan(0.4);
  expect(lightness("rgb(255, 255, 255)")).toBeCloseTo(1);
  expect(lightness("color(srgb 1 1 1)")).toBeCloseTo(1);
  expect(lightness("rgba(0, 0, 0, 0)")).toBeUndefined();
});

test("a card is suggested for our entities alone", () => {
  const { hass } = line(exampleFace(NOW, "en"));
  hass.entities = { "sensor.ours": { platform: "v2h_planner" }, "sensor.another": { platform: "demo" } };
  const suggest = window.customCards?.find((card) => card.type === "v2h-planner-card")?.getEntitySuggestion;
  expect(suggest?.(hass, "sensor.ours")).toEqual({ config: { type: "custom:v2h-planner-card" } });
  expect(suggest?.(hass, "sensor.another")).toBeNull();
});

test("in an outage nothing has a price, and the hours left come first", async () => {
  const face = exampleFace(NOW, "en");
  Object.assign(face.now, { outage: true, backup_h: 27, thrifty_h: 48, load_kw: 0.6 });
  const { card, root } = await planCard(face);
  expect(textOf(root, ".two")).toContain("about 27 h");
  expect(textOf(root, ".steps")).not.toContain("yen");
  press(chartOf(root).slider, "ArrowRight");
  await settled(card);
  expect(root.querySelector(".panel .money")).toBeNull();
});

test("a dry run shows what to compare before control is started, and no block as commanded", async () => {
  const face = exampleFace(NOW, "en");
  for (const now of face.now.storages) now.standing = "dry_run";
  const { root } = await planCard(face);
  expect(textOf(root, ".readings")).toContain("EV, charge 62%");
  expect(textOf(root, ".over")).toMatch(/^If control were on, .*until 22:00$/);
  const blocks = [...(chartOf(root).chart.shadowRoot?.querySelectorAll(".plan .block:not(.past)") ?? [])];
  expect(blocks.length).toBeGreaterThan(3);
  expect(blocks.every((block) => block.classList.contains("hollow"))).toBe(true);
});
