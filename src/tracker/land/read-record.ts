import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { isIssueId, SamedayError, sha256 } from "../../kernel/index.ts";
import type { IssueLists } from "../edit/issue-lists.ts";
import { isIssueList } from "../layers/which-files.ts";
import { recordIn, type SeenRecord } from "./data-edit.ts";

const NEWLINE = 10;
/** Lines in column 0 that end no record (parse-list.ts reads the same). */
const BESIDE = /^(?:\s*$|--|(?:begin|end) claimed by |STOP:)/;

/**
 * The record of an issue as it stands in a data directory now; empty when there is none. The lists are searched and not parsed, so
 * that a list of 44 MB costs milliseconds. Throws INPUT_INVALID when the directory cannot be read or two lists have a record of it.
 */
export async function readRecord(directory: string, issue: string): Promise<SeenRecord> {
  if (!isIssueId(issue)) throw new SamedayError("INPUT_INVALID", `${issue} is not the name of an issue.`);
  const lists = await readLists(directory);
  // Names without a number follow from what a record says.
  if (!/^CVE-\d{4}-\d+$/.test(issue)) return recordIn(lists, issue);
  const found = [...lists.values()].flatMap((list) => recordsOf(list, issue));
  if (found.length > 1) throw new SamedayError("INPUT_INVALID", `${issue} has two records; join them first.`);
  const bytes = found[0] ?? new Uint8Array();
  return { text: Buffer.from(bytes).toString("latin1"), hash: sha256(bytes) };
}

async function readLists(directory: string): Promise<IssueLists> {
  try {
    const names = await readdir(join(directory, "CVE")).catch((error: NodeJS.ErrnoException) => {
      if (error.code === "ENOENT") return [];
      throw error;
    });
    const paths = names.map((name) => `CVE/${name}`).filter(isIssueList);
    return new Map(
      await Promise.all(paths.sort().map(async (path) => [path, await readFile(join(directory, path))] as const)),
    );
  } catch (cause) {
    throw new SamedayError("INPUT_INVALID", `The tracker data in ${directory} cannot be read.`, cause);
  }
}

function recordsOf(list: Uint8Array, issue: string): readonly Uint8Array[] {
  const bytes = Buffer.from(list.buffer, list.byteOffset, list.byteLength);
  const found: Uint8Array[] = [];
  for (let at = bytes.indexOf(issue, 0, "latin1"); at >= 0; at = bytes.indexOf(issue, at + 1, "latin1")) {
    const begins = at === 0 || bytes[at - 1] === NEWLINE;
    const behind = bytes[at + issue.length];
    if (begins && (behind === undefined || isSpace(behind))) found.push(bytes.subarray(at, endOfRecord(bytes, at)));
  }
  return found;
}

function endOfRecord(bytes: Buffer, start: number): number {
  for (let newline = bytes.indexOf(NEWLINE, start); newline >= 0; newline = bytes.indexOf(NEWLINE, newline + 1)) {
    const next = bytes[newline + 1];
    if (next === undefined || next === 9 || next === 32 || next === NEWLINE) continue;
    if (!BESIDE.test(bytes.toString("latin1", newline + 1, newline + 40).split("\n", 1)[0] ?? "")) return newline + 1;
  }
  return bytes.length;
}

function isSpace(byte: number): boolean {
  return byte === 32 || (byte >= 9 && byte <= 13);
}
