/** The head of a card: what it does, how full it is, and why; in an outage how long that lasts. */

import { html, nothing, type TemplateResult } from "lit";
import type { Face, HomeFacts, Now, StorageFacts, StorageNow, Target } from "./face";
import type { Formats } from "./format";
import { icon, type IconName } from "./icons";

/** Whether what is shown is not what is commanded. */
export function isHollow(now: StorageNow): boolean {
  return now.standing !== "commanded";
}

export function iconOfNow(now: StorageNow): IconName {
  if (now.standing === "hands_off") return "hand";
  if (now.action === "away") return now.plugged === false ? "away" : "unplugged";
  return now.action;
}

/** The verb as it stands in the head, with what qualifies it above. */
export function verbOf(now: StorageNow, formats: Formats): { word: string; over: string | null } {
  const { words } = formats;
  const word = now.action === "away" ? words("card_verb_away") : words(`action_${now.action}`);
  switch (now.standing) {
    case "dry_run":
      return { word, over: words("card_if_controlled") };
    case "no_orders":
      return { word, over: words("card_no_orders_word") };
    case "hands_off":
      return { word: words("card_hands_word"), over: null };
    case "paused":
      return { word: words("card_paused_word"), over: null };
    case "commanded":
      return { word, over: null };
  }
}

function isJapanese(formats: Formats): boolean {
  return formats.locale.language.startsWith("ja");
}

/** Between figures in a row. */
export function dot(formats: Formats): string {
  return isJapanese(formats) ? "・" : " · ";
}

/** Between the parts of something that is said. */
export function comma(formats: Formats): string {
  return isJapanese(formats) ? "、" : ", ";
}

/** Power and until when, as far as they are known. */
export function detailOf(now: StorageNow, at: number, formats: Formats): string {
  const held = now.standing === "hands_off" || now.standing === "paused";
  const until = held ? now.standing_until : now.until;
  const flows = !held && now.power_kw !== null && now.power_kw > 0.05;
  return [
    flows && now.power_kw !== null ? formats.kw(now.power_kw) : "",
    until === null ? "" : formats.words("card_until_time", { time: formats.short(Date.parse(until), at) }),
  ]
    .filter(Boolean)
    .join(dot(formats));
}

/** The next time that it leaves, with the SOC that is asked or planned; empty without one. */
export function departureOf(face: Partial<Face>, id: string, at: number, formats: Formats): string {
  const trip = (face.trips ?? [])
    .filter((item) => item.storage_id === id && !item.skipped && Date.parse(item.leave) > at)
    .sort((one, other) => Date.parse(one.leave) - Date.parse(other.leave))[0];
  if (!trip) return "";
  const time = formats.when(Date.parse(trip.leave), at);
  const soc = trip.soc ?? trip.planned_soc;
  if (soc === null) return formats.words("card_departure_bare", { time });
  return formats.words("card_departure", { time, soc: formats.percent(soc) });
}

/** The next SOC that this storage must have. */
export function nextTarget(face: Partial<Face>, id: string, at: number): Target | undefined {
  return face.plan?.targets
    .filter((target) => target.storage_id === id && Date.parse(target.by) > at)
    .sort((one, other) => one.by.localeCompare(other.by))[0];
}

export function moreInfo(from: EventTarget, entityId: string | undefined): void {
  if (!entityId) return;
  from.dispatchEvent(new CustomEvent("hass-more-info", { bubbles: true, composed: true, detail: { entityId } }));
}

/** A figure that opens the entity it comes from; only a text where there is none. */
export function figure(entityId: string | undefined, content: TemplateResult | string, kind = ""): TemplateResult {
  if (!entityId) return html`<span class="figure ${kind}">${content}</span>`;
  const open = (event: Event): void => {
    if (event.currentTarget) moreInfo(event.currentTarget, entityId);
  };
  return html`<button class="figure ${kind}" @click=${open}>${content}</button>`;
}

function gauge(facts: StorageFacts, soc: number | null, target: Target | undefined): TemplateResult {
  return html`<span class="gauge" aria-hidden="true">
    <i class="fill" style="width:${soc ?? 0}%"></i>
    <i class="tick floor" style="left:${facts.min_soc}%"></i>
    ${target ? html`<i class="tick need" style="left:${Math.min(99, target.soc)}%"></i>` : nothing}
  </span>`;
}

function charge(facts: StorageFacts, now: StorageNow, target: Target | undefined, at: number, formats: Formats): TemplateResult {
  const { words } = formats;
  const more = [
    words("card_soc_floor", { soc: formats.percent(facts.min_soc) }),
    target && words("card_soc_need", { soc: formats.percent(target.soc), time: formats.when(Date.parse(target.by), at) }),
  ];
  const content = html`<span class="number"
      ><small>${facts.name}</small> <b>${now.soc === null ? "–" : formats.number(now.soc)}</b><small>%</small></span
    ><span class="unseen">${more.filter(Boolean).join(comma(formats))}</span>${gauge(facts, now.soc, target)}`;
  return figure(facts.entities["soc"], content, "charge");
}

