/** The card of a home's trips: this week's departures, and a thumb to change them. */

import { css, html, type TemplateResult } from "lit";
import { define, offer } from "./define";
import { HomeCard } from "./home-card";
import { colours } from "./theme";
import "./toast";
import "./evening";
import "./trips/strip";

export class TripsCard extends HomeCard {
  static override styles = [
    colours,
    css`
      :host {
        display: block;
        height: 100%;
      }
      ha-card {
        display: block;
        height: 100%;
        box-sizing: border-box;
        overflow: hidden;
        color: var(--v2h-text);
        padding-top: 4px;
      }
      .quiet {
        margin: 0;
        padding: 14px;
        color: var(--v2h-second);
        font-size: 15px;
      }
      .dimmed {
        opacity: 0.55;
      }
    `,
  ];

  getCardSize(): number {
    return 3;
  }

  getGridOptions(): Record<string, number | string> {
    return { columns: 12, min_columns: 6, rows: "auto" };
  }

  protected override render(): TemplateResult {
    const { home, now } = this.face;
    const { hass, status } = this;
    const { words } = this.formats;
    const quiet = (key: string) => html`<p class="quiet" role="status">${words(key)}</p>`;
    if (status === "refused") return html`<ha-card>${quiet("card_not_found")}</ha-card>`;
    if (!home || !now || !hass) {
      return html`<ha-card>${quiet(status === "not_loaded" ? "card_not_loaded" : "card_loading")}</ha-card>`;
    }
    const away = status === "live" ? undefined : status === "offline" ? "card_offline" : "card_not_loaded";
    return html`<ha-card>
      ${away ? quiet(away) : ""}
      <v2h-evening ?inert=${away !== undefined} .face=${{ ...this.face, home, now }} .hass=${hass}></v2h-evening>
      <v2h-trips class=${away ? "dimmed" : ""} ?inert=${away !== undefined} .face=${{ ...this.face, home, now }} .hass=${hass}></v2h-trips>
      <v2h-toast .hass=${hass}></v2h-toast>
    </ha-card>`;
  }
}

define("v2h-planner-trips-card", TripsCard);
offer("v2h-planner-trips-card", { name: "card_trips_name", description: "card_trips_description" });
