import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Advisory, AdvisorySigner, ReadRecord } from "../../advisories/index.ts";
import { formatInstant, formatProblem, hasErrors, type Problem, SamedayError } from "../../kernel/index.ts";
import { looksLikeCase } from "../cases/case-named.ts";
import { openCase } from "../cases/open-cases.ts";
import { countOf } from "../count-of.ts";
import { DESK_OPTIONS } from "../desk/session.ts";
import { ownKeyring } from "../frame/own-keyring.ts";
import { type CommandContext, defineVerb, type Noun } from "../frame/verb.ts";
import { printable } from "../printable.ts";

const FILE = { file: { summary: "the record, a TOML file", required: true } } as const;
const EXITS = { 1: "the record has errors" } as const;

const check = defineVerb({
  name: "check",
  summary: "check an advisory record and every form of it",
  description:
    "Names every fault with file, line and column and a stable code: of the record, of the publisher's file that it names, and of what is made from them: the announcement, CSAF with the standard's mandatory (errors) and recommended (warnings) tests, OSV, CVE records, the page, security.txt. Writes nothing. A case is named by its id, or by its number: the desk then checks the record that lies with it, for whoever may read the case; there `forms` and `embargoUntil` are null. docs/reference/advisory.md describes every key and code.",
  arguments: { file: { summary: "the record, a TOML file; or a case, whose record the desk checks", required: true } },
  options: DESK_OPTIONS,
  examples: [
    { line: "sameday advisory check examples/advisories/DSA-5357-1.toml", says: "check one of the examples" },
    { line: "sameday advisory check --json advisory.toml", says: "the same for a program" },
    { line: "sameday advisory check SEC-2026-0007", says: "the record that lies with this case" },
  ],
  exits: { 0: "it can be published, perhaps with warnings", ...EXITS },
  async run(context, { args, options }) {
    if (looksLikeCase(args.file) && !existsSync(args.file)) return checkOfCase(context, options.desk, args.file);
    const { record, problems, paths } = await examined(context, args.file);
    const valid = record !== undefined && !hasErrors(problems);
    const embargoUntil = record?.embargoUntil?.date;
    context.answer({ valid, problems, forms: paths, embargoUntil: embargoUntil?.toISOString() ?? null }, () => {
      const { good, bad, waiting } = context.style;
      const lines = problemLines(problems);
      if (!valid) return [...lines, bad(`${args.file} cannot be published.`)].join("\n");
      const forms = countOf(paths.length, "form holds", "forms hold");
      lines.push(
        `${good(`${args.file} can be published`)}: ${forms}, ${countOf(problems.length, "warning", "warnings")}.`,
      );
      if (embargoUntil && embargoUntil > context.clock.now())
        lines.push(waiting(`Under embargo until ${formatInstant(embargoUntil)}.`));
      return lines.join("\n");
    });
    return valid ? 0 : 1;
  },
});

