import { SamedayError } from "../../kernel/index.ts";
import { LINE_STATES, type Saying, URGENCIES } from "../../tracker/index.ts";
import { defineVerb } from "../frame/verb.ts";
import { printable } from "../printable.ts";
import { issueTyped } from "../tracker/issue-typed.ts";
import { bugNumber, EDIT_EXITS, editedLayers, landAndTell, RECORD_OPTIONS, RELEASE } from "./tracker-edit-session.ts";
import { tell } from "./tracker-sources.ts";

/** Edits of one issue's record in the uppermost data directory; each is one commit, and none is pushed. */

const ISSUE = { summary: "the issue", required: true } as const;
const PACKAGE = { summary: "the source package", required: true } as const;

export const setLine = defineVerb({
  name: "set-line",
  summary: "say what holds for a package in a release",
  description:
    "Replaces the line about this package and release, or puts one where Debian's order wants it; no other byte changes. Bugs and urgency of the line before stay where the new one can carry them. An issue that only a lower directory has gets a record in the uppermost one. The result is checked, and becomes one commit under your name.",
  arguments: {
    issue: ISSUE,
    package: PACKAGE,
    state: { summary: "what holds", required: true, choices: LINE_STATES },
  },
  options: {
    release: RELEASE,
    in: { kind: "text", value: "VERSION", summary: "for fixed, the version that has the fix" },
    because: {
      kind: "text",
      value: "TEXT",
      summary: "why; not-affected, no-dsa, postponed, ignored and withdrawn need it",
    },
    urgency: { kind: "text", value: "WORD", summary: "how urgent it is", choices: URGENCIES },
    bug: { kind: "text", value: "NUMBER", summary: "a bug that tells the maintainer; itp needs it" },
    ...RECORD_OPTIONS,
  },
  examples: [
    {
      line: "sameday tracker set-line CVE-2026-1234 curl fixed --in 8.17.0-2 --data data",
      says: "unstable has the fix",
    },
    {
      line: 'sameday tracker set-line CVE-2026-1234 curl postponed --release bookworm --because "Minor issue; fix along with the next DSA" --data data',
      says: "it can wait",
    },
    {
      line: 'sameday tracker set-line CVE-2026-1234 curl not-affected --release bookworm --because "Vulnerable code introduced in 8.0" --data debian --data acme',
      says: "in our own layer",
    },
  ],
  exits: EDIT_EXITS,
  async run(context, { args, options }) {
    const { release, in: version, because, urgency, bug } = options;
    const says: Saying = {
      state: args.state as Saying["state"],
      ...(version === undefined ? {} : { version }),
      ...(because === undefined ? {} : { reason: because }),
      ...(urgency === undefined ? {} : { urgency: urgency as NonNullable<Saying["urgency"]> }),
      ...(bug === undefined ? {} : { bug: bugNumber(bug) }),
    };
    const where = {
      issue: issueTyped(args.issue),
      package: args.package,
      ...(release === undefined ? {} : { release }),
    };
    await landAndTell(context, { act: "say", ...where, says }, options);
  },
});

export const removeLine = defineVerb({
  name: "remove-line",
  summary: "take out what is said about a package in a release",
  description: "Removes the line from the uppermost data directory; what lower ones say counts again.",
  arguments: { issue: ISSUE, package: PACKAGE },
  options: { release: RELEASE, ...RECORD_OPTIONS },
  examples: [
    {
      line: "sameday tracker remove-line CVE-2026-1234 curl --release bookworm --data data",
      says: "bookworm follows the default line again",
    },
  ],
  exits: EDIT_EXITS,
  async run(context, { args, options }) {
    const { release } = options;
    const where = {
      issue: issueTyped(args.issue),
      package: args.package,
      ...(release === undefined ? {} : { release }),
    };
    await landAndTell(context, { act: "take-out", ...where }, options);
  },
});

export const linkBug = defineVerb({
  name: "link-bug",
  summary: "write a bug's number to a line",
  description:
    "Where only a lower directory has the line, it is written into the uppermost one with the bug. All else about the line stays.",
  arguments: { issue: ISSUE, package: PACKAGE, bug: { summary: "the bug's number", required: true } },
  options: { release: RELEASE, ...RECORD_OPTIONS },
  examples: [{ line: "sameday tracker link-bug CVE-2026-1234 curl 1099123 --data data", says: "the maintainer knows" }],
  exits: EDIT_EXITS,
  async run(context, { args, options }) {
    const { release } = options;
    const where = {
      issue: issueTyped(args.issue),
      package: args.package,
      ...(release === undefined ? {} : { release }),
    };
    await landAndTell(context, { act: "link-bug", ...where, bug: bugNumber(args.bug) }, options);
  },
});

export const addNote = defineVerb({
  name: "add-note",
  summary: "add a NOTE line to an issue",
  arguments: { issue: ISSUE, text: { summary: "one line of text", required: true } },
  options: RECORD_OPTIONS,
  examples: [
    {
      line: 'sameday tracker add-note CVE-2026-1234 "Fixed by: https://github.com/curl/curl/commit/0123abc" --data data',
      says: "where the fix is",
    },
  ],
  exits: EDIT_EXITS,
  async run(context, { args, options }) {
    await landAndTell(context, { act: "add-note", issue: issueTyped(args.issue), text: args.text }, options);
  },
});

export const notForUs = defineVerb({
  name: "not-for-us",
  summary: "mark an issue as of no package of ours",
  description: "Takes the place of `TODO: check`. With --undo the issue is to be checked again.",
  arguments: { issue: ISSUE, product: { summary: "what it is about instead; left out with --undo" } },
  options: { undo: { kind: "switch", summary: "take that back" }, ...RECORD_OPTIONS },
  examples: [
    { line: 'sameday tracker not-for-us CVE-2026-1234 "WordPress plugin Foo" --data data', says: "nothing of ours" },
    { line: "sameday tracker not-for-us CVE-2026-1234 --undo --data data", says: "it was after all" },
  ],
  exits: EDIT_EXITS,
  async run(context, { args, options }) {
    const { product } = args;
    const issue = issueTyped(args.issue);
    if ((product === undefined) !== options.undo) throw new SamedayError("USAGE", "Name the product, or say --undo.");
    await landAndTell(
      context,
      product === undefined ? { act: "for-us", issue } : { act: "not-for-us", issue, what: product },
      options,
    );
  },
});

export const showRecord = defineVerb({
  name: "show-record",
  summary: "print an issue's record, and its hash for --seen",
  description:
    "Prints what the uppermost data directory has of the issue, nothing when it has no record. The hash on standard error is what --seen of the commands that edit takes.",
  arguments: { issue: ISSUE },
  examples: [
    { line: "sameday tracker show-record CVE-2026-1234 --data data", says: "its lines as they stand" },
    { line: "sameday tracker show-record CVE-2026-1234 --json --data data", says: "for programs" },
  ],
  exits: { 0: "it was printed, were it nothing", 2: "wrong usage, or data that cannot be read" },
  async run(context, { args }) {
    const { readRecord } = await import("../../tracker/index.ts");
    const issue = issueTyped(args.issue);
    const { directory } = await editedLayers(context);
    const { text, hash } = await readRecord(directory, issue);
    if (text === "") tell(context, `There is no record of ${issue} in ${directory}.`);
    if (!context.json) context.streams.stderr.write(`sameday: hash ${hash}\n`);
    context.answer({ issue, text, hash }, () => text.split("\n").map(printable).join("\n"));
  },
});
