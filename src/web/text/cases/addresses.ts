import { withQuery } from "../tracker-addresses.ts";

/** Addresses of the pages about cases. They hold ids and nothing else: never a title, an address or a word of a mail. */
export const casesPath = {
  home: "/cases",
  triage: (query: Readonly<Record<string, string>> = {}): string => withQuery("/cases/triage", query),
  agenda: "/cases/agenda",
  closed: "/cases/closed",
  setAside: "/cases/set-aside",
  lessons: "/cases/lessons",
  people: "/cases/people",
  zone: "/cases/zone",
  key: "/cases/key",
} as const;

/** A page of one case: `rest` begins with `/`, `?` or `#`. */
export function casePath(id: string, rest = ""): string {
  return `/cases/${encodeURIComponent(id)}${rest}`;
}

/** The form of one act. */
export function actPath(id: string, act: string): string {
  return casePath(id, `/do/${encodeURIComponent(act)}`);
}

export function messagePath(id: string, messageId: string, rest = ""): string {
  return casePath(id, `/messages/${encodeURIComponent(messageId)}${rest}`);
}

export function replyPath(id: string, query: Readonly<Record<string, string>> = {}): string {
  return withQuery(casePath(id, "/reply"), query);
}
