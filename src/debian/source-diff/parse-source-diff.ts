import { SamedayError } from "../../kernel/index.ts";

/** A line of a hunk with its line end, in Latin-1 so that every byte is one character. */
export interface HunkLine {
  readonly kind: " " | "-" | "+";
  readonly text: string;
}

export interface Hunk {
  /** Lines of the old file before the hunk. */
  readonly before: number;
  readonly lines: readonly HunkLine[];
}

/** What a `.diff.gz` does to one file. */
export interface FileDiff {
  readonly path: string;
  readonly isNew: boolean;
  readonly isRemoved: boolean;
  readonly hunks: readonly Hunk[];
}

const HUNK = /^@@ -(\d{1,9})(?:,(\d{1,9}))? \+(\d{1,9})(?:,(\d{1,9}))? @@(?: .*)?\n$/;
const NOTHING = "/dev/null";
/** patch(1) keeps what it changes under this name, and dpkg-source removes it afterwards. */
export const BACKUP = ".dpkg-orig";

/**
 * The `.diff.gz` of a source in the format 1.0, of the plain form that dpkg-source writes: a unified diff with nothing
 * between its parts. Whatever patch(1) would read besides (renames, modes, other diffs, names in quotes) is refused, so that
 * what people are shown is all that it does. Throws INPUT_INVALID with the line.
 */
export function parseSourceDiff(content: Uint8Array, name: string): readonly FileDiff[] {
  const lines =
    Buffer.from(content)
      .toString("latin1")
      .match(/[^\n]*\n|[^\n]+$/g) ?? [];
  const files: FileDiff[] = [];
  const seen = new Set<string>();
  let at = 0;
  const refuse = (what: string): SamedayError => new SamedayError("INPUT_INVALID", `${name}, line ${at + 1}: ${what}.`);
  while (at < lines.length) {
    const [old, now] = [fileName(lines[at], "--- "), fileName(lines[at + 1], "+++ ")];
    if (old === undefined || now === undefined) throw refuse("no plain unified diff as dpkg-source writes it");
    const path = now === NOTHING ? old : now;
    if (path === NOTHING || (old !== path && old !== NOTHING)) throw refuse("two names for one file");
    if (seen.has(path)) throw refuse("a file a second time");
    seen.add(path);
    at += 2;
    const hunks: Hunk[] = [];
    for (let head = HUNK.exec(lines[at] ?? ""); head; head = HUNK.exec(lines[at] ?? "")) {
      // A file that is not there, before or afterwards, has no lines from line 0 on; else patch(1) keeps it.
      const [hasNone, leavesNone] = [isNone(head[1], head[2]), isNone(head[3], head[4])];
      if ((old === NOTHING && !hasNone) || (now === NOTHING && !leavesNone))
        throw refuse("lines of a file that is none");
      at += 1;
      hunks.push(readHunk(Number(head[1]), Number(head[2] ?? 1), Number(head[4] ?? 1)));
    }
    if (hunks.length === 0) throw refuse("a file without a change");
    files.push({ path, isNew: old === NOTHING, isRemoved: now === NOTHING, hunks });
  }
  return files;

  function readHunk(start: number, oldLines: number, newLines: number): Hunk {
    const taken: HunkLine[] = [];
    let [old, now] = [oldLines, newLines];
    while (old > 0 || now > 0 || lines[at]?.startsWith("\\ ")) {
      const line = lines[at] ?? "";
      const kind = line.slice(0, 1);
      const last = taken.at(-1);
      if (kind === "\\" && last?.text.endsWith("\n")) {
        taken[taken.length - 1] = { ...last, text: last.text.slice(0, -1) };
      } else if ((kind === " " || kind === "-" || kind === "+") && line.endsWith("\n")) {
        if (kind !== "+") old -= 1;
        if (kind !== "-") now -= 1;
        taken.push({ kind, text: line.slice(1) });
      } else throw refuse("a hunk that is not whole");
      if (old < 0 || now < 0) throw refuse("a hunk with other counts than its head says");
      at += 1;
    }
    if (oldLines + newLines === 0 || (oldLines > 0 && start === 0)) throw refuse("a hunk about no lines");
    return { before: oldLines === 0 ? start : start - 1, lines: taken };
  }
}

function isNone(start = "", lines = "1"): boolean {
  return Number(start) === 0 && Number(lines) === 0;
}

/** The path below the first directory; a time may follow behind a tab. Undefined for any other form. */
function fileName(line: string | undefined, head: string): string | undefined {
  if (!line?.startsWith(head) || !line.endsWith("\n") || line.includes("\r")) return undefined;
  const [name = "", time = ""] = line.slice(head.length, -1).split("\t");
  if (name === NOTHING) return name;
  const [top = "", ...parts] = name.split("/");
  // To patch(1) a file of the first second of 1970 is none.
  const isOdd = /["\s\\]/.test(name) || /^(?:1970-01-01|1969-12-31)/.test(time) || name.endsWith(BACKUP);
  const isPlain = parts.length > 0 && [top, ...parts].every((part) => part !== "" && part !== "." && part !== "..");
  return isPlain && !isOdd ? parts.join("/") : undefined;
}
