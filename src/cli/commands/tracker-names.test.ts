import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { afterEach, beforeEach, expect, test } from "vitest";
import { runCommandLine } from "../frame/run.ts";

const LIST = "CVE-2026-XXXX [a bug]\n\t- curl <unfixed> (bug #1000001)\nCVE-2026-1000\n\tREJECTED\n\t- curl 1\n";
let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "sameday-names-"));
  for (const folder of ["data", "data/CVE", "indexes"]) mkdirSync(join(root, folder));
  writeFileSync(join(root, "data/config.json"), '{"distributions": {"bookworm": {"release": "stable"}}}');
  writeFileSync(join(root, "data/CVE/list"), LIST);
  writeFileSync(join(root, "indexes/bookworm__main_Sources"), "Package: curl\nVersion: 1\n\n");
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

async function run(
  line: string,
  more: readonly string[] = [],
): Promise<{ readonly exit: number; readonly out: string; readonly err: string }> {
  const [stdin, stdout, stderr] = [new PassThrough(), new PassThrough(), new PassThrough()];
  const streams = { stdin, stdout, stderr } as unknown as Pick<NodeJS.Process, "stdin" | "stdout" | "stderr">;
  const words = ["tracker", ...line.split(" ").filter((word) => word !== ""), ...more, "--data", join(root, "data")];
  const exit = await runCommandLine(words, { streams, environment: { HOME: root } });
  return { exit, out: String(stdout.read() ?? ""), err: String(stderr.read() ?? "") };
}

const file = (path: string): string => readFileSync(join(root, "data", path), "utf8");
const nameNow = async (): Promise<string> =>
  (await run(`status --archive ${join(root, "indexes")} --package curl`)).out
    .split("\n")
    .map((row) => row.split("\t")[2] ?? "")
    .find((one) => one.startsWith("TEMP-")) ?? "";

test("a number of our own: asked for, given, and both names are found", async () => {
  const name = await nameNow();
  expect((await run("cve-pool add CVE-2026-5000 CVE-2026-5001")).out).toBe("2 unused, 0 used, 0 rejected\n");
  expect((await run(`cve-request ask ${name} --whom MITRE`)).out).toContain("MITRE  open");
  expect((await run(`cve-request ask ${name} --whom MITRE`)).exit).not.toBe(0);
  const given = await run(`assign-cve ${name} --pool 2026`);
  expect([given.exit, given.out]).toEqual([0, `${name} is CVE-2026-5000 now.\n`]);
  expect(file("CVE/list")).toBe(LIST.replace("CVE-2026-XXXX", "CVE-2026-5000"));
  expect(file("cve-pool")).toMatch(
    new RegExp(`^CVE-2026-5000 used \\d{4}-\\d\\d-\\d\\d ${name}\\nCVE-2026-5001 unused\\n$`),
  );
  expect((await run("cve-request show")).out).toContain("MITRE  CVE-2026-5000");
  for (const asked of [name, "CVE-2026-5000"]) {
    const explained = await run(`explain curl bookworm ${asked} --archive ${join(root, "indexes")}`);
    expect([explained.exit, explained.out]).toEqual([0, expect.stringContaining("CVE-2026-5000: vulnerable")]);
    expect(explained.err.includes(`${name} is CVE-2026-5000 now.`)).toBe(asked === name);
  }
  expect((await run("check")).exit).toBe(0);
});

test("a new issue without a number: the answer is the name under which it is found", async () => {
  const words = ["add-issue", "CVE-2026-XXXX", "key is written to the log", "--package", "curl"];
  const { exit, out } = await run("", [...words, "--json"]);
  const { issue, files } = JSON.parse(out);
  expect([exit, issue, files]).toEqual([0, expect.stringMatching(/^TEMP-0000000-[0-9A-F]{6}$/), ["CVE/list"]]);
  expect(file("CVE/list")).toBe(`CVE-2026-XXXX [key is written to the log]\n\t- curl <unfixed>\n${LIST}`);
  expect((await run(`show-record ${issue}`)).out).toContain("[key is written to the log]");
  const twice = await run("", words);
  expect([twice.exit, twice.err]).toEqual([3, expect.stringContaining(`${issue} is on record already`)]);
});

test("a name that changed by an edit is kept", async () => {
  const old = await nameNow();
  writeFileSync(join(root, "data/CVE/list"), LIST.replace("a bug", "a worse bug"));
  const now = await nameNow();
  expect(now).not.toBe(old);
  expect((await run(`link-name ${old} ${now}`)).exit).toBe(0);
  const asked = await run(`status --archive ${join(root, "indexes")} --issue ${old}`);
  expect(asked.out).toContain(`curl\tbookworm\t${now}\tvulnerable`);
});

