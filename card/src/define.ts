/** Elements and the card picker's list, each entered once: the module may be loaded under two addresses. */

import type { Hass } from "./hass";

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
  getEntitySuggestion?: (hass: Hass, entityId: string) => { config: { type: string } } | null;
}

declare global {
  interface Window {
    customCards?: PickerEntry[];
  }
}

/** The card for whoever picks one of our entities, and none for another's. */
export function suggestFor(type: string): NonNullable<PickerEntry["getEntitySuggestion"]> {
  return (hass, entityId) => (hass.entities?.[entityId]?.platform === "v2h_planner" ? { config: { type: `custom:${type}` } } : null);
}

export function offer(card: PickerEntry): void {
  const cards = (window.customCards ??= []);
  if (!cards.some((known) => known.type === card.type)) cards.push(card);
}
