/** A page with the parts that can be pressed, over a made-up home that answers previews; without Home Assistant. */

import { LitElement, html } from "lit";
import "../src/banners";
import type { Known } from "../src/actions";
import "../src/chips";
import { define } from "../src/define";
import { EVERYDAY, exampleFace, type Example } from "../src/example";
import type { Banner, Face, ModeOutlook, Preview, PreviewRequest } from "../src/face";
import type { Hass } from "../src/hass";
import { colours } from "../src/theme";
import "../src/toast";
import { TripsCard } from "../src/trips-card";

const asked = new URLSearchParams(location.search);
const scene = asked.get("scene") ?? "everyday";
const language = asked.get("lang") ?? "ja";
const dark = asked.has("dark");
const HOUR_MS = 3_600_000;

// Ten to nine in the evening, whatever the hour.
const midnight = Math.floor((Date.now() + 9 * HOUR_MS) / (24 * HOUR_MS)) * 24 * HOUR_MS - 9 * HOUR_MS;
const ahead = midnight + 20.85 * HOUR_MS - Date.now();
const realNow = Date.now.bind(Date);
Date.now = () => realNow() + ahead;

const SAVED = 85;

/** The home with another target for tomorrow: the night's charge is what it takes. */
function exampleOf(soc: number): Example {
  const [car] = EVERYDAY.storages;
  if (!car) return EVERYDAY;
  const kw = Math.max(0.2, 4.4 + ((soc - SAVED) * 0.4) / (3.5 * 0.93));
  const steps = car.steps.map((step) => (step.action === "charge" && step.from < 31 ? { ...step, kw } : step));
  return { ...EVERYDAY, storages: [{ ...car, steps }] };
}

function faceOf(): Face {
  const face = exampleFace(Date.now(), language, exampleOf(SAVED));
  const { home, now } = face;
  const readOnly = scene === "readonly";
  home.may_control = !readOnly;
  home.entities = { mode: "select.mode", control: "switch.control", replan: "button.replan" };
  for (const storage of home.storages) {
    storage.device_id = "device";
    storage.safe = "standby";
    storage.entities = { charge_now: "button.charge", cancel_charge_now: "button.cancel", take_back: "button.take" };
    if (asked.has("kwh")) storage.km_per_kwh = null;
  }
  face.trips = tripsOf(face);
  const [car] = now.storages;
  if (car && scene === "dry") car.standing = "dry_run";
  if (car && scene === "hands") car.standing = "hands_off";
  if (car && scene === "paused") car.standing = "paused";
  if (car && scene === "charging") car.charging_now = true;
  now.control = scene !== "dry";
  if (scene === "storm") [now.mode, now.former_mode, now.storm] = ["resilience", "economy", "watch"];
  if (scene === "outage") now.outage = true;
  face.banners = bannersOf();
  return face;
}

function tripsOf(face: Face): Face["trips"] {
  const [first, second] = face.trips;
  if (!first || !second) return face.trips;
  const later = (hours: number) => (iso: string) => new Date(Date.parse(iso) + hours * HOUR_MS).toISOString();
  const by = (trip: typeof first, hours: number, change: Partial<typeof first>) => {
    const move = later(hours);
    return { ...trip, leave: move(trip.leave), back: move(trip.back), ...change };
  };
  return [
    { ...first, enough: true },
    { ...second, soc: 90, planned_soc: 72, enough: false },
    by(second, 24, { id: "w3", skipped: true }),
    by(second, 48, { id: "w4", kind: "learned", soc: null, enough: null, energy_kwh: 4 }),
    by(second, 72, { id: "w5", kind: "announced", back: later(100)(second.back), enough: null, energy_kwh: 18 }),
  ];
}

