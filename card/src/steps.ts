/** The next steps in words: what a person reads instead of the picture. */

import { html, nothing, type TemplateResult } from "lit";
import type { Face, StorageFacts } from "./face";
import type { Formats } from "./format";
import { icon, type IconName } from "./icons";
import { nextRuns, type Run } from "./chart/runs";

const SHOWN = 4;

export interface Step {
  at: number;
  icon: IconName;
  kind: string;
  word: string;
  note: string;
  end: string;
}

function noteOf(run: Run, formats: Formats): string {
  if (run.price === null || run.action === "surplus" || run.action === "away") return "";
  const key = run.action === "discharge" ? "card_step_instead" : "card_step_at";
  const text = formats.words(key, { price: formats.price(run.price) });
  return run.known ? text : formats.words("card_step_forecast", { text });
}

function endOf(run: Run, face: Partial<Face>, id: string, formats: Formats): string {
  const { words } = formats;
  if (run.action !== "away") {
    const soc = formats.percent(run.soc);
    return words("card_step_energy", { energy: formats.kwh(run.energy), soc });
  }
  const trip = face.trips?.find((item) => item.storage_id === id && !item.skipped && Math.abs(Date.parse(item.leave) - run.start) < 1_900_000);
  if (!trip || trip.planned_soc === null) return "";
  const soc = formats.percent(trip.planned_soc);
  if (trip.enough === false && trip.soc !== null) return words("card_step_leaves_short", { soc, wanted: formats.percent(trip.soc) });
  return words("card_step_leaves", { soc });
}

function stepOf(run: Run, face: Partial<Face>, id: string, formats: Formats): Step {
  return {
    at: run.start,
    icon: run.action,
    kind: run.action,
    word: formats.words(`card_verb_${run.action}`),
    note: noteOf(run, formats),
    end: endOf(run, face, id, formats),
  };
}

/** The steps that come next, a storm among them. */
export function stepsOf(face: Partial<Face>, facts: StorageFacts, runs: readonly Run[], at: number, formats: Formats): Step[] {
  const steps = nextRuns(runs, at, SHOWN).map((run) => stepOf(run, face, facts.id, formats));
  const storm = face.plan?.storm;
  if (storm?.onset && Date.parse(storm.onset) > at) {
    steps.push({
      at: Date.parse(storm.onset),
      icon: "storm",
      kind: "storm",
      word: formats.words("card_step_storm"),
      note: "",
      end: formats.words("card_until_time", { time: formats.short(Date.parse(storm.until), at) }),
    });
  }
  return steps.sort((one, other) => one.at - other.at).slice(0, SHOWN);
}

/** `hollowUntil`: until when nothing is commanded, ms. */
export function stepList(steps: readonly Step[], at: number, hollowUntil: number, formats: Formats): TemplateResult {
  const { words } = formats;
  if (steps.length === 0) return html`<p class="second none">${words("card_steps_none")}</p>`;
  return html`<ol class="steps" aria-label=${words("card_steps_title")}>
    ${steps.map(
      (step) => html`<li>
        <time datetime=${new Date(step.at).toISOString()}>${formats.short(step.at, at)}</time>
        <span class="step-icon ${step.kind} ${step.at < hollowUntil ? "hollow" : ""}">${icon(step.icon, 18)}</span>
        <span class="word">${step.word}${step.note ? html` <small>${step.note}</small>` : nothing}</span>
        <span class="end">${step.end}</span>
      </li>`,
    )}
  </ol>`;
}
