import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type ProcessRunner, SamedayError } from "../../../kernel/index.ts";

const LARGEST_DIFF = 512 * 1024;
/** A text larger than this is no text that a person reads; only that it changed is said. */
export const LARGEST_TEXT = 2 * 1024 * 1024;
export const TOO_LARGE = `… larger than ${LARGEST_TEXT / 1024 / 1024} MiB; not compared line by line\n`;
const TIME_LIMIT_MS = 20_000;

const NOTES: Readonly<Partial<Record<string, string>>> = {
  PROCESS_TIMED_OUT: "not compared line by line: it took too long",
  PROCESS_OUTPUT_TOO_LARGE: "not compared line by line: the difference is too large",
};

/** Content with a NUL byte near its start is taken as binary, as diff(1) does. */
function isBinary(bytes: Uint8Array | undefined): boolean {
  return bytes?.subarray(0, 8192).includes(0) ?? false;
}

/**
 * A unified diff of two versions of one file, by diff(1) over files of our own naming.
 * Empty for binary content; cut at 512 KiB with a line that says so. What cannot be compared (over 2 MiB, or no answer in
 * `timeLimitMs`) is one line that begins with `…`: a reviewer must know, and the review goes on.
 */
export async function textDiff(
  runner: ProcessRunner,
  scratch: string,
  path: string,
  before: Uint8Array | undefined,
  after: Uint8Array | undefined,
  timeLimitMs = TIME_LIMIT_MS,
): Promise<string> {
  if (isBinary(before) || isBinary(after)) return "";
  if (Math.max(before?.length ?? 0, after?.length ?? 0) > LARGEST_TEXT) return TOO_LARGE;
  const directory = await mkdtemp(join(scratch, "diff-"));
  try {
    await writeFile(join(directory, "before"), before ?? "");
    await writeFile(join(directory, "after"), after ?? "");
    const finished = await runner.run({
      argv: [
        "diff",
        ...["--unified", "--label", before ? `a/${path}` : "/dev/null", "--label", after ? `b/${path}` : "/dev/null"],
        ...["--", join(directory, "before"), join(directory, "after")],
      ],
      timeLimitMs,
      maxOutputBytes: 3 * LARGEST_TEXT,
      okExitCodes: [0, 1],
    });
    const text = Buffer.from(finished.stdout).toString("utf8");
    return text.length > LARGEST_DIFF ? `${text.slice(0, LARGEST_DIFF)}\n… cut after 512 KiB\n` : text;
  } catch (error) {
    if (!(error instanceof SamedayError) || !NOTES[error.code]) throw error;
    return `… ${NOTES[error.code]}\n`;
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}
