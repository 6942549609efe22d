import { z } from "zod";
import type { SignerRequest } from "./protocol.ts";

const MEBIBYTE = 1024 * 1024;
const name = z.string().min(1).max(200);
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const files = z
  .array(z.strictObject({ name: z.string().max(255), sha256, path: z.string().startsWith("/").max(4096) }))
  .min(1)
  .max(2000);
const envelopes = z.array(z.string().max(8 * MEBIBYTE)).max(200);

/** What may come over the socket; anything else is answered with INPUT_INVALID. */
export const requestSchema: z.ZodType<SignerRequest> = z.discriminatedUnion("call", [
  z.strictObject({ call: z.literal("enqueue"), queue: name, release: name, update: name, files, envelopes }),
  z.strictObject({ call: z.literal("dequeue"), queue: name, release: name, update: name }),
  z.strictObject({
    call: z.literal("publish"),
    release: name,
    update: name,
    source: name,
    version: name,
    uploaderFingerprint: z.string().regex(/^[0-9A-Fa-f]{40}([0-9A-Fa-f]{24})?$/),
    files,
    envelopes,
    approvals: z.array(z.string().max(2 * MEBIBYTE)).max(50),
  }),
  z.strictObject({ call: z.literal("standing"), release: name, update: name, source: name, version: name }),
  z.strictObject({ call: z.literal("sign-advisory"), update: name, text: z.string().min(1).max(MEBIBYTE) }),
  z.strictObject({ call: z.literal("keys") }),
  z.strictObject({ call: z.literal("rotate"), stage: z.enum(["begin", "finish"]) }),
  z.strictObject({ call: z.literal("ping") }),
]);
