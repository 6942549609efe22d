import type { PatchTarget } from "./types.ts";

/** The target of a `---` and a `+++` line, as written after these marks. */
export function namedTarget(oldName: string, newName: string): Pick<PatchTarget, "path" | "change"> {
  const before = fileName(oldName);
  const after = fileName(newName);
  const change = before === "/dev/null" ? "new" : after === "/dev/null" ? "deleted" : "changed";
  const kept = change === "deleted" ? before : after;
  return { path: stripped(kept, change === "changed" ? before : kept), change };
}

/** PATH_MAX, with every byte escaped. */
const LONGEST = 4096 * 4;

/** A name ends at a tab (then comes a date); git and diff put names with odd bytes in quotes, C's way. */
function fileName(line: string): string {
  const written = line.slice(0, LONGEST);
  if (written.startsWith('"')) {
    const quoted = /^"((?:[^"\\]|\\.)*)"/.exec(written)?.[1];
    if (quoted !== undefined) return unquoted(quoted);
  }
  const tab = written.indexOf("\t");
  // Without a tab, a date may still follow two blanks or more.
  return (tab < 0 ? written.replace(/(?<! ) {2,}\d{4}-\d\d-\d\d .*$/, "") : written.slice(0, tab)).trim();
}

const ESCAPES: Readonly<Record<string, number>> = { a: 7, b: 8, t: 9, n: 10, v: 11, f: 12, r: 13 };

function unquoted(text: string): string {
  const bytes: number[] = [];
  for (const piece of text.match(/\\[0-7]{1,3}|\\.|[^\\]+/gs) ?? []) {
    if (!piece.startsWith("\\")) bytes.push(...Buffer.from(piece));
    else if (/^\\[0-7]/.test(piece)) bytes.push(Number.parseInt(piece.slice(1), 8) & 0xff);
    else bytes.push(ESCAPES[piece.slice(1)] ?? piece.charCodeAt(1));
  }
  return Buffer.from(bytes).toString("utf8");
}

/** `a/x` beside `b/x`, and `pkg-1.0.orig/x` beside `pkg-1.0/x`, name the same file below what `-p1` strips. */
function stripped(kept: string, other: string): string {
  if (kept.startsWith("/")) return kept;
  const tail = kept.slice(kept.indexOf("/") + 1);
  const otherTail = other.slice(other.indexOf("/") + 1);
  if (/^[abciow]\//.test(kept)) return tail;
  return kept !== other && tail === otherTail && tail !== kept ? tail : kept;
}