function bannersOf(): Banner[] {
  const ja = language === "ja";
  const banner = (kind: Banner["kind"], tone: Banner["tone"], title: string, text: string, offers: Banner["offers"] = []): Banner =>
    ({ kind, tone, title, text, source: null, storage_id: "ev", offers });
  const dry = banner("dry_run", "warning", ja ? "試運転中：機器には指示していません" : "Dry run: nothing is commanded", ja ? "自動制御はオフなので、計画だけをお伝えします。" : "Control is off, so this is only the plan.", ["control_on"]);
  const storm = {
    ...banner("storm", "warning", ja ? "暴風警報級の予想：明日3:00ごろから" : "Storm conditions expected, from about 3:00 tomorrow", ja ? "EVは16:00に100%になります（期限23:30）。\n通常の計画より約80円多くかかる見込みです。" : "EV will be at 100% by 16:00.\nIt will cost about 80 yen more than the normal plan.", ["ignore_storm"]),
    source: ja ? "出典：気象庁" : "Source: Japan Meteorological Agency",
  };
  const hands = banner("hands_off", "info", ja ? "手動操作を優先しています" : "Hands off", ja ? "EVは手動操作を優先しています（20:10まで）。" : "EV was changed by hand and is left alone until 20:10.", ["take_back"]);
  const outage = banner("outage", "alarm", ja ? "停電：電気はあと約27時間" : "Power outage: about 27 h left", ja ? "いまの使い方（0.6 kW）で約27時間使えます。\n節電すると（0.3 kW）約48時間使えます。" : "At the present load (0.6 kW): about 27 h.\nSaving (0.3 kW): about 48 h.");
  const fault = banner("fault", "warning", ja ? "電気料金のセンサーが応答しません" : "The price sensor does not answer", ja ? "予測の料金で計画しています。" : "The plan uses forecast prices.", ["repairs"]);
  const paused = banner("paused", "info", ja ? "一時停止中" : "Paused", ja ? "EVは22:00まで待機します。" : "EV stands by until 22:00.", ["resume"]);
  switch (scene) {
    case "dry": return [fault, dry].slice(asked.has("both") ? 0 : 1);
    case "storm": return [dry, hands, storm];
    case "hands": return [hands];
    case "paused": return [paused];
    case "outage": return [hands, fault, outage];
    default: return [];
  }
}

const wait = (ms: number) => new Promise((done) => setTimeout(done, ms));
const yenOf = (soc: number) => Math.round((soc - SAVED) * 2.1 + ((soc - 40) ** 2 - (SAVED - 40) ** 2) / 34);

async function preview({ trip, socs }: PreviewRequest): Promise<Preview> {
  await wait(Number(asked.get("ms") ?? 150));
  const reached = Math.min(trip.soc, Number(asked.get("most") ?? 100));
  const { plan } = exampleFace(Date.now(), language, exampleOf(reached));
  if (!plan) throw new Error("no plan");
  const curve = (socs ?? []).map((soc) => ({ soc, more_yen: yenOf(soc) }));
  return { plan, cost_yen: plan.cost_yen, more_yen: yenOf(trip.soc), more_co2_kg: 0, reached_soc: reached, curve };
}

const MODES: ModeOutlook[] = [
  { mode: "economy", cost_yen: 412, co2_kg: 8.6, backup_h: 21 },
  { mode: "co2", cost_yen: 497, co2_kg: 6.9, backup_h: 24 },
  { mode: "resilience", cost_yen: 588, co2_kg: 8.9, backup_h: 47 },
];

const shown = faceOf();
const hass = {
  connection: { addEventListener: () => undefined, removeEventListener: () => undefined, subscribeMessage: (take: (face: Face) => void) => { take(shown); return Promise.resolve(() => Promise.resolve()); } },
  connected: true,
  states: Object.fromEntries(["select.mode", "switch.control", "button.replan", "button.charge", "button.cancel", "button.take"].map((id) => [id, { state: "on" }])),
  locale: { language, number_format: "language", time_format: "24", time_zone: "server" },
  language,
  config: { time_zone: "Asia/Tokyo", components: [], state: "RUNNING" },
  user: { is_admin: true, name: "" },
  callService: async (...call: unknown[]) => {
    await wait(100);
    if (asked.has("refuse")) throw Object.assign(new Error("Validation error: <img src=x onerror=alert(1)>"), { code: "service_validation_error" });
    console.log("called", JSON.stringify(call));
    return { response: { trip_id: "t1" } };
  },
  callWS: async (message: { type: string }) => {
    if (message.type === "v2h_planner/preview") return preview(message as unknown as PreviewRequest);
    await wait(Number(asked.get("ms") ?? 150));
    return MODES;
  },
} as unknown as Hass;

/** Home Assistant's own, as far as it is seen. */
class Card extends LitElement {
  protected override render() {
    return html`<style>
        :host {
          display: block;
          overflow: hidden;
          margin-bottom: 8px;
          container-type: inline-size;
          background: var(--ha-card-background);
          border: 1px solid var(--divider-color);
          border-radius: 12px;
        }
      </style>
      <slot></slot>`;
  }
}
define("ha-card", Card);

class Hands extends LitElement {
  static override styles = [colours];
  protected override render() {
    this.toggleAttribute("dark", dark);
    const face: Known = shown;
    return html`<ha-card>
      <v2h-banners .hass=${hass} .face=${face}></v2h-banners>
      <div style="padding:8px 10px"><v2h-chips .hass=${hass} .face=${face} .storageId=${"ev"}></v2h-chips></div>
      <v2h-toast .hass=${hass}></v2h-toast>
    </ha-card>`;
  }
}
define("dev-hands", Hands);

document.body.classList.toggle("dark", dark);
document.documentElement.lang = language;
const trips = Object.assign(new TripsCard(), { hass });
trips.setConfig({ type: "custom:v2h-planner-trips-card" });
document.body.append(document.createElement("dev-hands"), trips);
