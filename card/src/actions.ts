/**
 * What a person can do on a card: every deed by Home Assistant's own actions, with what takes it back.
 *
 * A deed that cannot be done (an entity is gone, the user may not) does not exist: its button is left out.
 */

import type { Evening, Face, HomeFacts, Mode, Now, Offer, StorageFacts, Trip } from "./face";
import type { Formats } from "./format";
import type { Hass } from "./hass";
import type { Words } from "./words";

const DOMAIN = "v2h_planner";

export type Undo = () => Promise<void>;

export interface Deed {
  /** What is said when it is done. */
  done: string;
  /** Does it, and returns what takes it back where something does. */
  run: () => Promise<Undo | undefined>;
}

/** A face of which enough is there to do something. */
export type Known = Partial<Face> & { home: HomeFacts; now: Now };

/** What is said after a deed; `undo` where it can be taken back. */
export interface Said {
  text: string;
  failed?: boolean;
  undo?: Undo;
}

/** A trip as a person enters it. */
export interface TripEntry {
  leave: string;
  back: string;
  soc: number;
  energy_kwh: number;
}

declare global {
  interface HTMLElementEventMap {
    "v2h-said": CustomEvent<Said>;
  }
}

export function say(from: HTMLElement, said: Said): void {
  from.dispatchEvent(new CustomEvent("v2h-said", { detail: said, bubbles: true, composed: true }));
}

/** Do it and say so, or why not; return whether it was done. */
export async function perform(from: HTMLElement, deed: Deed, hass: Hass, words: Words): Promise<boolean> {
  try {
    const undo = await deed.run();
    say(from, { text: deed.done, ...(undo ? { undo } : {}) });
    return true;
  } catch (error) {
    say(from, { text: await refusal(error, hass, words), failed: true });
    return false;
  }
}

interface Refused {
  code?: unknown;
  message?: unknown;
  translation_domain?: string | null;
  translation_key?: string | null;
  translation_placeholders?: Record<string, string> | null;
}

/** Return what Home Assistant says is wrong, in the reader's language where it has that. */
export async function refusal(error: unknown, hass: Hass, words: Words): Promise<string> {
  const refused: Refused = error !== null && typeof error === "object" ? error : {};
  // The library rejects with a number when the connection is lost (3).
  if (typeof error === "number" || refused.code === 3) return words("card_refused_offline");
  // Called as an action, Home Assistant tells it in the message alone.
  if (refused.code === "unauthorized" || refused.message === "Unauthorized") return words("card_refused_rights");
  const { translation_domain: domain, translation_key: key } = refused;
  if (domain && key && hass.loadBackendTranslation) {
    const texts = await hass.loadBackendTranslation("exceptions", domain).catch(() => undefined);
    const text = texts?.(`component.${domain}.exceptions.${key}.message`, refused.translation_placeholders ?? {});
    if (text) return text;
  }
  const message = typeof refused.message === "string" ? refused.message.replace(/^Validation error: /, "") : "";
  return message || words("card_refused");
}

/** The deeds of one home, as it is now and as far as this user may. */
export class Actions {
  private readonly words: Words;

  constructor(
    private readonly hass: Hass,
    private readonly home: HomeFacts,
    private readonly now: Now | undefined,
    private readonly formats: Formats,
  ) {
    this.words = formats.words;
  }

  /** Pick a mode. In a storm it takes the mode's place, and undoing heeds the storm again. */
  pickMode(mode: Mode): Deed | undefined {
    const entity = this.entity(this.home.entities["mode"]);
    const now = this.now;
    if (!entity || !now) return undefined;
    const pick = (option: Mode) => this.call("select", "select_option", { option }, entity);
    const text = now.former_mode === null ? "card_did_mode" : "card_did_mode_in_storm";
    return this.deed(this.onlyPlanned(this.words(text, { mode: this.words(`mode_${mode}`) })), async () => {
      await pick(mode);
      return async () => {
        await pick(now.former_mode ?? now.mode);
        if (now.former_mode !== null) await this.act("heed_storm");
      };
    });
  }

  control(on: boolean): Deed | undefined {
    const entity = this.entity(this.home.entities["control"]);
    if (!entity) return undefined;
    const turn = (to: boolean) => this.call("switch", to ? "turn_on" : "turn_off", {}, entity);
    return this.deed(this.words(on ? "card_did_control_on" : "card_did_control_off"), async () => {
      await turn(on);
      return () => turn(!on);
    });
  }

