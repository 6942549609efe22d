import type * as acorn from "acorn";
import { ALWAYS, and, or, UNKNOWN } from "./conditions.ts";
import type { PolkitActionTest, PolkitCondition } from "./types.ts";

/** What names mean inside of a rule's function. */
export interface Scope {
  readonly action: string | undefined;
  readonly subject: string | undefined;
  /** Fixed texts and lists of them that were given a name. */
  readonly constants: ReadonlyMap<string, readonly string[]>;
  /** Names that stand for something of the action or the subject: `var id = action.id`. */
  readonly aliases: ReadonlyMap<string, acorn.Expression>;
}

/** What an expression asks when it holds, or, with `holds` false, when it does not. */
export function conditionOf(node: acorn.Expression, scope: Scope, holds: boolean): PolkitCondition {
  if (node.type === "UnaryExpression" && node.operator === "!") return conditionOf(node.argument, scope, !holds);
  if (node.type === "LogicalExpression" && node.operator !== "??") {
    const join = (node.operator === "&&") === holds ? and : or;
    return join(conditionOf(node.left, scope, holds), conditionOf(node.right, scope, holds));
  }
  const tested = test(node, scope);
  if (tested === undefined) return UNKNOWN;
  return tested.isNegated === holds ? UNKNOWN : tested.condition;
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
    if (given.type === "Literal" && typeof given.value === "boolean") {
      const condition =
        asked.type === "MemberExpression"
          ? flag(asked, scope)
          : asked.type === "CallExpression"
            ? call(asked, scope)
            : undefined;
      if (condition) return { condition, isNegated: isNegated === given.value };
    }
    const values = texts(given, scope);
    const condition = values && equals(asked, values, scope);
    if (condition) return { condition, isNegated };
  }
  return undefined;
}

/** `x.indexOf(y) == 0`, `>= 0`, `!= -1`, `> -1`. */
function position(left: acorn.Expression, operator: string, right: acorn.Expression, scope: Scope): Tested | undefined {
  if (left.type !== "CallExpression" || left.callee.type !== "MemberExpression") return undefined;
  const { callee } = left;
  if (nameOf(callee) !== "indexOf" && nameOf(callee) !== "search") return undefined;
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
  if (name === "isInGroup" && isNamed(callee.object, scope.subject)) {
    const groups = texts(argument, scope);
    return groups && { ...ALWAYS, subjects: groups.map((group) => `unix-group:${group}`) };
  }
  if (name === "startsWith") return contains(callee.object, argument, scope, "begins");
  if (name === "includes" || name === "match" || name === "indexOf")
    return contains(callee.object, argument, scope, "matches");
  if (name === "test") return contains(argument, callee.object, scope, "matches");
  return undefined;
}

/** A member of a list, or a part of `action.id`. */
function contains(
  written: acorn.Expression,
  part: acorn.Expression,
  scope: Scope,
  kind: PolkitActionTest["kind"],
): PolkitCondition | undefined {
  const whole = unaliased(written, scope);
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
  const [key] = asked.arguments;
  const isLookup = nameOf(asked.callee) === "lookup" && key?.type === "Literal" && typeof key.value === "string";
  return isLookup ? { ...ALWAYS, details: values.map((value) => `${key.value}=${value}`) } : undefined;
}

function unaliased(node: acorn.Expression, scope: Scope): acorn.Expression {
  return (node.type === "Identifier" && scope.aliases.get(node.name)) || node;
}

function flag(node: acorn.MemberExpression, scope: Scope): PolkitCondition | undefined {
  if (isProperty(node, scope.subject, "active")) return { ...ALWAYS, needsActive: true };
  if (isProperty(node, scope.subject, "local")) return { ...ALWAYS, needsLocal: true };
  return undefined;
}

/** A fixed text, a list of them, or a name or an element of one. */
export function texts(node: acorn.Expression, scope: Scope): readonly string[] | undefined {
  if (node.type === "Literal") return typeof node.value === "string" ? [node.value] : undefined;
  if (node.type === "Identifier") return scope.constants.get(node.name);
  if (node.type === "MemberExpression")
    return node.computed && node.object.type === "Identifier" ? scope.constants.get(node.object.name) : undefined;
  if (node.type !== "ArrayExpression") return undefined;
  const found = node.elements.map((element) =>
    element?.type === "Literal" && typeof element.value === "string" ? element.value : undefined,
  );
  return found.every((text) => text !== undefined) ? found : undefined;
}

function nameOf(node: acorn.MemberExpression): string | undefined {
  if (node.computed) return node.property.type === "Literal" ? String(node.property.value) : undefined;
  return node.property.type === "Identifier" ? node.property.name : undefined;
}

function isNamed(node: acorn.Expression | acorn.Super, name: string | undefined): boolean {
  return name !== undefined && node.type === "Identifier" && node.name === name;
}

function isProperty(node: acorn.Expression, object: string | undefined, property: string): boolean {
  return node.type === "MemberExpression" && isNamed(node.object, object) && nameOf(node) === property;
}

function number(node: acorn.Expression): number | undefined {
  if (node.type === "Literal" && typeof node.value === "number") return node.value;
  const isMinus = node.type === "UnaryExpression" && node.operator === "-";
  return isMinus && node.argument.type === "Literal" ? -Number(node.argument.value) : undefined;
}
