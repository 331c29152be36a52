import { createHash } from "node:crypto";
import { readFileSync, readdirSync } from "node:fs";
import { join, relative } from "node:path";
import { defineConfig, type Plugin } from "vitest/config";

const CARD = import.meta.dirname;
const COMPONENT = join(CARD, "../custom_components/v2h_planner");

/** What the card takes from the integration's translations; everything a person reads is written there, once. */
const OURS = /^(card|action|weekday|tomorrow_at|weekday_at|span)(_|$)/;

interface Translations {
  common: Record<string, string>;
  entity: { select: { mode: { state: Record<string, string> } } };
}

function words(language: string): Record<string, string> {
  const all = JSON.parse(readFileSync(join(COMPONENT, `translations/${language}.json`), "utf8")) as Translations;
  const common = Object.entries(all.common).filter(([key]) => OURS.test(key));
  const modes = Object.entries(all.entity.select.mode.state).map(([key, text]) => [`mode_${key}`, text] as const);
  return Object.fromEntries([...common, ...modes].sort(([one], [other]) => (one < other ? -1 : 1)));
}

/** The version of a build is the hash of all that goes into it; tests/card proves the built file by it. */
function version(): string {
  const sources = readdirSync(join(CARD, "src"), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
  const files = [...sources, join(CARD, "package-lock.json"), join(CARD, "vite.config.ts")].sort();
  const hash = createHash("sha256");
  for (const file of files) hash.update(relative(CARD, file)).update("\0").update(readFileSync(file)).update("\0");
  for (const language of ["en", "ja"]) hash.update(JSON.stringify(words(language)));
  return hash.digest("hex").slice(0, 12);
}

function virtualWords(): Plugin {
  const id = "virtual:words";
  return {
    name: "v2h-words",
    resolveId: (source) => (source === id ? `\0${id}` : null),
    load: (source) =>
      source === `\0${id}`
        ? `export default ${JSON.stringify({ en: words("en"), ja: words("ja") })}`
        : null,
  };
}

const VERSION = version();

export default defineConfig({
  root: CARD,
  plugins: [virtualWords()],
  define: { __VERSION__: JSON.stringify(VERSION) },
  build: {
    target: "es2022",
    outDir: join(COMPONENT, "frontend"),
    emptyOutDir: true,
    // One file: a second one without a hash in its name would be the old one in somebody's cache.
    lib: { entry: join(CARD, "src/index.ts"), formats: ["es"], fileName: () => "v2h-planner.js" },
    rolldownOptions: { output: { postBanner: `/*! v2h-planner-card ${VERSION} */`, codeSplitting: false, minify: true } },
  },
  test: { environment: "happy-dom", include: ["test/**/*.test.ts"] },
});
