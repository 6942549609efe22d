import { z } from "zod";
import { actSchema, hourText } from "./act-schemas.ts";

/** What programs send about cases. The desk of cases judges it; here it only has to be of the form, and not endless. */

const caseId = z
  .string()
  .regex(/^[A-Z][A-Z0-9]{0,30}-\d{4}-\d{4,9}$/, { error: "a case's id looks like SEC-2026-0001" });
/** The desk's own name for a message, not its Message-ID. */
const messageId = z
  .string()
  .regex(/^[0-9a-f]{32}$/, { error: "a message's id is 32 hex digits, as the case shows it" });
const reason = z.string().max(2_000);
const body = z.string().max(1_000_000);
const person = z.string().trim().min(1).max(64);

export const caseParams = z.object({ id: caseId });
export const messageParams = z.object({ id: caseId, message: messageId });
export const attachmentParams = messageParams.extend({ index: z.coerce.number().pipe(z.int().nonnegative()) });

export const listQuery = z.strictObject({ list: z.enum(["yours", "open", "closed", "triage"]).default("yours") });

/** Acts and a new title, done as one. */
export const changeInput = z
  .strictObject({ acts: z.array(actSchema).max(50).default([]), title: z.string().max(500).optional() })
  .refine(({ acts, title }) => acts.length > 0 || title !== undefined, { message: "name an act, or a title" });

export const sortInput = z.strictObject({
  as: z.enum(["spam", "bogus", "legal", "support"]),
  reason,
  body: body.default(""),
});

export const commentInput = z.strictObject({ text: body });

export const draftInput = z.strictObject({ message: messageId.optional(), canned: z.string().max(64).optional() });

export const replyInput = z.strictObject({
  messageId: messageId.optional(),
  body,
  overrideReason: reason.optional(),
  canned: z.string().max(64).optional(),
  /** The key that the draft showed. */
  fingerprint: z
    .string()
    .regex(/^(?:[0-9A-F]{40}|[0-9A-F]{64})?$/, {
      error: "a fingerprint is 40 or 64 hex digits, in capitals; empty where none was shown",
    })
    .optional(),
  /** It leaves although the same words of the same person have left since the last mail came. */
  again: z.boolean().optional(),
  /** The draft's, so that the same sent again leaves once. */
  token: z
    .string()
    .regex(/^[0-9a-f]{32}$/, { error: "a token is 32 hex digits, as the draft has it" })
    .optional(),
});

export const advisoryInput = z.strictObject({ toml: body, draft: z.boolean().optional() });

/** The record that is kept when none is sent. */
export const advisoryCheckInput = z.strictObject({ toml: body.optional() });

/** Oneself and from now when nothing is said; without an end they are back. */
export const absenceInput = z.strictObject({
  who: person.optional(),
  from: hourText.optional(),
  until: hourText.optional(),
});
