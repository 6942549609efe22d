import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { SamedayError } from "../../kernel/index.ts";
import { type CommandContext, defineVerb } from "../frame/verb.ts";
import { printable } from "../printable.ts";
import { issueTyped } from "../tracker/issue-typed.ts";
import { EDIT_OPTIONS, editedLayers, landFiles, type Made } from "./tracker-edit-session.ts";
import { tell } from "./tracker-sources.ts";

/** Names of issues and CVE numbers, in the uppermost data directory; docs/decisions/0011 says how they are kept. */

const EXITS = {
  0: "done",
  2: "wrong usage, or what the files cannot hold; nothing was changed",
  3: "somebody left a file uncommitted; nothing was changed",
} as const;
const BUSY_EXITS = {
  ...EXITS,
  1: "no such issue, number or request; nothing was changed",
  3: "it is asked for, used or rejected already, or somebody left a file uncommitted; nothing was changed",
} as const;

export const assignCve = defineVerb({
  name: "assign-cve",
  summary: "give an issue without a number its CVE",
  description:
    "Puts the number into the header of the issue's record; its lines and text stay. The temporary name is kept in issue-names, so that it goes on being found, and an open request for the number is answered. With --pool the number is the next of our own of that year. All of it is one commit where git keeps the data.",
  arguments: {
    issue: { summary: "temporary name of the issue, TEMP-…", required: true },
    cve: { summary: "the number; left out with --pool" },
  },
  options: {
    pool: { kind: "text", value: "YEAR", summary: "take the next unused number of this year from cve-pool" },
    ...EDIT_OPTIONS,
  },
  examples: [
    { line: "sameday tracker assign-cve TEMP-1012345-0A1B2C CVE-2026-1234 --data data", says: "the number has come" },
    { line: "sameday tracker assign-cve TEMP-1012345-0A1B2C --pool 2026 --data data", says: "a number of our own" },
  ],
  exits: BUSY_EXITS,
  async run(context, { args, options }) {
    const issue = issueTyped(args.issue);
    const { pool } = options;
    if ((args.cve === undefined) === (pool === undefined)) {
      throw new SamedayError("USAGE", "Name the number, or a year with --pool.");
    }
    const tracker = await import("../../tracker/index.ts");
    const { CVE_POOL_FILE, CVE_REQUESTS_FILE, ISSUE_NAMES_FILE } = tracker;
    const day = today(context);
    const subject = `${issue}: ${pool === undefined ? `assign ${issueTyped(args.cve ?? "")}` : `a CVE number of our own of ${pool}`}`;
    const { commit, files, made } = await landFiles(context, options, subject, async (read, now) => {
      // A number of the pool counts as used before anything names it.
      const written = new Map<string, Uint8Array>();
      let cve = issueTyped(args.cve ?? "");
      if (pool !== undefined) {
        const taken = tracker.takeFromPool(await read(CVE_POOL_FILE), pool, issue, day);
        cve = taken.cve;
        written.set(CVE_POOL_FILE, taken.bytes);
      }
      if (now.tracker.issue(issue) === undefined) throw tracker.noIssue(now.tracker, issue);
      for (const [path, bytes] of tracker.assignCve(await tracker.issueLists(read, now), issue, cve))
        written.set(path, bytes);
      const names = await read(ISSUE_NAMES_FILE);
      written.set(ISSUE_NAMES_FILE, tracker.addFormerName(names, { old: issue, now: cve, day }));
      const requests = await read(CVE_REQUESTS_FILE);
      const asked = tracker.parseCveRequests(requests, CVE_REQUESTS_FILE).value;
      if (asked.some((one) => one.issue === issue && one.answer === undefined)) {
        written.set(CVE_REQUESTS_FILE, tracker.answerRequest(requests, issue, { kind: "answered", day, cve }));
      }
      return { files: written, made: cve };
    });
    context.answer({ issue, cve: made, files, commit }, () => `${issue} is ${made} now.`);
  },
});

