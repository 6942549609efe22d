import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createProcessRunner } from "../../src/system/index.ts";

/** People with keys of their own, in keyrings of their own, for tests of the sealed layer. */

export const runner = createProcessRunner("/nonexistent");

export interface TestPerson {
  readonly id: string;
  readonly home: string;
  readonly fingerprint: string;
  /** The armored public key. */
  readonly keyFile: string;
}

export async function gpg(home: string, args: readonly string[], input: string | Uint8Array = ""): Promise<Buffer> {
  const done = await runner.run({ argv: ["gpg", "--batch", "--homedir", home, ...args], input, timeLimitMs: 120_000 });
  return Buffer.from(done.stdout);
}

/** A key that signs, and unless `encrypts` is false a part that can be encrypted to; without passphrase. */
export async function makePerson(root: string, id: string, encrypts = true): Promise<TestPerson> {
  const home = join(root, id);
  await mkdir(home, { mode: 0o700 });
  const key = ["--pinentry-mode", "loopback", "--passphrase", ""];
  await gpg(home, [...key, "--quick-generate-key", `${id} <${id}@example.org>`, "ed25519", "sign,cert", "never"]);
  const listing = (await gpg(home, ["--with-colons", "--list-keys"])).toString();
  const fingerprint = /^fpr:+([0-9A-F]{40}):/m.exec(listing)?.[1] ?? "";
  if (encrypts) await gpg(home, [...key, "--quick-add-key", fingerprint, "cv25519", "encr", "never"]);
  const keyFile = join(root, `${id}.asc`);
  await writeFile(keyFile, await gpg(home, ["--armor", "--export", fingerprint]));
  return { id, home, fingerprint, keyFile };
}

/** A directory with a path short enough for agents' sockets; `close` stops the agents of the people in it. */
export async function scratchWorld(): Promise<{ readonly root: string; close(): Promise<void> }> {
  const root = await mkdtemp("/tmp/sd-sealed-");
  return {
    root,
    async close() {
      const { stdout } = await runner.run({ argv: ["find", root, "-name", "pubring.kbx"], timeLimitMs: 30_000 });
      for (const ring of Buffer.from(stdout).toString().split("\n").filter(Boolean)) {
        const home = ring.slice(0, -"/pubring.kbx".length);
        await runner.run({ argv: ["gpgconf", "--homedir", home, "--kill", "all"], timeLimitMs: 30_000 });
      }
      await rm(root, { recursive: true, force: true });
    },
  };
}
