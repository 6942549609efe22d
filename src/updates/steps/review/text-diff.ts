import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { ProcessRunner } from "../../../kernel/index.ts";

const LARGEST_DIFF = 512 * 1024;

/** Content with a NUL byte near its start is taken as binary, as diff(1) does. */
function isBinary(bytes: Uint8Array | undefined): boolean {
  return bytes?.subarray(0, 8192).includes(0) ?? false;
}

/**
 * A unified diff of two versions of one file, by diff(1) over files of our own naming.
 * Empty for binary content; cut at 512 KiB with a line that says so.
 */
export async function textDiff(
  runner: ProcessRunner,
  scratch: string,
  path: string,
  before: Uint8Array | undefined,
  after: Uint8Array | undefined,
): Promise<string> {
  if (isBinary(before) || isBinary(after)) return "";
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
      timeLimitMs: 60_000,
      maxOutputBytes: 64 * 1024 * 1024,
      okExitCodes: [0, 1],
    });
    const text = Buffer.from(finished.stdout).toString("utf8");
    return text.length > LARGEST_DIFF ? `${text.slice(0, LARGEST_DIFF)}\n… cut after 512 KiB\n` : text;
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}
