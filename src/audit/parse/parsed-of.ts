import type { Parsed, Problem } from "../../kernel/index.ts";
import type { AuditedFile } from "../model.ts";

type Reader = (text: string) => Parsed<unknown>;

const parsed = new WeakMap<AuditedFile, Map<Reader, Parsed<unknown>>>();

/** A file as a parser sees it, parsed once however many rules ask; its problems are kept for `problemsOf`. */
export function parsedOf<T>(file: AuditedFile, read: (text: string) => Parsed<T>): Parsed<T> {
  const known = parsed.get(file) ?? new Map<Reader, Parsed<unknown>>();
  parsed.set(file, known);
  const before = known.get(read);
  if (before) return before as Parsed<T>;
  const now = read(file.text());
  known.set(read, now);
  return now;
}

/** What the parsers that somebody asked had to say about a file. */
export function problemsOf(file: AuditedFile): readonly Problem[] {
  return [...(parsed.get(file)?.values() ?? [])].flatMap(({ problems }) => problems);
}
