import type { Report } from "../read/field.ts";
import type { Definition } from "../schema.ts";
import { known } from "./known.ts";
import { unique } from "./unique.ts";

export function checkPeople(definition: Definition, report: Report): void {
  const { person: people, team: teams, policy } = definition;
  const ids = people.map((person) => person.id);
  unique(ids, "The person", report);
  checkKeys(definition, report);
  for (const person of people) {
    unique(person["may-upload"], "The package", report);
    const [first] = person["may-upload"];
    if (first && person.role === "auditor") {
      const message = `${person.id.value} is an auditor and may upload nothing.`;
      report.error("distribution-auditor-uploads", first.place, message);
    }
  }
  unique(
    teams.map((team) => team.name),
    "The team",
    report,
  );
  for (const team of teams) {
    unique(team.members, `In team ${team.name.value} the member`, report);
    for (const member of team.members) {
      known(
        member,
        ids.map((id) => id.value),
        "person",
        report,
      );
    }
  }
  const full = people.filter((person) => person.role === "full").length;
  for (const key of ["approvals", "override-approvals"] as const) {
    if (policy[key] <= full) continue;
    const message = `"${key}" asks for ${policy[key]} full members; there are ${full}.`;
    report.error("distribution-too-few-full-members", policy.place, message);
  }
}

/** A key is one person's: otherwise a signature would not say who signed. */
function checkKeys(definition: Definition, report: Report): void {
  const owners = new Map<string, { readonly id: string; readonly line: number }>();
  for (const person of definition.person) {
    for (const fingerprint of person.fingerprints) {
      const owner = owners.get(fingerprint.value);
      if (owner) {
        const who = owner.id === person.id.value ? "stands twice here" : `is ${owner.id}'s too`;
        const message = `This key ${who} (line ${owner.line}); a key belongs to one person.`;
        report.error("distribution-shared-key", fingerprint.place, message);
      } else owners.set(fingerprint.value, { id: person.id.value, line: fingerprint.place.line });
    }
  }
}