  /** Charge at full power from now on; not in a dry run or an outage, where nothing would charge. */
  chargeNow(storageId: string): Deed | undefined {
    const storage = this.storage(storageId);
    const entity = this.entity(storage?.entities["charge_now"]);
    const state = this.stateOf(storageId);
    if (!storage || !entity || !state) return undefined;
    if (state.standing === "dry_run" || state.standing === "no_orders" || this.now?.outage) return undefined;
    const way = state.plugged === false ? "_unplugged" : state.standing === "commanded" ? "" : `_${state.standing}`;
    const soc = this.formats.percent(chargedTo(storage, state.soc));
    return this.deed(this.words(`card_did_charge${way}`, { name: storage.name, soc }), async () => {
      await this.press(entity);
      return async () => {
        await this.stopCharge(storage);
        if (state.standing === "paused") await this.pauseAgain(storage, state.standing_until);
      };
    });
  }

  cancelCharge(storageId: string): Deed | undefined {
    const storage = this.storage(storageId);
    const again = this.entity(storage?.entities["charge_now"]);
    if (!storage || !this.entity(storage.entities["cancel_charge_now"] ?? again)) return undefined;
    return this.deed(this.words("card_did_cancel_charge", { name: storage.name }), async () => {
      await this.stopCharge(storage);
      return again ? () => this.press(again) : undefined;
    });
  }

  /** Let a unit stand by; not in an outage or a storm in force, where the house needs it. */
  pause(storageId: string, until: string | null): Deed | undefined {
    const storage = this.storage(storageId);
    const state = this.stateOf(storageId);
    const device = storage?.device_id;
    if (!storage || !device || !state || !this.home.may_control) return undefined;
    if (!this.mayPause() || state.standing === "no_orders") return undefined;
    const text = until === null ? "card_did_pause_open" : "card_did_pause";
    const end = until === null ? "" : this.formats.when(Date.parse(until), Date.now());
    const values = { name: storage.name, until: end };
    return this.deed(this.onlyPlanned(this.words(text, values)), async () => {
      await this.act("pause", { device_id: device, ...(until === null ? {} : { until }) });
      return () => this.act("resume", { device_id: device });
    });
  }

  resume(storageId: string): Deed | undefined {
    const storage = this.storage(storageId);
    const device = storage?.device_id;
    const until = this.stateOf(storageId)?.standing_until ?? null;
    if (!storage || !device || !this.home.may_control) return undefined;
    return this.deed(this.onlyPlanned(this.words("card_did_resume", { name: storage.name })), async () => {
      await this.act("resume", { device_id: device });
      return () => this.pauseAgain(storage, until);
    });
  }

  /** Command a unit again that a person has changed by hand; nothing takes that back but hands. */
  takeBack(storageId: string): Deed | undefined {
    const storage = this.storage(storageId);
    const device = storage?.device_id;
    if (!storage || !device || !this.home.may_control) return undefined;
    return this.deed(this.words("card_did_take_back", { name: storage.name }), async () => {
      await this.act("resume", { device_id: device });
      return undefined;
    });
  }

  ignoreStorm(): Deed | undefined {
    return this.storm("ignore_storm", "heed_storm");
  }

  heedStorm(): Deed | undefined {
    return this.storm("heed_storm", "ignore_storm");
  }

  replan(): Deed | undefined {
    // The button is off in a new home; to update any entity of the home is to plan again.
    const button = this.entity(this.home.entities["replan"]);
    const mode = this.entity(this.home.entities["mode"]);
    if (!button && !mode) return undefined;
    return this.deed(this.words("card_did_replan"), async () => {
      if (button) await this.press(button);
      else if (mode) await this.call("homeassistant", "update_entity", {}, mode);
      return undefined;
    });
  }

  /** What a banner offers; repairs are a link, and switching control on asks first. */
  offer(offer: Exclude<Offer, "repairs">, storageId: string | null): Deed | undefined {
    switch (offer) {
      case "ignore_storm":
        return this.ignoreStorm();
      case "heed_storm":
        return this.heedStorm();
      case "take_back":
        return storageId === null ? undefined : this.takeBack(storageId);
      case "resume":
        return storageId === null ? undefined : this.resume(storageId);
      case "control_on":
        return this.control(true);
      case "replan":
        return this.replan();
    }
  }

  /** Say what a car does on the day that is asked about. */
  answerEvening(asked: Evening, answer: string, told: Record<string, unknown> = {}): Deed | undefined {
    const device = this.storage(asked.storage_id)?.device_id;
    if (!device || !this.home.may_control) return undefined;
    const say = (what: string, more: Record<string, unknown> = {}) =>
      this.act("answer_evening_question", { device_id: device, day: asked.day, answer: what, ...more });
    return this.deed(this.onlyPlanned(this.words("card_did_evening")), async () => {
      await say(answer, told);
      return () => say("undo");
    });
  }

  addTrip(storageId: string, trip: TripEntry): Deed | undefined {
    const device = this.storage(storageId)?.device_id;
    if (!device || !this.home.may_control) return undefined;
    return this.deed(this.words("card_did_add_trip"), async () => {
      const tripId = await this.plan(device, trip);
      return tripId === undefined ? undefined : () => this.act("cancel_trip", { trip_id: tripId });
    });
  }

