import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { Finished } from "../../src/kernel/index.ts";
import { createProcessRunner } from "../../src/system/index.ts";

export const ROOT = join(import.meta.dirname, "../..");

/** A directory of planted files, gone after the work. */
export async function withPlanted<T>(
  files: Readonly<Record<string, string>>,
  work: (directory: string) => Promise<T>,
): Promise<T> {
  const directory = mkdtempSync(join(tmpdir(), "sameday-gate-"));
  try {
    for (const [path, content] of Object.entries(files)) {
      mkdirSync(dirname(join(directory, path)), { recursive: true });
      writeFileSync(join(directory, path), content);
    }
    return await work(directory);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

/** Runs a tool of node_modules under this Node; any exit code is an answer. */
export async function runTool(
  script: string,
  args: readonly string[],
  cwd: string,
): Promise<Finished & { readonly text: string }> {
  const finished = await createProcessRunner("/nonexistent").run({
    argv: [process.execPath, join(ROOT, "node_modules", script), ...args],
    cwd,
    timeLimitMs: 110_000,
    maxOutputBytes: 64 * 1024 * 1024,
    okExitCodes: Array.from({ length: 256 }, (_, code) => code),
  });
  return { ...finished, text: Buffer.from(finished.stdout).toString("utf8") };
}
