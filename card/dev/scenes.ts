/** Made-up homes in every state that a card can be in. */

import { CAR, EVERYDAY, exampleFace, type Example, type Step } from "../src/example";
import type { Banner, Face, PlanSlot, Standing } from "../src/face";

export interface Scene {
  /** Hour of the day at home. */
  hour: number;
  example?: Partial<Example>;
  change?: (face: Face, ja: boolean) => void;
  /** What the connection is like. */
  line?: "silent" | "offline" | "refused" | "not_loaded";
}

const BATTERY = { ...CAR, id: "battery", name: "蓄電池", kind: "home_battery" as const, capacity_kwh: 9.8, min_soc: 10, max_soc: 100 };
const MARKUP = "<img src=x onerror=alert(1)>";

function banner(found: Partial<Banner> & Pick<Banner, "kind" | "tone" | "title">): Banner {
  return { text: "", source: null, storage_id: null, offers: [], ...found };
}

function stand(face: Face, standing: Standing, until: string | null = null): void {
  for (const storage of face.now.storages) Object.assign(storage, { standing, standing_until: until });
}

/** Put sentences on slots of the first storage. */
function say(face: Face, why: (slot: PlanSlot) => string | undefined): void {
  for (const slot of face.plan?.slots ?? []) {
    const part = slot.storages["ev"];
    if (part) part.why = why(slot) ?? part.why;
  }
}

function sentences(face: Face, ja: boolean): void {
  const round = (value: number): string => value.toFixed(1);
  say(face, (slot) => {
    const price = round(slot.price);
    switch (slot.storages["ev"]?.action) {
      case "charge":
        return ja
          ? `1kWhあたり${price}円で、明日18:30からの40.2円より安いため、充電する予定です。`
          : `Will charge because a kWh costs ${price} yen, and 40.2 yen from tomorrow at 18:30.`;
      case "discharge":
        return ja
          ? `1kWhあたり買うと${price}円、電池からなら損失込みで24.6円のため、家に給電する予定です。`
          : `Will power the house because a kWh costs ${price} yen from the grid, and 24.6 yen from the battery.`;
      case "standby":
        return ja ? "明日2:30に1kWhあたり27.1円になり、この時間より安いため、待機する予定です。" : "Will wait for tomorrow at 2:30, when a kWh costs 27.1 yen.";
      default:
        return undefined;
    }
  });
  const now = face.now.storages[0];
  const first = face.plan?.slots[0]?.storages["ev"];
  if (now && first) now.why = first.why.replace("する予定です", "しています").replace("Will power", "Powering").replace("Will wait", "Waiting").replace("Will charge", "Charging");
}

function stormFace(face: Face, ja: boolean, tier: "watch" | "act" | "hold"): void {
  face.now.storm = tier;
  const [title, text] = {
    watch: ja
      ? ["暴風警報級の予想：明日3:00ごろから", "EVは今日17:40に100%になります（風の約9時間前）。通常より約80円多くかかる見込みです。"]
      : ["Storm warning level expected from tomorrow 3:00", "EV is full at 17:40 today, about 9 h before the wind. That costs about 80 yen more than usual."],
    act: ja
      ? ["暴風警報が発表されました", "最大出力で充電中です。17:10に100%になり、満充電を保ちます。"]
      : ["A storm warning is in force", "Charging at full power. Full at 17:10, and kept full."],
    hold: ja
      ? ["暴風警報は解除されました", "21:00まで満充電を保ち、節約モードに戻ります。"]
      : ["The storm warning is lifted", "Stays full until 21:00, then goes back to Economy."],
  }[tier] as [string, string];
  face.banners = [
    banner({ kind: "storm", tone: "warning", title, text, source: ja ? "出典：気象庁" : "Source: JMA", offers: ["ignore_storm"] }),
  ];
  if (face.plan) face.plan.targets = [{ storage_id: "ev", kind: "storm", by: face.plan.storm?.onset ?? face.now.at, soc: 100 }, ...face.plan.targets];
}

const STORM: Step[] = [
  { from: 9.5, to: 15.5, action: "charge", kw: 5.6 },
  { from: 15.5, to: 17, action: "surplus", kw: 1 },
  { from: 55, to: 66, action: "away", kw: 0.5 },
  { from: 66, to: 69, action: "discharge", kw: 1.5 },
];

const storm = (steps: Step[] = STORM): Partial<Example> => ({
  storages: [{ facts: CAR, soc: 34, steps }],
  sun: 2.2,
  targets: [{ storage: 0, hour: 55, soc: 50, kind: "departure" }],
  storm: { onset: 27, until: 39 },
});

