import type { AnyNode } from "acorn";
import { readValue } from "./sources.ts";
import type { JavaScriptValue } from "./types.ts";

/** The text or array that a declaration, an assignment or a property gives a name. */
export function valuesAt(node: AnyNode): JavaScriptValue[] {
  const given =
    node.type === "VariableDeclarator"
      ? node.init
      : node.type === "AssignmentExpression"
        ? node.right
        : node.type === "PropertyDefinition"
          ? node.value
          : undefined;
  const value = given ? readValue(given, 0) : undefined;
  return value && value.kind !== "computed" ? [value] : [];
}
