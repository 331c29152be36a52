/** The modes beside each other, with what each would cost, emit and keep for an outage over the next 24 h. */

import { LitElement, css, html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { property, query, state } from "lit/decorators.js";
import { Actions, perform } from "./actions";
import { buttons } from "./buttons";
import { define } from "./define";
import type { HomeFacts, Mode, ModeOutlook, Now, StormOutlook } from "./face";
import { formatsOf, type Formats } from "./format";
import type { Hass } from "./hass";
import { icon } from "./icons";
import "./sheet";
import type { V2hSheet } from "./sheet";

export const MODES: readonly Mode[] = ["economy", "co2", "resilience"];

/** So little is nothing more. */
const NOTHING_YEN = 0.5;

type Asked = ModeOutlook[] | "asking" | "failed";

interface Row {
  label: string;
  text: (outlook: ModeOutlook) => string;
  value: (outlook: ModeOutlook) => number | null;
  /** More of it is better, or less. */
  best: "least" | "most";
}

export class V2hModePicker extends LitElement {
  static override styles = [
    buttons,
    css`
      .grid {
        display: grid;
        grid-template-columns: repeat(3, minmax(0, 1fr));
        gap: 8px;
      }
      button {
        display: flex;
        flex-direction: column;
        align-items: stretch;
        justify-content: flex-start;
        gap: 2px;
        padding: 12px 6px 10px;
        border-radius: 14px;
        border: 1.5px solid var(--v2h-line);
        font-weight: 400;
        text-align: center;
        line-height: 1.35;
      }
      button[aria-checked="true"] {
        border-color: var(--v2h-accent);
        background: var(--v2h-info-ground);
        color: var(--v2h-on-info);
      }
      button svg {
        align-self: center;
        color: var(--v2h-accent);
      }
      .name {
        font-weight: 700;
        font-size: 16px;
        overflow-wrap: anywhere;
      }
      .is {
        font-size: 12px;
        min-height: 16px;
        color: var(--v2h-accent);
        font-weight: 600;
      }
      .figure {
        border-top: 1px solid var(--v2h-line);
        padding-top: 6px;
        margin-top: 4px;
      }
      .label {
        display: block;
        font-size: 12px;
        color: var(--v2h-second);
      }
      [aria-checked="true"] .label {
        color: inherit;
      }
      .value {
        display: block;
        font-size: 15px;
        white-space: nowrap;
      }
      .best {
        font-weight: 700;
      }
      .about {
        margin: 12px 0 0;
        font-size: 14px;
        color: var(--v2h-second);
      }
      .storm {
        display: block;
        margin-top: 4px;
      }
    `,
  ];

  @property({ attribute: false }) hass!: Hass;
  @property({ attribute: false }) home!: HomeFacts;
  @property({ attribute: false }) now!: Now;
  @state() private asked: Asked = "asking";
  /** What being ready for a storm costs, once that is known. */
  @state() private storm?: StormOutlook;
  /** Where the arrow keys stand. */
  @state() private at = 0;
  @state() private busy = false;
  @query("v2h-sheet") private readonly sheet!: V2hSheet;

  protected override willUpdate(changed: PropertyValues): void {
    if (this.hasUpdated || !changed.has("now")) return;
    this.at = Math.max(0, MODES.indexOf(this.now.mode));
    void this.ask();
  }

  private async ask(): Promise<void> {
    this.asked = "asking";
    try {
      this.asked = await this.hass.callWS<ModeOutlook[]>({
        type: "v2h_planner/compare_modes",
        entry_id: this.home.entry_id,
      });
      this.storm = await this.hass.callWS<StormOutlook>({
        type: "v2h_planner/compare_storm",
        entry_id: this.home.entry_id,
      });
    } catch {
      if (this.asked === "asking") this.asked = "failed";
    }
  }

  private readyFor({ expected, more_yen }: StormOutlook): string {
    const formats = this.formats;
    if (more_yen < NOTHING_YEN) return formats.words(expected ? "card_storm_free" : "card_storm_supposed_free");
    return formats.words(expected ? "card_storm_more" : "card_storm_supposed", { yen: formats.yen(more_yen) });
  }

  private get formats(): Formats {
    return formatsOf(this.hass.locale, this.hass.language, this.home.time_zone);
  }

  private async pick(mode: Mode): Promise<void> {
    const deed = new Actions(this.hass, this.home, this.now, this.formats).pickMode(mode);
    if (!deed || this.busy) return;
    this.busy = true;
    if (mode !== this.now.mode) await perform(this, deed, this.hass, this.formats.words);
    this.busy = false;
    this.sheet.close();
  }

  private readonly move = (event: KeyboardEvent): void => {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    this.at = (this.at + step + MODES.length) % MODES.length;
    void this.updateComplete.then(() => {
      this.renderRoot.querySelectorAll<HTMLElement>("[role='radio']")[this.at]?.focus();
    });
  };

  private rows(): Row[] {
    const formats = this.formats;
    const words = formats.words;
    return [
      {
        label: words("card_mode_cost"),
        text: (one) => formats.yen(one.cost_yen),
        value: (one) => one.cost_yen,
        best: "least",
      },
      {
        label: words("card_mode_co2"),
        text: (one) => `${formats.number(one.co2_kg, 1)} kg`,
        value: (one) => one.co2_kg,
        best: "least",
      },
      {
        label: words("card_mode_backup"),
        text: (one) => (one.backup_h === null ? "–" : formats.hours(one.backup_h)),
        value: (one) => one.backup_h,
        best: "most",
      },
    ];
  }

  private figures(mode: Mode, row: Row): TemplateResult {
    const words = this.formats.words;
    if (this.asked === "asking") {
      return html`<span class="figure"><span class="label">${row.label}</span><span class="value">…</span></span>`;
    }
    const all = this.asked === "failed" ? [] : this.asked;
    const mine = all.find((one) => one.mode === mode);
    const best = mine !== undefined && isBest(row, mine, all);
    return html`<span class="figure">
      <span class="label">${row.label}</span>
      <span class="value ${best ? "best" : ""}">${mine ? row.text(mine) : "–"}</span>
      ${best ? html`<span class="hidden">${words(`card_mode_${row.best}`)}</span>` : nothing}
    </span>`;
  }

  protected override render(): TemplateResult {
    const words = this.formats.words;
    const rows = this.rows();
    const about = { asking: "card_calculating", failed: "card_cannot_calculate" };
    return html`<v2h-sheet
      heading=${words("card_mode_title")}
      close-label=${words("card_close")}
      @v2h-closed=${() => this.dispatchEvent(new CustomEvent("v2h-closed"))}
    >
      <div class="grid" role="radiogroup" aria-label=${words("card_mode_title")} @keydown=${this.move}>
        ${MODES.map(
          (mode, index) => html`<button
            type="button"
            role="radio"
            aria-checked=${mode === this.now.mode ? "true" : "false"}
            tabindex=${index === this.at ? 0 : -1}
            ?disabled=${this.busy}
            @click=${() => void this.pick(mode)}
          >
            ${icon(mode, 26)}
            <span class="name">${words(`mode_${mode}`)}</span>
            <span class="is">${mode === this.now.mode ? words("card_mode_now") : nothing}</span>
            ${rows.map((row) => this.figures(mode, row))}
          </button>`,
        )}
      </div>
      <p class="about" aria-live="polite">
        ${words(typeof this.asked === "string" ? about[this.asked] : "card_mode_about")}
        ${this.storm ? html`<span class="storm">${this.readyFor(this.storm)}</span>` : nothing}
      </p>
    </v2h-sheet>`;
  }
}

/** Whether a mode is alone the best in a row. */
export function isBest(row: Pick<Row, "value" | "best">, mine: ModeOutlook, all: readonly ModeOutlook[]): boolean {
  const value = row.value(mine);
  if (value === null) return false;
  const others = all.filter((one) => one.mode !== mine.mode).map((one) => row.value(one));
  return others.every((other) => other === null || (row.best === "least" ? value < other : value > other));
}

define("v2h-mode-picker", V2hModePicker);
