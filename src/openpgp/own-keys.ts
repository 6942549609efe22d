import { type ProcessRunner, SamedayError, toSamedayError } from "../kernel/index.ts";
import { type OwnKeyring, withKeysOf } from "./key-home.ts";
import { parseStatus } from "./status.ts";

/*
 * What a person does with the keys of their own keyring, at their own machine. Keys travel through pipes: none stands in an
 * argument, a file of ours or a log.
 */

/** Time for somebody to type a passphrase into gpg's own pinentry. */
const ASKING_TIME_LIMIT_MS = 10 * 60_000;
const TIME_LIMIT_MS = 60_000;
const FINGERPRINT = /^(?:[0-9A-F]{40}|[0-9A-F]{64})$/;

/** A key's public part, binary. Throws NOT_FOUND where the keyring has none of that fingerprint. */
export function exportOwnPublicKey(
  runner: ProcessRunner,
  { home }: OwnKeyring,
  fingerprint: string,
): Promise<Uint8Array> {
  return withKeysOf(runner, home, async (lent) => {
    const { stdout } = await runner.run({
      argv: ["gpg", ...options(lent), "--export", only(fingerprint)],
      timeLimitMs: TIME_LIMIT_MS,
      okExitCodes: [0, 2],
    });
    if (stdout.length > 0) return stdout;
    throw new SamedayError("NOT_FOUND", `Your keyring has no key ${fingerprint}.`);
  });
}

/**
 * The secret part of one subkey, binary, with a primary key that has none (gpg(1), `--export-secret-subkeys`). One with a
 * passphrase keeps it. Throws NOT_FOUND where the keyring has no such secret part.
 */
export function exportSecretSubkey(
  runner: ProcessRunner,
  { home, asking }: OwnKeyring,
  subkey: string,
): Promise<Uint8Array> {
  return withKeysOf(runner, home, async (lent) => {
    const running = runner.run({
      argv: ["gpg", ...options(lent), "--pinentry-mode", "ask", "--export-secret-subkeys", `${only(subkey)}!`],
      env: asking,
      timeLimitMs: ASKING_TIME_LIMIT_MS,
      okExitCodes: [0, 2],
    });
    const { stdout } = await running.catch(withoutCause);
    if (stdout.length > 0) return stdout;
    throw new SamedayError("NOT_FOUND", `Your keyring has no secret part of ${subkey}.`);
  });
}

/** Takes a key into somebody's own keyring for good. Throws INPUT_INVALID where gpg does not take it. */
export async function importIntoKeyring(
  runner: ProcessRunner,
  { home, asking }: OwnKeyring,
  key: Uint8Array,
): Promise<void> {
  const running = runner.run({
    argv: ["gpg", ...options(home), "--pinentry-mode", "ask", "--status-fd", "2", "--import", "-"],
    input: key,
    env: asking,
    timeLimitMs: ASKING_TIME_LIMIT_MS,
    okExitCodes: [0, 1, 2],
  });
  const { stderr } = await running.catch(withoutCause);
  if (parseStatus(stderr).some(({ keyword }) => keyword === "IMPORT_OK")) return;
  throw new SamedayError("INPUT_INVALID", "gpg did not take the key into your keyring.");
}

function options(home: string): readonly string[] {
  return ["--no-options", "--batch", "--no-tty", "--quiet", "--homedir", home, "--no-auto-check-trustdb"];
}

/** Nothing else than a fingerprint reaches gpg as the name of a key. */
function only(fingerprint: string): string {
  if (FINGERPRINT.test(fingerprint)) return fingerprint;
  throw new SamedayError("INPUT_INVALID", "A fingerprint is 40 or 64 hex digits, in capitals.");
}

/** What gpg said may hold what it worked on. */
function withoutCause(thrown: unknown): never {
  const { code } = toSamedayError(thrown);
  throw new SamedayError(code === "INTERNAL" ? "PROCESS_FAILED" : code, "gpg could not be used with your keyring.");
}
