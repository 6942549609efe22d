import type { Key, TableShape } from "./field.ts";

/** Markdown sections for a table of keys and, after it, those of every table below it. */
export function tableReference(path: string, shape: TableShape, title: string): readonly string[] {
  const entries = Object.entries(shape.keys);
  const rows = entries.map(
    ([name, key]) => `| \`${name}\` | ${formOf(key)} | ${presenceOf(key)} | ${cell(key.says)} |`,
  );
  const own = `## ${title}\n\n| key | form | must it be there | what it means |\n|---|---|---|---|\n${rows.join("\n")}\n`;
  const below = entries.flatMap(([name, { field }]) => {
    if (!field.table) return [];
    const step = field.table.named === undefined ? name : `${name}.${field.table.named}`;
    const inner = path === "" ? step : `${path}.${step}`;
    return tableReference(inner, field.table, field.table.many ? `\`[[${inner}]]\`` : `\`[${inner}]\``);
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
