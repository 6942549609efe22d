import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { SamedayError } from "../../kernel/index.ts";
import type { IssueLists } from "../../tracker/index.ts";
import { type CommandContext, defineVerb } from "../frame/verb.ts";
import { printable } from "../printable.ts";

/** Names of issues and CVE numbers, in the uppermost data directory; docs/decisions/0011 says how they are kept. */

const EXITS = {
  0: "done",
  2: "wrong usage, or what the files cannot hold; nothing was changed",
} as const;
const BUSY_EXITS = {
  ...EXITS,
  1: "no such issue, number or request; nothing was changed",
  3: "it is asked for, used or rejected already; nothing was changed",
} as const;

export const assignCve = defineVerb({
  name: "assign-cve",
  summary: "give an issue without a number its CVE",
  description:
    "Puts the number into the header of the issue's record; its lines and text stay. The temporary name is kept in issue-names, so that it goes on being found, and an open request for the number is answered. With --pool the number is the next of our own of that year.",
  arguments: {
    issue: { summary: "temporary name of the issue, TEMP-…", required: true },
    cve: { summary: "the number; left out with --pool" },
  },
  options: { pool: { kind: "text", value: "YEAR", summary: "take the next unused number of this year from cve-pool" } },
  examples: [
    { line: "sameday tracker assign-cve TEMP-1012345-0A1B2C CVE-2026-1234 --data data", says: "the number has come" },
    { line: "sameday tracker assign-cve TEMP-1012345-0A1B2C --pool 2026 --data data", says: "a number of our own" },
  ],
  exits: BUSY_EXITS,
  async run(context, { args, options }) {
    return inTurn(context, async () => {
      const tracker = await import("../../tracker/index.ts");
      const { CVE_POOL_FILE, CVE_REQUESTS_FILE, ISSUE_NAMES_FILE } = tracker;
      if ((args.cve === undefined) === (options.pool === undefined)) {
        throw new SamedayError("USAGE", "Name the number, or a year with --pool.");
      }
      const directory = uppermost(context);
      const day = today(context);
      const written = new Map<string, Uint8Array>();
      let cve = args.cve ?? "";
      if (options.pool !== undefined) {
        const taken = tracker.takeFromPool(await read(directory, CVE_POOL_FILE), options.pool, args.issue, day);
        cve = taken.cve;
        written.set(CVE_POOL_FILE, taken.bytes);
      }
      for (const [path, bytes] of tracker.assignCve(await readLists(directory), args.issue, cve))
        written.set(path, bytes);
      const names = await read(directory, ISSUE_NAMES_FILE);
      written.set(ISSUE_NAMES_FILE, tracker.addFormerName(names, { old: args.issue, now: cve, day }));
      const requests = await read(directory, CVE_REQUESTS_FILE);
      const asked = tracker.parseCveRequests(requests, CVE_REQUESTS_FILE).value;
      if (asked.some((one) => one.issue === args.issue && one.answer === undefined)) {
        written.set(CVE_REQUESTS_FILE, tracker.answerRequest(requests, args.issue, { kind: "answered", day, cve }));
      }
      await place(directory, written);
      context.answer({ issue: args.issue, cve, files: [...written.keys()] }, () => `${args.issue} is ${cve} now.`);
    });
  },
});

export const linkName = defineVerb({
  name: "link-name",
  summary: "keep a name that an issue had before",
  description:
    "Writes a line to issue-names: whoever asks for the old name is led to the new one. For an unnamed issue whose text or first bug was edited by hand.",
  arguments: {
    old: { summary: "the name that it had", required: true },
    now: { summary: "the name that it has", required: true },
  },
  examples: [
    { line: "sameday tracker link-name TEMP-1012345-0A1B2C TEMP-1012345-FF0011 --data data", says: "its text changed" },
  ],
  exits: EXITS,
  async run(context, { args }) {
    return inTurn(context, async () => {
      const { addFormerName, ISSUE_NAMES_FILE } = await import("../../tracker/index.ts");
      const directory = uppermost(context);
      const before = await read(directory, ISSUE_NAMES_FILE);
      const name = { ...args, day: today(context) };
      await place(directory, new Map([[ISSUE_NAMES_FILE, addFormerName(before, name)]]));
      context.answer(name, () => `${args.old} is ${args.now} now.`);
    });
  },
});

