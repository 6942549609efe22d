import type { Parsed, Problem } from "../../kernel/index.ts";
import type { AuditedFile } from "../model.ts";
import { readJavaScript } from "./javascript/read-javascript.ts";
import { readPerl } from "./perl/read-perl.ts";
import { readPython } from "./python/read-python.ts";
import { readShell } from "./shell/read-shell.ts";

type Reader = (text: string) => Parsed<unknown>;

/** What a parser said of a file. Its problems stay; its value may have to be read again. */
interface Known {
  readonly problems: readonly Problem[];
  value: Parsed<unknown> | undefined;
}

const parsed = new WeakMap<AuditedFile, Map<Reader, Known>>();

/** Their values are many times as large as the text: each token of a program. */
const LARGE: ReadonlySet<Reader> = new Set([readJavaScript, readPerl, readPython, readShell]);
/** Characters of programs whose values are kept at once, the last asked for: a token takes a hundred bytes or so. */
const KEPT = 8 * 1024 * 1024;
const kept = new Map<Known, number>();
let characters = 0;

/**
 * A file as a parser sees it, parsed once however many rules ask, unless it is a program and many others were asked for since;
 * its problems are kept for `problemsOf`.
 */
export function parsedOf<T>(file: AuditedFile, read: (text: string) => Parsed<T>): Parsed<T> {
  const readers = parsed.get(file) ?? new Map<Reader, Known>();
  parsed.set(file, readers);
  const known = readers.get(read);
  if (known?.value) {
    if (kept.has(known)) keep(known, kept.get(known) ?? 0);
    return known.value as Parsed<T>;
  }
  const text = file.text();
  const value = read(text);
  const now = known ?? { problems: value.problems, value };
  now.value = value;
  readers.set(read, now);
  if (LARGE.has(read)) keep(now, text.length);
  return value;
}

/** Keeps a value as the last that was asked for, and lets go of those that were asked for before all others. */
function keep(known: Known, length: number): void {
  characters += length - (kept.get(known) ?? 0);
  kept.delete(known);
  kept.set(known, length);
  for (const [oldest, its] of kept) {
    if (characters <= KEPT || oldest === known) break;
    kept.delete(oldest);
    characters -= its;
    oldest.value = undefined;
  }
}

/** What the parsers that somebody asked had to say about a file. */
export function problemsOf(file: AuditedFile): readonly Problem[] {
  return [...(parsed.get(file)?.values() ?? [])].flatMap(({ problems }) => problems);
}
