/** The card of a home: tonight's plan at a glance. */

import { html, nothing, type TemplateResult } from "lit";
import { guard } from "lit/directives/guard.js";
import "./banners";
import { belowStyle } from "./below-style";
import { cardStyle } from "./card-style";
import { change } from "./changes";
import { cellsOf, indexAt, isAssumed, type Cell } from "./chart/cells";
import "./chart/plan-chart";
import "./chips";
import type { Selection } from "./chart/plan-chart";
import { runsOf, type Run } from "./chart/runs";
import { hollowUntil } from "./chart/scene";
import { define, offer } from "./define";
import type { Face, HomeFacts, Now, Plan, StorageFacts, StorageNow } from "./face";
import "./evening";
import { figure, head, outage, readings, type HeadOf } from "./head";
import { HomeCard } from "./home-card";
import { planTable } from "./plan-table";
import { slotPanel, spoken } from "./slot-panel";
import { stepList, stepsOf } from "./steps";
import { colours } from "./theme";
import "./toast";
import "./trips/strip";

/** How long a changed plan is spoken of, ms. */
const CHANGED_MS = 10_000;
const HOUR_MS = 3_600_000;

type Whole = Partial<Face> & { home: HomeFacts; now: Now };

export class PlanCard extends HomeCard {
  static override styles = [colours, cardStyle, belowStyle];

  /** The storage whose tab is open. */
  private chosen: string | undefined;
  /** Start of the half hour that is held, and of the one under the pointer, ms. */
  private held: number | null = null;
  private hovered: number | null = null;
  private cells: Cell[] = [];
  private runs: Run[] = [];
  private drawnOf: readonly unknown[] = [];
  private shownPlan: Plan | undefined;
  private settledOf: Partial<Face> | undefined;
  private settledFace: Whole | undefined;
  private changed = "";
  private changedTimer: ReturnType<typeof setTimeout> | undefined;
  /** Height of what stands below the picture: the panel takes the steps' place without a jump. */
  private belowPx = 0;

  getCardSize(): number {
    return 10;
  }

  getGridOptions(): Record<string, number | string> {
    return { columns: 12, min_columns: 6, rows: "auto" };
  }

  override disconnectedCallback(): void {
    clearTimeout(this.changedTimer);
    super.disconnectedCallback();
  }

  private get storage(): { facts: StorageFacts; storage: StorageNow } | undefined {
    const { home, now } = this.face;
    const facts = home?.storages.find((item) => item.id === this.chosen) ?? home?.storages[0];
    const storage = now?.storages.find((item) => item.id === facts?.id);
    return facts && storage ? { facts, storage } : undefined;
  }

  protected override willUpdate(): void {
    super.willUpdate();
    const { plan, past } = this.face;
    const id = this.storage?.facts.id ?? "";
    const out = this.face.now?.outage ?? false;
    const what = [plan, past, id, out];
    if (what.every((value, index) => value === this.drawnOf[index])) return;
    const before = this.runs;
    const sameStorage = this.drawnOf[2] === id;
    this.drawnOf = what;
    // Nothing can be bought in an outage, so nothing has a price.
    this.cells = cellsOf(plan && out ? { ...plan, priced: false } : (plan ?? null), past ?? []);
    this.runs = runsOf(this.cells, id);
    if (sameStorage && this.shownPlan && plan && plan.made_at !== this.shownPlan.made_at) this.tellChange(before);
    this.shownPlan = plan ?? undefined;
  }

  private tellChange(before: readonly Run[]): void {
    const text = change(before, this.runs, Date.now(), this.formats);
    if (!text) return;
    this.changed = text;
    clearTimeout(this.changedTimer);
    this.changedTimer = setTimeout(() => {
      this.changed = "";
      this.requestUpdate();
    }, CHANGED_MS);
  }

  protected override updated(): void {
    super.updated();
    const below = this.renderRoot.querySelector<HTMLElement>(".steps");
    if (below) this.belowPx = below.offsetHeight;
  }

  protected override render(): TemplateResult {
    const { home, now } = this.face;
    const { words } = this.formats;
    if (this.status === "refused") return html`<ha-card>${this.quiet(words("card_not_found"))}</ha-card>`;
    if (!home || !now) return html`<ha-card>${this.waiting(this.status === "not_loaded" ? "card_not_loaded" : "card_loading")}</ha-card>`;
    return html`<ha-card>${this.notices(home)}${this.whole(this.settled(home, now))}</ha-card>`;
  }

  /** The same object as long as nothing new was told: what is below renders only then. */
  private settled(home: HomeFacts, now: Now): Whole {
    if (this.settledOf !== this.face) this.settledFace = { ...this.face, home, now };
    this.settledOf = this.face;
    return this.settledFace ?? { ...this.face, home, now };
  }

