/**
 * What the integration tells a card: the contract between `custom_components/v2h_planner/face/` and `card/`.
 *
 * Powers in kW, energies in kWh, SOC in percent, money in yen, times as ISO 8601 in UTC. Sentences are in the
 * language that the card asked for. Nothing here is markup.
 */

export type Action = "charge" | "surplus" | "discharge" | "standby" | "away";
export type Mode = "economy" | "co2" | "resilience";
/** What becomes of a command: it is obeyed, or only planned. */
export type Standing = "commanded" | "dry_run" | "hands_off" | "no_orders" | "paused";
export type BannerKind =
  | "outage" | "storm" | "hands_off" | "paused" | "dry_run" | "no_plan" | "old_plan" | "shortfall" | "fault" | "disobeys";
/** What a banner offers. The card knows the action of Home Assistant behind each. */
export type Offer = "ignore_storm" | "heed_storm" | "take_back" | "resume" | "control_on" | "replan" | "repairs";

export interface StorageFacts {
  id: string;
  name: string;
  kind: "v2h_ev" | "charger_ev" | "home_battery";
  device_id: string | null;
  capacity_kwh: number;
  min_soc: number;
  max_soc: number;
  can_discharge: boolean;
  /** How far it drives with a kWh: learned from its odometer, before that a usual car's; null for what does not drive. */
  km_per_kwh: number | null;
  /** What it is left in when control ends, as in its settings; null for one that is never commanded. */
  safe: "charge" | "surplus" | "discharge" | "standby" | "automatic" | "leave" | null;
  /** Entity ids by key: soc, action, charge_now, cancel_charge_now, take_back, pause. Missing where disabled. */
  entities: Record<string, string>;
}

/** What does not change while a home runs; sent again when its settings change. */
export interface HomeFacts {
  entry_id: string;
  name: string;
  /** Version of the card that belongs to this backend. */
  card: string;
  time_zone: string;
  has_pv: boolean;
  /** One price for every hour: there is nothing to draw then. */
  fixed_price: number | null;
  limit_kw: number | null;
  storages: StorageFacts[];
  /**
   * Entity ids by key: mode, control, import_price, saved_today, cost_today, backup_time, planned_cost, storm,
   * plan_problem, replan. Missing where disabled.
   */
  entities: Record<string, string>;
  /** Whether this user may change anything. */
  may_control: boolean;
  /** Whether this user may change settings and weekly trips. */
  may_edit: boolean;
}

export interface StorageNow {
  id: string;
  action: Action;
  power_kw: number | null;
  until: string | null;
  soc: number | null;
  plugged: boolean | null;
  /** Why, as a sentence. */
  why: string;
  standing: Standing;
  /** Until when a person's hands or a pause hold. */
  standing_until: string | null;
  charging_now: boolean;
  disobeys: boolean;
  /** The next run in which energy flows. */
  next: { action: Action; start: string; energy_kwh: number; soc_end: number } | null;
}

export interface Now {
  at: string;
  mode: Mode;
  /** The mode that comes back after a storm. */
  former_mode: Mode | null;
  control: boolean;
  outage: boolean;
  storm: "watch" | "act" | "hold" | null;
  price: number | null;
  pv_kw: number | null;
  load_kw: number | null;
  grid_kw: number | null;
  saved_today: number | null;
  cost_today: number | null;
  /** Hours that the house would run without grid and sun; in an outage at the present load. */
  backup_h: number | null;
  /** The house lasts at least so long: the plan ends before it does. */
  backup_at_least: boolean;
  /** The same in an outage with what is needed alone, null without one. */
  thrifty_h: number | null;
  storages: StorageNow[];
}

export interface Banner {
  kind: BannerKind;
  /** How loud it is: what is dangerous, what is to be known, what is merely so. */
  tone: "alarm" | "warning" | "info";
  title: string;
  text: string;
  /** Where a text comes from, as its licence asks. */
  source: string | null;
  storage_id: string | null;
  offers: Offer[];
}

