import { wrapWords } from "./wrap-words.ts";

/** What the text of a security announcement is made from. */
export interface AdvisoryFacts {
  /** `DSA-5814-1`. */
  readonly id: string;
  readonly distributionTitle: string;
  readonly contact: string;
  /** Who releases it. */
  readonly author: string;
  readonly date: Date;
  readonly source: string;
  readonly issues: readonly string[];
  /** What was wrong and what an attacker could do, in the words of the people who know; may have paragraphs. */
  readonly summary: string;
  readonly fixed: readonly {
    readonly codename: string;
    readonly version: string;
    /** Where the advisory is about several packages: which one. */
    readonly source?: string;
  }[];
  /** Paragraphs that stand after the versions. */
  readonly closing?: readonly string[];
  /** Id of the advisory whose regression this repairs. */
  readonly regressionOf: string | null;
}

const WIDTH = 73;
const RULE = "-".repeat(WIDTH);
const MONTHS = [
  "January",
  "February",
  "March",
  "April",
  "May",
  "June",
  "July",
  "August",
  "September",
  "October",
  "November",
  "December",
] as const;

/** The announcement in the form that Debian's readers and their filters know: head, fields, text, one paragraph a release. */
export function advisoryText(facts: AdvisoryFacts): string {
  return [
    RULE,
    twoSides(`${facts.distributionTitle} Security Advisory ${facts.id}`, facts.contact),
    twoSides(longDate(facts.date), facts.author),
    RULE,
    "",
    `Package        : ${facts.source}`,
    ...issueField(facts.issues),
    "",
    ...opening(facts),
    ...facts.fixed.flatMap(({ codename, version, source }) => {
      const of = source === undefined ? "" : ` of ${source}`;
      return [...wrap(`In ${codename} this is fixed in version ${version}${of}.`), ""];
    }),
    ...(facts.closing ?? []).flatMap((paragraph) => [...wrap(paragraph), ""]),
    ...wrap(`Please upgrade your ${facts.source} packages.`),
    "",
  ].join("\n");
}

function opening(facts: AdvisoryFacts): string[] {
  const regression = facts.regressionOf
    ? [...wrap(`This repairs a regression that came with ${facts.regressionOf}.`), ""]
    : [];
  const paragraphs = facts.summary
    .split(/\n\s*\n/)
    .map((paragraph) => paragraph.trim())
    .filter((paragraph) => paragraph !== "")
    .flatMap((paragraph) => [...wrap(paragraph), ""]);
  return [...regression, ...paragraphs];
}

function issueField(issues: readonly string[]): string[] {
  if (issues.length === 0) return [];
  return wrap(issues.join(" "), WIDTH - 17).map((line, index) =>
    index === 0 ? `CVE ID         : ${line}` : `                 ${line}`,
  );
}

function twoSides(left: string, right: string): string {
  return left + right.padStart(Math.max(right.length + 1, WIDTH - left.length));
}

function longDate(date: Date): string {
  return `${MONTHS[date.getUTCMonth()]} ${String(date.getUTCDate()).padStart(2, "0")}, ${date.getUTCFullYear()}`;
}

function wrap(text: string, width = WIDTH): string[] {
  return wrapWords(text, width);
}
