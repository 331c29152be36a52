/** The small card: what it does, how full it is, what comes next; by its size with the reason and the next 24 hours. */

import { css, html, nothing, type TemplateResult } from "lit";
import { cardStyle } from "./card-style";
import { mini } from "./chart/mini";
import { chartStyle } from "./chart/style";
import { define, offer } from "./define";
import type { Face, HomeFacts, Now, StorageFacts, StorageNow } from "./face";
import { departureOf, detailOf, dot, iconOfNow, isHollow, moreInfo, verbOf } from "./head";
import { HomeCard } from "./home-card";
import { icon } from "./icons";
import { colours } from "./theme";

/** Heights of one and two rows of the grid end here, px. */
const ONE_ROW = 84;
const TWO_ROWS = 150;

const DAY_MS = 86_400_000;

interface Shown {
  face: Partial<Face> & { home: HomeFacts; now: Now };
  facts: StorageFacts;
  storage: StorageNow;
}

export class SmallCard extends HomeCard {
  static override styles = [
    chartStyle,
    colours,
    cardStyle,
    css`
      ha-card {
        border-left: 6px solid transparent;
        padding: 10px 12px 8px 8px;
        display: flex;
        flex-direction: column;
        justify-content: space-between;
        gap: 4px;
        cursor: pointer;
      }
      ha-card.everyday {
        border-left-width: var(--ha-card-border-width, 1px);
        border-left-color: var(--ha-card-border-color, var(--v2h-line));
        padding-left: 13px;
      }
      ha-card.storm {
        border-left-color: var(--v2h-warning-edge);
      }
      ha-card.outage {
        border-left-color: var(--v2h-alarm-edge);
      }
      .row {
        display: flex;
        align-items: center;
        gap: 10px;
        min-width: 0;
        width: 100%;
      }
      .verb-icon {
        width: 38px;
        height: 38px;
      }
      .verb-icon.storm {
        background: var(--v2h-warning-edge);
        color: var(--v2h-card);
      }
      .verb {
        font-size: 16px;
      }
      .verb small {
        font-size: 13.5px;
        font-weight: 400;
        margin-left: 2px;
      }
      .verb,
      .detail {
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
      }
      .detail {
        font-size: 13.5px;
      }
      .big {
        font-size: 14px;
        font-weight: 600;
        white-space: nowrap;
      }
      .big b {
        font-size: 26px;
        letter-spacing: -0.5px;
      }
      @container (max-width: 230px) {
        .row {
          gap: 7px;
        }
        .verb-icon {
          width: 32px;
          height: 32px;
        }
        .big {
          font-size: 12px;
        }
        .big b {
          font-size: 21px;
        }
      }
      .mini .storm-band {
        fill: var(--v2h-warning-edge);
        opacity: 0.15;
      }
      .mini .known,
      .mini .forecast {
        stroke-width: 1.75;
      }
      .mini text {
        fill: var(--v2h-second);
        font-size: 11.5px;
        stroke: none;
      }
      .next {
        font-size: 13.5px;
        line-height: 1.3;
        color: var(--v2h-second);
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
      }
      .why {
        font-size: 14.5px;
        margin: 0;
        display: -webkit-box;
        -webkit-line-clamp: 2;
        -webkit-box-orient: vertical;
        overflow: hidden;
      }
    `,
  ];

  private size = { width: 0, height: 0 };
  private readonly sized = new ResizeObserver(([entry]) => {
    const { width = 0, height = 0 } = entry?.contentRect ?? {};
    if (Math.abs(width - this.size.width) < 1 && Math.abs(height - this.size.height) < 1) return;
    this.size = { width, height };
    this.requestUpdate();
  });

  getCardSize(): number {
    return 2;
  }

  getGridOptions(): Record<string, number> {
    return { columns: 6, rows: 2, min_columns: 6, min_rows: 1, max_rows: 3 };
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.sized.observe(this);
  }

  override disconnectedCallback(): void {
    this.sized.disconnect();
    super.disconnectedCallback();
  }

  protected override render(): TemplateResult {
    const { words } = this.formats;
    const { home, now } = this.face;
    const facts = this.facts(home, now);
    const storage = now?.storages.find((item) => item.id === facts?.id);
    if (this.status === "refused") return html`<ha-card class="everyday"><span class="second">${words("card_not_found")}</span></ha-card>`;
    if (!home || !now || !facts || !storage) {
      const key = this.status === "not_loaded" ? "card_not_loaded" : "card_loading";
      return html`<ha-card class="everyday"><span class="second" role="status">${words(key)}</span></ha-card>`;
    }
    const kind = now.outage ? "outage" : now.storm ? "storm" : "everyday";
    const grey = this.status === "live" ? "" : "grey";
    const shown = { face: { ...this.face, home, now }, facts, storage };
    return html`<ha-card class=${kind}>
      <button class="row ${grey}" @click=${() => moreInfo(this, facts.entities["action"] ?? facts.entities["soc"])}>${this.first(shown)}</button>
      ${this.rest(shown)}
    </ha-card>`;
  }

