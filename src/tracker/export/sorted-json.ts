/**
 * JSON with the keys of every object in byte order, on one line: the canonical form that CSAF asks for (test 6.2.13).
 * What is undefined is left out, as JSON.stringify does.
 */
export function sortedJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(sortedJson).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "null";
  const fields: string[] = [];
  const byName = value as Readonly<Record<string, unknown>>;
  for (const name of Object.keys(byName).sort()) {
    if (byName[name] !== undefined) fields.push(`${JSON.stringify(name)}:${sortedJson(byName[name])}`);
  }
  return `{${fields.join(",")}}`;
}
