import js from "@eslint/js";
import { defineConfig } from "eslint/config";
import lit from "eslint-plugin-lit";
import ts from "typescript-eslint";

export default defineConfig(
  js.configs.recommended,
  ...ts.configs.strictTypeChecked,
  lit.configs["flat/recommended"],
  {
    languageOptions: { parserOptions: { projectService: { allowDefaultProject: ["eslint.config.js"] } } },
    rules: {
      // Text stays text: what comes from calendars, feeds and names is never read as markup.
      "no-restricted-imports": [
        "error",
        { paths: ["lit/directives/unsafe-html.js", "lit/directives/unsafe-svg.js", "lit/static-html.js"] },
      ],
      "no-restricted-properties": ["error", { property: "innerHTML" }, { property: "outerHTML" }],
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      "@typescript-eslint/no-confusing-void-expression": ["error", { ignoreArrowShorthand: true }],
    },
  },
  { ignores: ["node_modules"] },
);
