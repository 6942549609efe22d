import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { z } from "zod";
import { SamedayError } from "../../kernel/index.ts";
import { sessionCookie } from "../http/cookie.ts";
import { formText, readForm, readInput, requireSameOrigin } from "../http/forms.ts";
import { goTo, PAGE, REDIRECT, sendPage } from "../http/render.ts";
import { isSecure, requirePerson, type Visit } from "../http/visit.ts";
import { AccountPage, SecretPage } from "../pages/account.tsx";
import { ChallengePage, LoginPage, OncePage } from "../pages/login.tsx";
import type { OpenedSession } from "../ports.ts";
import { localPath } from "../text/addresses.ts";
import type { RouteParts } from "./parts.ts";

const person = z.string().trim().max(64);
const back = z.string().max(600).default("/").transform(localPath);
const linkToken = z.string().regex(/^[A-Za-z0-9_-]{20,100}$/);

/** The ways in and out. Forms before a session have no token of one; where they come from is checked instead. */
export function loginRoutes(app: FastifyInstance, { options, openVisit }: RouteParts): void {
  const { accounts } = options;
  const secure = isSecure(options);

  const enter = async (
    reply: FastifyReply,
    visit: Visit,
    session: OpenedSession,
    path: string,
  ): Promise<FastifyReply> => {
    if (visit.token !== "") await accounts.logout(visit.token);
    reply.header("set-cookie", sessionCookie(session.token, session.expires, secure));
    return goTo(reply, path);
  };

  app.get("/login", { schema: PAGE }, async (request, reply) => {
    const { frame } = await openVisit(request);
    const wish = readInput(z.object({ back }), request.query);
    return sendPage(reply, <LoginPage frame={frame} back={wish.back} person="" problem="" />);
  });

  app.post("/login/password", { schema: REDIRECT }, async (request, reply) => {
    const visit = await openVisit(request);
    const form = readOpenForm(
      request,
      z.object({ back, person, password: z.string().max(1000), code: z.string().trim().max(20) }),
    );
    try {
      const session = await accounts.passwordLogin({ ...form, address: request.ip });
      return await enter(reply, visit, session, form.back);
    } catch (thrown) {
      const error = requireRefusal(thrown);
      const page = <LoginPage frame={visit.frame} back={form.back} person={form.person} problem={error.message} />;
      return sendPage(reply, page, error.httpStatus);
    }
  });

  app.post("/login/challenge", { schema: PAGE }, async (request, reply) => {
    const visit = await openVisit(request);
    const form = readOpenForm(request, z.object({ back, person }));
    return showChallenge(request, reply, visit, form, null);
  });

  app.post("/login/key", { schema: REDIRECT }, async (request, reply) => {
    const visit = await openVisit(request);
    const form = readOpenForm(request, z.object({ back, person, signed: formText(64 * 1024) }));
    try {
      return await enter(reply, visit, await accounts.challengeLogin(form.signed, request.ip), form.back);
    } catch (thrown) {
      return showChallenge(request, reply, visit, form, requireRefusal(thrown));
    }
  });

  /** Always a fresh text: one that came with the request could be another's words to sign. */
  async function showChallenge(
    request: FastifyRequest,
    reply: FastifyReply,
    { frame }: Visit,
    form: { person: string; back: string },
    refused: SamedayError | null,
  ): Promise<FastifyReply> {
    try {
      const challenge = await accounts.challenge(form.person, request.ip);
      const page = (
        <ChallengePage
          frame={frame}
          back={form.back}
          person={form.person}
          challenge={challenge}
          problem={refused?.message ?? ""}
        />
      );
      return await sendPage(reply, page, refused?.httpStatus ?? 200);
    } catch (thrown) {
      const error = requireRefusal(thrown);
      const page = <LoginPage frame={frame} back={form.back} person={form.person} problem={error.message} />;
      return sendPage(reply, page, error.httpStatus);
    }
  }

  app.get<{ Params: { token: string } }>("/login/once/:token", { schema: PAGE }, async (request, reply) => {
    const { frame } = await openVisit(request);
    const token = linkToken.safeParse(request.params.token);
    return sendPage(reply, <OncePage frame={frame} token={token.success ? token.data : ""} />);
  });

  app.post("/login/once", { schema: REDIRECT }, async (request, reply) => {
    const visit = await openVisit(request);
    const { token } = readOpenForm(request, z.object({ token: z.string().max(100) }));
    return enter(reply, visit, await accounts.linkLogin(token, request.ip), "/");
  });

  app.post("/logout", { schema: REDIRECT }, async (request, reply) => {
    const visit = await openVisit(request);
    readForm(request, visit, z.object({}));
    await accounts.logout(visit.token);
    reply.header("set-cookie", sessionCookie("", new Date(0), secure));
    return goTo(reply, "/?done=logged-out");
  });

  app.get("/account", { schema: PAGE }, async (request, reply) => {
    const visit = await openVisit(request);
    requirePerson(visit);
    return sendPage(reply, <AccountPage frame={visit.frame} problem="" />);
  });

  // The secret is in this answer and nowhere else, so there is no redirect.
  app.post("/account/password", { schema: PAGE }, async (request, reply) => {
    const visit = await openVisit(request);
    const wish = readForm(request, visit, z.object({ password: z.string().max(1000), again: z.string().max(1000) }));
    const { id } = requirePerson(visit);
    const problem = passwordProblem(wish.password, wish.again);
    if (problem !== "") return sendPage(reply, <AccountPage frame={visit.frame} problem={problem} />, 400);
    const otpauth = await accounts.setPassword(id, wish.password);
    reply.header("set-cookie", sessionCookie("", new Date(0), secure));
    const frame = { ...visit.frame, viewer: null, csrf: "" };
    return sendPage(reply, <SecretPage frame={frame} otpauth={otpauth} />);
  });
}

function readOpenForm<T extends z.ZodType>(request: FastifyRequest, schema: T): z.output<T> {
  requireSameOrigin(request);
  return readInput(schema, request.body);
}

function passwordProblem(password: string, again: string): string {
  if (password !== again) return "The two passwords are not the same.";
  return password.length < 12 ? "A password has at least 12 characters." : "";
}

/** A refusal is shown on the page it belongs to; anything else is an error page's. */
function requireRefusal(thrown: unknown): SamedayError {
  if (thrown instanceof SamedayError && (thrown.httpStatus < 500 || thrown.code === "TOO_BUSY")) return thrown;
  throw thrown;
}