export const SCENES: Record<string, Scene> = {
  evening: { hour: 18.17, change: sentences },
  question: {
    hour: 20.17,
    change: (face, ja) => {
      sentences(face, ja);
      face.evening = [
        {
          storage_id: "ev", day: "2026-04-12", usual: true, leave: "07:40", back: "18:30", km: 22,
          question: ja
            ? "明日（火曜日）は7:40から18:30までの外出、約22 kmです。いつもどおりですか？"
            : "Tomorrow, Tuesday: away 7:40 to 18:30, about 22 km, as usual?",
        },
      ];
    },
  },
  morning: {
    hour: 10.17,
    example: {
      knownTo: 24,
      storages: [{ facts: CAR, soc: 34, steps: [
        { from: 10, to: 10.5, action: "surplus", kw: 3 },
        { from: 10.5, to: 14, action: "charge", kw: 5.2 },
        { from: 14, to: 16.5, action: "surplus", kw: 1.2 },
        ...(EVERYDAY.storages[0]?.steps.slice(1) ?? []).map((step) => (step.from === 26.5 ? { ...step, to: 28 } : step)),
      ] }],
    },
    change: sentences,
  },
  "first-day": {
    hour: 10.17,
    example: { pastHours: 0, knownTo: 24 },
    change: (face, ja) => {
      sentences(face, ja);
      face.now.control = false;
      face.now.saved_today = null;
      stand(face, "dry_run");
      for (const slot of face.plan?.slots ?? []) slot.load = 0.7;
      face.banners = [dryRun(ja)];
    },
  },
  "dry-run": {
    hour: 10.17,
    change: (face, ja) => {
      sentences(face, ja);
      face.now.control = false;
      stand(face, "dry_run");
      face.banners = [dryRun(ja)];
    },
  },
  "storm-watch": { hour: 10.17, example: storm(), change: (face, ja) => stormFace(face, ja, "watch") },
  "storm-act": {
    hour: 14.17,
    example: { ...storm([{ from: 9, to: 17.2, action: "charge", kw: 6 }]), storm: { onset: 14, until: 30 } },
    change: (face, ja) => {
      stormFace(face, ja, "act");
      face.now.mode = "resilience";
      face.now.former_mode = "economy";
      const now = face.now.storages[0];
      if (now) now.soc = 72;
      if (face.plan?.storm) face.plan.storm.onset = null;
    },
  },
  hold: {
    hour: 18.17,
    example: { ...storm([{ from: 45, to: 47, action: "discharge", kw: 1.4 }]), storages: [{ facts: CAR, soc: 100, steps: [{ from: 43, to: 47, action: "discharge", kw: 1.4 }] }], storm: { onset: 12, until: 21 } },
    change: (face, ja) => stormFace(face, ja, "hold"),
  },
  outage: {
    hour: 6.33,
    example: {
      storages: [{ facts: CAR, soc: 92, steps: [
        { from: 5.9, to: 8.5, action: "discharge", kw: 1 },
        { from: 8.5, to: 15, action: "surplus", kw: 0.8 },
        { from: 15.5, to: 80, action: "discharge", kw: 1.7 },
      ] }],
      sun: 1.5,
      load: 0.8,
      targets: [],
    },
    change: (face, ja) => {
      face.now.outage = true;
      face.now.backup_h = 27;
      face.now.thrifty_h = 48;
      face.now.grid_kw = null;
      face.now.load_kw = 0.6;
      for (const slot of face.plan?.slots ?? []) Object.assign(slot, { import: 0, export: 0 });
      face.banners = [banner({
        kind: "outage", tone: "alarm",
        title: ja ? "停電中：EVが家に給電しています" : "Power is out: EV powers the house",
        text: ja ? "5:52から28分。復電したら節約モードに戻ります。" : "Since 5:52, for 28 min. Back to Economy when power returns.",
      })];
    },
  },
  hands: {
    hour: 18.17,
    change: (face, ja) => {
      sentences(face, ja);
      const until = new Date(Date.parse(face.now.at) + 2 * 3_600_000).toISOString();
      stand(face, "hands_off", until);
      face.banners = [banner({
        kind: "hands_off", tone: "info", storage_id: "ev", offers: ["take_back"],
        title: ja ? "手動操作を優先しています" : "Handled by hand", text: ja ? "EVは20:10まで指示しません。" : "EV is not commanded until 20:10.",
      })];
    },
  },
  "two-cars": {
    hour: 18.17,
    example: {
      storages: [
        ...EVERYDAY.storages,
        { facts: BATTERY, soc: 55, steps: [{ from: 18, to: 21, action: "discharge", kw: 0.6 }, { from: 25, to: 27.5, action: "charge", kw: 2.4 }, { from: 32, to: 36, action: "surplus", kw: 1 }, { from: 41, to: 46, action: "discharge", kw: 1 }] },
      ],
    },
    change: (face, ja) => {
      sentences(face, ja);
      if (!ja) for (const facts of face.home.storages) if (facts.id === "battery") facts.name = "Battery";
      if (face.plan) {
        const at = (hour: number): string => new Date(Date.parse(face.now.at) + hour * 3_600_000).toISOString();
        face.plan.grid_events = [{ start: at(22.8), end: at(25.8), kind: "discharge" }];
      }
    },
  },
  away: {
    hour: 12.17,
    example: { storages: [{ facts: CAR, soc: 58, steps: [{ from: 7, to: 16.5, action: "away", kw: 0.6 }, ...(EVERYDAY.storages[0]?.steps.slice(1) ?? [])] }] },
    change: (face, ja) => {
      sentences(face, ja);
      const now = face.now.storages[0];
      if (now) Object.assign(now, { plugged: false, power_kw: 0 });
    },
  },
  "old-plan": {
    hour: 18.17,
    change: (face, ja) => {
      sentences(face, ja);
      face.banners = [
        banner({ kind: "old_plan", tone: "warning", offers: ["replan"], title: ja ? "計画が古くなっています（16:02に作成）" : "The plan is old: it was made at 16:02" }),
        banner({ kind: "fault", tone: "warning", offers: ["repairs"], title: ja ? "太陽光の予測が届きません" : "The solar forecast is missing", text: ja ? "過去の実績から見積もっています。" : "It is estimated from the past." }),
      ];
    },
  },
  "no-plan": {
    hour: 18.17,
    change: (face, ja) => {
      face.plan = null;
      face.past = [];
      face.banners = [banner({ kind: "no_plan", tone: "info", title: ja ? "最初の計画を作っています" : "The first plan is being made" })];
    },
  },
  "fixed-price": { hour: 18.17, example: { fixedPrice: 31 }, change: sentences },
  "no-pv": { hour: 18.17, example: { sun: 0, storages: EVERYDAY.storages.map((item) => ({ ...item, steps: item.steps.filter((step) => step.action !== "surplus") })) }, change: sentences },
  co2: { hour: 18.17, change: (face, ja) => {
    sentences(face, ja);
    face.now.mode = "co2";
    if (face.plan) {
      face.plan.mode = "co2";
      face.plan.slots.forEach((slot) => (slot.co2 = 0.3 + slot.price / 200));
    }
  } },
  "read-only": {
    hour: 18.17,
    change: (face, ja) => {
      sentences(face, ja);
      face.home.may_control = false;
      face.home.may_edit = false;
    },
  },
  markup: {
    hour: 18.17,
    change: (face) => {
      for (const facts of face.home.storages) facts.name = MARKUP;
      for (const now of face.now.storages) now.why = MARKUP;
      say(face, () => MARKUP);
      face.banners = [banner({ kind: "storm", tone: "warning", title: MARKUP, text: MARKUP, source: MARKUP })];
    },
  },
  "soc-unknown": {
    hour: 18.17,
    change: (face, ja) => {
      const now = face.now.storages[0];
      if (now) Object.assign(now, { soc: null, action: "standby", power_kw: 0, why: ja ? "残量が分からないため、何もしません。" : "Its charge level is not known, so it is left alone." });
    },
  },
  reload: { hour: 18.17, change: (face, ja) => { sentences(face, ja); face.home.card = "another"; } },
  offline: { hour: 18.17, change: sentences, line: "offline" },
  loading: { hour: 18.17, line: "silent" },
  refused: { hour: 18.17, line: "refused" },
  "not-loaded": { hour: 18.17, line: "not_loaded" },
};

