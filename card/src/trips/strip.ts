/** The departures to come as a strip: a tap on one changes it, a plus adds one. */

import { LitElement, css, html, nothing, type TemplateResult } from "lit";
import { property, state } from "lit/decorators.js";
import { Actions, perform, type Deed, type Known } from "../actions";
import { buttons } from "../buttons";
import { define } from "../define";
import type { Trip } from "../face";
import { formatsOf, type Formats } from "../format";
import type { Hass } from "../hass";
import { icon } from "../icons";
import "./editor";
import { distance, spanOf, statusOf } from "./words";

export class V2hTrips extends LitElement {
  static override styles = [
    buttons,
    css`
      :host {
        display: block;
      }
      .head {
        display: flex;
        align-items: center;
        gap: 10px;
        min-height: 44px;
        padding-inline: 14px 4px;
      }
      h2 {
        margin: 0;
        font-size: 18px;
        font-weight: 700;
      }
      .head p {
        flex: 1;
        margin: 0;
        font-size: 14px;
        color: var(--v2h-second);
        min-width: 0;
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
      }
      .head button {
        flex: none;
        padding: 0 12px;
        margin-inline-start: auto;
      }
      ul {
        display: flex;
        gap: 10px;
        margin: 0;
        padding: 2px 14px 14px;
        list-style: none;
        overflow-x: auto;
        scrollbar-width: thin;
        scroll-snap-type: x proximity;
        scroll-padding-inline: 14px;
        overscroll-behavior-x: contain;
      }
      li {
        flex: none;
        scroll-snap-align: start;
        max-width: min(280px, 84vw);
        display: flex;
      }
      .trip {
        flex-direction: column;
        align-items: flex-start;
        justify-content: center;
        gap: 2px;
        display: flex;
        box-sizing: border-box;
        min-height: 66px;
        padding: 9px 16px;
        border: 1.5px solid var(--v2h-line);
        border-radius: 14px;
        font-weight: 400;
        font-size: 15px;
        line-height: 1.4;
        text-align: start;
        background: none;
      }
      button.trip:hover {
        border-color: var(--v2h-accent);
      }
      .learned .trip {
        border-style: dashed;
      }
      .when {
        font-weight: 700;
        font-size: 16px;
        white-space: nowrap;
      }
      .skipped .when {
        text-decoration: line-through;
        color: var(--v2h-second);
      }
      .what {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 0 10px;
        color: var(--v2h-second);
      }
      .what b {
        font-weight: 600;
        color: var(--v2h-text);
      }
      .good,
      .bad {
        display: inline-flex;
        align-items: center;
        gap: 3px;
        font-weight: 600;
      }
      .good {
        color: var(--v2h-accent);
      }
      .bad {
        color: var(--v2h-floor);
      }
      .again {
        border: 1.5px dashed var(--v2h-line);
        border-inline-start: 0;
        border-radius: 0 14px 14px 0;
        color: var(--v2h-accent);
        padding: 0 14px;
        font-size: 15px;
      }
      .skipped .trip {
        border-style: dashed;
      }
      .skipped .trip:not(:last-child) {
        border-inline-end: 0;
        border-radius: 14px 0 0 14px;
      }
      .none {
        margin: 0;
        padding: 0 14px 16px;
        color: var(--v2h-second);
        font-size: 15px;
      }
    `,
  ];

  @property({ attribute: false }) hass!: Hass;
  @property({ attribute: false }) face!: Known;
  /** What is open: a trip, or a new one. */
  @state() private open: Trip | "new" | undefined;
  @state() private busy = false;

  private get formats(): Formats {
    return formatsOf(this.hass.locale, this.hass.language, this.face.home.time_zone);
  }

  private async run(deed: Deed): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    await perform(this, deed, this.hass, this.formats.words);
    this.busy = false;
  }

  /** Whether there is a car that a trip could be entered for. */
  private get mayAdd(): boolean {
    return this.face.home.may_control && this.face.home.storages.some((one) => one.kind !== "home_battery" && one.device_id !== null);
  }

  private trip(trip: Trip): TemplateResult {
    const { formats } = this;
    const now = Date.now();
    const leave = Date.parse(trip.leave);
    const car = this.face.home.storages.find((storage) => storage.id === trip.storage_id);
    const several = this.face.home.storages.filter((storage) => storage.kind !== "home_battery").length > 1;
    const status = statusOf(trip, formats);
    const mark = status.tone === "good" ? icon("check", 16) : status.tone === "bad" ? icon("alert", 16) : nothing;
    const text = html`<span class="when">${spanOf(leave, Date.parse(trip.back), now, formats)}</span>
      <span class="what">
        ${several ? html`<span>${car?.name}</span>` : nothing}
        ${trip.skipped || trip.soc === null ? nothing : html`<b>${formats.percent(trip.soc)}</b>`}
        ${trip.energy_kwh > 0 && !trip.skipped ? html`<span>${distance(trip.energy_kwh, car, formats)}</span>` : nothing}
        <span class=${status.tone}>${mark}${status.text}</span>
      </span>`;
    const changes = this.mayAdd && leave > now && !trip.skipped && trip.kind !== "calendar";
    const again = trip.skipped ? new Actions(this.hass, this.face.home, this.face.now, formats).unskipTrip(trip) : undefined;
    return html`<li class="${trip.kind} ${trip.skipped ? "skipped" : ""}">
      ${changes
        ? html`<button type="button" class="trip" aria-haspopup="dialog" @click=${() => (this.open = trip)}>${text}</button>`
        : html`<div class="trip">${text}</div>`}
      ${again
        ? html`<button type="button" class="again" ?disabled=${this.busy} @click=${() => void this.run(again)}>
            ${formats.words("card_trip_again")}
          </button>`
        : nothing}
    </li>`;
  }

  private editor(): TemplateResult | typeof nothing {
    if (this.open === undefined) return nothing;
    return html`<v2h-trip-editor
      .hass=${this.hass}
      .home=${this.face.home}
      .now=${this.face.now}
      .plan=${this.face.plan ?? null}
      .trip=${this.open === "new" ? undefined : this.open}
      @v2h-closed=${() => (this.open = undefined)}
    ></v2h-trip-editor>`;
  }

  protected override render(): TemplateResult {
    const { words } = this.formats;
    const trips = this.face.trips ?? [];
    return html`<div class="head">
        <h2>${words("card_trips")}</h2>
        <p>${words("card_trips_what")}</p>
        ${this.mayAdd
          ? html`<button type="button" class="text" aria-haspopup="dialog" @click=${() => (this.open = "new")}>
              ${icon("plus", 20)}${words("card_trip_add")}
            </button>`
          : nothing}
      </div>
      ${trips.length === 0
        ? html`<p class="none">${words("card_trips_none")}</p>`
        : html`<ul>
            ${trips.map((trip) => this.trip(trip))}
          </ul>`}
      ${this.editor()}`;
  }
}

define("v2h-trips", V2hTrips);
