import type { FastifyInstance } from "fastify";
import { z } from "zod";
import { nothingHere } from "../http/errors.tsx";
import { pageNumber, readInput } from "../http/forms.ts";
import { goTo, PAGE, REDIRECT, renderPage, sendPage } from "../http/render.ts";
import { requirePerson } from "../http/visit.ts";
import { BoardPage } from "../pages/board.tsx";
import { IssueListPage } from "../pages/issue-list.tsx";
import { PackagePage } from "../pages/package.tsx";
import { ReleasePage, ReleasesPage } from "../pages/release.tsx";
import { UpdateListPage } from "../pages/update-list.tsx";
import { packagePath } from "../text/addresses.ts";
import type { RouteParts } from "./parts.ts";

const paged = z.object({ page: pageNumber.default(1) });
const sourceName = z.string().regex(/^[a-z0-9][a-z0-9+.-]{0,99}$/);
const codename = z.string().regex(/^[a-z0-9][a-z0-9.-]{0,63}$/);
const listName = z.enum(["you", "others", "itself", "ended"]).catch("others");

/** The board and the lists behind it. */
export function listRoutes(app: FastifyInstance, { options, openVisit, cache }: RouteParts): void {
  const { reads } = options;

  app.get("/", { schema: PAGE }, async (request, reply) => {
    const { person, frame } = await openVisit(request);
    const { page } = readInput(paged, request.query);
    const path = `/?page=${page}${frame.notice}`;
    const key = { version: reads.version(), now: frame.now, session: frame.csrf, path };
    const body = await cache(key, async () =>
      renderPage(<BoardPage frame={frame} model={await reads.board(person, page)} />),
    );
    return sendPage(reply, body);
  });

  app.get("/updates", { schema: PAGE }, async (request, reply) => {
    const visit = await openVisit(request);
    const { list, page } = readInput(paged.extend({ list: listName.default("others") }), request.query);
    if (list === "you") requirePerson(visit);
    const model = await reads.updates(visit.person, list, page);
    return sendPage(reply, <UpdateListPage frame={visit.frame} list={list} model={model} />);
  });

  app.get("/issues", { schema: PAGE }, async (request, reply) => {
    const { frame } = await openVisit(request);
    const { page } = readInput(paged, request.query);
    return sendPage(reply, <IssueListPage frame={frame} model={await reads.issues(page, null)} />);
  });

  app.get("/releases", { schema: PAGE }, async (request, reply) => {
    const { frame } = await openVisit(request);
    return sendPage(reply, <ReleasesPage frame={frame} releases={await reads.releases()} />);
  });

  app.get<{ Params: { codename: string } }>("/releases/:codename", { schema: PAGE }, async (request, reply) => {
    const { frame, person } = await openVisit(request);
    const { page } = readInput(paged, request.query);
    const name = codename.safeParse(request.params.codename);
    const model = name.success ? await reads.release(name.data, person, page) : null;
    if (!model) throw nothingHere();
    return sendPage(reply, <ReleasePage frame={frame} model={model} />);
  });

  app.get("/packages", { schema: REDIRECT }, async (request, reply) => {
    const { name } = readInput(z.object({ name: z.string().max(100) }), request.query);
    return goTo(reply, packagePath(name.trim()));
  });

  app.get<{ Params: { name: string } }>("/packages/:name", { schema: PAGE }, async (request, reply) => {
    const { frame, person } = await openVisit(request);
    const { page } = readInput(paged, request.query);
    const name = sourceName.safeParse(request.params.name);
    const model = name.success ? await reads.package(name.data, person, page) : null;
    if (!model) throw nothingHere();
    return sendPage(reply, <PackagePage frame={frame} model={model} />);
  });
}
