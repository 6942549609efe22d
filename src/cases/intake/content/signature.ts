import type { SignatureFact } from "../../../openpgp/index.ts";
import type { SignatureWord } from "../judgement.ts";
import type { Found, Piece } from "./found.ts";

/** What all signatures of a message come to. */
export interface SignatureVerdict {
  readonly word: SignatureWord;
  /** Primary fingerprint, where a known key made it and it holds. */
  readonly signer: string | undefined;
  /** When the signature that decided was made. */
  readonly made: Date | undefined;
}

const NOTHING: SignatureVerdict = { word: "none", signer: undefined, made: undefined };

/** From the strongest word to the weakest, where no signature is good. */
const ORDER: readonly (readonly [SignatureFact["state"], SignatureWord])[] = [
  ["bad", "bad"],
  ["revoked-key", "revoked_key"],
  // The key had ended when it signed: nobody vouches for what is made with it.
  ["expired-key", "bad"],
  ["unknown-key", "unknown_key"],
];

/**
 * A signature is good for a message when one signer's covers every piece that says something. One that covers some is
 * `partial`: what stands beside may be anybody's.
 */
export function signatureVerdict({ pieces, signatures }: Found): SignatureVerdict {
  const good = signatures.filter(({ state }) => state === "good");
  const [first] = good;
  if (first) {
    const counted = pieces.filter(({ counts }) => counts);
    const whole = good.find(({ signer }) => counted.every((piece) => signersOf(piece).includes(signer ?? "")));
    const { signer, made } = whole ?? first;
    return { word: whole ? "good" : "partial", signer, made };
  }
  for (const [state, word] of ORDER) {
    const fact = signatures.find((one) => one.state === state);
    if (fact) return { word, signer: word === "revoked_key" ? fact.signer : undefined, made: fact.made };
  }
  return NOTHING;
}

/** A text that a good signature covers. */
export interface SignedText {
  readonly text: string;
  /** Whether it was made from HTML. */
  readonly fromHtml: boolean;
}

/** By primary fingerprint, the first text that says something and that a good signature of that key covers. */
export function firstSignedTexts({ pieces }: Found): ReadonlyMap<string, SignedText> {
  const texts = new Map<string, SignedText>();
  for (const piece of pieces) {
    if (piece.kind !== "text" || !piece.counts) continue;
    const { text, fromHtml } = piece;
    for (const signer of signersOf(piece)) if (!texts.has(signer)) texts.set(signer, { text, fromHtml });
  }
  return texts;
}

/** Primary fingerprints of the good signatures over a piece. */
export function signersOf(piece: Piece): readonly string[] {
  return piece.signatures.flatMap(({ state, signer }) => (state === "good" && signer !== undefined ? [signer] : []));
}