function dryRun(ja: boolean): Banner {
  return banner({
    kind: "dry_run", tone: "info", offers: ["control_on"],
    title: ja ? "試運転中：機器には指示していません" : "Dry run: nothing is commanded",
    text: ja ? "計画を見て納得できたら始めてください。" : "Look at the plan; start when it convinces you.",
  });
}

/** Entities of a home, so that actions are offered. */
function entities(face: Face): void {
  face.home.entities = {
    mode: "select.mode", control: "switch.control", import_price: "sensor.price", saved_today: "sensor.saved", cost_today: "sensor.cost",
    backup_time: "sensor.backup", planned_cost: "sensor.planned", storm: "binary_sensor.storm", plan_problem: "binary_sensor.problem",
  };
  face.home.storages = face.home.storages.map((facts) => ({
    ...facts,
    device_id: `device_${facts.id}`,
    entities: {
      soc: `sensor.${facts.id}_soc`, action: `sensor.${facts.id}_action`, charge_now: `button.${facts.id}_charge_now`,
      cancel_charge_now: `button.${facts.id}_cancel`, take_back: `button.${facts.id}_take_back`, pause: `switch.${facts.id}_pause`,
    },
  }));
}

/** Saturday, 11 April 2026, at home. */
export function momentOf(scene: Scene): number {
  return Date.UTC(2026, 3, 11) - 9 * 3_600_000 + Math.round(scene.hour * 60) * 60_000;
}

export function faceOf(scene: Scene, language: string): Face {
  const face = exampleFace(momentOf(scene), language, { ...EVERYDAY, ...scene.example });
  entities(face);
  scene.change?.(face, language === "ja");
  return face;
}