export const cveRequest = defineVerb({
  name: "cve-request",
  summary: "keep track of CVE numbers that somebody was asked for",
  description:
    "show lists the requests; ask writes one down, refuse its refusal. An answer is written by `sameday tracker assign-cve`.",
  arguments: {
    act: { summary: "what is done", required: true, choices: ["show", "ask", "refuse"] },
    issue: { summary: "name of the issue; for ask and refuse" },
  },
  options: {
    whom: { kind: "text", value: "WHO", summary: "who is asked, in a few words" },
    reason: { kind: "text", value: "TEXT", summary: "why it was refused" },
  },
  examples: [
    { line: "sameday tracker cve-request ask TEMP-1012345-0A1B2C --whom MITRE --data data", says: "written down" },
    { line: "sameday tracker cve-request show --data data", says: "every request, and what became of it" },
  ],
  exits: BUSY_EXITS,
  async run(context, { args, options }) {
    return inTurn(
      context,
      async () => {
        const { answerRequest, askForCve, CVE_REQUESTS_FILE, parseCveRequests } = await import(
          "../../tracker/index.ts"
        );
        const directory = uppermost(context);
        const before = await read(directory, CVE_REQUESTS_FILE);
        const day = today(context);
        let after = before;
        if (args.act === "ask") {
          after = askForCve(
            before,
            needed(args.issue, "the issue"),
            day,
            needed(options.whom, "who is asked, with --whom"),
          );
        } else if (args.act === "refuse") {
          const reason = needed(options.reason, "why, with --reason");
          after = answerRequest(before, needed(args.issue, "the issue"), { kind: "refused", day, reason });
        }
        if (after !== before) await place(directory, new Map([[CVE_REQUESTS_FILE, after]]));
        const all = parseCveRequests(after, CVE_REQUESTS_FILE).value;
        const shown = args.act === "show" ? all : all.filter((one) => one.issue === args.issue).slice(-1);
        context.answer(shown, () =>
          shown
            .map(({ issue, asked, whom, answer }) => {
              const became = answer ? (answer.kind === "answered" ? answer.cve : `refused: ${answer.reason}`) : "open";
              return printable(`${issue}  ${asked}  ${whom}  ${became}`);
            })
            .join("\n"),
        );
      },
      args.act === "show",
    );
  },
});

export const cvePool = defineVerb({
  name: "cve-pool",
  summary: "keep track of CVE numbers that we may give",
  description:
    "show lists the numbers and what became of each; add takes a block in, from the first to the last number; reject marks one as rejected. Numbers are used by `sameday tracker assign-cve --pool`.",
  arguments: {
    act: { summary: "what is done", required: true, choices: ["show", "add", "reject"] },
    cve: { summary: "a number; for add the first one" },
    last: { summary: "for add, the last number" },
  },
  options: { reason: { kind: "text", value: "TEXT", summary: "why it is rejected" } },
  examples: [
    { line: "sameday tracker cve-pool add CVE-2026-5000 CVE-2026-5099 --data data", says: "a hundred numbers" },
    { line: "sameday tracker cve-pool reject CVE-2026-5003 --reason duplicate --data data", says: "given in error" },
  ],
  exits: BUSY_EXITS,
  async run(context, { args, options }) {
    return inTurn(
      context,
      async () => {
        const { addToPool, CVE_POOL_FILE, parseCvePool, rejectInPool } = await import("../../tracker/index.ts");
        const directory = uppermost(context);
        const before = await read(directory, CVE_POOL_FILE);
        let after = before;
        if (args.act === "add") {
          after = addToPool(before, needed(args.cve, "the first number"), needed(args.last, "the last number"));
        } else if (args.act === "reject") {
          const reason = needed(options.reason, "why, with --reason");
          after = rejectInPool(before, needed(args.cve, "the number"), today(context), reason);
        }
        if (after !== before) await place(directory, new Map([[CVE_POOL_FILE, after]]));
        const pool = parseCvePool(after, CVE_POOL_FILE).value;
        const count = (state: string): number => pool.filter((one) => one.state === state).length;
        const counts = `${count("unused")} unused, ${count("used")} used, ${count("rejected")} rejected`;
        context.answer(pool, () => {
          const rows = pool.map(({ cve, state, day, about }) =>
            printable(`${cve}  ${state}  ${day ?? "-"}  ${about || "-"}`),
          );
          return [...(args.act === "show" ? rows : []), counts].join("\n");
        });
      },
      args.act === "show",
    );
  },
});

