import { afterEach, describe, expect, test, vi } from "vitest";
import type { Hass } from "../src/hass";
import { SimulateCard } from "../src/simulate-card";
import { FIRST, FLAT, OWN, askOf } from "../src/simulate/ask";
import type { V2hSimulateForm } from "../src/simulate/form";
import type { Answer, News } from "../src/simulate/news";
import type { V2hSimulateResult } from "../src/simulate/result";
import { csvOf } from "../src/simulate/table";
import { wordsOf } from "../src/words";
import { EVIL, home } from "./home";

const MONTH = { days: 30, cost_yen: 9876, import_kwh: 300.5, export_kwh: 20, co2_kg: 120 };

function answer(name = "As it is now"): Answer {
  return {
    made_at: "2026-11-28T11:00:00Z", seconds: 60, first: "2026-10-01", last: "2026-11-27", days: 58,
    answer: `No: ${name}`, findings: ["cheaper"], notes: ["weekly table"],
    cases: [
      {
        scenario: "now", name, driver: "planner", driver_name: "planned", total: { ...MONTH, month: "", days: 58 },
        months: [{ ...MONTH, month: "2026-10" }, { ...MONTH, month: "2026-11", cost_yen: 1234 }],
        worst_month: { month: "2026-10", cost_yen: 9876 }, worst_day: { day: "2026-10-03", cost_yen: 512 },
        peak_kw: 4.2, peak_without_battery_kw: 6.8, peak_at: null, road_kwh: 0, source: "", as_of: null,
      },
    ],
  };
}

const NEWS: News = {
  may_control: true, progress: null, result: null, failed: null,
  tariffs: [
    { key: "octopus_ev_tokyo", name: "EV Octopus", linked: false, asks: null, source: "https://example.com", as_of: "2026-04-01" },
    { key: "octopus_ev", name: "EV Octopus, other", linked: false, asks: "bands", source: "", as_of: "2026-04-01" },
  ],
};

type Message = Partial<News> & { gone?: true };

async function shown(news: Message): Promise<{ card: SimulateCard; root: ShadowRoot; tell: (news: Message) => Promise<void>; calls: unknown[][]; asked: string[] }> {
  const calls: unknown[][] = [];
  const asked: string[] = [];
  let send: (message: Message) => void = () => undefined;
  const hass = {
    connection: {
      addEventListener: vi.fn(), removeEventListener: vi.fn(),
      subscribeMessage: (take: (message: unknown) => void, { type }: { type: string }) => {
        asked.push(type);
        if (type === "v2h_planner/subscribe") take(home());
        else {
          send = take;
          take(news);
        }
        return Promise.resolve(() => Promise.resolve());
      },
    },
    connected: true, states: {}, language: "en", themes: {},
    locale: { language: "en-GB", number_format: "language", time_format: "24", time_zone: "server" },
    config: { time_zone: "Asia/Tokyo", components: [], state: "RUNNING" },
    callService: (...call: unknown[]) => {
      calls.push(call);
      return Promise.resolve();
    },
    loadBackendTranslation: () => Promise.resolve((key: string) => `said: ${key}`),
  } as unknown as Hass;
  const card = new SimulateCard();
  card.setConfig({ type: "custom:v2h-planner-simulate-card" });
  card.hass = hass;
  document.body.append(card);
  const root = card.shadowRoot as ShadowRoot;
  const settled = async () => {
    for (let i = 0; i < 4; i += 1) await card.updateComplete.then(() => new Promise((done) => setTimeout(done)));
  };
  await settled();
  const tell = async (message: Message) => {
    send(message);
    await settled();
  };
  return { card, root, tell, calls, asked };
}

const form = (root: ShadowRoot) => root.querySelector<V2hSimulateForm>("v2h-simulate-form");
const result = (root: ShadowRoot) => root.querySelector<V2hSimulateResult>("v2h-simulate-result");

afterEach(() => document.body.replaceChildren());

describe("what is asked", () => {
  test("each thing that is otherwise is a scenario of its own", () => {
    const draft = { ...FIRST, tariff: "octopus_ev_tokyo", adders: "fuel -2\n\n", fit: true, battery: true, car: true, noV2h: true, plug: true };
    expect(askOf(draft)).toEqual({
      days: 90,
      drivers: ["planner", "timer", "plug"],
      scenarios: [
        { tariff: "octopus_ev_tokyo", adders: ["fuel -2"] },
        { export_price: 8.5 },
        { battery_kwh: 10 },
        { car_kwh: 60, car_charge_kw: 6, car_discharge_kw: 6 },
        { v2h: false },
      ],
    });
  });

  test("a price of one's own is flat or by the clock", () => {
    expect(askOf({ ...FIRST, tariff: FLAT, price: "31.5" })["scenarios"]).toEqual([{ price: 31.5 }]);
    expect(askOf({ ...FIRST, tariff: OWN, rows: "7:00 38\n23:00 21" })["scenarios"]).toEqual([{ bands: ["7:00 38", "23:00 21"] }]);
    expect(askOf(FIRST)["scenarios"]).toEqual([]);
  });
});

