/** Words by language and key; see vite.config.ts. */
declare module "virtual:words" {
  const words: Record<"en" | "ja", Record<string, string>>;
  export default words;
}

/** Hash of the sources of this build. */
declare const __VERSION__: string;
