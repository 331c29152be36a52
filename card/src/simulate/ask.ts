/** What a person asks of a simulation, as the action takes it: each thing that is otherwise is a scenario of its own. */

/** A tariff that is none of the presets. */
export const FLAT = "flat";
export const OWN = "own";

export interface Draft {
  /** A preset's key, FLAT, OWN, or nothing. */
  tariff: string;
  price: string;
  rows: string;
  adders: string;
  fit: boolean;
  exportPrice: string;
  battery: boolean;
  batteryKwh: string;
  car: boolean;
  carKwh: string;
  carKw: string;
  noV2h: boolean;
  plug: boolean;
  days: string;
}

export const FIRST: Draft = {
  tariff: "", price: "31", rows: "7:00 38\n23:00 21", adders: "", fit: false, exportPrice: "8.5", battery: false, batteryKwh: "10",
  car: false, carKwh: "60", carKw: "6", noV2h: false, plug: false, days: "90",
};

export const DAYS = ["14", "30", "90", "180", "365"];

const lines = (text: string): string[] =>
  text
    .split("\n")
    .map((line) => line.trim())
    .filter(Boolean);

function tariffOf(draft: Draft): Record<string, unknown> | undefined {
  const adders = lines(draft.adders);
  const more = adders.length > 0 ? { adders } : {};
  if (draft.tariff === "") return undefined;
  if (draft.tariff === FLAT) return { price: Number(draft.price) };
  if (draft.tariff === OWN) return { bands: lines(draft.rows), ...more };
  return { tariff: draft.tariff, ...more };
}

/** Data of the action `simulate`. */
export function askOf(draft: Draft): Record<string, unknown> {
  const tariff = tariffOf(draft);
  return {
    days: Number(draft.days),
    drivers: ["planner", "timer", ...(draft.plug ? ["plug"] : [])],
    scenarios: [
      ...(tariff ? [tariff] : []),
      ...(draft.fit ? [{ export_price: Number(draft.exportPrice) }] : []),
      ...(draft.battery ? [{ battery_kwh: Number(draft.batteryKwh) }] : []),
      ...(draft.car
        ? [{ car_kwh: Number(draft.carKwh), car_charge_kw: Number(draft.carKw), car_discharge_kw: Number(draft.carKw) }]
        : []),
      ...(draft.noV2h ? [{ v2h: false }] : []),
    ],
  };
}
