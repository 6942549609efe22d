import type { FastifyInstance, FastifyRequest } from "fastify";
import { z } from "zod";
import { SamedayError } from "../../kernel/index.ts";
import {
  approvalsOf,
  type KnownBuilder,
  type LineContext,
  readUpdateFor,
  stepLabel,
  type UpdateView,
} from "../../updates/index.ts";
import { type Authenticate, personOf } from "../access.ts";
import { readInput } from "../read-input.ts";
import { evidenceSchema, responseSchema } from "../schemas.ts";

const params = z.object({ id: z.string().regex(/^U-\d{1,9}$/) });

/** All that proves an update, for whoever may see it: signed statements and approvals, and the files that they are about. */
export function evidenceRoutes(
  app: FastifyInstance,
  context: LineContext,
  builders: () => readonly KnownBuilder[],
  authenticate: Authenticate,
): void {
  const schema = { response: { 200: responseSchema(evidenceSchema) } };
  app.get("/api/v1/updates/:id/evidence", { schema }, async (request) => {
    const { update, steps, files } = await visible(request);
    const approvals = await approvalsOf(context.store.db, update.id);
    return {
      format: 1 as const,
      update: { id: update.id, source: update.source, version: update.version, release: update.release },
      statements: steps
        .filter((step) => step.row.envelope !== "")
        .map((step) => ({ step: stepLabel(step), envelope: step.row.envelope })),
      approvals: approvals.map(({ person, decision, signed_text: signed }) => ({ person, decision, signed })),
      files: files.map(({ role, architecture, name, sha256, size }) => ({
        ...{ role, architecture, name, sha256, size: Number(size) },
      })),
      keys: [
        { name: "desk", publicKey: context.evidenceKey.publicKey },
        ...builders().map(({ name, publicKey }) => ({ name, publicKey })),
      ],
    };
  });

  app.get("/api/v1/updates/:id/files/:sha256", async (request, reply) => {
    const { files } = await visible(request);
    const { sha256 } = readInput(z.object({ sha256: z.string().regex(/^[0-9a-f]{64}$/) }), request.params);
    const file = files.find((one) => one.sha256 === sha256);
    if (!file) throw new SamedayError("NOT_FOUND", "This update has no such file.");
    reply.header("content-length", String(file.size)).header("x-content-type-options", "nosniff");
    return reply.type("application/octet-stream").send(await context.blobs.get(sha256));
  });

  async function visible(request: FastifyRequest): Promise<UpdateView> {
    const { id } = readInput(params, request.params);
    const person = await personOf(request, authenticate);
    return readUpdateFor(context.store.db, context.definition, id, person, context.clock.now());
  }
}
