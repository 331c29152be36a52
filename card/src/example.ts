/** A made-up home for the card picker: a card there shows what it will look like, and asks nobody anything. */

import type { Action, Face, PastSlot, PlanSlot, StorageFacts, Target, Trip } from "./face";
import { wordsOf } from "./words";

/** What a storage does from an hour on; hours count from today's midnight, at home. */
export interface Step {
  from: number;
  to: number;
  action: Action;
  kw: number;
}

export interface Example {
  storages: { facts: StorageFacts; soc: number; steps: Step[] }[];
  /** Largest power of the sun, kW. */
  sun: number;
  load: number;
  /** Prices are published up to this hour. */
  knownTo: number;
  fixedPrice: number | null;
  pastHours: number;
  targets: { storage: number; hour: number; soc: number; kind: Target["kind"] }[];
  storm: { onset: number; until: number } | null;
}

const HOUR_MS = 3_600_000;
const ZONE_HOURS = 9;
const EFFICIENCY = 0.93;

export const CAR: StorageFacts = {
  id: "ev",
  name: "EV",
  kind: "v2h_ev",
  device_id: null,
  capacity_kwh: 40,
  min_soc: 20,
  max_soc: 90,
  can_discharge: true,
  km_per_kwh: 6.2,
  safe: null,
  entities: {},
};

export const EVERYDAY: Example = {
  storages: [
    {
      facts: CAR,
      soc: 62,
      steps: [
        { from: 11, to: 14, action: "surplus", kw: 2.6 },
        { from: 17, to: 22, action: "discharge", kw: 1.3 },
        { from: 26.5, to: 30, action: "charge", kw: 4.4 },
        { from: 31, to: 36.5, action: "away", kw: 1.1 },
        { from: 36.5, to: 39, action: "charge", kw: 5.8 },
        { from: 39, to: 41, action: "surplus", kw: 2 },
        { from: 42, to: 46, action: "discharge", kw: 1.4 },
        { from: 55, to: 66, action: "away", kw: 0.5 },
        { from: 66, to: 69, action: "discharge", kw: 1.5 },
      ],
    },
  ],
  sun: 4.2,
  load: 1,
  knownTo: 48,
  fixedPrice: null,
  pastHours: 6,
  targets: [
    { storage: 0, hour: 31, soc: 85, kind: "departure" },
    { storage: 0, hour: 55, soc: 50, kind: "departure" },
  ],
  storm: null,
};

function bell(hour: number, middle: number, width: number): number {
  return Math.exp(-(((hour - middle) / width) ** 2));
}

function priceAt(hour: number): number {
  const h = ((hour % 24) + 24) % 24;
  return 30 - 13 * bell(h, 12.2, 3) + 18 * bell(h, 18.6, 2.6) + 4 * bell(h, 7.5, 2) - (hour >= 24 ? 2 : 0);
}

function sunAt(hour: number, most: number): number {
  const h = ((hour % 24) + 24) % 24;
  const wobble = 1 + 0.08 * Math.sin(hour * 5.3) - (hour > 48 ? 0.25 : 0);
  return h < 5.5 || h > 18.5 ? 0 : most * wobble * Math.sin(((h - 5.5) / 13) * Math.PI) ** 1.6;
}

function loadAt(hour: number, scale: number): number {
  const h = ((hour % 24) + 24) % 24;
  return scale * (0.38 + 0.5 * bell(h, 7.5, 1.4) + 0.35 * bell(h, 12.5, 1.5) + 1.2 * bell(h, 19.5, 2.4) + 0.06 * Math.sin(hour * 9));
}

/** Energies that a storage gives and takes at an hour. */
interface Flow {
  action: Action;
  charge: number;
  discharge: number;
  drive: number;
}

function flowAt(steps: readonly Step[], hour: number, load: number): Flow {
  const step = steps.find((item) => hour >= item.from && hour < item.to);
  const { action, kw } = step ?? { action: "standby" as const, kw: 0 };
  return {
    action,
    charge: action === "charge" || action === "surplus" ? kw : 0,
    discharge: action === "discharge" ? Math.max(0.3, Math.min(kw, load)) : 0,
    drive: action === "away" ? kw : 0,
  };
}

