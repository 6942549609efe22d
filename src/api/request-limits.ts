import type { IncomingMessage } from "node:http";
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
    const { socket } = raw;
    const isUpload = request.routeOptions.config.isUpload === true;
    let seen = socket.bytesRead;
    const look = (): void => {
      if (!raw.complete && (!isUpload || socket.bytesRead === seen)) socket.destroy();
      seen = socket.bytesRead;
    };
    const timer = setInterval(look, isUpload ? limits.idleMs : limits.bodyMs);
    reply.raw.once("close", () => clearInterval(timer));
  });
  app.addHook("onSend", async (request) => throwRestAway(request.raw, limits.bodyMs));
}

/**
 * A caller whose file is refused half-way is still sending. To close the connection now would reset it, and they might
 * never read why; to stop reading would hold up their next request on it. So the rest is read for a while, and lost.
 */
function throwRestAway(raw: IncomingMessage, limitMs: number): void {
  if (raw.complete) return;
  setTimeout(() => raw.complete || raw.destroy(), limitMs).unref();
  raw.resume();
}
