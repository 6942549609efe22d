import { defineVerb } from "../frame/verb.ts";
import { printable } from "../printable.ts";
import { READ_EXITS, SEALED, upperLayers } from "../sealed/sealed-session.ts";
import { issueTyped } from "../tracker/issue-typed.ts";
import { EDIT_OPTIONS, landFiles } from "./tracker-edit-session.ts";
import { ANSWER_EXITS, ANSWER_OPTIONS, openArchive, openTracker, tell } from "./tracker-sources.ts";

const { archive: ARCHIVE, definition: DEFINITION } = ANSWER_OPTIONS;
const JUDGED_BY_US = { asDebian: false } as const;
const HINT_EXITS = { ...ANSWER_EXITS, 3: `with --sealed: ${READ_EXITS[3]}` } as const;

export const lineages = defineVerb({
  name: "lineages",
  summary: "show issues that nobody has judged for a package's newer name",
  description:
    "Reads package-lineages of the layers: renames, and families with the version in the name. An issue that is on record for an older name, while no line mentions a newer one that the archive has, is shown. `looks fixed` means that every version of the newer one sorts at or above the older one's fix. Nothing of it changes a verdict.",
  options: { archive: ARCHIVE, definition: DEFINITION, sealed: SEALED },
  examples: [
    {
      line: "sameday tracker lineages --data data --archive indexes",
      says: "linux-2.6 and linux, ruby2.7 and ruby3.1",
    },
  ],
  exits: HINT_EXITS,
  async run(context, { options }) {
    const { unjudgedSuccessors } = await import("../../tracker/index.ts");
    const upper = await upperLayers(context, options);
    const { tracker } = await openTracker(context, { ...options, ...JUDGED_BY_US }, upper);
    const found = unjudgedSuccessors(tracker, (await openArchive(context, options)).sources);
    context.answer(found, () =>
      found
        .map(({ issue, predecessor, successor, releases, looksFixed }) =>
          printable(
            `${issue}  ${predecessor} -> ${successor}  ${releases.join(" ")}${looksFixed ? "  looks fixed" : ""}`,
          ),
        )
        .join("\n"),
    );
  },
});

export const copies = defineVerb({
  name: "copies",
  summary: "show packages that carry the code of a package with an issue",
  description:
    "From embedded-code-copies, and from Built-Using and Static-Built-Using of the archive's Packages. Packages about which a line of the issue speaks are left out. These are suggestions: `sameday tracker decide-copy` keeps what a person made of one, and no verdict follows by itself.",
  options: {
    archive: ARCHIVE,
    definition: DEFINITION,
    sealed: SEALED,
    release: { kind: "text", value: "CODENAME", summary: "only this release" },
    package: { kind: "text", value: "NAME", summary: "only copies of this source package" },
    issue: { kind: "text", value: "ID", summary: "only this issue" },
    undecided: { kind: "switch", summary: "only what nobody has decided" },
  },
  examples: [
    {
      line: "sameday tracker copies --data data --archive indexes --release trixie --undecided",
      says: "what is left to look at",
    },
  ],
  exits: { ...HINT_EXITS, 1: "no release is called so" },
  async run(context, { options }) {
    const { copySuggestions, unknownNames } = await import("../../tracker/index.ts");
    const upper = await upperLayers(context, options);
    const { tracker, judge } = await openTracker(context, { ...options, ...JUDGED_BY_US }, upper);
    const archive = await openArchive(context, options);
    const filter = {
      ...(options.release !== undefined && { release: options.release }),
      ...(options.package !== undefined && { package: options.package }),
      ...(options.issue !== undefined && { issue: issueTyped(options.issue) }),
    };
    for (const sentence of unknownNames(tracker, archive.sources, filter)) tell(context, sentence);
    const all = [...copySuggestions(tracker, archive.sources, judge, await archive.builtWith(), filter)];
    const found = options.undecided ? all.filter((one) => one.decision === undefined) : all;
    context.answer(found, () =>
      found
        .map(({ issue, release, code, embedder, from, decision }) => {
          const decided = decision ? `  ${decision.answer}: ${decision.reason}` : "";
          return printable(`${issue}  ${code} in ${embedder}  ${release}  ${from}${decided}`);
        })
        .join("\n"),
    );
  },
});

export const decideCopy = defineVerb({
  name: "decide-copy",
  summary: "keep what a person made of a suggestion about an embedded copy",
  description:
    "Writes one line to embedded-decisions of the uppermost data directory, as one commit where git keeps the data; an earlier decision about the same is replaced, every other byte stays.",
  arguments: {
    issue: { summary: "name of the issue", required: true },
    code: { summary: "package whose code is copied", required: true },
    embedder: { summary: "package that carries the copy", required: true },
    answer: { summary: "whether it has the issue", required: true, choices: ["confirmed", "dismissed"] },
  },
  options: {
    reason: { kind: "text", value: "TEXT", summary: "why, in one line", required: true },
    ...EDIT_OPTIONS,
  },
  examples: [
    {
      line: 'sameday tracker decide-copy CVE-2026-1000 zlib rsync dismissed --reason "built against the system library" --data data',
      says: "it is not asked about again",
    },
  ],
  exits: {
    0: "the decision is kept",
    1: "no list has that issue; nothing was changed",
    2: "wrong usage, or a decision that the file could not hold; nothing was changed",
    3: "somebody left a file uncommitted; nothing was changed",
  },
  async run(context, { args, options }) {
    const { addCopyDecision, COPY_DECISIONS_FILE, noIssue, unfamiliarPackage } = await import("../../tracker/index.ts");
    const { code, embedder } = args;
    const { reason } = options;
    const issue = issueTyped(args.issue);
    const answer = args.answer === "confirmed" ? "confirmed" : "dismissed";
    const says = `${issue} ${code} in ${embedder}: ${answer}`;
    const { commit, files, made } = await landFiles(context, options, says, async (read, { tracker }) => {
      const before = await read(COPY_DECISIONS_FILE);
      const after = addCopyDecision(before, { issue, code, embedder, answer, reason });
      if (tracker.issue(issue) === undefined) throw noIssue(tracker, issue);
      return { files: new Map([[COPY_DECISIONS_FILE, after]]), made: unfamiliarPackage(tracker, code) };
    });
    if (made !== undefined) tell(context, made);
    context.answer({ issue, code, embedder, answer, files, commit }, () => `${says}.`);
  },
});
