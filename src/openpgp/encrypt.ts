import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { formatInstant, type ProcessRunner, SamedayError } from "../kernel/index.ts";
import { type KeyParts, parseKeyParts } from "./encryption-parts.ts";
import { withScratchDirectory } from "./scratch.ts";
import { parseStatus } from "./status.ts";

const TIME_LIMIT_MS = 60_000;

export interface Recipients {
  /** Binary public keys, those of all recipients among them (`toBinaryKeys`); nothing in the user's own keyring is used. */
  readonly keys: Uint8Array;
  /** Primary fingerprints; each must have a key that can be encrypted to (`encryptableKeys`). */
  readonly fingerprints: readonly [string, ...string[]];
}

/**
 * One armored message that each recipient can open, AES-256, unsigned and uncompressed: its length is that of the data and
 * the recipients, and tells nothing of what is in it. The data reaches gpg by a pipe. Neither gpg.conf nor a default
 * recipient of the user's has a say. Throws INPUT_INVALID when a key cannot be encrypted to.
 */
export function encryptTo(
  runner: ProcessRunner,
  { keys, fingerprints }: Recipients,
  data: Uint8Array,
): Promise<string> {
  return withScratchDirectory(async (scratch) => {
    const ring = join(scratch, "ring");
    await writeFile(ring, keys);
    const { exitCode, stdout, stderr } = await runner.run({
      argv: [
        "gpg",
        ...["--no-options", "--batch", "--no-tty", "--homedir", scratch, "--no-default-keyring", "--keyring", ring],
        // Whose key it is says the distribution definition, not a web of trust.
        ...["--trust-model", "always", "--no-auto-check-trustdb", "--status-fd", "2"],
        ...["--cipher-algo", "AES256", "--compress-algo", "none", "--set-filename", "", "--no-encrypt-to"],
        ...["--armor", "--no-emit-version", "--no-comments"],
        ...fingerprints.flatMap((fingerprint) => ["--recipient", fingerprint]),
        ...["--output", "-", "--encrypt", "-"],
      ],
      input: data,
      timeLimitMs: TIME_LIMIT_MS,
      okExitCodes: [0, 1, 2],
    });
    const status = parseStatus(stderr);
    const refused = status.find(({ keyword }) => keyword === "INV_RECP");
    if (refused) {
      const fingerprint = refused.args[1] ?? "";
      const why = whyRefused(parseKeyParts(await listed(runner, keys)), fingerprint, new Date());
      throw new SamedayError("INPUT_INVALID", `The key ${fingerprint} cannot be encrypted to: ${why}.`);
    }
    if (exitCode !== 0 || !status.some(({ keyword }) => keyword === "END_ENCRYPTION")) {
      throw new SamedayError("PROCESS_FAILED", "gpg could not encrypt.", new Error(stderr));
    }
    return Buffer.from(stdout).toString("latin1");
  });
}

/** Primary fingerprints of the keys, armored or binary, that can be encrypted to now. */
export async function encryptableKeys(runner: ProcessRunner, keys: Uint8Array): Promise<ReadonlySet<string>> {
  const listing = await listed(runner, keys);
  return new Set(
    primaryKeys(listing, "pub").flatMap((key) => (key.capabilities.includes("E") ? [key.fingerprint] : [])),
  );
}

/** gpg itself says "unusable", whatever the reason. */
export function whyRefused(keys: readonly KeyParts[], fingerprint: string, now: Date): string {
  const key = keys.find((each) => each.fingerprint === fingerprint);
  if (!key) return "it is not among the keys that were given";
  if (key.revoked) return "it is revoked";
  if (key.expires && key.expires <= now) return `it expired ${formatInstant(key.expires)}`;
  if (key.parts.length === 0) return "it has no encryption part";
  const [standing] = key.parts.filter(({ revoked }) => !revoked);
  if (!standing) return "its encryption part is revoked";
  if (standing.expires && standing.expires <= now)
    return `its encryption part expired ${formatInstant(standing.expires)}`;
  return "gpg does not serve the algorithm of its encryption part";
}

function listed(runner: ProcessRunner, keys: Uint8Array): Promise<string> {
  return withScratchDirectory(async (scratch) => {
    const finished = await runner.run({
      argv: ["gpg", "--no-options", "--batch", "--homedir", scratch, "--with-colons", "--show-keys", "-"],
      input: keys,
      timeLimitMs: TIME_LIMIT_MS,
      okExitCodes: [0, 2],
    });
    return Buffer.from(finished.stdout).toString("utf8");
  });
}

/**
 * Primary keys of gpg's `--with-colons` form (`doc/DETAILS` in GnuPG's source) with what they can do: a capital letter stands
 * for the whole key as it is now, expired and revoked parts left out.
 */
export function primaryKeys(
  listing: string,
  kind: "pub" | "sec",
): readonly { readonly fingerprint: string; readonly capabilities: string }[] {
  const found: { fingerprint: string; capabilities: string }[] = [];
  for (const line of listing.split("\n")) {
    const fields = line.split(":");
    const key = found.at(-1);
    if (fields[0] === kind) found.push({ fingerprint: "", capabilities: fields[11] ?? "" });
    else if (fields[0] === "fpr" && key?.fingerprint === "") key.fingerprint = fields[9] ?? "";
  }
  return found;
}
