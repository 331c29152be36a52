/** The picture of a plan: drawn when the plan is new, moved by the browser's own scrolling. */

import { html, LitElement, nothing, svg, type PropertyValues, type TemplateResult } from "lit";
import { guard } from "lit/directives/guard.js";
import { define } from "../define";
import type { Face } from "../face";
import type { Formats } from "../format";
import { axis, bands } from "./bands";
import { indexAt, type Cell } from "./cells";
import { frameStyle } from "./frame-style";
import { overview } from "./overview";
import { ribbon } from "./ribbon";
import { sceneOf, type Scene } from "./scene";
import { textWidth } from "./scale";
import { chartStyle } from "./style";
import { powerTrack, priceTrack, socTrack } from "./tracks";

const HALF_HOUR_MS = 1_800_000;
/** Room left and right of the strip: the picture itself goes from edge to edge. */
const MARGIN_PX = 14;
/** Narrower than this the legend names no bars, px: they have the ribbon's colours. */
const LEGEND_PX = 350;
const PAGE_MS = 12 * HALF_HOUR_MS;

/** What a reader points at: `hold` where it is to stay, `tap` lets go of what is held. `start` null: back to now. */
export interface Selection {
  start: number | null;
  hold: boolean;
  tap: boolean;
}

type Drawn = Pick<Face, "home" | "now" | "plan" | "past" | "banners">;

export class PlanChart extends LitElement {
  static override properties = {
    face: { attribute: false },
    storageId: { attribute: false },
    formats: { attribute: false },
    at: { attribute: false },
    selected: { attribute: false },
    describe: { attribute: false },
  };
  static override styles = [chartStyle, frameStyle];

  declare face: Drawn | undefined;
  declare storageId: string;
  declare formats: Formats;
  /** Now, ms. */
  declare at: number;
  /** Start of the chosen cell, ms. */
  declare selected: number | null;
  /** A cell in words, for those who hear it. */
  declare describe: (cell: Cell) => string;

  private view = 0;
  private scene: Scene | undefined;
  private sceneOfWhat: readonly unknown[] = [];
  /** A person has moved the window: it stays where it is. */
  private moved = false;
  private left = 0;
  private readonly sized = new ResizeObserver(([entry]) => {
    const width = Math.floor(entry?.contentRect.width ?? 0);
    if (width === this.view) return;
    this.view = width;
    this.requestUpdate();
  });

  constructor() {
    super();
    this.face = undefined;
    this.storageId = "";
    this.at = Date.now();
    this.selected = null;
    this.describe = () => "";
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.sized.observe(this);
  }

  override disconnectedCallback(): void {
    this.sized.disconnect();
    super.disconnectedCallback();
  }

  /** Work the scene out again only where something that is drawn has changed. */
  protected override willUpdate(): void {
    const { face, storageId, view, formats } = this;
    const standing = face?.now.storages.map((item) => `${item.standing} ${item.standing_until ?? ""}`).join();
    const what = [face?.home, face?.plan, face?.past, face?.now.outage, (face?.banners.length ?? 0) > 0, standing, storageId, view, formats];
    if (what.every((value, index) => value === this.sceneOfWhat[index])) return;
    this.sceneOfWhat = what;
    this.scene = face && sceneOf(face, storageId, view, formats);
  }

  private get scroller(): HTMLElement | null {
    return this.renderRoot.querySelector(".scroll");
  }

  protected override updated(changed: PropertyValues<this>): void {
    const { scene, scroller } = this;
    if (!scene || !scroller) return;
    const home = scene.time.x(scene.cells.find((cell) => !cell.past)?.start ?? scene.time.start) - this.px(scene.pastHours);
    const wanted = this.moved ? scene.time.x(this.left) : Math.max(0, home);
    if (Math.abs(scroller.scrollLeft - wanted) > 1) scroller.scrollLeft = wanted;
    if (changed.has("selected") && this.selected !== null && this.matches(":focus-within")) this.show(this.selected);
    this.frame();
  }

