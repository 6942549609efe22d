import { type CaseVault, decodeContents, encodeContents, mailName } from "../../records/index.ts";
import type { Letter } from "../../replies/index.ts";
import { openDeskValue, sealDeskValue } from "../../sealed/index.ts";
import { readWrittenCertificate, type WrittenCertificate, writeCertificate } from "../certificate-json.ts";

/** A letter that is composed when it leaves. */
export interface LetterParcel {
  readonly letter: Letter;
  /** `always`: it waits for the role key. `if-possible`: a notice that must not wait leaves unsigned. */
  readonly signing: "always" | "if-possible";
  /** What it says where it leaves in clear; absent where its text may be read by anybody on the way. */
  readonly inClear?: string;
}

/** What waits to be sent: bytes that a person has seen, or a letter. */
export type Parcel =
  | { readonly kind: "whole"; readonly from: string; readonly to: readonly string[]; readonly raw: Uint8Array }
  | ({ readonly kind: "letter" } & LetterParcel);

type Written =
  | { readonly kind: "whole"; readonly from: string; readonly to: readonly string[]; readonly raw: string }
  | ({ readonly kind: "letter" } & Omit<LetterParcel, "letter"> & {
        readonly letter: Omit<Letter, "encryptTo"> & { readonly encryptTo: readonly WrittenCertificate[] };
      });

/** Sealed under the mail's own id, so that nothing else opens as it. */
export function sealParcel({ master, random }: CaseVault, id: string, parcel: Parcel): Uint8Array {
  return sealDeskValue(master, mailName(id), encodeContents(written(parcel)), random);
}

/** Throws SEAL_BROKEN. */
export function openParcel({ master }: CaseVault, id: string, sealed: Uint8Array): Parcel {
  // What was sealed here is of the shape that was written, so nothing checks it again.
  const read = decodeContents(openDeskValue(master, mailName(id), sealed)) as Written;
  if (read.kind === "whole") return { ...read, raw: Buffer.from(read.raw, "base64") };
  const { letter } = read;
  return { ...read, letter: { ...letter, encryptTo: letter.encryptTo.map(readWrittenCertificate) } };
}

function written(parcel: Parcel): Written {
  if (parcel.kind === "whole") return { ...parcel, raw: Buffer.from(parcel.raw).toString("base64") };
  const { letter } = parcel;
  return { ...parcel, letter: { ...letter, encryptTo: letter.encryptTo.map(writeCertificate) } };
}