test.each([
  ["no such issue", "assign-cve TEMP-0000000-000000 CVE-2026-1"],
  ["neither number nor pool", "assign-cve TEMP-0000000-000000"],
  ["an empty pool", "assign-cve TEMP-0000000-000000 --pool 2026"],
  ["nobody was asked", "cve-request refuse TEMP-0000000-000000 --reason no"],
  ["ask whom", "cve-request ask TEMP-0000000-000000"],
  ["one number of a block", "cve-pool add CVE-2026-5000"],
])("refused, and nothing is written: %s", async (_what, line) => {
  const { exit, err } = await run(line);
  expect(exit).not.toBe(0);
  expect(err).toContain("sameday: ");
  expect(file("CVE/list")).toBe(LIST);
});

test("rejected issues are tidied", async () => {
  expect((await run("tidy-rejected --dry-run")).out).toBe("CVE-2026-1000\n");
  expect(file("CVE/list")).toBe(LIST);
  expect((await run("tidy-rejected")).exit).toBe(0);
  expect(file("CVE/list")).toBe(LIST.replace("\tREJECTED\n\t- curl 1\n", "\tREJECTED\n"));
  expect(await run("tidy-rejected")).toEqual({
    exit: 0,
    out: "",
    err: expect.stringContaining("No rejected issue has"),
  });
});

test("a rejected issue without packages loses its obsolete lines as well", async () => {
  const before = "CVE-2026-1001 (x)\n\tREJECTED\n\tNOTE: to be rejected\n\tNOTE: why\n\tTODO: check\n";
  writeFileSync(join(root, "data/CVE/list"), before);
  expect(await run("tidy-rejected")).toEqual({ exit: 0, out: "CVE-2026-1001\n", err: "" });
  expect(file("CVE/list")).toBe("CVE-2026-1001 (x)\n\tREJECTED\n\tNOTE: why\n");
});

test("where git keeps the data each change is one commit, and the next edit finds nothing in its way", async () => {
  const git = (...words: string[]): string =>
    execFileSync("git", ["-C", join(root, "data"), ...words], { encoding: "utf8" }).trim();
  git("init", "--quiet");
  git("add", ".");
  git("-c", "user.name=Ada", "-c", "user.email=ada@example.org", "commit", "--quiet", "--message", "data");
  const name = await nameNow();
  const lines = [
    `cve-request ask ${name} --whom MITRE`,
    `assign-cve ${name.toLowerCase()} cve-2026-5000`,
    "add-note CVE-2026-5000 seen",
    "tidy-rejected",
  ];
  for (const line of lines) {
    const { exit, err } = await run(line, ["--as", "Ada <ada@example.org>"]);
    expect([line, exit, err]).toEqual([line, 0, ""]);
  }
  expect(git("log", "--format=%an %s").split("\n")).toEqual([
    "Ada Take obsolete lines out of rejected issues",
    "Ada CVE-2026-5000: note",
    `Ada ${name}: assign CVE-2026-5000`,
    `Ada ${name}: ask MITRE for a CVE`,
    "Ada data",
  ]);
  expect(git("status", "--porcelain")).toBe("");
});

test.each([
  ["assign-cve", "assign-cve TEMP-1000001-000000 CVE-2026-5000"],
  ["cve-request", "cve-request ask TEMP-1000001-000000 --whom MITRE"],
  ["link-name", "link-name TEMP-1012345-0A1B2C TEMP-1000001-000000"],
])("%s of a name that no list has says so, with the nearest one", async (_what, line) => {
  const name = await nameNow();
  const typed = `${name.slice(0, -1)}${name.endsWith("0") ? "1" : "0"}`;
  const { exit, err } = await run(line.replace("TEMP-1000001-000000", typed));
  expect([exit, err]).toEqual([1, expect.stringContaining(`No list has a record of ${typed}. Did you mean ${name}?`)]);
});

test("several people ask at once, and every line is there", async () => {
  execFileSync("git", ["init", "--quiet", join(root, "data")]);
  const issues = [1, 2, 3, 4, 5, 6].map((number) => `CVE-2026-200${number}`);
  writeFileSync(join(root, "data/CVE/list"), issues.map((issue) => `${issue}\n\t- curl 1\n`).join(""));
  const asked = await Promise.all(issues.map((issue) => run(`cve-request ask ${issue} --whom MITRE`)));
  expect(asked.map(({ exit }) => exit)).toEqual(issues.map(() => 0));
  expect(
    file("cve-requests")
      .split("\n")
      .map((line) => line.split(" ")[0])
      .sort(),
  ).toEqual(["", ...issues]);
});
