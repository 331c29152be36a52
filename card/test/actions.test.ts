import { expect, test } from "vitest";
import { Actions, refusal, type Deed, type Known, type Undo } from "../src/actions";
import { carOf, EVIL, fakeHass, formats, home, trip } from "./home";

function on(face: Known) {
  const fake = fakeHass(face);
  return { ...fake, actions: new Actions(fake.hass, face.home, face.now, formats()) };
}

async function run(deed: Deed | undefined): Promise<Undo> {
  if (!deed) throw new Error("There is nothing to do");
  const undo = await deed.run();
  if (!undo) throw new Error("It cannot be undone");
  return undo;
}

test("a picked mode is undone by the one before", async () => {
  const { actions, calls } = on(home());
  const undo = await run(actions.pickMode("co2"));
  await undo();
  expect(calls).toEqual([
    ["select", "select_option", { option: "co2" }, "select.mode"],
    ["select", "select_option", { option: "economy" }, "select.mode"],
  ]);
});

test("a mode picked in a storm is undone by heeding the storm again, with the former mode behind it", async () => {
  const { actions, calls } = on(home(({ now }) => Object.assign(now, { mode: "resilience", former_mode: "economy" })));
  const deed = actions.pickMode("co2");
  expect(deed?.done).toContain("until a new warning");
  await (await run(deed))();
  expect(calls.slice(1)).toEqual([
    ["select", "select_option", { option: "economy" }, "select.mode"],
    ["v2h_planner", "heed_storm", { config_entry_id: "entry" }, undefined],
  ]);
});

test("charging now is taken back by its own button", async () => {
  const { actions, calls } = on(home());
  await (await run(actions.chargeNow("ev")))();
  expect(calls.map((call) => call[3])).toEqual(["button.ev_charge", "button.ev_cancel"]);
});

test("charging now says so where the car is not plugged in", () => {
  const { actions } = on(home((face) => (carOf(face).state.plugged = false)));
  expect(actions.chargeNow("ev")?.done).toContain("as soon as it is plugged in");
});

test("charging now says how far it goes, and takes back a pause that it ended", async () => {
  expect(on(home()).actions.chargeNow("ev")?.done).toContain("to 90%");
  expect(on(home((face) => (carOf(face).state.soc = 90))).actions.chargeNow("ev")?.done).toContain("to 100%");
  const { actions, calls } = on(home((face) => (carOf(face).state.standing = "paused")));
  const deed = actions.chargeNow("ev");
  expect(deed?.done).toContain("the pause is over");
  await (await run(deed))();
  expect(calls.map((call) => call[1])).toEqual(["press", "press", "pause"]);
});

test("nobody is offered a charge that would not come", () => {
  for (const standing of ["dry_run", "no_orders"] as const) {
    expect(on(home((face) => (carOf(face).state.standing = standing))).actions.chargeNow("ev")).toBeUndefined();
  }
  expect(on(home(({ now }) => (now.outage = true))).actions.chargeNow("ev")).toBeUndefined();
});

test("a pause is undone by going on, and going on by the rest of the pause", async () => {
  const until = "2026-11-28T13:00:00.000Z";
  const { actions, calls } = on(home((face) => Object.assign(carOf(face).state, { standing: "paused", standing_until: until })));
  await (await run(actions.pause("ev", null)))();
  await (await run(actions.resume("ev")))();
  const unit = { config_entry_id: "entry", device_id: "device" };
  expect(calls.map(([, action, data]) => [action, data])).toEqual([
    ["pause", unit], ["resume", unit], ["resume", unit], ["pause", { ...unit, until }],
  ]);
});

test("no unit rests in an outage or a storm in force", () => {
  expect(on(home(({ now }) => (now.outage = true))).actions.pause("ev", null)).toBeUndefined();
  expect(on(home(({ now }) => (now.storm = "act"))).actions.pause("ev", null)).toBeUndefined();
  expect(on(home(({ now }) => (now.storm = "watch"))).actions.pause("ev", null)).toBeDefined();
});

test("in a dry run what is done says that only the plan changes", () => {
  const { actions } = on(home(({ now }) => (now.control = false)));
  expect(actions.pickMode("co2")?.done).toContain("dry run");
});

test("ignoring a storm is undone by heeding it", async () => {
  const { actions, calls } = on(home());
  await (await run(actions.ignoreStorm()))();
  expect(calls.map((call) => call[1])).toEqual(["ignore_storm", "heed_storm"]);
});

