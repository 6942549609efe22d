import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { afterAll, expect, test } from "vitest";
import type { Streams } from "../frame/context.ts";
import { runCommandLine } from "../frame/run.ts";

const scratch = mkdtempSync(join(tmpdir(), "sameday-policy-"));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

async function run(...words: string[]): Promise<{ readonly exit: number; readonly out: string }> {
  const stdout = new PassThrough();
  const streams = { stdin: new PassThrough(), stdout, stderr: new PassThrough() } as unknown as Streams;
  const exit = await runCommandLine(["cases", "policy", ...words], { streams, environment: { HOME: scratch } });
  return { exit, out: String(stdout.read()) };
}

test("a policy is a table of severities, and what no source gives is marked", async () => {
  const { exit, out } = await run("tor");
  const row = (name: string): string | undefined => out.split("\n").find((line) => line.startsWith(name));
  expect(exit).toBe(0);
  expect(row("  ")).toMatch(/^ +critical +high +medium +low$/);
  expect(row("secret")).toMatch(/^secret +yes +yes +yes +no$/);
  expect(row("CVE id")).toMatch(/^CVE id +always +always +on request +on request$/);
  expect(row("told ahead: public ")).toMatch(/ 3 days\* +3 days\* +- +-$/);
  expect(row("fix")).toMatch(/^fix +3 days\* +7 days\* +30 days\* +90 days\*$/);
  expect(row("*")).toMatch(/^\* our own proposal, which no source gives \(\d+ values\)$/);
});

test("what a law gives is not marked", async () => {
  const { out } = await run("eu-cra");
  expect(out).toContain("duty early-warning: 24 h after exploitation is known, to the CSIRT");
  expect(out).toContain("duty final-report: 14 days after the fix, to");
});

test("a program gets each value with its basis and place", async () => {
  const { policy } = JSON.parse((await run("eu-cra", "--json")).out);
  expect(policy.duties[1].within).toMatchObject({
    value: { ms: 72 * 3_600_000, written: "72 h" },
    basis: "Regulation (EU) 2024/2847, Article 14(2)(b)",
    isProposal: false,
    place: { file: expect.stringMatching(/eu-cra\.toml$/) },
  });
});

test("a file with faults is refused with their lines; one that is not there too", async () => {
  const file = join(scratch, "own.toml");
  writeFileSync(file, 'name = "own"\ntitle = "Own"\nsource = "us"\nextends = ["default"]\n[clocks]\nfix = "soon"\n');
  const faulty = await run(file);
  expect([faulty.exit, faulty.out.split("\n")[0]]).toEqual([
    1,
    `${file}:6:7: error: Here must stand a table, not text. [policy-wrong-type]`,
  ]);
  expect((await run(join(scratch, "nothing.toml"))).out).toContain("There is no file");
  expect((await run("tro")).out).toContain('Did you mean "tor"?');
});
