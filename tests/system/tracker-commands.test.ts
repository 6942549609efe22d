import { chmodSync, chownSync, copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { createProcessRunner } from "../../src/system/index.ts";
import { contents, useArchiveWorld } from "./archive-world.ts";
import { compileReadable } from "./readable-program.ts";

/** `sameday tracker` as a user without rights in a clean directory, with a mirror of its own. */

const NOBODY = 65534;
const runner = createProcessRunner(tmpdir());
const world = useArchiveWorld();
let home: string;
let installed: string;
let program: readonly [string, string];

beforeAll(() => {
  installed = mkdtempSync(join(tmpdir(), "sameday-tracker-program-"));
  program = [process.execPath, join(compileReadable(installed, ["main.ts"]), "dist/main.js")];
  home = mkdtempSync(join(tmpdir(), "sameday-tracker-user-"));
  chownSync(home, NOBODY, NOBODY);
});
afterAll(() => {
  for (const directory of [home, installed]) rmSync(directory, { recursive: true, force: true });
});

beforeEach(async () => {
  const now = Date.now();
  await world.mirror.publish(contents("1", new Date(now - 3_600_000), { validUntil: new Date(now + 86_400_000) }));
  write("data/config.json", '{"distributions": {"test": {"release": "stable"}}}');
  write("data/CVE/list", "CVE-2026-1000 (x)\n\t- bash 2\n");
  copyFileSync(world.people.archive.keyring, join(home, "archive.asc"));
  chmodSync(join(home, "archive.asc"), 0o644);
  write("data/distribution.toml", definition(world.mirror.url));
});

function write(path: string, text: string): void {
  mkdirSync(dirname(join(home, path)), { recursive: true });
  writeFileSync(join(home, path), text);
}

function definition(url: string): string {
  const person = (id: string, digit: string): string => `[[person]]
id = "${id}"
name = "${id}"
email = "${id}@example.org"
role = "full"
fingerprints = ["${digit.repeat(40)}"]
key-file = "../archive.asc"
`;
  return `name = "acme"
title = "Acme"
contact = "security@example.org"
[[release]]
codename = "test"
version = "1"
architectures = ["amd64"]
[[release.suite]]
name = "test"
role = "main"
url = "${url}"
keyring = "../archive.asc"
components = ["main"]
[[layer]]
name = "acme"
directory = "."
ours = true
${person("ada", "A")}${person("bob", "B")}[[queue]]
name = "public"
embargoed = false
[advisory]
prefix = "ACME"
[mail]
from = "security@example.org"
`;
}

async function run(words: string): Promise<{ readonly exit: number; readonly out: string; readonly err: string }> {
  const line = ["setpriv", `--reuid=${NOBODY}`, `--regid=${NOBODY}`, "--clear-groups", ...program, ...words.split(" ")];
  const finished = await runner.run({
    argv: line as [string, ...string[]],
    cwd: home,
    env: { HOME: home },
    timeLimitMs: 120_000,
    okExitCodes: [0, 1, 2, 3, 4, 5, 70],
  });
  return { exit: finished.exitCode, out: Buffer.from(finished.stdout).toString("utf8"), err: finished.stderr };
}

const ROW = (version: string): string =>
  `bash\ttest\tCVE-2026-1000\tvulnerable\t-\tnot yet assigned\t-\t-\t-\ttest=${version}\n`;

test("the definition's archive is fetched, verified and cached; what cannot be renewed answers as before", async () => {
  expect(await run("tracker status --data data --archive acme")).toMatchObject({ exit: 0, out: ROW("1") });
  expect(world.mirror.requests.some((path) => path.includes("Packages"))).toBe(false);
  world.mirror.requests.length = 0;
  expect(await run("tracker explain bash test CVE-2026-1000 --data data --archive acme")).toMatchObject({ exit: 0 });
  expect(world.mirror.requests.some((path) => path.includes("by-hash"))).toBe(false);

  await world.mirror.publish({ ...contents("3", new Date()), signer: world.people.stranger });
  const kept = await run("tracker status --data data --archive acme");
  expect(kept).toMatchObject({ exit: 0, out: ROW("1") });
  expect(kept.err).toContain(`sameday: test: ${world.mirror.url}/dists/test/InRelease is refused: The key `);
  expect(kept.err).toContain("The last good state stays in service.");
});

const INRELEASE = "/dists/test/InRelease";
const rewrite = (change: (text: string) => string): void => {
  const [path, body] = [...world.mirror.files].find(([name]) => name.endsWith(INRELEASE)) ?? [];
  if (path === undefined) throw new Error("The mirror has an InRelease.");
  world.mirror.files.set(path, Buffer.from(change(String(body))));
};

test.each([
  [
    "by a stranger",
    () => world.mirror.publish({ ...contents("1", new Date()), signer: world.people.stranger }),
    /The key \S+ is not in the keyring\./,
  ],
  ["without a signature", async () => rewrite(() => "Origin: Test\n"), /There is no signature/],
  ["altered since", async () => rewrite((text) => text.replace("Origin: Test", "Origin: Evil")), /altered after/],
])("a suite that was never verified ends the command with the address of its Release: %s", async (_how, act, why) => {
  rmSync(join(home, ".cache"), { recursive: true, force: true });
  await act();
  const { exit, out, err } = await run("tracker status --data data --archive acme");
  expect([exit, out]).toEqual([5, ""]);
  expect(err).toContain(`sameday: test: ${world.mirror.url}${INRELEASE} is refused: `);
  expect(err).toMatch(why);
  expect(err).toContain("Check mirror and keyring");
});

test("a reader that has read enough ends it quietly", async () => {
  write("indexes/test__main_Sources", "Package: bash\nVersion: 1\n\n");
  const issues = Array.from({ length: 20_000 }, (_, at) => `CVE-2026-${10_000 + at}\n\t- bash 2\n`);
  write("many/CVE/list", issues.join(""));
  write("many/config.json", '{"distributions": {"test": {"release": "stable"}}}');
  const finished = await runner.run({
    argv: ["bash", "-c", `${program.join(" ")} tracker status --data many --archive indexes --format json | head -1`],
    cwd: home,
    timeLimitMs: 120_000,
  });
  expect([Buffer.from(finished.stdout).toString("utf8"), finished.stderr]).toEqual(["[\n", ""]);
});
