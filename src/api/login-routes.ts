import type { FastifyInstance } from "fastify";
import { z } from "zod";
import { readInput } from "./read-input.ts";
import { responseSchema } from "./schemas.ts";

/** How programs log in: a challenge, clear-signed with the key on file, is answered with a token. */
export interface LoginPort {
  /** Throws NOT_FOUND for nobody, NOT_ALLOWED after too many tries. */
  challenge(person: string, address: string): Promise<string>;
  /** Throws SIGNATURE_BAD, SIGNER_NOT_ALLOWED. */
  login(signedChallenge: string, address: string): Promise<{ readonly token: string; readonly expires: Date }>;
}

export function loginRoutes(app: FastifyInstance, login: LoginPort): void {
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
}
