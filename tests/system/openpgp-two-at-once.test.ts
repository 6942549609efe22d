import { mkdir, mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { clearSign, createSigningKey, ownSigningKeys } from "../../src/openpgp/index.ts";
import { createProcessRunner } from "../../src/system/index.ts";
import { ROOT } from "./whole-desk.ts";

/* One person's home is used by several processes at once, as by somebody who runs two commands. */

const PROCESSES = 4;
const SIGNATURES = 6;

let home = "";
let fingerprint = "";
const runner = createProcessRunner("/");
const run = (...words: [string, ...string[]]) => runner.run({ argv: words, timeLimitMs: 120_000 });

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), "sd-two-"));
  fingerprint = await createSigningKey(runner, home, { userId: "T <t@x.invalid>", created: new Date(), expires: null });
});
afterAll(async () => {
  await run("gpgconf", "--homedir", home, "--kill", "all");
  await rm(home, { recursive: true, force: true });
});

/** Process numbers of the agents whose command names this place. */
async function agentsAt(place: string): Promise<string[]> {
  const pids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name));
  const commands = await Promise.all(
    pids.map(async (pid) => ({ pid, argv: await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "") })),
  );
  return commands.flatMap(({ pid, argv }) => (argv.startsWith("gpg-agent\0") && argv.includes(place) ? [pid] : []));
}

test("each makes every signature, and no agent stays behind", async () => {
  const scratch = join(home, "tmp");
  await mkdir(scratch);
  const keys = JSON.stringify({ home, fingerprints: [fingerprint] });
  const file = (name: string) => join(ROOT, name);
  const signing = Array.from({ length: PROCESSES }, async () => {
    const { stdout } = await runner.run({
      argv: [file("scripts/run-typescript"), file("tests/system/openpgp-sign-often.ts"), keys, String(SIGNATURES)],
      env: { TMPDIR: scratch },
      timeLimitMs: 120_000,
    });
    return Buffer.from(stdout).toString();
  });
  expect(await Promise.all(signing)).toEqual(signing.map(() => `${SIGNATURES} signatures\n`));
  expect(await readdir(scratch)).toEqual([]);
  expect(await agentsAt(scratch)).toEqual([]);
});

test("an agent of the person's own serves and stays", async () => {
  await run("gpg-connect-agent", "--homedir", home, "/bye");
  const before = await agentsAt(home);
  const keys = { home, fingerprints: [fingerprint] } as const;
  expect(await clearSign(runner, keys, "text\n")).toContain("BEGIN PGP SIGNED");
  expect(await ownSigningKeys(runner, home)).toEqual([fingerprint]);
  expect(before).toHaveLength(1);
  expect(await agentsAt(home)).toEqual(before);
});
