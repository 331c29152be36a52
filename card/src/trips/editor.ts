/** A trip being added or changed: while the slider moves, the plan and its price move with it. */

import { LitElement, html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { property, query, state } from "lit/decorators.js";
import { styleMap } from "lit/directives/style-map.js";
import { Actions, refusal, say, type Deed } from "../actions";
import { buttons } from "../buttons";
import { define } from "../define";
import type { HomeFacts, Now, Plan, Preview, StorageFacts, Trip } from "../face";
import { formatsOf, type Formats } from "../format";
import { navigate } from "../head";
import type { Hass } from "../hass";
import "../sheet";
import type { V2hSheet } from "../sheet";
import { lineOf, targets, yenAt } from "./curve";
import { editorStyle } from "./editor-style";
import {
  backOf, draftOf, entryOf, leaveOf, mistake, neededSoc, newDraft, usualSoc, withLeave, type Draft,
} from "./entry";
import { figure } from "./figure";
import { Previews } from "./previews";
import { dayOf, effectOf, spanOf } from "./words";

/** Keys that move the slider by five. */
const LEAPS: Record<string, number> = { PageUp: 5, PageDown: -5 };
const NEAR = 14;
const SETTINGS = "/config/integrations/integration/v2h_planner";

export class V2hTripEditor extends LitElement {
  static override styles = [buttons, editorStyle];

  @property({ attribute: false }) hass!: Hass;
  @property({ attribute: false }) home!: HomeFacts;
  @property({ attribute: false }) now!: Now;
  @property({ attribute: false }) plan: Plan | null = null;
  /** What is changed; a learned one is entered as a new trip, without one it is blank. */
  @property({ attribute: false }) trip?: Trip;
  @state() private draft!: Draft;
  @state() private refused = "";
  @state() private busy = false;
  @state() private width = 0;
  @query("v2h-sheet") private readonly sheet!: V2hSheet;
  private first!: Draft;
  private socWasChosen = false;
  private seen: ResizeObserver | undefined;

  private readonly previews = new Previews(
    this,
    (request) => this.hass.callWS<Preview>({ type: "v2h_planner/preview", ...request }),
    () => targets(this.lowest),
  );

  private get formats(): Formats {
    return formatsOf(this.hass.locale, this.hass.language, this.home.time_zone);
  }

  private get cars(): StorageFacts[] {
    return this.home.storages.filter((storage) => storage.kind !== "home_battery");
  }

  private get car(): StorageFacts {
    const car = this.cars.find((storage) => storage.id === this.draft.storageId) ?? this.cars[0];
    if (!car) throw new Error("A trip without a car");
    return car;
  }

  private get isNew(): boolean {
    return this.trip === undefined || this.trip.kind === "learned";
  }

  private get changed(): boolean {
    return JSON.stringify(this.draft) !== JSON.stringify(this.first);
  }

  private get lowest(): number {
    return Math.min(95, Math.round(this.car.min_soc));
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (this.hasUpdated || !changed.has("home")) return;
    const zone = this.home.time_zone;
    const car = this.cars.find((storage) => storage.id === this.trip?.storage_id) ?? this.cars[0];
    if (!car) return;
    this.first = this.trip ? draftOf(this.trip, car, zone) : newDraft(car, Date.now(), zone);
    this.draft = this.first;
    this.socWasChosen = this.trip !== undefined && this.trip.soc !== null;
    this.ask();
  }

  protected override firstUpdated(): void {
    const box = this.renderRoot.querySelector(".drawing");
    if (!box) return;
    this.width = box.clientWidth;
    this.seen = new ResizeObserver(() => (this.width = box.clientWidth));
    this.seen.observe(box);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.seen?.disconnect();
  }

  private change(draft: Draft): void {
    this.draft = draft;
    this.refused = "";
    this.ask();
  }

  private ask(): void {
    const zone = this.home.time_zone;
    if (mistake(this.draft, this.car, Date.now(), zone) !== null) return;
    this.previews.want({
      entry_id: this.home.entry_id,
      storage_id: this.draft.storageId,
      trip: entryOf(this.draft, zone),
      ...(this.trip && !this.isNew ? { trip_id: this.trip.id } : {}),
    });
  }

  /** Of a new trip the target follows the distance until a person chooses it. */
  private setEnergy(energyKwh: number): void {
    const soc = this.socWasChosen || !(energyKwh >= 0) ? this.draft.soc : usualSoc(this.car, energyKwh);
    this.change({ ...this.draft, energyKwh, soc });
  }

  private setSoc(soc: number): void {
    this.socWasChosen = true;
    this.change({ ...this.draft, soc: Math.min(100, Math.max(this.lowest, soc)) });
  }

  private readonly leap = (event: KeyboardEvent): void => {
    const by = LEAPS[event.key];
    if (by === undefined) return;
    event.preventDefault();
    this.setSoc(this.draft.soc + by);
  };

  private setCar(storageId: string): void {
    const car = this.cars.find((storage) => storage.id === storageId);
    if (car) this.change({ ...newDraft(car, Date.now(), this.home.time_zone), ...timesOf(this.draft), storageId });
  }

  private get actions(): Actions {
    return new Actions(this.hass, this.home, this.now, this.formats);
  }

  private async run(deed: Deed | undefined): Promise<void> {
    if (!deed || this.busy) return;
    this.busy = true;
    this.refused = "";
    try {
      const undo = await deed.run();
      this.sheet.close();
      say(this, { text: deed.done, ...(undo ? { undo } : {}) });
    } catch (error) {
      this.refused = await refusal(error, this.hass, this.formats.words);
    } finally {
      this.busy = false;
    }
  }

  private async save(): Promise<void> {
    const entry = entryOf(this.draft, this.home.time_zone);
    const { actions, trip } = this;
    await this.run(trip && !this.isNew ? actions.changeTrip(trip, entry) : actions.addTrip(this.draft.storageId, entry));
  }

  protected override render(): TemplateResult {
    const { words } = this.formats;
    const zone = this.home.time_zone;
    const wrong = mistake(this.draft, this.car, Date.now(), zone);
    const heading = this.trip
      ? words("card_trip_heading", {
          span: spanOf(leaveOf(this.first, zone), backOf(this.first, zone), Date.now(), this.formats),
        })
      : words("card_trip_new");
    return html`<v2h-sheet
      heading=${heading}
      close-label=${words("card_close")}
      ?firm=${this.changed}
      @v2h-closed=${() => this.dispatchEvent(new CustomEvent("v2h-closed"))}
    >
      ${this.fields()} ${wrong ? html`<p class="wrong" role="alert">${words(wrong)}</p>` : nothing}
      ${this.target()} ${this.effect(wrong !== null)} ${this.drawing()}
      ${this.refused ? html`<p slot="foot" class="wrong" role="alert">${this.refused}</p>` : nothing}
      <div slot="foot" class="foot">
        ${this.removal()}
        <button type="button" class="text" @click=${() => this.sheet.close()}>${words("card_trip_leave_it")}</button>
        <button
          type="button"
          class="primary"
          ?disabled=${this.busy || wrong !== null || (!this.changed && !this.isNew)}
          @click=${() => void this.save()}
        >
          ${words(this.isNew ? "card_trip_add" : "card_trip_save")}
        </button>
      </div>
    </v2h-sheet>`;
  }

  private removal(): TemplateResult | typeof nothing {
    const { words } = this.formats;
    const { trip, actions } = this;
    const deed = trip && (trip.kind === "weekly" ? actions.skipTrip(trip) : actions.cancelTrip(trip));
    if (!deed) return nothing;
    return html`<button type="button" class="danger" ?disabled=${this.busy} @click=${() => void this.run(deed)}>
      ${words(trip.kind === "weekly" ? "card_trip_skip" : "card_trip_cancel")}
    </button>`;
  }

  private fields(): TemplateResult {
    const { words } = this.formats;
    const zone = this.home.time_zone;
    const now = Date.now();
    const { draft, car } = this;
    const day = (at: number) => html`<b>${dayOf(at, now, this.formats)}</b>`;
    const value = (event: Event) => (event.target as HTMLInputElement).value;
    return html`<div class="fields">
        ${this.isNew && this.cars.length > 1
          ? html`<label for="car">${words("card_trip_car")}</label>
              <select id="car" class="wide" @change=${(event: Event) => this.setCar(value(event))}>
                ${this.cars.map((one) => html`<option value=${one.id} ?selected=${one.id === car.id}>${one.name}</option>`)}
              </select>`
          : nothing}
        <span class="label">${words("card_trip_leave")}${day(leaveOf(draft, zone))}</span>
        <input
          id="leave-date"
          type="date"
          aria-label=${words("card_trip_leave_date")}
          .value=${draft.leaveDate}
          @change=${(event: Event) => this.change(withLeave(draft, { leaveDate: value(event) }, zone))}
        />
        <input
          id="leave-time"
          type="time"
          aria-label=${words("card_trip_leave_time")}
          .value=${draft.leaveTime}
          @change=${(event: Event) => this.change(withLeave(draft, { leaveTime: value(event) }, zone))}
        />
        <span class="label">${words("card_trip_back")}${day(backOf(draft, zone))}</span>
        <input
          id="back-date"
          type="date"
          aria-label=${words("card_trip_back_date")}
          .value=${draft.backDate}
          @change=${(event: Event) => this.change({ ...draft, backDate: value(event) })}
        />
        <input
          id="back-time"
          type="time"
          aria-label=${words("card_trip_back_time")}
          .value=${draft.backTime}
          @change=${(event: Event) => this.change({ ...draft, backTime: value(event) })}
        />
        ${this.energy()}
      </div>
      ${this.formats.foreign ? html`<p class="note">${words("card_trip_zone", { zone: this.formats.foreign })}</p>` : nothing}
      ${this.weekly()}`;
  }

  /** What is changed here is changed once; the table itself is a setting. */
  private weekly(): TemplateResult | typeof nothing {
    const { words } = this.formats;
    if (this.trip?.kind !== "weekly") return nothing;
    const link = html`<a href=${SETTINGS} @click=${navigate}>${words("card_trip_weekly_settings")}</a>`;
    return html`<p class="note">${words("card_trip_this_time")} ${this.home.may_edit ? link : nothing}</p>`;
  }

  /** How far it goes, or what it takes where nobody knows the car's consumption. */
  private energy(): TemplateResult {
    const { words } = this.formats;
    const { draft, car } = this;
    const perKwh = car.km_per_kwh;
    const entered = (event: Event) => {
      const value = parseFloat((event.target as HTMLInputElement).value);
      this.setEnergy(perKwh === null ? value : Math.round((value / perKwh) * 10) / 10);
    };
    const shown = perKwh === null ? draft.energyKwh : Math.round(draft.energyKwh * perKwh);
    return html`<label for="energy">${words(perKwh === null ? "card_trip_energy" : "card_trip_distance")}</label>
      <span class="wide unit">
        <input
          id="energy"
          type="number"
          inputmode="decimal"
          min="0"
          step=${perKwh === null ? 0.5 : 5}
          .value=${Number.isNaN(shown) ? "" : String(shown)}
          @change=${entered}
        />
        ${perKwh === null ? "kWh" : html`km <span class="caption">${words("card_trip_about_kwh", { energy: this.formats.kwh(draft.energyKwh) })}</span>`}
      </span>`;
  }

  private target(): TemplateResult {
    const { words } = this.formats;
    const { draft, car, lowest } = this;
    const share = (100 * (draft.soc - lowest)) / (100 - lowest);
    const needed = neededSoc(car, draft.energyKwh);
    // The thumb's middle stands half its width within the ends.
    const at = (soc: number) => `calc(13px + (100% - 26px) * ${(soc - lowest) / (100 - lowest)})`;
    const note =
      draft.soc < Math.floor(needed)
        ? words("card_trip_needs", { soc: this.formats.percent(needed) })
        : draft.soc > car.max_soc
          ? words("card_trip_above_max", { soc: this.formats.percent(car.max_soc) })
          : "";
    return html`<div class="soc">
        <label for="soc">${words("card_trip_soc")}</label>
        <output for="soc">${draft.soc}<small>%</small></output>
      </div>
      <p class="caption">${words(this.isNew ? "card_trip_curve_new" : "card_trip_curve")}</p>
      ${this.cost()}
      <div class="slide">
        ${this.isNew ? nothing : html`<span class="mark" style=${styleMap({ left: at(this.first.soc) })}></span>`}
        <input
          id="soc"
          type="range"
          min=${lowest}
          max="100"
          step="1"
          style=${styleMap({ "--filled": `calc(13px + (100% - 26px) * ${share / 100})` })}
          aria-valuetext=${this.valueText()}
          .value=${String(draft.soc)}
          @input=${(event: Event) => this.setSoc(Number((event.target as HTMLInputElement).value))}
          @keydown=${this.leap}
        />
      </div>
      <div class="ticks" aria-hidden="true">
        ${ticks(lowest).map((soc) => html`<span style="left:${(100 * (soc - lowest)) / (100 - lowest)}%">${soc}%</span>`)}
      </div>
      ${note ? html`<p class="note">${note}</p>` : nothing}`;
  }

  /** What the slider's value costs against what is saved; null as long as nobody knows. */
  private get moreYen(): number | null {
    const { preview, request, curve } = this.previews;
    return preview && request?.trip.soc === this.draft.soc ? preview.more_yen : yenAt(curve, this.draft.soc);
  }

  private valueText(): string {
    const yen = this.moreYen;
    const soc = this.formats.percent(this.draft.soc);
    return yen === null ? soc : this.formats.words("card_trip_value", { soc, yen: this.signed(yen) });
  }

  private signed(yen: number): string {
    const text = this.formats.yen(Math.abs(yen));
    return Math.abs(yen) < 0.5 ? `±${text}` : `${yen > 0 ? "+" : "−"}${text}`;
  }

  private cost(): TemplateResult {
    const { draft, lowest } = this;
    const { curve, wait } = this.previews;
    const line = lineOf(curve, lowest, 100);
    if (!line) return html`<div class="cost"></div>`;
    const left = (soc: number) => (100 * (soc - lowest)) / (100 - lowest);
    // The drawing lies 20 px below the box's top and is 52 px high.
    const top = (soc: number) => 20 + 0.52 * line.y(soc);
    const tag = (soc: number, text: string, kind: string) => {
      const side = left(soc) < NEAR ? "left" : left(soc) > 100 - NEAR ? "right" : "";
      return html`<span class="tag ${kind} ${side}" style="left:${left(soc)}%;top:${top(soc)}px">${text}</span>`;
    };
    const spot = (soc: number, kind: string) =>
      html`<span class="stem ${kind}" style="left:${left(soc)}%;top:${top(soc)}px"></span>
        <span class="dot ${kind}" style="left:${left(soc)}%;top:${top(soc)}px"></span>`;
    const yen = this.moreYen;
    const saved = this.first.soc;
    const full = yenAt(curve, 100);
    const apart = (one: number, other: number, px: number) => (Math.abs(left(one) - left(other)) * this.width) / 100 > px;
    const moved = !this.isNew && draft.soc !== saved;
    return html`<div class="cost ${wait === "slow" || wait === "failed" ? "stale" : ""}" aria-hidden="true">
      <svg viewBox="0 0 100 100" preserveAspectRatio="none">
        <path class="area" d=${line.area}></path>
        <path d=${line.path}></path>
      </svg>
      ${moved ? spot(saved, "saved") : nothing} ${spot(draft.soc, "")}
      ${moved && apart(saved, draft.soc, 100)
        ? tag(saved, this.formats.words("card_trip_saved", { soc: this.formats.percent(saved) }), "")
        : nothing}
      ${full !== null && apart(100, draft.soc, 76) && (!moved || apart(100, saved, 110)) ? tag(100, this.signed(full), "") : nothing}
      ${yen === null ? nothing : tag(draft.soc, this.signed(yen), "now")}
    </div>`;
  }

  private effect(wrong: boolean): TemplateResult {
    const { words } = this.formats;
    const { wait } = this.previews;
    const text = wrong ? "" : wait === "slow" ? words("card_calculating") : wait === "failed" ? words("card_trip_failed") : "";
    const said = this.sentences();
    return html`<div class="effect" aria-live="polite">
      ${text
        ? html`<p class="waiting">${text}</p>`
        : html`<p>${said.map((one) => html`${one} `)}</p>`}
      ${this.short()}
    </div>`;
  }

  private get asked() {
    const { preview, request } = this.previews;
    if (!preview || !request) return undefined;
    const { leave, soc } = request.trip;
    const asked = { storageId: request.storage_id, leave: Date.parse(leave), soc, added: this.isNew };
    return { preview, asked, effect: effectOf(preview, this.plan, asked, this.formats) };
  }

  private sentences(): (string | TemplateResult)[] {
    const found = this.asked;
    if (!found) return [];
    if (!found.effect) return [this.formats.words("card_trip_beyond")];
    return [html`<b>${found.effect.yen}</b>`, found.effect.energy];
  }

  private short(): TemplateResult | typeof nothing {
    const short = this.asked?.effect?.short;
    return short ? html`<p class="short">${short}</p>` : nothing;
  }

  private drawing(): TemplateResult {
    const { words } = this.formats;
    const { wait, preview, request } = this.previews;
    const stale = wait === "slow" || wait === "failed";
    const soc = this.now.storages.find((one) => one.id === this.draft.storageId)?.soc ?? null;
    const drawn =
      preview && request && this.width > 0 && this.asked?.effect
        ? figure({
            before: this.plan,
            after: preview.plan,
            storage: this.car,
            soc,
            leave: Date.parse(request.trip.leave),
            back: Date.parse(request.trip.back),
            target: request.trip.soc,
            reached: preview.reached_soc,
            width: this.width,
            formats: this.formats,
          })
        : nothing;
    return html`<div class="drawing ${stale ? "stale" : ""}">
      ${drawn}
      ${drawn === nothing
        ? nothing
        : html`<p class="legend" aria-hidden="true">
            <span>${words("card_trip_soc_after")}</span><span class="was">${words("card_trip_before")}</span>
          </p>`}
    </div>`;
  }
}

function timesOf({ leaveDate, leaveTime, backDate, backTime }: Draft): Partial<Draft> {
  return { leaveDate, leaveTime, backDate, backTime };
}

/** Marks of the slider: its ends and each round 20 % that is not too near the first. */
function ticks(lowest: number): number[] {
  return [lowest, ...[20, 40, 60, 80, 100].filter((soc) => soc >= lowest + 10)];
}

define("v2h-trip-editor", V2hTripEditor);