  private get stripPx(): number {
    return this.view - 2 * MARGIN_PX;
  }

  private px(hours: number): number {
    const time = this.scene?.time;
    return time ? (hours * 2 * HALF_HOUR_MS * time.width) / (time.end - time.start) : 0;
  }

  /** Move as little as shows that time. */
  private show(at: number): void {
    const { scene, scroller } = this;
    if (!scene || !scroller) return;
    const x = scene.time.x(at);
    const room = this.px(1);
    if (x - room < scroller.scrollLeft) scroller.scrollLeft = x - room;
    else if (x + 2 * room > scroller.scrollLeft + this.view) scroller.scrollLeft = x + 2 * room - this.view;
  }

  /** The strip's frame follows the window without drawing anything again. */
  private readonly frame = (): void => {
    const { scene, scroller } = this;
    const frame = this.renderRoot.querySelector<HTMLElement>(".window");
    if (!scene || !scroller || !frame) return;
    const scale = this.stripPx / scene.time.width;
    frame.style.left = `${MARGIN_PX + scroller.scrollLeft * scale}px`;
    frame.style.width = `${this.view * scale}px`;
  };

  private readonly scrolled = (): void => {
    const { scene, scroller } = this;
    if (!scene || !scroller) return;
    this.left = scene.time.at(scroller.scrollLeft);
    this.frame();
  };

  private readonly byHand = (): void => {
    this.moved = true;
  };

  private cellAt(event: MouseEvent): Cell | undefined {
    const plan = this.renderRoot.querySelector(".plan");
    if (!this.scene || !plan) return undefined;
    const at = this.scene.time.at(event.clientX - plan.getBoundingClientRect().left);
    return this.scene.cells[indexAt(this.scene.cells, at)];
  }

  private tell(start: number | null, hold: boolean, tap = false): void {
    this.dispatchEvent(new CustomEvent<Selection>("v2h-select", { detail: { start, hold, tap } }));
  }

  private readonly over = (event: PointerEvent): void => {
    if (event.pointerType === "mouse") this.tell(this.cellAt(event)?.start ?? null, false);
  };

  private readonly out = (event: PointerEvent): void => {
    if (event.pointerType === "mouse") this.tell(null, false);
  };

  private readonly tapped = (event: MouseEvent): void => {
    this.tell(this.cellAt(event)?.start ?? null, true, true);
  };

  private readonly key = (event: KeyboardEvent): void => {
    const cells = this.scene?.cells ?? [];
    const now = indexAt(cells, this.at);
    const index = this.selected === null ? now : indexAt(cells, this.selected);
    const cell = cells[index];
    if (!cell || event.ctrlKey || event.metaKey || event.altKey) return;
    const to = (at: number): number => indexAt(cells, Math.max(at, cells[0]?.start ?? at));
    const target: Record<string, (() => number) | undefined> = {
      ArrowLeft: () => Math.max(0, index - 1),
      ArrowRight: () => Math.min(cells.length - 1, index + 1),
      ArrowDown: () => Math.max(0, index - 1),
      ArrowUp: () => Math.min(cells.length - 1, index + 1),
      PageUp: () => to(cell.start - PAGE_MS),
      PageDown: () => to(cell.start + PAGE_MS),
      Home: () => now,
      End: () => cells.length - 1,
      Enter: () => index,
      " ": () => index,
    };
    if (event.key === "Escape") this.tell(null, true);
    else {
      const next = target[event.key]?.();
      if (next === undefined) return;
      this.moved = true;
      this.left = this.scene?.time.at(this.scroller?.scrollLeft ?? 0) ?? 0;
      this.tell(cells[next]?.start ?? null, true);
    }
    event.preventDefault();
    event.stopPropagation();
  };

