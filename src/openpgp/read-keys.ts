import { type ProcessRunner, SamedayError } from "../kernel/index.ts";
import { toBinaryKeys } from "./armor.ts";
import { withScratchDirectory } from "./scratch.ts";

export interface PublicKey {
  /** Of the primary key, upper case. */
  readonly fingerprint: string;
  /** `Ada Example <ada@example.org>`; revoked ones are left out. */
  readonly userIds: readonly string[];
  readonly created: Date;
  readonly expires: Date | null;
  readonly revoked: boolean;
  /** `ed25519`, `rsa4096`, `nistp256`: curve, or family and size in bits. */
  readonly algorithm: string;
}

/** Public key algorithm numbers (RFC 9580, section 9.1) that have a size rather than a curve. */
const SIZED: Readonly<Record<string, string>> = { "1": "rsa", "2": "rsa", "3": "rsa", "17": "dsa" };

/**
 * The public keys of a file, armored or binary, in its order.
 * Throws INPUT_INVALID when it holds none. Nothing is imported: gpg gets a home that is thrown away.
 */
export async function readKeys(runner: ProcessRunner, keys: Uint8Array): Promise<readonly PublicKey[]> {
  const binary = toBinaryKeys(keys);
  const listing = await withScratchDirectory(async (scratch) => {
    const finished = await runner.run({
      argv: ["gpg", "--batch", "--homedir", scratch, "--with-colons", "--fixed-list-mode", "--show-keys", "-"],
      input: binary,
      timeLimitMs: 60_000,
      okExitCodes: [0, 2],
    });
    return Buffer.from(finished.stdout).toString("utf8");
  });
  const found = parseKeyListing(listing);
  if (found.length === 0) throw new SamedayError("INPUT_INVALID", "The key file holds no public key.");
  return found;
}

/** gpg's `--with-colons` form (`doc/DETAILS` in GnuPG's source); other records than pub, fpr and uid are passed over. */
export function parseKeyListing(listing: string): readonly PublicKey[] {
  const keys: (PublicKey & { userIds: string[]; fingerprint: string })[] = [];
  for (const line of listing.split("\n")) {
    const fields = line.split(":");
    const key = keys.at(-1);
    if (fields[0] === "pub") {
      keys.push({
        fingerprint: "",
        userIds: [],
        created: new Date(Number(fields[5]) * 1000),
        expires: fields[6] ? new Date(Number(fields[6]) * 1000) : null,
        revoked: fields[1] === "r",
        algorithm: algorithmName(fields[3] ?? "", fields[2] ?? "", fields[16] ?? ""),
      });
    } else if (fields[0] === "fpr" && key && key.fingerprint === "") {
      key.fingerprint = fields[9] ?? "";
    } else if (fields[0] === "uid" && key && (fields[1] !== "r" || key.revoked)) {
      key.userIds.push(unescapeField(fields[9] ?? ""));
    }
  }
  return keys;
}

function algorithmName(number: string, bits: string, curve: string): string {
  if (curve !== "") return curve;
  const family = SIZED[number];
  return family ? `${family}${bits}` : `algorithm ${number}`;
}

/** `\x3a` for a colon, `\x5c` for a backslash; bytes of UTF-8 come unescaped. */
function unescapeField(field: string): string {
  return field.replace(/\\x([0-9a-f]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}
