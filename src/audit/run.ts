import { createFingerprints } from "./fingerprint.ts";
import type { AuditContext, AuditedFile, Fate, Finding, RawFinding, Rule, RuleClass } from "./model.ts";
import { unparsable } from "./rules/unparsable/rule.ts";
import { byCode } from "./tree/walk.ts";
import { writtenFiles } from "./written/written-files.ts";

/** Hears how far the work has come: `done` of `total` parts, and which is next. */
export type TellProgress = (done: number, total: number, next: string) => void;

/** Runs rules over what was read; findings in the order of path, line, rule. */
export function runRules(
  context: AuditContext,
  rules: readonly Rule[],
  fateOf: (path: string) => Fate,
  tell: TellProgress = () => undefined,
): readonly Finding[] {
  const files = new Map(context.files.map((file) => [file.path, file]));
  const asked = rules.filter(({ scopes }) => scopes.includes(context.scope));
  const found = asked.flatMap((rule, index) => {
    tell(index, asked.length, rule.id);
    return detected(rule, context);
  });
  found.sort(
    (one, other) =>
      inOrder(one.raw, other.raw) || byCode(one.rule.id, other.rule.id) || byCode(one.raw.message, other.raw.message),
  );
  const fingerprint = createFingerprints();
  const lineOf = lineReader();
  return found.map(({ rule, raw }) => {
    const file = files.get(raw.path);
    return {
      ...raw,
      severity: raw.path === "." || reachesImage(raw, file?.fate ?? fateOf(raw.path)) ? raw.severity : "note",
      rule: rule.id,
      class: rule.class,
      fingerprint: fingerprint(rule.id, raw.path, file && raw.line > 0 ? lineOf(file, raw.line) : ""),
    };
  });
}

/** Rules of what programs do and how they are started; others know themselves what scripts write of what they read. */
const OF_PROGRAMS: ReadonlySet<RuleClass> = new Set(["a", "b", "d"]);

/** What a rule finds in the tree's files, and in those that its scripts write, at the lines of the scripts. */
function* foundBy(rule: Rule, context: AuditContext): Iterable<RawFinding> {
  const written = OF_PROGRAMS.has(rule.class) ? writtenFiles(context) : undefined;
  if (!written) return yield* rule.detect(context);
  const told = new Set<string>();
  for (const finding of rule.detect(context)) {
    told.add(`${finding.line} ${finding.path}`);
    yield finding;
  }
  for (const there of rule.detect(written.context)) {
    const finding = written.inScript(rule, there);
    const place = `${finding?.line} ${finding?.path}`;
    if (finding && !told.has(place)) yield finding;
    told.add(place);
  }
}

/**
 * What a rule finds. A file that somebody made for it may bring a rule down: what it found until then counts, and that it
 * did not end is a finding itself.
 */
function detected(rule: Rule, context: AuditContext): readonly { readonly rule: Rule; readonly raw: RawFinding }[] {
  const found: { readonly rule: Rule; readonly raw: RawFinding }[] = [];
  try {
    for (const raw of foundBy(rule, context)) found.push({ rule, raw });
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    const message = `The rule ${rule.id} did not end: ${why}. What it has not seen is not audited.`;
    found.push({ rule: unparsable, raw: { path: ".", line: 0, severity: "medium", message } });
  }
  return found;
}

/** Whether a finding counts where its file has this fate: what does not ship harms nobody who uses the image. */
export function reachesImage({ shapesImage }: RawFinding, fate: Fate): boolean {
  return fate === "image" || (fate !== "test" && shapesImage === true);
}

function inOrder(one: RawFinding, other: RawFinding): number {
  return byCode(one.path, other.path) || one.line - other.line;
}

/** Lines of the file that was asked last are at hand: findings come file by file. */
function lineReader(): (file: AuditedFile, line: number) => string {
  let last: AuditedFile | undefined;
  let lines: readonly string[] = [];
  return (file, line) => {
    if (file !== last) lines = file.text().split("\n");
    last = file;
    return lines[line - 1] ?? "";
  };
}
