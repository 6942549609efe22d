import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createProcessRunner } from "../../src/system/index.ts";

/*
 * Of large data the indexes are read by a thread of their own, where there is a second processor. On one processor
 * (taskset) one thread does it all: both have to say the same, errors included.
 */

const ROOT = join(import.meta.dirname, "../..");
const runner = createProcessRunner(tmpdir());
const CONFIG = JSON.stringify({
  distributions: { bookworm: { release: "oldstable" }, trixie: { release: "stable" }, sid: { release: "unstable" } },
});
const ISSUES = 3000;
/** Long enough that the list is large. */
const REMARK = `\tNOTE: ${"long ".repeat(300)}\n`;

let root: string;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), "sameday-large-"));
  const record = (n: number): string =>
    `CVE-2026-${n} (x)\n${REMARK}\t- p${n % 40} ${n % 7 === 0 ? "<unfixed>" : `${n % 5}.0-1`}\n`;
  write("data/config.json", CONFIG);
  write("data/CVE/list", Array.from({ length: ISSUES }, (_, n) => record(n + 1000)).join(""));
  write("layer/CVE/list", "CVE-2026-1001\n\t- p1 9.0-1\nCVE-2026-9999\n\t- own <unfixed>\n");
  write("layer/config.json", JSON.stringify({ distributions: { acme: { base: "bookworm" } } }));
  write("small/config.json", CONFIG);
  write("small/CVE/list", record(1000));
  const stanzas = (version: string): string =>
    Array.from({ length: 60 }, (_, n) => `Package: p${n}\nVersion: ${n % 5}.${version}\n\n`).join("");
  for (const release of ["bookworm", "trixie", "sid"]) write(`indexes/${release}__main_Sources`, stanzas("0-1"));
  write("indexes/bookworm_security_main_Sources", stanzas("1-1"));
  write("cut/sid__main_Sources", "Package: p1\nVersion: 1");
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

function write(path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}

async function status(before: readonly string[], words: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const [first = "", ...rest] = [...before, join(ROOT, "sameday")];
  const { exitCode, stdout, stderr } = await runner.run({
    argv: [first, ...rest, "tracker", "status", ...words],
    cwd: root,
    env,
    timeLimitMs: 300_000,
    okExitCodes: [0, 1, 2],
  });
  return { exitCode, stdout: Buffer.from(stdout).toString("utf8"), stderr };
}

describe("with a thread beside it the command says what it says alone", () => {
  test.each([
    ["everything", ["--data", "data", "--archive", "./indexes"], 0],
    ["as Debian", ["--data", "data", "--archive", "./indexes", "--as-debian"], 0],
    ["as JSON", ["--data", "data", "--archive", "./indexes", "--format", "json"], 0],
    ["of all releases", ["--data", "data", "--archive", "./indexes", "--all"], 0],
    ["two layers", ["--data", "data", "--data", "layer", "--archive", "./indexes"], 0],
    ["one package", ["--data", "data", "--archive", "./indexes", "--package", "p1"], 0],
    ["a release that is not there", ["--data", "data", "--archive", "./indexes", "--release", "boookworm"], 1],
    ["an index that was cut", ["--data", "data", "--archive", "./cut"], 2],
    ["no directory", ["--data", "data", "--archive", "./none"], 2],
  ])("%s", async (_what, words, exitCode) => {
    const alone = await status(["taskset", "--cpu-list", "0"], words);
    expect(await status([], words)).toEqual(alone);
    expect(alone.exitCode).toBe(exitCode);
    expect(alone.stdout === "").toBe(exitCode !== 0);
  });
});

test.each([
  ["large data on two processors", [], "data", true],
  ["large data on one", ["taskset", "--cpu-list", "0"], "data", false],
  ["small data", [], "small", false],
])("whether a thread is started: %s", async (_what, before, data, isStarted) => {
  const said = await status(before, ["--data", data, "--archive", "./indexes"], { NODE_DEBUG: "worker" });
  expect(/create new worker/.test(said.stderr)).toBe(isStarted);
});
