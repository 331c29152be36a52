/** What every card of a home does: follow it, know the reader's language and theme, and render only when something changed. */

import { LitElement } from "lit";
import { wordsOfPage } from "./define";
import { exampleFace } from "./example";
import type { Face } from "./face";
import { formatsOf, type Formats } from "./format";
import type { CardConfig, Hass } from "./hass";
import { Live, type Status } from "./live";

const MINUTE_MS = 60_000;
/** Elements of Home Assistant that show cards to choose from: there a card asks nobody anything. */
const PICKERS = new Set(["hui-card-picker", "hui-suggestion-picker", "hui-entity-picker-table"]);

/** Whether what a card shows depends on what differs; states do not count, the integration tells what matters. */
function differs(one: Hass, other: Hass): boolean {
  return (
    one.language !== other.language ||
    one.locale !== other.locale ||
    one.connection !== other.connection ||
    one.connected !== other.connected ||
    one.themes !== other.themes ||
    one.config.time_zone !== other.config.time_zone
  );
}

function isInPicker(card: Node): boolean {
  for (let node: Node | null = card; node; node = node.parentNode ?? (node instanceof ShadowRoot ? node.host : null)) {
    if (node instanceof Element && PICKERS.has(node.localName)) return true;
  }
  return false;
}

/** Lightness of a computed colour, 0 to 1; undefined where it lets most of what is below through. */
export function lightness(colour: string): number | undefined {
  const parts = /^(rgba?|color)\((?:srgb )?([^)]+)\)$/.exec(colour);
  if (!parts) return undefined;
  const scale = parts[1] === "color" ? 1 : 255;
  const [red = 0, green = 0, blue = 0, alpha = 1] = (parts[2] ?? "").split(/[ ,/]+/).filter(Boolean).map(Number);
  return alpha < 0.5 ? undefined : (0.2126 * red + 0.7152 * green + 0.0722 * blue) / scale;
}

export abstract class HomeCard extends LitElement {
  protected config: CardConfig = { type: "" };
  protected at = Date.now();
  private readonly live = new Live(this);
  private known: Hass | undefined;
  /** It stands in the card picker. */
  private chosenFrom = false;
  private example: Face | undefined;
  private timer: ReturnType<typeof setTimeout> | undefined;

  static getConfigForm(): unknown {
    const words = wordsOfPage();
    return {
      schema: [{ name: "entry_id", selector: { config_entry: { integration: "v2h_planner" } } }],
      computeLabel: () => words("card_form_home"),
      computeHelper: () => words("card_form_home_help"),
    };
  }

  static getStubConfig(): Record<string, never> {
    return {};
  }

  setConfig(config: CardConfig): void {
    if (config.entry_id !== undefined && typeof config.entry_id !== "string") {
      throw new Error("entry_id: choose the home in the card's editor");
    }
    this.config = config;
    this.requestUpdate();
  }

  set hass(hass: Hass | undefined) {
    const before = this.known;
    this.known = hass;
    if (!before || !hass || differs(before, hass)) this.requestUpdate();
  }

  get hass(): Hass | undefined {
    return this.known;
  }

  protected get face(): Partial<Face> {
    return this.example ?? this.live.face;
  }

  /** Whether it only shows what it would look like. */
  protected get isExample(): boolean {
    return this.chosenFrom;
  }

  protected get status(): Status {
    if (this.example) return "live";
    return this.known?.connected === false && this.live.status === "live" ? "offline" : this.live.status;
  }

  protected get formats(): Formats {
    const hass = this.known;
    const language = hass?.language ?? "en";
    const locale = hass?.locale ?? { language, number_format: "language", time_format: "language", time_zone: "server" };
    return formatsOf(locale, language, this.face.home?.time_zone ?? hass?.config.time_zone ?? "Asia/Tokyo");
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.chosenFrom = isInPicker(this);
    document.addEventListener("visibilitychange", this.tick);
    this.tick();
  }

  override disconnectedCallback(): void {
    document.removeEventListener("visibilitychange", this.tick);
    clearTimeout(this.timer);
    super.disconnectedCallback();
  }

  /** Once a minute the now-marker moves; nothing runs while nobody looks. */
  private readonly tick = (): void => {
    clearTimeout(this.timer);
    if (document.visibilityState === "hidden") return;
    this.at = Date.now();
    this.timer = setTimeout(this.tick, MINUTE_MS - (this.at % MINUTE_MS));
    this.requestUpdate();
  };

  protected override willUpdate(): void {
    if (!this.known || !this.isConnected) return;
    if (this.chosenFrom) this.example ??= exampleFace(Date.now(), this.known.language);
    else this.live.follow(this.known, this.config.entry_id);
  }

  protected override updated(): void {
    const card = this.renderRoot.querySelector("ha-card") ?? this;
    const ground = lightness(getComputedStyle(card).backgroundColor);
    const ink = lightness(getComputedStyle(this).color);
    this.toggleAttribute("dark", ground === undefined ? (ink ?? 0) > 0.5 : ground < 0.4);
  }
}
