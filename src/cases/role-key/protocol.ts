import { z } from "zod";
import type { OpenedMail, OwnKeyFacts } from "../../openpgp/index.ts";

/*
 * The role key's socket: one request a connection, one answer. Two calls use the secret key, `open` and `sign`; `keys` tells
 * what everybody may know. Nothing hands a key out, installs one or changes one: that is done with files, by root.
 */

/** As large as a mail may be, with room for armor. */
export const LARGEST_REQUEST = 48 * 1024 * 1024;
/** What a message may unpack to, and its facts. */
export const LARGEST_ANSWER = 64 * 1024 * 1024;

/** The body is the message, or what is to be signed. */
export const requestSchema = z.discriminatedUnion("call", [
  z.strictObject({ call: z.literal("open") }),
  z.strictObject({ call: z.literal("sign"), form: z.enum(["detached", "clear"]) }),
  z.strictObject({ call: z.literal("keys") }),
]);

export type RoleKeyRequest = z.infer<typeof requestSchema>;

const base64 = z.string().transform((text) => new Uint8Array(Buffer.from(text, "base64")));
const count = z.number().int().nonnegative();
const instant = z.iso.datetime().transform((text) => new Date(text));

const OPEN_FAULTS = [
  "no-matching-key",
  "password-only",
  "integrity-failure",
  "unsupported-algorithm",
  "no-integrity-protection",
  "malformed",
  "decompression-limit",
  "session-key-limit",
  "deadline",
] as const;

/** The body is plain text and signature packets. What the signatures are worth is judged by whoever asked. */
const openedHead = z.object({
  /** Of the plain text; null when there is none. */
  plainBytes: count.nullable(),
  integrity: z.enum(["ok", "fail", "none"]),
  fault: z.enum(OPEN_FAULTS).nullable(),
  sessionKeys: count,
  openedWith: z.string().nullable(),
  withCurrentKey: z.boolean(),
  ciphertextHash: z.string(),
});

/** `null` for "not now", absent for "for ever". */
const end = instant.nullable().optional();

const keyHead = z.object({
  fingerprint: z.string(),
  userIds: z.array(z.string()),
  created: instant,
  expires: instant.optional(),
  revoked: z.boolean(),
  encryptableUntil: end,
  signsUntil: end,
  cannotEncrypt: z.string().optional(),
  cannotSign: z.string().optional(),
  algorithm: z.enum(["curve", "rsa", "other"]),
  isCurrent: z.boolean(),
  certificate: base64,
});

export const answerSchema = z.discriminatedUnion("answer", [
  z.object({ answer: z.literal("refused"), code: z.string(), message: z.string() }),
  z.object({ answer: z.literal("opened"), opened: openedHead }),
  /** The body is the armored signature, or the signed text. */
  z.object({ answer: z.literal("signed") }),
  z.object({ answer: z.literal("keys"), keys: z.array(keyHead) }),
]);

export interface Answer {
  readonly head: unknown;
  /** In this order one after the other. */
  readonly body: readonly Uint8Array[];
}

export function openedAnswer(mail: OpenedMail): Answer {
  const { plain, signatures: _, signaturePackets, fault, openedWith, ...facts } = mail;
  const opened = {
    ...facts,
    plainBytes: plain?.length ?? null,
    fault: fault ?? null,
    openedWith: openedWith ?? null,
  };
  return { head: { answer: "opened", opened }, body: plain ? [plain, signaturePackets] : [signaturePackets] };
}

export function signedAnswer(text: string): Answer {
  return { head: { answer: "signed" }, body: [Buffer.from(text)] };
}

export function keysAnswer(keys: readonly OwnKeyFacts[]): Answer {
  const written = keys.map((key) => ({ ...key, certificate: encode(key.certificate) }));
  return { head: { answer: "keys", keys: written }, body: [] };
}

export function refusedAnswer({ code, message }: { readonly code: string; readonly message: string }): Answer {
  return { head: { answer: "refused", code, message }, body: [] };
}

/** The message as it was opened; its signatures are not judged yet. */
export function readOpened(head: z.infer<typeof openedHead>, body: Uint8Array): OpenedMail {
  const { plainBytes, fault, openedWith, ...facts } = head;
  return {
    ...facts,
    plain: plainBytes === null ? undefined : body.subarray(0, plainBytes),
    fault: fault ?? undefined,
    openedWith: openedWith ?? undefined,
    signatures: [],
    signaturePackets: body.subarray(plainBytes ?? 0),
  };
}

function encode(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("base64");
}
