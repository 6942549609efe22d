import { readFile } from "node:fs/promises";
import type { FastifyInstance } from "fastify";
import { z } from "zod";
import type { Person } from "../distribution/index.ts";
import { readKeys } from "../openpgp/index.ts";
import type { LineContext } from "../updates/index.ts";
import { type Authenticate, requirePerson } from "./access.ts";
import { responseSchema } from "./schemas.ts";

const personAnswer = z.object({
  id: z.string(),
  name: z.string(),
  email: z.string(),
  role: z.enum(["full", "assistant", "uploader", "auditor"]),
  mayUpload: z.array(z.string()),
  keys: z.array(z.object({ fingerprint: z.string(), expires: z.iso.datetime().nullable(), problem: z.string() })),
  lastLogin: z.iso.datetime().nullable(),
});

export type PersonAnswer = z.infer<typeof personAnswer>;

/** Who is in the definition, with the state of their keys and when they logged in last; for people of the desk. */
export function peopleRoutes(app: FastifyInstance, context: LineContext, authenticate: Authenticate): void {
  const schema = { response: { 200: responseSchema(z.object({ people: z.array(personAnswer) })) } };
  app.get("/api/v1/people", { schema }, async (request) => {
    await requirePerson(request, authenticate);
    const rows = await context.store.db
      .selectFrom("audit_entry")
      .select((eb) => ["actor", eb.fn.max("at").as("at")])
      .where("action", "=", "login")
      .groupBy("actor")
      .execute();
    const logins = new Map(rows.map(({ actor, at }) => [actor, at]));
    return { people: await Promise.all(context.definition.people.map((person) => answer(person, logins))) };
  });

  async function answer(person: Person, logins: ReadonlyMap<string, Date>): Promise<PersonAnswer> {
    const known = await readFile(person.keyFile)
      .then((bytes) => readKeys(context.runner, bytes))
      .catch(() => []);
    const { id, name, email, role, mayUpload } = person;
    const keys = person.fingerprints.map((fingerprint) => {
      const key = known.find((one) => one.fingerprint === fingerprint);
      const problem = key === undefined ? "It is not in the key file." : key.revoked ? "It was revoked." : "";
      return { fingerprint, expires: key?.expires?.toISOString() ?? null, problem };
    });
    return { id, name, email, role, mayUpload: [...mayUpload], keys, lastLogin: logins.get(id)?.toISOString() ?? null };
  }
}
