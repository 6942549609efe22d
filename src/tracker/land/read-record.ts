import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import { isIssueId, SamedayError, sha256 } from "../../kernel/index.ts";
import type { IssueLists } from "../edit/issue-lists.ts";
import { readIssueList } from "../edit/splice.ts";
import { descriptionIn } from "../format/parse-header.ts";
import { temporaryName } from "../format/temporary-name.ts";
import { isIssueList } from "../layers/which-files.ts";
import type { SeenRecord } from "./data-edit.ts";

const NEWLINE = 10;
/** Lines in column 0 that end no record (parse-list.ts reads the same). */
const BESIDE = /^(?:\s*$|--|(?:begin|end) claimed by |STOP:)/;

/**
 * The record of an issue as it stands in a data directory now; empty when there is none. The lists are searched and not parsed, so
 * that a list of 44 MB costs milliseconds, and nobody waits longer than that for whoever asks. Throws INPUT_INVALID when the directory cannot be read or two lists have a record of it.
 */
export async function readRecord(directory: string, issue: string): Promise<SeenRecord> {
  if (!isIssueId(issue)) throw new SamedayError("INPUT_INVALID", `${issue} is not the name of an issue.`);
  const lists = await readLists(directory);
  const found: Uint8Array[] = [];
  for (const list of lists.values()) {
    const bytes = Buffer.from(list.buffer, list.byteOffset, list.byteLength);
    const records = issue.startsWith("TEMP-") ? await unnamedRecords(bytes, issue) : recordsOf(bytes, issue);
    for (const record of records) found.push(record);
  }
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

/** Headers that are looked at before whoever else waits has a turn. */
const AT_ONCE = 1000;
const UNNAMED = "CVE-YYYY-XXXX";

/**
 * Records whose name follows from what they say. Its end follows from the header alone, so that only records whose header fits
 * are read.
 */
async function unnamedRecords(bytes: Buffer, issue: string): Promise<readonly Uint8Array[]> {
  const found: Uint8Array[] = [];
  const ending = issue.slice(issue.lastIndexOf("-"));
  let looked = 0;
  for (let mark = bytes.indexOf("-XXXX"); mark >= 0; mark = bytes.indexOf("-XXXX", mark + 1)) {
    const at = mark + "-XXXX".length - UNNAMED.length;
    if (at < 0 || (at > 0 && bytes[at - 1] !== NEWLINE)) continue;
    looked += 1;
    if (looked % AT_ONCE === 0) await setImmediate();
    const newline = bytes.indexOf(NEWLINE, at);
    const header = bytes.toString("latin1", at, newline < 0 ? bytes.length : newline);
    if (!temporaryName(descriptionIn(header, 0), []).endsWith(ending)) continue;
    const record = bytes.subarray(at, endOfRecord(bytes, at));
    if (readIssueList(record).records[0]?.name === issue) found.push(record);
  }
  return found;
}

function recordsOf(bytes: Buffer, issue: string): readonly Uint8Array[] {
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
