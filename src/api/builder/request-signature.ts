import type { FastifyInstance, FastifyRequest } from "fastify";
import { createNonceMemory, verifyRequestSignature } from "../../evidence/index.ts";
import { type Clock, SamedayError } from "../../kernel/index.ts";
import type { KnownBuilder } from "../../updates/index.ts";

/** Knows which builder a request comes from, by its signature; a request that was seen before is refused. */
export interface BuilderGate {
  /**
   * Has every request of these routes judged by its headers, before a byte of its body is read: strangers make the desk
   * keep nothing. A refused request ends its connection, and whatever else it would have sent.
   */
  guard(app: FastifyInstance): void;
  /** Whose admitted request it is. Throws BUILDER_REFUSED when `bodySha256`, of the body as it arrived or as the address promises it, is not what was signed. */
  builderOf(request: FastifyRequest, bodySha256: string): KnownBuilder;
}

interface Admitted {
  readonly builder: KnownBuilder;
  readonly bodySha256: string;
}

export function createBuilderGate(builders: () => readonly KnownBuilder[], clock: Clock): BuilderGate {
  const nonces = createNonceMemory();
  const admitted = new WeakMap<FastifyRequest, Admitted>();

  function admit(request: FastifyRequest): Admitted {
    const now = clock.now();
    const known = builders();
    const { method, url: path } = request;
    const seen = verifyRequestSignature(request.headers.authorization ?? "", { method, path, now }, known);
    if (!nonces.firstUse(seen, now)) throw refused("This request was sent before.");
    const builder = known.find((one) => one.name === seen.name);
    if (!builder) throw refused(`There is no builder ${seen.name} on file.`);
    return { builder, bodySha256: seen.bodySha256 };
  }

  return {
    guard(app) {
      app.addHook("onRequest", async (request, reply) => {
        try {
          admitted.set(request, admit(request));
        } catch (thrown) {
          reply.header("connection", "close");
          throw thrown;
        }
      });
    },
    builderOf(request, bodySha256) {
      const found = admitted.get(request);
      if (found?.bodySha256 === bodySha256) return found.builder;
      throw refused("The body is not the one that was signed.");
    },
  };
}

function refused(message: string): SamedayError {
  return new SamedayError("BUILDER_REFUSED", message);
}
