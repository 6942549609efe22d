import send from "@fastify/send";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { type LineContext, queueTokenHolder } from "../../updates/index.ts";
import { rememberKeys } from "./public-keys.ts";

/** Directories that the signer publishes, one apt archive each. */
export interface ArchiveTrees {
  readonly publicTree: string;
  /** Holds one directory a queue. */
  readonly queues: string;
}

interface TreeRequest {
  Params: { readonly "*": string };
}

interface KeyRequest {
  Params: { readonly use: string };
}

/**
 * The published suites for apt: `/archive/` for everybody, `/queues/NAME/` for testers, and the public keys as `/keys/USE.asc`.
 * A tree is only ever switched as a whole, and files are opened by their path at each request, so a reader sees one state
 * or the next. An embargoed queue answers 401 to everybody without a personal token (apt_auth.conf(5)).
 */
export function archiveRoutes(app: FastifyInstance, context: LineContext, trees: ArchiveTrees): void {
  app.get<TreeRequest>("/archive/*", (request, reply) => sendFile(request, reply, trees.publicTree, false));

  const signerKeys = rememberKeys(() => context.signer.keys(), context.clock);
  app.get<KeyRequest>("/keys/:use.asc", async (request, reply) => {
    const keys = (await signerKeys()).filter((key) => key.use === request.params.use);
    if (keys.length === 0) return reply.code(404).type("text/plain").send("The signer has no keys of this use.\n");
    return reply.type("application/pgp-keys").send(keys.map((key) => key.publicKey).join("\n"));
  });

  for (const queue of context.definition.queues) {
    app.get<TreeRequest>(`/queues/${queue.name}/*`, async (request, reply) => {
      if (queue.embargoed && !(await mayTest(context, queue.name, request))) {
        return reply
          .code(401)
          .header("www-authenticate", `Basic realm="Sameday queue ${queue.name}", charset="UTF-8"`)
          .header("cache-control", "no-store")
          .type("text/plain")
          .send("This queue needs a personal token; see its page on the desk.\n");
      }
      return sendFile(request, reply, `${trees.queues}/${queue.name}`, queue.embargoed);
    });
  }
}

/** Conditional and range requests are the library's; indices are asked for again, what is named by its hash never changes. */
async function sendFile(
  request: FastifyRequest<TreeRequest>,
  reply: FastifyReply,
  root: string,
  isPrivate: boolean,
): Promise<FastifyReply> {
  const path = request.params["*"];
  const unchanging = path.includes("/by-hash/") || path.startsWith("pool/");
  const age = unchanging ? "max-age=86400, immutable" : "no-cache";
  const found = await send(request.raw, encodeURI(path), { root, dotfiles: "deny", index: false, cacheControl: false });
  // A directory, or a hidden name, is no more there than a file that does not exist.
  reply.code(found.statusCode === 403 ? 404 : found.statusCode);
  for (const [name, value] of Object.entries(found.headers)) reply.header(name, value);
  reply.header("cache-control", `${isPrivate ? "private, " : ""}${age}`);
  reply.header("x-content-type-options", "nosniff");
  if (found.type === "file") return reply.send(found.stream);
  return reply.type("text/plain").send(found.statusCode === 304 ? "" : "There is no such file in this archive.\n");
}

/** The name part of the credentials is the holder's for the log's sake; the token alone decides. */
async function mayTest(context: LineContext, queue: string, request: FastifyRequest): Promise<boolean> {
  const encoded = /^Basic ([A-Za-z0-9+/=]{1,400})$/i.exec(request.headers.authorization ?? "")?.[1];
  if (!encoded) return false;
  const credentials = Buffer.from(encoded, "base64").toString("utf8");
  const colon = credentials.indexOf(":");
  return colon >= 0 && (await queueTokenHolder(context, queue, credentials.slice(colon + 1))) !== null;
}
