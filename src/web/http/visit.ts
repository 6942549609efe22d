import type { FastifyRequest } from "fastify";
import type { Person } from "../../distribution/index.ts";
import { SamedayError } from "../../kernel/index.ts";
import { holdersOf, may, type Right, type Subject } from "../access.ts";
import type { Frame } from "../model/index.ts";
import type { Stylesheet } from "../style/stylesheet.ts";
import { localPath } from "../text/addresses.ts";
import { readZone } from "../text/cases/zone.ts";
import { readToken } from "./cookie.ts";
import { noticeFor } from "./notices.ts";
import type { WebOptions } from "./options.ts";

/** One request, with who makes it and what its page carries around its content. */
export interface Visit {
  readonly person: Person | null;
  /** Empty without a session. */
  readonly token: string;
  readonly frame: Frame;
}

export type OpenVisit = (request: FastifyRequest) => Promise<Visit>;

export function createVisits(options: WebOptions, stylesheet: Stylesheet): OpenVisit {
  const secure = isSecure(options);
  return async (request) => {
    const token = readToken(request.headers.cookie, secure);
    const person = token === "" ? null : await options.accounts.session(token);
    return visitOf(options, stylesheet, request, person, person ? token : "");
  };
}

/** A visit as a stranger makes it: for the page that says that even looking up the session failed. */
export function strangeVisit(options: WebOptions, stylesheet: Stylesheet, request: FastifyRequest): Visit {
  return visitOf(options, stylesheet, request, null, "");
}

export function isSecure({ publicUrl }: WebOptions): boolean {
  return publicUrl.startsWith("https:");
}

function visitOf(
  options: WebOptions,
  stylesheet: Stylesheet,
  request: FastifyRequest,
  person: Person | null,
  token: string,
): Visit {
  const frame: Frame = {
    viewer: person,
    csrf: token === "" ? "" : options.accounts.csrf(token),
    now: options.clock.now(),
    distribution: options.distributionTitle,
    path: request.method === "GET" ? localPath(request.url) : "",
    stylesheet: stylesheet.path,
    zone: readZone(request.headers.cookie),
    takesCases: Boolean(options.cases),
    peopleHoldKey: Boolean(options.sealed),
    notice: noticeFor((request.query as Record<string, unknown> | undefined)?.done),
  };
  return { person, token, frame };
}

/** The person of a visit. Throws NOT_LOGGED_IN. */
export function requirePerson(visit: Visit): Person {
  if (!visit.person) throw new SamedayError("NOT_LOGGED_IN", "This page is for people of the desk.");
  return visit.person;
}

/** The person of a visit, who has the right. Throws NOT_LOGGED_IN, NOT_ALLOWED. */
export function requireRight(visit: Visit, right: Right, subject?: Subject): Person {
  const person = requirePerson(visit);
  if (may(person, right, subject)) return person;
  throw new SamedayError("NOT_ALLOWED", `This is for ${holdersOf(right)}.`);
}
