/** Built-in cards, in the few shapes that the dashboard uses. */

export type Config = Record<string, unknown>;

/** What may be missing: an entity that is off, a card that needs it. */
export type Maybe = Config | undefined;

export interface View extends Config {
  title: string;
  path: string;
  icon: string;
}

const FULL = { columns: "full" };

export function present<T>(items: readonly (T | undefined)[]): T[] {
  return items.filter((item): item is T => item !== undefined);
}

export function heading(text: string, icon: string): Config {
  return { type: "heading", heading: text, icon };
}

export function tile(entity: string | undefined, more: Config = {}): Maybe {
  // Without the device's name: the heading or the view says whose it is.
  return entity === undefined ? undefined : { type: "tile", entity, name: { type: "entity" }, ...more };
}

/** A button: what it shows is when it was last pressed, which nobody asks. */
export function press(entity: string | undefined): Maybe {
  return tile(entity, { hide_state: true, tap_action: { action: "toggle" } });
}

export function wide(card: Maybe): Maybe {
  return card === undefined ? undefined : { ...card, grid_options: FULL };
}

export function text(content: string): Config {
  return { type: "markdown", content, text_only: true, grid_options: FULL };
}

/** Days as bars of what a meter that begins anew each night has counted. */
export function bars(title: string, ...entities: (string | undefined)[]): Maybe {
  const known = present(entities);
  if (known.length === 0) return undefined;
  return {
    type: "statistics-graph",
    title,
    entities: known,
    chart_type: "bar",
    period: "day",
    days_to_show: 14,
    stat_types: ["change"],
    grid_options: FULL,
  };
}

export function link(name: string, icon: string, path: string): Config {
  return {
    type: "button",
    name,
    icon,
    tap_action: { action: "navigate", navigation_path: path },
    icon_height: "24px",
    grid_options: { columns: 6, rows: 2 },
  };
}

export const is = (entity: string, state: string): Config => ({ condition: "state", entity, state });
export const isNot = (entity: string, state: string): Config => ({ condition: "state", entity, state_not: state });

/** A section of what is there; none at all where only its heading would be. */
export function section(head: Config | undefined, cards: readonly Maybe[], more: Config = {}): Maybe {
  const known = present(cards);
  if (known.length === 0) return undefined;
  return { type: "grid", cards: head === undefined ? known : [head, ...known], ...more };
}
