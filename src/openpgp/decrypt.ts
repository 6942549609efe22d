import type { ProcessRunner } from "../kernel/index.ts";
import { primaryKeys } from "./encrypt.ts";
import { type OwnKeyring, withKeysOf } from "./key-home.ts";
import { parseStatus } from "./status.ts";

/** Time for somebody to type a passphrase into gpg's own pinentry. */
const ASKING_TIME_LIMIT_MS = 10 * 60_000;
const LARGEST_PLAIN = 4 * 1024 * 1024;

/** The outcome for one message: its plain text, or why it cannot be opened. */
export type Opened =
  | { readonly plain: Uint8Array }
  | { readonly refused: "no-key" | "damaged"; readonly message: string };

/**
 * Opens messages with the secret keys of one GNUPGHOME, one after the other, so that an agent asks for a passphrase once.
 * Plain text is taken from a pipe, and only when gpg vouches that it is whole. Who wrote it is not asked here.
 * Throws TOOL_MISSING; a message that cannot be opened is an answer.
 */
export function decryptAll(
  runner: ProcessRunner,
  keyring: OwnKeyring,
  messages: readonly Uint8Array[],
): Promise<readonly Opened[]> {
  if (messages.length === 0) return Promise.resolve([]);
  return withKeysOf(runner, keyring.home, async (lent) => {
    const opened: Opened[] = [];
    for (const message of messages) opened.push(await decryptOne(runner, { ...keyring, home: lent }, message));
    return opened;
  });
}

async function decryptOne(runner: ProcessRunner, { home, asking }: OwnKeyring, message: Uint8Array): Promise<Opened> {
  const { exitCode, stdout, stderr } = await runner.run({
    argv: [
      "gpg",
      ...["--no-options", "--batch", "--no-tty", "--homedir", home, "--pinentry-mode", "ask", "--status-fd", "2"],
      ...["--no-auto-check-trustdb", "--max-output", String(LARGEST_PLAIN), "--output", "-", "--decrypt", "-"],
    ],
    input: message,
    env: asking,
    timeLimitMs: ASKING_TIME_LIMIT_MS,
    maxOutputBytes: LARGEST_PLAIN,
    okExitCodes: [0, 1, 2],
  });
  const status = parseStatus(stderr);
  const has = (keyword: string): boolean => status.some((line) => line.keyword === keyword);
  const plaintexts = status.filter(({ keyword }) => keyword === "PLAINTEXT").length;
  // A signed message that is not encrypted, or one that goes on behind the encrypted part, has other lines than these.
  if (exitCode === 0 && has("DECRYPTION_OKAY") && has("GOODMDC") && plaintexts === 1 && !has("DECRYPTION_FAILED")) {
    return { plain: stdout };
  }
  if (has("ENC_TO") && (has("NO_SECKEY") || !has("DECRYPTION_KEY")) && !has("DECRYPTION_OKAY")) {
    return { refused: "no-key", message: "No key of yours opens it." };
  }
  return { refused: "damaged", message: "It is damaged, or it is no encrypted message." };
}

/** Primary fingerprints of the secret keys of a GNUPGHOME that can sign now. */
export function ownSigningKeys(runner: ProcessRunner, home: string): Promise<readonly string[]> {
  return withKeysOf(runner, home, async (lent) => {
    const { stdout } = await runner.run({
      argv: ["gpg", "--no-options", "--batch", "--no-tty", "--homedir", lent, "--with-colons", "--list-secret-keys"],
      timeLimitMs: 60_000,
      okExitCodes: [0, 2],
    });
    const keys = primaryKeys(Buffer.from(stdout).toString("utf8"), "sec");
    return keys.flatMap((key) => (key.capabilities.includes("S") ? [key.fingerprint] : []));
  });
}
