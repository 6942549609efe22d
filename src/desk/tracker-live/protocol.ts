import { z } from "zod";
import { RELEASE_SHOWS, type TrackerAnswers } from "../../web/index.ts";

/*
 * HTTP over a unix socket that only the server's user can open: `POST /CALL` with the call's arguments as a JSON array,
 * answered by 200 and the model as JSON. Requests are checked in full, because their words come from addresses that
 * anybody may ask for. Answers are taken as they are: who answers is the same program run by the same user, who could
 * change the server itself as well, and checking fifty rows would cost more than making them.
 */

export type TrackerCall = keyof TrackerAnswers;

const name = z.string().max(300);
const page = z.int().min(1).max(1_000_000);

const wish = z.strictObject({
  issue: name.optional(),
  source: name.optional(),
  release: name.optional(),
  team: name.optional(),
});

/** What each call is asked with. */
export const ASKED = {
  health: z.tuple([]),
  home: z.tuple([]),
  issue: z.tuple([name]),
  source: z.tuple([name, page]),
  release: z.tuple([name, z.enum(RELEASE_SHOWS), page]),
  view: z.tuple([name, page]),
  advisory: z.tuple([name]),
  bug: z.tuple([z.int().min(0).max(999_999_999)]),
  reason: z.tuple([name, name, name]),
  problems: z.tuple([page]),
  triage: z.tuple([page]),
  knowsSource: z.tuple([name]),
  nearest: z.tuple([name]),
  issueHistory: z.tuple([name]),
  sourceHistory: z.tuple([name, z.array(name).max(50)]),
  placeHistory: z.tuple([name, name, name]),
  asOf: z.tuple([z.strictObject({ issue: name.optional(), source: name.optional() }), z.number(), page]),
  releaseHistory: z.tuple([name]),
  releaseAsOf: z.tuple([name, z.enum(RELEASE_SHOWS), z.number(), page]),
  events: z.tuple([wish, page]),
  eventsSince: z.tuple([wish, z.string().max(60), z.int().min(1).max(1000)]),
  delays: z.tuple([]),
} satisfies { readonly [Call in TrackerCall]: z.ZodType<Parameters<TrackerAnswers[Call]>> };

/** The longest request: three names of 300 characters, each of up to six bytes when escaped. */
export const LONGEST_REQUEST = 8 * 1024;
/** Fifty rows with their reasons are some 50 kB; an issue in hundreds of packages is some hundred. */
export const LONGEST_ANSWER = 16 * 1024 * 1024;

export function isTrackerCall(text: string): text is TrackerCall {
  return Object.hasOwn(ASKED, text);
}
