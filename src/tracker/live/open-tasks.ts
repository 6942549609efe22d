import type { IssueId } from "../../kernel/index.ts";
import type { Snapshot } from "./live-state.ts";
import type { Piece } from "./piece.ts";

/** A record that somebody still has to look at. */
export interface OpenTask {
  readonly issue: IssueId;
  /** What the line says behind `TODO:`. */
  readonly text: string;
}

const inPiece = new WeakMap<Piece, readonly OpenTask[]>();

/** Every `TODO:` line of the lists of issues, in their order. A piece is searched once, however many edits there are elsewhere. */
export function openTasks(snapshot: Snapshot): readonly OpenTask[] {
  const found: OpenTask[] = [];
  for (const { list } of snapshot.tracker.index.lists) {
    if (list.kind === "advisories") continue;
    for (const piece of list.pieces) {
      const there = inPiece.get(piece) ?? tasksIn(piece);
      inPiece.set(piece, there);
      for (const task of there) found.push(task);
    }
  }
  return found;
}

function tasksIn(piece: Piece): readonly OpenTask[] {
  const { text, about } = piece.file;
  const found: OpenTask[] = [];
  for (let at = text.indexOf("TODO:"); at >= 0; at = text.indexOf("TODO:", at + 1)) {
    const line = text.lastIndexOf("\n", at) + 1;
    if (line === 0 || text.slice(line, at).trim() !== "" || line === at) continue;
    const issue = about ?? /^\S+/.exec(headerBefore(text, line))?.[0];
    const end = text.indexOf("\n", at);
    if (issue !== undefined) found.push({ issue, text: text.slice(at + 5, end < 0 ? text.length : end).trim() });
  }
  return found;
}

/** The nearest line above that begins a record; empty when none does. */
function headerBefore(text: string, line: number): string {
  for (let end = line - 1; end > 0; ) {
    const start = text.lastIndexOf("\n", end - 1) + 1;
    const header = text.slice(start, end);
    if (/^(?:CVE|TEMP)-/.test(header)) return header;
    end = start - 1;
  }
  return "";
}
