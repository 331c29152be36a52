/** What matters now: the gravest banner large, the others one line each below it, each with what can be done about it. */

import { LitElement, css, html, nothing, type TemplateResult } from "lit";
import { property, state } from "lit/decorators.js";
import { Actions, perform, type Deed, type Known } from "./actions";
import { buttons } from "./buttons";
import { define } from "./define";
import type { Banner, BannerKind, Offer } from "./face";
import { formatsOf, type Formats } from "./format";
import { navigate } from "./head";
import type { Hass } from "./hass";
import { icon, type IconName } from "./icons";
import "./start-control";

/** The order of what is large: what a person must know first. */
const ORDER: readonly BannerKind[] = [
  "outage", "storm", "fault", "disobeys", "hands_off", "paused", "dry_run", "no_plan", "old_plan", "shortfall",
];

const ICON: Record<BannerKind, IconName> = {
  outage: "alert",
  storm: "storm",
  fault: "alert",
  disobeys: "alert",
  hands_off: "hand",
  paused: "standby",
  dry_run: "eye",
  no_plan: "clock",
  old_plan: "clock",
  shortfall: "alert",
};

export function inOrder(banners: readonly Banner[]): Banner[] {
  return [...banners].sort((one, other) => ORDER.indexOf(one.kind) - ORDER.indexOf(other.kind));
}

export class V2hBanners extends LitElement {
  static override styles = [
    buttons,
    css`
      :host {
        display: block;
      }
      .alarm {
        --ground: var(--v2h-alarm-ground);
        --edge: var(--v2h-alarm-edge);
        --ink: var(--v2h-on-alarm);
      }
      .warning {
        --ground: var(--v2h-warning-ground);
        --edge: var(--v2h-warning-edge);
        --ink: var(--v2h-on-warning);
      }
      .info {
        --ground: var(--v2h-info-ground);
        --edge: var(--v2h-info-edge);
        --ink: var(--v2h-on-info);
      }
      .large,
      li {
        background: var(--ground);
        color: var(--ink);
        border-inline-start: 5px solid var(--edge);
      }
      .large {
        display: grid;
        grid-template-columns: auto 1fr;
        gap: 0 12px;
        padding: 14px 16px 12px 14px;
      }
      svg.icon {
        color: var(--edge);
      }
      .large > svg.icon {
        margin-top: 1px;
      }
      h2 {
        margin: 0;
        font-size: 17px;
        font-weight: 700;
        line-height: 1.4;
        overflow-wrap: anywhere;
      }
      p {
        margin: 2px 0 0;
        font-size: 15px;
        line-height: 1.5;
        white-space: pre-line;
        overflow-wrap: anywhere;
      }
      .foot {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 8px;
        margin-top: 10px;
      }
      .source {
        margin-inline-start: auto;
        font-size: 13px;
      }
      ul {
        list-style: none;
        margin: 0;
        padding: 0;
      }
      li {
        display: flex;
        align-items: center;
        gap: 8px;
        border-top: 1px solid color-mix(in srgb, var(--edge) 40%, transparent);
        padding: 2px 8px 2px 14px;
        min-height: 44px;
      }
      li button,
      li a.button {
        flex: none;
        padding: 0 10px;
        font-size: 15px;
        color: inherit;
        text-decoration: underline;
        text-underline-offset: 3px;
      }
      details {
        flex: 1;
        min-width: 0;
      }
      summary,
      .line {
        flex: 1;
        min-width: 0;
        display: flex;
        align-items: center;
        gap: 10px;
        min-height: 44px;
        font-size: 14.5px;
        font-weight: 600;
        line-height: 1.35;
        border-radius: 8px;
      }
      summary {
        cursor: pointer;
        list-style: none;
      }
      summary::-webkit-details-marker {
        display: none;
      }
      summary svg:last-child {
        transition: rotate 150ms;
      }
      details[open] summary svg:last-child {
        rotate: 180deg;
      }
      details p {
        padding: 0 0 10px 30px;
      }
      summary span,
      .line span {
        overflow-wrap: anywhere;
      }
      /* A dry run is seen also where it is one line. */
      .dry_run .primary {
        background: var(--v2h-accent);
        color: var(--v2h-card);
        padding: 0 12px;
        min-height: 44px;
        border: 3px solid var(--ground);
        background-clip: padding-box;
        text-decoration: none;
      }
      .large .primary {
        border: 0;
        padding: 0 22px;
      }
      @media (prefers-reduced-motion: reduce) {
        summary svg:last-child {
          transition: none;
        }
      }
    `,
  ];

  @property({ attribute: false }) hass!: Hass;
  @property({ attribute: false }) face!: Known;
  @state() private asking = false;
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

  private offer(offer: Offer, banner: Banner, style: string): TemplateResult | typeof nothing {
    const { words } = this.formats;
    if (offer === "repairs") {
      if (!this.hass.user?.is_admin) return nothing;
      return html`<a class="button ${style}" href="/config/repairs" @click=${navigate}>${words("card_offer_repairs")}</a>`;
    }
    const deed = new Actions(this.hass, this.face.home, this.face.now, this.formats).offer(offer, banner.storage_id);
    if (!deed) return nothing;
    const start = offer === "control_on";
    return html`<button
      type="button"
      class=${start ? "primary" : style}
      ?disabled=${this.busy}
      @click=${() => (start ? (this.asking = true) : void this.run(deed))}
    >
      ${words(start ? "card_start_control" : `card_offer_${offer}`)}
    </button>`;
  }

  private large(banner: Banner): TemplateResult {
    const offers = banner.offers.map((offer) => this.offer(offer, banner, "outline")).filter((one) => one !== nothing);
    return html`<div class="large ${banner.tone} ${banner.kind}">
      ${icon(ICON[banner.kind], 28)}
      <div>
        <h2>${banner.title}</h2>
        ${banner.text ? html`<p>${banner.text}</p>` : nothing}
        ${offers.length > 0 || banner.source
          ? html`<div class="foot">
              ${offers}${banner.source ? html`<span class="source">${banner.source}</span>` : nothing}
            </div>`
          : nothing}
      </div>
    </div>`;
  }

  private line(banner: Banner): TemplateResult {
    // What a dry run is, its button says.
    const more = banner.kind === "dry_run" ? "" : [banner.text, banner.source].filter(Boolean).join("\n");
    const head = html`${icon(ICON[banner.kind], 20)}<span>${banner.title}</span>`;
    return html`<li class="${banner.tone} ${banner.kind}">
      ${more
        ? html`<details><summary>${head}${icon("down", 18)}</summary><p>${more}</p></details>`
        : html`<div class="line">${head}</div>`}
      ${banner.offers.map((offer) => this.offer(offer, banner, ""))}
    </li>`;
  }

  protected override render(): TemplateResult | typeof nothing {
    const [first, ...others] = inOrder(this.face.banners ?? []);
    const { words } = this.formats;
    // Only the heading is told aloud: the figures below it change all the time.
    return html`<p class="hidden" role="status">${first?.title}</p>
      ${first
        ? html`<section aria-label=${words("card_banners")}>
            ${this.large(first)}
            ${others.length > 0 ? html`<ul>${others.map((banner) => this.line(banner))}</ul>` : nothing}
          </section>`
        : nothing}
      ${this.asking
        ? html`<v2h-start-control
            .hass=${this.hass}
            .home=${this.face.home}
            .now=${this.face.now}
            @v2h-closed=${() => (this.asking = false)}
          ></v2h-start-control>`
        : nothing}`;
  }
}

define("v2h-banners", V2hBanners);
