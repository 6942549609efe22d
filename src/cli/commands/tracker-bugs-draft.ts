import { mkdir, stat, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { SamedayError } from "../../kernel/index.ts";
import type { ReportDraft } from "../../tracker/index.ts";
import { defineVerb } from "../frame/verb.ts";
import { printable } from "../printable.ts";
import { issueTyped } from "../tracker/issue-typed.ts";
import { ANSWER_EXITS, ANSWER_OPTIONS } from "./tracker-sources.ts";
import { openSnapshot } from "./tracker-view.ts";

const { archive: ARCHIVE, definition: DEFINITION } = ANSWER_OPTIONS;

/** `sameday tracker draft-report`. */
export const draftReport = defineVerb({
  name: "draft-report",
  summary: "draft the bug report of an issue that no bug tells of",
  description:
    "Writes the mail that reports an open issue to the bug tracker: package, version, severity by urgency, tags, the team in copy, description, links and what every release says. Nothing is sent: read it, mend it, send it with your mail program (mutt -H FILE), and `sameday tracker import-bugs` finds the bug. With --all one file for each row of the view unreported. Where reports go and in which form stands in config.json (bugs); the default is Debian's tracker.",
  arguments: {
    issue: { summary: "name of the issue; left out with --all" },
    package: { summary: "source package, where several have the issue" },
  },
  options: {
    archive: ARCHIVE,
    definition: DEFINITION,
    out: { kind: "text", value: "PATH", summary: "write to this file, with --all into this directory" },
    all: { kind: "switch", summary: "a file for each issue that is open in unstable without a bug" },
  },
  examples: [
    {
      line: "sameday tracker draft-report CVE-2026-1000 curl --data data --archive indexes",
      says: "the mail on standard output",
    },
    {
      line: "sameday tracker draft-report --all --data data --archive indexes --out drafts",
      says: "a file for each that is open without a bug",
    },
  ],
  exits: {
    ...ANSWER_EXITS,
    0: "drafted",
    1: "the lists do not know the issue, or it is open in no package of the archive",
    3: "a bug tells of it already, or a file of that name is there",
  },
  async run(context, { args, options }) {
    const { draftReport: draft, settledBugTracker, VIEWS } = await import("../../tracker/index.ts");
    if (options.all === (args.issue !== undefined)) {
      throw new SamedayError("USAGE", "Name an issue, or give --all and --out.");
    }
    if (options.all && options.out === undefined)
      throw new SamedayError("USAGE", "--all needs a directory: --out DIR.");
    const { snapshot, circumstances } = await openSnapshot(context, { ...options, sealed: undefined });
    const bugTracker = settledBugTracker(snapshot.tracker.layers.map(({ config }) => config));
    if (args.issue !== undefined) {
      const asked = { issue: issueTyped(args.issue), ...(args.package === undefined ? {} : { package: args.package }) };
      const drafted = draft(snapshot, asked, bugTracker);
      if (options.out !== undefined) await writeNew(resolve(options.out), drafted);
      context.answer(options.out === undefined ? drafted : { ...drafted, file: resolve(options.out) }, () =>
        options.out === undefined ? printable(drafted.mail) : printable(`Wrote ${resolve(options.out)}.`),
      );
      return;
    }
    const directory = resolve(options.out as string);
    await mkdir(directory, { recursive: true });
    const rows = VIEWS.find(({ name }) => name === "unreported")?.rows(snapshot, circumstances) ?? [];
    const wanted = new Map(rows.map((row) => [`${row.issue} ${row.package}`, row]));
    const drafts = Array.from(wanted.values(), (row) =>
      draft(snapshot, { issue: row.issue, package: row.package }, bugTracker),
    );
    // A draft that somebody has begun to mend is not written over.
    const there = await Promise.all(drafts.map(({ file }) => isThere(join(directory, file))));
    const fresh = drafts.filter((_, at) => !there[at]);
    for (const one of fresh) await writeNew(join(directory, one.file), one);
    const files = fresh.map(({ file }) => file);
    context.answer({ directory, files, kept: drafts.length - fresh.length }, () =>
      printable(
        `Wrote ${files.length} drafts to ${directory}; ${drafts.length - fresh.length} were there and stay as they are.`,
      ),
    );
  },
});

async function writeNew(path: string, { mail }: ReportDraft): Promise<void> {
  await writeFile(path, mail, { flag: "wx" }).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "EEXIST") throw new SamedayError("CONFLICT", `${path} is there already.`, error);
    throw new SamedayError("INPUT_INVALID", `${path} cannot be written.`, error);
  });
}

async function isThere(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
