import type { FastifyRequest } from "fastify";
import { verifyRequestSignature } from "../../evidence/index.ts";
import { type Clock, SamedayError } from "../../kernel/index.ts";
import type { KnownBuilder } from "../../updates/index.ts";

const REMEMBER_NONCES_MS = 15 * 60_000;

/** Knows which builder a request comes from, by its signature; a request that was seen before is refused. */
export interface BuilderGate {
  /** Throws BUILDER_REFUSED. `bodySha256` is the hash of the body as it arrived, or as the address promises it. */
  admit(request: FastifyRequest, bodySha256: string): KnownBuilder;
}

export function createBuilderGate(builders: () => readonly KnownBuilder[], clock: Clock): BuilderGate {
  const nonces = new Map<string, number>();
  return {
    admit(request, bodySha256) {
      const now = clock.now();
      forgetOld(nonces, now.getTime());
      const seen = verifyRequestSignature({
        header: request.headers.authorization ?? "",
        method: request.method,
        path: request.url,
        bodySha256,
        now,
        publicKeyOf: (name) => builders().find((builder) => builder.name === name)?.publicKey,
      });
      if (nonces.has(seen.nonce)) throw new SamedayError("BUILDER_REFUSED", "This request was sent before.");
      nonces.set(seen.nonce, now.getTime());
      const builder = builders().find((one) => one.name === seen.name);
      if (!builder) throw new SamedayError("BUILDER_REFUSED", "Nobody knows a builder of that name.");
      return builder;
    },
  };
}

function forgetOld(nonces: Map<string, number>, now: number): void {
  for (const [nonce, at] of nonces) {
    if (now - at < REMEMBER_NONCES_MS) return;
    nonces.delete(nonce);
  }
}
