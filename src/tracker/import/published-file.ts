import { compareIssueIds } from "../../kernel/index.ts";
import type { CveRecord } from "./cve-record.ts";

/**
 * `signals/published` with the days of these records in it, a line an issue, sorted; undefined when nothing changes. A record
 * without a day leaves what is there: a rejected issue was public all the same. What is no line of the file is left out.
 */
export function withPublications(
  bytes: Uint8Array | undefined,
  records: Iterable<Pick<CveRecord, "id" | "published">>,
): Uint8Array | undefined {
  const before = Buffer.from(bytes ?? []).toString("latin1");
  const known = new Map(
    Array.from(before.matchAll(/^(CVE-\S+)\t(\S+)$/gm), ([, issue, at]) => [issue ?? "", at ?? ""]),
  );
  let changed = false;
  for (const { id, published } of records) {
    if (published === undefined || known.get(id) === published) continue;
    known.set(id, published);
    changed = true;
  }
  if (!changed) return undefined;
  const lines = [...known].sort(([a], [b]) => compareIssueIds(a, b)).map(([issue, at]) => `${issue}\t${at}\n`);
  return Buffer.from(lines.join(""), "latin1");
}
