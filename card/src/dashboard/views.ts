/** The views of one home. An entity that it lacks (no PV, no storm source, switched off) leaves no gap. */

import type { Words } from "../words";
import type { HomePart, StoragePart } from "./home";
import { bars, heading, is, isNot, link, present, press, section, text, tile, wide, type Config, type Maybe, type View } from "./parts";

/** What a view is made from. */
export interface Scene {
  home: HomePart;
  words: Words;
  /** Integrations of Home Assistant that run. */
  components: readonly string[];
  /** Sections that a person adds to the overview. */
  more: readonly Config[];
}

export type ViewName = "overview" | "plan" | "trips" | "storm" | "savings" | "what_if" | "settings" | "health";

const ICONS: Record<ViewName, string> = {
  overview: "mdi:home-lightning-bolt",
  plan: "mdi:chart-timeline-variant",
  trips: "mdi:car-clock",
  storm: "mdi:weather-hurricane",
  savings: "mdi:piggy-bank-outline",
  what_if: "mdi:scale-balance",
  settings: "mdi:cog",
  health: "mdi:stethoscope",
};

const INTEGRATION = "/config/integrations/integration/v2h_planner";

const BUILDERS: Record<ViewName, (scene: Scene) => Maybe[]> = { overview, plan, trips, storm, savings, what_if: whatIf, settings, health };

/** Names of the views, in their order. */
export const VIEWS = Object.keys(BUILDERS) as ViewName[];

export function viewOf(name: ViewName, scene: Scene): View | undefined {
  const sections = present(BUILDERS[name](scene));
  if (sections.length === 0) return undefined;
  return {
    title: scene.words(`card_view_${name}`),
    path: name,
    icon: ICONS[name],
    type: "sections",
    max_columns: 3,
    dense_section_placement: true,
    sections,
    ...(name === "overview" ? { badges: badges(scene.home) } : {}),
  };
}

function ours(type: string, { home }: Scene): Config {
  return { type: `custom:v2h-planner-${type}`, entry_id: home.entryId };
}

/** A section for each storage; its name stands above it where there are several. */
function each(scene: Scene, cards: (storage: StoragePart) => Maybe[]): Maybe[] {
  const { storages } = scene.home;
  return storages.map((storage) => section(heading(storage.name, "mdi:battery-charging"), cards(storage)));
}

/** Where there is room: on a phone the plan is worth more, and the card says mode and warnings itself. */
const ROOM = { condition: "screen", media_query: "(min-width: 768px)" };

function badges({ find }: HomePart): Config[] {
  const badge = (entity: string | undefined, when?: (entity: string) => Config): Maybe =>
    entity === undefined
      ? undefined
      : { type: "entity", entity, name: { type: "entity" }, show_name: true, visibility: when ? [ROOM, when(entity)] : [ROOM] };
  const isOn = (entity: string): Config => is(entity, "on");
  return present([
    badge(find("select", "mode")),
    badge(find("switch", "control")),
    badge(find("sensor", "import_price"), (entity) => isNot(entity, "unknown")),
    badge(find("binary_sensor", "storm"), isOn),
    badge(find("binary_sensor", "storm_watch"), isOn),
    badge(find("binary_sensor", "outage"), isOn),
  ]);
}

function overview(scene: Scene): Maybe[] {
  const { home, words, more } = scene;
  const { find } = home;
  if (home.storages.length === 0) {
    return [
      section(heading(home.name, ICONS.overview), [text(words("card_no_storage")), link(words("card_go_integration"), "mdi:puzzle", INTEGRATION)]),
      ...more,
    ];
  }
  const oddities = odd(home);
  return [
    section(undefined, [wide(ours("card", scene))], { column_span: 2 }),
    // the large card has the trips below its plan
    section(heading(words("card_today"), "mdi:calendar-today"), [
      tile(find("sensor", "savings_today")),
      tile(find("sensor", "cost_today")),
      tile(find("sensor", "planned_cost")),
      tile(find("sensor", "backup_hours")),
      tile(find("sensor", "pv_today")),
      tile(find("sensor", "load_today")),
      oddities.length === 0 ? undefined : { ...heading(words("card_odd"), "mdi:alert-circle-outline"), visibility: [anyOn(oddities)] },
      ...oddities.map((entity) => wide(tile(entity, { state_content: ["device_name", "state"], visibility: [is(entity, "on")] }))),
    ]),
    ...more,
  ];
}

