import { type CaseVault, decodeContents, encodeContents, entryName } from "../../records/index.ts";
import { openDeskValue, sealDeskValue } from "../../sealed/index.ts";
import { readWrittenCertificate, type WrittenCertificate, writeCertificate } from "../certificate-json.ts";
import type { IntakeEntry } from "../kept.ts";

/** How an entry stands in the journal: as itself, a key's bytes in base64. */
export function sealEntry({ master, random }: CaseVault, at: Date, entry: IntakeEntry): Uint8Array {
  const written = "key" in entry ? { ...entry, key: writtenKey(entry.key) } : entry;
  return sealDeskValue(master, entryName(at), encodeContents(written), random);
}

/** Throws SEAL_BROKEN for an entry that was changed, or moved to another time. */
export function openEntry({ master }: CaseVault, at: Date, sealed: Uint8Array): IntakeEntry {
  // What was sealed here is of the shape that was written, so nothing checks it again.
  const read = decodeContents(openDeskValue(master, entryName(at), sealed)) as WrittenEntry;
  if (!("key" in read)) return read;
  const { address, certificate } = read.key;
  return { ...read, key: { address, certificate: readWrittenCertificate(certificate) } };
}

type KeyEntry = Extract<IntakeEntry, { readonly key: unknown }>;
type WrittenEntry =
  | Exclude<IntakeEntry, KeyEntry>
  | {
      readonly kind: KeyEntry["kind"];
      readonly key: { readonly address: string; readonly certificate: WrittenCertificate };
    };

function writtenKey({ address, certificate }: KeyEntry["key"]) {
  return { address, certificate: writeCertificate(certificate) };
}
