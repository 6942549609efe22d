/** Replaces `[start, end)` of a text, both at the begin of a line or the text's end. */
export interface LineChange {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

interface Region {
  readonly start: number;
  end: number;
  readonly changes: LineChange[];
}

const CONTEXT_LINES = 3;
const NOTHING = "/dev/null";

/**
 * The change of one file in the form that `git apply` and patch(1) read. Behind the place of each hunk stands the last line
 * before it that is not indented: in a list the record that it is in. `old` is undefined for a new file. Empty when nothing
 * changes.
 */
export function unifiedDiff(path: string, old: string | undefined, changes: readonly LineChange[]): string {
  const text = old ?? "";
  const real = changes.filter(({ start, end, text: after }) => text.slice(start, end) !== after);
  if (real.length === 0) return "";
  const parts = [`--- ${old === undefined ? NOTHING : `a/${path}`}\n`, `+++ b/${path}\n`];
  let [offset, line, shift] = [0, 1, 0];
  for (const region of regionsOf(text, real)) {
    line += countLines(text.slice(offset, region.start));
    offset = region.start;
    const body = bodyOf(text, region);
    for (const { from, to } of hunksOf(body)) {
      const [before, after] = [oldLines(body.slice(0, from)), newLines(body.slice(0, from))];
      const hunk = body.slice(from, to);
      const heading = body.slice(0, from).findLast((one) => /^[ -][A-Z]/.test(one));
      const behind = heading === undefined ? "" : ` ${heading.slice(1).trimEnd()}`;
      const places = `-${place(line + before, oldLines(hunk))} +${place(line + shift + after, newLines(hunk))}`;
      parts.push(`@@ ${places} @@${behind}\n`, ...hunk.map(ended));
    }
    shift += newLines(body) - oldLines(body);
  }
  return parts.join("");
}

/** Lines that changed with three around them: with more on one side, patch(1) takes a hunk for one of the file's end. */
function hunksOf(body: readonly string[]): readonly { readonly from: number; readonly to: number }[] {
  const hunks: { from: number; to: number }[] = [];
  for (const [index, line] of body.entries()) {
    if (line.startsWith(" ")) continue;
    const [from, to] = [Math.max(0, index - CONTEXT_LINES), Math.min(body.length, index + 1 + CONTEXT_LINES)];
    const last = hunks.at(-1);
    if (last !== undefined && from <= last.to) last.to = to;
    else hunks.push({ from, to });
  }
  return hunks;
}

function oldLines(body: readonly string[]): number {
  return body.filter((line) => !line.startsWith("+")).length;
}

function newLines(body: readonly string[]): number {
  return body.filter((line) => !line.startsWith("-")).length;
}

/** Each change with the lines around it; what meets becomes one. */
function regionsOf(text: string, changes: readonly LineChange[]): readonly Region[] {
  const regions: Region[] = [];
  for (const change of changes.toSorted((a, b) => a.start - b.start || a.end - b.end)) {
    const start = linesBefore(text, change.start);
    const end = linesAfter(text, change.end);
    const last = regions.at(-1);
    if (last !== undefined && start <= last.end) {
      last.end = Math.max(last.end, end);
      last.changes.push(change);
    } else regions.push({ start, end, changes: [change] });
  }
  return regions;
}

function bodyOf(text: string, { start, end, changes }: Region): readonly string[] {
  const body: string[] = [];
  let at = start;
  for (const change of changes) {
    body.push(...linesOf(text.slice(at, change.start)).map((one) => ` ${one}`));
    body.push(...compared(linesOf(text.slice(change.start, change.end)), linesOf(change.text)));
    at = change.end;
  }
  return [...body, ...linesOf(text.slice(at, end)).map((one) => ` ${one}`)];
}

/** The shortest way from one list of lines to another; records are short, so that a table of all pairs costs nothing. */
function compared(before: readonly string[], after: readonly string[]): readonly string[] {
  const longest = before.map(() => new Array<number>(after.length + 1).fill(0));
  longest.push(new Array<number>(after.length + 1).fill(0));
  const at = (i: number, j: number): number => longest[i]?.[j] ?? 0;
  for (let i = before.length - 1; i >= 0; i -= 1) {
    for (let j = after.length - 1; j >= 0; j -= 1) {
      const same = before[i] === after[j];
      (longest[i] as number[])[j] = same ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
    }
  }
  const lines: string[] = [];
  let [i, j] = [0, 0];
  while (i < before.length || j < after.length) {
    if (i < before.length && j < after.length && before[i] === after[j]) {
      lines.push(` ${before[i]}`);
      i += 1;
      j += 1;
    } else if (i < before.length && (j === after.length || at(i + 1, j) >= at(i, j + 1))) {
      lines.push(`-${before[i]}`);
      i += 1;
    } else {
      lines.push(`+${after[j]}`);
      j += 1;
    }
  }
  return lines;
}

/** With their newlines. */
function linesOf(text: string): readonly string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

function countLines(text: string): number {
  return text.split("\n").length - 1;
}

function ended(line: string): string {
  return line.endsWith("\n") ? line : `${line}\n\\ No newline at end of file\n`;
}

/** A side without lines is named by the line before it. */
function place(line: number, count: number): string {
  return `${count === 0 ? line - 1 : line},${count}`;
}

function linesBefore(text: string, offset: number): number {
  let start = offset;
  for (let lines = 0; lines < CONTEXT_LINES && start > 0; lines += 1) start = text.lastIndexOf("\n", start - 2) + 1;
  return start;
}

function linesAfter(text: string, offset: number): number {
  let end = offset;
  for (let lines = 0; lines < CONTEXT_LINES && end < text.length; lines += 1) {
    const newline = text.indexOf("\n", end);
    end = newline < 0 ? text.length : newline + 1;
  }
  return end;
}
