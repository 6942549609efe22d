import { SamedayError } from "../../kernel/index.ts";
import { type NeededEntry, parseNeeded } from "../format/parse-needed.ts";
import { applySplices, plainAscii, requireLineText } from "./splice.ts";

/** One package in a needed file: `curl`, `curl/bookworm`. */
export interface NeededTarget {
  readonly package: string;
  readonly release: string | undefined;
}

/** Who acts, and on which day. */
export interface Claimant {
  readonly name: string;
  readonly today: Date;
}

const SEPARATOR = "--\n";

/**
 * A needed file in which `who` prepares the advisory for a package: the entry gets their name, or is made at its place by the
 * alphabet, with a dated note from which its age is known. Throws CONFLICT when somebody else has taken it.
 */
export function takeNeeded(file: Uint8Array, path: string, target: NeededTarget, who: Claimant): Uint8Array {
  const name = nameInFiles(who.name);
  const header = headerOf(target, name);
  const since = `  NOTE: ${who.today.toISOString().slice(0, 10).replaceAll("-", "")}: taken (${name})\n`;
  const entries = readEntries(file, path);
  const there = entryOf(entries, target);
  if (there === undefined) {
    const after = entries.find((entry) => entry.package > target.package);
    const made = `${header}\n${since}${SEPARATOR}`;
    if (after) return applySplices(file, [{ start: after.start, end: after.start, text: made }]);
    return applySplices(file, [{ start: file.length, end: file.length, text: `${unended(file)}${made}` }]);
  }
  if (there.claimedBy === name) return file;
  if (there.claimedBy !== undefined) {
    throw new SamedayError("CONFLICT", `${there.claimedBy} has taken ${nameOf(target)} in ${path}.`);
  }
  const text = Buffer.from(file).toString("latin1");
  const newline = text.indexOf("\n", there.start);
  const headerEnd = newline < 0 ? text.length : newline + 1;
  const rest = there.end > headerEnd && text.charAt(there.end - 1) !== "\n" ? "\n" : "";
  return applySplices(file, [
    { start: there.start, end: headerEnd, text: `${header}\n` },
    { start: there.end, end: there.end, text: rest + since },
  ]);
}

/**
 * A needed file in which a package waits for somebody again, or is not in any more (`entirely`). Throws NOT_FOUND when it is
 * not in, CONFLICT when somebody else has taken it.
 */
export function dropNeeded(
  file: Uint8Array,
  path: string,
  target: NeededTarget,
  { name, entirely }: { readonly name: string; readonly entirely: boolean },
): Uint8Array {
  const there = entryOf(readEntries(file, path), target);
  if (there === undefined) throw new SamedayError("NOT_FOUND", `${nameOf(target)} is not in ${path}.`);
  if (there.claimedBy !== undefined && there.claimedBy !== nameInFiles(name)) {
    throw new SamedayError("CONFLICT", `${there.claimedBy} has taken ${nameOf(target)} in ${path}.`);
  }
  const text = Buffer.from(file).toString("latin1");
  if (entirely) {
    const separator = /^(?:[^\S\n]*\n)*--[^\S\n]*(?:\n|$)/.exec(text.slice(there.end))?.[0].length ?? 0;
    return applySplices(file, [{ start: there.start, end: there.end + separator, text: "" }]);
  }
  if (there.claimedBy === undefined) {
    throw new SamedayError("NOT_FOUND", `Nobody has taken ${nameOf(target)} in ${path}.`);
  }
  const newline = text.indexOf("\n", there.start);
  return applySplices(file, [
    { start: there.start, end: newline < 0 ? text.length : newline, text: headerOf(target, undefined) },
  ]);
}

function readEntries(file: Uint8Array, path: string): readonly NeededEntry[] {
  return parseNeeded(file, path).value;
}

function entryOf(entries: readonly NeededEntry[], target: NeededTarget): NeededEntry | undefined {
  return entries.find((entry) => entry.package === target.package && entry.release === target.release);
}

function nameOf({ package: name, release }: NeededTarget): string {
  return release === undefined ? name : `${name}/${release}`;
}

function headerOf(target: NeededTarget, claimant: string | undefined): string {
  const header = claimant === undefined ? nameOf(target) : `${nameOf(target)} (${claimant})`;
  const [read] = parseNeeded(Buffer.from(`--\n${header}\n`), "").value;
  if (read?.package === target.package && read.release === target.release) return header;
  throw new SamedayError("INPUT_INVALID", `${nameOf(target)} is not the name of a package, or of a package/release.`);
}

/** Files of the tracker are ASCII: Zoë stands there as Zoe. */
function nameInFiles(name: string): string {
  const line = requireLineText(plainAscii(name), "A name in a needed file");
  if (/[()]/.test(line)) throw new SamedayError("INPUT_INVALID", "A name in a needed file holds no brackets.");
  return line;
}

/** What has to stand between the file's end and a new entry: a newline, and the line that ends what is above. */
function unended(file: Uint8Array): string {
  const text = Buffer.from(file).toString("latin1");
  const newline = text === "" || text.endsWith("\n") ? "" : "\n";
  return /(?:^|\n)--\s*$/.test(text) ? newline : newline + SEPARATOR;
}
