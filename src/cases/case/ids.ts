import type { Policy } from "../policy/index.ts";

type OwnIds = Pick<Policy, "ownIds">;

/** What stands in the place of an id for the next number of our own, which the desk counts out. */
export const NEXT_ID = "next";

const CVE = /^CVE-\d{4}-\d{4,19}$/;
/** Of a team whose policy says nothing of numbers of its own: capital letters, a year, a number. */
const OTHER = /^[A-Z][A-Z0-9]*(?:-[A-Z][A-Z0-9]*)*-\d{4}-\d{1,19}$/;

/** Whether an id is a CVE's, or a number of our own in the policy's form: TROVE-2026-006, with more digits once they are needed. */
export function isKnownForm(id: string, { ownIds }: OwnIds): boolean {
  if (id.startsWith("CVE-")) return CVE.test(id);
  return ownIds ? isOwnNumber(id, { ownIds }) : OTHER.test(id);
}

/** Whether an id is a number of our own in the policy's form; none is where the policy has no such form. */
export function isOwnNumber(id: string, { ownIds }: OwnIds): boolean {
  if (!ownIds) return false;
  const { prefix, digits } = ownIds;
  const number = id.startsWith(`${prefix}-`) && /^\d{4}-(\d{1,19})$/.exec(id.slice(prefix.length + 1))?.[1];
  return number ? number === String(BigInt(number)).padStart(digits, "0") : false;
}

/** One spelling of an id: `CVE-2026-01234` is no other number than `CVE-2026-1234`. */
export function plainId(id: string): string {
  return id.replace(/-0+(?=\d+$)/, "-");
}

/** Whether two ids are one, however their numbers are written. */
export function isSameId(one: string, other: string): boolean {
  return plainId(one.trim()) === plainId(other.trim());
}

/** The forms of ids that a policy knows, in words. */
export function idForms({ ownIds }: OwnIds): string {
  if (!ownIds) return "like CVE-2026-1234, or NAME-2026-6 for a number that the desk does not count";
  const own = `${ownIds.prefix}-2026-${"6".padStart(ownIds.digits, "0")}`;
  return `like CVE-2026-1234, or ${own} for a number of our own, the next of which is \`${NEXT_ID}\``;
}
