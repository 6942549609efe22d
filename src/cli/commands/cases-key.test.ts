import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { expect, onTestFinished, test, vi } from "vitest";
import { isDeskHere } from "../cases/desk-here.ts";
import type { Streams } from "../frame/context.ts";
import { runCommandLine } from "../frame/run.ts";

/* Where no desk is, the key's command neither takes a key nor speaks as if there were one. */

// What the command loads takes its time on a busy machine.
vi.setConfig({ testTimeout: 240_000 });

async function run(words: readonly string[], data: string) {
  const [stdin, stdout, stderr] = [new PassThrough(), new PassThrough(), new PassThrough()];
  stdin.end("no key");
  const streams = { stdin, stdout, stderr } as unknown as Streams;
  const exit = await runCommandLine(words, { streams, environment: { HOME: data, SAMEDAY_DATA: data } });
  return { exit, out: String(stdout.read() ?? ""), err: String(stderr.read() ?? "") };
}

function directory(): string {
  const made = mkdtempSync(join(tmpdir(), "sameday-cases-key-"));
  onTestFinished(() => rmSync(made, { recursive: true, force: true }));
  return made;
}

test.each([
  ["install", "-"],
  ["show", undefined],
])("%s in a directory without a desk is refused with the directory, and how to name another", async (action, what) => {
  const data = directory();
  const { exit, out, err } = await run(["cases", "key", action, ...(what === undefined ? [] : [what])], data);
  expect([exit, out]).toEqual([2, ""]);
  for (const words of [`There is no desk in ${data}`, "distribution.toml", "sudo", "--data"]) {
    expect(err).toContain(words);
  }
  expect(existsSync(join(data, "role-key"))).toBe(false);
});

test("where this user may not look, it says who may", async () => {
  const denied = Object.assign(new Error("denied"), { code: "EACCES" });
  await expect(isDeskHere("/data/distribution.toml", () => Promise.reject(denied))).rejects.toMatchObject({
    code: "NOT_ALLOWED",
    message: expect.stringMatching(/^\/data is closed to this user: .*sudo/),
  });
});

test("a desk without a key is named, with how to install one", async () => {
  const data = directory();
  writeFileSync(join(data, "distribution.toml"), "");
  const { exit, out } = await run(["cases", "key", "show"], data);
  expect(exit).toBe(0);
  expect(out).toContain(`No role key is installed in ${join(data, "role-key")}.`);
  expect(out).toContain("sameday cases key install -");
  const shown = JSON.parse((await run(["cases", "key", "show", "--json"], data)).out);
  expect(shown).toMatchObject({ directory: join(data, "role-key"), keys: [], served: false });
});

test("with a desk, install goes on to the key itself", async () => {
  const data = directory();
  writeFileSync(join(data, "distribution.toml"), "");
  const { exit, err } = await run(["cases", "key", "install", "-"], data);
  expect(exit).toBe(2);
  expect(err).toContain("one secret OpenPGP key");
});
