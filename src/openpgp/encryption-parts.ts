import { type ProcessRunner, SamedayError } from "../kernel/index.ts";
import { toBinaryKeys } from "./armor.ts";
import { withScratchDirectory } from "./scratch.ts";

/** A part of a key that is encrypted to. */
export interface EncryptionPart {
  /** Upper case. */
  readonly fingerprint: string;
  readonly created: Date;
  /** Undefined for never; a part ends with its key at the latest. */
  readonly expires: Date | undefined;
  readonly revoked: boolean;
}

/** A public key with what is encrypted to: what somebody has to know who hands out its secret part. */
export interface KeyParts {
  readonly fingerprint: string;
  readonly userIds: readonly string[];
  readonly revoked: boolean;
  /** When the primary key ends; undefined for never. */
  readonly expires: Date | undefined;
  /** The youngest first: programs encrypt to that one. */
  readonly parts: readonly EncryptionPart[];
}

/**
 * The one public key of these bytes, armored or binary, with its encryption parts. Nothing is imported.
 * Throws INPUT_INVALID when they do not hold exactly one.
 */
export async function readKeyParts(runner: ProcessRunner, key: Uint8Array): Promise<KeyParts> {
  const listing = await withScratchDirectory(async (scratch) => {
    const { stdout } = await runner.run({
      argv: [
        "gpg",
        ...["--no-options", "--batch", "--homedir", scratch, "--with-colons", "--fixed-list-mode"],
        ...["--with-subkey-fingerprint", "--show-keys", "-"],
      ],
      input: toBinaryKeys(key),
      timeLimitMs: 60_000,
      okExitCodes: [0, 2],
    });
    return Buffer.from(stdout).toString("utf8");
  });
  const [only, ...more] = parseKeyParts(listing);
  if (!only || more.length > 0)
    throw new SamedayError("INPUT_INVALID", "The file does not hold exactly one public key.");
  return only;
}

interface Growing {
  fingerprint: string;
  readonly userIds: string[];
  readonly revoked: boolean;
  readonly expires: Date | undefined;
  readonly parts: (EncryptionPart & { fingerprint: string })[];
}

/** gpg's `--with-colons` form (`doc/DETAILS` in GnuPG's source): pub and sub with the fpr that follows each. */
export function parseKeyParts(listing: string): readonly KeyParts[] {
  const keys: Growing[] = [];
  /** Takes the next fingerprint. */
  let open: { fingerprint: string } | undefined;
  for (const line of listing.split("\n")) {
    const fields = line.split(":");
    const [record, validity = ""] = fields;
    const key = keys.at(-1);
    if (record === "pub") {
      const made: Growing = {
        fingerprint: "",
        userIds: [],
        revoked: validity === "r",
        expires: instant(fields[6]),
        parts: [],
      };
      keys.push(made);
      open = made;
      if (/e/.test(fields[11] ?? "")) made.parts.push(partOf(fields, made));
    } else if (record === "sub" && key) {
      const part = partOf(fields, key);
      open = part;
      if (/e/.test(fields[11] ?? "")) key.parts.push(part);
    } else if (record === "fpr" && open) {
      open.fingerprint = fields[9] ?? "";
      if (open === key) for (const part of key.parts) if (part.fingerprint === "") part.fingerprint = open.fingerprint;
      open = undefined;
    } else if (record === "uid" && key && validity !== "r") {
      key.userIds.push(fields[9] ?? "");
    }
  }
  for (const { parts } of keys) parts.sort((a, b) => b.created.getTime() - a.created.getTime());
  return keys;
}

function partOf(fields: readonly string[], key: Pick<Growing, "expires" | "revoked">): Growing["parts"][number] {
  const ends = [instant(fields[6]), key.expires].filter((end) => end !== undefined).map(Number);
  return {
    fingerprint: "",
    created: instant(fields[5]) ?? new Date(0),
    expires: ends.length === 0 ? undefined : new Date(Math.min(...ends)),
    revoked: fields[1] === "r" || key.revoked,
  };
}

function instant(seconds: string | undefined): Date | undefined {
  return seconds ? new Date(Number(seconds) * 1000) : undefined;
}
