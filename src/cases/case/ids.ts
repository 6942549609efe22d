import type { Policy } from "../policy/index.ts";

type OwnIds = Pick<Policy, "ownIds">;

const CVE = /^CVE-\d{4}-\d{4,19}$/;
/** Of a team whose policy says nothing of numbers of its own: capital letters, a year, a number. */
const OTHER = /^[A-Z][A-Z0-9]*(?:-[A-Z][A-Z0-9]*)*-\d{4}-\d{1,19}$/;

/** Whether an id is a CVE's, or a number of our own in the policy's form: TROVE-2026-006, with more digits once they are needed. */
export function isKnownForm(id: string, { ownIds }: OwnIds): boolean {
  if (id.startsWith("CVE-")) return CVE.test(id);
  if (!ownIds) return OTHER.test(id);
  const { prefix, digits } = ownIds;
  const number = id.startsWith(`${prefix}-`) && /^\d{4}-(\d{1,19})$/.exec(id.slice(prefix.length + 1))?.[1];
  return number ? number === String(BigInt(number)).padStart(digits, "0") : false;
}

/** The forms of ids that a policy knows, in words. */
export function idForms({ ownIds }: OwnIds): string {
  const own = ownIds ? `${ownIds.prefix}-2026-${"6".padStart(ownIds.digits, "0")}` : "NAME-2026-6";
  return `like CVE-2026-1234, or ${own} for a number of our own`;
}
