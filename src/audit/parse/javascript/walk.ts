import type { AnyNode, Program } from "acorn";

/** A node with the name of the function whose body it is part of. */
export interface NodePlace {
  readonly node: AnyNode;
  readonly within: string | undefined;
}

/** Every node of a program in the order of the text. A stack of its own, since sources nest as deep as they like. */
export function* nodesOf(program: Program): Generator<NodePlace> {
  const waiting: NodePlace[] = [{ node: program, within: undefined }];
  for (let place = waiting.pop(); place; place = waiting.pop()) {
    yield place;
    const { node } = place;
    const inside = childrenOf(node);
    for (let index = inside.length - 1; index >= 0; index -= 1) {
      const child = inside[index];
      if (child) waiting.push({ node: child, within: functionName(node, child, place.within) });
    }
  }
}

function childrenOf(node: AnyNode): AnyNode[] {
  const children: AnyNode[] = [];
  for (const key in node) {
    const value: unknown = node[key as keyof AnyNode];
    if (typeof value !== "object" || value === null || key === "loc") continue;
    if (!Array.isArray(value)) {
      if (isNode(value)) children.push(value);
    } else for (const one of value) if (isNode(one)) children.push(one);
  }
  return children;
}

/** The name that a function goes by: its own, or that of the variable, property or method that it is the value of. */
function functionName(parent: AnyNode, child: AnyNode, within: string | undefined): string | undefined {
  if (child.type === "FunctionDeclaration" || child.type === "FunctionExpression") {
    if (child.id) return child.id.name;
  } else if (child.type !== "ArrowFunctionExpression") return within;
  if (parent.type === "VariableDeclarator") return lastName(parent.id) ?? within;
  if (parent.type === "AssignmentExpression") return lastName(parent.left) ?? within;
  if (parent.type === "MethodDefinition" || parent.type === "Property" || parent.type === "PropertyDefinition") {
    return lastName(parent.key) ?? within;
  }
  return undefined;
}

/** The last part of `a`, `a.b`, `this.#b`, `a["b"]`. */
export function lastName(node: AnyNode | null | undefined): string | undefined {
  if (node?.type === "Identifier" || node?.type === "PrivateIdentifier") return node.name;
  if (node?.type === "MemberExpression") return lastName(node.property);
  return node?.type === "Literal" && typeof node.value === "string" ? node.value : undefined;
}

function isNode(value: unknown): value is AnyNode {
  return typeof value === "object" && value !== null && typeof (value as { type?: unknown }).type === "string";
}
