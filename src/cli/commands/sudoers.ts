import { countOf } from "../count-of.ts";
import { type CommandContext, defineVerb, type Noun } from "../frame/verb.ts";
import { printable } from "../printable.ts";

const FILE = { summary: "the description, a TOML file", required: true } as const;
const ROOT_SUMMARY = "an unpacked root: each command must be there, root's alone, and so must the way to it";

const generate = defineVerb({
  name: "generate",
  summary: "write sudo rules from a description with reasons",
  description:
    "Reads a description in which each grant has its purpose and every widening its reason, and writes the rules: arguments escaped, reasons as comments, the same bytes for the same description. visudo checks them before they are written. docs/reference/sudoers.md has every key.",
  arguments: { file: FILE },
  options: {
    root: { kind: "text", value: "DIR", summary: ROOT_SUMMARY },
    out: { kind: "text", value: "FILE", summary: "write them there, mode 0440, instead of to standard output" },
  },
  examples: [
    { line: "sameday sudoers generate examples/audit/sudoers.toml", says: "show the rules" },
    {
      line: "sameday sudoers generate rules.toml --root chroot --out chroot/etc/sudoers.d/desktop",
      says: "check the programs in an image that is being built, and install the rules there",
    },
  ],
  exits: { 0: "the rules are written", 2: "the description is refused, with a place for each fault" },
  async run(context, { args, options }) {
    const { checkName, checkTargets, checkWithVisudo, readDescriptionAt, writeRules } = await describing();
    if (options.out !== undefined) checkName(options.out);
    const description = await readDescriptionAt(args.file);
    if (options.root !== undefined) await checkTargets(description, options.root);
    const { renderSudoers } = await sudoers();
    const rules = renderSudoers(description);
    await checkWithVisudo(context, rules);
    if (options.out !== undefined) await writeRules(options.out, rules);
    const grants = countOf(description.grants.length, "grant", "grants");
    context.answer({ grants: description.grants.length, rules, out: options.out ?? null }, () =>
      options.out === undefined ? rules : `${options.out}: ${grants}, mode 0440, checked by visudo.`,
    );
  },
});

const importExisting = defineVerb({
  name: "import",
  summary: "turn existing sudo rules into a description without reasons",
  description:
    "Writes a description of what the files grant, in which every reason is empty: it is refused until a person has written them. Rules that have no safe form, such as wildcards, ALL and negations, stand in comments at its head and on standard error; nothing is left out in silence.",
  arguments: { files: { summary: "files in the syntax of sudoers(5)", required: true, variadic: true } },
  examples: [
    { line: "sameday sudoers import /etc/sudoers.d/* > rules.toml", says: "a description to write the reasons into" },
  ],
  exits: { 0: "everything is in the description", 1: "some rules have no safe form; they are named" },
  async run(context, { args }) {
    const { readFiles } = await describing();
    const { importRules } = await sudoers();
    const { toml, left } = importRules(await readFiles(args.files));
    if (!context.json)
      for (const line of left) context.streams.stderr.write(`${printable(`Not taken over: ${line}`)}\n`);
    context.answer({ description: toml, left }, () => toml);
    return left.length === 0 ? 0 : 1;
  },
});

const check = defineVerb({
  name: "check",
  summary: "hold the sudo rules that are installed against a description",
  description:
    "Reads /etc/sudoers of an unpacked root with all that it takes in, and compares what it grants with the description, by meaning: order, aliases and spelling do not count. Rules of root and of administrators who give their password are left alone and named.",
  arguments: { file: FILE },
  options: { root: { kind: "text", value: "DIR", summary: "the unpacked root", required: true } },
  examples: [{ line: "sameday sudoers check rules.toml --root chroot", says: "compare with an image" }],
  exits: { 0: "what is installed is what is described", 1: "they differ" },
  async run(context, { args, options }) {
    const { checkRoot, faultsOfTargets, readDescriptionAt } = await describing();
    await checkRoot(options.root);
    const description = await readDescriptionAt(args.file);
    const { compareRules, installedRules } = await sudoers();
    const { files, missed } = installedRules(options.root);
    const compared = compareRules(description, files);
    const targets = faultsOfTargets(description, options.root);
    const isSame = compared.isSame && missed.length === 0 && targets.length === 0;
    context.answer({ ...compared, isSame, missed, targets }, () =>
      textOf(context, { ...compared, isSame, missed, targets }),
    );
    return isSame ? 0 : 1;
  },
});

interface Checked {
  readonly missing: readonly string[];
  readonly extra: readonly string[];
  readonly left: readonly string[];
  readonly missed: readonly string[];
  readonly targets: readonly string[];
  readonly problems: readonly {
    readonly message: string;
    readonly place: { readonly file?: string; readonly line: number };
  }[];
  readonly isSame: boolean;
}

function textOf({ style }: CommandContext, checked: Checked): string {
  const lines = [
    ...checked.missing.map((says) => `${style.bad("missing")}  ${printable(says)}`),
    ...checked.extra.map((says) => `${style.bad("beyond")}   ${printable(says)}`),
    ...checked.targets.map((says) => `${style.bad("program")}  ${printable(says)}`),
    ...checked.missed.map((path) => `${style.bad("unread")}   ${printable(path)}`),
    ...checked.problems.map(
      ({ place, message }) => `${style.bad("unread")}   ${printable(`${place.file}:${place.line}: ${message}`)}`,
    ),
    ...checked.left.map((says) => `${style.quiet("left")}     ${printable(says)}`),
  ];
  const verdict = checked.isSame ? style.good("What is installed is what is described.") : style.bad("They differ.");
  return [...lines, verdict].join("\n");
}

/** Loaded when a verb runs, so that help stays quick. */
async function sudoers() {
  return (await import("../../audit/index.ts")).loadSudoRules();
}

const describing = () => import("../sudoers/describe.ts");

export const noun: Noun = {
  name: "sudoers",
  description:
    "Sudo rules that explain themselves: a description holds each right with its purpose, each widening with its reason, and the rules are written from it.",
  verbs: [generate, importExisting, check],
};
