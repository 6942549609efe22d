import type { Parsed, Problem } from "../../../kernel/index.ts";
import { namedTarget } from "./names.ts";
import type { PatchedText, PatchFile, PatchHunk, PatchLine, PatchTarget } from "./types.ts";

const RANGE = /^@@ -(\d{1,9})(?:,(\d{1,9}))? \+(\d{1,9})(?:,(\d{1,9}))? @@(.*)$/;
const KINDS = { " ": "context", "+": "added", "-": "removed" } as const;

/** A header that waits for its hunks. */
interface OpenTarget {
  readonly target: Omit<PatchTarget, "hunks">;
  readonly hunks: PatchHunk[];
}

/**
 * Reads unified hunks as patch(1) does: a hunk is as long as its header says, a context line may have lost its blank,
 * and everything outside of hunks is commentary.
 */
export function readPatch(text: string): Parsed<PatchFile> {
  const lines = text.split("\n");
  const problems: Problem[] = [];
  const open: OpenTarget[] = [];
  for (let at = 0; at < lines.length; ) {
    const line = lines[at] ?? "";
    const next = lines[at + 1] ?? "";
    if (line.startsWith("--- ") && next.startsWith("+++ ")) {
      open.push({ target: { ...namedTarget(line.slice(4), next.slice(4)), line: at + 2 }, hunks: [] });
      at += 2;
      continue;
    }
    const range = line.startsWith("@@ -") ? RANGE.exec(unended(line)) : null;
    const current = open.at(-1);
    if (!range || !current) {
      at += 1;
      continue;
    }
    const { hunk, end, isShort } = readHunk(lines, at, range);
    current.hunks.push(hunk);
    if (isShort) problems.push(shortHunk(at + 1));
    at = end;
  }
  return { value: { targets: open.map(({ target, hunks }) => ({ ...target, hunks })) }, problems };
}

function readHunk(lines: readonly string[], start: number, range: RegExpExecArray) {
  let old = Number(range[2] ?? 1);
  let fresh = Number(range[4] ?? 1);
  let resultLine = Number(range[3]);
  let at = start + 1;
  const found: PatchLine[] = [];
  while ((old > 0 || fresh > 0) && at < lines.length) {
    const line = lines[at] ?? "";
    // The text's last piece is what follows its last line end, not an empty context line.
    const kind = unended(line) === "" && at < lines.length - 1 ? "context" : KINDS[line[0] as keyof typeof KINDS];
    if (!kind && !line.startsWith("\\")) break;
    at += 1;
    if (!kind) continue;
    if (kind !== "added") old -= 1;
    if (kind !== "removed") fresh -= 1;
    found.push({
      kind,
      text: unended(line).slice(1),
      line: at,
      resultLine: kind === "removed" ? undefined : resultLine++,
    });
  }
  const hunk: PatchHunk = { line: start + 1, heading: (range[5] ?? "").trim(), lines: found };
  return { hunk, end: at, isShort: old > 0 || fresh > 0 };
}

/** What stands in the file after the patch, for the part that a hunk shows. */
export function patchedText(hunk: PatchHunk): PatchedText {
  const lines = hunk.lines.filter(({ kind }) => kind !== "removed");
  return { text: lines.map((line) => line.text).join("\n"), lines };
}

function unended(line: string): string {
  return line.endsWith("\r") ? line.slice(0, -1) : line;
}

function shortHunk(line: number): Problem {
  return {
    code: "patch-hunk-short",
    severity: "error",
    message: "This hunk has fewer lines than its header says; patch(1) would refuse it.",
    place: { line, column: 1 },
  };
}
