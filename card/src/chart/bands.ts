/** What lies across all tracks: hours and days, times away, a storm, windows of the grid programme. */

import { nothing, svg, type SVGTemplateResult } from "lit";
import type { Formats } from "../format";
import { textWidth, type TimeScale } from "./scale";
import type { Scene } from "./scene";

const HALF_HOUR_MS = 1_800_000;

export interface Tick {
  at: number;
  x: number;
  /** Midnight at the home. */
  day: boolean;
}

/** Round hours of the home's clock, so far apart that they can be read; right on days of 23 and 25 hours too. */
export function ticks(time: TimeScale, formats: Formats): Tick[] {
  const pxPerHour = (time.width / (time.end - time.start)) * 2 * HALF_HOUR_MS;
  const every = pxPerHour * 3 >= 58 ? 3 : pxPerHour * 6 >= 44 ? 6 : 12;
  const found: Tick[] = [];
  for (let at = Math.ceil(time.start / HALF_HOUR_MS) * HALF_HOUR_MS; at <= time.end; at += HALF_HOUR_MS) {
    const { hour, minute } = formats.clock(at);
    if (minute !== 0 || hour % every !== 0) continue;
    const last = found.at(-1);
    // The hour that comes twice in autumn is written once.
    if (last && at - last.at < every * HALF_HOUR_MS) continue;
    found.push({ at, x: time.x(at), day: hour === 0 });
  }
  return found;
}

export function axis(scene: Scene): SVGTemplateResult {
  const { time, layout, formats } = scene;
  const marks = ticks(time, formats);
  const inside = (x: number, width: number): number => Math.min(Math.max(x, width / 2), time.width - width / 2);
  return svg`<g class="axis">
    ${marks.map(({ at, x, day }) => {
      const text = formats.hour(at);
      return svg`<line class=${day ? "midnight" : "hour"} x1=${x} x2=${x} y1="0" y2=${layout.axis + 3}></line>
        <text x=${inside(x, textWidth(text, 12))} y=${layout.axis + 11}>${text}</text>
        ${day ? svg`<text class="day" x=${inside(x, textWidth(formats.day(at), 12))} y=${layout.axis + 26}>${formats.day(at)}</text>` : nothing}`;
    })}
  </g>`;
}

function band(scene: Scene, start: number, end: number, top: number, kind: string): SVGTemplateResult | typeof nothing {
  const left = Math.max(0, scene.time.x(start));
  const right = Math.min(scene.time.width, scene.time.x(end));
  if (right <= left) return nothing;
  return svg`<rect class="band ${kind}" x=${left} y=${top} width=${right - left} height=${scene.layout.axis - top}></rect>`;
}

export function bands(scene: Scene): SVGTemplateResult {
  const { plan, storages, layout, time, formats } = scene;
  const last = layout.ribbons.at(-1);
  const top = last ? last.top + last.height + 3 : 0;
  const away = (storages[0]?.runs ?? []).filter((run) => run.action === "away");
  const storm = plan?.storm;
  const events = plan?.grid_events ?? [];
  return svg`
    ${away.map((run) => band(scene, run.start, run.end, top, "away"))}
    ${storm ? band(scene, storm.onset === null ? time.start : Date.parse(storm.onset), Date.parse(storm.until), top, "storm") : nothing}
    ${events.map((event) => {
      const start = Date.parse(event.start);
      const word = formats.words(event.kind === "discharge" ? "card_event_discharge" : "card_event_import");
      const x = time.x(start);
      const width = time.x(Date.parse(event.end)) - x;
      const long = textWidth(word, 11) + 6 <= width ? word : formats.words("card_event");
      return svg`${band(scene, start, Date.parse(event.end), top, "event")}
        <rect class="event-head" x=${x} y=${top} width=${width} height="15" rx="3"></rect>
        <text class="event-word" x=${x + width / 2} y=${top + 7.5}>${textWidth(long, 11) <= width ? long : nothing}</text>`;
    })}`;
}
