import { SamedayError } from "../../kernel/index.ts";
import { PATH, rootOf, runAudit, SCOPE } from "../audit/run-audit.ts";
import { type CommandContext, defineVerb, type Noun } from "../frame/verb.ts";
import { printable } from "../printable.ts";
import { record } from "./audit-record.ts";
import { rules } from "./audit-rules.ts";
import { waive } from "./audit-waive.ts";

const FORMATS = ["text", "json", "sarif"] as const;

const audit = defineVerb({
  name: "",
  summary: "find in a source tree or an image what an auditor would find",
  arguments: { path: PATH },
  options: {
    scope: SCOPE,
    rule: { kind: "list", value: "ID|CLASS", summary: "this rule or class (a to f) alone; may be given several times" },
    base: { kind: "text", value: "REV", summary: "only what was added since this revision of the git checkout counts" },
    waivers: {
      kind: "text",
      value: "FILE",
      summary: "findings that may stay for a while; default .sameday-audit-waivers.toml of the tree",
    },
    format: { kind: "text", value: "FORMAT", summary: "form of the answer; default text", choices: FORMATS },
  },
  examples: [
    { line: "sameday audit .", says: "everything in this repository, with the way of an attacker and the fix" },
    { line: "sameday audit . --base origin/main", says: "what a merge request adds" },
    { line: "sameday audit --scope image chroot --rule sudo-arguments", says: "one rule, in an unpacked image" },
    { line: "sameday audit . --format sarif > audit.sarif", says: "for a forge" },
  ],
  exits: {
    0: "nothing was found, or notes and waived findings alone",
    1: "there are findings; a file that cannot be parsed is one",
    2: "wrong usage, or input that could not be read at all",
  },
  async run(context, { args, options }) {
    const format = formatOf(context, options.format);
    const report = await runAudit(context, {
      path: args.path,
      scope: options.scope,
      rules: options.rule,
      base: options.base,
    });
    const { answerOf, hasHits, jsonReport, loadWaivers, RULES } = await import("../../audit/index.ts");
    const waivers = await loadWaivers({
      root: rootOf(args.path),
      file: options.waivers,
      rules: RULES.map(({ id }) => id),
      now: context.clock.now(),
      before: report.changed?.waiversBefore,
    });
    const answer = answerOf(report, waivers, { rules: options.rule, addedAlone: options.base !== undefined });
    const text = await written(context, format, answer, report);
    context.answer(jsonReport(answer), () => text);
    return hasHits(answer) ? 1 : 0;
  },
});

type Format = (typeof FORMATS)[number];

function formatOf({ json }: CommandContext, word: string | undefined): Format {
  const format = FORMATS.find((one) => one === word) ?? (json ? "json" : "text");
  if (json && format !== "json") throw new SamedayError("USAGE", `--json and --format ${format} exclude each other.`);
  return format;
}

async function written(
  context: CommandContext,
  format: Format,
  answer: Parameters<typeof import("../../audit/index.ts").jsonReport>[0],
  { textOf }: { readonly textOf: (path: string) => string | undefined },
): Promise<string> {
  const { jsonReport, RULES, sarifReport, textReport, WAIVER_RULE } = await import("../../audit/index.ts");
  const all = [...RULES, WAIVER_RULE];
  if (format === "json") return JSON.stringify(jsonReport(answer), null, 2);
  if (format === "text") return textReport(answer, all, textOf, { ...context.style, safe: printable });
  const { productVersion } = await import("../frame/product.ts");
  return JSON.stringify(sarifReport(answer, { version: productVersion(), rules: all }), null, 2);
}

export const noun: Noun = {
  name: "audit",
  description:
    "What an auditor would find in sources and images, before an auditor does: ways by which an attacker gains rights that nobody meant to give, through Perl's @INC, Python that is not isolated, wide sudo rules, desktop files looked up by name, control port filters, polkit, setuid, units, AppArmor. Nothing of the tree is executed, and a file that cannot be read or parsed is a finding. docs/guides/audit.md leads through the first run; docs/reference/audit.md has every rule. A tree that is called like a verb is named ./record.",
  own: audit,
  verbs: [rules, waive, record],
};
