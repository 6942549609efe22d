import { type CsafTests, repeated, type Tracking } from "./document.ts";

/** Mandatory tests about versions and dates of the document itself. */
export const TRACKING_TESTS: CsafTests = {
  "6.1.14": ({ document: { tracking } }) => {
    const sorted = byDate(tracking).map(({ number }) => versionOf(number));
    return sorted.flatMap((version, at) => {
      const before = sorted[at - 1];
      return before && compare(before, version) > 0 ? [`${before.text} is dated before ${version.text}`] : [];
    });
  },
  "6.1.16": ({ document: { tracking } }) => {
    const plain = (text: string): string => {
      const version = versionOf(text);
      return version.numbers.join(".") + (tracking.status === "draft" ? "" : version.preRelease);
    };
    const last = byDate(tracking).at(-1)?.number ?? "";
    return plain(tracking.version) === plain(last) ? [] : [`version ${tracking.version}, last revision ${last}`];
  },
  "6.1.17": ({ document: { tracking } }) => {
    const version = versionOf(tracking.version);
    const early = version.numbers[0] === 0 || version.preRelease !== "";
    return early && tracking.status !== "draft" ? [`version ${tracking.version} is ${tracking.status}`] : [];
  },
  "6.1.18": ({ document: { tracking } }) =>
    tracking.status === "draft" ? [] : numbersOf(tracking).filter((number) => versionOf(number).numbers[0] === 0),
  "6.1.19": ({ document: { tracking } }) => numbersOf(tracking).filter((number) => versionOf(number).preRelease !== ""),
  "6.1.20": ({ document: { tracking } }) => {
    const early = versionOf(tracking.version).preRelease !== "";
    return early && tracking.status !== "draft" ? [tracking.version] : [];
  },
  "6.1.21": ({ document: { tracking } }) => {
    const majors = byDate(tracking).map(({ number }) => versionOf(number).numbers[0] ?? 0);
    const [first = 0] = majors;
    const gaps = majors.flatMap((major, at) => {
      const before = majors[at - 1];
      return before !== undefined && major > before + 1 ? [`${before} is followed by ${major}`] : [];
    });
    return first > 1 ? [`the first version is ${first}`, ...gaps] : gaps;
  },
  "6.1.22": ({ document: { tracking } }) => repeated(numbersOf(tracking)),
  "6.1.30": ({ document: { tracking } }) => {
    const all = [tracking.version, ...numbersOf(tracking)];
    return new Set(all.map((number) => versionOf(number).numbers.length)).size > 1 ? [all.join(", ")] : [];
  },
};

interface Version {
  readonly text: string;
  /** One for whole numbers, three for semantic versions. */
  readonly numbers: readonly number[];
  /** With its hyphen. */
  readonly preRelease: string;
}

function versionOf(text: string): Version {
  const [, numbers = "0", preRelease = ""] = /^([\d.]+)(-[^+]*)?(?:\+.*)?$/.exec(text) ?? [];
  return { text, numbers: numbers.split(".").map(Number), preRelease };
}

function compare(a: Version, b: Version): number {
  for (const at of [0, 1, 2]) {
    const difference = (a.numbers[at] ?? 0) - (b.numbers[at] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

function numbersOf({ revision_history }: Tracking): readonly string[] {
  return revision_history.map(({ number }) => number);
}

/** By date, and by number where two have the same date. */
export function byDate({ revision_history }: Tracking): Tracking["revision_history"] {
  return [...revision_history].sort(
    (a, b) => compareTimes(a.date, b.date) || compare(versionOf(a.number), versionOf(b.number)),
  );
}

/** Times are compared in all their digits, of which `Date` knows three. */
function compareTimes(a: string, b: string): number {
  const seconds = Math.floor(Date.parse(a) / 1000) - Math.floor(Date.parse(b) / 1000);
  if (seconds !== 0) return seconds;
  const [left, right] = [a, b].map((time) => (/\.(\d+)/.exec(time)?.[1] ?? "").padEnd(30, "0")) as [string, string];
  return left < right ? -1 : left > right ? 1 : 0;
}
