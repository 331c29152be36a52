/** The dashboard that builds itself: `strategy: {type: "custom:v2h-planner"}`, and each of its views alone. */

import { define } from "./define";
import { homesOf, type HomePart, type Registries } from "./dashboard/home";
import { text, type Config, type View } from "./dashboard/parts";
import { VIEWS, viewOf, type Scene, type ViewName } from "./dashboard/views";
import { wordsOf, type Words } from "./words";

export interface StrategyConfig {
  type: string;
  /** The home; all of them where it is left out. */
  entry_id?: string;
  /** Of a view alone: which one. */
  view?: string;
  /** Sections that are added to the overview of the first home. */
  sections?: Config[];
}

interface Dashboard {
  title: string;
  views: View[];
}

export class DashboardStrategy extends HTMLElement {
  /** Nothing to fill in: taking control of the dashboard is the way to change it. */
  static readonly noEditor = true;

  static generate(config: StrategyConfig, hass: Registries): Promise<Dashboard> {
    const words = wordsOf(hass.language);
    const homes = homesOf(hass, config.entry_id);
    const views = homes.flatMap((home, index) => viewsOf(sceneOf(home, index === 0 ? config : {}, hass, words), index, homes.length));
    return Promise.resolve({ title: words("card_dashboard"), views: views.length > 0 ? views : [nothing(words)] });
  }

  /** What Home Assistant's dialog proposes for a new dashboard. */
  static getCreateSuggestions(hass: Registries): { title: string; icon: string } {
    return { title: wordsOf(hass.language)("card_dashboard"), icon: "mdi:home-lightning-bolt" };
  }
}

export class ViewStrategy extends HTMLElement {
  static readonly noEditor = true;

  static generate(config: StrategyConfig, hass: Registries): Promise<Config> {
    const words = wordsOf(hass.language);
    const [home] = homesOf(hass, config.entry_id);
    const name = VIEWS.find((known) => known === config.view) ?? "overview";
    return Promise.resolve((home && viewOf(name, sceneOf(home, config, hass, words))) ?? nothing(words));
  }
}

function sceneOf(home: HomePart, config: Partial<StrategyConfig>, hass: Registries, words: Words): Scene {
  return { home, words, components: hass.config.components, more: config.sections ?? [] };
}

/** All views of a home; those of a second one carry its name and number. */
function viewsOf(scene: Scene, index: number, count: number): View[] {
  const path = (name: ViewName): string => (index === 0 ? name : `${name}-${(index + 1).toString()}`);
  return VIEWS.flatMap((name) => {
    const view = viewOf(name, scene);
    if (!view) return [];
    return [{ ...view, path: path(name), title: count > 1 ? `${scene.home.name}: ${view.title}` : view.title }];
  });
}

/** The integration has no home (any more), or all its entities are switched off. */
function nothing(words: Words): View {
  return {
    title: words("card_dashboard"),
    path: "overview",
    icon: "mdi:home-lightning-bolt",
    type: "sections",
    sections: [{ type: "grid", cards: [text(words("card_no_home"))] }],
  };
}

interface PickerEntry {
  type: string;
  strategyType: "dashboard";
  name: string;
  description: string;
  documentationURL: string;
}

declare global {
  interface Window {
    customStrategies?: PickerEntry[];
  }
}

define("ll-strategy-dashboard-v2h-planner", DashboardStrategy);
define("ll-strategy-view-v2h-planner", ViewStrategy);

/** Among "Community dashboards" where Home Assistant offers to add one. */
const strategies = (window.customStrategies ??= []);
if (!strategies.some(({ type }) => type === "v2h-planner")) {
  const words = wordsOf(document.documentElement.lang || navigator.language);
  strategies.push({
    type: "v2h-planner",
    strategyType: "dashboard",
    name: words("card_dashboard"),
    description: words("card_dashboard_description"),
    documentationURL: "https://github.com/v2h-planner/v2h_planner",
  });
}
