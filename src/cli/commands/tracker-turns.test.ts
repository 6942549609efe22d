import { execFileSync } from "node:child_process";
import { appendFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { PassThrough } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, describe, expect, test } from "vitest";
import { createProcessRunner } from "../../system/index.ts";
import { withDataLock } from "../../tracker/index.ts";
import { runCommandLine } from "../frame/run.ts";

/** Whatever changes tracker data waits for who is at it, and takes over what they did meanwhile. */

const runner = createProcessRunner("/nonexistent");
const scratch = mkdtempSync(join(tmpdir(), "sameday-turns-"));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

const LIST = "CVE-2026-1000 (x)\n\t- curl <unfixd>\n";
const MEANWHILE = "CVE-2026-0999 (by somebody else)\n\tNOT-FOR-US: x\n";
/** So long a command that does not wait would have ended. */
const LONG_MS = 1500;

function write(path: string, text: string): void {
  mkdirSync(dirname(join(scratch, path)), { recursive: true });
  writeFileSync(join(scratch, path), text);
}

const record = {
  dataType: "CVE_RECORD",
  dataVersion: "5.1",
  cveMetadata: { cveId: "CVE-2026-1001", state: "PUBLISHED" },
  containers: { cna: { descriptions: [{ lang: "en", value: "one" }] } },
};
const report = { bug: 1234567, source: "wget", title: "wget: overflow", day: "2026-11-01", text: "" };

async function run(line: string): Promise<number> {
  const [stdin, stdout, stderr] = [new PassThrough(), new PassThrough(), new PassThrough()];
  const streams = { stdin, stdout, stderr } as unknown as Pick<NodeJS.Process, "stdin" | "stdout" | "stderr">;
  const exit = await runCommandLine(line.split(" "), { streams, environment: { HOME: scratch } });
  if (exit > 1) throw new Error(String(stderr.read()));
  return exit;
}

const COMMANDS: readonly (readonly [name: string, line: string, list: string, after: string])[] = [
  ["split", "tracker split", "CVE/list", "CVE/2026.list"],
  ["join", "tracker join", "CVE/2026.list", "CVE/list"],
  ["check-fix", "tracker check --fix", "CVE/list", "CVE/list"],
  ["import-cve", `tracker import cve ${scratch}/cves`, "CVE/list", "CVE/list"],
  ["import-commit", `tracker import cve ${scratch}/cves --commit --as Ada<ada@example.org>`, "CVE/list", "CVE/list"],
  ["import-bugs", `tracker import-bugs --from-file ${scratch}/reports.json`, "CVE/list", "CVE/list"],
];

function git(directory: string, ...words: readonly string[]): void {
  const who = ["-c", "user.name=Ada", "-c", "user.email=ada@example.org"];
  execFileSync("git", ["-C", directory, ...who, ...words], { env: { HOME: scratch, PATH: process.env.PATH } });
}

describe.each(["in git", "without git"])("%s", (where) => {
  test.concurrent.each(COMMANDS.filter(([name]) => where === "in git" || name !== "import-commit"))(
    "%s",
    async (name, line, list, after) => {
      write("cves/2026/1xxx/CVE-2026-1001.json", JSON.stringify(record));
      write("reports.json", JSON.stringify([report]));
      const data = `${where.replaceAll(" ", "-")}-${name}`;
      write(`${data}/config.json`, '{"distributions": {"sid": {"release": "unstable"}}}');
      write(`${data}/${list}`, LIST);
      const directory = join(scratch, data);
      if (where === "in git") {
        git(directory, "init", "-q");
        git(directory, "add", ".");
        git(directory, "commit", "-qm", "start");
      }
      const done = await withDataLock(runner, directory, async () => {
        const running = run(`${line} --data ${directory}`);
        const state = await Promise.race([running.then(() => "ended"), sleep(LONG_MS, "waits")]);
        expect(state).toBe("waits");
        appendFileSync(join(directory, list), MEANWHILE);
        if (name === "import-commit") git(directory, "commit", "-qam", "meanwhile");
        return { running };
      });
      expect(await done.running).toBeLessThan(2);
      const text = readFileSync(join(directory, after), "utf8");
      expect(text).toContain(MEANWHILE);
      expect([after, text]).not.toEqual([list, LIST + MEANWHILE]);
      // Nothing of the lock is left among the data.
      const names = readdirSync(directory).filter((one) => !one.startsWith("."));
      expect(names.filter((one) => !["CVE", "config.json", "signals"].includes(one))).toEqual([]);
    },
    60_000,
  );
});

test("several decisions at once where git keeps nothing: every line is there", async () => {
  const directory = join(scratch, "decisions");
  write("decisions/CVE/list", "CVE-2026-1000 (x)\n\t- zlib 1\n");
  const carriers = ["curl", "wget", "rsync", "perl", "ruby"];
  const decide = (name: string) =>
    run(`tracker decide-copy CVE-2026-1000 zlib ${name} dismissed --reason linked --data ${directory}`);
  expect(await Promise.all(carriers.map(decide))).toEqual(carriers.map(() => 0));
  const lines = readFileSync(join(directory, "embedded-decisions"), "utf8").trim().split("\n");
  expect(lines).toHaveLength(carriers.length);
}, 60_000);

test("of a directory that is not there no file is made", async () => {
  const missing = join(scratch, "missing");
  await expect(withDataLock(runner, missing, async () => undefined)).rejects.toMatchObject({ code: "INPUT_INVALID" });
  expect(readdirSync(scratch)).not.toContain("missing");
});
