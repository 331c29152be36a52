/** A dialog that comes up from below on a phone and stands in the middle of a wider screen. */

import { LitElement, css, html, nothing, type TemplateResult } from "lit";
import { property, query } from "lit/decorators.js";
import { buttons } from "./buttons";
import { define } from "./define";
import { icon } from "./icons";

const FOCUSABLE = "button, input, select, a[href], [tabindex='0']";

/** The element that has the focus, also within shadow roots. */
function focused(): HTMLElement | undefined {
  let active = document.activeElement;
  while (active?.shadowRoot?.activeElement) active = active.shadowRoot.activeElement;
  return active instanceof HTMLElement && active !== document.body ? active : undefined;
}

/** Open as long as it is on the page; tells `v2h-closed` when a person has closed it. */
export class V2hSheet extends LitElement {
  static override styles = [
    buttons,
    css`
      dialog {
        box-sizing: border-box;
        width: min(520px, calc(100vw - 32px));
        max-height: min(860px, calc(100dvh - 48px));
        padding: 0;
        border: 0;
        border-radius: 20px;
        background: var(--v2h-card);
        color: var(--v2h-text);
        box-shadow: 0 8px 40px rgb(0 0 0 / 35%);
        font-size: 16px;
        line-height: 1.5;
        text-align: start;
        overscroll-behavior: contain;
      }
      dialog[open] {
        display: flex;
        flex-direction: column;
        animation: rise 180ms ease-out;
      }
      dialog::backdrop {
        background: rgb(0 0 0 / 45%);
      }
      .head {
        flex: none;
        display: flex;
        align-items: center;
        gap: 8px;
        padding: 8px 8px 4px 20px;
      }
      h2 {
        flex: 1;
        margin: 0;
        font-size: 18px;
        line-height: 1.4;
        font-weight: 600;
      }
      .body:last-of-type {
        padding-bottom: calc(16px + env(safe-area-inset-bottom));
      }
      .body {
        flex: 1 1 auto;
        min-height: 0;
        overflow-y: auto;
        overscroll-behavior: contain;
        padding: 4px 20px 16px;
      }
      .end {
        flex: none;
        padding: 8px 20px calc(10px + env(safe-area-inset-bottom));
      }
      .end ::slotted(*) {
        display: flex;
        align-items: center;
        gap: 8px;
      }
      @media (max-width: 599px) {
        dialog {
          width: 100vw;
          max-width: 100vw;
          max-height: 97dvh;
          margin: auto 0 0;
          border-radius: 20px 20px 0 0;
        }
        .head {
          padding-left: 16px;
        }
        .body,
        .end {
          padding-left: 16px;
          padding-right: 16px;
        }
      }
      @keyframes rise {
        from {
          transform: translateY(24px);
          opacity: 0;
        }
      }
      @media (prefers-reduced-motion: reduce) {
        dialog[open] {
          animation: none;
        }
      }
    `,
  ];

  @property() heading = "";
  @property({ attribute: "close-label" }) closeLabel = "";
  /** What was entered would be lost: a tap beside it does not close it. */
  @property({ type: Boolean }) firm = false;
  @query("dialog") private readonly dialog!: HTMLDialogElement;
  private opener: HTMLElement | undefined;

  protected override firstUpdated(): void {
    this.opener = focused();
    this.dialog.showModal();
  }

  close(): void {
    if (this.dialog.open) this.dialog.close();
  }

  private readonly closed = (): void => {
    this.opener?.focus();
    this.dispatchEvent(new CustomEvent("v2h-closed"));
  };

  private readonly beside = (event: MouseEvent): void => {
    if (event.target === this.dialog && !this.firm) this.close();
  };

  private readonly first = (): void => {
    this.dialog.querySelector<HTMLElement>(".head button")?.focus();
  };

  private readonly last = (): void => {
    const all = [...this.querySelectorAll<HTMLElement>(FOCUSABLE)].filter((one) => !one.matches(":disabled"));
    (all.at(-1) ?? this.dialog.querySelector<HTMLElement>(".head button"))?.focus();
  };

  protected override render(): TemplateResult {
    // Tab goes round inside: what follows the last button is the first one.
    return html`<dialog aria-labelledby="heading" @close=${this.closed} @click=${this.beside}>
      <span tabindex="0" class="hidden" @focus=${this.last}></span>
      <div class="head">
        <h2 id="heading">${this.heading}</h2>
        <button type="button" autofocus aria-label=${this.closeLabel} @click=${() => this.close()}>${icon("close")}</button>
      </div>
      <div class="body"><slot></slot></div>
      ${this.querySelector("[slot='foot']") ? html`<div class="end"><slot name="foot"></slot></div>` : nothing}
      <span tabindex="0" class="hidden" @focus=${this.first}></span>
    </dialog>`;
  }
}

define("v2h-sheet", V2hSheet);
