import { type ProcessRunner, SamedayError, toSamedayError } from "../../kernel/index.ts";
import type { SessionKeyLender } from "./lent-opener.ts";
import { requireUnlockedForSq } from "./locked-key.ts";
import { isGnupgForm } from "./packets/recipients.ts";
import type { GpgSessionKey } from "./protocol.ts";

/** How sq is asked changed with its first stable edition: Debian 12 has 0.27, Debian 13 has 1. */
export type SqEdition = "before-1" | "1";

const TIME_LIMIT_MS = 10 * 60_000;
/** What a message may grow to while sq unpacks it into nothing. */
const LARGEST_PLAIN = 200 * 1000 * 1000;

/** Which sq is installed. Throws TOOL_MISSING. */
export async function sqEdition(runner: ProcessRunner): Promise<SqEdition> {
  const { stdout, stderr } = await runner.run({
    argv: ["sq", "--version"],
    timeLimitMs: 30_000,
    okExitCodes: [0, 1, 2],
  });
  const [, major = "1"] = /\bsq (\d+)\./.exec(`${Buffer.from(stdout).toString("utf8")}${stderr}`) ?? [];
  return major === "0" ? "before-1" : "1";
}

/**
 * The arguments that decrypt with a key's file, or, from the first stable edition on, with what sq's own store has, and tell
 * the session key.
 */
export function sqArguments(edition: SqEdition, keyFile: string | undefined): readonly string[] {
  const option = edition === "1" ? "--recipient-file" : "--recipient-key";
  return ["decrypt", "--dump-session-key", ...(keyFile === undefined ? [] : [option, keyFile])];
}

/**
 * The session key by sq with somebody's own key. sq takes no session key packets without their data, so it gets the message;
 * what it decrypts goes through a pipe into nothing. `openedBy` is whose key it is said to be, since sq does not tell.
 * Throws KEY_LOCKED, TOOL_MISSING, PROCESS_TIMED_OUT and PROCESS_FAILED, without what sq said; the last also for a message in a form
 * that sq cannot read whoever it is for, which says nothing of the key.
 */
export function sessionKeyBySq(
  runner: ProcessRunner,
  edition: SqEdition,
  { keyFile, openedBy }: { readonly keyFile: string | undefined; readonly openedBy: string },
): SessionKeyLender {
  return async (_packets, message) => {
    const running = runner.run({
      argv: ["sq", ...sqArguments(edition, keyFile)],
      input: message,
      output: () => undefined,
      timeLimitMs: TIME_LIMIT_MS,
      maxOutputBytes: LARGEST_PLAIN,
      okExitCodes: Array.from({ length: 128 }, (_, code) => code),
    });
    const { stderr } = await running.catch((thrown: unknown) => {
      // What sq said may hold the session key: it must not travel on as a cause.
      const { code } = toSamedayError(thrown);
      throw new SamedayError(code === "INTERNAL" ? "PROCESS_FAILED" : code, "sq could not be used with your key.");
    });
    const sessionKey = readSqSessionKey(stderr, openedBy);
    if (sessionKey === undefined) requireUnlockedForSq(stderr);
    if (sessionKey === undefined && isGnupgForm(message)) {
      throw new SamedayError("PROCESS_FAILED", "This message has GnuPG's own form, which sq does not read: use gpg.");
    }
    return sessionKey;
  };
}

/** Symmetric algorithm numbers (RFC 9580, 9.3) by the names that sq prints. */
const CIPHERS: readonly (readonly [RegExp, number])[] = [
  [/AES-?128/i, 7],
  [/AES-?192/i, 8],
  [/AES-?256/i, 9],
  [/Twofish/i, 10],
  [/Camellia-?128/i, 11],
  [/Camellia-?192/i, 12],
  [/Camellia-?256/i, 13],
];
const BY_LENGTH: Readonly<Record<number, number>> = { 16: 7, 24: 8, 32: 9 };

/** `Session key: HEX` with a line `Encrypted using AES-256`, or `Session key: 9:HEX`; without either, AES of its length. */
export function readSqSessionKey(stderr: string, openedBy: string): GpgSessionKey | undefined {
  const [, number, hex] = /Session key: *(?:(\d{1,2}):)?"?([0-9A-Fa-f]{32,64})"?/i.exec(stderr) ?? [];
  if (hex === undefined) return undefined;
  const data = Buffer.from(hex, "hex");
  const named = /Encrypted using ([A-Za-z0-9-]+)/i.exec(stderr)?.[1] ?? "";
  const byName = CIPHERS.find(([name]) => name.test(named))?.[1];
  const algorithm = number === undefined ? (byName ?? BY_LENGTH[data.length]) : Number(number);
  return algorithm === undefined ? undefined : { data, algorithm, openedBy };
}
