/** The table of a result: a row a month, a column a case; the same as text for a spreadsheet. */

import type { Words } from "../words";
import type { Answer, CaseRow, MonthRow } from "./news";

export type Value = "cost_yen" | "import_kwh" | "export_kwh" | "co2_kg";

export const VALUES: Record<Value, string> = {
  cost_yen: "card_what_if_cost",
  import_kwh: "card_what_if_import",
  export_kwh: "card_what_if_sold",
  co2_kg: "card_what_if_co2",
};

export const VALUE_NAMES = Object.keys(VALUES) as Value[];

/** All months that a case has, in order; every case has the same. */
export function monthsOf(answer: Answer): string[] {
  return answer.cases[0]?.months.map(({ month }) => month) ?? [];
}

export function cell(row: CaseRow, month: string): MonthRow | undefined {
  return row.months.find((one) => one.month === month);
}

/** The price lists of the presets, each once. */
export function sourcesOf(answer: Answer): CaseRow[] {
  return answer.cases.filter(
    ({ source, scenario }, index) =>
      source.startsWith("https://") && answer.cases.findIndex((other) => other.scenario === scenario) === index,
  );
}

/** What begins with a sign that a spreadsheet takes for a formula is quoted as text. */
function quoted(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return `"${safe.replace(/"/g, '""')}"`;
}

/** A line a month and case, as UTF-8 with a mark that spreadsheets look for. */
export function csvOf(answer: Answer, words: Words): string {
  const head = [words("card_what_if_month"), "scenario", "driver", "days", ...VALUE_NAMES].map(quoted);
  const rows = answer.cases.flatMap((row) =>
    row.months.map((one) => [
      quoted(one.month), quoted(row.name), quoted(row.driver_name), one.days, ...VALUE_NAMES.map((name) => one[name]),
    ]),
  );
  return `\uFEFF${[head, ...rows].map((line) => line.join(",")).join("\r\n")}\r\n`;
}
