import { expect, test } from "vitest";
import type { DeviceEntry, EntityEntry, Registries } from "../src/dashboard/home";
import type { Config, View } from "../src/dashboard/parts";
import { DashboardStrategy, ViewStrategy } from "../src/strategy";

const HOME: [string, string][] = [
  ["select", "mode"], ["switch", "control"], ["button", "replan"], ["number", "carbon_price"], ["calendar", "plan"],
  ["event", "decision"], ["binary_sensor", "plan_problem"], ["binary_sensor", "storm"], ["binary_sensor", "storm_watch"],
  ["binary_sensor", "outage"],
  ["sensor", "import_price"], ["sensor", "savings_today"], ["sensor", "cost_today"], ["sensor", "planned_cost"],
  ["sensor", "backup_hours"], ["sensor", "weather_warning"], ["sensor", "pv_today"],
];
const CAR: [string, string][] = [
  ["sensor", "soc"], ["sensor", "action"], ["sensor", "reason"], ["button", "charge_now"], ["number", "floor_soc"], ["number", "storm_soc"], ["number", "departure_soc"],
  ["binary_sensor", "disobeys"], ["binary_sensor", "hands_off"], ["button", "take_back"], ["switch", "pause"],
];

function device(id: string, entry: string, name: string, via: string | null): DeviceEntry {
  return {
    id, name, name_by_user: null, via_device_id: via, primary_config_entry: entry,
    identifiers: [["v2h_planner", via === null ? entry : id]],
  };
}

/** A house with this many homes, each with one car; ids tell nothing. */
function house(homes = 1, without: string[] = [], language = "en"): Registries {
  const entities: Record<string, EntityEntry> = {
    "sensor.other": { entity_id: "sensor.other", device_id: "home0", platform: "demo", translation_key: "cost_today" },
  };
  const devices: Record<string, DeviceEntry> = {};
  const add = (owner: string, kinds: [string, string][]): void => {
    for (const [domain, key] of kinds.filter(([, name]) => !without.includes(name))) {
      const entity_id = `${domain}.x${Object.keys(entities).length.toString()}`;
      entities[entity_id] = { entity_id, device_id: owner, platform: "v2h_planner", translation_key: key };
    }
  };
  for (let i = 0; i < homes; i++) {
    const n = i.toString();
    devices[`home${n}`] = device(`home${n}`, `entry${n}`, `Home ${n}`, null);
    devices[`car${n}`] = device(`car${n}`, `entry${n}`, "Leaf", `home${n}`);
    add(`home${n}`, HOME);
    add(`car${n}`, CAR);
  }
  return { language, config: { components: ["recorder", "logbook"] }, entities, devices };
}

const make = (hass: Registries, more: Record<string, unknown> = {}) =>
  DashboardStrategy.generate({ type: "custom:v2h-planner", ...more }, hass);

/** Every value of a key, wherever it stands. */
function all(node: unknown, key: string): unknown[] {
  if (Array.isArray(node)) return (node as unknown[]).flatMap((item) => all(item, key));
  if (node === null || typeof node !== "object") return [];
  return Object.entries(node as Record<string, unknown>).flatMap(([name, value]) => [...(name === key ? [value] : []), ...all(value, key)]);
}

test("nobody writes anything and eight views are there", async () => {
  const { views } = await make(house());
  expect(views.map(({ path }) => path)).toEqual(["overview", "plan", "trips", "storm", "savings", "what_if", "settings", "health"]);
  expect(all(views[0], "type")).toContain("custom:v2h-planner-card");
  expect(all(views[2], "type")).toContain("custom:v2h-planner-trips-card");
});

test("only our own entities that exist are shown", async () => {
  const hass = house();
  const shown = all((await make(hass)).views, "entity");
  expect(shown.length).toBeGreaterThan(20);
  for (const entity of shown) expect(hass.entities[entity as string]?.platform).toBe("v2h_planner");
});

test("a hidden entity stays hidden", async () => {
  const hass = house();
  const mode = Object.values(hass.entities).find(({ translation_key }) => translation_key === "mode");
  if (mode) mode.hidden = true;
  expect(all((await make(hass)).views, "entity")).not.toContain(mode?.entity_id);
});

test("a home without sun, prices and warnings has no gap and no empty section", async () => {
  const bare = house(1, ["pv_today", "import_price", "weather_warning", "departure_soc", "savings_today", "cost_today", "decision"]);
  const { views } = await make(bare);
  for (const view of views) {
    for (const section of view.sections as { cards: Config[] }[]) {
      expect(section.cards.filter(({ type }) => type !== "heading")).not.toHaveLength(0);
      expect(section.cards).not.toContain(undefined);
    }
  }
});

