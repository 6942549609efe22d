import type { Advisory, Product } from "../../advisories/index.ts";
import { isIssueId, SamedayError } from "../../kernel/index.ts";
import {
  type AdvisoryEntry,
  addIssueInLists,
  type DataEdit,
  type DataNow,
  dataEdit,
  issueLists,
  missingInLists,
  type ReadData,
  type Saying,
  type TrackerEdit,
  withoutTodo,
} from "../../tracker/index.ts";

/** What the tracker has to know of whoever publishes. */
export interface TrackerHouse {
  /** `DSA`: of advisories that stand in a list of the tracker. */
  readonly prefix: string;
  /** Whose edit it is, for queues. */
  readonly editor: string;
  /** The day of publication. */
  readonly day: Date;
}

/**
 * What an advisory asks of the tracker's data, as one edit: a record for each CVE, the advisory in its own list where its name
 * is one of ours, and a line for each package that the list cannot say. What stands there already is left alone, so the edit
 * may be asked for again. Undefined when it speaks of no CVE or of no Debian package: the tracker knows nothing else.
 */
export function trackerRecord(advisory: Advisory, house: TrackerHouse): DataEdit | undefined {
  const issues = advisory.issues.map(({ id }) => id).filter(isCve);
  const packages = advisory.products.filter(({ scheme }) => scheme === "deb");
  if (issues.length === 0 || packages.length === 0) return undefined;
  const listed = isOurs(advisory.id, house.prefix);
  return {
    subject: `${advisory.id}: ${issues.join(", ")}`,
    async apply(read, now) {
      const draft = startDraft(read, now);
      for (const issue of advisory.issues.filter(({ id }) => isCve(id))) {
        await draft.know(issue.id, issue.title ?? advisory.title);
      }
      const entry = listed ? advisoryEntry(advisory, issues, packages, now.releases, house.day) : undefined;
      if (entry && !(await draft.names(house.prefix, entry.id))) await draft.edit({ act: "advisory", entry }, house);
      for (const wish of lines(packages, issues, entry)) await draft.edit(wish, house);
      return draft.changed;
    },
  };
}

const isCve = (id: string): boolean => id.startsWith("CVE-") && isIssueId(id) && !id.endsWith("X");

function isOurs(id: string, prefix: string): boolean {
  return id.startsWith(`${prefix}-`) && /^\d+-\d+$/.test(id.slice(prefix.length + 1));
}

/** The advisory's own list has fixes by release; what has none of both stands in the issue's record. */
function advisoryEntry(
  advisory: Advisory,
  issues: readonly string[],
  packages: readonly Product[],
  releases: readonly string[],
  day: Date,
): AdvisoryEntry | undefined {
  const fixes = packages.flatMap(({ name, release, fixed, status }) =>
    status === "affected" && release !== undefined && fixed !== undefined && isStable(release, releases)
      ? [{ release, version: fixed, package: name }]
      : [],
  );
  const [first] = fixes;
  if (!first) return undefined;
  const title = advisory.regressionOf === undefined ? "security update" : "regression update";
  return { id: advisory.id, date: day, package: first.package, title, issues, fixes };
}

/** A fix in the newest release is the issue's general line: advisories are about the others. */
function isStable(release: string, releases: readonly string[]): boolean {
  if (!releases.includes(release)) {
    throw new SamedayError("INPUT_INVALID", `The tracker knows no release ${release}; mend the advisory's product.`);
  }
  return release !== "sid" && release !== "unstable";
}

function lines(
  packages: readonly Product[],
  issues: readonly string[],
  entry: AdvisoryEntry | undefined,
): readonly TrackerEdit[] {
  const told = new Set(entry?.fixes.map(({ package: name, release }) => `${name} ${release}`));
  return packages
    .filter(({ name, release }) => !told.has(`${name} ${release}`))
    .flatMap((product) =>
      product.issues
        .filter((issue) => issues.includes(issue))
        .map((issue): TrackerEdit => {
          const { name, release } = product;
          const place = release === undefined || release === "sid" || release === "unstable" ? {} : { release };
          return { act: "say", issue, package: name, ...place, says: sayingOf(product) };
        }),
    );
}

function sayingOf({ status, fixed, reason, withoutFix }: Product): Saying {
  if (status === "not-affected") return { state: "not-affected", reason: reason ?? "Not affected" };
  if (status === "under-investigation") return { state: "undetermined" };
  if (fixed !== undefined) return { state: "fixed", version: fixed };
  return withoutFix === "no-fix-planned" ? { state: "ignored", reason: "No fix is planned" } : { state: "unfixed" };
}

/** Edits one upon the other: each sees what those before it have made. */
function startDraft(read: ReadData, now: DataNow) {
  const changed = new Map<string, Uint8Array>();
  const readDraft: ReadData = async (path) => changed.get(path) ?? read(path);
  const draftNow = (): DataNow => ({ ...now, paths: [...new Set([...now.paths, ...changed.keys()])] });
  const take = (files: ReadonlyMap<string, Uint8Array>): void => {
    for (const [path, bytes] of files) changed.set(path, bytes);
  };
  return {
    changed,
    async know(issue: string, title: string): Promise<void> {
      const lists = await issueLists(readDraft, draftNow());
      if (missingInLists(lists, [issue]).length === 0) return;
      const described = now.tracker.issue(issue) === undefined ? asciiLine(title) : undefined;
      // The advisory is the check that a new record's TODO asks for.
      for (const [path, list] of addIssueInLists(lists, issue, described)) {
        changed.set(path, withoutTodo(list, issue));
      }
    },
    async names(prefix: string, advisory: string): Promise<boolean> {
      return Buffer.from(await readDraft(`${prefix}/list`)).includes(` ${advisory} `);
    },
    async edit(wish: TrackerEdit, { editor, day }: TrackerHouse): Promise<void> {
      take(await dataEdit(wish, { name: editor, today: day }).apply(readDraft, draftNow()));
    },
  };
}

/** Debian's lists are ASCII, and a description there ends at its bracket. */
function asciiLine(text: string): string {
  return text
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .replace(/[^ -~]/g, "?")
    .replace(/[[\]]/g, "");
}
