import type { AnyNode, CallExpression, NewExpression } from "acorn";
import type { JavaScriptCall, JavaScriptSource, JavaScriptValue } from "./types.ts";
import { lastName } from "./walk.ts";

/** Values in values are followed so deep, and names have so many parts. */
const DEEPEST = 20;
const MOST_PARTS = 12;

/** Methods whose result is made of what they are called on, or of what their callback returns. */
export const PASSES_ON =
  /^(?:map|flatMap|filter|find|findLast|slice|sort|toSorted|concat|pop|shift|at|get|values|entries|then|catch|get_app_info|get_commandline|replace|trim|split)$/;
/** An application's description, from which it is launched as well. */
const PART = /^_?app_?info$/i;
/** What hands on what it is given: `Array.from(x)`, the words of a command line. */
const HANDS_ON = /^(?:from|assign|freeze|resolve|shell_parse_argv)$/;
/** What starts a command line: it is called on its arguments, as it were. */
export const SPAWNS = /^(?:spawn\w*|trySpawn\w*|util_spawn|Subprocess)$|^Subprocess\.new$/;

/** What stands in a text for a part that only a run tells. */
export const COMPUTED = "$computed";

export interface Sources {
  /** The call that a node is; the same one whenever it is asked. */
  callOf(node: AnyNode): JavaScriptCall | undefined;
  /** From where the value of an expression may come. */
  of(node: AnyNode | null | undefined): JavaScriptSource[];
  /** The name of a variable, property or function: the variables of functions have their function in it. */
  nameOf(node: AnyNode): string | undefined;
  calls(): readonly JavaScriptCall[];
}

export function createSources(locals: ReadonlyMap<AnyNode, string>): Sources {
  const nameOf = (node: AnyNode): string | undefined => locals.get(node) ?? lastName(node);
  const known = new Map<AnyNode, JavaScriptCall>();

  function callAt(node: CallExpression | NewExpression, depth: number): JavaScriptCall {
    const before = known.get(node);
    if (before) return before;
    const { callee } = node;
    const { line = 1, column = 0 } = nameNode(callee).loc?.start ?? {};
    const values = node.arguments.map((argument) => readValue(argument, 0));
    const call: JavaScriptCall & { on: readonly JavaScriptSource[] } = {
      name: dottedName(callee),
      line,
      column: column + 1,
      arguments: values,
      on: [],
    };
    known.set(node, call);
    if (SPAWNS.test(lastName(callee) ?? "") || SPAWNS.test(call.name.split(".").slice(-2).join("."))) {
      Object.assign(call, { on: node.arguments.flatMap((argument) => sourcesOf(argument, depth + 1)) });
    } else if (callee.type === "MemberExpression") Object.assign(call, { on: sourcesOf(callee.object, depth + 1) });
    return call;
  }

  function sourcesOf(node: AnyNode | null | undefined, depth: number): JavaScriptSource[] {
    if (!node || depth > DEEPEST) return [];
    if (node.type === "CallExpression" || node.type === "NewExpression") return sourcesOfCall(node, depth);
    if (node.type === "MemberExpression" && node.computed && node.property.type !== "Literal") {
      return sourcesOf(node.object, depth + 1);
    }
    if (node.type === "MemberExpression" && lastName(node) === undefined) return sourcesOf(node.object, depth + 1);
    const name = node.type === "Literal" ? undefined : nameOf(node);
    if (name !== undefined) {
      const whole = node.type === "MemberExpression" && PART.test(name) ? sourcesOf(node.object, depth + 1) : [];
      return [{ kind: "name", name }, ...whole];
    }
    return passedOn(node).flatMap((inner) => sourcesOf(inner, depth + 1));
  }

  function sourcesOfCall(node: CallExpression | NewExpression, depth: number): JavaScriptSource[] {
    const sources: JavaScriptSource[] = [{ kind: "call", call: callAt(node, depth) }];
    const name = lastName(node.callee);
    if (name !== undefined) sources.push({ kind: "name", name });
    // `new Shell.App({app_info: x})` is the application of x.
    if (node.type === "NewExpression" && name === "App") {
      const parts = node.arguments.flatMap((part) => (part.type === "ObjectExpression" ? part.properties : []));
      for (const part of parts) if (part.type === "Property") sources.push(...sourcesOf(part.value, depth + 1));
    }
    if (name !== undefined && HANDS_ON.test(name)) {
      return [...sources, ...node.arguments.flatMap((argument) => sourcesOf(argument, depth + 1))];
    }
    if (node.callee.type !== "MemberExpression" || name === undefined || !PASSES_ON.test(name)) return sources;
    const callback = node.arguments[0];
    const returned = callback?.type === "ArrowFunctionExpression" && callback.expression ? callback.body : undefined;
    return [...sources, ...sourcesOf(node.callee.object, depth + 1), ...sourcesOf(returned, depth + 1)];
  }

  return {
    callOf: (node) => (node.type === "CallExpression" || node.type === "NewExpression" ? callAt(node, 0) : undefined),
    of: (node) => sourcesOf(node, 0),
    nameOf,
    calls: () => [...known.values()].sort((a, b) => a.line - b.line || a.column - b.column),
  };
}

