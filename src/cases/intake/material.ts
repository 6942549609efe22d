import { DEFAULT_LIMITS, type Mail, readMail } from "../../mail/index.ts";
import { ciphertextsOf, isMixed, isWrappedInHtml, type Opening, openingOf } from "./content/crypto.ts";
import type { Found } from "./content/found.ts";
import { holdsUnrecognised } from "./content/not-recognised.ts";
import { type ProtectedHeaders, protectedHeaders } from "./content/protected-headers.ts";
import { readTwice } from "./content/read-twice.ts";
import { firstSignedTexts, type SignatureVerdict, type SignedText, signatureVerdict } from "./content/signature.ts";
import type { Flag } from "./flags.ts";
import type { Attachment, FileReader, Shown } from "./judgement.ts";
import type { KeySource } from "./key-source.ts";
import type { CameKey } from "./keys/came-keys.ts";
import { type Automatic, readAutomatic } from "./sender/automatic.ts";
import { identityOf } from "./sender/duplicate.ts";
import type { EnvelopeSender } from "./sender/envelope.ts";
import { answeredIds } from "./sender/message-ids.ts";
import { readSender, type Sender } from "./sender/sender.ts";
import { type Reported, reportedIn } from "./sender/undelivered.ts";
import { wantsNoAnswer } from "./sender/wants-no-answer.ts";
import { attachmentsOf, filesOf, show } from "./show.ts";
import type { SeenMessage } from "./state.ts";
import { suggestedRoutes } from "./tables/routes.ts";

/**
 * All that a message says by itself, read: what is long to do once and short to judge. A value without functions, so that
 * another thread can make it; nothing in it depends on what intake knows, but for the keys that signatures were held against.
 */
export interface Material {
  readonly identity: SeenMessage;
  readonly envelope: EnvelopeSender;
  readonly sender: Sender;
  /** Of the whole message. */
  readonly bytes: number;
  /** Whether headers or size are beyond what is taken at delivery; then nothing was read. */
  readonly beyond: boolean;
  readonly automatic: { readonly kinds: ReadonlySet<Automatic>; readonly flags: readonly Flag[] };
  /** Headers that ask for no automatic answer. */
  readonly wantsNoAnswer: boolean;
  /** Message ids that it answers. */
  readonly answers: readonly string[];
  readonly reported: Reported;
  readonly subject: string;
  readonly inner: ProtectedHeaders | undefined;
  /** What its parts gave rise to. */
  readonly flags: ReadonlySet<Flag>;
  readonly opening: Opening;
  /** Hashes of the ciphertexts in it, each once. */
  readonly ciphertexts: readonly string[];
  /** Something unprotected stands beside something encrypted. */
  readonly mixed: boolean;
  /** HTML stands around a ciphertext in a way that would carry off what is opened. */
  readonly wrapped: boolean;
  readonly signature: SignatureVerdict;
  /** By primary fingerprint, the first text that a good signature of that key covers. */
  readonly signedTexts: ReadonlyMap<string, SignedText>;
  readonly came: readonly CameKey[];
  /** Whether a secret key came along. */
  readonly secret: boolean;
  readonly routes: readonly Flag[];
  readonly shown: Shown;
  readonly attachments: readonly Attachment[];
}

/** A message as read, and how the contents of its attachments are taken out of it, by their place. */
export interface Gathered {
  readonly material: Material;
  readonly files: readonly FileReader[];
}

/** Reads a message with all that it holds. `ours` is our address. */
export async function gather(
  message: Uint8Array,
  envelope: EnvelopeSender,
  ours: string,
  source: KeySource,
): Promise<Gathered> {
  const mail = readMail(message);
  const { headers } = mail.root;
  const sender = readSender(headers);
  const beyond = isBeyondDelivery(mail);
  const read = beyond
    ? { found: NOTHING_FOUND, came: [], secret: false }
    : await readTwice(mail, sender.address, source);
  const { found, came, secret } = read;
  if (!beyond && holdsUnrecognised(mail, found)) found.flags.add("openpgp_not_recognised");
  const inner = protectedHeaders(found);
  const subject = headers.get("subject")?.text ?? "";
  const from = sender.address;
  const material: Material = {
    ...{ identity: identityOf(mail), envelope, sender, bytes: mail.bytes.length, beyond },
    automatic: readAutomatic({ headers, root: mail.root, from, envelopeFrom: envelope.from, ours }),
    wantsNoAnswer: wantsNoAnswer(headers),
    answers: answeredIds(headers),
    reported: reportedIn(mail.root),
    ...{ subject, inner, flags: found.flags },
    opening: openingOf(found),
    ciphertexts: ciphertextsOf(found),
    mixed: isMixed(found),
    wrapped: isWrappedInHtml(found),
    signature: signatureVerdict(found),
    signedTexts: firstSignedTexts(found),
    ...{ came, secret },
    routes: suggestedRoutes(readableText(subject, found, inner)),
    shown: show(mail, found, inner),
    attachments: attachmentsOf(found),
  };
  return { material, files: filesOf(found) };
}

const NOTHING_FOUND: Found = {
  layers: [],
  pieces: [],
  keys: [],
  flags: new Set(),
  signatures: [],
  payload: undefined,
};

/** Limits at which a mail system in front answers 5xx: the message's own headers and its size. */
function isBeyondDelivery({ root, bytes }: Mail): boolean {
  return root.raw.length - root.body.length > DEFAULT_LIMITS.headerBytes || bytes.length > DEFAULT_LIMITS.bytes;
}

function readableText(subject: string, { pieces }: Found, inner: ProtectedHeaders | undefined): string {
  return [subject, inner?.subject ?? "", ...pieces.map(({ text }) => text.slice(0, 20_000))].join("\n");
}
