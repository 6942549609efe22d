import { formatProblem, hasErrors } from "../../kernel/index.ts";
import { countOf } from "../count-of.ts";
import { defineVerb, type Noun } from "../frame/verb.ts";
import { printable } from "../printable.ts";

const check = defineVerb({
  name: "check",
  summary: "check a distribution definition",
  description:
    "Names every fault with its line and column in the form FILE:LINE:COLUMN, looks whether named files are there and hold the keys they should, and says which mirror each suite will be read from. Changes nothing and reads no network.",
  arguments: { file: { summary: "the definition, a TOML file", required: true } },
  examples: [
    { line: "sameday distribution check examples/debian/distribution.toml", says: "check Debian's own" },
    { line: "sameday distribution check --json distribution.toml", says: "the same for a program" },
  ],
  exits: { 0: "the definition can be used", 1: "it has errors" },
  async run(context, { args }) {
    const { loadAndCheckDistribution } = await import("../../distribution/index.ts");
    const { checkScheduledRules } = await import("../../audit/index.ts");
    const loaded = await loadAndCheckDistribution(args.file, context);
    const { mirrors } = loaded;
    const ofAudits = await checkScheduledRules(loaded.value?.audits ?? [], loaded.auditPlaces);
    const problems = [...loaded.problems, ...ofAudits];
    const value = hasErrors(ofAudits) ? undefined : loaded.value;
    const usable = value !== undefined && !hasErrors(problems);
    context.answer({ usable, problems, mirrors }, () => {
      const { good, bad, quiet } = context.style;
      const lines = problems.map((problem) => printable(formatProblem(problem)));
      if (!value) return [...lines, bad(`${args.file} cannot be used.`)].join("\n");
      for (const mirror of mirrors) lines.push(`${mirror.suite}: ${mirror.url} ${quiet(`(${mirror.why})`)}`);
      const counts = [
        countOf(value.releases.length, "release", "releases"),
        countOf(mirrors.length, "suite", "suites"),
        countOf(value.people.length, "person", "people"),
      ].join(", ");
      return [...lines, `${good(`${args.file} can be used`)}: ${counts}.`].join("\n");
    });
    return usable ? 0 : 1;
  },
});

export const noun: Noun = {
  name: "distribution",
  description:
    "One TOML file says what a distribution is: releases, suites, people, rules, queues, builders. docs/reference/distribution.md describes every key.",
  verbs: [check],
};
