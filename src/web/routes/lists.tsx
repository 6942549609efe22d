import type { FastifyInstance } from "fastify";
import { z } from "zod";
import type { CaseDesk } from "../../cases/index.ts";
import type { Person } from "../../distribution/index.ts";
import { nothingHere } from "../http/errors.tsx";
import { pageNumber, readInput } from "../http/forms.ts";
import { goTo, PAGE, REDIRECT, sendPage } from "../http/render.ts";
import { requirePerson } from "../http/visit.ts";
import { BoardPage } from "../pages/board.tsx";
import { IssueListPage } from "../pages/issue-list.tsx";
import { PackagePage } from "../pages/package.tsx";
import { ReleasePage, ReleasesPage } from "../pages/release.tsx";
import { UpdateListPage } from "../pages/update-list.tsx";
import { packagePath } from "../text/addresses.ts";
import type { RouteParts } from "./parts.ts";
import { sendKept } from "./send-kept.ts";

const paged = z.object({ page: pageNumber.default(1) });
const sourceName = z.string().regex(/^[a-z0-9][a-z0-9+.-]{0,99}$/);
const codename = z.string().regex(/^[a-z0-9][a-z0-9.-]{0,63}$/);
const listName = z.enum(["you", "others", "itself", "ended"]).catch("others");

/** The board and the lists behind it. */
export function listRoutes(app: FastifyInstance, parts: RouteParts): void {
  const { openVisit } = parts;
  const { reads } = parts.options;

  app.get("/", { schema: PAGE }, async (request, reply) => {
    const visit = await openVisit(request);
    const { page } = readInput(paged, request.query);
    return sendKept(parts, reply, visit, `/?page=${page}`, async () => (
      <BoardPage
        frame={visit.frame}
        model={await reads.board(visit.person, page)}
        cases={await casesFor(parts.options.cases, visit.person)}
        overview={visit.person ? await parts.options.cases?.overview(visit.person.id) : undefined}
      />
    ));
  });

  app.get("/updates", { schema: PAGE }, async (request, reply) => {
    const visit = await openVisit(request);
    const { list, page } = readInput(paged.extend({ list: listName.default("others") }), request.query);
    if (list === "you") requirePerson(visit);
    return sendKept(parts, reply, visit, `/updates?list=${list}&page=${page}`, async () => (
      <UpdateListPage frame={visit.frame} list={list} model={await reads.updates(visit.person, list, page)} />
    ));
  });

  app.get("/issues", { schema: PAGE }, async (request, reply) => {
    const visit = await openVisit(request);
    const { page } = readInput(paged, request.query);
    return sendKept(parts, reply, visit, `/issues?page=${page}`, async () => (
      <IssueListPage frame={visit.frame} model={await reads.issues(visit.person, page)} />
    ));
  });

  app.get("/releases", { schema: PAGE }, async (request, reply) => {
    const { frame } = await openVisit(request);
    return sendPage(reply, <ReleasesPage frame={frame} releases={await reads.releases()} />);
  });

  app.get<{ Params: { codename: string } }>("/releases/:codename", { schema: PAGE }, async (request, reply) => {
    const visit = await openVisit(request);
    const { page } = readInput(paged, request.query);
    const name = codename.safeParse(request.params.codename);
    if (!name.success) throw nothingHere();
    return sendKept(parts, reply, visit, `/releases/${name.data}?page=${page}`, async () => {
      const model = await reads.release(name.data, visit.person, page);
      if (!model) throw nothingHere();
      return <ReleasePage frame={visit.frame} model={model} />;
    });
  });

  app.get("/packages", { schema: REDIRECT }, async (request, reply) => {
    const { name } = readInput(z.object({ name: z.string().max(100) }), request.query);
    return goTo(reply, packagePath(name.trim()));
  });

  app.get<{ Params: { name: string } }>("/packages/:name", { schema: PAGE }, async (request, reply) => {
    const visit = await openVisit(request);
    const { page } = readInput(paged, request.query);
    const name = sourceName.safeParse(request.params.name);
    if (!name.success) throw nothingHere();
    return sendKept(parts, reply, visit, `/packages/${name.data}?page=${page}`, async () => {
      const model = await reads.package(name.data, visit.person, page);
      if (!model) throw nothingHere();
      return <PackagePage frame={visit.frame} model={model} />;
    });
  });
}

/** How many cases wait for somebody; without titles, so that no reading is noted. */
async function casesFor(desk: CaseDesk | null | undefined, person: Person | null): Promise<number> {
  if (!desk || !person) return 0;
  return (await desk.reviewList(person.id)).filter(({ yours }) => yours).length;
}
