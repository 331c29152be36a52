/** How the card of simulations looks, from a phone's width on. */

import { css } from "lit";

export const style = css`
  :host {
    display: block;
  }
  ha-card {
    display: block;
    box-sizing: border-box;
    overflow: hidden;
    color: var(--v2h-text);
    padding: 14px 16px 18px;
    font-size: 15px;
    line-height: 1.5;
  }
  p {
    margin: 0 0 10px;
  }
  .second,
  .quiet {
    color: var(--v2h-second);
  }
  h2 {
    font-size: 17px;
    font-weight: 600;
    margin: 18px 0 4px;
  }
  form {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(min(100%, 290px), 1fr));
    gap: 10px 18px;
    align-items: start;
  }
  fieldset {
    border: 1px solid var(--v2h-line);
    border-radius: 12px;
    margin: 0;
    padding: 8px 12px 10px;
    display: grid;
    gap: 6px;
    min-width: 0;
  }
  label {
    display: grid;
    gap: 2px;
    font-size: 14px;
    color: var(--v2h-second);
  }
  label.check {
    display: flex;
    align-items: center;
    gap: 10px;
    min-height: 44px;
    font-size: 15px;
    color: var(--v2h-text);
  }
  .check input {
    width: 20px;
    height: 20px;
    margin: 0;
    flex: none;
    accent-color: var(--v2h-accent);
  }
  select,
  textarea,
  input:not([type="checkbox"]) {
    font: inherit;
    font-size: 16px;
    color: var(--v2h-text);
    background: var(--v2h-card);
    border: 1px solid var(--v2h-line);
    border-radius: 8px;
    padding: 8px 10px;
    min-height: 44px;
    width: 100%;
    box-sizing: border-box;
  }
  textarea:focus-visible {
    outline: 2px solid var(--v2h-accent);
    outline-offset: 2px;
  }
  .pair {
    display: grid;
    grid-template-columns: 1fr 1fr;
    gap: 8px;
  }
  .wide {
    grid-column: 1 / -1;
  }
  .row {
    display: flex;
    flex-wrap: wrap;
    gap: 8px 14px;
    align-items: center;
  }
  form .row {
    align-items: end;
    margin-bottom: 10px;
  }
  progress {
    width: 100%;
    height: 12px;
    accent-color: var(--v2h-accent);
  }
  .answer {
    font-size: 16px;
    border-inline-start: 4px solid var(--v2h-accent);
    padding-inline-start: 12px;
  }
  .failed {
    background: var(--v2h-warning-ground);
    color: var(--v2h-on-warning);
    border-radius: 10px;
    padding: 10px 12px;
  }
  ul {
    margin: 0 0 10px;
    padding-inline-start: 20px;
  }
  .tabs button {
    min-height: 44px;
    border: 1px solid var(--v2h-line);
    font-weight: 400;
  }
  .tabs button[aria-pressed="true"] {
    background: var(--v2h-accent);
    color: var(--v2h-card);
    font-weight: 600;
  }
  .scroll {
    overflow-x: auto;
    margin: 8px 0 12px;
  }
  table {
    border-collapse: collapse;
    font-variant-numeric: tabular-nums;
    min-width: 100%;
  }
  th,
  td {
    padding: 5px 8px;
    text-align: end;
    border-bottom: 1px solid var(--v2h-line);
    white-space: nowrap;
  }
  thead th {
    white-space: normal;
    vertical-align: bottom;
    min-width: 84px;
    font-weight: 600;
    font-size: 13px;
  }
  thead th span {
    display: block;
    font-weight: 400;
    color: var(--v2h-second);
  }
  tbody th,
  tfoot th,
  thead th:first-child {
    text-align: start;
    font-weight: 400;
    position: sticky;
    inset-inline-start: 0;
    background: var(--v2h-card);
    min-width: 0;
  }
  tfoot .total {
    font-weight: 700;
  }
  td small {
    display: block;
    color: var(--v2h-second);
    font-size: 12px;
  }
  .notes a {
    color: var(--v2h-accent);
  }
  .notes {
    font-size: 14px;
    color: var(--v2h-second);
    overflow-wrap: anywhere;
  }
`;
