import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parse } from "yaml";
import { RULES } from "../../src/audit/index.ts";
import { readConfiguration } from "../../src/audit/ships/configuration/read-configuration.ts";
import { readWaivers } from "../../src/audit/waivers/read-waivers.ts";

/* The commands of the examples for forges, taken out of their files and run on a repository, as far as that goes without a forge. */

const ROOT = join(import.meta.dirname, "../..");
const EXAMPLES = join(ROOT, "examples/audit");
const scratch = mkdtempSync(join(tmpdir(), "sameday-audit-ci-"));
const work = join(scratch, "work");
const SUDOERS = "config/chroot_local-includes/etc/sudoers.d/backup";

function git(...argv: string[]): string {
  const env = { PATH: process.env.PATH, HOME: scratch, GIT_CONFIG_NOSYSTEM: "1" };
  const named = ["-c", "user.name=A", "-c", "user.email=a@example.org", ...argv];
  const { status, stdout, stderr } = spawnSync("git", named, { cwd: work, env, encoding: "utf8" });
  if (status !== 0) throw new Error(`git ${argv.join(" ")}: ${stderr}`);
  return stdout.trim();
}

function commit(path: string, text: string): string {
  mkdirSync(join(work, path, ".."), { recursive: true });
  writeFileSync(join(work, path), text);
  git("add", "-A");
  git("commit", "-q", "-m", path);
  return git("rev-parse", "HEAD");
}

/** Lines as a forge runs them: one after the other in a shell that stops at the first failure. */
function run(lines: readonly string[], variables: Readonly<Record<string, string>>) {
  const env = { PATH: process.env.PATH, HOME: scratch, ...variables };
  const script = ["set -e", ...lines].join("\n");
  const { status, stdout, stderr } = spawnSync("bash", ["-c", script], { cwd: work, env, encoding: "utf8" });
  return { status, stdout, stderr };
}

interface Job {
  readonly variables: Readonly<Record<string, string>>;
  readonly before_script: readonly string[];
  readonly script: readonly string[];
}
interface Workflow {
  readonly jobs: { readonly audit: { readonly steps: readonly { readonly name?: string; readonly run?: string }[] } };
}

const { audit: job } = parse(readFileSync(join(EXAMPLES, "gitlab-ci.yml"), "utf8")) as { readonly audit: Job };
const { jobs } = parse(readFileSync(join(EXAMPLES, "github-workflow.yml"), "utf8")) as Workflow;
const steps = jobs.audit.steps.flatMap(({ run: line }) => (line === undefined ? [] : [line]));

let clean = "";
let added = "";
beforeAll(() => {
  mkdirSync(work);
  git("init", "-q", "-b", "main");
  commit("config/chroot_local-packageslists/live.list", "sudo\n");
  clean = commit(SUDOERS, 'backup ALL = (backup) /usr/bin/id ""\n');
  added = commit("config/chroot_local-includes/etc/sudoers.d/wide", "amnesia ALL = NOPASSWD: /usr/bin/apt-get\n");
});
afterAll(() => rmSync(scratch, { recursive: true }));

const FORGES: readonly (readonly [string, readonly string[], string])[] = [
  ["GitLab", [`export PATH="$SAMEDAY_HOME:$PATH"`, ...job.script], "CI_MERGE_REQUEST_DIFF_BASE_SHA"],
  ["GitHub", steps.slice(1), "BASE"],
];

describe.each(FORGES)("%s", (_forge, lines, base) => {
  const wish = (more: Readonly<Record<string, string>> = {}) => ({ SAMEDAY_HOME: ROOT, ...more });

  test("a branch with findings fails, and its report is kept", () => {
    const { status, stdout } = run(lines, wish());
    expect(status, stdout).toBe(1);
    expect(stdout).toContain("config/chroot_local-includes/etc/sudoers.d/wide:1");
    const { version, runs } = JSON.parse(readFileSync(join(work, "audit.sarif"), "utf8"));
    expect([version, runs[0].results.length > 0]).toEqual(["2.1.0", true]);
  });

  test("a change that adds a finding fails", () => {
    expect(run(lines, wish({ [base]: clean })).status).toBe(1);
  });

  test("a change that adds none passes, whatever stood there before", () => {
    const { status, stdout } = run(lines, wish({ [base]: added }));
    expect(status, stdout).toBe(0);
  });

  test("what cannot run is no result", () => {
    expect(run(lines, wish({ [base]: "no-such-revision" })).status).toBe(2);
  });
});

test("both get the program the same way, from a place and a version that are named", () => {
  const place = join(scratch, "sameday");
  const variables = { SAMEDAY_REPOSITORY: `file://${work}`, SAMEDAY_VERSION: "main", SAMEDAY_HOME: place };
  for (const line of [job.before_script[0] ?? "", steps[0] ?? ""]) {
    rmSync(place, { recursive: true, force: true });
    expect(run([line], variables).status).toBe(0);
    expect(readFileSync(join(place, SUDOERS), "utf8")).toContain("backup ALL");
  }
});

test("the example files are read without a fault", () => {
  const file = (name: string) => readFileSync(join(EXAMPLES, name));
  const now = new Date("2026-12-01T00:00:00Z");
  const rules = RULES.map(({ id }) => id);
  const waivers = readWaivers(file("sameday-audit-waivers.toml"), { file: "w", rules, now });
  expect([waivers.problems, waivers.value.length]).toEqual([[], 1]);
  expect(readConfiguration(file("sameday-audit.toml"), "c").problems).toEqual([]);
});
