import type * as acorn from "acorn";
import { ALWAYS, and, or, UNKNOWN } from "./conditions.ts";
import { questionOf } from "./own-questions.ts";
import { isNamed, isProperty, nameOf, type Scope, texts, unaliased } from "./scope.ts";
import type { PolkitActionTest, PolkitCondition } from "./types.ts";

/** What an expression asks when it holds, or, with `holds` false, when it does not. */
export function conditionOf(node: acorn.Expression, scope: Scope, holds: boolean): PolkitCondition {
  if (node.type === "UnaryExpression" && node.operator === "!") return conditionOf(node.argument, scope, !holds);
  if (node.type === "LogicalExpression" && node.operator !== "??") {
    const join = (node.operator === "&&") === holds ? and : or;
    return join(conditionOf(node.left, scope, holds), conditionOf(node.right, scope, holds));
  }
  if (node.type === "Identifier") return named(node.name, scope, holds);
  const inner = node.type === "CallExpression" ? question(node, scope) : undefined;
  if (inner) return conditionOf(inner.asked, inner.scope, holds);
  const tested = test(node, scope);
  if (tested === undefined) return UNKNOWN;
  return tested.isNegated === holds ? UNKNOWN : tested.condition;
}

/** What a name asks that stands for an expression, or that became true on some way. */
function named(name: string, scope: Scope, holds: boolean): PolkitCondition {
  const asked = scope.lookups.left > 0 && scope.aliases.get(name);
  scope.lookups.left -= 1;
  if (asked) return conditionOf(asked, { ...scope, aliases: without(scope.aliases, name) }, holds);
  const [first, ...more] = (holds && scope.becomesTrue.get(name)) || [];
  return first ? more.reduce(or, first) : UNKNOWN;
}

/** `isOurs(subject)` of a function that the file has, and `["x", "y"].some((name) => …)`. */
function question({ callee, arguments: given }: acorn.CallExpression, scope: Scope): ReturnType<typeof questionOf> {
  if (scope.lookups.left <= 0) return undefined;
  scope.lookups.left -= 1;
  if (callee.type === "Identifier") {
    const called = scope.functions.get(callee.name);
    // One that asks itself again has no answer.
    const inner = called && questionOf(called, given, scope);
    return inner && { ...inner, scope: { ...inner.scope, functions: without(scope.functions, callee.name) } };
  }
  if (callee.type !== "MemberExpression" || callee.object.type === "Super" || nameOf(callee) !== "some")
    return undefined;
  const [each] = given;
  const isFunction = each?.type === "ArrowFunctionExpression" || each?.type === "FunctionExpression";
  return isFunction ? questionOf(each, [callee.object], scope) : undefined;
}

function without<T>(names: ReadonlyMap<string, T>, name: string): ReadonlyMap<string, T> {
  const left = new Map(names);
  left.delete(name);
  return left;
}

interface Tested {
  readonly condition: PolkitCondition;
  readonly isNegated: boolean;
}

function test(node: acorn.Expression, scope: Scope): Tested | undefined {
  if (node.type === "BinaryExpression") return comparison(node, scope);
  const condition =
    node.type === "CallExpression"
      ? call(node, scope)
      : node.type === "MemberExpression"
        ? flag(node, scope)
        : undefined;
  return condition && { condition, isNegated: false };
}

function comparison(node: acorn.BinaryExpression, scope: Scope): Tested | undefined {
  if (node.left.type === "PrivateIdentifier") return undefined;
  const found = position(node.left, node.operator, node.right, scope);
  if (found) return found;
  if (!/^[!=]==?$/.test(node.operator)) return undefined;
  const isNegated = node.operator.startsWith("!");
  for (const [asked, given] of [
    [node.left, node.right],
    [node.right, node.left],
  ] as const) {
    // `match` answers null for what does not match.
    if (given.type === "Literal" && (typeof given.value === "boolean" || given.raw === "null")) {
      const condition =
        asked.type === "MemberExpression"
          ? flag(asked, scope)
          : asked.type === "CallExpression"
            ? call(asked, scope)
            : undefined;
      if (condition) return { condition, isNegated: isNegated === (given.value === true) };
    }
    const values = texts(given, scope);
    const condition = values && equals(asked, values, scope);
    if (condition) return { condition, isNegated };
  }
  return undefined;
}

