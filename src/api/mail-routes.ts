import type { FastifyInstance } from "fastify";
import { z } from "zod";
import type { Person } from "../distribution/index.ts";
import { SamedayError } from "../kernel/index.ts";
import { dropMail, isOfTeam, type LineContext, mailKind, retryMails, undeliverableMails } from "../updates/index.ts";
import { type Authenticate, requirePerson } from "./access.ts";
import { readInput } from "./read-input.ts";
import { responseSchema, rowNumber, rowNumberText } from "./schemas.ts";

const mailAnswer = z.object({
  id: z.number().int(),
  recipient: z.string(),
  /** What it is: `the advisory DSA-6100-1`. */
  kind: z.string(),
  subject: z.string(),
  /** The mail system's words at the last try. */
  problem: z.string(),
  tries: z.number().int(),
  createdAt: z.iso.datetime(),
  givenUpAt: z.iso.datetime(),
});

export type MailAnswer = z.infer<typeof mailAnswer>;

/** Mails that were given up, for the team: what they were, trying them again, and taking one off the list. */
export function mailRoutes(app: FastifyInstance, context: LineContext, authenticate: Authenticate): void {
  const many = { schema: { response: { 200: responseSchema(z.object({ mails: z.array(mailAnswer) })) } } };
  app.get("/api/v1/mails", many, async (request) => {
    requireTeam(await requirePerson(request, authenticate));
    const found = await undeliverableMails(context.store.db);
    return {
      mails: found.map((mail) => ({
        ...{ id: mail.id, recipient: mail.recipient, kind: mailKind(mail), subject: mail.subject },
        ...{ problem: mail.problem, tries: mail.tries, createdAt: mail.created_at.toISOString() },
        givenUpAt: (mail.given_up_at ?? mail.created_at).toISOString(),
      })),
    };
  });

  const counted = { schema: { response: { 200: responseSchema(z.object({ mails: z.number().int() })) } } };
  app.post("/api/v1/mails/retry", counted, async (request) => {
    const person = requireTeam(await requirePerson(request, authenticate));
    const { id } = readInput(z.strictObject({ id: rowNumber.optional() }), request.body);
    return { mails: await retryMails(context, id ?? null, person) };
  });

  const done = { schema: { response: { 204: { type: "null" } } } } as const;
  app.post("/api/v1/mails/:id/drop", done, async (request, reply) => {
    const person = requireTeam(await requirePerson(request, authenticate));
    const { id } = readInput(z.object({ id: rowNumberText }), request.params);
    await dropMail(context, id, person);
    return reply.code(204).send();
  });
}

function requireTeam(person: Person): Person {
  if (isOfTeam(person)) return person;
  throw new SamedayError("NOT_ALLOWED", "Only full members and assistants see, retry and drop mails.");
}
