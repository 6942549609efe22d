import { z } from "zod";
import { isSha256, type Parsed, type Problem, SamedayError } from "../kernel/index.ts";
import { FILE_NAME, isVersion, RELEASE_NAME, SOURCE_NAME, UPDATE_NAME } from "./names.ts";
import type { Statement, StepPredicate, Subject } from "./statement.ts";

const MOST_SUBJECTS = 2000;
const word = z.string().regex(/^[a-z0-9][a-z0-9.:_-]{0,99}$/);
const line = z
  .string()
  .max(300)
  .regex(/^[^\p{Cc}]*$/u);
const instant = z.iso.datetime();

const subject = z.strictObject({
  name: z.string().regex(FILE_NAME),
  digest: z.strictObject({ sha256: z.string().refine(isSha256, "64 lower-case hex digits") }),
});

const predicate = z.strictObject({
  update: z.string().regex(UPDATE_NAME),
  source: z.string().regex(SOURCE_NAME),
  version: z.string().refine(isVersion, "a Debian version"),
  release: z.string().regex(RELEASE_NAME),
  architecture: z.string().regex(/^[a-z0-9-]{0,50}$/),
  step: z.string().regex(/^[a-z][a-z0-9-]{0,49}$/),
  result: z.enum(["passed", "failed", "nothing-to-do"]),
  party: word,
  started: instant,
  finished: instant,
  tools: z.array(z.strictObject({ name: line.min(1), version: line })).max(200),
  findings: z.json(),
});

const schema = z
  .strictObject({
    _type: z.literal("https://in-toto.io/Statement/v1"),
    subject: z.array(subject).max(MOST_SUBJECTS),
    predicateType: z.string(),
    predicate,
  })
  .superRefine((statement, context) => {
    const names = statement.subject.map(({ name }) => name);
    const complain = (message: string, ...path: string[]): void => {
      context.addIssue({ code: "custom", message, path });
    };
    if (statement.predicateType !== predicateTypeOf(statement.predicate.step)) {
      complain("the type of the predicate belongs to another step", "predicateType");
    }
    if (new Set(names).size !== names.length) complain("a file is named twice", "subject");
    if (statement.predicate.result === "passed" && names.length === 0)
      complain("a step that passed names a file", "subject");
    if (Date.parse(statement.predicate.finished) < Date.parse(statement.predicate.started))
      complain("it ends before it starts", "predicate", "finished");
  });

function predicateTypeOf(step: string): `urn:sameday:evidence:${string}:v1` {
  return `urn:sameday:evidence:${step}:v1`;
}

/** A statement around a predicate, subjects sorted by name. Throws INPUT_INVALID with the member that does not fit. */
export function buildStatement<P extends StepPredicate>(subjects: readonly Subject[], predicate: P): Statement<P> {
  const statement: Statement<P> = {
    _type: "https://in-toto.io/Statement/v1",
    subject: [...subjects].sort((a, b) => (a.name < b.name ? -1 : 1)),
    predicateType: predicateTypeOf(predicate.step),
    predicate,
  };
  const [problem] = checkStatement(statement).problems;
  if (problem) throw new SamedayError("INPUT_INVALID", problem.message);
  return statement;
}

/** A statement from the border: the value only when nothing is wrong with it. Findings are JSON of the step's own shape. */
export function checkStatement(value: unknown): Parsed<Statement | undefined> {
  const checked = schema.safeParse(value);
  if (checked.success) return { value: checked.data as Statement, problems: [] };
  const problems = checked.error.issues.map(
    (issue): Problem => ({
      code: "statement-invalid",
      severity: "error",
      message: `The statement's ${issue.path.join(".") || "form"} is wrong: ${issue.message}.`,
      place: { line: 1, column: 1 },
    }),
  );
  return { value: undefined, problems };
}
