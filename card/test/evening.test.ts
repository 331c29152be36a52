import { afterEach, expect, test } from "vitest";
import { V2hEvening } from "../src/evening";
import type { Evening } from "../src/face";
import { EVIL, fakeHass, home } from "./home";

const ASKED: Evening = {
  storage_id: "ev", day: "2026-11-29", question: `Tomorrow: away? ${EVIL}`, usual: true, leave: "07:40", back: "18:30", km: 22,
};

afterEach(() => document.body.replaceChildren());

async function shown(asked: Evening[], mayControl = true) {
  const face = home((one) => {
    one.evening = asked;
    one.home.may_control = mayControl;
  });
  const fake = fakeHass(face);
  const element = Object.assign(new V2hEvening(), { face, hass: fake.hass });
  document.body.append(element);
  await element.updateComplete;
  const all = <T extends HTMLElement>(selector: string) => [...(element.shadowRoot?.querySelectorAll<T>(selector) ?? [])];
  const press = async (label: string): Promise<void> => {
    all("button").find((one) => one.textContent.trim() === label)?.click();
    await element.updateComplete;
  };
  return { element, all, press, ...fake };
}

test("the question is shown as text, with an answer on each button", async () => {
  const { all } = await shown([ASKED]);
  expect(all("p").map((one) => one.textContent)).toEqual([ASKED.question]);
  expect(all("img")).toEqual([]);
  expect(all("button").map((one) => one.textContent.trim())).toEqual(["As usual", "Stays at home", "Other distance", "Other time"]);
});

test("an answer goes to the action for that car and day, and can be taken back", async () => {
  const { element, press, calls } = await shown([ASKED]);
  let undo: (() => Promise<void>) | undefined;
  element.addEventListener("v2h-said", (event) => (undo = event.detail.undo));
  await press("As usual");
  await new Promise((done) => setTimeout(done));
  const where = { config_entry_id: "entry", device_id: "device", day: "2026-11-29" };
  expect(calls[0]?.slice(0, 3)).toEqual(["v2h_planner", "answer_evening_question", { ...where, answer: "usual" }]);
  await undo?.();
  expect(calls[1]?.[2]).toEqual({ ...where, answer: "undo" });
});

test("km and times are asked in place, filled with what is usual", async () => {
  const { all, press, calls, element } = await shown([ASKED]);
  await press("Other distance");
  const [km] = all<HTMLInputElement>("input");
  expect(km?.value).toBe("22");
  if (km) km.value = "80";
  all<HTMLFormElement>("form")[0]?.dispatchEvent(new SubmitEvent("submit", { cancelable: true }));
  await new Promise((done) => setTimeout(done));
  expect(calls[0]?.[2]).toMatchObject({ answer: "longer", distance_km: 80 });
  await element.updateComplete;
  await press("Other time");
  expect(all<HTMLInputElement>("input").map((one) => one.value)).toEqual(["07:40", "18:30"]);
  all<HTMLFormElement>("form")[0]?.dispatchEvent(new SubmitEvent("submit", { cancelable: true }));
  await new Promise((done) => setTimeout(done));
  expect(calls[1]?.[2]).toMatchObject({ answer: "other_time", leave: "07:40", back: "18:30" });
});

test("nothing is sent where nothing was entered", async () => {
  const { all, press, calls } = await shown([{ ...ASKED, usual: false, leave: null, back: null, km: null }]);
  expect(all("button").map((one) => one.textContent.trim())).toEqual(["Stays at home", "Other distance", "Other time"]);
  await press("Other distance");
  all<HTMLFormElement>("form")[0]?.dispatchEvent(new SubmitEvent("submit", { cancelable: true }));
  await new Promise((done) => setTimeout(done));
  expect(calls).toEqual([]);
});

test("two cars have a row each, and who may only look has none", async () => {
  expect((await shown([ASKED, { ...ASKED, storage_id: "kei" }])).all("section")).toHaveLength(2);
  expect((await shown([ASKED], false)).all("section")).toEqual([]);
});