export const tidyRejected = defineVerb({
  name: "tidy-rejected",
  summary: "take out what rejected issues say about packages",
  description:
    "Removes package notes, no-dsa remarks and `TODO: check` from records that are REJECTED. NOTE lines stay, and no other record changes.",
  options: { dryRun: { kind: "switch", summary: "say which issues and change nothing" } },
  examples: [{ line: "sameday tracker tidy-rejected --data data --dry-run", says: "which records would change" }],
  exits: EXITS,
  async run(context, { options }) {
    return inTurn(
      context,
      async () => {
        const { tidyRejected: tidy } = await import("../../tracker/index.ts");
        const directory = uppermost(context);
        const { lists, issues } = tidy(await readLists(directory));
        if (!options.dryRun) await place(directory, lists);
        context.answer({ issues, files: [...lists.keys()], written: !options.dryRun }, () => issues.join("\n"));
      },
      options.dryRun,
    );
  },
});

function uppermost(context: CommandContext): string {
  const directory = context.layerDirectories.at(-1);
  if (directory === undefined) throw new SamedayError("USAGE", "Name the directory of tracker data with --data.");
  return directory;
}

/**
 * Does what reads files, changes them and writes them back while nobody else does so in the same repository: a number of the
 * pool would be given twice, a line of somebody else be lost. Data that git does not keep have one person's hands in them.
 */
async function inTurn(context: CommandContext, work: () => Promise<void>, onlyReads = false): Promise<void> {
  const directory = uppermost(context);
  if (onlyReads) return work();
  const { withRepositoryLock } = await import("../../tracker/index.ts");
  let begun = false;
  try {
    return await withRepositoryLock(context.processes, directory, () => {
      begun = true;
      return work();
    });
  } catch (error) {
    if (begun || !(error instanceof SamedayError) || error.code !== "INPUT_INVALID") throw error;
    return work();
  }
}

function today(context: CommandContext): string {
  return context.clock.now().toISOString().slice(0, 10);
}

function needed(value: string | undefined, what: string): string {
  if (value === undefined) throw new SamedayError("USAGE", `Name ${what}.`);
  return value;
}

async function readLists(directory: string): Promise<IssueLists> {
  const { isIssueList } = await import("../../tracker/index.ts");
  const names = await readdir(join(directory, "CVE")).catch((cause) => {
    throw new SamedayError("INPUT_INVALID", `${directory} holds no folder CVE.`, cause);
  });
  const paths = names.map((name) => `CVE/${name}`).filter(isIssueList);
  return new Map(await Promise.all(paths.sort().map(async (path) => [path, await read(directory, path)] as const)));
}

/** A file that nobody has begun yet is empty. */
async function read(directory: string, path: string): Promise<Uint8Array> {
  return readFile(join(directory, path)).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return new Uint8Array();
    throw new SamedayError("INPUT_INVALID", `${join(directory, path)} cannot be read.`, error);
  });
}

/** Each file appears whole or not at all; a number of the pool counts as used before anything names it. */
async function place(directory: string, files: ReadonlyMap<string, Uint8Array>): Promise<void> {
  const { placeFile } = await import("../../tracker/index.ts");
  for (const [path, bytes] of files) await placeFile(join(directory, path), bytes);
}
