import { readFileSync, statSync } from "node:fs";
import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import type { IssueId } from "../../kernel/index.ts";
import { LARGEST_RECORD } from "../import/cve-record.ts";
import { type RecordFacts, recordFacts } from "./record-facts.ts";

/** What CVE records say by issue; undefined for a record that is not there. */
export type FactsOf = (issue: IssueId) => RecordFacts | undefined;

/** Where `tracker import` remembers what it read last, below the data directory. */
const STATE_FILE = ".import/cve.json";
/** More than ever wait to be looked at; some hundred bytes each. */
const MOST_KEPT = 20_000;

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

/** Facts of the records in a directory, read when they are asked for and then kept, for a program that ends soon. */
export function factsIn(directory: string | undefined): FactsOf {
  const known = new Map<string, RecordFacts | undefined>();
  return (issue) => {
    if (directory === undefined) return undefined;
    if (!known.has(issue)) known.set(issue, readFacts(directory, issue));
    return known.get(issue);
  };
}

/** Records for a process that lives long: little is kept of each, and nothing beyond the next import. */
export interface RecordsAtHand {
  /** Names what was imported last; another name is a reason to ask for everything again. Empty while there is nothing. */
  readonly stamp: string;
  /** Looks whether something was imported since. Never throws: what cannot be read is as good as not there. */
  look(): Promise<void>;
  /** Vendors and products alone. */
  readonly affectedOf: FactsOf;
  /** The whole record, read now. */
  readonly wholeOf: FactsOf;
}

/** The records that were imported into a data directory last; without one there are none. */
export function recordsAtHand(data: string | undefined): RecordsAtHand {
  let stamp = "";
  let directory: string | undefined;
  const kept = new Map<string, RecordFacts | undefined>();
  const wholeOf: FactsOf = (issue) => (directory === undefined ? undefined : readFacts(directory, issue));
  return {
    get stamp() {
      return stamp;
    },
    async look() {
      if (data === undefined) return;
      const found = await stat(join(data, STATE_FILE)).catch(() => undefined);
      const now = found === undefined ? "" : `${found.mtimeMs} ${found.size} ${found.ino}`;
      if (now === stamp) return;
      directory = await recordsDirectory(undefined, data);
      stamp = now;
      kept.clear();
    },
    affectedOf(issue) {
      if (kept.has(issue)) return kept.get(issue);
      const whole = wholeOf(issue);
      const facts = whole && { description: "", affected: whole.affected, links: [] };
      const [oldest] = kept.keys();
      if (kept.size >= MOST_KEPT && oldest !== undefined) kept.delete(oldest);
      kept.set(issue, facts);
      return facts;
    },
    wholeOf,
  };
}

/** Reads the layout of cvelistV5 (`cves/2026/1xxx/CVE-2026-1234.json`), with or without its folder `cves`, and a flat directory. */
function readFacts(directory: string, issue: string): RecordFacts | undefined {
  const [, year = "", number = ""] = /^CVE-(\d{4})-(\d{4,})$/.exec(issue) ?? [];
  if (year === "") return undefined;
  const name = `${year}/${number.slice(0, -3)}xxx/${issue}.json`;
  for (const path of [`cves/${name}`, name, `${issue}.json`]) {
    const file = join(directory, path);
    try {
      const found = statSync(file, { throwIfNoEntry: false });
      if (found === undefined) continue;
      // Anything but a file could keep the reader waiting for ever.
      return found.isFile() && found.size <= LARGEST_RECORD ? recordFacts(readFileSync(file)) : undefined;
    } catch {
      // Not readable: the next place, and in the end the list alone.
    }
  }
  return undefined;
}