test("a new trip is undone by its id, a cancelled one is planned again as it was", async () => {
  const entry = { leave: "2026-11-28T22:00:00Z", back: "2026-11-29T03:00:00Z", soc: 70, energy_kwh: 5 };
  const { actions, calls } = on(home());
  await (await run(actions.addTrip("ev", entry)))();
  await (await run(actions.cancelTrip(trip({ id: "abc", kind: "announced" }))))();
  const where = { config_entry_id: "entry" };
  expect(calls.map(([, action, data]) => [action, data])).toEqual([
    ["plan_trip", { ...where, device_id: "device", ...entry }],
    ["cancel_trip", { ...where, trip_id: "new" }],
    ["cancel_trip", { ...where, trip_id: "abc" }],
    ["plan_trip", { ...where, device_id: "device", ...entry, soc: 80, energy_kwh: 6 }],
  ]);
});

test("a weekly trip is changed and skipped this time only, and put back", async () => {
  const { actions, calls } = on(home());
  const weekly = trip();
  const { leave, back, energy_kwh } = weekly;
  await (await run(actions.changeTrip(weekly, { leave, back, soc: 95, energy_kwh })))();
  await (await run(actions.skipTrip(weekly)))();
  expect(calls.map(([, action, data]) => [action, data["trip_id"], data["soc"]])).toEqual([
    ["change_trip", weekly.id, 95], ["unskip_trip", weekly.id, undefined],
    ["skip_trip", weekly.id, undefined], ["unskip_trip", weekly.id, undefined],
  ]);
});

test("an announced trip is changed back to what it was", async () => {
  const { actions, calls } = on(home());
  const { leave, back, soc, energy_kwh, id } = trip({ kind: "announced", soc: 60 });
  await (await run(actions.changeTrip(trip({ kind: "announced", soc: 60 }), { leave, back, soc: 95, energy_kwh })))();
  expect(calls[1]?.[2]).toEqual({ config_entry_id: "entry", trip_id: id, leave, back, soc, energy_kwh });
});

test("a trip of somebody's calendar is changed there", () => {
  expect(on(home()).actions.changeTrip(trip({ kind: "calendar" }), { leave: "", back: "", soc: 0, energy_kwh: 0 })).toBeUndefined();
});

test("a unit is taken back, and all is planned again, also where the buttons for it are off as in a new home", async () => {
  const { actions, calls } = on(home((face) => {
    delete face.home.entities["replan"];
    delete carOf(face).facts.entities["take_back"];
  }));
  await actions.takeBack("ev")?.run();
  await actions.replan()?.run();
  expect(calls).toEqual([
    ["v2h_planner", "resume", { config_entry_id: "entry", device_id: "device" }, undefined],
    ["homeassistant", "update_entity", {}, "select.mode"],
  ]);
});

test("who may only look is offered nothing", () => {
  const { actions } = on(home((face) => (face.home.may_control = false)));
  const all = [
    actions.pickMode("co2"), actions.control(true), actions.chargeNow("ev"), actions.cancelCharge("ev"), actions.pause("ev", null),
    actions.resume("ev"), actions.takeBack("ev"), actions.ignoreStorm(), actions.heedStorm(), actions.replan(),
    actions.addTrip("ev", { leave: "", back: "", soc: 0, energy_kwh: 0 }), actions.skipTrip(trip()), actions.unskipTrip(trip()),
    actions.cancelTrip(trip({ kind: "announced" })),
  ];
  expect(all.filter((deed) => deed !== undefined)).toEqual([]);
});

test("an entity that is gone or does not answer leaves its button out", () => {
  const face = home((one) => delete one.home.entities["mode"]);
  const { actions, hass } = on(face);
  expect(actions.pickMode("co2")).toBeUndefined();
  expect(actions.control(false)).toBeDefined();
  Object.assign(hass.states, { "switch.control": { state: "unavailable" } });
  expect(actions.control(false)).toBeUndefined();
});

test("a refusal is told in the reader's language where Home Assistant has it, else as it came", async () => {
  const { hass } = on(home());
  const error = {
    code: "service_validation_error", message: `Validation error: ${EVIL}`, translation_domain: "v2h_planner",
    translation_key: "pause_storm", translation_placeholders: {},
  };
  const { words } = formats();
  expect(await refusal(error, hass, words)).toBe(EVIL);
  hass.loadBackendTranslation = () => Promise.resolve((key) => `text of ${key}`);
  expect(await refusal(error, hass, words)).toBe("text of component.v2h_planner.exceptions.pause_storm.message");
  expect(await refusal(3, hass, words)).toBe(words("card_refused_offline"));
  expect(await refusal({ code: "unauthorized" }, hass, words)).toBe(words("card_refused_rights"));
  expect(await refusal({ code: "home_assistant_error", message: "Unauthorized" }, hass, words)).toBe(words("card_refused_rights"));
  expect(await refusal(undefined, hass, words)).toBe(words("card_refused"));
});
