import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { PassThrough } from "node:stream";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Streams } from "../frame/context.ts";
import { runCommandLine } from "../frame/run.ts";

const root = mkdtempSync(join(tmpdir(), "sameday-audit-command-"));
// Loaded once and before: a test that waits for all rules to be compiled would look slow.
beforeAll(async () => void (await import("../../audit/index.ts")));
afterAll(() => rmSync(root, { recursive: true }));

let trees = 0;
function tree(files: Readonly<Record<string, string>>): string {
  trees += 1;
  const here = join(root, String(trees));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(here, path)), { recursive: true });
    writeFileSync(join(here, path), text);
  }
  return here;
}

async function run(...words: string[]) {
  const stdout = new PassThrough();
  const stderr = new PassThrough();
  const streams = { stdin: new PassThrough(), stdout, stderr } as unknown as Streams;
  const code = await runCommandLine(words, { streams, environment: {} });
  return { code, out: String(stdout.read() ?? ""), err: String(stderr.read() ?? "") };
}

const SUDOERS = "config/chroot_local-includes/etc/sudoers.d/backup";
const LISTS = { "config/chroot_local-packageslists/live.list": "sudo\n" };
const CLEAN = { ...LISTS, [SUDOERS]: 'backup ALL = (backup) /usr/bin/id ""\n' };
const WIDE = { ...LISTS, [SUDOERS]: "backup ALL = NOPASSWD: /usr/bin/apt-get\n" };

describe("exit codes", () => {
  test("0 for nothing", async () => {
    expect(await run("audit", tree(CLEAN))).toMatchObject({ code: 0, out: expect.stringContaining("Nothing found") });
  });

  test("1 for a finding, with its line, its fix and its sum", async () => {
    const { code, out } = await run("audit", tree(WIDE));
    expect(code).toBe(1);
    expect(out).toContain(`${SUDOERS}:1`);
    expect(out).toContain("> 1  backup ALL = NOPASSWD: /usr/bin/apt-get");
    expect(out).toMatch(/What to do\n.*\n\d+ findings?: .*judged\.\n$/s);
  });

  test("1 for a file that cannot be parsed", async () => {
    const { code, out } = await run("audit", tree({ ...LISTS, [SUDOERS]: "backup ALL = (\n" }), "--json");
    expect([code, JSON.parse(out).findings[0].rule]).toEqual([1, "unparsable"]);
  });

  test.each<[string, (here: string) => string[]]>([
    ["a path that is not there", (here) => [join(here, "nothing")]],
    ["a rule that is none", (here) => [here, "--rule", "nothing"]],
    ["a form that is none", (here) => [here, "--format", "xml"]],
    ["two forms", (here) => [here, "--json", "--format", "sarif"]],
    ["waivers that are not there", (here) => [here, "--waivers", join(here, "nothing")]],
    ["no path", () => []],
  ])("2 for %s", async (_what, words) => {
    const { code, out, err } = await run("audit", ...words(tree(CLEAN)));
    expect([code, out, err === ""]).toEqual([2, "", false]);
  });
});

test.each<[string, string[], string]>([
  ["a rule", ["--rule", "sudo-argument"], 'Did you mean "sudo-arguments"?'],
  ["a class", ["--rule", "z"], "`sameday audit rules` lists them."],
])("%s that is misspelt: the answer says what there is", async (_what, words, says) => {
  expect((await run("audit", tree(CLEAN), ...words)).err).toContain(says);
});

test("an image's audit says on standard error that it works, but not beside JSON", async () => {
  const here = tree({ "etc/os-release": "ID=debian\n" });
  expect((await run("audit", "--scope", "image", here)).err).toMatch(/^audit the image .*…\n.*: done in /);
  expect((await run("audit", "--scope", "image", here, "--json")).err).toBe("");
});

describe("forms", () => {
  test("--json is --format json", async () => {
    const here = tree(WIDE);
    const { out } = await run("audit", here, "--json");
    expect(out).toBe((await run("audit", here, "--format", "json")).out);
    expect(JSON.parse(out).findings[0]).toMatchObject({
      class: "c",
      path: SUDOERS,
      line: 1,
      entry_path: expect.any(Array),
    });
  });

  test("SARIF with every rule that a result names", async () => {
    const { runs } = JSON.parse((await run("audit", tree(WIDE), "--format", "sarif")).out);
    const ids = runs[0].tool.driver.rules.map((rule: { id: string }) => rule.id);
    for (const { ruleId, ruleIndex } of runs[0].results) expect(ids[ruleIndex]).toBe(ruleId);
  });
});

describe("waivers", () => {
  test("a prepared entry is refused; with a reason, an owner and a ticket the finding is suppressed", async () => {
    const here = tree(WIDE);
    const { findings } = JSON.parse((await run("audit", here, "--json")).out);
    let file = "";
    for (const [index, { fingerprint }] of findings.entries()) {
      const { code, out } = await run("audit", "waive", here, fingerprint);
      expect(code).toBe(0);
      const named = out.replace('owner = ""', 'owner = "ada"').replace('ticket = ""', 'ticket = "#1"');
      file += named.replace('reason = ""', `reason = "Reason number ${index} of this finding of the test."`);
      writeFileSync(join(here, ".sameday-audit-waivers.toml"), named);
      const refused = JSON.parse((await run("audit", here, "--json")).out);
      expect(refused.findings[0]).toMatchObject({
        rule: "waiver-refused",
        line: 6,
        message: expect.stringContaining("waiver-empty-reason"),
      });
    }
    writeFileSync(join(here, ".sameday-audit-waivers.toml"), file);
    const { code, out } = await run("audit", here);
    expect([code, out]).toEqual([0, expect.stringContaining("Reason number 0")]);
    expect(await run("audit", here, "--rule", "a")).toMatchObject({
      code: 0,
      out: expect.not.stringContaining("unused"),
    });
    writeFileSync(join(here, SUDOERS), CLEAN[SUDOERS] ?? "");
    expect(await run("audit", here)).toMatchObject({ code: 1, out: expect.stringContaining("waiver-unused") });
  });

  test("no finding, no entry", async () => {
    const here = tree(CLEAN);
    expect((await run("audit", "waive", here, "0123456789abcdef")).code).toBe(1);
    expect((await run("audit", "waive", here, "xyz")).code).toBe(2);
  });
});

test("rules, and one of them", async () => {
  expect((await run("audit", "rules")).out).toContain("sudo-arguments");
  expect((await run("audit", "rules", "sudo-arguments")).out).toContain("What to do");
  const unknown = await run("audit", "rules", "sudo-argument");
  expect([unknown.code, unknown.err]).toEqual([1, expect.stringContaining('Did you mean "sudo-arguments"?')]);
  const letters = (await run("audit", "rules")).out.match(/^[a-fx](?= {2})/gm) ?? [];
  expect(letters).toEqual([...letters].sort());
});
