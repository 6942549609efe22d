import type { LeftOut } from "../suites.ts";
import type { DeskFinding } from "./desk-step.ts";

/** One package of ours beside the archive's of the same name, version and architecture. */
export interface ArchiveComparison {
  readonly name: string;
  readonly ours: string;
  readonly theirs: string;
  readonly same: boolean;
  /** The suite that holds the archive's copy. */
  readonly suite: string;
  /** Where it differs and by what it looks like, from diffoscope; empty when the same. Missing in older statements. */
  readonly cause?: string;
}

/** A package of ours of which no suite has a build in this version. */
export interface AbsentPackage {
  readonly name: string;
  /** The highest version in each suite that has the package at all, in the definition's order. */
  readonly held: readonly { readonly suite: string; readonly version: string }[];
}

/** An architecture that was built here, and whose builds in a suite are not known. */
export type UnknownBuilds = LeftOut & { readonly architecture: string };

/** Findings of the comparison (`urn:sameday:evidence:prove:v1`, kind archive): each package of ours is in one of three lists. */
export interface ArchiveFindings {
  readonly kind: "archive";
  readonly packages: readonly ArchiveComparison[];
  /** Missing in older statements. */
  readonly absent: readonly AbsentPackage[];
  /** Names of those that could not be looked for in every suite; `unknown` says why. Missing in older statements. */
  readonly unseen: readonly string[];
  readonly unknown: readonly UnknownBuilds[];
  /** Name of the file of the update that holds diffoscope's report; absent when there is none. */
  readonly report?: string;
  /** Why they differ, as far as content and records tell; empty when all are the same or there is nothing to compare. */
  readonly cause: string;
}

/** Names and versions beyond are counted only: a source can have hundreds of packages. */
const MOST_NAMED = 4;

/** What the comparison says for people. What is absent or could not be looked for is neither the same nor different. */
export function judge(findings: ArchiveFindings): Pick<DeskFinding, "result" | "message"> {
  const { packages, cause } = findings;
  const { absent, unseen } = notCompared(findings);
  const same = packages.filter((one) => one.same).length;
  const total = packages.length + absent.length + unseen.length;
  const gaps = gapSentences(findings.unknown);
  if (packages.length === 0) {
    const nothing = `The archive has no build of this version to compare with${heldClause(findings.absent)}.`;
    const message = gaps.length === 0 ? nothing : sentences(absentSentence(absent), ...gaps);
    return { result: "nothing-to-do", message };
  }
  const symbols = findings.absent.length > absent.length;
  const rest = [absentSentence(absent), symbols ? NO_SYMBOLS : "", ...gaps];
  if (same < packages.length) {
    const counted = `${same} of ${total} packages match the archive's own build.`;
    return { result: "failed", message: sentences(counted, cause, ...rest) };
  }
  const counted =
    same === total
      ? `Matches the archive: ${same} of ${total} packages are bit-identical to its own build.`
      : `${same} of ${total} packages are bit-identical to the archive's own build.`;
  return { result: "passed", message: sentences(counted, ...rest) };
}

/** Packages of ours with which nothing could be compared, debug symbols left out. */
export function notCompared(findings: Partial<ArchiveFindings>): Pick<ArchiveFindings, "absent" | "unseen"> {
  const { absent = [], unseen = [] } = findings;
  return {
    absent: absent.filter(({ name }) => !isDebugSymbols(name)),
    unseen: unseen.filter((name) => !isDebugSymbols(name)),
  };
}

const NO_SYMBOLS = "Debug symbols are not compared: the archive's suites hold none.";

/** Made beside every program; archives keep them in suites of their own, so that their absence says nothing. */
function isDebugSymbols(name: string): boolean {
  return /-dbgsym_[^_]+_[^_]+\.deb$/.test(name);
}

function absentSentence(absent: readonly AbsentPackage[]): string {
  if (absent.length === 0) return "";
  return `The archive has no ${listed(absent.map(({ name }) => name))}${heldClause(absent)}.`;
}

function heldClause(absent: readonly AbsentPackage[]): string {
  const all = absent.flatMap(({ held }) => held.map(({ suite, version }) => `${version} in ${suite}`));
  return all.length === 0 ? "" : `; it has ${listed([...new Set(all)])}`;
}

/** Each reason once, with every architecture that it is about. */
function gapSentences(unknown: readonly UnknownBuilds[]): string[] {
  const byReason = new Map<string, string[]>();
  for (const { reason, architecture } of unknown) {
    byReason.set(reason, [...(byReason.get(reason) ?? []), architecture]);
  }
  return [...byReason].map(([reason, architectures]) => {
    const builds = architectures.length === 1 ? "build" : "builds";
    return `The archive's own ${architectures.join(" and ")} ${builds} could not be fetched: ${reason}`;
  });
}

function listed(words: readonly string[]): string {
  const more = words.length - MOST_NAMED;
  const named = words.slice(0, MOST_NAMED).join(", ");
  return more > 0 ? `${named} and ${more} more` : named;
}

function sentences(...all: readonly string[]): string {
  return all.filter((sentence) => sentence !== "").join(" ");
}
