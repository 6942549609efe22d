import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type ProcessRunner, SamedayError } from "../kernel/index.ts";
import { createSigningKey, exportPublicKey } from "../openpgp/index.ts";

/** The address to which reports can be sent while a drill's desk is up. */
export const REPORTS = "reports@drill.invalid";

/** Longer than the days before its end from which a desk warns. */
const DAYS = 365;
const DAY_MS = 86_400_000;

/**
 * A role key for a drill's desk, as gpg makes one: Ed25519 to sign, Curve25519 to encrypt to. Its public part is written to
 * the file, for whoever wants to send an encrypted report.
 */
export async function makeRoleKey(
  runner: ProcessRunner,
  publicFile: string,
  now: Date,
): Promise<{ readonly fingerprint: string; readonly secretKey: Uint8Array }> {
  // A short path: that of an agent's socket may have 107 bytes (unix(7)).
  const home = await mkdtemp(join(tmpdir(), "sd-role-"));
  const gpg = (...action: string[]) =>
    runner.run({
      argv: [
        "gpg",
        "--batch",
        "--no-tty",
        "--homedir",
        home,
        "--pinentry-mode",
        "loopback",
        "--passphrase",
        "",
        ...action,
      ],
      timeLimitMs: 120_000,
    });
  try {
    const expires = new Date(now.getTime() + DAYS * DAY_MS);
    const userId = `Reports (drill) <${REPORTS}>`;
    const fingerprint = await createSigningKey(runner, home, { userId, created: now, expires });
    await gpg("--quick-add-key", fingerprint, "cv25519", "encr", `${DAYS}d`);
    await writeFile(publicFile, await exportPublicKey(runner, home, fingerprint), { mode: 0o644 });
    const { stdout } = await gpg("--export-secret-keys", fingerprint);
    if (stdout.length === 0) throw new SamedayError("PROCESS_FAILED", "gpg did not hand out the key that it made.");
    return { fingerprint, secretKey: stdout };
  } finally {
    await runner.run({ argv: ["gpgconf", "--homedir", home, "--kill", "all"], timeLimitMs: 30_000 });
    await rm(home, { recursive: true, force: true });
  }
}
