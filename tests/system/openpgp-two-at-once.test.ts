import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { ProcessRunner } from "../../src/kernel/index.ts";
import { clearSign, createSigningKey } from "../../src/openpgp/index.ts";
import { createProcessRunner } from "../../src/system/index.ts";

/* Two processes use one person's home at once, and each stops the agent that it found missing. */

let home = "";
let fingerprint = "";
const runner = createProcessRunner("/");

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), "sd-two-"));
  fingerprint = await createSigningKey(runner, home, { userId: "T <t@x.invalid>", created: new Date(), expires: null });
});
afterAll(async () => {
  await runner.run({ argv: ["gpgconf", "--homedir", home, "--kill", "all"], timeLimitMs: 30_000 });
  await rm(home, { recursive: true, force: true });
});

test("an agent that came in place of another's does not stay behind, and the next signature is made", async () => {
  const agent = (...words: string[]) => runner.run({ argv: [...words] as [string], timeLimitMs: 30_000 });
  await agent("gpg-connect-agent", "--homedir", home, "/bye");
  // The other process ends its agent right before this one's gpg signs, so that gpg starts one of its own.
  const overtaken: ProcessRunner = {
    async run(command) {
      if (command.argv[0] === "gpg") await agent("gpgconf", "--homedir", home, "--kill", "all");
      return runner.run(command);
    },
  };
  const keys = { home, fingerprints: [fingerprint] } as const;
  expect(await clearSign(overtaken, keys, "one\n")).toContain("BEGIN PGP SIGNED");
  expect(await clearSign(runner, keys, "two\n")).toContain("BEGIN PGP SIGNED");
});
