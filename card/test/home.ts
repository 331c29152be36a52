/** A made-up home for tests, and a Home Assistant that remembers what it was called with. */

import { vi } from "vitest";
import type { Known } from "../src/actions";
import { CAR } from "../src/example";
import type { Banner, Plan, PlanSlot, Preview, Trip } from "../src/face";
import { formatsOf, type Formats } from "../src/format";
import type { Hass, Locale } from "../src/hass";

export const EVIL = `<img src=x onerror="alert(1)">`;
const LOCALE: Locale = { language: "en-GB", number_format: "language", time_format: "24", time_zone: "server" };

export function formats(language = "en"): Formats {
  return formatsOf(LOCALE, language, "Asia/Tokyo");
}

/** A home with one car that is commanded. */
export function home(change: (face: Known) => void = () => undefined): Known {
  const entities = {
    charge_now: "button.ev_charge", cancel_charge_now: "button.ev_cancel", take_back: "button.ev_take_back",
  };
  const face: Known = {
    home: {
      entry_id: "entry", name: "Home", card: "test", time_zone: "Asia/Tokyo", has_pv: true, fixed_price: null, limit_kw: 6,
      storages: [{ ...CAR, safe: "standby", device_id: "device", entities }],
      entities: { mode: "select.mode", control: "switch.control", replan: "button.replan" },
      may_control: true, may_edit: true,
    },
    now: {
      at: "2026-11-28T11:00:00Z", mode: "economy", former_mode: null, control: true, outage: false, storm: null, price: 30,
      pv_kw: 0, load_kw: 1, grid_kw: 1, saved_today: 1, cost_today: 1, backup_h: 20, backup_at_least: false, thrifty_h: null,
      storages: [
        {
          id: "ev", action: "standby", power_kw: 0, until: null, soc: 60, plugged: true, why: "", standing: "commanded",
          standing_until: null, charging_now: false, disobeys: false, next: null,
        },
      ],
    },
    banners: [], plan: null, trips: [], evening: [], past: [],
  };
  change(face);
  return face;
}

/** The only car, and what it does. */
export function carOf(face: Known) {
  const [facts] = face.home.storages;
  const [state] = face.now.storages;
  if (!facts || !state) throw new Error("A home without a car");
  return { facts, state };
}

export function trip(change: Partial<Trip> = {}): Trip {
  return {
    id: "ev:0:2026-11-29", storage_id: "ev", kind: "weekly", leave: "2026-11-28T22:00:00Z", back: "2026-11-29T03:00:00Z",
    soc: 80, energy_kwh: 6, planned_soc: 80, enough: true, skipped: false, changed: false, ...change,
  };
}

export function banner(kind: Banner["kind"], change: Partial<Banner> = {}): Banner {
  return { kind, tone: "warning", title: `title of ${kind}`, text: "", source: null, storage_id: "ev", offers: [], ...change };
}

/** A plan of hours from 20:00, each with what it charges, kW. */
export function planOf(charges: number[]): Plan {
  const start = Date.parse("2026-11-28T11:00:00Z");
  const at = (hours: number) => new Date(start + hours * 3_600_000).toISOString();
  const slots = charges.map((charge, index): PlanSlot => ({
    start: at(index), end: at(index + 1), price: 30, export_price: 8, known: true, co2: 0.4, pv: 0, load: 1, import: 1 + charge,
    export: 0, cost: 30,
    storages: { ev: { action: charge > 0 ? "charge" : "standby", charge, discharge: 0, soc: 60, why: "", likely: false, presence: 1 } },
  }));
  return {
    made_at: at(0), mode: "economy", cost_yen: 100, co2_kg: 5, priced: true, degraded: false, slots, targets: [], storm: null,
    grid_events: [],
  };
}

export function previewOf(change: Partial<Preview> = {}): Preview {
  return { plan: planOf([0, 2]), cost_yen: 200, more_yen: 100, more_co2_kg: 0, reached_soc: 80, curve: [], ...change };
}

type Call = [domain: string, action: string, data: Record<string, unknown>, target: string | undefined];

export interface FakeHass {
  hass: Hass;
  calls: Call[];
  /** What the next call is refused with. */
  refuse: (error: unknown) => void;
}

export function fakeHass(face: Known, answer: (message: { type: string }) => Promise<unknown> = () => Promise.resolve([])): FakeHass {
  const calls: Call[] = [];
  let refusal: { error: unknown } | undefined;
  const ids = [face.home, ...face.home.storages].flatMap((one) => Object.values(one.entities));
  const hass = {
    connected: true, language: "en", locale: LOCALE, states: Object.fromEntries(ids.map((id) => [id, { state: "on" }])),
    user: { is_admin: true, name: "" }, config: { time_zone: "Asia/Tokyo", components: [], state: "RUNNING" },
    callService: (domain: string, action: string, data: Record<string, unknown>, target?: { entity_id: string }) => {
      if (refusal) {
        const { error } = refusal;
        refusal = undefined;
        // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- the library rejects with plain objects
        return Promise.reject(error);
      }
      calls.push([domain, action, data, target?.entity_id]);
      return Promise.resolve({ response: { trip_id: "new" } });
    },
    callWS: vi.fn(answer),
  } as unknown as Hass;
  return { hass, calls, refuse: (error) => (refusal = { error }) };
}