  private quiet(text: string, button: TemplateResult | typeof nothing = nothing): TemplateResult {
    return html`<div class="quiet" role="status"><span>${text}</span>${button}</div>`;
  }

  private notices(home: HomeFacts): TemplateResult | typeof nothing {
    const { words } = this.formats;
    if (this.status === "offline") return this.quiet(words("card_offline"));
    if (this.status === "not_loaded") return this.quiet(words("card_not_loaded"));
    if (home.card === __VERSION__) return nothing;
    return this.quiet(words("card_reload_needed"), html`<button @click=${reload}>${words("card_reload")}</button>`);
  }

  /** A shape of what will be here. */
  private waiting(key: string): TemplateResult {
    const text = this.formats.words(key);
    const still = key === "card_not_loaded";
    return html`<div class="skeleton ${still ? "" : "waiting"}">
      <div role="status" class=${still ? "second" : "unseen"}>${text}</div>
      ${[44, 40, 36, 300].map((height) => html`<i style="height:${height}px"></i>`)}
    </div>`;
  }

  private whole(face: Whole): TemplateResult {
    const chosen = this.storage;
    const { hass } = this;
    const away = this.status === "offline" || this.status === "not_loaded";
    const stale = face.banners?.some((banner) => banner.kind === "old_plan");
    return html`<v2h-banners .face=${face} .hass=${hass} ?inert=${away}></v2h-banners>
      <div class=${away ? "grey" : ""}>
        ${chosen ? this.top({ face, ...chosen, at: this.at, formats: this.formats }) : nothing}
        ${hass ? html`<v2h-evening .face=${face} .hass=${hass} ?inert=${away}></v2h-evening>` : nothing}
        <div class=${stale ? "grey" : ""}>${chosen ? this.plan(face, chosen) : nothing}</div>
        ${hass ? html`<v2h-trips .face=${face} .hass=${hass} ?inert=${away}></v2h-trips>` : nothing}
      </div>
      <v2h-toast .hass=${hass}></v2h-toast>
      <div class="unseen" role="status" aria-live="polite">${this.changed}</div>`;
  }

  private top(shown: HeadOf): TemplateResult {
    const { face, facts, storage } = shown;
    const isOut = face.now.outage;
    const dry = storage.standing === "dry_run";
    // A storm's or an outage's banner says the same, larger; in a dry run the readings come first.
    const loud = dry || face.banners?.some((banner) => banner.kind === "outage" || (banner.kind === "storm" && banner.tone !== "info"));
    return html`${this.tabs(face)} ${isOut ? outage(shown) : nothing} ${dry ? readings(shown) : nothing}
      <div class="top">
        ${head(shown)} ${loud || !storage.why ? nothing : html`<p class="sentence">${storage.why}</p>`}
        <v2h-chips .face=${face} .hass=${this.hass} .storageId=${facts.id}></v2h-chips>
      </div>`;
  }

  private tabs(face: Whole): TemplateResult | typeof nothing {
    const { home, now } = face;
    if (home.storages.length < 2) return nothing;
    const chosen = this.storage?.facts.id;
    const move = (event: KeyboardEvent): void => {
      const step = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
      if (!step) return;
      const index = home.storages.findIndex((facts) => facts.id === chosen);
      const next = home.storages[(index + step + home.storages.length) % home.storages.length];
      if (next) this.choose(next.id);
      const tabs = (event.currentTarget as HTMLElement).children;
      void this.updateComplete.then(() => [...tabs].find((tab) => tab.getAttribute("aria-selected") === "true") as HTMLElement | undefined).then((tab) => tab?.focus());
    };
    return html`<div role="tablist" aria-label=${this.formats.words("card_storages")} @keydown=${move}>
      ${home.storages.map((facts) => {
        const soc = now.storages.find((item) => item.id === facts.id)?.soc ?? null;
        const selected = facts.id === chosen;
        return html`<button role="tab" aria-selected=${selected} tabindex=${selected ? 0 : -1} @click=${() => this.choose(facts.id)}>
          ${facts.name} ${this.formats.percent(soc)}
        </button>`;
      })}
    </div>`;
  }

  private choose(id: string): void {
    this.chosen = id;
    this.requestUpdate();
  }

