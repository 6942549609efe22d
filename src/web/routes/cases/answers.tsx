import type { FastifyInstance, FastifyReply } from "fastify";
import { z } from "zod";
import type { CaseDesk, ReplyDraft, SortAs } from "../../../cases/index.ts";
import { formText, readForm, readInput } from "../../http/forms.ts";
import { goTo, PAGE, REDIRECT, sendPage } from "../../http/render.ts";
import { ReplyPage } from "../../pages/cases/reply.tsx";
import { SortPage } from "../../pages/cases/sort.tsx";
import { casePath, casesPath } from "../../text/cases/addresses.ts";
import type { RouteParts } from "../parts.ts";
import { type Asked, asked, found, refusal } from "./asked.ts";

const SORTS = ["spam", "bogus", "legal", "support"] as const satisfies readonly SortAs[];
const name = z.string().max(100).default("");
/** The key that was shown beside the button. */
const fingerprint = z
  .string()
  .regex(/^([0-9A-F]{40}|[0-9A-F]{64})?$/)
  .default("");
const reason = formText(500).default("");

/** What leaves for a reporter: answers, and what is sorted out with one. */
export function answerRoutes(app: FastifyInstance, parts: RouteParts, desk: CaseDesk): void {
  const askReply = async (
    reply: FastifyReply,
    { visit, by, id }: Asked,
    { message, canned }: { readonly message: string; readonly canned: string },
    again: { sent?: { body: string; reason: string }; problem?: string; status?: number } = {},
  ): Promise<FastifyReply> => {
    const { status = 200, ...rest } = again;
    const view = await found(desk.show(by, id));
    const draft = await found(desk.draftReply(by, id, given(message), given(canned)));
    const known = desk.canned();
    const page = (
      <ReplyPage
        frame={visit.frame}
        view={view}
        draft={draft}
        canned={known}
        message={message}
        begins={canned}
        {...rest}
      />
    );
    return sendPage(reply, page, status);
  };

  app.get("/cases/:id/reply", { schema: PAGE }, async (request, reply) => {
    const one = await asked(parts, request);
    return askReply(reply, one, readInput(z.object({ message: name, canned: name }), request.query));
  });

  app.post("/cases/:id/reply", { schema: REDIRECT }, async (request, reply) => {
    const one = await asked(parts, request);
    const wish = z.object({ message: name, canned: name, fingerprint, body: formText(200_000), reason });
    const sent = readForm(request, one.visit, wish);
    try {
      const { how } = await found(
        desk.reply(one.by, one.id, {
          body: sent.body,
          ...(sent.message === "" ? {} : { messageId: sent.message }),
          ...(sent.canned === "" ? {} : { canned: sent.canned }),
          ...(sent.fingerprint === "" ? {} : { fingerprint: sent.fingerprint }),
          ...(sent.reason.trim() === "" ? {} : { overrideReason: sent.reason.trim() }),
        }),
      );
      return await goTo(reply, casePath(one.id, `?done=answer-${how}`));
    } catch (error) {
      return askReply(reply, one, sent, { sent, ...refusal(error) });
    }
  });

  /** An answer to begin with; none where nobody is to be answered. */
  const draftFor = async ({ by, id }: Asked, as: SortAs, reporter: string): Promise<ReplyDraft | undefined> => {
    const canned = desk.canned().find(({ sort }) => sort === as);
    if (reporter === "" || as === "spam") return undefined;
    return found(desk.draftReply(by, id, undefined, canned?.name));
  };

  const askSort = async (
    reply: FastifyReply,
    one: Asked,
    as: SortAs,
    again: { sent?: { reason: string; body: string }; problem?: string; status?: number } = {},
  ): Promise<FastifyReply> => {
    const { status = 200, ...rest } = again;
    const view = await found(desk.show(one.by, one.id));
    const draft = await draftFor(one, as, view.kept.reporter);
    return sendPage(reply, <SortPage frame={one.visit.frame} view={view} as={as} draft={draft} {...rest} />, status);
  };

  app.get("/cases/:id/sort", { schema: PAGE }, async (request, reply) => {
    const one = await asked(parts, request);
    return askSort(reply, one, readInput(z.object({ as: z.enum(SORTS) }), request.query).as);
  });

  app.post("/cases/:id/sort", { schema: REDIRECT }, async (request, reply) => {
    const one = await asked(parts, request);
    const wish = z.object({ as: z.enum(SORTS), reason, body: formText(100_000).default("") });
    const { as, ...sent } = readForm(request, one.visit, wish);
    try {
      await found(desk.sort(one.by, one.id, { as, reason: sent.reason.trim(), body: sent.body.trim() }));
    } catch (error) {
      return askSort(reply, one, as, { sent, ...refusal(error) });
    }
    return goTo(reply, casesPath.triage({ done: "sorted" }));
  });
}

function given(text: string): string | undefined {
  return text === "" ? undefined : text;
}
