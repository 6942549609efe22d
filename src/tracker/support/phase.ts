import type { SupportPhase } from "../../distribution/index.ts";
import type { Releases } from "../layers/releases.ts";

/** What a definition says of a release in time. */
export interface DatedRelease {
  readonly codename: string;
  /** `12`, by which lists of debian-security-support name it. */
  readonly version: string;
  readonly phases: readonly SupportPhase[];
}

/** Who supports a release at an instant. */
export type ReleasePhase =
  | { readonly name: SupportPhase["name"]; readonly until: Date }
  /** Not yet released, or never: testing, unstable. */
  | { readonly name: "development" }
  /** `since` is undefined when only the order of releases tells that it is over. */
  | { readonly name: "ended"; readonly since: Date | undefined };

/**
 * The phase of a release: by its own dates, else by those of the release that it is built on, else by config.json, where
 * a release without an alias that is older than every release with one is over.
 */
export function phaseOf(codename: string, dates: readonly DatedRelease[], releases: Releases, at: Date): ReleasePhase {
  for (const name of releases.get(codename)?.lineage ?? [codename]) {
    const dated = dates.find((release) => release.codename === name);
    if (dated) return phaseByDates(dated.phases, at);
  }
  return isLeftBehind(codename, releases) ? { name: "ended", since: undefined } : { name: "development" };
}

function phaseByDates(phases: readonly SupportPhase[], at: Date): ReleasePhase {
  const last = phases.at(-1);
  if (last === undefined) return { name: "development" };
  const current = phases.find((phase) => phase.from <= at && at < phase.until);
  if (current) return { name: current.name, until: current.until };
  return at >= last.until ? { name: "ended", since: last.until } : { name: "development" };
}

function isLeftBehind(codename: string, releases: Releases): boolean {
  const own = releases.get(codename);
  if (own === undefined || own.lineage.some((name) => releases.get(name)?.alias !== undefined)) return false;
  const supported = [...releases.values()].filter((release) => release.alias !== undefined);
  return supported.length > 0 && supported.every((release) => release.age > own.age);
}
