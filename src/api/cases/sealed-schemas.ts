import { z } from "zod";
import type { Holders, OwnCopy, RoleKeyProcedure, SealedDraft, SealedView, ToOpen } from "../../cases/index.ts";
import type { Certificate } from "../../openpgp/index.ts";

/*
 * What the interface says where people hold the role key. Everything here is public or ciphertext but the reporter's address,
 * which whoever reads the case knows. Bytes are base64.
 */

const instant = z.iso.datetime();
const certificateSchema = z.object({
  fingerprint: z.string(),
  addresses: z.array(z.string()),
  userIds: z.array(z.string()),
  created: instant,
  expires: instant.nullable(),
  revoked: z.boolean(),
  canEncrypt: z.boolean(),
  bytes: z.string(),
});
export type CertificateAnswer = z.infer<typeof certificateSchema>;
const youSchema = z.object({ id: z.string(), fingerprints: z.array(z.string()) });

export const sealedViewSchema = z.object({
  hash: z.string(),
  statements: z.array(
    z.object({
      person: z.string(),
      made: instant,
      opened: z.string(),
      signature: z.string(),
      signer: z.string().nullable(),
      flags: z.array(z.string()),
      attachments: z.number().int(),
      command: z.string(),
      replyKey: z.string(),
    }),
  ),
  /** Whose facts count; null while nobody has looked. */
  leading: z.string().nullable(),
  contradictions: z.array(z.object({ first: z.string(), other: z.string(), differs: z.array(z.string()) })),
});

export const toOpenSchema = z.object({
  desk: z.string(),
  caseId: z.string(),
  messageId: z.string(),
  hash: z.string(),
  wantsStatement: z.boolean(),
  address: z.string(),
  roleFingerprints: z.array(z.string()),
  staff: z.array(
    z.object({ address: z.string(), role: z.string(), team: z.string().nullable(), certificate: certificateSchema }),
  ),
  reporterKeys: z.array(certificateSchema),
  sender: z.string(),
  holders: z.array(z.string()),
  you: youSchema,
});

export const sealedDraftSchema = z.object({
  desk: z.string(),
  caseId: z.string(),
  from: z.object({ name: z.string(), address: z.string() }),
  replyTo: z.string().nullable(),
  to: z.string(),
  cc: z.string(),
  subject: z.string(),
  messageId: z.string(),
  inReplyTo: z.string().nullable(),
  references: z.array(z.string()),
  body: z.string(),
  reporterKey: z.object({ certificate: certificateSchema, from: z.string() }),
  roleKey: z.object({ fingerprint: z.string(), certificate: z.string() }),
  because: z.string(),
  you: youSchema,
});

export const procedureSchema = z.object({
  holders: z.array(z.string()),
  current: z
    .object({
      fingerprint: z.string(),
      subkey: z.string(),
      ends: instant.nullable(),
      madeBy: z.string(),
      madeAt: instant,
      copies: z.array(z.object({ person: z.string(), madeAt: instant, receivedAt: instant.nullable() })),
      places: z.array(z.object({ place: z.string(), found: z.string(), lookedAt: instant })),
      testCase: z.string().nullable(),
      testOpenedBy: z.string(),
    })
    .nullable(),
  reasons: z.array(z.object({ kind: z.string(), who: z.string(), since: instant, sentence: z.string() })),
  isRotationDue: z.boolean(),
  steps: z.array(
    z.object({
      step: z.string(),
      done: z.boolean(),
      waitsFor: z.array(z.string()),
      until: instant.nullable(),
      sentence: z.string(),
    }),
  ),
});

export const holdersSchema = z.object({
  desk: z.string(),
  address: z.string(),
  holders: z.array(z.object({ id: z.string(), keys: z.array(z.string()) })),
  you: youSchema,
});

export const ownCopySchema = z.object({
  roleKey: z.string(),
  subkey: z.string(),
  certificate: z.string(),
  sealed: z.string(),
  hash: z.string(),
  madeBy: z.string(),
  received: z.boolean(),
});

export type SealedViewAnswer = z.infer<typeof sealedViewSchema>;
export type ToOpenAnswer = z.infer<typeof toOpenSchema>;
export type SealedDraftAnswer = z.infer<typeof sealedDraftSchema>;
export type ProcedureAnswer = z.infer<typeof procedureSchema>;
export type HoldersAnswer = z.infer<typeof holdersSchema>;
export type OwnCopyAnswer = z.infer<typeof ownCopySchema>;

const base64 = (most: number) =>
  z
    .string()
    .max(most)
    .regex(/^[A-Za-z0-9+/]*={0,2}$/, { error: "base64" })
    .transform((text) => Uint8Array.from(Buffer.from(text, "base64")));
