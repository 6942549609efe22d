import type { Finding } from "../doctor/finding.ts";
import { defineVerb, type Noun } from "../frame/verb.ts";
import { printable } from "../printable.ts";

const own = defineVerb({
  name: "",
  summary: "say what this machine lacks, and how to get it",
  examples: [
    {
      line: "sameday doctor",
      says: "one line for each thing that was looked at: what, state, what was found, next step",
    },
    { line: "sameday doctor --json", says: "the same for a program" },
  ],
  exits: { 0: "everything that is needed is there", 1: "something that is needed is missing" },
  async run(context) {
    const { examine } = await import("../doctor/examine.ts");
    const { ALL_PACKAGES } = await import("../doctor/software.ts");
    const { thisMachine } = await import("../doctor/this-machine.ts");
    const findings = await examine(thisMachine(context));
    const missing = findings.filter(({ state, what }) => state === "missing" && what !== ALL_PACKAGES).length;
    context.answer({ ready: missing === 0, findings }, () => {
      const width = Math.max(...findings.map((finding) => finding.what.length));
      const colour = { good: context.style.good, weak: context.style.waiting, missing: context.style.bad };
      const line = ({ what, state, found, next }: Finding): string => {
        const head = `${what.padEnd(width)}  ${colour[state](state.padEnd(7))}  ${printable(found)}`;
        return next ? `${head}\n${" ".repeat(width + 11)}→ ${next}` : head;
      };
      const end = missing === 0 ? "This machine has what Sameday needs." : `${missing} needed things are missing.`;
      return [...findings.map(line), "", end].join("\n");
    });
    return missing === 0 ? 0 : 1;
  },
});

export const noun: Noun = {
  name: "doctor",
  description:
    "Looks at Node, Debian packages, PostgreSQL, user namespaces (by using them), ranges of ids, system users, disk, mirror and clock; and, where a signer answers, at keys that expire soon. Changes nothing. States: good; weak, where the program runs with a drawback; missing.",
  verbs: [],
  own,
};
