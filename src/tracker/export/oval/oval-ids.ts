import type { IssueId } from "../../../kernel/index.ts";
import type { House } from "../house.ts";

/** The kinds of numbered things in an OVAL document. */
export type OvalKind = "def" | "tst" | "obj" | "ste" | "var";

/** `oval:org.debian.security-tracker.bookworm:def:20241234567`; a release has a name space of its own, so that files can be joined. */
export function ovalId(house: House, release: string, kind: OvalKind, number: string | number): string {
  const { hostname } = new URL(house.pages);
  // An address in digits has brackets and colons, which no id may hold.
  const host = hostname
    .split(".")
    .reverse()
    .join(".")
    .replace(/[^A-Za-z0-9_.-]+/g, "-");
  return `oval:${host}.${release}:${kind}:${number}`;
}

/** The definition that says whether the machine runs the release. */
export const RELEASE_DEFINITION = 1;

/**
 * A definition's number, always the same for an issue: a CVE's year, then its number in seven digits or more; for an unnamed
 * issue a 9, its bug number in ten digits, then the six hex digits of its name as eight decimal ones.
 */
export function definitionNumber(issue: IssueId): string {
  const cve = /^CVE-(\d{4})-(\d+)$/.exec(issue);
  if (cve) return `${cve[1]}${(cve[2] as string).padStart(7, "0")}`;
  const [, bug = "", digest = ""] = /^TEMP-(\d+)-([0-9A-F]{6})$/.exec(issue) ?? [];
  return `9${bug.padStart(10, "0")}${String(Number.parseInt(digest, 16)).padStart(8, "0")}`;
}
