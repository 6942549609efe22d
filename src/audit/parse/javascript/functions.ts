import type { AnyNode, ArrowFunctionExpression, FunctionDeclaration, FunctionExpression } from "acorn";
import type { NodePlace } from "./walk.ts";

type FunctionNode = FunctionDeclaration | FunctionExpression | ArrowFunctionExpression;

/** A name that more functions have says nothing of which one is called. */
const MOST_NAMESAKES = 4;
const CONSTRUCTORS = /^(?:constructor|_init)$/;

/** The functions of a program by the name that a call gives: `f` for `f()` and `a.f()`, `new C` for `new C()`. */
export type Functions = ReadonlyMap<string, readonly FunctionNode[]>;

/** What a constructor is called with goes to the class in which it stands. */
export function functionsOf(places: readonly NodePlace[]): Functions {
  const found = new Map<string, FunctionNode[]>();
  const add = (name: string, node: FunctionNode): void => {
    const same = found.get(name) ?? [];
    if (same.length === 0) found.set(name, same);
    same.push(node);
  };
  for (const { node, within, owner } of places) {
    if (!isFunction(node) || within === undefined) continue;
    if (!CONSTRUCTORS.test(within)) add(within, node);
    else if (owner !== undefined) add(`new ${owner}`, node);
  }
  for (const [name, same] of found) if (same.length > MOST_NAMESAKES) found.delete(name);
  return found;
}

function isFunction(node: AnyNode): node is FunctionNode {
  return /^(?:FunctionDeclaration|FunctionExpression|ArrowFunctionExpression)$/.test(node.type);
}
