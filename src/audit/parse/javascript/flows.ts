import type { AnyNode, CallExpression } from "acorn";
import { PASSES_ON, type Sources } from "./sources.ts";
import type { JavaScriptFlow, JavaScriptSource } from "./types.ts";
import { lastName, type NodePlace } from "./walk.ts";

/** The names that get a value at this node. */
export function flowsOf({ node, within }: NodePlace, sources: Sources): JavaScriptFlow[] {
  const namesIn = (target: AnyNode): (string | undefined)[] => namesOf(target, sources);
  if (node.type === "VariableDeclarator") return flows(namesIn(node.id), node.init, sources);
  if (node.type === "AssignmentExpression") return flows(namesIn(node.left), node.right, sources);
  if (node.type === "Property" || node.type === "PropertyDefinition") {
    return flows([lastName(node.key)], node.value, sources);
  }
  if (node.type === "ForOfStatement") {
    const { left } = node;
    const target = left.type === "VariableDeclaration" ? left.declarations[0]?.id : left;
    return flows(target ? namesIn(target) : [], node.right, sources);
  }
  if (node.type === "ReturnStatement") return flows([within], node.argument, sources);
  if (node.type === "ArrowFunctionExpression" && node.expression) return flows([within], node.body, sources);
  if (node.type === "ObjectPattern") return node.properties.flatMap((part) => takenOut(part, sources));
  return node.type === "CallExpression" ? callbackFlows(node, sources) : [];
}

/** `{app: it}` as a target gives `it` what is the property `app` of something. */
function takenOut(part: AnyNode, sources: Sources): JavaScriptFlow[] {
  const name = part.type === "Property" ? lastName(part.key) : undefined;
  if (part.type !== "Property" || name === undefined) return [];
  const from: JavaScriptSource[] = [{ kind: "name", name }];
  return namesOf(part.value, sources).flatMap((to) => (to === undefined || to === name ? [] : [{ to, from }]));
}

function flows(
  targets: readonly (string | undefined)[],
  value: AnyNode | null | undefined,
  sources: Sources,
): JavaScriptFlow[] {
  const from = targets.length === 0 ? [] : sources.of(value);
  if (from.length === 0) return [];
  return targets.flatMap((to) => (to === undefined ? [] : [{ to, from }]));
}

/** `apps.forEach(app => …)` gives its callback what it is called on. */
function callbackFlows({ callee, arguments: given }: CallExpression, sources: Sources): JavaScriptFlow[] {
  const name = callee.type === "MemberExpression" ? lastName(callee) : undefined;
  if (callee.type !== "MemberExpression" || name === undefined) return [];
  if (name !== "forEach" && !PASSES_ON.test(name)) return [];
  const callback = given[0];
  if (callback?.type !== "ArrowFunctionExpression" && callback?.type !== "FunctionExpression") return [];
  const [parameter] = callback.params;
  return parameter ? flows(namesOf(parameter, sources), callee.object, sources) : [];
}

/** The names that a target binds: `a`, `this.a`, `[a, b]`, `{a, b: c}`. */
function namesOf(target: AnyNode, sources: Sources): (string | undefined)[] {
  const names: (string | undefined)[] = [];
  const waiting: (AnyNode | null)[] = [target];
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    if (node?.type === "ArrayPattern") waiting.push(...node.elements);
    else if (node?.type === "ObjectPattern") waiting.push(...node.properties);
    else if (node?.type === "Property") waiting.push(node.value);
    else if (node?.type === "AssignmentPattern") waiting.push(node.left);
    else if (node?.type === "RestElement") waiting.push(node.argument);
    else if (node) names.push(sources.nameOf(node));
  }
  return names;
}
