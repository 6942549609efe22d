import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { afterEach, beforeEach, expect, test } from "vitest";
import { runCommandLine } from "../frame/run.ts";

const LIST = "CVE-2026-1000\n\t- curl 1\nCVE-2025-1000\n\t- curl 1\n";
let data: string;
beforeEach(() => {
  data = mkdtempSync(join(tmpdir(), "sameday-split-"));
  mkdirSync(join(data, "CVE"));
  writeFileSync(join(data, "CVE/list"), LIST);
});
afterEach(() => rmSync(data, { recursive: true, force: true }));

async function run(verb: string): Promise<{ readonly exit: number; readonly out: string; readonly err: string }> {
  const [stdin, stdout, stderr] = [new PassThrough(), new PassThrough(), new PassThrough()];
  const streams = { stdin, stdout, stderr } as unknown as Pick<NodeJS.Process, "stdin" | "stdout" | "stderr">;
  const exit = await runCommandLine(["tracker", verb, "--data", data], { streams, environment: { HOME: data } });
  return { exit, out: String(stdout.read() ?? ""), err: String(stderr.read() ?? "") };
}

const refused = (says: string) => ({ exit: 3, err: expect.stringContaining(says) });

test("split and joined again it is the same list; what is done already is said to be that", async () => {
  expect(await run("join")).toMatchObject(refused("The list is one already."));
  expect(await run("split")).toMatchObject({
    exit: 0,
    out: expect.stringMatching(/^2 lists of years.*nothing is committed/),
  });
  expect(readdirSync(join(data, "CVE")).sort()).toEqual(["2025.list", "2026.list", "order"]);
  expect(await run("split")).toMatchObject(refused("The list is one a year already."));
  expect(await run("join")).toMatchObject({ exit: 0, out: expect.stringContaining("in the place of 3 files") });
  expect(readFileSync(join(data, "CVE/list"), "utf8")).toBe(LIST);
});

test("both forms side by side: neither command sends people to the other", async () => {
  writeFileSync(join(data, "CVE/2024.list"), "CVE-2024-1000\n\t- curl 1\n");
  expect(await run("split")).toMatchObject(refused("CVE/2024.list stands beside CVE/list"));
  expect(await run("join")).toMatchObject(refused("CVE/list stands beside CVE/2024.list"));
});
