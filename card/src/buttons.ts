/** How what can be pressed looks: 44 px for a thumb, whatever is drawn of it. */

import { css } from "lit";

export const buttons = css`
  :where(button, a.button) {
    font: inherit;
    color: inherit;
    background: none;
    border: 0;
    margin: 0;
    padding: 0 14px;
    min-height: 44px;
    min-width: 44px;
    border-radius: 22px;
    display: inline-flex;
    align-items: center;
    justify-content: center;
    gap: 6px;
    box-sizing: border-box;
    cursor: pointer;
    text-decoration: none;
    font-weight: 600;
    touch-action: manipulation;
    -webkit-tap-highlight-color: transparent;
  }
  button:disabled {
    cursor: default;
    opacity: 0.6;
  }
  button:focus-visible,
  a:focus-visible,
  input:focus-visible,
  select:focus-visible,
  summary:focus-visible,
  [tabindex]:focus-visible {
    outline: 2px solid var(--v2h-accent);
    outline-offset: 2px;
  }
  .primary {
    background: var(--v2h-accent);
    color: var(--v2h-card);
    padding: 0 22px;
  }
  .outline {
    border: 1.5px solid currentColor;
    padding: 0 20px;
  }
  .text {
    color: var(--v2h-accent);
  }
  .danger {
    color: var(--v2h-floor);
  }
  svg.icon {
    flex: none;
  }
  .hidden {
    position: absolute;
    width: 1px;
    height: 1px;
    margin: -1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
`;
