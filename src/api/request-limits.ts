import type { FastifyInstance } from "fastify";

declare module "fastify" {
  interface FastifyContextConfig {
    /** Bodies of this route take as long as they take, as files do; they only have to go on coming. */
    readonly isUpload?: boolean;
  }
}

/** How long a caller may take to say what they want, in milliseconds, and how many may be heard at once. */
export interface RequestLimits {
  readonly headersMs: number;
  /** From the headers' end to the body's. */
  readonly bodyMs: number;
  /** Between two pieces of an upload. */
  readonly idleMs: number;
  readonly connections: number;
}

/** Slow enough for two MiB over an onion service; a server of our size reads some thousand connections at once. */
const LIMITS: RequestLimits = { headersMs: 20_000, bodyMs: 60_000, idleMs: 120_000, connections: 4_000 };

/**
 * Ends connections of callers who do not finish what they began: whoever has a thousand half requests open holds memory
 * and file handles for nothing. How long an answer takes is not limited, so long polls and downloads last.
 * To be called before routes are added: hooks hold for what comes after them.
 */
export function limitRequests(app: FastifyInstance, limits: RequestLimits = LIMITS): void {
  app.server.headersTimeout = limits.headersMs;
  app.server.maxConnections = limits.connections;
  app.addHook("onRequest", async (request, reply) => {
    const { raw } = request;
    const isUpload = request.routeOptions.config.isUpload === true;
    let seen = raw.socket.bytesRead;
    const look = (): void => {
      if (!raw.complete && (!isUpload || raw.socket.bytesRead === seen)) raw.socket.destroy();
      seen = raw.socket.bytesRead;
    };
    const timer = setInterval(look, isUpload ? limits.idleMs : limits.bodyMs);
    reply.raw.once("close", () => clearInterval(timer));
  });
  // What is left of a refused body would hold up the caller's next request on the same connection.
  app.addHook("onSend", async (request, reply) => {
    if (request.raw.complete) return;
    reply.header("connection", "close");
    request.raw.resume();
  });
}
