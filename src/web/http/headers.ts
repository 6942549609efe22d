import type { FastifyInstance } from "fastify";

/** No script, nothing from elsewhere, no framing; forms go to us only. */
const CONTENT_POLICY =
  "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

/** What every answer of the pages carries. `secure` when people reach the desk over HTTPS. */
export function addHeaders(app: FastifyInstance, secure: boolean): void {
  app.addHook("onSend", async (_request, reply) => {
    reply.headers({
      "content-security-policy": CONTENT_POLICY,
      "x-content-type-options": "nosniff",
      "x-frame-options": "DENY",
      // Other sites learn nothing of our addresses; our own forms keep their origin, which is checked.
      "referrer-policy": "same-origin",
      "cross-origin-opener-policy": "same-origin",
      "cross-origin-resource-policy": "same-origin",
      "permissions-policy": "camera=(), geolocation=(), microphone=(), browsing-topics=()",
      ...(secure ? { "strict-transport-security": "max-age=31536000" } : {}),
    });
    if (!reply.hasHeader("cache-control")) reply.header("cache-control", "no-store");
  });
}
