import { defineVerb, type Noun } from "../frame/verb.ts";

const audit = defineVerb({
  name: "",
  summary: "find in a source tree or an image what an auditor would find",
  arguments: { path: { summary: "the tree", required: true } },
  options: {
    scope: { kind: "text", value: "SCOPE", summary: "a source repository or an image", choices: ["tree", "image"] },
    rule: { kind: "list", value: "ID|CLASS", summary: "this rule or class alone" },
    base: { kind: "text", value: "REV", summary: "only what was added since this revision" },
    format: { kind: "text", value: "FORMAT", summary: "form of the answer", choices: ["text", "json"] },
  },
  examples: [{ line: "sameday audit . --format json", says: "every finding of this repository, for a program" }],
  exits: { 0: "nothing was found", 1: "there are findings", 2: "wrong usage, or input that cannot be read at all" },
  async run(context, { args, options }) {
    const { audit: run } = await import("../../audit/index.ts");
    const { processes } = context;
    const scope = options.scope === "image" ? "image" : "tree";
    const report = await run({ path: args.path, scope, rules: options.rule, processes });
    const findings = report.findings.map(({ entryPath, ...finding }) => ({
      ...finding,
      entry_path: entryPath ?? null,
    }));
    const lines = report.findings.map(
      ({ path, line, severity, message, rule }) => `${path}:${line}: ${severity}: ${message} [${rule}]`,
    );
    const asJson = context.json || options.format === "json";
    context.streams.stdout.write(
      asJson ? `${JSON.stringify({ ...report, findings }, null, 2)}\n` : lines.map((line) => `${line}\n`).join(""),
    );
    return report.findings.some(({ severity }) => severity !== "note") ? 1 : 0;
  },
});

export const noun: Noun = {
  name: "audit",
  description: "What an auditor would find in sources and images.",
  own: audit,
  verbs: [],
};
