import { execFile } from "node:child_process";
import {
  chmodSync,
  chownSync,
  cpSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createProcessRunner } from "../../src/system/index.ts";

const ROOT = join(import.meta.dirname, "../..");
const PARTS = [
  "sameday",
  "scripts",
  "src",
  "package.json",
  "package-lock.json",
  "tsconfig.json",
  "tsconfig.build.json",
  "packaging",
];
const runner = createProcessRunner(tmpdir());

/** A bare checkout with the packages of this one; nothing is compiled yet. */
let base: string;
let checkout: string;

beforeAll(() => {
  base = mkdtempSync(join(tmpdir(), "sameday-launcher-"));
  checkout = join(base, "checkout");
  mkdirSync(checkout);
  for (const part of PARTS)
    cpSync(join(ROOT, part), join(checkout, part), { recursive: true, preserveTimestamps: true });
  symlinkSync(join(ROOT, "node_modules"), join(checkout, "node_modules"));
  const longAgo = new Date("2020-01-01");
  utimesSync(join(checkout, "package-lock.json"), longAgo, longAgo);
});

afterAll(() => rmSync(base, { recursive: true, force: true }));

async function start(path: string, args: readonly string[] = ["--version"], env: Record<string, string> = {}) {
  const finished = await runner.run({
    argv: [path, ...args],
    env: { PATH: `${join(process.execPath, "..")}:/usr/bin:/bin`, ...env },
    cwd: base,
    timeLimitMs: 120_000,
    okExitCodes: [0, 1, 2, 3, 4, 5],
  });
  return { code: finished.exitCode, out: Buffer.from(finished.stdout).toString("utf8"), err: finished.stderr };
}

async function millisecondsOf(work: () => Promise<unknown>): Promise<number> {
  const begun = performance.now();
  await work();
  return performance.now() - begun;
}

describe("the launcher", () => {
  test("four first starts at the same time compile once, and each answers", async () => {
    const answers = await Promise.all(Array.from({ length: 4 }, () => start(join(checkout, "sameday"))));
    expect(answers.map((answer) => [answer.code, answer.out])).toEqual(
      Array(4).fill([0, expect.stringMatching(/^sameday \d/)]),
    );
    expect(answers.filter((answer) => answer.err.includes("compiling"))).toHaveLength(1);
  });

  test("then it starts at once and says nothing of its own, also through a symbolic link", async () => {
    const link = join(base, "linked");
    symlinkSync("checkout/sameday", link);
    expect(await start(link)).toMatchObject({ code: 0, err: "" });
    const launched: number[] = [];
    const bare: number[] = [];
    for (let i = 0; i < 5; i += 1) {
      launched.push(await millisecondsOf(() => start(link)));
      bare.push(await millisecondsOf(() => promisify(execFile)(process.execPath, ["--eval", "0"])));
    }
    // The promise is 200 ms on a quiet machine; on a busy one Node itself needs longer, and the start no more than its share.
    expect(Math.min(...launched)).toBeLessThan(Math.max(400, 4 * Math.min(...bare)));
  });

  test("a changed source is compiled before the start", async () => {
    const later = new Date(Date.now() + 2000);
    utimesSync(join(checkout, "src/main.ts"), later, later);
    expect((await start(join(checkout, "sameday"))).err).toContain("compiling");
  });

  test("arguments arrive as they are, and so does the exit code", async () => {
    const { code, err } = await start(join(checkout, "sameday"), ["no such 'command' $HOME *"]);
    expect(code).toBe(2);
    expect(err).toContain("no such 'command' $HOME *");
  });

  test("packages behind a link that are not the locked ones are left alone", async () => {
    const linked = join(base, "linked-packages");
    const others = join(base, "others-packages");
    for (const directory of [linked, others, join(others, "theirs")]) mkdirSync(directory);
    for (const part of ["sameday", "scripts", "package-lock.json"])
      cpSync(join(checkout, part), join(linked, part), { recursive: true });
    symlinkSync(others, join(linked, "node_modules"));
    const { code, err } = await start(join(linked, "sameday"));
    expect([code, err]).toEqual([4, expect.stringContaining(`node_modules is a link to ${others}`)]);
    expect(readdirSync(others)).toEqual(["theirs"]);
  });

  test.each(["v18.20.4", "v20.18.3"])("Node %s is too old: it says what to do", async (version) => {
    const old = join(base, `node-${version}`);
    // Answers as such a Node would: the launcher asks for the version, and whether it is enough.
    writeFileSync(old, `#!/bin/sh\nif [ "$1" = --version ]; then echo ${version}; else exit 1; fi\n`, { mode: 0o755 });
    rmSync(join(checkout, "dist"), { recursive: true, force: true });
    const { code, err } = await start(join(checkout, "sameday"), ["--version"], { SAMEDAY_NODE: old });
    expect(code).toBe(4);
    expect(err).toContain(`is ${version}`);
    expect(err).toContain("apt install nodejs npm");
  });

  test("without any Node it says what to do", async () => {
    const bare = join(base, "bin");
    mkdirSync(bare);
    for (const tool of ["sh", "readlink", "find", "dirname", "mkdir", "flock"])
      symlinkSync(`/usr/bin/${tool}`, join(bare, tool));
    const { code, err } = await start(join(checkout, "sameday"), ["--version"], { PATH: bare });
    expect(code).toBe(4);
    expect(err).toContain("Node 20.19 or later is needed and was not found");
  });
});

