import type { LayerFiles } from "../layers/layer.ts";
import type { TextEdit, TrackerProblem } from "../problem-codes.ts";

/** A fix that was made, and where. */
export interface AppliedFix {
  readonly file: string;
  readonly line: number;
  readonly says: string;
}

/**
 * Makes the changes that mend problems of one layer, as far as they do not touch the same bytes; what is left is found by
 * the next check. Files that change are returned, all other bytes are as they were.
 */
export function applyFixes(
  files: LayerFiles,
  problems: readonly TrackerProblem[],
): { readonly changed: LayerFiles; readonly applied: readonly AppliedFix[] } {
  const editsByFile = new Map<string, TextEdit[]>();
  const applied: AppliedFix[] = [];
  for (const { fix, place } of problems) {
    const { file = "" } = place;
    if (fix === undefined || !files.has(file)) continue;
    const there = editsByFile.get(file) ?? [];
    if (fix.edits.some((edit) => touches(there, edit))) continue;
    editsByFile.set(file, there);
    for (const edit of fix.edits) there.splice(placeOf(there, edit), 0, edit);
    applied.push({ file, line: place.line, says: fix.says });
  }
  const changed = new Map<string, Uint8Array>();
  for (const [file, edits] of editsByFile) changed.set(file, rewrite(files.get(file) as Uint8Array, edits));
  return { changed, applied };
}

/** `edits` stand in the order of their places and do not touch each other. */
function touches(edits: readonly TextEdit[], edit: TextEdit): boolean {
  const next = edits[placeOf(edits, edit)];
  return next !== undefined && next.start < edit.end;
}

/** How many of them end before an edit begins. */
function placeOf(edits: readonly TextEdit[], { start }: TextEdit): number {
  let low = 0;
  let high = edits.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((edits[middle] as TextEdit).end <= start) low = middle + 1;
    else high = middle;
  }
  return low;
}

function rewrite(bytes: Uint8Array, edits: readonly TextEdit[]): Uint8Array {
  const parts: Uint8Array[] = [];
  let at = 0;
  for (const { start, end, text } of edits) {
    parts.push(bytes.subarray(at, start), Buffer.from(text, "latin1"));
    at = end;
  }
  return Buffer.concat([...parts, bytes.subarray(at)]);
}

/** More rounds than mending one thing after the other has been seen to need; a fix that undoes another ends here. */
const ROUNDS = 10;

/** Mends, checks again and mends what that brings up, until nothing is left that has a fix. */
export function mend(
  files: LayerFiles,
  check: (files: LayerFiles) => readonly TrackerProblem[],
): { readonly changed: LayerFiles; readonly applied: readonly AppliedFix[] } {
  const all = new Map(files);
  const changed = new Map<string, Uint8Array>();
  const applied: AppliedFix[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const made = applyFixes(all, check(all));
    if (made.applied.length === 0) break;
    applied.push(...made.applied);
    for (const [file, bytes] of made.changed) {
      all.set(file, bytes);
      changed.set(file, bytes);
    }
  }
  return { changed, applied };
}
