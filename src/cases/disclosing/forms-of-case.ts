import { readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { checkCredit, checkForms, type Form, formsOf, type ReadRecord, readRecord } from "../../advisories/index.ts";
import { hasErrors, type Problem } from "../../kernel/index.ts";

/** What a case's advisory record comes to. */
export interface ExaminedAdvisory {
  /** Undefined when the record has errors. */
  readonly record: ReadRecord | undefined;
  readonly forms: readonly Form[];
  /** Places in the record itself name no file: it lies with its case. */
  readonly problems: readonly Problem[];
  /** The publisher's file as it was read; empty where there is none. */
  readonly publisher: Uint8Array;
}

/**
 * Paths of a case's record begin beside the definition, where its publisher's file lies. Nothing else is read: whoever writes
 * a record must not have the desk open other files of the machine for them. `credit` is how the case says that its reporter is
 * to be named, once that is decided.
 */
export function examineAdvisory(toml: string, directory: string, now: Date, credit?: string): ExaminedAdvisory {
  const home = resolve(directory);
  let publisher: Uint8Array = new Uint8Array();
  const read = (path: string): Uint8Array | undefined => {
    const bytes = dirname(path) === home ? readIfThere(path) : undefined;
    publisher = bytes ?? publisher;
    return bytes;
  };
  const file = join(home, "advisory.toml");
  const { value: record, problems } = readRecord(Buffer.from(toml), file, read, now);
  const ofCase = (found: readonly Problem[]): readonly Problem[] => found.map((one) => withoutFile(one, file));
  if (!record) return { record: undefined, forms: [], problems: ofCase(problems), publisher };
  const forms = formsOf(record.advisory);
  const thanks = credit === undefined ? [] : checkCredit(record.advisory, credit, record.place);
  const all = ofCase([...problems, ...thanks, ...checkForms(forms, record.place, now)]);
  return { record: hasErrors(all) ? undefined : record, forms, problems: all, publisher };
}

/** The record lies in no file; the name under which it is read is where paths begin, and nobody finds anything there. */
function withoutFile(problem: Problem, recordFile: string): Problem {
  const { file, line, column } = problem.place;
  return file === recordFile ? { ...problem, place: { line, column } } : problem;
}

function readIfThere(path: string): Uint8Array | undefined {
  try {
    return readFileSync(path);
  } catch {
    // The reader says so at the place that names it.
    return undefined;
  }
}