  private readonly drag = (event: PointerEvent): void => {
    const strip = event.currentTarget as HTMLElement;
    if (event.type === "pointerdown") strip.setPointerCapture(event.pointerId);
    else if (!strip.hasPointerCapture(event.pointerId)) return;
    const { scene, scroller } = this;
    if (!scene || !scroller) return;
    const share = (event.clientX - strip.getBoundingClientRect().left - MARGIN_PX) / this.stripPx;
    this.moved = true;
    scroller.scrollLeft = share * scene.time.width - this.view / 2;
  };

  protected override render(): TemplateResult {
    const { scene } = this;
    if (!scene) return html`<div class="scroll"></div>`;
    return html`${this.strip(scene)}
      <div class="stage"><div
        class="scroll"
        role="slider"
        tabindex="0"
        aria-label=${this.formats.words("card_chart_label")}
        aria-orientation="horizontal"
        aria-valuemin="0"
        aria-valuemax=${scene.cells.length - 1}
        aria-valuenow=${indexAt(scene.cells, this.selected ?? this.at)}
        aria-valuetext=${this.valueText(scene)}
        @scroll=${this.scrolled}
        @wheel=${this.byHand}
        @touchmove=${this.byHand}
        @pointermove=${this.over}
        @pointerleave=${this.out}
        @click=${this.tapped}
        @keydown=${this.key}
      >
        <div class="plan" style="width:${scene.time.width}px;height:${scene.layout.height}px">
          ${guard([scene], () => this.drawing(scene))} ${this.overlays(scene)}
        </div>
      </div>
      ${guard([scene], () => this.titles(scene))}</div>`;
  }

  private valueText(scene: Scene): string {
    const cell = scene.cells[indexAt(scene.cells, this.selected ?? this.at)];
    return cell ? this.describe(cell) : "";
  }

  private strip(scene: Scene): TemplateResult | typeof nothing {
    if (scene.time.width <= this.view + 4) return nothing;
    return html`<div class="overview" aria-hidden="true" @pointerdown=${this.drag} @pointermove=${this.drag}>
      ${guard([scene], () => html`<svg width=${this.stripPx} height="34">${overview(scene, this.stripPx)}</svg>`)}
      <div class="window"></div>
    </div>`;
  }

  private drawing(scene: Scene): TemplateResult {
    const { layout, time } = scene;
    return html`<svg width=${time.width} height=${layout.height} aria-hidden="true">
      ${patterns}${axis(scene)}${bands(scene)}${priceTrack(scene)}${powerTrack(scene)}${socTrack(scene)}
      ${layout.ribbons.map((place, index) => {
        const storage = scene.storages[index];
        return storage ? ribbon(scene, { ...place, runs: storage.runs, hollowUntil: storage.hollowUntil }) : nothing;
      })}
    </svg>`;
  }

  private overlays(scene: Scene): TemplateResult {
    const { time, layout, formats } = scene;
    const height = layout.axis;
    const x = time.x(Math.min(Math.max(this.at, time.start), time.end));
    const text = formats.words("card_now_at", { time: formats.time(this.at) });
    const cell = this.selected === null ? undefined : scene.cells[indexAt(scene.cells, this.selected)];
    return html`<div class="gone" style="width:${x}px;height:${height}px"></div>
      <div class="now" style="left:${x}px;height:${height + 6}px"></div>
      ${pill(text, x, 10, time.width, "")} ${cell ? this.chosen(scene, cell) : nothing}`;
  }

  private chosen(scene: Scene, cell: Cell): TemplateResult {
    const left = scene.time.x(cell.start);
    const right = scene.time.x(cell.end);
    const text = scene.formats.span(cell.start, cell.end);
    return html`<div class="frame" style="left:${left - 2}px;width:${right - left + 3}px;height:${scene.layout.axis + 6}px"></div>
      ${pill(text, (left + right) / 2, undefined, scene.time.width, "chosen")}`;
  }