export const linkName = defineVerb({
  name: "link-name",
  summary: "keep a name that an issue had before",
  description:
    "Writes a line to issue-names, as one commit where git keeps the data: whoever asks for the old name is led to the new one. For an unnamed issue whose text or first bug was edited by hand.",
  arguments: {
    old: { summary: "the name that it had", required: true },
    now: { summary: "the name that it has", required: true },
  },
  options: EDIT_OPTIONS,
  examples: [
    { line: "sameday tracker link-name TEMP-1012345-0A1B2C TEMP-1012345-FF0011 --data data", says: "its text changed" },
  ],
  exits: { ...EXITS, 1: "no list has an issue of the new name; nothing was changed" },
  async run(context, { args, options }) {
    const { addFormerName, ISSUE_NAMES_FILE, noIssue } = await import("../../tracker/index.ts");
    const name = { old: issueTyped(args.old), now: issueTyped(args.now), day: today(context) };
    const says = `${name.old} is ${name.now} now`;
    const { commit } = await landFiles(context, options, says, async (read, { tracker }) => {
      const after = addFormerName(await read(ISSUE_NAMES_FILE), name);
      if (tracker.issue(name.now) === undefined) throw noIssue(tracker, name.now);
      return { files: new Map([[ISSUE_NAMES_FILE, after]]), made: undefined };
    });
    context.answer({ ...name, commit }, () => `${says}.`);
  },
});

export const cveRequest = defineVerb({
  name: "cve-request",
  summary: "keep track of CVE numbers that somebody was asked for",
  description:
    "show lists the requests; ask writes one down, refuse its refusal, each as one commit where git keeps the data. An answer is written by `sameday tracker assign-cve`.",
  arguments: {
    act: { summary: "what is done", required: true, choices: ["show", "ask", "refuse"] },
    issue: { summary: "name of the issue; for ask and refuse" },
  },
  options: {
    whom: { kind: "text", value: "WHO", summary: "who is asked, in a few words" },
    reason: { kind: "text", value: "TEXT", summary: "why it was refused" },
    ...EDIT_OPTIONS,
  },
  examples: [
    { line: "sameday tracker cve-request ask TEMP-1012345-0A1B2C --whom MITRE --data data", says: "written down" },
    { line: "sameday tracker cve-request show --data data", says: "every request, and what became of it" },
  ],
  exits: BUSY_EXITS,
  async run(context, { args, options }) {
    const { answerRequest, askForCve, CVE_REQUESTS_FILE, noIssue, parseCveRequests } = await import(
      "../../tracker/index.ts"
    );
    const show = (bytes: Uint8Array, issue: string | undefined): void => {
      const all = parseCveRequests(bytes, CVE_REQUESTS_FILE).value;
      const shown = issue === undefined ? all : all.filter((one) => one.issue === issue).slice(-1);
      context.answer(shown, () =>
        shown
          .map((one) => {
            const { answer } = one;
            const became = answer ? (answer.kind === "answered" ? answer.cve : `refused: ${answer.reason}`) : "open";
            return printable(`${one.issue}  ${one.asked}  ${one.whom}  ${became}`);
          })
          .join("\n"),
      );
    };
    if (args.act === "show") return show(await readNow(context, CVE_REQUESTS_FILE), undefined);
    const issue = issueTyped(needed(args.issue, "the issue"));
    const day = today(context);
    const asks = args.act === "ask";
    const whom = asks ? needed(options.whom, "who is asked, with --whom") : "";
    const reason = asks ? "" : needed(options.reason, "why, with --reason");
    const subject = asks ? `${issue}: ask ${whom} for a CVE` : `${issue}: no CVE`;
    const { made } = await landFiles(context, options, subject, async (read, now) => {
      const before = await read(CVE_REQUESTS_FILE);
      const after = asks
        ? askForCve(before, issue, day, whom)
        : answerRequest(before, issue, { kind: "refused", day, reason });
      if (asks && now.tracker.issue(issue) === undefined) throw noIssue(now.tracker, issue);
      return { files: new Map([[CVE_REQUESTS_FILE, after]]), made: after };
    });
    show(made, issue);
  },
});

