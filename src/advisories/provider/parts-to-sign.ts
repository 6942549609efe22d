import { SamedayError, type Sha256, sha256 } from "../../kernel/index.ts";
import type { Form } from "../forms.ts";
import type { AdvisorySigner } from "./write-tree.ts";

/** Bytes of one form of an advisory that are signed. */
export interface PartToSign {
  /** The form's, below the tree. */
  readonly path: string;
  /** `beside`: an armored signature over exactly these bytes; `clear`: a text, clear-signed. */
  readonly how: "beside" | "clear";
  readonly hash: Sha256;
  readonly bytes: Uint8Array;
}

const HOW: Readonly<Partial<Record<Form["kind"], PartToSign["how"]>>> = {
  announcement: "clear",
  part: "beside",
  csaf: "beside",
  "security-txt": "clear",
};

/** Everything that `writeTree` and `signedMails` ask a signer for, known beforehand: forms are the same for the same record. */
export function partsToSign(forms: readonly Form[]): readonly PartToSign[] {
  return forms.flatMap(({ kind, path, bytes }) => {
    const how = HOW[kind];
    return how ? [{ path, how, hash: sha256(bytes), bytes }] : [];
  });
}

/** A signer who has no key and knows what was signed elsewhere, by the hash of the bytes. Throws CONFLICT for anything else. */
export function signerOfMade(made: Readonly<Record<Sha256, string>>): AdvisorySigner {
  const find = async (bytes: Uint8Array | string): Promise<string> => {
    const found = made[sha256(bytes)];
    if (found !== undefined) return found;
    throw new SamedayError("CONFLICT", "There is no signature for this text; it has to be signed again.");
  };
  return { detached: find, clear: find };
}
