import { open, readFile } from "node:fs/promises";
import { canonicalJson } from "../evidence/index.ts";
import { type Clock, SamedayError, type Sha256, sha256 } from "../kernel/index.ts";

/**
 * The signer's own record: one JSON object a line, each with the SHA-256 of the line before, so that a line that is
 * changed, removed or put in between is seen. Lines are only ever appended, and are on the disk before what they tell happens.
 */
export interface LogEntry {
  /** From 1. */
  readonly number: number;
  /** RFC 3339. */
  readonly at: string;
  readonly event: LogEvent;
  readonly details: Readonly<Record<string, unknown>>;
  /** Of the line before, without its line end; 64 zeros in the first. */
  readonly previous: Sha256;
}

/**
 * release-signed: a Release file was signed, with what it holds and why; users may see it from then on.
 * switched: the suite points at it. abandoned: the process ended before the switch; the signed state was thrown away.
 */
export type LogEvent = "key-created" | "key-retired" | "release-signed" | "switched" | "abandoned" | "advisory-signed";

export interface SignerLog {
  readonly entries: readonly LogEntry[];
  append(event: LogEvent, details: Readonly<Record<string, unknown>>): Promise<void>;
}

const START = "0".repeat(64);

/**
 * Opens the log after checking its chain. A last line without its end was never acknowledged and is cut off.
 * Throws LOG_BROKEN with the number of the first entry that does not fit.
 */
export async function openSignerLog(path: string, clock: Clock): Promise<SignerLog> {
  const text = await readIfThere(path);
  const whole = text.slice(0, text.lastIndexOf("\n") + 1);
  const entries = [...verifySignerLog(whole)];
  if (whole.length < text.length) await cutTo(path, Buffer.byteLength(whole));
  let previous = lastHash(whole);
  return {
    entries,
    async append(event, details) {
      const entry: LogEntry = { number: entries.length + 1, at: clock.now().toISOString(), event, details, previous };
      const line = canonicalJson(entry);
      await appendSynced(path, `${line}\n`);
      entries.push(entry);
      previous = sha256(line);
    },
  };
}

/** The entries of a log's text. Throws LOG_BROKEN. */
export function verifySignerLog(text: string): readonly LogEntry[] {
  const lines = text.split("\n").slice(0, -1);
  let previous: Sha256 = START;
  return lines.map((line, index) => {
    const entry = parseEntry(line);
    if (!entry || entry.number !== index + 1 || entry.previous !== previous || canonicalJson(entry) !== line) {
      throw new SamedayError("LOG_BROKEN", `The signer's log was changed at entry ${index + 1}.`);
    }
    previous = sha256(line);
    return entry;
  });
}

function parseEntry(line: string): LogEntry | undefined {
  try {
    return JSON.parse(line) as LogEntry;
  } catch {
    return undefined;
  }
}

function lastHash(text: string): Sha256 {
  const last = text.split("\n").at(-2);
  return last === undefined ? START : sha256(last);
}

async function readIfThere(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return "";
    throw error;
  }
}

async function cutTo(path: string, bytes: number): Promise<void> {
  const handle = await open(path, "r+");
  try {
    await handle.truncate(bytes);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** A line that could not be written whole (a full disk) is taken back, so that the next one starts on its own. */
async function appendSynced(path: string, line: string): Promise<void> {
  const handle = await open(path, "a", 0o600);
  try {
    const { size } = await handle.stat();
    try {
      await handle.writeFile(line);
      await handle.sync();
    } catch (error) {
      await handle.truncate(size);
      throw error;
    }
  } finally {
    await handle.close();
  }
}
