/** What a simulation found: the answer in a sentence, the table by month, and what it stands on. */

import { LitElement, html, nothing, type TemplateResult } from "lit";
import { property, state } from "lit/decorators.js";
import { buttons } from "../buttons";
import { define } from "../define";
import type { Formats } from "../format";
import type { Answer, CaseRow } from "./news";
import { style } from "./style";
import { VALUES, VALUE_NAMES, cell, csvOf, monthsOf, sourcesOf, type Value } from "./table";

export class V2hSimulateResult extends LitElement {
  static override styles = [buttons, style];

  @property({ attribute: false }) answer: Answer | undefined;
  @property({ attribute: false }) formats: Formats | undefined;
  @state() private shown: Value = "cost_yen";

  protected override render(): TemplateResult | typeof nothing {
    const { answer, formats } = this;
    if (!answer || !formats) return nothing;
    const { words } = formats;
    return html`
      <h2>${words("card_what_if_question")}</h2>
      <p class="answer">${answer.answer}</p>
      <ul>
        ${answer.findings.map((text) => html`<li>${text}</li>`)}
      </ul>
      <div class="row tabs" role="group">
        ${VALUE_NAMES.map(
          (name) =>
            html`<button type="button" aria-pressed=${name === this.shown} @click=${() => (this.shown = name)}>${words(VALUES[name])}</button>`,
        )}
      </div>
      <div class="scroll" tabindex="0" role="region" aria-label=${words(VALUES[this.shown])}>${this.table(answer, formats)}</div>
      <p class="second">${words("card_what_if_period", { first: answer.first, last: answer.last, days: answer.days })}</p>
      <button type="button" class="outline" @click=${() => this.save(answer, formats)}>${words("card_what_if_csv")}</button>
      ${answer.notes.length > 0
        ? html`<div class="notes">
            <h2>${words("card_what_if_notes")}</h2>
            <ul>
              ${answer.notes.map((text) => html`<li>${text}</li>`)}
              ${sourcesOf(answer).map(
                ({ name, source }) =>
                  html`<li><a href=${source} target="_blank" rel="noreferrer">${words("card_what_if_page", { name })}</a></li>`,
              )}
            </ul>
          </div>`
        : nothing}
    `;
  }

  private table(answer: Answer, formats: Formats): TemplateResult {
    const { words } = formats;
    const number = (value: number | undefined) => (value === undefined ? "–" : formats.number(value));
    const line = (text: string, value: (row: CaseRow) => unknown, kind = "") =>
      html`<tr class=${kind}>
        <th scope="row">${words(text)}</th>
        ${answer.cases.map((row) => html`<td>${value(row)}</td>`)}
      </tr>`;
    const worst = (what: string | undefined, yen: number | undefined) =>
      html`${number(yen)}<small>${what ?? ""}</small>`;
    return html`<table>
      <thead>
        <tr>
          <th scope="col">${words("card_what_if_month")}</th>
          ${answer.cases.map((row) => html`<th scope="col">${row.name}<span>${row.driver_name}</span></th>`)}
        </tr>
      </thead>
      <tbody>
        ${monthsOf(answer).map(
          (month) =>
            html`<tr>
              <th scope="row">${month}</th>
              ${answer.cases.map((row) => html`<td>${number(cell(row, month)?.[this.shown])}</td>`)}
            </tr>`,
        )}
      </tbody>
      <tfoot>
        ${line("card_what_if_total", (row) => number(row.total[this.shown]), "total")}
        ${line("card_what_if_worst_month", (row) => worst(row.worst_month?.month, row.worst_month?.cost_yen))}
        ${line("card_what_if_worst_day", (row) => worst(row.worst_day?.day, row.worst_day?.cost_yen))}
        ${line("card_what_if_peak", (row) => formats.number(row.peak_kw, 1))}
        ${line("card_what_if_peak_without", (row) => formats.number(row.peak_without_battery_kw, 1))}
      </tfoot>
    </table>`;
  }

  private save(answer: Answer, { words }: Formats): void {
    const url = URL.createObjectURL(new Blob([csvOf(answer, words)], { type: "text/csv;charset=utf-8" }));
    const link = document.createElement("a");
    link.href = url;
    link.download = `v2h-planner-${answer.first}-${answer.last}.csv`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(url), 10_000);
  }
}

define("v2h-simulate-result", V2hSimulateResult);