/** What asks for a person; nothing of it is shown while nothing does. */
function odd({ find, storages }: HomePart): string[] {
  return present([
    find("binary_sensor", "plan_problem"),
    ...storages.flatMap((storage) => [storage.find("binary_sensor", "disobeys"), storage.find("binary_sensor", "hands_off")]),
  ]);
}

function anyOn(entities: readonly string[]): Config {
  return { condition: "or", conditions: entities.map((entity) => is(entity, "on")) };
}

function hasCar({ storages }: HomePart): boolean {
  return storages.some(({ isCar }) => isCar);
}

function plan(scene: Scene): Maybe[] {
  const { home, words } = scene;
  if (home.storages.length === 0) return [];
  const calendar = home.find("calendar", "plan");
  return [
    section(undefined, [wide(ours("card", scene))], { column_span: 3 }),
    ...each(scene, ({ find }) => [
      wide(tile(find("sensor", "action"), { state_content: ["state", "standing"] })),
      wide(tile(find("sensor", "reason"))),
      tile(find("sensor", "soc")),
      tile(find("sensor", "next_action")),
      tile(find("sensor", "next_action_time")),
      tile(find("sensor", "stored_value")),
    ]),
    section(heading(words("card_plan_ahead"), "mdi:calendar-clock"), [
      calendar === undefined
        ? undefined
        : { type: "calendar", entities: [calendar], initial_view: "listWeek", grid_options: { columns: "full" } },
      tile(home.find("sensor", "planned_cost")),
      tile(home.find("sensor", "planned_co2")),
      tile(home.find("sensor", "self_consumption")),
    ]),
  ];
}

function trips(scene: Scene): Maybe[] {
  const { home } = scene;
  const cars = home.storages.filter(({ find }) => find("number", "departure_soc") !== undefined);
  const calendars = present([home, ...home.storages].map(({ find }) => find("calendar", "trips")));
  if (!hasCar(home)) return [];
  return [
    section(undefined, [wide(ours("trips-card", scene))], { column_span: 2 }),
    section(undefined, [
      ...calendars.map((entity): Config => ({ type: "calendar", entities: [entity], initial_view: "listWeek", grid_options: { columns: "full" } })),
      ...cars.map(({ name, find }) => wide(tile(find("number", "departure_soc"), cars.length > 1 ? { name } : {}))),
    ]),
  ];
}

function storm(scene: Scene): Maybe[] {
  const { home, words } = scene;
  const { find } = home;
  const known = (entity: string | undefined): Maybe =>
    entity === undefined ? undefined : tile(entity, { visibility: [isNot(entity, "unknown")] });
  const warning = find("sensor", "weather_warning");
  const watched = warning ?? find("binary_sensor", "storm_watch") ?? find("binary_sensor", "storm");
  return [
    section(heading(words("card_view_storm"), ICONS.storm), [
      tile(warning),
      tile(find("binary_sensor", "storm_watch")),
      tile(find("binary_sensor", "storm")),
      known(find("sensor", "storm_cost")),
      watched === undefined ? text(words("card_no_warnings")) : undefined,
      warning === undefined ? undefined : announced(warning, words),
    ]),
    section(heading(words("card_outages"), "mdi:transmission-tower-off"), [
      tile(find("binary_sensor", "outage")),
      tile(find("sensor", "backup_hours")),
      known(find("sensor", "outage_hours")),
    ]),
    ...each(scene, (storage) => [
      tile(storage.find("sensor", "storm_readiness")),
      known(storage.find("sensor", "full_for_storm")),
      wide(tile(storage.find("number", "storm_soc"))),
      wide(tile(storage.find("number", "floor_soc"))),
    ]),
  ];
}

