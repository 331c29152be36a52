/** Cards without Home Assistant: /dev/?scene=evening&lang=ja&dark=1&card=plan|small|trips */

import type { Face, FaceMessage } from "../src/face";
import type { Hass } from "../src/hass";
import { faceOf, momentOf, SCENES } from "./scenes";

const asked = new URLSearchParams(location.search);
const language = asked.get("lang") ?? "ja";
const dark = asked.get("dark") === "1";
const scene = SCENES[asked.get("scene") ?? "evening"];
if (!scene) throw new Error(`No such scene: ${Object.keys(SCENES).join(", ")}`);
const moment = momentOf(scene);

// The page's clock stands at the scene's moment and runs from there.
const RealDate = Date;
const lag = RealDate.now() - moment;
class SceneDate extends RealDate {
  constructor(...values: [] | [number | string]) {
    if (values.length === 0) super(RealDate.now() - lag);
    else super(values[0]);
  }
  static override now(): number {
    return RealDate.now() - lag;
  }
}
window.Date = SceneDate as DateConstructor;

class Card extends HTMLElement {
  constructor() {
    super();
    const style = new CSSStyleSheet();
    style.replaceSync(
      ":host { display: block; background: var(--card-background-color); border: 1px solid var(--divider-color); border-radius: 12px; }",
    );
    const root = this.attachShadow({ mode: "open" });
    root.adoptedStyleSheets = [style];
    root.append(document.createElement("slot"));
  }
}
customElements.define("ha-card", Card);

const style = document.createElement("style");
style.textContent = `
  :root {
    --primary-text-color: ${dark ? "#e1e1e1" : "#141414"};
    --secondary-text-color: ${dark ? "#9b9b9b" : "#5e5e5e"};
    --card-background-color: ${dark ? "#1c1c1c" : "#ffffff"};
    --divider-color: ${dark ? "rgba(225,225,225,.12)" : "rgba(0,0,0,.12)"};
    --ha-card-border-color: var(--divider-color);
    ${asked.get("theme") === "own" ? "--card-background-color:#fdf6e3; --primary-text-color:#073642; --secondary-text-color:#586e75;" : ""}
  }
  body { margin: 0; background: ${dark ? "#111" : "#fafafa"}; font-family: Roboto, "Noto Sans CJK JP", "Noto Sans", sans-serif; -webkit-font-smoothing: antialiased; }
  header.bar { height: 56px; box-sizing: border-box; border-bottom: 1px solid var(--divider-color); color: var(--primary-text-color);
    display: flex; align-items: center; gap: 24px; padding: 0 18px; font-size: 20px; }
  .grid { display: grid; grid-template-columns: repeat(12, 1fr); grid-auto-rows: 56px; gap: 8px; padding: 8px; }
`;
document.head.append(style);

function fakeConnection(face: Face): Hass["connection"] {
  const listeners = new Map<string, Set<() => void>>();
  return {
    addEventListener: (kind: string, listener: () => void) => {
      const known = listeners.get(kind) ?? new Set();
      listeners.set(kind, known.add(listener));
    },
    removeEventListener: (kind: string, listener: () => void) => listeners.get(kind)?.delete(listener),
    subscribeMessage: (take: (message: FaceMessage) => void) => {
      if (scene?.line === "refused") return Promise.reject(Object.assign(new Error("no"), { code: "not_found" }));
      if (scene?.line === "not_loaded") return Promise.reject(Object.assign(new Error("no"), { code: "unknown_command" }));
      if (scene?.line !== "silent") {
        take(face);
        // For measurements: a new plan, as the integration sends one.
        Object.assign(window, { push: (message: FaceMessage) => take(message), face });
      }
      if (scene?.line === "offline") setTimeout(() => listeners.get("disconnected")?.forEach((listener) => listener()), 50);
      return Promise.resolve(() => Promise.resolve());
    },
  } as unknown as Hass["connection"];
}

function fakeHass(face: Face): Hass {
  return {
    connection: fakeConnection(face),
    connected: true,
    states: Object.fromEntries(
      [face.home, ...face.home.storages].flatMap((item) => Object.values(item.entities)).map((id) => [id, { entity_id: id, state: "off", attributes: {} }]),
    ),
    locale: { language: language === "ja" ? "ja" : "en-GB", number_format: "language", time_format: asked.get("time") ?? "language", time_zone: "server" },
    language,
    config: { time_zone: "Asia/Tokyo", components: ["v2h_planner"], state: "RUNNING" },
    themes: {},
    user: { is_admin: true, name: "Dev" },
    callService: (...call: unknown[]) => {
      console.info("callService", ...call);
      return Promise.resolve({});
    },
    callWS: (message: { type: string }) => {
      console.info("callWS", message);
      return answer(message.type, face);
    },
  } as unknown as Hass;
}

function answer(type: string, face: Face): Promise<never> {
  const answers: Record<string, unknown> = {
    "v2h_planner/compare_modes": [
      { mode: "economy", cost_yen: 412, co2_kg: 7.1, backup_h: 21 },
      { mode: "co2", cost_yen: 455, co2_kg: 5.6, backup_h: 24 },
      { mode: "resilience", cost_yen: 531, co2_kg: 7.9, backup_h: 44 },
    ],
    "v2h_planner/compare_storm": { expected: false, by: "2026-11-28T12:00:00Z", more_yen: 34 },
    "v2h_planner/preview": {
      plan: face.plan, cost_yen: 980, more_yen: 34, more_co2_kg: 0.4, reached_soc: 85,
      curve: [20, 40, 60, 80, 100].map((soc) => ({ soc, more_yen: (soc * soc) / 60 - 120 })),
    },
  };
  return Promise.resolve(answers[type] as never);
}

interface CardElement extends HTMLElement {
  hass?: Hass;
  setConfig?: (config: { type: string }) => void;
}

function show(tag: string, hass: Hass, into: Element): CardElement {
  const card = document.createElement(tag) as CardElement;
  card.setConfig?.({ type: `custom:${tag}` });
  card.hass = hass;
  into.append(card);
  return card;
}

async function main(): Promise<void> {
  await import("../src/index");
  const hass = fakeHass(faceOf(scene ?? { hour: 0 }, language));
  document.documentElement.lang = language;
  const kind = asked.get("card") ?? "plan";
  if (kind === "small") {
    const grid = document.createElement("div");
    grid.className = "grid";
    document.body.append(grid);
    for (const [columns, rows] of [[6, 2], [6, 1], [12, 3], [12, 2]] as const) {
      const cell = document.createElement("div");
      cell.style.cssText = `grid-column: span ${columns}; grid-row: span ${rows}; min-width: 0`;
      grid.append(cell);
      show("v2h-planner-small-card", hass, cell);
    }
    return;
  }
  if (asked.get("bar") !== "0") {
    const bar = document.createElement("header");
    bar.className = "bar";
    bar.textContent = language === "ja" ? "☰　V2Hプランナー" : "☰  V2H Planner";
    document.body.append(bar);
  }
  const room = document.createElement("div");
  room.style.padding = "8px";
  document.body.append(room);
  const tag = kind === "plan" ? "v2h-planner-card" : `v2h-planner-${kind}-card`;
  Object.assign(window, { card: show(tag, hass, room), hass });
}

void main();
