import { mkdirSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { freemem } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { DeskClient, UpdateAnswer } from "../../src/api/index.ts";
import { keptOf, type SourceFile, signedSource, submit } from "./bad-input-kit.ts";
import { exampleBookworm } from "./example-release.ts";
import { mayMount, mountSmallDisk, type SmallDisk } from "./small-disk.ts";
import { openWholeDesk, runner, type WholeDesk } from "./whole-desk.ts";

/*
 * Sources whose build goes wrong, on a whole desk with a real builder and Debian's own packages. Each ends in a failed
 * step with a reason and a sentence; source, log and statement are kept, nothing is published, and the builder goes on
 * with the next one.
 */

/** Where the other tests of whole lines keep the suites that they have fetched; the builder here begins with nothing. */
const SHARED = "/var/lib/sameday-line-test/drills";
/** A builder's directory with one base, its packages and a build. */
const ROOM_MIB = 3072;
const roomy = mayMount && freemem() > 2 * ROOM_MIB * 1024 * 1024;
const LOG_BYTES = 104_857_600;
const BUILD = "build amd64";

let builder: string;
let disk: SmallDisk | undefined;
let whole: WholeDesk;
let leo: DeskClient;
let published: string;

beforeAll(async () => {
  mkdirSync(SHARED, { recursive: true, mode: 0o755 });
  builder = mkdtempSync("/var/lib/sameday-bad-input-");
  if (roomy) disk = mountSmallDisk(builder, ROOM_MIB);
  whole = await openWholeDesk({
    definition: await definition(240),
    localBuilder: true,
    shared: { cache: path.join(SHARED, "suites"), builder },
  });
  leo = await whole.as("leo");
  published = await whole.published();
});

afterAll(async () => {
  await whole?.stop();
  disk?.remove();
  // Trees of builds belong to subordinate users; root may remove them.
  rmSync(builder, { recursive: true, force: true });
});

/** bookworm as the example has it, built within so many minutes. */
async function definition(minutes: number): Promise<string> {
  return [
    `[policy.limits]\nbuild = ${minutes}\nlog-bytes = ${LOG_BYTES}`,
    `[mail]\nfrom = "security@desk.invalid"\ntransport = "outbox"`,
    await exampleBookworm(),
    `[[builder]]\nname = "ash"\narchitectures = ["amd64"]\nembargoed = true`,
  ].join("\n\n");
}

const buildOf = (update: UpdateAnswer) => update.steps.find((step) => step.label === BUILD);

interface Failed {
  readonly id: string;
  readonly files: readonly SourceFile[];
  readonly message: string;
  readonly log: string;
}

/** Sends a source whose build is these commands, and waits until it has failed for this reason. */
async function failing(version: string, build: string, reason: string): Promise<Failed> {
  const files = await signedSource(whole.people.pia, { version, build, tests: false });
  const { id } = await submit(await whole.as("pia"), files);
  const update = await whole.until(id, (one) => buildOf(one)?.state === "failed" || buildOf(one)?.state === "done");
  const step = buildOf(update);
  expect(step).toMatchObject({ state: "failed", reason });
  // People see what is wrong, and whose turn it is.
  expect(update).toMatchObject({ state: "open", waiting: { on: "people", act: "mend" } });
  expect(update.waiting.sentence).toContain(step?.message);
  return { id, files, message: step?.message ?? "", log: await leo.log(id, BUILD) };
}

async function expectNothingLost({ id, files }: Failed): Promise<void> {
  expect(await keptOf(leo, id, files)).toEqual(files.map(() => true));
  const { statements } = await leo.evidence(id);
  expect(statements.map(({ step }) => step)).toContain(BUILD);
  expect(await whole.published()).toBe(published);
  expect(await whole.audit()).toBe(true);
}

describe("a source", () => {
  test("that does not build keeps its log to the last line", async () => {
    const failed = await failing("99.1", "echo before\necho the reason of it >&2\nfalse", "does-not-build");
    expect(failed.message).toBe("dpkg-buildpackage failed; the end of the log says why.");
    expect(failed.log).toContain("the reason of it");
    await expectNothingLost(failed);
  });

  test("that can be sent back with a reason, which is kept", async () => {
    const failed = await failing("99.2", "false", "does-not-build");
    await leo.withdraw(failed.id, "The patch lacks a brace.");
    const update = await leo.update(failed.id);
    expect(update).toMatchObject({ state: "withdrawn", reason: "The patch lacks a brace." });
    await expectNothingLost(failed);
  });

  test("that writes a log of 1 GB is stopped at the limit, which is said", async () => {
    const failed = await failing("99.3", "yes | head -c 1G", "log-too-large");
    expect(failed.message).toBe(`The step wrote more than ${LOG_BYTES} bytes to its log.`);
    expect(failed.log).toMatch(/(y\n){1000}y?$/);
    const { size } = statSync(path.join(whole.layout.logs, failed.id, "build-amd64-1.log"));
    expect(size).toBe(LOG_BYTES);
    await expectNothingLost(failed);
  });

  test("that hangs is stopped at the time limit, with everything that it started", async () => {
    await whole.restart(await definition(1));
    const failed = await failing("99.4", "echo begun\nsetsid sleep 98765 & sleep 98765", "timed-out").finally(
      // The other tests have their time again.
      async () => whole.restart(await definition(240)),
    );
    expect(failed.message).toBe("The step took longer than its time limit.");
    expect(failed.log).toContain("begun");
    const pgrep = ["pgrep", "-f", "^sleep 98765"] as const;
    const left = await runner.run({ argv: pgrep, timeLimitMs: 10_000, okExitCodes: [0, 1] });
    expect(left.exitCode).toBe(1);
    await expectNothingLost(failed);
  });
});

describe.skipIf(!roomy)("a builder whose disk is full (not proven on a machine with little memory)", () => {
  /** What is large for a small disk, but not for the limits. */
  const cases = [
    ["by the log", "99.5", "yes | head -c 40M"],
    ["by the package", "99.6", "mkdir -p debian/tmp/usr\nhead -c 24M /dev/urandom > debian/tmp/usr/big"],
  ] as const;

  test.each(cases)("%s says so, and the same source builds when there is space", async (_what, version, build) => {
    await disk?.leave(16);
    const failed = await failing(version, build, "disk-full").finally(() => disk?.leave(1024));
    expect(failed.message).toBe("The builder has no space left.");
    await expectNothingLost(failed);
    await leo.retry(failed.id, BUILD);
    const update = await whole.until(failed.id, (one) => buildOf(one)?.state === "done");
    expect(buildOf(update)).toMatchObject({ result: "passed", reason: "" });
  });
});

test("after all of that the same builder still runs, and was never started again", () => {
  expect(whole.said.filter((line) => /^builder ash: ended/.test(line))).toEqual([]);
  // Each line has the name once, before it.
  expect(whole.said.filter((line) => /^builder ash: ready, \d/.test(line))).toHaveLength(1);
});
