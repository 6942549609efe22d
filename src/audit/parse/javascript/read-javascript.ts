import { type Options, type Program, parse } from "acorn";
import type { Parsed, Problem } from "../../../kernel/index.ts";
import { flowsOf } from "./flows.ts";
import { localNames } from "./scopes.ts";
import { createSources } from "./sources.ts";
import type { JavaScriptProgram } from "./types.ts";
import { nodesOf } from "./walk.ts";

/** In characters. */
const LARGEST = 1 << 22;

const OPTIONS = {
  ecmaVersion: "latest",
  locations: true,
  allowHashBang: true,
  allowReturnOutsideFunction: true,
  allowAwaitOutsideFunction: true,
  allowSuperOutsideMethod: true,
} as const satisfies Partial<Options>;

const NOTHING: JavaScriptProgram = { calls: [], flows: [] };

/** A script, a module, or one of GNOME Shell's older form that asks `imports` for others. */
export function readJavaScript(text: string): Parsed<JavaScriptProgram> {
  if (text.length > LARGEST) return { value: NOTHING, problems: [problem(`It has more than ${LARGEST} characters.`)] };
  const looksLikeModule = /^[ \t]*(?:import|export)\b/m.test(text);
  const first = tryParse(text, looksLikeModule ? "module" : "script");
  const second = "type" in first ? first : tryParse(text, looksLikeModule ? "script" : "module");
  if ("type" in second) return { value: readProgram(second), problems: [] };
  return { value: NOTHING, problems: ["type" in first ? second : first] };
}

function readProgram(program: Program): JavaScriptProgram {
  const sources = createSources(localNames(program));
  const nodes = [...nodesOf(program)];
  const flows = nodes.flatMap((place) => flowsOf(place, sources));
  for (const { node } of nodes) sources.callOf(node);
  return { calls: sources.calls(), flows };
}

/** The program, or why it is none. Nesting that no stack takes is a problem too. */
function tryParse(text: string, sourceType: "script" | "module"): Program | Problem {
  try {
    return parse(text, { ...OPTIONS, sourceType });
  } catch (error) {
    const { loc } = error as { loc?: { readonly line: number; readonly column: number } };
    const message = loc ? "The JavaScript cannot be read from here on." : "The JavaScript nests too deep to be read.";
    return problem(message, loc?.line, (loc?.column ?? 0) + 1);
  }
}

function problem(message: string, line = 1, column = 1): Problem {
  return { code: "javascript-syntax", severity: "error", message, place: { line, column } };
}
