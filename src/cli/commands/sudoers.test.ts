import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Streams } from "../frame/context.ts";
import { runCommandLine } from "../frame/run.ts";

const root = mkdtempSync(join(tmpdir(), "sameday-sudoers-command-"));
const RULES = join(import.meta.dirname, "../../../examples/audit/sudoers.toml");
mkdirSync(join(root, "sudoers.d"));
// Loaded once and before: a test that waits for all rules to be compiled would look slow.
beforeAll(async () => void (await import("../../audit/index.ts")));
afterAll(() => rmSync(root, { recursive: true }));

async function run(...words: string[]) {
  const stderr = new PassThrough();
  const streams = { stdin: new PassThrough(), stdout: new PassThrough(), stderr } as unknown as Streams;
  const code = await runCommandLine(["sudoers", ...words], { streams, environment: {} });
  return { code, err: String(stderr.read() ?? "") };
}

describe("what could not work is refused in one sentence", () => {
  test.each<[string, string[], RegExp]>([
    ["a name with a dot", ["generate", RULES, "--out", join(root, "sudoers.d/a.conf")], /sudo passes over a\.conf: /],
    ["a name of a backup", ["generate", RULES, "--out", join(root, "sudoers.d/a~")], /sudo passes over a~: /],
    [
      "no root to generate for",
      ["generate", RULES, "--root", join(root, "x")],
      /^sameday: --root: there is no dir.*\n {2}/,
    ],
    ["no root to check", ["check", RULES, "--root", join(root, "x")], /^sameday: --root: there is no dir.*\n {2}/],
    ["no description", ["generate", join(root, "x")], /There is no .*\/x\./],
    ["a directory for rules", ["import", root], /cannot be read \(EISDIR\)/],
  ])("%s", async (_what, words, says) => {
    const { code, err } = await run(...words);
    expect([code, err]).toEqual([2, expect.stringMatching(says)]);
  });
});
