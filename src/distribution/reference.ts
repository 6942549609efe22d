import { tableReference } from "./read/table-reference.ts";
import { definition } from "./schema.ts";

const INTRODUCTION = `# The distribution definition

One TOML 1.0 file says what a distribution is, as its security desk needs to know it.
\`examples/debian/distribution.toml\` is a full one.
\`sameday distribution check FILE\` names every fault with its line and column; unknown keys and names that nothing defines are faults.
Relative paths start at the file's own directory.
This page is written from the reader's own table of keys by \`make reference\`.
`;

/** docs/reference/distribution.md: every key that the reader knows. */
export function distributionReference(): string {
  const shape = definition.table;
  if (!shape) throw new TypeError("The definition is a table.");
  return `${[INTRODUCTION, ...tableReference("", shape, "Keys of the whole file")].join("\n")}`;
}
