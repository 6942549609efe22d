import type { IssueId, Problem } from "../../kernel/index.ts";
import { listForNew } from "../edit/issue-lists.ts";
import { applySplices, type Splice } from "../edit/splice.ts";
import { homesOf } from "../import/issue-homes.ts";
import type { LayerFiles } from "../layers/layer.ts";
import type { AskedBugs } from "./ask-bugs.ts";
import { allLists } from "./bugs-in-lists.ts";
import { closedAfter } from "./closed-after.ts";
import { CLOSED_BUGS_FILE } from "./closed-bugs.ts";
import { knownBugs } from "./known-bugs.ts";
import { linkBug } from "./link-bug.ts";
import { type OneBug, oneOfMerged } from "./one-bug.ts";
import { sourceOf } from "./report.ts";
import { unnamedHeader, unnamedRecord } from "./unnamed-record.ts";

export interface ImportedBugs {
  /** Only those that change, whole. */
  readonly files: ReadonlyMap<string, Uint8Array>;
  readonly added: readonly BugOfIssue[];
  readonly linked: readonly BugOfIssue[];
  /** What a person has to decide, with the reason as a clause. */
  readonly toLookAt: readonly { readonly bug: number; readonly why: string }[];
  /** How many bugs the lists know already. */
  readonly known: number;
  /** Closed bugs of lines that call their package open. */
  readonly closed: readonly number[];
  /** Records that were left alone, each with its place. */
  readonly problems: readonly Problem[];
}

export interface BugOfIssue {
  readonly bug: number;
  readonly issue: IssueId;
  readonly package: string;
}

export interface ImportBugsOptions {
  /** Reports that were filed earlier are passed over. */
  readonly since?: string;
  /** Whether the archive has such a source package; without it every name that is one passes. */
  readonly isSource?: (name: string) => boolean;
}

/**
 * The uppermost of some data directories with reports taken over: `bug #N` where a report names an issue whose line about
 * that package has no bug, and a new record at the top for a report without a CVE. Every change is an insertion; what
 * people wrote stays byte for byte, and importing again changes nothing (docs/decisions/0009). Never throws.
 */
export function importBugs(
  layers: readonly LayerFiles[],
  asked: Pick<AskedBugs, "open" | "watched">,
  options: ImportBugsOptions = {},
): ImportedBugs {
  const files = layers.at(-1) ?? new Map<string, Uint8Array>();
  const ownLists = allLists(files);
  const own = ownLists.filter(({ kind }) => kind === "issues");
  const lists = [...layers.slice(0, -1).flatMap(allLists), ...ownLists];
  const known = knownBugs(lists);
  const bugs = oneOfMerged(asked.open).filter(({ day }) => options.since === undefined || day >= options.since);
  const wanted = new Set(bugs.flatMap(({ names }) => [...names.title, ...names.text]));
  const { homes, problems } = homesOf(own, wanted);
  const out = new Map<string, Splice[]>();
  const added: BugOfIssue[] = [];
  const linked: BugOfIssue[] = [];
  const toLookAt: { bug: number; why: string }[] = [];
  const taken = new Set<string>();
  let knownCount = 0;
  const insert = (path: string, splice: Splice): void => {
    out.set(path, [...(out.get(path) ?? []), splice]);
  };

  /** Links the bug to an issue that it names; says why where that cannot be. */
  function link({ bug }: OneBug, issue: IssueId, name: string, onlyOpen: boolean): string | undefined {
    const home = homes.get(issue);
    if (home === "left alone") return `the record of ${issue} has an error`;
    const record = home?.file.records.find((one) => one.name === issue);
    if (home === undefined || record === undefined) return `no line of our list speaks of ${issue} and ${name}`;
    const found = linkBug(home.file, record, name, bug, { onlyOpen });
    if ("why" in found) return found.why;
    if (taken.has(`${issue} ${name}`)) return `${issue} has got another bug for ${name}`;
    taken.add(`${issue} ${name}`);
    insert(home.file.path, found.splice);
    linked.push({ bug, issue, package: name });
    return undefined;
  }

  for (const one of bugs) {
    const { bug, numbers, names } = one;
    const says = (why: string): number => toLookAt.push({ bug, why });
    const there = numbers.find(known.has);
    if (there !== undefined) {
      knownCount += 1;
      const unnamed = known.unnamedOf(there);
      const [cve] = names.title;
      if (unnamed !== undefined && cve !== undefined) says(`${unnamed} has a number now, its title says: ${cve}`);
      continue;
    }
    const name = sourceOf(one);
    if (name === undefined) {
      says(`it is about ${one.sources.length > 1 ? "several source packages" : "no source package"}`);
    } else if (options.isSource?.(name) === false) {
      says(`the archive has no source package ${name}`);
    } else if (names.title.length + names.text.length > 0) {
      const why = [
        ...names.title.map((issue) => link(one, issue, name, false)),
        ...(names.title.length > 0 ? [] : names.text.map((issue) => link(one, issue, name, true))),
      ];
      for (const clause of why) if (clause !== undefined) says(clause);
    } else {
      const { text, issue } = unnamedRecord(one, name);
      const path = listForNew(new Set(own.map((file) => file.path)), unnamedHeader(one));
      insert(path, { start: 0, end: 0, text });
      added.push({ bug, issue, package: name });
    }
  }

  const written = withInsertions(files, out);
  const closed = closedAfter(layers, lists, asked);
  if (closed.bytes) written.set(CLOSED_BUGS_FILE, closed.bytes);
  return { files: written, added, linked, toLookAt, known: knownCount, closed: closed.bugs, problems };
}

/** The files with what is inserted; of several records at the top the newest comes first, as people write them. */
function withInsertions(files: LayerFiles, out: ReadonlyMap<string, readonly Splice[]>): Map<string, Uint8Array> {
  return new Map(
    Array.from(out, ([path, splices]) => {
      const top = splices.filter(({ start }) => start === 0).reverse();
      const first: Splice = { start: 0, end: 0, text: top.map(({ text }) => text).join("") };
      const all = [first, ...splices.filter(({ start }) => start > 0)];
      return [path, applySplices(files.get(path) ?? new Uint8Array(), all)] as const;
    }),
  );
}