test.each(["run", "check"])("`make %s` looks for Node before it installs anything", async (target) => {
  cpSync(join(ROOT, "Makefile"), join(checkout, "Makefile"));
  const bare = join(base, `bin-${target}`);
  mkdirSync(bare);
  for (const tool of ["sh", "dirname", "id"]) symlinkSync(`/usr/bin/${tool}`, join(bare, tool));
  // Whoever comes to the packages asks apt: this one would be called, and says so.
  for (const tool of ["apt-get", "dpkg-query", "apt-cache"])
    writeFileSync(join(bare, tool), "#!/bin/sh\necho asked for packages >&2\nexit 1\n", { mode: 0o755 });
  const { exitCode, stderr } = await runner.run({
    argv: ["/usr/bin/make", "--directory", checkout, target],
    env: { PATH: bare },
    timeLimitMs: 60_000,
    okExitCodes: [2],
  });
  expect([exitCode, stderr]).toEqual([2, expect.stringContaining("Node 20.19 or later is needed and was not found")]);
  expect(stderr).not.toContain("asked for packages");
});

describe.runIf(process.getuid?.() === 0)("a checkout of somebody else's that root prepares", () => {
  const NOBODY = 65_534;
  const prepare = ["--packages-only"];
  let theirs: string;

  beforeAll(() => {
    theirs = join(base, "theirs");
    for (const directory of [theirs, join(theirs, "node_modules")]) mkdirSync(directory);
    for (const part of ["scripts", "package-lock.json"])
      cpSync(join(ROOT, part), join(theirs, part), { recursive: true });
    writeFileSync(join(theirs, "node_modules/.package-lock.json"), "{}");
    const later = new Date(Date.now() + 60_000);
    utimesSync(join(theirs, "node_modules/.package-lock.json"), later, later);
    chmodSync(base, 0o755);
    chownSync(theirs, NOBODY, NOBODY);
  });

  test("stays theirs, with what root made there", async () => {
    expect(await start(join(theirs, "scripts/prepare-checkout"), prepare)).toMatchObject({ code: 0, err: "" });
    const made = [".sameday", ".sameday/prepare.lock", "node_modules/.package-lock.json"];
    expect(made.map((place) => lstatSync(join(theirs, place)).uid)).toEqual(made.map(() => NOBODY));
  });

  test("what is root's there all the same is named, with the command that gives it back", async () => {
    chownSync(join(theirs, ".sameday"), 0, 0);
    const { exitCode, stderr } = await runner.run({
      argv: [
        "setpriv",
        "--reuid=65534",
        "--regid=65534",
        "--clear-groups",
        join(theirs, "scripts/prepare-checkout"),
        ...prepare,
      ],
      env: { PATH: `${join(process.execPath, "..")}:/usr/bin:/bin` },
      timeLimitMs: 60_000,
      okExitCodes: [0, 2, 4],
    });
    expect([exitCode, stderr]).toEqual([
      4,
      expect.stringMatching(/nobody may not write to: .*\.sameday\n.*sudo chown -R nobody \/.*\.sameday$/m),
    ]);
  });
});

describe("scripts/prepare", () => {
  test("with --no-install names what is missing and changes nothing", async () => {
    const requirements = join(checkout, "packaging/debian/requirements.txt");
    writeFileSync(
      requirements,
      "run  dpkg  # is there\nsameday-surely-not-there  # a line without a purpose\ncheck  sameday-only-tests  # for tests\n",
    );
    const { code, out } = await start(join(checkout, "scripts/prepare"), ["--no-install", "run"], {
      PATH: "/usr/sbin:/usr/bin:/sbin:/bin",
    });
    expect(code).toBe(4);
    expect(out).toMatch(/sameday-surely-not-there +a line without a purpose/);
    expect(out).not.toMatch(/^ {2}dpkg|sameday-only-tests/m);
    expect(out).toContain("Nothing was changed (--no-install)");
  });

  test("alternatives: one that is installed is enough", async () => {
    const requirements = join(checkout, "packaging/debian/requirements.txt");
    writeFileSync(requirements, "check  sameday-new-name|dpkg  # either\n");
    const { out } = await start(join(checkout, "scripts/prepare"), ["--no-install", "check"], {
      PATH: "/usr/sbin:/usr/bin:/sbin:/bin",
    });
    expect(out).not.toContain("Debian packages that are missing");
  });

  test("without root, and without the system users, says what that means and who makes them", async () => {
    writeFileSync(join(checkout, "packaging/debian/requirements.txt"), "run  dpkg  # is there\n");
    const bare = join(base, "somebody");
    mkdirSync(bare);
    writeFileSync(join(bare, "id"), "#!/bin/sh\necho 1000\n", { mode: 0o755 });
    writeFileSync(join(bare, "getent"), "#!/bin/sh\nexit 2\n", { mode: 0o755 });
    const path = { PATH: `${bare}:/usr/sbin:/usr/bin:/sbin:/bin` };
    const { code, out } = await start(join(checkout, "scripts/prepare"), ["run"], path);
    expect(code).toBe(0);
    expect(out).toMatch(/No system users were created.*sudo scripts\/prepare run/);
  });

  test.each([[[]], [["fly"]], [["--no-install"]]])("usage %j", async (args) => {
    expect(await start(join(checkout, "scripts/prepare"), args)).toMatchObject({ code: 2 });
  });
});

test("a command that never answers ends as that, and not as if all were well", async () => {
  const program = join(base, "never");
  mkdirSync(join(program, "cli"), { recursive: true });
  cpSync(join(ROOT, "src/main.ts"), join(program, "main.ts"));
  writeFileSync(join(program, "cli/index.ts"), "export const runCommandLine = () => new Promise(() => undefined);\n");
  const argv = [
    process.execPath,
    "--import",
    join(ROOT, "scripts/typescript-hook.mjs"),
    join(program, "main.ts"),
  ] as const;
  const { exitCode } = await runner.run({ argv, timeLimitMs: 60_000, okExitCodes: [0, 13] });
  expect(exitCode).toBe(13);
});
