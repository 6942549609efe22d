import type { ListFile } from "../format/list-file.ts";
import type { ListRecord } from "../format/types.ts";
import type { LineChange } from "./unified-diff.ts";

/** A line of a point-update file about one release. */
export interface PlannedLine {
  readonly file: ListFile;
  readonly record: ListRecord;
  readonly line: number;
  readonly package: string;
  /** undefined for a line that names no version, whatever it says. */
  readonly version: string | undefined;
}

/** Every line about a release, remarks included, in the order of files and lines. */
export function plannedLines(files: readonly ListFile[], release: string): readonly PlannedLine[] {
  return files.flatMap((file) =>
    file.records.flatMap((record) => {
      const notes = record.notes.map((note) => ({
        ...note,
        version: note.kind === "fixed" ? note.version : undefined,
      }));
      const remarks = record.remarks.map((remark) => ({ ...remark, version: undefined }));
      return [...notes, ...remarks]
        .filter((one) => one.release === release)
        .toSorted((a, b) => a.line - b.line)
        .map(({ line, package: name, version }): PlannedLine => ({ file, record, line, package: name, version }));
    }),
  );
}

/**
 * A point-update file without some of its lines. A record of which nothing is left about a package goes whole, comments
 * included; blank lines and whatever else stands between records stay.
 */
export function withoutLines(file: ListFile, gone: readonly PlannedLine[]): readonly LineChange[] {
  const records = new Set(gone.map(({ record }) => record));
  return Array.from(records, ({ start, end, line: first, notes, remarks }) => {
    const lines = new Set(gone.filter(({ record }) => record.start === start).map(({ line }) => line));
    const empty = [...notes, ...remarks].every(({ line }) => lines.has(line));
    const kept = (file.text.slice(start, end).match(/[^\n]*\n|[^\n]+$/g) ?? []).filter((text, index) => {
      if (lines.has(first + index)) return false;
      return !(empty && (index === 0 || /^[ \t]+\S/.test(text)));
    });
    return { start, end, text: kept.join("") };
  });
}
