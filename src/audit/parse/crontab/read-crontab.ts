import type { Parsed, Problem } from "../../../kernel/index.ts";

/** A line that has cron start something: what stands behind its times. */
export interface CrontabLine {
  readonly line: number;
  /** In a table of the system an account and a command, in a person's own the command. */
  readonly rest: string;
}

const MOST_PROBLEMS = 20;
const LONGEST_LINE = 4096;
/** A number, a star, one at random, or the name of a month or a day begins a time. */
const TIME = /^(?:[*\d~]|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|sun|mon|tue|wed|thu|fri|sat)(?![a-z]))/i;
/** What a build fills in may be anything, which is no fault of the table. */
const FILLED_IN = /[@$%<{]/;
const WORD = /^@[a-z]+$/i;
/** A time or a word, blanks, and what stands behind. */
const NEXT = /^([^ \t]+)[ \t]+([^ \t].*)$/;
const NO_ENTRY = /^\s*(?:#|$|(?:\w+|"[^"]*"|'[^']*')\s*=|[@{<%])/;

/** A table of cron (crontab(5)). One line that is none, and cron leaves out the whole table. */
export function readCrontab(text: string): Parsed<readonly CrontabLine[]> {
  const value: CrontabLine[] = [];
  const problems: Problem[] = [];
  for (const [index, one] of text.split("\n").entries()) {
    const line = index + 1;
    const rest = one.length > LONGEST_LINE ? undefined : behindTimes(one.trim());
    if (rest !== undefined) value.push({ line, rest });
    else if (!NO_ENTRY.test(one) && problems.length < MOST_PROBLEMS) {
      const message = "The line is no comment, no variable and has no five times or @word with a command behind.";
      problems.push({ code: "crontab-no-entry", severity: "error", message, place: { line, column: 1 } });
    }
  }
  return { value, problems };
}

/** What follows five times, or `@reboot` and its like; undefined where there are none, or nothing follows. */
function behindTimes(entry: string): string | undefined {
  const [, first = "", behind = ""] = NEXT.exec(entry) ?? [];
  if (WORD.test(first)) return behind;
  let rest = entry;
  for (let times = 0; times < 5; times += 1) {
    const [, time = "", next = ""] = NEXT.exec(rest) ?? [];
    if (!TIME.test(time) && !FILLED_IN.test(time)) return undefined;
    rest = next;
  }
  return rest;
}
