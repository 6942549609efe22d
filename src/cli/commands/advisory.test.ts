import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { PassThrough } from "node:stream";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { runCommandLine } from "../frame/run.ts";

let root: string;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), "sameday-advisory-"));
  cpSync(resolve(import.meta.dirname, "../../../examples/advisories"), root, { recursive: true });
  // The examples' security.txt ends one day, and the command goes by the machine's clock.
  const expires = new Date(Date.now() + 180 * 86_400_000).toISOString();
  for (const name of ["debian.toml", "tor.toml"]) {
    const text = readFileSync(join(root, name), "utf8");
    writeFileSync(join(root, name), text.replace(/^expires = .*$/m, `expires = ${expires}`));
  }
  edit("bad.toml", (text) => text.replace("CWE-59", "CWE-5959"));
  edit("later.toml", (text) =>
    text
      .replace("[[issue]]", "embargo-until = 2999-01-01T00:00:00Z\n\n[[issue]]")
      .replace("2023-02-23T20:00:00Z", "2999-01-01T00:00:00Z"),
  );
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

function edit(name: string, change: (text: string) => string): void {
  writeFileSync(join(root, name), change(readFileSync(join(root, "DSA-5357-1.toml"), "utf8")));
}

async function run(...words: readonly string[]): Promise<{ code: number; out: string; err: string }> {
  const [stdin, stdout, stderr] = [new PassThrough(), new PassThrough(), new PassThrough()];
  const streams = { stdin, stdout, stderr } as unknown as Pick<NodeJS.Process, "stdin" | "stdout" | "stderr">;
  const code = await runCommandLine(["advisory", ...words], { streams, environment: { PATH: process.env.PATH } });
  return { code, out: String(stdout.read() ?? ""), err: String(stderr.read() ?? "") };
}

describe("check", () => {
  test("a good record can be published", async () => {
    const { code, out } = await run("check", join(root, "DSA-5357-1.toml"));
    expect([code, out]).toEqual([0, expect.stringContaining("can be published: 6 forms hold, 0 warnings.")]);
  });

  test("a fault stands with file, line, column and code", async () => {
    const { code, out } = await run("check", join(root, "bad.toml"));
    expect(code).toBe(1);
    expect(out).toMatch(/bad\.toml:\d+:\d+: error: .* \[advisory-unknown-cwe\]\n.*cannot be published\.\n$/);
  });

  test("for a program: problems with places, and the forms", async () => {
    const { code, out } = await run("check", join(root, "TSA-2026-003.toml"), "--json");
    expect([code, JSON.parse(out)]).toEqual([
      0,
      {
        valid: true,
        embargoUntil: "2026-05-06T16:00:00.000Z",
        problems: [
          expect.objectContaining({ code: "advisory-severity-differs", place: expect.objectContaining({ line: 7 }) }),
        ],
        forms: expect.arrayContaining([".well-known/csaf/white/2026/tsa-2026-003.json", "cve/CVE-2026-44602.json"]),
      },
    ]);
  });

  test("an embargo is said", async () => {
    const { code, out } = await run("check", join(root, "later.toml"));
    expect([code, out]).toEqual([0, expect.stringContaining("Under embargo until Tue 1 Jan 2999 00:00 UTC.")]);
  });

  test.each([
    ["nowhere.toml", 1, "NOT_FOUND"],
    [".", 2, "INPUT_INVALID"],
  ])("a file that cannot be read: %s", async (name, exit, says) => {
    const { code, err } = await run("check", join(root, name));
    expect([code, err]).toEqual([exit, expect.stringContaining(says)]);
  });
});

describe("write", () => {
  test("every form is written, and the same again is nothing", async () => {
    const out = join(root, "public");
    const { code } = await run("write", join(root, "TSA-2026-003.toml"), "--out", out);
    expect(code).toBe(0);
    for (const path of ["mail/TSA-2026-003.part", "osv/x_TSA-2026-003.json", ".well-known/security.txt"]) {
      expect(existsSync(join(out, path)), path).toBe(true);
    }
    const again = await run("write", join(root, "TSA-2026-003.toml"), "--out", out, "--json");
    expect(JSON.parse(again.out)).toMatchObject({ valid: true, written: [] });
  });

  test("a record with errors writes nothing", async () => {
    const out = join(root, "none");
    const { code, out: said } = await run("write", join(root, "bad.toml"), "--out", out);
    expect([code, said, existsSync(out)]).toEqual([1, expect.stringContaining("Nothing was written."), false]);
  });

  test("before an embargo's end nothing is written, unless it is said that nobody is served from there", async () => {
    const out = join(root, "early");
    const refused = await run("write", join(root, "later.toml"), "--out", out);
    expect([refused.code, refused.err, existsSync(out)]).toEqual([
      3,
      expect.stringContaining("The embargo lasts"),
      false,
    ]);
    const { code } = await run("write", join(root, "later.toml"), "--out", out, "--before-embargo-ends");
    expect([code, existsSync(out)]).toEqual([0, true]);
  });

  test("signing needs the publisher's key", async () => {
    const { code, err } = await run("write", join(root, "DSA-5357-1.toml"), "--out", join(root, "signed"), "--sign");
    expect([code, err, existsSync(join(root, "signed"))]).toEqual([2, expect.stringContaining("[openpgp]"), false]);
  });
});
