import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { VNode } from "preact";
import { z } from "zod";
import { SamedayError } from "../../../kernel/index.ts";
import { readInput } from "../../http/forms.ts";
import { createPageCache } from "../../http/page-cache.ts";
import { goTo, PAGE, REDIRECT, renderPage, sendPage } from "../../http/render.ts";
import type { Frame, TrackerHealth, TrackerReads } from "../../model/index.ts";
import { RELEASE_SHOWS } from "../../model/release-shows.ts";
import { TrackerDelaysPage, TrackerEventsPage } from "../../pages/tracker/events.tsx";
import { type NoDay, noDayWords } from "../../pages/tracker/history.tsx";
import { TrackerHomePage } from "../../pages/tracker/home.tsx";
import { TrackerIssuePage } from "../../pages/tracker/issue.tsx";
import { TrackerViewPage } from "../../pages/tracker/list.tsx";
import { TrackerNothingPage, TrackerReadingPage } from "../../pages/tracker/nothing.tsx";
import { TrackerReleasePage } from "../../pages/tracker/release.tsx";
import {
  TrackerAdvisoryPage,
  TrackerBugPage,
  TrackerProblemsPage,
  TrackerReasonPage,
} from "../../pages/tracker/small.tsx";
import { TrackerSourcePage } from "../../pages/tracker/source.tsx";
import type { RouteParts } from "../parts.ts";
import { advisoryRoutes } from "./advisory.tsx";
import { type AskedDay, askedDay, dayAsked } from "./day.ts";
import { trackerEditRoutes } from "./edit.tsx";
import { type Editing, editingOf } from "./editing.ts";
import { eventQuery, eventRoutes } from "./events.tsx";
import { pathMeant } from "./search.ts";
import { sendJsonError, sendTagged } from "./send.ts";
import { triageRoutes } from "./triage.tsx";

const query = z.object({
  ...eventQuery.shape,
  show: z.enum(RELEASE_SHOWS).catch("open").default("open"),
  at: dayAsked,
});
type Query = z.output<typeof query> & { readonly day: AskedDay };
type Params = Readonly<Record<string, string>>;

/** What an address shows: the same model as JSON and as a page. */
interface Shown {
  readonly model: unknown;
  /** Why it is not what was known on the day that was asked for. */
  readonly noDay: NoDay | null;
  page(frame: Frame, health: TrackerHealth, editing: Editing): VNode;
}

type Find = (reads: TrackerReads, params: Params, query: Query) => Promise<Shown | null>;

/** Under this the lists keep a year's issues that have no number. */
const UNNUMBERED = /^CVE-\d{4}-XXXX$/i;
const NOTHING = "Nothing in the tracker has this name.";
const NEARLY_A_NAME = /^[a-z0-9][a-z0-9.+-]{2,59}$/;
const READING = "The tracker's data is being read; it takes some seconds.";

/** Kept apart, so that whoever reads through the tracker pushes no board out; some 250 pages of packages. */
const KEPT = { pages: 1000, characters: 8_000_000 };

/** The tracker: everything in it is public, and every page has its JSON at the same address with `.json` behind it. */
export function trackerRoutes(app: FastifyInstance, { options, openVisit }: RouteParts, reads: TrackerReads): void {
  const parts: RouteParts = { options, openVisit, cache: createPageCache(KEPT) };
  app.get(
    "/tracker/search",
    { schema: { response: { ...PAGE.response, ...REDIRECT.response } } },
    async (request, reply) => {
      const { q } = readInput(z.object({ q: z.string().max(200).default("") }), request.query);
      if (q.trim() === "") return goTo(reply, "/tracker");
      return unlessAway(parts, request, reply, false, async () => {
        const path = await pathMeant(reads, q);
        return path === null ? tellNothing(parts, reads, request, reply, q) : goTo(reply, path);
      });
    },
  );

  app.get("/tracker/", { schema: REDIRECT }, async (_request, reply) => goTo(reply, "/tracker"));

  eventRoutes(app, parts, reads, (request, reply, answer) => unlessAway(parts, request, reply, true, answer));

  if (options.trackerEdits) {
    trackerEditRoutes(app, parts, options.trackerEdits);
    advisoryRoutes(app, parts, options.trackerEdits, reads);
  }
  triageRoutes(app, parts, reads, (request, reply, json, answer) => unlessAway(parts, request, reply, json, answer));

  for (const [path, find] of PAGES) {
    const answer = async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> =>
      show(parts, reads, request, reply, find);
    app.get(path, { schema: PAGE }, answer);
    if (!path.includes(":") && path !== "/tracker/events") app.get(`${path}.json`, { schema: PAGE }, answer);
  }
}

