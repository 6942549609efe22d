/** What an import writes for an issue that nobody has looked at. */
const TASK = /^[ \t]+TODO: check[ \t]*$/m;

/** Whether the record waits for triage: `TODO: check`, and no line that says which package it is about by default. */
export function isTriageTask(record: string): boolean {
  return TASK.test(record) && !/^[ \t]+(?:- |NOT-FOR-US:|RESERVED|REJECTED)/m.test(record);
}

const NOT_FOR_US = /^[ \t]+NOT-FOR-US:(.+)$/m;

/** What a record says is not for us; undefined when it says nothing of the kind. */
export function productOf(record: string): string | undefined {
  return NOT_FOR_US.exec(record)?.[1]?.trim() || undefined;
}
