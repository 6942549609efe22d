import type { Mail, Part } from "../../../mail/index.ts";
import type { Certificate, MessageOpener, OpenedMail, SignatureFact } from "../../../openpgp/index.ts";
import type { Flag } from "../flags.ts";
import { FAULTS } from "../tables/faults.ts";
import { FLAG_OF_ODDITY } from "../tables/oddities.ts";
import type { Found, Piece } from "./found.ts";

/** What one mail may cost. One that holds more is a trick; what is over stays as it came. */
const BUDGET = { openings: 10, sessionKeys: 50, verifications: 10, verifiedBytes: 100_000_000 } as const;

/** What a reading asks of an opener. */
export type ReadingOpener = Pick<MessageOpener, "open" | "verifyDetached" | "verifyClearText">;

/** One reading of one message: what it may use, and what it has found so far. */
export interface Reading {
  readonly opener: ReadingOpener;
  /** Keys whose signatures are known. */
  readonly known: readonly Certificate[];
  readonly found: Found;
  /** What is left before nothing more is opened. */
  left: { openings: number; sessionKeys: number; verifications: number; verifiedBytes: number };
}

/** What stands around the part that is being read. */
export interface Around {
  readonly encrypted: boolean;
  readonly signatures: readonly SignatureFact[];
  /** Inside a forwarded mail, whose ciphertext is not ours to open. */
  readonly forwarded: boolean;
  /** Whether nothing but cryptography lies between the message and this part. */
  readonly bare: boolean;
  /** The plain text whose other form an HTML part is. */
  readonly sameAs: string | undefined;
}

/** Reads a part with all that it holds, and notes what it finds. */
export type PartReader = (reading: Reading, part: Part, around: Around) => Promise<void>;

export const OUTSIDE: Around = { encrypted: false, signatures: [], forwarded: false, bare: true, sameAs: undefined };

export function startReading(opener: ReadingOpener, known: readonly Certificate[]): Reading {
  const found: Found = { layers: [], pieces: [], keys: [], flags: new Set(), signatures: [], payload: undefined };
  return { opener, known, found, left: { ...BUDGET } };
}

/** Several messages in the text itself are told; files that are encrypted each for itself are usual. */
export function noteSeveral({ found }: Reading): void {
  if (found.layers.some(({ opened }) => opened !== undefined)) found.flags.add("multiple_openpgp_blocks");
}

/** Opens one message and notes what became of it. Undefined where it gave no plain text, or is one too many. */
export async function openOne(
  reading: Reading,
  kind: "pgp-mime" | "inline",
  message: Uint8Array,
): Promise<
  { readonly plain: Uint8Array; readonly encrypted: boolean; readonly signatures: readonly SignatureFact[] } | undefined
> {
  const { found, left } = reading;
  if (left.openings <= 0 || left.sessionKeys <= 0) {
    found.layers.push({ kind, opened: "not-opened" });
    return undefined;
  }
  const opened = await reading.opener.open(message, reading.known);
  left.openings -= 1;
  left.sessionKeys -= opened.sessionKeys;
  // A limit that was hit costs the most that one message may: there is no second one in the same mail.
  if (opened.fault && FAULTS[opened.fault].endsReading) left.openings = 0;
  noteOpened(found, kind, opened);
  if (opened.plain === undefined) return undefined;
  return { plain: opened.plain, encrypted: isEncrypted(opened), signatures: opened.signatures };
}

/** Whether one more signature over so many bytes is looked at; if so, it counts. */
export function mayVerify({ left, found }: Reading, bytes: number): boolean {
  if (left.verifications <= 0 || left.verifiedBytes < bytes) {
    found.flags.add("multiple_openpgp_blocks");
    return false;
  }
  left.verifications -= 1;
  left.verifiedBytes -= bytes;
  return true;
}

function noteOpened(found: Found, kind: "pgp-mime" | "inline", opened: OpenedMail): void {
  const encrypted = isEncrypted(opened) || opened.fault !== undefined;
  found.layers.push({ kind, opened: encrypted ? opened : undefined });
  if (opened.fault) found.flags.add(FAULTS[opened.fault].flag);
  if (opened.plain !== undefined && isEncrypted(opened) && !opened.withCurrentKey) found.flags.add("old_role_key_used");
  noteSignatures(found, opened.signatures);
}

/** A message that is only signed has no ciphertext. */
function isEncrypted(opened: OpenedMail): boolean {
  return opened.openedWith !== undefined || opened.ciphertextHash !== "";
}

const SIGNATURE_FLAGS: readonly (readonly [Flag, (fact: SignatureFact) => boolean])[] = [
  ["bad_signature", ({ state }) => state === "bad"],
  ["weak_hash", ({ weakHash }) => weakHash],
  ["signature_not_yet_valid", ({ inFuture }) => inFuture],
  ["revoked_key", ({ state }) => state === "revoked-key"],
  ["key_expired", ({ state }) => state === "expired-key"],
];

/** For what is framed like something signed and gives no signature: it was changed, or made to look signed. */
export const UNREADABLE_SIGNATURE: SignatureFact = {
  state: "bad",
  signer: undefined,
  made: undefined,
  weakHash: false,
  inFuture: false,
};

export function noteSignatures(found: Found, signatures: readonly SignatureFact[]): void {
  for (const fact of signatures) {
    found.signatures.push(fact);
    for (const [flag, applies] of SIGNATURE_FLAGS) if (applies(fact)) found.flags.add(flag);
  }
}

export function addText(reading: Reading, around: Around, piece: Partial<Piece> & Pick<Piece, "what" | "text">): void {
  reading.found.pieces.push({
    kind: "text",
    file: undefined,
    encrypted: around.encrypted,
    signatures: around.signatures,
    unsafeHtml: false,
    fromHtml: false,
    counts: piece.text.trim() !== "",
    ...piece,
    what: around.forwarded ? `${piece.what}, inside a forwarded mail` : piece.what,
  });
}

/** What the reader of a message, or of an opened one inside it, found strange. */
export function noteOddities(reading: Reading, mail: Mail): void {
  for (const { code } of mail.oddities) {
    const flag = FLAG_OF_ODDITY[code];
    if (flag) reading.found.flags.add(flag);
  }
}

/** A sentence of ours in the place of what is not shown. */
export function addNote(reading: Reading, around: Around, text: string): void {
  addText(reading, around, { what: "note", text: `[${text}]`, counts: false });
}

export function within(around: Around, inner: { encrypted: boolean; signatures: readonly SignatureFact[] }): Around {
  return {
    ...around,
    encrypted: around.encrypted || inner.encrypted,
    signatures: [...around.signatures, ...inner.signatures],
    sameAs: undefined,
  };
}

/** Remembers the first part whose headers the cryptography protects. */
export function notePayload(reading: Reading, part: Part, around: Around): void {
  const isProtected = around.encrypted || around.signatures.length > 0;
  if (!around.bare || !isProtected) return;
  reading.found.payload ??= { part, encrypted: around.encrypted, signatures: around.signatures };
}
