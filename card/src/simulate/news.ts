/** What the integration tells of simulations, kept up to date while a card that shows them is on the page. */

import type { ReactiveController, ReactiveControllerHost } from "lit";
import type { Hass } from "../hass";

export interface Tariff {
  key: string;
  name: string;
  linked: boolean;
  /** What a person must add to it: rows of prices, or what comes on top of the market's. */
  asks: "bands" | "adders" | null;
  source: string;
  as_of: string;
}

export interface Progress {
  began: string;
  percent: number;
  case: string;
  seconds_left: number | null;
}

export interface MonthRow {
  month: string;
  days: number;
  cost_yen: number;
  import_kwh: number;
  export_kwh: number;
  co2_kg: number;
}

export interface CaseRow {
  scenario: string;
  name: string;
  driver: string;
  driver_name: string;
  total: MonthRow;
  months: MonthRow[];
  worst_month: { month: string; cost_yen: number } | null;
  worst_day: { day: string; cost_yen: number } | null;
  peak_kw: number;
  peak_without_battery_kw: number;
  peak_at: string | null;
  road_kwh: number;
  source: string;
  as_of: string | null;
}

export interface Answer {
  made_at: string;
  seconds: number;
  first: string;
  last: string;
  days: number;
  answer: string;
  findings: string[];
  notes: string[];
  cases: CaseRow[];
}

/** The first message holds everything, later ones what has changed. `failed`: why there is no result, a key of `exceptions`. */
export interface News {
  may_control: boolean;
  tariffs: Tariff[];
  progress: Progress | null;
  result: Answer | null;
  failed: string | null;
}

/** After this long a subscription that ended is tried again, ms. */
const AGAIN_MS = 5_000;

export class Simulations implements ReactiveController {
  news: Partial<News> = {};
  private key = "";
  private hass: Hass | undefined;
  private entryId: string | undefined;
  private stop: Promise<(() => Promise<void>) | undefined> | undefined;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly host: ReactiveControllerHost) {
    host.addController(this);
  }

  /** Follow this home from now on; cheap when nothing changed. */
  follow(hass: Hass, entryId: string | undefined): void {
    const key = `${hass.language} ${entryId ?? ""}`;
    if (key === this.key && hass.connection === this.hass?.connection) return;
    this.close();
    [this.key, this.hass, this.entryId] = [key, hass, entryId];
    this.news = {};
    this.open();
  }

  hostConnected(): void {
    if (this.hass && !this.stop) this.open();
  }

  hostDisconnected(): void {
    this.close();
  }

  private open(): void {
    const { hass, entryId } = this;
    if (!hass) return;
    clearTimeout(this.timer);
    this.stop = hass.connection
      .subscribeMessage<Partial<News> & { gone?: true }>((message) => this.take(message), {
        type: "v2h_planner/simulation",
        language: hass.language.startsWith("ja") ? "ja" : "en",
        ...(entryId === undefined ? {} : { entry_id: entryId }),
      })
      .catch(() => {
        this.again();
        return undefined;
      });
  }

  private take(message: Partial<News> & { gone?: true }): void {
    if (message.gone) {
      this.news = { ...this.news, progress: null, result: null };
      this.again();
    } else {
      this.news = { ...this.news, ...message };
    }
    this.host.requestUpdate();
  }

  private again(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      if (this.stop) this.open();
    }, AGAIN_MS);
  }

  private close(): void {
    clearTimeout(this.timer);
    const stop = this.stop;
    this.stop = undefined;
    void stop?.then((unsubscribe) => unsubscribe?.().catch(() => undefined));
  }
}
