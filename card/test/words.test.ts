import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import texts from "virtual:words";
import { describe, expect, it } from "vitest";

const SOURCES = join(import.meta.dirname, "../src");
const sources = readdirSync(SOURCES, { recursive: true, encoding: "utf8" })
  .filter((name) => name.endsWith(".ts"))
  .map((name) => readFileSync(join(SOURCES, name), "utf8"))
  .join("\n");

/** Keys that stand in the sources; the end of some is worked out. */
const whole = new Set(sources.match(/(?<=["'`])card_[a-z0-9_]+(?=["'`])/g));
const begun = new Set([...sources.matchAll(/`(card_[a-z0-9_]+_)\$\{/g)].map((match) => match[1] ?? ""));

describe("words", () => {
  it("are there in both languages", () => expect(Object.keys(texts.ja)).toEqual(Object.keys(texts.en)));
  it("are there for all that the card says", () => {
    const known = Object.keys(texts.en);
    expect([...whole].filter((key) => !(key in texts.en) && !known.some((longer) => longer.startsWith(`${key}_`)))).toEqual([]);
    expect([...begun].filter((start) => !known.some((key) => key.startsWith(start)))).toEqual([]);
  });
  it("have the same values in both", () => {
    const names = (text: string | undefined): string[] => [...(text ?? "").matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? "").sort();
    for (const key of Object.keys(texts.en)) expect([key, names(texts.ja[key])]).toEqual([key, names(texts.en[key])]);
  });
});
