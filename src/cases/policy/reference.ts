import { strictToml } from "../../distribution/index.ts";
import { policyTable } from "./schema.ts";
import { PROPOSAL } from "./sourced.ts";

const INTRODUCTION = `# A policy

One TOML 1.0 file says how a team treats cases: what is secret, how quickly each step is done, who is told, when everything becomes public.
\`examples/policies\` has those of Tor, Tails and Debian, the rules of the distros list, the duties of the EU's Cyber Resilience Act, and our own defaults, which the others extend.
\`sameday cases policy FILE|NAME\` names every fault with its line and shows the whole as a table; unknown keys and names that nothing defines are faults.
This page is written from the reader's own table of keys by \`make reference\`.

## Values with a basis

Everything that limits people says where it comes from:

    fix = { value = "72 h", basis = "our team's decision of 3 May 2026" }

The basis \`"${PROPOSAL}"\` says that no source gives the value and that it is this program's own proposal; wherever such a value is shown it is marked.
A length of time is a number and \`min\`, \`h\`, \`days\` or \`weeks\`.

## Extending

A policy holds where a later one says nothing, table by table and key by key; lists and values are replaced whole.
A policy that several ways lead to holds once, at its first place.
`;

/** docs/reference/policy.md: every key that the reader knows. */
export function policyReference(): string {
  const shape = policyTable.table;
  if (!shape) throw new TypeError("A policy is a table.");
  return [INTRODUCTION, ...strictToml.tableReference("", shape, "Keys of the whole file")].join("\n");
}
