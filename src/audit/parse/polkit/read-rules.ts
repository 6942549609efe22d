import * as acorn from "acorn";
import type { Parsed, Problem } from "../../../kernel/index.ts";
import { answersOf, declare } from "./answers-of.ts";
import type { FunctionNode } from "./scope.ts";
import type { PolkitAnswer, PolkitCondition, PolkitRules } from "./types.ts";

/** Reads a file of polkit's rules (polkit(8)): JavaScript whose functions answer for an action and who asks for it. */
export function readPolkitRules(text: string): Parsed<PolkitRules> {
  try {
    const program = acorn.parse(text, { ecmaVersion: "latest", sourceType: "script", locations: true });
    return { value: { answers: answersIn(program.body) }, problems: [] };
  } catch (error) {
    return { value: { answers: [] }, problems: [problemOf(error)] };
  }
}

function answersIn(body: readonly (acorn.Statement | acorn.ModuleDeclaration)[]): PolkitAnswer[] {
  const scope = {
    action: undefined,
    subject: undefined,
    constants: new Map<string, readonly string[]>(),
    aliases: new Map<string, acorn.Expression>(),
    becomesTrue: new Map<string, PolkitCondition[]>(),
    functions: new Map<string, FunctionNode>(),
    lookups: { left: 0 },
  };
  const { functions } = scope;
  for (const node of body) {
    if (node.type === "FunctionDeclaration") functions.set(node.id.name, node);
    if (node.type !== "VariableDeclaration") continue;
    declare(node, scope);
    for (const { id, init } of node.declarations)
      if (id.type === "Identifier" && (init?.type === "FunctionExpression" || init?.type === "ArrowFunctionExpression"))
        functions.set(id.name, init);
  }
  return body.flatMap(callsIn).flatMap(({ callee, arguments: given }) => {
    const isRule =
      callee.type === "MemberExpression" &&
      callee.object.type === "Identifier" &&
      callee.object.name === "polkit" &&
      callee.property.type === "Identifier" &&
      callee.property.name === "addRule";
    const [first] = given;
    if (!isRule || !first) return [];
    const rule = first.type === "Identifier" ? functions.get(first.name) : first;
    return rule?.type === "FunctionExpression" ||
      rule?.type === "ArrowFunctionExpression" ||
      rule?.type === "FunctionDeclaration"
      ? answersOf(rule, scope)
      : [];
  });
}

/** Every call within a node, in the order of the text, such as a rule that a loop or a function of the file adds; without recursion, for long chains. */
function callsIn(node: acorn.Node): readonly acorn.CallExpression[] {
  const calls: acorn.CallExpression[] = [];
  const waiting: acorn.Node[] = [node];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    if (next.type === "CallExpression") calls.push(next as acorn.CallExpression);
    for (const part of Object.values(next).flat())
      if (typeof (part as acorn.Node | null)?.type === "string") waiting.push(part as acorn.Node);
  }
  return calls.sort((one, other) => one.start - other.start);
}

function problemOf(error: unknown): Problem {
  const place = (error as { readonly loc?: { readonly line: number; readonly column: number } }).loc;
  return {
    code: "polkit-javascript",
    severity: "error",
    message: place
      ? "The rules are no JavaScript here; polkit would leave the file out."
      : "The rules are nested too deeply to be read.",
    place: { line: place?.line ?? 1, column: (place?.column ?? 0) + 1 },
  };
}