/** The parts of an expression of which one is its value, or which it collects. */
function passedOn(node: AnyNode): readonly (AnyNode | null)[] {
  if (node.type === "ConditionalExpression") return [node.consequent, node.alternate];
  if (node.type === "LogicalExpression") return [node.left, node.right];
  if (node.type === "AssignmentExpression") return [node.right];
  if (node.type === "AwaitExpression" || node.type === "SpreadElement") return [node.argument];
  if (node.type === "ChainExpression" || node.type === "ParenthesizedExpression") return [node.expression];
  if (node.type === "SequenceExpression") return node.expressions.slice(-1);
  return node.type === "ArrayExpression" ? node.elements : [];
}

/** A text or an array as it is written. */
export function readValue(node: AnyNode, depth: number): JavaScriptValue {
  const line = node.loc?.start.line ?? 1;
  if (node.type === "Literal" && typeof node.value === "string") return { kind: "string", value: node.value, line };
  if (node.type === "TemplateLiteral") {
    return { kind: "string", value: node.quasis.map(({ value }) => value.cooked ?? "").join(COMPUTED), line };
  }
  if (node.type === "BinaryExpression" && node.operator === "+" && node.left.type !== "PrivateIdentifier") {
    const left = depth > DEEPEST ? undefined : readValue(node.left, depth + 1);
    return left?.kind === "string" ? { ...left, value: `${left.value}${COMPUTED}` } : { kind: "computed" };
  }
  if (node.type !== "ArrayExpression" || depth > DEEPEST) return { kind: "computed" };
  return {
    kind: "list",
    items: node.elements.map((item) => (item ? readValue(item, depth + 1) : { kind: "computed" })),
  };
}

/** Where the last part of a callee stands: the method of a chain that runs over lines. */
function nameNode(callee: AnyNode): AnyNode {
  return callee.type === "MemberExpression" ? callee.property : callee;
}

function dottedName(callee: AnyNode): string {
  let name = "";
  let node: AnyNode | undefined = callee;
  for (let parts = 0; node && parts < MOST_PARTS; parts += 1) {
    if (node.type === "ChainExpression" || node.type === "ParenthesizedExpression") node = node.expression;
    else if (node.type === "MemberExpression") {
      const last = node.computed && node.property.type !== "Literal" ? "[]" : (lastName(node.property) ?? "[]");
      name = name === "" ? last : `${last}${name.startsWith("()") ? "" : "."}${name}`;
      node = node.object;
    } else if (node.type === "CallExpression") {
      name = name === "" ? "()" : `()${name.startsWith("()") ? "" : "."}${name}`;
      node = node.callee;
    } else {
      const root = node.type === "ThisExpression" ? "this" : (lastName(node) ?? "?");
      return name === "" ? root : `${root}${name.startsWith("()") ? "" : "."}${name}`;
    }
  }
  return name;
}
