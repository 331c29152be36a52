import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Said } from "../src/actions";
import type { Preview, PreviewRequest, Trip } from "../src/face";
import { V2hTripEditor } from "../src/trips/editor";
import { DEBOUNCE_MS } from "../src/trips/previews";
import { carOf, EVIL, fakeHass, home, planOf, previewOf, trip, type FakeHass } from "./home";

const LONG = planOf(Array.from({ length: 24 }, () => 1));

beforeEach(() => void vi.useFakeTimers({ now: Date.parse("2026-11-28T11:00:00Z") }));
afterEach(() => {
  document.body.replaceChildren();
  vi.useRealTimers();
});

interface Opened extends FakeHass {
  element: V2hTripEditor;
  find: (selector: string) => HTMLElement;
  input: (selector: string) => HTMLInputElement;
  text: () => string;
  asked: () => PreviewRequest[];
  settle: () => Promise<void>;
}

async function open(what: Trip | undefined, change: Partial<Preview> = {}, face = home()): Promise<Opened> {
  const fake = fakeHass(face, (message) => {
    const { socs } = message as unknown as PreviewRequest;
    const curve = (socs ?? []).map((soc) => ({ soc, more_yen: soc - 80 }));
    return Promise.resolve(previewOf({ plan: LONG, ...change, curve }));
  });
  const element = new V2hTripEditor();
  Object.assign(element, { hass: fake.hass, home: face.home, now: face.now, plan: LONG, ...(what ? { trip: what } : {}) });
  document.body.append(element);
  const settle = async (): Promise<void> => {
    await vi.advanceTimersByTimeAsync(DEBOUNCE_MS);
    await element.updateComplete;
  };
  await settle();
  const input = (selector: string): HTMLInputElement => {
    const found = element.shadowRoot?.querySelector<HTMLInputElement>(selector);
    if (!found) throw new Error(`There is no ${selector}`);
    return found;
  };
  const asked = () => vi.mocked(fake.hass.callWS).mock.calls.map(([message]) => message as unknown as PreviewRequest);
  const text = () => (element.shadowRoot?.textContent ?? "").replace(/\s+/g, " ");
  return { ...fake, element, find: input, input, text, asked, settle };
}

function slide(editor: Opened, soc: number): void {
  const slider = editor.input("#soc");
  slider.value = String(soc);
  slider.dispatchEvent(new Event("input"));
}

test("an opened trip shows what is saved, and nothing can be saved before it was changed", async () => {
  const editor = await open(trip());
  expect(editor.input("#leave-time").value).toBe("07:00");
  expect(editor.input("#soc").value).toBe("80");
  expect(editor.input(".primary").disabled).toBe(true);
  expect(editor.asked()[0]?.trip_id).toBe(trip().id);
  expect(editor.text()).toContain("Only this time.");
});

test("moving the slider asks for its plan and says its price aloud", async () => {
  const editor = await open(trip(), { more_yen: 10 });
  slide(editor, 90);
  await editor.settle();
  expect(editor.asked().at(-1)?.trip.soc).toBe(90);
  expect(editor.text()).toContain("It costs about 10 yen more.");
  expect(editor.find("#soc").getAttribute("aria-valuetext")).toBe("90%, cost +10 yen");
});

test("page keys move the target by five, within its ends", async () => {
  const editor = await open(trip({ soc: 93 }));
  for (const key of ["PageUp", "PageUp", "PageDown"]) {
    editor.find("#soc").dispatchEvent(new KeyboardEvent("keydown", { key, cancelable: true }));
  }
  await editor.settle();
  expect(editor.input("#soc").value).toBe("95");
});

test("a saved change is said with its undo, and the sheet closes", async () => {
  const editor = await open(trip());
  const said: Said[] = [];
  const closed = vi.fn();
  document.body.addEventListener("v2h-said", (event) => void said.push(event.detail), { once: true });
  editor.element.addEventListener("v2h-closed", closed);
  slide(editor, 95);
  await editor.settle();
  editor.find(".primary").click();
  await vi.advanceTimersByTimeAsync(50);
  expect(editor.calls[0]?.slice(1, 3)).toEqual(["change_trip", expect.objectContaining({ trip_id: trip().id, soc: 95 })]);
  expect(said[0]?.text).toBe("The trip is changed");
  await said[0]?.undo?.();
  expect(editor.calls[1]?.[1]).toBe("unskip_trip");
  expect(closed).toHaveBeenCalledOnce();
});

test("what Home Assistant refuses stands beside the button, as text, and what was entered stays", async () => {
  const editor = await open(trip());
  slide(editor, 95);
  await editor.settle();
  editor.refuse({ code: "service_validation_error", message: EVIL });
  editor.find(".primary").click();
  await editor.settle();
  expect(editor.find("[role='alert']").textContent).toBe(EVIL);
  expect(editor.element.shadowRoot?.querySelector("img")).toBeNull();
  expect(editor.input("#soc").value).toBe("95");
});

test("a target out of reach is told, and may be saved", async () => {
  const editor = await open(trip(), { reached_soc: 72 });
  slide(editor, 95);
  await editor.settle();
  expect(editor.find(".short").textContent).toContain("only reach 72%");
  expect(editor.input(".primary").disabled).toBe(false);
});

test("of a new trip the target follows the distance until it is chosen", async () => {
  const editor = await open(undefined);
  const type = (value: string): void => {
    const distance = editor.input("#energy");
    distance.value = value;
    distance.dispatchEvent(new Event("change"));
  };
  type("124");
  await editor.settle();
  expect(editor.asked().at(-1)?.trip).toMatchObject({ energy_kwh: 20, soc: 80 });
  slide(editor, 70);
  type("62");
  await editor.settle();
  expect(editor.asked().at(-1)?.trip).toMatchObject({ energy_kwh: 10, soc: 70 });
  expect(editor.asked().at(-1)?.trip_id).toBeUndefined();
});

test("where nobody knows how far a kWh goes, energy is entered", async () => {
  const face = home((one) => (carOf(one).facts.km_per_kwh = null));
  const editor = await open(trip({ energy_kwh: 6.5 }), {}, face);
  expect(editor.input("#energy").value).toBe("6.5");
  expect(editor.text()).toContain("Energy");
});

test("a weekly trip is skipped this time, an announced one is cancelled", async () => {
  for (const [kind, action] of [["weekly", "skip_trip"], ["announced", "cancel_trip"]] as const) {
    const editor = await open(trip({ kind }));
    editor.find(".danger").click();
    await editor.settle();
    expect(editor.calls[0]?.[1]).toBe(action);
    editor.element.remove();
  }
});

test("a return before the departure is told and neither asked nor saved", async () => {
  const editor = await open(trip());
  const count = editor.asked().length;
  const back = editor.input("#back-time");
  back.value = "06:00";
  back.dispatchEvent(new Event("change"));
  await editor.settle();
  expect(editor.find(".wrong").textContent).toBe("The return must be after the departure.");
  expect(editor.input(".primary").disabled).toBe(true);
  expect(editor.asked()).toHaveLength(count);
});
