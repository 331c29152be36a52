import type { ReactiveControllerHost } from "lit";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Preview, PreviewRequest } from "../src/face";
import { DEBOUNCE_MS, GIVE_UP_MS, Previews, SLOW_MS } from "../src/trips/previews";
import { previewOf } from "./home";

const host = { addController: () => undefined, requestUpdate: () => undefined } as unknown as ReactiveControllerHost;

function request(soc: number, leave = "2026-11-28T22:00:00Z"): PreviewRequest {
  return { entry_id: "entry", storage_id: "ev", trip: { leave, back: "2026-11-29T03:00:00Z", soc, energy_kwh: 6 } };
}

/** A home whose answers come when the test says so. */
function asked() {
  const open: { request: PreviewRequest; answer: (preview: Preview) => Promise<void>; fail: () => Promise<void> }[] = [];
  const previews = new Previews(
    host,
    (wanted) =>
      new Promise<Preview>((resolve, reject) => {
        open.push({
          request: wanted,
          answer: async (preview) => { resolve(preview); await vi.advanceTimersByTimeAsync(0); },
          fail: async () => { reject(new Error("too busy")); await vi.advanceTimersByTimeAsync(0); },
        });
      }),
    () => [60, 80, 100],
  );
  const call = (index: number) => {
    const found = open[index];
    if (!found) throw new Error(`Asked only ${open.length} times`);
    return found;
  };
  return { previews, open, call };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test("the first is asked at once, a moving slider only once it rests", async () => {
  const { previews, open, call } = asked();
  previews.want(request(80));
  await vi.advanceTimersByTimeAsync(0);
  expect(open).toHaveLength(1);
  for (const soc of [81, 82, 83]) {
    previews.want(request(soc));
    await vi.advanceTimersByTimeAsync(DEBOUNCE_MS - 1);
  }
  expect(open).toHaveLength(1);
  await vi.advanceTimersByTimeAsync(1);
  expect(open).toHaveLength(2);
  expect(call(1).request.trip.soc).toBe(83);
});

test("the newest wins, also when an older answer comes later", async () => {
  const { previews, call } = asked();
  previews.want(request(80));
  await vi.advanceTimersByTimeAsync(0);
  previews.want(request(90));
  await vi.advanceTimersByTimeAsync(DEBOUNCE_MS);
  await call(1).answer(previewOf({ more_yen: 90 }));
  await call(0).answer(previewOf({ more_yen: 80 }));
  expect(previews.preview?.more_yen).toBe(90);
  expect(previews.request?.trip.soc).toBe(90);
});

test("the old answer stays while the next is awaited; slowness and failure are told", async () => {
  const { previews, call } = asked();
  previews.want(request(80));
  await vi.advanceTimersByTimeAsync(0);
  await call(0).answer(previewOf());
  previews.want(request(90));
  await vi.advanceTimersByTimeAsync(DEBOUNCE_MS + SLOW_MS - 1);
  expect(previews.wait).toBe("asking");
  await vi.advanceTimersByTimeAsync(1);
  expect(previews.wait).toBe("slow");
  expect(previews.preview?.more_yen).toBe(100);
  await vi.advanceTimersByTimeAsync(GIVE_UP_MS);
  expect(previews.wait).toBe("failed");
  await call(2).answer(previewOf({ more_yen: 7 }));
  expect([previews.wait, previews.preview?.more_yen]).toEqual(["idle", 7]);
});

test("the curve is asked after the plan, once for each trip and not for each target", async () => {
  const { previews, open, call } = asked();
  previews.want(request(80));
  await vi.advanceTimersByTimeAsync(0);
  await call(0).answer(previewOf());
  expect(call(1).request.socs).toEqual([60, 80, 100]);
  await call(1).answer(previewOf({ curve: [{ soc: 60, more_yen: -50 }, { soc: 80, more_yen: 0 }] }));
  expect(previews.curve).toHaveLength(2);
  previews.want(request(85));
  await vi.advanceTimersByTimeAsync(DEBOUNCE_MS);
  await call(2).answer(previewOf());
  expect(open).toHaveLength(3);
  previews.want(request(85, "2026-11-28T23:00:00Z"));
  expect(previews.curve).toEqual([]);
});

test("a refused preview can be asked again", async () => {
  const { previews, call } = asked();
  previews.want(request(80));
  await vi.advanceTimersByTimeAsync(0);
  await call(0).fail();
  expect(previews.wait).toBe("failed");
  previews.want(request(81));
  await vi.advanceTimersByTimeAsync(DEBOUNCE_MS);
  await call(1).answer(previewOf());
  expect(previews.wait).toBe("idle");
});

test("a curve that cannot be had leaves the plan as it is, and is asked again with the next", async () => {
  const { previews, call } = asked();
  previews.want(request(80));
  await vi.advanceTimersByTimeAsync(0);
  await call(0).answer(previewOf());
  await call(1).fail();
  expect([previews.wait, previews.preview?.more_yen]).toEqual(["idle", 100]);
  previews.want(request(81));
  await vi.advanceTimersByTimeAsync(DEBOUNCE_MS);
  await call(2).answer(previewOf());
  expect(call(3).request.socs).toHaveLength(3);
});

test("nothing is asked once the editor is gone", async () => {
  const { previews, open } = asked();
  previews.want(request(80));
  previews.hostDisconnected();
  await vi.advanceTimersByTimeAsync(GIVE_UP_MS);
  expect(open).toHaveLength(0);
});
