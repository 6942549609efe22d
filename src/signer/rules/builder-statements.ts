import { type KnownKey, type Statement, signerOfEnvelope, verifyEnvelope } from "../../evidence/index.ts";
import type { JudgedUpdate } from "./judged-update.ts";
import { refusal } from "./refusal.ts";

/** A statement by a builder that the signer knows, about this update and these files. */
export interface BuilderStatement {
  readonly builder: string;
  readonly statement: Statement;
}

/**
 * The statements among the envelopes that known builders signed. Words of others (the desk, builders unknown here) are
 * passed over: they count for nothing. But a known builder that contradicts the files, or speaks of another update, or in
 * another's name, refuses the whole.
 */
export function builderStatements(
  envelopes: readonly string[],
  known: readonly KnownKey[],
  update: JudgedUpdate,
): readonly BuilderStatement[] {
  return envelopes
    .filter((envelope) => signerOfEnvelope(envelope, known) !== undefined)
    .map((envelope) => {
      const { statement, name } = verifyEnvelope(envelope, known);
      requireAbout(statement, name, update);
      requireSameHashes(statement, name, update);
      return { builder: name, statement };
    });
}

function requireAbout({ predicate }: Statement, builder: string, update: JudgedUpdate): void {
  if (predicate.party !== `builder:${builder}`) {
    throw refusal(`The statement of builder ${builder} is made in the name of ${predicate.party}.`);
  }
  const isAbout =
    predicate.update === update.update &&
    predicate.source === update.source &&
    predicate.version === update.version &&
    predicate.release === update.release;
  if (isAbout) return;
  throw refusal(
    `The statement of builder ${builder} is about ${predicate.source} ${predicate.version} for ${predicate.release}, update ${predicate.update}.`,
  );
}

function requireSameHashes(statement: Statement, builder: string, update: JudgedUpdate): void {
  const hashes = new Map(update.files.map((file) => [file.name, file.sha256]));
  for (const { name, digest } of statement.subject) {
    const own = hashes.get(name);
    if (own !== undefined && own !== digest.sha256) {
      throw refusal(`Builder ${builder} states another hash of ${name} than the file has.`, "HASH_MISMATCH");
    }
  }
}
