import { createReadStream } from "node:fs";
import { mkdir, open, stat } from "node:fs/promises";
import { join } from "node:path";
import { SamedayError } from "../../kernel/index.ts";
import { type StepKey, stepLabel } from "../line/state.ts";

/** The file that holds the log of one attempt of a step. */
export function stepLogPath(logs: string, updateId: string, key: StepKey, attempt: number): string {
  return join(logs, updateId, `${stepLabel(key).replaceAll(" ", "-")}-${attempt}.log`);
}

/**
 * Writes a piece of log at its place. A piece that was sent before is written over itself; a gap is refused with CONFLICT,
 * and the sender begins again where the file ends. Answers the new length.
 */
export async function writeLogAt(path: string, offset: number, bytes: Uint8Array, limit: number): Promise<number> {
  await mkdir(join(path, ".."), { recursive: true, mode: 0o750 });
  const file = await open(path, "a+").then(async (handle) => {
    await handle.close();
    return open(path, "r+");
  });
  try {
    const { size } = await file.stat();
    if (offset > size)
      throw new SamedayError("CONFLICT", `The log has ${size} bytes; a piece at ${offset} leaves a gap.`);
    if (offset + bytes.length > limit)
      throw new SamedayError("PROCESS_OUTPUT_TOO_LARGE", "The log is longer than its limit.");
    await file.write(bytes, 0, bytes.length, offset);
    return Math.max(size, offset + bytes.length);
  } finally {
    await file.close();
  }
}

/** At most `length` bytes of a log from `offset`; empty when there is none yet. */
export async function readLog(path: string, offset: number, length: number): Promise<{ bytes: Buffer; size: number }> {
  const size = await stat(path).then(
    (found) => found.size,
    () => 0,
  );
  if (offset >= size || length === 0) return { bytes: Buffer.alloc(0), size };
  const chunks: Buffer[] = [];
  for await (const chunk of createReadStream(path, { start: offset, end: Math.min(size, offset + length) - 1 })) {
    chunks.push(chunk as Buffer);
  }
  return { bytes: Buffer.concat(chunks), size };
}
