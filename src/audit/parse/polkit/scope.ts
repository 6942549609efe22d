import type * as acorn from "acorn";
import type { PolkitCondition } from "./types.ts";

export type FunctionNode = acorn.FunctionDeclaration | acorn.FunctionExpression | acorn.ArrowFunctionExpression;

/** What names mean inside of a rule's function. */
export interface Scope {
  readonly action: string | undefined;
  readonly subject: string | undefined;
  /** Fixed texts and lists of them that were given a name; of an object its keys. */
  readonly constants: ReadonlyMap<string, readonly string[]>;
  /** Names that stand for an expression: `var id = action.id`, `var isLocal = subject.local && subject.active`. */
  readonly aliases: ReadonlyMap<string, acorn.Expression>;
  /** Names that are false until one of these conditions holds: `if (subject.local) ok = true`. */
  readonly becomesTrue: ReadonlyMap<string, readonly PolkitCondition[]>;
  readonly functions: ReadonlyMap<string, FunctionNode>;
  /** Names that are still looked up in this rule: `b = a && a; c = b && b; …` doubles with each line. */
  readonly lookups: { left: number };
}

export function unaliased(node: acorn.Expression, scope: Scope): acorn.Expression {
  return (node.type === "Identifier" && scope.aliases.get(node.name)) || node;
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

/** The keys of an object that is a set: `{ "a": true, b: 1 }`. */
export function keysOf(node: acorn.Expression): readonly string[] | undefined {
  if (node.type !== "ObjectExpression") return undefined;
  const keys = node.properties.map((each) => {
    if (each.type !== "Property" || each.computed) return undefined;
    const isIn = each.value.type === "Literal" && Boolean(each.value.value);
    if (!isIn) return undefined;
    return each.key.type === "Identifier"
      ? each.key.name
      : each.key.type === "Literal"
        ? String(each.key.value)
        : undefined;
  });
  return keys.every((key) => key !== undefined) ? keys : undefined;
}

export function nameOf(node: acorn.MemberExpression): string | undefined {
  if (node.computed) return node.property.type === "Literal" ? String(node.property.value) : undefined;
  return node.property.type === "Identifier" ? node.property.name : undefined;
}

export function isNamed(node: acorn.Expression | acorn.Super, name: string | undefined): boolean {
  return name !== undefined && node.type === "Identifier" && node.name === name;
}

export function isProperty(node: acorn.Expression, object: string | undefined, property: string): boolean {
  return node.type === "MemberExpression" && isNamed(node.object, object) && nameOf(node) === property;
}
