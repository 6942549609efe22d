import type { Parsed } from "../../../kernel/index.ts";
import type { AuditContext, AuditedFile } from "../../model.ts";
import { parsedOf } from "../../parse/parsed-of.ts";
import { type Wanted, writtenSources } from "../../written/sources.ts";

/** A text of polkit's: a file, or what a script or patch writes into one. */
export interface PolkitSource<T> {
  readonly file: AuditedFile;
  readonly value: T;
  /** Where a line of the text stands in the file; undefined when somebody else has written it. */
  readonly lineOf: (line: number) => number | undefined;
}

/** Every text of a kind, in files of its own and in scripts and patches, which may have parts of one alone. */
export function* polkitSources<T>(
  context: AuditContext,
  wanted: Wanted,
  read: (text: string) => Parsed<T>,
  readPart: (text: string) => Parsed<T> = read,
): Iterable<PolkitSource<T>> {
  for (const file of context.ofKind(wanted.kind))
    yield { file, value: parsedOf(file, read).value, lineOf: (line) => line };
  for (const { file, text, lines, isOwn } of writtenSources(context, wanted))
    yield { file, value: readPart(text).value, lineOf: (line) => (isOwn(line) ? lines[line - 1] : undefined) };
}
