import type { Key, TableShape } from "./read/field.ts";
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
  return `${[INTRODUCTION, ...sections("", shape, "Keys of the whole file")].join("\n")}`;
}

function sections(path: string, shape: TableShape, title: string): readonly string[] {
  const entries = Object.entries(shape.keys);
  const rows = entries.map(
    ([name, key]) => `| \`${name}\` | ${formOf(key)} | ${presenceOf(key)} | ${cell(key.says)} |`,
  );
  const own = `## ${title}\n\n| key | form | must it be there | what it means |\n|---|---|---|---|\n${rows.join("\n")}\n`;
  const below = entries.flatMap(([name, { field }]) => {
    if (!field.table) return [];
    const inner = path === "" ? name : `${path}.${name}`;
    return sections(inner, field.table, field.table.many ? `\`[[${inner}]]\`` : `\`[${inner}]\``);
  });
  return [own, ...below];
}

function formOf(key: Key<unknown>): string {
  const { form, table } = key.field;
  return cell(table ? (table.many ? "tables, below" : "table, below") : form);
}

function presenceOf({ presence }: Key<unknown>): string {
  if (presence === "required") return "yes";
  return presence === "optional" ? "no" : `no; otherwise ${cell(presence.otherwise)}`;
}

function cell(text: string): string {
  return text.replaceAll("|", "\\|");
}
