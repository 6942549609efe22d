import type { OpenedMail } from "../../../openpgp/index.ts";
import type { CryptoFacts } from "../judgement.ts";
import { FAULTS } from "../tables/faults.ts";
import type { Found } from "./found.ts";

/** Where the cryptography is, whether it was opened, and what vouched for the whole. */
export type Opening = Pick<CryptoFacts, "layer" | "decrypted" | "integrity">;

/** Where the cryptography is, and what became of what was encrypted. */
export function openingOf({ layers }: Found): Opening {
  const encrypted = layers.flatMap(({ opened }) => opened ?? []);
  const opened = encrypted.filter((one) => one !== "not-opened");
  return {
    layer: layers[0]?.kind ?? "none",
    decrypted: encrypted.length === 0 ? null : opened.some(({ plain }) => plain !== undefined),
    integrity: worst(opened.map(integrityOf)),
  };
}

function integrityOf({ fault, integrity }: OpenedMail): CryptoFacts["integrity"] {
  return fault ? FAULTS[fault].integrity : integrity;
}

function worst(words: readonly CryptoFacts["integrity"][]): CryptoFacts["integrity"] {
  return (["fail", "none", "ok"] as const).find((word) => words.includes(word)) ?? null;
}

/** Hashes of the ciphertexts that were met, each once. */
export function ciphertextsOf({ layers }: Found): readonly string[] {
  const hashes = layers.flatMap(({ opened }) => (typeof opened === "object" ? [opened.ciphertextHash] : []));
  return [...new Set(hashes)].filter((hash) => hash !== "");
}

/** Whether something unprotected stands beside something encrypted. */
export function isMixed({ layers, pieces }: Found): boolean {
  const isEncrypted = layers.some(({ opened }) => opened !== undefined);
  return isEncrypted && pieces.some(({ encrypted, counts }) => counts && !encrypted);
}

/** EFAIL's way: HTML around a ciphertext, which would carry off what is opened where a reader joins the parts. */
export function isWrappedInHtml({ layers, pieces }: Found): boolean {
  const isEncrypted = layers.some(({ opened }) => opened !== undefined);
  return isEncrypted && pieces.some(({ encrypted, unsafeHtml }) => unsafeHtml && !encrypted);
}
