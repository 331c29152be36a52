/** The card of simulations on the home's own past: what is to be otherwise, how far it is, and what it came to. */

import { html, nothing, type TemplateResult } from "lit";
import { perform, refusal } from "./actions";
import { buttons } from "./buttons";
import { define, offer } from "./define";
import { HomeCard } from "./home-card";
import type { Words } from "./words";
import "./simulate/form";
import { Simulations, type Progress } from "./simulate/news";
import "./simulate/result";
import { style } from "./simulate/style";
import { colours } from "./theme";
import "./toast";

const DOMAIN = "v2h_planner";

export class SimulateCard extends HomeCard {
  static override styles = [colours, buttons, style];

  private readonly simulations = new Simulations(this);
  private failed = "";
  private failedKey: string | null = null;

  getCardSize(): number {
    return 8;
  }

  getGridOptions(): Record<string, number | string> {
    return { columns: "full", min_columns: 6, rows: "auto" };
  }

  protected override willUpdate(): void {
    super.willUpdate();
    if (this.hass && !this.isExample) this.simulations.follow(this.hass, this.config.entry_id);
    void this.explain();
  }

  protected override render(): TemplateResult {
    const { home } = this.face;
    const { hass, status } = this;
    const { words } = this.formats;
    const quiet = (key: string) => html`<ha-card><p class="quiet" role="status">${words(key)}</p></ha-card>`;
    if (status === "refused") return quiet("card_not_found");
    if (!home || !hass) return quiet(status === "not_loaded" ? "card_not_loaded" : "card_loading");
    const { progress, result, tariffs, may_control: allowed } = this.simulations.news;
    return html`<ha-card>
      <p class="second">${words("card_what_if_intro")}</p>
      ${progress
        ? this.running(progress, words)
        : html`<v2h-simulate-form
              .words=${words}
              .tariffs=${tariffs ?? []}
              .car=${home.storages.some(({ kind }) => kind !== "home_battery")}
              .allowed=${allowed === true && status === "live"}
              @v2h-simulate=${this.start}
            ></v2h-simulate-form>
            <p class="second">${words("card_what_if_slow")}</p>`}
      ${this.failed && !progress ? html`<p class="failed" role="alert">${this.failed}</p>` : nothing}
      ${result
        ? html`<v2h-simulate-result .answer=${result} .formats=${this.formats}></v2h-simulate-result>`
        : progress
          ? nothing
          : html`<p class="second" role="status">${words("card_what_if_nothing")}</p>`}
      <v2h-toast .hass=${hass}></v2h-toast>
    </ha-card>`;
  }

  private running(progress: Progress, words: Words): TemplateResult {
    const left = progress.seconds_left;
    return html`<div role="status">
      <progress max="100" .value=${progress.percent} aria-label=${progress.case}></progress>
      <div class="row">
        <span>${this.formats.percent(progress.percent)}</span><span class="second">${progress.case}</span>
        ${left === null ? nothing : html`<span class="second">${words("card_what_if_left", { time: this.span(left) })}</span>`}
        <button class="outline" type="button" @click=${this.cancel}>${words("card_what_if_cancel")}</button>
      </div>
    </div>`;
  }

  /** How long it will take still: minutes at the finest, or hours. */
  private span(seconds: number): string {
    const minutes = Math.max(1, Math.round(seconds / 60));
    return minutes < 90 ? this.formats.words("span_minutes", { count: minutes }) : this.formats.hours(seconds / 3600);
  }

  private readonly start = (event: CustomEvent<Record<string, unknown>>): void => {
    void this.act("simulate", "card_what_if_began", event.detail);
  };

  private readonly cancel = (): void => {
    void this.act("cancel_simulation", "card_what_if_cancelled");
  };

  private async act(action: string, done: string, data: Record<string, unknown> = {}): Promise<void> {
    const { hass } = this;
    const { home } = this.face;
    if (!hass || !home) return;
    const run = async (): Promise<undefined> => {
      await hass.callService(DOMAIN, action, { config_entry_id: home.entry_id, ...data }, undefined, false);
      return undefined;
    };
    await perform(this, { done: this.formats.words(done), run }, hass, this.formats.words);
  }

  /** Put into words why the last one found nothing. */
  private async explain(): Promise<void> {
    const { hass } = this;
    const key = this.simulations.news.failed ?? null;
    if (!hass || key === this.failedKey) return;
    this.failedKey = key;
    this.failed = key === null ? "" : await refusal({ translation_domain: DOMAIN, translation_key: key }, hass, this.formats.words);
    this.requestUpdate();
  }
}

define("v2h-planner-simulate-card", SimulateCard);
offer("v2h-planner-simulate-card", { name: "card_what_if_name", description: "card_what_if_description" });
