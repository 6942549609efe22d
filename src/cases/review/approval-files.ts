import { isArmored } from "../../openpgp/index.ts";

/** What a file of the approval folder is, by a look at what is not verified yet. */
export type ApprovalFile =
  /** Keys, a policy, words about the folder. */
  | { readonly kind: "beside" }
  /** Whoever made it thinks that it counts, and it names no area: of all changes it is told. */
  | { readonly kind: "names-none" }
  | { readonly kind: "names"; readonly areas: readonly string[] };

/** The names that gpg, sq and people give to what they signed. */
const SIGNED_NAME = /\.(?:asc|gpg|pgp|sig|sign|txt)$/i;
const AREA_LINE = /^Area: (.+?)\r?$/gm;
/** Packet types 6 and 14 in both forms of their first byte (RFC 9580, section 4.2). */
const KEY_PACKET_BYTES: ReadonlySet<number> = new Set([0x98, 0x99, 0x9a, 0xb8, 0xb9, 0xba, 0xc6, 0xce]);
/** Where the mark of GnuPG's keybox stands. */
const KEYBOX_MARK = { at: 8, text: "KBXf" } as const;

/** `path` is that from the top of the checkout. */
export function approvalFile(path: string, bytes: Uint8Array): ApprovalFile {
  const text = Buffer.from(bytes).toString("latin1");
  const areas = [...text.matchAll(AREA_LINE)].flatMap(([, area]) => area ?? []);
  if (areas.length > 0) return { kind: "names", areas };
  const holdsSigned = armoredTypes(bytes, text).some((type) => !type.endsWith("KEY BLOCK"));
  const looksSigned = SIGNED_NAME.test(path) && !isKeys(bytes, text);
  return { kind: holdsSigned || looksSigned ? "names-none" : "beside" };
}

function isKeys(bytes: Uint8Array, text: string): boolean {
  if (text.startsWith(KEYBOX_MARK.text, KEYBOX_MARK.at) || KEY_PACKET_BYTES.has(bytes[0] ?? 0)) return true;
  return armoredTypes(bytes, text).some((type) => type.endsWith("KEY BLOCK"));
}

/** Also of armor that is cut off: the head says what somebody meant. */
function armoredTypes(bytes: Uint8Array, text: string): readonly string[] {
  return isArmored(bytes)
    ? [...text.matchAll(/^-----BEGIN PGP ([A-Z ]+)-----\r?$/gm)].map(([, type = ""]) => type)
    : [];
}
