/** The next 24 hours as small as a line and a ribbon. */

import { html, nothing, svg, type TemplateResult } from "lit";
import type { Face } from "../face";
import type { Formats } from "../format";
import { cellsOf } from "./cells";
import { steps } from "./paths";
import { runsOf } from "./runs";
import { timeScale, valueScale } from "./scale";
import { hasRates, hollowUntil } from "./scene";

const HOURS = 24;
const PRICE = 24;
const RIBBON = 13;
const TEXT = 16;

export interface MiniSize {
  width: number;
  /** Whether there is room for prices. */
  priced: boolean;
}

export function mini(face: Pick<Face, "home" | "now" | "plan">, id: string, size: MiniSize, at: number, formats: Formats): TemplateResult | typeof nothing {
  const { home, now, plan } = face;
  const { width } = size;
  if (!plan || width <= 0) return nothing;
  const time = timeScale(at, at + HOURS * 3_600_000, width);
  const cells = cellsOf(plan, [])
    .filter((cell) => cell.end > at && cell.start < time.end)
    .map((cell) => ({ ...cell, start: Math.max(cell.start, at), end: Math.min(cell.end, time.end) }));
  const priced = size.priced && hasRates(plan, home, now.outage);
  const prices = cells.map((cell) => cell.price ?? 0);
  const scale = valueScale(Math.min(...prices), Math.max(...prices) + 0.01, 2, PRICE - 4);
  const top = priced ? PRICE : 2;
  const hollow = hollowUntil(now.storages.find((item) => item.id === id));
  const line = (known: boolean): string => steps(cells, time, (cell) => (cell.price === null || cell.known !== known ? null : scale.y(cell.price)));
  const storm = plan.storm;
  const from = storm ? Math.max(0, time.x(storm.onset === null ? at : Date.parse(storm.onset))) : 0;
  const to = storm ? Math.min(width, time.x(Date.parse(storm.until))) : 0;
  return html`<svg class="mini" width=${width} height=${top + RIBBON + TEXT} aria-hidden="true">
    <defs>
      <pattern id="away" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
        <line x1="0" y1="0" x2="0" y2="7" stroke="var(--v2h-away)" stroke-width="2" stroke-opacity="0.8"></line>
      </pattern>
    </defs>
    ${to > from ? svg`<rect class="storm-band" x=${from} y="0" width=${to - from} height=${top + RIBBON}></rect>` : nothing}
    ${priced ? svg`<path class="known" d=${line(true)}></path><path class="forecast" d=${line(false)}></path>` : nothing}
    <line class="rail" x1="0" x2=${width} y1=${top + RIBBON / 2} y2=${top + RIBBON / 2}></line>
    ${runsOf(cells, id)
      .filter((run) => run.action !== "standby")
      .map((run) => {
        const left = time.x(run.start);
        const kind = `block ${run.action}${run.start < hollow ? " hollow" : ""}`;
        return svg`<g class=${kind}><rect x=${left + 0.75} y=${top + 0.75} height=${RIBBON - 1.5} rx="3"
          width=${Math.max(1.5, time.x(run.end) - left - 1.5)}></rect></g>`;
      })}
    ${[0, HOURS / 2, HOURS].map((hours, index) => {
      const when = at + hours * 3_600_000;
      const text = hours === 0 ? formats.words("card_small_now") : formats.time(when);
      return svg`<text x=${time.x(when)} y=${top + RIBBON + 9} text-anchor=${["start", "middle", "end"][index] ?? "end"}>${text}</text>`;
    })}
  </svg>`;
}
