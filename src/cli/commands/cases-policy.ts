import { formatProblem } from "../../kernel/index.ts";
import { PRODUCT_ROOT } from "../frame/product.ts";
import { defineVerb } from "../frame/verb.ts";
import { printable } from "../printable.ts";

export const policy = defineVerb({
  name: "policy",
  summary: "check a policy and show it as a table of severities",
  description:
    "Reads a policy with everything that it extends, names every fault with its line and column, and shows what holds for each severity. A value that no source gives, and that is a proposal of this program, is marked. Shipped are default, debian, distros-list, eu-cra, tails and tor; a file of your own is named by its path. With --json every value has its basis and its place.",
  arguments: { policy: { summary: "a shipped policy's name, or a TOML file", required: true } },
  examples: [
    { line: "sameday cases policy tor", says: "show what holds at the Tor Project's Network Team" },
    { line: "sameday cases policy ./policy.toml", says: "check a policy of your own" },
    { line: "sameday cases policy --json eu-cra", says: "the same for a program, with the basis of each value" },
  ],
  exits: { 0: "the policy can be used", 1: "it has errors" },
  async run(context, { args }) {
    const { policyFiles, readPolicy } = await import("../../cases/index.ts");
    const { policyText } = await import("../cases/policy-text.ts");
    const { value, problems } = await readPolicy(args.policy, policyFiles(PRODUCT_ROOT));
    context.answer({ usable: value !== undefined, problems, policy: value ?? null }, () => {
      const lines = problems.map((problem) => printable(formatProblem(problem)));
      if (!value) return [...lines, context.style.bad(`${printable(args.policy)} cannot be used.`)].join("\n");
      return [...lines, printable(policyText(value))].join("\n");
    });
    return value === undefined ? 1 : 0;
  },
});
