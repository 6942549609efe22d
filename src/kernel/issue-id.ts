/** A problem with a name: `CVE-2024-10918`, `CVE-2026-XXXX` while the number is not known, or a `TEMP-…` name. */
export type IssueId = string;

const ISSUE_ID = /^(?:CVE-\d{4}-(?:\d{4,}|XXXX)|TEMP-\d{7,}-[0-9A-F]{6})$/;

export function isIssueId(text: string): text is IssueId {
  return ISSUE_ID.test(text);
}

/**
 * The name of a sealed issue, for ever: `S-204817365`. Its digits are random, so that names neither count nor order anything.
 * It says nothing of the issue; what it is called in public is known once it is disclosed.
 */
export type SealedId = string;

const SEALED_ID = /^S-\d{9}$/;

export function isSealedId(text: string): text is SealedId {
  return SEALED_ID.test(text);
}

/** Year, then number: `CVE-2024-9999` before `CVE-2024-10000`. Names without a number come last, by text. */
export function compareIssueIds(a: IssueId, b: IssueId): number {
  const left = /^CVE-(\d{4})-(\d+)$/.exec(a);
  const right = /^CVE-(\d{4})-(\d+)$/.exec(b);
  if (left && right) return Number(left[1]) - Number(right[1]) || Number(left[2]) - Number(right[2]);
  if (left) return -1;
  if (right) return 1;
  return a < b ? -1 : a > b ? 1 : 0;
}
