import type { FastifyInstance, FastifyReply } from "fastify";
import { z } from "zod";
import type { Act, ActName, CaseDesk } from "../../../cases/index.ts";
import { SamedayError } from "../../../kernel/index.ts";
import { ACT_FORMS, type ActForm, actForm } from "../../forms/cases/acts.ts";
import { said, type Values } from "../../forms/cases/fields.ts";
import { nothingHere } from "../../http/errors.tsx";
import { formText, pageNumber, readForm, readInput } from "../../http/forms.ts";
import { goTo, PAGE, REDIRECT, sendPage } from "../../http/render.ts";
import { ActPage } from "../../pages/cases/act.tsx";
import { AdvisoryPage, LARGEST_RECORD_ON_PAGE } from "../../pages/cases/advisory.tsx";
import { CasePage } from "../../pages/cases/case.tsx";
import { LessonPage, WriteLessonPage } from "../../pages/cases/lesson.tsx";
import { CaseLogPage } from "../../pages/cases/log.tsx";
import { MessagePage } from "../../pages/cases/message.tsx";
import { SETTLE } from "../../parts/cases/next.tsx";
import { casePath, casesPath } from "../../text/cases/addresses.ts";
import type { RouteParts } from "../parts.ts";
import { type Asked, asked, askedMessage, contextOf, found, refusal } from "./asked.ts";

/** A form's fields as text; several of one name, as ticks send them, one a line. */
const fields = z.record(
  z.string().max(60),
  z.union([
    formText(50_000),
    z
      .array(z.string().max(300))
      .max(100)
      .transform((texts) => texts.join("\n")),
  ]),
);
const text = (longest: number) => formText(longest).pipe(z.string().trim().min(1, "write something"));
const paged = z.object({ page: pageNumber.default(1) });

