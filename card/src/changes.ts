/** What differs between the plan that was shown and the new one, in one line. */

import type { Action } from "./face";
import type { Formats } from "./format";
import type { Run } from "./chart/runs";

const VERBS: readonly Action[] = ["charge", "discharge"];

function nextStart(runs: readonly Run[], action: Action, at: number): number | undefined {
  return runs.find((run) => !run.past && run.action === action && run.start > at)?.start;
}

/** The first change of when it charges or discharges next; empty where these stay. */
export function change(before: readonly Run[], after: readonly Run[], at: number, formats: Formats): string {
  for (const action of VERBS) {
    const old = nextStart(before, action, at);
    const now = nextStart(after, action, at);
    if (old === now) continue;
    // What has begun meanwhile has not changed.
    if (old !== undefined && after.some((run) => run.action === action && run.start <= old && run.end > old)) continue;
    const verb = formats.words(`card_verb_${action}`);
    const told = (time: number | undefined): string => (time === undefined ? "" : formats.short(time, at));
    const key = old === undefined ? "card_changed_new" : now === undefined ? "card_changed_gone" : "card_changed_time";
    return formats.words(key, { verb, before: told(old), after: told(now) });
  }
  return "";
}
