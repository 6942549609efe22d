import { createHash } from "node:crypto";
import type { EventModel, StandingModel } from "../model/index.ts";
import { trackerPath } from "./tracker-addresses.ts";
import { visible } from "./visible.ts";

/** Changes of verdicts as an Atom feed (RFC 4287), the newest first. `path` is the feed's own, with its query. */
export function atomFeed(
  feed: { readonly publicUrl: string; readonly path: string; readonly title: string; readonly author: string },
  events: readonly EventModel[],
  begins: string,
): string {
  const self = feed.publicUrl + feed.path;
  return [
    '<?xml version="1.0" encoding="utf-8"?>',
    '<feed xmlns="http://www.w3.org/2005/Atom">',
    `<id>${xml(self)}</id>`,
    `<title>${xml(feed.title)}</title>`,
    `<updated>${events[0]?.at ?? begins}</updated>`,
    `<author><name>${xml(feed.author)}</name></author>`,
    `<link rel="self" href="${xml(self)}"/>`,
    ...events.map((event) => entry(feed.publicUrl, event)),
    "</feed>\n",
  ].join("\n");
}

function entry(publicUrl: string, event: EventModel): string {
  const { id, at, issue, source, release, before, after, cause, why } = event;
  const text = `${before === null ? "" : `Was ${words(before)}. `}By ${cause.words}.${why === "" ? "" : ` ${why}`}`;
  const href = publicUrl + trackerPath.reason(issue, source, release);
  return [
    "<entry>",
    `<id>urn:uuid:${uuidOf(id)}</id>`,
    `<title>${xml(`${issue} in ${source}, ${release}: ${words(after)}`)}</title>`,
    `<updated>${at}</updated>`,
    `<link href="${xml(href)}"/>`,
    `<content type="text">${xml(text)}</content>`,
    "</entry>",
  ].join("\n");
}

function words(standing: StandingModel | null): string {
  if (standing === null) return "nothing is said";
  return standing.detail === "" ? standing.word : `${standing.word}, ${standing.detail}`;
}

/** A name that follows from the event's own: version 8 of RFC 9562 is for such. */
function uuidOf(id: string): string {
  const hex = createHash("sha256").update(id).digest("hex");
  const variant = ((Number.parseInt(hex.charAt(16), 16) & 3) | 8).toString(16);
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `8${hex.slice(13, 16)}`,
    `${variant}${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join("-");
}

/** XML has no way to write most control characters: they are named. */
function xml(text: string): string {
  return visible(text).replace(/[<>&"]/g, (character) => `&#${character.charCodeAt(0)};`);
}