const PAGES: readonly (readonly [path: string, find: Find])[] = [
  [
    "/tracker",
    async (reads) => {
      const model = await reads.home();
      return { model, noDay: null, page: (frame) => <TrackerHomePage frame={frame} model={model} /> };
    },
  ],
  [
    "/tracker/events",
    async (reads, _params, { page, issue, source, release, team }) => {
      const wish = { issue, source, release, team };
      const model = await reads.events(wish, page);
      if (model === null) return null;
      return {
        model,
        noDay: null,
        page: (frame, health) => <TrackerEventsPage frame={frame} health={health} model={model} wish={wish} />,
      };
    },
  ],
  ["/tracker/delays", async (reads) => shown(await reads.delays(), TrackerDelaysPage)],
  ["/tracker/problems", async (reads, _params, { page }) => shown(await reads.problems(page), TrackerProblemsPage)],
  [
    "/tracker/source-package/:last",
    async (reads, { last = "" }, { page, day }) => {
      const model = await reads.source(last, day.end === undefined ? page : 1);
      if (model === null) return null;
      const issues = model.issues.rows.map(({ issue }) => issue);
      const [history, asOf] = await Promise.all([
        reads.sourceHistory(last, issues),
        day.end === undefined ? null : reads.asOf({ source: last }, day.end, page),
      ]);
      return shown({ ...model, history, asOf }, TrackerSourcePage, day);
    },
  ],
  [
    "/tracker/release/:last",
    async (reads, { last = "" }, { page, show: which, day }) => {
      const model = await reads.release(last, which, day.end === undefined ? page : 1);
      if (model === null) return null;
      const [history, asOf] = await Promise.all([
        reads.releaseHistory(model.name),
        day.end === undefined ? null : reads.releaseAsOf(model.name, which, day.end, page),
      ]);
      return shown({ ...model, history, asOf }, TrackerReleasePage, day);
    },
  ],
  [
    "/tracker/view/:last",
    async (reads, { last = "" }, { page }) => shown(await reads.view(last, page), TrackerViewPage),
  ],
  [
    "/tracker/bug/:last",
    async (reads, { last = "" }) =>
      /^\d{1,9}$/.test(last) ? shown(await reads.bug(Number(last)), TrackerBugPage) : null,
  ],
  [
    "/tracker/:issue/:source/:last",
    async (reads, { issue = "", source = "", last = "" }) => {
      const [model, history] = await Promise.all([
        reads.reason(issue, source, last),
        reads.placeHistory(issue, source, last),
      ]);
      return shown(model && { ...model, history }, TrackerReasonPage);
    },
  ],
  [
    "/tracker/:last",
    async (reads, { last = "" }, { day, page }) => {
      // Names are written in capitals; people who type an address write them as they like.
      const model = (await reads.issue(last)) ?? (await reads.issue(last.toUpperCase()));
      if (model === null && UNNUMBERED.test(last)) return shown(await reads.view(last, page), TrackerViewPage);
      if (model === null) {
        return shown((await reads.advisory(last)) ?? (await reads.advisory(last.toUpperCase())), TrackerAdvisoryPage);
      }
      const [history, asOf] = await Promise.all([
        reads.issueHistory(model.issue),
        day.end === undefined ? null : reads.asOf({ issue: model.issue }, day.end, page),
      ]);
      return shown({ ...model, history, asOf }, TrackerIssuePage, day);
    },
  ],
];

interface PageProps<Model> {
  readonly frame: Frame;
  readonly health: TrackerHealth;
  readonly model: Model;
  readonly editing: Editing;
  readonly noDay: NoDay | null;
}

const NOW: AskedDay = { end: undefined, noDay: null };