test("the form begins a simulation of this home with what is chosen", async () => {
  const { root, calls } = await shown(NEWS);
  const fields = form(root)?.shadowRoot;
  expect([...(fields?.querySelectorAll("option") ?? [])].map(({ value }) => value)).toContain("octopus_ev_tokyo");
  expect([...(fields?.querySelectorAll("option") ?? [])].map(({ value }) => value)).not.toContain("octopus_ev");
  fields?.querySelector("form")?.dispatchEvent(new Event("submit", { cancelable: true }));
  expect(calls[0]?.slice(0, 3)).toEqual([
    "v2h_planner", "simulate", { config_entry_id: "entry", days: 90, drivers: ["planner", "timer"], scenarios: [] },
  ]);
});

test("who may only look has a form that begins nothing", async () => {
  const { root } = await shown({ ...NEWS, may_control: false });
  expect(form(root)?.shadowRoot?.querySelector<HTMLButtonElement>("button.primary")?.disabled).toBe(true);
});

test("a simulation under way shows how far it is and can be cancelled", async () => {
  const { root, tell, calls } = await shown(NEWS);
  await tell({ progress: { began: "", percent: 42, case: "As it is now", seconds_left: 700 } });
  expect(root.querySelector("progress")?.getAttribute("aria-label")).toBe("As it is now");
  expect(root.textContent).toContain("42%");
  expect(root.textContent).toContain("12");
  expect(form(root)).toBeNull();
  root.querySelector<HTMLButtonElement>("button.outline")?.click();
  expect(calls[0]?.[1]).toBe("cancel_simulation");
});

test("a result is a sentence and a table; other values are a press away", async () => {
  const { root } = await shown({ ...NEWS, result: answer() });
  const shownResult = result(root);
  const inner = shownResult?.shadowRoot;
  expect(inner?.querySelector(".answer")?.textContent).toContain("No: As it is now");
  expect(inner?.querySelector("tbody")?.textContent).toContain("9,876");
  inner?.querySelectorAll<HTMLButtonElement>(".tabs button")[1]?.click();
  await shownResult?.updateComplete;
  expect(inner?.querySelector("tbody")?.textContent).toContain("301");
  expect(inner?.querySelector("tfoot")?.textContent).toContain("6.8");
});

test("a preset's price list is a press away, and nothing else becomes a link", async () => {
  const found = answer();
  const [row] = found.cases;
  if (!row) throw new Error("a result without a case");
  found.cases = [row, { ...row, scenario: "s1", source: "https://example.com/" }, { ...row, scenario: "s2", source: "javascript:alert(1)" }];
  const { root } = await shown({ ...NEWS, result: found });
  const links = [...(result(root)?.shadowRoot?.querySelectorAll("a") ?? [])];
  expect(links.map((link) => link.getAttribute("href"))).toEqual(["https://example.com/"]);
});

test("a name that somebody made up is text and nothing else, in a spreadsheet too", async () => {
  const { root } = await shown({ ...NEWS, result: answer(EVIL) });
  expect(result(root)?.shadowRoot?.querySelector("img")).toBeNull();
  const csv = csvOf(answer('=HYPERLINK("x")'), wordsOf("en"));
  expect(csv).toContain(`"'=HYPERLINK(""x"")"`);
  expect(csv.split("\r\n")).toHaveLength(4);
  expect(csv.startsWith("\uFEFF")).toBe(true);
});

test("why nothing was found is told in words", async () => {
  const { root, tell } = await shown(NEWS);
  await tell({ progress: null, failed: "simulation_no_past" });
  expect(root.querySelector(".failed")?.textContent).toContain("said: component.v2h_planner.exceptions.simulation_no_past.message");
});

test("a home that is loaded anew is asked anew, and what it found is gone", async () => {
  vi.useFakeTimers({ shouldAdvanceTime: true });
  const { root, tell, asked } = await shown({ ...NEWS, result: answer() });
  await tell({ gone: true });
  expect(result(root)).toBeNull();
  await vi.advanceTimersByTimeAsync(6_000);
  expect(asked.filter((type) => type === "v2h_planner/simulation")).toHaveLength(2);
  vi.useRealTimers();
});