  /** The storage that does something; else the first. */
  private facts(home: HomeFacts | undefined, now: Now | undefined): StorageFacts | undefined {
    const busy = now?.storages.find((item) => (item.power_kw ?? 0) > 0.05)?.id;
    return home?.storages.find((item) => item.id === busy) ?? home?.storages[0];
  }

  private get rows(): number {
    const { height } = this.size;
    return height === 0 ? 2 : height < ONE_ROW ? 1 : height < TWO_ROWS ? 2 : 3;
  }

  private first(shown: Shown): TemplateResult {
    const { storage } = shown;
    const { now } = shown.face;
    const { formats } = this;
    const { words } = formats;
    const out = now.outage && now.backup_h !== null;
    const tile = this.rows === 1;
    const soc = formats.percent(storage.soc);
    const word = now.outage ? words("card_small_outage") : this.word(storage, tile);
    const storm = now.storm && !now.outage;
    const [, number = "", unit = ""] = /^([\d.,]+)(.*)$/.exec(formats.hours(now.backup_h ?? 0)) ?? [];
    return html`<span class="verb-icon ${storm ? "storm" : storage.action} ${!storm && isHollow(storage) ? "hollow" : ""}"
        >${icon(storm ? "storm" : iconOfNow(storage), 24)}</span
      >
      <span class="doing">
        <div class="verb">${tile ? `${word}${dot(this.formats)}${soc}` : html`${word} <small>${words(`mode_${now.mode}`)}</small>`}</div>
        <div class="detail">${tile ? this.next(shown) : this.detail(shown)}</div>
      </span>
      ${tile ? nothing : html`<span class="big">${out ? html`<b>${number}</b>${unit}` : html`<b>${storage.soc === null ? "–" : formats.number(storage.soc)}</b>%`}</span>`}`;
  }

  private word(storage: StorageNow, short: boolean): string {
    const { words } = this.formats;
    if (storage.standing === "hands_off") return words("card_hands_short");
    if (storage.standing === "paused") return words("card_paused_word");
    return short || this.size.width < 300 ? words(`card_verb_${storage.action}`) : verbOf(storage, this.formats).word;
  }

  private detail({ face, facts, storage }: Shown): string {
    const { formats, at } = this;
    const { words } = formats;
    const { now, plan } = face;
    if (now.outage) return `${facts.name} ${formats.percent(storage.soc)}`;
    if (now.storm) {
      const onset = plan?.storm?.onset;
      if (!onset || Date.parse(onset) <= at) return words("card_small_storm_now");
      const soon = Date.parse(onset) - at < DAY_MS;
      return words("card_small_storm", { time: soon ? formats.time(Date.parse(onset)) : formats.short(Date.parse(onset), at) });
    }
    if (storage.standing === "dry_run" || storage.standing === "no_orders") return words("card_small_planned");
    const detail = detailOf(storage, at, formats);
    return detail || this.next({ face, facts, storage });
  }

  private next({ storage }: Shown): string {
    const { formats, at } = this;
    const { next } = storage;
    if (storage.standing === "hands_off" || storage.standing === "paused") return detailOf(storage, at, formats);
    if (!next) return detailOf(storage, at, formats);
    return formats.words("card_small_next", { time: formats.when(Date.parse(next.start), at), verb: formats.words(`card_verb_${next.action}`) });
  }

  private rest(shown: Shown): TemplateResult | typeof nothing {
    if (this.rows === 1) return nothing;
    const { face, facts, storage } = shown;
    const { home, now, plan = null } = face;
    const large = this.rows > 2;
    const departure = departureOf(face, facts.id, this.at, this.formats);
    const lines = (large ? [this.next(shown), departure] : [departure || this.next(shown)]).filter(Boolean).join(dot(this.formats));
    return html`${large ? html`<p class="why">${storage.why}</p>` : nothing}
      <span class="next">${lines}</span>
      ${mini({ home, now, plan }, facts.id, { width: Math.max(0, this.size.width - 28), priced: large }, this.at, this.formats)}`;
  }
}

define("v2h-planner-small-card", SmallCard);
offer("v2h-planner-small-card", { name: "card_small_name", description: "card_small_description" }, true);
