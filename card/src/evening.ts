/** The question about tomorrow: one row for each car, only while it stands and for who may answer. */

import { LitElement, css, html, nothing, type TemplateResult } from "lit";
import { property, state } from "lit/decorators.js";
import { Actions, perform, type Deed, type Known } from "./actions";
import { buttons } from "./buttons";
import { define } from "./define";
import type { Evening } from "./face";
import { formatsOf, type Formats } from "./format";
import type { Hass } from "./hass";

type Ask = "longer" | "other_time";

export class V2hEvening extends LitElement {
  static override styles = [
    buttons,
    css`
      :host {
        display: block;
      }
      section {
        padding: 10px 14px 12px;
        border-inline-start: 5px solid var(--v2h-info-edge);
        background: var(--v2h-info-ground);
        color: var(--v2h-on-info);
      }
      p {
        margin: 0 0 8px;
        font-size: 16px;
        font-weight: 600;
        line-height: 1.45;
        overflow-wrap: anywhere;
      }
      .row,
      form {
        display: flex;
        flex-wrap: wrap;
        align-items: end;
        gap: 8px;
      }
      form {
        margin-top: 10px;
      }
      .row button {
        padding: 0 14px;
        font-size: 15px;
      }
      label {
        display: grid;
        gap: 2px;
        font-size: 14px;
      }
      input {
        font: inherit;
        font-size: 16px;
        box-sizing: border-box;
        min-height: 44px;
        width: 140px;
        padding: 0 10px;
        border: 1.5px solid currentColor;
        border-radius: 10px;
        background: var(--v2h-card);
        color: var(--v2h-text);
      }
    `,
  ];

  @property({ attribute: false }) hass!: Hass;
  @property({ attribute: false }) face!: Known;
  @state() private open: { of: string; ask: Ask } | undefined;
  @state() private busy = false;

  private get formats(): Formats {
    return formatsOf(this.hass.locale, this.hass.language, this.face.home.time_zone);
  }

  private async run(deed: Deed | undefined): Promise<void> {
    if (this.busy || !deed) return;
    this.busy = true;
    if (await perform(this, deed, this.hass, this.formats.words)) this.open = undefined;
    this.busy = false;
  }

  private answer(asked: Evening, answer: string, told: Record<string, unknown> = {}): Deed | undefined {
    return new Actions(this.hass, this.face.home, this.face.now, this.formats).answerEvening(asked, answer, told);
  }

  private toggle(of: string, ask: Ask): void {
    this.open = this.open?.of === of && this.open.ask === ask ? undefined : { of, ask };
  }

  private send(event: SubmitEvent, asked: Evening, ask: Ask): void {
    event.preventDefault();
    const told: Record<string, unknown> = {};
    for (const input of (event.target as HTMLFormElement).querySelectorAll("input")) {
      if (input.value !== "") told[input.name] = input.type === "number" ? Number(input.value) : input.value;
    }
    if (Object.keys(told).length > 0) void this.run(this.answer(asked, ask, told));
  }

  private fields(asked: Evening, ask: Ask): TemplateResult {
    const { words } = this.formats;
    const time = (name: "leave" | "back") => html`<label>
      ${words(`card_evening_${name}`)}
      <input name=${name} type="time" .value=${asked[name] ?? ""} />
    </label>`;
    return html`<form @submit=${(event: SubmitEvent) => this.send(event, asked, ask)}>
      ${ask === "longer"
        ? html`<label>
            ${words("card_evening_km")}
            <input name="distance_km" type="number" inputmode="decimal" min="0" max="3000" step="any" .value=${String(asked.km ?? "")} />
          </label>`
        : html`${time("leave")} ${time("back")}`}
      <button class="primary" ?disabled=${this.busy}>${words("card_evening_take")}</button>
      <button type="button" @click=${() => (this.open = undefined)}>${words("card_evening_cancel")}</button>
    </form>`;
  }

  private row(asked: Evening): TemplateResult {
    const { words } = this.formats;
    const ask = this.open?.of === asked.storage_id ? this.open.ask : undefined;
    const now = (answer: "usual" | "stays", style: string) => html`<button
      type="button"
      class=${style}
      ?disabled=${this.busy}
      @click=${() => void this.run(this.answer(asked, answer))}
    >
      ${words(`card_evening_${answer}`)}
    </button>`;
    const more = (what: Ask) => html`<button
      type="button"
      class="outline"
      aria-expanded=${ask === what}
      ?disabled=${this.busy}
      @click=${() => this.toggle(asked.storage_id, what)}
    >
      ${words(`card_evening_${what}`)}
    </button>`;
    return html`<section aria-label=${words("card_evening")}>
      <p>${asked.question}</p>
      <div class="row">
        ${asked.usual ? now("usual", "primary") : nothing} ${now("stays", asked.usual ? "outline" : "primary")}
        ${more("longer")} ${more("other_time")}
      </div>
      ${ask ? this.fields(asked, ask) : nothing}
    </section>`;
  }

  protected override render(): TemplateResult | typeof nothing {
    if (!this.face.home.may_control) return nothing;
    return html`${(this.face.evening ?? []).map((asked) => this.row(asked))}`;
  }
}

define("v2h-evening", V2hEvening);