class Clockwork {
  readonly midnight: number;
  readonly begin: number;

  constructor(
    private readonly now: number,
    readonly example: Example,
    private readonly language: string,
  ) {
    const shift = ZONE_HOURS * HOUR_MS;
    this.midnight = Math.floor((now + shift) / (24 * HOUR_MS)) * 24 * HOUR_MS - shift;
    this.begin = Math.floor(now / (HOUR_MS / 2)) * (HOUR_MS / 2);
  }

  at(hour: number): string {
    return new Date(this.midnight + hour * HOUR_MS).toISOString();
  }

  hour(at: number): number {
    return (at - this.midnight) / HOUR_MS;
  }

  /** SOC after the storage did what it does at this hour, for so long. */
  after(soc: number, index: number, flow: Flow, hours: number): number {
    const facts = this.example.storages[index]?.facts ?? CAR;
    const kwh = (flow.charge * EFFICIENCY - flow.discharge / EFFICIENCY - flow.drive) * hours;
    return Math.min(100, Math.max(5, soc + (kwh / facts.capacity_kwh) * 100));
  }

  private power(hour: number): { pv: number; load: number; flows: Flow[]; grid: number } {
    const pv = sunAt(hour, this.example.sun);
    const load = loadAt(hour, this.example.load);
    const flows = this.example.storages.map((item) => flowAt(item.steps, hour, load));
    return { pv, load, flows, grid: load - pv + flows.reduce((sum, flow) => sum + flow.charge - flow.discharge, 0) };
  }

  slots(): PlanSlot[] {
    const words = wordsOf(this.language);
    const socs = this.example.storages.map((item) => item.soc);
    const slots: PlanSlot[] = [];
    for (let at = this.begin; at < this.begin + 60 * HOUR_MS; ) {
      const hours = at - this.begin < 36 * HOUR_MS ? 0.5 : 1;
      const hour = this.hour(at) + hours / 2;
      const { pv, load, flows, grid } = this.power(hour);
      const price = this.example.fixedPrice ?? priceAt(hour);
      const parts = flows.map((flow, index) => {
        const soc = this.after(socs[index] ?? 0, index, flow, hours);
        socs[index] = soc;
        const { action, charge, discharge } = flow;
        const why = words(`card_example_${action}`);
        const id = this.example.storages[index]?.facts.id ?? "";
        return [id, { action, charge, discharge, soc, why, likely: false, presence: action === "away" ? 0 : 1 }] as const;
      });
      slots.push({
        start: new Date(at).toISOString(),
        end: new Date(at + hours * HOUR_MS).toISOString(),
        price,
        export_price: 8.5,
        known: hour < this.example.knownTo,
        co2: 0.43,
        pv,
        load,
        import: Math.max(0, grid),
        export: Math.max(0, -grid),
        cost: (Math.max(0, grid) * price - Math.max(0, -grid) * 8.5) * hours,
        storages: Object.fromEntries(parts),
      });
      at += hours * HOUR_MS;
    }
    return slots;
  }

  past(): PastSlot[] {
    const count = this.example.pastHours * 2;
    const slots: PastSlot[] = [];
    const socs = this.example.storages.map((item) => item.soc);
    for (let back = 1; back <= count; back += 1) {
      const at = this.begin - back * (HOUR_MS / 2);
      const hour = this.hour(at) + 0.25;
      const { pv, load, flows, grid } = this.power(hour);
      const parts = flows.map((flow, index) => {
        const soc = socs[index] ?? 0;
        socs[index] = soc - (this.after(soc, index, flow, 0.5) - soc);
        const { charge, discharge } = flow;
        return [this.example.storages[index]?.facts.id ?? "", { charge, discharge, soc, plugged: flow.action !== "away" }] as const;
      });
      const price = this.example.fixedPrice ?? priceAt(hour);
      slots.unshift({
        start: new Date(at).toISOString(), price, pv, load, import: Math.max(0, grid), export: Math.max(0, -grid),
        storages: Object.fromEntries(parts),
      });
    }
    return slots;
  }

