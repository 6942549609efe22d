import { readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { LARGEST_RECORD, type RecordFacts, recordFacts } from "../../tracker/index.ts";

/** Where `tracker import` remembers what it read last. */
const STATE_FILE = ".import/cve.json";

/** CVE records by issue, read when they are asked for and then kept; undefined for a record that is not there. */
export type FactsOf = (issue: string) => RecordFacts | undefined;

/** The directory of records: the named one, else the one that was imported into the data last, as far as it is still there. */
export async function recordsDirectory(named: string | undefined, data: string): Promise<string | undefined> {
  if (named !== undefined) return named;
  try {
    const state: { readonly source?: unknown } = JSON.parse(await readFile(join(data, STATE_FILE), "utf8"));
    return typeof state.source === "string" ? state.source : undefined;
  } catch {
    return undefined;
  }
}

/** Reads the layout of cvelistV5 (`cves/2026/1xxx/CVE-2026-1234.json`), with or without its folder `cves`, and a flat directory. */
export function factsIn(directory: string | undefined): FactsOf {
  const known = new Map<string, RecordFacts | undefined>();
  return (issue) => {
    if (directory === undefined) return undefined;
    if (!known.has(issue)) known.set(issue, readFacts(directory, issue));
    return known.get(issue);
  };
}

function readFacts(directory: string, issue: string): RecordFacts | undefined {
  const [, year = "", number = ""] = /^CVE-(\d{4})-(\d{4,})$/.exec(issue) ?? [];
  if (year === "") return undefined;
  const name = `${year}/${number.slice(0, -3)}xxx/${issue}.json`;
  for (const path of [`cves/${name}`, name, `${issue}.json`]) {
    try {
      const bytes = readFileSync(join(directory, path));
      return bytes.length > LARGEST_RECORD ? undefined : recordFacts(bytes);
    } catch {
      // Not there, or not readable: the next place, and in the end the list alone.
    }
  }
  return undefined;
}
