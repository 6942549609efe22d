import type { ClockAnswer } from "../../api/index.ts";
import { formatTimeLeft } from "../../kernel/index.ts";
import type { CommandContext } from "../frame/context.ts";
import type { Style } from "../style.ts";
import { line } from "./line.ts";
import { inWords, ownZone } from "./when.ts";

/** What a page for a terminal is seen by: the reader's clock, zone and colours. */
export interface Look {
  readonly now: Date;
  readonly zone: string;
  readonly style: Style;
}

export function lookOf(context: CommandContext): Look {
  return { now: context.clock.now(), zone: ownZone(context), style: context.style };
}

/** `2 h 10 min left`, or `4 h over`, which stands out; filled up to a width. */
export function timeLeft(clock: ClockAnswer | null, { now, style }: Look, width = 0): string {
  if (clock === null) return "".padEnd(width);
  const deadline = new Date(clock.deadline);
  const words = formatTimeLeft(deadline, now).padEnd(width);
  return deadline < now ? style.bad(words) : words;
}

/** `fix for severity high: within 7 days (our proposal), by Sun 22 Nov 2026 14:10 UTC (15:10 Europe/Berlin)`. */
export function promise({ why, isProposal, deadline }: ClockAnswer, { zone }: Look): string {
  return `${line(why)}${isProposal ? " (our proposal)" : ""}, by ${inWords(deadline, zone)}`;
}
