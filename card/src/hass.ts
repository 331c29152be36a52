/** The part of Home Assistant's frontend that the cards use. */

import type { Connection, HassEntities, HassServiceTarget } from "home-assistant-js-websocket";

export interface Locale {
  language: string;
  number_format: string;
  time_format: string;
  /** "local": the browser's zone; "server": the home's. */
  time_zone: string;
}

export interface Hass {
  connection: Connection;
  connected: boolean;
  states: HassEntities;
  locale: Locale;
  language: string;
  config: { time_zone: string; components: string[]; state: string };
  /** The entity registry as the frontend has it. */
  entities?: Record<string, { platform?: string } | undefined>;
  /** A new object when a theme is chosen. */
  themes?: unknown;
  user?: { is_admin: boolean; name: string };
  callService: (
    domain: string,
    service: string,
    data?: Record<string, unknown>,
    target?: HassServiceTarget,
    notifyOnError?: boolean,
    returnResponse?: boolean,
  ) => Promise<unknown>;
  /** Texts of a category of an integration's translations, such as its exceptions. */
  loadBackendTranslation?: (
    category: string,
    integration: string,
  ) => Promise<(key: string, values?: Record<string, string>) => string>;
  callWS: <T>(message: { type: string } & Record<string, unknown>) => Promise<T>;
}

/** What every card of ours may be told in YAML or by its form. */
export interface CardConfig {
  type: string;
  /** The home; the only one where it is left out. */
  entry_id?: string;
}
