import { readFileSync } from "node:fs";
import { sha256 } from "../../kernel/index.ts";
import { scaleRules } from "./scale.ts";

/** The one style sheet; its address holds its hash, so that browsers may keep it for ever. */
export interface Stylesheet {
  readonly path: string;
  readonly text: string;
}

export function loadStylesheet(): Stylesheet {
  const written = readFileSync(new URL("desk.css", import.meta.url), "utf8");
  const text = `${withoutComments(written)}\n${scaleRules()}\n`;
  return { path: `/style/${sha256(text).slice(0, 16)}.css`, text };
}

/** Comments and the space around them are for us. */
function withoutComments(css: string): string {
  return css
    .replace(/\/\*[\s\S]*?\*\//g, "")
    .replace(/\n\s*/g, "\n")
    .trim();
}