  private titles(scene: Scene): TemplateResult {
    const { layout, formats, home, storages } = scene;
    const { words } = formats;
    const facts = storages[0]?.facts;
    const key = (kind: string, word: string): TemplateResult => html`<span class="key"><i class=${kind}></i>${words(word)}</span>`;
    const lastSold = scene.price && home.has_pv && !scene.co2 ? scene.cells.at(-1)?.exportPrice : null;
    return html`<div class="titles ${scene.compact ? "compact" : ""}" aria-hidden="true">
      ${layout.ribbons.slice(1).map((place, index) => html`<span class="name" style="top:${place.top}px">${storages[index + 1]?.facts.name}</span>`)}
      ${layout.price
        ? html`<span class="title" style="top:${layout.price.title - 9}px"><b>${words(scene.co2 ? "card_track_co2" : "card_track_price")}</b></span>`
        : nothing}
      ${scene.price && lastSold
        ? html`<span class="mark sold-word" style="top:${scene.price.y(lastSold)}px"
            >${words("card_sold_at", { price: formats.number(lastSold, 1) })}</span
          >`
        : nothing}
      <span class="title" style="top:${layout.power.title - 9}px">
        <b>${words("card_track_power")}</b>
        ${home.has_pv ? key("sun-key", "card_key_sun") : nothing}${key("line-key", "card_key_house")}
        ${scene.outage ? nothing : key("net-key", "card_key_grid")}
        ${scene.outage || scene.view < LEGEND_PX ? nothing : key("charge-key", "card_key_charge")}
        ${scene.view >= LEGEND_PX && storages.some((item) => item.facts.can_discharge) ? key("discharge-key", "card_key_discharge") : nothing}
      </span>
      ${[scene.power.high, scene.power.high / 2].map(
        (value) => html`<span class="mark" style="top:${scene.power.y(value) + 16}px">${formats.number(value, value % 1 ? 1 : 0)}</span>`,
      )}
      <span class="title" style="top:${layout.soc.title - 9}px"><b>${words("card_track_soc")}</b></span>
      ${[100, 50].map((value) => html`<span class="mark" style="top:${scene.soc.y(value) + 17}px">${formats.number(value)}</span>`)}
      ${facts
        ? html`<span class="mark low" style="top:${scene.soc.y(facts.min_soc)}px"
            >${words("card_floor", { soc: formats.number(facts.min_soc) })}</span
          >`
        : nothing}
      ${formats.foreign ? html`<span class="mark" style="top:${layout.axis + 34}px">${formats.foreign}</span>` : nothing}
    </div>`;
  }
}

/** A time above the picture; `before`: how far it begins left of x, its middle else. */
function pill(text: string, x: number, before: number | undefined, width: number, kind: string): TemplateResult {
  const size = textWidth(text, 12) + 18;
  const left = Math.min(Math.max(x - (before ?? size / 2), 0), width - size);
  return html`<div class="pill ${kind}" style="left:${left}px">${text}</div>`;
}

const patterns = svg`<defs>
  <pattern id="away" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
    <line x1="0" y1="0" x2="0" y2="7" stroke="var(--v2h-away)" stroke-width="1.5" stroke-opacity="0.6"></line>
  </pattern>
  <pattern id="storm" width="16" height="16" patternUnits="userSpaceOnUse" patternTransform="rotate(-60)">
    <rect width="16" height="16" fill="var(--v2h-warning-edge)" fill-opacity="0.09"></rect>
    <line x1="0" y1="0" x2="0" y2="16" stroke="var(--v2h-warning-edge)" stroke-width="3" stroke-opacity="0.35"></line>
  </pattern>
  <pattern id="forecast" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(-45)">
    <line x1="0" y1="0" x2="0" y2="6" stroke="var(--v2h-price)" stroke-width="1.2" stroke-opacity="0.55"></line>
  </pattern>
  <pattern id="dots" width="4" height="4" patternUnits="userSpaceOnUse">
    <rect width="4" height="4" fill="var(--v2h-surplus)"></rect>
    <circle cx="2" cy="2" r="0.8" fill="var(--v2h-surplus-edge)"></circle>
  </pattern>
</defs>`;

define("v2h-plan-chart", PlanChart);