/** What the weather office has announced, in its words, with its name as its licence asks. */
function announced(warning: string, words: Words): Config {
  const content = `{%- set source = '${warning}' -%}
{%- for hazard in state_attr(source, 'hazards') or [] %}
- **{{ hazard.name | e }}**
  {%- set start = (hazard.start | as_datetime | as_local) if hazard.start else none %}
  {%- set end = (hazard.end | as_datetime | as_local) if hazard.end else none %}
  {%- if start or end %} {% endif %}
  {%- if start %}{{ start.strftime('%-m/%-d %-H:%M') }}{% endif %}
  {%- if start or end %}${words("card_from_to", { start: "", end: "" })}{% endif %}
  {%- if end %}{{ end.strftime('%-H:%M' if start and start.date() == end.date() else '%-m/%-d %-H:%M') }}{% endif %}
{%- endfor %}
{%- if state_attr(source, 'hazards') %}

*{{ state_attr(source, 'attribution') | e }}*
{%- endif %}`;
  return { type: "markdown", content, show_empty: false, grid_options: { columns: "full" } };
}

function savings(scene: Scene): Maybe[] {
  const { home, words, components } = scene;
  const { find } = home;
  const recorded = components.includes("recorder");
  return [
    section(heading(words("card_view_savings"), ICONS.savings), [
      tile(find("sensor", "savings_today")),
      tile(find("sensor", "cost_today")),
      tile(find("sensor", "planned_cost")),
      tile(find("sensor", "planned_co2")),
      tile(find("sensor", "self_consumption")),
    ]),
    recorded
      ? section(
          undefined,
          [
            bars(words("card_saved_by_day"), find("sensor", "savings_today")),
            bars(words("card_cost_by_day"), find("sensor", "cost_today")),
          ],
          { column_span: 2 },
        )
      : undefined,
  ];
}

/** It needs the past that the recorder has. */
function whatIf(scene: Scene): Maybe[] {
  if (scene.home.storages.length === 0 || !scene.components.includes("recorder")) return [];
  return [section(undefined, [wide(ours("simulate-card", scene))], { column_span: 3 })];
}

function settings(scene: Scene): Maybe[] {
  const { home, words } = scene;
  const { find } = home;
  return [
    section(heading(words("card_view_settings"), ICONS.settings), [
      wide(tile(find("select", "mode"), { features: [{ type: "select-options" }] })),
      tile(find("switch", "control")),
      press(find("button", "replan")),
      wide(tile(find("number", "carbon_price"))),
      link(words("card_go_integration"), "mdi:puzzle", INTEGRATION),
    ]),
    ...each(scene, (storage) => [
      ...(["floor_soc", "departure_soc", "storm_soc", "wear"] as const).map((key) =>
        wide(tile(storage.find("number", key), { features: [{ type: "numeric-input", style: key === "wear" ? "buttons" : "slider" }] })),
      ),
      tile(storage.find("switch", "pause")),
    ]),
  ];
}

function health(scene: Scene): Maybe[] {
  const { home, words, components } = scene;
  const { find } = home;
  const decisions = present([find("event", "decision"), find("event", "weather_warning")]);
  return [
    section(heading(words("card_view_health"), ICONS.health), [
      tile(find("binary_sensor", "plan_problem")),
      tile(find("sensor", "plan")),
      link(words("card_offer_repairs"), "mdi:wrench", "/config/repairs"),
      link(words("card_go_integration"), "mdi:puzzle", INTEGRATION),
    ]),
    ...each(scene, (storage) => [
      tile(storage.find("binary_sensor", "disobeys")),
      tile(storage.find("binary_sensor", "hands_off")),
      press(storage.find("button", "take_back")),
    ]),
    components.includes("logbook") && decisions.length > 0
      ? section(heading(words("card_decisions"), "mdi:history"), [
          { type: "logbook", target: { entity_id: decisions }, hours_to_show: 48, grid_options: { columns: "full", rows: 6 } },
        ])
      : undefined,
  ];
}
