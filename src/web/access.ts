import type { Person } from "../distribution/index.ts";
import { isOfTeam } from "../updates/index.ts";

/**
 * What the pages offer and accept, by role: the one place in this room that knows roles.
 * The rooms that act check again; a right missing here hides the form and refuses its address.
 */
export type Right =
  | "see-log-of-steps"
  | "report-test"
  | "send-back"
  | "retry"
  | "edit"
  | "approve"
  | "override"
  | "publish"
  | "see-people"
  | "see-audit-log"
  | "see-drills"
  | "see-audits"
  | "manage-tokens";

/** What a right may depend on besides the role. */
export interface Subject {
  /** Everybody who signed the source, by id. */
  readonly uploaders: readonly string[];
}

/** What the rights to an update depend on. */
export function subjectOf({ uploaders }: { readonly uploaders: readonly { readonly id: string }[] }): Subject {
  return { uploaders: uploaders.map(({ id }) => id) };
}

const NOBODY: Subject = { uploaders: [] };

const RULES: Readonly<Record<Right, (person: Person, subject: Subject) => boolean>> = {
  "see-log-of-steps": () => true,
  "report-test": (person) => person.role !== "auditor",
  "send-back": (person, { uploaders }) => person.role === "full" || uploaders.includes(person.id),
  retry: (person) => isOfTeam(person),
  edit: (person) => isOfTeam(person),
  approve: (person, { uploaders }) => person.role === "full" && !uploaders.includes(person.id),
  override: (person, { uploaders }) => person.role === "full" && !uploaders.includes(person.id),
  publish: (person) => person.role === "full",
  "see-people": () => true,
  "see-audit-log": (person) => isOfTeam(person) || person.role === "auditor",
  "see-drills": () => true,
  "see-audits": () => true,
  "manage-tokens": (person) => isOfTeam(person),
};

/** Who has the right, for the sentence that refuses somebody without it. */
const HOLDERS: Readonly<Record<Right, string>> = {
  "see-log-of-steps": "people of this desk",
  "report-test": "people of this desk who are not its auditors",
  "send-back": "full members and its uploaders",
  retry: "full members and assistants",
  edit: "full members and assistants",
  approve: "full members who did not upload the update",
  override: "full members who did not upload the update",
  publish: "full members",
  "see-people": "people of this desk",
  "see-audit-log": "full members, assistants and auditors",
  "see-drills": "people of this desk",
  "see-audits": "people of this desk",
  "manage-tokens": "full members and assistants",
};

export function may(person: Person | null, right: Right, subject: Subject = NOBODY): boolean {
  return person !== null && RULES[right](person, subject);
}

export function holdersOf(right: Right): string {
  return HOLDERS[right];
}

/** Whether an update that waits for people waits for this one: for the board's first group. */
export function waitsForYou(
  person: Person | null,
  update: {
    readonly act: "approve" | "judge" | "disclose" | "publish" | "mend" | "none";
    readonly uploaders: readonly string[];
    /** People whose approval over the present hashes is on file. */
    readonly approvers: readonly string[];
    readonly overriders: readonly string[];
  },
): boolean {
  if (person === null) return false;
  switch (update.act) {
    case "approve":
      return may(person, "approve", update) && !update.approvers.includes(person.id);
    case "judge":
      return (
        update.uploaders.includes(person.id) ||
        (may(person, "override", update) && !update.overriders.includes(person.id))
      );
    case "disclose":
    case "publish":
      return may(person, "publish");
    case "mend":
      return update.uploaders.includes(person.id) || may(person, "retry");
    case "none":
      return false;
  }
}
