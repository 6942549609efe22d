import { chmod, mkdir } from "node:fs/promises";
import { type ProcessRunner, SamedayError } from "../kernel/index.ts";
import { withHomeToChange, withKeysOf } from "./key-home.ts";
import { parseStatus } from "./status.ts";

/**
 * Makes an Ed25519 key that signs and certifies, without passphrase, in a GNUPGHOME of mode 0700 (created when missing).
 * Only the file mode protects it: the home belongs to a user of its own. Answers the fingerprint, upper case.
 */
export async function createSigningKey(
  runner: ProcessRunner,
  home: string,
  options: { readonly userId: string; readonly created: Date; readonly expires: Date | null },
): Promise<string> {
  await mkdir(home, { recursive: true, mode: 0o700 });
  await chmod(home, 0o700);
  return withHomeToChange(runner, home, async (short) => {
    const finished = await runner.run({
      argv: ["gpg", "--batch", "--no-tty", "--homedir", short, "--status-fd", "1", "--generate-key", "-"],
      input: keyParameters(options),
      timeLimitMs: 120_000,
    });
    const created = parseStatus(Buffer.from(finished.stdout).toString("utf8")).find((s) => s.keyword === "KEY_CREATED");
    const fingerprint = created?.args[1];
    if (!fingerprint) throw new SamedayError("PROCESS_FAILED", "gpg did not say which key it made.");
    return fingerprint;
  });
}

/** The armored public key. Throws NOT_FOUND when the home does not hold it. */
export async function exportPublicKey(runner: ProcessRunner, home: string, fingerprint: string): Promise<string> {
  return withKeysOf(runner, home, async (lent) => {
    const finished = await runner.run({
      argv: [
        "gpg",
        ...["--batch", "--no-tty", "--homedir", lent, "--armor", "--no-emit-version", "--no-comments"],
        ...["--export-options", "export-minimal", "--export", fingerprint],
      ],
      timeLimitMs: 60_000,
    });
    const armored = Buffer.from(finished.stdout).toString("utf8");
    if (armored === "") throw new SamedayError("NOT_FOUND", `There is no key ${fingerprint} in the signing home.`);
    return armored;
  });
}

/** Removes secret and public half; afterwards nobody can sign with it. */
export async function deleteSigningKey(runner: ProcessRunner, home: string, fingerprint: string): Promise<void> {
  await withHomeToChange(runner, home, (short) =>
    runner.run({
      argv: ["gpg", "--batch", "--no-tty", "--yes", "--homedir", short, "--delete-secret-and-public-key", fingerprint],
      timeLimitMs: 60_000,
    }),
  );
}

/** gpg's unattended form (`doc/gpg.texi`, "Unattended key generation"); one value a line, so a line end would inject another. */
function keyParameters(options: { userId: string; created: Date; expires: Date | null }): string {
  const named = /^([^<>\n\r]+) <([^<>\s]+)>$/.exec(options.userId);
  if (!named) throw new SamedayError("INPUT_INVALID", "A key's user id has the form: Name <address>.");
  return [
    "%no-protection",
    "Key-Type: EDDSA",
    "Key-Curve: ed25519",
    "Key-Usage: sign",
    `Name-Real: ${named[1]}`,
    `Name-Email: ${named[2]}`,
    `Creation-Date: ${isoTime(options.created)}`,
    `Expire-Date: ${options.expires ? `seconds=${secondsBetween(options.created, options.expires)}` : "0"}`,
    "%commit",
    "",
  ].join("\n");
}

/** A date would be counted from today instead of from the creation. */
function secondsBetween(from: Date, until: Date): number {
  return Math.max(1, Math.round((until.getTime() - from.getTime()) / 1000));
}

function isoTime(instant: Date): string {
  return instant.toISOString().replace(/[-:]/g, "").slice(0, 15);
}
