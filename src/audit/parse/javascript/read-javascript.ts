import { type Options, type Program, parse } from "acorn";
import type { Parsed, Problem } from "../../../kernel/index.ts";
import { flowsOf } from "./flows.ts";
import { functionsOf } from "./functions.ts";
import { localNames } from "./scopes.ts";
import { createSources } from "./sources.ts";
import type { JavaScriptProgram } from "./types.ts";
import { withoutTypes } from "./typescript/erase.ts";
import { valuesAt } from "./values.ts";
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

/** What no JavaScript has. */
const TYPED =
  /^[ \t]*(?:(?:import|export)[ \t]+type[ \t]|(?:export[ \t]+)?(?:interface|enum|declare|namespace)[ \t]+\w+[^\n]*\{)|\w\??:[ \t]*(?:string|number|boolean|unknown|void)\b/m;

const NOTHING: JavaScriptProgram = { calls: [], flows: [], values: [] };

/**
 * A script, a module, or one of GNOME Shell's older form that asks `imports` for others; TypeScript without its types. What
 * has types and is no program without them is not told of: a compiler reads it before anybody runs it.
 */
export function readJavaScript(text: string): Parsed<JavaScriptProgram> {
  if (text.length > LARGEST) return { value: NOTHING, problems: [problem(`It has more than ${LARGEST} characters.`)] };
  const looksLikeModule = /^[ \t]*(?:import|export)\b/m.test(text);
  const first = tryParse(text, looksLikeModule ? "module" : "script");
  const second = "type" in first ? first : tryParse(text, looksLikeModule ? "script" : "module");
  if ("type" in second) return { value: readProgram(second), problems: [] };
  const untyped = withoutTypes(text);
  const third = untyped === undefined || untyped === text ? undefined : tryParse(untyped, "module");
  if (third && "type" in third) return { value: readProgram(third), problems: [] };
  if (TYPED.test(text)) return { value: NOTHING, problems: [] };
  return { value: NOTHING, problems: ["type" in first ? second : first] };
}

function readProgram(program: Program): JavaScriptProgram {
  const sources = createSources(localNames(program));
  const nodes = [...nodesOf(program)];
  const functions = functionsOf(nodes);
  const flows = nodes.flatMap((place) => flowsOf(place, sources, functions));
  for (const { node } of nodes) sources.callOf(node);
  return {
    calls: sources.calls(),
    flows,
    values: nodes.flatMap(({ node }) => valuesAt(node)),
  };
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
