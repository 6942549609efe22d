import type { AnyNode, CallExpression, NewExpression } from "acorn";
import type { Functions } from "./functions.ts";
import { PASSES_ON, type Sources } from "./sources.ts";
import type { JavaScriptFlow, JavaScriptSource } from "./types.ts";
import { lastName, type NodePlace } from "./walk.ts";

/** The names that get a value at this node. */
export function flowsOf(place: NodePlace, sources: Sources, functions: Functions): JavaScriptFlow[] {
  const { node, within } = place;
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
  if (node.type === "NewExpression") return parameterFlows(node, calledAs(place), sources, functions);
  if (node.type !== "CallExpression") return [];
  return [
    ...callbackFlows(node, sources),
    ...putInto(node, sources),
    ...parameterFlows(node, calledAs(place), sources, functions),
  ];
}

/** `list.push(x)`, `map.set(key, x)`. */
function putInto({ callee, arguments: given }: CallExpression, sources: Sources): JavaScriptFlow[] {
  const name = callee.type === "MemberExpression" ? lastName(callee) : undefined;
  if (callee.type !== "MemberExpression" || name === undefined || !/^(?:push|unshift|set)$/.test(name)) return [];
  return given.flatMap((argument) => flows([sources.nameOf(callee.object)], argument, sources));
}

/** The names of the functions that may be called: those of the class that `super` is, too. */
function calledAs({ node, base }: NodePlace): readonly string[] {
  if (node.type !== "CallExpression" && node.type !== "NewExpression") return [];
  const { callee } = node;
  const name = lastName(callee);
  if (node.type === "NewExpression") return name === undefined ? [] : [`new ${name}`, name];
  const isBase = callee.type === "Super" || (callee.type === "MemberExpression" && callee.object.type === "Super");
  if (isBase && (name === undefined || name === "_init")) return base === undefined ? [] : [`new ${base}`];
  return name === undefined ? [] : [name];
}

/** What a function of the program is called with. */
function parameterFlows(
  { arguments: given }: CallExpression | NewExpression,
  names: readonly string[],
  sources: Sources,
  functions: Functions,
): JavaScriptFlow[] {
  return names.flatMap((name) =>
    (functions.get(name) ?? []).flatMap(({ params }) =>
      params.flatMap((parameter, at) => {
        const argument = given[at];
        return argument && parameter.type !== "RestElement"
          ? flows(namesOf(parameter, sources), argument, sources)
          : [];
      }),
    ),
  );
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
