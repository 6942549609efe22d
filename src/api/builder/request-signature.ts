import type { FastifyRequest } from "fastify";
import { createNonceMemory, verifyRequestSignature } from "../../evidence/index.ts";
import { type Clock, SamedayError } from "../../kernel/index.ts";
import type { KnownBuilder } from "../../updates/index.ts";

/** Knows which builder a request comes from, by its signature; a request that was seen before is refused. */
export interface BuilderGate {
  /** Throws BUILDER_REFUSED. `bodySha256` is the hash of the body as it arrived, or as the address promises it. */
  admit(request: FastifyRequest, bodySha256: string): KnownBuilder;
}

export function createBuilderGate(builders: () => readonly KnownBuilder[], clock: Clock): BuilderGate {
  const nonces = createNonceMemory();
  return {
    admit(request, bodySha256) {
      const now = clock.now();
      const known = builders();
      const { method, url: path } = request;
      const seen = verifyRequestSignature(request.headers.authorization ?? "", { method, path, now }, known);
      if (seen.bodySha256 !== bodySha256)
        throw new SamedayError("BUILDER_REFUSED", "The body is not the one that was signed.");
      if (!nonces.firstUse(seen, now)) throw new SamedayError("BUILDER_REFUSED", "This request was sent before.");
      const builder = known.find((one) => one.name === seen.name);
      if (!builder) throw new SamedayError("BUILDER_REFUSED", `There is no builder ${seen.name} on file.`);
      return builder;
    },
  };
}
