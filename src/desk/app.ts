import { timingSafeEqual } from "node:crypto";
import { readFile } from "node:fs/promises";
import Fastify, { type FastifyInstance } from "fastify";
import { createAccounts } from "../accounts/index.ts";
import { ADMINISTRATOR, type Administration, type Changes, registerApi, type WorkBell } from "../api/index.ts";
import type { Distribution, Person } from "../distribution/index.ts";
import { signerLayout } from "../signer/index.ts";
import type { LineContext } from "../updates/index.ts";
import { createBuilderList } from "./builders.ts";
import { registerFaces } from "./faces/index.ts";
import type { Layout } from "./layout.ts";

export interface AppParts {
  readonly layout: Layout;
  readonly context: LineContext;
  readonly changes: Changes;
  readonly bell: WorkBell;
  readonly administration: Administration;
}

/** The HTTP server with everything that hangs on it: interfaces for programs, published suites, pages. Not listening yet. */
export async function createApp({
  layout,
  context,
  changes,
  bell,
  administration,
}: AppParts): Promise<FastifyInstance> {
  const { definition } = context;
  const app = Fastify({
    logger: { level: "warn" },
    bodyLimit: 2 * 1024 * 1024,
    // Uploads and long polls take as long as they take; a silent connection is ended by keep-alive and TCP.
    requestTimeout: 0,
    forceCloseConnections: true,
    // The web server in front of the desk runs on the same machine and says who asks.
    trustProxy: "loopback",
  });
  const accounts = createAccounts(context);
  const administrator = await administratorToken(layout.adminToken, definition);
  registerApi(app, {
    context,
    clock: context.clock,
    changes,
    bell,
    builders: await createBuilderList(layout, definition),
    authenticate: async (token) => administrator(token) ?? (await accounts.session(token)),
    login: { challenge: accounts.challenge, login: accounts.challengeLogin, link: accounts.createLink },
    trees: signerLayout(layout.signer),
    administration,
  });
  registerFaces(app, { context, accounts, version: changes.current, drillResults: layout.drillResults });
  await app.ready();
  return app;
}

/** Commands on this machine that can read the token's file act for the desk itself: they read everything and release nothing. */
async function administratorToken(path: string, definition: Distribution): Promise<(token: string) => Person | null> {
  const expected = Buffer.from((await readFile(path, "utf8")).trim());
  const administrator: Person = {
    id: ADMINISTRATOR,
    name: "Administrator",
    email: definition.contact,
    role: "assistant",
    fingerprints: [],
    keyFile: "",
    mayUpload: [],
  };
  return (token) => {
    const given = Buffer.from(token);
    return given.length === expected.length && timingSafeEqual(given, expected) ? administrator : null;
  };
}
