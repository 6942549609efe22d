import type { FastifyRequest } from "fastify";
import type { Person } from "../distribution/index.ts";
import { SamedayError } from "../kernel/index.ts";

/** The id under which commands on the desk's own machine act; nobody in a definition can have it. */
export const ADMINISTRATOR = "administrator";

/** Who a bearer token belongs to; null when it is unknown, expired or revoked. */
export type Authenticate = (token: string) => Promise<Person | null>;

/** The person of a request. Throws NOT_LOGGED_IN. */
export async function requirePerson(request: FastifyRequest, authenticate: Authenticate): Promise<Person> {
  const person = await personOf(request, authenticate);
  if (!person) throw new SamedayError("NOT_LOGGED_IN", "You are not logged in at this desk, or your login has ended.");
  return person;
}

export async function personOf(request: FastifyRequest, authenticate: Authenticate): Promise<Person | null> {
  const token = /^Bearer ([A-Za-z0-9_-]{20,200})$/.exec(request.headers.authorization ?? "")?.[1];
  return token ? authenticate(token) : null;
}
