import type { AnyNode, Program } from "acorn";

/** A node with the name of the function whose body it is part of. */
export interface NodePlace {
  readonly node: AnyNode;
  readonly within: string | undefined;
  /** The class, or what a class is declared as, in which it stands. */
  readonly owner?: string | undefined;
  /** What that class extends. */
  readonly base?: string | undefined;
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
      if (child) waiting.push({ node: child, within: functionName(node, child, place.within), ...classAt(place) });
    }
  }
}

/** `class X extends Y`, `const X = f(class …)`, `X.prototype = …`, `function X() …`. */
function classAt({ node, owner, base }: NodePlace): Pick<NodePlace, "owner" | "base"> {
  if (node.type === "ClassDeclaration" || node.type === "ClassExpression") {
    return { owner: node.id?.name ?? owner, base: node.superClass ? lastName(node.superClass) : undefined };
  }
  if (node.type === "VariableDeclarator") return { owner: lastName(node.id) ?? owner, base };
  if (node.type === "FunctionDeclaration") return { owner: node.id?.name ?? owner, base };
  if (node.type !== "AssignmentExpression") return { owner, base };
  const name = lastName(node.left);
  const isPrototype = name === "prototype" && node.left.type === "MemberExpression";
  return {
    owner: (isPrototype && node.left.type === "MemberExpression" ? lastName(node.left.object) : name) ?? owner,
    base,
  };
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
export function functionName(parent: AnyNode, child: AnyNode, within: string | undefined): string | undefined {
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
