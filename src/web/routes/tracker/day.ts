import { z } from "zod";
import { DAY_MS } from "../../../kernel/index.ts";
import type { NoDay } from "../../pages/tracker/history.tsx";

/** Stands for every text that is no day, so that no page is kept under what somebody typed. */
const NO_DAY = "no day";

/** `at=2026-05-01` in an address; a field that was left empty asks for nothing. */
export const dayAsked = z
  .union([z.iso.date(), z.literal("").transform(() => undefined)])
  .optional()
  .catch(NO_DAY);

/** The past that an address asks for. */
export interface AskedDay {
  /** The first instant after the day, in milliseconds; undefined when now is asked for. */
  readonly end: number | undefined;
  /** Why now is answered although something else was asked for; null when all is well. */
  readonly noDay: NoDay | null;
}

export function askedDay(at: string | undefined, now: Date): AskedDay {
  if (at === undefined) return { end: undefined, noDay: null };
  if (at === NO_DAY) return { end: undefined, noDay: "no-such-day" };
  const begin = Date.parse(at);
  return begin > now.getTime() ? { end: undefined, noDay: "to-come" } : { end: begin + DAY_MS, noDay: null };
}
