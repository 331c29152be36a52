/** Elements and the card picker's list, each entered once: the module may be loaded under two addresses. */

import type { Hass } from "./hass";
import { wordsOf, type Words } from "./words";

export function define(tag: string, element: CustomElementConstructor): void {
  if (!customElements.get(tag)) customElements.define(tag, element);
}

interface PickerEntry {
  /** Without `custom:`. */
  type: string;
  name: string;
  description: string;
  preview: boolean;
  documentationURL: string;
  getEntitySuggestion: (hass: Hass, entityId: string) => { config: { type: string } } | null;
}

declare global {
  interface Window {
    customCards?: PickerEntry[];
  }
}

const DOCUMENTATION = "https://github.com/v2h-planner/v2h_planner";

/** Words in the language that the page is in; it is only known after this module was loaded. */
export function wordsOfPage(): Words {
  return wordsOf(document.documentElement.lang || navigator.language);
}

/** Offer a card in the picker; `suggested` to whoever picks one of our entities. */
export function offer(type: string, words: { name: string; description: string }, suggested = false): void {
  const cards = (window.customCards ??= []);
  if (cards.some((known) => known.type === type)) return;
  const config = { type: `custom:${type}` };
  cards.push({
    type,
    get name() {
      return wordsOfPage()(words.name);
    },
    get description() {
      return wordsOfPage()(words.description);
    },
    preview: true,
    documentationURL: DOCUMENTATION,
    getEntitySuggestion: (hass, entityId) => (suggested && hass.entities?.[entityId]?.platform === "v2h_planner" ? { config } : null),
  });
}