const write = defineVerb({
  name: "write",
  summary: "write every form of an advisory",
  description:
    "Writes the forms below --out, beside those of other advisories, and the listings of a CSAF provider over all documents that stand there; a file that did not change is left alone, each appears whole or not at all. With --sign the documents, security.txt and the announcement are signed by your own gpg with the key of the publisher's file. Before an embargo's end nothing is written, unless you say that nobody is served from --out.",
  arguments: FILE,
  options: {
    out: { kind: "text", value: "DIR", summary: "the tree; made when missing", required: true },
    sign: { kind: "switch", summary: "sign with the publisher's key, by your own gpg" },
    beforeEmbargoEnds: { kind: "switch", summary: "write although the embargo lasts: nobody is served from --out" },
  },
  examples: [
    {
      line: "sameday advisory write examples/advisories/DSA-5357-1.toml --out public",
      says: "write the forms without signatures",
    },
    {
      line: "sameday advisory write advisory.toml --out public --sign",
      says: "what a CSAF trusted provider serves, and the mails to send",
    },
  ],
  exits: { 0: "the files stand there", ...EXITS },
  async run(context, { args, options }) {
    const { formsOf, signedMails, writeTree, writeFiles } = await import("../../advisories/index.ts");
    const { record, problems } = await examined(context, args.file);
    if (record === undefined || hasErrors(problems)) {
      context.answer({ valid: false, problems, written: [] }, () =>
        [...problemLines(problems), context.style.bad("Nothing was written.")].join("\n"),
      );
      return 1;
    }
    const now = context.clock.now();
    const until = record.embargoUntil?.date;
    if (until && until > now && !options.beforeEmbargoEnds) {
      throw new SamedayError(
        "CONFLICT",
        `The embargo lasts until ${formatInstant(until)}. Write afterwards, or with --before-embargo-ends into a directory that nobody is served from.`,
      );
    }
    const { advisory } = record;
    const signer = options.sign ? await signerOf(context, advisory) : undefined;
    const mails = signer ? await signedMails(advisory, signer, { now, random: context.random }) : [];
    const written = [
      ...(await writeTree(options.out, formsOf(advisory), advisory.publisher, signer)),
      ...(await writeFiles(options.out, mails)),
    ];
    context.answer({ valid: true, problems, written }, () =>
      [
        ...problemLines(problems),
        ...written.map((path) => printable(join(options.out, path))),
        written.length === 0 ? "Nothing has changed." : `${written.length} files written.`,
      ].join("\n"),
    );
    return 0;
  },
});

/** The record lies with the desk, and so do the publisher's files that it names: the desk checks it. */
async function checkOfCase(context: CommandContext, address: string | undefined, word: string): Promise<number> {
  const { cases, id } = await openCase(context, address, word);
  const { toml, problems } = await cases.checkAdvisory(id);
  if (toml === "") throw new SamedayError("NOT_FOUND", `${id} has no advisory record yet.`);
  const found = problems.map(({ place: { file, ...place }, ...problem }): Problem => {
    return { ...problem, place: { ...place, file: file ?? id } };
  });
  const valid = !hasErrors(found);
  context.answer({ valid, problems: found, forms: null, embargoUntil: null }, () => {
    const { good, bad } = context.style;
    const says = valid ? good(`The record of ${id} can be published`) : bad(`The record of ${id} cannot be published`);
    return [...problemLines(found), `${says}: ${countOf(found.length, "finding", "findings")}.`].join("\n");
  });
  return valid ? 0 : 1;
}

interface Examined {
  readonly record: ReadRecord | undefined;
  readonly problems: readonly Problem[];
  readonly paths: readonly string[];
}

async function examined(context: CommandContext, file: string): Promise<Examined> {
  const { checkForms, formsOf, loadRecord } = await import("../../advisories/index.ts");
  const now = context.clock.now();
  const { value, problems } = await loadRecord(file, now);
  if (value === undefined) return { record: undefined, problems, paths: [] };
  const forms = formsOf(value.advisory);
  return {
    record: value,
    problems: [...problems, ...checkForms(forms, value.place, now)],
    paths: forms.map(({ path }) => path),
  };
}

function problemLines(problems: readonly Problem[]): string[] {
  return problems.map((problem) => printable(formatProblem(problem)));
}

async function signerOf(context: CommandContext, { publisher }: Advisory): Promise<AdvisorySigner> {
  const { openpgp } = publisher;
  if (openpgp === undefined) {
    throw new SamedayError("USAGE", "--sign takes the key of the publisher's file, which has no [openpgp].");
  }
  const { clearSign, detachSign } = await import("../../openpgp/index.ts");
  const { home, asking } = await ownKeyring(context);
  const keys = { home, fingerprints: [openpgp.fingerprint], ...(asking && { asking }) } as const;
  return {
    detached: (bytes) => detachSign(context.processes, keys, bytes),
    clear: (text) => clearSign(context.processes, keys, text),
  };
}

export const noun: Noun = {
  name: "advisory",
  description:
    "One record gives the announcement, CSAF, OSV, CVE records and a page. docs/reference/advisory.md describes every key.",
  verbs: [check, write],
};
