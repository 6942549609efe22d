import type { FastifyInstance } from "fastify";

/** What a route below `takeUploads` finds as the body of a file. */
export type UploadBody = AsyncIterable<Uint8Array>;

/**
 * Gives the routes of `app` files as they come in, unbuffered. A route that stops reading half-way leaves the rest
 * where it is, for limitRequests to throw away: to destroy the stream would leave the connection stuck behind it.
 */
export function takeUploads(app: FastifyInstance): void {
  app.addContentTypeParser("application/octet-stream", (_request, payload, done) =>
    done(null, payload.iterator({ destroyOnReturn: false })),
  );
}
