import { SamedayError } from "../../kernel/index.ts";
import type { BugServer } from "./ports.ts";
import {
  type BugReport,
  firstMessage,
  issuesNamedIn,
  type NamedIssues,
  readBugNumbers,
  readReports,
} from "./report.ts";
import { readSoapAnswer, type SoapValue, soapRequest } from "./soap.ts";

/** A report with the issues that it names. */
export interface ReadReport extends BugReport {
  readonly names: NamedIssues;
}

/** What reports said in their text when they were last read: saves asking again, and nothing else. */
export type BugMemory = Map<number, { readonly changed: string; readonly issues: readonly string[] }>;

export interface AskedBugs {
  /** Open reports with the tag, by number. */
  readonly open: readonly ReadReport[];
  /** Of the watched bugs those that were answered. */
  readonly watched: readonly BugReport[];
  /** What could not be read, one clause a report. */
  readonly unreadable: readonly { readonly bug: number; readonly why: string }[];
}

export interface AskOptions {
  readonly server: BugServer;
  /** Bugs whose state is wanted beside: those of lines that call something open. */
  readonly watched: readonly number[];
  /** Whether the report's text is wanted: it names no issue by its title and nobody knows it yet. */
  readonly wantsText: (report: BugReport) => boolean;
  /** Added to as texts are read, so that an import that breaks off has not asked in vain. */
  readonly memory: BugMemory;
  /** Waits between two calls, so that a server which others need is not pressed. */
  readonly pause: () => Promise<void>;
  readonly progress: (said: string, done: number, total: number) => void;
}

const TAG = "security";
/** A forwarded bug is open as well, and the server knows it by that word only. */
const STATES = ["open", "forwarded"] as const;
const BATCH = 200;
const MOST_BUGS = 100_000;
/** So many texts in a row that cannot be had are the server's fault, not the reports'. */
const MOST_REFUSED = 5;

/** Asks debbugs for open reports with the tag `security`. Throws BUG_TRACKER_FAILED. */
export async function askForBugs(options: AskOptions): Promise<AskedBugs> {
  const ask = callerOf(options);
  const numbers = new Set<number>();
  for (const state of STATES) {
    const found = readBugNumbers(await ask("get_bugs", ["tag", TAG, "status", state]));
    if (found === undefined) throw failed(options.server, "get_bugs was not answered with numbers of bugs");
    for (const number of found) numbers.add(number);
  }
  if (numbers.size > MOST_BUGS) throw failed(options.server, `get_bugs was answered with more than ${MOST_BUGS} bugs`);
  const unreadable: { bug: number; why: string }[] = [];
  const reports = await askForReports(options, ask, [...numbers], "read reports", unreadable);
  const rest = options.watched.filter((bug) => !numbers.has(bug));
  const watched = await askForReports(options, ask, rest, "look after older bugs", unreadable);
  const open = reports.filter(({ closed }) => !closed);
  const wanted = open.filter(options.wantsText);
  let refused = 0;
  for (const [done, report] of wanted.entries()) {
    options.progress("read texts", done, wanted.length);
    if (options.memory.get(report.bug)?.changed === report.changed) continue;
    const log = await ask.maybe("get_bug_log", [report.bug]);
    const message = "value" in log ? firstMessage(log.value) : undefined;
    if (message === undefined) {
      refused += 1;
      const why = "wrong" in log ? `its log ${log.wrong}` : "its log has no first message";
      if (refused >= MOST_REFUSED) throw failed(options.server, `the answer to get_bug_log ${why}`);
      unreadable.push({ bug: report.bug, why });
    } else {
      refused = 0;
      options.memory.set(report.bug, { changed: report.changed, issues: issuesNamedIn(message) });
    }
  }
  // Without its text nobody knows whether a report names an issue, so it waits for the next time.
  const unknown = new Set(
    wanted.filter(({ bug, changed }) => options.memory.get(bug)?.changed !== changed).map(({ bug }) => bug),
  );
  return {
    open: open.filter(({ bug }) => !unknown.has(bug)).map((report) => ({ ...report, names: namesOf(report, options) })),
    watched: [...reports.filter(({ closed }) => closed), ...watched],
    unreadable,
  };
}

function namesOf(report: BugReport, { memory, wantsText }: AskOptions): NamedIssues {
  const title = issuesNamedIn(report.title);
  return { title, text: wantsText(report) ? (memory.get(report.bug)?.issues ?? []) : [] };
}

interface Caller {
  (method: string, parameters: readonly (string | number | readonly number[])[]): Promise<SoapValue>;
  /** Without throwing for an answer that is none. */
  maybe(
    method: string,
    parameters: readonly (string | number | readonly number[])[],
  ): Promise<{ readonly value: SoapValue } | { readonly wrong: string }>;
}

function callerOf({ server, pause }: AskOptions): Caller {
  let first = true;
  const maybe: Caller["maybe"] = async (method, parameters) => {
    if (!first) await pause();
    first = false;
    const answer = await server.post(soapRequest(method, parameters));
    return "refused" in answer ? { wrong: answer.refused } : readSoapAnswer(answer.bytes, method);
  };
  const ask = async (...call: Parameters<Caller>): Promise<SoapValue> => {
    const answer = await maybe(...call);
    if ("value" in answer) return answer.value;
    throw failed(server, `the answer to ${call[0]} ${answer.wrong}`);
  };
  return Object.assign(ask, { maybe });
}

async function askForReports(
  { server, progress }: AskOptions,
  ask: Caller,
  bugs: readonly number[],
  what: string,
  unreadable: { bug: number; why: string }[],
): Promise<readonly BugReport[]> {
  const sorted = [...bugs].sort((a, b) => a - b);
  const found: BugReport[] = [];
  for (let at = 0; at < sorted.length; at += BATCH) {
    progress(what, at, sorted.length);
    const batch = sorted.slice(at, at + BATCH);
    const read = readReports(await ask("get_status", [batch]), batch);
    if (read === undefined) throw failed(server, "get_status was not answered with reports");
    found.push(...read.reports);
    for (const bug of read.unreadable) unreadable.push({ bug, why: "its status is in another form" });
  }
  return found;
}

function failed({ address }: BugServer, why: string): SamedayError {
  return new SamedayError("BUG_TRACKER_FAILED", `${address}: ${why}.`);
}
