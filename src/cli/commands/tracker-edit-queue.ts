import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { SamedayError } from "../../kernel/index.ts";
import type { ReleaseFix } from "../../tracker/index.ts";
import { defineVerb } from "../frame/verb.ts";
import { issueTyped } from "../tracker/issue-typed.ts";
import { EDIT_EXITS, EDIT_OPTIONS, editedLayers, landAndTell } from "./tracker-edit-session.ts";

/** Who prepares which advisory, and its entry when it is out; each edit is one commit, and none is pushed. */

const PACKAGE = { summary: "the source package, or package/release", required: true } as const;
const QUEUE_OPTIONS = {
  queue: { kind: "text", value: "NAME", summary: "dla for dla-needed.txt; default dsa" },
  ...EDIT_OPTIONS,
} as const;

export const take = defineVerb({
  name: "take",
  summary: "say that you prepare the advisory for a package",
  description:
    "Writes your name to the package's entry in dsa-needed.txt, with a dated note; an entry that is not there is made. What somebody else has taken is refused.",
  arguments: { package: PACKAGE },
  options: QUEUE_OPTIONS,
  examples: [
    { line: "sameday tracker take curl --data data", says: "in dsa-needed.txt" },
    { line: "sameday tracker take linux/bookworm --queue dla --data data", says: "for one release, in dla-needed.txt" },
  ],
  exits: EDIT_EXITS,
  async run(context, { args, options }) {
    await landAndTell(context, { act: "take", queue: options.queue ?? "dsa", ...targetOf(args.package) }, options);
  },
});

export const drop = defineVerb({
  name: "drop",
  summary: "give back a package that you have taken",
  description: "The entry stays and waits for somebody; with --entirely it is taken out.",
  arguments: { package: PACKAGE },
  options: {
    entirely: { kind: "switch", summary: "take the entry out: no advisory is needed any more" },
    ...QUEUE_OPTIONS,
  },
  examples: [
    { line: "sameday tracker drop curl --data data", says: "somebody else may take it" },
    { line: "sameday tracker drop curl --entirely --data data", says: "the advisory is out" },
  ],
  exits: EDIT_EXITS,
  async run(context, { args, options: { entirely, queue = "dsa", as } }) {
    await landAndTell(context, { act: "drop", queue, entirely, ...targetOf(args.package) }, { as });
  },
});

export const addAdvisory = defineVerb({
  name: "add-advisory",
  summary: "write an advisory's entry, and what its issues say of it",
  description:
    "The entry stands at the top of PREFIX/list with the next number. An issue that no list names yet is given with --new-issue, and its record says `TODO: check`. Its issues get the advisory's name in braces, and their lines about the package and the releases that it fixes go, as with Debian's own tool. All of it is one commit.",
  arguments: {
    prefix: { summary: "the house's: DSA, DLA or its own", required: true },
    package: { summary: "the source package", required: true },
    issues: { summary: "the CVEs that it fixes", variadic: true },
  },
  options: {
    fix: { kind: "list", value: "RELEASE=VERSION", required: true, summary: "the version that has the fix" },
    title: { kind: "text", value: "TEXT", summary: "default `security update`" },
    number: {
      kind: "text",
      value: "N[-M]",
      summary: "instead of the next number; the first entry of a new PREFIX needs it",
    },
    newIssue: { kind: "list", value: "ID", summary: "an issue that it fixes and that no list names yet" },
    ...EDIT_OPTIONS,
  },
  examples: [
    {
      line: "sameday tracker add-advisory DSA curl CVE-2026-1234 --fix bookworm=7.88.1-10+deb12u9 --fix trixie=8.14.1-2+deb13u2 --data data",
      says: "two releases",
    },
    {
      line: 'sameday tracker add-advisory DSA curl --number 6000-2 --title "regression update" --fix bookworm=7.88.1-10+deb12u10 --data data',
      says: "a regression fix",
    },
  ],
  exits: { ...EDIT_EXITS, 3: `${EDIT_EXITS[3]}; or the number is taken` },
  async run(context, { args, options }) {
    const { advisoryId, nextAdvisoryNumber } = await import("../../tracker/index.ts");
    const { prefix } = args;
    const newIssues = options.newIssue.map(issueTyped);
    const issues = [...args.issues.map(issueTyped), ...newIssues];
    if (!/^[A-Z][A-Z0-9-]*$/.test(prefix) || prefix === "CVE") {
      throw new SamedayError("USAGE", `${prefix} is not the prefix of an advisory; one is DSA.`);
    }
    const { directory } = await editedLayers(context);
    const list = await readFile(join(directory, prefix, "list")).catch(() => undefined);
    if (list === undefined && options.number === undefined) {
      throw new SamedayError("NOT_FOUND", `${directory} has no ${prefix}/list; begin one with --number 1.`);
    }
    const id =
      options.number === undefined
        ? advisoryId(prefix, nextAdvisoryNumber(list ?? new Uint8Array(), prefix, 1))
        : `${prefix}-${options.number}${options.number.includes("-") ? "" : "-1"}`;
    const entry = {
      id,
      date: context.clock.now(),
      package: args.package,
      title: options.title ?? "security update",
      issues,
      fixes: options.fix.map(fixOf),
    };
    await landAndTell(context, { act: "advisory", entry }, options, ({ tracker }) => {
      const unknown = issues.filter((issue) => tracker.issue(issue) === undefined && !newIssues.includes(issue));
      if (unknown.length === 0) return;
      const said = `No list names ${unknown.join(", ")}; give --new-issue for each that is not on record yet.`;
      throw new SamedayError("NOT_FOUND", said);
    });
  },
});

function fixOf(text: string): ReleaseFix {
  const [, release, version] = /^([^=]+)=(.+)$/.exec(text) ?? [];
  if (release === undefined || version === undefined) {
    throw new SamedayError("USAGE", `--fix takes RELEASE=VERSION; ${text} is not that.`);
  }
  return { release, version };
}

function targetOf(text: string): { readonly package: string; readonly release?: string } {
  const [name = "", release] = text.split("/", 2);
  return release === undefined ? { package: name } : { package: name, release };
}
