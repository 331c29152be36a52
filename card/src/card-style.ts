/** How a card looks: its head, its frame, and what is there before a home is known. */

import { css } from "lit";

export const cardStyle = css`
  :host {
    display: block;
    height: 100%;
  }
  ha-card {
    display: block;
    height: 100%;
    box-sizing: border-box;
    overflow: hidden;
    container-type: inline-size;
    font-size: 15px;
    line-height: 1.45;
    color: var(--v2h-text);
  }
  h3 {
    margin: 0;
    font-size: 15px;
    line-height: 1.4;
    font-weight: 600;
  }
  p {
    margin: 0;
  }
  .in {
    padding: 0 14px;
  }
  .second,
  small {
    color: var(--v2h-second);
  }
  button {
    font: inherit;
    color: inherit;
    background: none;
    border: 0;
    padding: 0;
    cursor: pointer;
    text-align: inherit;
  }
  button:focus-visible,
  a:focus-visible {
    outline: 2px solid var(--v2h-accent);
    outline-offset: 2px;
    border-radius: 8px;
  }
  .unseen {
    position: absolute;
    width: 1px;
    height: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
  .quiet {
    display: flex;
    align-items: center;
    gap: 8px;
    padding: 6px 14px;
    font-size: 14px;
    color: var(--v2h-second);
    background: color-mix(in srgb, var(--v2h-text) 5%, transparent);
  }
  .quiet button {
    min-height: 32px;
    color: var(--v2h-accent);
    font-weight: 600;
  }
  /* What is not of now loses its colour; its words stay readable. */
  .grey {
    filter: grayscale(1);
  }
  .grey v2h-plan-chart {
    opacity: 0.6;
  }
  /* Head */
  .head {
    display: flex;
    align-items: center;
    gap: 12px;
    padding: 12px 14px 6px;
  }
  .verb-icon {
    flex: none;
    display: grid;
    place-items: center;
    width: 42px;
    height: 42px;
    border-radius: 50%;
    box-sizing: border-box;
    background: color-mix(in srgb, var(--v2h-text) 8%, transparent);
  }
  .charge.verb-icon,
  .charge.step-icon {
    background: var(--v2h-charge);
    color: var(--v2h-on-charge);
  }
  .surplus.verb-icon,
  .surplus.step-icon {
    background: var(--v2h-surplus);
    color: var(--v2h-on-surplus);
    box-shadow: inset 0 0 0 1px var(--v2h-surplus-edge);
  }
  .discharge.verb-icon,
  .discharge.step-icon {
    background: var(--v2h-discharge);
    color: var(--v2h-on-discharge);
  }
  .storm.step-icon {
    background: var(--v2h-warning-edge);
    color: var(--v2h-card);
  }
  .hollow.verb-icon,
  .hollow.step-icon {
    background: none;
    box-shadow: none;
    color: var(--v2h-text);
    border: 2px dashed var(--v2h-second);
  }
  .hollow.charge {
    border-color: var(--v2h-charge);
  }
  .hollow.surplus {
    border-color: var(--v2h-surplus-edge);
  }
  .hollow.discharge {
    border-color: var(--v2h-discharge);
  }
  .doing {
    flex: 1;
    min-width: 0;
    line-height: 1.25;
  }
  .verb {
    font-size: 20px;
    font-weight: 700;
  }
  .over,
  .detail {
    font-size: 14px;
    color: var(--v2h-second);
    font-variant-numeric: tabular-nums;
  }
  .charge.figure {
    position: relative;
    flex: none;
    display: grid;
    justify-items: end;
    gap: 3px;
    line-height: 1;
    min-width: 84px;
  }
  .number b {
    font-size: 32px;
    font-weight: 700;
    letter-spacing: -0.5px;
    font-variant-numeric: tabular-nums;
  }
  .number small:last-child {
    font-weight: 600;
    font-size: 16px;
    color: var(--v2h-text);
  }
  .number small:first-child {
    display: inline-block;
    max-width: 64px;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
    vertical-align: -2px;
    line-height: 1.3;
  }
  .gauge {
    position: relative;
    width: 84px;
    height: 9px;
    border-radius: 5px;
    background: color-mix(in srgb, var(--v2h-text) 8%, transparent);
    box-shadow: inset 0 0 0 1px var(--v2h-line);
  }
  .gauge i {
    position: absolute;
    top: 0;
    bottom: 0;
  }
  .gauge .fill {
    left: 0;
    border-radius: 5px;
    background: var(--v2h-soc);
  }
  .gauge .tick {
    width: 2px;
    top: -3px;
    bottom: -3px;
    margin-left: -1px;
    background: var(--v2h-text);
  }
  .gauge .tick.floor {
    background: var(--v2h-floor);
  }
  .sentence {
    padding: 0 14px 4px;
  }
  .sentence,
  .why {
    overflow-wrap: anywhere;
    word-break: auto-phrase;
    text-wrap: pretty;
  }
  v2h-chips {
    padding: 0 10px 4px;
  }
  [role="tablist"] {
    display: flex;
    gap: 4px;
    padding: 6px 14px 0;
    border-bottom: 1px solid var(--v2h-line);
    overflow-x: auto;
    scrollbar-width: none;
  }
  [role="tab"] {
    padding: 0 12px;
    min-height: 40px;
    white-space: nowrap;
    border-bottom: 3px solid transparent;
    color: var(--v2h-second);
  }
  [role="tab"][aria-selected="true"] {
    border-color: var(--v2h-accent);
    color: var(--v2h-text);
    font-weight: 600;
  }
  /* Plan */
  .plan {
    border-top: 1px solid var(--v2h-line);
    padding: 8px 14px 4px;
  }
  .plan-head {
    display: flex;
    align-items: baseline;
    gap: 2px 16px;
    flex-wrap: wrap;
  }
  .plan-head h3 {
    margin-inline-end: auto;
  }
  .facts-line {
    display: flex;
    flex-wrap: wrap;
    gap: 0 16px;
    font-size: 14px;
    color: var(--v2h-second);
  }
  .facts-line b {
    color: var(--v2h-text);
    font-weight: 600;
  }
  v2h-plan-chart {
    margin: 2px -14px 0;
  }
  .changed {
    margin: 4px 0 0;
    padding: 4px 10px;
    border-radius: 8px;
    background: var(--v2h-info-ground);
    color: var(--v2h-on-info);
    font-size: 14px;
  }
  /* Nothing there yet */
  .skeleton {
    padding: 14px;
    display: grid;
    gap: 12px;
  }
  .skeleton i {
    display: block;
    border-radius: 8px;
    background: color-mix(in srgb, var(--v2h-text) 7%, transparent);
  }
  @media (prefers-reduced-motion: no-preference) {
    .skeleton.waiting i {
      animation: breathe 1.6s ease-in-out infinite alternate;
    }
  }
  @keyframes breathe {
    to {
      opacity: 0.45;
    }
  }
  @container (min-width: 720px) {
    .top {
      display: grid;
      grid-template-columns: 1fr auto;
      align-items: center;
    }
    .top .sentence {
      grid-column: 1;
      padding-bottom: 8px;
    }
    .top .head {
      grid-column: 1 / -1;
    }
    .top v2h-chips {
      grid-column: 2;
      padding-right: 14px;
    }
  }
`;
