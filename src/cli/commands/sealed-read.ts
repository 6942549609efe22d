import { formatInstant } from "../../kernel/index.ts";
import type { SealedIssue } from "../../tracker/index.ts";
import { defineVerb } from "../frame/verb.ts";
import { printable } from "../printable.ts";
import { openSealed, READ_EXITS, READ_OPTIONS } from "../sealed/sealed-session.ts";
import { ANSWER_EXITS, ARCHIVE, openArchive, openTracker } from "./tracker-sources.ts";

export const show = defineVerb({
  name: "show",
  summary: "print what was sealed",
  arguments: { id: { summary: "the sealed issue", required: true } },
  options: READ_OPTIONS,
  examples: [{ line: "sameday sealed show S-204817365 --sealed embargoed", says: "the text, as `edit` takes it back" }],
  exits: {
    ...READ_EXITS,
    0: "a record in force, or that it was disclosed",
    1: "there is no such issue, or nobody with access vouches for its text, which is printed nevertheless",
  },
  async run(context, { args, options }) {
    const { sealedIssue, unsignedText } = await import("../../tracker/index.ts");
    const layer = await openSealed(context, options);
    const aside = layer.setAside.find((one) => one.id === args.id);
    if (aside?.signed) {
      const text = unsignedText(aside.signed);
      context.answer({ id: aside.id, inForce: false, problems: aside.problems, text }, () => printable(text));
      return 1;
    }
    const issue = sealedIssue(layer, args.id);
    context.answer({ ...summary(issue), inForce: true, text: issue.file.text }, () =>
      printable(issue.file.text.trimEnd()),
    );
    return 0;
  },
});

export const list = defineVerb({
  name: "list",
  summary: "list the sealed issues",
  description:
    "Name, number or the text of the header, packages, author and time of the last edit. What was disclosed is left out without --all.",
  options: { ...READ_OPTIONS, all: { kind: "switch", summary: "also what was disclosed" } },
  examples: [{ line: "sameday sealed list --sealed embargoed", says: "what is under embargo" }],
  exits: { ...READ_EXITS, 1: "some files are set aside; standard error names them" },
  async run(context, { options }) {
    const layer = await openSealed(context, options);
    const issues = layer.issues.filter(({ head }) => options.all || head.disclosedAs === undefined).map(summary);
    context.answer({ issues, setAside: layer.setAside.map(({ id, problems }) => ({ id, problems })) }, () =>
      issues
        .map(({ id, name, title, packages, author, signedAt, disclosedAs }) => {
          const what =
            disclosedAs === null ? `${name === id ? title : name}  ${packages.join(" ")}` : `disclosed as ${name}`;
          return printable(`${id}  ${what}  ${author}, ${formatInstant(new Date(signedAt))}`);
        })
        .join("\n"),
    );
    return layer.setAside.length > 0 ? 1 : 0;
  },
});

export const candidates = defineVerb({
  name: "candidates",
  summary: "list what needs an advisory under embargo",
  description:
    "Sealed issues that are open and undecided in a release with support, over the public data: sealed name, issue, package, release, status.",
  options: { ...READ_OPTIONS, archive: { ...ARCHIVE, required: true } },
  examples: [
    { line: "sameday sealed candidates --sealed embargoed --data data --archive indexes", says: "what is left to do" },
  ],
  exits: { ...ANSWER_EXITS, ...READ_EXITS },
  async run(context, { options }) {
    const { allVerdicts, asLayer } = await import("../../tracker/index.ts");
    const layer = await openSealed(context, options);
    const { tracker, judge } = await openTracker(context, { ...options, asDebian: false }, [asLayer(layer)]);
    const { sources } = await openArchive(context, options);
    const rows = layer.issues
      .filter(({ head }) => head.disclosedAs === undefined)
      .flatMap(({ id, name }) =>
        [...allVerdicts(tracker, sources, judge, { issue: name })].flatMap((verdict) => {
          const open = verdict.status === "vulnerable" || verdict.status === "undetermined";
          const supported = judge.support?.phase(verdict.release).name !== "ended";
          if (!open || !supported || verdict.decision !== undefined) return [];
          return [{ id, issue: name, package: verdict.package, release: verdict.release, status: verdict.status }];
        }),
      );
    context.answer(rows, () => rows.map((row) => printable(Object.values(row).join("\t"))).join("\n"));
  },
});

function summary({ id, name, head, file, author, signedAt }: SealedIssue) {
  const lines = file.text.split("\n").slice(1);
  return {
    id,
    name,
    title: /\s[([](.*)[)\]]\s*$/.exec(lines.find((line) => /^CVE-/.test(line)) ?? "")?.[1] ?? "",
    packages: [
      ...new Set(file.records.flatMap((record) => [...record.notes, ...record.remarks].map((note) => note.package))),
    ],
    revision: head.revision,
    author,
    signedAt: signedAt.toISOString(),
    disclosedAs: head.disclosedAs ?? null,
  };
}