/** One case: its page, its acts, its notes, its lesson, its advisory and its log. */
export function caseRoutes(app: FastifyInstance, parts: RouteParts, desk: CaseDesk): void {
  app.get("/cases/:id", { schema: PAGE }, async (request, reply) => {
    const one = await asked(parts, request);
    const context = await contextOf(desk, one);
    return sendPage(reply, <CasePage frame={one.visit.frame} context={context} canned={desk.canned()} />);
  });

  const askAct = async (
    reply: FastifyReply,
    one: Asked,
    act: string,
    form: ActForm,
    again?: { sent: Values; problem: string; status: number },
  ): Promise<FastifyReply> => {
    const context = await contextOf(desk, one);
    const page = <ActPage frame={one.visit.frame} act={act} form={form} context={context} {...(again ?? {})} />;
    return sendPage(reply, page, again?.status ?? 200);
  };

  const wantedForm = (request: { params: unknown }): readonly [ActName, ActForm] => {
    const name = z.object({ act: z.string().max(40) }).safeParse(request.params);
    const form = name.success ? actForm(name.data.act) : undefined;
    if (!name.success || !form) throw nothingHere();
    return [name.data.act as ActName, form];
  };

  app.get("/cases/:id/do/:act", { schema: PAGE }, async (request, reply) => {
    const one = await asked(parts, request);
    return askAct(reply, one, ...wantedForm(request));
  });

  app.post("/cases/:id/do/:act", { schema: REDIRECT }, async (request, reply) => {
    const one = await asked(parts, request);
    const [act, form] = wantedForm(request);
    const sent = readForm(request, one.visit, fields);
    try {
      await found(desk.act(one.by, one.id, form.read(sent)));
    } catch (error) {
      return askAct(reply, one, act, form, { sent, ...refusal(error) });
    }
    if (act === "lesson-read") return goTo(reply, `${casesPath.lessons}?done=lesson-read`);
    // Whoever hands a case to another team may not be able to read it any more.
    const gone = (act === "assign" || act === "route") && !(await readable(desk, one));
    return goTo(reply, `${gone ? casesPath.home : casePath(one.id)}?done=case-act`);
  });

  app.post("/cases/:id/settle", { schema: REDIRECT }, async (request, reply) => {
    const one = await asked(parts, request);
    const sent = readForm(request, one.visit, fields);
    try {
      const acts = settled(sent);
      if (acts.length === 0) throw new SamedayError("INPUT_INVALID", "Nothing of it was filled in.");
      await found(desk.actAll(one.by, one.id, acts));
    } catch (error) {
      const { problem, status } = refusal(error);
      const context = await contextOf(desk, one);
      const page = (
        <CasePage frame={one.visit.frame} context={context} canned={desk.canned()} settled={{ sent, problem }} />
      );
      return sendPage(reply, page, status);
    }
    return goTo(reply, casePath(one.id, "?done=case-act"));
  });

  app.post("/cases/:id/verdict", { schema: REDIRECT }, async (request, reply) => {
    const one = await asked(parts, request);
    const wish = z.object({
      team: z.string().max(100),
      verdict: z.enum(["mine", "not-mine", "unsure"]),
      back: z.enum(["case", "triage"]).catch("case"),
    });
    const { team, verdict, back } = readForm(request, one.visit, wish);
    await found(
      desk.act(one.by, one.id, verdict === "mine" ? { act: "claim", team } : { act: "verdict", team, verdict }),
    );
    if (verdict === "mine") return goTo(reply, casePath(one.id, "?done=claimed"));
    return goTo(reply, back === "triage" ? casesPath.triage({ done: "verdict" }) : casePath(one.id, "?done=verdict"));
  });

  app.post("/cases/:id/comment", { schema: REDIRECT }, async (request, reply) => {
    const one = await asked(parts, request);
    const { text: note } = readForm(request, one.visit, z.object({ text: text(20_000) }));
    await found(desk.comment(one.by, one.id, note));
    return goTo(reply, casePath(one.id, "?done=noted#comment"));
  });

  app.post("/cases/:id/title", { schema: REDIRECT }, async (request, reply) => {
    const one = await asked(parts, request);
    const { title } = readForm(request, one.visit, z.object({ title: text(200) }));
    await found(desk.setTitle(one.by, one.id, title.replace(/\s+/g, " ")));
    return goTo(reply, casePath(one.id, "?done=edited"));
  });

  app.get("/cases/:id/messages/:message", { schema: PAGE }, async (request, reply) => {
    const one = await asked(parts, request);
    const wanted = askedMessage(request);
    const { page } = readInput(paged, request.query);
    const view = await found(desk.show(one.by, one.id));
    const message = view.messages.find(({ id }) => id === wanted);
    if (!message) throw nothingHere();
    return sendPage(reply, <MessagePage frame={one.visit.frame} view={view} message={message} page={page} />);
  });

  app.get("/cases/:id/log", { schema: PAGE }, async (request, reply) => {
    const one = await asked(parts, request);
    const { page } = readInput(paged, request.query);
    const entries = await found(desk.log(one.by, one.id));
    return sendPage(reply, <CaseLogPage frame={one.visit.frame} id={one.id} entries={entries} page={page} />);
  });

  app.get("/cases/:id/lesson", { schema: PAGE }, async (request, reply) => {
    const one = await asked(parts, request);
    const lesson = await desk.lesson(one.by, one.id).catch(unlessNotFound);
    if (lesson) return sendPage(reply, <LessonPage frame={one.visit.frame} lesson={lesson} />);
    const view = await found(desk.show(one.by, one.id));
    return sendPage(reply, <WriteLessonPage frame={one.visit.frame} view={view} />);
  });

  app.post("/cases/:id/lesson", { schema: REDIRECT }, async (request, reply) => {
    const one = await asked(parts, request);
    const wish = z.object({ lesson: formText(50_000), rule: formText(100).default("") });
    const { lesson, rule } = readForm(request, one.visit, wish);
    const named = rule.trim() === "" ? {} : { rule: rule.trim() };
    try {
      await found(desk.act(one.by, one.id, { act: "learn", lesson: lesson.trim(), ...named }));
    } catch (error) {
      const { problem, status } = refusal(error);
      const view = await found(desk.show(one.by, one.id));
      const page = <WriteLessonPage frame={one.visit.frame} view={view} sent={lesson} rule={rule} problem={problem} />;
      return sendPage(reply, page, status);
    }
    return goTo(reply, casePath(one.id, "/lesson?done=learned"));
  });

  app.get("/cases/:id/advisory", { schema: PAGE }, async (request, reply) => {
    const one = await asked(parts, request);
    const view = await found(desk.show(one.by, one.id));
    const toml = view.kept.advisory;
    const problems = toml === "" ? [] : await found(desk.checkAdvisory(one.by, one.id, toml));
    return sendPage(reply, <AdvisoryPage frame={one.visit.frame} view={view} toml={toml} problems={problems} />);
  });

  app.post("/cases/:id/advisory", { schema: PAGE }, async (request, reply) => {
    const one = await asked(parts, request);
    const wish = z.object({ toml: formText(LARGEST_RECORD_ON_PAGE), do: z.enum(["keep", "check"]) });
    const { toml, do: what } = readForm(request, one.visit, wish);
    let refused = { problem: "", status: 200 };
    if (what === "keep") {
      try {
        // The page that comes says at once what is wrong with it.
        await found(desk.setAdvisory(one.by, one.id, toml, { draft: true }));
        return goTo(reply, casePath(one.id, "/advisory?done=advisory-kept"));
      } catch (error) {
        refused = refusal(error);
      }
    }
    const view = await found(desk.show(one.by, one.id));
    const problems = await found(desk.checkAdvisory(one.by, one.id, toml));
    const page = (
      <AdvisoryPage frame={one.visit.frame} view={view} toml={toml} problems={problems} refused={refused.problem} />
    );
    return sendPage(reply, page, refused.status);
  });
}

/** What was filled in of severity, priority, date and versions. Throws INPUT_INVALID. */
function settled(sent: Values): readonly Act[] {
  return SETTLE.flatMap((act) => {
    const form = ACT_FORMS[act];
    const [field] = form?.fields ?? [];
    return form && field && said(sent, field.name) !== "" ? [form.read(sent)] : [];
  });
}

async function readable(desk: CaseDesk, { by, id }: Asked): Promise<boolean> {
  const rows = await desk.list(by, "open");
  return rows.some((row) => row.id === id && row.title !== null);
}

function unlessNotFound(error: unknown): undefined {
  if (error instanceof SamedayError && error.code === "NOT_FOUND") return undefined;
  throw error;
}