test("a home with a battery alone has no trips", async () => {
  const hass = house();
  if (hass.devices.car0) hass.devices.car0.model_id = "home_battery";
  const { views } = await make(hass);
  expect(views.map(({ path }) => path)).not.toContain("trips");
  expect(all(views, "type")).not.toContain("custom:v2h-planner-trips-card");
});

/** What is off in a new home; the frontend does not know of it. */
const OFF = [
  "replan", "carbon_price", "plan", "decision", "plan_problem", "cost_today", "planned_cost", "weather_warning", "pv_today",
  "floor_soc", "storm_soc", "departure_soc", "disobeys", "hands_off", "take_back", "pause",
];

test("a new home has its views without a gap, and nothing that is off is called missing", async () => {
  const { views } = await make(house(1, OFF));
  expect(views.map(({ path }) => path)).toEqual(["overview", "plan", "trips", "storm", "savings", "what_if", "settings", "health"]);
  for (const view of views) {
    for (const section of view.sections as { cards: Config[] }[]) {
      expect(section.cards.filter(({ type }) => type !== "heading")).not.toHaveLength(0);
    }
  }
  expect(JSON.stringify(views)).not.toContain("No weather warnings are read");
});

test("the view without a source of warnings says where to choose one", async () => {
  const { views } = await make(house(1, ["weather_warning", "storm", "storm_watch"]));
  expect(JSON.stringify(views.find(({ path }) => path === "storm"))).toContain("No weather warnings are read");
});

test("each of several homes has its views, and cards that show it alone", async () => {
  const { views } = await make(house(2));
  const paths = views.map(({ path }) => path);
  expect(new Set(paths).size).toBe(16);
  const second = views.find(({ path }) => path === "overview-2") as View;
  expect(second.title).toContain("Home 1");
  expect(new Set(all(second, "entry_id"))).toEqual(new Set(["entry1"]));
  const alone = await make(house(2), { entry_id: "entry1" });
  expect(new Set(all(alone.views, "entry_id"))).toEqual(new Set(["entry1"]));
});

test("it speaks the reader's language", async () => {
  const { views } = await make(house(1, [], "ja"));
  expect(views.map(({ title }) => title)).toEqual(["概要", "計画", "外出", "備え", "節約額", "試算", "設定", "動作状況"]);
});

test("no key is shown in place of a word", async () => {
  for (const language of ["en", "ja"]) {
    const texts = JSON.stringify([await make(house(1, ["weather_warning", "storm", "storm_watch"], language)), await make(house(0, [], language))]);
    expect(texts).not.toMatch(/"card_|\bcard_[a-z]+_/);
  }
});

test("without a home it says so, with a home and no car it leads to the integration", async () => {
  expect(JSON.stringify(await make(house(0)))).toContain("not set up");
  const hass = house();
  delete hass.devices.car0;
  const { views } = await make(hass);
  expect(JSON.stringify(views[0])).toContain("/config/integrations/integration/v2h_planner");
  expect(views.map(({ path }) => path)).not.toContain("plan");
});

test("a person's own sections stand at the end of the overview", async () => {
  const mine = { type: "grid", cards: [{ type: "tile", entity: "light.mine" }] };
  const { views } = await make(house(2), { sections: [mine] });
  expect((views[0]?.sections as Config[]).at(-1)).toBe(mine);
  expect(all(views.slice(1), "entity")).not.toContain("light.mine");
});

test("each view can stand in somebody's own dashboard", async () => {
  const view = await ViewStrategy.generate({ type: "custom:v2h-planner", view: "storm" }, house());
  expect(view.path).toBe("storm");
  const unknown = await ViewStrategy.generate({ type: "custom:v2h-planner", view: "nonsense" }, house());
  expect(unknown.path).toBe("overview");
});

test("nothing is drawn from a recorder or a logbook that does not run", async () => {
  const hass = { ...house(), config: { components: [] } };
  const types = all((await make(hass)).views, "type");
  expect(types).not.toContain("statistics-graph");
  expect(types).not.toContain("logbook");
});

test("Home Assistant offers it once where a dashboard is added", async () => {
  await import("../src/strategy");
  const offered = window.customStrategies?.filter(({ type }) => type === "v2h-planner");
  expect(offered).toHaveLength(1);
  expect(offered?.[0]).toMatchObject({ strategyType: "dashboard" });
  expect(customElements.get("ll-strategy-dashboard-v2h-planner")).toBe(DashboardStrategy);
});
