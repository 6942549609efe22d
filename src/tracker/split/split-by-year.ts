import { SamedayError } from "../../kernel/index.ts";
import { parseList } from "../format/parse-list.ts";
import { joinYears, ORDER_FILE } from "./join-years.ts";
import { firstLine, piecesOf } from "./pieces.ts";

/**
 * The list of issues as one list a year, and the order in which their records stood, so that joining gives the same bytes
 * back. No record changes: lines between records (claims, separators) stay with the record above them, and what stands
 * behind a `STOP:` line stays together, in the list of its first record's year.
 * Throws INPUT_INVALID for a list without records, or when joining would not give its very bytes.
 */
export function splitByYear(list: Uint8Array): ReadonlyMap<string, Uint8Array> {
  const lists = new Map<string, string[]>();
  const order: string[] = [];
  let before: string | undefined;
  for (const { year, text } of piecesOf(list)) {
    const path = `CVE/${year}.list`;
    const there = lists.get(path);
    if (there) there.push(text);
    else lists.set(path, [text]);
    if (year !== before) order.push(`${year} ${firstLine(text)}\n`);
    before = year;
  }
  if (lists.size === 0) throw new SamedayError("INPUT_INVALID", "The list of issues holds no record.");
  const files = new Map([...lists].map(([path, parts]) => [path, Buffer.from(parts.join(""), "latin1")]));
  files.set(ORDER_FILE, Buffer.from(order.join(""), "latin1"));
  if (Buffer.compare(joinYears(files), list) === 0) return files;
  throw new SamedayError("INPUT_INVALID", `The list cannot be split: ${doubtful(list)}`);
}

/** Two records that begin with the same line cannot be told apart when they are put in order again. */
function doubtful(list: Uint8Array): string {
  const { problems } = parseList(list, { path: "CVE/list", kind: "issues" });
  const seen = new Set<string>();
  for (const { text } of piecesOf(list)) {
    const line = firstLine(text);
    if (seen.has(line))
      return `two records begin with \`${line}\`. Mend that first; \`sameday tracker check\` shows where.`;
    seen.add(line);
  }
  return problems.length > 0 ? "mend what `sameday tracker check` shows first." : "its last line has no end.";
}
