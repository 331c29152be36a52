/** Words in the reader's language: Japanese, or English for everybody else. */

import texts from "virtual:words";

export type Words = (key: string, values?: Record<string, string | number>) => string;

/** Return the words of a language such as "ja", "ja-JP" or "en-GB"; a key without a text stays itself. */
export function wordsOf(language: string): Words {
  const known = texts[language.toLowerCase().startsWith("ja") ? "ja" : "en"];
  return (key, values = {}) =>
    (known[key] ?? key).replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}