  /** Change an announced trip, or a weekly one this time. */
  changeTrip(trip: Trip, to: TripEntry): Deed | undefined {
    if (!this.home.may_control || trip.kind === "learned" || trip.kind === "calendar") return undefined;
    const change = (entry: Partial<TripEntry>) => this.act("change_trip", { trip_id: trip.id, ...entry });
    return this.deed(this.words("card_did_change_trip"), async () => {
      await change(to);
      // A weekly one goes back to what its table has, one that was changed before to what it was then.
      return () => (trip.kind === "weekly" && !trip.changed ? this.act("unskip_trip", { trip_id: trip.id }) : change(entryOf(trip)));
    });
  }

  skipTrip(trip: Trip): Deed | undefined {
    return this.skip(trip, "skip_trip", "unskip_trip");
  }

  unskipTrip(trip: Trip): Deed | undefined {
    return this.skip(trip, "unskip_trip", "skip_trip");
  }

  cancelTrip(trip: Trip): Deed | undefined {
    const device = this.storage(trip.storage_id)?.device_id;
    if (!device || !this.home.may_control || trip.kind !== "announced") return undefined;
    return this.deed(this.words("card_did_cancel_trip"), async () => {
      await this.act("cancel_trip", { trip_id: trip.id });
      return async () => {
        await this.plan(device, entryOf(trip));
      };
    });
  }

  /** Whether the situation lets a unit rest. */
  private mayPause(): boolean {
    return this.now !== undefined && !this.now.outage && this.now.storm !== "act";
  }

  private storm(action: string, back: string): Deed | undefined {
    if (!this.home.may_control) return undefined;
    return this.deed(this.words(`card_did_${action}`), async () => {
      await this.act(action);
      return () => this.act(back);
    });
  }

  private skip(trip: Trip, action: string, back: string): Deed | undefined {
    if (!this.home.may_control || trip.kind !== "weekly") return undefined;
    return this.deed(this.words(`card_did_${action}`), async () => {
      await this.act(action, { trip_id: trip.id });
      return () => this.act(back, { trip_id: trip.id });
    });
  }

  private deed(done: string, run: Deed["run"]): Deed {
    return { done, run };
  }

  /** A dry run only plans, whatever is pressed. */
  private onlyPlanned(text: string): string {
    return this.now?.control === false ? this.words("card_did_dry_run", { text }) : text;
  }

  private storage(storageId: string): StorageFacts | undefined {
    return this.home.storages.find((storage) => storage.id === storageId);
  }

  private stateOf(storageId: string) {
    return this.now?.storages.find((storage) => storage.id === storageId);
  }

  /** The entity, if it is there and this user may use it. */
  private entity(entityId: string | undefined): string | undefined {
    if (entityId === undefined || !this.home.may_control) return undefined;
    const state = this.hass.states[entityId]?.state;
    return state === undefined || state === "unavailable" ? undefined : entityId;
  }

  private async pauseAgain(storage: StorageFacts, until: string | null): Promise<void> {
    if (storage.device_id === null) return;
    await this.act("pause", { device_id: storage.device_id, ...(until === null ? {} : { until }) });
  }

  private async stopCharge(storage: StorageFacts): Promise<void> {
    const entity = this.entity(storage.entities["cancel_charge_now"]);
    if (entity) await this.press(entity);
    else await this.act("cancel_charge_now", storage.device_id === null ? {} : { device_id: storage.device_id });
  }

  private async plan(device: string, trip: Partial<TripEntry>): Promise<string | undefined> {
    const data = { config_entry_id: this.home.entry_id, device_id: device, ...trip };
    const answer = await this.hass.callService(DOMAIN, "plan_trip", data, undefined, false, true);
    const response = (answer as { response?: { trip_id?: string } } | undefined)?.response;
    return response?.trip_id;
  }

  private async press(entity: string): Promise<void> {
    await this.call("button", "press", {}, entity);
  }

  private async act(action: string, data: Record<string, unknown> = {}): Promise<void> {
    await this.hass.callService(DOMAIN, action, { config_entry_id: this.home.entry_id, ...data }, undefined, false);
  }

  private async call(domain: string, action: string, data: Record<string, unknown>, entity: string): Promise<void> {
    await this.hass.callService(domain, action, data, { entity_id: entity }, false);
  }
}

/** How far *Charge now* goes, percent: to the usual end, from there to full. */
function chargedTo(storage: StorageFacts, soc: number | null): number {
  return soc === null || soc < storage.max_soc - 1 ? storage.max_soc : 100;
}

/** Return what a person would have entered for a trip. */
function entryOf(trip: Trip): Partial<TripEntry> {
  const { leave, back, soc, energy_kwh } = trip;
  return { leave, back, energy_kwh, ...(soc === null ? {} : { soc }) };
}
