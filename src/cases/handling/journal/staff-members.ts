import { readFile } from "node:fs/promises";
import type { Person } from "../../../distribution/index.ts";
import type { Staff, Team } from "../../case/index.ts";
import type { StaffMember } from "../../intake/index.ts";
import type { HandlingContext } from "../context.ts";
import { staffOf } from "../people/staff-of.ts";

/**
 * Everybody who handles cases, with the keys that the definition names for them, as intake knows them by their mails. A key
 * file that is gone or holds another key than the definition says is an alarm, and its person is then nobody whom a signature
 * proves.
 */
export async function readStaffMembers(context: HandlingContext): Promise<readonly StaffMember[]> {
  const staff = staffOf(context.definition, []);
  const members: StaffMember[] = [];
  for (const person of context.definition.people) {
    const part = partOf(staff, person.id);
    if (part) members.push(...(await readKeys(context, person)).map((certificate) => ({ ...part, certificate })));
  }
  return members;

  function partOf({ director, directorDeputy, assistants, auditors, teams }: Staff, id: string) {
    const address = context.definition.people.find((person) => person.id === id)?.email.toLowerCase() ?? "";
    const as = (role: string, team?: Team) => ({ address, role, team: team?.name });
    if (assistants.includes(id)) return as("assistant");
    const lead = teams.find((team) => team.lead === id);
    const point = teams.find((team) => team.pointPerson === id);
    const deputy = teams.find((team) => team.deputies.includes(id));
    const member = teams.find((team) => team.members.includes(id));
    if (director === id || directorDeputy === id) return as("director", lead ?? point ?? deputy ?? member);
    if (point) return as("point_person", point);
    if (deputy) return as("deputy", deputy);
    if (lead) return as("team_lead", lead);
    if (member) return as("handler", member);
    return auditors.includes(id) ? as("auditor") : undefined;
  }
}

/** Keys of a person that have the fingerprints that the definition names. */
async function readKeys({ opener, alarm }: HandlingContext, { id, keyFile, fingerprints }: Person) {
  const bytes = await readFile(keyFile).catch(() => undefined);
  const { certificates } = bytes ? await opener.readCertificates(bytes) : { certificates: [] };
  const found = certificates.filter(({ fingerprint }) => fingerprints.includes(fingerprint));
  if (found.length === 0) {
    alarm(`key-of-${id}`, `The key file of ${id} holds no key that the definition names: their mails prove nothing.`);
  }
  return found;
}
