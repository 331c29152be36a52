/** What a trip is called and what it would change, as sentences. */

import type { Plan, Preview, StorageFacts, Trip } from "../face";
import type { Formats } from "../format";

/** Less than this nobody pays for, yen and kWh. */
const TRIFLE_YEN = 0.5;
const TRIFLE_KWH = 0.1;
const REACHED = 0.5;

function dayWord(at: number, now: number, formats: Formats): string {
  const days = formats.dayNumber(at) - formats.dayNumber(now);
  if (days === 0) return formats.words("card_today");
  if (days === 1) return formats.words("card_tomorrow");
  return days > 1 && days < 7 ? formats.dayName(at) : formats.day(at);
}

/** "Tomorrow 7:00–10:30", or with the day of the return where that is another one. */
export function spanOf(leave: number, back: number, now: number, formats: Formats): string {
  const { words } = formats;
  const from = words("card_day_and_time", { day: dayWord(leave, now, formats), time: formats.time(leave) });
  const sameDay = formats.dayNumber(leave) === formats.dayNumber(back);
  const to = sameDay
    ? formats.time(back)
    : words("card_day_and_time", { day: dayWord(back, now, formats), time: formats.time(back) });
  return words("card_from_to", { start: from, end: to });
}

/** Which day a date is, beside its field. */
export function dayOf(at: number, now: number, formats: Formats): string {
  return Number.isNaN(at) ? "" : dayWord(at, now, formats);
}

/** How far a trip goes: in km where the car's consumption is known. */
export function distance(energyKwh: number, storage: StorageFacts | undefined, formats: Formats): string {
  const perKwh = storage?.km_per_kwh ?? null;
  return perKwh === null ? formats.kwh(energyKwh) : `${formats.number(energyKwh * perKwh)} km`;
}

/** kWh that go into a storage before a time. */
function chargedBefore(plan: Plan, storageId: string, until: number): number {
  return plan.slots.reduce((sum, slot) => {
    const start = Date.parse(slot.start);
    const hours = (Math.min(Date.parse(slot.end), until) - start) / 3_600_000;
    return hours <= 0 ? sum : sum + (slot.storages[storageId]?.charge ?? 0) * hours;
  }, 0);
}

export interface Effect {
  /** What it costs, in a sentence. */
  yen: string;
  /** What changes until the departure. */
  energy: string;
  /** What cannot be; empty where all can. */
  short: string;
}

export interface Asked {
  storageId: string;
  leave: number;
  soc: number;
  /** A trip that was not there before costs something as a whole. */
  added: boolean;
}

/** Return what a preview says about a trip; null where the trip begins after the plan ends. */
export function effectOf(preview: Preview, before: Plan | null, asked: Asked, formats: Formats): Effect | null {
  const { words } = formats;
  const last = preview.plan.slots.at(-1);
  if (!last || Date.parse(last.end) <= asked.leave) return null;
  const { more_yen: more, reached_soc: reached } = preview;
  const way = Math.abs(more) < TRIFLE_YEN ? "same" : more > 0 ? "more" : "less";
  const yen = formats.yen(Math.abs(more));
  const what = asked.added ? "card_trip_added" : "card_trip_changed";
  const short =
    reached !== null && reached < asked.soc - REACHED
      ? words("card_trip_short", {
          time: formats.when(asked.leave, Date.now()),
          soc: formats.percent(reached),
          target: formats.percent(asked.soc),
        })
      : "";
  return { yen: words(`${what}_${way}`, { yen }), energy: energyWords(preview, before, asked, formats), short };
}

function energyWords(preview: Preview, before: Plan | null, asked: Asked, formats: Formats): string {
  if (!before) return "";
  const first = preview.plan.slots[0];
  const start = first ? Date.parse(first.start) : -Infinity;
  const old = { ...before, slots: before.slots.filter((slot) => Date.parse(slot.start) >= start) };
  const more =
    chargedBefore(preview.plan, asked.storageId, asked.leave) - chargedBefore(old, asked.storageId, asked.leave);
  if (Math.abs(more) < TRIFLE_KWH) return "";
  return formats.words(more > 0 ? "card_trip_charge_more" : "card_trip_charge_less", {
    energy: formats.kwh(Math.abs(more)),
  });
}

/** The second line of a trip in the strip. */
export function statusOf(trip: Trip, formats: Formats, now = Date.now()): { text: string; tone: "good" | "bad" | "plain" } {
  const { words } = formats;
  if (trip.skipped) return { text: words("card_trip_skipped"), tone: "plain" };
  if (Date.parse(trip.leave) <= now) return { text: words("card_trip_under_way"), tone: "plain" };
  if (trip.enough === true) return { text: words("card_trip_enough"), tone: "good" };
  if (trip.enough === false) {
    return { text: words("card_trip_only", { soc: formats.percent(trip.planned_soc) }), tone: "bad" };
  }
  return { text: words(`card_trip_${trip.kind}`), tone: "plain" };
}
