/** Numbers, money and times as this reader writes them, at the home's clock. */

import type { Locale } from "./hass";
import { wordsOf, type Words } from "./words";

/** What Home Assistant calls a way to write numbers, as a language that writes them so. */
const NUMBERS: Record<string, string | undefined> = {
  comma_decimal: "en-US",
  decimal_comma: "de",
  space_comma: "fr",
  quote_decimal: "de-CH",
};
const HOUR_MS = 3_600_000;
const MOST_CLOCKS = 1_000;

function numbersOf(locale: Locale): { language: string | undefined; grouping: boolean } {
  if (locale.number_format === "none") return { language: "en-US", grouping: false };
  if (locale.number_format === "system") return { language: undefined, grouping: true };
  return { language: NUMBERS[locale.number_format] ?? locale.language, grouping: true };
}

function twelveHours(locale: Locale): boolean {
  if (locale.time_format === "12") return true;
  if (locale.time_format === "24") return false;
  const language = locale.time_format === "system" ? undefined : locale.language;
  return new Intl.DateTimeFormat(language, { hour: "numeric" }).resolvedOptions().hour12 ?? false;
}

/** Wall clock of the home. */
interface Clock {
  year: number;
  month: number;
  day: number;
  hour: number;
  minute: number;
}

export class Formats {
  private readonly clocks = new Map<number, Clock>();
  private readonly digits = new Map<number, Intl.NumberFormat>();
  private readonly wall: Intl.DateTimeFormat;
  private readonly date: Intl.DateTimeFormat;
  private readonly weekday: Intl.DateTimeFormat;
  private readonly twelve: Intl.DateTimeFormat | undefined;
  /** What the home's time is called, where the reader's own clock shows another; else empty. */
  readonly foreign: string;

  constructor(
    readonly locale: Locale,
    readonly zone: string,
    readonly words: Words,
  ) {
    const at = { timeZone: zone };
    this.wall = new Intl.DateTimeFormat("en-GB", {
      ...at, year: "numeric", month: "numeric", day: "numeric", hour: "numeric", minute: "numeric", hourCycle: "h23",
    });
    this.date = new Intl.DateTimeFormat(locale.language, { ...at, month: "numeric", day: "numeric" });
    this.weekday = new Intl.DateTimeFormat(locale.language, { ...at, weekday: "short" });
    this.twelve = twelveHours(locale)
      ? new Intl.DateTimeFormat(locale.language, { ...at, hour: "numeric", minute: "2-digit", hour12: true })
      : undefined;
    this.foreign = this.nameOfZone();
  }

  private nameOfZone(): string {
    const mine = Intl.DateTimeFormat().resolvedOptions().timeZone;
    if (this.locale.time_zone === "server" || mine === this.zone) return "";
    const there = new Intl.DateTimeFormat("en-GB", { timeZone: mine, dateStyle: "short", timeStyle: "short" });
    const here = new Intl.DateTimeFormat("en-GB", { timeZone: this.zone, dateStyle: "short", timeStyle: "short" });
    const now = Date.now();
    if (there.format(now) === here.format(now)) return "";
    const parts = new Intl.DateTimeFormat(this.locale.language, { timeZone: this.zone, timeZoneName: "shortGeneric" });
    return parts.formatToParts(now).find((part) => part.type === "timeZoneName")?.value ?? this.zone;
  }

  number(value: number, digits = 0): string {
    let format = this.digits.get(digits);
    if (!format) {
      const { language, grouping } = numbersOf(this.locale);
      format = new Intl.NumberFormat(language, {
        minimumFractionDigits: digits, maximumFractionDigits: digits, useGrouping: grouping,
      });
      this.digits.set(digits, format);
    }
    // No "-0": what rounds to nothing is nothing.
    return format.format(Math.abs(value) < 0.5 / 10 ** digits ? 0 : value);
  }

  kw(value: number): string {
    return `${this.number(value, 1)} kW`;
  }

  kwh(value: number): string {
    return `${this.number(value, 1)} kWh`;
  }

  percent(value: number | null): string {
    return value === null ? "–%" : `${this.number(value)}%`;
  }

  yen(value: number): string {
    return this.words("card_yen", { value: this.number(value) });
  }

  /** A unit price without its unit's kWh: 19.3 yen. */
  price(value: number): string {
    return this.words("card_yen", { value: this.number(value, 1) });
  }

  /** The home's clock. A picture asks for the same half hours again and again, and the browser answers slowly. */
  clock(at: number): Clock {
    const known = this.clocks.get(at);
    if (known) return known;
    if (this.clocks.size > MOST_CLOCKS) this.clocks.clear();
    const clock = this.read(at);
    this.clocks.set(at, clock);
    return clock;
  }

  private read(at: number): Clock {
    const found: Record<string, number> = {};
    for (const { type, value } of this.wall.formatToParts(at)) found[type] = Number(value);
    const { year = 0, month = 0, day = 0, hour = 0, minute = 0 } = found;
    return { year, month, day, hour, minute };
  }

  time(at: number): string {
    if (this.twelve) return this.twelve.format(at);
    const { hour, minute } = this.clock(at);
    return `${hour}:${String(minute).padStart(2, "0")}`;
  }

  /** A time on the axis: as short as it can be told. */
  hour(at: number): string {
    return this.twelve ? this.twelve.format(at).replace(":00", "") : this.time(at);
  }

  /** Number of the day at the home, to compare days. */
  dayNumber(at: number): number {
    const { year, month, day } = this.clock(at);
    return Math.round(Date.UTC(year, month - 1, day) / (24 * HOUR_MS));
  }

  day(at: number): string {
    return this.words("card_day", { date: this.date.format(at), weekday: this.weekday.format(at) });
  }

  dayName(at: number): string {
    return this.weekday.format(at);
  }

  /** A time as short as it is clear: 6:30 today, else with its weekday. */
  short(at: number, now: number): string {
    if (this.dayNumber(at) === this.dayNumber(now)) return this.time(at);
    return this.words("card_weekday_time", { weekday: this.dayName(at), time: this.time(at) });
  }

  /** A time as it is said: 6:30, tomorrow 6:30, Mon 6:30, or with its date where a weekday is not enough. */
  when(at: number, now: number): string {
    const days = this.dayNumber(at) - this.dayNumber(now);
    const time = this.time(at);
    if (days === 0) return time;
    if (days === 1) return this.words("card_tomorrow_time", { time });
    if (days > 1 && days < 7) return this.short(at, now);
    return this.words("card_day_time", { day: this.day(at), time });
  }

  span(start: number, end: number): string {
    return this.words("card_from_to", { start: this.time(start), end: this.time(end) });
  }

  hours(value: number): string {
    return this.words("span_hours", { count: this.number(value, value < 10 ? 1 : 0).replace(/[.,]0$/, "") });
  }
}

const known = new Map<string, Formats>();

/** The same object for the same reader and home: what is drawn with it need not be drawn again. */
export function formatsOf(locale: Locale, language: string, zone: string): Formats {
  const key = [language, locale.language, locale.number_format, locale.time_format, locale.time_zone, zone].join(" ");
  let formats = known.get(key);
  if (!formats) {
    formats = new Formats(locale, zone, wordsOf(language));
    known.set(key, formats);
  }
  return formats;
}
