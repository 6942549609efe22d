import type { FastifyInstance, FastifyReply } from "fastify";
import { z } from "zod";
import type { CaseDesk, ReplyDraft, ReplyWish, SortAs } from "../../../cases/index.ts";
import { SamedayError, sha256 } from "../../../kernel/index.ts";
import { formText, readForm, readInput } from "../../http/forms.ts";
import { goTo, PAGE, REDIRECT, sendPage } from "../../http/render.ts";
import { ReplyPage, type SentAnswer } from "../../pages/cases/reply.tsx";
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
/** What the form was made with, and what was typed into it. */
const answer = {
  fingerprint,
  token: z
    .string()
    .regex(/^([0-9a-f]{32})?$/)
    .default(""),
  began: z
    .string()
    .regex(/^([0-9a-f]{64})?$/)
    .default(""),
  body: formText(200_000).default(""),
  reason,
};
const replyForm = z.object({ message: name, canned: name, ...answer });
const sortForm = z.object({ as: z.enum(SORTS), ...answer });

interface Again {
  readonly sent?: SentAnswer;
  readonly problem?: string;
  readonly status?: number;
  readonly looked?: boolean;
}

/** What leaves for a reporter: answers, and what is sorted out with one. */
export function answerRoutes(app: FastifyInstance, parts: RouteParts, desk: CaseDesk): void {
  const askReply = async (
    reply: FastifyReply,
    { visit, by, id }: Asked,
    { message, canned }: { readonly message: string; readonly canned: string },
    again: Again = {},
  ): Promise<FastifyReply> => {
    const { status = 200, ...rest } = again;
    const view = await found(desk.show(by, id));
    const draft = await found(desk.draftReply(by, id, given(message), given(canned), again.looked));
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

  // Somebody outside learns of it, so only a button asks: no link, prefetch or reload of a page does.
  app.post("/cases/:id/reply/key", { schema: REDIRECT }, async (request, reply) => {
    const one = await asked(parts, request);
    const sent = readForm(request, one.visit, replyForm);
    return askReply(reply, one, sent, { sent: typed(sent), looked: true });
  });

  app.post("/cases/:id/reply", { schema: REDIRECT }, async (request, reply) => {
    const one = await asked(parts, request);
    const sent = readForm(request, one.visit, replyForm);
    try {
      const { how } = await found(
        desk.reply(one.by, one.id, {
          body: sent.body,
          ...(sent.message === "" ? {} : { messageId: sent.message }),
          ...(sent.canned === "" ? {} : { canned: sent.canned }),
          ...shownIn(sent),
          ...(sent.reason.trim() === "" ? {} : { overrideReason: sent.reason.trim() }),
        }),
      );
      return await goTo(reply, casePath(one.id, `?done=answer-${how}`));
    } catch (error) {
      return askReply(reply, one, sent, { sent: typed(sent, error), ...refusal(error) });
    }
  });

  /** An answer to begin with; none where nobody is to be answered. */
  const draftFor = async (
    { by, id }: Asked,
    as: SortAs,
    reporter: string,
    looked: boolean | undefined,
  ): Promise<ReplyDraft | undefined> => {
    const canned = desk.canned().find(({ sort }) => sort === as);
    if (reporter === "" || as === "spam") return undefined;
    return found(desk.draftReply(by, id, undefined, canned?.name, looked));
  };

  const askSort = async (reply: FastifyReply, one: Asked, as: SortAs, again: Again = {}): Promise<FastifyReply> => {
    const { status = 200, ...rest } = again;
    const view = await found(desk.show(one.by, one.id));
    const draft = await draftFor(one, as, view.kept.reporter, again.looked);
    return sendPage(reply, <SortPage frame={one.visit.frame} view={view} as={as} draft={draft} {...rest} />, status);
  };

  app.get("/cases/:id/sort", { schema: PAGE }, async (request, reply) => {
    const one = await asked(parts, request);
    return askSort(reply, one, readInput(z.object({ as: z.enum(SORTS) }), request.query).as);
  });

  app.post("/cases/:id/sort/key", { schema: REDIRECT }, async (request, reply) => {
    const one = await asked(parts, request);
    const sent = readForm(request, one.visit, sortForm);
    return askSort(reply, one, sent.as, { sent: typed(sent), looked: true });
  });

  app.post("/cases/:id/sort", { schema: REDIRECT }, async (request, reply) => {
    const one = await asked(parts, request);
    const { as, ...sent } = readForm(request, one.visit, sortForm);
    try {
      const wish = { as, reason: sent.reason.trim(), body: sent.body.trim(), ...shownIn(sent) };
      await found(desk.sort(one.by, one.id, wish));
    } catch (error) {
      return askSort(reply, one, as, { sent: typed(sent, error), ...refusal(error) });
    }
    return goTo(reply, casesPath.triage({ done: "sorted" }));
  });
}

type Sent = z.output<z.ZodObject<typeof answer>>;

/** The key and the token that the form was made with; an older form has no token. */
function shownIn({ fingerprint, token }: Sent): Pick<ReplyWish, "fingerprint" | "token"> {
  return token === "" ? (fingerprint === "" ? {} : { fingerprint }) : { fingerprint, token };
}

/** What stands in the form again. One whose token has sent another answer gets a new one: what is sent next is meant. */
function typed({ body, began, reason, token }: Sent, error?: unknown): SentAnswer {
  const isUsed = error instanceof SamedayError && error.code === "ANSWER_SENT";
  return { body: sha256(body) === began ? undefined : body, reason, token: isUsed ? undefined : given(token) };
}

function given(text: string): string | undefined {
  return text === "" ? undefined : text;
}
