import type { Person } from "../../distribution/index.ts";
import { formatProblem, SamedayError } from "../../kernel/index.ts";
import { type TrackerProblem, trackerProblem } from "../problem-codes.ts";
import { ACCESS_FILE, type AccessList, holds, parseAccessList } from "./access-list.ts";
import type { SealedCrypto, SealedWorld } from "./ports.ts";

/**
 * The access list out of its signed text. Only a full member of the definition may have signed it: whoever can merely write
 * to the repository gives access to nobody. Throws SIGNATURE_BAD, SIGNER_NOT_ALLOWED or INPUT_INVALID, since nothing may be
 * sealed or believed without it.
 */
export async function readAccess(
  { crypto, people }: Pick<SealedWorld, "crypto" | "people">,
  signed: Uint8Array,
): Promise<AccessList> {
  const { text, fingerprints } = await crypto.verify(signed).catch((error: SamedayError) => {
    throw new SamedayError(error.code, `${ACCESS_FILE}: ${error.message}`, error);
  });
  if (!signers(people, fingerprints).some(({ role }) => role === "full")) {
    throw new SamedayError("SIGNER_NOT_ALLOWED", `${ACCESS_FILE} is not signed by a full member of the definition.`);
  }
  const { value, problems } = parseAccessList(text);
  if (value !== undefined) return value;
  const [first] = problems;
  throw new SamedayError("INPUT_INVALID", first ? formatProblem(first) : `${ACCESS_FILE} is no access list.`);
}

/** The people of the definition whose keys these are. */
export function signers(people: readonly Person[], fingerprints: readonly string[]): readonly Person[] {
  return people.filter((person) => person.fingerprints.some((one) => fingerprints.includes(one)));
}

/** Keys for everybody who has access at an instant, and whom none can be made for. */
export async function recipients(
  { crypto, people }: { readonly crypto: SealedCrypto; readonly people: readonly Person[] },
  access: AccessList,
  at: Date,
): Promise<{ readonly fingerprints: readonly string[]; readonly problems: readonly TrackerProblem[] }> {
  const fingerprints: string[] = [];
  const problems: TrackerProblem[] = [];
  const tell = (message: string): void => {
    problems.push(trackerProblem("sealed-access-ended", message, { file: ACCESS_FILE, line: 1, column: 1 }));
  };
  for (const entry of access.people) {
    const person = people.find(({ id }) => id === entry.person);
    const keys = person === undefined ? [] : await crypto.encryptable(person.fingerprints);
    if (!holds(entry, at)) tell(`The access of ${entry.person} has ended; nothing is sealed for them any more.`);
    else if (person === undefined) tell(`${entry.person} has access, and the definition names nobody so.`);
    else if (keys.length === 0)
      tell(`No key of ${entry.person} can be encrypted to; they cannot read what is sealed now.`);
    else fingerprints.push(...keys);
  }
  return { fingerprints, problems };
}
