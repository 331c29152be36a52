/** Until when a unit is to rest: for an hour, until this evening, tomorrow morning, or until it is resumed. */

import { LitElement, css, html, type TemplateResult } from "lit";
import { property, query } from "lit/decorators.js";
import { Actions, perform } from "./actions";
import { buttons } from "./buttons";
import { define } from "./define";
import type { HomeFacts, Now } from "./face";
import { formatsOf, type Formats } from "./format";
import type { Hass } from "./hass";
import { atWall } from "./home-time";
import "./sheet";
import type { V2hSheet } from "./sheet";

const HOUR_MS = 3_600_000;
const EVENING = "18:00";
const MORNING = "7:00";

export interface Pause {
  /** Key of its words. */
  key: string;
  until: number | null;
}

/** What can be chosen at this moment; an evening that is near or over is left out. */
export function pauses(now: number, formats: Formats): Pause[] {
  const { year, month, day } = formats.clock(now);
  const today = new Date(Date.UTC(year, month - 1, day));
  const tomorrow = new Date(today.getTime() + 24 * HOUR_MS);
  const evening = atWall(today.toISOString().slice(0, 10), EVENING, formats.zone);
  const morning = atWall(tomorrow.toISOString().slice(0, 10), MORNING, formats.zone);
  return [
    { key: "card_pause_hour", until: now + HOUR_MS },
    ...(evening - now > HOUR_MS ? [{ key: "card_pause_evening", until: evening }] : []),
    { key: "card_pause_morning", until: morning },
    { key: "card_pause_open", until: null },
  ];
}

export class V2hPauseMenu extends LitElement {
  static override styles = [
    buttons,
    css`
      p {
        margin: 0 0 8px;
        color: var(--v2h-second);
        font-size: 15px;
      }
      button {
        width: 100%;
        justify-content: space-between;
        border-radius: 0;
        padding: 0 4px;
        min-height: 52px;
        border-top: 1px solid var(--v2h-line);
      }
      .until {
        font-weight: 400;
        color: var(--v2h-second);
      }
    `,
  ];

  @property({ attribute: false }) hass!: Hass;
  @property({ attribute: false }) home!: HomeFacts;
  @property({ attribute: false }) now!: Now;
  @property({ attribute: false }) storageId!: string;
  @query("v2h-sheet") private readonly sheet!: V2hSheet;

  private async pick(until: number | null): Promise<void> {
    const formats = formatsOf(this.hass.locale, this.hass.language, this.home.time_zone);
    const at = until === null ? null : new Date(until).toISOString();
    const deed = new Actions(this.hass, this.home, this.now, formats).pause(this.storageId, at);
    if (deed) await perform(this, deed, this.hass, formats.words);
    this.sheet.close();
  }

  protected override render(): TemplateResult {
    const formats = formatsOf(this.hass.locale, this.hass.language, this.home.time_zone);
    const words = formats.words;
    const now = Date.now();
    const name = this.home.storages.find((storage) => storage.id === this.storageId)?.name ?? "";
    return html`<v2h-sheet
      heading=${words("card_pause_title", { name })}
      close-label=${words("card_close")}
      @v2h-closed=${() => this.dispatchEvent(new CustomEvent("v2h-closed"))}
    >
      <p>${words("card_pause_text")}</p>
      ${pauses(now, formats).map(
        ({ key, until }) => html`<button type="button" @click=${() => void this.pick(until)}>
          <span>${words(key)}</span>
          <span class="until">${until === null ? "" : words("card_until", { time: formats.time(until) })}</span>
        </button>`,
      )}
    </v2h-sheet>`;
  }
}

define("v2h-pause-menu", V2hPauseMenu);
