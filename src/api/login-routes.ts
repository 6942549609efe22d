import type { FastifyInstance } from "fastify";
import { z } from "zod";
import { SamedayError } from "../kernel/index.ts";
import { ADMINISTRATOR, type Authenticate, requirePerson } from "./access.ts";
import { readInput } from "./read-input.ts";
import { responseSchema } from "./schemas.ts";

/** How programs log in: a challenge, clear-signed with the key on file, is answered with a token. */
export interface LoginPort {
  /** Throws NOT_FOUND for nobody, NOT_ALLOWED after too many tries. */
  challenge(person: string, address: string): Promise<string>;
  /** Throws SIGNATURE_BAD, SIGNER_UNKNOWN, SIGNER_NOT_ALLOWED. */
  login(signedChallenge: string, address: string): Promise<{ readonly token: string; readonly expires: Date }>;
  /** A one-time link's token for a person. Throws NOT_FOUND. */
  link(person: string): Promise<string>;
}

/** `publicUrl` is the desk's address as people's browsers reach it: links begin with it. */
export function loginRoutes(
  app: FastifyInstance,
  login: LoginPort,
  authenticate: Authenticate,
  publicUrl: string,
): void {
  const challengeAnswer = z.object({ challenge: z.string() });
  app.post(
    "/api/v1/login/challenge",
    { schema: { response: { 200: responseSchema(challengeAnswer) } } },
    async (request) => {
      const { person } = readInput(z.object({ person: z.string().max(64) }), request.body);
      return { challenge: await login.challenge(person, request.ip) };
    },
  );

  const tokenAnswer = z.object({ token: z.string(), expires: z.iso.datetime() });
  app.post("/api/v1/login", { schema: { response: { 200: responseSchema(tokenAnswer) } } }, async (request) => {
    const { signed } = readInput(z.object({ signed: z.string().max(64 * 1024) }), request.body);
    const { token, expires } = await login.login(signed, request.ip);
    return { token, expires: expires.toISOString() };
  });

  const linkAnswer = z.object({ token: z.string(), link: z.string() });
  app.post("/api/v1/login/link", { schema: { response: { 200: responseSchema(linkAnswer) } } }, async (request) => {
    const asker = await requirePerson(request, authenticate);
    if (asker.id !== ADMINISTRATOR)
      throw new SamedayError("NOT_ALLOWED", "Only the machine's administrator makes login links.");
    const { person } = readInput(z.object({ person: z.string().max(64) }), request.body);
    const token = await login.link(person);
    return { token, link: `${publicUrl}/login/once/${token}` };
  });
}
