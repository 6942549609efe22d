import { SamedayError } from "../../kernel/index.ts";
import type { FileDiff, Hunk } from "./parse-source-diff.ts";

/**
 * A file after its part of a `.diff.gz`; undefined when it is gone. `old` is undefined for a file that is not there.
 * Each hunk has to fit exactly where it says; patch(1) would search another place. Throws INPUT_INVALID otherwise.
 */
export function applyHunks(diff: FileDiff, old: Uint8Array | undefined): Uint8Array | undefined {
  const refuse = (what: string): SamedayError =>
    new SamedayError("INPUT_INVALID", `The .diff.gz does not fit: ${JSON.stringify(diff.path)} ${what}.`);
  const lines =
    Buffer.from(old ?? "")
      .toString("latin1")
      .match(/[^\n]*\n|[^\n]+$/g) ?? [];
  if (old === undefined && !isCreation(diff)) throw refuse("is not there");
  if (old !== undefined && isCreation(diff) && (diff.isNew || old.length > 0)) throw refuse("is there already");
  const made: string[] = [];
  let at = 0;
  for (const hunk of diff.hunks) {
    if (hunk.before < at || hunk.before > lines.length) throw refuse("has hunks out of order or behind its end");
    made.push(...lines.slice(at, hunk.before));
    at = hunk.before;
    for (const { kind, text } of hunk.lines) {
      if (kind !== "+" && lines[at] !== text) throw refuse(`has another line ${at + 1}`);
      if (kind !== "+") at += 1;
      if (kind !== "-") made.push(text);
    }
    if (endsShort(hunk) && at !== lines.length) throw refuse("has a hunk that only fits the end of the file");
  }
  made.push(...lines.slice(at));
  if (made.slice(0, -1).some((line) => !line.endsWith("\n"))) throw refuse("goes on behind a line without an end");
  if (diff.isRemoved && made.length > 0) throw refuse("is removed, but something of it is left");
  return diff.isRemoved ? undefined : Buffer.from(made.join(""), "latin1");
}

/** A file that is not there yet: dpkg-source itself names the old one all the same. */
export function isCreation(diff: FileDiff): boolean {
  const [first, ...others] = diff.hunks;
  return (diff.isNew || first?.before === 0) && others.length === 0 && !first?.lines.some(({ kind }) => kind !== "+");
}

/** With fewer lines around its end than around its start, patch(1) takes a hunk for the file's last. */
function endsShort({ lines }: Hunk): boolean {
  const first = lines.findIndex(({ kind }) => kind !== " ");
  const last = lines.findLastIndex(({ kind }) => kind !== " ");
  return first >= 0 && lines.length - 1 - last < first;
}
