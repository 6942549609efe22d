import { mkdir, open, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { compareIssueIds, sha256 } from "../../kernel/index.ts";
import {
  allVerdicts,
  createDpkgJudge,
  createSupportFacts,
  type DatedRelease,
  descriptionOf,
  type SourceVersions,
  type Tracker,
  type Verdict,
} from "../../tracker/index.ts";
import { issueRow, verdictModel } from "../faces/issues.ts";
import type { PackageFacts, Publication } from "./facts.ts";
import { CURRENT, FILES, type Head } from "./facts-files.ts";
import type { KnownIssues } from "./known-issues.ts";
import { knownLine } from "./known-lines.ts";

export interface FactsInput {
  readonly stamp: string;
  readonly tracker: Tracker;
  readonly archive: SourceVersions;
  readonly known: KnownIssues;
  /** Codenames whose open issues count: supported now. */
  readonly supported: ReadonlySet<string>;
  /** Every release of the definition, in its order, with the dates that end its support. */
  readonly releases: readonly DatedRelease[];
  /** When the facts hold: support ends with a day. */
  readonly at: Date;
  readonly published: readonly Publication[];
  /** Layers that could be read. */
  readonly layers: readonly string[];
  /** Who prepares an update of a package for a release; empty when nobody does. */
  takenBy(name: string, release: string): string;
  /** Hours that an update may take. */
  readonly budgetHours: number;
}

const URGENCY_ORDER: Readonly<Record<string, number>> = { high: 0, medium: 1, low: 2 };
const PIECE_BYTES = 1024 * 1024;

/**
 * Writes a directory of facts below `place` and makes it the current one in one step.
 * `name` must not be there yet; whoever reads the one before goes on reading it.
 */
export async function writeFacts(place: string, name: string, input: FactsInput): Promise<void> {
  const directory = join(place, name);
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const { tracker, archive, known } = input;
  const releases = input.releases.map(({ codename }) => codename);
  const judge = createDpkgJudge(createSupportFacts(tracker, input.releases, input.at));
  const names = packageNames(tracker, archive);
  const openVerdicts: Verdict[] = [];
  const packages = await writeLines(join(directory, FILES.packages), names, (name) => {
    const verdicts = [...allVerdicts(tracker, archive, judge, { package: name })];
    for (const verdict of verdicts)
      if (isOpen(verdict) && input.supported.has(verdict.release)) openVerdicts.push(verdict);
    return packageFacts(name, verdicts, archive, releases);
  });
  const rows = openVerdicts.map((verdict) =>
    issueRow(verdict, {
      knownAt: known.since(verdict.basis.resolved),
      budgetHours: input.budgetHours,
      takenBy: input.takenBy(verdict.package, verdict.release),
    }),
  );
  const order = rows.map((_, place) => place).sort((a, b) => byUrgency(rows[a] as Row, rows[b] as Row));
  const sorted = order.map((place) => rows[place] as Row);
  const begins = await writeLines(join(directory, FILES.open), sorted, (row) => row);
  const packageAt = new Map(names.map((name, place) => [name, place]));
  const index = new Uint32Array(sorted.length * 3);
  sorted.forEach((row, place) => {
    index.set([begins[place] ?? 0, packageAt.get(row.source) ?? 0, releases.indexOf(row.release)], place * 3);
  });
  await writeFile(join(directory, FILES.openIndex), bytesOf(index));
  await writeFile(join(directory, FILES.packagesIndex), bytesOf(Float64Array.from(packages)));
  await writeFile(join(directory, FILES.known), known.news.map(knownLine).join("\n"));
  const sources = sourceLines(archive);
  await writeFile(join(directory, FILES.sources), sources);
  const head: Head = {
    sources: sha256(Buffer.from(sources)),
    stamp: input.stamp,
    published: input.published.map((one) => one.id),
    releases,
    packages: names,
    layers: [...input.layers],
  };
  await writeFile(join(directory, FILES.head), JSON.stringify(head));
  await writeFile(join(place, `${CURRENT}.new`), name);
  await rename(join(place, `${CURRENT}.new`), join(place, CURRENT));
}

/** In the order in which suites were read; within a release that order decides between areas. */
function sourceLines(archive: SourceVersions): string {
  const lines: string[] = [];
  for (const name of archive.packages()) {
    for (const { release, role, area, version } of archive.rowsOf(name)) {
      lines.push([name, release, role, area, version].join("\t"));
    }
  }
  return `${lines.join("\n")}\n`;
}

type Row = ReturnType<typeof issueRow>;

function isOpen(verdict: Verdict): boolean {
  return verdict.status === "vulnerable";
}

function packageNames(tracker: Tracker, archive: SourceVersions): string[] {
  const names = new Set(archive.packages());
  for (const issue of tracker.issueNames()) {
    for (const { note } of tracker.issue(issue)?.claims ?? []) names.add(note.package);
  }
  return [...names].sort((a, b) => (a < b ? -1 : 1));
}

function packageFacts(
  name: string,
  verdicts: readonly Verdict[],
  archive: SourceVersions,
  releases: readonly string[],
): PackageFacts {
  const versions = archive.rowsOf(name);
  const byIssue = new Map<string, Verdict[]>();
  for (const verdict of verdicts) {
    const there = byIssue.get(verdict.issue);
    if (there) there.push(verdict);
    else byIssue.set(verdict.issue, [verdict]);
  }
  const open = (found: readonly Verdict[]) => found.some(isOpen);
  const issues = [...byIssue].sort(
    ([a, left], [b, right]) => Number(open(right)) - Number(open(left)) || compareIssueIds(b, a),
  );
  return {
    name,
    versions: versions.map((row) => ({
      release: row.release,
      suite: row.role === "main" ? row.release : `${row.release}-${row.role}`,
      version: row.version,
    })),
    releases: releases.filter((codename) => versions.some((row) => row.release === codename)),
    open: issues.filter(([, found]) => open(found)).length,
    issues: issues.map(([issue, found]) => ({
      issue,
      description: found[0] ? descriptionOf(found[0].basis.resolved) : "",
      verdicts: found.map(verdictModel),
    })),
  };
}

/** Undecided before decided; then by the time that is left, by urgency, the newest first. */
function byUrgency(a: Row, b: Row): number {
  const decided = Number(a.decided) - Number(b.decided);
  const left = (a.deadline?.getTime() ?? Number.MAX_SAFE_INTEGER) - (b.deadline?.getTime() ?? Number.MAX_SAFE_INTEGER);
  const urgency = (URGENCY_ORDER[a.urgency] ?? 3) - (URGENCY_ORDER[b.urgency] ?? 3);
  return decided || left || urgency || compareIssueIds(b.issue, a.issue);
}

/** Writes one line of JSON for each item; answers where each begins. */
async function writeLines<Item>(
  path: string,
  items: readonly Item[],
  toJson: (item: Item) => unknown,
): Promise<number[]> {
  const begins: number[] = [];
  const file = await open(path, "wx", 0o600);
  try {
    let at = 0;
    let waiting: Buffer[] = [];
    let bytes = 0;
    for (const item of items) {
      const line = Buffer.from(`${JSON.stringify(toJson(item))}\n`);
      begins.push(at);
      at += line.length;
      bytes += line.length;
      waiting.push(line);
      if (bytes < PIECE_BYTES) continue;
      await file.writev(waiting);
      [waiting, bytes] = [[], 0];
    }
    if (waiting.length > 0) await file.writev(waiting);
  } finally {
    await file.close();
  }
  return begins;
}

function bytesOf(numbers: Uint32Array | Float64Array): Uint8Array {
  return new Uint8Array(numbers.buffer);
}