  private plan(face: Whole, { facts, storage }: { facts: StorageFacts; storage: StorageNow }): TemplateResult {
    const { formats, at } = this;
    const { words } = formats;
    if (!face.plan) return html`<section class="plan">${this.waiting("card_making_plan")}</section>`;
    const selected = this.held ?? this.hovered;
    const cell = selected === null ? undefined : this.cells[indexAt(this.cells, selected)];
    return html`<section class="plan" aria-label=${words("card_plan_title")}>
        ${this.planHead(face, face.plan, storage)}
        <v2h-plan-chart
          .face=${face}
          .storageId=${facts.id}
          .formats=${formats}
          .at=${at}
          .selected=${cell?.start ?? null}
          .describe=${this.describe}
          @v2h-select=${this.select}
          @keydown=${this.escape}
        ></v2h-plan-chart>
        ${this.changed ? html`<p class="changed" aria-hidden="true">${this.changed}</p>` : nothing}
      </section>
      <div class="below" style="min-height:${cell ? this.belowPx : 0}px">
        ${cell
          ? slotPanel({
              cell, cells: this.cells, storages: face.home.storages, facts, at, formats,
              held: this.held !== null, close: this.close,
            })
          : html`${stepList(stepsOf(face, facts, this.runs, at, formats), at, hollowUntil(storage), formats)}
            ${isAssumed(this.cells) ? html`<p class="second">${words("card_load_assumed")}</p>` : nothing}`}
      </div>
      ${guard([face.plan, facts, formats], () => planTable(this.cells, facts, at, formats))}`;
  }

  private planHead(face: Whole, plan: Plan, storage: StorageNow): TemplateResult {
    const { words } = this.formats;
    const note = this.note(face, plan, storage);
    // Figures give way to what is odd, where there is no room for both.
    return html`<div class="plan-head">
      <h3>${words("card_plan_title")}</h3>
      <div class="facts-line">${note ?? this.cost(face, plan)}</div>
      ${note && face.banners?.length ? nothing : html`<div class="facts-line">${this.figures(face)}</div>`}
    </div>`;
  }

  /** What must be known about this plan; undefined where nothing is odd. */
  private note({ now }: Whole, plan: Plan, storage: StorageNow): string | undefined {
    const { words } = this.formats;
    if (now.outage) return words("card_plan_outage");
    if (storage.standing === "dry_run" || storage.standing === "no_orders") return words("card_plan_hollow");
    if (now.storm === "watch") return words("card_plan_mode_stays", { mode: words(`mode_${now.mode}`) });
    if (plan.degraded) return words("card_plan_degraded");
    return plan.priced ? undefined : words("card_plan_unpriced");
  }

  private cost({ home }: Whole, plan: Plan): TemplateResult {
    const { formats } = this;
    const { words } = formats;
    const last = plan.slots.at(-1);
    const hours = last ? Math.round((Date.parse(last.end) - this.at) / HOUR_MS) : 0;
    const cost = named(home.entities["planned_cost"], words("card_plan_cost", { hours }), formats.yen(plan.cost_yen));
    if (plan.mode !== "co2") return cost;
    return html`${cost}${named(undefined, words("card_co2"), `${formats.number(plan.co2_kg, 1)} kg`)}`;
  }

  private figures({ home, now }: Whole): TemplateResult {
    const { formats } = this;
    const { words } = formats;
    const about = words(now.backup_at_least ? "card_or_more" : "card_about", { span: formats.hours(now.backup_h ?? 0) });
    return html`${now.saved_today === null
      ? nothing
      : named(home.entities["saved_today"], words("card_saved_today"), formats.yen(now.saved_today))}
    ${now.backup_h === null ? nothing : named(home.entities["backup_time"], words("card_backup"), about)}
    ${home.fixed_price === null ? nothing : html`<span>${words("card_plan_fixed", { price: formats.price(home.fixed_price) })}</span>`}`;
  }

  private readonly describe = (cell: Cell): string => spoken(cell, this.storage?.facts.id ?? "", this.at, this.formats);

  private readonly select = (event: CustomEvent<Selection>): void => {
    const { start, hold, tap } = event.detail;
    if (hold) {
      // A second tap on what is held lets it go.
      this.held = tap && start === this.held ? null : start;
      this.hovered = null;
    } else if (this.held === null) this.hovered = start;
    else return;
    this.requestUpdate();
  };

  private readonly escape = (event: KeyboardEvent): void => {
    if (event.key === "Escape" && this.held !== null) this.close();
  };

  private readonly close = (): void => {
    this.held = null;
    this.hovered = null;
    this.requestUpdate();
  };
}

function named(entity: string | undefined, label: string, value: string): TemplateResult {
  return figure(entity, html`${label} <b>${value}</b>`);
}

function reload(): void {
  location.reload();
}

define("v2h-planner-card", PlanCard);
offer("v2h-planner-card", { name: "card_name", description: "card_description" }, true);
