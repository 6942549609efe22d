import { z } from "zod";
import { SamedayError, type Sha256 } from "../kernel/index.ts";
import { canonicalJson } from "./canonical-json.ts";
import { decodeBase64, type EvidenceKey, type KnownKey, keyIdOf, signBytes, verifyBytes } from "./evidence-key.ts";
import type { Statement } from "./statement.ts";
import { checkStatement } from "./statement-schema.ts";

/** https://github.com/secure-systems-lab/dsse/blob/master/envelope.md, with exactly one signature. */
const envelopeSchema = z.strictObject({
  payload: z.string(),
  payloadType: z.string(),
  signatures: z.tuple([z.strictObject({ keyid: z.string(), sig: z.string() })]),
});

const PAYLOAD_TYPE = "application/vnd.in-toto+json";
/** A build with 2,000 packages in its chroot states about 500 KB. */
export const LARGEST_ENVELOPE = 8 * 1024 * 1024;

/** A statement whose signature was checked, and who made it. */
export interface VerifiedStatement {
  readonly statement: Statement;
  readonly keyid: Sha256;
  /** The name under which the key is known. */
  readonly name: string;
}

/** The DSSE envelope as text, in its one canonical spelling. Throws INPUT_INVALID when it would be too large. */
export function signStatement(statement: Statement, key: EvidenceKey): string {
  const payload = Buffer.from(canonicalJson(statement));
  const sig = Buffer.from(signBytes(key, preAuthenticationEncoding(payload))).toString("base64");
  const text = canonicalJson({
    payload: payload.toString("base64"),
    payloadType: PAYLOAD_TYPE,
    signatures: [{ keyid: key.keyid, sig }],
  });
  if (text.length > LARGEST_ENVELOPE) throw new SamedayError("INPUT_INVALID", "The statement is larger than 8 MiB.");
  return text;
}

/**
 * The statement of an envelope that one of the known keys signed.
 * Only the canonical spelling is taken, so no byte of an envelope can be changed without notice.
 * Throws SIGNATURE_BAD for an unknown key or a wrong signature, INPUT_INVALID for everything that is no such envelope.
 */
export function verifyEnvelope(envelopeText: string, known: readonly KnownKey[]): VerifiedStatement {
  const envelope = parseEnvelope(envelopeText);
  const [signature] = envelope.signatures;
  const signer = known.find((candidate) => keyIdOf(candidate.publicKey) === signature.keyid);
  if (!signer) throw bad("The evidence is signed by a key that is not on file.");
  const payload = decodeBase64(envelope.payload);
  const sig = decodeBase64(signature.sig);
  if (!payload || !sig) throw invalid("The evidence is not proper base64.");
  if (!verifyBytes(signer.publicKey, preAuthenticationEncoding(payload), sig)) {
    throw bad(`The evidence was altered after ${signer.name} signed it.`);
  }
  return { statement: parsePayload(payload), keyid: signature.keyid, name: signer.name };
}

/**
 * The known name that an envelope claims, unverified; undefined when the key is not on file or the text is no envelope.
 * For telling others' words apart from those that must be verified.
 */
export function signerOfEnvelope(envelopeText: string, known: readonly KnownKey[]): string | undefined {
  try {
    const [{ keyid }] = parseEnvelope(envelopeText).signatures;
    return known.find((candidate) => keyIdOf(candidate.publicKey) === keyid)?.name;
  } catch {
    return undefined;
  }
}

function parseEnvelope(text: string): z.infer<typeof envelopeSchema> {
  if (text.length > LARGEST_ENVELOPE) throw invalid("The evidence is larger than 8 MiB.");
  const parsed = envelopeSchema.safeParse(parseCanonical(text));
  if (!parsed.success) throw invalid("The evidence is not a DSSE envelope with one signature.");
  if (parsed.data.payloadType !== PAYLOAD_TYPE) throw invalid("The evidence is not an in-toto statement.");
  return parsed.data;
}

function parsePayload(payload: Buffer): Statement {
  const { value, problems } = checkStatement(parseCanonical(payload.toString("utf8")));
  if (!value) throw invalid(problems[0]?.message ?? "The evidence is not a statement.");
  return value;
}

function parseCanonical(text: string): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw invalid("The evidence is not JSON.");
  }
  if (canonicalJson(value) !== text) throw invalid("The evidence is not in its canonical spelling.");
  return value;
}

/** DSSE's PAE: what is signed says its own type and lengths (protocol.md of the same specification). */
export function preAuthenticationEncoding(payload: Uint8Array): Uint8Array {
  const head = `DSSEv1 ${Buffer.byteLength(PAYLOAD_TYPE)} ${PAYLOAD_TYPE} ${payload.length} `;
  return Buffer.concat([Buffer.from(head), payload]);
}

function bad(message: string): SamedayError {
  return new SamedayError("SIGNATURE_BAD", message);
}

function invalid(message: string): SamedayError {
  return new SamedayError("INPUT_INVALID", message);
}