export interface HeadOf {
  face: Partial<Face> & { home: HomeFacts; now: Now };
  facts: StorageFacts;
  storage: StorageNow;
  at: number;
  formats: Formats;
}

export function head({ face, facts, storage, at, formats }: HeadOf): TemplateResult {
  const { word, over } = verbOf(storage, formats);
  const detail = detailOf(storage, at, formats);
  const departure = over ? "" : departureOf(face, facts.id, at, formats);
  return html`<div class="head">
    <span class="verb-icon ${storage.action} ${isHollow(storage) ? "hollow" : ""}">${icon(iconOfNow(storage), 26)}</span>
    <div class="doing">
      ${over ? html`<div class="over">${[over, detail].filter(Boolean).join(comma(formats))}</div>` : nothing}
      <div class="verb">${word}</div>
      ${detail && !over ? html`<div class="detail">${detail}</div>` : nothing}
      ${departure ? html`<div class="detail">${departure}</div>` : nothing}
    </div>
    ${charge(facts, storage, nextTarget(face, facts.id, at), at, formats)}
  </div>`;
}

function lasting(title: string, hours: number | null, atLeast: boolean, at: number, formats: Formats): TemplateResult {
  const { words } = formats;
  if (hours === null) return html`<div><span class="second">${title}</span><div class="hours"><b>–</b></div></div>`;
  const span = formats.hours(hours);
  const [, before = "", number = span, after = ""] = /^(\D*)([\d.,]+)(.*)$/.exec(words(atLeast ? "card_or_more" : "card_about", { span })) ?? [];
  return html`<div>
    <span class="second">${title}</span>
    <div class="hours">${before}<b>${number}</b>${after}</div>
    ${atLeast ? nothing : html`<span class="second">${words("card_outage_until", { time: formats.short(at + hours * 3_600_000, at) })}</span>`}
  </div>`;
}

/** How long the house lasts: as it is used now, and if it saves. */
export function outage({ face, facts, storage, at, formats }: HeadOf): TemplateResult {
  const { now } = face;
  const { words } = formats;
  const asNow = now.load_kw === null ? words("card_outage_now_bare") : words("card_outage_now", { power: formats.kw(now.load_kw) });
  const left = storage.soc === null ? null : (Math.max(0, storage.soc - facts.min_soc) / 100) * facts.capacity_kwh;
  return html`<div class="outage">
    <h3>${words("card_outage_hours")}</h3>
    <div class="two">
      ${lasting(asNow, now.backup_h, now.backup_at_least, at, formats)}
      ${now.thrifty_h === null ? nothing : lasting(words("card_outage_thrifty"), now.thrifty_h, false, at, formats)}
    </div>
    ${left === null || storage.soc === null
      ? nothing
      : html`<div class="reserve" aria-hidden="true">
            <i class="kept" style="width:${facts.min_soc}%"></i>
            <i class="usable" style="width:${Math.max(0, storage.soc - facts.min_soc)}%"></i>
          </div>
          <p class="second">
            ${words("card_outage_left", { energy: formats.kwh(left), soc: formats.percent(facts.min_soc) })}
          </p>`}
  </div>`;
}

/** Before control is switched on for the first time: what the home reads, to be compared with the home itself. */
export function readings({ face, facts, storage, formats }: HeadOf): TemplateResult {
  const { home, now } = face;
  const { words } = formats;
  const power = (value: number | null): string => (value === null ? "–" : formats.number(value, 1));
  const powers = home.has_pv ? `${power(now.pv_kw)} / ${power(now.load_kw)} kW` : `${power(now.load_kw)} kW`;
  const item = (entity: string | undefined, label: string, value: string): TemplateResult =>
    figure(entity, html`<small>${label}</small> <b>${value}</b>`, "reading");
  return html`<section class="readings">
    <div class="between">
      <h3>${words("card_readings_title")}</h3>
      ${home.may_edit
        ? html`<a class="mend" href="/config/integrations/integration/v2h_planner" @click=${navigate}>${words("card_reading_mend")}</a>`
        : nothing}
    </div>
    <div class="three">
      ${item(facts.entities["soc"], words("card_reading_soc", { name: facts.name }), formats.percent(storage.soc))}
      ${item(undefined, words(home.has_pv ? "card_reading_power" : "card_reading_house"), powers)}
      ${item(home.entities["import_price"], words("card_reading_price"), now.price === null ? "–" : formats.price(now.price))}
    </div>
  </section>`;
}

/** Go to a page of Home Assistant without loading it anew. */
export function navigate(event: Event): void {
  const link = event.currentTarget;
  if (!(link instanceof HTMLAnchorElement)) return;
  event.preventDefault();
  history.pushState(null, "", link.getAttribute("href"));
  window.dispatchEvent(new CustomEvent("location-changed", { detail: { replace: false } }));
}
