import type * as acorn from "acorn";
import { ALWAYS, and, or, UNKNOWN } from "./conditions.ts";
import { type FunctionNode, keysOf, type Scope, texts } from "./scope.ts";
import { conditionOf } from "./tests-of.ts";
import type { PolkitAnswer, PolkitCondition } from "./types.ts";

/** Names looked up in one rule; what people write needs tens. */
const MOST_LOOKUPS = 2000;

/** What a function that was given to `polkit.addRule` may answer, and under which conditions. */
export function answersOf(body: FunctionNode, around: Pick<Scope, "constants" | "functions">): readonly PolkitAnswer[] {
  const [action, subject] = body.params.map((each) => (each.type === "Identifier" ? each.name : undefined));
  const scope = {
    action,
    subject,
    constants: new Map(around.constants),
    aliases: new Map<string, acorn.Expression>(),
    becomesTrue: new Map<string, PolkitCondition[]>(),
    functions: around.functions,
    lookups: { left: MOST_LOOKUPS },
    assigned: new Map<string, PolkitAnswer[]>(),
  };
  const answers: PolkitAnswer[] = [];
  if (body.body.type === "BlockStatement") statements(body.body.body, ALWAYS, scope, answers);
  else results(body.body, ALWAYS, scope, answers);
  return answers;
}

interface OwnScope extends Scope {
  readonly constants: Map<string, readonly string[]>;
  readonly aliases: Map<string, acorn.Expression>;
  readonly becomesTrue: Map<string, PolkitCondition[]>;
  /** Answers that a variable is given on some way, with the conditions of that way. */
  readonly assigned?: Map<string, PolkitAnswer[]>;
}

/** Walks a list of statements; undefined when its end is never reached, else what holds there. */
function statements(
  list: readonly acorn.Statement[],
  start: PolkitCondition,
  scope: OwnScope,
  answers: PolkitAnswer[],
): PolkitCondition | undefined {
  let condition: PolkitCondition | undefined = start;
  for (const each of list) {
    condition = statement(each, condition, scope, answers);
    if (condition === undefined) return undefined;
  }
  return condition;
}

function statement(
  node: acorn.Statement,
  condition: PolkitCondition,
  scope: OwnScope,
  answers: PolkitAnswer[],
): PolkitCondition | undefined {
  switch (node.type) {
    case "ReturnStatement":
      if (node.argument) results(node.argument, condition, scope, answers);
      return undefined;
    case "ThrowStatement":
      return undefined;
    case "BlockStatement":
      return statements(node.body, condition, scope, answers);
    case "IfStatement": {
      const yes = statement(node.consequent, and(condition, conditionOf(node.test, scope, true)), scope, answers);
      const otherwise = and(condition, conditionOf(node.test, scope, false));
      const no = node.alternate ? statement(node.alternate, otherwise, scope, answers) : otherwise;
      return yes && no ? condition : (yes ?? no);
    }
    case "SwitchStatement":
      return switched(node, condition, scope, answers);
    case "ExpressionStatement":
      assign(node.expression, condition, scope);
      return condition;
    case "VariableDeclaration":
      declare(node, scope);
      return condition;
    case "TryStatement": {
      const end = statement(node.block, condition, scope, answers);
      const caught = node.handler && statement(node.handler.body, condition, scope, answers);
      const last = node.finalizer && statement(node.finalizer, condition, scope, answers);
      return node.finalizer && !last ? undefined : (end ?? caught ?? undefined);
    }
    case "ForOfStatement":
      declareEach(node, scope);
      statement(node.body, condition, scope, answers);
      return condition;
    case "ForStatement":
    case "ForInStatement":
    case "WhileStatement":
    case "DoWhileStatement":
      statement(node.body, condition, scope, answers);
      return condition;
    default:
      return condition;
  }
}

function switched(
  node: acorn.SwitchStatement,
  condition: PolkitCondition,
  scope: OwnScope,
  answers: PolkitAnswer[],
): PolkitCondition {
  let reached: PolkitCondition | undefined;
  for (const { test, consequent } of node.cases) {
    const asked = test
      ? conditionOf(
          { type: "BinaryExpression", operator: "==", left: node.discriminant, right: test, start: 0, end: 0 },
          scope,
          true,
        )
      : UNKNOWN;
    reached = reached ? or(reached, asked) : asked;
    const leaves = consequent.some(({ type }) => type === "BreakStatement");
    const end = statements(consequent, and(condition, reached), scope, answers);
    if (leaves || (consequent.length > 0 && end === undefined)) reached = undefined;
  }
  return condition;
}

