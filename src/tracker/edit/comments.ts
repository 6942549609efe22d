import { SamedayError } from "../../kernel/index.ts";
import { changeRecord, requireLineText } from "./splice.ts";

const TODO = /^\s+TODO: check\s*$/;
const NOT_FOR_US = /^\s+NOT-FOR-US:/;

/** The issue list with `NOTE: text` as the last line of a record; a note that stands there already is not written again. */
export function addNote(list: Uint8Array, issue: string, text: string): Uint8Array {
  const line = `\tNOTE: ${requireLineText(text, "A note")}`;
  return changeRecord(list, issue, ({ lines }) =>
    lines.some((one) => one.trim() === line.trim()) ? lines : lines.toSpliced(afterBody(lines), 0, line),
  );
}

/**
 * The issue list with a record that says NOT-FOR-US and what it is about, in place of `TODO: check` or of what it said before.
 * Throws INPUT_INVALID when the record has lines about packages.
 */
export function setNotForUs(list: Uint8Array, issue: string, what: string): Uint8Array {
  const line = `\tNOT-FOR-US: ${requireLineText(what, "What is not for us")}`;
  return changeRecord(list, issue, ({ lines, record, state }) => {
    if (state === "reserved" || state === "rejected") {
      throw new SamedayError("INPUT_INVALID", `${issue} is ${state}; nothing is known of it that could be ours.`);
    }
    if (record !== undefined && record.notes.length + record.remarks.length > 0) {
      throw new SamedayError("INPUT_INVALID", `${issue} has lines about packages; take them out first.`);
    }
    const at = lines.findIndex((one) => NOT_FOR_US.test(one) || TODO.test(one));
    const rest = lines.filter((one) => !NOT_FOR_US.test(one) && !TODO.test(one));
    return rest.toSpliced(at < 0 ? afterBody(rest) : at, 0, line);
  });
}

/** The issue list with a record that is to be checked again instead of not for us. Throws NOT_FOUND when it is not that. */
export function takeOutNotForUs(list: Uint8Array, issue: string): Uint8Array {
  return changeRecord(list, issue, ({ lines }) => {
    const at = lines.findIndex((one) => NOT_FOR_US.test(one));
    if (at < 0) throw new SamedayError("NOT_FOUND", `${issue} is not marked as not for us.`);
    return lines.with(at, "\tTODO: check").filter((one, index) => index <= at || !NOT_FOR_US.test(one));
  });
}

/** The issue list with a record that nobody has to check any more. */
export function withoutTodo(list: Uint8Array, issue: string): Uint8Array {
  return changeRecord(list, issue, ({ lines }) => lines.filter((one, index) => index === 0 || !TODO.test(one)));
}

/** Behind the last line that belongs to the record; blank lines and separators below it stay below. */
function afterBody(lines: readonly string[]): number {
  return lines.findLastIndex((line, index) => index === 0 || /^\s+\S/.test(line)) + 1;
}
