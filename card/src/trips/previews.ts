/** Asks for what a trip would change while a person still moves it: debounced, the newest answer wins. */

import type { ReactiveController, ReactiveControllerHost } from "lit";
import type { Preview, PreviewRequest } from "../face";

export const DEBOUNCE_MS = 250;
/** After this long it is said that something is calculated. */
export const SLOW_MS = 400;
/** After this long it is said that nothing came of it; an answer that comes yet is still taken. */
export const GIVE_UP_MS = 10_000;

export type Wait = "idle" | "asking" | "slow" | "failed";
export type Curve = readonly { soc: number; more_yen: number }[];

/** What the curve depends on: everything but the target. */
function keyOf({ storage_id, trip, trip_id }: PreviewRequest): string {
  return [storage_id, trip_id, trip.leave, trip.back, trip.energy_kwh].join(" ");
}

export class Previews implements ReactiveController {
  wait: Wait = "idle";
  /** The newest answer, and what it answers; an older one stays while the next is awaited. */
  preview: Preview | undefined;
  request: PreviewRequest | undefined;
  private readonly curves = new Map<string, Curve>();
  private timers: ReturnType<typeof setTimeout>[] = [];
  private newest = 0;
  private wanted: PreviewRequest | undefined;

  constructor(
    private readonly host: ReactiveControllerHost,
    private readonly ask: (request: PreviewRequest) => Promise<Preview>,
    /** The targets of the cost curve. */
    private readonly socs: () => number[],
  ) {
    host.addController(this);
  }

  /** The cost of each target of the trip that is being moved, as far as it is known. */
  get curve(): Curve {
    return (this.wanted && this.curves.get(keyOf(this.wanted))) ?? [];
  }

  /** Ask for this once nothing has moved for a while; at once the first time. */
  want(request: PreviewRequest): void {
    const first = this.wanted === undefined;
    this.wanted = request;
    this.newest += 1;
    this.forget();
    this.timers = [setTimeout(() => void this.send(request, this.newest), first ? 0 : DEBOUNCE_MS)];
  }

  hostDisconnected(): void {
    this.newest += 1;
    this.forget();
  }

  private async send(request: PreviewRequest, id: number): Promise<void> {
    this.turn("asking");
    this.timers = [
      setTimeout(() => this.turn("slow"), SLOW_MS),
      setTimeout(() => this.turn("failed"), GIVE_UP_MS),
    ];
    const preview = await this.ask(request).catch(() => undefined);
    if (id !== this.newest) return;
    this.end(preview ? "idle" : "failed");
    if (!preview) return;
    this.preview = preview;
    this.request = request;
    await this.draw(request);
  }

  /** The curve comes after the plan itself: nobody waits for it. */
  private async draw(request: PreviewRequest): Promise<void> {
    const key = keyOf(request);
    if (this.curves.has(key)) return;
    const priced = await this.ask({ ...request, socs: this.socs() }).catch(() => undefined);
    if (!priced || priced.curve.length === 0) return;
    this.curves.set(key, priced.curve);
    this.host.requestUpdate();
  }

  private end(wait: Wait): void {
    this.forget();
    this.turn(wait);
  }

  private turn(wait: Wait): void {
    this.wait = wait;
    this.host.requestUpdate();
  }

  private forget(): void {
    for (const timer of this.timers) clearTimeout(timer);
    this.timers = [];
  }
}
