/** The whole plan as a table, for screen readers: out of sight, never out of date. */

import { html, type TemplateResult } from "lit";
import type { Cell } from "./chart/cells";
import type { StorageFacts } from "./face";
import type { Formats } from "./format";

export function planTable(cells: readonly Cell[], facts: StorageFacts, at: number, formats: Formats): TemplateResult {
  const { words } = formats;
  const rows = cells.filter((cell) => !cell.past);
  return html`<table class="unseen">
    <caption>${words("card_table_caption")}: ${facts.name}</caption>
    <thead>
      <tr>
        ${["time", "does", "power", "soc", "price", "why"].map((key) => html`<th scope="col">${words(`card_table_${key}`)}</th>`)}
      </tr>
    </thead>
    <tbody>
      ${rows.map((cell) => {
        const part = cell.parts[facts.id];
        const kw = part ? part.charge || part.discharge : 0;
        return html`<tr>
          <th scope="row">${formats.when(cell.start, at)}</th>
          <td>${words(`card_verb_${part?.action ?? "standby"}`)}</td>
          <td>${formats.kw(kw)}</td>
          <td>${formats.percent(part?.soc ?? null)}</td>
          <td>
            ${cell.price === null ? "–" : words(cell.known ? "card_told_price" : "card_told_price_forecast", { price: formats.price(cell.price) })}
          </td>
          <td>${part?.why ?? ""}</td>
        </tr>`;
      })}
    </tbody>
  </table>`;
}