export const cvePool = defineVerb({
  name: "cve-pool",
  summary: "keep track of CVE numbers that we may give",
  description:
    "show lists the numbers and what became of each; add takes a block in, from the first to the last number; reject marks one as rejected, each as one commit where git keeps the data. Numbers are used by `sameday tracker assign-cve --pool`.",
  arguments: {
    act: { summary: "what is done", required: true, choices: ["show", "add", "reject"] },
    cve: { summary: "a number; for add the first one" },
    last: { summary: "for add, the last number" },
  },
  options: { reason: { kind: "text", value: "TEXT", summary: "why it is rejected" }, ...EDIT_OPTIONS },
  examples: [
    { line: "sameday tracker cve-pool add CVE-2026-5000 CVE-2026-5099 --data data", says: "a hundred numbers" },
    { line: "sameday tracker cve-pool reject CVE-2026-5003 --reason duplicate --data data", says: "given in error" },
  ],
  exits: BUSY_EXITS,
  async run(context, { args, options }) {
    const { addToPool, CVE_POOL_FILE, parseCvePool, rejectInPool } = await import("../../tracker/index.ts");
    const show = (bytes: Uint8Array, withRows: boolean): void => {
      const pool = parseCvePool(bytes, CVE_POOL_FILE).value;
      const count = (state: string): number => pool.filter((one) => one.state === state).length;
      const counts = `${count("unused")} unused, ${count("used")} used, ${count("rejected")} rejected`;
      context.answer(pool, () => {
        const rows = pool.map(({ cve, state, day, about }) =>
          printable(`${cve}  ${state}  ${day ?? "-"}  ${about || "-"}`),
        );
        return [...(withRows ? rows : []), counts].join("\n");
      });
    };
    if (args.act === "show") return show(await readNow(context, CVE_POOL_FILE), true);
    const day = today(context);
    const change = (after: Uint8Array): Made<Uint8Array> => ({ files: new Map([[CVE_POOL_FILE, after]]), made: after });
    if (args.act === "add") {
      const first = issueTyped(needed(args.cve, "the first number"));
      const last = issueTyped(needed(args.last, "the last number"));
      const subject = `Numbers of our own: ${first} to ${last}`;
      const { made } = await landFiles(context, options, subject, async (read) =>
        change(addToPool(await read(CVE_POOL_FILE), first, last)),
      );
      return show(made, false);
    }
    const cve = issueTyped(needed(args.cve, "the number"));
    const reason = needed(options.reason, "why, with --reason");
    const { made } = await landFiles(context, options, `${cve}: rejected`, async (read) =>
      change(rejectInPool(await read(CVE_POOL_FILE), cve, day, reason)),
    );
    show(made, false);
  },
});

export const tidyRejected = defineVerb({
  name: "tidy-rejected",
  summary: "take obsolete lines out of rejected issues",
  description:
    "Removes package notes, no-dsa remarks, `TODO: check` and `NOTE: to be rejected` from records that are REJECTED, as one commit where git keeps the data. Other NOTE and TODO lines stay, and no other record changes.",
  options: { dryRun: { kind: "switch", summary: "say which issues and change nothing" }, ...EDIT_OPTIONS },
  examples: [{ line: "sameday tracker tidy-rejected --data data --dry-run", says: "which records would change" }],
  exits: EXITS,
  async run(context, { options }) {
    const { isIssueList, issueLists, readLayerFiles, tidyRejected: tidy } = await import("../../tracker/index.ts");
    const { dryRun } = options;
    const answer = (issues: readonly string[], files: readonly string[], commit: string | null): void => {
      if (issues.length === 0) tell(context, "No rejected issue has an obsolete line.");
      context.answer({ issues, files, written: !dryRun, commit }, () => issues.join("\n"));
    };
    if (dryRun) {
      const there = await readLayerFiles((await editedLayers(context)).directory);
      const lists = new Map([...there].filter(([path]) => isIssueList(path)));
      const { lists: changed, issues } = tidy(lists);
      return answer(issues, [...changed.keys()], null);
    }
    const { commit, files, made } = await landFiles(
      context,
      options,
      "Take obsolete lines out of rejected issues",
      async (read, now) => {
        const { lists, issues } = tidy(await issueLists(read, now));
        return { files: lists, made: issues };
      },
    );
    answer(made, files, commit);
  },
});

function today(context: CommandContext): string {
  return context.clock.now().toISOString().slice(0, 10);
}

function needed(value: string | undefined, what: string): string {
  if (value === undefined) throw new SamedayError("USAGE", `Name ${what}.`);
  return value;
}

/** As it stands in the directory, committed or not; a file that nobody has begun yet is empty. */
async function readNow(context: CommandContext, path: string): Promise<Uint8Array> {
  const file = join((await editedLayers(context)).directory, path);
  return readFile(file).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return new Uint8Array();
    throw new SamedayError("INPUT_INVALID", `${file} cannot be read.`, error);
  });
}
