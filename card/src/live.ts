/** What the integration tells, kept up to date: one subscription for all cards of a page that show the same home. */

import type { ReactiveController, ReactiveControllerHost } from "lit";
import type { Face, FaceMessage } from "./face";
import type { Hass } from "./hass";

export type Status =
  | "loading"
  | "live"
  /** The connection is gone; what was known stays. */
  | "offline"
  /** Home Assistant runs, the integration does not (yet, or any more). */
  | "not_loaded"
  /** The chosen home does not exist, or this user may not see it. */
  | "refused";

/** After this long a subscription that was refused is tried again, ms: the integration may still be starting. */
const AGAIN_MS = 5_000;

type Listener = () => void;

/** One home in one language over one connection. */
class Line {
  face: Partial<Face> = {};
  status: Status = "loading";
  private readonly listeners = new Set<Listener>();
  private stop: Promise<(() => Promise<void>) | undefined> | undefined;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly connection: Hass["connection"],
    private readonly entryId: string | undefined,
    private readonly language: string,
  ) {}

  listen(listener: Listener): () => void {
    this.listeners.add(listener);
    if (this.listeners.size === 1) this.open();
    return () => {
      this.listeners.delete(listener);
      if (this.listeners.size === 0) this.close();
    };
  }

  private open(): void {
    this.connection.addEventListener("disconnected", this.lost);
    this.connection.addEventListener("ready", this.back);
    this.subscribe();
  }

  private close(): void {
    this.connection.removeEventListener("disconnected", this.lost);
    this.connection.removeEventListener("ready", this.back);
    clearTimeout(this.timer);
    const stop = this.stop;
    this.stop = undefined;
    void stop?.then((unsubscribe) => unsubscribe?.().catch(() => undefined));
  }

  private subscribe(): void {
    // The library subscribes again by itself after a lost connection; the first message then holds everything.
    this.stop = this.connection
      .subscribeMessage<FaceMessage & { gone?: true }>((message) => this.take(message), {
        type: "v2h_planner/subscribe",
        language: this.language,
        ...(this.entryId === undefined ? {} : { entry_id: this.entryId }),
      })
      .catch((error: unknown) => {
        this.refuse(error);
        return undefined;
      });
  }

  private take(message: FaceMessage & { gone?: true }): void {
    if (message.gone) {
      this.again("not_loaded");
      return;
    }
    this.face = { ...this.face, ...message };
    this.tell("live");
  }

  private refuse(error: unknown): void {
    const code = error !== null && typeof error === "object" && "code" in error ? error.code : "";
    this.again(code === "unauthorized" || code === "not_found" ? "refused" : "not_loaded");
  }

  private again(status: Status): void {
    this.tell(status);
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      if (this.listeners.size > 0) this.subscribe();
    }, AGAIN_MS);
  }

  private readonly lost = (): void => this.tell("offline");
  private readonly back = (): void => {
    if (this.status === "offline") this.tell(this.face.home ? "live" : "loading");
  };

  private tell(status: Status): void {
    this.status = status;
    for (const listener of this.listeners) listener();
  }
}

const lines = new WeakMap<object, Map<string, Line>>();

function lineOf(hass: Hass, entryId: string | undefined): Line {
  const mine = lines.get(hass.connection) ?? new Map<string, Line>();
  lines.set(hass.connection, mine);
  const key = `${hass.language} ${entryId ?? ""}`;
  const line = mine.get(key) ?? new Line(hass.connection, entryId, hass.language.startsWith("ja") ? "ja" : "en");
  mine.set(key, line);
  return line;
}

/** Keeps a card's host up to date while it is on the page. */
export class Live implements ReactiveController {
  private line: Line | undefined;
  private stop: (() => void) | undefined;

  constructor(private readonly host: ReactiveControllerHost) {
    host.addController(this);
  }

  get face(): Partial<Face> {
    return this.line?.face ?? {};
  }

  get status(): Status {
    return this.line?.status ?? "loading";
  }

  /** Follow this home from now on; cheap when nothing changed, so it may be called at every new `hass`. */
  follow(hass: Hass, entryId: string | undefined): void {
    const line = lineOf(hass, entryId);
    if (line === this.line) return;
    this.stop?.();
    this.line = line;
    this.stop = line.listen(() => this.host.requestUpdate());
  }

  hostConnected(): void {
    if (this.line && !this.stop) this.stop = this.line.listen(() => this.host.requestUpdate());
  }

  hostDisconnected(): void {
    this.stop?.();
    this.stop = undefined;
  }
}
