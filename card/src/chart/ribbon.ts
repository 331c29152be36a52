/** The ribbon: what a storage does when, as blocks with icon and word. */

import { nothing, svg, type SVGTemplateResult } from "lit";
import { iconAt } from "../icons";
import type { Run } from "./runs";
import { textWidth } from "./scale";
import type { Scene } from "./scene";

const ICON = 15;
const TEXT = 12.5;

export interface Ribbon {
  runs: readonly Run[];
  hollowUntil: number;
  top: number;
  height: number;
  /** Name in front of it, where several are drawn. */
  name?: string;
}

/** Part a block where what is commanded begins. */
function parted(run: Run, hollowUntil: number): { run: Run; hollow: boolean }[] {
  if (run.past || hollowUntil <= run.start) return [{ run, hollow: false }];
  if (hollowUntil >= run.end) return [{ run, hollow: true }];
  return [
    { run: { ...run, end: hollowUntil }, hollow: true },
    { run: { ...run, start: hollowUntil }, hollow: false },
  ];
}

function content(run: Run, left: number, width: number, ribbon: Ribbon, word: string): SVGTemplateResult | typeof nothing {
  const middle = ribbon.top + ribbon.height / 2;
  const small = ribbon.height < 24;
  const size = small ? 11 : TEXT;
  const icon = small ? 12 : ICON;
  const text = textWidth(word, size);
  const whole = icon + 3 + text;
  const x = left + width / 2;
  if (whole + 8 <= width) {
    const begin = x - whole / 2;
    const plate = run.action === "away"
      ? svg`<rect class="plate" x=${begin - 5} y=${middle - 9} width=${whole + 10} height="18" rx="4"></rect>`
      : nothing;
    return svg`${plate}${iconAt(run.action, begin + icon / 2, middle, icon)}
      <text x=${begin + icon + 3} y=${middle} style="font-size:${size}px">${word}</text>`;
  }
  return width >= icon + 1 ? iconAt(run.action, x, middle, icon) : nothing;
}

function block(scene: Scene, ribbon: Ribbon, run: Run, hollow: boolean): SVGTemplateResult {
  const { time, formats } = scene;
  const left = time.x(run.start);
  const width = time.x(run.end) - left;
  const middle = ribbon.top + ribbon.height / 2;
  if (run.action === "standby") {
    const word = formats.words("card_verb_standby");
    const wide = textWidth(word, 12) + 40 <= width && ribbon.height > 24 && !run.past;
    return wide ? svg`<text class="idle" x=${left + width / 2} y=${middle}>${word}</text>` : svg``;
  }
  const classes = `block ${run.action}${hollow ? " hollow" : ""}${run.past ? " past" : ""}${run.likely ? " likely" : ""}`;
  const box = { x: left + 0.75, y: ribbon.top + 0.75, width: Math.max(1, width - 1.5), height: ribbon.height - 1.5 };
  const round = Math.min(6, box.width / 2);
  return svg`<g class=${classes}>
    <rect x=${box.x} y=${box.y} width=${box.width} height=${box.height} rx=${round}></rect>
    ${run.past ? nothing : content(run, left, width, ribbon, formats.words(`card_verb_${run.action}`))}
  </g>`;
}

function storm(scene: Scene, ribbon: Ribbon): SVGTemplateResult | typeof nothing {
  const { plan, time, formats } = scene;
  if (!plan?.storm) return nothing;
  const onset = plan.storm.onset === null ? time.start : Date.parse(plan.storm.onset);
  const left = Math.max(time.x(onset), 0);
  const right = Math.min(time.x(Date.parse(plan.storm.until)), time.width);
  if (right - left < 4) return nothing;
  const word = plan.storm.onset === null
    ? formats.words("card_storm")
    : formats.words("card_storm_from", { time: formats.time(onset) });
  const middle = ribbon.top + ribbon.height / 2;
  const free = ribbon.runs.find((run) => run.action === "standby" && run.end > onset && !run.past);
  const begin = Math.max(left, free ? time.x(free.start) : left) + 10;
  const fits = textWidth(word, TEXT) + ICON + 16 < Math.min(right, free ? time.x(free.end) : right) - begin;
  return svg`<g class="storm-block">
    <rect x=${left + 0.75} y=${ribbon.top + 1.5} width=${right - left - 1.5} height=${ribbon.height - 3} rx="6"></rect>
    ${fits
      ? svg`${iconAt("storm", begin + ICON / 2, middle, ICON)}<text x=${begin + ICON + 5} y=${middle}>${word}</text>`
      : nothing}
  </g>`;
}

export function ribbon(scene: Scene, drawn: Ribbon): SVGTemplateResult {
  const middle = drawn.top + drawn.height / 2;
  const blocks = drawn.runs.flatMap((run) => parted(run, drawn.hollowUntil));
  const calm = scene.plan?.storm ? blocks.filter((item) => item.run.action !== "standby") : blocks;
  return svg`<g class="ribbon">
    <line class="rail" x1="0" x2=${scene.time.width} y1=${middle} y2=${middle}></line>
    ${storm(scene, drawn)}
    ${calm.map((item) => block(scene, drawn, item.run, item.hollow))}
  </g>`;
}