/** `day` is what was asked of a page that can answer for one. */
function shown<Model>(model: Model | null, Page: (props: PageProps<Model>) => VNode, day = NOW): Shown | null {
  if (model === null) return null;
  const { asOf = null } = model as { readonly asOf?: unknown };
  const noDay = day.noDay ?? (day.end !== undefined && asOf === null ? "no-history" : null);
  const page: Shown["page"] = (frame, health, editing) => (
    <Page frame={frame} health={health} model={model} editing={editing} noDay={noDay} />
  );
  return { model, noDay, page };
}

async function show(
  parts: RouteParts,
  reads: TrackerReads,
  request: FastifyRequest,
  reply: FastifyReply,
  find: Find,
): Promise<FastifyReply> {
  const [path = ""] = request.url.split("?");
  const json = path.endsWith(".json");
  return unlessAway(parts, request, reply, json, () => showPresent(parts, reads, request, reply, find, path));
}

async function showPresent(
  parts: RouteParts,
  reads: TrackerReads,
  request: FastifyRequest,
  reply: FastifyReply,
  find: Find,
  path: string,
): Promise<FastifyReply> {
  const json = path.endsWith(".json");
  const asked = readInput(query, request.query);
  const wish = { ...asked, day: askedDay(asked.at, parts.options.clock.now()) };
  const params = json ? withoutSuffix(request.params as Params) : (request.params as Params);
  if (json) {
    const found = await find(reads, params, wish);
    if (found === null) return sendJsonError(reply, new SamedayError("NOT_FOUND", NOTHING));
    // A program would take what is known now for what was known then.
    if (found.noDay !== null) return sendJsonError(reply, noDayError(found.noDay));
    return sendTagged(request, reply, `${JSON.stringify(found.model)}\n`, "json");
  }
  const health = await reads.health();
  if (health === null) return tellReading(parts, request, reply, json);
  const { frame, person } = await parts.openVisit(request);
  const editing = await editingOf(parts.options, person, path);
  const key = { version: health.version, now: frame.now, session: frame.csrf };
  const name = `tracker ${path} ${JSON.stringify(wish)} ${frame.notice} ${health.troubles.length} ${JSON.stringify(editing)}`;
  const page = await parts.cache({ ...key, path: name }, async () => {
    const found = await find(reads, params, wish);
    return found === null ? "" : renderPage(found.page(frame, health, editing));
  });
  if (page !== "") return sendTagged(request, reply, page, "page");
  return tellNothing(parts, reads, request, reply, params.source ?? params.last ?? "");
}

function noDayError(noDay: NoDay): SamedayError {
  return new SamedayError(noDay === "no-history" ? "NOT_FOUND" : "INPUT_INVALID", noDayWords(noDay));
}

/** Whoever holds the data may go away between two questions: then the page says so. */
async function unlessAway(
  parts: RouteParts,
  request: FastifyRequest,
  reply: FastifyReply,
  json: boolean,
  answer: () => Promise<FastifyReply>,
): Promise<FastifyReply> {
  try {
    return await answer();
  } catch (error) {
    if (error instanceof SamedayError && error.code === "TRACKER_AWAY") {
      return tellReading(parts, request, reply, json);
    }
    throw error;
  }
}

/** The suffix stands behind the address's last part. */
function withoutSuffix(params: Params): Params {
  return params.last === undefined ? params : { ...params, last: params.last.replace(/\.json$/, "") };
}

/** `asked` is the name of which nothing is known; longer ones are no slips of the pen. */
async function tellNothing(
  parts: RouteParts,
  reads: TrackerReads,
  request: FastifyRequest,
  reply: FastifyReply,
  asked: string,
): Promise<FastifyReply> {
  const name = asked.trim().toLowerCase();
  const near = NEARLY_A_NAME.test(name) ? await reads.nearest(name) : null;
  const { frame } = await parts.openVisit(request);
  return sendPage(reply, <TrackerNothingPage frame={frame} near={near} />, 404);
}

async function tellReading(
  parts: RouteParts,
  request: FastifyRequest,
  reply: FastifyReply,
  json: boolean,
): Promise<FastifyReply> {
  reply.header("retry-after", "5");
  if (json) return sendJsonError(reply, new SamedayError("TRACKER_AWAY", READING));
  const { frame } = await parts.openVisit(request);
  return sendPage(reply, <TrackerReadingPage frame={frame} message={READING} />, 503);
}
