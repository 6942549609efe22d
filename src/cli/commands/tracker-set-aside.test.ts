import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { PassThrough } from "node:stream";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { runCommandLine } from "../frame/run.ts";

const scratch = mkdtempSync(join(tmpdir(), "sameday-set-aside-"));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

const FILES: Readonly<Record<string, string>> = {
  "bad/config.json": '{"distributions": {"bookworm": {"release": "stable"}, "sid": {"release": "unstable"}}}',
  "bad/CVE/list": "CVE-2026-0001 (y)\n\t- curl <unfixed>\nCVE-2026-0002 (x)\n\t- zlib 2 (hgih)\n",
  "good/CVE/list": "CVE-2026-0002\n\t- zlib 2 (high)\n",
  "indexes/bookworm__main_Sources": "Package: zlib\nVersion: 1\n\nPackage: curl\nVersion: 1\n\n",
};

beforeAll(() => {
  for (const [path, text] of Object.entries(FILES)) {
    mkdirSync(dirname(join(scratch, path)), { recursive: true });
    writeFileSync(join(scratch, path), text);
  }
});

async function run(line: string): Promise<{ readonly exit: number; readonly out: string; readonly err: string }> {
  const [stdin, stdout, stderr] = [new PassThrough(), new PassThrough(), new PassThrough()];
  const streams = { stdin, stdout, stderr } as unknown as Pick<NodeJS.Process, "stdin" | "stdout" | "stderr">;
  const exit = await runCommandLine(line.replaceAll("@", `${scratch}/`).split(" "), {
    streams,
    environment: { HOME: scratch, SAMEDAY_DATA: join(scratch, "no-desk") },
  });
  return { exit, out: String(stdout.read() ?? ""), err: String(stderr.read() ?? "") };
}

const SENTENCE =
  "sameday: 1 error in the data sets something aside, and no answer takes it into account; `sameday tracker check` names it.\n";

describe("a record that is set aside", () => {
  test("explain says so, with its place and its code", async () => {
    const line = "tracker explain zlib bookworm CVE-2026-0002 --data @bad --archive @indexes";
    const { exit, out, err } = await run(line);
    expect(exit).toBe(1);
    expect(out).toContain("no answer, for a record is set aside\n");
    expect(out).toMatch(/`hgih` .*\[tracker-flag\]\n {6}bad CVE\/list:4: - zlib 2 \(hgih\)\n/);
    expect(out + err).not.toContain("No list holds");
    expect(JSON.parse((await run(`${line} --json`)).out)).toMatchObject({
      steps: [{ topic: "set-aside", code: "tracker-flag", place: { layer: "bad", file: "CVE/list", line: 4 } }],
      verdict: null,
    });
  });

  test("explain says so beside another layer's answer", async () => {
    const { exit, out } = await run(
      "tracker explain zlib bookworm CVE-2026-0002 --data @bad --data @good --archive @indexes",
    );
    expect(exit).toBe(0);
    expect(out).toMatch(/: vulnerable\n(?:.*\n)*.*\[tracker-flag\]\n {6}bad CVE\/list:4: /);
  });

  test.each([
    "status --archive @indexes",
    "status --archive @indexes --format json",
    "view candidates --archive @indexes",
    "copies --archive @indexes",
    "export debian-json --archive @indexes --out @out",
  ])("%s: one sentence beside the answer", async (line) => {
    const { exit, out, err } = await run(`tracker ${line} --data @bad`);
    expect([exit, err.split("\n").length]).toEqual([0, 2]);
    expect(err).toBe(SENTENCE);
    expect(out).not.toContain("aside");
  });

  test("status of it: the place as well", async () => {
    const { exit, out, err } = await run("tracker status --data @bad --archive @indexes --issue CVE-2026-0002");
    expect([exit, out]).toEqual([0, ""]);
    expect(err).toBe(
      `${SENTENCE}sameday: A record that names CVE-2026-0002 is set aside for an error, so nothing of it counts: bad CVE/list:3.\n`,
    );
  });
});
