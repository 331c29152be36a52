/** A trip while it is being entered: the home's wall clock, kWh behind km, and what is wrong with it. */

import type { TripEntry } from "../actions";
import type { StorageFacts, Trip } from "../face";
import { atWall, wallAt } from "../home-time";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Of the capacity, where nobody has said how far it goes; the integration takes the same. */
const UNKNOWN_SHARE = 0.25;
/** Percent above what a trip needs. */
const MARGIN_SOC = 10;

export interface Draft {
  storageId: string;
  leaveDate: string;
  leaveTime: string;
  backDate: string;
  backTime: string;
  energyKwh: number;
  soc: number;
}

/** What a trip needs at its departure so that the car comes back with its min SOC, percent. */
export function neededSoc(storage: StorageFacts, energyKwh: number): number {
  return Math.min(100, storage.min_soc + (100 * energyKwh) / storage.capacity_kwh);
}

/** The target where none was chosen: what is needed and some more, on the slider's steps of five. */
export function usualSoc(storage: StorageFacts, energyKwh: number): number {
  return Math.min(100, Math.ceil((neededSoc(storage, energyKwh) + MARGIN_SOC) / 5) * 5);
}

export function draftOf(trip: Trip, storage: StorageFacts, zone: string): Draft {
  const leave = wallAt(Date.parse(trip.leave), zone);
  const back = wallAt(Date.parse(trip.back), zone);
  return {
    storageId: trip.storage_id,
    leaveDate: leave.date,
    leaveTime: leave.time,
    backDate: back.date,
    backTime: back.time,
    energyKwh: trip.energy_kwh,
    soc: Math.round(trip.soc ?? usualSoc(storage, trip.energy_kwh)),
  };
}

/** A new trip begins as a day out tomorrow. */
export function newDraft(storage: StorageFacts, now: number, zone: string): Draft {
  const { date } = wallAt(now + DAY_MS, zone);
  const energyKwh = Math.round(storage.capacity_kwh * UNKNOWN_SHARE);
  const soc = usualSoc(storage, energyKwh);
  return {
    storageId: storage.id, leaveDate: date, leaveTime: "08:00", backDate: date, backTime: "18:00", energyKwh, soc,
  };
}

export function leaveOf(draft: Draft, zone: string): number {
  return atWall(draft.leaveDate, draft.leaveTime, zone);
}

export function backOf(draft: Draft, zone: string): number {
  return atWall(draft.backDate, draft.backTime, zone);
}

/** Move the departure; the car stays away as long as before. */
export function withLeave(draft: Draft, change: Partial<Draft>, zone: string): Draft {
  const moved = { ...draft, ...change };
  const away = backOf(draft, zone) - leaveOf(draft, zone);
  const leave = leaveOf(moved, zone);
  if (Number.isNaN(leave) || Number.isNaN(away)) return moved;
  const back = wallAt(leave + away, zone);
  return { ...moved, backDate: back.date, backTime: back.time };
}

/** Key of the words for what is wrong; null where all is well. */
export function mistake(draft: Draft, storage: StorageFacts, now: number, zone: string): string | null {
  const leave = leaveOf(draft, zone);
  const back = backOf(draft, zone);
  if (Number.isNaN(leave) || Number.isNaN(back)) return "card_trip_no_time";
  if (leave <= now) return "card_trip_over";
  if (back <= leave) return "card_trip_back_first";
  if (!(draft.energyKwh >= 0)) return "card_trip_no_energy";
  return draft.energyKwh > storage.capacity_kwh ? "card_trip_too_far" : null;
}

export function entryOf(draft: Draft, zone: string): TripEntry {
  return {
    leave: new Date(leaveOf(draft, zone)).toISOString(),
    back: new Date(backOf(draft, zone)).toISOString(),
    soc: draft.soc,
    // What was worked out of km has a long tail.
    energy_kwh: Math.round(draft.energyKwh * 100) / 100,
  };
}
