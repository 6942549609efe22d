import type { BinaryVersions } from "../../archive/binary-versions.ts";
import type { SourceVersions } from "../../archive/source-versions.ts";
import { worse } from "../../model/merge-notes.ts";
import { kindLetter, REMOTE_UNKNOWN, urgencyLetter } from "./letters.ts";
import type { FlatNote, FlatNotes, PackageKind } from "./notes.ts";
import { atLeast } from "./order.ts";

/** debsecan's second format, as Debian makes it: the same issues and versions for all releases, and what differs of each. */
export interface DebsecanOne {
  /** The file of a release: issues, packages with their fixes, sources with their binaries. */
  release(codename: string): string;
  /** For a system whose release is not known: no fix is said to be there, and no binaries. */
  generic(): string;
}

interface Vulnerability {
  readonly head: string;
  readonly fixedIn: ReadonlySet<string>;
  readonly tail: string;
}

/** An issue counts as unfixed in unstable when only releases have lines of it, and one not-affected line hides it everywhere. */
export function debsecanOne(
  { notes, descriptions }: FlatNotes,
  archive: SourceVersions,
  binaries: BinaryVersions,
): DebsecanOne {
  const ofIssues = notes.filter((note) => /^(?:CVE|TEMP)-/.test(note.name));
  const index = new Map<string, number>();
  for (const name of [...new Set(ofIssues.filter(mayMatter).map((note) => note.name))].sort()) {
    index.set(name, index.size);
  }
  const inRelease = groupBy(notes, (note) => `${note.package} ${note.release}`);
  const sources = new Set<string>();
  const vulnerabilities: Vulnerability[] = [];
  const pairs = groupBy(ofIssues, (note) => `${note.package} ${note.name}`);
  for (const key of [...pairs.keys()].sort(byPackageThenName)) {
    const group = pairs.get(key) as FlatNote[];
    if (!group.some((note) => note.kind !== "itp")) continue;
    const { name, package: packageName } = group[0] as FlatNote;
    if (group.some((note) => note.kind === "source")) sources.add(packageName);
    const inUnstable = group.find((note) => note.release === "")?.fixed ?? "";
    const urgency = group.map((note) => note.urgency).reduce((a, b) => worse(a, b));
    if (urgency === "unimportant" || urgency === "end-of-life" || inUnstable === "0") continue;
    const { fixedIn, others } = fixes(group, inRelease, archive, binaries);
    const flags = `${kindLetter(kindOf(group))}${urgencyLetter(urgency)}${REMOTE_UNKNOWN}`;
    vulnerabilities.push({
      head: `${packageName},${index.get(name) ?? 0},${flags}`,
      fixedIn,
      tail: `,${inUnstable},${[...others].sort().join(" ")}`,
    });
  }
  const start = ["VERSION 1", ...[...index.keys()].map((name) => `${name},,${descriptions.get(name) ?? ""}`), ""];
  return {
    release: (codename) =>
      [
        ...start,
        ...vulnerabilities.map(({ head, fixedIn, tail }) => head + (fixedIn.has(codename) ? "F" : " ") + tail),
        "",
        ...[...sources].sort().flatMap((source) => binariesLine(source, binaries.binariesOf(source, codename))),
        "",
      ].join("\n"),
    generic: () => [...start, ...vulnerabilities.map(({ head, tail }) => `${head} ${tail}`), "", "", ""].join("\n"),
  };
}

function mayMatter(note: FlatNote): boolean {
  return note.urgency !== "unimportant" && note.fixed !== "0" && note.kind !== "itp";
}

function kindOf(group: readonly FlatNote[]): PackageKind {
  if (group.some((note) => note.kind === "binary")) return "binary";
  return group.every((note) => note.kind === "source") ? "source" : "unknown";
}

/** Where a fix is to be had, and every version that has it though it sorts below unstable's. */
function fixes(
  group: readonly FlatNote[],
  inRelease: ReadonlyMap<string, readonly FlatNote[]>,
  archive: SourceVersions,
  binaries: BinaryVersions,
): { readonly fixedIn: ReadonlySet<string>; readonly others: ReadonlySet<string> } {
  const fixedIn = new Set<string>();
  const others = new Set<string>();
  for (const { package: name, release, fixed } of group) {
    if (fixed === undefined) continue;
    const rows = archive.rowsOf(name);
    if (release === "") {
      const held = rows.filter((row) => row.release === "sid" && row.role === "main");
      if (held.some((row) => atLeast(row.version, fixed))) fixedIn.add("sid");
      continue;
    }
    fixedIn.add(release);
    const known = [
      ...(inRelease.get(`${name} ${release}`) ?? []).flatMap((note) => note.fixed ?? []),
      ...rows.filter((row) => row.release === release && row.role !== "updates").map((row) => row.version),
      ...binaries.builtFrom(name, release),
    ];
    for (const version of known) if (atLeast(version, fixed)) others.add(version);
  }
  return { fixedIn, others };
}

/** A source whose only binary has its name needs no line; one without binaries is gone from the release. */
export function binariesLine(source: string, names: readonly string[]): readonly string[] {
  return names.length === 1 && names[0] === source ? [] : [`${source},${names.join(" ")}`];
}

function byPackageThenName(a: string, b: string): number {
  const [packageA = "", nameA = ""] = a.split(" ");
  const [packageB = "", nameB = ""] = b.split(" ");
  if (packageA !== packageB) return packageA < packageB ? -1 : 1;
  return nameA < nameB ? -1 : 1;
}

function groupBy<T>(all: readonly T[], keyOf: (one: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const one of all) {
    const key = keyOf(one);
    const there = groups.get(key);
    if (there === undefined) groups.set(key, [one]);
    else there.push(one);
  }
  return groups;
}
