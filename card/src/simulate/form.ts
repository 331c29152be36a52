/** The form of a simulation: what is to be otherwise, and over which time. */

import { LitElement, html, nothing, type TemplateResult } from "lit";
import { property, state } from "lit/decorators.js";
import { buttons } from "../buttons";
import { define } from "../define";
import type { Words } from "../words";
import { DAYS, FIRST, FLAT, OWN, askOf, type Draft } from "./ask";
import type { Tariff } from "./news";
import { style } from "./style";

type Texts = "price" | "rows" | "adders" | "exportPrice" | "batteryKwh" | "carKwh" | "carKw" | "tariff" | "days";
type Flags = "fit" | "battery" | "car" | "noV2h" | "plug";

export class V2hSimulateForm extends LitElement {
  static override styles = [buttons, style];

  @property({ attribute: false }) words: Words = (key) => key;
  @property({ attribute: false }) tariffs: readonly Tariff[] = [];
  @property({ type: Boolean }) car = true;
  @property({ type: Boolean }) allowed = false;
  @state() private draft: Draft = FIRST;

  protected override render(): TemplateResult {
    const { words, draft } = this;
    return html`<form @submit=${this.ask}>
      ${this.tariff()}
      ${this.section("fit", "card_what_if_fit", this.number("exportPrice", "card_what_if_export", 0, 200, 0.01))}
      ${this.section("battery", "card_what_if_battery", this.number("batteryKwh", "card_what_if_kwh", 1, 100, 0.1))}
      ${this.car
        ? html`${this.section(
            "car",
            "card_what_if_car",
            html`<div class="pair">
              ${this.number("carKwh", "card_what_if_kwh", 1, 300, 0.1)} ${this.number("carKw", "card_what_if_kw", 0.1, 50, 0.1)}
            </div>`,
          )}
          ${this.section("noV2h", "card_what_if_no_v2h")}`
        : nothing}
      ${this.section("plug", "card_what_if_plug")}
      <div class="wide row">
        <label
          >${words("card_what_if_days")}
          <select .value=${draft.days} @change=${this.text("days")}>
            ${DAYS.map((days) => html`<option value=${days} ?selected=${days === draft.days}>${words("card_what_if_count", { count: days })}</option>`)}
          </select></label
        >
        <button class="primary" type="submit" ?disabled=${!this.allowed}>${words("card_what_if_start")}</button>
      </div>
    </form>`;
  }

  private tariff(): TemplateResult {
    const { words, draft } = this;
    const chosen = this.tariffs.find(({ key }) => key === draft.tariff);
    const option = (value: string, name: string) => html`<option value=${value} ?selected=${value === draft.tariff}>${name}</option>`;
    return html`<fieldset class="wide">
      <label
        >${words("card_what_if_tariff")}
        <select .value=${draft.tariff} @change=${this.text("tariff")}>
          ${option("", words("card_what_if_none"))} ${option(FLAT, words("card_what_if_flat"))} ${option(OWN, words("card_what_if_bands"))}
          ${this.tariffs.filter(({ asks }) => asks !== "bands").map(({ key, name }) => option(key, name))}
        </select></label
      >
      ${draft.tariff === FLAT ? this.number("price", "card_what_if_price", 0, 200, 0.01) : nothing}
      ${draft.tariff === OWN ? this.area("rows", "card_what_if_rows") : nothing}
      ${chosen || draft.tariff === OWN ? this.area("adders", "card_what_if_adders") : nothing}
      ${chosen ? html`<span class="second">${words("card_what_if_source", { date: chosen.as_of })}</span>` : nothing}
    </fieldset>`;
  }

  private section(flag: Flags, text: string, more: TemplateResult | typeof nothing = nothing): TemplateResult {
    return html`<fieldset>
      <label class="check"><input type="checkbox" .checked=${this.draft[flag]} @change=${this.flag(flag)} />${this.words(text)}</label>
      ${this.draft[flag] ? more : nothing}
    </fieldset>`;
  }

  private number(name: Texts, text: string, min: number, max: number, step: number): TemplateResult {
    return html`<label
      >${this.words(text)}
      <input type="number" inputmode="decimal" required min=${min} max=${max} step=${step} .value=${this.draft[name]} @input=${this.text(name)}
    /></label>`;
  }

  private area(name: Texts, text: string): TemplateResult {
    return html`<label
      >${this.words(text)}
      <textarea rows="3" .value=${this.draft[name]} @input=${this.text(name)}></textarea>
    </label>`;
  }

  private text(name: Texts) {
    return (event: Event): void => {
      this.draft = { ...this.draft, [name]: (event.target as HTMLInputElement).value };
    };
  }

  private flag(name: Flags) {
    return (event: Event): void => {
      this.draft = { ...this.draft, [name]: (event.target as HTMLInputElement).checked };
    };
  }

  private readonly ask = (event: Event): void => {
    event.preventDefault();
    this.dispatchEvent(new CustomEvent("v2h-simulate", { detail: askOf(this.draft), bubbles: true, composed: true }));
  };
}

define("v2h-simulate-form", V2hSimulateForm);

declare global {
  interface HTMLElementEventMap {
    "v2h-simulate": CustomEvent<Record<string, unknown>>;
  }
}
