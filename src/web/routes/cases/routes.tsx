import type { FastifyInstance } from "fastify";
import { z } from "zod";
import type { CaseDesk } from "../../../cases/index.ts";
import { SamedayError } from "../../../kernel/index.ts";
import { hourOf } from "../../forms/cases/fields.ts";
import { pageNumber, readForm, readInput } from "../../http/forms.ts";
import { goTo, PAGE, REDIRECT, sendPage } from "../../http/render.ts";
import { isSecure, requirePerson } from "../../http/visit.ts";
import { AgendaPage } from "../../pages/cases/agenda.tsx";
import { CasesHomePage, ClosedCasesPage } from "../../pages/cases/home.tsx";
import { LessonsPage } from "../../pages/cases/lesson.tsx";
import { CasesPeoplePage } from "../../pages/cases/people.tsx";
import { SetAsidePage } from "../../pages/cases/set-aside.tsx";
import { CasesTriagePage } from "../../pages/cases/triage.tsx";
import { casesPath } from "../../text/cases/addresses.ts";
import { isZone, zoneCookie } from "../../text/cases/zone.ts";
import type { RouteParts } from "../parts.ts";
import { answerRoutes } from "./answers.tsx";
import { refusal } from "./asked.ts";
import { caseRoutes } from "./case.tsx";
import { fileRoutes } from "./files.ts";

const line = z.string().trim().max(100).default("");

async function unread(desk: CaseDesk, by: string): Promise<number> {
  return (await desk.lessons(by)).filter(({ acknowledged }) => !acknowledged).length;
}

/** The pages about cases: lists here, a case's own pages beside. Only people of the desk reach any of them. */
export function casesRoutes(app: FastifyInstance, parts: RouteParts, desk: CaseDesk): void {
  const { openVisit, options } = parts;

  app.get(casesPath.home, { schema: PAGE }, async (request, reply) => {
    const visit = await openVisit(request);
    const { id } = requirePerson(visit);
    const roleKey = await options.sealed?.roleKey(id);
    const overview = await desk.overview(id);
    const rows = await desk.list(id, "open");
    const lessons = await unread(desk, id);
    const page = { frame: visit.frame, rows, overview, lessons, roleKey };
    return sendPage(reply, <CasesHomePage {...page} />);
  });

  app.get("/cases/triage", { schema: PAGE }, async (request, reply) => {
    const visit = await openVisit(request);
    const { id } = requirePerson(visit);
    const { page } = readInput(z.object({ page: pageNumber.default(1) }), request.query);
    const overview = await desk.overview(id);
    const rows = await desk.triage(id);
    return sendPage(reply, <CasesTriagePage frame={visit.frame} rows={rows} page={page} overview={overview} />);
  });

  app.get(casesPath.agenda, { schema: PAGE }, async (request, reply) => {
    const visit = await openVisit(request);
    const { id } = requirePerson(visit);
    const { sees } = await desk.overview(id);
    return sendPage(reply, <AgendaPage frame={visit.frame} rows={await desk.reviewList(id)} sees={sees} />);
  });

  app.get(casesPath.closed, { schema: PAGE }, async (request, reply) => {
    const visit = await openVisit(request);
    const { id } = requirePerson(visit);
    const overview = await desk.overview(id);
    const rows = await desk.list(id, "closed");
    return sendPage(reply, <ClosedCasesPage frame={visit.frame} rows={rows} overview={overview} />);
  });

  app.get(casesPath.setAside, { schema: PAGE }, async (request, reply) => {
    const visit = await openVisit(request);
    const { id } = requirePerson(visit);
    const { page } = readInput(z.object({ page: pageNumber.default(1) }), request.query);
    const overview = await desk.overview(id);
    const rows = await desk.setAside(id);
    return sendPage(reply, <SetAsidePage frame={visit.frame} rows={rows} overview={overview} page={page} />);
  });

  app.get(casesPath.lessons, { schema: PAGE }, async (request, reply) => {
    const visit = await openVisit(request);
    const { id } = requirePerson(visit);
    return sendPage(reply, <LessonsPage frame={visit.frame} lessons={await desk.lessons(id)} />);
  });

  app.get(casesPath.people, { schema: PAGE }, async (request, reply) => {
    const visit = await openVisit(request);
    requirePerson(visit);
    return sendPage(reply, <CasesPeoplePage frame={visit.frame} staff={await desk.staff()} />);
  });

  app.post("/cases/people/absence", { schema: REDIRECT }, async (request, reply) => {
    const visit = await openVisit(request);
    const person = requirePerson(visit);
    const sent = readForm(request, visit, z.object({ who: line, from: line, until: line }));
    const who = sent.who === "" ? person.id : sent.who;
    const zones = { "from-zone": visit.frame.zone, "until-zone": visit.frame.zone };
    try {
      const from = hourOf({ ...sent, ...zones }, "from").at;
      const until = hourOf({ ...sent, ...zones }, "until").at;
      if (until < from) throw new SamedayError("INPUT_INVALID", "They would be back before they are away.");
      await desk.setAbsence(person.id, { who, from, until });
    } catch (error) {
      const { problem, status } = refusal(error);
      const staff = await desk.staff();
      return sendPage(
        reply,
        <CasesPeoplePage frame={visit.frame} staff={staff} sent={sent} problem={problem} />,
        status,
      );
    }
    return goTo(reply, `${casesPath.people}?done=absence`);
  });

  app.post(casesPath.zone, { schema: REDIRECT }, async (request, reply) => {
    const visit = await openVisit(request);
    const { id } = requirePerson(visit);
    const { zone } = readForm(request, visit, z.object({ zone: line }));
    if (!isZone(zone)) {
      const overview = await desk.overview(id);
      const rows = await desk.list(id, "open");
      const problem = `There is no time zone ${zone === "" ? "without a name" : zone}. Try UTC, or a name such as Europe/Berlin.`;
      const page = { frame: visit.frame, rows, overview, lessons: await unread(desk, id), problem };
      return sendPage(reply, <CasesHomePage {...page} />, 400);
    }
    reply.header("set-cookie", zoneCookie(zone, visit.frame.now, isSecure(options)));
    return goTo(reply, `${casesPath.home}?done=zone`);
  });

  caseRoutes(app, parts, desk);
  answerRoutes(app, parts, desk);
  fileRoutes(app, parts, desk);
}
