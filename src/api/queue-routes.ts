import type { FastifyInstance } from "fastify";
import { z } from "zod";
import type { Person } from "../distribution/index.ts";
import { SamedayError } from "../kernel/index.ts";
import {
  createQueueToken,
  filesOf,
  isOfTeam,
  type LineContext,
  listQueueTokens,
  maySee,
  queueAuthLine,
  queueFor,
  queueSourceLine,
  readAllUpdates,
  revokeQueueToken,
} from "../updates/index.ts";
import { type Authenticate, personOf, requirePerson } from "./access.ts";
import { readInput } from "./read-input.ts";
import { responseSchema, rowNumberText } from "./schemas.ts";

const queueAnswer = z.object({
  name: z.string(),
  embargoed: z.boolean(),
  /** What can be installed from it now. */
  updates: z.array(
    z.object({
      id: z.string(),
      source: z.string(),
      version: z.string(),
      release: z.string(),
      packages: z.array(z.string()),
      /** Lines for a file in sources.list.d, and for auth.conf.d with TOKEN in the place of the token. */
      sources: z.string(),
      auth: z.string(),
    }),
  ),
});
const tokenAnswer = z.object({
  id: z.number().int(),
  queue: z.string(),
  holder: z.string(),
  createdBy: z.string(),
  createdAt: z.iso.datetime(),
  revokedAt: z.iso.datetime().nullable(),
});
const givenAnswer = z.object({ token: z.string(), sources: z.array(z.string()), auth: z.string() });

export type QueueAnswer = z.infer<typeof queueAnswer>;
export type QueueTokenAnswer = z.infer<typeof tokenAnswer>;
export type GivenTokenAnswer = z.infer<typeof givenAnswer>;

/** Queues and the personal tokens for them. Tokens are given and taken by those who prepare updates. */
export function queueRoutes(app: FastifyInstance, context: LineContext, authenticate: Authenticate): void {
  const { definition, publicUrl } = context;
  const many = { schema: { response: { 200: responseSchema(z.object({ queues: z.array(queueAnswer) })) } } };
  app.get("/api/v1/queues", many, async (request) => {
    const person = await personOf(request, authenticate);
    const queues = definition.queues.map((queue): QueueAnswer => ({ ...queue, updates: [] }));
    const rows = await readAllUpdates(context.store.db, definition, context.clock.now());
    for (const { update, steps } of rows) {
      const queued = steps.some((step) => step.step === "queue" && step.state === "done");
      if (update.state !== "open" || !queued || !maySee(person, update)) continue;
      const queue = queueFor(definition, update.embargoed);
      const files = await filesOf(context.store.db, update.id);
      const packages = files
        .filter((file) => file.role === "built" && file.package !== "" && !file.package.endsWith("-dbgsym"))
        .map((file) => `${file.package}=${file.package_version}`);
      const { id, source, version, release } = update;
      queues
        .find((one) => one.name === queue.name)
        ?.updates.push({
          ...{ id, source, version, release, packages: [...new Set(packages)] },
          sources: queueSourceLine(definition, queue, release, publicUrl),
          auth: queueAuthLine(queue, publicUrl, "TOKEN"),
        });
    }
    return { queues };
  });

  const tokens = { schema: { response: { 200: responseSchema(z.object({ tokens: z.array(tokenAnswer) })) } } };
  app.get("/api/v1/queue-tokens", tokens, async (request) => {
    requirePreparer(await requirePerson(request, authenticate));
    const rows = await listQueueTokens(context);
    return {
      tokens: rows.map((row) => ({
        id: row.id,
        queue: row.queue,
        holder: row.holder,
        createdBy: row.created_by,
        createdAt: row.created_at.toISOString(),
        revokedAt: row.revoked_at?.toISOString() ?? null,
      })),
    };
  });

  app.post("/api/v1/queue-tokens", { schema: { response: { 200: responseSchema(givenAnswer) } } }, async (request) => {
    const person = requirePreparer(await requirePerson(request, authenticate));
    const form = z.strictObject({ queue: z.string().max(64), holder: z.string().trim().min(1).max(200) });
    const wish = readInput(form, request.body);
    const token = await createQueueToken(context, { ...wish, by: person.id });
    context.changed("");
    const queue = definition.queues.find((one) => one.name === wish.queue);
    const sources = definition.releases.map(({ codename }) =>
      queue ? queueSourceLine(definition, queue, codename, publicUrl) : "",
    );
    return { token, sources, auth: queue ? queueAuthLine(queue, publicUrl, token) : "" };
  });

  const done = { schema: { response: { 204: { type: "null" } } } } as const;
  app.post("/api/v1/queue-tokens/:id/revoke", done, async (request, reply) => {
    const person = requirePreparer(await requirePerson(request, authenticate));
    const { id } = readInput(z.object({ id: rowNumberText }), request.params);
    await revokeQueueToken(context, id, person.id);
    context.changed("");
    return reply.code(204).send();
  });
}

function requirePreparer(person: Person): Person {
  if (isOfTeam(person)) return person;
  throw new SamedayError("NOT_ALLOWED", "Only full members and assistants see, give and revoke tokens.");
}