const signed = z.string().max(512 * 1024);
const name = z.string().regex(/^[a-z][a-z0-9-]{0,63}$/);
const messageId = z.string().regex(/^[0-9a-f]{32}$/);

export const statementInput = z.strictObject({ signed, replyKey: base64(1_400_000).default(new Uint8Array()) });
export const sealedDraftInput = z.strictObject({
  message: messageId.optional(),
  canned: z.string().max(64).optional(),
});
export const sealedAnswerInput = z.strictObject({ message: messageId.optional(), mail: base64(14_000_000), signed });
export const copiesInput = z.strictObject({
  signed,
  certificate: base64(1_400_000),
  copies: z.array(z.strictObject({ person: name, sealed: base64(1_400_000) })).max(200),
});
export const receiptInput = z.strictObject({ signed });

export function sealedViewAnswer({ hash, statements, leading, contradictions }: SealedView): SealedViewAnswer {
  return {
    hash,
    statements: statements.map(({ person, made, opened, crypto, flags, attachments, command, replyKey }) => {
      const { signature, signer } = crypto;
      const said = { person, made: made.toISOString(), opened, signature, signer };
      return { ...said, flags: [...flags], attachments, command, replyKey };
    }),
    leading: leading?.person ?? null,
    contradictions: contradictions.map((one) => ({ ...one, differs: [...one.differs] })),
  };
}

export function toOpenAnswer(told: ToOpen): ToOpenAnswer {
  return {
    ...told,
    roleFingerprints: [...told.roleFingerprints],
    holders: [...told.holders],
    staff: told.staff.map(({ address, role, team, certificate }) => {
      return { address, role, team: team ?? null, certificate: certificateAnswer(certificate) };
    }),
    reporterKeys: told.reporterKeys.map(certificateAnswer),
    you: { ...told.you, fingerprints: [...told.you.fingerprints] },
  };
}

export function sealedDraftAnswer(draft: SealedDraft): SealedDraftAnswer {
  const { reporterKey, roleKey, replyTo, inReplyTo, references, you, from } = draft;
  return {
    ...draft,
    from: { ...from },
    replyTo: replyTo ?? null,
    inReplyTo: inReplyTo ?? null,
    references: [...references],
    reporterKey: { certificate: certificateAnswer(reporterKey.certificate), from: reporterKey.from },
    roleKey: { fingerprint: roleKey.fingerprint, certificate: encoded(roleKey.certificate) },
    you: { ...you, fingerprints: [...you.fingerprints] },
  };
}

export function procedureAnswer({
  holders,
  current,
  reasons,
  isRotationDue,
  steps,
}: RoleKeyProcedure): ProcedureAnswer {
  return {
    holders: [...holders],
    current: current
      ? {
          ...{ fingerprint: current.fingerprint, subkey: current.subkey, ends: iso(current.ends) },
          ...{ madeBy: current.madeBy, madeAt: current.madeAt.toISOString() },
          copies: current.copies.map(({ person, madeAt, receivedAt }) => {
            return { person, madeAt: madeAt.toISOString(), receivedAt: iso(receivedAt) };
          }),
          places: current.places.map((one) => ({ ...one, lookedAt: one.lookedAt.toISOString() })),
          ...{ testCase: current.test.caseId ?? null, testOpenedBy: current.test.openedBy },
        }
      : null,
    reasons: reasons.map(({ kind, who, since, sentence }) => ({ kind, who, since: since.toISOString(), sentence })),
    isRotationDue,
    steps: steps.map((step) => ({ ...step, waitsFor: [...step.waitsFor], until: iso(step.until) })),
  };
}

export function holdersAnswer({ desk, address, holders, you }: Holders): HoldersAnswer {
  return {
    ...{ desk, address, you: { ...you, fingerprints: [...you.fingerprints] } },
    holders: holders.map(({ id, keys }) => ({ id, keys: keys.map(encoded) })),
  };
}

export function ownCopyAnswer(copy: OwnCopy): OwnCopyAnswer {
  return { ...copy, certificate: encoded(copy.certificate), sealed: encoded(copy.sealed) };
}

function certificateAnswer(certificate: Certificate): CertificateAnswer {
  const { fingerprint, addresses, userIds, created, expires, revoked, canEncrypt, bytes } = certificate;
  return {
    ...{ fingerprint, addresses: [...addresses], userIds: [...userIds], revoked, canEncrypt },
    ...{ created: created.toISOString(), expires: iso(expires), bytes: encoded(bytes) },
  };
}

function encoded(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("base64");
}

function iso(at: Date | undefined): string | null {
  return at?.toISOString() ?? null;
}
