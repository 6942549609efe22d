import { createReadStream } from "node:fs";
import type { FastifyInstance, FastifyRequest } from "fastify";
import { z } from "zod";
import { SamedayError, sha256 } from "../../kernel/index.ts";
import {
  claimLease,
  finishLease,
  type KnownBuilder,
  type LeaseHolder,
  type LineContext,
  leaseHolder,
  mayRead,
  noteBuilder,
  stepLabel,
  stepLogPath,
  writeLogAt,
} from "../../updates/index.ts";
import { readInput } from "../read-input.ts";
import { fileSchema } from "../schemas.ts";
import { takeUploads, type UploadBody } from "../upload-body.ts";
import type { BuilderGate } from "./request-signature.ts";
import type { WorkBell } from "./work-bell.ts";

const POLL_MS = 20_000;
const LARGEST_ARTIFACT = 4 * 1024 ** 3;
/** What calls without files carry. */
const SMALL = { bodyLimit: 64 * 1024 } as const;
/** 20 000 hashes. */
const HASHES = { bodyLimit: 2 * 1024 ** 2 } as const;
const LARGEST_LOG_PIECE = 8 * 1024 ** 2;
const UPLOAD = { schema: { response: { 204: { type: "null" } } }, config: { isUpload: true } } as const;
const shaSchema = z.string().regex(/^[0-9a-f]{64}$/);
const leaseParams = z.object({ lease: z.string().regex(/^[A-Za-z0-9-]{1,64}$/) });
const fileParams = leaseParams.extend({ sha: shaSchema });

const finishSchema = z.discriminatedUnion("outcome", [
  z.object({ outcome: z.literal("done"), envelope: z.string(), files: z.array(fileSchema).max(10_000) }),
  z.object({
    outcome: z.literal("failed"),
    reason: z.string().regex(/^[a-z-]{1,40}$/),
    message: z.string().max(2000),
    envelope: z.string(),
  }),
]);

/** The builder's side of the interface; `builder/protocol.ts` says what each call means. */
export function builderRoutes(app: FastifyInstance, context: LineContext, gate: BuilderGate, bell: WorkBell): void {
  gate.guard(app);
  app.addContentTypeParser("application/json", { parseAs: "buffer" }, (_request, body, done) => done(null, body));
  takeUploads(app);

  app.post("/builder/v1/claim", SMALL, async (request, reply) => {
    const builder = gate.builderOf(request, sha256(bytesOf(request)));
    const until = Date.now() + POLL_MS;
    for (;;) {
      // Work claimed for somebody who has hung up would lie there until its lease ran out.
      if (request.socket.destroyed) return reply.code(204).send();
      const rung = bell.next(Math.max(0, until - Date.now()));
      const lease = await claimLease(context, builder);
      await noteBuilder(context, builder.name, lease ? `${stepLabel({ kind: "", ...lease })} of ${lease.update}` : "");
      if (lease) return reply.type("application/json").send(JSON.stringify(lease));
      if (Date.now() >= until) return reply.code(204).send();
      await rung;
    }
  });

  app.post("/builder/v1/:lease/heartbeat", SMALL, async (request) => {
    const builder = gate.builderOf(request, sha256(bytesOf(request)));
    const { lease } = readInput(leaseParams, request.params);
    const holder = await leaseHolder(context, builder, lease).catch(endedLease);
    if (!holder) return { keep: false };
    // A lease that ran out is lost, even while nobody else has taken it up: what came of it could not be taken any more.
    const held = await context.jobs.heartbeat(lease);
    await noteBuilder(context, builder.name, `${stepLabel(holder.key)} of ${holder.update.id}`);
    return { keep: held && holder.update.state !== "withdrawn" };
  });

  app.post("/builder/v1/:lease/log", { ...UPLOAD, bodyLimit: LARGEST_LOG_PIECE }, async (request, reply) => {
    // A body of another kind than bytes was read as a whole already, or there is none.
    const body = request.body as UploadBody | Buffer | null | undefined;
    const isStream = body !== null && body !== undefined && !Buffer.isBuffer(body);
    const piece = isStream ? await readStream(body, LARGEST_LOG_PIECE) : bytesOf(request);
    const { holder } = await held(request, sha256(piece));
    const offset = readInput(z.coerce.number().int().nonnegative(), request.headers["x-log-offset"]);
    const path = stepLogPath(context.logs, holder.update.id, holder.key, holder.attempt);
    await writeLogAt(path, offset, piece, context.definition.policy.limits.logBytes);
    return reply.code(204).send();
  });

  app.get("/builder/v1/:lease/file/:sha", async (request, reply) => {
    const { holder } = await held(request, sha256(""));
    const { sha } = readInput(fileParams, request.params);
    if (!(await mayRead(context, holder, sha))) throw new SamedayError("NOT_FOUND", "The lease names no such file.");
    return reply.type("application/octet-stream").send(createReadStream(context.blobs.path(sha)));
  });

  app.post("/builder/v1/:lease/missing", HASHES, async (request) => {
    const body = bytesOf(request);
    await held(request, sha256(body));
    const { sha256: wanted } = readInput(
      z.object({ sha256: z.array(shaSchema).max(20_000) }),
      JSON.parse(body.toString()),
    );
    const kept = await Promise.all(wanted.map((one) => context.blobs.has(one)));
    return { missing: wanted.filter((_, index) => !kept[index]) };
  });

  app.put("/builder/v1/:lease/file/:sha", UPLOAD, async (request, reply) => {
    const { sha } = readInput(fileParams, request.params);
    // The signature covers the promised hash; the blob store refuses bytes that do not keep the promise.
    await held(request, sha);
    if (Buffer.isBuffer(request.body)) throw new SamedayError("INPUT_INVALID", "A file is sent as bytes.");
    await context.blobs.put(request.body as UploadBody, { sha256: sha, limitBytes: LARGEST_ARTIFACT });
    return reply.code(204).send();
  });

  app.post("/builder/v1/:lease/finish", { ...UPLOAD, bodyLimit: 64 * 1024 ** 2 }, async (request, reply) => {
    const body = bytesOf(request);
    const { builder, holder } = await held(request, sha256(body));
    await finishLease(context, holder, readInput(finishSchema, JSON.parse(body.toString())));
    await noteBuilder(context, builder.name, "");
    return reply.code(204).send();
  });

  /** The builder and the lease that a request is about. */
  async function held(
    request: FastifyRequest,
    bodySha256: string,
  ): Promise<{ builder: KnownBuilder; holder: LeaseHolder }> {
    const builder = gate.builderOf(request, bodySha256);
    const { lease } = readInput(leaseParams, request.params);
    return { builder, holder: await leaseHolder(context, builder, lease) };
  }
}

function bytesOf(request: FastifyRequest): Buffer {
  return Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
}

function endedLease(thrown: unknown): null {
  if (thrown instanceof SamedayError && thrown.code === "CONFLICT") return null;
  throw thrown;
}

async function readStream(stream: UploadBody, limit: number): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of stream) {
    size += chunk.length;
    if (size > limit) throw new SamedayError("INPUT_INVALID", "The piece of log is too large.");
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