export interface PlanSlot {
  start: string;
  end: string;
  price: number;
  export_price: number;
  /** Published, or forecast. */
  known: boolean;
  co2: number;
  pv: number;
  load: number;
  import: number;
  export: number;
  cost: number;
  storages: Record<
    string,
    { action: Action; charge: number; discharge: number; soc: number; why: string; likely: boolean; presence: number }
  >;
}

/** An SOC that a storage is to have: where the flags stand. */
export interface Target {
  storage_id: string;
  kind: "departure" | "storm" | "person";
  by: string;
  soc: number;
}

export interface Plan {
  made_at: string;
  mode: Mode;
  cost_yen: number;
  co2_kg: number;
  /** Whether prices are known or forecast at all. */
  priced: boolean;
  degraded: boolean;
  slots: PlanSlot[];
  targets: Target[];
  /** A storm as the plan knows it. */
  storm: { onset: string | null; until: string } | null;
  /** DR and VPP windows. */
  grid_events: { start: string; end: string; kind: "discharge" | "import" }[];
}

export interface Trip {
  /** Of an announced trip; of a weekly one its storage, row and day. */
  id: string;
  storage_id: string;
  /** Of a person's calendar: it is changed there. Learned: nobody has told it, the plan counts on it. */
  kind: "announced" | "weekly" | "calendar" | "learned";
  leave: string;
  back: string;
  soc: number | null;
  energy_kwh: number;
  /** What the plan has at the departure, null beyond its end. */
  planned_soc: number | null;
  /** Whether that is enough; null beyond the plan's end. */
  enough: boolean | null;
  /** A weekly trip that a person has taken out this time. */
  skipped: boolean;
  /** A weekly trip that a person has changed this time. */
  changed: boolean;
}

/** A question about tomorrow that stands. */
export interface Evening {
  storage_id: string;
  /** The day that is meant, as 2026-11-29. */
  day: string;
  question: string;
  /** Whether the day has a usual trip; otherwise it is asked whether the car stays. */
  usual: boolean;
  /** Of the day's main trip, by the home's clock, as 07:40; null where there is none. */
  leave: string | null;
  back: string | null;
  /** Of the whole day. */
  km: number | null;
}

/** A half hour as it was metered; null where nothing was. */
export interface PastSlot {
  start: string;
  price: number | null;
  pv: number | null;
  load: number | null;
  import: number | null;
  export: number | null;
  storages: Record<string, { charge: number; discharge: number; soc: number | null; plugged: boolean }>;
}

export interface Face {
  home: HomeFacts;
  now: Now;
  banners: Banner[];
  plan: Plan | null;
  trips: Trip[];
  evening: Evening[];
  past: PastSlot[];
}

/** The first message holds everything, later ones what has changed. `gone`: the home is not loaded any more, subscribe anew. */
export type FaceMessage = Partial<Face> & { gone?: true };

/** A trip as it might be, with what `v2h_planner/preview` is asked about it. */
export interface PreviewRequest {
  entry_id: string;
  storage_id: string;
  trip: { leave: string; back: string; soc: number; energy_kwh: number };
  /** The trip that it would take the place of, announced or weekly; none of a new one. */
  trip_id?: string;
  /** Targets whose price is asked along, percent. */
  socs?: number[];
}

/** Answer of `v2h_planner/preview`: the plan as it would be, and what that changes over its horizon. */
export interface Preview {
  plan: Plan;
  cost_yen: number;
  /** Against the plan made at the same moment without the change: what people pay more for it. */
  more_yen: number;
  more_co2_kg: number;
  /** What the storage would have at the departure; less than asked where that cannot be reached. */
  reached_soc: number | null;
  /** What people would pay more for each target that was asked along; empty where none was. */
  curve: { soc: number; more_yen: number }[];
}

/** Answer of `v2h_planner/compare_storm`. */
export interface StormOutlook {
  /** One is expected or here; otherwise it is supposed. */
  expected: boolean;
  by: string;
  more_yen: number;
}

/** Answer of `v2h_planner/compare_modes`. */
export interface ModeOutlook {
  mode: Mode;
  /** Over the next 24 h, energy left at the end counted. */
  cost_yen: number;
  co2_kg: number;
  backup_h: number | null;
}
