import type { Layer } from "../layers/layer.ts";
import type { Tracker } from "../model/tracker.ts";
import type { SupportEntry, SupportList } from "./parse-support-list.ts";
import { type DatedRelease, phaseOf, type ReleasePhase } from "./phase.ts";

/** Who still mends what, at one instant. */
export interface SupportFacts {
  phase(release: string): ReleasePhase;
  /** Why no fix will come for a package of a release; undefined while it is supported. */
  endOf(packageName: string, release: string): SupportEnd | undefined;
  /** What is said about limited support of a package in a release. */
  limitedFor(packageName: string, release: string): SupportLimit | undefined;
}

export interface SupportEnd {
  readonly by: "release" | "package";
  /** The first day without support, as far as it is known. */
  readonly since: Date | undefined;
  /** One sentence. */
  readonly text: string;
  /** The line of a list of debian-security-support. */
  readonly place: SupportPlace | undefined;
}

export interface SupportLimit {
  readonly text: string;
  readonly place: SupportPlace;
}

export interface SupportPlace {
  readonly layer: string;
  readonly file: string;
  readonly line: number;
}

interface Listed {
  readonly entry: SupportEntry;
  readonly place: SupportPlace;
}

/**
 * Facts from the releases' dates and from the layers' lists of debian-security-support, upper layers first. A release that
 * is built on another is covered by that one's lists as well.
 */
export function createSupportFacts(tracker: Tracker, dates: readonly DatedRelease[], at: Date): SupportFacts {
  const phases = memo((release: string) => phaseOf(release, dates, tracker.releases, at));
  const lineage = (release: string): readonly string[] => tracker.releases.get(release)?.lineage ?? [release];
  const finder = (kind: SupportList["kind"]): ((packageName: string, release: string) => Listed | undefined) => {
    const ofRelease = memo((release: string) => {
      const names = lineage(release);
      const versions = new Set(dates.filter((one) => names.includes(one.codename)).map((one) => one.version));
      return createLookUp(
        tracker.layers,
        (list) => list.kind === kind && (list.version === undefined || versions.has(list.version)),
      );
    });
    return (packageName, release) => ofRelease(release)(packageName);
  };
  const ended = finder("ended");
  const limited = finder("limited");
  const endOfRelease = memo((release: string): SupportEnd | undefined => {
    const phase = phases(release);
    if (phase.name !== "ended") return undefined;
    const when = phase.since ? ` on ${day(phase.since)}` : "";
    return { by: "release", since: phase.since, text: `Support of ${release} ended${when}.`, place: undefined };
  });
  return {
    phase: phases,
    endOf(packageName, release) {
      const whole = endOfRelease(release);
      if (whole) return whole;
      const found = ended(packageName, release);
      const since = found?.entry.ended;
      if (found === undefined || since === undefined || since > at) return undefined;
      const why = found.entry.text === "" ? "." : `: ${found.entry.text}`;
      return {
        by: "package",
        since,
        text: `Support of ${packageName} ended on ${day(since)}${why}`,
        place: found.place,
      };
    },
    limitedFor(packageName, release) {
      const found = limited(packageName, release);
      return found && { text: `Support of ${packageName} is limited: ${found.entry.text}`, place: found.place };
    },
  };
}

/** Exact names by a table, `golang.*` one after the other: there are few. The first that fits counts, as in Debian's tool. */
function createLookUp(
  layers: readonly Layer[],
  applies: (list: SupportList) => boolean,
): (packageName: string) => Listed | undefined {
  const exact = new Map<string, Listed>();
  const wide: { readonly matches: (name: string) => boolean; readonly listed: Listed }[] = [];
  for (const layer of layers.toReversed()) {
    for (const list of layer.supportLists.filter(applies)) {
      for (const entry of list.entries) {
        const listed = { entry, place: { layer: layer.name, file: list.path, line: entry.line } };
        const { pattern } = entry;
        if (pattern.includes(".*")) wide.push({ matches: wildcard(pattern), listed });
        else if (!exact.has(pattern)) exact.set(pattern, listed);
      }
    }
  }
  return (packageName) => exact.get(packageName) ?? wide.find(({ matches }) => matches(packageName))?.listed;
}

/**
 * Whether a name fits, `.*` standing for any text. Each part is taken where it first stands, which is right as each is
 * followed by any text: a regular expression of many `.*` tries all their lengths.
 */
function wildcard(pattern: string): (name: string) => boolean {
  const parts = pattern.split(".*");
  const first = parts[0] ?? "";
  const last = parts.at(-1) ?? "";
  return (name) => {
    if (!name.startsWith(first)) return false;
    let at = first.length;
    for (const part of parts.slice(1, -1)) {
      const found = name.indexOf(part, at);
      if (found < 0) return false;
      at = found + part.length;
    }
    return name.length - last.length >= at && name.endsWith(last);
  };
}

function memo<T>(make: (key: string) => T): (key: string) => T {
  const known = new Map<string, T>();
  return (key) => {
    const there = known.get(key);
    if (there !== undefined) return there;
    const made = make(key);
    known.set(key, made);
    return made;
  };
}

function day(date: Date): string {
  return date.toISOString().slice(0, 10);
}
