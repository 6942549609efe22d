import { type ProcessRunner, SamedayError, toSamedayError } from "../kernel/index.ts";
import { type OwnKeyring, withKeysOf } from "./key-home.ts";

/** A key file system of gpg and the keys in it that sign, by primary fingerprint. Each key makes a signature of its own. */
export interface SigningKeys {
  /** GNUPGHOME. */
  readonly home: string;
  readonly fingerprints: readonly [string, ...string[]];
  /** Where gpg may ask for a passphrase (`OwnKeyring`); without it, as for the signer's keys, nobody is asked. */
  readonly asking?: OwnKeyring["asking"];
}

const TIME_LIMIT_MS = 60_000;
const ASKING_TIME_LIMIT_MS = 10 * 60_000;

/** The text, clear-signed with SHA-512. It reaches gpg by a pipe, never by a file. */
export function clearSign(runner: ProcessRunner, keys: SigningKeys, text: string | Uint8Array): Promise<string> {
  return sign(runner, keys, text, ["--clear-sign"]);
}

/** An armored detached signature over the bytes, with SHA-512. */
export function detachSign(runner: ProcessRunner, keys: SigningKeys, data: string | Uint8Array): Promise<string> {
  return sign(runner, keys, data, ["--armor", "--detach-sign"]);
}

async function sign(
  runner: ProcessRunner,
  keys: SigningKeys,
  input: string | Uint8Array,
  action: readonly string[],
): Promise<string> {
  return withKeysOf(runner, keys.home, async (home) => {
    const users = keys.fingerprints.flatMap((fingerprint) => ["--local-user", `${fingerprint}!`]);
    const signing = runner.run({
      argv: [
        "gpg",
        ...["--batch", "--no-tty", "--homedir", home, "--pinentry-mode", keys.asking ? "ask" : "error"],
        ...["--digest-algo", "SHA512", "--no-emit-version", "--no-comments"],
        ...users,
        ...["--output", "-", ...action, "-"],
      ],
      input,
      env: keys.asking ?? {},
      timeLimitMs: keys.asking ? ASKING_TIME_LIMIT_MS : TIME_LIMIT_MS,
    });
    const { stdout } = await signing.catch((thrown: unknown) => {
      throw keys.asking ? inGpgsWords(thrown, keys.fingerprints) : thrown;
    });
    return Buffer.from(stdout).toString("utf8");
  });
}

/** A person at their own keyring has to know what gpg did not like: a key that is not there, a passphrase, a full card. */
function inGpgsWords(thrown: unknown, keys: readonly string[]): unknown {
  const { code, cause } = toSamedayError(thrown);
  if (code !== "PROCESS_FAILED" || !(cause instanceof Error)) return thrown;
  const why = /^gpg: .*: (.+)$/m.exec(
    cause.message.split("\n").findLast((line) => line.startsWith("gpg: ")) ?? "",
  )?.[1];
  if (why === undefined) return thrown;
  if (/passphrase|PIN\b|pinentry|cancel|ioctl|card/i.test(why)) {
    return new SamedayError("KEY_LOCKED", `gpg made no signature with ${keys.join(" and ")}: ${why}.`, thrown);
  }
  const hint = "`gpg --list-secret-keys` shows the keys that it can sign with.";
  return new SamedayError(code, `gpg made no signature with ${keys.join(" and ")}: ${why}. ${hint}`, thrown);
}
