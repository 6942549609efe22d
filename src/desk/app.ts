import { timingSafeEqual } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import Fastify, { type FastifyInstance } from "fastify";
import { createAccounts } from "../accounts/index.ts";
import {
  ADMINISTRATOR,
  type Administration,
  type Changes,
  limitRequests,
  registerApi,
  type WorkBell,
} from "../api/index.ts";
import type { CaseDesk, DisclosureDesk, SealedDesk } from "../cases/index.ts";
import type { Distribution, Person } from "../distribution/index.ts";
import { signerLayout } from "../signer/index.ts";
import type { Guarded, LineContext } from "../updates/index.ts";
import { createAuditSchedule } from "./audits/schedule.ts";
import { createBuilderList } from "./builders.ts";
import { readAlarms } from "./cases/alarms.ts";
import { registerFaces } from "./faces/index.ts";
import type { Layout } from "./layout.ts";
import { logInWords } from "./log-line.ts";
import { tend } from "./tend.ts";
import { makeInHelper } from "./tracker-facts/helper.ts";
import { keepFactsCurrent } from "./tracker-facts/keep-current.ts";
import { createKnownRecord } from "./tracker-facts/known-record.ts";
import { createTrackerFacts } from "./tracker-facts/tracker-facts.ts";
import { createTrackerClient } from "./tracker-live/tracker-client.ts";

export interface AppParts {
  readonly layout: Layout;
  readonly context: LineContext;
  readonly changes: Changes;
  readonly bell: WorkBell;
  readonly administration: Administration;
  /** Undefined on a desk that takes no reports. */
  readonly cases: CaseDesk | undefined;
  readonly disclosures?: DisclosureDesk | undefined;
  readonly sealed?: SealedDesk | undefined;
  /** Where warnings and errors go, in words. */
  readonly say: (line: string) => void;
}

/** Stands for what everybody may know of. */
const PUBLIC: Guarded = { embargoed: false, state: "open", uploader: "", uploaders: [] };

/** The HTTP server with everything that hangs on it: interfaces for programs, published suites, pages. Not listening yet. */
export async function createApp({
  layout,
  context,
  changes,
  bell,
  administration,
  cases,
  disclosures,
  sealed,
  say,
}: AppParts): Promise<FastifyInstance> {
  const { definition } = context;
  const app = Fastify({
    logger: { level: "warn", serializers: { err: errorForLog }, stream: logInWords(say) },
    // Numbers in a row would tell everybody how much the desk is asked.
    genReqId: () => Buffer.from(context.random.bytes(9)).toString("base64url"),
    bodyLimit: 2 * 1024 * 1024,
    // Uploads take as long as they take: `limitRequests` knows which requests those are.
    requestTimeout: 0,
    forceCloseConnections: true,
    // The web server in front of the desk runs on the same machine and says who asks.
    trustProxy: "loopback",
  });
  limitRequests(app);
  const accounts = createAccounts(context);
  const administrator = await administratorToken(layout.adminToken, definition);
  const audits = createAuditSchedule(context);
  registerApi(app, {
    context,
    clock: context.clock,
    changes,
    bell,
    builders: await createBuilderList(layout, definition),
    authenticate: async (token) => administrator(token) ?? (await accounts.session(token)),
    login: { challenge: accounts.challenge, login: accounts.challengeLogin, link: accounts.createLink },
    trees: signerLayout(layout.signer),
    audits,
    administration,
    cases,
    disclosures,
    sealed,
  });
  let closing = false;
  const place = layout.issues;
  const places = { definition: layout.definition, suites: join(layout.cache, "suites"), place };
  const known = createKnownRecord(context.store, place);
  // What a desk before this one left in files: the next backup must hold it.
  await known.takeOver();
  const trackerFacts = createTrackerFacts({
    ...context,
    place,
    known,
    make: makeInHelper(context.runner, places),
    changed() {
      changes.changed();
      changes.announce(PUBLIC);
    },
    say: (text) => app.log.warn(text),
  });
  const looking = tend([keepFactsCurrent(trackerFacts, context.clock)], (text) => closing || app.log.warn(text));
  app.addHook("onClose", async () => {
    closing = true;
    await Promise.all([trackerFacts.stop(), looking.stop()]);
  });
  const tracker = createTrackerClient(layout.trackerSocket);
  app.addHook("onClose", async () => tracker.close());
  registerFaces(app, {
    context,
    accounts,
    version: changes.current,
    state: () => changes.current({ id: ADMINISTRATOR, role: "assistant" }),
    changedSince: changes.since,
    trackerFacts,
    tracker,
    drillResults: layout.drillResults,
    audits,
    cases,
    disclosures,
    sealed,
    intakeAlarms: () => readAlarms(layout.intakeAlarms, context.clock),
  });
  await app.ready();
  return app;
}

/** Where it went wrong, without what a driver adds: PostgreSQL's particulars quote rows, which may be under embargo. */
function errorForLog({ name, message, stack }: Error): { type: string; message: string; stack: string } {
  return { type: name, message, stack: stack ?? "" };
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
