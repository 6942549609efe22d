import type * as acorn from "acorn";
import { type FunctionNode, isNamed, type Scope, texts } from "./scope.ts";

/** What a function asks that does nothing but ask, and what its names mean there; undefined for any other. */
export function questionOf(
  called: FunctionNode,
  given: readonly (acorn.Expression | acorn.SpreadElement)[],
  scope: Scope,
): { readonly asked: acorn.Expression; readonly scope: Scope } | undefined {
  const asked = askedBy(called);
  if (!asked) return undefined;
  const constants = new Map(scope.constants);
  let { action, subject } = scope;
  for (const [index, parameter] of called.params.entries()) {
    const argument = given[index];
    if (parameter.type !== "Identifier" || !argument || argument.type === "SpreadElement") return undefined;
    const values = texts(argument, scope);
    if (values) constants.set(parameter.name, values);
    else if (isNamed(argument, scope.action)) action = parameter.name;
    else if (isNamed(argument, scope.subject)) subject = parameter.name;
    else return undefined;
  }
  return { asked, scope: { ...scope, action, subject, constants } };
}

/** The expression of `(x) => …` and of `function (x) { return …; }`. */
function askedBy({ body }: FunctionNode): acorn.Expression | undefined {
  if (body.type !== "BlockStatement") return body;
  const [only, ...more] = body.body;
  return only?.type === "ReturnStatement" && more.length === 0 ? (only.argument ?? undefined) : undefined;
}