export function declare(node: acorn.VariableDeclaration, scope: OwnScope): void {
  for (const { id, init } of node.declarations) {
    if (id.type !== "Identifier" || !init) continue;
    const values = answerName(init) ?? texts(init, scope) ?? keysOf(init);
    if (values) scope.constants.set(id.name, typeof values === "string" ? [values] : values);
    else if (init.type === "Literal" && init.value === false) scope.becomesTrue.set(id.name, []);
    else if (QUESTIONS.has(init.type)) scope.aliases.set(id.name, init);
  }
}

const QUESTIONS: ReadonlySet<acorn.Expression["type"]> = new Set<acorn.Expression["type"]>([
  ...(["MemberExpression", "CallExpression", "LogicalExpression", "BinaryExpression", "UnaryExpression"] as const),
]);

/** `for (const name of ["x", "y"])` */
function declareEach({ left, right }: acorn.ForOfStatement, scope: OwnScope): void {
  const [each] = left.type === "VariableDeclaration" ? left.declarations : [];
  const values = texts(right, scope);
  if (each?.id.type === "Identifier" && values) scope.constants.set(each.id.name, values);
}

/** `result = polkit.Result.YES;` and `ok = subject.local;`, for what comes later. */
function assign(node: acorn.Expression, condition: PolkitCondition, scope: OwnScope): void {
  if (node.type !== "AssignmentExpression" || node.left.type !== "Identifier") return;
  const { name } = node.left;
  const given: PolkitAnswer[] = [];
  results(node.right, condition, scope, given);
  scope.assigned?.set(name, [...(scope.assigned.get(name) ?? []), ...given]);
  becomes(name, node.right, condition, scope);
}

/** A name that was false, or stood for a question, holds on this way too, if what it is given does. */
function becomes(name: string, given: acorn.Expression, condition: PolkitCondition, scope: OwnScope): void {
  const before = scope.aliases.get(name);
  const ways = before ? [conditionOf(before, scope, true)] : scope.becomesTrue.get(name);
  if (!ways) return;
  const isFixed = given.type === "Literal";
  if (!isFixed) ways.push(and(condition, conditionOf(given, scope, true)));
  else if (given.value) ways.push(condition);
  scope.aliases.delete(name);
  scope.becomesTrue.set(name, ways);
}

/** `polkit.Result.YES` is the text `yes`. */
function answerName(node: acorn.Expression): string | undefined {
  if (node.type !== "MemberExpression" || node.object.type !== "MemberExpression") return undefined;
  const { object, property } = node;
  const isResult = object.property.type === "Identifier" && object.property.name === "Result";
  return isResult && property.type === "Identifier" ? property.name.toLowerCase() : undefined;
}

const RESULTS = new Set(["no", "yes", "auth_self", "auth_self_keep", "auth_admin", "auth_admin_keep"]);

function results(node: acorn.Expression, condition: PolkitCondition, scope: OwnScope, answers: PolkitAnswer[]): void {
  if (node.type === "ConditionalExpression") {
    results(node.consequent, and(condition, conditionOf(node.test, scope, true)), scope, answers);
    results(node.alternate, and(condition, conditionOf(node.test, scope, false)), scope, answers);
    return;
  }
  if (node.type === "LogicalExpression" && node.operator !== "??") {
    const holds = node.operator === "&&";
    // What stands before || is an answer itself; before && it only asks.
    if (!holds) results(node.left, condition, scope, answers);
    results(node.right, and(condition, conditionOf(node.left, scope, holds)), scope, answers);
    return;
  }
  if (node.type === "Identifier") answers.push(...(scope.assigned?.get(node.name) ?? []));
  for (const result of [answerName(node) ?? texts(node, scope) ?? []].flat())
    if (RESULTS.has(result)) answers.push({ ...condition, result, line: node.loc?.start.line ?? 1 });
}
