/** What one half hour is about: what, how much, what it costs and why. */

import { html, nothing, type TemplateResult } from "lit";
import { hoursOf, indexAt, type Cell } from "./chart/cells";
import type { StorageFacts } from "./face";
import type { Formats } from "./format";
import { comma } from "./head";
import { icon } from "./icons";

/** Below these shares of the whole a piece of a bar has no room for its name, or for its figure. */
const NAMED = 0.17;
const FIGURED = 0.09;
/** Losses below this are rounding, kW. */
const LOSS_KW = 0.05;

interface Piece {
  kind: string;
  kw: number;
  figure: string;
  label: string;
}

/** Where power comes from and where it goes; both add up to the same, with what is lost. */
export function balance(cell: Cell, storages: readonly StorageFacts[], formats: Formats): { from: Piece[]; to: Piece[]; total: number } | null {
  if (cell.load === null || cell.import === null) return null;
  const { words } = formats;
  const named = (key: string, kind: string, kw: number | null, name = ""): Piece => ({
    kind, kw: kw ?? 0, figure: formats.number(kw ?? 0, 1), label: words(key, { value: formats.number(kw ?? 0, 1), name }),
  });
  const part = (facts: StorageFacts): Cell["parts"][string] => cell.parts[facts.id];
  const from = [
    named("card_from_sun", "sun", cell.pv),
    ...storages.map((facts) => named("card_from_storage", "discharge", part(facts)?.discharge ?? 0, facts.name)),
    named("card_from_grid", "bought", cell.import),
  ];
  const to = [
    named("card_to_house", "house", cell.load),
    ...storages.map((facts) => named("card_to_storage", part(facts)?.action === "surplus" ? "surplus" : "charge", part(facts)?.charge ?? 0, facts.name)),
    named("card_to_grid", "sold", cell.export),
  ];
  const sum = (pieces: Piece[]): number => pieces.reduce((total, piece) => total + piece.kw, 0);
  const some = (pieces: Piece[]): Piece[] => pieces.filter((piece) => piece.kw >= 0.05);
  const total = Math.max(sum(from), sum(to));
  const lost = sum(from) - sum(to);
  const loss = lost > LOSS_KW ? [{ kind: "loss", kw: lost, figure: "", label: "" }] : [];
  return { from: some(from), to: [...some(to), ...loss], total };
}

function bar(pieces: readonly Piece[], total: number): TemplateResult {
  return html`<div class="bar">
    ${pieces.map(
      (piece) => html`<span class=${piece.kind} style="flex:${piece.kw * 100} 0 0" title=${piece.label}
        >${piece.kw / total >= NAMED ? piece.label : piece.kw / total >= FIGURED ? piece.figure : nothing}</span
      >`,
    )}
  </div>`;
}

/** Place of a price among all of the plan, cheapest first. */
export function rankOf(cell: Cell, cells: readonly Cell[]): { rank: number; count: number } | null {
  const price = cell.price;
  if (price === null || cell.past) return null;
  const prices = cells.filter((other) => !other.past).map((other) => other.price).filter((value) => value !== null);
  if (new Set(prices).size < 3) return null;
  return { rank: prices.filter((other) => other < price - 1e-6).length + 1, count: prices.length };
}

export interface PanelOf {
  cell: Cell;
  cells: readonly Cell[];
  storages: readonly StorageFacts[];
  /** The chosen one. */
  facts: StorageFacts;
  at: number;
  formats: Formats;
  held: boolean;
  close: () => void;
}

function socBefore({ cell, cells, facts }: PanelOf): number | null {
  return cells[indexAt(cells, cell.start) - 1]?.parts[facts.id]?.soc ?? null;
}

function facts(panel: PanelOf): TemplateResult {
  const { cell, formats, facts: storage } = panel;
  const { words } = formats;
  const part = cell.parts[storage.id];
  const before = socBefore(panel);
  const after = part?.soc ?? null;
  const hours = hoursOf(cell);
  return html`<div class="facts">
    ${after === null
      ? nothing
      : html`<div>${words("card_slot_soc", { from: formats.percent(before ?? after), to: formats.percent(after) })}</div>`}
    ${part && part.charge > 0.05
      ? html`<div>${words("card_slot_charge", { energy: formats.kwh(part.charge * hours), name: storage.name })}</div>`
      : nothing}
    ${part && part.discharge > 0.05
      ? html`<div>${words("card_slot_discharge", { energy: formats.kwh(part.discharge * hours), name: storage.name })}</div>`
      : nothing}
  </div>`;
}

function money({ cell, cells, formats }: PanelOf): TemplateResult | typeof nothing {
  const { words } = formats;
  if (cell.price === null) return nothing;
  const rank = rankOf(cell, cells);
  const cost = cell.cost;
  const yen = cost === null ? "" : words(cost < -0.5 ? "card_slot_earn" : "card_slot_cost", { cost: formats.yen(Math.abs(cost)) });
  return html`<div class="money">
    <span class="unit-price">${words("card_slot_per_kwh", { price: formats.price(cell.price) })}</span>
    ${cell.known ? nothing : html`<span class="guess">${words("card_forecast")}</span>`}
    ${yen ? html`<span class="second">${yen}</span>` : nothing}
    ${rank ? html`<span class="second">${words("card_slot_rank", rank)}</span>` : nothing}
  </div>`;
}

export function slotPanel(panel: PanelOf): TemplateResult {
  const { cell, formats, at, storages, facts: storage } = panel;
  const { words } = formats;
  const part = cell.parts[storage.id];
  const action = part?.action ?? "standby";
  const sums = balance(cell, storages, formats);
  const now = at >= cell.start && at < cell.end;
  const day = formats.dayNumber(cell.start) === formats.dayNumber(at) ? "" : `${formats.day(cell.start)} `;
  return html`<section class="panel">
    <header>
      <span class="step-icon ${action}">${icon(action, 18)}</span>
      <b>${words(`card_verb_${action}`)}</b>
      <time>${now ? words("card_small_now") + " " : day}${formats.span(cell.start, cell.end)}</time>
      ${cell.past ? html`<span class="second">${words("card_slot_past")}</span>` : nothing}
      <button class="plain" aria-label=${words("card_slot_back")} @click=${panel.close}>${icon("close", 20)}</button>
    </header>
    <div class="columns">
      <div>
        ${part?.why ? html`<p class="why">${part.why}</p>` : nothing} ${facts(panel)} ${money(panel)}
      </div>
      ${sums
        ? html`<div class="balance">
            <div class="second between">
              <span>${words("card_slot_balance")}</span>
              <span>${words("card_slot_total", { value: formats.number(sums.total, 1) })}</span>
            </div>
            ${bar(sums.from, sums.total)}${bar(sums.to, sums.total)}
          </div>`
        : nothing}
    </div>
  </section>`;
}

/** The same in one sentence, for those who hear the plan. */
export function spoken(cell: Cell, id: string, at: number, formats: Formats): string {
  const { words } = formats;
  const part = cell.parts[id];
  const price = cell.price === null ? "" : words(cell.known ? "card_told_price" : "card_told_price_forecast", { price: formats.price(cell.price) });
  const kw = part ? part.charge || part.discharge : 0;
  return [
    formats.when(cell.start, at),
    words(`card_verb_${part?.action ?? "standby"}`) + (kw > 0.05 ? ` ${formats.kw(kw)}` : ""),
    price,
    part?.soc === null || part?.soc === undefined ? "" : words("card_told_soc", { soc: formats.percent(part.soc) }),
    part?.why ?? "",
  ]
    .filter(Boolean)
    .join(comma(formats));
}
