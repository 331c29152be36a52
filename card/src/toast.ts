/** Says what was done on the card it stands in, with ten seconds to take it back. */

import { LitElement, css, html, nothing, type TemplateResult } from "lit";
import { property, query, state } from "lit/decorators.js";
import { refusal, type Said, type Undo } from "./actions";
import { buttons } from "./buttons";
import { define } from "./define";
import type { Hass } from "./hass";
import { wordsOf } from "./words";

export const SHOWN_MS = 10_000;

export class V2hToast extends LitElement {
  static override styles = [
    buttons,
    css`
      .toast {
        position: fixed;
        inset: auto 0 calc(16px + env(safe-area-inset-bottom));
        margin: 0 auto;
        box-sizing: border-box;
        width: fit-content;
        max-width: min(560px, calc(100vw - 24px));
        border: 0;
        padding: 4px 18px;
        border-radius: 14px;
        background: #2b2b2b;
        color: #fff;
        font-size: 15px;
        line-height: 1.45;
        box-shadow: 0 4px 20px rgb(0 0 0 / 35%);
      }
      .toast:not(.open) {
        display: none;
      }
      .toast.open {
        display: flex;
        align-items: center;
        gap: 12px;
      }
      .toast.failed {
        background: #45140f;
        color: #ffdad6;
      }
      span {
        flex: 1;
        padding: 8px 0;
        overflow-wrap: anywhere;
      }
      button {
        color: #7fd3f2;
        flex: none;
        margin-inline-end: -10px;
      }
      button:focus-visible {
        outline-color: #7fd3f2;
      }
    `,
  ];

  @property({ attribute: false }) hass?: Hass;
  @state() private said: Said | undefined;
  @state() private busy = false;
  @query(".toast") private readonly box!: HTMLElement;
  private card: EventTarget | undefined;
  private isOpen = false;
  private timer: ReturnType<typeof setTimeout> | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    const root = this.getRootNode();
    this.card = root instanceof ShadowRoot ? root.host : root;
    this.card.addEventListener("v2h-said", this.hear as EventListener);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.card?.removeEventListener("v2h-said", this.hear as EventListener);
    clearTimeout(this.timer);
    // What leaves the page leaves the top layer too.
    this.isOpen = false;
    this.said = undefined;
  }

  private readonly hear = (event: CustomEvent<Said>): void => {
    event.stopPropagation();
    this.show(event.detail);
  };

  private show(said: Said): void {
    this.said = said;
    this.stay();
  }

  /** Who points at it or tabs into it has all the time. */
  private readonly hold = (): void => clearTimeout(this.timer);
  private readonly stay = (): void => {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => (this.said = undefined), SHOWN_MS);
  };

  private async takeBack(undo: Undo): Promise<void> {
    const hass = this.hass;
    if (!hass || this.busy) return;
    const words = wordsOf(hass.language);
    this.busy = true;
    try {
      await undo();
      this.show({ text: words("card_undone") });
    } catch (error) {
      this.show({ text: await refusal(error, hass, words), failed: true });
    } finally {
      this.busy = false;
    }
  }

  protected override updated(): void {
    // In the top layer, so that it lies above the dashboard wherever the card stands; an old browser has none.
    const open = this.said !== undefined;
    if (open === this.isOpen || !("showPopover" in this.box)) return;
    this.isOpen = open;
    if (open) this.box.showPopover();
    else this.box.hidePopover();
  }

  protected override render(): TemplateResult {
    const said = this.said;
    const words = wordsOf(this.hass?.language ?? "en");
    const undo = said?.undo;
    return html`
      <p class="hidden" role="status" aria-live="polite">${said?.text}</p>
      <div
        class="toast ${said ? "open" : ""} ${said?.failed ? "failed" : ""}"
        popover="manual"
        @pointerenter=${this.hold}
        @pointerleave=${this.stay}
        @focusin=${this.hold}
        @focusout=${this.stay}
      >
        <span>${said?.text}</span>
        ${undo
          ? html`<button type="button" ?disabled=${this.busy} @click=${() => void this.takeBack(undo)}>
              ${words("card_undo")}
            </button>`
          : nothing}
      </div>
    `;
  }
}

define("v2h-toast", V2hToast);
