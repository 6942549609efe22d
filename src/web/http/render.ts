import type { FastifyReply } from "fastify";
import type { VNode } from "preact";
import { render } from "preact-render-to-string";

/** Declared by every page's route. */
export const PAGE = { response: { 200: { type: "string" } } } as const;

/** Declared by every route that answers with the way to another page. */
export const REDIRECT = { response: { 303: { type: "null" } } } as const;

export function renderPage(page: VNode): string {
  return `<!doctype html>${render(page)}`;
}

export function sendPage(reply: FastifyReply, page: VNode | string, status = 200): FastifyReply {
  return reply
    .code(status)
    .type("text/html; charset=utf-8")
    .send(typeof page === "string" ? page : renderPage(page));
}

/** After a form: the browser asks for the page anew, so that reloading does not send the form again. */
export function goTo(reply: FastifyReply, path: string): FastifyReply {
  return reply.redirect(path, 303);
}