  face(): Face {
    const { example } = this;
    const slots = this.slots();
    const first = slots[0];
    return {
      home: {
        entry_id: "example", name: "", card: __VERSION__, time_zone: "Asia/Tokyo", has_pv: example.sun > 0,
        fixed_price: example.fixedPrice, limit_kw: 6, storages: example.storages.map((item) => ({ ...item.facts })), entities: {},
        may_control: true, may_edit: true,
      },
      now: {
        at: new Date(this.now).toISOString(), mode: "economy", former_mode: null, control: true, outage: false, storm: null,
        price: first?.price ?? null, pv_kw: first?.pv ?? null, load_kw: first?.load ?? null,
        grid_kw: first ? first.import - first.export : null, saved_today: 182, cost_today: 96, backup_h: 21,
        backup_at_least: false, thrifty_h: null,
        storages: example.storages.map((item, index) => this.storageNow(item.facts.id, index, slots)),
      },
      banners: [],
      evening: [],
      plan: {
        made_at: new Date(this.now - 120_000).toISOString(), mode: "economy",
        cost_yen: slots.reduce((sum, slot) => sum + slot.cost, 0), co2_kg: 18.7, priced: true, degraded: false, slots,
        targets: example.targets.map((target) => ({
          storage_id: example.storages[target.storage]?.facts.id ?? "", kind: target.kind, by: this.at(target.hour), soc: target.soc,
        })),
        storm: example.storm && { onset: this.at(example.storm.onset), until: this.at(example.storm.until) },
        grid_events: [],
      },
      trips: example.storages.flatMap((item) => this.trips(item.facts.id, item.steps)),
      past: this.past(),
    };
  }

  private storageNow(id: string, index: number, slots: PlanSlot[]): Face["now"]["storages"][number] {
    const mine = (slot: PlanSlot): PlanSlot["storages"][string] | undefined => slot.storages[id];
    const here = slots[0] && mine(slots[0]);
    const end = slots.find((slot) => mine(slot)?.action !== here?.action);
    const start = slots.findIndex((slot) => slot.start >= (end?.start ?? "") && ["charge", "surplus", "discharge"].includes(mine(slot)?.action ?? ""));
    const rest = slots.slice(start);
    const next = rest[0];
    const action = next && mine(next)?.action;
    const stop = rest.findIndex((slot) => mine(slot)?.action !== action);
    const run = rest.slice(0, stop < 0 ? rest.length : stop);
    return {
      id, action: here?.action ?? "standby", power_kw: here ? here.charge || here.discharge : null, until: end?.start ?? null,
      soc: this.example.storages[index]?.soc ?? null, plugged: here?.action !== "away", why: here?.why ?? "",
      standing: "commanded", standing_until: null, charging_now: false, disobeys: false,
      next: start < 0 || !next || !action ? null : {
        action,
        start: next.start,
        energy_kwh: run.reduce((sum, slot) => sum + ((mine(slot)?.charge ?? 0) + (mine(slot)?.discharge ?? 0)) / 2, 0),
        soc_end: run.at(-1)?.storages[id]?.soc ?? 0,
      },
    };
  }

  private trips(id: string, steps: readonly Step[]): Trip[] {
    return steps
      .filter((step) => step.action === "away" && this.midnight + step.from * HOUR_MS > this.now)
      .map((step, index) => ({
        id: `${id}-${index}`, storage_id: id, kind: "weekly", leave: this.at(step.from), back: this.at(step.to),
        soc: this.example.targets.find((target) => target.hour === step.from)?.soc ?? null,
        energy_kwh: step.kw * (step.to - step.from), planned_soc: 85, enough: true, skipped: false, changed: false,
      }));
  }
}

export function exampleFace(now: number, language: string, example: Example = EVERYDAY): Face {
  return new Clockwork(now, example, language).face();
}
