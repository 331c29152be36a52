/** What can be done at once: the mode, control, charging now, a pause. A chip for what cannot be done is not there. */

import { LitElement, css, html, nothing, type TemplateResult } from "lit";
import { property, state } from "lit/decorators.js";
import { Actions, perform, type Deed, type Known } from "./actions";
import { buttons } from "./buttons";
import { define } from "./define";
import { formatsOf, type Formats } from "./format";
import type { Hass } from "./hass";
import { icon, type IconName } from "./icons";
import "./mode-picker";
import "./pause-menu";
import "./start-control";

type Open = "mode" | "pause" | "control";

export class V2hChips extends LitElement {
  static override styles = [
    buttons,
    css`
      :host {
        display: block;
      }
      .chips {
        display: flex;
        flex-wrap: wrap;
        gap: 0 6px;
      }
      /* Drawn 36 px high; the thumb has 44. */
      button,
      .still {
        position: relative;
        z-index: 0;
        min-height: 44px;
        padding: 0 11px;
        gap: 4px;
        font-size: 15px;
        white-space: nowrap;
      }
      .still {
        display: inline-flex;
        align-items: center;
        gap: 6px;
        font-weight: 600;
      }
      button::before,
      .still::before {
        content: "";
        position: absolute;
        z-index: -1;
        inset: 4px 0;
        border-radius: 18px;
        background: color-mix(in srgb, var(--v2h-text) 7%, transparent);
      }
      button[aria-checked="true"]::before,
      .on::before {
        background: var(--v2h-info-ground);
      }
      button[aria-checked="true"],
      .on {
        color: var(--v2h-accent);
      }
      button:hover::before {
        background: color-mix(in srgb, var(--v2h-text) 13%, transparent);
      }
      svg {
        flex: none;
        color: var(--v2h-second);
      }
      .on svg,
      [aria-checked="true"] svg {
        color: inherit;
      }
      .only {
        padding: 0;
        justify-content: center;
      }
      /* All in one row of a phone. */
      @container (max-width: 400px) {
        button,
        .still {
          font-size: 14px;
          padding: 0 7px;
          gap: 2px;
        }
        svg.icon {
          width: 17px;
        }
        .only {
          padding: 0;
        }
        .chips {
          gap: 0 4px;
        }
        .mode svg:first-child {
          display: none;
        }
      }
    `,
  ];

  @property({ attribute: false }) hass!: Hass;
  @property({ attribute: false }) face!: Known;
  /** The unit that is looked at. */
  @property({ attribute: false }) storageId!: string;
  @state() private open: Open | undefined;
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

  private chip(name: IconName, text: string, deed: Deed | undefined): TemplateResult | typeof nothing {
    if (!deed) return nothing;
    return html`<button type="button" ?disabled=${this.busy} @click=${() => void this.run(deed)}>
      ${icon(name, 19)}${text}
    </button>`;
  }

  /** In a storm the mode is the storm's: the banner says so and has the button. */
  private mode(actions: Actions): TemplateResult | typeof nothing {
    const { words } = this.formats;
    if (this.face.now.former_mode !== null) return nothing;
    const name = words(`mode_${this.face.now.mode}`);
    if (!actions.pickMode(this.face.now.mode)) {
      return html`<span class="still mode">${icon(this.face.now.mode, 20)}${words("card_mode_is", { mode: name })}</span>`;
    }
    return html`<button
      type="button"
      class="mode"
      aria-haspopup="dialog"
      aria-label=${words("card_mode_chip", { mode: name })}
      @click=${() => (this.open = "mode")}
    >
      ${icon(this.face.now.mode, 19)}${name}${icon("down", 18)}
    </button>`;
  }

  private control(actions: Actions): TemplateResult | typeof nothing {
    const { words } = this.formats;
    const on = this.face.now.control;
    const text = words(on ? "card_control_on" : "card_control_off");
    const deed = actions.control(!on);
    const mark = on ? icon("check", 19) : nothing;
    if (!deed) return html`<span class="still ${on ? "on" : ""}">${mark}${text}</span>`;
    return html`<button
      type="button"
      role="switch"
      aria-checked=${on ? "true" : "false"}
      aria-label=${words("card_control")}
      ?disabled=${this.busy}
      @click=${() => (on ? void this.run(deed) : (this.open = "control"))}
    >
      ${mark}${text}
    </button>`;
  }

  private charge(actions: Actions): TemplateResult | typeof nothing {
    const { words } = this.formats;
    const state = this.face.now.storages.find((one) => one.id === this.storageId);
    return state?.charging_now
      ? this.chip("stop", words("card_cancel_charge"), actions.cancelCharge(this.storageId))
      : this.chip("charge", words("card_charge_now"), actions.chargeNow(this.storageId));
  }

  private pause(actions: Actions): TemplateResult | typeof nothing {
    const { words } = this.formats;
    const state = this.face.now.storages.find((one) => one.id === this.storageId);
    if (state?.standing === "paused") return this.chip("play", words("card_resume"), actions.resume(this.storageId));
    // In a dry run nothing moves that could rest.
    if (!this.face.now.control || !actions.pause(this.storageId, null)) return nothing;
    return html`<button
      type="button"
      class="only"
      aria-haspopup="dialog"
      aria-label=${words("card_pause")}
      title=${words("card_pause")}
      @click=${() => (this.open = "pause")}
    >
      ${icon("standby", 20)}
    </button>`;
  }

  private sheet(): TemplateResult | typeof nothing {
    const { hass, storageId } = this;
    const { home, now } = this.face;
    const closed = () => (this.open = undefined);
    switch (this.open) {
      case "mode":
        return html`<v2h-mode-picker .hass=${hass} .home=${home} .now=${now} @v2h-closed=${closed}></v2h-mode-picker>`;
      case "pause":
        return html`<v2h-pause-menu
          .hass=${hass}
          .home=${home}
          .now=${now}
          .storageId=${storageId}
          @v2h-closed=${closed}
        ></v2h-pause-menu>`;
      case "control":
        return html`<v2h-start-control
          .hass=${hass}
          .home=${home}
          .now=${now}
          @v2h-closed=${closed}
        ></v2h-start-control>`;
      case undefined:
        return nothing;
    }
  }

  protected override render(): TemplateResult {
    const actions = new Actions(this.hass, this.face.home, this.face.now, this.formats);
    const { words } = this.formats;
    const { now, banners } = this.face;
    const handsOff = now.storages.some((one) => one.id === this.storageId && one.standing === "hands_off");
    // Its banner has the same button, larger.
    const told = banners?.some((one) => one.storage_id === this.storageId && one.offers.includes("take_back"));
    return html`<div class="chips" role="group" aria-label=${words("card_chips")}>
        ${this.mode(actions)} ${this.control(actions)} ${this.charge(actions)}
        ${handsOff && !told ? this.chip("hand", words("card_take_back"), actions.takeBack(this.storageId)) : nothing}
        ${this.pause(actions)}
      </div>
      ${this.sheet()}`;
  }
}

define("v2h-chips", V2hChips);
