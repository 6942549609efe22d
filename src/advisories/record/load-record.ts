import { readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { type Parsed, SamedayError } from "../../kernel/index.ts";
import { type ReadRecord, readRecord } from "./read-record.ts";

/**
 * Reads a record from its file, and its publisher's file beside it. Faults of either are problems.
 * Throws NOT_FOUND or INPUT_INVALID when the record itself cannot be read.
 */
export async function loadRecord(path: string, now: Date): Promise<Parsed<ReadRecord | undefined>> {
  const bytes = await readFile(path).catch((thrown: NodeJS.ErrnoException) => {
    if (thrown.code === "ENOENT") throw new SamedayError("NOT_FOUND", `There is no file ${path}.`, thrown);
    const why = thrown.code === "EISDIR" ? "it is a directory" : (thrown.code ?? "reading failed");
    throw new SamedayError("INPUT_INVALID", `${path} cannot be read: ${why}.`, thrown);
  });
  return readRecord(bytes, path, readIfThere, now);
}

function readIfThere(path: string): Uint8Array | undefined {
  try {
    return readFileSync(path);
  } catch {
    // Not there, or not to be read: the reader says so at the place that names it.
    return undefined;
  }
}