/** `x.indexOf(y) == 0`, `>= 0`, `!= -1`, `> -1`, and `x.lastIndexOf(y, 0) == 0`. */
function position(left: acorn.Expression, operator: string, right: acorn.Expression, scope: Scope): Tested | undefined {
  if (left.type !== "CallExpression" || left.callee.type !== "MemberExpression") return undefined;
  const { callee } = left;
  if (!["indexOf", "lastIndexOf", "search"].includes(nameOf(callee) ?? "")) return undefined;
  const isFirst = /^={2,3}$/.test(operator) && number(right) === 0;
  const isAbsent = (/^={2,3}$/.test(operator) && number(right) === -1) || (operator === "<" && number(right) === 0);
  const [argument] = left.arguments;
  if (!argument || argument.type === "SpreadElement" || callee.object.type === "Super") return undefined;
  const condition = contains(callee.object, argument, scope, isFirst ? "begins" : "matches");
  return condition && { condition, isNegated: isAbsent };
}

function call(node: acorn.CallExpression, scope: Scope): PolkitCondition | undefined {
  const { callee } = node;
  const [argument] = node.arguments;
  if (callee.type !== "MemberExpression" || callee.object.type === "Super") return undefined;
  if (!argument || argument.type === "SpreadElement") return undefined;
  const name = nameOf(callee);
  if (name === "isInGroup" && isNamed(callee.object, scope.subject)) return inGroups(argument, scope);
  if (name === "startsWith") return contains(callee.object, argument, scope, "begins");
  if (name === "includes" || name === "match" || name === "indexOf")
    return contains(callee.object, argument, scope, "matches");
  if (name === "test") return contains(argument, callee.object, scope, "matches");
  return undefined;
}

function inGroups(written: acorn.Expression, scope: Scope): PolkitCondition | undefined {
  const groups = texts(written, scope);
  return groups && { ...ALWAYS, subjects: groups.map((group) => `unix-group:${group}`) };
}

/** A member of a list, or a part of `action.id`. */
function contains(
  written: acorn.Expression,
  part: acorn.Expression,
  scope: Scope,
  kind: PolkitActionTest["kind"],
): PolkitCondition | undefined {
  const whole = unaliased(written, scope);
  if (isProperty(whole, scope.subject, "groups")) return inGroups(part, scope);
  const list = texts(whole, scope);
  if (list) return equals(part, list, scope);
  if (!isProperty(whole, scope.action, "id")) return undefined;
  const pattern = part.type === "Literal" && part.regex ? [part.regex.pattern] : texts(part, scope);
  return pattern && { ...ALWAYS, actions: pattern.map((text) => ({ kind, text })) };
}

function equals(written: acorn.Expression, values: readonly string[], scope: Scope): PolkitCondition | undefined {
  const asked = unaliased(written, scope);
  if (isProperty(asked, scope.action, "id"))
    return { ...ALWAYS, actions: values.map((text) => ({ kind: "is", text })) };
  if (isProperty(asked, scope.subject, "user"))
    return { ...ALWAYS, subjects: values.map((user) => `unix-user:${user}`) };
  if (asked.type !== "CallExpression" || asked.callee.type !== "MemberExpression") return undefined;
  if (isBeginning(asked, scope)) return { ...ALWAYS, actions: values.map((text) => ({ kind: "begins", text })) };
  const [key] = asked.arguments;
  const isLookup = nameOf(asked.callee) === "lookup" && key?.type === "Literal" && typeof key.value === "string";
  return isLookup ? { ...ALWAYS, details: values.map((value) => `${key.value}=${value}`) } : undefined;
}

/** `action.id.substring(0, 9)` */
function isBeginning({ callee, arguments: [from] }: acorn.CallExpression, scope: Scope): boolean {
  if (callee.type !== "MemberExpression" || callee.object.type === "Super" || !from || from.type === "SpreadElement")
    return false;
  const isPart = ["slice", "substr", "substring"].includes(nameOf(callee) ?? "") && number(from) === 0;
  return isPart && isProperty(unaliased(callee.object, scope), scope.action, "id");
}

function flag(node: acorn.MemberExpression, scope: Scope): PolkitCondition | undefined {
  if (isProperty(node, scope.subject, "active")) return { ...ALWAYS, needsActive: true };
  if (isProperty(node, scope.subject, "local")) return { ...ALWAYS, needsLocal: true };
  // An object that is a set: `allowed[action.id]`.
  const keys = node.property.type === "PrivateIdentifier" ? undefined : texts(node, scope);
  if (keys && node.property.type !== "PrivateIdentifier") return equals(node.property, keys, scope);
  return undefined;
}

function number(node: acorn.Expression): number | undefined {
  if (node.type === "Literal" && typeof node.value === "number") return node.value;
  const isMinus = node.type === "UnaryExpression" && node.operator === "-";
  return isMinus && node.argument.type === "Literal" ? -Number(node.argument.value) : undefined;
}
