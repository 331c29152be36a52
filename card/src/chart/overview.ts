/** The strip above the picture: the whole plan, with a frame around what is in view. */

import { nothing, svg, type SVGTemplateResult } from "lit";
import { ticks } from "./bands";
import { timeScale } from "./scale";
import type { Scene } from "./scene";

const RAIL = 23;
const HEIGHT = 12;

export function overview(scene: Scene, width: number): SVGTemplateResult {
  const time = timeScale(scene.time.start, scene.time.end, width);
  const storage = scene.storages[0];
  const days = ticks(time, scene.formats).filter((tick) => tick.day);
  const storm = scene.plan?.storm;
  const from = storm ? Math.max(0, time.x(storm.onset === null ? time.start : Date.parse(storm.onset))) : 0;
  return svg`
    <line class="rail" x1="0" x2=${width} y1=${RAIL} y2=${RAIL}></line>
    ${storm
      ? svg`<rect class="band storm" x=${from} y=${RAIL - 9} height="18" width=${Math.max(0, Math.min(width, time.x(Date.parse(storm.until))) - from)}></rect>`
      : nothing}
    ${days.map(
      ({ at, x }) => svg`<line class="midnight" x1=${x} x2=${x} y1="4" y2="34"></line>
        ${x + 24 < width ? svg`<text x=${x + 5} y="6">${scene.formats.dayName(at)}</text>` : nothing}`,
    )}
    ${storage?.runs
      .filter((run) => run.action !== "standby")
      .map((run) => {
        const left = time.x(run.start);
        const hollow = !run.past && run.start < storage.hollowUntil ? " hollow" : "";
        return svg`<g class="block ${run.action}${hollow}${run.past ? " past" : ""}">
          <rect x=${left + 0.5} y=${RAIL - HEIGHT / 2} height=${HEIGHT} rx="2.5" width=${Math.max(1.5, time.x(run.end) - left - 1)}></rect>
        </g>`;
      })}`;
}
