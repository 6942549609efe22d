import type { AnyNode, ArrowFunctionExpression, FunctionDeclaration, FunctionExpression, Program } from "acorn";

type FunctionNode = FunctionDeclaration | FunctionExpression | ArrowFunctionExpression;

interface Scope {
  readonly id: number;
  readonly declared: ReadonlySet<string>;
  readonly outer: Scope | undefined;
}

/**
 * The variables of functions where they are named, each with its function: `app` of one function is not that of another.
 * What a module declares at its top has its name alone.
 */
export function localNames(program: Program): ReadonlyMap<AnyNode, string> {
  const names = new Map<AnyNode, string>();
  let functions = 0;
  const waiting: { readonly node: AnyNode; readonly scope: Scope | undefined }[] = [
    { node: program, scope: undefined },
  ];
  for (let place = waiting.pop(); place; place = waiting.pop()) {
    const { node } = place;
    let { scope } = place;
    if (node.type === "Identifier") {
      const owner = ownerOf(node.name, scope);
      if (owner) names.set(node, `${node.name}#${owner.id}`);
    } else if (isFunction(node)) {
      functions += 1;
      scope = { id: functions, declared: declaredIn(node), outer: scope };
    }
    for (const child of namedChildren(node)) waiting.push({ node: child, scope });
  }
  return names;
}

function ownerOf(name: string, innermost: Scope | undefined): Scope | undefined {
  for (let scope = innermost; scope; scope = scope.outer) if (scope.declared.has(name)) return scope;
  return undefined;
}

function isFunction(node: AnyNode): node is FunctionNode {
  return /^(?:FunctionDeclaration|FunctionExpression|ArrowFunctionExpression)$/.test(node.type);
}

/** Parameters, variables and functions of a function, not those of functions in it. */
function declaredIn(of: FunctionNode): ReadonlySet<string> {
  const declared = new Set<string>();
  const waiting: { readonly node: AnyNode; readonly isTarget: boolean }[] = [{ node: of.body, isTarget: false }];
  for (const node of of.params) waiting.push({ node, isTarget: true });
  for (let place = waiting.pop(); place; place = waiting.pop()) {
    const { node, isTarget } = place;
    if (node.type === "Identifier") {
      if (isTarget) declared.add(node.name);
    } else if (node.type === "VariableDeclarator") {
      waiting.push({ node: node.id, isTarget: true });
      if (node.init) waiting.push({ node: node.init, isTarget: false });
    } else if (node.type === "AssignmentPattern") {
      waiting.push({ node: node.left, isTarget }, { node: node.right, isTarget: false });
    } else if (isFunction(node)) {
      if (node.type === "FunctionDeclaration" && node.id) declared.add(node.id.name);
    } else {
      const goesOn = isTarget && /^(?:ObjectPattern|ArrayPattern|RestElement|Property)$/.test(node.type);
      for (const child of namedChildren(node)) waiting.push({ node: child, isTarget: goesOn });
    }
  }
  return declared;
}

/** The parts of a node without the names of properties, which are no variables. */
function* namedChildren(node: AnyNode): Generator<AnyNode> {
  const skipped =
    node.type === "MemberExpression" && !node.computed
      ? "property"
      : /^(?:Property|PropertyDefinition|MethodDefinition)$/.test(node.type) && "computed" in node && !node.computed
        ? "key"
        : "loc";
  for (const key in node) {
    const value: unknown = node[key as keyof AnyNode];
    if (typeof value !== "object" || value === null || key === skipped || key === "loc") continue;
    if (!Array.isArray(value)) {
      if (isNode(value)) yield value;
    } else for (const one of value) if (isNode(one)) yield one;
  }
}

function isNode(value: unknown): value is AnyNode {
  return typeof value === "object" && value !== null && typeof (value as { type?: unknown }).type === "string";
}
