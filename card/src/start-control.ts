/** Asks before control is switched on: it moves hardware. Names each unit, what it is told first and what it is left in. */

import { LitElement, css, html, nothing, type TemplateResult } from "lit";
import { property, query, state } from "lit/decorators.js";
import { Actions, perform } from "./actions";
import { buttons } from "./buttons";
import { define } from "./define";
import type { HomeFacts, Now, StorageFacts } from "./face";
import { formatsOf } from "./format";
import type { Hass } from "./hass";
import "./sheet";
import type { V2hSheet } from "./sheet";
import { wordsOf, type Words } from "./words";

/** What a unit is left in when control ends, as a word. */
export function safeState(safe: StorageFacts["safe"] | undefined, words: Words): string | undefined {
  if (!safe) return undefined;
  return words(safe === "automatic" || safe === "leave" ? `card_safe_${safe}` : `action_${safe}`);
}

export class V2hStartControl extends LitElement {
  static override styles = [
    buttons,
    css`
      p {
        margin: 0 0 12px;
      }
      ul {
        list-style: none;
        margin: 0 0 12px;
        padding: 0;
        border-top: 1px solid var(--v2h-line);
      }
      li {
        padding: 10px 0;
        border-bottom: 1px solid var(--v2h-line);
      }
      strong {
        display: block;
        font-weight: 600;
      }
      li span {
        display: block;
        color: var(--v2h-second);
        font-size: 15px;
      }
      .foot {
        justify-content: flex-end;
      }
    `,
  ];

  @property({ attribute: false }) hass!: Hass;
  @property({ attribute: false }) home!: HomeFacts;
  @property({ attribute: false }) now!: Now;
  @state() private busy = false;
  @query("v2h-sheet") private readonly sheet!: V2hSheet;

  private async start(): Promise<void> {
    const formats = formatsOf(this.hass.locale, this.hass.language, this.home.time_zone);
    const deed = new Actions(this.hass, this.home, this.now, formats).control(true);
    if (!deed || this.busy) return;
    this.busy = true;
    await perform(this, deed, this.hass, formats.words);
    this.busy = false;
    this.sheet.close();
  }

  private readonly closed = (): void => {
    this.dispatchEvent(new CustomEvent("v2h-closed"));
  };

  private unit(storage: StorageFacts, words: Words): TemplateResult | typeof nothing {
    const state = this.now.storages.find((one) => one.id === storage.id);
    if (!state) return nothing;
    if (state.standing === "no_orders") {
      return html`<li><strong>${storage.name}</strong><span>${words("card_start_no_orders")}</span></li>`;
    }
    const first = words("card_start_first", { action: words(`action_${state.action}`) });
    const safe = safeState(storage.safe, words);
    return html`<li>
      <strong>${storage.name}</strong>
      <span>${state.action === "away" ? words("card_start_away") : first}</span>
      ${safe ? html`<span>${words("card_start_safe", { state: safe })}</span>` : nothing}
    </li>`;
  }

  protected override render(): TemplateResult {
    const words = wordsOf(this.hass.language);
    return html`<v2h-sheet heading=${words("card_start_title")} close-label=${words("card_close")} @v2h-closed=${this.closed}>
      <p>${words("card_start_text")}</p>
      <ul>
        ${this.home.storages.map((storage) => this.unit(storage, words))}
      </ul>
      <div slot="foot" class="foot">
        <button type="button" class="text" @click=${() => this.sheet.close()}>${words("card_not_now")}</button>
        <button type="button" class="primary" ?disabled=${this.busy} @click=${() => void this.start()}>
          ${words("card_start_control")}
        </button>
      </div>
    </v2h-sheet>`;
  }
}

define("v2h-start-control", V2hStartControl);
