import type { Certificate } from "../../openpgp/index.ts";

/** A key that was there and is not used, and why, for people. */
export interface PassedOver {
  /** Primary, upper case. */
  readonly fingerprint: string;
  readonly from: string;
  readonly why: string;
}

/** What one source's keys come to. */
export interface Choice {
  readonly key: Certificate | undefined;
  readonly passedOver: readonly PassedOver[];
}

/** Why a key is not used for an address now; undefined for one that is. */
export function whyUnusable(certificate: Certificate, address: string, now: Date): string | undefined {
  if (certificate.revoked) return "it is revoked";
  if (!certificate.addresses.includes(address)) return "none of its user ids is this address";
  if (certificate.expires !== undefined && certificate.expires <= now) return "it has expired";
  if (certificate.canEncrypt) return undefined;
  return certificate.cannotEncrypt ?? "it has no part that can be encrypted to now";
}

/** The one key for an address among those that a source has. Of several that could be meant, the youngest or none. */
export function chooseKey(
  certificates: readonly Certificate[],
  question: { readonly address: string; readonly from: string; readonly now: Date; readonly severalAreOnes: boolean },
): Choice {
  const { address, from, now, severalAreOnes } = question;
  const judged = certificates.map((key) => ({ key, why: whyUnusable(key, address, now) }));
  const usable = judged
    .flatMap(({ key, why }) => (why === undefined ? [key] : []))
    .sort((a, b) => b.created.getTime() - a.created.getTime());
  const passedOver = judged.flatMap(({ key, why }) =>
    why === undefined ? [] : [{ fingerprint: key.fingerprint, from, why }],
  );
  const different = new Set(usable.map(({ fingerprint }) => fingerprint)).size;
  if (different <= 1 || severalAreOnes) return { key: usable[0], passedOver };
  const why = "there are several for this address, and nobody says which is theirs";
  return {
    key: undefined,
    passedOver: [...passedOver, ...usable.map(({ fingerprint }) => ({ fingerprint, from, why }))],
  };
}
